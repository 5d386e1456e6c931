"""What has come and gone since a place in the store, counted there: who gave what to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cspo.markings.mode import Mode
from cspo.node.store.record_queries import RecordQueries
from cspo.operations.store import Outcome
from cspo.time import Epoch

__all__ = ["RecordTally", "ReleaseTally", "TallyQueries"]

_RECORDS: Final = (
    "SELECT origin, kind, rel_mask, count(*), max(t_ingest_tai_ns), max(seq) FROM record"
    " WHERE mode = ? AND seq > ? GROUP BY origin, kind, rel_mask"
)
_RELEASES: Final = (
    "SELECT party, kind, count(*), max(t_tai_ns), max(n) FROM release_decision"
    " WHERE mode = ? AND outcome = ? AND n > ? GROUP BY party, kind"
)
_BITS: Final = 62
"""Parties with a bit of their own in ``rel_mask``; all later ones share one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTally:
    """Records of one origin and kind whose labels name the same parties.

    Parameters
    ----------
    parties : frozenset of str
        Those whom the labels name, as far as a party has a bit of its own in the store.
    last : Epoch
        When the last of them came.
    """

    origin: str
    kind: str
    parties: frozenset[str]
    records: int
    last: Epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTally:
    """What was released to a party, of one kind."""

    party: str
    kind: str
    records: int
    last: Epoch


class TallyQueries(RecordQueries):
    """The part of a unit of work that counts."""

    def record_tallies(self, mode: Mode, after: int) -> tuple[list[RecordTally], int]:
        """Records after the one numbered *after*, counted, and the last number that is in it."""
        found, last = list[RecordTally](), after
        names = {1 << bit: party for party, bit in self.parties.items() if bit < _BITS}
        for origin, kind, mask, count, t_ns, seq in self.raw_rows(_RECORDS, (str(mode), after)):
            named = frozenset(party for bit, party in names.items() if mask & bit)
            found.append(
                RecordTally(
                    origin=origin, kind=kind, parties=named, records=count, last=Epoch(t_ns)
                )
            )  # fmt: skip
            last = max(last, seq)
        return found, last

    def release_tallies(self, mode: Mode, after: int) -> tuple[list[ReleaseTally], int]:
        """Releases after the decision numbered *after*, counted, and the last number in it."""
        found, last = list[ReleaseTally](), after
        rows = self.raw_rows(_RELEASES, (str(mode), str(Outcome.RELEASED), after))
        for party, kind, count, t_ns, n in rows:
            found.append(ReleaseTally(party=party, kind=kind, records=count, last=Epoch(t_ns)))
            last = max(last, n)
        return found, last
