"""Plans in a running node: when flags are raised at owner and partner, and when they are not."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from importlib.resources import files
from unittest.mock import patch

import numpy as np
import pytest
from boxes import BEGAN, founded
from scipy.optimize import least_squares

from cspo.box import Box, BoxClock, BoxFolder
from cspo.dynamics import Sgp4Bulk
from cspo.errors import MalformedMessage, UsageError
from cspo.markings import make_label
from cspo.operations.derive import body_of, issue
from cspo.operations.ingest import ingest_catalog
from cspo.operations.kinds import REGISTRY
from cspo.operations.opening import open_whole
from cspo.operations.plan.deeds import amend_plan, put_plan, reaffirm_plan, retire_plan
from cspo.operations.plan.meanwhile import meanwhile
from cspo.operations.release.releasing import release
from cspo.orbits import Catalog
from cspo.records import read_record
from cspo.records.bodies.planning import Assumption, PlanBody, PlanStatus, PolicyBody
from cspo.records.bodies.readiness import Readiness, ReadinessBody, ReadySubject, Regime
from cspo.records.bodies.standing import PlanStanding

ALL = ("AUS", "FRA")
MET = BEGAN + 7_200.0
"""Epoch of the element sets."""


def small_sky() -> Catalog:
    """Three objects, far apart: a satellite, a piece, and a third."""
    return Catalog(
        norad_id=[90001, 90002, 90003], epoch_tai_ns=MET, mean_motion_rad_s=[1.05e-3, 1.1e-3,
        1.08e-3], eccentricity=[1e-3, 2e-3, 1e-3], inclination_rad=[0.9, 1.7, 1.2],
        raan_rad=[0.3, 2.0, 4.0], argp_rad=0.0, mean_anomaly_rad=[-0.02, 0.5, 3.0],
        bstar_per_er=1e-5, name=["PLANNED 1", "PIECE", "OTHER"],
        object_type=["PAYLOAD", "DEBRIS", "PAYLOAD"], source="made by hand", simulated=True,
    )  # fmt: skip


def crossing(sky: Catalog) -> Catalog:
    """The piece on an orbit that meets the satellite's half an hour past `MET`."""
    mine, own = sky.take(np.array([0])), sky.take(np.array([1]))
    at_s = np.array([1_800.0])
    target = Sgp4Bulk(mine).propagate(MET, at_s)[0][0, :3, 0]

    def made(x: np.ndarray) -> Catalog:
        return replace(
            own, inclination_rad=np.array([1.3]), epoch_tai_ns=np.array([MET.tai_ns + 1]),
            eccentricity=mine.eccentricity, argp_rad=mine.argp_rad, raan_rad=x[0:1],
            mean_anomaly_rad=x[1:2], mean_motion_rad_s=1e-3 * x[2:3],
        )  # fmt: skip

    def apart(x: np.ndarray) -> np.ndarray:
        return Sgp4Bulk(made(x)).propagate(MET, at_s)[0][0, :3, 0] - target

    start = [float(mine.raan_rad[0]) + 0.5, float(mine.mean_anomaly_rad[0]), 1.05]
    found = least_squares(apart, start, xtol=1e-15, ftol=1e-15)
    assert np.linalg.norm(found.fun) < 1e-3, "within a metre"
    return made(found.x)


@pytest.fixture
def box(tmp_path):
    folder = BoxFolder.open(founded(tmp_path / "box"))
    with Box(folder, BoxClock(BEGAN)) as box:
        box.begin()
        for node in box.nodes.values():
            node.times.due_here = lambda job, *, every_s: True  # each round asks everybody
        yield box


def rounds(box, count: int = 4) -> None:
    for _ in range(count):
        box.loop.round()


def later(box, seconds: float):
    """The box's clock, so much further on."""
    for node in box.nodes.values():
        clock = node.clock.now() + seconds
    return patch.object(BoxClock, "now", lambda self: clock)


