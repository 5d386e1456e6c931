"""The published three-species model, transcribed from its equations: an oracle in plain loops.

D'Ambrosio and Linares, Carrying capacity of low Earth orbit computed using source-sink models,
J. Spacecraft and Rockets 61 (2024), equations 1 to 5, with the numbers of Lavezzi, Jang and
Linares' public configuration of 24 shells from 200 to 1,400 km (MOCAT-SSEM, Optimizer/NLP,
March 2025): metres, years, kilograms, the Earth's radius rounded as there. Pieces stay in the
shell where they are made, as in D'Ambrosio and Linares.
"""

from __future__ import annotations

import math

import numpy as np

SHELLS = 24
LOW_KM, HIGH_KM = 200.0, 1_400.0
RADIUS_KM = 6378.137
MU_M3_S2 = 3.986004418e14
YEAR_S = 365.25 * 86_400.0

LIFE_YEARS, DISPOSED, ALPHA, ALPHA_ACTIVE, DELTA = 8.0, 0.9, 0.1, 0.01, 0.0
MASS = (200.0, 200.0, 0.5)
DIAMETER = (2.5, 2.5, 0.25)
AREA = (5.0, 5.0, 0.05)
DRAG = 2.2
SPEED_M_YEAR = 10_000.0 * YEAR_S

# Vallado (2013), table 8-4: base km, kg/m3, scale height km.
AIR = [
    (200, 2.789e-10, 37.105), (250, 7.248e-11, 45.546), (300, 2.418e-11, 53.628),
    (350, 9.518e-12, 53.298), (400, 3.725e-12, 58.515), (450, 1.585e-12, 60.828),
    (500, 6.967e-13, 63.822), (600, 1.454e-13, 71.835), (700, 3.614e-14, 88.667),
    (800, 1.170e-14, 124.64), (900, 5.245e-15, 181.05), (1000, 3.019e-15, 268.0),
]  # fmt: skip


def density(h_km):
    base, rho, scale = [row for row in AIR if row[0] <= h_km][-1]
    return rho * math.exp((base - h_km) / scale)


def pieces(m1, m2):
    return 0.1 * 0.1**-1.71 * (m1 + m2) ** 0.75


def right_side(x, launches):
    """dS, dD, dN of each shell; *x* is S, D, N one after the other."""
    s, d, n = (x[i * SHELLS : (i + 1) * SHELLS] for i in range(3))
    width_km = (HIGH_KM - LOW_KM) / SHELLS
    out = np.zeros(3 * SHELLS)
    for k in range(SHELLS):
        low_m = (RADIUS_KM + LOW_KM + k * width_km) * 1e3
        volume = 4.0 / 3.0 * math.pi * ((low_m + width_km * 1e3) ** 3 - low_m**3)

        def phi(a, b, volume=volume):
            return math.pi * (0.5 * (DIAMETER[a] + DIAMETER[b])) ** 2 * SPEED_M_YEAR / volume

        def sink(i, shell):
            h_km = LOW_KM + shell * width_km
            speed = density(h_km) * DRAG * AREA[i] / MASS[i]
            speed *= math.sqrt(MU_M3_S2 * (RADIUS_KM + h_km) * 1e3) * YEAR_S
            return speed / (width_km * 1e3)

        above = k + 1 < SHELLS
        ss, sd, sn = phi(0, 0) * s[k] ** 2, phi(0, 1) * s[k] * d[k], phi(0, 2) * s[k] * n[k]
        dd, dn, nn = phi(1, 1) * d[k] ** 2, phi(1, 2) * d[k] * n[k], phi(2, 2) * n[k] ** 2
        out[k] = launches[k] - s[k] / LIFE_YEARS - (DELTA + ALPHA) * (sn + sd) - ALPHA_ACTIVE * ss
        out[SHELLS + k] = (
            (1.0 - DISPOSED) * s[k] / LIFE_YEARS + DELTA * (sd + sn) - dn - dd
            + (sink(1, k + 1) * d[k + 1] if above else 0.0) - sink(1, k) * d[k]
        )  # fmt: skip
        out[2 * SHELLS + k] = (
            pieces(MASS[0], MASS[2]) * ALPHA * sn + pieces(MASS[0], MASS[1]) * ALPHA * sd
            + pieces(MASS[1], MASS[2]) * dn + pieces(MASS[1], MASS[1]) * dd
            + ALPHA_ACTIVE * pieces(MASS[0], MASS[0]) * ss + pieces(MASS[2], MASS[2]) * nn
            + (sink(2, k + 1) * n[k + 1] if above else 0.0) - sink(2, k) * n[k]
        )  # fmt: skip
    return out
