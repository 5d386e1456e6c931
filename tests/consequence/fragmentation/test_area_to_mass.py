"""Draws against quadrature of the published laws."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from cspo.consequence.fragmentation.area_to_mass import draw_area_to_mass, mixture
from cspo.consequence.fragmentation.speeds import draw_delta_v_km_s, mean_log10_speed_m_s

sys.path.append(str(Path(__file__).parent))

from published import below, density, large, published, small, speed_below

N = 40_000
SIGMAS = 4.5
LENGTHS_M = [0.001, 0.02, 0.05, 0.08, 0.09, 0.1, 0.11, 0.2, 0.4, 0.7, 1.5, 5.0]
PARTS = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]


@pytest.mark.parametrize("rocket", [False, True])
@pytest.mark.parametrize("length_m", LENGTHS_M)
def test_quantiles_are_those_of_the_published_law(length_m: float, rocket: bool) -> None:
    """Each quantile of the draws has the probability that quadrature gives it, to 4.5 sigma."""
    chi = np.log10(
        draw_area_to_mass(np.full(N, length_m), is_rocket_body=rocket,
                          generator=np.random.default_rng(7))
    )  # fmt: skip
    law = published(length_m, rocket)
    for part in PARTS:
        assert below(law, float(np.quantile(chi, part))) == pytest.approx(
            part, abs=SIGMAS * np.sqrt(part * (1.0 - part) / N)
        )


@pytest.mark.parametrize("rocket", [False, True])
def test_density_is_that_of_the_published_law(rocket: bool) -> None:
    """To 2e-3 of its peak: the paper prints slopes to four places."""
    law = mixture(LENGTHS_M, is_rocket_body=rocket)
    for chi in np.linspace(-3.5, 1.0, 19):
        for value, length_m in zip(law.density(chi), LENGTHS_M, strict=True):
            assert value == pytest.approx(density(published(length_m, rocket))(chi), abs=4e-3)


def test_two_draws_added_would_be_seen() -> None:
    """What some codes do between 8 and 11 cm is no mixture, and the test above tells them apart."""
    generator = np.random.default_rng(3)
    lam = np.log10(0.094)
    w = (lam - np.log10(0.08)) / np.log10(0.11 / 0.08)
    (p, m1, s1), (_, m2, s2) = large(lam, rocket=True)
    (_, m3, s3) = small(lam)[0]
    big = np.where(
        generator.random(N) < p, generator.normal(m1, s1, N), generator.normal(m2, s2, N)
    )
    added = w * big + (1.0 - w) * generator.normal(m3, s3, N)
    off = [
        abs(below(published(0.094, rocket=True), float(np.quantile(added, part))) - part)
        / np.sqrt(part * (1.0 - part) / N)
        for part in PARTS
    ]
    assert max(off) > 5.0 * SIGMAS


@pytest.mark.parametrize(("kind", "slope", "base"),
                         [("collision", 0.9, 2.90), ("explosion", 0.2, 1.85)])  # fmt: skip
@pytest.mark.parametrize("length_m", [0.03, 0.095, 0.3])
def test_speeds_are_those_of_the_published_law(
    kind: str, slope: float, base: float, length_m: float
) -> None:
    """Quantiles of speed over all A/M, by quadrature over A/M, to 4.5 sigma."""
    generator = np.random.default_rng(11)
    ratio = draw_area_to_mass(np.full(N, length_m), is_rocket_body=False, generator=generator)
    speed = np.linalg.norm(draw_delta_v_km_s(ratio, kind, generator), axis=1) * 1e3
    law = published(length_m, rocket=False)
    for part in PARTS:
        log10_m_s = float(np.log10(np.quantile(speed, part)))
        assert speed_below(law, log10_m_s, slope, base) == pytest.approx(
            part, abs=SIGMAS * np.sqrt(part * (1.0 - part) / N)
        )


def test_medians_of_speed_by_hand() -> None:
    """A/M of 0.1 m2/kg: 10^(0.9 * -1 + 2.9) = 100 m/s in a collision, 10^1.65 in an explosion."""
    assert 10.0 ** mean_log10_speed_m_s(0.1, "collision") == pytest.approx(100.0)
    assert 10.0 ** mean_log10_speed_m_s(0.1, "explosion") == pytest.approx(44.668, rel=1e-4)


def test_no_direction_is_preferred() -> None:
    """Mean 0 and second moments 1/3 of unit vectors, to 4.5 sigma."""
    generator = np.random.default_rng(5)
    delta_v = draw_delta_v_km_s(np.full(N, 0.1), "collision", generator)
    way = delta_v / np.linalg.norm(delta_v, axis=1)[:, None]
    assert np.abs(way.mean(axis=0)).max() < SIGMAS * np.sqrt(1.0 / 3.0 / N)
    assert np.abs(way.T @ way / N - np.eye(3) / 3.0).max() < SIGMAS * np.sqrt(4.0 / 45.0 / N)
