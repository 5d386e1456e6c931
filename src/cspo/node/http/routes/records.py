"""Records: listed in the order in which they came, got by id, with their lineage."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec
from litestar.params import PathParameter, QueryParameter
from msgspec import structs

from cspo.markings import Mode
from cspo.node.http.callers import Caller
from cspo.node.http.faults import not_found
from cspo.node.http.gate import Gate
from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.record_lines import RecordLine, line_fields
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.store import SqliteUnit, StoredRecord
from cspo.records import Record, read_record

__all__ = ["RecordId", "RecordView", "handlers", "seen_record"]

_SCANNED: Final = 5_000
"""Records looked at for one page: then it ends, full or not."""

RecordId = Annotated[
    str, PathParameter(pattern=r"^[0-9a-f]{64}$", description="Id of a record: 64 hex digits.")
]


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


class InputLine(msgspec.Struct, frozen=True, kw_only=True):
    """A record that a product rests on.

    Parameters
    ----------
    record : str
        Its id.
    commitment : str
        As the product has it in place of the id.
    salt : str
        What proves that the one stands for the other.
    """

    record: str
    commitment: str
    salt: str


class LineageView(msgspec.Struct, frozen=True, kw_only=True):
    """What a record rests on and what rests on it, as far as the caller may see.

    Parameters
    ----------
    inputs : list
        Of a record of this nation: what it rests on.
    products : list of str
        Records of this nation that rest on it.
    """

    inputs: list[InputLine]
    products: list[str]


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
    at = shown = gate.cursors.read(cursor)
    items, scanned = list[RecordLine](), 0
    with node.store.read() as unit:
        while scanned < _SCANNED:
            events = gate.tail.after(
                unit, at, limit, kinds=kind or (), mode=mode, object=about, origin=origin,
                party=caller.party,
            )  # fmt: skip
            for event in events:
                at = event.seq
                if not caller.may(event.label, event.line.mode).permitted:
                    continue
                if len(items) == limit:  # there is a next page: it begins after the last one shown
                    return Page(items, gate.cursors.make(shown))
                items.append(structs.replace(event.line, cursor=gate.cursors.make(at)))
                shown = at
            if len(events) < limit:
                return Page(items)
            scanned += len(events)
    return Page(items, gate.cursors.make(at))


def seen_record(
    unit: SqliteUnit, caller: Caller, gate: Gate, record_id: str
) -> tuple[Record, StoredRecord]:
    """A record that the caller may see, and its row.

    Raises
    ------
    Refused
        404, where there is none or it is not for the caller; then that is audited.
    """
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
    return record, row


@read("/api/v1/records/{record_id:str}", Right.READ, "One record, whole")
def get_record(
    node: NodeHere, caller: CallerHere, gate: GateHere, record_id: RecordId
) -> RecordView:
    """A record that is not for the caller is answered as one that is not there."""
    with node.store.read() as unit:
        record, row = seen_record(unit, caller, gate, record_id)
    return RecordView(
        **line_fields(record, row),
        provenance=msgspec.to_builtins(record.payload.provenance),
        body=msgspec.json.decode(record.payload.body),
        envelope=row.envelope,
    )


@read("/api/v1/records/{record_id:str}/lineage", Right.READ, "What a record rests on", cache=False)
def get_lineage(
    node: NodeHere, caller: CallerHere, gate: GateHere, record_id: RecordId
) -> LineageView:
    """Inputs and products that are not for the caller are left out; guests are told of none."""
    with node.store.read() as unit:
        record, _ = seen_record(unit, caller, gate, record_id)
        if caller.party != node.home.nation:
            return LineageView(inputs=[], products=[])
        commitments = record.payload.provenance.inputs
        inputs = [
            InputLine(record=each.id, commitment=commitments[each.index], salt=each.salt)
            for each in unit.lineage(record_id) if _may(unit, caller, each.id)
        ]  # fmt: skip
        products = [each for each in unit.products_of(record_id) if _may(unit, caller, each)]
    return LineageView(inputs=inputs, products=products)


def _may(unit: SqliteUnit, caller: Caller, record_id: str) -> bool:
    envelope = unit.envelope(record_id)
    return envelope is not None and caller.sees(read_record(envelope))


handlers: Final = (list_records, get_record, get_lineage)
