"""Whether two names may be of one object, and other comparisons of words and sizes."""

from __future__ import annotations

import re
from typing import Final

from cspo.markings.parties import is_party, sponsor_of

__all__ = ["names_agree", "owners_agree", "ratio"]

_TOKEN: Final = re.compile(r"[A-Z]+|\d+")
_PROVISIONAL: Final = re.compile(r"^(OBJECT [A-Z]{1,3}|TBA\b.*|UNKNOWN.*|UNIDENTIFIED.*)$")


def names_agree(one: str, other: str) -> bool:
    """Whether two names may be of one object.

    Catalogues spell names differently and add to them; they agree where one holds all
    words and numbers of the other, or they share a word and no number speaks against
    it. A provisional name agrees with any.

    Examples
    --------
    >>> names_agree("ISS (ZARYA)", "ISS [Segment 60]"), names_agree("OBJECT C", "LEMUR 2")
    (True, True)
    >>> names_agree("STARLINK-1234", "STARLINK 1235"), names_agree("NOAA 15", "COSMOS 1408")
    (False, False)
    """
    a, b = one.upper().strip(), other.upper().strip()
    if not a or not b or _PROVISIONAL.match(a) or _PROVISIONAL.match(b):
        return True
    tokens = [set(_TOKEN.findall(text)) for text in (a, b)]
    if tokens[0] <= tokens[1] or tokens[1] <= tokens[0]:
        return True
    words = [{token for token in each if not token.isdigit()} for each in tokens]
    numbers = [each - word for each, word in zip(tokens, words, strict=True)]
    shared = bool(words[0] & words[1])
    return shared and (numbers[0] <= numbers[1] or numbers[1] <= numbers[0])


def owners_agree(one: str, other: str) -> bool:
    """Whether two owners may be one: an organization's nation agrees with it.

    Examples
    --------
    >>> owners_agree("GBR/acme-sat", "GBR"), owners_agree("GBR", "FRA")
    (True, False)
    """
    if one.casefold() == other.casefold():
        return True
    if not (is_party(one) and is_party(other)) or sponsor_of(one) != sponsor_of(other):
        return False
    return "/" not in one or "/" not in other


def ratio(one: float, other: float) -> float:
    """The larger over the smaller, 1 or more; infinite where one is nothing.

    Examples
    --------
    >>> ratio(2.0, 5.0), ratio(5.0, 2.0)
    (2.5, 2.5)
    """
    low, high = sorted((abs(one), abs(other)))
    return high / low if low > 0.0 else (1.0 if high == 0.0 else float("inf"))
