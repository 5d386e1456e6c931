"""From conjunctions to warnings: grounds, grouping, updates, cancellations, marks."""

from __future__ import annotations

import msgspec
import pytest
from release_desks import T, sealed
from warning_desks import GROUNDS, OURS, PAIR, THEIRS, Watch, approach, event_of

from cspo.federation.feed import Feed
from cspo.markings import Mode, make_label
from cspo.node.store import SqliteStore
from cspo.operations.release.forms import is_form
from cspo.operations.release.releasing import release_for_safety
from cspo.operations.release.review import approve
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.screen import Elsewhere
from cspo.operations.store import DecisionQuery, Outcome
from cspo.operations.warn.book_view import Heard
from cspo.records import opening_holds
from cspo.records.bodies.conjunction import Advice
from cspo.records.bodies.objects import Maneuverability
from cspo.records.bodies.trust import Instruction, WithdrawalBody
from cspo.records.bodies.warning import Asks, Grounds, Severity
from cspo.records.bodies.words import Issue
from cspo.time import Epoch
from cspo.units import DAY_S

HOUR_S = 3_600.0
WIDE = ALL = make_label("U", ["AUS", "CAN", "FRA", "GBR", "NOR", "USA"])


@pytest.fixture
def watch(store: SqliteStore) -> Watch:
    return Watch(store)


def test_a_warning_rests_on_its_conjunction_and_bears_its_mark(watch: Watch) -> None:
    report = watch.report(approach())
    (record,) = watch.look().records
    body = watch.body(record)
    assert record.payload.label.releasable_to == report.payload.label.releasable_to
    assert record.payload.object == body.event == watch.body(report).event
    with watch.store.read() as unit:
        (opening, *_) = [each for each in unit.lineage(record.id) if each.id == report.id]
    assert opening_holds(record.payload.provenance.inputs, opening)
    assert (body.number, body.issue, body.to) == (1, Issue.ISSUED, ("FRA", "NOR"))
    assert (body.policy, body.policy_version, body.rule) == ("cspo-default", 1, "4")
    assert (body.pc, body.miss_distance_km, body.objects) == (2e-4, 0.3, PAIR)
    assert body.checklist[0].text.startswith("Ask the operators")


def test_a_warning_is_released_as_the_policy_says(watch: Watch) -> None:
    watch.report(approach())
    (record,) = watch.look().records
    with watch.store.read() as unit:
        rows = [row for _, row in unit.decisions(DecisionQuery(product_id=record.id))]
        assert unit.out_seq(Feed("NOR", "FRA", Mode.REAL), record.id) is not None
    assert {row.party for row in rows} >= {"FRA", "USA", "GBR", "CAN", "AUS"}
    assert {row.party for row in rows if row.outcome is Outcome.RELEASED} >= {"FRA"}


@pytest.mark.parametrize("grounds", GROUNDS)
@pytest.mark.parametrize("advice", [None, *Advice])
@pytest.mark.parametrize("pc", [None, 1e-6, 2e-4, 0.5])
def test_only_determined_orbits_ask_for_action(
    store: SqliteStore, grounds: Grounds, advice: Advice | None, pc: float | None
) -> None:
    watch = Watch(store)
    watch.report(approach(grounds=grounds, advice=advice, pc=pc, miss_distance_km=0.05))
    bodies = watch.warnings()
    asked = {body.asks for body in bodies}
    if grounds is not Grounds.DETERMINED:
        assert Asks.ACTION not in asked
    elif pc is not None and pc >= 1e-4:
        assert asked == {Asks.ACTION}
    if grounds in {Grounds.ELEMENTS, Grounds.STALE} and pc is not None and pc >= 1e-4:
        assert asked == {Asks.BETTER_DATA}
        assert "never for a burn" in bodies[0].text


def test_one_orbit_from_elements_is_enough_to_ask_for_no_burn(watch: Watch) -> None:
    body = approach(grounds=Grounds.DETERMINED, pc=0.3)
    elements = approach(grounds=Grounds.ELEMENTS).object2
    watch.report(msgspec.structs.replace(body, object2=elements, advice=Advice.MITIGATE))
    (made,) = watch.warnings()
    assert (made.asks, made.grounds) == (Asks.BETTER_DATA, Grounds.ELEMENTS)


