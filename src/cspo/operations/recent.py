"""The last things that were heard of: what comes again is known, and memory has an end."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from typing import Final, Generic, TypeVar

__all__ = ["MOST_RECENT", "Recent", "TakenBack"]

MOST_RECENT: Final = 20_000
"""So many of one sort are remembered: some days of the records of a coalition."""

K = TypeVar("K", bound=Hashable)


class Recent(Generic[K]):
    """The newest of what was added; the oldest is forgotten first.

    Parameters
    ----------
    most : int
        How many.

    Examples
    --------
    >>> heard = Recent(most=2)
    >>> [heard.add(each) for each in "aba"]
    [True, True, False]
    >>> heard.add("c")  # b was heard of longest ago
    True
    >>> "a" in heard, "b" in heard
    (True, False)
    """

    def __init__(self, most: int = MOST_RECENT) -> None:
        self._most = most
        self._kept: OrderedDict[K, None] = OrderedDict()

    def __contains__(self, key: K) -> bool:
        return key in self._kept

    def __iter__(self) -> Iterator[K]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, key: K) -> bool:
        """Remember it; whether it is new."""
        new = key not in self._kept
        self._kept[key] = None
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return new


class TakenBack:
    """Records that a nation has taken back: each nation fills its own part alone.

    What is here already is taken out at once, so that this matters for what comes after its
    withdrawal, or comes again.

    Parameters
    ----------
    most : int
        How many of each nation.
    """

    def __init__(self, most: int = MOST_RECENT) -> None:
        self._most = most
        self._of: dict[str, Recent[str]] = {}

    def __contains__(self, each: tuple[str, str]) -> bool:
        record_id, nation = each
        return record_id in self._of.get(nation, ())

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((each, nation) for nation, of in self._of.items() for each in of)

    def add(self, record_id: str, nation: str) -> None:
        """One more."""
        self._of.setdefault(nation, Recent(self._most)).add(record_id)
