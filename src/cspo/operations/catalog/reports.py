"""Reports of conjunctions, side by side under the events that they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from cspo.operations.catalog.rows import Numbered, RecordNumbers, Rows, Words
from cspo.operations.catalog.sides import Heard
from cspo.records.bodies.conjunction import ConjunctionBody
from cspo.records.bodies.identities import EventId
from cspo.time import Epoch
from cspo.units import NS_PER_S

__all__ = ["EventReports", "Reported"]

_ADVICE: Final = ("", "none", "watch", "better-data", "mitigate")
_DAY: Final = 10
"""Letters of a UTC day."""


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
    """Reports in columns, and the events that they make.

    An event is named by its first report and keeps that name, whatever later ones
    make of its time.
    """

    def __init__(self, words: Words, records: RecordNumbers) -> None:
        self._words = words
        self._records = records
        self._events: Numbered[str] = Numbered()
        self._of_pair: dict[tuple[int, int], list[int]] = {}
        self._rows: dict[int, list[int]] = {}
        self._ids: dict[str, int] = {}
        self.table = Rows({
            "event": np.int32, "voice": np.int32, "label": np.int32, "record": np.int32,
            "tca_tai_ns": np.int64, "whole_day": np.bool_, "miss_distance_km": np.float64,
            "relative_speed_km_s": np.float64, "pc": np.float64, "max_pc": np.float64,
            "pc_method": np.int32, "advice": np.int8, "oldest_age_s": np.float64,
            "version": np.int32, "supersedes": np.int32, "t_ingest_ns": np.int64,
            "t_created_ns": np.int64,
        })  # fmt: skip

    def __len__(self) -> int:
        return len(self._rows)

    def put(
        self,
        pair: tuple[int, int],
        body: ConjunctionBody,
        heard: Heard,
        period_s: float,
        version: int,
        supersedes: str,
    ) -> str:
        """Take a report; the event that it belongs to, empty where it is there already.

        Parameters
        ----------
        pair : tuple of int
            The two objects, the lesser number first.
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
        whole_day = EventId.parse(body.event).whole_day
        tca_ns = int(np.asarray(tca))
        event = self._find(pair, tca, period_s, whole_day=whole_day)
        if event is None:
            event = self._events.number(body.event)
            if event not in self._rows:
                self._of_pair.setdefault(pair, []).append(event)
        row = int(self.table.take(1)[0])
        ages = [body.object1.orbit_age_s, body.object2.orbit_age_s]
        self._ids[heard.record_id] = row
        self._rows.setdefault(event, []).append(row)
        self.table.put(row, {
            "event": event, "voice": heard.voice, "label": heard.label,
            "record": self._records.use(heard.record_id, 1), "tca_tai_ns": tca_ns,
            "whole_day": whole_day, "miss_distance_km": body.miss_distance_km,
            "relative_speed_km_s": _number(body.relative_speed_km_s), "pc": _number(body.pc),
            "max_pc": _number(body.max_pc), "pc_method": self._words.number(body.pc_method),
            "advice": _ADVICE.index(body.advice or ""),
            "oldest_age_s": max((age for age in ages if age is not None), default=np.nan),
            "version": min(version, 2**31 - 1), "supersedes": self._words.number(supersedes),
            "t_ingest_ns": heard.t_ingest.tai_ns, "t_created_ns": heard.t_created.tai_ns,
        })  # fmt: skip
        return self._events[event]

    def find(
        self, pair: tuple[int, int], tca: Epoch, period_s: float, *, whole_day: bool = False
    ) -> str:
        """The event of a pair at an instant; empty where nobody has reported one."""
        event = self._find(pair, tca, period_s, whole_day=whole_day)
        return "" if event is None else self._events[event]

    def knows(self, pair: tuple[int, int]) -> bool:
        """Whether anybody has reported an event of a pair."""
        return pair in self._of_pair

    def of(self, event: str) -> list[Reported]:
        """Reports of an event in the order in which they came; none where it is unknown."""
        number = self._events.known(event)
        rows = self._rows.get(number, []) if number is not None else []
        table = self.table
        latest: dict[int, int] = {}
        for row in rows:
            voice = int(table["voice"][row])
            if voice not in latest or self._order(row) > self._order(latest[voice]):
                latest[voice] = row
        last = set(latest.values())
        return [self._reported(row, is_latest=row in last) for row in rows]

    def events_of(self, pairs: Iterable[tuple[int, int]]) -> list[str]:
        """Events of pairs."""
        return [self._events[event] for pair in pairs for event in self._of_pair.get(pair, ())]

    def events(self) -> tuple[str, ...]:
        """Every event that somebody reports."""
        return tuple(self._events[event] for event in self._rows)

    def voice_of(self, record_id: str) -> int | None:
        """Whose report a record is; None where it is none."""
        row = self._ids.get(record_id)
        return None if row is None else int(self.table["voice"][row])

    def drop_record(self, record_id: str) -> str:
        """Forget a report that is here: its event."""
        row = self._ids.pop(record_id)
        number = int(self.table["record"][row])
        event = int(self.table["event"][row])
        self._rows[event].remove(row)
        if not self._rows[event]:
            del self._rows[event]
            for events in self._of_pair.values():
                if event in events:
                    events.remove(event)
        self.table.free(row)
        self._records.drop(number)
        return self._events[event]

    def rekey(self, root: Callable[[int], int]) -> None:
        """Put events under the objects that their pairs are now."""
        old, self._of_pair = self._of_pair, {}
        for (one, other), events in old.items():
            pair = (min(root(one), root(other)), max(root(one), root(other)))
            self._of_pair.setdefault(pair, []).extend(events)

    def _find(
        self, pair: tuple[int, int], tca: Epoch, period_s: float, *, whole_day: bool
    ) -> int | None:
        """The event with the report nearest in time, where that is near enough."""
        table = self.table
        best: tuple[int, int] | None = None
        for event in self._of_pair.get(pair, ()):
            for row in self._rows[event]:
                ns = int(table["tca_tai_ns"][row])
                gap_ns = abs(ns - tca.tai_ns)
                if whole_day or table["whole_day"][row]:
                    near = tca.utc_iso(0)[:_DAY] == Epoch(ns).utc_iso(0)[:_DAY]
                else:
                    near = 4 * gap_ns < period_s * NS_PER_S
                if near and (best is None or gap_ns < best[0]):
                    best = (gap_ns, event)
        return None if best is None else best[1]

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
            supersedes=self._words[int(table["supersedes"][row])],
            t_ingest=Epoch(int(table["t_ingest_ns"][row])), is_latest=is_latest,
            **{name: value.item() for name, value in at.items()},
        )  # fmt: skip


def _number(value: float | None) -> float:
    return np.nan if value is None else value
