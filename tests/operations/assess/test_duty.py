"""Planted evidence: what a nation assesses of it, when it does so anew, and what it rests on."""

from __future__ import annotations

import pytest
from assessing import FILE, OTHER, WIDE, Nation, named
from msgspec import structs
from nations import key_of
from release_desks import EXAMPLES, T, sealed
from warning_desks import OURS, THEIRS, approach

from cspo.markings import Mode, make_label, portion_mark
from cspo.node.store import SqliteStore
from cspo.operations.assess import read_assets
from cspo.operations.assess.assessed import Standing
from cspo.operations.derive import body_of, derive
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.sending import keep
from cspo.operations.store import DecisionQuery
from cspo.records import Record
from cspo.records.bodies.activity import Alternative, Behavior, BehaviorEventBody
from cspo.records.bodies.assessment import Harm
from cspo.records.bodies.coordination import OpinionBody, Stance
from cspo.records.bodies.objects import SameObjectBody
from cspo.records.bodies.planning import AssessmentBody, Finding, Subject
from cspo.records.bodies.readiness import Readiness, ReadinessBody, ReadySubject
from cspo.records.bodies.trust import WithdrawalBody
from cspo.records.bodies.warning import Grounds
from cspo.records.bodies.words import Confidence
from cspo.time import Epoch
from cspo.units import DAY_S

PAIR = (OURS, THEIRS)


@pytest.fixture
def nation(store: SqliteStore) -> Nation:
    return Nation(store)


def taken_back(record: Record) -> WithdrawalBody:
    """Its origin takes a record back."""
    return structs.replace(EXAMPLES("withdrawal"), record=record.id)


def test_where_nobody_reports_anything_it_says_so_and_on_what_ground(nation: Nation) -> None:
    made = nation.step()
    assert named(made) == [
        ("norsat-a", "conjunction"), ("norsat-b", "conjunction"), ("from-fra", "feed"),
        ("ships", None),
    ]  # fmt: skip
    body = nation.last("norsat-a")
    assert body.likelihood is not None
    assert body.likelihood.value == 0.0
    assert "No approach is reported" in body.likelihood.derivation
    assert body.likelihood.within_s == DAY_S, "a day is screened, and not the seven that are asked"
    assert body.until_utc == (T + DAY_S).utc_iso(0)
    assert body.rests_on == (f"{nation.orbit.id}#0",), "the orbit by which it was screened"
    assert body.confidence is Confidence.MODERATE
    assert body.shell == "leo-800-850"
    assert nation.step() == []
    assert nation.step(T + 3_600.0) == [], "an hour in which nothing happens is no news"


def test_unknown_is_not_zero(store: SqliteStore) -> None:
    nation = Nation(store, screened=False)
    nation.step()
    body = nation.last("norsat-a")
    assert body.likelihood is not None
    assert (body.likelihood.value, body.likelihood.low, body.likelihood.high) == (None, None, None)
    assert body.confidence is Confidence.UNKNOWN
    ships = nation.last("ships", None)
    assert ships.likelihood is not None
    assert (ships.likelihood.value, ships.likelihood.low, ships.likelihood.high) == (None,) * 3
    assert "2 units of which nothing is known" in ships.likelihood.left_out


def test_approaches_together_are_one_less_the_product_and_name_their_records(
    nation: Nation,
) -> None:
    ps = [3e-5, 2e-4, 1.5e-6]
    records = [
        nation.say(approach((OURS, f"norad:{990200 + at}"), tca=T + (1 + at) * 3_600.0, pc=p))
        for at, p in enumerate(ps)
    ]
    nation.step()
    body = nation.last("norsat-a")
    said = body.likelihood
    assert said is not None
    expected = 1.0 - (1.0 - ps[0]) * (1.0 - ps[1]) * (1.0 - ps[2])
    assert said.value == pytest.approx(expected, rel=1e-9)
    assert (said.of, said.within_s) == (Harm.LOSS, DAY_S), "as far as it is screened"
    assert [term.value for term in said.terms] == [2e-4, 3e-5, 1.5e-6], "the largest first"
    assert [term.record for term in said.terms] == [records[i].id for i in (1, 0, 2)]
    assert set(body.rests_on) == {each.id for each in records}
    assert "2.0e-04" in said.derivation
    assert body.confidence is Confidence.LOW, "element sets"
    assert [each.option.value for each in body.protections] == ["move", "switch-service"]
    ships = nation.last("ships", None)
    assert ships.likelihood is not None
    assert ships.likelihood.value == 0.0, "two satellites, one is enough, of the other nothing"


