"""Records: found by id, by object and time, or in the order in which they came."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlalchemy.engine import Connection, RowMapping

from cspo.errors import UsageError
from cspo.markings.mode import Mode
from cspo.node.store.columns import hash_bytes, instant_ns, instant_us
from cspo.node.store.schema import record as table
from cspo.node.store.statements import Statements, rows_of
from cspo.operations.store import PastRecord, RecordQuery
from cspo.time import Epoch

__all__ = ["Parties", "RecordQueries", "StoredRecord"]

_ENVELOPE: Final = "SELECT envelope FROM record WHERE id = ?"
_SEQ: Final = "SELECT seq FROM record WHERE id = ?"
_PARTIES: Final = "SELECT n, party FROM party WHERE n > ? ORDER BY n"
_SHARED_BIT: Final = 62
"""The bit that all parties after the 62nd share: the mask is a sieve, and `decide` the judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """A record as its row has it; the envelope holds the rest.

    Parameters
    ----------
    seq : int
        Its number in the order of ingest: the cursor to page by.
    t_valid : Epoch
        To the microsecond.
    envelope : bytes
        Empty where it was not asked for.
    """

    seq: int
    id: str
    origin: str
    kind: str
    mode: Mode
    object: str
    version: int
    supersedes: str
    t_valid: Epoch
    t_ingest: Epoch
    classification: str
    orcon: bool
    envelope: bytes


class Parties(dict[str, int]):
    """Numbers of the parties that the store has seen, by name; a party's number never changes."""

    def bit(self, party: str) -> int:
        """The bit in ``rel_mask`` of a party that is known here."""
        return 1 << min(self[party], _SHARED_BIT)


