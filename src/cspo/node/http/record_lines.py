"""A record as lists and streams tell it: all but its body."""

from __future__ import annotations

from typing import Any

import msgspec

from cspo.markings import Mode
from cspo.node.store import StoredRecord
from cspo.records import Record

__all__ = ["RecordLine", "line_fields"]


class RecordLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
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
    cursor : str
        In a list: where to go on after it, also when the list has grown since.
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
    cursor: str = ""


def line_fields(record: Record, row: StoredRecord) -> dict[str, Any]:
    """The fields of a `RecordLine`, of a record and its row."""
    payload = record.payload
    return {
        "id": record.id, "origin": payload.origin, "kind": payload.kind, "mode": payload.mode,
        "object": payload.object, "version": payload.version, "supersedes": payload.supersedes,
        "t_valid_utc": payload.t_valid, "t_created_utc": payload.t_created,
        "t_ingest_utc": row.t_ingest.utc_iso(6), "label": msgspec.to_builtins(payload.label),
    }  # fmt: skip
