"""Which event a name means: one answer, that no source can move and that tells no hidden name."""

from __future__ import annotations

import pytest
from release_desks import sealed
from skies import T, conjunction_of, orbit_record, sky
from warning_desks import PAIR, approach, event_of

from cspo.markings import Mode, make_label
from cspo.operations.awaited import AwaitedBook
from cspo.operations.catalog import Picture
from cspo.operations.event_names import KEPT_S, EventNames
from cspo.operations.kinds import REGISTRY
from cspo.operations.warn.book import WarningBook
from cspo.operations.warn.policy_file import default_warn_policy
from cspo.records.bodies.warning import Severity, WarningBody
from cspo.records.bodies.words import Issue
from cspo.units import DAY_S

PERIOD_S = 6_000.0
OPEN = make_label("U", ["AUS", "FRA", "NOR", "USA"])
SECRET = make_label("S", ["NOR"])


def opened(label):
    return label == OPEN


def test_no_chain_of_names_draws_two_approaches_into_one():
    """0.2 of a period on and on: an event is as wide as a quarter on both sides of its first."""
    names = EventNames()
    chain = [names.join(event_of(T + n * 0.2 * PERIOD_S), PERIOD_S) for n in range(4)]
    assert chain == [
        event_of(T), event_of(T), event_of(T + 0.4 * PERIOD_S), event_of(T + 0.4 * PERIOD_S)
    ]  # fmt: skip
    assert names.find(event_of(T + PERIOD_S), PERIOD_S) is None


def test_picture_and_book_agree_on_every_report():
    """The book knew a slow pair by 21 minutes, the picture by the orbits it has."""
    catalog = sky(2)
    one, two = (f"norad:{number}" for number in catalog.norad_id)
    picture = Picture(REGISTRY, Mode.REAL, nation="AUS")
    book = WarningBook("AUS", Mode.REAL, default_warn_policy(), REGISTRY, names=picture.event_names)
    picture.apply(orbit_record(catalog), T)
    tca = T + 7_200.0
    for n, shift in enumerate((0.0, 1_310.0, -4.0, 3_000.0)):  # 1,310 s: within a quarter of 93 min
        made = conjunction_of((one, two), tca + shift, miss_km=0.01, origin="AUS", source=f"{n}")
        picture.apply(made, T)
        book.apply(made, T)
    assert {each.event for each in book.view().matters} <= set(picture.events())
    for event in picture.events():
        for each in picture.conjunction_records(event):
            assert picture.event_names.of_record(each.record_id) == event


def test_a_record_that_names_one_event_and_means_another_is_of_the_one_it_means():
    names = EventNames()
    first = names.join(event_of(T), PERIOD_S, record_id="1", label=OPEN, tca=T + 3.0)
    liar = names.join(event_of(T), PERIOD_S, record_id="2", label=OPEN, tca=T + 3_000.0)
    assert (first, liar) == (event_of(T), event_of(T + 3_000.0))


def test_a_reader_knows_an_event_by_what_the_reader_may_see():
    names = EventNames()
    hidden, later = event_of(T), event_of(T + 1_200.0)
    names.join(hidden, PERIOD_S, record_id="1", label=SECRET)
    assert names.seen(hidden, opened) == ""
    assert names.resolve(hidden, opened) is None
    assert names.join(later, PERIOD_S, record_id="2", label=OPEN) == hidden
    assert names.seen(hidden, opened) == later
    assert names.resolve(later, opened) == hidden
    assert names.resolve(event_of(T + 1_200.0 + 1_299.0), opened) == hidden
    # As if the hidden one were not there: near enough to that, too far from what is seen.
    assert names.resolve(event_of(T - 101.0), opened) is None
    assert names.resolve(hidden, lambda _: True) == hidden
    names.drop("1")
    assert names.seen(hidden, lambda _: True) == later


