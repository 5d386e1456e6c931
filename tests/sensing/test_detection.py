"""Detection against published numbers and the laws at their ends."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import dblquad

from cspo.sensing import (
    diameter_from_rcs_m,
    diffuse_sphere_magnitude,
    extinction_magnitude,
    probability_of_detection,
    radar_snr,
    rcs_of_sphere_m2,
)


def test_fourth_power_of_range() -> None:
    # EISCAT's or any radar's rule of thumb: 12 dB for each doubling of range
    snr = radar_snr(1.0, np.array([1_000.0, 2_000.0, 4_000.0]), 1_000.0, reference_snr=1e3)
    decibel = 10.0 * np.log10(snr)
    assert np.diff(decibel) == pytest.approx([-12.0412, -12.0412], abs=1e-4)
    # and ten times the size is seen 10^(1/2) times as far, by geometric cross-section
    assert radar_snr(rcs_of_sphere_m2(1.0, 0.05), 1e3 * 10**0.5, 1e3)[()] == pytest.approx(
        radar_snr(rcs_of_sphere_m2(0.1, 0.05), 1e3, 1e3)[()]
    )


@pytest.mark.parametrize(("pfa", "pd", "decibel"), [(1e-6, 0.5, 12.77), (1e-6, 0.9, 21.14)])
def test_swerling_one_needs_the_published_ratio(pfa: float, pd: float, decibel: float) -> None:
    # closed form; Barton, Modern Radar System Analysis, detectability of case 1: 12.8, 21.1 dB
    assert probability_of_detection(10.0 ** (decibel / 10.0), pfa) == pytest.approx(pd, abs=2e-4)
    assert probability_of_detection(0.0, pfa) == pytest.approx(pfa)


def test_cross_section_at_both_ends() -> None:
    wavelength_m = 0.69  # UHF, 435 MHz
    # Rayleigh: 9 pi^5/4 d^6 / lambda^4 (NASA SEM: x = (4 z / 9 pi^5)^(1/6)); optics: pi d^2 / 4
    assert rcs_of_sphere_m2(0.02, wavelength_m) == pytest.approx(
        9 * np.pi**5 / 4 * 0.02**6 / wavelength_m**4
    )
    assert rcs_of_sphere_m2(3.0, wavelength_m) == pytest.approx(np.pi / 4 * 9.0)
    for size in (0.01, 0.1, 0.14, 0.2, 5.0):
        assert diameter_from_rcs_m(rcs_of_sphere_m2(size, wavelength_m), wavelength_m) == (
            pytest.approx(size)
        )


@pytest.mark.parametrize("phase_deg", [0.0, 40.0, 90.0, 150.0])
def test_light_of_a_diffuse_sphere_is_lamberts_integral(phase_deg: float) -> None:
    """Flux by integrating cos i cos e over the part of a sphere that is lit and seen."""
    phase = np.radians(phase_deg)

    def seen(longitude: float, latitude: float) -> float:
        sun = np.cos(latitude) * np.cos(longitude - phase)
        eye = np.cos(latitude) * np.cos(longitude)
        return max(sun, 0.0) * max(eye, 0.0) * np.cos(latitude)

    total, _ = dblquad(seen, -np.pi / 2, np.pi / 2, phase - np.pi / 2, np.pi / 2, epsabs=1e-10)
    flux = 0.175 / np.pi * 0.5**2 * total / (1e6) ** 2  # of the Sun's, at 1,000 km, 1 m across
    expected = -26.76 - 2.5 * np.log10(flux)
    assert diffuse_sphere_magnitude(1.0, 1_000.0, phase) == pytest.approx(expected, abs=1e-6)


def test_new_sphere_is_dark_and_no_size_is_no_light() -> None:
    assert diffuse_sphere_magnitude(1.0, 1_000.0, np.pi) > 40.0
    assert diffuse_sphere_magnitude(0.0, 1_000.0, 1.0) == np.inf


def test_extinction_follows_the_air_mass() -> None:
    # Kasten and Young 1989, table: 1 at the zenith, 5.586 at 10 degrees, 37.92 at the horizontal
    mass = extinction_magnitude(np.radians([90.0, 10.0, 0.0, -1.0]), per_airmass=1.0)
    assert mass[:3] == pytest.approx([1.0, 5.586, 37.92], rel=1e-3)
    assert np.isnan(mass[3])
