"""What the user brings: the enhanced dose rate, its decay, and what satellites can still take."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.band import Band
from cspo.errors import OutOfRange, UsageError

__all__ = ["Budget", "DoseRate", "Enhancement"]

Floats = NDArray[np.float64]
Zone = tuple[float, float, float, float]

_MOST_ROWS: Final = 2_000
_CORNERS: Final = ("low", "expected", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseRate:
    """The enhanced dose rate in one zone behind one shielding.

    Parameters
    ----------
    l_shell : (low, high)
        Zone in L; ``(0, inf)`` where L doesn't matter.
    altitude_km : (low, high)
        Zone in altitude above the ellipsoid; ``(0, inf)`` where it doesn't matter.
    shielding_mm : float
        Of aluminium, all around.
    rate_krad_day : Band
        In silicon, of a satellite that is there all the time, at the time of the enhancement.
    decay_days : Band
        In which the rate falls to 1/e; infinite where it doesn't.

    Raises
    ------
    UsageError
        Where a zone is empty, or a number is negative.
    """

    l_shell: tuple[float, float] = (0.0, math.inf)
    altitude_km: tuple[float, float] = (0.0, math.inf)
    shielding_mm: float
    rate_krad_day: Band
    decay_days: Band

    def __post_init__(self) -> None:
        for name, (low, high) in (("l_shell", self.l_shell), ("altitude_km", self.altitude_km)):
            if not 0.0 <= low < high:
                raise _wrong(name, "low and high, in order, not negative", f"{low:g}, {high:g}")
        if not 0.0 < self.shielding_mm < 1000.0:
            raise _wrong("shielding_mm", "more than 0, less than 1,000", f"{self.shielding_mm:g}")
        if not 0.0 <= self.rate_krad_day.low <= self.rate_krad_day.high < math.inf:
            raise _wrong("rate_krad_day", "0 or more", f"{self.rate_krad_day.low:g}")
        if not self.decay_days.low > 0.0:
            raise _wrong("decay_days", "more than 0", f"{self.decay_days.low:g}")

    @property
    def zone(self) -> Zone:
        """L from and to, altitude from and to."""
        return (*self.l_shell, *self.altitude_km)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a satellite can still take.

    Parameters
    ----------
    object_id : str
        ``norad:39634``.
    shielding_mm : float
        Of aluminium, all around.
    remaining_krad : Band
        Dose until it fails, in silicon; above zero.
    natural_krad_day : Band
        What it takes without the event.
    """

    object_id: str
    shielding_mm: float
    remaining_krad: Band
    natural_krad_day: Band = Band(low=0.0, expected=0.0, high=0.0)  # noqa: RUF009 - frozen

    def __post_init__(self) -> None:
        if not 0.0 < self.shielding_mm < 1000.0:
            raise _wrong("shielding_mm", "more than 0, less than 1,000", f"{self.shielding_mm:g}")
        if not 0.0 < self.remaining_krad.low <= self.remaining_krad.high < math.inf:
            raise _wrong("remaining_krad", "more than 0", f"{self.remaining_krad.low:g}")
        if not 0.0 <= self.natural_krad_day.low <= self.natural_krad_day.high < math.inf:
            raise _wrong("natural_krad_day", "0 or more", f"{self.natural_krad_day.low:g}")


