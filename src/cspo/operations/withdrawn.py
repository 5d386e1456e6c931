"""Which records of the store their origin has taken back, as a reader must know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cspo.errors import CspoError
from cspo.markings.parties import sponsor_of
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.store import OperationsUnit, RecordQuery
from cspo.records import read_record
from cspo.records.bodies.trust import WithdrawalBody

__all__ = ["withdrawn_in"]

_KIND = "withdrawal"


def withdrawn_in(unit: OperationsUnit, record_id: str = "") -> dict[str, dict[str, Any]]:
    """What was taken back, by id of the record; only what *record_id* names where it is given.

    A withdrawal counts where the record's own origin has signed it.
    """
    about = f"record:{record_id}" if record_id else ""
    found: dict[str, dict[str, Any]] = {}
    for envelope in _envelopes(unit, RecordQuery(kinds=(_KIND,), object=about)):
        record = read_record(envelope)
        try:
            body = body_of(record, REGISTRY)
        except CspoError:
            continue
        if not isinstance(body, WithdrawalBody):
            continue
        target = unit.envelope(body.record)
        if target is None:
            continue
        origins = (read_record(target).payload.origin, record.payload.origin)
        if sponsor_of(origins[0]) == sponsor_of(origins[1]):
            found[body.record] = {
                "withdrawal_id": record.id, "instruction": body.instruction,
                "reason": body.reason, "replaced_by": body.replaced_by or "",
                "answer_by_utc": body.answer_by_utc, "t_utc": record.payload.t_created,
            }  # fmt: skip
    return found


def _envelopes(unit: OperationsUnit, query: RecordQuery) -> Iterator[bytes]:
    while page := unit.records(query):
        yield from (past.envelope for past in page)
        query = replace(query, after=(page[-1].t_ingest, page[-1].id))