def test_where_nobody_can_move_no_action_is_asked_for(watch: Watch) -> None:
    inert = (Maneuverability.NO, Maneuverability.NO)
    watch.report(approach(grounds=Grounds.DETERMINED, pc=0.3, able=inert))
    (made,) = watch.warnings()
    assert (made.asks, made.rule, made.act_by_utc) == (Asks.WATCH, "7", None)
    assert "nothing can be done" in made.act_by_reason


def test_nothing_is_made_twice(watch: Watch) -> None:
    report = watch.report(approach())
    assert len(watch.look().records) == 1
    watch.take(report)
    watch.book.look_again()
    assert watch.look().records == []
    assert watch.look(events=[watch.body(report).event]).records == []


def test_a_book_that_lags_behind_its_store_makes_nothing(watch: Watch) -> None:
    report = watch.report(approach())
    behind = watch.rebuilt()
    assert len(watch.look().records) == 1
    watch.book = behind
    assert watch.look().records == []
    watch.book = watch.rebuilt()
    watch.book.look_again()
    assert watch.look().records == []
    assert watch.book.matter(watch.body(report).event) is not None


def test_a_book_is_rebuilt_to_the_same_digest(watch: Watch) -> None:
    for hours in (20.0, 30.0, 40.0):
        watch.report(approach(tca=T + hours * HOUR_S))
    watch.look()
    watch.report(approach(tca=T + 20.0 * HOUR_S, pc=1e-9, miss_distance_km=4.0), t=T + 60.0)
    watch.look(T + 60.0)
    assert watch.rebuilt().digest() == watch.book.digest()
    assert watch.rebuilt().view().counts == watch.book.view().counts


def test_sources_of_one_event_stand_side_by_side(watch: Watch) -> None:
    tca = T + DAY_S
    watch.report(approach(tca=tca), ALL)
    (first,) = watch.warnings()
    watch.report(
        approach(tca=tca + 0.4, pc=9e-3, source="CDM of CSpOC"), ALL, origin="USA", t=T + 60.0
    )
    assert watch.look(T + 60.0).records == []  # a further source is no change
    watch.report(approach(tca=tca, pc=3e-3), ALL, t=T + 120.0)
    (made,) = watch.warnings(T + 120.0)
    assert (first.sources, made.sources) == (
        ("NOR: screening of NOR",), ("NOR: screening of NOR", "USA: CDM of CSpOC"),
    )  # fmt: skip
    assert "Beside it, USA: CDM of CSpOC" in made.text
    assert "9.0e-03" in made.text
    assert len(watch.book.view().matters) == 1


def test_two_sources_that_differ_do_not_take_turns(watch: Watch) -> None:
    watch.report(approach(pc=2e-4, miss_distance_km=0.9), ALL)
    watch.look()
    for number in range(1, 6):
        t = T + 60.0 * number
        watch.report(approach(pc=2e-2, miss_distance_km=0.1, source="CDM"), ALL, origin="USA", t=t)
        assert watch.look(t).records == []
        watch.report(approach(pc=2e-4, miss_distance_km=0.9), ALL, t=t + 1.0)
        assert watch.look(t + 1.0).records == []


def test_a_source_with_a_narrower_mark_does_not_narrow_the_warning(watch: Watch) -> None:
    watch.report(approach())
    watch.report(
        approach(pc=3e-4, source="a secret sensor"), make_label("S", ["NOR", "USA"]), origin="USA"
    )
    (made,) = watch.look().records
    assert made.payload.label.classification == "R"
    assert "FRA" in made.payload.label.releasable_to
    assert b"secret" not in bytes(made.payload.body)


