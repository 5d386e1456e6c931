"""Confidence intervals of a proportion, without a statistics package."""

from __future__ import annotations

import math

from cspo.errors import UsageError

__all__ = ["clopper_pearson", "wilson"]

_NORMAL_95 = 1.959963984540054


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Wilson's 95 % score interval.

    Source: Wilson 1927, Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> [round(x, 4) for x in wilson(10, 100)]
    [0.0552, 0.1744]
    """
    _check(hits, trials)
    z2 = _NORMAL_95**2
    p = hits / trials
    middle = (p + 0.5 * z2 / trials) / (1.0 + z2 / trials)
    half = _NORMAL_95 * math.sqrt(p * (1.0 - p) / trials + 0.25 * z2 / trials**2)
    half /= 1.0 + z2 / trials
    return max(0.0, middle - half), min(1.0, middle + half)


def clopper_pearson(hits: int, trials: int) -> tuple[float, float]:
    """Exact 95 % interval: never covers the truth less often than it says.

    Source: Clopper and Pearson 1934, Biometrika 26, 404-413.

    Examples
    --------
    >>> [round(x, 4) for x in clopper_pearson(10, 100)]
    [0.049, 0.1762]
    """
    _check(hits, trials)
    low = 0.0 if hits == 0 else _beta_quantile(0.025, hits, trials - hits + 1)
    high = 1.0 if hits == trials else _beta_quantile(0.975, hits + 1, trials - hits)
    return low, high


def _check(hits: int, trials: int) -> None:
    if not 0 <= hits <= trials or trials == 0:
        raise UsageError(
            "bound a proportion", expected="0 <= hits <= trials, trials > 0", got=f"{hits}/{trials}"
        )


def _beta_quantile(share: float, a: float, b: float) -> float:
    """Where the regularized incomplete beta function reaches *share*, by bisection."""
    mean = a / (a + b)
    spread = math.sqrt(mean * (1.0 - mean) / (a + b + 1.0))
    lo = max(0.0, mean - 12.0 * spread)
    hi = min(1.0, mean + 12.0 * spread + 40.0 / (a + b))
    for _ in range(60):
        mid = 0.5 * (lo + hi)
        if _incomplete_beta(mid, a, b) < share:
            lo = mid
        else:
            hi = mid
    return 0.5 * (lo + hi)


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """Regularized incomplete beta function, by Lentz's continued fraction (DLMF 8.17.22)."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - _incomplete_beta(1.0 - x, b, a)
    log_front = (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    tiny = 1e-300
    c = 1.0
    d = 1.0 / (1.0 - (a + b) * x / (a + 1.0) or tiny)
    value = d
    for m in range(1, 100_000):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / (1.0 + step * d or tiny)
            c = 1.0 + step / c or tiny
            value *= c * d
        if abs(c * d - 1.0) < 1e-14:
            break
    return math.exp(log_front) * value / a
