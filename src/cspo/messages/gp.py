"""General-perturbations element sets in columns, in the units of the OMM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.errors import UsageError

__all__ = ["GpColumns"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Texts = NDArray[np.str_]

_FLOAT: Final = np.dtype(np.float64)
_INT: Final = np.dtype(np.int64)
_TEXT: Final = np.dtype(np.str_)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GpColumns:
    """Element sets as their messages give them, one row each, shape (n,).

    Units and signs are those of the OMM (CCSDS 502.0-B-3, table 4-3), which are
    the TLE's own: nothing is converted here (`cspo.bridge.catalog` does that).

    Parameters
    ----------
    norad_cat_id : int64
        Catalogue number up to nine digits; 0 where there is none.
    other_id : str
        ``scheme:value`` where there is no catalogue number (``vimpel:12104``).
    object_id : str
        International designator ``YYYY-NNNPPP``, or the text that stood there.
    object_name : str
    epoch_tai_ns : int64
        Epoch as `cspo.time.Epoch` counts.
    mean_motion_rev_day, eccentricity : float64
    inclination_deg, raan_deg, argp_deg, mean_anomaly_deg : float64
    ephemeris_type, element_set_no, rev_at_epoch : int64
    classification_type : str
        U, C, S; V in the JSC Vimpel catalogue.
    bstar_per_er : float64
        NaN where the theory uses BTERM.
    mean_motion_dot_rev_day2, mean_motion_ddot_rev_day3 : float64
        As printed: half the first, a sixth of the second derivative.
    bterm_m2_kg, agom_m2_kg : float64
        SGP4-XP only, else NaN.
    theory : str
        MEAN_ELEMENT_THEORY; ``SGP4`` where the format leaves no choice.
    object_type, rcs_size, country_code, ops_status : str
        As the source wrote them (Space-Track, CelesTrak), empty where unknown.
    rcs_m2 : float64
        Radar cross-section, NaN where unknown.
    """

    norad_cat_id: Integers
    other_id: Texts
    object_id: Texts
    object_name: Texts
    epoch_tai_ns: Integers
    mean_motion_rev_day: Floats
    eccentricity: Floats
    inclination_deg: Floats
    raan_deg: Floats
    argp_deg: Floats
    mean_anomaly_deg: Floats
    ephemeris_type: Integers
    classification_type: Texts
    element_set_no: Integers
    rev_at_epoch: Integers
    bstar_per_er: Floats
    mean_motion_dot_rev_day2: Floats
    mean_motion_ddot_rev_day3: Floats
    bterm_m2_kg: Floats
    agom_m2_kg: Floats
    theory: Texts
    object_type: Texts
    rcs_size: Texts
    country_code: Texts
    ops_status: Texts
    rcs_m2: Floats

    def __post_init__(self) -> None:
        n = len(self.norad_cat_id)
        for name, column in self.columns():
            if column.shape != (n,):
                raise UsageError(
                    "build element sets", name, expected=f"shape ({n},)", got=str(column.shape)
                )
            column.setflags(write=False)

    @classmethod
    def build(cls, n: int, given: Mapping[str, Any]) -> GpColumns:
        """*n* rows from the columns in *given*; the others take their defaults.

        Raises
        ------
        UsageError
            Where a column has another name or another length.
        """
        kinds = {field.name: _KIND[str(field.type)] for field in fields(cls)}
        unknown = set(given) - set(kinds)
        if unknown:
            raise UsageError("build element sets", ", ".join(sorted(unknown)), got="no such column")
        columns: dict[str, Any] = {}
        for name, kind in kinds.items():
            if name in given:
                column = np.asarray(given[name], dtype=kind)
                columns[name] = column.copy() if column is given[name] else column
            else:
                columns[name] = np.full(n, _DEFAULT.get(name, _EMPTY[kind]))
        return cls(**columns)

    @classmethod
    def empty(cls) -> GpColumns:
        """No rows."""
        return cls.build(0, {})

    @classmethod
    def concat(cls, parts: Sequence[GpColumns]) -> GpColumns:
        """All rows of *parts*, one after the other."""
        if not parts:
            return cls.empty()
        names = [field.name for field in fields(cls)]
        return cls(**{k: np.concatenate([getattr(p, k) for p in parts]) for k in names})

    def __len__(self) -> int:
        return len(self.norad_cat_id)

    def columns(self) -> list[tuple[str, NDArray[Any]]]:
        """Name and array of every column, in order of declaration."""
        return [(field.name, getattr(self, field.name)) for field in fields(self)]

    def take(self, index: NDArray[Any]) -> GpColumns:
        """The rows at *index* (integers or a boolean mask), in that order."""
        return GpColumns(**{name: column[index] for name, column in self.columns()})


_KIND: Final = {"Floats": _FLOAT, "Integers": _INT, "Texts": _TEXT}
_EMPTY: Final[dict[np.dtype[Any], object]] = {_FLOAT: 0.0, _INT: 0, _TEXT: ""}
_DEFAULT: Final[dict[str, object]] = {
    "theory": "SGP4", "classification_type": "U",
    "rcs_m2": np.nan, "bterm_m2_kg": np.nan, "agom_m2_kg": np.nan,
}  # fmt: skip
