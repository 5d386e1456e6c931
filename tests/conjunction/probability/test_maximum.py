"""Maximum Pc and dilution against closed forms and brute force."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.conjunction.probability import (
    dilution,
    encounter_plane,
    max_pc_over_scale,
    max_pc_without_covariance,
)
from cspo.conjunction.probability._kernels.disk import disk_probability
from cspo.conjunction.probability.encounter import EncounterPlane
from cspo.errors import UsageError


def plane_of(miss_km: float, sigma: tuple[float, float], hbr_km: float) -> EncounterPlane:
    cov = np.diag([sigma[0] ** 2, 1.0, sigma[1] ** 2])
    return encounter_plane(
        [7000.0, 0, 0], [0, 7.5, 0], [7000.0 + miss_km, 0, 0.3 * miss_km], [0, -7.5, 0], cov, hbr_km
    )


@pytest.mark.parametrize("hbr_km", [1e-4, 1e-2, 0.1, 0.3, 0.49, 0.9])
@pytest.mark.parametrize("sigma", [(0.2, 0.1), (3.0, 0.5), (0.05, 0.05), (20.0, 1.0), (5e3, 1.0)])
def test_maximum_over_scale_is_that_of_brute_force(
    hbr_km: float, sigma: tuple[float, float]
) -> None:
    plane = plane_of(1.0, sigma, hbr_km)
    got = max_pc_over_scale(plane)
    x, z, sx, sz = plane.x_km[0], plane.z_km[0], plane.sigma_x_km[0], plane.sigma_z_km[0]
    scales = got.sigma_scale[0] * np.geomspace(0.05, 20.0, 4001)
    brute = max(disk_probability(x, z, sx * k, sz * k, hbr_km) for k in scales)
    assert got.pc[0] == pytest.approx(brute, rel=1e-5)
    assert got.pc[0] >= brute * (1 - 1e-9)


def test_small_body_has_the_closed_form() -> None:
    """Alfano 2005: k² = M²/2, Pmax = R² / (σx σz e M²)."""
    plane = plane_of(1.0, (0.4, 0.2), 1e-4)
    got = max_pc_over_scale(plane)
    m = plane.mahalanobis[0]
    assert got.sigma_scale[0] == pytest.approx(m / np.sqrt(2.0), rel=1e-6)
    assert got.pc[0] == pytest.approx(1e-8 / (0.4 * 0.2 * np.e * m * m), rel=1e-6)


def test_inside_the_hard_body_the_maximum_is_one() -> None:
    got = max_pc_over_scale(plane_of(0.005, (0.4, 0.2), 0.01))
    assert got.pc[0] == 1.0
    assert got.sigma_scale[0] == 0.0


@pytest.mark.parametrize("ratio", [1.0, 3.0, 30.0])
def test_without_covariance(ratio: float) -> None:
    got = max_pc_without_covariance([2.0, 0.0, np.nan, 0.005], 0.01, aspect_ratio=ratio)
    assert got.pc[0] == pytest.approx(ratio * 0.01**2 / (np.e * 4.0), rel=1e-2)
    assert got.pc[1] == 1.0
    assert np.isnan(got.pc[2])
    assert got.pc[3] == 1.0
    # Nothing round, nor of that ratio in any direction, exceeds it.
    for turn in np.linspace(0, np.pi / 2, 7):
        for sigma in np.geomspace(0.01, 50, 60):
            value = disk_probability(
                2.0 * np.cos(turn), 2.0 * np.sin(turn), sigma * ratio, sigma, 0.01
            )
            assert value <= got.pc[0] * (1 + 1e-9)
    with pytest.raises(UsageError):
        max_pc_without_covariance([1.0], 0.01, aspect_ratio=0.5)


@pytest.mark.parametrize("scale", [0.1, 0.3, 0.9, 1.1, 3.0, 10.0])
def test_dilution_is_where_a_larger_covariance_lowers_pc(scale: float) -> None:
    plane = plane_of(1.0, (scale, scale / 2), 0.05)
    x, z, sx, sz = plane.x_km[0], plane.z_km[0], plane.sigma_x_km[0], plane.sigma_z_km[0]
    larger = disk_probability(x, z, sx * 1.001, sz * 1.001, 0.05)
    smaller = disk_probability(x, z, sx / 1.001, sz / 1.001, 0.05)
    assert dilution(plane).diluted[0] == (smaller > larger)
