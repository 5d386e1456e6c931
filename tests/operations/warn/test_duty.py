"""The warning part of a node: it hears in the order of the store, and rebuilds to the same."""

from __future__ import annotations

import numpy as np
import pytest
from release_desks import T, desk_of, norway, sealed
from warning_desks import OURS, PAIR, THEIRS, Watch, approach, event_of

from cspo.conjunction.probability import Flag
from cspo.markings import Mode, make_label
from cspo.node.store import SqliteStore
from cspo.operations.event_names import EventNames
from cspo.operations.kinds import REGISTRY
from cspo.operations.parties import Parties
from cspo.operations.parties_file import empty_parties
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.warn import considering
from cspo.operations.warn.book_view import Heard
from cspo.operations.warn.candidates import rows_to_report
from cspo.operations.warn.duty import WarningDuty
from cspo.operations.warn.policy_file import default_warn_policy
from cspo.operations.warn.shelving import shelve
from cspo.records import read_record
from cspo.records.bodies.objects import CatalogObjectBody, ObjectFacts, Owner
from cspo.records.bodies.warning import Grounds
from cspo.units import DAY_S

HOUR_S = 3_600.0
WIDE = make_label("U", ["CAN", "FRA", "GBR", "NOR", "USA"])


class Duty:
    """A duty over a store, read as a node reads it."""

    def __init__(self, watch: Watch, **fields) -> None:
        self.watch = watch
        parties = Parties(empty_parties("NOR"), REGISTRY)
        self.duty = WarningDuty(Mode.REAL, default_warn_policy(), parties, REGISTRY, **fields)
        self.read_to = 0

    def read(self) -> None:
        with self.watch.store.read() as unit:
            for row in unit.records_after(self.read_to, 10_000):
                self.duty.hear(read_record(row.envelope), row.t_ingest)
                self.read_to = row.seq

    def step(self, t=T, **fields):
        self.read()
        return self.duty.work(self.watch.store, lambda _: self.watch.desk, t, **fields).records


@pytest.fixture
def watch(store: SqliteStore) -> Watch:
    return Watch(store)


def test_a_duty_works_once_for_what_it_hears(watch: Watch) -> None:
    node = Duty(watch)
    assert node.step() == []
    watch.report(approach(), WIDE)
    assert len(node.step()) == 1
    assert node.step() == []
    assert [each.heard for each in node.duty.take_rung()] == [Heard.ALARM]
    assert node.duty.take_rung() == []
    node.duty.book.look_again()
    assert node.step(T + 60.0) == []


def test_who_is_told_of_an_owner_looks_again_at_the_events_of_that_object(watch: Watch) -> None:
    node = Duty(watch)
    watch.report(approach(), WIDE)
    assert len(node.step()) == 1
    for name, due in (("norad:7", 0), (THEIRS, 1)):
        body = CatalogObjectBody(objects=(ObjectFacts(object=name, owners=(Owner(name="USA"),)),))
        node.duty.hear(sealed(body, WIDE, origin="USA"), T)
        assert len(node.duty.book.due(T)) == due
    watch.desk = desk_of(norway(), Owned(OURS, "NOR", "NOR"), Owned(THEIRS, "USA", "USA"))
    (record,) = node.step(T + 60.0)
    assert "USA" in watch.body(record).to


def test_what_is_not_read_yet_is_not_made_again(watch: Watch) -> None:
    node = Duty(watch)
    watch.report(approach(), WIDE)
    node.read()
    assert len(node.duty.work(watch.store, lambda _: watch.desk, T).records) == 1
    node.duty.book.look_again()
    assert node.duty.work(watch.store, lambda _: watch.desk, T).records == []


