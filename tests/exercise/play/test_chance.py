"""Scenarios by chance run to their end: no crash, no clock that is stuck, a whole report."""

from __future__ import annotations

import pytest

from tests.exercise.play.chances import play_chance

QUICK = 10


@pytest.mark.parametrize(
    "seed",
    [*range(1, QUICK + 1), *(pytest.param(k, marks=pytest.mark.soak) for k in range(11, 101))],
)
def test_a_scenario_by_chance_runs_to_its_end(seed, tmp_path):
    found = play_chance(seed, tmp_path, again=seed > QUICK)  # those of the soak are replayed, too
    assert not found.wrong, found
    assert found.records > 0