def test_a_service_falls_short_where_too_few_units_are_left(nation: Nation) -> None:
    nation.say(approach((OURS, "norad:990201"), pc=1e-2))
    nation.say(approach((OTHER, "norad:990202"), pc=3e-2))
    nation.step()
    ships = nation.last("ships", None)
    assert ships.likelihood is not None
    assert ships.likelihood.value == pytest.approx(1e-2 * 3e-2, rel=1e-9)
    of = {each.body.name: each.record_id for each in nation.duty.book.current()}
    assert set(ships.rests_on) == {of["norsat-a"], of["norsat-b"]}
    assert ships.likelihood.of is Harm.SHORTFALL


def test_of_one_approach_the_best_ground_counts_and_the_others_make_the_band(
    nation: Nation,
) -> None:
    nation.say(approach(PAIR, pc=5e-5, source="screening of NOR"))
    determined = nation.say(
        approach(PAIR, pc=2e-6, grounds=Grounds.DETERMINED, source="operator"), origin="FRA"
    )
    nation.step()
    said = nation.last("norsat-a").likelihood
    assert said is not None
    assert (said.value, said.low, said.high) == (
        pytest.approx(2e-6), pytest.approx(2e-6), pytest.approx(5e-5)
    )  # fmt: skip
    (term,) = said.terms
    assert term.record == determined.id
    assert any("Another source" in each.text for each in nation.last("norsat-a").alternatives)


def test_new_evidence_supersedes_and_edits_nothing(nation: Nation) -> None:
    nation.say(approach(PAIR, pc=1e-5))
    first = nation.step()[0]
    later = T + 120.0
    nation.say(approach(PAIR, pc=8e-5), t=later)
    made = nation.step(later)
    assert named(made) == [("norsat-a", "conjunction"), ("ships", None)]
    second = made[0]
    assert second.payload.supersedes == first.id
    assert second.payload.version == 2
    book = nation.duty.book
    before = book.get(first.id)
    assert before is not None
    assert before.body == body_of(first, REGISTRY), "as it was"
    assert book.standing(before, later) is Standing.SUPERSEDED
    assert [each.record_id for each in book.line(before)] == [first.id, second.id]
    assert [
        each.body.likelihood.value for each in book.history("norsat-a") if each.body.likelihood
    ] == [pytest.approx(1e-5), pytest.approx(8e-5)]
    assert "1.0e-05 before, 8.0e-05 now" in nation.last("norsat-a").changed


def test_an_approach_that_is_over_or_taken_back_counts_no_more(nation: Nation) -> None:
    soon = nation.say(approach((OURS, "norad:990201"), tca=T + 600.0, pc=1e-3))
    other = nation.say(approach((OURS, "norad:990202"), tca=T + DAY_S, pc=1e-5))
    nation.step()
    nation.step(T + 660.0)
    said = nation.last("norsat-a")
    assert said.likelihood is not None
    assert said.likelihood.value == pytest.approx(1e-5)
    assert soon.id not in said.rests_on
    nation.say(taken_back(other), t=T + 700.0)
    nation.step(T + 700.0)
    said = nation.last("norsat-a")
    assert said.likelihood is not None
    assert said.likelihood.value == 0.0
    assert said.rests_on == (f"{nation.orbit.id}#0",)


def test_the_mark_is_no_wider_than_the_file_and_than_each_evidence(nation: Nation) -> None:
    nation.say(approach(PAIR, pc=1e-5), make_label("R", ["FRA", "GBR", "NOR"]))
    nation.step()
    for each in nation.duty.book.of("norsat-a"):
        assert each.label.classification == "R"
        assert each.label.releasable_to == ("FRA", "NOR")
    ships = nation.duty.book.of("ships")[0]
    assert ships.label.releasable_to == ("FRA", "NOR")
    assert ships.label.classification == "R", "what rests on it is as marked"


