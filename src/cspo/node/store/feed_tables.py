"""Feeds of ours and to us, what waits to go into them, and what was not taken from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, Table, bindparam, insert, select

from cspo.errors import UsageError
from cspo.federation.feed import GENESIS, Feed, Head
from cspo.federation.store import (
    DeferredRow,
    FeedEntry,
    FeedRow,
    QuarantineRow,
    Standing,
    StandingRow,
)
from cspo.markings.mode import Mode
from cspo.node.store import schema
from cspo.node.store.columns import hash_bytes, instant_ns
from cspo.node.store.statements import Statements, rows_of
from cspo.operations.store import FeedClosing
from cspo.time import Epoch

__all__ = ["FeedTables", "feed_values"]

_PUT_OUT: Final = (
    "INSERT INTO feed_out (origin, recipient, mode, seq, id, prev, hash, openings)"
    " VALUES (?,?,?,?,?,?,?,?)"
)
_PUT_IN: Final = (
    "INSERT INTO feed_in (origin, recipient, mode, seq, id, prev, hash, openings, t_ingest_tai_ns)"
    " VALUES (?,?,?,?,?,?,?,?,?)"
)
_ENTRY: Final = "SELECT seq, id, prev, hash, openings FROM {} WHERE {} AND seq = ?"
_HEAD: Final = "SELECT seq, hash FROM {} WHERE {} ORDER BY seq DESC LIMIT 1"
_ENTRIES: Final = (
    "SELECT f.seq, f.id, f.prev, f.hash, f.openings, coalesce(r.envelope, x'')"
    " FROM {} f LEFT JOIN record r ON r.id = f.id"
    " WHERE {} AND f.seq > ? ORDER BY f.seq LIMIT ?"
)
_NAMED: Final = (
    "SELECT id, max(seq) FROM feed_in WHERE id IN ({})"
    " AND origin = ? AND recipient = ? AND mode = ? GROUP BY id"
)
_AT_ONCE: Final = 1_000  # a partner may hand over more frames than SQLite takes variables
_LAST_VERDICT: Final = (
    "SELECT code FROM quarantine WHERE origin = ? AND recipient = ? AND mode = ? AND seq = ?"
    " ORDER BY n DESC LIMIT 1"
)
_TAKEN: Final = ""
_FEED: Final = "origin = ? AND recipient = ? AND mode = ?"
_OF_FEED: Final = "f.origin = ? AND f.recipient = ? AND f.mode = ?"


def feed_values(feed: Feed) -> dict[str, Any]:
    """The columns that say which feed."""
    return {"origin": feed.origin, "recipient": feed.recipient, "mode": feed.mode}


def _of(table: Table) -> tuple[Any, ...]:
    """Condition that a row is of the feed given by `feed_values`."""
    return tuple(table.c[name] == bindparam(name) for name in ("origin", "recipient", "mode"))


class FeedTables(Statements):
    """The part of a unit of work that holds feeds."""

    # -- feeds of ours ------------------------------------------------------
    def out_feeds(self) -> list[Feed]:
        """The feeds of ours that have entries, sorted by recipient and mode."""
        feeds = self._feeds(schema.feed_out)
        return sorted(feeds, key=lambda feed: (feed.recipient, feed.mode, feed.origin))

    def out_head(self, feed: Feed) -> Head:
        """The entry with the greatest number; `GENESIS` where there is none."""
        return self._head("feed_out", feed)

    def append_out(self, feed: Feed, entries: Sequence[FeedEntry]) -> None:
        """Put entries in; UsageError where a number, or a record in this feed, is there already."""
        which = (feed.origin, feed.recipient, str(feed.mode))
        self.run_many(_PUT_OUT, [(*which, *_columns(entry)) for entry in entries])

    def out_seq(self, feed: Feed, record_id: str) -> int | None:
        """The number of the entry of a feed of ours that names this record."""
        found = self.raw_row(
            f"SELECT seq FROM feed_out WHERE {_FEED} AND id = ?",  # noqa: S608 - constants
            (*_which(feed), hash_bytes(record_id)),
        )
        return None if found is None else int(found[0])

    def out_entry(self, feed: Feed, seq: int) -> FeedEntry | None:
        """One entry of a feed of ours."""
        found = self.raw_row(_ENTRY.format("feed_out", _FEED), (*_which(feed), seq))
        return None if found is None else FeedEntry(*_fields(found))

    def out_entries(self, feed: Feed, after_seq: int, limit: int) -> list[FeedRow]:
        """Entries with a greater number than *after_seq*, ascending, with their records."""
        rows = self.raw_rows(
            _ENTRIES.format("feed_out", _OF_FEED), (*_which(feed), after_seq, limit)
        )
        return [FeedRow(*_fields(row), bytes(row[5])) for row in rows]

    def defer_out(self, feed: Feed, record_id: str, openings: bytes, *, t: Epoch) -> None:
        """Put down that a record is to go into a feed that may not be appended to yet."""
        there = self.raw_row(
            f"SELECT 1 FROM deferred WHERE {_FEED} AND id = ?",  # noqa: S608 - constants
            (*_which(feed), hash_bytes(record_id)),
        )
        self._must_be_open("write to store", write=True)
        if there is None:
            row = {**feed_values(feed), "id": record_id, "openings": openings, "t": t}
            self._insert(insert(schema.deferred), row)

    def deferred_out(self, feed: Feed, limit: int) -> list[DeferredRow]:
        """Deferred records that no entry of the feed names, in the order of deferral."""
        rows = self._rows(_DEFERRED.limit(limit), **feed_values(feed))
        return [DeferredRow(row["id"], row["openings"]) for row in rows]

    def close_feed(self, closing: FeedClosing) -> None:
        """Put down that a feed is closed; UsageError where it is already."""
        if self.feed_closing(closing.feed) is not None:
            raise UsageError(
                "close feed", str(closing.feed), expected="an open feed", got="a closed one"
            )
        row = {"seq": closing.seq, "reason": closing.reason, "t": closing.t}
        self._insert(insert(schema.feed_closing), {**feed_values(closing.feed), **row})

    def feed_closing(self, feed: Feed) -> FeedClosing | None:
        """How a feed was closed; None while it is open."""
        row = self._row(_CLOSING, **feed_values(feed))
        return (
            None
            if row is None
            else FeedClosing(feed=feed, seq=row["seq"], reason=row["reason"], t=row["t"])
        )

    # -- feeds to us --------------------------------------------------------
    def in_feeds(self) -> list[Feed]:
        """The feeds to us that have entries, sorted by origin and mode."""
        feeds = self._feeds(schema.feed_in)
        return sorted(feeds, key=lambda feed: (feed.origin, feed.mode, feed.recipient))

    def in_head(self, feed: Feed) -> Head:
        """The entry with the greatest number; `GENESIS` where there is none."""
        return self._head("feed_in", feed)

    def append_in(self, feed: Feed, entries: Sequence[FeedEntry], *, t_ingest: Epoch) -> None:
        """Put entries in; UsageError where a number is there already."""
        which = (feed.origin, feed.recipient, str(feed.mode))
        at = instant_ns(t_ingest)
        self.run_many(_PUT_IN, [(*which, *_columns(entry), at) for entry in entries])

    def in_entry(self, feed: Feed, seq: int) -> FeedEntry | None:
        """One entry of a feed to us."""
        found = self.raw_row(_ENTRY.format("feed_in", _FEED), (*_which(feed), seq))
        return None if found is None else FeedEntry(*_fields(found))

    def in_seqs(self, feed: Feed, record_ids: Sequence[str]) -> dict[str, int]:
        """The greatest number of an entry of a feed to us that names each; those that one names."""
        found: dict[str, int] = {}
        for n in range(0, len(record_ids), _AT_ONCE):
            ids = [hash_bytes(each) for each in record_ids[n : n + _AT_ONCE]]
            rows = self.raw_rows(_NAMED.format(",".join("?" * len(ids))), (*ids, *_which(feed)))
            found |= {record_id.hex(): seq for record_id, seq in rows}
        return found

    def in_entries(self, feed: Feed, after_seq: int, limit: int) -> list[FeedRow]:
        """Entries with a greater number than *after_seq*, ascending, with their records."""
        rows = self.raw_rows(
            _ENTRIES.format("feed_in", _OF_FEED), (*_which(feed), after_seq, limit)
        )
        return [FeedRow(*_fields(row), bytes(row[5])) for row in rows]

    def quarantine(self, feed: Feed, seq: int, code: str, frame: bytes, *, t: Epoch) -> None:
        """Put down that an entry's record is not taken; nothing where that code stands already."""
        self._must_be_open("write to store", write=True)
        last = self.raw_row(_LAST_VERDICT, (*_which(feed), seq))
        if last is None or last[0] != str(code):
            row = {"seq": seq, "code": str(code), "frame": frame, "t": t}
            self._insert(insert(schema.quarantine), {**feed_values(feed), **row})

    def take_quarantined(self, feed: Feed, seq: int, *, t: Epoch) -> None:
        """Put down that a quarantined entry's record was taken after all."""
        self.quarantine(feed, seq, _TAKEN, b"", t=t)

    def quarantined(self, feed: Feed, after_seq: int, limit: int) -> list[QuarantineRow]:
        """Entries with a greater number than *after_seq* that are quarantined, ascending.

        An entry's last step counts: not those taken after all; the newest code of the others.
        """
        query = _QUARANTINED.where(_q.seq > after_seq).order_by(_q.seq).limit(limit)
        return [
            QuarantineRow(row["seq"], row["code"], row["frame"], row["t"])
            for row in self._rows(query, **feed_values(feed))
        ]

    def refused_seqs(self, feed: Feed, up_to_seq: int, limit: int) -> list[int]:
        """The greatest *limit* numbers up to *up_to_seq* of quarantined entries, ascending."""
        query = _QUARANTINED.where(_q.seq <= up_to_seq).order_by(_q.seq.desc()).limit(limit)
        rows = self._rows(query.with_only_columns(_q.seq), **feed_values(feed))
        return [row["seq"] for row in reversed(rows)]

    # -- restore ------------------------------------------------------------
    def standing(self, feed: Feed) -> StandingRow | None:
        """The last step of this feed; that of (origin, origin) is of the checkpoints."""
        row = self._row(_STANDING, **feed_values(feed))
        return (
            None
            if row is None
            else StandingRow(row["generation"], Standing(row["state"]), row["seq"])
        )

    def put_standing(self, feed: Feed, row: StandingRow, *, t: Epoch) -> None:
        """Append a step."""
        values = {"generation": row.generation, "state": str(row.state), "seq": row.seq, "t": t}
        self._insert(insert(schema.standing), {**feed_values(feed), **values})

    def _head(self, table: str, feed: Feed) -> Head:
        found = self.raw_row(_HEAD.format(table, _FEED), _which(feed))
        return GENESIS if found is None else Head(int(found[0]), bytes(found[1]).hex())

    def _feeds(self, table: Table) -> list[Feed]:
        """The feeds that have entries: one step in the primary key for each, no scan."""
        feeds: list[Feed] = []
        query = _NEXT_FEED.format(table.name)
        row = self.raw_row(query, ("", "", ""))
        while row is not None:
            feeds.append(Feed(row[0], row[1], Mode(row[2])))
            row = self.raw_row(query, row)
        return feeds


