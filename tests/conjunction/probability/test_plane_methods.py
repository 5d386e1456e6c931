"""Foster, Alfano and Elrod against CARA, the Kelvins-derived set and an independent quadrature."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import erf

from cspo.conjunction.probability import (
    PcStatus,
    combined_plane,
    encounter_plane,
    foster1992_on_plane,
    pc_alfano2005,
    pc_elrod2019,
    pc_foster1992,
)


def test_cara_cdms_after_the_shift_to_tca(cara: list[Any]) -> None:
    for case in cara:
        got = pc_foster1992(*case.inputs)
        assert got.pc[0] == pytest.approx(case.expected["Pc2D"], rel=1e-6), case.name


def test_cara_cdms_without_the_shift(cara: list[Any]) -> None:
    for case in cara:
        got = pc_foster1992(*case.inputs, shift_to_tca=False)
        assert got.pc[0] == pytest.approx(case.expected["Pc2D_NoAdj"], rel=1e-6), case.name


def scipy_pc(states: tuple[Any, ...], hbr_km: float, *, shift: bool) -> float:
    """Own projection by numpy, own integral by scipy.integrate.quad."""
    r1, v1, c1, r2, v2, c2 = states
    r, v = r2 - r1, v2 - v1
    if shift:
        r = r - v * (r @ v) / (v @ v)
    basis = np.linalg.svd(v[None])[2][1:]
    w, axes = np.linalg.eigh(basis @ (c1 + c2)[:3, :3] @ basis.T)
    miss = axes.T @ basis @ r
    # CARA keeps the length of the miss where it is not shifted.
    z, x = np.abs(miss) * np.linalg.norm(r) / np.linalg.norm(miss)
    sz, sx = np.sqrt(w)

    def strip(theta: float) -> float:
        h = hbr_km * np.cos(theta)
        a = (hbr_km * np.sin(theta) - x) / sx
        both = erf((z + h) / (np.sqrt(2) * sz)) - erf((z - h) / (np.sqrt(2) * sz))
        return float(np.exp(-0.5 * a * a) * both * h)

    value, _ = quad(strip, -np.pi / 2, np.pi / 2, epsabs=0.0, epsrel=1e-10, limit=500)
    return float(value / (np.sqrt(8.0 * np.pi) * sx))


def test_cara_unit_cases(cara_unit: list[Any]) -> None:
    assert len(cara_unit) == 4
    for case in cara_unit:
        got = pc_foster1992(*case.inputs, shift_to_tca=False).pc[0]
        if case.expected["pc"] > 1e-12:  # below that a difference of erf has no digits left
            exact = scipy_pc(tuple(s[0] for s in case.states), case.hbr_km, shift=False)
            assert got == pytest.approx(exact, rel=1e-6), case.name
        # CARA's numbers are those of its 64-point Chebyshev rule, which misses by 1.1e-4 where
        # the hard body spans 50 σ and more. The same rule gives the same numbers.
        limit = 1e-6 if case.hbr_km < 0.5 else 1.2e-4
        assert got == pytest.approx(case.expected["pc"], rel=limit), case.name
        elrod = pc_elrod2019(*case.inputs, shift_to_tca=False)
        assert elrod.pc[0] == pytest.approx(case.expected["pc"], rel=1e-6), case.name


def test_alfano_cases_in_the_plane(alfano: dict[int, Any]) -> None:
    for case in alfano.values():
        got = pc_foster1992(*case.inputs)
        assert got.pc[0] == pytest.approx(case.expected["cara_pc2d"], rel=1e-6), case.name
        # Alfano's own table: printed digits, and a coarser rule.
        assert got.pc[0] == pytest.approx(case.expected["alfano_linear_2d"], rel=2e-4), case.name


def test_kelvins_derived_set_in_bulk(kelvins: dict[str, Any]) -> None:
    inputs = (*kelvins["states"], kelvins["hbr_km"])
    got = pc_foster1992(*inputs, shift_to_tca=False)
    assert (got.status == PcStatus.OK).all()
    error = np.abs(got.pc / kelvins["pc"] - 1.0)
    # The file is biased by its own rule: median 1.06e-3 (NUMBERS.md).
    assert error.max() < 5e-3
    assert 5e-4 < np.median(error) < 2e-3
    alfano = pc_alfano2005(*inputs, shift_to_tca=False)
    assert np.abs(alfano.pc / got.pc - 1.0).max() < 5e-3
    elrod = pc_elrod2019(*inputs, shift_to_tca=False)
    assert np.abs(elrod.pc / got.pc - 1.0).max() < 1e-9


def test_kelvins_derived_set_against_scipy(kelvins: dict[str, Any]) -> None:
    got = pc_foster1992(*kelvins["states"], kelvins["hbr_km"]).pc
    for i in range(0, len(got), 4):
        states = tuple(s[i] for s in kelvins["states"])
        expected = scipy_pc(states, kelvins["hbr_km"][i], shift=True)
        assert got[i] == pytest.approx(expected, rel=1e-6), i


def test_one_event_and_many_are_the_same_function(cara: list[Any]) -> None:
    many = pc_foster1992(
        *(np.concatenate([c.states[k] for c in cara]) for k in range(6)),
        np.array([c.hbr_km for c in cara]),
    )
    for i, case in enumerate(cara):
        single = pc_foster1992(*(s[0] for s in case.states), case.hbr_km)
        assert many.pc[i] == single.pc[0]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"hbr_km": 0.0}, PcStatus.BAD_HARD_BODY),
        ({"hbr_km": -0.01}, PcStatus.BAD_HARD_BODY),
        ({"hbr_km": np.nan}, PcStatus.BAD_HARD_BODY),
        ({"v2_km_s": [0.0, 7.5, 0.0]}, PcStatus.ZERO_RELATIVE_VELOCITY),
        ({"r2_km": [np.nan, 0, 0]}, PcStatus.BAD_STATE),
        ({"covariance_km2": np.zeros((3, 3))}, PcStatus.BAD_COVARIANCE),
        ({"covariance_km2": -np.eye(3)}, PcStatus.BAD_COVARIANCE),
        ({"covariance_km2": np.full((3, 3), np.nan)}, PcStatus.BAD_COVARIANCE),
    ],
)
def test_bad_numbers_have_a_status_and_no_pc(change: dict[str, Any], status: PcStatus) -> None:
    good: dict[str, Any] = {
        "r1_km": [7000.0, 0, 0], "v1_km_s": [0, 7.5, 0],
        "r2_km": [7000.1, 0, 0], "v2_km_s": [0, 0, 7.5],
        "covariance_km2": np.eye(3) * 0.01, "hbr_km": 0.01,
    }  # fmt: skip
    assert encounter_plane(**good).status[0] == PcStatus.OK
    plane = encounter_plane(**{**good, **change})
    assert plane.status[0] == status


def test_a_miss_of_zero_and_identical_positions() -> None:
    plane = encounter_plane(
        [7000.0, 0, 0], [0, 7.5, 0], [7000.0, 0, 0], [0, 0, 7.5], np.eye(3) * 0.01, 0.01
    )
    assert plane.status[0] == PcStatus.OK
    assert plane.miss_distance_km[0] == 0.0
    # 1 - exp(-R²/2σ²) for a round covariance about the center.
    assert foster1992_on_plane(plane).pc[0] == pytest.approx(-np.expm1(-0.5 * 0.01), rel=1e-12)


def test_eigenvalues_below_the_floor_are_raised_and_flagged() -> None:
    thin = np.diag([1e-2, 1e-2, 1e-20])
    plane = encounter_plane(
        [7000.0, 0, 0], [0, 7.5, 0], [7000.0, 0, 0.001], [7.0, 2.0, 0], thin, 0.01
    )
    assert plane.repaired[0]
    assert plane.sigma_z_km[0] == pytest.approx(1e-6)


def test_huge_condition_number_keeps_its_digits() -> None:
    """Axes of 1e3 and 1e-4 km, turned: the short one must survive the projection."""
    angle = 0.3
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    cov = np.zeros((3, 3))
    cov[:2, :2] = turn @ np.diag([1e4, 1e-6]) @ turn.T
    cov[2, 2] = 1.0
    plane = encounter_plane([7000.0, 0, 0], [0, 0, 7.5], [7000.001, 0, 0], [0, 0, -7.5], cov, 0.01)
    assert plane.sigma_x_km[0] == pytest.approx(100.0, rel=1e-9)
    assert plane.sigma_z_km[0] == pytest.approx(1e-3, rel=1e-4)


def test_time_of_the_linear_peak() -> None:
    """The linear rate peaks where M² in three dimensions is least, not at the least distance."""
    cov = np.array([[[1.0, 0.9, 0], [0.9, 1.0, 0], [0, 0, 1.0]]])
    plane = combined_plane(
        [7000.0, 0, 0], [0, 7.5, 0], cov, [7000.5, 0, 0], [0, -6.5, 0.1], np.zeros((1, 3, 3)), 0.01
    )
    t = np.linspace(-1, 1, 200_001)
    r = np.array([0.5, 0, 0]) + t[:, None] * np.array([0, -14.0, 0.1])
    m2 = np.einsum("ti,ij,tj->t", r, np.linalg.inv(cov[0]), r)
    assert plane.peak_s[0] == pytest.approx(t[m2.argmin()], abs=2e-5)
