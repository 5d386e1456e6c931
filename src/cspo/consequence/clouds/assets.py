"""What a piece can hit: the size and mass of every object of a catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.conjunction.hard_body import HardBodyTable, radii_m
from cspo.errors import UsageError
from cspo.orbits import Catalog

__all__ = ["CATASTROPHIC_J_KG", "Assets", "assets_of"]

Floats = NDArray[np.float64]

CATASTROPHIC_J_KG: Final = 40_000.0
"""Energy for each kilogram of the target above which all of it breaks up. Johnson et al. 2001."""

_LARGEST_M2: Final = 1e5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assets:
    """Sizes and masses of n objects.

    Parameters
    ----------
    area_m2 : (n,) float64
        Mean cross-section, up to 100,000 m2.
    mass_kg : (n,) float64

    Raises
    ------
    UsageError
        Where a number is not finite, not above zero, or absurd.
    """

    area_m2: Floats
    mass_kg: Floats

    def __post_init__(self) -> None:
        for name, most in (("area_m2", _LARGEST_M2), ("mass_kg", 1e7)):
            column = np.array(getattr(self, name), np.float64)
            if column.ndim != 1 or len(column) != len(np.atleast_1d(self.area_m2)):
                raise UsageError("take assets", name, expected="one number for each object",
                                 got=f"shape {column.shape}")  # fmt: skip
            if not ((column > 0.0) & (column <= most)).all():
                raise UsageError("take assets", name, expected=f"above 0, up to {most:g}")
            column.setflags(write=False)
            object.__setattr__(self, name, column)

    def __len__(self) -> int:
        return len(self.area_m2)


def assets_of(
    catalog: Catalog, sizes_m2: ArrayLike | None = None, *, table: HardBodyTable | None = None
) -> Assets:
    """Size and mass of each row of *catalog*.

    Parameters
    ----------
    sizes_m2 : (n,) or single float, optional
        Mean cross-section; NaN, or none at all, where it is not known. It then is that of the
        hard-body radius: the table's, else that of the radar cross-section, else a default by type.

    Notes
    -----
    Mass from size, as of an intact object: 92.937 L^-0.74 kg/m3 in a sphere of diameter L
    (Kessler's density, as in Johnson et al. 2001). It decides only what is catastrophic.

    Examples
    --------
    >>> from cspo.orbits.reference_population import reference_population
    >>> assets_of(reference_population(count=100), 10.0).mass_kg[:1].round().tolist()
    [862.0]
    """
    area = np.pi * radii_m(catalog, table)[0] ** 2
    if sizes_m2 is not None:
        given = np.broadcast_to(np.asarray(sizes_m2, np.float64), (len(catalog),))
        area = np.where(np.isnan(given), area, given)
    length_m = np.sqrt(4.0 / np.pi * area)
    return Assets(area_m2=area, mass_kg=np.pi / 6.0 * 92.937 * length_m ** (3.0 - 0.74))
