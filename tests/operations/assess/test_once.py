"""What several assessments hold counts once, by all outcomes of what was planted, one by one."""

from __future__ import annotations

import itertools
import random

import pytest
from assessing import FILE, OTHER, WIDE, Nation, all_of, assessment, book_of, row_of
from release_desks import T, sealed
from warning_desks import OURS, approach

from cspo.node.store import SqliteStore
from cspo.operations.assess.view import risk_by
from cspo.records.bodies.assessment import AssessedBy, Harm, Hazard, Likelihood, Term
from cspo.records.bodies.planning import AssessmentBody, Finding, Subject
from cspo.records.bodies.words import Confidence
from cspo.units import DAY_S

HOUR_S = 3_600.0


def at_least_one(probabilities: list[float]) -> float:
    """Over all outcomes of independent events, one by one."""
    total = 0.0
    for outcome in itertools.product((False, True), repeat=len(probabilities)):
        if any(outcome):
            each = 1.0
            for happens, p in zip(outcome, probabilities, strict=True):
                each *= p if happens else 1.0 - p
            total += each
    return total


def value_of(nation: Nation, by: str, name: str, t: object = T) -> float:
    (side,) = row_of(nation.duty.book, by, name).sides
    assert side.chance.value is not None
    return side.chance.value


def test_an_encounter_of_two_assets_of_one_nation_is_one_event(store: SqliteStore) -> None:
    nation = Nation(store)
    planted = [(OURS, OTHER, 0.02), (OURS, "norad:990201", 0.01), (OTHER, "norad:990202", 0.03)]
    for at, (one, other, p) in enumerate(planted):
        nation.say(approach((one, other), tca=T + (1 + at) * HOUR_S, pc=p))
    nation.step()
    exact = at_least_one([p for _, _, p in planted])
    for by, name in (("nation", "NOR"), ("shell", "leo-800-850")):
        assert value_of(nation, by, name) == pytest.approx(exact, rel=1e-12), by
    (side,) = row_of(nation.duty.book, "nation", "NOR").sides
    assert "1 times an event that two of them hold" in side.text
    twice = at_least_one([p for _, _, p in planted] + [0.02])
    assert twice > exact * 1.3, "what it was when it counted twice"


def test_encounters_of_one_pair_that_its_assessments_tell_apart_stay_apart(
    store: SqliteStore,
) -> None:
    nation = Nation(store)
    for tca_s, origin, p in ((HOUR_S, "NOR", 0.02), (HOUR_S + 0.4, "FRA", 0.05),
                             (HOUR_S + 3_000.0, "NOR", 0.03)):  # fmt: skip
        nation.say(approach((OURS, OTHER), tca=T + tca_s, pc=p), origin=origin)
    nation.step()
    each = [value.value for value in nation.last("norsat-a").likelihood.terms]
    assert value_of(nation, "nation", "NOR") == pytest.approx(at_least_one(each), rel=1e-12)
    assert len(each) == 3


def test_random_constellations_that_share_objects_and_meet_each_other(store: SqliteStore) -> None:
    rng = random.Random(5)
    names = [f"norad:99010{n}" for n in range(6)]
    groups = [sorted(rng.sample(names, rng.randint(1, 4))) for _ in range(5)]
    text = FILE.split("[[asset]]")[0] + "".join(
        f'[[asset]]\nid = "group-{n}"\nname = "Group {n}"\nkind = "constellation"\n'
        f'objects = {group}\nowner = "NOR"\nusers = ["NOR"]\ncriticality = "important"\n\n'
        for n, group in enumerate(groups)
    ).replace("'", '"')
    nation = Nation(store, text)
    planted = []
    for at in range(12):
        one = rng.choice([name for group in groups for name in group])
        other = rng.choice([name for name in (*names, "norad:990300") if name != one])
        planted.append(p := rng.uniform(1e-4, 0.1))
        nation.say(approach(tuple(sorted((one, other))), tca=T + (1 + at) * HOUR_S, pc=p))
    nation.step()
    parts = [nation.last(f"group-{n}").likelihood for n in range(len(groups))]
    assert sum(len(each.terms) for each in parts) > len(planted), "some are held by several"
    assert value_of(nation, "nation", "NOR") == pytest.approx(at_least_one(planted), rel=1e-9)


def test_records_that_tell_no_terms_count_as_apart() -> None:
    book = book_of(
        sealed(assessment("norsat-a", 0.02), WIDE),
        sealed(assessment("norsat-b", 0.02, objects=(OTHER,)), WIDE),
    )
    (side,) = row_of(book, "nation", "NOR").sides
    assert side.chance.value == pytest.approx(at_least_one([0.02, 0.02]), rel=1e-12)


