"""Records that lie in the store and are believed no more.

A key that turns out to have been stolen is revoked as of a checkpoint. What it
signed later had been believed when it came; it stays in the store, which forgets
nothing, and its entry lies in quarantine from then on. Whoever acts on a
partner's word asks here first.
"""

from __future__ import annotations

from typing import Final

from cspo.federation.frame import FrameFault
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.store import OperationsUnit

__all__ = ["distrusted"]

_PAGE: Final = 500


def distrusted(unit: OperationsUnit, nation: str, mode: Mode | None = None) -> frozenset[str]:
    """Ids of the records of quarantined entries, in a nation's feeds to us.

    An entry may name anything: it casts doubt on records of its own nation alone, and
    none on one that an entry before it brought.

    Parameters
    ----------
    nation : str
        With its organizations.
    mode : Mode or None
        Only in this mode; None: in all.
    """
    found: set[str] = set()
    for feed in unit.in_feeds():
        if sponsor_of(feed.origin) != nation or mode not in (None, feed.mode):
            continue
        after = 0
        while page := unit.quarantined(feed, after, _PAGE):
            after = page[-1].seq
            doubtful = (row.seq for row in page if row.code != FrameFault.DUPLICATE_RECORD)
            entries = (unit.in_entry(feed, seq) for seq in doubtful)
            found.update(entry.id for entry in entries if entry is not None)
    return frozenset(found)
