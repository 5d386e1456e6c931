"""What others report of an asset: bands, disputes, what may not be stated; each number by hand."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from nations import key_of

from cspo.markings import Mode, make_label
from cspo.operations.catalog import Picture
from cspo.operations.contacts import ContactBook
from cspo.operations.derive import derive, issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.plan import PICTURE, Books, FeedHeard, PictureWorld, SaidBook
from cspo.operations.plan.naming import AssetNames
from cspo.operations.plan.outward import OWNER_UNHEARD
from cspo.policy import evaluate, parse
from cspo.records.bodies import ConjunctionBody, Encountered, WithdrawalBody
from cspo.records.bodies.activity import ManeuverNoticeBody, ManeuverStatus
from cspo.records.bodies.assessment import AssessedBy, Harm, Hazard, Likelihood
from cspo.records.bodies.identities import EventId
from cspo.records.bodies.planning import AssessmentBody, Finding, Subject, Unit
from cspo.records.bodies.readiness import Readiness, ReadinessBody, ReadySubject, Regime
from cspo.records.bodies.trust import Instruction
from cspo.records.bodies.words import Confidence
from cspo.time import Epoch

T0 = Epoch.from_utc("2026-11-26T00:00:00Z")
TCA = T0 + 43_200.0
ASSET, OTHER, THIRD = "norad:101", "norad:202", "norad:303"


class World:
    """Reports of nations, and a screening that has found nothing and saw everything."""

    def __init__(self) -> None:
        self.said = SaidBook(REGISTRY, Mode.REAL)
        self.silent: dict[str, FeedHeard] = {}
        sky = SimpleNamespace(
            ephemerides=(), row_of={ASSET: 0}, item_ids=("0" * 64 + "#0",), identity=(ASSET,),
            catalog=SimpleNamespace(name=None),
        )  # fmt: skip
        excluded = SimpleNamespace(
            row=SimpleNamespace(tolist=list), from_tai_ns=SimpleNamespace(tolist=list)
        )
        self.view = SimpleNamespace(
            sky=sky, stop=T0 + 86_400.0, by_object=lambda name: SimpleNamespace(tolist=list),
            events=SimpleNamespace(excluded=excluded), judged=None,
        )  # fmt: skip

    def report(self, origin: str, pc: float | None, other: str = OTHER, **more):
        tca, t = more.pop("tca", TCA), more.pop("t", T0)
        before, to = more.pop("before", None), more.pop("to", "")
        body = ConjunctionBody(
            event=str(EventId.of(ASSET, other, tca, whole_day=False)), tca_utc=tca.utc_iso(3),
            miss_distance_km=0.3, object1=Encountered(object=ASSET),
            object2=Encountered(object=other), pc=pc, source="by hand",
            pc_method="" if pc is None else "FOSTER-1992", **more,
        )  # fmt: skip
        return self.hear(body, origin, t, before, to)

    def hear(self, body, origin: str, t: Epoch = T0, before=None, to: str = ""):
        record = self.made(body, origin, t, before, to)
        self.said.hear(record, t)
        return record

    def made(self, body, origin: str, t: Epoch = T0, before=None, to: str = ""):
        how = {
            "origin": origin, "mode": Mode.REAL, "t_valid": t, "t": t, "registry": REGISTRY,
            "signer": key_of(origin, Mode.REAL),
        }  # fmt: skip
        if before is not None:
            return derive([before], lambda _: body, version=2, supersedes=before.id, **how).record
        return issue(body, make_label("U", sorted({"GBR", origin, *to.split()})), **how)

    def ask(self, text: str, t: Epoch = T0):
        books = Books(
            nation="GBR", t=t, picture=Picture(REGISTRY, Mode.REAL), sky=self.view.sky,
            screening=self.view, screened_km=5.0, said=self.said, names=AssetNames(),
            contacts=ContactBook(REGISTRY, Mode.REAL, "GBR"), feeds=self.silent,
        )  # fmt: skip
        return evaluate(parse(text, PICTURE), PictureWorld(books))


@pytest.fixture
def world() -> World:
    return World()


def pc(limit: str, days: str = "1") -> str:
    return f'max_pc("{ASSET}", days={days}) < {limit}'


def test_screened_and_nothing_found_is_zero(world):
    verdict = world.ask(pc("1e-4"))
    assert (verdict.holds, verdict.readings[0].reading.value) == (True, 0.0)


def test_what_a_partner_alone_reports_counts(world):
    record = world.report("USA", 3e-4)
    verdict = world.ask(pc("1e-4"))
    assert verdict.holds is False
    assert verdict.evidence == (record.id,)
    assert "by USA alone" in verdict.readings[0].reading.text


def test_sources_that_differ_are_a_band_and_a_limit_within_it_is_disputed(world):
    world.report("USA", 3e-4)
    world.report("FRA", 2e-5)
    reading = world.ask(pc("1e-4")).readings[0].reading
    assert (reading.low, reading.value, reading.high) == (2e-5, 3e-4, 3e-4)
    assert [world.ask(pc(limit)).holds for limit in ("1e-3", "1e-4", "1e-5")] == [
        True, None, False,
    ]  # fmt: skip


def test_the_greatest_of_several_approaches(world):
    world.report("USA", 3e-6)
    world.report("USA", 5e-5, THIRD, tca=TCA + 3_600.0)
    assert world.ask(pc("1e-4")).readings[0].reading.value == 5e-5


def test_a_probability_that_may_not_be_stated_is_bounded_by_the_greatest_possible(world):
    world.report("USA", None, max_pc=4e-5)
    assert [world.ask(pc(limit)).holds for limit in ("1e-4", "1e-5")] == [True, None]


def test_a_report_is_superseded_by_its_source_and_ends_with_its_withdrawal(world):
    world.report("USA", 3e-4)
    last = world.report("USA", 2e-6)
    assert world.ask(pc("1e-4")).holds is True
    gone = world.report("USA", 5e-4, THIRD)
    assert world.ask(pc("1e-4")).holds is False
    word = WithdrawalBody(record=gone.id, instruction=Instruction.DELETE, reason="wrong")
    world.hear(word, "FRA")
    assert world.ask(pc("1e-4")).holds is False, "none of FRA's to take back"
    world.hear(word, "USA")
    assert world.ask(pc("1e-4")).evidence == (last.id,)


def test_an_approach_that_its_source_names_anew_counts_once(world):
    """Ten minutes later by better orbits, and less likely: what it said first counts no more."""
    world.report("USA", 3e-4)
    last = world.report("USA", 2e-6, tca=TCA + 600.0, t=T0 + 60.0)
    assert world.ask(pc("1e-4")).evidence == (last.id,)
    world.report("USA", 4e-4, tca=TCA + 5_400.0, t=T0 + 120.0)
    assert world.ask(pc("1e-4")).holds is False, "an orbit later they meet again"
    other = world.report("FRA", 5e-6, tca=TCA + 600.0, t=T0 + 60.0)
    assert other.id in {each.record_id for each in world.said.reports([ASSET])}, "nor is it FRA's"


@pytest.mark.parametrize("late", [False, True])
def test_a_report_that_supersedes_another_takes_its_place_wherever_that_was(world, late):
    """The pair has another name, and closest approach is hours later: no name tells that."""
    first = world.report("USA", 3e-4)
    body = ConjunctionBody(
        event=str(EventId.of(ASSET, THIRD, TCA + 9_000.0, whole_day=False)),
        tca_utc=(TCA + 9_000.0).utc_iso(3), miss_distance_km=3.0, object1=Encountered(object=ASSET),
        object2=Encountered(object=THIRD), pc=2e-6, source="by hand", pc_method="FOSTER-1992",
    )  # fmt: skip
    last = world.made(body, "USA", T0 + 60.0, first)
    if late:  # what came after it is heard of first
        world.said = SaidBook(REGISTRY, Mode.REAL)
    for record in [last, first] if late else [last]:
        world.said.hear(record, T0 + 60.0)
    assert world.ask(pc("1e-4")).evidence == (last.id,)


def test_what_supersedes_a_report_of_another_nation_takes_nothings_place(world):
    first = world.report("USA", 3e-4, to="FRA")
    world.report("FRA", 2e-6, before=first, tca=TCA + 9_000.0)
    assert world.ask(pc("1e-4")).holds is False


def test_what_stays_close_has_one_report_a_day(world):
    for day in (0, 1):
        tca = T0 + (86_400.0 + (day - 0.5) * 600.0)
        body = ConjunctionBody(
            event=str(EventId.of(ASSET, OTHER, tca, whole_day=True)), tca_utc=tca.utc_iso(3),
            miss_distance_km=0.3, object1=Encountered(object=ASSET),
            object2=Encountered(object=OTHER), source="by hand", pc=None,
        )  # fmt: skip
        world.hear(body, "USA", T0 + day)
    assert len(world.said.reports([ASSET])) == 2, "ten minutes apart, and of two days"


def test_a_record_that_cant_be_taken_loses_nothing_that_was_heard_before(world, monkeypatch):
    world.report("USA", 3e-4)

    def broken(*_):
        raise OverflowError

    monkeypatch.setattr(world.said, "_burn", broken)
    notice = ManeuverNoticeBody(
        object=OTHER, status=ManeuverStatus.PLANNED, start_utc=T0.utc_iso(0),
        stop_utc=(T0 + 60.0).utc_iso(0),
    )  # fmt: skip
    with pytest.raises(OverflowError):
        world.hear(notice, "USA")
    assert ("object", ASSET) in world.said.take_touched()


def test_only_the_days_that_are_asked_count_and_what_is_over_does_not(world):
    world.report("USA", 3e-4)
    assert world.ask(pc("1e-4", days="0.4")).holds is True
    assert world.ask(pc("1e-4", days="0.4"), TCA + 60.0).holds is True


def test_beyond_the_window_what_was_found_is_a_bound(world):
    assert world.ask(pc("1e-4", days="3")).holds is None
    world.report("USA", 3e-4)
    assert world.ask(pc("1e-4", days="3")).holds is False


def test_nobody_has_screened_it(world):
    world.view.sky.row_of.clear()
    verdict = world.ask(pc("1e-4"))
    assert verdict.holds is None
    assert f"no orbit of {ASSET} counts" in verdict.text


def test_a_report_that_was_long_on_its_way_takes_no_newer_ones_place(world):
    last = world.report("USA", 2e-6, t=T0)
    world.report("USA", 3e-4, t=T0 + -3_600.0)
    assert world.ask(pc("1e-4")).evidence == (last.id,)


def silent(nation: str) -> FeedHeard:
    return FeedHeard(nation=nation, heard=T0 + -3_600.0, silent=True)


def radar(state: Readiness, **fields) -> ReadinessBody:
    usual = {"subject": ReadySubject.SENSOR, "name": "radar", "regimes": (Regime.GEO,)}
    return ReadinessBody(**{**usual, **fields}, state=state, from_utc=T0.utc_iso(0))


def test_the_last_word_of_a_nation_that_is_silent_is_unknown(world):
    world.hear(radar(Readiness.READY), "USA")
    asked = ('ready("radar", nation="USA")', 'sensors_up("GEO", nation="USA") >= 1')
    assert [world.ask(text).holds for text in asked] == [True, True]
    world.silent["USA"] = silent("USA")
    assert [world.ask(text).holds for text in asked] == [None, None]
    assert "no word since 2026-11-25T23:00:00Z from USA" in world.ask(asked[0]).text
    assert world.ask(asked[0]).readings[0].reading.outward == OWNER_UNHEARD
    world.silent["GBR"] = silent("GBR")
    world.hear(radar(Readiness.READY), "GBR")
    assert world.ask('ready("radar")').holds is True, "our own is no word of a partner"


def test_a_report_of_a_time_to_come_says_since_when_it_is_good(world):
    world.hear(radar(Readiness.READY), "GBR")
    verdict = world.ask('ready("radar")', T0 + -60.0)
    assert verdict.holds is None
    assert f"is good from {T0.utc_iso(0)} on" in verdict.text


def test_a_form_of_our_own_word_hides_nothing_of_it(world):
    """A release profile drops until when a report is good; the assumption goes by the report."""
    forms: set[str] = set()
    world.said = SaidBook(REGISTRY, Mode.REAL, is_form=lambda record: record.id in forms)
    world.hear(radar(Readiness.READY, until_utc=(T0 + 60.0).utc_iso(0)), "GBR")
    form = issue(
        radar(Readiness.READY), make_label("U", ["GBR", "USA"]), origin="GBR", mode=Mode.REAL,
        t_valid=T0, t=T0 + 1.0, signer=key_of("GBR", Mode.REAL), registry=REGISTRY,
    )  # fmt: skip
    forms.add(form.id)
    world.said.hear(form, T0 + 1.0)
    assert world.ask('ready("radar")', T0 + 59.0).holds is True
    assert world.ask('ready("radar")', T0 + 61.0).holds is None


def assessed(by: AssessedBy, value: float, days: float = 1.0) -> AssessmentBody:
    return AssessmentBody(
        subject=Subject.SERVICE, name="timing", hazard=Hazard.INTERFERENCE, question="Is it?",
        answer="It is.", likelihood=Likelihood(of=Harm.HAPPENED, value=value), assessed_by=by,
        confidence=Confidence.LOW, from_utc=T0.utc_iso(0),
        until_utc=(T0 + days * 86_400.0).utc_iso(0),
    )  # fmt: skip


def test_what_people_state_counts_before_what_is_computed_until_its_time_is_past(world):
    asked = 'assessment("timing", hazard="interference").likelihood < 1 %'
    world.hear(assessed(AssessedBy.STATED, 0.5), "GBR")
    world.hear(assessed(AssessedBy.COMPUTED, 1e-5, days=2.0), "GBR", T0 + 60.0)
    assert world.ask(asked, T0 + 120.0).holds is False
    assert world.ask(asked, T0 + 86_400.0).holds is True


def test_the_share_of_a_window_that_is_closed_by_a_study_of_the_site(world):
    asked = 'launch_closed("andoya") < 10 %'
    study = AssessmentBody(
        subject=Subject.ASSET, name="andoya", question="When?", answer="Now and then.",
        confidence=Confidence.LOW, from_utc=T0.utc_iso(0),
        until_utc=(T0 + 2 * 86_400.0).utc_iso(0),
        findings=(Finding(name="closed-before", value=8_640.0, unit=Unit.S),),
    )  # fmt: skip
    assert world.ask(asked).holds is None
    world.hear(study, "GBR")
    reading = world.ask(asked).readings[0].reading
    assert reading.value == pytest.approx(0.05)
    assert world.ask(asked, T0 + 1.5 * 86_400.0).holds is None, "half a day of it is left"
    assert world.ask('launch_closed("andoya", days=4) < 10 %').holds is None


def test_a_count_names_one_record_of_each_mark_among_those_that_it_counts(world):
    """The oldest of thirty is for fewer than the others: it is counted, and so it is named."""

    def notice(k: int) -> ManeuverNoticeBody:
        return ManeuverNoticeBody(
            object=OTHER, status=ManeuverStatus.PLANNED, start_utc=(T0 + 60.0 * k).utc_iso(0),
            stop_utc=(T0 + 60.0 * k + 30.0).utc_iso(0),
        )  # fmt: skip

    narrow = world.hear(notice(0), "USA")
    wide = [world.hear(notice(k), "USA", to="FRA") for k in range(1, 30)]
    (asked,) = world.ask('records(kind="maneuver-notice", nation="USA") > 99').readings
    assert asked.reading.value == 30.0
    assert asked.reading.evidence == (*(each.id for each in wide[:-11:-1]), narrow.id)


def test_sensors_that_are_not_ready_are_evidence_that_they_are_not(world):
    up, down = radar(Readiness.READY), radar(Readiness.DOWN, name="another")
    ready, other = world.hear(up, "USA"), world.hear(down, "USA", to="FRA")
    (asked,) = world.ask('sensors_up(regime="GEO") >= 2').readings
    assert (asked.reading.value, set(asked.reading.evidence)) == (1.0, {ready.id, other.id})


def test_what_gives_a_bound_is_evidence_however_many_may_be_worse(world):
    """Six of which nothing is stated, and one of which USA states what is above the limit."""
    for k in range(6):
        world.report("FRA", None, f"norad:40{k}", tca=TCA + 100.0 * k)
    known = world.report("USA", 3e-4)
    verdict = world.ask(pc("1e-4"))
    assert verdict.holds is False
    assert known.id in verdict.evidence
