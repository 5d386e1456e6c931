"""Orbits that come down, column of air by column of air."""

from __future__ import annotations

from typing import Any

import numpy as np

from cspo.compiling import kernel
from cspo.consequence.decay._kernels.revolution import apsis_rates

__all__ = ["descend", "rates_of_many"]

_FINE, _SLOW = 0.1, 0.02  # share of a scale height that a step may take the perigee down
_APOGEE_SCALES, _APOGEE_SHARE = 0.3, 0.15  # and the apogee: of a scale height, of its height
_LEAST_S = 1.0
_MOST_STEPS = 1_000_000


@kernel
def rates_of_many(
    perigee_km: Any, apogee_km: Any, inclination_rad: Any, row: Any, column: Any,
    latitude_p2: Any, points: Any, weights: Any, out: Any,
) -> None:  # fmt: skip
    """Rates (n, 2) of perigee and apogee, each in the column of its *row*."""
    for j in range(len(perigee_km)):
        at = row[j]
        p, a, _ = apsis_rates(
            perigee_km[j], apogee_km[j], inclination_rad[j], column[at], latitude_p2[at],
            points, weights,
        )  # fmt: skip
        out[j, 0] = p
        out[j, 1] = a


@kernel
def descend(
    perigee_km: Any, apogee_km: Any, inclination_rad: Any, ballistic_m2_kg: Any, begin_s: Any,
    entry_km: Any, edge_s: Any, column: Any, latitude_p2: Any, group: Any, wide_column: Any,
    wide_p2: Any, points: Any, weights: Any, out_s: Any, out_perigee_km: Any, out_apogee_km: Any,
    end_s: Any,
) -> None:  # fmt: skip
    """Fill perigee and apogee (n, m) at *out_s* (n, m), NaN after the end, and the end (n).

    Midpoint steps. An orbit that would sink less than a fiftieth of a scale height goes through
    *group* columns at once, in their mean; others through one, in as many steps as they need.
    An orbit that never ends keeps the end that it came with.
    """
    fine = len(column)
    for j in range(len(perigee_km)):
        p, a = perigee_km[j], apogee_km[j]
        inc, ballistic = inclination_rad[j], ballistic_m2_kg[j]
        t = begin_s[j]
        f = 0
        k = 0
        wide = True
        ended = p <= entry_km
        if ended:
            end_s[j] = t
        for _ in range(_MOST_STEPS):
            while k < out_s.shape[1] and out_s[j, k] <= t:
                out_perigee_km[j, k] = np.nan if ended else p
                out_apogee_km[j, k] = np.nan if ended else a
                k += 1
            if ended or t >= edge_s[fine]:
                break
            while f < fine - 1 and edge_s[f + 1] <= t:
                f += 1
            if f % group == 0:
                wide = True
            limit_s = edge_s[fine]
            if k < out_s.shape[1]:
                limit_s = min(limit_s, out_s[j, k])
            whole = f // group
            span_s = min(edge_s[min((whole + 1) * group, fine)], limit_s) - t
            ln, p2 = wide_column[whole], wide_p2[whole]
            taken = False
            dp = 0.0
            da = 0.0
            scale = 1.0
            if wide:
                dp, da, scale = apsis_rates(p, a, inc, ln, p2, points, weights)
                dp *= ballistic
                da *= ballistic
                taken = -dp * span_s < _SLOW * scale and -da * span_s < (
                    _SLOW * scale + 0.1 * _APOGEE_SHARE * (a - p)
                )
            if not taken:
                wide = False
                ln, p2 = column[f], latitude_p2[f]
                dp, da, scale = apsis_rates(p, a, inc, ln, p2, points, weights)
                dp *= ballistic
                da *= ballistic
                span_s = min(edge_s[f + 1], limit_s) - t
                room = _APOGEE_SCALES * scale + _APOGEE_SHARE * (a - p)
                if -dp * span_s > _FINE * scale:
                    span_s = max(_FINE * scale / -dp, _LEAST_S)
                if -da * span_s > room:
                    span_s = max(room / -da, _LEAST_S)
            mid_p = p + 0.5 * span_s * dp
            mid_a = max(a + 0.5 * span_s * da, mid_p)
            dp, da, scale = apsis_rates(mid_p, mid_a, inc, ln, p2, points, weights)
            next_p = p + span_s * ballistic * dp
            next_a = a + span_s * ballistic * da
            if next_p <= entry_km:
                end_s[j] = t + span_s * (p - entry_km) / (p - next_p)
                ended = True
                t = edge_s[fine] + 1.0
                while k < out_s.shape[1] and out_s[j, k] < end_s[j]:
                    out_perigee_km[j, k] = p
                    out_apogee_km[j, k] = a
                    k += 1
            p = next_p
            a = max(next_a, next_p)
            t += span_s
