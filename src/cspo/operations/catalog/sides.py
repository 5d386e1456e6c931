"""Element sets side by side: the latest of each source for each object, in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.operations.catalog.rows import RecordNumbers, Words
from cspo.operations.catalog.side_table import SideTable
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

__all__ = ["ELEMENTS", "ElementSides", "EpochSides", "Heard", "counted_instant", "counted_ns"]

ELEMENTS: Final[Mapping[str, Any]] = {
    "mean_motion_rad_s": np.float64, "eccentricity": np.float64, "inclination_rad": np.float64,
    "raan_rad": np.float64, "argp_rad": np.float64, "mean_anomaly_rad": np.float64,
    "bstar_per_er": np.float64, "mean_motion_dot_rad_s2": np.float64,
    "mean_motion_ddot_rad_s3": np.float64, "ephemeris_type": np.int64,
    "element_set_no": np.int64, "rev_at_epoch": np.int64,
}  # fmt: skip
"""Columns of a `Catalog` that are numbers of the element set itself."""

_AHEAD_NS: Final = round(DAY_S * NS_PER_S)
"""How far ahead of its arrival an epoch may lie and still count for what it says."""


class Heard:
    """What one record brings: who says it, when, and how it is marked, as numbers.

    Parameters
    ----------
    voice : int
        Whose word it is: origin and source together.
    label : int
    t_ingest, t_created : Epoch
    record_id : str
    """

    __slots__ = ("label", "record_id", "t_created", "t_ingest", "voice")

    def __init__(
        self, voice: int, label: int, t_ingest: Epoch, t_created: Epoch, record_id: str
    ) -> None:
        self.voice = voice
        self.label = label
        self.t_ingest = t_ingest
        self.t_created = t_created
        self.record_id = record_id

    @property
    def order(self) -> tuple[int, str]:
        """Of two records that say the same thing, the later one holds."""
        return self.t_created.tai_ns, self.record_id


def counted_instant(created: Epoch, t_ingest: Epoch) -> Epoch:
    """When a record was made, as it counts: at most a day after it came.

    So no source is the newest for ever by a date of its own.

    Raises
    ------
    OutOfRange
        Where columns can't hold it: it lies before 1707.
    """
    counted = min(created, Epoch(t_ingest.tai_ns + _AHEAD_NS))
    return Epoch(int(np.asarray(counted)))


def counted_ns(epoch_tai_ns: NDArray[np.int64], heard: Heard) -> NDArray[np.int64]:
    """Epochs as they count: one more than a day after its arrival is an impossible one."""
    return np.minimum(epoch_tai_ns, heard.t_ingest.tai_ns + _AHEAD_NS)


class EpochSides(SideTable):
    """Orbits of an epoch: one row for each object and voice, the newest that it said."""

    def __init__(self, records: RecordNumbers, types: Mapping[str, Any]) -> None:
        super().__init__(records, {"epoch_tai_ns": np.int64, "counted_ns": np.int64, **types})

    def _newest(
        self, objects: Sequence[int], counted: NDArray[np.int64], heard: Heard
    ) -> dict[int, int]:
        """Item of each object that is newer than what its voice said before."""
        table, known = self.table, self.rows(objects, heard.voice).tolist()
        found: dict[int, int] = {}
        for item, (number, ns) in enumerate(zip(objects, counted.tolist(), strict=True)):
            if number in found:
                if ns > counted[found[number]]:
                    found[number] = item
                continue
            row = known[item]
            if row >= 0:
                old = int(table["counted_ns"][row])
                if ns < old or (ns == old and heard.order <= self.order(row)):
                    continue
            found[number] = item
        return found


class ElementSides(EpochSides):
    """Element sets: one row for each object and voice."""

    def __init__(self, words: Words, records: RecordNumbers) -> None:
        texts = dict.fromkeys(("name", "designator", "classification"), np.int32)
        super().__init__(records, {**texts, **ELEMENTS})
        self._words = words

    def put(
        self, objects: Sequence[int], catalog: Catalog, heard: Heard
    ) -> tuple[list[int], list[int]]:
        """Take a batch: objects with another orbit or mark, and those whose set was only repeated.

        An epoch that lies more than a day after its arrival counts as one a day after it,
        so that an impossible date is not the newest for ever.
        """
        counted = counted_ns(catalog.epoch_tai_ns, heard)
        newest = self._newest(objects, counted, heard)
        if not newest:
            return [], []
        numbers, items = list(newest), np.array(list(newest.values()), np.int64)
        values = {
            "epoch_tai_ns": catalog.epoch_tai_ns[items],
            **{name: getattr(catalog, name)[items] for name in ELEMENTS},
        }
        same = self._are_equal(numbers, values, heard)
        rows = self._rows_for(numbers, heard.voice, same)
        self.table.put(rows, {
            "object": numbers, "voice": heard.voice, "label": heard.label,
            "record": self._records.use(heard.record_id, len(rows)), "item": items,
            "counted_ns": counted[items], "t_ingest_ns": heard.t_ingest.tai_ns,
            "t_created_ns": heard.t_created.tai_ns, "name": self._numbered(catalog.name[items]),
            "designator": self._numbered(catalog.designator[items]),
            "classification": self._numbered(catalog.classification[items]), **values,
        })  # fmt: skip
        split = np.array(numbers)
        return split[~same].tolist(), split[same].tolist()

    def _are_equal(
        self, numbers: list[int], values: Mapping[str, NDArray[Any]], heard: Heard
    ) -> NDArray[np.bool_]:
        """Which objects' rows hold these numbers under this mark already."""
        rows = self.rows(numbers, heard.voice)
        same = rows >= 0
        if same.any():
            table = self.table
            same &= table["label"][rows] == heard.label
            for name, column in values.items():
                same &= table[name][rows] == column
        return same

    def _numbered(self, texts: NDArray[np.str_]) -> list[int]:
        return [self._words.number(text) for text in texts.tolist()]