class RecordQueries(Statements):
    """The part of a unit of work that finds records.

    Parameters
    ----------
    modes : collection of Mode
        What this store may hold.
    parties : Parties
        Those that are committed; the unit works on a copy.
    """

    def __init__(
        self,
        connection: Connection,
        subject: str,
        *,
        writable: bool,
        modes: Collection[Mode],
        parties: Parties,
    ) -> None:
        super().__init__(connection, subject, writable=writable)
        self._modes = modes
        self._parties = Parties(parties)

    @property
    def parties(self) -> Parties:
        """Parties and their numbers, with those that this unit added."""
        return self._parties

    def envelope(self, record_id: str) -> bytes | None:
        """The signed bytes of a record; None where it is not there."""
        found = self.raw_row(_ENVELOPE, (hash_bytes(record_id),))
        return None if found is None else bytes(found[0])

    def stored(self, record_id: str) -> StoredRecord | None:
        """A record by its id."""
        found = self._row(_ALL.where(table.c.id == record_id))
        return None if found is None else _stored(found)

    def records_after(
        self,
        seq: int,
        limit: int,
        *,
        kinds: Collection[str] = (),
        mode: Mode | None = None,
        object: str = "",  # noqa: A002 - the record's field
        origin: str = "",
        party: str = "",
        envelopes: bool = True,
    ) -> list[StoredRecord]:
        """Records in the order of ingest, after the one numbered *seq*.

        Give the last *seq* that came to go on: nothing is skipped or comes
        twice, whatever the clock did.

        Parameters
        ----------
        kinds, mode, object, origin
            All that is given must hold.
        party : str
            Only what this party may perhaps have: a sieve before `decide`, which
            lets everything through that the label names the party in.
        envelopes : bool
            Whether the envelopes are wanted.
        """
        query = (_ALL if envelopes else _BARE).where(table.c.seq > seq)
        query = query.where(*_given(mode=mode, object=object, origin=origin))
        if kinds:
            query = query.where(table.c.kind.in_(sorted(kinds)))
        if party:
            if not self._knows(party):
                return []
            query = query.where(table.c.rel_mask.op("&")(self._parties.bit(party)) != 0)
        return [_stored(row) for row in self._rows(query.order_by(table.c.seq).limit(limit))]

    def stored_after(self, seq: int, limit: int) -> Iterator[StoredRecord]:
        """All records in the order of ingest, without envelopes, as pictures want them: fast."""
        for row in self.raw_rows(_STORED_AFTER, (seq, limit)):
            yield _from_columns(row)

    def history(
        self,
        object: str,  # noqa: A002 - the record's field
        *,
        kind: str = "",
        since: Epoch | None = None,
        until: Epoch | None = None,
        after: StoredRecord | None = None,
        limit: int = 1_000,
    ) -> list[StoredRecord]:
        """Records about one object or event by *t_valid*, from *since* on and before *until*.

        Give the last record that came as *after* to go on.
        """
        query = _ALL.where(table.c.object == object, table.c.object != "")
        if kind:
            query = query.where(table.c.kind == kind)
        if since is not None:
            query = query.where(table.c.t_valid_us >= -(-since.tai_ns // 1_000))
        if until is not None:
            query = query.where(table.c.t_valid_us < -(-until.tai_ns // 1_000))
        if after is not None:
            at = instant_us(after.t_valid)
            query = query.where(
                (table.c.t_valid_us > at) | ((table.c.t_valid_us == at) & (table.c.seq > after.seq))
            )
        query = query.order_by(table.c.t_valid_us, table.c.seq).limit(limit)
        return [_stored(row) for row in self._rows(query)]

    def newest(self, object: str, kind: str, origin: str) -> StoredRecord | None:  # noqa: A002
        """The greatest version of one origin's records of a kind about an object."""
        named = _ALL.where(*_given(object=object, kind=kind, origin=origin), table.c.object != "")
        order = table.c.version.desc(), table.c.seq.desc()
        found = self._row(named.order_by(*order).limit(1))
        return None if found is None else _stored(found)

    def records(self, query: RecordQuery) -> list[PastRecord]:
        """Records as operations ask for them, in the order of ingest.

        The order is that of the store's own count and not of the clock, so
        that paging skips nothing where the clock was set back.
        """
        statement = rows_of(table, "id", "envelope", "t_ingest").where(
            *_given(mode=query.mode, object=query.object, origin=query.origin)
        )
        if query.kinds:
            statement = statement.where(table.c.kind.in_(sorted(query.kinds)))
        if query.after is not None:
            found = self.raw_row(_SEQ, (hash_bytes(query.after[1]),))
            if found is None:
                raise UsageError("page through records", query.after[1], expected="a record's id")
            statement = statement.where(table.c.seq > found[0])
        within = self._ingested(query)
        if within is None:
            return []
        statement = statement.where(*within)
        rows = self._rows(statement.order_by(table.c.seq).limit(query.limit))
        return [
            PastRecord(id=row["id"], envelope=row["envelope"], t_ingest=row["t_ingest"])
            for row in rows
        ]

    def _ingested(self, query: RecordQuery) -> list[ColumnElement[bool]] | None:
        """Conditions on the time of ingest and the numbers that it leaves; None: it leaves none."""
        conditions: list[ColumnElement[bool]] = []
        if query.since is not None:
            conditions.append(table.c.t_ingest >= query.since)
            if query.after is None:
                first = self._bound("min(+seq)", ">=", query.since)
                if first is None:
                    return None
                conditions.append(table.c.seq >= first)
        if query.until is not None:
            last = self._bound("max(+seq)", "<", query.until)
            if last is None:
                return None
            conditions += [table.c.t_ingest < query.until, table.c.seq <= last]
        return conditions

    def _bound(self, which: str, relation: str, t: Epoch) -> int | None:
        """The first or last record ingested after or before an instant, by the index on that."""
        sql = f"SELECT {which} FROM record WHERE t_ingest_tai_ns {relation} ?"  # noqa: S608
        found = self.raw_row(sql, (instant_ns(t),))
        return None if found is None else found[0]

    def last_seq(self) -> int:
        """The number of the newest record; 0 where there is none."""
        found = self.raw_row("SELECT max(seq) FROM record", ())
        return int(found[0] or 0) if found is not None else 0

    def rel_mask(self, parties: Iterable[str]) -> int:
        """The bits of parties; one that the store has never seen has none."""
        mask = 0
        for party in parties:
            if self._knows(party):
                mask |= self._parties.bit(party)
        return mask

    def _knows(self, party: str) -> bool:
        """Whether a party has a number, perhaps one that another process gave it."""
        if party not in self._parties:
            last = max(self._parties.values(), default=-1)
            for row in self.raw_rows(_PARTIES, (last,)):
                self._parties[row[1]] = row[0]
        return party in self._parties


_COLUMNS: Final = (
    "seq", "id", "origin", "kind", "mode", "object", "version", "supersedes", "t_valid_us",
    "t_ingest", "classification", "orcon",
)  # fmt: skip
_BARE: Final = rows_of(table, *_COLUMNS)
_ALL: Final = rows_of(table, *_COLUMNS, "envelope")
_STORED_AFTER: Final = (
    "SELECT seq, id, origin, kind, mode, object, version, supersedes, t_valid_tai_us,"
    " t_ingest_tai_ns, class, orcon FROM record WHERE seq > ? ORDER BY seq LIMIT ?"
)


def _given(**values: str | None) -> list[ColumnElement[bool]]:
    """Conditions on what is neither None nor empty."""
    return [table.c[name] == value for name, value in values.items() if value]


def _stored(row: RowMapping) -> StoredRecord:
    values: dict[str, Any] = {str(name): value for name, value in row.items()}
    values["t_valid"] = Epoch(values.pop("t_valid_us") * 1_000)
    values["orcon"] = bool(values["orcon"])
    values.setdefault("envelope", b"")
    return StoredRecord(**values)


def _from_columns(row: tuple[Any, ...]) -> StoredRecord:
    """From the columns of `_STORED_AFTER`, as SQLite gives them."""
    return StoredRecord(
        seq=row[0], id=row[1].hex(), origin=row[2], kind=row[3], mode=Mode(row[4]), object=row[5],
        version=row[6], supersedes="" if row[7] is None else row[7].hex(),
        t_valid=Epoch(row[8] * 1_000), t_ingest=Epoch(row[9]), classification=row[10],
        orcon=bool(row[11]), envelope=b"",
    )  # fmt: skip
