"""Plans that ask of the coming week: what a running node screens, flags and signs days ahead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import planned_boxes
import pytest
from boxes import BEGAN
from planned_boxes import asking_box, bring, crossing, enter, later, records, small_sky

from cspo.node.runtime.ahead_work import wanted_ahead
from cspo.operations.assess import Assets
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.opening import open_whole
from cspo.orbits import Catalog
from cspo.records.bodies.identities import EventId
from cspo.records.bodies.standing import PlanStanding
from cspo.units import DAY_S

EPOCH = BEGAN + -3_600.0
WEEK = 'max_pc(asset="PLANNED 1") < 1e-7'
"""At the default settings: seven days, of which a node screens one for all."""


@pytest.fixture
def box(tmp_path):
    with asking_box(tmp_path) as box:
        yield box


def rounds(box, count: int = 14) -> None:
    planned_boxes.rounds(box, count)


def three() -> Catalog:
    return small_sky(EPOCH, bstar_per_er=1e-6)


def reading(node, expression: str = WEEK):
    return node.plans.duty.checked("watch", expression).verdict.readings[0].reading


def standing(node, expression: str = WEEK) -> PlanStanding:
    return planned_boxes.standing(node, expression)


def test_a_week_is_known_at_the_default_settings_and_says_how_far_it_was_looked(box):
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    bring(fra, three())
    rounds(box)
    assert aus.ahead.view is None, "no plan asks"
    enter(aus, WEEK)
    rounds(box, 2)
    assert standing(aus) is PlanStanding.UNKNOWN
    assert "being screened" in reading(aus).text
    rounds(box)
    assert standing(aus) is PlanStanding.HOLDS
    assert reading(aus).value == 0.0
    assert "no approach within 5 km in 7 d" in reading(aus).text
    assert "this one to 2024-11-" in reading(aus).text
    assert records(aus, "plan-finding") == [], "not known yet was no news"
    assert not aus.ahead.busy
    assert fra.ahead.view is None, "it has no plan of its own"


def test_new_elements_raise_a_pc_on_day_five_and_the_flag_goes_down_to_a_signed_record(box):
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    sky = three()
    bring(fra, sky)
    enter(aus, WEEK)
    rounds(box)
    assert standing(aus) is PlanStanding.HOLDS
    bring(fra, crossing(sky, 5 * DAY_S))
    rounds(box, 4)
    (flag,) = records(aus, "plan-finding")
    body = body_of(flag, REGISTRY)
    assert body.standing is PlanStanding.FAILS
    assert [each.id for each in records(fra, "plan-finding")] == [flag.id]
    known = aus.exchange.desk.context.directories
    kinds = set()
    with aus.store.read() as unit:
        for item in body.rests_on:
            kinds.add(open_whole(unit.envelope(item.partition("#")[0]), known).payload.kind)
    assert {"conjunction", "orbit"} <= kinds
    own = [each for each in records(aus, "conjunction") if each.payload.origin == "AUS"]
    told = [body_of(each, REGISTRY) for each in own]
    assert max(each.pc for each in told) == body.readings[0].value > 1e-7
    assert all(EventId.parse(each.event).tca - BEGAN > 0.9 * DAY_S for each in told)
    assert len({each.event for each in told}) == len(told) <= 5
    # nothing new: nothing more is said
    rounds(box, 4)
    assert len(records(aus, "plan-finding")) == 1
    assert len(records(aus, "conjunction")) == len(own)


def test_what_changes_while_a_pass_goes_on_is_told_before_it_is_done_and_stays(box):
    """Seven hours later the next pass is made, a day of it in each round."""
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    sky = three()
    bring(fra, sky)
    enter(aus, WEEK)
    rounds(box)
    assert standing(aus) is PlanStanding.HOLDS
    with later(box, 7 * 3_600.0):
        rounds(box, 1)
        assert aus.ahead.busy
    with later(box, 7 * 3_600.0 + 10.0):  # both have been heard of again
        bring(fra, crossing(sky, 5 * DAY_S))
        rounds(box, 2)
        assert aus.ahead.busy
        assert standing(aus) is PlanStanding.FAILS
        told = len(records(aus, "plan-finding"))
        last = body_of(records(aus, "plan-finding")[-1], REGISTRY)
        assert last.standing is PlanStanding.FAILS
        after = []
        while aus.ahead.busy:
            rounds(box, 1)
            after.append(standing(aus))
        rounds(box, 2)
        assert set(after) == {PlanStanding.FAILS}, "nor is it forgotten where the pass ends"
        assert len(records(aus, "plan-finding")) == told


def test_it_keeps_its_name_when_the_day_comes(box):
    aus = box.nodes["AUS"]
    sky = three()
    bring(aus, sky)
    bring(aus, crossing(sky, 2.5 * DAY_S))
    enter(aus, WEEK)
    rounds(box)
    before = {body_of(each, REGISTRY).event for each in records(aus, "conjunction")}
    assert before
    with later(box, 2.2 * DAY_S):
        rounds(box)
        view = aus.screening
        inside = {view.event_id(k) for k in range(len(view))}
        assert inside & before
        near = [k for k in range(len(view)) if view.event_id(k) in before]
        events = [body_of(each, REGISTRY).event for each in records(aus, "conjunction")]
        assert set(events) == before, "no event under two names"
        assert len(near) == len({view.tca(k).tai_ns // 10**9 for k in near})


def test_the_asset_itself_moves_and_its_days_are_screened_anew(box):
    aus = box.nodes["AUS"]
    sky = three()
    met = crossing(sky, 5 * DAY_S)
    bring(aus, met)
    away = replace(sky.take(np.array([0])), mean_anomaly_rad=np.array([1.5]))
    third = sky.take(np.array([2]))
    bring(aus, away)
    bring(aus, third)
    enter(aus, WEEK)
    rounds(box)
    assert standing(aus) is PlanStanding.HOLDS
    bring(aus, replace(sky.take(np.array([0])), epoch_tai_ns=np.array([EPOCH.tai_ns + 2])))
    rounds(box)
    assert standing(aus) is not PlanStanding.HOLDS
    assert reading(aus).high > 1e-7


def test_what_is_asked_first_and_how_much_at_most():
    none = Assets.none("AUS")
    assert wanted_ahead({"norad:1": 1.0, "norad:2": 7.0}, none, 24.0) == {"norad:2": 7.0}
    many = {f"norad:{n}": 30.0 for n in range(100)}
    assert len(wanted_ahead(many, none, 24.0)) == 32
    assert wanted_ahead({"norad:2": 7.0}, none, 240.0) == {}
