"""Drag averaged over one revolution and over where in its latitudes the perigee may stand."""

from __future__ import annotations

from typing import Any

import numpy as np

from cspo.compiling import kernel
from cspo.constants import (
    EARTH_J2,
    EARTH_MU_KM3_S2,
    EARTH_RADIUS_KM,
    EARTH_ROTATION_RAD_S,
    WGS72_RADIUS_KM,
)

__all__ = ["apsis_rates", "logarithm_of_density"]

_FLATTENING = 1.0 / 298.257223563
_LOWEST_KM, _BEND_KM, _STEP = 90.0, 60.0, 0.055  # of cspo.environment.atmosphere
_CUT = 30.0  # scale heights above the perigee beyond which the air is none
_PER_KM = 1000.0  # (m2/kg) (kg/m3) is 1/m


@kernel
def logarithm_of_density(altitude_km: Any, column: Any) -> Any:
    """Logarithm of the density in *column*, the scale height, km, and the place among the rows.

    Lagrange's cubic in ln(1 + (h - 90) / 60); above the last row its scale height goes on.
    """
    last = len(column) - 1
    h = max(altitude_km, _LOWEST_KM)
    x = np.log1p((h - _LOWEST_KM) / _BEND_KM) / _STEP
    if x >= last:
        top_km = _LOWEST_KM + _BEND_KM * np.expm1(_STEP * last)
        under_km = _LOWEST_KM + _BEND_KM * np.expm1(_STEP * (last - 1))
        scale_km = (top_km - under_km) / (column[last - 1] - column[last])
        return column[last] - (h - top_km) / scale_km, scale_km, float(last)
    k = min(max(int(x) - 1, 0), last - 3)
    t = x - k
    u, v, w = t - 1.0, t - 2.0, t - 3.0
    a, b, c, d = column[k], column[k + 1], column[k + 2], column[k + 3]
    value = -u * v * w / 6.0 * a + t * v * w / 2.0 * b - t * u * w / 2.0 * c + t * u * v / 6.0 * d
    at = min(int(x), last - 1)
    slope = column[at] - column[at + 1]
    return value, _STEP * (h - _LOWEST_KM + _BEND_KM) / slope, x


@kernel
def apsis_rates(
    perigee_km: Any, apogee_km: Any, inclination_rad: Any, column: Any, latitude_p2: Any,
    points: Any, weights: Any,
) -> Any:  # fmt: skip
    """Rates of perigee and apogee, km/s for a ballistic coefficient of 1 m²/kg; scale height.

    With c = cos E, from Gauss's equations for a force along the velocity:

        d r_p / dt = -B sqrt(mu a) (1 - e) < rho F sqrt((1 + e c) / (1 - e c)) (1 - c) >
        d r_a / dt = -B sqrt(mu a) (1 + e) < rho F sqrt((1 + e c) / (1 - e c)) (1 + c) >

    the mean being over the eccentric anomaly E (King-Hele, Satellite Orbits in an Atmosphere,
    1987, equations 4.9 to 4.12, for r_p = a (1 - e) and r_a = a (1 + e)); F = (1 - w h cos i /
    v²)² for air that turns with the Earth (ibid. 2.30, at each point instead of the perigee).
    The Earth's flattening, J2's short periods (Vallado et al., AIAA 2006-6753, sgp4()) and the
    change of density with latitude swing twice a revolution in the argument of latitude u:
    h = h_c + A cos 2u gives a factor I0(A / H) + ... under the mean over u, for the perigee
    turns through all u.
    """
    r_p = WGS72_RADIUS_KM + perigee_km
    r_a = WGS72_RADIUS_KM + apogee_km
    a = 0.5 * (r_p + r_a)
    e = (r_a - r_p) / (r_a + r_p)
    p = a * (1.0 - e * e)
    cos_i = np.cos(inclination_rad)
    sin2_i = 1.0 - cos_i * cos_i
    bulge_km = 0.5 * _FLATTENING * EARTH_RADIUS_KM * sin2_i
    ripple_km = 0.25 * EARTH_J2 * EARTH_RADIUS_KM**2 / p * sin2_i
    swing_km = ripple_km - bulge_km
    lift = -0.75 * EARTH_J2 * (EARTH_RADIUS_KM / p) ** 2 * np.sqrt(1.0 - e * e)
    lift *= 3.0 * cos_i * cos_i - 1.0
    momentum = np.sqrt(EARTH_MU_KM3_S2 * p)
    lowest_km = r_p * (1.0 + lift) + bulge_km - EARTH_RADIUS_KM
    _, scale_km, _ = logarithm_of_density(lowest_km, column)
    widest = np.pi
    if a * e > 0.5 * _CUT * scale_km:
        widest = np.arccos(1.0 - _CUT * scale_km / (a * e))
    z = a * e / scale_km
    order = 0 if z < 2.0 else (1 if z < 10.0 else 2)
    sum_p = 0.0
    sum_a = 0.0
    for j in range(points.shape[1]):
        weight = weights[order, j]
        if weight == 0.0:
            break
        c = np.cos(widest * points[order, j])
        r = a * (1.0 - e * c)
        h = r * (1.0 + lift) + bulge_km - EARTH_RADIUS_KM
        ln, h_scale, place = logarithm_of_density(h, column)
        x = swing_km / h_scale
        x2 = x * x
        i0 = 1.0 + x2 / 4.0 + x2 * x2 / 64.0
        i1 = x / 2.0 + x * x2 / 16.0
        row = min(int(place), len(column) - 2)
        polar = latitude_p2[row] + (place - row) * (latitude_p2[row + 1] - latitude_p2[row])
        around = i0 * (1.0 + polar * (0.75 * sin2_i - 0.5)) + 0.75 * polar * sin2_i * i1
        ratio = (1.0 + e * c) / (1.0 - e * c)
        v2 = EARTH_MU_KM3_S2 / a * ratio
        turning = 1.0 - EARTH_ROTATION_RAD_S * momentum * cos_i / v2
        drag = weight * np.exp(ln) * around * turning * turning * np.sqrt(ratio)
        sum_p += drag * (1.0 - c)
        sum_a += drag * (1.0 + c)
    front = -_PER_KM * np.sqrt(EARTH_MU_KM3_S2 * a) * widest / np.pi
    return front * (1.0 - e) * sum_p, front * (1.0 + e) * sum_a, scale_km
