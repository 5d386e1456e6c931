"""How fast pieces leave: the published law of speed by area to mass, the same in all directions."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["SPEED_SIGMA", "Kind", "draw_delta_v_km_s", "mean_log10_speed_m_s"]

Floats = NDArray[np.float64]
Kind = Literal["collision", "explosion"]

SPEED_SIGMA: Final = 0.4
"""Standard deviation of log10 of the speed."""
_LAW: Final[dict[Kind, tuple[float, float]]] = {"explosion": (0.2, 1.85), "collision": (0.9, 2.90)}


def mean_log10_speed_m_s(area_to_mass_m2_kg: ArrayLike, kind: Kind) -> Floats:
    """Mean of log10 of the speed in m/s that a piece has more than its parent.

    Johnson et al. 2001, equations 11 (explosion) and 12 (collision); the standard deviation is
    0.4 in both.

    Examples
    --------
    >>> mean_log10_speed_m_s([0.1, 1.0], "collision").tolist()
    [2.0, 2.9]
    """
    slope, base = _LAW[kind]
    return np.asarray(slope * np.log10(np.asarray(area_to_mass_m2_kg, np.float64)) + base)


def draw_delta_v_km_s(
    area_to_mass_m2_kg: Floats, kind: Kind, generator: np.random.Generator
) -> Floats:
    """Velocity of each piece in the frame of its parent, (n, 3) km/s, no direction preferred."""
    n = len(area_to_mass_m2_kg)
    mean = mean_log10_speed_m_s(area_to_mass_m2_kg, kind)
    speed_km_s = 10.0 ** (mean + SPEED_SIGMA * generator.standard_normal(n) - 3.0)
    up = generator.uniform(-1.0, 1.0, n)
    round_rad = generator.uniform(0.0, 2.0 * np.pi, n)
    flat = np.sqrt(1.0 - up * up)
    way = np.stack((flat * np.cos(round_rad), flat * np.sin(round_rad), up), axis=1)
    return np.asarray(speed_km_s[:, None] * way)
