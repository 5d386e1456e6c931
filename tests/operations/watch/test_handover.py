"""The watch changes hands whole: offered, accepted or returned, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from release_desks import desk_of, norway

from cspo.errors import UsageError
from cspo.markings import Mode
from cspo.node.store import SqliteStore
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.store import DecisionQuery
from cspo.operations.watch import Entry, WatchBook, accept, give_back, offer, write_entry
from cspo.operations.watch.standing import standing
from cspo.records import Record
from cspo.records.bodies.watch import HandoverStep
from cspo.time import Epoch
from tests.operations.watch.watch_words import EVENT, Scribe, T, keys

NIGHT, DAY = "duty officer, night", "duty officer, day"


class Room:
    """One watch with its store, and a clock that moves on a minute with each deed."""

    def __init__(self, store: SqliteStore) -> None:
        self.store = store
        self.desk = desk_of(norway())
        self.book = WatchBook("NOR", Mode.REAL, REGISTRY)
        self.t = T
        self.scribe = Scribe()

    def _next(self) -> Epoch:
        self.t = self.t + 60.0
        return self.t

    def take_in(self, record: Record) -> Record:
        with self.store.write() as unit:
            unit.put_record(record, t_ingest=self._next())
        return record

    def write(self, entry: Entry, person: str = "a.larsen") -> Record:
        t = self._next()
        with self.store.write() as unit:
            return write_entry(unit, self.desk, self.book, entry, person=person, t=t)

    def offer(self, person: str = "a.larsen", **fields: str) -> Record:
        values = {"watch": "watch", "outgoing": NIGHT, "incoming": DAY} | fields
        t = self._next()
        with self.store.write() as unit:
            return offer(unit, self.desk, self.book, person=person, t=t, **values)

    def accept(self, person: str = "b.moreau", incoming: str = DAY):
        t = self._next()
        with self.store.write() as unit:
            return accept(
                unit, self.desk, self.book, watch="watch", incoming=incoming, person=person, t=t
            )

    def give_back(self, note: str, person: str = "b.moreau") -> Record:
        t = self._next()
        with self.store.write() as unit:
            return give_back(
                unit, self.desk, self.book, watch="watch", incoming=DAY, person=person, t=t,
                note=note,
            )  # fmt: skip

    def open_keys(self) -> list[str]:
        with self.store.read() as unit:
            self.book.catch_up(unit)
            return keys(self.book.open_items(self.t, unit))

    def standing(self):
        with self.store.read() as unit:
            self.book.catch_up(unit)
        return standing(self.book, "watch")


@pytest.fixture
def room(store: SqliteStore) -> Iterator[Room]:
    return Room(store)


def items_of(record: Record) -> list[str]:
    return [item.item for item in body_of(record, REGISTRY).open_items]


def test_the_watch_is_offered_with_all_that_is_open_and_taken_with_it(room):
    room.take_in(room.scribe.warning())
    room.write(Entry(text="FRA called", opens="Call FRA back"))
    offered = room.offer()
    assert items_of(offered) == room.open_keys()
    assert len(items_of(offered)) == 2
    assert room.standing().office == "", "it is nobody else's before it is accepted"
    assert room.standing().offered.id == offered.id
    taken = room.accept()
    assert items_of(taken.record) == items_of(offered)
    assert (taken.opened, taken.closed) == ((), ())
    assert body_of(taken.record, REGISTRY).note == ""
    state = room.standing()
    assert (state.office, state.offered, state.since) == (DAY, None, room.t)


def test_what_came_and_went_since_the_offer_is_told(room):
    entry = room.write(Entry(text="FRA called", opens="Call FRA back"))
    room.take_in(room.scribe.warning())
    room.offer()
    room.write(Entry(text="called", closes=(entry.id,)))
    room.take_in(room.scribe.contact())
    taken = room.accept()
    assert items_of(taken.record) == [f"warning {EVENT}", "contact USA orbit safety desk"]
    assert [*map(len, (taken.opened, taken.closed))] == [1, 1]
    note = body_of(taken.record, REGISTRY).note
    assert "Opened since the offer: Call USA, orbit safety desk" in note
    assert "Closed since the offer: Call FRA back (log, watch)" in note


def test_returned_it_stays_where_it_was_and_says_what_is_missing(room):
    room.offer()
    back = room.give_back("The French text of notice 12 is missing.")
    assert body_of(back, REGISTRY).step is HandoverStep.RETURNED
    state = room.standing()
    assert (state.offered, state.returned.id, state.office) == (None, back.id, "")
    with pytest.raises(UsageError, match="an offer of the watch that waits, got none"):
        room.accept()
    room.offer()
    assert room.standing().returned is None
    room.accept()
    assert room.standing().office == DAY


def test_only_who_has_the_watch_offers_it(room):
    room.offer()
    room.accept()
    with pytest.raises(UsageError, match="who has it: duty officer, day, got duty officer, night"):
        room.offer()
    room.offer(person="b.moreau", outgoing=DAY, incoming=NIGHT)


def test_who_offers_does_not_accept(room):
    room.offer()
    with pytest.raises(UsageError, match="another person than who made it"):
        room.accept(person="a.larsen")
    with pytest.raises(UsageError, match="another person than who made it"):
        room.give_back("nothing", person="a.larsen")
    with pytest.raises(UsageError, match="the office that it was made to: duty officer, day"):
        room.accept(incoming="duty officer, evening")
    with pytest.raises(UsageError, match="another office to take it"):
        room.offer(incoming=NIGHT)
    with pytest.raises(UsageError, match="what is missing, got nothing"):
        room.give_back(" ")


def test_an_offer_ends_the_one_before(room):
    room.offer()
    second = room.offer(incoming="duty officer, evening")
    assert room.standing().offered.id == second.id
    with pytest.raises(UsageError, match="evening, got duty officer, day"):
        room.accept()
    room.accept(incoming="duty officer, evening")
    assert room.standing().office == "duty officer, evening"


def test_a_handover_carries_the_marks_of_all_that_it_names_and_goes_to_nobody(room):
    room.take_in(room.scribe.warning(origin="USA"))
    room.offer()
    record = room.accept().record
    assert record.payload.label.releasable_to == ("NOR",)
    with room.store.read() as unit:
        assert unit.decisions(DecisionQuery(kind="handover")) == []
        persons = [(f["step"], f["person"]) for _, _, f, _ in unit.audited(event="handover")]
    assert persons == [("offered", "a.larsen"), ("accepted", "b.moreau")]
    assert b"larsen" not in record.envelope


def test_a_long_name_stays_one_of_its_own(room):
    for letter in "ab":
        room.take_in(room.scribe.contact(party="GBR/acme-sat", role="x" * 198 + letter))
    offered = room.offer()
    assert len(set(items_of(offered))) == 2
    assert room.accept().closed == ()


def test_in_a_flood_the_most_urgent_are_written_out_and_the_rest_is_counted(room):
    flood = [
        room.scribe.warning(event=f"event:norad:{n}~norad:9{n}@2026-03-01T16:00:00.000Z",
                            act_by_h=1.0 + n / 1_000.0, text="x" * 300)
        for n in range(1, 651)
    ]  # fmt: skip
    with room.store.write() as unit:
        unit.put_records(flood, t_ingest=room.t)
    offered = room.offer()
    items = body_of(offered, REGISTRY).open_items
    assert len(items) == 601
    assert "norad:1," in items[0].text
    assert items[-1].item == "more"
    assert items[-1].text.startswith("50 more are not on this page (warnings 50)")
    assert room.accept().closed == ()


STEPS = st.lists(
    st.sampled_from(["open", "close", "warn", "cancel", "offer", "accept", "return"]), max_size=14
)


@given(STEPS)
@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_no_handover_loses_an_item(tmp_path_factory, empty_stores, steps):
    """What an offer holds is in its acceptance, or stands there as closed, and is closed."""
    path = tmp_path_factory.mktemp("room") / "store.sqlite"
    path.write_bytes(empty_stores["real"].read_bytes())
    with SqliteStore(path) as store:
        room = Room(store)
        entries: list[str] = []
        number, offices, person = 0, [NIGHT, DAY], 0
        people = ("a.larsen", "b.moreau")
        for step in steps:
            waits = room.standing().offered
            if step == "open":
                entries.append(room.write(Entry(text="x", opens=f"do {len(entries)}")).id)
            elif step == "close" and entries:
                room.write(Entry(text="done", closes=(entries.pop(),)))
            elif step == "warn" and number % 2 == 0:
                room.take_in(room.scribe.warning(number := number + 1))
            elif step == "cancel" and number % 2:
                room.take_in(room.scribe.cancellation(number := number + 1))
            elif step == "offer":
                out, to = offices
                room.offer(person=people[person], outgoing=out, incoming=to)
            elif step == "return" and waits:
                room.give_back("look again", person=people[1 - person]) if offices[1] == DAY else 0
            elif step == "accept" and waits:
                taken = room.accept(person=people[1 - person], incoming=offices[1])
                held, now = set(items_of_said(waits)), room.open_keys()
                assert items_of(taken.record) == now
                assert len(held - set(now)) == len(taken.closed)
                assert len(set(now) - held) == len(taken.opened)
                offices.reverse()
                person = 1 - person


def items_of_said(said) -> list[str]:
    return [item.item for item in said.body.open_items]
