"""Whether a record of ours is the form of another one, that a release profile made of it.

A form lies in the store like every record and says less than the record that it was
made of. Whoever reads the store to know what we hold must not take it for news.
"""

from __future__ import annotations

from typing import Final

from cspo.markings.parties import sponsor_of
from cspo.operations.store import OperationsUnit
from cspo.records.record import Record, read_record

__all__ = ["SKY_KINDS", "is_form", "is_form_of_sky"]

SKY_KINDS: Final = ("catalog-object", "ephemeris", "orbit")
"""Kinds of which a coarser form would take the place of what it was made of."""


def is_form(unit: OperationsUnit, record: Record) -> bool:
    """Whether *record* is a form: it rests on one record of its own kind and origin alone.

    A later version may rest on the one before it, too; a form is of version 1. Of another
    nation's record nothing is known of what it rests on.

    Parameters
    ----------
    unit : OperationsUnit
        The store that holds it.
    """
    payload = record.payload
    if payload.version != 1:
        return False
    openings = unit.lineage(record.id)
    if len(openings) != 1:
        return False
    envelope = unit.envelope(openings[0].id)
    if envelope is None:
        return False
    source = read_record(envelope).payload
    return (source.kind, source.origin) == (payload.kind, payload.origin)


def is_form_of_sky(unit: OperationsUnit, record: Record, nation: str) -> bool:
    """Whether *record* is a form of an orbit, a trajectory or facts of ours.

    A picture passes over those: what we hold is the record itself. The forms of
    conjunctions stay in it, beside theirs, for guests who may see no more.
    """
    payload = record.payload
    ours = sponsor_of(payload.origin) == nation
    return ours and payload.kind in SKY_KINDS and is_form(unit, record)
