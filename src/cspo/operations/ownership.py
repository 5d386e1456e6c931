"""Whose objects are whose, from the catalogues that a node holds: whose word counts for what."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from typing import Any, Final

import msgspec

from cspo.errors import CspoError
from cspo.markings.mode import Mode
from cspo.markings.parties import is_party, sponsor_of
from cspo.operations.derive import body_of
from cspo.operations.distrusted import distrusted
from cspo.operations.release.product_facts import KnownObjects
from cspo.operations.store import OperationsUnit, RecordQuery
from cspo.records import Record, read_record
from cspo.records.bodies.objects import CatalogObjectBody, ObjectFacts, SameObjectBody
from cspo.records.kinds import Registry

__all__ = ["OWNERSHIP_KINDS", "known_objects"]

_log: Final = logging.getLogger(__name__)

_KINDS: Final = ("catalog-object", "same-object")

OWNERSHIP_KINDS: Final = (*_KINDS, "withdrawal")
"""The kinds of records on which `known_objects` rests: a new one may change what it says."""

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
    key has signed counts for nothing, nor does what was taken back, nor what can't be read.

    Parameters
    ----------
    nation : str
        Ours.
    mode : Mode
        Of the records that it is asked for: what a test or a study says of owners
        counts for no real object, and for none of an exercise.
    """
    ours: list[CatalogObjectBody | SameObjectBody] = []
    theirs: list[CatalogObjectBody | SameObjectBody] = []
    withdrawn = _withdrawn(unit, registry)
    for record in _believed(unit, _HEARD[mode], _KINDS):
        origin = record.payload.origin
        if origin != sponsor_of(origin) or (record.id, origin) in withdrawn:
            continue
        body = _read(record, registry)
        if body is None:
            continue
        if origin == nation:
            ours.append(body)
        elif isinstance(body, CatalogObjectBody):
            own = tuple(facts for facts in body.objects if _is_of(facts, origin))
            theirs += [msgspec.structs.replace(body, objects=own)] if own else []
    return KnownObjects.of_bodies([*theirs, *ours])


def _withdrawn(unit: OperationsUnit, registry: Registry) -> frozenset[tuple[str, str]]:
    """Records that were taken back, and the nation that did."""
    return frozenset(
        (body.record, sponsor_of(record.payload.origin))
        for record in _believed(unit, Mode, ("withdrawal",))
        if (body := _read(record, registry)) is not None
    )


def _read(record: Record, registry: Registry) -> Any:
    """A body; None where it can't be read, as of what an earlier version has let in."""
    try:
        return body_of(record, registry)
    except CspoError as error:
        _log.warning("record %s says nothing of owners: %s", record.id, error)
        return None


def _believed(
    unit: OperationsUnit, modes: Iterable[Mode], kinds: tuple[str, ...]
) -> Iterator[Record]:
    """Records of some kinds that no stolen key has signed, mode by mode, by time of ingest."""
    doubtful = cache(partial(distrusted, unit))
    for mode in modes:
        query = RecordQuery(kinds=kinds, mode=mode)
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