def bring(node, catalog: Catalog) -> None:
    with node.store.write() as unit:
        ingest_catalog(
            unit, node.desk(unit), catalog, make_label("U", ALL), node.mode, node.clock.now(),
            "by hand", parts=("orbits", "objects"),
        )  # fmt: skip


def enter(node, *expressions: str, name: str = "watch", to=ALL):
    body = PlanBody(
        name=name, number=1, status=PlanStatus.ACTIVE, objective="It keeps its orbit.",
        assumptions=tuple(Assumption(text=f"number {n}", expression=e)
                          for n, e in enumerate(expressions, 1)),
    )  # fmt: skip
    with node.store.write() as unit:
        return put_plan(
            unit, node.desk(unit), node.plans.duty.book, body, make_label("U", sorted(to)),
            mode=node.mode, t=node.clock.now(), person="p.lanner",
        )  # fmt: skip


def flags(node) -> list:
    with node.store.read() as unit:
        rows = unit.records_after(0, 400, kinds=("plan-finding",))
    return [read_record(row.envelope) for row in rows]


def standing(node, expression: str, name: str = "watch") -> PlanStanding:
    return node.plans.duty.checked(name, expression).standing


PC = 'max_pc(asset="PLANNED 1", days=0.9) < 1e-7'


def test_new_elements_flag_a_plan_at_its_owner_and_at_its_partner_down_to_signed_records(box):
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    sky = small_sky()
    bring(fra, sky)
    rounds(box)
    enter(aus, PC)
    rounds(box)
    checked = aus.plans.duty.checked("watch", PC)
    assert checked.standing is PlanStanding.HOLDS
    assert "no approach within 5 km" in checked.verdict.readings[0].reading.text
    assert checked.verdict.evidence, "the orbit that was screened"
    assert flags(aus) == []
    bring(fra, crossing(sky))
    rounds(box)
    (flag,) = flags(aus)
    body = body_of(flag, REGISTRY)
    assert (body.standing, body.flag, body.was) == (PlanStanding.FAILS, 1, None)
    assert body.readings[0].value > 1e-7
    assert [record.id for record in flags(fra)] == [flag.id]
    plan = fra.plans.duty.book.plan("AUS", "watch")
    assert plan.standing(fra.clock.now()) is PlanStanding.FAILS
    known = aus.exchange.desk.context.directories
    kinds = set()
    with aus.store.read() as unit:
        for item in body.rests_on:
            kinds.add(open_whole(unit.envelope(item.partition("#")[0]), known).payload.kind)
    assert "orbit" in kinds
    # ingest of the same again, and rounds without news, tell nothing more
    rounds(box)
    assert len(flags(aus)) == 1


def test_a_step_without_news_evaluates_nothing(box):
    aus = box.nodes["AUS"]
    bring(aus, small_sky())
    enter(aus, PC)
    rounds(box)
    with (
        later(box, 5.0),
        patch.object(aus.plans.duty.checks, "look") as look,
    ):
        assert aus.plans.step(aus.clock.now()) == []
    look.assert_not_called()


def test_what_is_not_screened_is_unknown_and_says_why(box):
    aus = box.nodes["AUS"]
    bring(aus, small_sky())
    expressions = (
        'max_pc("norad:99999") < 1e-4', 'max_pc("NOBODY") < 1e-4', 'max_pc("OTHER", days=5) < 1e-4',
    )  # fmt: skip
    enter(aus, *expressions)
    rounds(box)
    why = [aus.plans.duty.checked("watch", each).verdict.text for each in expressions]
    assert [standing(aus, each) for each in expressions] == [PlanStanding.UNKNOWN] * 3
    assert "no orbit of norad:99999 counts" in why[0]
    assert "no object of the picture is called NOBODY" in why[1]
    assert "screened until" in why[2]


