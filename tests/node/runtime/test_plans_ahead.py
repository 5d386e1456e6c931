"""Plans that ask of the coming week: what a running node screens, flags and signs days ahead."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from boxes import BEGAN, founded
from scipy.optimize import least_squares

from cspo.box import Box, BoxClock, BoxFolder
from cspo.dynamics import Sgp4Bulk
from cspo.markings import make_label
from cspo.node.runtime.ahead_work import wanted_ahead
from cspo.operations.assess import Assets
from cspo.operations.derive import body_of
from cspo.operations.ingest import ingest_catalog
from cspo.operations.kinds import REGISTRY
from cspo.operations.opening import open_whole
from cspo.operations.plan.deeds import put_plan
from cspo.orbits import Catalog
from cspo.records import read_record
from cspo.records.bodies.identities import EventId
from cspo.records.bodies.planning import Assumption, PlanBody, PlanStatus
from cspo.records.bodies.standing import PlanStanding
from cspo.units import DAY_S

ALL = ("AUS", "FRA")
EPOCH = BEGAN + -3_600.0
WEEK = 'max_pc(asset="PLANNED 1") < 1e-7'
"""At the default settings: seven days, of which a node screens one for all."""


def small_sky() -> Catalog:
    return Catalog(
        norad_id=[90001, 90002, 90003], epoch_tai_ns=EPOCH, mean_motion_rad_s=[1.05e-3, 1.1e-3,
        1.08e-3], eccentricity=[1e-3, 2e-3, 1e-3], inclination_rad=[0.9, 1.7, 1.2],
        raan_rad=[0.3, 2.0, 4.0], argp_rad=0.0, mean_anomaly_rad=[-0.02, 0.5, 3.0],
        bstar_per_er=1e-6, name=["PLANNED 1", "PIECE", "OTHER"],
        object_type=["PAYLOAD", "DEBRIS", "PAYLOAD"], source="made by hand", simulated=True,
    )  # fmt: skip


def crossing(sky: Catalog, at_s: float, later_ns: int = 1) -> Catalog:
    """The piece on an orbit that meets the satellite's so long past the epoch."""
    mine, own = sky.take(np.array([0])), sky.take(np.array([1]))
    when = np.array([at_s])
    target = Sgp4Bulk(mine).propagate(EPOCH, when)[0][0, :3, 0]

    def made(x: np.ndarray) -> Catalog:
        return replace(
            own, inclination_rad=np.array([1.3]), epoch_tai_ns=np.array([EPOCH.tai_ns + later_ns]),
            eccentricity=mine.eccentricity, argp_rad=mine.argp_rad, raan_rad=x[0:1],
            mean_anomaly_rad=x[1:2], mean_motion_rad_s=mine.mean_motion_rad_s * (1.0 + 1e-6 * x[2]),
        )  # fmt: skip

    def apart(x: np.ndarray) -> np.ndarray:
        return Sgp4Bulk(made(x)).propagate(EPOCH, when)[0][0, :3, 0] - target

    best = min(
        (
            least_squares(apart, [float(mine.raan_rad[0]) + 0.5, angle, 0.0], xtol=1e-15,
                          ftol=1e-15, x_scale=[1.0, 1.0, 100.0])
            for angle in np.arange(-3.0, 3.0, 0.5)
        ),
        key=lambda each: each.cost,
    )  # fmt: skip
    assert np.linalg.norm(best.fun) < 1e-2, "within ten metres"
    return made(best.x)


@pytest.fixture
def box(tmp_path):
    folder = BoxFolder.open(founded(tmp_path / "box"))
    with Box(folder, BoxClock(BEGAN)) as box:
        box.begin()
        for node in box.nodes.values():
            node.times.due_here = lambda job, *, every_s: True  # each round asks everybody
        yield box


def rounds(box, count: int = 14) -> None:
    for _ in range(count):
        box.loop.round()


def later(box, seconds: float):
    """The box's clock, so much further on."""
    clock = next(iter(box.nodes.values())).clock.now() + seconds
    return patch.object(BoxClock, "now", lambda self: clock)


def bring(node, catalog: Catalog) -> None:
    with node.store.write() as unit:
        ingest_catalog(
            unit, node.desk(unit), catalog, make_label("U", ALL), node.mode, node.clock.now(),
            "by hand", parts=("orbits", "objects"),
        )  # fmt: skip


def enter(node, *expressions: str):
    body = PlanBody(
        name="watch", number=1, status=PlanStatus.ACTIVE, objective="It keeps its orbit.",
        assumptions=tuple(Assumption(text=f"number {n}", expression=e)
                          for n, e in enumerate(expressions, 1)),
    )  # fmt: skip
    with node.store.write() as unit:
        return put_plan(
            unit, node.desk(unit), node.plans.duty.book, body, make_label("U", sorted(ALL)),
            mode=node.mode, t=node.clock.now(), person="p.lanner",
        )  # fmt: skip


def records(node, kind: str) -> list:
    with node.store.read() as unit:
        rows = unit.records_after(0, 400, kinds=(kind,))
    return [read_record(row.envelope) for row in rows]


def reading(node, expression: str = WEEK):
    return node.plans.duty.checked("watch", expression).verdict.readings[0].reading


def standing(node, expression: str = WEEK) -> PlanStanding:
    return node.plans.duty.checked("watch", expression).standing


def test_a_week_is_known_at_the_default_settings_and_says_how_far_it_was_looked(box):
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    bring(fra, small_sky())
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
    sky = small_sky()
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
    sky = small_sky()
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
    sky = small_sky()
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
    sky = small_sky()
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
