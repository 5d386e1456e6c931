"""Is it large enough, bright enough? Radar by the fourth power of range, light by the second."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "SUN_MAGNITUDE",
    "diameter_from_rcs_m",
    "diffuse_sphere_magnitude",
    "extinction_magnitude",
    "probability_of_detection",
    "radar_snr",
    "rcs_of_sphere_m2",
]

Floats = NDArray[np.float64]

SUN_MAGNITUDE: Final = -26.76
"""Apparent V magnitude of the Sun at 1 au. Willmer 2018, ApJS 236, 47, table 3."""


def radar_snr(
    rcs_m2: ArrayLike, range_km: ArrayLike, reference_range_km: float,
    reference_rcs_m2: float = 1.0, reference_snr: float = 1.0,
) -> Floats:  # fmt: skip
    """Signal-to-noise ratio, not in dB, by what a radar reaches elsewhere.

    Parameters
    ----------
    rcs_m2, range_km : array_like
        Radar cross-section and range of the objects.
    reference_range_km, reference_rcs_m2, reference_snr : float
        A radar that has this ratio for this cross-section at this range, all else (power,
        aperture, wavelength, integration) equal.

    Source: the radar equation, e.g. Skolnik, Introduction to Radar Systems, 3rd ed., eq. 1.7.

    Examples
    --------
    Twice as far, a sixteenth:

    >>> float(radar_snr(1.0, 4_000.0, 2_000.0, reference_snr=32.0))
    2.0
    """
    ratio = np.asarray(rcs_m2, np.float64) / reference_rcs_m2
    nearer = reference_range_km / np.asarray(range_km, np.float64)
    return np.asarray(reference_snr * ratio * nearer**4)


def probability_of_detection(snr: ArrayLike, false_alarm: float = 1e-6) -> Floats:
    """Probability that one look detects an object that fluctuates (Swerling's case 1).

    Parameters
    ----------
    snr : array_like
        Mean signal-to-noise ratio, not in dB.
    false_alarm : float
        Probability of a false alarm, above 0, below 1.

    Source: Skolnik, Introduction to Radar Systems, 3rd ed., section 2.8; Pd = Pfa^(1/(1 + SNR)).

    Examples
    --------
    >>> probability_of_detection([0.0, 100.0]).round(4).tolist()
    [0.0, 0.8722]
    """
    return np.asarray(false_alarm ** (1.0 / (1.0 + np.asarray(snr, np.float64))))


def rcs_of_sphere_m2(diameter_m: ArrayLike, wavelength_m: float) -> Floats:
    """Radar cross-section of a conducting sphere, without its resonances.

    The lesser of Rayleigh's law and the geometric cross-section. They cross at a diameter of
    0.22 wavelengths; around it (0.1 to 1) a real sphere swings by some dB.

    Source: Barton, Radar System Analysis (1976), section 3.1; the ends are those of NASA's size
    estimation model (Settecerri et al., Radar Measurements of the Orbital Debris Environment).

    Examples
    --------
    >>> rcs_of_sphere_m2([0.01, 1.0], 0.1).round(8).tolist()
    [6.89e-06, 0.78539816]
    """
    d = np.asarray(diameter_m, np.float64)
    rayleigh = 2.25 * np.pi**5 * d**6 / wavelength_m**4
    return np.asarray(np.minimum(rayleigh, 0.25 * np.pi * d**2))


def diameter_from_rcs_m(rcs_m2: ArrayLike, wavelength_m: float) -> Floats:
    """Diameter of the sphere with a radar cross-section: the inverse of `rcs_of_sphere_m2`."""
    rcs = np.asarray(rcs_m2, np.float64)
    geometric = np.sqrt(4.0 * rcs / np.pi)
    rayleigh = (rcs * wavelength_m**4 / (2.25 * np.pi**5)) ** (1.0 / 6.0)
    return np.asarray(np.maximum(geometric, rayleigh))


def diffuse_sphere_magnitude(
    diameter_m: ArrayLike, range_km: ArrayLike, phase_angle_rad: ArrayLike, *,
    albedo: float = 0.175,
) -> Floats:  # fmt: skip
    """Apparent V magnitude of a sphere that scatters sunlight as Lambert's law has it.

    Parameters
    ----------
    diameter_m, range_km : array_like
    phase_angle_rad : array_like
        At the object between Sun and observer: 0 is full, pi is dark.
    albedo : float
        Bond albedo; 0.175 is the mean of debris (Mulrooney et al. 2008, AMOS).

    Notes
    -----
    A real satellite differs by a magnitude or two with its attitude, and flashes. At 1 au.

    Source: Krag 1974, ESD-TR-74-346; McCue, Williams and Morford 1971, Planetary and Space
    Science 19, 851: 2 / (3 pi^2) ((pi - phase) cos(phase) + sin(phase)).

    Examples
    --------
    >>> round(float(diffuse_sphere_magnitude(1.0, 1_000.0, 1.5707963)), 2)
    8.32
    """
    phase = np.asarray(phase_angle_rad, np.float64)
    share = 2.0 / (3.0 * np.pi**2) * ((np.pi - phase) * np.cos(phase) + np.sin(phase))
    area_m2 = 0.25 * np.pi * np.asarray(diameter_m, np.float64) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        received = albedo * area_m2 * share / (1e3 * np.asarray(range_km, np.float64)) ** 2
        return np.asarray(SUN_MAGNITUDE - 2.5 * np.log10(np.maximum(received, 0.0)))


def extinction_magnitude(elevation_rad: ArrayLike, per_airmass: float = 0.2) -> Floats:
    """Magnitudes that the air takes, by the air mass in that direction.

    Source: Kasten and Young 1989, Applied Optics 28, 4735. NaN below the horizontal.

    Examples
    --------
    >>> extinction_magnitude([1.5707963, 0.5235988]).round(3).tolist()
    [0.2, 0.399]
    """
    elevation = np.degrees(np.asarray(elevation_rad, np.float64))
    with np.errstate(invalid="ignore"):
        mass = 1.0 / (np.sin(np.radians(elevation)) + 0.50572 * (elevation + 6.07995) ** -1.6364)
        return np.asarray(np.where(elevation >= 0.0, per_airmass * mass, np.nan))
