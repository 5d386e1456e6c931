"""The clock of a play: it stands still within a round, and runs between rounds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

from cspo.errors import UsageError
from cspo.time import Epoch

__all__ = ["PlayClock", "RoundSeconds"]


class PlayClock:
    """Tells the time of an exercise's world.

    Within a round it shows the round's instant, however long the machine takes: so what a
    node makes in a round follows from the round alone. Between rounds it runs, for people and
    what they sign, and never past the next round.

    Parameters
    ----------
    t : Epoch
        What it shows first.
    seconds : callable
        Seconds of the machine, which never go back.

    Examples
    --------
    >>> passed, nine = [0.0], Epoch.from_utc("2026-03-02T09:00:00Z")
    >>> clock = PlayClock(nine, seconds=lambda: passed[0])
    >>> clock.run(nine, speed=60.0, until=nine + 90.0)
    >>> passed[0] = 1.0
    >>> clock.now().utc_iso(0)
    '2026-03-02T09:01:00Z'
    >>> passed[0] = 5.0  # the next round is late: the clock waits for it
    >>> clock.now().utc_iso(0)
    '2026-03-02T09:01:30Z'
    """

    def __init__(self, t: Epoch, *, seconds: Callable[[], float] = monotonic) -> None:
        self._lock = threading.Lock()
        self._seconds = seconds
        self._t = t
        self._since_s = seconds()
        self._speed = 0.0
        self._until = t

    def now(self) -> Epoch:
        """The present instant of the world; any thread may ask."""
        with self._lock:
            return self._now()

    def stand(self, t: Epoch) -> None:
        """Show *t* until `run`: a round has begun, or the play is paused.

        Raises
        ------
        UsageError
            For an instant before the last that it stood at.
        """
        with self._lock:
            if t < self._t:
                raise UsageError(
                    "set clock of an exercise", expected=f"an instant from {self._t} on",
                    got=str(t), hint="a world moves on only",
                )  # fmt: skip
            self._t, self._speed = t, 0.0

    def run(self, now: Epoch, *, speed: float, until: Epoch) -> None:
        """Run on from *now*, and not past *until*, when the next round is due.

        Parameters
        ----------
        now : Epoch
            Where the world has got to for people; not before where the clock stands.
        speed : float
            Seconds of the world in one of the machine.
        until : Epoch
        """
        with self._lock:
            self._t = max(self._t, min(now, until))
            self._since_s = self._seconds()
            self._speed, self._until = speed, max(until, self._t)

    def _now(self) -> Epoch:
        if self._speed == 0.0:
            return self._t
        return min(self._t + (self._seconds() - self._since_s) * self._speed, self._until)


class RoundSeconds:
    """Seconds that pass for the nodes of a play: of the world, and a trace more for each pass.

    In a round every node is stepped until none has anything left to do. The world stands still
    then, and yet a partner is asked once more in each pass.
    """

    PASS_S = 1e-3
    """What a pass counts for: rounds are a second or more apart and have far fewer than 1,000."""

    def __init__(self) -> None:
        self._world_s = 0.0
        self._passes = 0

    def __call__(self) -> float:
        """Seconds since the play began."""
        return self._world_s + self._passes * self.PASS_S

    def round(self, world_s: float) -> None:
        """A round has begun, so long after the begin of the world; they never run back."""
        self._world_s, self._passes = max(self(), world_s), 0

    def next_pass(self) -> None:
        """Each node was stepped once."""
        self._passes += 1
