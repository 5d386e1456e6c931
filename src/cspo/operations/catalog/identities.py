"""Names of objects by number, and which names are one object.

Names are joined by same-object records and never rewritten. Only the nation's own
count here: a partner that joined the names of two objects would hide every
approach of the one to the other.
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray

from cspo.records.bodies.objects import SameObjectBody

__all__ = ["Identities"]


class Identities:
    """Objects by number; a number is a name's, and an object is the least number of its names."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._texts: list[str] = []
        self._said: dict[tuple[int, int], tuple[tuple[int, str], bool]] = {}
        self._group: dict[int, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, number: int) -> str:
        return self._texts[number]

    def number(self, text: str) -> int:
        """The number of a name, a new one where it has none."""
        found = self._numbers.get(text)
        if found is None:
            text = sys.intern(text)  # shared with the other pictures of this process
            found = self._numbers[text] = len(self._texts)
            self._texts.append(text)
        return found

    def known(self, text: str) -> int | None:
        """The number of a name; None where nothing is known under it."""
        return self._numbers.get(text)

    def group(self, number: int) -> tuple[int, ...]:
        """All names of the object that has this one, in order of number."""
        return self._group.get(number, (number,))

    def root(self, number: int) -> int:
        """The object that has this name."""
        return self.group(number)[0]

    def roots(self) -> NDArray[np.int64]:
        """The object of every name, by number."""
        found = np.arange(len(self._texts), dtype=np.int64)
        for number, group in self._group.items():
            found[number] = group[0]
        return found

    def name(self, number: int) -> str:
        """The name to show: a catalogue number where there is one, else the first in order."""
        group = self._group.get(number)
        if group is None:
            return self._texts[number]
        names = sorted(self._texts[each] for each in group)
        return next((name for name in names if name.startswith("norad:")), names[0])

    def names(self, text: str) -> tuple[str, ...]:
        """All names of an object, the one to show first."""
        number = self._numbers.get(text)
        if number is None:
            return (text,)
        shown = self.name(number)
        others = (self._texts[each] for each in self.group(number))
        return (shown, *sorted(name for name in others if name != shown))

    def shown(self, text: str) -> str:
        """The name to show for a name; itself where nothing is known under it."""
        number = self._numbers.get(text)
        return text if number is None else self.name(number)

    def say(self, body: SameObjectBody, order: tuple[int, str]) -> tuple[int, ...]:
        """Take a statement; the names whose object changed by it."""
        one, other = self.number(body.object1), self.number(body.object2)
        pair = (min(one, other), max(one, other))
        if pair in self._said and self._said[pair][0] >= order:
            return ()
        self._said[pair] = (order, body.same)
        before = sorted({*self.group(one), *self.group(other)})
        for number in before:
            self._group.pop(number, None)
        links = [pair for pair, (_, same) in self._said.items() if same and pair[0] in before]
        for a, b in links:
            joined = tuple(sorted({*self.group(a), *self.group(b)}))
            self._group.update(dict.fromkeys(joined, joined))
        return tuple(sorted({*before, *self.group(one), *self.group(other)}))

    def statements(self) -> list[str]:
        """What was said, one line each, in order."""
        return sorted(
            f"{self._texts[a]} {self._texts[b]} {same} {order[1]}"
            for (a, b), (order, same) in self._said.items()
        )
