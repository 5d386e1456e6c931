"""The scenarios that come with cspo: whole, defensive, and their meetings really happen."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sgp4.api import WGS72, Satrec, SatrecArray, jday

from cspo.errors import SourceError, UsageError
from cspo.exercise.scenario import SHIPPED, Elements, Scenario, read_scenario
from cspo.markings.parties import NATIONS

SHORT = [name for name in SHIPPED if name.endswith("-short")]
FULL = [name for name in SHIPPED if not name.endswith("-short")]
STORIES = ("breakup-in-low-orbit", "late-manoeuvre", "quiet-inspector")


def test_each_story_has_a_full_and_a_short_form() -> None:
    assert tuple(sorted(FULL)) == STORIES
    assert sorted(SHORT) == [f"{name}-short" for name in STORIES]
    assert all(2 <= len(read_scenario(name).nations) <= 4 for name in SHORT)
    assert all(read_scenario(name).nations == NATIONS for name in FULL)


@pytest.mark.parametrize("name", SHIPPED)
def test_it_says_that_it_is_invented_and_who_may_read_it(name: str) -> None:
    scenario = read_scenario(name)
    assert scenario.name == name
    assert "invented" in scenario.text
    assert set(scenario.releasable_to) == set(NATIONS)
    assert scenario.reads_real == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_objective_is_served_measured_and_played(name: str) -> None:
    scenario = read_scenario(name)
    for objective in scenario.objectives:
        serving = [each for each in scenario.events if objective.name in each.objectives]
        assert any(each.to for each in serving)
        assert any(each.expected for each in serving)
        assert any(each.measures for each in serving)
    asked = {each.by for event in scenario.events for each in event.expected}
    assert asked <= {each.by for each in scenario.script}, "the script plays whoever is asked"
    assert scenario.script
    assert scenario.plans


def satellite(elements: Elements, start: str) -> Satrec:
    """The same elements in Vallado's own code, as packaged by Rhodes."""
    day = np.datetime64(start.rstrip("Z")) - np.datetime64("1949-12-31T00:00:00")
    made = Satrec()
    made.sgp4init(
        WGS72, "i", 1, day / np.timedelta64(86_400, "s"), elements.bstar_per_er, 0.0, 0.0,
        elements.eccentricity, math.radians(elements.argp_deg),
        math.radians(elements.inclination_deg), math.radians(elements.mean_anomaly_deg),
        elements.mean_motion_rev_d * math.tau / 1_440.0, math.radians(elements.raan_deg),
    )  # fmt: skip
    return made


def least_km(scenario: Scenario, one: str, other: str, at_s: float) -> float:
    """The least distance of two within 10 min of an instant, unburnt, by brute force."""
    assets = {each.name: each for each in scenario.world.assets}
    two = [satellite(assets[name].elements, scenario.starts_utc) for name in (one, other)]
    both = SatrecArray(two)
    date = scenario.starts_utc
    day, part = jday(int(date[:4]), int(date[5:7]), int(date[8:10]), int(date[11:13]), 0, 0)
    times_s = at_s + np.arange(-600.0, 600.0, 0.05)
    error, r_km, _ = both.sgp4(np.full_like(times_s, day), part + times_s / 86_400.0)
    assert not error.any()
    return float(np.linalg.norm(r_km[0] - r_km[1], axis=1).min())


@pytest.mark.parametrize(
    ("name", "at_s", "unburnt_km"),
    [("late-manoeuvre-short", 25_200.0, 9.2), ("late-manoeuvre", 72_000.0, 20.0)],
)
def test_without_the_burn_they_would_have_passed_far_off(
    name: str, at_s: float, unburnt_km: float
) -> None:
    scenario = read_scenario(name)
    apart_km = least_km(scenario, "FJORD OBSERVER 2", "LARKSPUR 7", at_s)
    assert apart_km > 0.95 * unburnt_km
    assert f"Unburnt it would have passed FJORD OBSERVER 2 at {apart_km:.0f} km" in " ".join(
        scenario.world.text.split()
    )


def test_satellites_of_six_nations_are_in_the_shell_where_the_stage_breaks_up() -> None:
    """Its period to 0.2 %, which is 9 km of height."""
    for name in ("breakup-in-low-orbit", "breakup-in-low-orbit-short"):
        scenario = read_scenario(name)
        owners = {each.owner for each in scenario.world.assets if each.owner}
        assert owners == {"CAN", "DEU", "FRA", "GBR", "ITA", "JPN"}
        stage, *others = scenario.world.assets
        for other in others:
            ratio = other.elements.mean_motion_rev_d / stage.elements.mean_motion_rev_d
            assert abs(ratio - 1.0) < 2e-3


def test_names_that_are_none_are_told(tmp_path: object) -> None:
    with pytest.raises(UsageError, match="late-manoeuvre"):
        read_scenario("early-manoeuvre")
    with pytest.raises((UsageError, SourceError)):
        read_scenario("a\0b")
    with pytest.raises(UsageError):
        read_scenario(str(tmp_path))
