"""The Gaussian over a circle against an independent quadrature, from dust to moons."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import dblquad
from scipy.special import log_ndtr
from scipy.stats import ncx2

from cspo.conjunction.probability._kernels.disk import (
    disk_alfano,
    disk_elrod,
    disk_probability,
    disk_quadrature,
    disk_series,
)


def log_reference(xm: float, zm: float, sx: float, sz: float, radius: float) -> float:
    """ln P by 40-point panels on the logarithm of the integrand: another rule, other functions."""

    def log_f(theta: np.ndarray) -> np.ndarray:
        h = radius * np.cos(theta)
        near = log_ndtr(-(zm - h) / sz)
        far = log_ndtr(-(zm + h) / sz)
        with np.errstate(divide="ignore"):
            strip = near + np.log1p(-np.exp(far - near))
            u = (radius * np.sin(theta) + xm) / sx
            return -0.5 * u * u + strip + np.log(h) - math.log(math.sqrt(2 * math.pi) * sx)

    grid = np.linspace(-math.pi / 2 + 1e-9, math.pi / 2 - 1e-9, 40_001)
    value = log_f(grid)
    top = value.max()
    inside = np.flatnonzero(value > top - 45.0)
    a, b = grid[max(inside[0] - 1, 0)], grid[min(inside[-1] + 1, len(grid) - 1)]
    edges = np.linspace(a, b, 41)
    nodes, weights = np.polynomial.legendre.leggauss(40)
    half = 0.5 * np.diff(edges)[:, None]
    theta = 0.5 * (edges[1:] + edges[:-1])[:, None] + half * nodes
    return top + math.log((half * weights * np.exp(log_f(theta) - top)).sum())


@settings(max_examples=150)
@given(
    ratio=st.floats(-6.0, 2.3), aspect=st.floats(0.0, 2.5), size=st.floats(-3.0, 1.0),
    mx=st.floats(0.0, 18.0), mz=st.floats(0.0, 25.0),
)  # fmt: skip
def test_agrees_with_another_quadrature_to_1e_6(
    ratio: float, aspect: float, size: float, mx: float, mz: float
) -> None:
    sz = 10.0**size
    sx = sz * 10.0**aspect
    args = (mx * sx, mz * sz, sx, sz, sz * 10.0**ratio)
    expected = log_reference(*args)
    got = disk_probability(*args)
    if expected > -690.0:  # 1e-300
        assert got == pytest.approx(math.exp(expected), rel=1e-6)
    else:
        assert got <= 1e-299


def test_agrees_with_scipy_dblquad() -> None:
    xm, zm, sx, sz, radius = 0.4, 0.2, 0.5, 0.15, 0.3

    def density(z: float, x: float) -> float:
        return math.exp(-0.5 * ((x / sx) ** 2 + (z / sz) ** 2)) / (2 * math.pi * sx * sz)

    def chord(x: float) -> float:
        return math.sqrt(max(radius**2 - (x - xm) ** 2, 0.0))

    expected, _ = dblquad(
        density, xm - radius, xm + radius, lambda x: zm - chord(x), lambda x: zm + chord(x),
        epsabs=0.0, epsrel=1e-9,
    )  # fmt: skip
    assert disk_probability(xm, zm, sx, sz, radius) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("miss", [0.0, 1.0, 5.0, 20.0, 36.0])
@pytest.mark.parametrize("radius", [1e-9, 1e-3, 0.5, 3.0, 10.0])
def test_round_covariance_is_a_noncentral_chi_square(miss: float, radius: float) -> None:
    # scipy's own distribution, where it still has digits.
    expected = ncx2.cdf(radius**2, 2, miss**2)
    if expected > 1e-12:
        assert disk_probability(miss, 0.0, 1.0, 1.0, radius) == pytest.approx(expected, rel=1e-7)
    else:
        assert 0.0 <= disk_probability(miss, 0.0, 1.0, 1.0, radius) < 1e-11


@pytest.mark.parametrize("tail", [10.0, 20.0, 30.0, 37.0])
def test_deep_tails_do_not_underflow(tail: float) -> None:
    args = (0.0, tail, 1.0, 1.0, 0.01)
    assert disk_probability(*args) == pytest.approx(math.exp(log_reference(*args)), rel=1e-9)


def test_series_and_quadrature_meet() -> None:
    for radius in (0.3, 1.0, 3.0):
        args = (2.0, 1.5, 2.0, 1.0, radius)
        assert disk_series(*args) == pytest.approx(disk_quadrature(*args), rel=1e-11)


def test_limits() -> None:
    assert disk_probability(1.0, 1.0, 1.0, 1.0, 0.0) == 0.0
    assert disk_probability(1.0, 1.0, 1.0, 1.0, math.inf) == 1.0
    assert disk_probability(0.0, 0.0, 1.0, 1.0, 1e6) == pytest.approx(1.0, abs=1e-12)
    assert disk_probability(500.0, 0.0, 1.0, 1.0, 1.0) == 0.0
    # A large body beside a thin covariance, half covered: the rim is straight there.
    assert disk_probability(0.0, 1e4, 1e-3, 1e-3, 1e4) == pytest.approx(0.5, abs=1e-6)


def test_error_of_the_two_other_rules_is_what_their_pages_say() -> None:
    args = (0.8, 0.3, 0.5, 0.2, 0.02)
    exact = disk_probability(*args)
    assert disk_elrod(*args, 64) == pytest.approx(exact, rel=1e-12)
    assert disk_alfano(*args) == pytest.approx(exact, rel=1e-3)
    assert disk_alfano(*args) != pytest.approx(exact, rel=1e-8)
