"""A record as people read it: its mark first and last, who signed, what it rests on, its body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from cspo.cli.console import printable
from cspo.errors import CspoError, UsageError

if TYPE_CHECKING:
    from cspo.markings import Label
    from cspo.records import Directories, Opening, Record

__all__ = ["mark_of", "record_lines", "record_object", "tree"]

_VALUES_SHOWN: Final = 8
_ITEMS_SHOWN: Final = 20
_TEXT_SHOWN: Final = 2_000
_DEPTH_SHOWN: Final = 12


def mark_of(label: Label) -> str:
    """The portion mark; of a label that nobody here knows, that it is held back."""
    from cspo.markings.portion import portion_mark

    try:
        return portion_mark(label)
    except UsageError:
        return f"UNKNOWN MARK ({printable(label.policy)} {printable(label.classification)})"


def record_object(
    name: str, record: Record, known: Directories, openings: Sequence[Opening] = (),
    withdrawn: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """A record as one JSON object; *withdrawn* says how its origin has taken it back."""
    payload = record.payload
    return {
        "file": printable(name), "id": record.id, "kind": payload.kind, "origin": payload.origin,
        "mode": payload.mode, "object": payload.object, "version": payload.version,
        "supersedes": payload.supersedes, "t_valid_utc": payload.t_valid,
        "t_created_utc": payload.t_created, "mark": mark_of(payload.label),
        "label": payload.label, "signatures": signatures(record, known),
        "provenance": payload.provenance, "openings": list(openings),
        "body": msgspec.json.decode(payload.body), "notes": record.notes,
        "withdrawn": withdrawn,
    }  # fmt: skip


def signatures(record: Record, known: Directories) -> list[dict[str, str | bool]]:
    """Each signature, whether it holds, and the verdict on the record as a whole where it fails."""
    from cspo.operations.opening import open_whole
    from cspo.records import Envelope, refusal_of

    reason = ""
    try:
        open_whole(record.envelope, known)
    except CspoError as error:
        reason = str(refusal_of(error))
    envelope = Envelope.from_bytes(record.envelope)
    return [
        {"keyid": each.keyid, "valid": not reason, "reason": reason} for each in envelope.signatures
    ]


def record_lines(
    name: str, record: Record, known: Directories, openings: Sequence[Opening] = (),
    withdrawn: Mapping[str, Any] | None = None,
) -> Iterator[str]:  # fmt: skip
    """A record as lines for people."""
    payload = record.payload
    mark = mark_of(payload.label)
    yield mark
    if withdrawn:
        said = f"{withdrawn['instruction']}: {withdrawn['reason']}"
        yield f"WITHDRAWN on {withdrawn['t_utc']}, {said}"
        if withdrawn["replaced_by"]:
            yield f"  replaced by {withdrawn['replaced_by']}"
    yield f"{payload.kind} of {payload.origin}, {payload.mode}" + (
        f", about {payload.object}" if payload.object else "")  # fmt: skip
    yield f"  id          {record.id}"
    if name != record.id:
        yield f"  file        {name}"
    yield f"  valid at    {payload.t_valid}"
    yield f"  made at     {payload.t_created}, version {payload.version}"
    if payload.supersedes:
        yield f"  supersedes  {payload.supersedes}"
    for note in record.notes:
        yield f"  note        {note}"
    for each in signatures(record, known):
        said = "holds" if each["valid"] else f"NOT VERIFIED: {each['reason']}"
        yield f"  signature   {each['keyid']} {said}"
    yield from _label_lines(payload.label)
    yield from _lineage_lines(record, openings)
    yield "body"
    yield from tree(msgspec.json.decode(payload.body))
    yield mark


def _label_lines(label: Label) -> Iterator[str]:
    yield "label"
    yield f"  policy      {label.policy} version {label.policy_version}"
    yield f"  level       {label.classification}"
    to = ", ".join(label.releasable_to)
    yield f"  released to {to or 'nobody: held'}"
    for title, values in (
        ("controlled by", label.originators if label.orcon else ()),
        ("information of", () if label.orcon else label.originators),
        ("caveats", label.caveats), ("derived from", label.derived_from),
        ("review by", (label.review,) if label.review else ()), ("because", label.reason),
    ):  # fmt: skip
        if values:
            yield f"  {title} {', '.join(values)}"


def _lineage_lines(record: Record, openings: Sequence[Opening]) -> Iterator[str]:
    provenance = record.payload.provenance
    if not (provenance.sensor or provenance.software or provenance.inputs):
        return
    yield "made from"
    if provenance.sensor:
        yield f"  sensor      {provenance.sensor}"
    if provenance.software:
        yield f"  software    {provenance.software}"
    opened = {each.index: each.id for each in openings}
    for index in sorted(opened):
        yield f"  input       {opened[index]}"
    hidden = len(provenance.inputs) - len(opened)
    if hidden:
        yield f"  commitments {hidden} that are not opened to us, or padding"


def tree(value: Any, depth: int = 1) -> Iterator[str]:
    """A JSON value as an indented tree; long lists are cut, and say so."""
    pad = "  " * depth
    if depth > _DEPTH_SHOWN:
        yield f"{pad}..."
    elif isinstance(value, dict):
        width = max((len(key) for key in value if _is_leaf(value[key])), default=0)
        for key, each in value.items():
            if _is_leaf(each):
                yield f"{pad}{key:<{width}}  {_leaf(each)}"
            else:
                yield f"{pad}{key}{_size(each)}"
                yield from tree(each, depth + 1)
    elif isinstance(value, list):
        for index, each in enumerate(value[:_ITEMS_SHOWN]):
            if _is_leaf(each):
                yield f"{pad}{_leaf(each)}"
            else:
                yield f"{pad}[{index}]"
                yield from tree(each, depth + 1)
        if len(value) > _ITEMS_SHOWN:
            yield f"{pad}and {len(value) - _ITEMS_SHOWN:,} more: --json tells them all"
    else:
        yield f"{pad}{_leaf(value)}"


def _is_leaf(value: Any) -> bool:
    """Whether it goes on one line: a value, or a list of values."""
    if isinstance(value, dict):
        return not value
    return not isinstance(value, list) or all(
        not isinstance(each, dict | list) and len(str(each)) <= 40 for each in value
    )


def _size(value: Any) -> str:
    return f"  ({len(value):,})" if isinstance(value, list) else ""


def _leaf(value: Any) -> str:
    if isinstance(value, list):
        shown = " ".join(_leaf(each) for each in value[:_VALUES_SHOWN])
        more = len(value) - _VALUES_SHOWN
        return f"{shown} ... ({len(value):,} in all)" if more > 0 else shown or "none"
    if isinstance(value, str):
        cut = f"{value[:_TEXT_SHOWN]}..." if len(value) > _TEXT_SHOWN else value
        return cut or '""'
    return msgspec.json.encode(value).decode() if value != {} else "none"
