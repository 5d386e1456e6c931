"""Plans that ask of the coming week: what a running node screens, flags and signs days ahead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import planned_boxes
import pytest
from boxes import BEGAN
from planned_boxes import asking_box, bring, crossing, enter, later, records, small_sky

from cspo.markings import make_label
from cspo.node.runtime.ahead_work import crowded_by, line_ahead
from cspo.operations.assess import Asset, AssetKind, Assets
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.opening import open_whole
from cspo.orbits import Catalog
from cspo.records.bodies.identities import EventId
from cspo.records.bodies.standing import PlanStanding
from cspo.units import DAY_S

EPOCH = BEGAN + -3_600.0
OWN = make_label("U", ["AUS"])
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
    assert line_ahead({"norad:1": 1.0, "norad:2": 7.0}, none, 24.0).wanted == {"norad:2": 7.0}
    many = {f"norad:{n}": 30.0 for n in range(100)}
    line = line_ahead(many, none, 24.0)
    assert (len(line.wanted), len(line.crowded)) == (32, 68)
    assert {*line.wanted, *line.crowded} == many.keys()
    assert line_ahead({"norad:2": 7.0}, none, 240.0).wanted == {}


def own(*objects: str) -> Assets:
    return replace(Assets.none("AUS"), assets=tuple(
        Asset(id=f"sat-{n}", name=name, kind=AssetKind.SATELLITE, objects=(name,), mark=OWN)
        for n, name in enumerate(objects)
    ))  # fmt: skip


def test_what_is_asked_within_the_window_takes_no_place():
    """Neither of another's, nor of the same satellite's that the nation's own file names."""
    within = {f"norad:{n}": 1.0 for n in range(40)}
    line = line_ahead(within, own("norad:3", "norad:99"), 24.0)
    assert line.wanted == {"norad:3": 7.0, "norad:99": 7.0}
    assert line.crowded == {}


def test_who_enters_one_too_many_is_told_of_theirs_and_of_how_many_others():
    none = Assets.none("AUS")
    others = {f"norad:{n}": 7.0 for n in range(100, 132)}
    before = line_ahead(others, none, 24.0)
    asked = ({"norad:200": 7.0}, {"norad:050": 7.0}, {"norad:200": 1.0}, {"norad:100": 9.0})
    told = [crowded_by(new, others, none, 24.0, before) for new in asked]
    assert told == [(("norad:200",), 0), ((), 1), ((), 0), ((), 0)]


def test_one_too_many_is_unknown_says_why_and_who_enters_it_is_warned(box):
    """Thirty-two objects that fly nowhere, by name before the satellite."""
    aus = box.nodes["AUS"]
    bring(aus, three())
    many = [f'max_pc("norad:{n}", days=7) < 1e-4' for n in range(101, 132)]
    enter(aus, *many, name="many")
    rounds(box, 2)
    assert aus.plans.crowd([WEEK]) == [], "the last place"
    enter(aus, *many, 'max_pc("norad:132", days=7) < 1e-4', name="many")
    rounds(box, 2)
    (warning,) = aus.plans.crowd([WEEK])
    assert "PLANNED 1 would not be among them" in warning
    assert aus.plans.crowd([WEEK.replace('")', '", days=1)')] * 2) == []
    assert aus.plans.crowd([], beside=[WEEK]) == []
    (pushed,) = aus.plans.crowd(['max_pc("norad:1") < 1e-4'])
    assert "1 would be so no more" in pushed
    assert aus.plans.crowd([*many[1:], WEEK], plan="many") == [], "in place of its own edition"
    enter(aus, WEEK)
    rounds(box)
    assert standing(aus) is PlanStanding.UNKNOWN
    told = reading(aus).text
    assert "32 objects are screened further ahead, and this one is not among them" in told
    assert "shorten days, or retire a plan" in told
