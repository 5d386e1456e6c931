"""The box's own clock: it begins where it is told and runs at any speed."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from cspo.errors import UsageError
from cspo.time import Epoch

__all__ = ["FASTEST", "BoxClock"]

FASTEST = 100_000.0
"""Beyond this, days pass between two steps."""


class BoxClock:
    """A clock of a world of its own.

    Parameters
    ----------
    start : Epoch
        What it shows first.
    speed : float
        Seconds that pass in the box in one second here; above 0 and up to `FASTEST`.
    seconds : callable
        Seconds of the machine, which never go back.

    Raises
    ------
    UsageError
        For another speed.

    Examples
    --------
    >>> passed = [10.0]
    >>> clock = BoxClock(Epoch.from_utc("2013-10-09"), speed=600.0, seconds=lambda: passed[0])
    >>> passed[0] = 11.5
    >>> clock.now().utc_iso(0)
    '2013-10-09T00:15:00Z'
    """

    def __init__(
        self, start: Epoch, *, speed: float = 1.0, seconds: Callable[[], float] = monotonic
    ) -> None:
        if not 0.0 < speed <= FASTEST:
            raise UsageError(
                "run the box's clock", "speed", expected=f"above 0 and up to {FASTEST:,.0f}",
                got=f"{speed:g}",
            )  # fmt: skip
        self.speed = speed
        self._seconds = seconds
        self._start = start
        self._began_s = seconds()

    def now(self) -> Epoch:
        """The present instant in the box."""
        return self._start + (self._seconds() - self._began_s) * self.speed

    def go_on_from(self, t: Epoch) -> None:
        """Show *t* from now on: what took long before the world began to move is no time in it."""
        self._start, self._began_s = t, self._seconds()
