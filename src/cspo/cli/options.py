"""Options that several commands read alike."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from cspo.errors import MalformedMessage, UsageError

if TYPE_CHECKING:
    from cspo.time import Epoch

__all__ = ["at_least", "instant", "positive"]

_FARTHEST_NS: Final = 9_000_000_000_000_000_000
"""Arrays count nanoseconds in 64 bits; what remains is room for a window."""


def instant(text: str, option: str) -> Epoch:
    """Read an option's UTC instant.

    Raises
    ------
    UsageError
        Where the text is none: the exit code is 2, not that of a bad file.
    """
    from cspo.time import Epoch

    try:
        epoch = Epoch.from_utc(text)
    except MalformedMessage as error:
        raise UsageError(
            f"read {option}", text, expected="UTC such as 2024-11-01T00:00:00Z"
        ) from error
    if abs(epoch.tai_ns) > _FARTHEST_NS:
        first, last = (Epoch(sign * _FARTHEST_NS).utc_iso(0)[:4] for sign in (-1, 1))
        raise UsageError(f"read {option}", text, expected=f"a year from {first} to {last}")
    return epoch


def positive(value: float, option: str, unit: str) -> float:
    """*value* where it is a finite number above zero.

    Raises
    ------
    UsageError
        Where it is not.
    """
    if not (value > 0.0 and math.isfinite(value)):
        raise UsageError(f"read {option}", f"{value:g}", expected=f"{unit} above zero")
    return value


def at_least(value: int, least: int, option: str) -> int:
    """*value* where it is no less than *least*.

    Raises
    ------
    UsageError
        Where it is.
    """
    if value < least:
        raise UsageError(f"read {option}", str(value), expected=f"{least} or more")
    return value
