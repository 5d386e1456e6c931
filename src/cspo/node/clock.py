"""The wall clock: the only place in cspo that reads the time of day."""

from __future__ import annotations

import time

from cspo.time import Epoch
from cspo.time.days import UNIX_ZERO_DAY
from cspo.units import DAY_NS

__all__ = ["SystemClock"]


class SystemClock:
    """The computer's clock, as a `cspo.time.Clock`.

    POSIX time has no leap seconds: inside one the second before it is told
    twice (or smeared, as the system is set up).
    """

    def now(self) -> Epoch:
        """The present instant."""
        days, ns = divmod(time.time_ns(), DAY_NS)
        return Epoch.from_utc_day(UNIX_ZERO_DAY + days, ns)
