"""Damaged scenarios are refused with their place or read as something that can be written."""

from __future__ import annotations

import collections
import random

import pytest

from tests.exercise.scenario.scenario_fuzz import make_damaged, read_one


def outcomes(seed: str, count: int) -> collections.Counter[str]:
    rng = random.Random(seed)
    return collections.Counter(
        read_one(data, table=table) for data, table in (make_damaged(rng) for _ in range(count))
    )


def test_some_hundred_damaged_scenarios() -> None:
    found = outcomes("scenarios", 300)
    assert found["refused"] > 100
    assert found["read"] > 10


@pytest.mark.soak
def test_many_damaged_scenarios() -> None:
    found = outcomes("many scenarios", 20_000)
    assert found["refused"] > 10_000