_NEXT_FEED: Final = (
    "SELECT origin, recipient, mode FROM {} WHERE (origin, recipient, mode) > (?,?,?)"
    " ORDER BY origin, recipient, mode LIMIT 1"
)


def _which(feed: Feed) -> tuple[str, str, str]:
    return feed.origin, feed.recipient, str(feed.mode)


def _columns(entry: FeedEntry) -> tuple[Any, ...]:
    return (
        entry.seq, hash_bytes(entry.id), hash_bytes(entry.prev), hash_bytes(entry.hash),
        entry.openings,
    )  # fmt: skip


def _fields(row: Sequence[Any]) -> tuple[int, str, str, str, bytes]:
    seq, record_id, prev, own, openings = row[:5]
    return seq, record_id.hex(), prev.hex(), own.hex(), openings


_DEFERRED: Final[Select[Any]] = (
    select(schema.deferred.c.id, schema.deferred.c.openings)
    .where(
        *_of(schema.deferred),
        ~select(schema.feed_out.c.seq)
        .where(
            schema.feed_out.c.origin == schema.deferred.c.origin,
            schema.feed_out.c.recipient == schema.deferred.c.recipient,
            schema.feed_out.c.mode == schema.deferred.c.mode,
            schema.feed_out.c.id == schema.deferred.c.id,
        )
        .exists(),
    )
    .order_by(schema.deferred.c.n)
)
_CLOSING: Final[Select[Any]] = rows_of(schema.feed_closing).where(*_of(schema.feed_closing))
_q = schema.quarantine.c
_later = schema.quarantine.alias()
_QUARANTINED: Final[Select[Any]] = rows_of(schema.quarantine).where(
    *_of(schema.quarantine),
    _q.code != _TAKEN,
    ~select(_later.c.n)
    .where(
        _later.c.origin == _q.origin,
        _later.c.recipient == _q.recipient,
        _later.c.mode == _q.mode,
        _later.c.seq == _q.seq,
        _later.c.n > _q.n,
    )
    .exists(),
)
_STANDING: Final[Select[Any]] = (
    rows_of(schema.standing)
    .where(*_of(schema.standing))
    .order_by(schema.standing.c.n.desc())
    .limit(1)
)
