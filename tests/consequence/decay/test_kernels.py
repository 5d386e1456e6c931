"""The kernels alone: the same air as the table's, the same numbers without compilation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cspo.consequence.decay._kernels.descent import descend
from cspo.consequence.decay._kernels.revolution import apsis_rates, logarithm_of_density
from cspo.consequence.decay.descending import _quadrature
from cspo.environment import mean_atmosphere


def plain(function: Any) -> Any:
    """The same function uncompiled (NUMBA_DISABLE_JIT=1 has no ``py_func``: it is that already)."""
    return getattr(function, "py_func", function)


def test_the_kernel_s_air_is_the_table_s() -> None:
    air = mean_atmosphere()
    column = air.columns([133.0], [9.0]).ln_kg_m3[0]
    for h in (60.0, 90.0, 91.0, 117.0, 150.0, 333.3, 800.0, 1500.0, 2056.0, 2058.0, 3000.0):
        ln, scale_km, _ = logarithm_of_density(h, column)
        assert np.exp(ln) == pytest.approx(float(air.density_kg_m3(h, 133.0, ap=9.0)), rel=3e-3)
        if h > 90.0:
            step = air.density_kg_m3(h + 0.5, 133.0) / air.density_kg_m3(h - 0.5, 133.0)
            assert scale_km == pytest.approx(-1.0 / float(np.log(step)), rel=0.15)


@pytest.mark.parametrize(
    ("perigee", "apogee"),
    [(300.0, 300.0), (420.0, 36_000.0), (700.0, 760.0), (300.0, 900.0)],
)
def test_rates_are_the_same_uncompiled_and_by_more_points(perigee: float, apogee: float) -> None:
    columns = mean_atmosphere().columns([133.0], [9.0])
    given = (perigee, apogee, 1.3, columns.ln_kg_m3[0], columns.latitude_p2[0])
    compiled = apsis_rates(*given, *_quadrature())
    np.testing.assert_allclose(plain(apsis_rates)(*given, *_quadrature()), compiled, rtol=1e-12)
    x, w = np.polynomial.legendre.leggauss(400)
    fine = apsis_rates(*given, np.tile(0.5 * (x + 1.0), (3, 1)), np.tile(0.5 * w, (3, 1)))
    np.testing.assert_allclose(compiled[:2], fine[:2], rtol=2e-3)


def test_a_descent_is_the_same_uncompiled() -> None:
    columns = mean_atmosphere().columns([133.0, 180.0, 90.0], [9.0, 30.0, 4.0])
    edge_s = np.array([0.0, 1.0, 2.0, 3.0]) * 86_400.0
    out_s = np.array([[0.0, 70_000.0, 250_000.0]] * 2)

    def run(function: Any) -> tuple[np.ndarray, ...]:
        perigee, apogee = np.full((2, 2, 3), np.nan)
        end_s = np.full(2, np.inf)
        function(
            np.array([210.0, 150.0]), np.array([250.0, 160.0]), np.array([1.0, 0.2]),
            np.array([0.01, 0.02]), np.array([0.0, 5_000.0]), 100.0, edge_s, columns.ln_kg_m3,
            columns.latitude_p2, 3, columns.ln_kg_m3[:1], columns.latitude_p2[:1], *_quadrature(),
            out_s, perigee, apogee, end_s,
        )  # fmt: skip
        return perigee, apogee, end_s

    for compiled, uncompiled in zip(run(descend), run(plain(descend)), strict=True):
        np.testing.assert_allclose(compiled, uncompiled, rtol=1e-9)
    perigee, _, end_s = run(descend)
    assert np.isinf(end_s[0])
    assert perigee[0, 2] < 210.0
    assert 5_000.0 < end_s[1] < 2.6e5
    assert np.isnan(perigee[1, 2])
