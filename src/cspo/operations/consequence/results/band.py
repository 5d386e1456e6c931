"""A number as it is known."""

from __future__ import annotations

import msgspec

__all__ = ["Band"]


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """A number as it is known: between `low` and `high`.

    Parameters
    ----------
    low, expected, high : float
    """

    low: float
    expected: float
    high: float