def test_a_graver_source_governs_and_its_mark_holds(watch: Watch) -> None:
    watch.report(approach())
    watch.look()
    narrow = make_label("S", ["NOR", "USA"])
    watch.report(
        approach(grounds=Grounds.DETERMINED, pc=4e-4, source="USA own"), narrow, origin="USA",
        t=T + 60.0,
    )  # fmt: skip
    found = watch.look(T + 60.0)
    (made,) = found.records
    body = watch.body(made)
    assert (body.number, body.asks, body.to) == (2, Asks.ACTION, ("FRA", "NOR"))
    assert made.payload.label.releasable_to == ("NOR", "USA")
    assert [(each.parties) for each in found.untold] == [("FRA",)]


def test_digits_that_change_make_no_update(watch: Watch) -> None:
    watch.report(approach(pc=2e-4, miss_distance_km=0.3))
    watch.look()
    for number, (pc, miss_km) in enumerate([(1.1e-4, 0.25), (9e-4, 0.4), (3e-5, 0.15)], 1):
        t = T + 60.0 * number
        watch.report(approach(pc=pc, miss_distance_km=miss_km), t=t)
        assert watch.look(t).records == []


def test_the_deadband_keeps_what_falls_just_below(watch: Watch) -> None:
    watch.report(approach(pc=1.05e-4))
    watch.look()
    for number in range(1, 7):
        t = T + 60.0 * number
        watch.report(approach(pc=0.95e-4 if number % 2 else 1.05e-4), t=t)
        assert watch.look(t).records == []
    watch.report(approach(pc=0.12e-4), t=T + 590.0)  # under rule 8, within its deadband
    assert watch.look(T + 590.0).records == []
    watch.report(approach(pc=0.06e-4), t=T + 600.0)
    (body,) = watch.warnings(T + 600.0)
    assert (body.issue, body.number) == (Issue.CANCELLED, 2)


def test_what_is_material_makes_a_numbered_update_that_says_what(watch: Watch) -> None:
    watch.report(approach(pc=2e-4))
    (first,) = watch.look().records
    watch.report(approach(pc=4e-3), t=T + 60.0)
    (second,) = watch.look(T + 60.0).records
    body = watch.body(second)
    assert (body.number, body.issue) == (2, Issue.UPDATED)
    assert (second.payload.version, second.payload.supersedes) == (2, first.id)
    assert body.changed == "M2: probability from 2.0e-04 to 4.0e-03"
    assert body.text.startswith("UPDATE 2. M2")


def test_a_cancellation_reaches_whoever_had_the_warning(watch: Watch) -> None:
    watch.report(approach())
    (first,) = watch.look().records
    watch.report(approach(pc=1e-9, miss_distance_km=9.0), t=T + 60.0)
    (last,) = watch.look(T + 60.0).records
    body = watch.body(last)
    assert (body.issue, body.number, body.act_by_utc) == (Issue.CANCELLED, 2, None)
    assert "9.000 km" in body.text
    assert last.payload.label.releasable_to == first.payload.label.releasable_to
    with watch.store.read() as unit:
        assert unit.out_seq(Feed("NOR", "FRA", Mode.REAL), last.id) is not None
    assert watch.book.view().counts[Heard.CANCELLED] == 1


def test_what_is_warned_of_again_goes_on_counting(watch: Watch) -> None:
    for number, pc in enumerate((2e-4, 1e-9, 5e-4)):
        t = T + 60.0 * number
        watch.report(approach(pc=pc), t=t)
        (body,) = watch.warnings(t)
    assert (body.number, body.issue) == (3, Issue.UPDATED)
    assert body.changed == "Warned of again."
    assert watch.book.view().counts[Heard.ALARM] == 2


def test_what_the_screening_finds_no_more_is_cancelled_once(watch: Watch) -> None:
    watch.report(approach())
    watch.look()
    window = (T, T + 2 * DAY_S, "screening of NOR")
    assert watch.book.missing([event_of(T + DAY_S + 1.0)], *window) == []
    gone = watch.book.missing([], *window)
    assert len(gone) == 1
    (body,) = watch.warnings(T + 60.0, gone=gone)
    assert (body.issue, body.rule) == (Issue.CANCELLED, "gone")
    assert watch.book.missing([], *window) == []
    watch.book.look_again()
    assert watch.look(T + 61.0).records == []
    watch.book = watch.rebuilt()
    watch.book.look_again()
    assert watch.look(T + 62.0).records == []
    watch.report(approach(), t=T + 120.0)
    assert [body.number for body in watch.warnings(T + 120.0)] == [3]


