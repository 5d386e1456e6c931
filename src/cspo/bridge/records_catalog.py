"""A `Catalog` to batches of orbits in records, and back: rows become identities.

Numbers go as they are, all digits of a float64, so what comes back is equal.
What a row says of its object apart from its orbit goes in records of its own:
see `cspo.bridge.records_objects`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.errors import OutOfRange, UsageError
from cspo.orbits import Catalog
from cspo.records.bodies import MAX_BATCH, OrbitBody
from cspo.records.bodies.identities import is_object
from cspo.records.bodies.orbit import MeanElements
from cspo.time.utc import format_utc_array, parse_utc_array
from cspo.units import TAU

__all__ = ["OrbitBatches", "catalog_from_orbits", "identity_columns", "lines_of", "orbit_bodies"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_NUMBERS: Final = {
    "mean_motion_rad_s": "mean_motion_rad_s",
    "eccentricity": "eccentricity",
    "inclination_rad": "inclination_rad",
    "raan_rad": "raan_rad",
    "argp_rad": "argp_rad",
    "mean_anomaly_rad": "mean_anomaly_rad",
    "bstar_per_er": "bstar_per_er",
    "mean_motion_rate_rad_s2": "mean_motion_dot_rad_s2",
    "mean_motion_curvature_rad_s3": "mean_motion_ddot_rad_s3",
    "set_number": "element_set_no",
    "revolution": "rev_at_epoch",
    "set_type": "ephemeris_type",
}
"""Columns of `MeanElements` and those of `Catalog` that they are."""

_ALWAYS: Final = 6
"""So many of them stand in every batch; a later one is left out where it is all zeros."""

_MOST_LINE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OrbitBatches:
    """Bodies of a catalogue, and what did not fit into any.

    Parameters
    ----------
    bodies : tuple of OrbitBody
        Rows in the order of the catalogue, up to 1,000 in each.
    left_out : (l,) int64
        Rows whose elements or identity no record may hold: a number that is not
        finite or out of range, an object without a name in any scheme.
    """

    bodies: tuple[OrbitBody, ...]
    left_out: Integers


def orbit_bodies(catalog: Catalog, *, source: str, size: int = MAX_BATCH) -> OrbitBatches:
    """The orbits of a catalogue in batches.

    Parameters
    ----------
    catalog : Catalog
    source : str
        Whose orbits they are. The catalogue's own ``source`` may be the path of a
        file, which is nobody else's business.
    size : int
        Objects in one batch.

    Raises
    ------
    UsageError
        For a size outside 1 to 1,000.
    """
    if not 1 <= size <= MAX_BATCH:
        raise UsageError("batch orbits", "size", expected=f"1 to {MAX_BATCH}", got=str(size))
    identity = np.array(identity_columns(catalog), dtype=np.str_)
    good = _representable(catalog) & np.array([is_object(each) for each in identity.tolist()], bool)
    kept = np.flatnonzero(good)
    bodies = tuple(
        _body(catalog.take(kept[k : k + size]), identity[kept[k : k + size]].tolist(), source)
        for k in range(0, len(kept), size)
    )
    return OrbitBatches(bodies=bodies, left_out=np.flatnonzero(~good))


def catalog_from_orbits(bodies: Iterable[OrbitBody], *, simulated: bool = False) -> Catalog:
    """The catalogue of some batches of mean elements, in their order.

    Parameters
    ----------
    bodies : iterable of OrbitBody
    simulated : bool
        Whether the records were of a mode whose objects are made up.

    Raises
    ------
    UsageError
        Where there is no batch, or one holds states: those are no element sets.
    """
    parts = [_columns(body) for body in bodies]
    if not parts:
        raise UsageError("build catalogue", expected="at least one batch", got="none")
    return Catalog(
        **{name: np.concatenate([part[name] for part in parts]) for name in parts[0]},
        simulated=simulated,
    )


def identity_columns(catalog: Catalog) -> list[str]:
    """Identity of every row as ``scheme:value``; empty where it has none."""
    return [
        f"norad:{number}" if number else other
        for number, other in zip(catalog.norad_id.tolist(), catalog.other_id.tolist(), strict=True)
    ]


def lines_of(texts: NDArray[np.str_]) -> tuple[str, ...]:
    """Texts as a record's lines: what cannot be printed in one line is left empty."""
    return tuple(
        text if text.isprintable() and len(text) <= _MOST_LINE else "" for text in texts.tolist()
    )


