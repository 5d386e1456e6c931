"""A catalogue of element sets in columns."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cspo.errors import UsageError

__all__ = ["Catalog"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Texts = NDArray[np.str_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Catalog:
    """Mean element sets (SGP4, TEME of date) of *n* objects, one row each.

    Every column is a read-only array of shape (n,). Angles are radians, rates
    rad/s; the SGP4 theory's own rad/min appear only inside `cspo.dynamics`.

    Parameters
    ----------
    norad_id : int64
        Catalogue number, up to nine digits; 0 where the object has none.
    other_id : str
        Identity as ``scheme:value`` where there is no catalogue number
        (``vimpel:12104``), else empty.
    designator : str
        International designator ``YYYY-NNNP``, empty where unknown.
    name, owner, object_type, status : str
        As the source gave them, empty where unknown. ``object_type`` is one of
        PAYLOAD, ROCKET BODY, DEBRIS, UNKNOWN or empty.
    epoch_tai_ns : int64
        Epoch of the elements: see `cspo.time.Epoch`.
    mean_motion_rad_s, eccentricity, inclination_rad, raan_rad, argp_rad, mean_anomaly_rad
        Kozai (Brouwer-SGP4) mean elements.
    bstar_per_er : float64
        Drag term B*, 1 / Earth radii.
    mean_motion_dot_rad_s2, mean_motion_ddot_rad_s3 : float64
        True derivatives (a TLE prints a half and a sixth of them); SGP4 ignores both.
    rcs_m2 : float64
        Radar cross-section, NaN where unknown.
    ephemeris_type, element_set_no, rev_at_epoch : int64
        Bookkeeping of the originator.
    classification : str
        U, C or S as printed.
    source : str
        Where the row came from: a file name or a service.
    simulated : bool
        True where the whole catalogue is made up. A simulated catalogue never
        joins a real one.
    """

    norad_id: Integers
    other_id: Texts
    designator: Texts
    name: Texts
    owner: Texts
    object_type: Texts
    status: Texts
    epoch_tai_ns: Integers
    mean_motion_rad_s: Floats
    eccentricity: Floats
    inclination_rad: Floats
    raan_rad: Floats
    argp_rad: Floats
    mean_anomaly_rad: Floats
    bstar_per_er: Floats
    mean_motion_dot_rad_s2: Floats
    mean_motion_ddot_rad_s3: Floats
    rcs_m2: Floats
    ephemeris_type: Integers
    element_set_no: Integers
    rev_at_epoch: Integers
    classification: Texts
    source: Texts
    simulated: bool = False

    def __post_init__(self) -> None:
        n = len(self.norad_id)
        for name, column in self.columns():
            if column.shape != (n,):
                raise UsageError(
                    "build catalogue", name, expected=f"shape ({n},)", got=str(column.shape)
                )
            column.setflags(write=False)

    def __len__(self) -> int:
        return len(self.norad_id)

    def columns(self) -> list[tuple[str, NDArray[Any]]]:
        """Name and array of every column, in order of declaration."""
        return [(f.name, getattr(self, f.name)) for f in fields(self) if f.name != "simulated"]

    def take(self, index: NDArray[Any]) -> Catalog:
        """The rows at *index* (integers or a boolean mask), in that order."""
        return replace(self, **{name: column[index] for name, column in self.columns()})

    def identity(self, row: int) -> str:
        """The object's identity as ``scheme:value``."""
        number = int(self.norad_id[row])
        return f"norad:{number}" if number else str(self.other_id[row])
