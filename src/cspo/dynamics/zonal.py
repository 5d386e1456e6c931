"""A state carried through the gravity of a flattened Earth: what a burn changes, step by step."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.constants import EARTH_J2, EARTH_MU_KM3_S2, EARTH_RADIUS_KM
from cspo.dynamics._kernels.zonal import march
from cspo.errors import UsageError

__all__ = ["propagate_zonal"]

Floats = NDArray[np.float64]

_ZONAL: Final = np.array(
    [0.0, 0.0, EARTH_J2, -2.532_656_5e-6, -1.619_621_6e-6, -2.272_960_8e-7, 5.406_812_4e-7]
)
"""J0 to J6. J3 to J6: EGM-96, Lemoine et al. 1998, NASA/TP-1998-206861."""

_ARC_RAD: Final = 0.004
"""The greatest angle that a step spans at perigee: 3.6 s in low orbit."""

_LONGEST_STEP_S: Final = 60.0


def propagate_zonal(r_km: ArrayLike, v_km_s: ArrayLike, t_s: ArrayLike) -> tuple[Floats, Floats]:
    """Positions and velocities at *t_s* after (or before) a state.

    Parameters
    ----------
    r_km, v_km_s : (3,) float64
        In an inertial frame whose z axis is the Earth's pole: TEME or TOD at one instant, held.
    t_s : (m,) float64
        Seconds from the state, either sign, any order.

    Returns
    -------
    r_km, v_km_s : (m, 3) float64

    Raises
    ------
    UsageError
        Where the state or a time is not finite, or the state lies at the center.

    Notes
    -----
    Two bodies and the zonal harmonics J2 to J6; the integration adds below 1 cm a day. Tesseral
    harmonics, air, Sun and Moon are left out: alone, a trajectory in low orbit is off by
    kilometres a day. The *difference* of two neighbors, which is what a burn makes, is off by
    a thousandth of itself or less (docs/theory/avoidance.md).

    Examples
    --------
    >>> r_km, _ = propagate_zonal([7000.0, 0.0, 0.0], [0.0, 7.546049, 0.0], [0.0, 5_820.0])
    >>> r_km[:, :2].round(0).tolist()
    [[7000.0, 0.0], [7000.0, 55.0]]
    """
    state = np.concatenate([np.ravel(r_km), np.ravel(v_km_s)]).astype(np.float64)
    times = np.atleast_1d(np.asarray(t_s, np.float64))
    distance_km = float(np.linalg.norm(state[:3]))
    if state.shape != (6,) or not np.isfinite(state).all() or distance_km < 1.0:
        raise UsageError("propagate state", expected="finite r and v outside the center",
                         got=str(state))  # fmt: skip
    if times.ndim != 1 or not np.isfinite(times).all():
        raise UsageError("propagate state", "t_s", expected="finite seconds on one axis")
    step_s = _step_s(state, distance_km)
    out = np.empty((len(times), 6))
    for sign in (1.0, -1.0):
        mine = np.flatnonzero(times >= 0.0 if sign > 0.0 else times < 0.0)
        order = mine[np.argsort(sign * times[mine], kind="stable")]
        part = np.empty((len(order), 6))
        march(state, times[order], step_s, EARTH_MU_KM3_S2, EARTH_RADIUS_KM, _ZONAL, part)
        out[order] = part
    return out[:, :3], out[:, 3:]


def _step_s(state: Floats, distance_km: float) -> float:
    """What a step may be: an angle at perigee, for an ellipse; else at the state itself."""
    momentum = float(np.linalg.norm(np.cross(state[:3], state[3:])))
    energy = 0.5 * float(state[3:] @ state[3:]) - EARTH_MU_KM3_S2 / distance_km
    squared = 1.0 + 2.0 * energy * (momentum / EARTH_MU_KM3_S2) ** 2
    perigee_km = momentum**2 / EARTH_MU_KM3_S2 / (1.0 + np.sqrt(max(squared, 0.0)))
    perigee_km = max(perigee_km, 0.25 * EARTH_RADIUS_KM)  # it would have hit the ground
    rate_rad_s = np.sqrt(EARTH_MU_KM3_S2 * (1.0 + np.sqrt(max(squared, 0.0))) / perigee_km**3)
    return float(min(_ARC_RAD / rate_rad_s, _LONGEST_STEP_S))
