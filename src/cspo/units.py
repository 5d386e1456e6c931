"""Conversions between the internal units (km, s, rad, kg) and those of messages.

Everything inside cspo is in kilometres, seconds, radians and kilograms. Other
units appear in messages, in `bridge` and on screens; these factors take them
there and back.
"""

from __future__ import annotations

import math
from typing import Final

__all__ = [
    "DAY_NS",
    "DAY_S",
    "DEG_RAD",
    "HOUR_S",
    "KM2_PER_M2",
    "KM_PER_M",
    "MINUTE_S",
    "NS_PER_S",
    "REV_PER_DAY_RAD_S",
    "TAU",
]

TAU: Final = 2.0 * math.pi
"""One revolution, rad."""

DEG_RAD: Final = math.pi / 180.0
"""One degree, rad."""

MINUTE_S: Final = 60.0
HOUR_S: Final = 3_600.0
DAY_S: Final = 86_400.0
"""One day of 86,400 SI seconds."""

NS_PER_S: Final = 1_000_000_000
"""Nanoseconds in a second: the tick of `cspo.time.Epoch`."""

DAY_NS: Final = 86_400 * NS_PER_S
"""Nanoseconds in a day of 86,400 s."""

KM_PER_M: Final = 1e-3
KM2_PER_M2: Final = 1e-6

REV_PER_DAY_RAD_S: Final = TAU / DAY_S
"""One revolution a day, rad/s."""
