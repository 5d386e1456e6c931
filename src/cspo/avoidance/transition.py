"""From a small change of velocity to what it has become later, in closed form."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.constants import EARTH_MU_KM3_S2
from cspo.errors import OutOfRange

__all__ = ["burn_response"]

Floats = NDArray[np.float64]

_TURNS: Final = 60
_CIRCULAR: Final = 1e-9


def burn_response(r_km: ArrayLike, v_km_s: ArrayLike, lead_s: ArrayLike) -> Floats:
    """How position and velocity answer to a burn some time before.

    Parameters
    ----------
    r_km, v_km_s : (3,) float64
        State at the later instant (closest approach), in an inertial frame.
    lead_s : (m,) float64
        Time from the burn to that instant.

    Returns
    -------
    response : (m, 6, 3) float64
        Change of position (km) and inertial velocity (km/s), along R, T and N of the later
        instant, for 1 km/s along R, T or N of the instant of the burn.

    Raises
    ------
    OutOfRange
        Where the orbit is no ellipse, or meets the center.

    Notes
    -----
    Two bodies, to first order. With e = 0 these are the equations of Clohessy and Wiltshire.
    J2 moves the answer by about 1 % in a day (docs/theory/avoidance.md), so a burn that was
    chosen by it has to be flown.

    Source: Yamanaka and Ankersen 2002, Journal of Guidance, Control, and Dynamics 25(1), 60-66,
    equations 55 to 86, their z being -R and their y -N.

    Examples
    --------
    A tenth of a metre per second forward, and after one orbit one is 3 T dv = 1.75 km behind:

    >>> response = burn_response([7000.0, 0, 0], [0, 7.546053, 0], [5_828.5])
    >>> (response[0, :3] @ [0.0, 1e-4, 0.0]).round(2).tolist()
    [0.0, -1.75, 0.0]
    """
    lead_s = np.atleast_1d(np.asarray(lead_s, np.float64))
    momentum, e, anomaly_rad, mean_motion = _orbit(
        np.asarray(r_km, np.float64), np.asarray(v_km_s, np.float64)
    )
    before_rad = _earlier_anomaly(anomaly_rad, e, mean_motion * lead_s)
    parameter_km = momentum**2 / EARTH_MU_KM3_S2
    k2 = momentum / parameter_km**2
    along, down = _in_plane(e, before_rad, anomaly_rad, k2 * lead_s)
    rho = 1.0 + e * np.cos(anomaly_rad)
    rho0 = 1.0 + e * np.cos(before_rad)
    turned = anomaly_rad - before_rad

    # columns: unit dv along x (forward) and z (down), then y (against N), in their variables
    response = np.zeros((len(lead_s), 6, 3))
    bent = k2 * e * np.sin(anomaly_rad)
    scale = 1.0 / (k2 * rho0)
    for column, unit in ((1, along), (0, -down)):
        x, z, vx, vz = unit * scale
        response[:, 0, column] = -z / rho
        response[:, 1, column] = x / rho
        response[:, 3, column] = -(bent * z + k2 * rho * vz)
        response[:, 4, column] = bent * x + k2 * rho * vx
    y = np.sin(turned) / (k2 * rho0)
    response[:, 2, 2] = y / rho
    response[:, 5, 2] = bent * y + k2 * rho * np.cos(turned) / (k2 * rho0)
    rate = k2 * rho * rho  # theirs is the velocity in turning axes
    response[:, 3, :] -= rate * response[:, 1, :]
    response[:, 4, :] += rate * response[:, 0, :]
    return response


def _orbit(r_km: Floats, v_km_s: Floats) -> tuple[float, float, float, float]:
    """Angular momentum, eccentricity, true anomaly and mean motion of a state."""
    distance_km = float(np.linalg.norm(r_km))
    h = np.cross(r_km, v_km_s)
    momentum = float(np.linalg.norm(h))
    if not (distance_km > 0.0 and momentum > 0.0 and np.isfinite(momentum)):
        raise OutOfRange("carry burn", expected="an orbit that does not meet the center")
    axis = np.cross(v_km_s, h) / EARTH_MU_KM3_S2 - r_km / distance_km
    e = float(np.linalg.norm(axis))
    if e >= 1.0:
        raise OutOfRange("carry burn", expected="an ellipse", got=f"eccentricity {e:.6f}")
    if e < _CIRCULAR:  # no perigee: count from where it is
        e, anomaly_rad = 0.0, 0.0
    else:
        cosine = float(axis @ r_km)
        sine = float(np.cross(axis, r_km) @ h) / momentum
        anomaly_rad = float(np.arctan2(sine, cosine))
    mean_motion = EARTH_MU_KM3_S2**2 / momentum**3 * (1.0 - e * e) ** 1.5
    return momentum, e, anomaly_rad, mean_motion


def _earlier_anomaly(anomaly_rad: float, e: float, mean_ago_rad: Floats) -> Floats:
    """True anomaly when the mean anomaly was *mean_ago_rad* less, whole turns kept."""
    root = np.sqrt((1.0 - e) / (1.0 + e))
    eccentric = 2.0 * np.arctan(root * np.tan(0.5 * anomaly_rad))
    mean = eccentric - e * np.sin(eccentric) - mean_ago_rad
    turns = np.floor((mean + np.pi) / (2.0 * np.pi))
    mean = mean - 2.0 * np.pi * turns
    low, high = np.full_like(mean, -np.pi), np.full_like(mean, np.pi)
    guess = mean + e * np.sin(mean)
    for _ in range(_TURNS):
        error = guess - e * np.sin(guess) - mean
        low, high = np.where(error < 0.0, guess, low), np.where(error > 0.0, guess, high)
        better = guess - error / (1.0 - e * np.cos(guess))
        inside = (better >= low) & (better <= high)
        better = np.where(inside, better, 0.5 * (low + high))
        done = np.abs(better - guess) < 1e-15
        guess = better
        if done.all():
            break
    true = 2.0 * np.arctan2(np.sin(0.5 * guess), root * np.cos(0.5 * guess))
    return np.asarray(true + 2.0 * np.pi * turns)


def _in_plane(e: float, before_rad: Floats, after_rad: float, j: Floats) -> tuple[Floats, Floats]:
    """(x, z, vx, vz) after a unit of vx, and of vz, before; in their transformed variables."""
    rho0 = 1.0 + e * np.cos(before_rad)
    s0, c0 = rho0 * np.sin(before_rad), rho0 * np.cos(before_rad)
    share = 1.0 / (1.0 - e * e)
    first = (
        -e * s0 * (1.0 + 1.0 / rho0) * share,
        s0 * (1.0 + 1.0 / rho0) * share,
        (c0 * (1.0 + 1.0 / rho0) + e) * share,
        -rho0 * rho0 * share,
    )
    second = ((2.0 - e * c0) * share, (c0 - 2.0 * e) * share, -s0 * share, e * s0 * share)
    rho = 1.0 + e * np.cos(after_rad)
    s, c = rho * np.sin(after_rad), rho * np.cos(after_rad)
    ds = np.cos(after_rad) + e * np.cos(2.0 * after_rad)
    dc = -(np.sin(after_rad) + e * np.sin(2.0 * after_rad))
    out = []
    for x, z, vx, vz in (first, second):
        out.append(
            [
                x - c * (1.0 + 1.0 / rho) * z + s * (1.0 + 1.0 / rho) * vx + 3.0 * rho**2 * j * vz,
                s * z + c * vx + (2.0 - 3.0 * e * s * j) * vz,
                2.0 * s * z + (2.0 * c - e) * vx + 3.0 * (1.0 - 2.0 * e * s * j) * vz,
                ds * z + dc * vx - 3.0 * e * (ds * j + s / rho**2) * vz,
            ]
        )
    return np.array(out[0]), np.array(out[1])
