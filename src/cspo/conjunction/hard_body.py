"""Hard-body radii: how big the objects of an event are, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.events import Conjunctions
from cspo.errors import UsageError
from cspo.orbits import Catalog
from cspo.units import KM_PER_M

__all__ = ["DEFAULT_RADIUS_M", "CombinedRadii", "HardBodyTable", "combined_radii", "radii_m"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Texts = NDArray[np.str_]

DEFAULT_RADIUS_M: Final = {"PAYLOAD": 3.3, "ROCKET BODY": 4.1, "DEBRIS": 1.1, "UNKNOWN": 3.3}
"""Radius where nothing is known but the type. NASA CARA, HBR_Mass_Estimates of 2026-06-01:
rocket bodies and debris have its most frequent default; payloads the median of the 235
satellites that it protects (its own default of 14.5 m would swell small satellites)."""

_GEO_PAYLOAD_M: Final = 14.5
_GEO_RATE_RAD_S: Final = 8.0e-5
_LEAST_M: Final = 0.05
"""Radius of the smallest object that the catalogue follows: CARA's own floor."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HardBodyTable:
    """Radii by catalogue number.

    Parameters
    ----------
    norad_id : (n,) int64
        Increasing.
    radius_m : (n,) float64
        NaN where the table names the object without a radius.
    source : (n,) str
        Who says so, such as ``CARA SFK RCS Estimate``.

    Raises
    ------
    UsageError
        Where numbers do not increase.
    """

    norad_id: Integers
    radius_m: Floats
    source: Texts

    def __post_init__(self) -> None:
        if not (np.diff(self.norad_id) > 0).all():
            raise UsageError("build hard-body table", "norad_id", expected="increasing numbers")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CombinedRadii:
    """Hard bodies of k events.

    Parameters
    ----------
    hbr_km : (k,) float64
        Sum of both radii.
    sources : (k, 2) str
    default : (k,) bool
        Whether either radius is a default.
    """

    hbr_km: Floats
    sources: Texts
    default: NDArray[np.bool_]


def radii_m(catalog: Catalog, table: HardBodyTable | None = None) -> tuple[Floats, Texts]:
    """Radius in metres and its source for every row of a catalogue, (n,) each.

    In order: the table; the radar cross-section, as the sphere of that geometric
    cross-section, sqrt(RCS / pi), at least 0.05 m; a default by type.

    Notes
    -----
    The sphere holds in the optical region, for bodies much larger than the radar's
    wavelength (Barton, Radar System Analysis, 1976, section 3.1). Smaller debris is
    larger than its cross-section tells, so a table is better.
    """
    kind = np.where(catalog.object_type == "", "UNKNOWN", catalog.object_type)
    radius = np.full(len(catalog), DEFAULT_RADIUS_M["UNKNOWN"])
    for name, value in DEFAULT_RADIUS_M.items():
        radius[kind == name] = value
    radius[(kind == "PAYLOAD") & (catalog.mean_motion_rad_s < _GEO_RATE_RAD_S)] = _GEO_PAYLOAD_M
    source = np.char.add("DEFAULT ", kind).astype("U40")
    seen = catalog.rcs_m2 > 0.0
    radius[seen] = np.maximum(np.sqrt(catalog.rcs_m2[seen] / np.pi), _LEAST_M)
    source[seen] = "RCS"
    if table is not None and len(table.norad_id):
        at = np.searchsorted(table.norad_id, catalog.norad_id).clip(max=len(table.norad_id) - 1)
        known = (table.norad_id[at] == catalog.norad_id) & (table.radius_m[at] > 0.0)
        radius[known] = table.radius_m[at[known]]
        source[known] = table.source[at[known]]
    return radius, source


def combined_radii(
    catalog: Catalog, events: Conjunctions, table: HardBodyTable | None = None
) -> CombinedRadii:
    """Hard bodies of the events of a screening.

    An object known by its ephemeris alone gets the default of a payload.
    """
    radius, source = radii_m(catalog, table)
    beyond = 1 + max(int(events.row1.max(initial=0)), int(events.row2.max(initial=0)))
    extra = max(beyond - len(catalog), 0)
    radius = np.concatenate([radius, np.full(extra, DEFAULT_RADIUS_M["PAYLOAD"])])
    source = np.concatenate([source, np.full(extra, "DEFAULT PAYLOAD")])
    rows = np.stack([events.row1, events.row2], axis=1)
    sources = source[rows]
    assumed = np.char.startswith(sources, "DEFAULT")
    return CombinedRadii(
        hbr_km=radius[rows].sum(axis=1) * KM_PER_M,
        sources=sources,
        default=assumed[:, 0] | assumed[:, 1],
    )
