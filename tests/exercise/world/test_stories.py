"""The scenarios that come with cspo tell their stories in their worlds, by somebody else's SGP4."""

from __future__ import annotations

from importlib.resources import files

import erfa
import numpy as np
import pytest

from cspo.exercise.scenario import Scenario, load
from cspo.exercise.world import Input, InputKind, TruthEvent, TruthKind, World
from cspo.exercise.world.truth import Truth
from cspo.time import Epoch
from cspo.time.utc import jd_utc_arrays
from tests.exercise.world.worlds import others_state


def told(name: str) -> tuple[Scenario, World, list[Input]]:
    """A shipped scenario's world, over."""
    given = load((files("cspo.exercise.scenario") / "data" / f"{name}.yaml").read_bytes(), name)
    world = World(given)
    inputs = [*world.begin(), *world.step(world.t + given.duration_s)]
    return given, world, inputs


def truth_of(world: World) -> Truth:
    """Where everything in it is."""
    assert world._stage.sky is not None
    return world._stage.sky.truth


def of_pieces(world: World) -> list[TruthEvent]:
    """Approaches of pieces to what the scenario names."""
    return [
        each for each in world.truth
        if each.what is TruthKind.APPROACH and any(o.startswith("norad:992") for o in each.objects)
    ]  # fmt: skip


def check_by_brute_force(world: World, each: TruthEvent) -> None:
    """The range is least at that instant, and as large as it was told."""
    truth = truth_of(world)
    sets = truth.sets([truth.number_of(name) for name in each.objects])

    def apart_km(t: Epoch) -> float:
        one, two = (others_state(sets, row, t)[0] for row in (0, 1))
        return float(np.linalg.norm(one - two))

    here_km = apart_km(each.t)
    assert each.number is not None
    assert here_km == pytest.approx(each.number, abs=6e-3)
    # the C++'s epoch moves a fast pair by some metres: 10 ms of 14 km/s are 140
    assert here_km < min(apart_km(each.t + s) for s in (-0.05, 0.05, -1.0, 1.0)) + 1e-6


def test_pieces_come_near_satellites_in_the_short_break_up() -> None:
    given, world, inputs = told("breakup-in-low-orbit-short")
    near = of_pieces(world)
    for each in near[::3]:
        check_by_brute_force(world, each)
    owners = {f"norad:{asset.norad_id}": asset.owner for asset in given.world.assets}
    met = {owners[name] for each in near for name in each.objects if name in owners}
    assert {"DEU", "GBR", "ITA", "JPN"} <= met
    reports = [e for e in inputs if e.kind is InputKind.REPORT]
    assert {e.bodies()[0].what.value for e in reports} == {"breakup"}
    check_its_numbers(given, world, "DEU GBR JPN")


@pytest.mark.soak
def test_pieces_come_near_satellites_of_six_nations_in_the_long_one() -> None:
    given, world, _ = told("breakup-in-low-orbit")
    near = of_pieces(world)
    for each in near[::20]:
        check_by_brute_force(world, each)
    owners = {f"norad:{asset.norad_id}": asset.owner for asset in given.world.assets}
    met = {owners[name] for each in near for name in each.objects if name in owners}
    assert met == {"CAN", "DEU", "FRA", "GBR", "ITA", "JPN"}
    check_its_numbers(given, world, "CAN DEU FRA GBR ITA JPN")


def check_its_numbers(given: Scenario, world: World, whom: str) -> None:
    """What directors read of the break-up is so: how many pieces, whom they meet, how near."""
    (burst,) = (each for each in world.truth if each.what is TruthKind.BREAKUP)
    assert f" {burst.number:.0f} " in given.world.text.replace(",", " ")
    owners = {f"norad:{asset.norad_id}": asset.owner for asset in given.world.assets}
    near = [each for each in of_pieces(world) if (each.number or 0.0) < 0.04]
    assert sorted(owners[name] for each in near for name in each.objects if name in owners) == (
        whom.split()
    )
    assert "within 40 m" in given.world.text


def test_the_false_orbits_are_what_directors_and_players_are_told() -> None:
    """20 km ahead of the true orbit with its burn, and not of the one before it."""
    given = load((files("cspo.exercise.scenario") / "data" / "late-manoeuvre.yaml").read_bytes())
    (lie,) = given.world.false_sources
    (asked,) = (each for each in given.events if "orbit service" in each.text)
    world = World(given)
    world.begin()
    world.step(world.t + (asked.at_s or 0.0))
    truth, sky = truth_of(world), world._stage.sky
    assert sky is not None
    number, t = sky.number_of(lie.asset), world.t
    false, good = sky.false_set(
        number, t, (lie.radial_km, lie.in_track_km, lie.cross_track_km)
    )  # fmt: skip
    assert good.all()
    here, v_km_s = others_state(truth.sets([number]), 0, t)
    along = v_km_s / np.linalg.norm(v_km_s)
    ahead_km = float((others_state(false, 0, t)[0] - here) @ along)
    unburnt_km = float((others_state(truth.catalog, number, t)[0] - here) @ along)
    assert ahead_km == pytest.approx(20.0, abs=0.1)
    assert unburnt_km == pytest.approx(3.0 * 0.12e-3 * (18_000.0 - 7_200.0), rel=0.1)
    assert "20 km ahead" in asked.text
    assert "20 km ahead" in given.world.text
    assert "burn in it" in given.world.text
    assert lie.text.startswith(f"Its clock is {20.0 / np.linalg.norm(v_km_s):.1f} s slow")


@pytest.mark.soak
def test_the_quiet_inspector_goes_along_the_belt() -> None:
    given, world, _ = told("quiet-inspector-short")
    starts = Epoch.from_utc(given.starts_utc)
    truth = truth_of(world)
    (name,) = {
        name for each in world.truth if each.what is TruthKind.DRIFT for name in each.objects
    }
    number = truth.number_of(name)

    def east_deg(t: Epoch) -> float:
        """By two rotations of the pole alone, and the state of that time."""
        r_km, _ = truth.state_at(number, t)
        jd, fraction = (float(x[0]) for x in jd_utc_arrays(np.array([t.tai_ns])))
        return float(np.degrees(np.arctan2(r_km[1], r_km[0]) - erfa.gmst82(jd, fraction)) % 360.0)

    before, after = east_deg(starts), east_deg(starts + given.duration_s)
    leaves = next(each for each in world.truth if each.what is TruthKind.BURN)
    # one revolution with dv along the track moves it by 3 dv / v of a turn, against the burn
    days = (given.duration_s - (leaves.t - starts)) / 86_400.0
    assert leaves.number is not None
    burns = [each for each in world.truth if each.what is TruthKind.BURN]
    drift_deg_d = 3.0 * leaves.number / 3_074.7 * 360.0
    drifting_d = ((burns[1].t if len(burns) > 1 else starts + given.duration_s) - leaves.t) / 86_400
    assert after - before == pytest.approx(drift_deg_d * drifting_d, rel=0.15)
    assert days > 1.0
    # in the mean over a revolution it goes evenly from where it stood to where it stops
    for each in world.truth:
        if each.what is TruthKind.DRIFT:
            gone = min((each.t - leaves.t) / 86_400 / drifting_d, 1.0)
            assert each.number == pytest.approx(before + gone * (after - before), abs=0.05)
