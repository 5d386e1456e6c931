"""When what is due: by the node's clock, which may run fast, and by the machine's own."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from cspo.time import Epoch

__all__ = ["Timetable"]


class Timetable:
    """Remembers when each job was done last; a job that never was is due at once.

    Parameters
    ----------
    seconds : callable
        Seconds of the machine, which never go back.

    Examples
    --------
    >>> t, passed = Epoch.from_utc("2026-07-10"), [0.0]
    >>> table = Timetable(lambda: passed[0])
    >>> table.due("review", t, every_s=60.0), table.due("review", t + 59.0, every_s=60.0)
    (True, False)
    >>> table.due("review", t + 60.0, every_s=60.0, pause_s=1.0)  # no second has passed here
    False
    """

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._done: dict[str, tuple[Epoch, float]] = {}

    def due(self, job: str, t: Epoch, *, every_s: float, pause_s: float = 0.0) -> bool:
        """Whether a job is to be done now; then it counts as done.

        Parameters
        ----------
        t : Epoch
            Now, by the node's clock.
        every_s : float
            How often, s of the node's clock. Where that was set back, the job is due.
        pause_s : float
            And not before so many seconds of the machine have passed: a clock at
            600 times the speed of the machine's asks for no 600 times as much work.
        """
        now_s = self._seconds()
        if job in self._done:
            last, last_s = self._done[job]
            if 0.0 <= t - last < every_s or now_s - last_s < pause_s:
                return False
        self._done[job] = (t, now_s)
        return True

    def due_here(self, job: str, *, every_s: float) -> bool:
        """The same by the machine's seconds alone."""
        return self.due(job, _ANY, every_s=0.0, pause_s=every_s)

    def forget(self, job: str) -> None:
        """Make a job due at once."""
        self._done.pop(job, None)


_ANY = Epoch(0)
