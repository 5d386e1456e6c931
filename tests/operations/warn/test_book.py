"""The book: order, grouping, what rings, shelving, acknowledging; as properties where they are."""

from __future__ import annotations

import itertools
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from release_desks import T, sealed
from warning_desks import OURS, PAIR, THEIRS, Watch, approach, event_of, side

from cspo.errors import UsageError
from cspo.markings import make_label
from cspo.node.store import SqliteStore
from cspo.operations import event_names
from cspo.operations.event_names import EventNames
from cspo.operations.warn.book_view import Heard
from cspo.operations.warn.matter import Issued, Matter, State, in_order, order_key
from cspo.operations.warn.shelving import acknowledge, longest_shelf, shelve, take_back
from cspo.records.bodies.coordination import Progress
from cspo.records.bodies.identities import EventId, same_event
from cspo.records.bodies.warning import Asks, Grounds, Severity, WarningBody
from cspo.records.bodies.watch import LogEntryBody
from cspo.records.bodies.words import Issue
from cspo.time import Epoch
from cspo.units import DAY_S

HOUR_S = 3_600.0
WIDE = make_label("U", ["CAN", "FRA", "GBR", "NOR", "USA"])


@pytest.fixture
def watch(store: SqliteStore) -> Watch:
    return Watch(store)


def shelved(watch: Watch, event: str, until: Epoch, t: Epoch = T, reason: str = "known") -> None:
    with watch.store.write() as unit:
        record = shelve(
            unit, watch.desk, watch.book.view(), watch.policy, event, until=until, reason=reason,
            role="duty officer", t=t,
        )  # fmt: skip
    watch.book.apply(record)


def only_event(watch: Watch) -> str:
    return watch.book.view().matters[0].event


# ---------------------------------------------------------------------------- order


