"""How records get into a picture: each kind of body into what is held, and what it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from cspo.bridge.records_catalog import catalog_from_orbits
from cspo.markings.parties import sponsor_of
from cspo.operations.catalog.answers import Changes
from cspo.operations.catalog.holdings import Holdings
from cspo.operations.catalog.sides import Heard
from cspo.operations.recent import TakenBack
from cspo.records import Record
from cspo.records.bodies import (
    Body,
    CatalogObjectBody,
    ConjunctionBody,
    EphemerisBody,
    OpinionBody,
    OrbitBody,
    SameObjectBody,
    WithdrawalBody,
)
from cspo.records.bodies.coordination import Stance

__all__ = ["PICTURE_KINDS", "Hearing"]

PICTURE_KINDS: Final = (
    "catalog-object", "conjunction", "ephemeris", "opinion", "orbit", "same-object", "withdrawal",
)  # fmt: skip
"""Kinds of records that a picture is made of; it passes over all others."""

_STANCES: Final = {Stance.CONCUR: 1, Stance.DISSENT: -1, Stance.ABSTAIN: 0}


class Hearing:
    """Takes records into what a picture holds.

    Parameters
    ----------
    held : Holdings
    nation : str
        Whose own decisions and joined names count; empty: everybody's do.

    Attributes
    ----------
    withdrawn : TakenBack
        Records that were taken back, each with the nation that did: it may come before them.
    """

    def __init__(self, held: Holdings, nation: str) -> None:
        self._held = held
        self._nation = nation
        self.withdrawn = TakenBack()
        self._take: dict[type, Callable[[Any, Record, Heard], Changes]] = {
            OrbitBody: self._orbits, EphemerisBody: self._ephemeris,
            CatalogObjectBody: self._facts, SameObjectBody: self._same,
            ConjunctionBody: self._conjunction, OpinionBody: self._opinion,
            WithdrawalBody: self._withdrawal,
        }  # fmt: skip

    def take(self, body: Body, record: Record, heard: Heard) -> Changes:
        """Take the body of a record of `PICTURE_KINDS`; what says something else than before."""
        return self._take[type(body)](body, record, heard)

    def _orbits(self, body: OrbitBody, _: Record, heard: Heard) -> Changes:
        held = self._held
        numbers = [held.identities.number(name) for name in body.object]
        if body.elements is None:
            newer = held.states.put(numbers, body, heard)
            held.touch(newer)
            return self._changes(newer)
        changed, repeated = held.elements.put(numbers, catalog_from_orbits((body,)), heard)
        held.touch((*changed, *repeated))
        return self._changes(changed)

    def _ephemeris(self, body: EphemerisBody, _: Record, heard: Heard) -> Changes:
        number = self._held.identities.number(body.object)
        if not self._held.trajectories.put(number, body, heard):
            return Changes()
        self._held.touch((number,))
        return self._changes((number,))

    def _facts(self, body: CatalogObjectBody, _: Record, heard: Heard) -> Changes:
        held = self._held
        numbers = [held.identities.number(each.object) for each in body.objects]
        changed = held.facts.put(numbers, body, heard)
        held.touch(changed)
        return self._changes(changed)

    def _same(self, body: SameObjectBody, record: Record, heard: Heard) -> Changes:
        if not self._counts(record):
            return Changes()
        changed = self._held.identities.say(body, heard.order)
        if changed:
            self._held.touch(changed)
            self._held.event_names.rejoin()
        return self._changes(changed)

    def _conjunction(self, body: ConjunctionBody, record: Record, heard: Heard) -> Changes:
        payload = record.payload
        number = self._held.identities.number
        pair = number(body.object1.object), number(body.object2.object)
        event = self._held.reports.put(
            body,
            heard,
            payload.label,
            self._held.period_s(pair),
            payload.version,
            payload.supersedes,
        )
        return Changes(conjunctions=frozenset({event} - {""}))

    def _opinion(self, body: OpinionBody, record: Record, heard: Heard) -> Changes:
        """The nation's own opinion on a source's record, about an object: which one to go by."""
        held = self._held
        number = held.identities.known(record.payload.object)
        found = held.voice_of(body.record, number)
        if number is None or found is None or not self._counts(record):
            return Changes()
        if not held.decisions.take((number, *found), heard.order, _STANCES[body.stance]):
            return Changes()
        held.touch((number,))
        return self._changes((number,))

    def _withdrawal(self, body: WithdrawalBody, record: Record, _: Heard) -> Changes:
        nation = sponsor_of(record.payload.origin)
        self.withdrawn.add(body.record, nation)
        objects, events = self._held.drop_record(body.record, nation)
        self._held.touch(objects)
        return Changes(self._changes(objects).objects, frozenset(events))

    def _counts(self, record: Record) -> bool:
        """Whether it is the nation's own word; that of an organization under it is not."""
        return self._nation in ("", record.payload.origin)

    def _changes(self, numbers: Iterable[int]) -> Changes:
        name = self._held.identities.name
        return Changes(objects=frozenset(map(name, numbers)))
