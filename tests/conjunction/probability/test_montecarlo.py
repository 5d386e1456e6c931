"""Monte Carlo against CARA's SDMC intervals, and the interval itself against scipy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import beta

from cspo.conjunction.probability import PcStatus, pc_montecarlo
from cspo.conjunction.probability.binomial import clopper_pearson, wilson
from cspo.errors import UsageError


@pytest.mark.parametrize(
    ("hits", "trials"),
    [(0, 100), (3, 10), (100, 100), (9940, 460_000), (431, 4_000_000_000), (10143, 670_000_000)],
)
def test_interval_matches_scipy(hits: int, trials: int) -> None:
    low, high = clopper_pearson(hits, trials)
    expected_low = beta.ppf(0.025, hits, trials - hits + 1) if hits else 0.0
    expected_high = beta.ppf(0.975, hits + 1, trials - hits) if hits < trials else 1.0
    assert low == pytest.approx(expected_low, rel=1e-6, abs=0)
    assert high == pytest.approx(expected_high, rel=1e-6)
    score = wilson(hits, trials)
    assert score[0] - 1e-12 <= hits / trials <= score[1] + 1e-12


def test_interval_is_caras(cara: list[Any]) -> None:
    for case in cara:
        e = case.expected
        low, high = clopper_pearson(e["NhitSDMC"], e["NtotSDMC"])
        assert low == pytest.approx(e["PcSDMCLo"], rel=1e-5), case.name
        assert high == pytest.approx(e["PcSDMCHi"], rel=1e-5), case.name


def test_cara_cdms_likelier_than_1_in_1000(cara: list[Any]) -> None:
    """Our 95 % interval, of some 1,000 hits, overlaps CARA's. The rest takes 1e8: validation."""
    tested = 0
    for case in cara:
        if case.expected["Nc2D"] < 1e-3:
            continue
        got = pc_montecarlo(*case.inputs, trials=round(1000 / case.expected["Nc2D"]))
        assert got.status[0] == PcStatus.OK
        assert got.low[0] <= case.expected["PcSDMCHi"], case.name
        assert got.high[0] >= case.expected["PcSDMCLo"], case.name
        tested += 1
    assert tested == 6


@pytest.mark.parametrize("number", [1, 9, 11])
def test_slow_encounters_of_alfano(alfano: dict[int, Any], number: int) -> None:
    case = alfano[number]
    got = pc_montecarlo(
        *case.inputs, trials=30_000, seed=2, window_s=case.expected["window_s"], entries_only=True
    )
    assert got.low[0] <= case.expected["cara_mc_hi95"]
    assert got.high[0] >= case.expected["cara_mc_lo95"]


def test_alfanos_own_count_includes_who_is_inside_already(alfano: dict[int, Any]) -> None:
    case = alfano[9]
    got = pc_montecarlo(*case.inputs, trials=30_000, window_s=case.expected["window_s"])
    assert got.low[0] <= case.expected["alfano_mc_1e8"] <= got.high[0]


def test_the_same_seed_gives_the_same_hits(cara: list[Any]) -> None:
    case = cara[14]
    one = pc_montecarlo(*case.inputs, trials=40_000, seed=3)
    again = pc_montecarlo(*case.inputs, trials=40_000, seed=3)
    other = pc_montecarlo(*case.inputs, trials=40_000, seed=4)
    assert one.hits[0] == again.hits[0] != other.hits[0]
    assert one.pc[0] == one.hits[0] / 40_000
    # Beside another event it is the same event.
    pair = [np.concatenate([a, b]) for a, b in zip(cara[2].states, case.states, strict=True)]
    both = pc_montecarlo(*pair, np.array([cara[2].hbr_km, case.hbr_km]), trials=40_000, seed=3)
    assert both.hits[1] == one.hits[0]


def test_window_and_isolated_agree_on_a_fast_encounter(cara: list[Any]) -> None:
    case = cara[14]
    isolated = pc_montecarlo(*case.inputs, trials=40_000, seed=5)
    window = pc_montecarlo(*case.inputs, trials=40_000, seed=5, window_s=600.0)
    assert abs(int(isolated.hits[0]) - int(window.hits[0])) <= 1


def test_what_makes_no_sense() -> None:
    eye = np.eye(6) * 1e-4
    args = ([7000.0, 0, 0], [0, 7.5, 0], eye, [7000.1, 0, 0], [0, 0, 7.5], eye)
    with pytest.raises(UsageError):
        pc_montecarlo(*args, 0.01, trials=0)
    with pytest.raises(UsageError):
        pc_montecarlo(*args[:2], eye[:3, :3], *args[3:], 0.01)
    assert pc_montecarlo(*args, -1.0, trials=10).status[0] == PcStatus.BAD_HARD_BODY
    with pytest.raises(UsageError):
        clopper_pearson(3, 2)


def test_standstill_has_an_answer_over_a_window() -> None:
    """Two objects side by side at rest to each other: inside or not, for good."""
    cov = np.diag([1e-4, 1e-4, 1e-4, 1e-16, 1e-16, 1e-16])
    args = ([7000.0, 0, 0], [0, 7.5, 0], cov, [7000.0, 0.0, 0.01], [0, 7.5, 0], cov, 0.01)
    assert pc_montecarlo(*args, trials=100).status[0] == PcStatus.ZERO_RELATIVE_VELOCITY
    got = pc_montecarlo(*args, trials=20_000, window_s=1.0)
    # Distance of a normal (mean 0.01, σ = √2e-2 km an axis) below 0.01: noncentral chi-square.
    from scipy.stats import ncx2  # noqa: PLC0415

    expected = ncx2.cdf(0.01**2 / 2e-4, 3, 0.01**2 / 2e-4)
    assert got.low[0] < expected < got.high[0]


def test_progress_rises_to_one_over_all_events(cara: list[Any]) -> None:
    pair = [np.concatenate([a, b]) for a, b in zip(cara[2].states, cara[14].states, strict=True)]
    told: list[float] = []
    pc_montecarlo(*pair, 0.02, trials=40_000, progress=told.append)
    # Three blocks of 16,384 for each of two events.
    assert told == pytest.approx([16384 / 80e3, 32768 / 80e3, 0.5, 0.5 + 16384 / 80e3,
                                  0.5 + 32768 / 80e3, 1.0])  # fmt: skip
