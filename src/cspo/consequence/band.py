"""A number with its band: as little as it may be, as is expected, as much as it may be."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cspo.errors import UsageError

__all__ = ["Band"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Low, expected and high of one quantity.

    The bounds are the corners of what was put in, all of it one way or the other, and no
    percentiles, unless whoever makes the band says otherwise.

    Parameters
    ----------
    low, expected, high : float
        Not NaN, in order; infinite where there is no bound.

    Raises
    ------
    UsageError
        Where they are out of order or no numbers.

    Examples
    --------
    >>> Band(low=1.0, expected=2.0, high=5.0).scaled(24.0).high
    120.0
    """

    low: float
    expected: float
    high: float

    def __post_init__(self) -> None:
        values = (self.low, self.expected, self.high)
        if any(math.isnan(value) for value in values) or not self.low <= self.expected <= self.high:
            raise UsageError(
                "make a band", expected="low, expected and high in this order",
                got=", ".join(f"{value:g}" for value in values),
            )  # fmt: skip

    @classmethod
    def certain(cls, value: float) -> Band:
        """A band without width.

        Examples
        --------
        >>> Band.certain(3.0)
        Band(low=3.0, expected=3.0, high=3.0)
        """
        return cls(low=value, expected=value, high=value)

    def scaled(self, factor: float) -> Band:
        """The band times a factor that is not negative."""
        return Band(low=self.low * factor, expected=self.expected * factor, high=self.high * factor)

    def plus(self, other: Band) -> Band:
        """The sum of two quantities, low with low and high with high."""
        return Band(
            low=self.low + other.low,
            expected=self.expected + other.expected,
            high=self.high + other.high,
        )
