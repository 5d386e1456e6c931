"""When a feed's origin last told us itself what the feed has."""

from __future__ import annotations

from cspo.federation.feed import Feed
from cspo.federation.gossip import LAST
from cspo.federation.store import Unit
from cspo.markings.parties import sponsor_of
from cspo.time import Epoch

__all__ = ["heard_in_feed"]


def heard_in_feed(unit: Unit, feed: Feed) -> Epoch | None:
    """When the last checkpoint was made of which the origin has opened this feed's leaf to us.

    A checkpoint is signed whether there is something to say or not, and may come to us by
    others: then its origin is alive, and what it says to us may still be lost on the way. The
    opening of a leaf comes from the origin alone.

    Returns
    -------
    Epoch or None
        By the origin's clock; None: never.
    """
    opened = unit.head_at(feed, LAST)
    if opened is None:
        return None
    found = unit.checkpoints(sponsor_of(feed.origin), feed.mode, opened.n - 1, 1)
    return found[0].t if found and found[0].n == opened.n else None
