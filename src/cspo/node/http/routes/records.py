"""Records: listed in the order in which they came, got by id, with their lineage."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec
from litestar.params import PathParameter, QueryParameter

from cspo.markings import Mode
from cspo.node.http.faults import not_found
from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.store import StoredRecord
from cspo.records import Record, read_record

__all__ = ["RecordId", "RecordLine", "RecordView", "handlers"]

_SCANNED: Final = 5_000
"""Records looked at for one page: then it ends, full or not."""

RecordId = Annotated[
    str, PathParameter(pattern=r"^[0-9a-f]{64}$", description="Id of a record: 64 hex digits.")
]


class RecordLine(msgspec.Struct, frozen=True, kw_only=True):
    """A record in a list, without its body.

    Parameters
    ----------
    id : str
        SHA-256 of what was signed.
    origin, kind, mode, object, version, supersedes
        As the record says.
    t_valid_utc, t_created_utc : str
        When it holds, and when it was made.
    t_ingest_utc : str
        When this node got it.
    label : dict
        Its mark.
    """

    id: str
    origin: str
    kind: str
    mode: Mode
    object: str
    version: int
    supersedes: str
    t_valid_utc: str
    t_created_utc: str
    t_ingest_utc: str
    label: dict[str, Any]


class RecordView(RecordLine, frozen=True, kw_only=True):
    """A record, whole.

    Parameters
    ----------
    provenance : dict
        Sensor, software, and commitments to what it rests on.
    body : object
        What it says, as its kind has it.
    envelope : str
        The signed bytes in base64: what proves all of the above.
    """

    provenance: dict[str, Any]
    body: Any
    envelope: bytes


def line_of(record: Record, row: StoredRecord) -> RecordLine:
    """A record as lists show it."""
    return RecordLine(**_line(record, row))


def _line(record: Record, row: StoredRecord) -> dict[str, Any]:
    payload = record.payload
    return {
        "id": record.id, "origin": payload.origin, "kind": payload.kind, "mode": payload.mode,
        "object": payload.object, "version": payload.version, "supersedes": payload.supersedes,
        "t_valid_utc": payload.t_valid, "t_created_utc": payload.t_created,
        "t_ingest_utc": row.t_ingest.utc_iso(6), "label": msgspec.to_builtins(payload.label),
    }  # fmt: skip


@read("/api/v1/records", Right.READ, "Records in the order in which they came")
def list_records(
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 100,
    kind: Annotated[
        list[str] | None, QueryParameter(max_items=30, description="Of these kinds.")
    ] = None,
    mode: Annotated[Mode | None, QueryParameter(description="Of this mode.")] = None,
    about: Annotated[
        str,
        QueryParameter(name="object", max_length=400, description="About this object or event."),
    ] = "",
    origin: Annotated[str, QueryParameter(max_length=60, description="Of this party.")] = "",
) -> Page[RecordLine]:
    """Nothing is skipped or comes twice, whatever comes in meanwhile.

    Go on with `next` until it is null. A page may hold fewer than asked for,
    or none, and still have a next one.
    """
    seq, items, scanned = gate.cursors.read(cursor), list[RecordLine](), 0
    with node.store.read() as unit:
        last = unit.last_seq()
        while len(items) < limit and scanned < _SCANNED:
            rows = unit.records_after(
                seq, limit, kinds=kind or (), mode=mode, object=about, origin=origin,
                party=caller.party,
            )  # fmt: skip
            for row in rows:
                seq = row.seq
                record = read_record(row.envelope)
                if caller.sees(record):
                    items.append(line_of(record, row))
                if len(items) == limit:
                    break
            else:
                if len(rows) < limit:
                    seq = max(seq, last)
                    break
            scanned += len(rows)
    more = seq < last
    return Page(items, gate.cursors.make(seq) if more else None)


@read("/api/v1/records/{record_id:str}", Right.READ, "One record, whole")
def get_record(
    node: NodeHere, caller: CallerHere, gate: GateHere, record_id: RecordId
) -> RecordView:
    """A record that is not for the caller is answered as one that is not there."""
    with node.store.read() as unit:
        row = unit.stored(record_id)
    if row is None:
        raise not_found("record")
    record = read_record(row.envelope)
    decision = caller.may(record.payload.label, record.payload.mode)
    if not decision.permitted:
        gate.trail.denied(
            {"rule": f"marking {decision.rule}", "record": record_id, "person": caller.person,
             "by": caller.credential}
        )  # fmt: skip
        raise not_found("record")
    return RecordView(
        **_line(record, row),
        provenance=msgspec.to_builtins(record.payload.provenance),
        body=msgspec.json.decode(record.payload.body),
        envelope=row.envelope,
    )


handlers: Final = (list_records, get_record)
