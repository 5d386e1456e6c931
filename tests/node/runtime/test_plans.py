"""Plans in a running node: when flags are raised at owner and partner, and when they are not."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from importlib.resources import files
from threading import Thread
from unittest.mock import patch

import numpy as np
import planned_boxes
import pytest
from boxes import BEGAN
from planned_boxes import (
    ALL,
    asking_box,
    bring,
    crossing,
    enter,
    later,
    records,
    small_sky,
    standing,
)

from cspo.errors import MalformedMessage, UsageError
from cspo.markings import make_label
from cspo.node.http.routes.plan_meanwhile import came
from cspo.operations.derive import body_of, issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.opening import open_whole
from cspo.operations.plan.deeds import amend_plan, put_plan, reaffirm_plan, retire_plan
from cspo.operations.plan.meanwhile import meanwhile
from cspo.operations.release.releasing import release
from cspo.orbits import Catalog
from cspo.records import read_record
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.planning import PolicyBody
from cspo.records.bodies.readiness import Readiness, ReadinessBody, ReadySubject, Regime
from cspo.records.bodies.standing import PlanStanding

MET = BEGAN + 7_200.0
"""Epoch of the element sets."""


@pytest.fixture
def box(tmp_path):
    with asking_box(tmp_path) as box:
        yield box


def rounds(box, count: int = 4) -> None:
    planned_boxes.rounds(box, count)


def three() -> Catalog:
    return small_sky(MET, bstar_per_er=1e-5)


def flags(node) -> list:
    return records(node, "plan-finding")


PC = 'max_pc(asset="PLANNED 1", days=0.9) < 1e-7'


def test_new_elements_flag_a_plan_at_its_owner_and_at_its_partner_down_to_signed_records(box):
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    sky = three()
    bring(fra, sky)
    rounds(box)
    enter(aus, PC)
    rounds(box)
    checked = aus.plans.duty.checked("watch", PC)
    assert checked.standing is PlanStanding.HOLDS
    assert "no approach within 5 km" in checked.verdict.readings[0].reading.text
    assert checked.verdict.evidence, "the orbit that was screened"
    assert flags(aus) == []
    bring(fra, crossing(sky, 1_800.0))
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
    bring(aus, three())
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
    bring(aus, three())
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
    bring(fra, three())
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


def test_others_look_at_the_old_books_until_the_new_ones_are_whole(box):
    aus = box.nodes["AUS"]
    enter(aus, 'crew_ready("night")')
    rounds(box)
    old = aus.plans.shown
    assert old is aus.plans.duty
    seen = []
    read = aus.perception.read

    def looking() -> int:
        count = read()
        seen.append((aus.plans.shown is old, aus.plans.duty is old))
        return count

    aus._believed = None  # as where a nation's keys have changed
    with patch.object(aus.perception, "read", looking):
        rounds(box, 1)
    assert seen[0] == (True, False)
    assert aus.plans.shown is aus.plans.duty is not old
    assert (
        aus.plans.shown.book.plan("AUS", "watch").editions == old.book.plan("AUS", "watch").editions
    )


def test_who_is_making_an_edition_ends_that_before_the_books_begin_anew(box):
    aus = box.nodes["AUS"]
    rounds(box, 1)
    old = aus.plans.duty
    with old.making:
        forgetting = Thread(target=aus.plans.forget)
        forgetting.start()
        forgetting.join(0.2)
        assert aus.plans.duty is old
    forgetting.join()
    assert aus.plans.duty is not old


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


def test_back_from_a_cut_the_plan_names_the_orbits_of_that_time_that_turn_it(box):
    """The satellite's own, which it asks of, and that of the piece, on which its finding rests."""
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    sky = three()
    bring(fra, sky)
    rounds(box)
    enter(aus, PC)
    rounds(box)
    assert standing(aus, PC) is PlanStanding.HOLDS
    for node in box.nodes.values():
        node.times.due_here = lambda job, *, every_s: False
    with later(box, 3_600.0):
        before = {each.id for each in records(fra, "orbit")}
        bring(fra, crossing(sky, 80 * 3_600.0))
        own = sky.take(np.array([0]))
        bring(fra, replace(own, epoch_tai_ns=own.epoch_tai_ns + 2))
        new = {each.id for each in records(fra, "orbit")} - before
    assert len(new) == 2
    for node in box.nodes.values():
        node.times.due_here = lambda job, *, every_s: True
    for more in (60.0, 70.0):
        with later(box, 72 * 3_600.0 + more):
            rounds(box)
            now = aus.clock.now()
    assert standing(aus, PC) is PlanStanding.FAILS
    duty = aus.plans.duty
    plan = duty.book.plan("AUS", "watch")
    with aus.store.read() as unit:
        told = meanwhile(
            plan, plan.current(now), duty.said, aus.picture, BEGAN, now, names=aus.plans.names,
            sky=aus.sky, evidence=lambda asked: duty.checked("watch", asked).verdict.evidence,
            came=lambda item: came(unit, item),
        )  # fmt: skip
    learnt = {each.record_id: each.text for each in told if each.learnt is not None}
    assert learnt.keys() == new
    assert set(learnt.values()) == {"orbit of norad:90001", "orbit of norad:90002"}
    assert all(each.record_id for each in told), "nothing of that time is forgotten"


