"""Motion about a planet that is round but for its zonal harmonics, by Runge-Kutta steps."""

from __future__ import annotations

from typing import Any

import numpy as np

from cspo.compiling import kernel

__all__ = ["march"]


@kernel
def _rate(s: Any, mu: float, radius: float, zonal: Any, d: Any) -> None:
    """Derivative *d* of the state *s*.

    Gradient of U = mu/r (1 - sum J_n (R/r)^n P_n(z/r)): Montenbruck and Gill, Satellite Orbits
    (2000), equation 3.28 without tesserals; P_n by Bonnet's recurrence.
    """
    x, y, z = s[0], s[1], s[2]
    r2 = x * x + y * y + z * z
    r = np.sqrt(r2)
    u = z / r
    ratio = radius / r
    along = 0.0
    polar = 0.0
    p_before, p = 1.0, u
    d_before, dp = 0.0, 1.0
    power = ratio
    for n in range(2, len(zonal)):
        p_next = ((2 * n - 1) * u * p - (n - 1) * p_before) / n
        d_next = d_before + (2 * n - 1) * p
        p_before, p = p, p_next
        d_before, dp = dp, d_next
        power *= ratio
        along += zonal[n] * power * ((n + 1) * p + u * dp)
        polar += zonal[n] * power * dp
    g = mu / r2
    radial = g * (along - 1.0) / r
    d[0] = s[3]
    d[1] = s[4]
    d[2] = s[5]
    d[3] = radial * x
    d[4] = radial * y
    d[5] = radial * z - g * polar


@kernel
def march(
    start: Any, t_s: Any, step_s: float, mu: float, radius: float, zonal: Any, out: Any
) -> None:
    """States *out* (m, 6) at *t_s* (m,), which leave 0 in one direction, from *start* (6,) at 0.

    Classical fourth-order Runge-Kutta; equal steps of at most *step_s* from one output to the
    next.
    """
    s = start.copy()
    k1 = np.empty(6)
    k2 = np.empty(6)
    k3 = np.empty(6)
    k4 = np.empty(6)
    w = np.empty(6)
    now = 0.0
    for row in range(len(t_s)):
        gap = t_s[row] - now
        count = int(np.ceil(abs(gap) / step_s))
        if count > 0:
            h = gap / count
            for _ in range(count):
                _rate(s, mu, radius, zonal, k1)
                for i in range(6):
                    w[i] = s[i] + 0.5 * h * k1[i]
                _rate(w, mu, radius, zonal, k2)
                for i in range(6):
                    w[i] = s[i] + 0.5 * h * k2[i]
                _rate(w, mu, radius, zonal, k3)
                for i in range(6):
                    w[i] = s[i] + h * k3[i]
                _rate(w, mu, radius, zonal, k4)
                for i in range(6):
                    s[i] += h / 6.0 * (k1[i] + 2.0 * (k2[i] + k3[i]) + k4[i])
        now = t_s[row]
        for i in range(6):
            out[row, i] = s[i]