def test_another_source_holds_what_ours_has_given_up(watch: Watch) -> None:
    watch.report(approach(), ALL)
    watch.report(approach(pc=3e-4, source="CDM"), ALL, origin="USA")
    (first,) = watch.warnings()
    assert len(first.sources) == 2
    assert watch.look(T + 60.0, gone=[first.event]).records == []


def test_time_alone_makes_it_graver(watch: Watch) -> None:
    watch.report(approach(grounds=Grounds.DETERMINED, pc=3e-4, tca=T + DAY_S))
    (first,) = watch.warnings()
    assert (first.severity, first.rule) == (Severity.WARNING, "2")
    assert watch.book.due(T + HOUR_S) == ()
    # Closest approach less half an orbit, 2 h and 8 h, on the second.
    at = T + (DAY_S - 3_026.2 - 10 * HOUR_S)
    assert watch.book.due(at + -2.0) == ()
    assert watch.book.due(at + 1.0) == (first.event,)
    (second,) = watch.warnings(at + 1.0)
    assert (second.severity, second.number) == (Severity.EMERGENCY, 2)
    assert watch.book.due(at + 60.0) == ()


def test_what_has_happened_is_neither_updated_nor_cancelled(watch: Watch) -> None:
    watch.report(approach(tca=T + HOUR_S))
    watch.look()
    watch.report(approach(tca=T + HOUR_S, pc=1e-9, miss_distance_km=9.0), t=T + 7_200.0)
    assert watch.look(T + 7_200.0).records == []


def test_a_conjunction_taken_back_ends_its_warning(watch: Watch) -> None:
    report = watch.report(approach(source="CDM"), ALL, origin="USA")
    (first,) = watch.look().records
    body = WithdrawalBody(record=report.id, reason="wrong", instruction=Instruction.DO_NOT_USE)
    watch.take(sealed(body, ALL, origin="USA", t=T + 60.0), t=T + 60.0)
    (last,) = watch.warnings(T + 60.0)
    assert last.issue is Issue.CANCELLED
    assert "taken back" in last.text
    assert watch.rebuilt().digest() == watch.book.digest()
    assert watch.body(first).number == 1


def test_a_nation_takes_back_what_an_organization_of_it_has_reported(watch: Watch) -> None:
    report = watch.report(
        approach(source="CDM"), make_label("U", [*ALL.releasable_to, "GBR/acme-sat"]),
        origin="GBR/acme-sat",
    )  # fmt: skip
    assert len(watch.look().records) == 1
    body = WithdrawalBody(record=report.id, reason="wrong", instruction=Instruction.DO_NOT_USE)
    watch.take(sealed(body, ALL, origin="FRA", t=T + 30.0), t=T + 30.0)  # it is not theirs
    assert watch.warnings(T + 30.0) == []
    watch.take(sealed(body, ALL, origin="GBR", t=T + 60.0), t=T + 60.0)
    (last,) = watch.warnings(T + 60.0)
    assert last.issue is Issue.CANCELLED
    assert watch.rebuilt().digest() == watch.book.digest()


def test_whoever_else_owns_them_is_warned_and_we_are_not_where_it_is_not_ours(
    store: SqliteStore,
) -> None:
    watch = Watch(store, Owned(OURS, "GBR", "GBR"), Owned(THEIRS, "FRA", "FRA"))
    watch.report(approach())
    (body,) = watch.warnings()
    assert body.to == ("FRA", "GBR")
    assert watch.heard[-1].heard is Heard.NOT_OURS


def test_an_owner_that_the_mark_keeps_out_is_our_watchs_business(store: SqliteStore) -> None:
    watch = Watch(store, Owned(OURS, "GBR", "GBR"), Owned(THEIRS, "JPN", "JPN"))
    watch.report(approach(), make_label("S", ["NOR"]))
    found = watch.look()
    (record,) = found.records
    assert watch.body(record).to == ("GBR", "JPN", "NOR")
    assert found.untold[0].parties == ("GBR", "JPN")


