"""What was known of a plan in a span, and what was learnt only later, for who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from cspo.errors import CspoError
from cspo.node.http.routes.plan_sight import Reader
from cspo.node.store import SqliteUnit
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.plan.meanwhile import Learnt
from cspo.operations.plan.plans import Plan
from cspo.operations.plan.said_late import is_late
from cspo.operations.plan.sayings import Heard, heard_of
from cspo.records import read_record
from cspo.records.bodies.orbit import OrbitBody
from cspo.time import Epoch

__all__ = ["MeanwhileLine", "came", "evidence_of", "meanwhile_line", "sees"]


class MeanwhileLine(msgspec.Struct, frozen=True, kw_only=True):
    """What was known of an assumption in a span, or learnt of that span only later.

    Parameters
    ----------
    at_utc : str
        When it was so, or was said; before which not all is remembered.
    assumption : int
        0: all.
    what : str
        ``known``: so it stood by what was known then; ``learnt``: said then, and here only later;
        ``forgotten``: what was learnt before is not remembered whole.
    standing : str
        Of what was known; empty of what was learnt.
    text : str
    learnt_utc : str
        When it came, of what was learnt.
    record, origin : str
        Empty of what is forgotten.
    """

    at_utc: str
    assumption: int
    what: Literal["known", "learnt", "forgotten"]
    standing: Literal["holds", "nearly", "unknown", "fails", ""]
    text: str
    learnt_utc: str
    record: str
    origin: str


def evidence_of(reader: Reader, plan: Plan, expression: str) -> Iterable[str]:
    """What an assumption rests on as it stands now; nothing where not all is for the reader."""
    checked = reader.checked(plan, expression)
    return () if checked is None else checked.verdict.evidence


def came(unit: SqliteUnit, item: str) -> Heard | None:
    """That a record, or an orbit of it, came late; None where it did not, or can't be read."""
    key, _, row = item.partition("#")
    stored = unit.stored(key)
    if stored is None:
        return None
    record = read_record(stored.envelope)
    if not is_late(Epoch.from_utc(record.payload.t_created), stored.t_ingest):
        return None
    try:
        body = body_of(record, REGISTRY)
    except CspoError:
        return None
    name = body.object[int(row)] if row and isinstance(body, OrbitBody) else ""
    return heard_of(record, body, stored.t_ingest, frozenset(), name)


def sees(reader: Reader, each: Learnt) -> bool:
    """Whether a line is for the reader: what is forgotten names no record."""
    if not each.record_id:
        return True
    label = reader.label(each.record_id)
    return label is not None and reader.may(label)


def meanwhile_line(each: Learnt) -> MeanwhileLine:
    """What was known, or learnt only later, as a page lists it."""
    what: Literal["known", "learnt", "forgotten"] = "known"
    if not each.record_id:
        what = "forgotten"
    elif each.learnt is not None:
        what = "learnt"
    return MeanwhileLine(
        at_utc=each.t.utc_iso(3), assumption=each.assumption, text=each.text,
        what=what,
        standing="" if each.standing is None else each.standing.value,
        learnt_utc="" if each.learnt is None else each.learnt.utc_iso(3),
        record=each.record_id, origin=each.origin,
    )  # fmt: skip
