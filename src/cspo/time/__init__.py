"""Time: one instant, many scales.

An `Epoch` is an integer count of nanoseconds on TAI, so that sums and
differences are exact and nothing depends on leap seconds until UTC is read or
written. Bulk arrays hold the same integer (``*_tai_ns``, int64), or float
seconds past an `Epoch` (``t_s``).
"""

from __future__ import annotations

from cspo.time.epoch import Epoch

__all__ = ["Epoch"]