def test_who_joins_late_is_not_held_up_by_a_number_it_never_had(watch: Watch) -> None:
    watch.report(approach(), make_label("R", ["NOR"]))
    (first,) = watch.look().records
    watch.report(approach(pc=3e-4, grounds=Grounds.DETERMINED), t=T + 60.0)
    (second,) = watch.look(T + 60.0).records
    assert second.payload.supersedes == ""
    assert first.id.encode() not in bytes(second.payload.body)
    with watch.store.read() as unit:
        rows = [row for _, row in unit.decisions(DecisionQuery(product_id=second.id, party="FRA"))]
    assert [row.outcome for row in rows] == [Outcome.RELEASED]


def test_old_values_are_told_only_to_those_who_had_them(watch: Watch) -> None:
    watch.report(approach(pc=2.34e-4), make_label("S", ["NOR", "USA"]))
    watch.look()
    watch.report(approach(pc=9e-3), t=T + 60.0)
    (body,) = watch.warnings(T + 60.0)
    assert "2.3e-04" not in body.text + body.changed
    assert body.changed.startswith("M2")


def test_what_was_given_up_before_it_could_be_warned_of_is_not_warned_of_later(
    watch: Watch,
) -> None:
    tca = T + 4 * DAY_S
    watch.report(approach(tca=tca))
    assert watch.look().records == []
    gone = watch.book.missing([], T, T + 5 * DAY_S, "screening of NOR")
    assert len(gone) == 1
    assert watch.look(T + 60.0, gone=gone).records == []
    assert watch.book.missing([], T, T + 5 * DAY_S, "screening of NOR") == []
    watch.book.look_again()
    assert watch.look(T + 2 * DAY_S).records == []
    watch.report(approach(tca=tca), t=T + 2 * DAY_S + 60.0)
    assert len(watch.look(T + 2 * DAY_S + 60.0).records) == 1


def test_a_form_for_others_is_no_news_of_ours(store: SqliteStore) -> None:
    watch = Watch(store, Owned(OURS, "NOR", "NOR"), Owned(THEIRS, "JPN", "JPN"))
    report = watch.report(approach(), make_label("R", ["NOR"]))
    (record,) = watch.look().records
    with store.read() as unit:
        (review,) = unit.reviews(open_only=True, product_id=record.id)
    with store.write() as unit:
        for person in ("a.larsen", "k.hagen"):
            approve(unit, watch.desk, review, person=person, t=T + 60.0)
        release_for_safety(unit, watch.desk, report, person="a.larsen", t=T + 61.0)
    forms = [
        each for each in watch.records()
        if each.payload.kind in {"warning", "conjunction"} and each.id not in {report.id, record.id}
    ]  # fmt: skip
    assert sorted(each.payload.kind for each in forms) == ["conjunction", "warning"]
    with store.read() as unit:
        assert [is_form(unit, each) for each in (report, record, *forms)] == [
            False, False, True, True,
        ]  # fmt: skip
    before = watch.book.digest()
    watch.book = watch.rebuilt()
    (matter,) = watch.book.view().matters
    assert len(matter.issued["NOR"]) == len(matter.reports) == len(matter.forms) == 1
    assert watch.book.digest() != before  # it knows of the form
    watch.book.look_again()
    assert watch.look(T + 120.0).records == []
    assert watch.book.view().counts == {Heard.ALARM: 1}
    jpn = matter.head("NOR", lambda label: "JPN" in label.releasable_to)
    assert (jpn.body.severity, jpn.body.number, jpn.body.to) == (None, 1, ("JPN", "NOR"))
    assert matter.head("NOR").record_id == record.id


