"""What is supposed about the century to come: launches, disposal, failures, explosions."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.environment.species import DEBRIS, ROCKET_BODY, SATELLITE, Species
from cspo.errors import UsageError

__all__ = ["BY_AREA_TO_MASS", "DEBRIS_ROW", "MOST_SHELLS", "NAMES", "Scenario"]

Floats = NDArray[np.float64]

NAMES: Final = ("active", "derelict", "rocket body", "debris")
"""The species, in the order of all columns."""

DEBRIS_ROW: Final = 3
MOST_SHELLS: Final = 100
"""More than that and a century no longer takes seconds: the work grows with the cube."""

BY_AREA_TO_MASS: Final = ((0.3, 0.24), (0.45, 1.3), (0.25, 3.4))
"""Debris in three classes: the logarithmic means of the lowest 30 %, the next 45 % and the highest
25 % of area to mass of pieces from 10 cm on of a spacecraft in collision (.024, .13, .34 m²/kg,
Johnson et al. 2001), over the 0.1 m²/kg of `DEBRIS`."""

_MOST_CLASSES: Final = 5
_LOWEST_KM: Final = 150.0
_HIGHEST_KM: Final = 3_000.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scenario:
    """Inputs of the source-sink model. Every number is the user's to change.

    Parameters
    ----------
    edges_km : (k + 1,) array_like
        Altitudes between the shells above 6,378.137 km, increasing, 150 to 3,000 km.
    launches_per_year : (k,) array_like or float
        Satellites that begin to work in each shell each year.
    rocket_bodies_per_year : (k,) array_like or float
        Rocket bodies left in each shell each year.
    satellite, rocket_body, debris : Species
        What the mean object of each kind is. Derelict satellites are as active ones.
    debris_classes : tuple of (float, float)
        Share of the pieces, and the factor on the ballistic coefficient of *debris*, of each of up
        to five classes. One class sinks all pieces alike; `BY_AREA_TO_MASS` has three.
    operating_years : float
        How long a satellite works.
    disposal_success : float
        0 to 1: share of satellites that leave their shell for good when they end.
    failures_per_year : float
        Share of working satellites that fail each year and stay: nothing disposes of them.
    unavoided : float
        0 to 1: share of the collisions with what does not manoeuvre that a working satellite
        fails to avoid.
    unavoided_active : float
        The same of two working satellites.
    disabling : float
        Collisions that end a satellite without breaking it up, for each one that would.
    satellite_explosions_per_year, rocket_body_explosions_per_year : float
        Share of derelict satellites and of rocket bodies that break up by themselves each year.
    explosion_scale : float
        *S* of the break-up model's explosions.
    impact_speed_km_s : float
        Mean relative speed of collisions.
    smallest_m : float
        Length from which pieces count as debris.
    spread : str
        Where pieces go: ``axis``, the shell of their semi-major axis; ``residence``, all shells
        that they pass, by time; ``none``, the shell where they were made.
    as_published : bool
        Count pairs and survivors as the published three-species model does, instead of as
        below: n² pairs of one species where there are n²/2; debris that hits something stays.

    Raises
    ------
    UsageError
        Where a value has no meaning, with what would have.

    Examples
    --------
    >>> import numpy as np
    >>> case = Scenario(edges_km=np.linspace(200, 1400, 25), launches_per_year=10.0)
    >>> case.shells, float(case.launches_per_year.sum())
    (24, 240.0)
    """

    edges_km: Floats
    launches_per_year: Floats = field(default_factory=lambda: np.zeros(1))
    rocket_bodies_per_year: Floats = field(default_factory=lambda: np.zeros(1))
    satellite: Species = SATELLITE
    rocket_body: Species = ROCKET_BODY
    debris: Species = DEBRIS
    debris_classes: tuple[tuple[float, float], ...] = ((1.0, 1.0),)
    operating_years: float = 8.0
    disposal_success: float = 0.9
    failures_per_year: float = 0.0
    unavoided: float = 0.1
    unavoided_active: float = 0.01
    disabling: float = 0.0
    satellite_explosions_per_year: float = 0.0
    rocket_body_explosions_per_year: float = 0.0
    explosion_scale: float = 1.0
    impact_speed_km_s: float = 10.0
    smallest_m: float = 0.1
    spread: str = "axis"
    as_published: bool = False

    def __post_init__(self) -> None:
        edges = _frozen(self.edges_km)
        if not (
            edges.ndim == 1 and 3 <= len(edges) <= MOST_SHELLS + 1
            and np.all(np.isfinite(edges)) and np.all(np.diff(edges) > 0.0)
            and edges[0] >= _LOWEST_KM and edges[-1] <= _HIGHEST_KM
        ):  # fmt: skip
            raise _wrong(
                "edges_km", f"2 to {MOST_SHELLS} shells, increasing, {_LOWEST_KM:g} to "
                f"{_HIGHEST_KM:,.0f} km", _short(edges),
            )  # fmt: skip
        object.__setattr__(self, "edges_km", edges)
        for name in ("launches_per_year", "rocket_bodies_per_year"):
            object.__setattr__(self, name, self._by_shell(name))
        for name, low, high in _RANGES:
            value = getattr(self, name)
            if not (math.isfinite(value) and low <= value <= high):
                raise _wrong(name, f"{low:g} to {high:g}", f"{value:g}")
        shares = [share for share, _ in self.debris_classes]
        factors = [factor for _, factor in self.debris_classes]
        if not (
            1 <= len(shares) <= _MOST_CLASSES and abs(sum(shares) - 1.0) < 1e-9
            and min(shares) > 0.0 and all(1e-3 <= factor <= 1e3 for factor in factors)
        ):  # fmt: skip
            raise _wrong("debris_classes", "one to five shares above zero that add up to 1, "
                         "factors of 0.001 to 1,000", str(self.debris_classes)[:80])  # fmt: skip
        if self.spread not in _SPREADS:
            raise _wrong("spread", " ".join(_SPREADS), self.spread)

    @property
    def shells(self) -> int:
        """Number of shells."""
        return len(self.edges_km) - 1

    @property
    def species(self) -> tuple[Species, ...]:
        """What the mean object of each row is: those of `NAMES`, debris once for each class."""
        classes = tuple(
            replace(self.debris, area_m2=self.debris.area_m2 * factor)
            for _, factor in self.debris_classes
        )
        return self.satellite, self.satellite, self.rocket_body, *classes

    @property
    def piece_share(self) -> Floats:
        """Share of the pieces that goes to each row."""
        return np.array([0.0, 0.0, 0.0, *(share for share, _ in self.debris_classes)])

    @property
    def name_row(self) -> NDArray[np.int64]:
        """Row of `NAMES` that each row belongs to."""
        return np.array([0, 1, 2, *(DEBRIS_ROW for _ in self.debris_classes)])

    def _by_shell(self, name: str) -> Floats:
        given = _frozen(getattr(self, name))
        column = _frozen(np.broadcast_to(given, (self.shells,)) if given.size == 1 else given)
        if column.shape != (self.shells,):
            raise _wrong(name, f"one number or {self.shells}", f"shape {column.shape}")
        if not (np.all(np.isfinite(column)) and np.all(column >= 0.0) and column.sum() < 1e6):
            raise _wrong(name, "numbers from zero, under a million in all", _short(column))
        return column


_SPREADS: Final = ("axis", "residence", "none")

_RANGES: Final = (
    ("operating_years", 0.1, 100.0),
    ("disposal_success", 0.0, 1.0),
    ("failures_per_year", 0.0, 1.0),
    ("unavoided", 0.0, 1.0),
    ("unavoided_active", 0.0, 1.0),
    ("disabling", 0.0, 100.0),
    ("satellite_explosions_per_year", 0.0, 1.0),
    ("rocket_body_explosions_per_year", 0.0, 1.0),
    ("explosion_scale", 0.0, 10.0),
    ("impact_speed_km_s", 0.1, 20.0),
    ("smallest_m", 0.001, 1.0),
)


def _frozen(values: Any) -> Floats:
    column = np.array(values, np.float64)
    column.setflags(write=False)
    return column


def _short(values: Floats) -> str:
    return np.array2string(values, threshold=6, precision=4)


def _wrong(name: str, expected: str, got: str) -> UsageError:
    return UsageError("describe the environment to come", name, expected=expected, got=got)
