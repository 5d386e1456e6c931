"""Interpolation reproduces what it must: cubics exactly, nodes exactly."""

from __future__ import annotations

import numpy as np

from cspo.environment.grid_weights import between, cubic


def test_cubics_are_exact_inside_and_at_the_ends() -> None:
    nodes = np.arange(12.0)
    values = 0.3 * nodes**3 - 2.0 * nodes**2 + nodes - 7.0
    at = np.linspace(0.0, 11.0, 101)
    index, weights = cubic(at, 12)
    got = (values[index] * weights).sum(axis=-1)
    np.testing.assert_allclose(got, 0.3 * at**3 - 2.0 * at**2 + at - 7.0, atol=1e-10)


def test_straight_lines_are_numpy_s() -> None:
    nodes = np.array([0.0, 5.0, 10.0, 20.0, 40.0])
    values = np.array([1.0, 4.0, 2.0, 9.0, -3.0])
    at = np.linspace(0.0, 40.0, 77)
    low, share = between(at, nodes)
    got = values[low] * (1.0 - share) + values[low + 1] * share
    np.testing.assert_allclose(got, np.interp(at, nodes, values), atol=1e-12)