class Enhancement:
    """Dose rates of all zones, each at some shieldings.

    Parameters
    ----------
    rates : sequence of DoseRate
        Zones don't overlap; all rows of a zone decay alike.

    Raises
    ------
    UsageError
        Where zones overlap, a zone has a shielding twice, or its rows decay otherwise.

    Examples
    --------
    >>> Enhancement([
    ...     DoseRate(l_shell=(1.2, 1.6), shielding_mm=mm, rate_krad_day=Band.certain(rate),
    ...              decay_days=Band.certain(100.0))
    ...     for mm, rate in ((1.0, 4.0), (4.0, 1.0))
    ... ]).rates_krad_day(2.0).round(6).tolist()
    [[2.0, 2.0, 2.0]]
    """

    def __init__(self, rates: list[DoseRate] | tuple[DoseRate, ...]) -> None:
        if not 1 <= len(rates) <= _MOST_ROWS:
            raise _wrong("rates", f"1 to {_MOST_ROWS:,} rows", str(len(rates)))
        rows = sorted(rates, key=lambda row: (row.zone, row.shielding_mm))
        grouped = [(zone, list(group)) for zone, group in groupby(rows, lambda row: row.zone)]
        self.zones = tuple(zone for zone, _ in grouped)
        self._rows = tuple(tuple(group) for _, group in grouped)
        for group in self._rows:
            depths = [row.shielding_mm for row in group]
            if len(set(depths)) < len(depths):
                raise _wrong("shielding_mm", "each once in a zone", f"{depths}")
            if any(row.decay_days != group[0].decay_days for row in group):
                raise _wrong("decay_days", "one decay in a zone", str(group[0].zone))
        self._refuse_overlap()

    def _refuse_overlap(self) -> None:
        for at, one in enumerate(self.zones):
            for other in self.zones[at + 1 :]:
                if _meet(one[:2], other[:2]) and _meet(one[2:], other[2:]):
                    raise _wrong("zones", "zones that don't overlap", f"{one} and {other}")

    def zone_of(self, l_value: ArrayLike, altitude_km: ArrayLike) -> NDArray[np.int64]:
        """Number of the zone of each point, -1 outside of all; shapes broadcast."""
        l_shells, altitudes = np.broadcast_arrays(
            np.asarray(l_value, np.float64), np.asarray(altitude_km, np.float64)
        )
        out = np.full(l_shells.shape, -1, np.int64)
        for number, (l_low, l_high, low, high) in enumerate(self.zones):
            inside = (l_shells >= l_low) & (l_shells < l_high)
            out[inside & (altitudes >= low) & (altitudes < high)] = number
        return out

    def rates_krad_day(self, shielding_mm: float) -> Floats:
        """Low, expected and high rate of each zone behind a shielding, (zones, 3).

        Between two shieldings the logarithm of the rate is linear in that of the shielding; the
        rate itself where one of the two is zero. Where the laws so cross, low follows expected
        down, and expected high.

        Raises
        ------
        OutOfRange
            Where a zone has no rows on both sides of it: nothing is carried on beyond the table.
        """
        out = np.empty((len(self.zones), 3))
        for number, group in enumerate(self._rows):
            depths = np.array([row.shielding_mm for row in group])
            if not depths[0] <= shielding_mm <= depths[-1]:
                raise OutOfRange(
                    "look up a dose rate", f"zone {self.zones[number]}",
                    expected=f"shielding from {depths[0]:g} to {depths[-1]:g} mm",
                    got=f"{shielding_mm:g} mm", hint="give a rate behind that shielding, too",
                )  # fmt: skip
            corners = [
                _between(
                    depths, np.array([getattr(row.rate_krad_day, corner) for row in group]),
                    shielding_mm,
                )
                for corner in _CORNERS
            ]  # fmt: skip
            out[number] = np.minimum.accumulate(corners[::-1])[::-1]
        return out

    def decay_days(self) -> Floats:
        """Low, expected and high decay time of each zone, (zones, 3)."""
        return np.array(
            [[getattr(group[0].decay_days, corner) for corner in _CORNERS] for group in self._rows]
        )


def _between(depths: Floats, rates: Floats, depth: float) -> float:
    """Log-log between the two depths beside; plainly linear where a rate there is zero."""
    if len(depths) == 1:
        return float(rates[0])
    at = min(int(np.searchsorted(depths, depth, side="right")) - 1, len(depths) - 2)
    x, y = depths[at : at + 2], rates[at : at + 2]
    if not (y > 0.0).all():
        return float(np.interp(depth, x, y))
    return float(np.exp(np.interp(np.log(depth), np.log(x), np.log(y))))


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _wrong(field: str, expected: str, got: str) -> UsageError:
    return UsageError("describe an enhanced dose", field, expected=expected, got=got[:80])
