"""Whose objects are whose, from the catalogues that a node holds: whose word counts for what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from typing import Final

import msgspec

from cspo.markings.mode import Mode
from cspo.markings.parties import is_party, sponsor_of
from cspo.operations.derive import body_of
from cspo.operations.distrusted import distrusted
from cspo.operations.release.product_facts import KnownObjects
from cspo.operations.store import OperationsUnit, RecordQuery
from cspo.records import Record, read_record
from cspo.records.bodies.objects import CatalogObjectBody, ObjectFacts, SameObjectBody
from cspo.records.kinds import Registry

__all__ = ["known_objects"]

_KINDS: Final = ("catalog-object", "same-object")


_HEARD: Final = {
    Mode.REAL: (Mode.REAL,),
    Mode.EXERCISE: (Mode.EXERCISE,),
    Mode.SIMULATED: (Mode.EXERCISE, Mode.SIMULATED),
    Mode.TEST: (Mode.REAL, Mode.EXERCISE, Mode.TEST),
}
"""Which modes' catalogues count for records of each mode, the one that prevails last.

A study and a test may lean on what is above them; nothing leans on them.
"""


def known_objects(
    unit: OperationsUnit, nation: str, registry: Registry, mode: Mode
) -> KnownObjects:
    """Owners and names of objects, as records in the store tell; a later one prevails.

    The nation's own catalogues count in full, and over all others. A partner's
    counts for what it says is its own, or of an organization under it: nobody
    gives away, or lays claim to, what is another's. What organizations say counts for
    neither: their sponsors say it for them. Which names are one object only
    the nation itself says: a rule about an object holds under all of its names, so
    a partner that joined names could have another's warnings withheld. What a stolen
    key has signed counts for nothing.

    Parameters
    ----------
    nation : str
        Ours.
    mode : Mode
        Of the records that it is asked for: what a test or a study says of owners
        counts for no real object, and for none of an exercise.

    Raises
    ------
    MalformedMessage
        Where a body can't be read.
    """
    ours: list[CatalogObjectBody | SameObjectBody] = []
    theirs: list[CatalogObjectBody | SameObjectBody] = []
    for record in _believed(unit, _HEARD[mode]):
        origin = record.payload.origin
        if origin != sponsor_of(origin):
            continue
        body = body_of(record, registry)
        if origin == nation:
            ours.append(body)
        elif isinstance(body, CatalogObjectBody):
            own = tuple(facts for facts in body.objects if _is_of(facts, origin))
            theirs += [msgspec.structs.replace(body, objects=own)] if own else []
    return KnownObjects.of_bodies([*theirs, *ours])


def _believed(unit: OperationsUnit, modes: Iterable[Mode]) -> Iterator[Record]:
    """Catalogues and the like that no stolen key has signed, mode by mode, by time of ingest."""
    doubtful = cache(partial(distrusted, unit))
    for mode in modes:
        query = RecordQuery(kinds=_KINDS, mode=mode)
        while page := unit.records(query):
            for past in page:
                record = read_record(past.envelope)
                if past.id not in doubtful(sponsor_of(record.payload.origin), mode):
                    yield record
            query = replace(query, after=(page[-1].t_ingest, page[-1].id))


def _is_of(facts: ObjectFacts, nation: str) -> bool:
    """Whether the parties named as owners are this nation and its organizations alone."""
    named = [owner.name for owner in facts.owners if is_party(owner.name)]
    return bool(named) and all(sponsor_of(name) == nation for name in named)