def _representable(catalog: Catalog) -> NDArray[np.bool_]:
    good = np.ones(len(catalog), np.bool_)
    for name in _NUMBERS.values():
        good &= np.isfinite(getattr(catalog, name))
    with np.errstate(invalid="ignore"):
        good &= (catalog.eccentricity >= 0.0) & (catalog.eccentricity < 1.0)
        good &= (catalog.inclination_rad >= 0.0) & (catalog.inclination_rad <= np.pi)
        for name in ("raan_rad", "argp_rad", "mean_anomaly_rad"):
            good &= np.abs(getattr(catalog, name)) <= TAU
        good &= catalog.mean_motion_rad_s > 0.0
    for name in ("element_set_no", "rev_at_epoch", "ephemeris_type"):
        good &= getattr(catalog, name) >= 0
    return good


def _body(part: Catalog, identity: list[str], source: str) -> OrbitBody:
    numbers: dict[str, Any] = {
        name: _tuple(getattr(part, column))
        for k, (name, column) in enumerate(_NUMBERS.items())
        if k < _ALWAYS or getattr(part, column).any()
    }
    return OrbitBody(
        object=tuple(identity),
        cospar=_unless_empty(part.designator),
        name=_unless_empty(part.name),
        epoch_utc=tuple(_utc(part.epoch_tai_ns)),
        elements=MeanElements(**numbers),
        source=source,
        source_mark=_unless_empty(part.classification),
    )


def _tuple(column: NDArray[Any]) -> tuple[Any, ...]:
    return tuple(column.tolist())


def _unless_empty(column: NDArray[np.str_]) -> tuple[str, ...]:
    lines = lines_of(column)
    return lines if any(lines) else ()


def _utc(tai_ns: Integers) -> list[str]:
    """UTC with the decimals that lose nothing."""
    digits = next((d for d in (3, 6) if not (tai_ns % 10 ** (9 - d)).any()), 9)
    return format_utc_array(tai_ns, digits)


def _columns(body: OrbitBody) -> dict[str, NDArray[Any]]:
    if body.elements is None:
        raise UsageError("build catalogue", "orbit", expected="mean elements", got="states")
    n = len(body.object)
    tai_ns, ok = parse_utc_array(body.epoch_utc)
    if not ok.all():
        raise OutOfRange("build catalogue", "epoch_utc", expected="instants from 1707 to 2292")
    numbers = [int(text[6:]) if text.startswith("norad:") else 0 for text in body.object]
    others = ["" if number else text for text, number in zip(body.object, numbers, strict=True)]
    columns: dict[str, NDArray[Any]] = {
        "norad_id": np.array(numbers, np.int64),
        "other_id": np.array(others, np.str_),
        "epoch_tai_ns": tai_ns,
        "source": np.full(n, body.source),
        "designator": _texts(body.cospar, n),
        "name": _texts(body.name, n),
        "classification": _texts(body.source_mark, n),
    }
    for name, column in _NUMBERS.items():
        wanted = np.int64 if name in {"set_number", "revolution", "set_type"} else np.float64
        values = getattr(body.elements, name)
        columns[column] = np.array(values, wanted) if values else np.zeros(n, wanted)
    return columns


def _texts(column: Sequence[str], n: int) -> NDArray[np.str_]:
    return np.array(column or [""] * n, np.str_)
