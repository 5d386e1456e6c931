"""Records: put in once, in the order in which they come."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from cspo.errors import WrongSide
from cspo.node.store.columns import hash_bytes, instant_ns, instant_us
from cspo.node.store.record_queries import RecordQueries
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["RecordTables"]

_PUT: Final = (
    "INSERT INTO record (id, origin, kind, mode, object, version, supersedes, t_valid_tai_us,"
    " t_ingest_tai_ns, class, rel_mask, orcon, envelope) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_THERE: Final = "SELECT 1 FROM record WHERE id = ?"
_PARTY: Final = "INSERT INTO party (n, party, since_tai_ns) VALUES (?,?,?)"


class RecordTables(RecordQueries):
    """The part of a unit of work that holds records."""

    def put_record(self, record: Record, *, t_ingest: Epoch) -> bool:
        """Keep a record; False where it was there already.

        Raises
        ------
        UsageError
            Where the store may not hold the record's mode.
        """
        return self.put_records([record], t_ingest=t_ingest) == 1

    def put_records(self, records: Sequence[Record], *, t_ingest: Epoch) -> int:
        """Keep many records in their order; how many were new."""
        self._must_be_open("write to store", write=True)
        ingest_ns = instant_ns(t_ingest)
        rows: dict[bytes, tuple[Any, ...]] = {}
        for record in records:
            key = hash_bytes(record.id)
            if key not in rows and self.raw_row(_THERE, (key,)) is None:
                rows[key] = self._record_row(key, record, ingest_ns, t_ingest)
        self.run_many(_PUT, list(rows.values()))
        return len(rows)

    def _record_row(
        self, key: bytes, record: Record, ingest_ns: int, t_ingest: Epoch
    ) -> tuple[Any, ...]:
        payload = record.payload
        if payload.mode not in self._modes:
            raise WrongSide(
                "store record", record.id, expected=f"mode {' or '.join(sorted(self._modes))}",
                got=str(payload.mode), hint="a store holds one side: REAL, or exercises",
            )  # fmt: skip
        label = payload.label
        for party in label.releasable_to:
            if not self._knows(party):
                self._add(party, t_ingest)
        return (
            key, payload.origin, payload.kind, str(payload.mode), payload.object, payload.version,
            bytes.fromhex(payload.supersedes) if payload.supersedes else None,
            _valid_us(payload.t_valid), ingest_ns, label.classification,
            self.rel_mask(label.releasable_to), int(label.orcon), record.envelope,
        )  # fmt: skip

    def _add(self, party: str, since: Epoch) -> None:
        number = len(self._parties)
        self.run_many(_PARTY, [(number, party, instant_ns(since))])
        self._parties[party] = number


@lru_cache(maxsize=1_024)
def _valid_us(utc: str) -> int:
    """An instant as the column has it; many records are valid at the same one."""
    return instant_us(Epoch.from_utc(utc))
