"""The trade and the smallest burn: against brute force, Alfano's integral, real messages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cspo.avoidance import (
    Burn,
    Encounter,
    Target,
    burn_response,
    choose,
    fly,
    smallest_burns,
    trade,
)
from cspo.conjunction.probability import pc_alfano2005
from cspo.errors import FrameMismatch, OutOfRange, UsageError
from cspo.frames import Frame, rtn_from_inertial
from cspo.orbits import Covariance, State
from tests.avoidance.cases import TCA, circular, of_message

Floats = NDArray[np.float64]

TERRA = "000025994_conj_000037558_20210324_151047_20210323_154356.cdm"
OTHERS = [
    TERRA,
    "000027424_conj_000031201_20230823_165542_20230819_215513.cdm",
    "000033591_conj_000042216_20211203_183431_20211202_153618.cdm",
]


@pytest.fixture(scope="module")
def terra(data_dir: Path) -> Encounter:
    return of_message(data_dir / "astro/pc/cdm" / TERRA)


@pytest.fixture(scope="module")
def tandem(data_dir: Path) -> Encounter:
    """TerraSAR-X and TanDEM-X, 57 m apart."""
    return of_message(min((data_dir / "cdm/privateer_tsx_tdx").iterdir()))


def directions(count: int) -> Floats:
    """Unit vectors all over the sphere (a Fibonacci lattice)."""
    z = 1.0 - 2.0 * (np.arange(count) + 0.5) / count
    turn = np.pi * (1.0 + np.sqrt(5.0)) * np.arange(count)
    flat = np.sqrt(1.0 - z * z)
    return np.stack([flat * np.cos(turn), flat * np.sin(turn), z], axis=-1)


def test_on_a_circle_it_is_clohessy_and_wiltshire() -> None:
    # Clohessy and Wiltshire 1960; Vallado, 4th ed., equation 6-66
    encounter = circular()
    n = 2.0 * np.pi / encounter.period_s
    for lead_s in (300.0, 4_000.0, 40_000.0):
        s, c = np.sin(n * lead_s), np.cos(n * lead_s)
        expected = np.array(
            [
                [s / n, 2.0 * (1.0 - c) / n, 0.0],
                [-2.0 * (1.0 - c) / n, (4.0 * s - 3.0 * n * lead_s) / n, 0.0],
                [0.0, 0.0, s / n],
            ]
        )
        state = encounter.state1
        response = burn_response(state.r_km, state.v_km_s, [lead_s])[0]
        assert response[:3] == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("turns", [0.5, 2.25])
def test_no_direction_beats_the_best(data_dir: Path, name: str, turns: float) -> None:
    encounter = of_message(data_dir / "astro/pc/cdm" / name)
    lead_s, size = turns * encounter.period_s, 5e-6
    for by_miss in (False, True):
        best = trade(encounter, [lead_s], [size], ["best"], by_miss=by_miss)
        pc, miss = linear(encounter, lead_s, size * directions(1_000))
        if by_miss:
            assert best.miss_distance_km[0] >= miss.max() * (1.0 - 1e-6)
        else:  # by the exponent of a Gaussian, which is exact for a small hard body
            assert best.pc[0] <= pc.min() * 1.02


def linear(encounter: Encounter, lead_s: float, dv_rtn_km_s: Floats) -> tuple[Floats, Floats]:
    """Pc (Alfano's) and miss of burns (n, 3) by the closed form, put together by hand."""
    one, two = encounter.state1, encounter.state2
    axes = rtn_from_inertial(one.r_km, one.v_km_s)
    change = dv_rtn_km_s @ burn_response(one.r_km, one.v_km_s, [lead_s])[0].T
    r_km, v_km_s = one.r_km + change[:, :3] @ axes, one.v_km_s + change[:, 3:] @ axes
    r2_km, v2_km_s = np.full_like(r_km, two.r_km), np.full_like(r_km, two.v_km_s)
    cov1, cov2 = encounter.covariances(r_km, v_km_s, r2_km, v2_km_s)
    pc = pc_alfano2005(r_km, v_km_s, cov1, r2_km, v2_km_s, cov2, encounter.hbr_km).pc
    gap, speed = r2_km - r_km, v2_km_s - v_km_s
    shift = (gap * speed).sum(axis=1) / (speed * speed).sum(axis=1)
    return pc, np.linalg.norm(gap - shift[:, None] * speed, axis=1)


def test_rows_are_those_of_alfano(terra: Encounter) -> None:
    table = trade(terra, [3_000.0, 20_000.0], [1e-6, 3e-5])
    assert len(table) == 2 * 7 * 2
    for row in range(len(table)):
        pc, miss = linear(terra, float(table.lead_s[row]), table.dv_rtn_km_s[row : row + 1])
        assert table.miss_distance_km[row] == pytest.approx(miss[0], rel=1e-9)
        assert table.pc[row] == pytest.approx(pc[0], rel=5e-3, abs=1e-30)
        assert np.linalg.norm(table.dv_rtn_km_s[row]) == pytest.approx(table.size_km_s[row])


@pytest.mark.parametrize("name", OTHERS)
def test_the_smallest_is_on_the_edge_of_the_target(data_dir: Path, name: str) -> None:
    encounter = of_message(data_dir / "astro/pc/cdm" / name)
    leads = encounter.period_s * np.arange(0.5, 6.0, 0.5)
    target = Target(pc=1e-8)
    table = smallest_burns(encounter, leads, target, 1e-3, ["best", "+T", "-T"])
    known = np.flatnonzero(np.isfinite(table.size_km_s))
    assert len(known) > len(leads)
    assert table.pc[known] == pytest.approx(1e-8, rel=1e-4)
    best = table.size_km_s[table.direction == "best"]
    others = np.fmin(*(table.size_km_s[table.direction == way] for way in ("+T", "-T")))
    assert (best <= others * (1.0 + 1e-3)).all()
    less = trade(encounter, leads[:1], [0.999 * best[0]], ["best"])
    assert less.pc[0] > 1e-8


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_chosen_reaches_the_target_in_flight(data_dir: Path, name: str) -> None:
    encounter = of_message(data_dir / "astro/pc/cdm" / name)
    target = Target(pc=1e-7, miss_distance_km=0.5)
    leads = encounter.period_s * np.arange(0.5, 9.0, 0.25)
    table = smallest_burns(encounter, leads, target, 1e-3)
    flight = choose(encounter, table, target, 1e-3)
    assert flight is not None
    assert flight.pc <= 1e-7
    assert flight.miss_distance_km >= 0.5
    assert flight.burn.size_km_s <= 1.05 * np.nanmin(table.size_km_s)


def test_a_miss_alone_can_be_the_target(terra: Encounter) -> None:
    target = Target(miss_distance_km=2.0)
    table = smallest_burns(terra, [30_000.0], target, 1e-3, ["best", "+T"])
    assert table.miss_distance_km == pytest.approx(2.0, rel=1e-6)
    flight = choose(terra, table, target, 1e-3)
    assert flight is not None
    assert flight.miss_distance_km >= 2.0


def test_out_of_reach_is_nan_and_nothing_is_chosen(terra: Encounter) -> None:
    table = smallest_burns(terra, [600.0, 1_200.0], Target(pc=1e-9), 1e-8)
    assert np.isnan(table.size_km_s).all()
    assert choose(terra, table, Target(pc=1e-9), 1e-8) is None


def test_no_burn_is_needed_where_the_target_is_met() -> None:
    far = circular(miss_km=20.0)
    table = smallest_burns(far, [3_000.0, 6_000.0], Target(pc=1e-6), 1e-3)
    assert table.size_km_s.tolist() == [0.0, 0.0]
    assert choose(far, table, Target(pc=1e-6), 1e-3) is None


@pytest.mark.parametrize("inclination_rad", [0.0, 1e-12, np.pi / 2, np.pi])
@pytest.mark.parametrize("miss_km", [0.0, 1e-9, 0.05])
def test_dead_center_and_singular_orbits_have_an_answer(
    inclination_rad: float, miss_km: float
) -> None:
    encounter = circular(inclination_rad=inclination_rad, miss_km=miss_km, turn_rad=1.5)
    target = Target(pc=1e-6)
    leads = encounter.period_s * np.array([0.5, 1.0, 1.5])
    table = smallest_burns(encounter, leads, target, 1e-2)
    assert np.isfinite(table.size_km_s).all()
    flight = choose(encounter, table, target, 1e-2)
    assert flight is not None
    assert flight.pc <= 1e-6


def test_the_other_may_burn(terra: Encounter) -> None:
    other = terra.other_way()
    assert other.assess().pc[0] == pytest.approx(terra.assess().pc[0], rel=1e-9)
    assert other.other_way().state1 is terra.state1
    table = smallest_burns(other, [20_000.0], Target(pc=1e-6), 1e-3)
    assert np.isfinite(table.size_km_s).all()


BENT = "000043613_conj_000048526_20220521_201359_20220517_152316.cdm"


def test_where_foster_fails_another_method_decides(data_dir: Path) -> None:
    """15 km/s, but errors so long that they bend with the orbit: Nc2D, in table and flight."""
    encounter = of_message(data_dir / "astro/pc/cdm" / BENT)
    assert encounter.is_fast
    assert not encounter.is_straight()
    leads = encounter.period_s * np.array([1.5, 3.5])
    target = Target(pc=1e-8)
    table = smallest_burns(encounter, leads, target, 1e-3)
    assert np.isfinite(table.size_km_s).all()
    flight = choose(encounter, table, target, 1e-3)
    assert flight is not None
    assert flight.assessment.method_label(0) == "hall2021_nc2d"
    assert flight.pc <= 1e-8
    assert flight.burn.size_km_s <= 1.2 * table.size_km_s.min()


def test_slow_encounters_with_a_pc_are_flown(data_dir: Path) -> None:
    """0.12 km/s: every burn flown, Pc by the method that holds."""
    name = "000028654_conj_000041835_20220106_193032_20220105_161142.cdm"
    encounter = of_message(data_dir / "astro/pc/cdm" / name)
    assert not encounter.is_fast
    target = Target(pc=1e-5)
    table = smallest_burns(encounter, [5.5 * encounter.period_s], target, 1e-3, ["+T"])
    assert 0.0 < table.pc[0] <= 1e-5
    flight = choose(encounter, table, target, 1e-3)
    assert flight is not None
    assert flight.burn.size_km_s == table.size_km_s[0]
    assert flight.pc == table.pc[0]


class TestSlow:
    """Formations, where relative motion is no straight line."""

    def test_no_pc_means_no_burn_by_pc(self, tandem: Encounter) -> None:
        assert not tandem.is_straight()
        table = smallest_burns(tandem, [9_000.0], Target(pc=1e-6), 1e-3)
        assert np.isnan(table.size_km_s).all()

    def test_a_miss_is_flown(self, tandem: Encounter) -> None:
        target = Target(miss_distance_km=0.3)
        leads = tandem.period_s * np.array([1.5, 3.0])
        told: list[float] = []
        table = smallest_burns(tandem, leads, target, 1e-4, ["+T", "-T"], progress=told.append)
        assert np.isfinite(table.size_km_s).any()
        assert 0.0 < max(told) <= 1.0
        flight = choose(tandem, table, target, 1e-4)
        assert flight is not None
        assert flight.miss_distance_km >= 0.3
        assert not flight.at_edge

    def test_two_at_rest_beside_each_other(self) -> None:
        """The same orbit, 100 m apart along it: no closest approach, nothing raised."""
        one = circular().state1
        angle = 0.1 / 7_000.0
        turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0],
                         [0, 0, 1.0]])  # fmt: skip
        still = replace(
            circular(),
            state2=State(
                frame=Frame.GCRF, epoch=TCA, r_km=turn @ one.r_km, v_km_s=turn @ one.v_km_s
            ),
        )
        assert not still.is_straight()
        table = trade(still, [6_000.0], [1e-5], ["+T", "best"], by_miss=True)
        assert np.isfinite(table.miss_distance_km).all()
        flight = fly(still, Burn(epoch=TCA - 6_000.0, dv_rtn_km_s=[0.0, 1e-5, 0.0]))
        assert np.isfinite(flight.miss_distance_km)

    def test_the_same_state_twice(self) -> None:
        same = replace(circular(), state2=circular().state1)
        assert not same.is_straight()
        table = trade(same, [6_000.0], [1e-5], ["best"], by_miss=True)
        assert np.isfinite(table.miss_distance_km).all()


