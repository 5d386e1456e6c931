"""Which number is reported, and what is said about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cspo.conjunction.probability import (
    Action,
    Flag,
    PcMethod,
    PcStatus,
    Violation,
    assess,
    covariance_from_rtn_sigma,
)
from cspo.conjunction.probability.assessment import Assessment
from cspo.conjunction.probability.usage import FOSTER, NC2D, NC3D
from cspo.errors import UsageError

BITS = {
    PcMethod.FOSTER_1992: FOSTER,
    PcMethod.HALL_2021_NC2D: NC2D,
    PcMethod.HALL_2021_NC3D: NC3D,
}

FULL = np.diag([1e-2, 4e-2, 1e-2, 1e-8, 1e-8, 1e-8])
FULL[0, 4] = FULL[4, 0] = 1e-6
GOOD: dict[str, Any] = {
    "r1_km": [7000.0, 0, 0], "v1_km_s": [0, 7.546, 0],
    "r2_km": [7000.2, 0, 0.1], "v2_km_s": [0, 0, 7.546],
    "hbr_km": 0.01, "cov1": FULL, "cov2": FULL,
}  # fmt: skip


def assess_case(case: Any, **options: Any) -> Assessment:
    r1, v1, c1, r2, v2, c2 = case.states
    return assess(r1, v1, r2, v2, case.hbr_km, cov1=c1, cov2=c2, **options)


def test_violations_of_the_cara_cdms_match(cara: list[Any]) -> None:
    """CARA's code is a digit for each kind; 100 is «inaccurate», the only one that occurs."""
    for case in cara:
        got = assess_case(case, all_methods=True)
        bits = Violation(int(got.violations[0]))
        expected = {0: Violation.NONE, 100: Violation.FOSTER_INACCURATE}
        assert bits & FOSTER == expected[case.expected["ViolationsPc2D"]], case.name
        assert bool(bits & NC2D) == bool(case.expected["ViolationsNc2D"]), case.name
        assert bool(bits & NC3D) == bool(case.expected["ViolationsNc3D"]), case.name


def test_reported_method_and_value_of_the_cara_cdms(cara: list[Any]) -> None:
    for case in cara:
        got = assess_case(case)
        violated = case.expected["ViolationsPc2D"] != 0
        assert got.method_label(0) == ("hall2021_nc2d" if violated else "foster1992"), case.name
        truth = case.expected["Nc2D" if violated else "Pc2D"]
        assert got.pc[0] == pytest.approx(truth, rel=1e-4), case.name
        assert got.reason(0) == ""


@pytest.fixture(scope="module")
def slow(alfano: dict[int, Any]) -> dict[int, Assessment]:
    """Alfano's cases, assessed once."""
    return {number: assess_case(case) for number, case in alfano.items()}


@pytest.fixture(scope="module")
def drifting(privateer: list[Any]) -> list[Assessment]:
    """Privateer's, with the hard body that theirs must have been, assessed once."""
    return [assess_case(replace(case, hbr_km=0.015), all_methods=True) for case in privateer]


def test_reported_method_is_never_one_that_is_violated(
    cara: list[Any], slow: dict[int, Assessment], drifting: list[Assessment]
) -> None:
    reported = set()
    for got in [*(assess_case(case) for case in cara), *slow.values(), *drifting]:
        method = PcMethod(int(got.method[0]))
        reported.add(method)
        if method is PcMethod.NONE:
            assert np.isnan(got.pc[0])
            assert got.status[0] != PcStatus.OK
        else:
            assert not Violation(int(got.violations[0])) & BITS[method]
    assert reported == {PcMethod.NONE, *BITS}


def test_slow_encounters_are_not_fosters(slow: dict[int, Assessment]) -> None:
    for number in (1, 9, 11):
        got = slow[number]
        assert got.method[0] != PcMethod.FOSTER_1992
        assert got.flags[0] & Flag.LONG_ENCOUNTER
        assert Violation(int(got.violations[0])) & Violation.FOSTER_EXTENDED


def test_monte_carlo_takes_over_where_even_nc3d_is_violated(
    alfano: dict[int, Any], slow: dict[int, Assessment]
) -> None:
    """The leader and the follower of case 11 never part: their Nc counts one meeting often."""
    assert np.isnan(slow[11].pc[0])
    assert slow[11].reason(0) == "ASSUMPTIONS_VIOLATED"
    told: list[float] = []
    got = assess_case(alfano[11], monte_carlo_trials=2_000, progress=told.append)
    assert told == [1.0]
    assert got.method_label(0) == "montecarlo"
    assert got.montecarlo_low[0] <= got.pc[0] <= got.montecarlo_high[0]
    assert got.pc[0] == got.montecarlo[0]