def test_studies_of_a_break_up_count_until_their_end_and_supposed_ones_never(
    nation: Nation,
) -> None:
    def study(value: float, *more: Finding, of: str = "norad:7") -> AssessmentBody:
        return AssessmentBody(
            subject=Subject.EVENT, name=of, question="Who is crossed?", answer="See.",
            confidence=Confidence.LOW, from_utc=T.utc_iso(0), until_utc=(T + DAY_S).utc_iso(0),
            findings=(
                *more, Finding(name=OURS, value=value, low=value / 4.0, high=value * 4.0),
            ),
        )  # fmt: skip

    one = nation.say(study(1e-4))
    two = nation.say(study(3e-5, of="norad:8"), origin="FRA")
    nation.say(study(0.2, Finding(name="supposed", value=1.0)))
    nation.step()
    body = nation.last("norsat-a", "debris")
    assert body.likelihood is not None
    assert body.likelihood.value == pytest.approx(1.0 - (1.0 - 1e-4) * (1.0 - 3e-5))
    assert body.likelihood.low == pytest.approx(1.0 - (1.0 - 2.5e-5) * (1.0 - 7.5e-6))
    assert set(body.rests_on) == {one.id, two.id}
    anew = nation.say(study(2e-5), origin="FRA", t=T + 60.0)
    nation.step(T + 60.0)
    body = nation.last("norsat-a", "debris")
    assert body.likelihood is not None
    assert body.likelihood.value == pytest.approx(1.0 - (1.0 - 2e-5) * (1.0 - 3e-5)), "the newest"
    assert body.likelihood.high == pytest.approx(1.0 - (1.0 - 4e-4) * (1.0 - 1.2e-4))
    assert set(body.rests_on) == {one.id, two.id, anew.id}
    ended = nation.step(T + DAY_S + 60.0)
    assert ("norsat-a", "debris") not in named(ended), "it is past its time and says so itself"


def test_reports_say_what_happened_with_the_probability_that_they_give(nation: Nation) -> None:
    report = BehaviorEventBody(
        what=Behavior.ANOMALY, objects=(OURS,), start_utc=T.utc_iso(0), stop_utc=T.utc_iso(0),
        confidence=Confidence.MODERATE, text="It tumbles.",
        alternatives=(Alternative(what=Behavior.MANEUVER, text="A burn"),),
    )  # fmt: skip
    record = nation.say(report, origin="FRA")
    nation.step()
    body = nation.last("norsat-a", "anomaly")
    assert body.likelihood is not None
    assert body.likelihood.value is None, "no probability is stated"
    assert body.likelihood.of is Harm.HAPPENED
    assert (body.rests_on, body.confidence) == ((record.id,), Confidence.MODERATE)
    assert [each.text for each in body.alternatives] == ["A burn"]
    nation.say(taken_back(record), origin="FRA", t=T + 60.0)
    nation.step(T + 60.0)
    ended = nation.last("norsat-a", "anomaly")
    assert ended.confidence is Confidence.UNKNOWN
    assert "taken back" in (ended.likelihood.derivation if ended.likelihood else "")


@pytest.mark.parametrize(
    ("state", "value"),
    [(Readiness.READY, 0.0), (Readiness.DOWN, 1.0), (Readiness.LIMITED, None)],
)
def test_a_sensor_is_out_by_its_owners_report(
    nation: Nation, state: Readiness, value: float | None
) -> None:
    nation.say(
        ReadinessBody(subject=ReadySubject.SENSOR, name="vardo-3", state=state,
                      from_utc=T.utc_iso(0), until_utc=(T + 3_600.0).utc_iso(0))
    )  # fmt: skip
    nation.step()
    said = nation.last("vardo", "sensor").likelihood
    assert said is not None
    assert said.value == value
    nation.step(T + 3_700.0)
    said = nation.last("vardo", "sensor").likelihood
    assert said is not None
    assert said.value is None, "the report has run out: it may be either"


