"""Where satellites of a catalogue stand over the turning Earth, in parts that fit in memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.dynamics import Sgp4Bulk
from cspo.environment import sun_gcrf_km
from cspo.errors import ResourceLimit, UsageError
from cspo.frames import EarthOrientation, Frame, rotation
from cspo.frames.turning import TurningEarth
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.units import HOUR_S, NS_PER_S

__all__ = ["Sky"]

Floats = NDArray[np.float64]

_AT_ONCE: Final = 1_000_000
"""States of one part: 24 MB of positions."""
_MOST_STATES: Final = 200_000_000
_LONGEST_H: Final = 24.0 * 31.0


class Sky:
    """Earth-fixed positions of some rows of a catalogue at even times.

    Parameters
    ----------
    catalog : Catalog
    rows : (n,) int
    start : Epoch
    hours : float
        Length of the window, up to 31 days.
    step_s : float
        1 s or more. The window's end is no time of its own, so that a day is not counted twice.
    eop : EarthOrientation

    Raises
    ------
    UsageError
        For a window or a step outside these bounds.
    ResourceLimit
        For more than 200 million states.

    Notes
    -----
    SGP4 and the rotation of the Earth with polar motion; a satellite whose elements fail has NaN.
    """

    def __init__(
        self, catalog: Catalog, rows: ArrayLike, start: Epoch, hours: float, step_s: float,
        eop: EarthOrientation,
    ) -> None:  # fmt: skip
        if not 0.0 < hours <= _LONGEST_H:
            raise UsageError(
                "look at a window", "hours", expected=f"more than 0, up to {_LONGEST_H:g}",
                got=f"{hours:g}",
            )  # fmt: skip
        if not 1.0 <= step_s <= hours * HOUR_S:
            raise UsageError(
                "look at a window", "step_s", expected="1 s up to the window", got=f"{step_s:g}"
            )
        self.start = start
        self.rows = _checked_rows(rows, len(catalog))
        count = max(math.ceil(hours * HOUR_S / step_s - 1e-9), 1)
        if count * len(self.rows) > _MOST_STATES:
            raise ResourceLimit(
                "look at a window", expected=f"at most {_MOST_STATES:,} positions",
                got=f"{count:,} times of {len(self.rows):,} satellites",
                hint="make the step longer, or take fewer satellites",
            )  # fmt: skip
        self.t_s = np.asarray(step_s * np.arange(count), np.float64)
        self._bulk = Sgp4Bulk(catalog.take(self.rows))
        self._earth = TurningEarth(start, hours * HOUR_S, eop)

    def __len__(self) -> int:
        return len(self.t_s)

    def sun_itrf(self) -> Floats:
        """Directions to the Sun at the times, Earth-fixed, (m, 3), of length 1.

        The Sun is taken every hour and linearly between: within 0.01 degrees.
        """
        knots_s = np.linspace(0.0, self.t_s[-1], max(math.ceil(self.t_s[-1] / HOUR_S), 1) + 1)
        tai_ns = self.start.tai_ns + np.round(knots_s * NS_PER_S).astype(np.int64)
        turn = rotation(Frame.GCRF, Frame.TEME, tai_ns)
        at_knots = (turn @ sun_gcrf_km(tai_ns)[..., None])[..., 0]
        sun = np.stack([np.interp(self.t_s, knots_s, at_knots[:, k]) for k in range(3)], axis=1)
        sun /= np.linalg.norm(sun, axis=1)[:, None]
        return np.asarray((self._earth.itrf_from_teme(self.t_s) @ sun[..., None])[..., 0])

    def parts(
        self,
        progress: Callable[[float], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Iterator[tuple[slice, Floats]]:
        """Slices of the times, and positions (k, n, 3) in ITRF, km, at them."""
        per_part = max(_AT_ONCE // max(len(self.rows), 1), 1)
        for first in range(0, len(self), per_part):
            if stop is not None and stop():
                raise KeyboardInterrupt
            times = slice(first, min(first + per_part, len(self)))
            t_s = self.t_s[times]
            r_teme = self._bulk.propagate(self.start, t_s)[0][:, :3]
            turn = self._earth.itrf_from_teme(t_s)
            yield times, np.ascontiguousarray((turn @ r_teme).swapaxes(1, 2))
            if progress is not None:
                progress(times.stop / len(self))


def _checked_rows(rows: ArrayLike, count: int) -> NDArray[np.int64]:
    found = np.asarray(rows)
    if not found.size:
        return np.zeros(0, np.int64)
    in_range = found.ndim == 1 and np.issubdtype(found.dtype, np.integer)
    if not in_range or not 0 <= found.min() <= found.max() < count:
        raise UsageError(
            "look at a window", "rows", expected=f"integers from 0 to {count - 1}, one axis",
            got=f"{found.dtype} {found.shape}",
        )  # fmt: skip
    return found.astype(np.int64)
