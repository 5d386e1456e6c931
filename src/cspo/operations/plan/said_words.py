"""The newest words of each party on each thing of which it speaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from cspo.markings.parties import sponsor_of
from cspo.operations.plan.sayings import Word

__all__ = ["WordTable", "last_of"]

_MOST: Final = 2_000
"""Things of one party; those go of which nothing was said for longest."""
_KEPT: Final = 5
"""Words on one thing: where the last is taken back, the one before counts."""

Thing: TypeAlias = tuple[str, ...]


class WordTable:
    """Words by party and thing; one thread puts, any thread asks.

    Each party fills its own part alone: who makes up names pushes out no other's.
    """

    def __init__(self) -> None:
        self._of: dict[str, dict[Thing, tuple[Word, ...]]] = {}

    def __iter__(self) -> Iterator[tuple[str, Thing, Word]]:
        """Each party, thing and last word, in order of party and thing."""
        for party, things in sorted(self._of.items()):
            for thing, words in sorted(things.items()):
                if (word := last_of(words)) is not None:
                    yield party, thing, word

    def put(self, thing: Thing, word: Word) -> None:
        """Take one more word of whoever says it."""
        things = self._of.setdefault(word.origin, {})
        words = (*things.pop(thing, ()), word)
        things[thing] = tuple(sorted(words, key=_in_order))[-_KEPT:]  # others read the old one
        if len(things) > _MOST:
            del things[next(iter(things))]

    def last(self, party: str, thing: Thing) -> Word | None:
        """The last word of a party on a thing."""
        return last_of(self._of.get(party, {}).get(thing, ()))

    def take_back(self, record_id: str, nation: str) -> list[Thing]:
        """Forget a word of a nation; the things of which it was."""
        found = []
        for party, things in self._of.items():
            if sponsor_of(party) != nation:
                continue
            for thing, words in things.items():
                left = tuple(word for word in words if word.record_id != record_id)
                if len(left) < len(words):
                    things[thing] = left
                    found.append(thing)
        return found


def last_of(words: Iterable[Word]) -> Word | None:
    """The last of some words; None where there is none."""
    return max(words, key=_in_order, default=None)


def _in_order(word: Word) -> tuple[int, str]:
    return word.t.tai_ns, word.record_id
