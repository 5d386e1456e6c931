"""Time in shells, against positions of Kepler orbits sampled evenly in time."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.constants import WGS72_RADIUS_KM
from cspo.orbits.shells import residence, shell_volumes_km3

EDGES_KM = np.arange(0.0, 2_001.0, 50.0)


def sampled(perigee_km: float, apogee_km: float, count: int = 200_000) -> np.ndarray:
    """The same by brute force: Kepler's equation solved at evenly spaced instants."""
    a = WGS72_RADIUS_KM + 0.5 * (perigee_km + apogee_km)
    e = 0.5 * (apogee_km - perigee_km) / a
    mean = (np.arange(count) + 0.5) * 2.0 * np.pi / count
    anomaly = mean.copy()
    for _ in range(60):
        anomaly -= (anomaly - e * np.sin(anomaly) - mean) / (1.0 - e * np.cos(anomaly))
    altitude_km = a * (1.0 - e * np.cos(anomaly)) - WGS72_RADIUS_KM
    return np.histogram(altitude_km, EDGES_KM)[0] / count


@pytest.mark.parametrize(
    ("perigee_km", "apogee_km"), [(420.0, 431.0), (300.0, 1_900.0), (250.0, 35_786.0)]
)
def test_against_samples_in_time(perigee_km, apogee_km):
    found = residence([perigee_km], [apogee_km], EDGES_KM)[0]
    # Samples are 5e-6 of a period apart, and each edge is passed twice.
    assert np.abs(found - sampled(perigee_km, apogee_km)).max() < 1.5e-5


def test_an_orbit_inside_the_shells_is_somewhere_all_the_time():
    total = residence([500.0, 500.0, 100.0], [500.0, 1_500.0, 1_999.0], EDGES_KM).sum(axis=1)
    assert np.abs(total - 1.0).max() < 1e-12


def test_what_is_no_orbit_is_nowhere():
    found = residence([np.nan, 900.0], [500.0, 100.0], EDGES_KM)
    assert not found.any()


def test_rounds_agree_with_the_whole(monkeypatch):
    perigee, apogee = np.linspace(200.0, 900.0, 50), np.linspace(900.0, 1_800.0, 50)
    whole = residence(perigee, apogee, EDGES_KM)
    monkeypatch.setattr("cspo.orbits.shells._AT_ONCE", 100)
    assert np.array_equal(residence(perigee, apogee, EDGES_KM), whole)


def test_volumes_fill_the_ball():
    total = shell_volumes_km3(EDGES_KM).sum()
    ball = 4.0 / 3.0 * np.pi * ((WGS72_RADIUS_KM + 2_000.0) ** 3 - WGS72_RADIUS_KM**3)
    assert total == pytest.approx(ball, rel=1e-12)
