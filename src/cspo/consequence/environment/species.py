"""What stands for all objects of one kind: their mass, their size and their drag."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from cspo.errors import UsageError

__all__ = ["DEBRIS", "ROCKET_BODY", "SATELLITE", "Species"]

_MOST = 1e7


@dataclass(frozen=True, slots=True, kw_only=True)
class Species:
    """The mean object of a kind.

    Parameters
    ----------
    mass_kg : float
        Mass.
    radius_m : float
        Radius of the sphere that another object hits.
    area_m2 : float
        Mean cross-section to the flow of air.
    drag_coefficient : float
        2.2 unless known.

    Raises
    ------
    UsageError
        Where a value is not above zero, or absurd.

    Examples
    --------
    >>> Species(mass_kg=200.0, radius_m=1.25, area_m2=5.0).ballistic_m2_kg
    0.055
    """

    mass_kg: float
    radius_m: float
    area_m2: float
    drag_coefficient: float = 2.2

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not (math.isfinite(value) and 0.0 < value < _MOST):
                raise UsageError(
                    "describe a kind of object", field.name, expected="a number above zero",
                    got=f"{value:g}",
                )  # fmt: skip

    @property
    def ballistic_m2_kg(self) -> float:
        """Drag coefficient times area over mass, m²/kg."""
        return self.drag_coefficient * self.area_m2 / self.mass_kg


SATELLITE = Species(mass_kg=200.0, radius_m=1.25, area_m2=5.0)
"""Active and derelict satellites of Lavezzi et al. (2025), from their published code."""

DEBRIS = Species(mass_kg=0.5, radius_m=0.125, area_m2=0.05)
"""Debris from 10 cm on of Lavezzi et al. (2025), from their published code."""

ROCKET_BODY = Species(mass_kg=1783.94, radius_m=2.687936, area_m2=22.698007)
"""Rocket bodies of pySSEM 0.1 (ARCLab, MIT): ``three_species.json``."""