def test_a_silent_partner_makes_unknown_what_rests_on_its_word_and_not_false(box):
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    bring(fra, small_sky())
    rounds(box)
    lag = 'feed_lag("FRA") < 30 min'
    enter(aus, PC, lag)
    with later(box, 11.0):  # it is looked every few seconds who was heard of
        rounds(box)
    assert standing(aus, PC) is standing(aus, lag) is PlanStanding.HOLDS
    silence_s = aus.exchange.desk.settings.silence_s
    with later(box, silence_s + 120.0):
        aus.plans.step(aus.clock.now())
        assert standing(aus, PC) is PlanStanding.UNKNOWN
        assert "no word since" in aus.plans.duty.checked("watch", PC).verdict.text
        assert standing(aus, lag) is PlanStanding.HOLDS
    with later(box, 1_900.0):
        aus.plans.step(aus.clock.now())
        assert standing(aus, lag) is PlanStanding.FAILS


def ready(
    node, state: Readiness, until_s: float | None = None, name: str = "radar", to=ALL
) -> None:
    t = node.clock.now()
    body = ReadinessBody(
        subject=ReadySubject.SENSOR, name=name, state=state, regimes=(Regime.GEO,),
        from_utc=t.utc_iso(3), until_utc=None if until_s is None else (t + until_s).utc_iso(3),
    )  # fmt: skip
    with node.store.write() as unit:
        desk = node.desk(unit)
        record = issue(
            body, make_label("U", to), origin=node.name, mode=node.mode, t_valid=t, t=t,
            signer=desk.signer(node.mode), registry=REGISTRY,
        )  # fmt: skip
        release(unit, desk, record, t=t)


def test_sensors_are_counted_and_a_report_that_has_run_out_may_be_one(box):
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    count = 'sensors_up("GEO") >= 2'
    enter(aus, count)
    ready(aus, Readiness.READY)
    ready(fra, Readiness.READY, until_s=600.0, name="telescope")
    rounds(box)
    assert standing(aus, count) is PlanStanding.NEARLY, "one less would not be enough"
    with later(box, 700.0):
        rounds(box, 1)
        assert standing(aus, count) is PlanStanding.UNKNOWN
    ready(aus, Readiness.DOWN)
    rounds(box)
    assert standing(aus, count) is PlanStanding.FAILS


def test_a_finding_goes_to_nobody_to_whom_the_plan_did_not_go(box):
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    enter(aus, 'crew_ready("night")', to=("AUS",))
    rounds(box)
    assert len(flags(aus)) == 1
    assert flags(fra) == []


def test_reaffirming_answers_a_flag_and_retiring_ends_it(box):
    aus = box.nodes["AUS"]
    enter(aus, 'crew_ready("night")')
    rounds(box)
    book, t = aus.plans.duty.book, aus.clock.now()
    plan = book.plan("AUS", "watch")
    assert plan.due(t).what == "answer"
    with aus.store.write() as unit:
        reaffirm_plan(unit, aus.desk(unit), plan, number=1, reason="the day crew stays", until=None,
                      t=t, person="p.lanner")  # fmt: skip
    rounds(box)
    assert book.plan("AUS", "watch").due(t) is None
    with aus.store.write() as unit:
        retire_plan(unit, aus.desk(unit), plan, number=1, reason="over", t=t, person="p.lanner")
    rounds(box)
    assert book.plan("AUS", "watch").retired(t)
    assert aus.plans.duty.checks.checked == {}


def test_plans_depend_on_plans_of_others(box):
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    enter(fra, 'crew_ready("night")', name="below")
    rounds(box)
    asks = 'plan("below", nation="FRA").holds'
    enter(aus, asks, name="above")
    rounds(box)
    assert standing(aus, asks, "above") is PlanStanding.UNKNOWN
    t = fra.clock.now()
    body = ReadinessBody(
        subject=ReadySubject.CREW, name="night", state=Readiness.DOWN, from_utc=t.utc_iso(3)
    )
    with fra.store.write() as unit:
        desk = fra.desk(unit)
        record = issue(body, make_label("U", ALL), origin="FRA", mode=fra.mode, t_valid=t, t=t,
                       signer=desk.signer(fra.mode), registry=REGISTRY)  # fmt: skip
        release(unit, desk, record, t=t)
    rounds(box)
    assert standing(aus, asks, "above") is PlanStanding.FAILS, "graver within the hour"