def test_all_methods_fills_every_column(cara: list[Any]) -> None:
    got = assess_case(cara[14], all_methods=True, monte_carlo_trials=20_000)
    for name in (
        "foster1992", "alfano2005", "elrod2019", "hall2021_nc2d", "hall2021_nc3d", "montecarlo",
    ):  # fmt: skip
        assert getattr(got, name)[0] == pytest.approx(0.0212, rel=0.2), name
    assert got.max_pc[0] >= got.foster1992[0]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"hbr_km": 0.0}, PcStatus.BAD_HARD_BODY),
        ({"hbr_km": -1.0}, PcStatus.BAD_HARD_BODY),
        ({"hbr_km": np.nan}, PcStatus.BAD_HARD_BODY),
        ({"r1_km": [np.inf, 0, 0]}, PcStatus.BAD_STATE),
        ({"v2_km_s": [0, 7.546, 0]}, PcStatus.ZERO_RELATIVE_VELOCITY),
        ({"r2_km": [7000.0, 0, 0], "v2_km_s": [0, 7.546, 0]}, PcStatus.ZERO_RELATIVE_VELOCITY),
        ({"cov1": None}, PcStatus.NO_COVARIANCE),
        ({"cov1": None, "cov2": None}, PcStatus.NO_COVARIANCE),
        ({"cov1": np.zeros((6, 6))}, PcStatus.ZERO_COVARIANCE),
        ({"cov1": np.zeros((6, 6)), "cov2": np.zeros((6, 6))}, PcStatus.ZERO_COVARIANCE),
        ({"cov2": -FULL}, PcStatus.NEGATIVE_VARIANCE),
        ({"cov2": np.diag([1e-2, -1e-2, 1e-2, 1e-8, 1e-8, 1e-8])}, PcStatus.NEGATIVE_VARIANCE),
        ({"cov2": FULL + np.triu(FULL, 1) + np.eye(6, k=1) * 1e-3}, PcStatus.NOT_SYMMETRIC),
        ({"cov2": np.diag([1e10] * 3 + [1e-8] * 3)}, PcStatus.DEFAULT_COVARIANCE),
        ({"cov1": np.where(np.eye(6) > 0, np.inf, 0.0)}, PcStatus.BAD_COVARIANCE),
        (
            {"cov1": np.array([[1.0, 2, 0], [2, 1, 0], [0, 0, 1]]), "cov2": FULL[:3, :3]},
            PcStatus.NOT_POSITIVE,
        ),
    ],
)
def test_bad_input_is_refused_with_a_reason(change: dict[str, Any], status: PcStatus) -> None:
    assert assess(**GOOD).status[0] == PcStatus.OK
    got = assess(**{**GOOD, **change})
    assert np.isnan(got.pc[0])
    assert got.status[0] == status
    assert got.reason(0) == status.name
    assert got.method[0] == PcMethod.NONE


def test_one_bad_event_does_not_spoil_the_others() -> None:
    n = 5
    rows = {k: np.repeat(np.asarray(v, dtype=float)[None], n, axis=0) for k, v in GOOD.items()}
    rows["cov1"][1] = np.nan
    rows["r2_km"][2] = np.nan
    rows["hbr_km"][3] = -1.0
    got = assess(**rows)
    assert list(got.status) == [
        PcStatus.OK, PcStatus.NO_COVARIANCE, PcStatus.BAD_STATE, PcStatus.BAD_HARD_BODY,
        PcStatus.OK,
    ]  # fmt: skip
    assert got.pc[0] == got.pc[4] == assess(**GOOD).pc[0]


def test_without_covariance_there_is_a_maximum_and_a_call_for_better_data() -> None:
    got = assess(**{**GOOD, "cov1": None, "cov2": None})
    assert got.flags[0] & Flag.NO_COVARIANCE
    miss = np.hypot(0.2, 0.1 / np.sqrt(2))
    assert got.max_pc[0] == pytest.approx(3.0 * 0.01**2 / miss**2 / np.e, rel=1e-2)
    assert got.action[0] == Action.BETTER_DATA


def test_position_only_is_fosters_or_nothing() -> None:
    short = {"cov1": FULL[:3, :3], "cov2": FULL[:3, :3]}
    got = assess(**{**GOOD, **short})
    assert got.method[0] == PcMethod.FOSTER_1992
    assert got.flags[0] & Flag.POSITION_ONLY
    assert np.isnan(got.hall2021_nc2d[0])
    # Full matrices with an empty velocity part are position only too (CARA).
    empty = np.zeros((6, 6))
    empty[:3, :3] = FULL[:3, :3]
    assert assess(**{**GOOD, "cov1": empty}).flags[0] & Flag.POSITION_ONLY
    # A slow encounter cannot be assessed with that.
    slow = assess(**{**GOOD, **short, "v2_km_s": [0, 7.546, 0.0005]})
    assert slow.reason(0) == "ASSUMPTIONS_VIOLATED"
    assert slow.flags[0] & Flag.LONG_ENCOUNTER