def test_a_feed_falls_silent_without_a_record_that_says_so(nation: Nation) -> None:
    nation.heard["FRA"] = T - 60.0
    nation.step()
    said = nation.last("from-fra", "feed")
    assert said.likelihood is not None
    assert said.likelihood.value == 0.0
    nation.step(T + 700.0)
    said = nation.last("from-fra", "feed")
    assert said.likelihood is not None
    assert said.likelihood.value == 1.0
    assert {each.name: each.value for each in said.findings} == {
        "silent for": 760.0, "may be silent for": 600.0,
    }  # fmt: skip


def test_a_feed_is_silent_in_the_first_step_after_its_limit(nation: Nation) -> None:
    """Ten minutes, between two rounds; and what was heard meanwhile puts it off."""
    nation.heard["FRA"] = T - 30.0
    nation.step()
    nation.step(T + 540.0)
    assert nation.step(T + 570.0) == [], "ten minutes, and no longer"
    assert ("from-fra", "feed") in named(nation.step(T + 571.0))
    said = nation.last("from-fra", "feed").likelihood
    assert said is not None
    assert said.value == 1.0
    assert nation.step(T + 572.0) == []
    nation.heard["FRA"] = T + 590.0
    nation.step(T + 600.0)
    nation.heard["FRA"] = T + 1_000.0
    nation.step(T + 1_180.0)
    assert named(nation.step(T + 1_195.0)) == [], "it was heard since"


def test_a_book_that_is_read_anew_says_the_same(nation: Nation) -> None:
    nation.say(approach(PAIR, pc=1e-5))
    nation.step()
    first = nation.duty.book.of("norsat-a")[0]
    nation.say(
        OpinionBody(record=first.record_id, stance=Stance.DISSENT, reason="Ours says less."),
        origin="FRA", t=T + 30.0,
    )  # fmt: skip
    nation.say(approach(PAIR, pc=9e-5), t=T + 60.0)
    nation.step(T + 60.0)
    again = nation.new_duty()
    nation.read(again)
    assert again.book.digest() == nation.duty.book.digest()
    assert again.book.current() == nation.duty.book.current()
    nation.duty = again
    assert nation.step(T + 61.0) == [], "what is said already is not said again"


def test_an_approach_of_two_objects_of_one_asset_is_one_approach(store: SqliteStore) -> None:
    text = FILE.replace('"satellite"', '"constellation"', 1).replace(
        'objects = ["norad:990001"]', 'objects = ["norad:990001", "norad:990002"]'
    )
    nation = Nation(store, text)
    nation.say(approach((OURS, OTHER), pc=1e-3))
    nation.step()
    said = nation.last("norsat-a").likelihood
    assert said is not None
    assert said.value == pytest.approx(1e-3)
    assert len(said.terms) == 1


def test_another_name_of_the_same_object_is_the_same_asset(nation: Nation) -> None:
    nation.say(approach(("GBR/acme-sat:7", THEIRS), pc=4e-5))
    nation.step()
    assert nation.last("norsat-a").likelihood.value == 0.0  # type: ignore[union-attr]
    nation.names = {OURS: (OURS, "GBR/acme-sat:7")}
    nation.say(
        SameObjectBody(object1="GBR/acme-sat:7", object2=OURS, same=True,
                       confidence=Confidence.HIGH), t=T + 1.0,
    )  # fmt: skip
    nation.step(T + 1.0)
    said = nation.last("norsat-a").likelihood
    assert said is not None
    assert said.value == pytest.approx(4e-5), "heard before, under the other name"
    assert THEIRS in said.terms[0].name


def test_where_half_its_time_is_past_it_is_renewed(nation: Nation) -> None:
    nation.step()
    made = nation.step(T + DAY_S / 2.0 + 1.0)
    assert ("norsat-a", "conjunction") in named(made)
    assert nation.last("norsat-a").changed == "renewed"


def test_forms_of_our_own_are_no_news(nation: Nation) -> None:
    """A service that rests on one assessment alone is no form of it."""
    one = FILE.replace('rests_on = ["norsat-a", "norsat-b"]', 'rests_on = ["norsat-a"]')
    other = Nation(nation.store, one)
    other.step()
    assert other.last("ships", None).rests_on
    again = other.new_duty()
    other.read(again)
    assert again.book.of("ships")


