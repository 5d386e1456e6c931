"""What the nation has decided about sources, object by object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

__all__ = ["FACTS", "ORBIT", "Decisions"]

ORBIT: Final = "orbit"
FACTS: Final = "facts"
"""What a decision may be about."""

Key = tuple[int, int, str]
Order = tuple[int, str]


class Decisions:
    """The last decision about each object, voice, and what it says."""

    def __init__(self) -> None:
        self._held: dict[Key, tuple[Order, int]] = {}

    def take(self, key: Key, order: Order, stance: int) -> bool:
        """Take a decision; False where a later one is there.

        Parameters
        ----------
        key : tuple
            Number of the object, of the voice, and `ORBIT` or `FACTS`.
        stance : int
            1 adopts, -1 rejects, 0 takes back either.
        """
        if key in self._held and self._held[key][0] >= order:
            return False
        self._held[key] = (order, stance)
        return True

    def concern(self, group: tuple[int, ...]) -> bool:
        """Whether there is any about an object."""
        return any(number in group for number, *_ in self._held)

    def of(self, group: tuple[int, ...], voice: int, what: str = ORBIT) -> int:
        """What was decided of a voice for an object: 1, -1, or 0 for nothing.

        A later adoption of another voice ends an earlier one.
        """
        found = [
            (order, each, stance)
            for (number, each, kind), (order, stance) in self._held.items()
            if number in group and kind == what
        ]
        own = max(((o, stance) for o, each, stance in found if each == voice), default=None)
        if own is None or own[1] <= 0:
            return 0 if own is None else own[1]
        return int(not any(o > own[0] and s > 0 for o, each, s in found if each != voice))

    def items(self) -> Iterator[tuple[Key, Order, int]]:
        """Every one."""
        return ((key, order, stance) for key, (order, stance) in self._held.items())