def test_a_restart_tells_nothing_again(box):
    aus = box.nodes["AUS"]
    enter(aus, 'crew_ready("night")')
    rounds(box)
    before = [record.id for record in flags(aus)]
    aus.perception.forget()
    aus.plans.forget()
    rounds(box)
    assert [record.id for record in flags(aus)] == before


def rule(node, text: str, *, name: str = "warning", start: str = "2024-10-01") -> None:
    body = PolicyBody(
        name=name, number=1, in_force_from=start, text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip
    with node.store.write() as unit:
        put_plan(
            unit, node.desk(unit), node.plans.duty.book, body, make_label("U", [node.name]),
            mode=node.mode, t=node.clock.now(), person="p.lanner",
        )  # fmt: skip


def test_the_node_obeys_the_warning_policy_in_force_from_its_day_on(box):
    aus = box.nodes["AUS"]
    own = aus.warnings.policy
    default = (files("cspo.operations.warn") / "data" / "warning_policy.toml").read_text()
    other = default.replace('title = "', 'title = "Another: ', 1)
    assert other != default
    rule(aus, other, start="2024-11-03")
    rounds(box, 2)
    assert aus.duties.warning.book.policy == own, "it is not in force yet"
    with later(box, 3 * 86_400.0):
        aus.plans.obey(aus.clock.now())
        assert aus.duties.warning.book.policy.about.title.startswith("Another: ")
    aus.duties.warning.forget()
    assert aus.duties.warning.book.policy.about.title.startswith("Another: "), "also in a new book"


def test_a_node_that_starts_obeys_what_is_in_force_before_it_says_anything(box):
    aus = box.nodes["AUS"]
    default = (files("cspo.operations.warn") / "data" / "warning_policy.toml").read_text()
    rule(aus, default.replace('title = "', 'title = "Another: ', 1))
    aus.begin()
    assert aus.duties.warning.book.policy.about.title.startswith("Another: ")


def test_a_policy_that_is_retired_is_obeyed_no_more_on_the_same_day(box):
    aus = box.nodes["AUS"]
    own = aus.warnings.policy
    default = (files("cspo.operations.warn") / "data" / "warning_policy.toml").read_text()
    other = default.replace('title = "', 'title = "Another: ', 1)
    rule(aus, other, start=aus.clock.now().utc_iso(0)[:10])
    rounds(box, 1)
    assert aus.duties.warning.book.policy != own
    with aus.store.write() as unit:
        retire_plan(
            unit, aus.desk(unit), aus.plans.duty.book.plan("AUS", "warning"), number=1,
            reason="it was wrong", t=aus.clock.now(), person="p.lanner",
        )  # fmt: skip
    rounds(box, 1)
    assert aus.duties.warning.book.policy == own


def test_an_edition_that_is_not_in_force_yet_is_amended_itself(box):
    aus = box.nodes["AUS"]
    default = (files("cspo.operations.warn") / "data" / "warning_policy.toml").read_text()
    later_on = default.replace('title = "', 'title = "Later: ', 1)
    rule(aus, default)
    rounds(box, 1)
    rule(aus, later_on, start="2027-01-01")
    rounds(box, 1)
    with aus.store.write() as unit:
        made = amend_plan(
            unit, aus.desk(unit), aus.plans.duty.book.plan("AUS", "warning"), number=2,
            objective=later_on.replace("Later: ", "Later on: "), assumptions=(), reason="clearer",
            t=aus.clock.now(), person="p.lanner",
        )  # fmt: skip
    rounds(box, 1)
    with aus.store.write() as unit:
        last = retire_plan(
            unit, aus.desk(unit), aus.plans.duty.book.plan("AUS", "warning"), number=1,
            reason="over", t=aus.clock.now(), person="p.lanner",
        )  # fmt: skip
    body = body_of(made, REGISTRY)
    assert (body.number, body.in_force_from) == (3, "2027-01-01")
    assert "Later on: " in body.text
    assert body_of(last, REGISTRY).number == 4, "after the last, whichever is meant"


def test_a_finding_tells_nothing_of_what_does_not_decide_it(box):
    """The radar is for Australian eyes alone, and the plan fails without it."""
    aus = box.nodes["AUS"]
    ready(aus, Readiness.READY, name="secret", to=("AUS",))
    ready(aus, Readiness.DOWN, name="open")
    rounds(box)
    both = 'ready("secret") and ready("open")'
    enter(aus, both)
    rounds(box)
    body = aus.plans.duty.book.plan("AUS", "watch").told(both).body
    assert body.standing is PlanStanding.FAILS
    assert [each.call for each in body.readings] == ['ready(name="open")']
    assert box.nodes["FRA"].plans.duty.book.plan("AUS", "watch").told(both).body == body


def test_what_can_not_be_obeyed_is_refused_at_entry(box):
    aus = box.nodes["AUS"]
    with pytest.raises(MalformedMessage):
        rule(aus, "[policy]\nid = 3\n")
    fra = (box.nodes["FRA"].home.policy).read_text()
    with pytest.raises(UsageError, match="that of AUS"):
        rule(aus, fra[:8_000], name="release")


def test_the_release_rules_in_force_decide(box):
    aus = box.nodes["AUS"]
    text = aus.home.policy.read_text()
    rule(aus, text.replace("at once", "review", 1), name="release")
    rounds(box, 2)
    with aus.store.read() as unit:
        assert aus.desk(unit).policy != aus.open.policy


def test_three_days_alone_and_back_the_plan_tells_what_it_knew_and_what_it_learns(box):
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    looks = 'sensors_up("GEO", nation="FRA") > 0'
    bring(fra, small_sky())
    ready(fra, Readiness.READY)
    rounds(box)
    enter(aus, PC, looks)
    rounds(box)
    assert standing(aus, PC) is standing(aus, looks) is PlanStanding.HOLDS
    for node in box.nodes.values():
        node.times.due_here = lambda job, *, every_s: False  # nobody is asked: they are cut off
    with later(box, 3_600.0):
        ready(fra, Readiness.DOWN)
    with later(box, 72 * 3_600.0):
        aus.plans.step(aus.clock.now())
        assert standing(aus, PC) is PlanStanding.UNKNOWN
        assert standing(aus, looks) is PlanStanding.UNKNOWN, "the radar may be down, and it is"
    for node in box.nodes.values():
        node.times.due_here = lambda job, *, every_s: True
    with later(box, 72 * 3_600.0 + 60.0):
        rounds(box)
    with later(box, 72 * 3_600.0 + 70.0):  # who is heard of is looked at every five seconds
        rounds(box)
        now = aus.clock.now()
        assert standing(aus, looks) is PlanStanding.FAILS
        duty = aus.plans.duty
        plan = duty.book.plan("AUS", "watch")
        told = meanwhile(plan, plan.current(now), duty.said, aus.picture, BEGAN, now,
                         names=aus.plans.names, sky=aus.sky)  # fmt: skip
    known = [each for each in told if each.learnt is None]
    assert [(each.assumption, each.standing) for each in known] == [
        (1, PlanStanding.UNKNOWN), (2, PlanStanding.UNKNOWN), (2, PlanStanding.FAILS),
    ]  # fmt: skip
    (learnt,) = [each for each in told if each.learnt is not None]
    assert (learnt.assumption, learnt.origin) == (2, "FRA")
    assert "radar: down" in learnt.text
    assert learnt.learnt - learnt.t > 70 * 3_600.0
    assert fra.plans.duty.book.plan("AUS", "watch").found.keys() == plan.found.keys()
