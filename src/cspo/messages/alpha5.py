"""Catalogue numbers of five characters: digits, or Alpha-5 up to 339,999.

Alpha-5 writes the ten-thousands as a letter, A for 10 to Z for 33, without I
and O. Source: Space-Track, "Alpha-5" (https://www.space-track.org/documentation#tle-alpha5).
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["ALPHA5_LETTERS", "LAST_ALPHA5", "number_from_alpha5", "number_to_alpha5"]

ALPHA5_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""The letters for 10 to 33, in order."""

LAST_ALPHA5: Final = 339_999

_NUMBER: Final = re.compile(rf"([0-9]+)|([{ALPHA5_LETTERS}])([0-9]{{4}})", re.ASCII)


def number_from_alpha5(text: str) -> int | None:
    """The number that five characters spell, leading blanks allowed; None if they spell none.

    Examples
    --------
    >>> [number_from_alpha5(text) for text in ("25544", "    5", "A0000", "Z9999", "I0000")]
    [25544, 5, 100000, 339999, None]
    """
    found = _NUMBER.fullmatch(text.lstrip(" "))
    if not found or len(text) > 5:
        return None
    digits, letter, rest = found.groups()
    return int(digits) if digits else (ALPHA5_LETTERS.index(letter) + 10) * 10_000 + int(rest)


def number_to_alpha5(number: int) -> str | None:
    """Five characters for *number*, None where it is too large (or negative).

    Examples
    --------
    >>> [number_to_alpha5(number) for number in (5, 99_999, 270_291, 340_000)]
    ['00005', '99999', 'T0291', None]
    """
    if not 0 <= number <= LAST_ALPHA5:
        return None
    high, low = divmod(number, 10_000)
    return f"{number:05d}" if high < 10 else f"{ALPHA5_LETTERS[high - 10]}{low:04d}"
