"""The first picture: what each origin says now of each object or event, by kind.

Of an origin's records of a kind about the same subject the one with the
greatest version holds; between equal versions the later *t_valid*, then the
greater id. It is current unless a record of the same origin and mode says that
it comes in its place, or withdraws it; then nothing takes its place by itself, for
an older version was replaced for a reason. Nothing in that depends on the order
in which records came, so two nodes that hold the same records have the same
picture. A record about no object is a subject of its own.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from sqlalchemy import Column, Index, LargeBinary, MetaData, Table, Text, select

from cspo.markings.mode import Mode
from cspo.node.store.columns import INT64, hash_bytes, instant_us
from cspo.node.store.projection_rows import ProjectionRows, Row
from cspo.node.store.record_queries import StoredRecord
from cspo.node.store.unit import SqliteUnit
from cspo.records.record import read_record

__all__ = ["CURRENT", "SUPERSEDED", "WITHDRAWN", "CurrentVersions", "current_records"]

CURRENT: Final = "current"
SUPERSEDED: Final = "superseded"
WITHDRAWN: Final = "withdrawn"

_WITHDRAWAL: Final = "withdrawal"

_METADATA: Final = MetaData()

_versions = Table(
    "picture_current",
    _METADATA,
    Column("mode", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("origin", Text, primary_key=True),
    Column("id", LargeBinary, nullable=False),
    Column("version", INT64, nullable=False),
    Column("t_valid_tai_us", INT64, nullable=False),
    Column("state", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
Index("ix_picture_current_subject", _versions.c.subject, _versions.c.mode)

_VERSION_COLUMNS: Final = tuple(str(column.name) for column in _versions.columns)

_ended = Table(
    "picture_ended",
    _METADATA,
    Column("mode", Text, primary_key=True),
    Column("origin", Text, primary_key=True),
    Column("id", LargeBinary, primary_key=True),
    Column("state", Text, nullable=False),
    Column("by", LargeBinary, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Records that their origin took back or replaced, whether they have come or not."""


class _WithdrawalBody(msgspec.Struct):
    """What is read of a withdrawal: which record."""

    record: str


class CurrentVersions:
    """The projection; see the module."""

    name: Final = "current"
    version: Final = 1
    tables: Final = (_versions, _ended)

    def apply(self, record: StoredRecord, rows: ProjectionRows) -> None:
        """Put in one more record, and what it ends."""
        self._put(record, rows)
        if record.supersedes:
            self._end(record, record.supersedes, SUPERSEDED, rows)
        if record.kind == _WITHDRAWAL:
            body = read_record(rows.envelope(record)).payload.body
            try:
                target = msgspec.json.decode(body, type=_WithdrawalBody).record
                hash_bytes(target)
            except Exception:  # noqa: BLE001 - a body that its kind would refuse ends nothing
                return
            self._end(record, target, WITHDRAWN, rows)

    def _put(self, record: StoredRecord, rows: ProjectionRows) -> None:
        key = _key(record)
        record_id = hash_bytes(record.id)
        rank = (record.version, instant_us(record.t_valid), record_id)
        there = rows.get(_versions, *key)
        if there is not None and rank <= (there["version"], there["t_valid_tai_us"], there["id"]):
            return
        end = rows.get(_ended, str(record.mode), record.origin, record_id)
        state = CURRENT if end is None else end["state"]
        rows.put(_versions, _row(key, rank, state))

    def _end(self, record: StoredRecord, target: str, state: str, rows: ProjectionRows) -> None:
        """Put down that *record* ends *target*; a withdrawal counts more than a replacement."""
        key = (str(record.mode), record.origin, hash_bytes(target))
        by = hash_bytes(record.id)
        there = rows.get(_ended, *key)
        if there is not None and (state == WITHDRAWN, there["by"]) <= (
            there["state"] == WITHDRAWN, by,
        ):  # fmt: skip
            return
        names = ("mode", "origin", "id", "state", "by")
        rows.put(_ended, dict(zip(names, (*key, state, by), strict=True)))
        ended = rows.record(target)
        if ended is None or (ended.mode, ended.origin) != (record.mode, record.origin):
            return
        version = rows.get(_versions, *_key(ended))
        if version is not None and version["id"] == key[2]:
            rows.put(_versions, {**version, "state": state})


def current_records(
    unit: SqliteUnit, *, mode: Mode, subject: str = "", kind: str = "", origin: str = ""
) -> list[str]:
    """Ids of the records that are current, by kind, subject and origin; as of the last catch-up."""
    query = select(_versions.c.id).where(
        _versions.c.mode == str(mode), _versions.c.state == CURRENT
    )
    wanted = (
        (_versions.c.subject, subject), (_versions.c.kind, kind), (_versions.c.origin, origin),
    )  # fmt: skip
    for column, value in wanted:
        if value:
            query = query.where(column == value)
    query = query.order_by(_versions.c.kind, _versions.c.subject, _versions.c.origin)
    return [row["id"].hex() for row in unit.query(query)]


def _key(record: StoredRecord) -> tuple[str, str, str, str]:
    subject = record.object or f"record:{record.id}"
    return str(record.mode), record.kind, subject, record.origin


def _row(key: tuple[str, ...], rank: tuple[int, int, bytes], state: str) -> Row:
    version, t_valid_us, record_id = rank
    values: tuple[Any, ...] = (*key, record_id, version, t_valid_us, state)
    return dict(zip(_VERSION_COLUMNS, values, strict=True))
