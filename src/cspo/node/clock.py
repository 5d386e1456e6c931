"""The wall clock: the only place in cspo that reads the time of day."""

from __future__ import annotations

import time
from typing import Final

from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

__all__ = ["SystemClock"]

_UNIX_DAY: Final = 719_163  # proleptic Gregorian ordinal of 1970-01-01
_DAY_NS: Final = round(DAY_S) * NS_PER_S


class SystemClock:
    """The computer's clock, as a `cspo.time.Clock`.

    POSIX time has no leap seconds: inside one the second before it is told
    twice (or smeared, as the system is set up).
    """

    def now(self) -> Epoch:
        """The present instant."""
        days, ns = divmod(time.time_ns(), _DAY_NS)
        return Epoch.from_utc_day(_UNIX_DAY + days, ns)
