"""Iridium 33 and Cosmos 2251 as a desk has them, and pages made of that."""

from __future__ import annotations

from typing import Any

from release_desks import desk_of, norway, sealed

from cspo.markings import Label, Mode, make_label
from cspo.node.store import SqliteStore
from cspo.operations.kinds import REGISTRY
from cspo.operations.notices import (
    NoticeRegister,
    Written,
    cancel_notice,
    issue_notice,
    write_notice,
)
from cspo.records import Record
from cspo.records.bodies.conjunction import CallPoint, ConjunctionBody, Encountered
from cspo.records.bodies.identities import EventId
from cspo.records.bodies.objects import Maneuverability, ObjectType
from cspo.records.bodies.warning import ChecklistItem, WarningBody
from cspo.records.bodies.words import Issue
from cspo.time import Epoch

__all__ = ["COSMOS", "EVENT", "IRIDIUM", "TCA", "Press", "T", "approach", "warning"]

T = Epoch.from_utc("2026-02-10T04:00:00Z")
TCA = Epoch.from_utc("2026-02-10T16:55:59.806Z")
EVENT = str(EventId.of("norad:22675", "norad:24946", TCA))
IRIDIUM = Encountered(
    object="norad:24946", name="IRIDIUM 33", type=ObjectType.PAYLOAD, owner="USA",
    maneuverability=Maneuverability.YES, orbit_age_s=93_600.0,
)  # fmt: skip
COSMOS = Encountered(
    object="norad:22675", name="COSMOS 2251", type=ObjectType.PAYLOAD,
    maneuverability=Maneuverability.NO, orbit_age_s=187_200.0,
)  # fmt: skip


def approach(
    miss_distance_km: float = 0.584, *, tca: Epoch = TCA, **fields: Any
) -> ConjunctionBody:
    values: dict[str, Any] = {
        "event": str(EventId.of("norad:22675", "norad:24946", tca)),
        "tca_utc": tca.utc_iso(6), "relative_speed_km_s": 11.647, "object1": IRIDIUM,
        "object2": COSMOS, "source": "own screening",
    }  # fmt: skip
    return ConjunctionBody(miss_distance_km=miss_distance_km, **values | fields)


def warning(**fields: Any) -> WarningBody:
    values: dict[str, Any] = {
        "event": EVENT, "to": ("USA",), "number": 1, "issue": Issue.ISSUED,
        "about_utc": TCA.utc_iso(6), "act_by_utc": "2026-02-10T13:30:00Z",
        "checklist": (
            ChecklistItem(text="Ask for better data", by_utc="2026-02-10T08:00:00Z"),
            ChecklistItem(text="Ask who manoeuvres"),
        ),
        "call": (CallPoint(party="USA", role="orbit safety", phone="+1 202 555 0147"),),
    }  # fmt: skip
    return WarningBody(**values | fields)


class Press:
    """Norway's desk with a store, and a clock that moves on a minute with each page."""

    def __init__(self, store: SqliteStore, t: Epoch = T) -> None:
        self.store = store
        self.desk = desk_of(norway())
        self.t = t

    def _next(self) -> Epoch:
        t, self.t = self.t, self.t + 60.0
        return t

    def take_in(
        self,
        body: Any,
        *,
        origin: str = "NOR",
        to: tuple[str, ...] = ("FRA", "NOR", "USA"),
        mode: Mode = Mode.REAL,
    ) -> Record:
        mark = make_label("U", sorted({*to, origin}))
        record = sealed(body, mark, origin=origin, t=self.t - 60.0, mode=mode)
        with self.store.write() as unit:
            unit.put_record(record, t_ingest=self.t)
        return record

    def issue(
        self, *sources: Record, languages: tuple[str, ...] = ("en",), **fields: Any
    ) -> Written:
        t = fields.pop("t", None) or self._next()
        with self.store.write() as unit:
            return issue_notice(
                unit, self.desk, sources, languages=languages, person="a.larsen", t=t, **fields
            )

    def write(self, texts: dict[str, tuple[str, str]], mark: Label | None = None,
              **fields: Any) -> Written:  # fmt: skip
        values = {"mode": Mode.REAL, "person": "a.larsen", "t": self._next()} | fields
        with self.store.write() as unit:
            return write_notice(
                unit, self.desk, texts, mark or make_label("U", ["FRA", "NOR"]), **values
            )

    def cancel(self, serial: str, reason: str = "wrong pair", **fields: Any) -> Written:
        t = self._next()
        values = {"mode": Mode.REAL, "person": "a.larsen"} | fields
        with self.store.write() as unit:
            return cancel_notice(unit, self.desk, serial, reason=reason, t=t, **values)

    def register(self, mode: Mode = Mode.REAL) -> NoticeRegister:
        with self.store.read() as unit:
            return NoticeRegister.of_store(unit, mode, REGISTRY)
