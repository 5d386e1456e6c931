"""Assessments in their lines, as many as fit in memory: which go follows from how they come.

Of each nation so many stay, so that none pushes out another's. First go those in whose place a
later one has come, the ones first that came first; a line goes whole where nothing was said along
it for longest. The store forgets nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cspo.markings.parties import sponsor_of
from cspo.operations.assess.assessed import Assessed, LineKey

__all__ = ["Lines"]

_MOST_IN_LINE: Final = 500
_MOST_LINES: Final = 20_000
_MOST_STUDIES: Final = 2_000
_MOST_PAST: Final = 50_000


@dataclass(slots=True)
class _Part:
    """What one nation assesses, or what it studies."""

    most: int
    lines: dict[LineKey, None] = field(default_factory=dict)
    """The one of which nothing was said for longest in front."""
    past: deque[str] = field(default_factory=deque)


class Lines:
    """All assessments that are kept, and the lines in which one takes the place of another."""

    def __init__(self) -> None:
        self._lines: dict[LineKey, list[str]] = {}
        self._of: dict[str, Assessed] = {}
        self._parts: dict[tuple[str, bool], _Part] = {}

    def __contains__(self, record_id: str) -> bool:
        return record_id in self._of

    def get(self, record_id: str) -> Assessed | None:
        """One of them."""
        return self._of.get(record_id)

    def every(self) -> list[Assessed]:
        """All of them, as they came."""
        return list(self._of.values())

    def line(self, key: LineKey) -> list[Assessed]:
        """All of one line, the first in front."""
        return [self._of[name] for name in self._lines.get(key, ())]

    def backwards(self) -> Iterator[Iterator[Assessed]]:
        """All lines, the last of each in front."""
        return (map(self._of.__getitem__, reversed(line)) for line in self._lines.values())

    def each(self) -> Iterator[tuple[LineKey, list[Assessed]]]:
        """All lines."""
        return ((key, self.line(key)) for key in self._lines)

    def replace(self, assessed: Assessed) -> None:
        """Another form of one that is here."""
        self._of[assessed.record_id] = assessed

    def put(self, assessed: Assessed) -> list[Assessed]:
        """One more; those that had to go for it."""
        key, name = assessed.line, assessed.record_id
        part = self._part(assessed)
        line = self._lines.setdefault(key, [])
        last = line[-1] if line else None
        self._of[name] = assessed
        line.append(name)
        line.sort(key=lambda each: self._of[each].order)
        part.lines.pop(key, None)
        part.lines[key] = None
        if last is not None:
            part.past.append(last if line[-1] == name else name)
        gone = [line[0]] if len(line) > _MOST_IN_LINE else []
        if len(part.past) > _MOST_PAST:
            gone.append(part.past.popleft())
        if len(part.lines) > part.most:
            oldest = next(iter(part.lines))
            del part.lines[oldest]
            gone += self._lines[oldest]
        return [self._drop(each) for each in dict.fromkeys(gone) if each in self._of]

    def _part(self, assessed: Assessed) -> _Part:
        is_study = assessed.body.assessed_by is None
        most = _MOST_STUDIES if is_study else _MOST_LINES
        return self._parts.setdefault((sponsor_of(assessed.origin), is_study), _Part(most))

    def _drop(self, record_id: str) -> Assessed:
        gone = self._of.pop(record_id)
        line = self._lines[gone.line]
        line.remove(record_id)
        if not line:
            del self._lines[gone.line]
        return gone
