"""Reports of conjunctions, side by side under the events that they are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.markings.label import Label
from cspo.operations.catalog.rows import RecordNumbers, Rows, Words
from cspo.operations.catalog.sides import Heard
from cspo.operations.event_names import EventNames
from cspo.records.bodies.conjunction import ConjunctionBody
from cspo.records.bodies.identities import EventId
from cspo.time import Epoch

__all__ = ["EventReports", "Reported"]

_ADVICE: Final = ("", "none", "watch", "better-data", "mitigate")


@dataclass(frozen=True, slots=True)
class Reported:
    """A report as the table has it; its record holds the rest."""

    row: int
    record_id: str
    voice: int
    label: int
    tca: Epoch
    miss_distance_km: float
    relative_speed_km_s: float
    pc: float
    max_pc: float
    pc_method: str
    advice: str
    oldest_age_s: float
    version: int
    supersedes: str
    t_ingest: Epoch
    is_latest: bool


class EventReports:
    """Reports in columns, and the events that they make, as `EventNames` has them."""

    def __init__(self, words: Words, records: RecordNumbers, names: EventNames) -> None:
        self._words = words
        self._records = records
        self._names = names
        self._day = names.day
        self._rows: dict[str, list[int]] = {}
        self._serials: dict[str, int] = {}
        self._last_serial = 0
        self._ids: dict[str, int] = {}
        self._supersedes: dict[int, str] = {}
        self.table = Rows({
            "serial": np.int64, "voice": np.int32, "label": np.int32, "record": np.int32,
            "tca_tai_ns": np.int64,
            "miss_distance_km": np.float64, "relative_speed_km_s": np.float64, "pc": np.float64,
            "max_pc": np.float64, "pc_method": np.int32, "advice": np.int8,
            "oldest_age_s": np.float64, "version": np.int32, "t_ingest_ns": np.int64,
            "t_created_ns": np.int64,
        })  # fmt: skip

    def __len__(self) -> int:
        return len(self._rows)

    def put(
        self,
        body: ConjunctionBody,
        heard: Heard,
        label: Label,
        period_s: float,
        version: int,
        supersedes: str,
    ) -> str:
        """Take a report; the event that it belongs to, empty where it is there already.

        Parameters
        ----------
        label : Label
            Its mark.
        period_s : float
            Of the faster of the two, s.

        Raises
        ------
        OutOfRange
            Where it is of a time that columns can't hold, outside of 1707 to 2292.
        """
        if heard.record_id in self._ids:
            return ""
        tca = Epoch.from_utc(body.tca_utc)
        tca_ns = int(np.asarray(tca))
        event = self._names.join(
            body.event, period_s, record_id=heard.record_id, label=label, tca=tca
        )
        row = int(self.table.take(1)[0])
        if supersedes:
            self._supersedes[row] = supersedes
        ages = [body.object1.orbit_age_s, body.object2.orbit_age_s]
        self._ids[heard.record_id] = row
        if event not in self._rows:
            self._last_serial += 1
            self._rows[event], self._serials[event] = [], self._last_serial
        self._rows[event].append(row)
        self.table.put(row, {
            "serial": self._serials[event], "voice": heard.voice, "label": heard.label,
            "record": self._records.use(heard.record_id, 1), "tca_tai_ns": tca_ns,
            "miss_distance_km": body.miss_distance_km,
            "relative_speed_km_s": _number(body.relative_speed_km_s), "pc": _number(body.pc),
            "max_pc": _number(body.max_pc), "pc_method": self._words.number(body.pc_method),
            "advice": _ADVICE.index(body.advice or ""),
            "oldest_age_s": max((age for age in ages if age is not None), default=np.nan),
            "version": min(version, 2**31 - 1), "t_ingest_ns": heard.t_ingest.tai_ns,
            "t_created_ns": heard.t_created.tai_ns,
        })  # fmt: skip
        return event

    def find(self, event: EventId, period_s: float) -> str:
        """The name of an event that somebody has reported; empty where nobody has."""
        name = self._names.find(str(event), period_s) or ""
        return name if name in self._rows else ""

    def prune(self) -> None:
        """Forget reports of events that `EventNames` has forgotten."""
        if self._day != self._names.day:
            self._day = self._names.day
            for event in [each for each in self._rows if not self._names.holds(each)]:
                del self._serials[event]
                for row in self._rows.pop(event):
                    del self._ids[self._records[int(self.table["record"][row])]]
                    self._free(row)

    def after(
        self, serial: int, labels: NDArray[np.bool_], start_ns: int, stop_ns: int
    ) -> list[tuple[int, str]]:
        """Events with a report of some marks in a span of time, in the order in which they came.

        Parameters
        ----------
        serial : int
            Those that came after this one.
        labels : (l,) bool
            By number of a mark, whether it counts.
        start_ns, stop_ns : int
            Of closest approach, TAI ns past J2000; the end is not in it.
        """
        table = self.table
        found = (table["serial"] > serial) & labels[table["label"]]
        found &= (table["tca_tai_ns"] >= start_ns) & (table["tca_tai_ns"] < stop_ns)
        wanted = set(table["serial"][found].tolist())
        return [(number, event) for event, number in self._serials.items() if number in wanted]

    def of(self, event: str, labels: NDArray[np.bool_] | None = None) -> list[Reported]:
        """Reports of an event in the order in which they came; none where it is unknown.

        Parameters
        ----------
        labels : (l,) bool or None
            By number of a mark, whether it counts: what is the latest is told by those alone.
        """
        rows = self._rows.get(event, [])
        table = self.table
        if labels is not None:
            rows = [row for row in rows if labels[table["label"][row]]]
        latest: dict[int, int] = {}
        for row in rows:
            voice = int(table["voice"][row])
            if voice not in latest or self._order(row) > self._order(latest[voice]):
                latest[voice] = row
        last = set(latest.values())
        return [self._reported(row, is_latest=row in last) for row in rows]

    def events(self) -> tuple[str, ...]:
        """Every event that somebody reports."""
        return tuple(self._rows)

    def voice_of(self, record_id: str) -> int | None:
        """Whose report a record is; None where it is none."""
        row = self._ids.get(record_id)
        return None if row is None else int(self.table["voice"][row])

    def drop_record(self, record_id: str) -> str:
        """Forget a report that is here: its event."""
        row = self._ids.pop(record_id)
        event = self._names.of_record(record_id) or ""
        self._rows[event].remove(row)
        if not self._rows[event]:
            del self._rows[event], self._serials[event]
        self._names.drop(record_id)
        self._free(row)
        return event

    def _free(self, row: int) -> None:
        self._supersedes.pop(row, None)
        self._records.drop(int(self.table["record"][row]))
        self.table.put(row, {"serial": 0})
        self.table.free(row)

    def _order(self, row: int) -> tuple[int, int, str]:
        table = self.table
        record = self._records[int(table["record"][row])]
        return int(table["version"][row]), int(table["t_created_ns"][row]), record

    def _reported(self, row: int, *, is_latest: bool) -> Reported:
        at = {name: self.table[name][row] for name in (
            "voice", "label", "miss_distance_km", "relative_speed_km_s", "pc", "max_pc",
            "oldest_age_s", "version",
        )}  # fmt: skip
        table = self.table
        return Reported(
            row=row, record_id=self._records[int(table["record"][row])],
            tca=Epoch(int(table["tca_tai_ns"][row])),
            pc_method=self._words[int(table["pc_method"][row])],
            advice=_ADVICE[int(table["advice"][row])],
            supersedes=self._supersedes.get(row, ""),
            t_ingest=Epoch(int(table["t_ingest_ns"][row])), is_latest=is_latest,
            **{name: value.item() for name, value in at.items()},
        )  # fmt: skip


def _number(value: float | None) -> float:
    return np.nan if value is None else value
