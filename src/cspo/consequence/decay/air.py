"""The air that a decay flies through: columns over time, from space weather day by day."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.environment import AirColumns, Atmosphere, SpaceWeather
from cspo.errors import OutOfRange
from cspo.time import Epoch
from cspo.units import DAY_NS, DAY_S

__all__ = ["AirOverTime", "air_over_time"]

Floats = NDArray[np.float64]

MOST_DAYS: Final = 75_000.0
"""Longest span, days: some 200 years."""

_FINE_SHARE: Final = 40.0
_FINE_DAYS: Final = 5.0
_GROUP: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AirOverTime:
    """Mean columns of air in successive spans.

    Parameters
    ----------
    start : Epoch
    edge_s : (t + 1,) float64
        Seconds from *start* between the spans.
    fine : AirColumns
        One column for each span.
    group : int
        How many spans stand together in *wide*.
    wide : AirColumns
        Their means.
    predicted_from_s : float
        Where measured space weather ends, s from *start*; infinite where it covers all.
    """

    start: Epoch
    edge_s: Floats
    fine: AirColumns
    group: int
    wide: AirColumns
    predicted_from_s: float

    @property
    def duration_s(self) -> float:
        """Length of all spans together, s."""
        return float(self.edge_s[-1])


def air_over_time(
    atmosphere: Atmosphere, weather: SpaceWeather, start: Epoch, days: float
) -> AirOverTime:
    """Columns of *atmosphere* under *weather* for *days* from *start*.

    Spans are a day in short work and at most five in long; each day has its own column,
    with its F10.7, Ap and season, and a span the mean of its days' densities.

    Raises
    ------
    OutOfRange
        Where *days* is not positive and finite, or *weather* does not reach so far.
    """
    if not 0.0 < days <= MOST_DAYS:
        raise OutOfRange(
            "reckon decay", "days", expected=f"up to {MOST_DAYS:,.0f}", got=f"{days:g}"
        )
    per_span = int(min(max(days / _FINE_SHARE, 1.0), _FINE_DAYS))
    spans = math.ceil(days / per_span)
    ns = start.tai_ns + DAY_NS * np.arange(spans * per_span, dtype=np.int64) + DAY_NS // 2
    ns = np.minimum(ns, (start + days * DAY_S).tai_ns)
    rows = weather.at(ns)
    daily = atmosphere.columns(
        rows.f107_81day, rows.ap, f107=rows.f107, day_of_year=rows.day_of_year
    )
    edge_s = np.minimum(np.arange(spans + 1) * per_span * DAY_S, days * DAY_S)
    first = np.flatnonzero(rows.predicted)
    return AirOverTime(
        start=start, edge_s=edge_s, fine=_mean(daily, per_span),
        group=_GROUP, wide=_mean(_mean(daily, per_span), _GROUP),
        predicted_from_s=float(first[0]) * DAY_S if len(first) else math.inf,
    )  # fmt: skip


def _mean(columns: AirColumns, size: int) -> AirColumns:
    """Means of *size* columns each, of the last fewer."""
    if size == 1:
        return columns
    first = np.arange(0, len(columns.ln_kg_m3), size)
    count = np.diff(np.append(first, len(columns.ln_kg_m3)))[:, None]
    density = np.add.reduceat(np.exp(columns.ln_kg_m3), first) / count
    p2 = np.add.reduceat(columns.latitude_p2, first) / count
    return AirColumns(ln_kg_m3=np.log(density), latitude_p2=p2)
