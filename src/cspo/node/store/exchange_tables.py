"""Checkpoints, receipts, alarms, key directories, the audit: what federation keeps beside feeds."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import Select, bindparam, insert, literal_column, select
from sqlalchemy.engine import RowMapping

from cspo.federation.alarms import Alarm, AlarmReport
from cspo.federation.feed import ZERO_HASH, Feed, Head
from cspo.federation.store import AlarmRow, CheckpointRow, HeadRow, ReceiptRow
from cspo.markings.mode import Mode
from cspo.node.store import schema
from cspo.node.store.columns import instant_ns
from cspo.node.store.feed_tables import feed_values
from cspo.node.store.statements import Statements, rows_of
from cspo.time import Epoch

__all__ = ["MASTER_SECRET", "ExchangeTables", "audit_hash"]

MASTER_SECRET: Final = "master"  # noqa: S105 - its name
"""The random secret of a store, made with it, from which all others come."""

RESTORED: Final = "restored"

_SECRET_DOMAIN: Final = b"cspo-store-secret-v1\0"
_AUDIT_DOMAIN: Final = b"cspo-audit-v1\0"


def audit_hash(prev: str, event: str, fields: str, t_tai_ns: int) -> str:
    """The chained hash of a line of the audit.

    ``SHA-256("cspo-audit-v1" NUL prev t event NUL fields)``, with *prev* as 32
    bytes, *t* as 8 bytes, big-endian and signed, and texts in UTF-8.
    """
    t_bytes = t_tai_ns.to_bytes(8, "big", signed=True)
    parts = (_AUDIT_DOMAIN, bytes.fromhex(prev), t_bytes, event.encode(), b"\0", fields.encode())
    return hashlib.sha256(b"".join(parts)).hexdigest()


class ExchangeTables(Statements):
    """The part of a unit of work that holds what parties tell each other about their feeds."""

    # -- checkpoints --------------------------------------------------------
    def put_checkpoint(self, row: CheckpointRow) -> None:
        """Keep a checkpoint; UsageError where this origin, mode and n is there already."""
        values = {name: getattr(row, name) for name in _CHECKPOINT_FIELDS}
        self._insert(insert(schema.checkpoint), values)

    def checkpoint(self, origin: str, mode: Mode, n: int) -> CheckpointRow | None:
        """One checkpoint."""
        found = self._row(_CHECKPOINTS.where(_cp.n == n), origin=origin, mode=mode)
        return None if found is None else CheckpointRow(**found)

    def last_checkpoint(self, origin: str, mode: Mode) -> CheckpointRow | None:
        """The one with the greatest n."""
        found = self._row(
            _CHECKPOINTS.order_by(_cp.n.desc()).limit(1), origin=origin, mode=mode
        )  # fmt: skip
        return None if found is None else CheckpointRow(**found)

    def checkpoints(self, origin: str, mode: Mode, after_n: int, limit: int) -> list[CheckpointRow]:
        """Those with a greater number than *after_n*, ascending."""
        query = _CHECKPOINTS.where(_cp.n > after_n).order_by(_cp.n).limit(limit)
        rows = self._rows(query, origin=origin, mode=mode)
        return [CheckpointRow(**row) for row in rows]

    def put_head(self, feed: Feed, row: HeadRow) -> None:
        """Keep the head that a feed had at a checkpoint; nothing where that n is there."""
        self._must_be_open("write to store", write=True)
        if self._row(_HEADS.where(_head.n == row.n), **feed_values(feed)) is None:
            values = {"n": row.n, "seq": row.head.seq, "hash": row.head.hash, "salt": row.salt}
            self._insert(insert(schema.checkpoint_head), {**feed_values(feed), **values})

    def head_at(self, feed: Feed, n: int) -> HeadRow | None:
        """The row with the greatest n up to this one: the head at checkpoint n."""
        query = _HEADS.where(_head.n <= n).order_by(_head.n.desc()).limit(1)
        row = self._row(query, **feed_values(feed))
        return (
            None if row is None else HeadRow(row["n"], Head(row["seq"], row["hash"]), row["salt"])
        )

    def covering(self, feed: Feed, seq: int) -> int | None:
        """The least n whose head has at least this number; None where there is none yet."""
        row = self._row(_COVERING.where(_head.seq >= seq), **feed_values(feed))
        return None if row is None or row["n"] is None else int(row["n"])

    # -- receipts, alarms, audit, keys --------------------------------------
    def put_receipt(self, feed: Feed, seq: int, hash: str, envelope: bytes, t: Epoch) -> None:  # noqa: A002
        """Keep a receipt."""
        row = {"seq": seq, "hash": hash, "envelope": envelope, "t": t}
        self._insert(insert(schema.receipt), {**feed_values(feed), **row})

    def last_receipt(self, feed: Feed) -> ReceiptRow | None:
        """The receipt with the greatest number, of these the one put in last."""
        row = self._row(_LAST_RECEIPT, **feed_values(feed))
        return (
            None if row is None else ReceiptRow(row["seq"], row["hash"], row["envelope"], row["t"])
        )

    def put_alarm(self, report: AlarmReport, t: Epoch) -> bool:
        """Keep an alarm; False where one with the same key is there already."""
        self._must_be_open("write to store", write=True)
        key = report.key
        if self._row(select(schema.alarm.c.n).where(schema.alarm.c.key == key)) is not None:
            return False
        row = {
            "key": key, "alarm": str(report.alarm), "origin": report.origin, "mode": report.mode,
            "evidence": msgspec.msgpack.encode(report.evidence), "text": report.text, "t": t,
        }  # fmt: skip
        self._insert(insert(schema.alarm), row)
        return True

    def alarms(self, origin: str | None = None) -> list[AlarmRow]:
        """Alarms about one origin, or all, in the order in which they were raised."""
        query = rows_of(schema.alarm).order_by(schema.alarm.c.n)
        if origin is not None:
            query = query.where(schema.alarm.c.origin == origin)
        return [_alarm(row) for row in self._rows(query)]

    def audit(self, event: str, fields: Mapping[str, str], *, t: Epoch) -> None:
        """Put a line into the audit, chained to the one before."""
        self._must_be_open("write to store", write=True)
        last = self.raw_row("SELECT hash FROM audit ORDER BY n DESC LIMIT 1", ())
        prev = ZERO_HASH if last is None else bytes(last[0]).hex()
        text = json.dumps(dict(fields), ensure_ascii=False, sort_keys=True)
        own = audit_hash(prev, event, text, instant_ns(t))
        self.run_many(
            "INSERT INTO audit (event, fields, t_tai_ns, hash) VALUES (?,?,?,?)",
            [(event, text, instant_ns(t), bytes.fromhex(own))],
        )

    def audited(
        self, *, after: int = 0, event: str = "", limit: int = 1_000
    ) -> list[tuple[int, str, dict[str, str], Epoch]]:
        """Lines of the audit after number *after*: number, event, fields, instant."""
        table = schema.audit
        query = rows_of(table).where(table.c.n > after).order_by(table.c.n).limit(limit)
        if event:
            query = query.where(table.c.event == event)
        return [
            (row["n"], row["event"], json.loads(row["fields"]), row["t"])
            for row in self._rows(query)
        ]

    def last_audited(self, event: str) -> tuple[dict[str, str], Epoch] | None:
        """Fields and instant of the newest line of the audit of one event; None: there is none."""
        found = self.raw_row(
            "SELECT fields, t_tai_ns FROM audit WHERE event = ? ORDER BY n DESC LIMIT 1", (event,)
        )
        return None if found is None else (json.loads(found[0]), Epoch(found[1]))

    def put_directory(self, nation: str, version: int, envelope: bytes) -> None:
        """Keep a key directory; nothing where this version is there already."""
        self._must_be_open("write to store", write=True)
        there = self.raw_row(
            "SELECT 1 FROM directory WHERE nation = ? AND version = ?", (nation, version)
        )
        if there is None:
            row = {"nation": nation, "version": version, "envelope": envelope}
            self._insert(insert(schema.directory), row)

    def directories(self) -> list[bytes]:
        """All key directories, by nation and version ascending."""
        table = schema.directory
        query = select(table.c.envelope).order_by(table.c.nation, table.c.version)
        return [row["envelope"] for row in self._rows(query)]

    def secret(self, name: str) -> bytes:
        """32 secret bytes under this name, the same at every call."""
        found = self.raw_row("SELECT value FROM secret WHERE name = ?", (MASTER_SECRET,))
        master = b"" if found is None else bytes(found[0])
        return hmac.digest(master, _SECRET_DOMAIN + name.encode(), "sha256")

    # -- restore ------------------------------------------------------------
    def generation(self) -> int:
        """How often this store was restored from a copy; 0 where it never was."""
        found = self.raw_row("SELECT count(*) FROM store_event WHERE event = ?", (RESTORED,))
        return 0 if found is None else int(found[0])

    def mark_restored(self, reason: str, *, t: Epoch) -> int:
        """Put down that the store is an older copy of itself; the new generation."""
        row = {"event": RESTORED, "fields": json.dumps({"reason": reason}), "t": t}
        self._insert(insert(schema.store_event), row)
        return self.generation()


def _alarm(row: RowMapping) -> AlarmRow:
    evidence = msgspec.msgpack.decode(row["evidence"], type=tuple[bytes, ...])
    report = AlarmReport(Alarm(row["alarm"]), row["origin"], row["mode"], evidence, row["text"])
    return AlarmRow(report, row["t"])


_cp = schema.checkpoint.c
_head = schema.checkpoint_head.c
_CHECKPOINT_FIELDS: Final = (
    "origin", "mode", "n", "prev", "hash", "t", "envelope", "t_ingest",
)  # fmt: skip
_CHECKPOINTS: Final[Select[Any]] = rows_of(schema.checkpoint).where(
    _cp.origin == bindparam("origin"), _cp.mode == bindparam("mode")
)
_THIS_FEED: Final = (
    _head.origin == bindparam("origin"),
    _head.recipient == bindparam("recipient"),
    _head.mode == bindparam("mode"),
)
_HEADS: Final[Select[Any]] = rows_of(schema.checkpoint_head).where(*_THIS_FEED)
# With "+n" SQLite goes through the index on seq, not through all checkpoints from the first.
_COVERING: Final[Select[Any]] = select(literal_column("min(+n)").label("n")).where(*_THIS_FEED)
_LAST_RECEIPT: Final[Select[Any]] = (
    rows_of(schema.receipt)
    .where(
        schema.receipt.c.origin == bindparam("origin"),
        schema.receipt.c.recipient == bindparam("recipient"),
        schema.receipt.c.mode == bindparam("mode"),
    )
    .order_by(schema.receipt.c.seq.desc(), schema.receipt.c.n.desc())
    .limit(1)
)