def test_a_bare_form_of_a_partner_gives_way_to_what_it_says_in_full(watch: Watch) -> None:
    bare = approach(grounds=Grounds.UNSTATED, source="", pc=None, miss_distance_km=0.1)
    watch.report(bare, WIDE, origin="GBR")
    assert [body.asks for body in watch.warnings()] == [Asks.BETTER_DATA]
    full = approach(source="CDM", pc=1e-9, miss_distance_km=9.0, grounds=Grounds.DETERMINED)
    watch.report(full, WIDE, origin="GBR", t=T + 60.0)
    assert [body.issue for body in watch.warnings(T + 60.0)] == [Issue.CANCELLED]


def test_who_moves_the_adopted_orbit_ends_no_warning_that_another_source_shows(
    watch: Watch,
) -> None:
    watch.report(approach())
    (first,) = watch.warnings()
    asked: list[float] = []
    shown = Elsewhere(
        miss_distance_km=0.31, tca=T + DAY_S, sources=("USA: radar", "NOR: screening")
    )

    def elsewhere(event: str, about: Epoch, within_km: float, t: Epoch) -> Elsewhere | None:
        assert (event, about) == (first.event, T + DAY_S)
        asked.append(within_km)
        return None if t > T + 2_000.0 else shown

    found = watch.look(T + 60.0, gone=[first.event], elsewhere=elsewhere)
    assert (found.records, found.held) == ([], {first.event: shown})
    assert asked == [pytest.approx(0.9)]  # three times the 0.3 km that were warned of
    assert watch.book.due(T + 600.0) == ()
    assert watch.book.due(T + 661.0) == (first.event,)
    assert watch.look(T + 661.0, elsewhere=elsewhere).records == []
    # It says that it is gone when nobody shows it, and a book that is rebuilt agrees.
    (body,) = watch.warnings(T + 2_061.0, elsewhere=elsewhere)
    assert (body.issue, body.rule) == (Issue.CANCELLED, "gone")
    assert watch.rebuilt().digest() == watch.book.digest()


def test_a_held_warning_stands_after_a_restart(watch: Watch) -> None:
    watch.report(approach())
    (first,) = watch.warnings()
    shown = Elsewhere(miss_distance_km=0.3, tca=T + DAY_S, sources=("USA: radar", "CAN: radar"))
    look = {"elsewhere": lambda *_: shown}
    assert watch.look(T + 60.0, gone=[first.event], **look).records == []
    watch.book = watch.rebuilt()
    assert watch.book.warned(watch.book.matter(first.event)) is not None
    assert watch.look(T + 120.0, **look).records == []
    gone = watch.book.missing([], T, T + 2 * DAY_S, "screening of NOR")
    assert watch.look(T + 180.0, gone=gone, **look).records == []
    (body,) = watch.warnings(T + 900.0, elsewhere=lambda *_: None)
    assert body.rule == "gone"


@pytest.mark.parametrize(
    ("now_km", "shown_km", "held"),
    [
        (4.9, 0.3, True),  # who moves it within the screening's reach is no better off
        (0.35, 0.3, False),  # both agree, and it is less likely: nobody lies
        (4.9, 4.5, False),
    ],
)
def test_what_falls_below_every_rule_is_held_where_another_source_differs(
    watch: Watch, now_km: float, shown_km: float, held: bool
) -> None:
    watch.report(approach())
    watch.look()
    watch.report(approach(pc=1e-12, miss_distance_km=now_km), t=T + 60.0)

    def elsewhere(event: str, about: Epoch, within_km: float, t: Epoch) -> Elsewhere | None:
        seen = Elsewhere(miss_distance_km=shown_km, tca=about, sources=("USA: radar", "USA: radar"))
        return seen if shown_km <= within_km else None

    found = watch.look(T + 60.0, elsewhere=elsewhere)
    assert bool(found.held) is held
    assert bool(found.records) is not held


def test_what_we_have_from_elsewhere_is_not_given_up_with_our_screening(watch: Watch) -> None:
    """A message of a service that we brought in ourselves is a source of its own."""
    watch.report(approach(), ALL)
    watch.report(approach(pc=3e-4, source="CDM of CSpOC"), ALL)
    (first,) = watch.warnings()
    assert watch.look(T + 60.0, gone=[first.event]).records == []
    assert watch.book.warned(watch.book.matter(first.event)) is not None
