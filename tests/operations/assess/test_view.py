"""Risk put together by nation, service and shell; opinions that agree and that don't."""

from __future__ import annotations

import pytest
from assessing import FRIENDS, WIDE, Nation, all_of, assessment, book_of, row_of
from release_desks import T, sealed
from warning_desks import OURS, approach

from cspo.markings import make_label
from cspo.node.store import SqliteStore
from cspo.operations.assess.agreement import Agreement
from cspo.operations.assess.assessed import left_behind
from cspo.operations.assess.chance import any_of
from cspo.operations.assess.view import risk_by
from cspo.records import Record
from cspo.records.bodies.assessment import AssessedBy, Gravity, Harm, Hazard
from cspo.records.bodies.coordination import OpinionBody, Stance
from cspo.records.bodies.planning import Subject
from cspo.time import Epoch
from cspo.units import DAY_S


def test_by_nation_service_and_shell_the_losses_are_one_less_the_product() -> None:
    ps = [1e-4, 3e-5, 2e-6]
    book = book_of(
        *(
            sealed(assessment(f"sat-{at}", p, objects=(f"norad:99100{at}",)), WIDE)
            for at, p in enumerate(ps)
        ),
        sealed(assessment("sat-0", 0.9, hazard=Hazard.ANOMALY, of=Harm.HAPPENED,
                          objects=("norad:991000",)), WIDE),
    )  # fmt: skip
    exact = 1.0 - (1.0 - ps[0]) * (1.0 - ps[1]) * (1.0 - ps[2])
    for by, name in (("nation", "NOR"), ("nation", "FRA"), ("service", "NOR/ships"),
                     ("shell", "leo-800-850")):  # fmt: skip
        (side,) = row_of(book, by, name).sides
        assert side.chance.value == pytest.approx(exact, rel=1e-9), by
        assert len(side.counted) == 4, "what is reported is beside it, not in it"
    assert row_of(book, "nation", "NOR").agreement is Agreement.ALONE


def test_two_nations_agree_where_their_bands_meet_and_else_dispute() -> None:
    ours = sealed(assessment("norsat-a", 1e-5), WIDE)
    near = sealed(assessment("NorSat", 3e-5), WIDE, origin="FRA")
    far = sealed(assessment("NorSat", 1e-3), WIDE, origin="FRA")
    wide = sealed(assessment("NorSat", 1e-3, band=50.0), WIDE, origin="FRA")
    assert row_of(book_of(ours, near), "nation", "NOR").agreement is Agreement.AGREED
    disputed = row_of(book_of(ours, far), "nation", "NOR")
    assert disputed.agreement is Agreement.DISPUTED
    assert "NOR 1.0e-05, FRA 0.001" in disputed.differ
    assert [side.origin for side in disputed.sides] == ["NOR", "FRA"], "each beside the other"
    assert row_of(book_of(ours, wide), "nation", "NOR").agreement is Agreement.AGREED


def test_a_dissent_disputes_whatever_the_numbers_and_another_word_ends_it() -> None:
    ours = sealed(assessment("norsat-a", 1e-5), WIDE)

    def opinion(stance: Stance, t: Epoch) -> Record:
        body = OpinionBody(record=ours.id, stance=stance, reason="By our orbits it is nothing.")
        return sealed(body, WIDE, origin="FRA", t=t)

    book = book_of(opinion(Stance.DISSENT, T + 1.0), ours)
    row = row_of(book, "nation", "NOR")
    assert row.agreement is Agreement.DISPUTED, "an opinion may come before what it is about"
    assert "FRA dissents from NOR" in row.differ
    book.apply(opinion(Stance.CONCUR, T + 2.0))
    assert row_of(book, "nation", "NOR").agreement is Agreement.AGREED


def test_what_people_state_stands_before_what_a_machine_computes() -> None:
    book = book_of(
        sealed(assessment("norsat-a", 1e-5), WIDE),
        sealed(assessment("norsat-a", 0.2, by=AssessedBy.STATED), WIDE),
    )
    (side,) = row_of(book, "nation", "NOR").sides
    assert side.chance.value == pytest.approx(0.2)
    assert len(book.current()) == 2, "neither takes the place of the other"


def test_what_is_past_its_time_is_told_and_not_counted() -> None:
    book = book_of(sealed(assessment("norsat-a", 1e-5), WIDE))
    row = row_of(book, "nation", "NOR", T + 2 * DAY_S)
    assert (row.sides, row.expired, row.agreement) == ((), 1, Agreement.UNKNOWN)


def test_services_of_two_owners_with_one_name_are_two() -> None:
    fields = {"subject": Subject.SERVICE, "objects": (), "hazard": None, "of": Harm.SHORTFALL,
              "services": ()}  # fmt: skip
    book = book_of(
        sealed(assessment("milsatcom", 1e-5, **fields), WIDE),
        sealed(assessment("milsatcom", 1e-2, owner="FRA", **fields), WIDE, origin="FRA"),
    )
    assert {row.name for row in risk_by(book, "service", T, may=all_of)} == {
        "NOR/milsatcom", "FRA/milsatcom",
    }  # fmt: skip
    assert row_of(book, "service", "NOR/milsatcom").agreement is Agreement.ALONE


def test_who_may_not_see_a_record_sees_a_view_without_it() -> None:
    narrow = make_label("U", ["NOR"])
    book = book_of(
        sealed(assessment("norsat-a", 1e-5), WIDE),
        sealed(assessment("norsat-a", 1e-3, t=T), narrow, t=T + 1.0),
        sealed(assessment("norsat-b", 0.5, objects=("norad:990002",)), narrow),
    )
    seen = risk_by(book, "nation", T, may=lambda label: "FRA" in label.releasable_to)
    (side,) = next(row for row in seen if row.name == "NOR").sides
    assert side.chance.value == pytest.approx(1e-5)
    assert FRIENDS


def test_a_later_word_under_a_narrower_mark_leaves_behind_who_is_not_on_it(
    store: SqliteStore,
) -> None:
    nation = Nation(store)
    nation.say(approach((OURS, f"norad:{990200}"), tca=T + 3_600.0, pc=2e-4))
    nation.step()
    (first,) = [
        each for each in nation.duty.book.of("norsat-a") if each.body.hazard == "conjunction"
    ]
    narrow = make_label("S", ["NOR", "CAN"])
    nation.say(approach((OURS, f"norad:{990201}"), tca=T + 7_200.0, pc=2e-3), narrow, t=T + 60.0)
    nation.step(T + 60.0)
    book = nation.duty.book
    (last,) = [each for each in book.of("norsat-a") if each.body.hazard == "conjunction"]
    assert last.record_id != first.record_id
    assert (first.label.releasable_to, last.label.releasable_to) == (
        ("CAN", "FRA", "NOR"),
        ("CAN", "NOR"),
    )
    assert left_behind(book.line(last), last, T + 60.0) == ("FRA", "those not cleared for S")
    assert left_behind(book.line(last), last, T + 8 * DAY_S) == (), (
        "the earlier one is over by then"
    )
    assert left_behind(book.line(first), first, T) == ()


def test_the_whole_way_from_evidence_to_a_row(store: SqliteStore) -> None:
    nation = Nation(store)
    ps = [2e-4, 4e-5]
    for at, p in enumerate(ps):
        nation.say(approach((OURS, f"norad:{990200 + at}"), tca=T + (1 + at) * 3_600.0, pc=p))
    nation.step()
    row = row_of(nation.duty.book, "nation", "NOR")
    assert row.chief is not None
    assert row.chief.chance.value == pytest.approx(any_of(ps))
    assert row.chief.gravity is Gravity.GRAVE
