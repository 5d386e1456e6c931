"""Scenarios by chance: without a fault, the same by their seed, and worlds that end."""

from __future__ import annotations

import pytest

from cspo.exercise.scenario import dump, load, scenario_faults
from cspo.exercise.world import InputKind, TruthKind, World
from cspo.exercise.world.chance import chance_scenario
from cspo.time import Epoch


def test_a_hundred_are_without_a_fault_and_of_every_sort() -> None:
    made = [chance_scenario(seed) for seed in range(100)]
    for each in made:
        read, wrong = scenario_faults(dump(each))
        assert not wrong, (each.name, [str(one) for one in wrong])
        assert read == each
    assert 2 <= sum(each.tabletop for each in made) <= 20
    assert {line.do for each in made for line in each.script} == {
        "acknowledge", "propose", "accept", "burn", "release", "reaffirm", "note",
    }  # fmt: skip
    for name in (
        "breakups", "sensor_failures", "false_sources", "cut_feeds", "late_releases",
        "late_sources",
    ):  # fmt: skip
        assert sum(bool(getattr(each.world, name)) for each in made) > 15


@pytest.mark.parametrize("seed", [3, 17])
def test_their_worlds_run_to_the_end(seed: int) -> None:
    given = load(dump(chance_scenario(seed)))
    world = World(given)
    inputs = list(world.begin())
    starts = Epoch.from_utc(given.starts_utc)
    t_s = 0.0
    while t_s < given.duration_s:
        t_s = min(t_s + given.tick_s, given.duration_s)
        inputs += world.step(starts + t_s)
    assert world.t == starts + given.duration_s
    assert world.truth[0].what is TruthKind.BEGAN
    if not given.tabletop:
        assert {InputKind.CATALOG, InputKind.READINESS} <= {each.kind for each in inputs}
