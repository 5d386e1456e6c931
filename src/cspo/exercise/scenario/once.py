"""What may stand once only, and in order."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import pairwise

from cspo.exercise.scenario.faults import Fault, Path

__all__ = ["each_once", "rising"]


def each_once(path: Path, values: Iterable[Hashable], field: str = "") -> Iterator[Fault]:
    """A fault for each value of the list at *path*, or field of its rows, that repeats one."""
    seen: set[Hashable] = set()
    for at, value in enumerate(values):
        if value in seen:
            where: Path = (*path, at, field) if field else (*path, at)
            yield Fault(where, "each once", f"{value} a second time")
        seen.add(value)


def rising(path: Path, numbers: Iterable[int]) -> Iterator[Fault]:
    """A fault for each number of the rows at *path* that is not above the one before."""
    for at, (before, number) in enumerate(pairwise(numbers)):
        if number <= before:
            yield Fault((*path, at + 1, "number"), f"a number above {before}", str(number))
