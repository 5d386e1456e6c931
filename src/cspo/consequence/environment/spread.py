"""In which shells the pieces of a break-up come to be."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.fragmentation.area_to_mass import draw_area_to_mass
from cspo.consequence.fragmentation.laws import COLLISION_SLOPE, EXPLOSION_SLOPE
from cspo.consequence.fragmentation.speeds import Kind, draw_delta_v_km_s
from cspo.constants import EARTH_MU_KM3_S2, EARTH_RADIUS_KM
from cspo.orbits.shells import residence

__all__ = ["spread_matrix"]

Floats = NDArray[np.float64]

_LARGEST_M: Final = 1.0
_OFFSET_KM: Final = 6378.137 - 6378.135
"""`residence` counts altitudes from the radius of WGS-72."""


def spread_matrix(
    edges_km: Floats, kind: Kind, smallest_m: float, generator: np.random.Generator, *,
    is_rocket_body: bool = False, by: str = "axis", pieces: int = 4_000,
) -> Floats:  # fmt: skip
    """Share of the pieces made in shell *m* that comes to be in shell *k*, (k, m).

    Parameters
    ----------
    edges_km : (k + 1,) array
        Altitudes between the shells.
    kind : str
        ``collision`` or ``explosion``: whose law of speeds.
    smallest_m : float
        Length of the smallest pieces.
    generator : numpy.random.Generator
        What the pieces are drawn from.
    is_rocket_body : bool
        Whose law of area to mass.
    by : str
        ``axis``, ``residence`` or ``none``, as in `Scenario`.
    pieces : int
        Drawn for each shell.

    Returns
    -------
    (k, k) array
        Columns add up to at most 1: what falls below the lowest shell is gone, what flies above
        the highest is out of the model.

    Notes
    -----
    Parents move in circles at altitudes spread evenly over their shell. The axis of a piece
    follows from the energy equation; with a perigee below the lowest shell it is gone.

    Examples
    --------
    >>> import numpy as np
    >>> share = spread_matrix(np.array([400.0, 500.0, 600.0]), "collision", 0.1,
    ...                       np.random.default_rng(1))
    >>> bool(np.all(share.sum(axis=0) < 1.0)), bool(share[0, 0] > share[1, 0])
    (True, True)
    """
    shells = len(edges_km) - 1
    if by == "none":
        return np.eye(shells)
    slope = COLLISION_SLOPE if kind == "collision" else EXPLOSION_SLOPE
    tail = (_LARGEST_M / smallest_m) ** -slope if smallest_m < _LARGEST_M else 0.0
    length = smallest_m * (1.0 - generator.random(pieces) * (1.0 - tail)) ** (-1.0 / slope)
    light = draw_area_to_mass(length, is_rocket_body=is_rocket_body, generator=generator)
    kick_km_s = draw_delta_v_km_s(light, kind, generator)
    part = (np.arange(pieces) + 0.5) / pieces
    out = np.empty((shells, shells))
    for m in range(shells):
        r_km = EARTH_RADIUS_KM + edges_km[m] + part * (edges_km[m + 1] - edges_km[m])
        perigee, apogee = _orbit(r_km, kick_km_s)
        stays = perigee >= edges_km[0]
        if by == "residence":
            share = residence(perigee[stays] + _OFFSET_KM, apogee[stays] + _OFFSET_KM,
                              edges_km + _OFFSET_KM)  # fmt: skip
            out[:, m] = share.sum(axis=0) / pieces
        else:
            middle = 0.5 * (perigee[stays] + apogee[stays])
            out[:, m] = np.histogram(middle, bins=edges_km)[0] / pieces
    return out


def _orbit(r_km: Floats, kick_km_s: Floats) -> tuple[Floats, Floats]:
    """Altitudes of perigee and apogee after a change of velocity on a circular orbit.

    Columns of the kick: radial, along track, across. What escapes has an infinite apogee.
    """
    along = np.sqrt(EARTH_MU_KM3_S2 / r_km) + kick_km_s[:, 1]
    across, up = kick_km_s[:, 2], kick_km_s[:, 0]
    speed2 = along**2 + across**2 + up**2
    alpha = 2.0 / r_km - speed2 / EARTH_MU_KM3_S2  # 1 / a
    momentum2 = r_km**2 * (along**2 + across**2)
    eccentricity = np.sqrt(np.maximum(1.0 - momentum2 * alpha / EARTH_MU_KM3_S2, 0.0))
    bound = alpha > 0.0
    axis = np.divide(1.0, alpha, out=np.full_like(alpha, np.inf), where=bound)
    perigee = momentum2 / EARTH_MU_KM3_S2 / (1.0 + eccentricity)
    apogee = np.where(bound, axis * (1.0 + np.minimum(eccentricity, 1.0)), np.inf)
    return perigee - EARTH_RADIUS_KM, apogee - EARTH_RADIUS_KM