def test_names_in_the_sky_that_fit_a_pattern_are_assets_too(nation: Nation) -> None:
    text = FILE.replace('objects = ["norad:990002"]', 'names = ["NORSAT B*"]')
    other = Nation(nation.store, text)
    other.say(approach((OTHER, "norad:990202"), pc=3e-2))
    other.step()
    assert other.duty.assets.by_id["norsat-b"].objects == ()
    identity = (OURS, OTHER)
    other.duty.see(identity, lambda: ("NORSAT A", "NORSAT B1"))
    assert other.duty.assets.by_id["norsat-b"].objects == (OTHER,)
    other.step(T + 1.0)
    said = other.last("norsat-b").likelihood
    assert said is not None
    assert said.value == pytest.approx(3e-2), "heard before anybody knew that it is an asset"


def test_records_of_others_sky_cost_nothing_but_a_look_at_their_name(nation: Nation) -> None:
    nation.step()
    for at in range(20):
        nation.say(approach((f"norad:{100 + at}", f"norad:{200 + at}"), pc=1e-3))
    nation.read()
    assert not nation.duty._due, "none of them touches an asset"
    assert sealed(approach(PAIR), WIDE).payload.object.startswith("event:")


def test_an_approach_beyond_the_screening_counts_and_what_nobody_reports_is_told(
    nation: Nation,
) -> None:
    nation.say(approach(PAIR, tca=T + 3 * DAY_S, pc=1e-4))
    nation.step()
    said = nation.last("norsat-a").likelihood
    assert said is not None
    assert (said.value, said.within_s) == (pytest.approx(1e-4), 7 * DAY_S)
    assert f"after {(T + DAY_S).utc_iso(0)}" in said.left_out
    assert ("norsat-a", "conjunction") in named(nation.step(T + 2 * DAY_S)), "it is seen no more"


def test_an_object_that_nobody_looks_after_widens_the_band_up_to_one(store: SqliteStore) -> None:
    two = FILE.replace('objects = ["norad:990001"]', 'objects = ["norad:990001", "norad:990009"]')
    nation = Nation(store, two.replace('"satellite"', '"constellation"', 1))
    nation.step()
    said = nation.last("norsat-a").likelihood
    assert said is not None
    assert (said.value, said.low, said.high) == (0.0, 0.0, 1.0)
    assert "1 objects that nothing screens" in said.left_out


def test_an_object_that_takes_anothers_place_is_watched(nation: Nation) -> None:
    text = FILE.replace('objects = ["norad:990002"]', 'names = ["NORSAT B*"]')
    other = Nation(nation.store, text)
    other.duty.see(("norad:990005",), lambda: ("NORSAT B1",))
    other.say(approach((OTHER, "norad:990202"), pc=3e-2))
    other.say(approach((OURS, "norad:990203"), pc=2e-2))
    other.step()
    other.duty.see((OTHER,), lambda: ("NORSAT B2",))
    other.duty._evidence._passed.clear()  # both are long behind
    other.say(approach((OTHER, "norad:990204"), pc=4e-2))
    other.step(T + 1.0)
    assert other.last("norsat-b").likelihood.value == pytest.approx(4e-2)  # type: ignore[union-attr]
    assert other.last("norsat-a").likelihood.value == pytest.approx(2e-2), "kept"  # type: ignore[union-attr]


