"""How many pieces of which size: the power laws of the NASA standard break-up model."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "CATASTROPHIC_J_G",
    "COLLISION_SLOPE",
    "EXPLOSION_SLOPE",
    "broken_mass_kg",
    "collision_pieces",
    "explosion_pieces",
    "specific_energy_j_g",
]

Floats = NDArray[np.float64]

CATASTROPHIC_J_G: Final = 40.0
"""Energy for each gram of the heavier object above which both break up wholly."""
COLLISION_SLOPE: Final = 1.71
EXPLOSION_SLOPE: Final = 1.6


def specific_energy_j_g(
    target_mass_kg: float, projectile_mass_kg: float, relative_speed_km_s: float
) -> float:
    """Kinetic energy of the lighter object for each gram of the heavier one.

    Source: Johnson et al., NASA's new breakup model of EVOLVE 4.0, Advances in Space Research
    28(9), 2001, 1377-1384.

    Examples
    --------
    >>> round(specific_energy_j_g(2000.0, 1.6, 10.0), 6)
    40.0
    """
    light, heavy = sorted((target_mass_kg, projectile_mass_kg))
    return 0.5 * light * relative_speed_km_s**2 / heavy * 1e3  # km2/s2 = 1e6 J/kg = 1e3 J/g


def broken_mass_kg(
    target_mass_kg: float, projectile_mass_kg: float, relative_speed_km_s: float
) -> tuple[bool, float]:
    """Whether a collision is catastrophic, and the mass *M* that goes into the count of pieces.

    Parameters
    ----------
    target_mass_kg, projectile_mass_kg : float
        0 or more, kg; which of the two is called target makes no difference.
    relative_speed_km_s : float

    Returns
    -------
    catastrophic : bool
        Above 40 J/g.
    mass_kg : float
        Both masses where catastrophic, else the lighter mass times the square of the speed in
        km/s.

    Notes
    -----
    The paper of 2001 printed the speed without its square; Orbital Debris Quarterly News 15-4
    (October 2011, 4-5) set it right. *M* then has the unit of a mass, and stays below 8 % of
    the heavier object until the collision is catastrophic.

    Examples
    --------
    >>> broken_mass_kg(2000.0, 0.01, 10.0), broken_mass_kg(2000.0, 1000.0, 10.0)
    ((False, 1.0), (True, 3000.0))
    """
    light = min(target_mass_kg, projectile_mass_kg)
    if light <= 0.0:
        return False, 0.0
    energy = specific_energy_j_g(target_mass_kg, projectile_mass_kg, relative_speed_km_s)
    if energy > CATASTROPHIC_J_G * (1.0 + 1e-12):  # 1.6 kg at 10 km/s on 2,000 kg: 40, and rounding
        return True, target_mass_kg + projectile_mass_kg
    return False, light * relative_speed_km_s**2


def collision_pieces(mass_kg: float, length_m: ArrayLike) -> Floats:
    """Number of pieces of a collision at least as long as *length_m* (1 mm to about 1 m).

    ``0.1 M^0.75 L^-1.71``, Johnson et al. 2001, equation 4.

    Examples
    --------
    >>> float(collision_pieces(560.0 + 950.0, 0.05).round())
    4064.0
    """
    return np.asarray(0.1 * mass_kg**0.75 * np.asarray(length_m, np.float64) ** -COLLISION_SLOPE)


def explosion_pieces(scale: float, length_m: ArrayLike) -> Floats:
    """Number of pieces of an explosion at least as long as *length_m* (1 mm to about 1 m).

    ``6 S L^-1.6``, Johnson et al. 2001, equation 2; the scale *S* is 1 for upper stages of
    600 to 1,000 kg.

    Examples
    --------
    >>> float(explosion_pieces(1.0, 0.1).round())
    239.0
    """
    return np.asarray(6.0 * scale * np.asarray(length_m, np.float64) ** -EXPLOSION_SLOPE)
