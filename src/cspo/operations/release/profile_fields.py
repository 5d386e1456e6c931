"""Which fields of a kind a release profile may leave out, round or inflate.

The kind says what may be coarsened (`Kind.coarsenable`), the profile what is to
be. A profile is a list of what stays; where it does not name a field that the
kind never leaves out, the profile is at fault and not the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from cspo.records.kinds import Coarsening, Kind
from cspo.records.schema import part_of, walk

__all__ = [
    "EVERYTHING",
    "cannot_leave_out",
    "is_kept",
    "paths_of",
    "paths_to",
    "roundable",
    "times_stay",
]


EVERYTHING: Final = "everything"
"""What a profile keeps that leaves nothing out."""


def is_kept(path: str, keep: Iterable[str]) -> bool:
    """Whether a path or one above it is in *keep*.

    Examples
    --------
    >>> is_kept("states.r_km", ["states"]), is_kept("states_2", ["states"])
    (True, False)
    """
    return any(kept in {path, EVERYTHING} or path.startswith(f"{kept}.") for kept in keep)


def paths_of(kind: Kind) -> tuple[str, ...]:
    """Every path of a kind's body, parts and what is in them."""
    return tuple(field.path for field in walk(kind.body))


def paths_to(kind: Kind, how: Coarsening) -> tuple[str, ...]:
    """The paths that may be coarsened in one way, in the kind's own order."""
    return tuple(path for path, ways in kind.coarsenings.items() if how in ways)


def roundable(kind: Kind) -> tuple[str, ...]:
    """The paths that a profile may give a step for: to the nearest, or up for a size."""
    sizes = (path for path in paths_to(kind, Coarsening.INFLATE) if path.endswith("_radius_km"))
    return tuple(dict.fromkeys((*paths_to(kind, Coarsening.QUANTIZE), *sizes)))


def times_stay(kind: Kind, keep: Iterable[str]) -> str:
    """Why the times of this kind may not be rounded by such a profile; empty where they may.

    States belong to an instant, and a state at another time would be a wrong one.
    """
    if not paths_to(kind, Coarsening.ROUND_TIME):
        return f"no time of this kind may be rounded ({kind.name}): take it out"
    states = [path for path in paths_of(kind) if path.rpartition(".")[2] == "r_km"]
    kept = [path for path in states if is_kept(path, keep)]
    if kept:
        return f"states at a rounded time would be wrong ones: leave out {', '.join(kept)}"
    return ""


def cannot_leave_out(kind: Kind, keep: Iterable[str]) -> tuple[str, ...]:
    """The fields that *keep* should name, since a record of this kind never goes without them.

    A field may be missing where the kind lets it be left out, or where nothing
    is kept of an optional part that holds it. (A record that does have such a
    part then goes out only if the part may be left out.)
    """
    keep = tuple(keep)
    free = set(paths_to(kind, Coarsening.DROP))
    free |= {
        field.path
        for field in walk(kind.body)
        if field.optional and part_of(field.hint) is not None
    }
    return tuple(
        field.path
        for field in walk(kind.body)
        if part_of(field.hint) is None
        and not is_kept(field.path, keep)
        and not any(_goes_whole(path, keep) for path in _and_above(field.path) if path in free)
    )


def _and_above(path: str) -> Iterator[str]:
    """A path, and those of the parts that hold it."""
    words = path.split(".")
    return (".".join(words[:n]) for n in range(len(words), 0, -1))


def _goes_whole(path: str, keep: tuple[str, ...]) -> bool:
    """Whether nothing below *path* is kept."""
    return not any(kept.startswith(f"{path}.") for kept in keep)
