"""A span of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cspo.errors import UsageError
from cspo.time.epoch import Epoch
from cspo.units import NS_PER_S

__all__ = ["Interval"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """From *start* up to, and not including, *stop*.

    Half-open, so that intervals that follow each other share no instant.

    Parameters
    ----------
    start, stop : Epoch

    Raises
    ------
    UsageError
        Where *stop* lies before *start*.

    Examples
    --------
    >>> start = Epoch.from_utc("2024-11-01T00:00:00Z")
    >>> day = Interval(start=start, stop=start + 86_400)
    >>> [str(part.start) for part in day.split(43_200.0)]
    ['2024-11-01T00:00:00.000Z', '2024-11-01T12:00:00.000Z']
    """

    start: Epoch
    stop: Epoch

    def __post_init__(self) -> None:
        if self.stop < self.start:
            raise UsageError(
                "build an interval", expected=f"stop at or after {self.start}", got=str(self.stop)
            )

    @property
    def duration_s(self) -> float:
        """Seconds of TAI from start to stop."""
        return self.stop - self.start

    def contains(self, epoch: Epoch) -> bool:
        """Whether *epoch* lies within."""
        return self.start <= epoch < self.stop

    def contains_array(self, tai_ns: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which instants lie within."""
        return (tai_ns >= self.start.tai_ns) & (tai_ns < self.stop.tai_ns)

    def overlap(self, other: Interval) -> Interval | None:
        """What both hold, or None where they share no instant."""
        start, stop = max(self.start, other.start), min(self.stop, other.stop)
        return Interval(start=start, stop=stop) if start < stop else None

    def split(self, step_s: float) -> tuple[Interval, ...]:
        """Parts of *step_s* that tile this interval; the last may be shorter.

        Raises
        ------
        UsageError
            Where *step_s* is not at least a nanosecond.
        """
        step_ns = round(step_s * NS_PER_S)
        if step_ns < 1:
            raise UsageError("split an interval", expected="a positive step", got=f"{step_s} s")
        edges = [Epoch(ns) for ns in range(self.start.tai_ns, self.stop.tai_ns, step_ns)]
        return tuple(
            Interval(start=start, stop=stop)
            for start, stop in zip(edges, [*edges[1:], self.stop], strict=True)
        )
