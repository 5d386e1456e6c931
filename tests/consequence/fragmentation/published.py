"""The published laws of area to mass, written down a second time, and quadrature over them.

From Johnson et al. 2001, equations 5 to 7, 11 and 12; integrated by scipy, nothing of cspo.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

from scipy.integrate import quad
from scipy.stats import norm

Law = list[tuple[float, float, float]]
"""Share, mean and standard deviation of each normal law."""


def line(lam: float, *corners: tuple[float, float]) -> float:
    """Straight lines from corner to corner, level outside."""
    if lam <= corners[0][0]:
        return corners[0][1]
    for (x0, y0), (x1, y1) in itertools.pairwise(corners):
        if lam <= x1:
            return y0 + (y1 - y0) * (lam - x0) / (x1 - x0)
    return corners[-1][1]


def large(lam: float, rocket: bool) -> Law:
    """Pieces from 11 cm on; corners worked out from the printed slopes."""
    if rocket:
        share = line(lam, (-1.4, 1.0), (0.0, 1.0 - 0.3571 * 1.4))
        return [
            (share, line(lam, (-0.5, -0.45), (0.0, -0.9)), 0.55),
            (1.0 - share, -0.9, line(lam, (-1.0, 0.28), (0.1, 0.28 - 0.1636 * 1.1))),
        ]
    share = line(lam, (-1.95, 0.0), (0.55, 1.0))
    return [
        (share, line(lam, (-1.1, -0.6), (0.0, -0.6 - 0.318 * 1.1)),
         line(lam, (-1.3, 0.1), (-0.3, 0.3))),
        (1.0 - share, line(lam, (-0.7, -1.2), (-0.1, -1.2 - 1.333 * 0.6)),
         line(lam, (-0.5, 0.5), (-0.3, 0.3))),
    ]  # fmt: skip


def small(lam: float) -> Law:
    """Pieces up to 8 cm."""
    sigma = 0.2 if lam <= -3.5 else 0.2 + 0.1333 * (lam + 3.5)
    return [(1.0, line(lam, (-1.75, -0.3), (-1.25, -1.0)), sigma)]


def published(length_m: float, rocket: bool) -> Law:
    """The law of that length; between 8 and 11 cm both, weighed by log10 of the length."""
    lam = math.log10(length_m)
    w = line(lam, (math.log10(0.08), 0.0), (math.log10(0.11), 1.0))
    return [(w * p, m, s) for p, m, s in large(lam, rocket)] + [
        ((1.0 - w) * p, m, s) for p, m, s in small(lam)
    ]


def density(law: Law) -> Callable[[float], float]:
    return lambda x: sum(p * norm.pdf(x, m, s) for p, m, s in law)


def below(law: Law, chi: float) -> float:
    """Probability of less than *chi*, by quadrature of the density."""
    middle = sorted(m for _, m, _ in law if m < chi)
    return float(quad(density(law), -8.0, chi, points=middle or None, limit=200)[0])


def speed_below(law: Law, log10_m_s: float, slope: float, base: float) -> float:
    """Probability of a speed below, by quadrature over area to mass."""
    f = density(law)
    return float(
        quad(lambda x: f(x) * norm.cdf(log10_m_s, slope * x + base, 0.4), -6.0, 4.0,
             points=sorted({m for _, m, _ in law}), limit=200)[0]
    )  # fmt: skip