@pytest.mark.parametrize("records", [("", ""), ("ab" * 32, "cd" * 32), ("ab" * 32, "")])
def test_an_encounter_is_one_by_who_meets_when_where_no_record_tells(
    records: tuple[str, ...],
) -> None:
    """Of two assessments one may rest on a newer source, or its form names no records."""

    def of(name: str, one: str, other: str, s: int, p: float, rest: float) -> AssessmentBody:
        likelihood = Likelihood(
            of=Harm.LOSS, value=at_least_one([p, rest]), derivation="planted",
            low=at_least_one([p, rest]), high=at_least_one([p, rest]),
            terms=(
                Term(name=f"with {other} at 2026-03-01T03:00:0{s}Z", value=p, low=p, high=p,
                     object=one, record=records[s]),
            ),
        )  # fmt: skip
        return assessment(name, p, objects=(one,), likelihood=likelihood)

    book = book_of(
        sealed(of("norsat-a", OURS, OTHER, 0, 0.02, 0.01), WIDE),
        sealed(of("norsat-b", OTHER, OURS, 1, 0.02, 0.03), WIDE),
    )
    (side,) = row_of(book, "nation", "NOR").sides
    exact = at_least_one([0.02, 0.01, 0.03])
    assert side.chance.value == pytest.approx(exact, rel=1e-12)
    assert (side.chance.low, side.chance.high) == pytest.approx((exact, exact), rel=1e-12)


@pytest.mark.parametrize(("whole", "expected"), [(0.001, 0.02), (0.3, 0.3)])
def test_a_service_and_its_own_asset_count_once(whole: float, expected: float) -> None:
    book = book_of(
        sealed(assessment("norsat-a", 0.02), WIDE),
        sealed(assessment("norsat-b", 0.01, objects=(OTHER,), services=("NOR/others",)), WIDE),
        sealed(
            assessment("ships", whole, subject=Subject.SERVICE, objects=(), services=(), shell="",
                       by=AssessedBy.STATED), WIDE,
        ),
    )  # fmt: skip
    (side,) = row_of(book, "nation", "NOR").sides
    assert side.chance.value == pytest.approx(at_least_one([expected, 0.01]), rel=1e-12)


def test_one_piece_that_two_studies_tell_of_hits_an_object_once_in_two_assets(
    store: SqliteStore,
) -> None:
    twin = (
        FILE.split("[[asset]]")[1].replace("norsat-a", "fleet").replace("NORSAT A", "FLEET")
        .replace('["norad:990001"]', '["norad:990001", "norad:990002"]')
        .replace("satellite", "constellation")
    )  # fmt: skip
    nation = Nation(store, FILE.replace("[[service]]", f"[[asset]]{twin}[[service]]"))
    for at, p in enumerate((0.01, 0.02)):
        nation.say(
            AssessmentBody(
                subject=Subject.EVENT, name="break-up:1", question="Who is hit?", answer="These.",
                confidence=Confidence.LOW, until_utc=(T + 3 * DAY_S).utc_iso(0),
                findings=(Finding(name=OURS, value=p, low=p, high=p),),
            ),
            t=T + at,
        )  # fmt: skip
    nation.step(T + 10.0)
    found = risk_by(nation.duty.book, "nation", T + 10.0, may=all_of, hazard=Hazard.DEBRIS)
    (side,) = next(row for row in found if row.name == "NOR").sides
    assert side.chance.value == pytest.approx(0.02, rel=1e-12), "the newest of the two studies"


def test_a_service_falls_short_by_each_hazard_that_is_not_in_another() -> None:
    service = {"subject": Subject.SERVICE, "objects": (), "of": Harm.SHORTFALL, "services": ()}

    def of(hazard: Hazard | None, value: float, by: AssessedBy) -> AssessmentBody:
        return assessment("ships", value, hazard=hazard, by=by, **service)

    book = book_of(*(
        sealed(each, WIDE) for each in (
            of(None, 0.01, AssessedBy.COMPUTED), of(Hazard.CONJUNCTION, 0.004, AssessedBy.STATED),
            of(Hazard.INTERFERENCE, 0.6, AssessedBy.STATED),
        )
    ))  # fmt: skip
    (side,) = row_of(book, "service", "NOR/ships").sides
    assert side.chance.value == pytest.approx(at_least_one([0.01, 0.6]), rel=1e-12)
    assert "together, conjunction, interference" in side.text