@given(
    acts=st.lists(
        st.tuples(
            st.floats(-20.0, 60.0), st.floats(0.1, 70.0), st.sampled_from(list(Severity)),
            st.booleans(),
        ),
        min_size=2, max_size=12,
    ),
    random=st.randoms(use_true_random=False),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_the_list_is_in_the_order_of_the_time_left(acts, random) -> None:

    matters = []
    for number, (act_h, about_h, severity, can) in enumerate(acts):
        body = WarningBody(
            event=event_of(T + DAY_S, (f"norad:{number + 1}", "norad:99")), to=("NOR",), number=1,
            issue=Issue.ISSUED, about_utc=(T + about_h * HOUR_S).utc_iso(3), severity=severity,
            act_by_utc=(T + act_h * HOUR_S).utc_iso(3) if can else None, asks=Asks.WATCH,
        )  # fmt: skip
        issued = Issued(record_id=f"{number}", origin="NOR", t_created=T, label=WIDE, body=body)
        matters.append(Matter(event=body.event, issued={"NOR": (issued,)}))
    ordered = in_order(matters, T)
    random.shuffle(matters)
    assert in_order(matters, T) == ordered
    heads = [each.issued["NOR"][0] for each in ordered]
    left = [None if h.act_by is None or h.act_by <= T else h.act_by - T for h in heads]
    ahead = [each for each in left if each is not None]
    assert left[: len(ahead)] == sorted(ahead), "what can be acted on comes first, by time left"
    assert None not in left[: len(ahead)]
    behind = [h.about for h in heads[len(ahead) :]]
    assert behind == sorted(behind)
    assert [order_key(each, T) for each in ordered] == sorted(
        order_key(each, T) for each in matters
    )


# ---------------------------------------------------------------------------- grouping


@given(
    minima=st.lists(st.integers(0, 40), min_size=1, max_size=8, unique=True),
    shifts=st.lists(st.floats(-300.0, 300.0), min_size=1, max_size=30),
    picks=st.randoms(use_true_random=False),
)
@settings(max_examples=50, deadline=None)
def test_reports_of_one_minimum_come_under_one_name(minima, shifts, picks) -> None:
    """Minima of one pair lie half an orbit apart or more; sources differ by minutes at most."""
    names, told = EventNames(), {}
    for shift in shifts:
        minimum = picks.choice(minima)
        tca = T + (minimum * 2_900.0 + shift)
        name = names.join(str(EventId.of(*PAIR, tca)), 5_800.0)
        told.setdefault(minimum, set()).add(name)
    assert all(len(found) == 1 for found in told.values())
    every = [name for found in told.values() for name in found]
    assert len(set(every)) == len(every)


def test_thousands_of_events_of_one_pair_are_no_work_for_each(monkeypatch) -> None:
    compared = []

    def counted(*both, **period):
        compared.append(both)
        return same_event(*both, **period)

    monkeypatch.setattr(event_names, "same_event", counted)
    names = EventNames()
    told = [str(EventId.of(*PAIR, T + n * 3_000.0)) for n in range(1_000)]
    assert [names.join(text, 5_800.0) for text in told] == told
    assert len(compared) < 40 * len(told)  # those of a day about it


def test_no_source_draws_other_events_of_a_pair_under_its_own(store) -> None:
    """By a period of its own making: circular at a million kilometers, some 115 days."""
    watch = Watch(store)
    far = {"r_km": (1e6, 0.0, 0.0), "v_km_s": (0.0, 0.6313, 0.0)}
    forged = approach(
        tca=T + 2 * DAY_S, object1=side(PAIR[0], **far), object2=side(PAIR[1], **far)
    )  # fmt: skip
    watch.report(forged, WIDE, origin="FRA")
    true = [T + 0.2 * DAY_S, T + 0.9 * DAY_S]
    for tca in true:
        watch.report(approach(tca=tca), WIDE)
    assert [body.about_utc for body in watch.warnings()] == [
        tca.utc_iso(3) for tca in (T + 2 * DAY_S, *true)
    ]  # fmt: skip


def test_who_cancels_makes_nobody_elses_warnings_silent(watch: Watch) -> None:
    """A partner that cries wolf and takes it back has not said what we say later."""

    def warn(origin: str, number: int, severity: Severity, issue: Issue) -> None:
        body = WarningBody(
            event=event_of(T + DAY_S), to=("NOR",), number=number, issue=issue,
            about_utc=(T + DAY_S).utc_iso(3), severity=severity, asks=Asks.WATCH,
        )  # fmt: skip
        watch.take(sealed(body, WIDE, origin=origin))

    warn("FRA", 1, Severity.EMERGENCY, Issue.ISSUED)
    warn("NOR", 1, Severity.ADVISORY, Issue.ISSUED)
    warn("FRA", 2, Severity.EMERGENCY, Issue.CANCELLED)
    warn("NOR", 2, Severity.WARNING, Issue.UPDATED)
    warn("NOR", 3, Severity.ADVISORY, Issue.UPDATED)
    warn("NOR", 4, Severity.WARNING, Issue.UPDATED)
    assert [each.heard for each in watch.heard] == [
        Heard.ALARM, Heard.GROUPED, Heard.CANCELLED, Heard.ALARM, Heard.UPDATED, Heard.UPDATED,
    ]  # fmt: skip
    assert watch.rebuilt().digest() == watch.book.digest()


@given(order=st.permutations(range(6)), seed=st.integers(0, 3))
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_comes_in_whatever_order_replaying_it_makes_nothing(
    tmp_path_factory, empty_stores, order, seed
) -> None:

    folder = tmp_path_factory.mktemp("replay")
    with SqliteStore(shutil.copy(empty_stores["real"], folder / "real.sqlite")) as store:
        watch = Watch(store)
        bodies = [
            (approach(tca=T + DAY_S + shift, pc=pc, grounds=grounds, source=source), origin)
            for shift, pc, grounds, source, origin in (
                (0.0, 2e-4, Grounds.ELEMENTS, "screening of NOR", "NOR"),
                (0.5, 7e-4, Grounds.ELEMENTS, "CDM", "USA"),
                (7_000.0, 5e-4, Grounds.STALE, "screening of NOR", "NOR"),
                (1.0, 3e-4, Grounds.DETERMINED, "CDM", "FRA"),
                (7_001.0, 1e-9, Grounds.ELEMENTS, "CDM", "USA"),
                (50_000.0, 2e-2, Grounds.UNSTATED, "safety", "GBR"),
            )
        ]
        made, taken = [], []
        for step, number in enumerate(order):
            body, origin = bodies[number]
            taken.append(watch.report(body, WIDE, origin=origin, t=T + 60.0 * step))
            if step % 2 == seed % 2:
                made += watch.look(T + 60.0 * step).records
        made += watch.look(T + 600.0).records
        assert made
        assert all(
            watch.body(r).asks is not Asks.ACTION or watch.body(r).grounds is Grounds.DETERMINED
            for r in made
        )
        before = len(list(watch.records()))
        for record in taken:
            watch.book.apply(record)
        watch.book.look_again()
        assert watch.look(T + 601.0).records == []
        watch.book = watch.rebuilt()
        watch.book.look_again()
        assert watch.look(T + 602.0).records == []
        assert len(list(watch.records())) == before
        for event, group in itertools.groupby(
            sorted(made, key=lambda r: r.payload.object), key=lambda r: r.payload.object
        ):
            numbers = [watch.body(r).number for r in group]
            assert sorted(numbers) == list(range(1, len(numbers) + 1)), event


# ---------------------------------------------------------------------------- what rings


def test_one_event_rings_once_however_many_warn_of_it(watch: Watch) -> None:
    watch.report(approach())
    watch.look()

    for number, origin in enumerate(("USA", "FRA", "GBR")):
        body = WarningBody(
            event=event_of(T + DAY_S + number), to=("FRA", "NOR"), number=1, issue=Issue.ISSUED,
            objects=PAIR, about_utc=(T + DAY_S).utc_iso(3), severity=Severity.ADVISORY,
            asks=Asks.BETTER_DATA,
        )  # fmt: skip
        watch.take(sealed(body, WIDE, origin=origin), t=T + 60.0)
    assert [each.heard for each in watch.heard] == [Heard.ALARM, *[Heard.GROUPED] * 3]
    assert len(watch.book.view().standing(T + 60.0)) == 1
    assert watch.rebuilt().digest() == watch.book.digest()


def test_what_becomes_graver_rings_again_and_what_becomes_less_does_not(watch: Watch) -> None:
    for number, (pc, grounds) in enumerate([
        (2e-4, Grounds.ELEMENTS), (3e-4, Grounds.DETERMINED), (2e-5, Grounds.DETERMINED),
        (3e-4, Grounds.DETERMINED),
    ]):  # fmt: skip
        t = T + 60.0 * number
        watch.report(approach(pc=pc, grounds=grounds), WIDE, t=t)
        watch.look(t)
    assert [each.heard for each in watch.heard] == [
        Heard.ALARM, Heard.ALARM, Heard.UPDATED, Heard.UPDATED,
    ]  # fmt: skip


# ---------------------------------------------------------------------------- shelving


def test_a_shelf_ends(watch: Watch) -> None:
    watch.report(approach())
    watch.look()
    event = only_event(watch)
    shelved(watch, event, T + 2 * HOUR_S)
    view = watch.book.view()
    assert view.standing(T + HOUR_S) == ()
    (matter,) = view.standing(T + HOUR_S, (State.SHELVED,))
    assert (matter.shelf(T + HOUR_S).reason, matter.shelf(T + HOUR_S).role) == (
        "known", "duty officer",
    )  # fmt: skip
    assert [each.event for each in view.standing(T + 2 * HOUR_S)] == [event]
    assert watch.rebuilt().digest() == watch.book.digest()
    (entry,) = watch.stored("log-entry")
    assert watch.body(entry).opens == "Look again at the shelved warning"


def test_what_becomes_graver_comes_off_the_shelf(watch: Watch) -> None:
    watch.report(approach(), WIDE)
    watch.look()
    shelved(watch, only_event(watch), T + 2 * HOUR_S)
    watch.report(approach(pc=5e-3), WIDE, t=T + 60.0)
    watch.look(T + 60.0)
    assert watch.book.view().standing(T + 61.0) == ()
    watch.report(approach(pc=5e-3, grounds=Grounds.DETERMINED), WIDE, t=T + 120.0)
    watch.look(T + 120.0)
    assert len(watch.book.view().standing(T + 121.0)) == 1
    assert [each.heard for each in watch.heard] == [Heard.ALARM, Heard.UPDATED, Heard.ALARM]


def test_what_is_on_the_shelf_can_be_taken_back(watch: Watch) -> None:
    watch.report(approach())
    watch.look()
    event = only_event(watch)
    shelved(watch, event, T + 2 * HOUR_S)
    with watch.store.write() as unit:
        record = take_back(
            unit, watch.desk, watch.book.view(), event, reason="news", role="duty officer",
            t=T + 60.0,
        )  # fmt: skip
    watch.book.apply(record)
    assert len(watch.book.view().standing(T + 61.0)) == 1
    assert watch.rebuilt().digest() == watch.book.digest()


@pytest.mark.parametrize(
    ("hours", "reason", "field"),
    [(9.0, "known", "until"), (-1.0, "known", "until"), (2.0, " ", "reason"), (0.0, "x", "until")],
)
def test_nobody_shelves_for_too_long_or_without_a_reason(
    watch: Watch, hours: float, reason: str, field: str
) -> None:
    watch.report(approach())
    watch.look()
    with pytest.raises(UsageError) as caught:
        shelved(watch, only_event(watch), T + hours * HOUR_S, reason=reason)
    assert caught.value.subject == field
    assert watch.stored("log-entry") == []


def test_what_is_shelved_returns_before_its_last_useful_moment(watch: Watch) -> None:
    watch.report(approach(tca=T + 6 * HOUR_S, grounds=Grounds.DETERMINED, pc=2e-5))
    watch.look()
    (matter,) = watch.book.view().matters
    act_by = matter.head("NOR").act_by
    assert longest_shelf(matter, watch.policy, T) == act_by - HOUR_S


def test_an_emergency_is_not_shelved(watch: Watch) -> None:
    watch.report(approach(tca=T + 6 * HOUR_S, grounds=Grounds.DETERMINED, pc=2e-3))
    watch.look()
    with pytest.raises(UsageError, match="less grave than emergency"):
        shelved(watch, only_event(watch), T + 60.0)


def test_a_partners_log_shelves_nothing_of_ours(watch: Watch) -> None:

    watch.report(approach(), WIDE)
    (record,) = watch.look().records
    body = LogEntryBody(
        watch="w", at_utc=T.utc_iso(3), role="r", text="x", opens="x",
        due_utc=(T + HOUR_S).utc_iso(3), shelves=record.id,
    )  # fmt: skip
    watch.take(sealed(body, WIDE, origin="FRA"))
    assert len(watch.book.view().standing(T + 1.0)) == 1


# ---------------------------------------------------------------------------- acknowledging


def test_an_acknowledgement_goes_out_and_holds_until_it_is_graver(watch: Watch) -> None:
    watch.report(approach(), WIDE)
    watch.look()
    event = only_event(watch)
    with watch.store.write() as unit:
        record = acknowledge(
            unit, watch.desk, watch.book.view(), event, progress=Progress.ACTING,
            role="duty officer", t=T + 60.0,
        )  # fmt: skip
    watch.book.apply(record)
    (matter,) = watch.book.view().matters
    assert matter.acknowledged_by("NOR").progress is Progress.ACTING
    watch.report(approach(pc=5e-3), WIDE, t=T + 120.0)
    watch.look(T + 120.0)
    (matter,) = watch.book.view().matters
    assert len(matter.issued["NOR"]) == 2
    assert matter.acknowledged_by("NOR") is not None
    watch.report(approach(pc=5e-3, grounds=Grounds.DETERMINED), WIDE, t=T + 180.0)
    watch.look(T + 180.0)
    (matter,) = watch.book.view().matters
    assert matter.acknowledged_by("NOR") is None


def test_what_nobody_warned_of_is_not_acknowledged(watch: Watch) -> None:
    with watch.store.write() as unit, pytest.raises(UsageError, match="warned of"):
        acknowledge(
            unit, watch.desk, watch.book.view(), event_of(T), progress=Progress.RECEIVED,
            role="x", t=T,
        )  # fmt: skip


def test_a_reader_sees_what_the_marks_let_through(watch: Watch) -> None:
    watch.report(approach(), make_label("S", ["NOR"]))
    watch.look()
    view = watch.book.view()
    assert len(view.standing(T)) == 1
    assert view.standing(T, may=lambda label: label.classification == "U") == ()
    assert OURS != THEIRS