def test_joined_objects_are_asked_about_under_either_name():
    joined = {}
    names = EventNames(lambda name: joined.get(name, name))
    before = names.join(event_of(T, ("cospar:2020-001A", PAIR[1])), PERIOD_S)
    assert names.find(event_of(T + 2.0), PERIOD_S) is None
    joined["cospar:2020-001A"] = PAIR[0]
    names.rejoin()
    assert names.find(event_of(T + 2.0), PERIOD_S) == before
    assert names.same(event_of(T + 2.0), before)


def test_what_is_long_over_is_forgotten_alike_by_who_reads_it_anew():
    records = [
        approach_of(T + n * 5 * DAY_S, T + n * 5 * DAY_S - 3_600.0) for n in range(20)
    ]  # fmt: skip
    lived, read = [world() for _ in range(2)]
    for record, t in records:
        put(lived, record, t)
    for record, t in records:
        put(read, record, t)
    picture, book = lived
    assert picture.digest() == read[0].digest()
    assert book.digest() == read[1].digest()
    assert 1 < len(picture.events()) <= 2 + KEPT_S / DAY_S / 5
    assert len(book.view().matters) == len(picture.events())
    assert picture.event_names.find(records[0][0].payload.object) is None
    assert len(picture._held.reports.table) == len(picture.events())


def world():
    picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    names = picture.event_names
    return picture, WarningBook("NOR", Mode.REAL, default_warn_policy(), REGISTRY, names=names)


def put(world, record, t):
    picture, book = world
    picture.apply(record, t)
    book.apply(record, t)


def approach_of(tca, t):
    return sealed(approach(tca=tca), OPEN, t=t), t


@pytest.mark.parametrize("text", ["", "norad:1", "event:x", "event:norad:2~norad:1@2024-11-01"])
def test_what_names_no_conjunction_stands_for_itself(text):
    names = EventNames()
    assert names.find(text) is None
    assert names.join(text, record_id="1", label=OPEN) == text
    assert names.resolve(text, opened) == text


def test_who_waits_waits_once_for_a_slow_event_that_two_name_hours_apart():
    """In the belt a quarter of the period is six hours; by the names alone it is 21 minutes."""
    names = EventNames()
    one, other = event_of(T + DAY_S), event_of(T + DAY_S + 7_200.0)
    names.join(one, 86_164.0)
    names.join(other, 86_164.0)
    waiting = AwaitedBook(REGISTRY, Mode.REAL, same=names.same)
    for origin, event in (("FRA", one), ("USA", other)):
        body = WarningBody(
            event=event, to=("NOR",), number=1, issue=Issue.ISSUED, objects=PAIR,
            about_utc=(T + DAY_S).utc_iso(3), severity=Severity.WARNING, text="Close.",
        )  # fmt: skip
        waiting.apply(sealed(body, OPEN, origin=origin, t=T), T)
    assert [each.origins for each in waiting.waiting((), t=T)] == [("FRA", "USA")]


def test_what_nobody_waits_for_any_more_takes_no_memory():
    waiting = AwaitedBook(REGISTRY, Mode.REAL)
    for n in range(20):
        t = T + n * 10 * DAY_S
        event = event_of(t + 3_600.0)
        body = WarningBody(
            event=event, to=("NOR",), number=1, issue=Issue.ISSUED, objects=PAIR,
            about_utc=(t + 3_600.0).utc_iso(3), severity=Severity.WARNING, text="Close.",
        )  # fmt: skip
        waiting.apply(sealed(body, OPEN, origin="USA", t=t), t)
    assert 1 < len(waiting.digest_lines()) <= 5


def test_a_screening_of_thousands_asks_by_the_pair_alone(monkeypatch):
    catalog = sky(3)
    one, two, three = (f"norad:{number}" for number in catalog.norad_id)
    picture = Picture(REGISTRY, Mode.REAL, nation="AUS")
    picture.apply(orbit_record(catalog), T)
    made = conjunction_of((one, two), T + 7_200.0)
    picture.apply(made, T)
    assert picture.event_of(two, one, T + 7_201.0) == made.payload.object
    monkeypatch.setattr(
        EventNames, "find", lambda *_, **__: pytest.fail("a pair that nobody reports was read")
    )
    assert picture.event_of(one, three, T + 7_200.0) == ""
