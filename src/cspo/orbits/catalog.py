"""A catalogue of element sets in columns."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.errors import UsageError

__all__ = ["ORBIT_COLUMNS", "Catalog"]

ORBIT_COLUMNS: Final = (
    "epoch_tai_ns", "mean_motion_rad_s", "eccentricity", "inclination_rad", "raan_rad",
    "argp_rad", "mean_anomaly_rad", "bstar_per_er",
)  # fmt: skip
"""Columns of a `Catalog` that SGP4 goes by: where they are equal, so are all positions."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Texts = NDArray[np.str_]


_TYPES: Final[dict[str, Any]] = {"Integers": np.int64, "Floats": np.float64, "Texts": np.str_}


# What a column says of every object unless it is given; Any, for a value stands for an array.
_BLANK: Final[Any] = ""
_ZERO: Final[Any] = 0
_UNKNOWN: Final[Any] = np.nan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Catalog:
    """Mean element sets (SGP4, TEME of date) of *n* objects, one row each.

    Every column is a read-only array of shape (n,); a single value given for a
    column stands for every row. Arrays are taken over, not copied. Angles are
    radians, rates rad/s; the SGP4 theory's own rad/min appear only inside
    `cspo.dynamics`.

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

    Raises
    ------
    UsageError
        Where columns differ in length or hold something else than they should.

    Examples
    --------
    >>> from cspo.time import Epoch
    >>> Catalog(
    ...     norad_id=[25544], epoch_tai_ns=Epoch.from_utc("2024-11-01"),
    ...     mean_motion_rad_s=1.1278e-3, eccentricity=0.0009, inclination_rad=0.9013,
    ...     raan_rad=0.3, argp_rad=1.0, mean_anomaly_rad=2.0, bstar_per_er=3e-4, source="by hand",
    ... )
    <Catalog of 1 object>
    """

    norad_id: Integers
    other_id: Texts = _BLANK
    designator: Texts = _BLANK
    name: Texts = _BLANK
    owner: Texts = _BLANK
    object_type: Texts = _BLANK
    status: Texts = _BLANK
    epoch_tai_ns: Integers
    mean_motion_rad_s: Floats
    eccentricity: Floats
    inclination_rad: Floats
    raan_rad: Floats
    argp_rad: Floats
    mean_anomaly_rad: Floats
    bstar_per_er: Floats
    mean_motion_dot_rad_s2: Floats = _ZERO
    mean_motion_ddot_rad_s3: Floats = _ZERO
    rcs_m2: Floats = _UNKNOWN
    ephemeris_type: Integers = _ZERO
    element_set_no: Integers = _ZERO
    rev_at_epoch: Integers = _ZERO
    classification: Texts = _BLANK
    source: Texts = _BLANK
    simulated: bool = False

    def __post_init__(self) -> None:
        n = np.size(self.norad_id)
        for declared in fields(self):
            if declared.name != "simulated":
                given = getattr(self, declared.name)
                column = _column(declared.name, given, n, _TYPES[str(declared.type)])
                object.__setattr__(self, declared.name, column)

    def __repr__(self) -> str:
        made_up = " simulated" if self.simulated else ""
        return f"<Catalog of {len(self):,}{made_up} object{'' if len(self) == 1 else 's'}>"

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


def _column(name: str, given: Any, n: int, wanted: Any) -> NDArray[Any]:
    """The column *given* as a read-only array of the type *wanted*."""
    column = np.asarray(given)
    if column.ndim == 0:
        column = np.full(n, column)
    is_wanted = column.dtype.kind == "U" if wanted is np.str_ else column.dtype == wanted
    if not is_wanted:
        try:
            column = column.astype(wanted, casting="same_kind" if column.size else "unsafe")
        except TypeError:
            raise UsageError(
                "build catalogue", name, expected=f"a column of {np.dtype(wanted).name}",
                got=column.dtype.name,
            ) from None  # fmt: skip
    if column.shape != (n,):
        raise UsageError("build catalogue", name, expected=f"shape ({n},)", got=str(column.shape))
    column.setflags(write=False)
    return column
