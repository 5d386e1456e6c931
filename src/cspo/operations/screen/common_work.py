"""What a screening makes of element sets alone: the same at every nation that has the same ones.

Names of events and marks are each nation's own. All else, which approaches there are, which of
them were known before and how they are judged, follows from numbers. So it has a key, a digest
over all that it follows from, and whoever steps several nodes may answer by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction import Conjunctions
from cspo.conjunction.hard_body import HardBodyTable
from cspo.operations.catalog.sky import SkyView
from cspo.operations.screen.screening_view import Judged
from cspo.orbits.catalog import ORBIT_COLUMNS

__all__ = ["Digests", "Once", "Work", "digest_of", "digest_of_table"]

_COLUMNS: Final = ("norad_id", *ORBIT_COLUMNS, "other_id", "name", "object_type", "rcs_m2")
"""Columns of a catalogue that a screening goes by: orbits, identities, what tells size and class.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Work:
    """What a screening comes to, less names and marks; nodes may share it.

    Parameters
    ----------
    events : Conjunctions
        In order of time, then rows.
    judged : Judged
    before : (k,) int64
        Row of each event in the screening before, -1 where it was not found then.
    catalog_digest : str
        SHA-256 over the element sets that were screened.
    digest : bytes
        Over events and what is judged of them; empty where nobody shares it.
    """

    events: Conjunctions
    judged: Judged
    before: NDArray[np.int64]
    catalog_digest: str
    digest: bytes


class Once(Protocol):
    """Gives what *make* makes; of the same key perhaps what it made before.

    All that *make* goes by is in the key, threads and memory aside.
    """

    def __call__(self, key: bytes, make: Callable[[], Work]) -> Work:
        """What is made, read-only."""


class Digests:
    """Digests over skies and tables; a column that stays the same array is not read again."""

    def __init__(self) -> None:
        self._of_column: dict[str, tuple[object, bytes]] = {}

    def sky(self, sky: SkyView) -> bytes:
        """Over all that a screening goes by in a sky."""
        total = hashlib.sha256()
        total.update(self._kept("identity", sky.identity))
        for name in _COLUMNS:
            total.update(self._kept(name, getattr(sky.catalog, name)))
        total.update(self._kept("hbr_km", sky.hbr_km))
        for each in sky.ephemerides:
            told = (each.object, each.hard_body_radius_km)
            total.update(repr(told).encode() + _of_fields(each.ephemeris))
        return total.digest()

    def _kept(self, name: str, column: object) -> bytes:
        last = self._of_column.get(name)
        if last is None or last[0] is not column:
            last = self._of_column[name] = (column, _of_value(column))
        return last[1]


def digest_of(events: Conjunctions, judged: Judged) -> bytes:
    """Over a table of events and what is judged of them."""
    return hashlib.sha256(_of_fields(events) + _of_fields(judged)).digest()


def digest_of_table(table: HardBodyTable | None) -> bytes:
    """Over a table of hard bodies."""
    return b"" if table is None else _of_fields(table)


def _of_fields(what: Any) -> bytes:
    total = hashlib.sha256()
    for each in fields(what):
        total.update(each.name.encode() + b"=" + _of_value(getattr(what, each.name)))
    return total.digest()


def _of_value(value: object) -> bytes:
    """A digest over a value; texts by what they say, however wide their column is."""
    total = hashlib.sha256()
    if isinstance(value, np.ndarray) and value.dtype.kind != "U":
        total.update(f"{value.dtype} {value.shape} ".encode())
        total.update(np.ascontiguousarray(value).tobytes())
    elif isinstance(value, np.ndarray | tuple):
        texts = value.tolist() if isinstance(value, np.ndarray) else value
        total.update(f"{len(texts)} ".encode() + "\0".join(map(str, texts)).encode())
    elif is_dataclass(value):
        total.update(_of_fields(value))
    else:
        total.update(repr(value).encode())
    return total.digest()