def test_what_a_person_writes_between_is_heard_in_the_order_of_the_store(watch: Watch) -> None:
    node = Duty(watch)
    watch.report(approach(), WIDE)
    node.step()
    node.read()
    event = node.duty.book.view().matters[0].event
    watch.report(approach(grounds=Grounds.DETERMINED, pc=3e-4), WIDE, t=T + 60.0)
    node.read()
    with watch.store.write() as unit:  # after the node has read, before it writes
        shelve(
            unit, watch.desk, node.duty.book.view(), watch.policy, event, until=T + HOUR_S,
            reason="known", role="duty officer", t=T + 61.0,
        )  # fmt: skip
    node.duty.work(watch.store, lambda _: watch.desk, T + 62.0)
    node.read()
    rebuilt = Duty(watch)
    rebuilt.read()
    assert rebuilt.duty.book.digest() == node.duty.book.digest()
    node.duty.forget()
    node.read_to = 0
    node.read()
    assert rebuilt.duty.book.digest() == node.duty.book.digest()


def test_joined_names_are_one_object(watch: Watch) -> None:
    names = {"cospar:2020-001A": OURS}
    node = Duty(watch, names=lambda: EventNames(lambda name: names.get(name, name)))
    watch.report(approach(), WIDE)
    watch.report(approach(("cospar:2020-001A", THEIRS), source="CDM"), WIDE, origin="USA")
    assert len(node.step()) == 1
    (matter,) = node.duty.book.view().matters
    assert len(matter.reports) == 2
    assert node.duty.book.objects() == set(PAIR)


def test_a_hundred_at_a_time(watch: Watch) -> None:
    node = Duty(watch)
    for number in range(7):
        watch.report(approach((OURS, f"norad:{991_000 + number}")), WIDE)
    assert len(node.step(most=5)) == 5
    assert len(node.step(most=5)) == 2
    assert node.step(most=5) == []


class Screening:
    """What `rows_to_report` asks of a screening: three rows, the last of a known event."""

    def __init__(self) -> None:
        self.judged = type("Judged", (), {
            "pc": np.array([2e-4, 1e-6, np.nan]), "max_pc": np.array([2e-4, 1e-6, np.nan]),
            "pc_flags": np.full(3, int(Flag.COVARIANCE_FROM_ELEMENT_SETS), np.uint32),
            "stale": np.zeros(3, bool), "default_covariance": np.zeros(3, bool),
        })()  # fmt: skip
        self.events = type("Events", (), {
            "miss_distance_km": np.array([0.1, 0.2, 4.0]), "flags": np.zeros(3, np.uint8),
        })()  # fmt: skip

    def __len__(self) -> int:
        return 3

    def pair(self, row: int) -> tuple[str, str]:
        return (("norad:1", "norad:2"), ("norad:1", "norad:3"), (OURS, THEIRS))[row]

    def event_id(self, row: int) -> str:
        return event_of(T + DAY_S, self.pair(row))


def test_a_record_is_made_of_what_a_rule_may_hold_for_and_of_what_is_known(watch: Watch) -> None:
    screening = Screening()
    assert rows_to_report(watch.book, screening) == [0]
    watch.report(approach(), WIDE)
    assert rows_to_report(watch.book, screening) == [0, 2]
    assert rows_to_report(watch.book, screening, [1, 2]) == [2]


def test_an_event_that_breaks_something_keeps_no_other_from_being_warned_of(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = Duty(watch)
    bad = event_of(T + DAY_S, ("norad:990002", THEIRS))
    good = considering.drafted

    def drafted(draft, *rest):
        if draft.event == bad:
            raise ZeroDivisionError
        return good(draft, *rest)

    monkeypatch.setattr(considering, "drafted", drafted)
    watch.report(approach(("norad:990002", THEIRS)), WIDE)
    watch.report(approach(), WIDE)
    assert [each.payload.object for each in node.step()] == [event_of(T + DAY_S)]
    assert node.step(T + 1.0) == []
    monkeypatch.undo()
    assert node.step(T + 30.0) == []  # it is put off for a minute
    assert [each.payload.object for each in node.step(T + 60.0)] == [bad]