@pytest.mark.parametrize("miss_km", [0.01, 0.2, 5.0, 50.0])
def test_element_sets_never_call_for_a_maneuver(miss_km: float) -> None:
    sigma = [0.3, 1.0, 0.3]
    r1, v1 = np.array([[7000.0, 0, 0]]), np.array([[0, 7.546, 0]])
    r2, v2 = np.array([[7000.0 + miss_km, 0, 0]]), np.array([[0, 0, 7.546]])
    got = assess(
        r1, v1, r2, v2, 0.01,
        cov1=covariance_from_rtn_sigma(r1, v1, [sigma]),
        cov2=covariance_from_rtn_sigma(r2, v2, [sigma]),
        from_element_sets=True,
    )  # fmt: skip
    assert got.flags[0] & Flag.COVARIANCE_FROM_ELEMENT_SETS
    assert got.action[0] in (Action.NONE, Action.BETTER_DATA)
    assert got.action[0] == (Action.BETTER_DATA if miss_km < 1 else Action.NONE)


def test_actions_follow_the_numbers() -> None:
    cov = FULL * 1e-2
    near = assess(**{**GOOD, "r2_km": [7000.02, 0, 0.0], "cov1": cov, "cov2": cov})
    assert near.pc[0] > 1e-4
    assert near.action[0] == Action.MITIGATE
    far = assess(**{**GOOD, "r2_km": [7003.0, 0, 0.0], "cov1": cov, "cov2": cov})
    assert far.pc[0] < 1e-7
    assert far.action[0] == Action.NONE
    # A large covariance dilutes: the number is small, the maximum is not.
    diluted = assess(**{**GOOD, "cov1": FULL * 1e4, "cov2": FULL * 1e4})
    assert diluted.pc[0] < 1e-4 < diluted.max_pc[0]
    assert diluted.flags[0] & Flag.DILUTED
    assert diluted.action[0] == Action.BETTER_DATA


def test_units_slips_are_flagged() -> None:
    metres = assess(**{**GOOD, "r1_km": [7e6, 0, 0], "r2_km": [7e6 + 200, 0, 100]})
    assert metres.flags[0] & Flag.UNITS_DOUBTFUL
    body = assess(**{**GOOD, "hbr_km": 10.0})
    assert body.flags[0] & Flag.UNITS_DOUBTFUL
    assert not assess(**GOOD).flags[0] & Flag.UNITS_DOUBTFUL


def test_a_covariance_that_needs_a_repair_says_so() -> None:
    nearly = FULL[:3, :3].copy()
    nearly[0, 2] = nearly[2, 0] = 1.0001e-2
    got = assess(**{**GOOD, "cov1": nearly, "cov2": FULL[:3, :3]})
    assert got.flags[0] & Flag.COVARIANCE_REPAIRED
    assert Violation(int(got.violations[0])) & Violation.FOSTER_NOT_POSITIVE
    assert np.isnan(got.pc[0])


def test_default_hard_body_and_time_offset_are_flagged() -> None:
    got = assess(**GOOD, default_hbr=True)
    assert got.flag_names(0) == ["DEFAULT_HBR"]
    late = assess(**{**GOOD, "r2_km": [7000.2, -5.0, 5.0]})
    assert late.flags[0] & Flag.NOT_AT_TCA


def test_shapes_that_do_not_fit_raise() -> None:
    with pytest.raises(UsageError):
        assess(**{**GOOD, "r2_km": [[7000.0, 0, 0], [7000.0, 0, 0]]})
    with pytest.raises(UsageError):
        assess(**{**GOOD, "cov1": np.eye(4)})
    with pytest.raises(UsageError):
        assess(**{**GOOD, "hbr_km": [0.01, 0.02]})


def test_nothing_is_an_assessment_of_length_zero() -> None:
    empty = np.empty((0, 3))
    got = assess(empty, empty, empty, empty, np.empty(0))
    assert len(got) == 0


def test_privateers_two_methods(privateer: list[Any], drifting: list[Assessment]) -> None:
    """TerraSAR-X and TanDEM-X drift by at 0.2 m/s: Foster is out, whatever the hard body.

    The CDMs do not give their hard body; their ELROD-2019 is that of 15.000 m in
    all eight, and with that our Nc3D is their HALL-2021.
    """
    for case, got in zip(privateer, drifting, strict=True):
        assert got.elrod2019[0] == pytest.approx(case.expected["elrod"], rel=1e-5)
        assert got.hall2021_nc3d[0] == pytest.approx(case.expected["hall"], rel=3e-3)
        assert Violation(int(got.violations[0])) & Violation.FOSTER_EXTENDED
        assert got.method[0] != PcMethod.FOSTER_1992


def test_rtn_covariance_is_turned_right() -> None:
    cov = covariance_from_rtn_sigma([0, 7000.0, 0], [-7.5, 0, 0], [0.1, 0.2, 0.3])[0]
    # Radial is y, transverse -x, normal z.
    assert np.allclose(cov, np.diag([0.04, 0.01, 0.09]))
    assert np.isnan(covariance_from_rtn_sigma([7000.0, 0, 0], [0, 7.5, 0], [0.1, -0.2, 0.3])).all()