def test_who_is_silent_since_when_is_in_no_finding_that_others_may_read(box):
    """It is in that of a plan for our own people alone, and in our own view of both."""
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    bring(fra, three())
    ready(fra, Readiness.READY)
    rounds(box)
    silent = {
        PC: "a source by whose orbits we go is not heard of",
        'miss_distance("PLANNED 1", days=0.9) > 1 km': "a source by whose orbits we go is not",
        'maneuvers("PLANNED 1", days=0.9) == 0': "a source by whose orbits we go is not heard of",
        'ready("radar", nation="FRA")': "whose word it is was not heard of lately",
        'records(kind="orbit", nation="FRA") == 1': "whose word it is was not heard of lately",
    }
    enter(aus, *silent, name="shared")
    enter(aus, *silent, name="own", to=("AUS",))
    with later(box, 11.0):
        rounds(box)
    with later(box, aus.exchange.desk.settings.silence_s + 120.0):
        now = aus.clock.now()
        for name, to in (("late", ALL), ("late-own", ("AUS",))):
            aus.plans.duty.enter(enter(aus, PC, name=name, to=to), now)
        aus.plans.step(now)
    heard = aus.plans.feeds["FRA"].heard
    assert heard != BEGAN, "no instant of anything else"
    book = aus.plans.duty.book
    told = {name: book.plan("AUS", name).found for name in ("shared", "own")}
    assert told["shared"].keys() == told["own"].keys() == silent.keys()
    for asked, words in silent.items():
        (shared,), (own,) = told["shared"][asked], told["own"][asked]
        assert (shared.label.releasable_to, own.label.releasable_to) == (ALL, ("AUS",))
        with aus.store.read() as unit:
            signed = read_record(unit.envelope(shared.record_id)).payload.body
        assert heard.utc_iso(0)[:-1].encode() not in bytes(signed)
        assert b"no word" not in bytes(signed)
        assert words in shared.body.why
        assert words in shared.body.readings[0].text
        assert shared.body.readings[0].since_utc is None
        assert shared.body.since_utc == shared.body.seen_utc == utc_text(now)
        said = f"no word since {heard.utc_iso(0)} from FRA"
        assert said in own.body.why
        assert said in own.body.readings[0].text
        assert said in aus.plans.duty.checked("shared", asked).verdict.text
    since = [book.plan("AUS", name).told(PC).body.since_utc for name in ("late", "late-own")]
    assert since == [utc_text(now), utc_text(heard)], "what was never looked at before"
    assert aus.plans.duty.checked("late", PC).since == heard


def test_three_days_alone_and_back_the_plan_tells_what_it_knew_and_what_it_learns(box):
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    looks = 'sensors_up("GEO", nation="FRA") > 0'
    bring(fra, three())
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
