"""Releases that wait before they go out: how far each feed of a play goes now.

A release is an entry of a feed, as ever: its nation has it at once, and its log says that it was
released. Only what partners are answered ends before it, and so does what is signed for in
checkpoints. These go on: who gets releases late hears that their origin is there, and that there
is nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cspo.exercise.world import Input, InputKind
from cspo.federation.feed import Feed
from cspo.federation.gossip import LAST
from cspo.federation.store import FeedRow
from cspo.markings import sponsor_of
from cspo.node.runtime import Node
from cspo.operations.store import DecisionQuery, OperationsUnit, Outcome
from cspo.records.record import read_record
from cspo.time import Epoch

__all__ = ["Hold", "LateFeeds"]

_PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A queue that lasts.

    Parameters
    ----------
    since : Epoch
        What was released before it goes out as ever.
    delay_s : float
    to : frozenset of str
        Nations.
    """

    since: Epoch
    delay_s: float
    to: frozenset[str]

    def frees(self, released: Epoch, t: Epoch) -> bool:
        """Whether what was released then goes out at *t*."""
        return released < self.since or t - released >= self.delay_s


class LateFeeds:
    """The queues of a play, and how far they let feeds go.

    Attributes
    ----------
    holds : dict
        By nation and name, those that last.
    """

    def __init__(self) -> None:
        self.holds: dict[str, dict[str, Hold]] = {}
        self._upto: dict[Feed, int] = {}

    def take(self, given: Input) -> bool:
        """Begin or end a queue; False where an input tells of none."""
        named = self.holds.setdefault(given.nation, {})
        name = str(given.data.get("name", ""))
        if given.kind is InputKind.RELEASE_LATE:
            named[name] = Hold(
                since=given.t, delay_s=float(given.data["delay_s"]), to=frozenset(given.data["to"])
            )
        elif given.kind is InputKind.RELEASE_PROMPT:
            named.pop(name, None)
        else:
            return False
        return True

    def upto(self, feed: Feed) -> int | None:
        """The entry up to which a feed goes out in this round; None: all of it."""
        return self._upto.get(feed, 0) if self._of(feed) else None

    def begin_round(self, nodes: Mapping[str, Node], t: Epoch) -> None:
        """See how far feeds go now; what is released in the round itself waits at least for it."""
        for nation, named in self.holds.items():
            node = nodes.get(nation)
            if not named or node is None:
                continue
            with node.store.read() as unit:
                for feed in unit.out_feeds():
                    if holds := self._of(feed):
                        opened = unit.head_at(feed, LAST)
                        signed = 0 if opened is None else opened.head.seq
                        begin = max(signed, self._upto.get(feed, 0))
                        self._upto[feed] = _free(unit, feed, holds, t, begin)

    def _of(self, feed: Feed) -> list[Hold]:
        nation, to = sponsor_of(feed.origin), sponsor_of(feed.recipient)
        return [each for each in self.holds.get(nation, {}).values() if to in each.to]


def _free(unit: OperationsUnit, feed: Feed, holds: Iterable[Hold], t: Epoch, begin: int) -> int:
    """The last entry after *begin* that goes out, and all before it do; *begin* if none does."""
    upto, holds = begin, list(holds)
    while page := unit.out_entries(feed, upto, _PAGE):
        for entry in page:
            released = _released(unit, feed, entry)
            if not all(hold.frees(released, t) for hold in holds):
                return upto
            upto = entry.seq
    return upto


def _released(unit: OperationsUnit, feed: Feed, entry: FeedRow) -> Epoch:
    """When the record of an entry was released to a recipient, the first time."""
    query = DecisionQuery(
        released_id=entry.id, party=feed.recipient, outcome=Outcome.RELEASED, limit=1
    )
    for _, row in unit.decisions(query):
        return row.t
    return Epoch.from_utc(read_record(entry.envelope).payload.t_created)