def test_a_service_waits_until_all_that_it_rests_on_was_looked_at(
    nation: Nation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cspo.operations.assess.duty._MOST_AT_ONCE", 1)
    assert named(nation.step()) == [("norsat-a", "conjunction")]
    assert named(nation.step()) == [("norsat-b", "conjunction"), ("ships", None)]


def test_who_may_not_know_of_a_service_is_not_told_that_it_rests_on_an_asset(
    store: SqliteStore,
) -> None:
    nation = Nation(store, FILE.replace('id = "ships"', 'id = "ships"\nmark = "U//REL TO NOR"'))
    nation.step()
    body = nation.last("norsat-a")
    assert body.services == ()
    assert "ships" not in body.consequence
    assert nation.duty.book.of("ships")[0].label.releasable_to == ("NOR",)


def test_a_service_is_marked_as_all_that_it_names(store: SqliteStore) -> None:
    """Of the radar nobody reports anything, and still the service names it."""
    text = FILE.replace('id = "vardo"', 'id = "vardo"\nmark = "U//REL TO NOR"').replace(
        'rests_on = ["norsat-a", "norsat-b"]', 'rests_on = ["norsat-a", "vardo"]'
    )
    nation = Nation(store, text)
    nation.step()
    ships = nation.duty.book.of("ships")[0]
    assert any("Vardo" in term.name for term in ships.body.likelihood.terms)  # type: ignore[union-attr]
    assert ships.label.releasable_to == ("NOR",)


def test_a_form_of_a_report_of_our_own_is_no_second_report(nation: Nation) -> None:
    report = BehaviorEventBody(
        what=Behavior.ANOMALY, objects=(OURS,), start_utc=T.utc_iso(0), stop_utc=T.utc_iso(0),
        confidence=Confidence.MODERATE, text="It tumbles.", probability=0.5,
    )  # fmt: skip
    whole = nation.say(report)
    form = derive(
        [whole], lambda _: structs.replace(report, text=""), origin="NOR", mode=Mode.REAL, t=T,
        t_valid=T, signer=key_of("NOR", Mode.REAL), registry=REGISTRY,
    )  # fmt: skip
    with nation.store.write() as unit:
        keep(unit, form, t=T)
    nation.step()
    body = nation.last("norsat-a", "anomaly")
    assert body.rests_on == (whole.id,)
    assert body.likelihood.value == pytest.approx(0.5)  # type: ignore[union-attr]


def restarted(nation: Nation, *changes: tuple[str, str], t: Epoch) -> list[Record]:
    """The node starts again a moment later, with a file in which something differs."""
    text = FILE
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    nation.assets = read_assets(text.encode(), "assets.toml")
    nation.duty = nation.new_duty()
    nation.read_to = 0
    return nation.step(t)


def test_a_file_that_says_the_same_makes_nothing_anew(nation: Nation) -> None:
    nation.say(approach(PAIR, pc=1e-5))
    nation.step()
    assert restarted(nation, t=T + 5.0) == []
    assert nation.step(T + 70.0) == []


@pytest.mark.parametrize("mark", [
    "U//REL TO CAN, NOR", "S//REL TO CAN, FRA, NOR", "U//REL TO CAN, FRA, GBR, NOR",
])  # fmt: skip
def test_another_mark_in_the_file_makes_all_anew_at_once(nation: Nation, mark: str) -> None:
    nation.say(approach(PAIR, pc=1e-5))
    nation.step()
    made = restarted(nation, ('mark = "U//REL TO CAN, FRA, NOR"', f'mark = "{mark}"'), t=T + 5.0)
    assert ("norsat-a", "conjunction") in named(made)
    assert ("ships", None) in named(made), "and what rests on it"
    (last,) = [
        each for each in nation.duty.book.of("norsat-a") if each.body.hazard == "conjunction"
    ]
    assert portion_mark(last.label) == mark
    assert nation.step(T + 70.0) == [], "and once is enough"


def test_other_words_in_the_file_make_anew_at_once(nation: Nation) -> None:
    nation.step()
    made = restarted(nation, ("needs_hours = 12.0", "needs_hours = 6.0"), t=T + 5.0)
    assert named(made) == [("norsat-a", "conjunction"), ("ships", None)], "and nothing else"
    assert nation.last("norsat-a").protections[0].needs_s == 6 * 3_600.0


def test_what_is_shared_from_now_on_goes_out_at_once(nation: Nation) -> None:
    nation.step()
    with nation.store.read() as unit:
        assert unit.decisions(DecisionQuery()) == []
    made = restarted(nation, ("[assets]", "[assets]\nshare = true"), t=T + 5.0)
    assert ("norsat-a", "conjunction") in named(made)
    with nation.store.read() as unit:
        asked = {row.product_id for _, row in unit.decisions(DecisionQuery())}
    assert asked == {record.id for record in made}
    assert nation.step(T + 70.0) == []
    again = restarted(nation, ("[assets]", "[assets]\nshare = true"), t=T + 80.0)
    assert again == [], "they were decided about"