def test_encounters_without_meaning_are_refused() -> None:
    good = circular()
    fast = State(frame=Frame.GCRF, epoch=TCA, r_km=[7_000, 0, 0], v_km_s=[0, 12.0, 0])
    with pytest.raises(OutOfRange, match="ellipse"):
        replace(good, state1=fast)
    replace(good, state2=fast)  # what does not burn may fly by
    with pytest.raises(UsageError, match="hbr_km"):
        replace(good, hbr_km=0.0)
    later = State(frame=Frame.GCRF, epoch=TCA + 1.0, r_km=[7_000, 0, 0], v_km_s=[0, 7, 0])
    with pytest.raises(FrameMismatch):
        replace(good, state2=later)
    with pytest.raises(UsageError, match="RTN"):
        replace(good, covariance1=Covariance(frame=Frame.GCRF, matrix=np.eye(6)))
    fixed = State(frame=Frame.ITRF, epoch=TCA, r_km=[7_000, 0, 0], v_km_s=[0, 7, 0])
    with pytest.raises(FrameMismatch, match="inertial"):
        replace(good, state1=fixed, state2=fixed)


@pytest.mark.parametrize("lead_s", [[0.0], [-5.0], [np.nan], []])
def test_times_without_meaning_are_refused(lead_s: list[float]) -> None:
    for call in (
        lambda: trade(circular(), lead_s, [1e-5]),
        lambda: smallest_burns(circular(), lead_s, Target(pc=1e-6), 1e-3),
    ):
        with pytest.raises(UsageError):
            call()


def test_other_nonsense_is_refused() -> None:
    with pytest.raises(UsageError):
        trade(circular(), [60.0], [1e-5], ["up"])
    with pytest.raises(UsageError):
        smallest_burns(circular(), [60.0], Target(pc=1e-6), 0.0)
    for names in (["up"], []):
        with pytest.raises(UsageError):
            smallest_burns(circular(), [60.0], Target(pc=1e-6), 1e-3, names)
    for numbers in ({}, {"pc": 0.0}, {"pc": 2.0}, {"miss_distance_km": 0.0}):
        with pytest.raises(UsageError):
            Target(**numbers)
    with pytest.raises(UsageError):
        Burn(epoch=TCA, dv_rtn_km_s=[np.nan, 0.0, 0.0])
    with pytest.raises(OutOfRange):
        burn_response([7_000.0, 0, 0], [7.0, 0.0, 0.0], [60.0])
    with pytest.raises(OutOfRange):
        burn_response([7_000.0, 0, 0], [0.0, 12.0, 0.0], [60.0])
