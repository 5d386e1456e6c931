"""Records: found by id, by object and time, or in the order in which they came."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any, Final

from sqlalchemy.engine import Connection

from cspo.errors import UsageError
from cspo.markings.mode import Mode
from cspo.node.store.columns import hash_bytes, instant_ns, instant_us
from cspo.node.store.statements import Statements
from cspo.operations.store import PastRecord, RecordQuery
from cspo.time import Epoch

__all__ = ["Parties", "RecordQueries", "StoredRecord"]

_ENVELOPE: Final = "SELECT envelope FROM record WHERE id = ?"
_SEQ: Final = "SELECT seq FROM record WHERE id = ?"
_COUNTS: Final = (
    "SELECT origin, kind, count(*), max(t_ingest_tai_ns) FROM record WHERE mode = ?"
    " GROUP BY origin, kind ORDER BY origin, kind"
)
_NEWEST_OF: Final = "SELECT max(seq) FROM record WHERE kind = ?"
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
        found = self.raw_row(f"{_ALL} WHERE id = ?", (hash_bytes(record_id),))
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
        given = _Conditions(mode=mode, object=object, origin=origin)
        given.add("seq > ?", seq)
        if party:
            if not self._knows(party):
                return []
            given.add("rel_mask & ? <> 0", self._parties.bit(party))
        columns = _ALL if envelopes else _BARE
        return [_stored(row) for row in self._in_order(columns, given, kinds, limit)]

    def stored_after(self, seq: int, limit: int) -> Iterator[StoredRecord]:
        """All records in the order of ingest, without envelopes, as pictures want them."""
        return map(
            _stored, self.raw_rows(f"{_BARE} WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit))
        )

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
        given = _Conditions(kind=kind)
        given.add("object = ? AND object <> ''", object)
        if since is not None:
            given.add("t_valid_tai_us >= ?", -(-since.tai_ns // 1_000))
        if until is not None:
            given.add("t_valid_tai_us < ?", -(-until.tai_ns // 1_000))
        if after is not None:
            given.add("(t_valid_tai_us, seq) > (?, ?)", instant_us(after.t_valid), after.seq)
        sql = f"{_ALL} WHERE {given} ORDER BY t_valid_tai_us, seq LIMIT ?"
        return [_stored(row) for row in self.raw_rows(sql, (*given.values, limit))]

    def newest(self, object: str, kind: str, origin: str) -> StoredRecord | None:  # noqa: A002
        """The greatest version of one origin's records of a kind about an object."""
        given = "object = ? AND object <> '' AND kind = ? AND origin = ?"
        sql = f"{_ALL} WHERE {given} ORDER BY version DESC, seq DESC LIMIT 1"
        found = self.raw_row(sql, (object, kind, origin))
        return None if found is None else _stored(found)

    def records(self, query: RecordQuery) -> list[PastRecord]:
        """Records as operations ask for them, in the order of ingest.

        The order is that of the store's own count and not of the clock, so
        that paging skips nothing where the clock was set back.
        """
        given = _Conditions(mode=query.mode, object=query.object, origin=query.origin)
        if query.after is not None:
            found = self.raw_row(_SEQ, (hash_bytes(query.after[1]),))
            if found is None:
                raise UsageError("page through records", query.after[1], expected="a record's id")
            given.add("seq > ?", found[0])
        if not self._ingested(query, given):
            return []
        rows = self._in_order(_PAST, given, query.kinds, query.limit)
        return [
            PastRecord(id=row[1].hex(), envelope=row[2], t_ingest=Epoch(row[3])) for row in rows
        ]

    def _in_order(
        self, columns: str, given: _Conditions, kinds: Collection[str], limit: int
    ) -> Iterator[tuple[Any, ...]]:
        """Rows by *seq*; of several kinds by merging those of each, which an index has in order."""
        sql = f"{columns} WHERE {given}" + " AND kind = ?" * bool(kinds) + " ORDER BY seq LIMIT ?"
        values = [(*given.values, *kind, limit) for kind in zip(sorted(set(kinds)))] or [
            (*given.values, limit)
        ]
        return islice(merge(*(self.raw_rows(sql, each) for each in values)), limit)

    def _ingested(self, query: RecordQuery, given: _Conditions) -> bool:
        """Add what *query* says of the time of ingest, and bounds on *seq*; False: there is none.

        The plus keeps SQLite from gathering all of that time and sorting it.
        """
        if query.since is not None:
            given.add("+t_ingest_tai_ns >= ?", instant_ns(query.since))
            if query.after is None:
                first = self._bound("min(+seq)", ">=", query.since)
                if first is None:
                    return False
                given.add("seq >= ?", first)
        if query.until is not None:
            given.add("+t_ingest_tai_ns < ?", instant_ns(query.until))
            last = self._bound("max(+seq)", "<", query.until)
            if last is None:
                return False
            given.add("seq <= ?", last)
        return True

    def _bound(self, which: str, relation: str, t: Epoch) -> int | None:
        """The first or last record ingested after or before an instant, by the index on that."""
        sql = f"SELECT {which} FROM record WHERE t_ingest_tai_ns {relation} ?"  # noqa: S608
        found = self.raw_row(sql, (instant_ns(t),))
        return None if found is None else found[0]

    def last_seq(self, kinds: Collection[str] = ()) -> int:
        """The number of the newest record, of some kinds or of any; 0 where there is none."""
        if not kinds:
            found = self.raw_row("SELECT max(seq) FROM record", ())
            return int(found[0] or 0) if found is not None else 0
        newest = (self.raw_row(_NEWEST_OF, (kind,)) for kind in kinds)
        return max(int(row[0] or 0) for row in newest if row is not None)

    def record_counts(self, mode: Mode) -> list[tuple[str, str, int, Epoch]]:
        """How many records of each origin and kind there are in a mode, and when the last came."""
        rows = self.raw_rows(_COUNTS, (str(mode),))
        return [(row[0], row[1], int(row[2]), Epoch(row[3])) for row in rows]

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


class _Conditions:
    """What must hold of a row, in SQL, and the values that go with it.

    Parameters
    ----------
    equal : str or None
        What columns must be; None or empty asks nothing.
    """

    def __init__(self, **equal: str | None) -> None:
        self._texts: list[str] = []
        self.values: list[Any] = []
        for name, value in equal.items():
            if value:
                self.add(f"{name} = ?", str(value))

    def add(self, text: str, *values: Any) -> None:
        """One more."""
        self._texts.append(text)
        self.values.extend(values)

    def __str__(self) -> str:
        return " AND ".join(self._texts) or "1"


_COLUMNS: Final = (
    "seq, id, origin, kind, mode, object, version, supersedes, t_valid_tai_us, t_ingest_tai_ns,"
    " class, orcon"
)
_BARE: Final = f"SELECT {_COLUMNS}, x'' FROM record"  # noqa: S608 - constants
_ALL: Final = f"SELECT {_COLUMNS}, envelope FROM record"  # noqa: S608
_PAST: Final = "SELECT seq, id, envelope, t_ingest_tai_ns FROM record"


def _stored(row: tuple[Any, ...]) -> StoredRecord:
    """From the columns of `_ALL`."""
    return StoredRecord(
        seq=row[0], id=row[1].hex(), origin=row[2], kind=row[3], mode=Mode(row[4]), object=row[5],
        version=row[6], supersedes="" if row[7] is None else row[7].hex(),
        t_valid=Epoch(row[8] * 1_000), t_ingest=Epoch(row[9]), classification=row[10],
        orcon=bool(row[11]), envelope=row[12],
    )  # fmt: skip
