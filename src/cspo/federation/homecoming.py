"""How a node makes sure of its own feeds: after a start, and after a restore."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cspo.federation.alarms import Alarm, AlarmReport
from cspo.federation.desk import Desk
from cspo.federation.feed import RESTART_STEP, Feed
from cspo.federation.frame import header_from_bytes
from cspo.federation.peers import Peer
from cspo.federation.restoration import (
    adopt_checkpoints,
    adopt_entries,
    confirm,
    declare,
    given_up,
    recover_heads,
    refuse_history,
    shows_lost_records,
)
from cspo.federation.sender import drain, may_append
from cspo.federation.store import Standing, Unit
from cspo.markings import Mode, sponsor_of
from cspo.time import Epoch

__all__ = ["Homecoming"]


class Homecoming:
    """Asks partners for what they hold of us, and takes back what we have lost.

    Every partner is asked once after a start, even where nobody has said that
    the store was restored: a record under our own signature that we don't have
    says so. In a restored store it goes on until each partner has answered.

    Parameters
    ----------
    desk : Desk
        Ours.
    monotonic : callable
        Seconds that never go back.
    """

    def __init__(self, desk: Desk, monotonic: Callable[[], float]) -> None:
        self._desk = desk
        self._monotonic = monotonic
        self._since_s = monotonic()
        self._suspected: set[Feed] = set()

    def suspect(self, feed: Feed) -> None:
        """A recipient speaks of entries that we don't have: ask it at the next visit."""
        self._suspected.add(feed)

    def questions(self, unit: Unit, peer: Peer) -> list[Feed]:
        """Our feeds of which we have to know what a partner holds."""
        desk = self._desk
        restored = unit.generation() > 0
        return [
            feed
            for mode in desk.signers
            for feed in peer.feeds_from(desk.parties, mode)
            if feed in self._suspected or feed not in peer.shown or (restored and _open(unit, feed))
        ]

    def visit(self, peer: Peer, feeds: Iterable[Feed]) -> None:
        """Ask a partner for what it holds of some feeds of ours."""
        for feed in feeds:
            self._ask(peer, feed)
            peer.shown.add(feed)
            self._suspected.discard(feed)

    def settle(self, peers: Iterable[Peer]) -> None:
        """Confirm our checkpoints once all have answered; give up who has not for too long."""
        desk, peers = self._desk, list(peers)
        with desk.store.read() as unit:
            if unit.generation() == 0:
                return
        late_s = desk.settings.declare_after_s
        too_late = late_s is not None and self._monotonic() - self._since_s > late_s
        for mode in desk.signers:
            feeds = [feed for peer in peers for feed in peer.feeds_from(desk.parties, mode)]
            if not feeds:
                continue  # nobody was asked: nothing is confirmed
            with desk.store.write() as unit:
                now = desk.clock.now()
                waiting = [feed for feed in feeds if not may_append(unit, feed)]
                if too_late:
                    for feed in waiting:
                        declare(unit, feed, t=now)
                        _drain_all(unit, feed, now)
                    waiting = []
                chain = Feed(desk.nation, desk.nation, mode)
                if waiting or may_append(unit, chain):
                    continue
                states = [unit.standing(feed) for feed in feeds]
                if any(step and step.state is Standing.DECLARED for step in states):
                    declare(unit, chain, t=now)
                else:
                    confirm(unit, chain, t=now)

    def _ask(self, peer: Peer, feed: Feed) -> None:
        desk = self._desk
        self._take_checkpoints(peer, feed.mode)
        with desk.store.read() as unit:
            base = given_up(unit, feed)
            restored = unit.generation() > 0
            after = max(0, (unit.out_head(feed).seq if base is None else base) - 1)
        while frames := peer.link.held(feed, after, desk.settings.batch):
            if not restored and not self._is_a_copy(peer, feed, frames):
                return
            restored = True
            with desk.store.write() as unit:
                now = desk.clock.now()
                head = unit.out_head(feed)
                adoption = adopt_entries(unit, feed, frames, desk.context, t=now)
                other = None if adoption.conflict else _other_copy(feed, head.seq, frames)
                if other is not None:
                    unit.put_alarm(other, now)
                if adoption.conflict:
                    refuse_history(unit, feed, adoption.conflict, t=now)
                    return
                reached = adoption.reached
            if reached <= after:
                break
            after = reached
        if restored:
            with desk.store.write() as unit:
                now = desk.clock.now()
                recover_heads(unit, feed, desk.nation)
                if not may_append(unit, feed) or base is not None:
                    confirm(unit, feed, t=now)
                _drain_all(unit, feed, now)

    def _is_a_copy(self, peer: Peer, feed: Feed, frames: list[bytes]) -> bool:
        """Whether a partner holds what we have lost; then the store is marked as restored."""
        desk = self._desk
        with desk.store.read() as unit:
            if not shows_lost_records(unit, feed, frames, desk.context):
                return False
        with desk.store.write() as unit:
            unit.mark_restored(f"{peer.nation} holds records that we lack", t=desk.clock.now())
        return True

    def _take_checkpoints(self, peer: Peer, mode: Mode) -> None:
        """Our own checkpoints, as the partner holds them; more than ours say that we are a copy."""
        desk, page = self._desk, self._desk.settings.page
        with desk.store.read() as unit:
            last = unit.last_checkpoint(desk.nation, mode)
        held = 0 if last is None else last.n
        after = max(0, held - 1)
        while envelopes := peer.link.checkpoints(desk.nation, mode, after, page):
            if last is not None and envelopes == [last.envelope]:
                return
            with desk.store.write() as unit:
                now = desk.clock.now()
                reached = adopt_checkpoints(unit, desk.nation, mode, envelopes, desk.context, t=now)
                if reached > held and unit.generation() == 0:
                    unit.mark_restored(f"{peer.nation} holds checkpoints that we lack", t=now)
            if reached <= after or len(envelopes) < page:
                return
            after = reached


def _open(unit: Unit, feed: Feed) -> bool:
    """Whether a restored store still has to hear from the recipient of a feed."""
    return not may_append(unit, feed) or given_up(unit, feed) is not None


def _other_copy(feed: Feed, last: int, frames: Iterable[bytes]) -> AlarmReport | None:
    """Whether the recipient holds a restart that leaves entries of ours and that we never declared.

    Then another node goes on from a copy of our store.
    """
    for data in frames:
        seq = header_from_bytes(data).seq
        base = seq - RESTART_STEP
        if seq > last + 1 and base < last:
            text = (
                f"{feed}: a restart after entry {base} that this store, at {last}, never declared"
            )
            origin = sponsor_of(feed.origin)
            return AlarmReport(Alarm.FORK, origin, feed.mode, (data,), text)
        last = max(last, seq)
    return None


def _drain_all(unit: Unit, feed: Feed, t: Epoch) -> None:
    while drain(unit, feed, t=t):
        pass
