"""Time: one instant, many scales.

An `Epoch` is an integer count of nanoseconds on TAI, so that sums and
differences are exact and nothing depends on leap seconds until UTC is read or
written. Bulk arrays hold the same integer (``*_tai_ns``, int64), or float
seconds past an `Epoch` (``t_s``). `cspo.time.utc` turns whole columns of UTC
text, Julian dates and element-set epochs into such arrays and back;
`cspo.time.scales` knows TT, GPS time, TDB and UT1; an `Interval` is a span;
a `Clock` is what tells a running node the present.

The table of leap seconds stands in the code (`cspo.time.leap_seconds`): a
program that cannot reach the network still knows UTC, and a test fails when
the IERS announces the next one.
"""

from __future__ import annotations

from cspo.time.clock import Clock
from cspo.time.epoch import Epoch
from cspo.time.interval import Interval

__all__ = ["Clock", "Epoch", "Interval"]
