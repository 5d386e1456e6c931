"""The log: written, set right, never changed."""

from __future__ import annotations

import pytest
from release_desks import norway

from cspo.errors import UsageError
from cspo.federation.alarms import Alarm, AlarmReport
from cspo.markings import Mode, make_label
from cspo.node.store import SqliteStore
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.releasing import release
from cspo.operations.store import DecisionQuery, Outcome
from cspo.operations.watch import Entry, WatchBook, write_entry
from tests.operations.watch.test_handover import Room
from tests.operations.watch.watch_words import EVENT, HOUR_S, Scribe, T, book_of


@pytest.fixture
def room(store: SqliteStore) -> Room:
    return Room(store)


def read(room: Room):
    with room.store.read() as unit:
        room.book.catch_up(unit)
    return room.book.log()


def test_an_entry_says_what_when_and_in_what_office(room):
    record = room.write(Entry(text="FRA called about 24946", event="norad:24946"))
    (line,) = read(room)
    assert (line.id, line.text, line.role, line.at) == (
        record.id, "FRA called about 24946", "duty officer", room.t,
    )  # fmt: skip
    assert record.payload.object == "norad:24946"
    assert record.payload.label.releasable_to == ("NOR",)
    assert b"larsen" not in record.envelope
    with room.store.read() as unit:
        ((_, _, fields, t),) = unit.audited(event="log entry")
    assert (fields, t) == ({"record": record.id, "person": "a.larsen"}, room.t)


def test_a_correction_is_read_in_its_place_and_both_stay(room):
    first = room.write(Entry(text="FRA called", opens="Call FRA", due=T + HOUR_S))
    second = room.write(Entry(text="JPN called", opens="Call JPN", corrects=first.id))
    third = room.write(Entry(text="JPN called twice", corrects=first.id))
    (line,) = read(room)
    assert (line.text, line.opens, line.due) == ("JPN called twice", "Call JPN", T + HOUR_S)
    assert line.corrections == (second.id, third.id)
    assert body_of(third, REGISTRY).corrects == second.id, "the last words are set right"
    assert line.at == T + 60.0, "what happened then happened then"
    with room.store.read() as unit:
        assert unit.envelope(first.id) == first.envelope


def test_a_correction_can_take_back_what_was_open(room):
    first = room.write(Entry(text="FRA called", opens="Call FRA", due=T + HOUR_S))
    room.write(Entry(opens="", corrects=first.id, text="It was a wrong number"))
    assert room.open_keys() == []
    assert read(room)[0].due is None


def test_two_corrections_unknown_to_each_other_read_alike_everywhere():
    scribe = Scribe()
    entry = scribe.entry("one")
    left, right = (scribe.entry(text, corrects=entry.id) for text in ("two", "three"))
    texts = {
        book_of(*order).log()[0].text
        for order in ((entry, left, right), (right, left, entry), (left, entry, right))
    }
    assert texts == {"three"}


def test_a_correction_before_its_entry_is_a_line_until_that_comes():
    scribe = Scribe()
    entry = scribe.entry("one")
    correction = scribe.entry("two", corrects=entry.id)
    assert [line.id for line in book_of(correction).log()] == [correction.id]
    assert [line.id for line in book_of(correction, entry).log()] == [entry.id]


def test_only_what_is_open_is_closed(room):
    said = room.write(Entry(text="quiet"))
    todo = room.write(Entry(text="FRA called", opens="Call FRA"))
    with pytest.raises(UsageError, match="got an entry that leaves nothing open"):
        room.write(Entry(text="done", closes=(said.id,)))
    with pytest.raises(UsageError, match="got nothing of that id"):
        room.write(Entry(text="done", closes=("0" * 64,)))
    room.write(Entry(text="done", closes=(todo.id,)))
    with pytest.raises(UsageError, match="leaves nothing open"):
        room.write(Entry(text="done again", closes=(todo.id,)))
    warning = room.take_in(room.scribe.warning())
    with pytest.raises(UsageError, match="a warning that is over"):
        room.write(Entry(text="looks fine", closes=(warning.id,)))
    room.t = T + 18 * HOUR_S
    room.write(Entry(text="both seen again", closes=(warning.id,)))
    assert room.open_keys() == []


def test_nothing_and_nobody_are_refused(room):
    with pytest.raises(UsageError, match="what happened, got nothing"):
        room.write(Entry(text=" "))
    with pytest.raises(UsageError, match="the id of an entry of the log"):
        room.write(Entry(text="x", corrects="0" * 64))
    with pytest.raises(UsageError, match="in small letters"):
        room.write(Entry(text="x"), person="A. Larsen")
    assert read(room) == ()


def test_an_entry_carries_the_mark_of_what_it_names(room):
    theirs = room.take_in(room.scribe.warning(origin="USA"))
    with room.store.write() as unit:
        record = write_entry(
            unit, room.desk, room.book,
            Entry(text="About their warning", records=(theirs.id,), event=EVENT),
            person="a.larsen", t=T, mark=make_label("R", ["FRA", "NOR", "USA"]),
        )  # fmt: skip
    label = record.payload.label
    assert (label.classification, label.releasable_to) == ("R", ("NOR", "USA"))
    with room.store.read() as unit:
        rows = unit.decisions(DecisionQuery(product_id=record.id))
        assert len(unit.lineage(record.id)) == 1
    parties = {party.id for party in norway().parties}
    assert {row.party for _, row in rows} >= parties, "whoever is on the mark is decided about"


def test_an_alarm_is_open_until_the_log_closes_it(room):
    report = AlarmReport(Alarm.SILENT, "USA", Mode.REAL, (b"{}",), "no checkpoint after 7")
    exercise = AlarmReport(Alarm.SILENT, "USA", Mode.EXERCISE, (b"{}",), "no checkpoint after 7")
    with room.store.write() as unit:
        unit.put_alarm(report, T)
        unit.put_alarm(exercise, T)
    assert room.open_keys() == [f"alarm {report.key}"]
    room.write(Entry(text="Their link was down; it is up", closes=(report.key,)))
    assert room.open_keys() == []


def test_a_review_is_open_until_somebody_answers(room):
    record = room.scribe.warning()
    with room.store.write() as unit:
        release(unit, room.desk, record, t=room.t)
    found = [key for key in room.open_keys() if key.startswith("review")]
    with room.store.read() as unit:
        reviews = unit.reviews(open_only=True)
        waiting = unit.decisions(DecisionQuery(outcome=Outcome.REVIEW))
    assert found == [f"review {each}" for each in reviews]
    assert bool(waiting) == bool(found)


def test_two_nodes_with_the_same_records_show_the_same(room, exercise_store):
    room.take_in(room.scribe.warning())
    first = room.write(Entry(text="FRA called", opens="Call FRA"))
    room.write(Entry(text="JPN called", opens="Call JPN", corrects=first.id))
    room.offer()
    room.accept()
    anew = WatchBook("NOR", Mode.REAL, REGISTRY)
    with room.store.read() as unit:
        room.book.catch_up(unit)
        assert anew.catch_up(unit) == 5
        assert anew.catch_up(unit) == 0
    assert anew.digest(room.t) == room.book.digest(room.t)


def test_a_reader_with_an_older_snapshot_is_told_from_what_was_read(room):
    room.write(Entry(text="one", opens="do one"))
    with room.store.read() as old:
        room.write(Entry(text="two", opens="do two"))
        with room.store.read() as new:
            assert room.book.catch_up(new) > 0
        assert room.book.catch_up(old) == 0
        assert len(room.book.open_items(room.t, old)) == 2
