"""The exchange of one node with all its partners: passes that pull, watch and find home.

`Exchange.pull` brings records and is called often; `Exchange.watch` brings key
directories and checkpoints besides, compares them with the partners', and
raises alarms; it is called every few seconds. Both may be stopped, killed and
begun again at any point: what counts lies in the store.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cspo.errors import CspoError, SourceError, VerificationError
from cspo.federation.alarms import AlarmReport
from cspo.federation.answers import Answers
from cspo.federation.desk import Desk
from cspo.federation.feed import Feed, Head
from cspo.federation.gossip import LAST
from cspo.federation.homecoming import Homecoming
from cspo.federation.link import PeerLink
from cspo.federation.peers import Backoff, Peer
from cspo.federation.pull import Pulled, pull_frames
from cspo.federation.sender import make_checkpoint
from cspo.federation.watching import Watcher
from cspo.markings import Mode, Subject, sponsor_of

__all__ = ["Exchange", "PassReport"]

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class PassReport:
    """What one pass brought.

    Parameters
    ----------
    pulled : dict
        By feed.
    alarms : list of AlarmReport
        Raised for the first time.
    errors : dict
        By nation: why it could not be asked to the end.
    """

    pulled: dict[Feed, Pulled] = field(default_factory=dict)
    alarms: list[AlarmReport] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def accepted(self) -> int:
        """Records that came."""
        return sum(each.accepted for each in self.pulled.values())


class Exchange:
    """One node's exchange.

    Parameters
    ----------
    desk : Desk
        Our store, what we know, our keys and clock.
    monotonic : callable
        Seconds that never go back, for pauses.
    spread : callable
        As for `Backoff`.
    """

    def __init__(
        self, desk: Desk, *, monotonic: Callable[[], float] = time.monotonic,
        spread: Callable[[], float] = random.random,
    ) -> None:  # fmt: skip
        self.desk = desk
        self.peers: dict[str, Peer] = {}
        self.watcher = Watcher(desk)
        self._monotonic = monotonic
        self._spread = spread
        self._subjects: dict[str, Subject] = {}
        self._home = Homecoming(desk, monotonic)
        self.answers = Answers(
            desk.store, lambda: desk.context, self._subjects, desk.clock,
            on_ahead=self._home.suspect, on_asked_back=self._receipt_again,
            upto=self._upto,
        )  # fmt: skip

    def connect(self, subjects: tuple[Subject, ...], link: PeerLink) -> Peer:
        """Add a partner: the nation first, then the organizations on its node."""
        nation = subjects[0].party
        settings = self.desk.settings
        backoff = Backoff(
            self._monotonic, base_s=settings.pause_s, cap_s=settings.longest_pause_s,
            spread=self._spread,
        )  # fmt: skip
        peer = Peer(nation, link, subjects, backoff)
        self.peers[nation] = peer
        self._subjects.update({subject.party: subject for subject in subjects})
        return peer

    def find_home(self) -> dict[str, str]:
        """Ask every partner what it holds of us; to be done before the first release after a start.

        A store that was put back by hand does not know that it is a copy. Until
        its partners were asked, a release might take a number that is taken.

        Returns
        -------
        dict
            By nation: why it could not be asked.
        """
        report = PassReport()
        for peer in self.peers.values():
            with self.desk.store.read() as unit:
                questions = self._home.questions(unit, peer)
            with self._asking(peer, report):
                self._visit(peer, questions, report)
        self._home.settle(self.peers.values())
        return report.errors

    def pull(self, only: Collection[str] | None = None) -> PassReport:
        """Bring what partners have for us.

        Parameters
        ----------
        only : collection of str or None
            Nations to ask, where a transport tells who has something new; None: all.
            Whoever is told by a transport still asks all from time to time.
        """
        report = PassReport()
        peers = [peer for peer in self._due() if only is None or peer.nation in only]
        with self.desk.store.read() as unit:
            heads = {feed: unit.in_head(feed) for peer in peers for feed in self._feeds_to_us(peer)}
            asked = {peer.nation: self._home.questions(unit, peer) for peer in peers}
        for peer in peers:
            with self._asking(peer, report):
                self._visit(peer, asked[peer.nation], report)
                for feed in self._feeds_to_us(peer):
                    if peer.may_pull(feed):
                        self._pull(peer, feed, report, heads[feed])
        return report

    def watch(self) -> PassReport:
        """Bring keys, checkpoints and records, compare them, and raise alarms."""
        report, watcher = PassReport(), self.watcher
        for peer in self._due():
            with self._asking(peer, report):
                with self._aside(peer, report):
                    report.alarms += watcher.take_directories(peer)
                with self.desk.store.read() as unit:
                    questions = self._home.questions(unit, peer)
                self._visit(peer, questions, report)
                for feed in self._feeds_to_us(peer):
                    report.alarms += watcher.take_heads(peer, feed)
                    with self.desk.store.read() as unit:
                        head, opened = unit.in_head(feed), unit.head_at(feed, LAST)
                    signed_for = 0 if opened is None else opened.head.seq
                    pulled = self._pull(peer, feed, report, head, signed_for)
                    report.alarms += watcher.look_at_tail(feed, pulled)
                others = [nation for nation in self.peers if nation != peer.nation]
                for mode in self.desk.signers:
                    report.alarms += watcher.compare(peer, mode, others)
        report.alarms += watcher.listen(self.peers.values())
        self._home.settle(self.peers.values())
        return report

    def checkpoint(self, mode: Mode) -> bytes | None:
        """Sign our heads in one mode; None while a restored store may not."""
        desk = self.desk
        partners = [party for peer in self.peers.values() for party in peer.parties]
        with desk.store.write() as unit:
            return make_checkpoint(
                unit, desk.nation, mode, partners, desk.signers[mode], t=desk.clock.now(),
                guests=desk.context.guests, upto=desk.upto,
            )  # fmt: skip

    def _visit(self, peer: Peer, feeds: list[Feed], report: PassReport) -> None:
        """Ask what a partner holds of our feeds; first for keys of our own that we forgot."""
        if feeds:
            with self._aside(peer, report):
                report.alarms += self.watcher.take_directories(peer, self.desk.nation)
                self._home.visit(peer, feeds)

    def _due(self) -> list[Peer]:
        return [peer for peer in self.peers.values() if peer.backoff.due]

    def _feeds_to_us(self, peer: Peer) -> Iterator[Feed]:
        for mode in self.desk.signers:
            yield from peer.feeds_to(self.desk.parties, mode)

    def _pull(
        self, peer: Peer, feed: Feed, report: PassReport, head: Head, signed_for: int = 0
    ) -> Pulled:
        pulled = pull_frames(self.desk, peer.link, feed, head, signed_for=signed_for)
        report.pulled[feed] = pulled
        peer.pulled(feed, stopped=pulled.stopped is not None)
        with self._aside(peer, report, (SourceError, VerificationError)):
            self._acknowledge(peer, feed, pulled)
        return pulled

    def _acknowledge(self, peer: Peer, feed: Feed, pulled: Pulled) -> None:
        """Hand over the newest receipt, and after a start the last one once more."""
        if pulled.receipt or feed not in peer.receipted:
            with self.desk.store.read() as unit:
                last = unit.last_receipt(feed)
            if last is not None:
                peer.receipted.pop(feed, None)
                peer.link.receipt(last.envelope)
            peer.receipted[feed] = 0 if last is None else last.seq

    def _upto(self, feed: Feed) -> int | None:
        """How far a feed of ours goes out now."""
        return self.desk.upto(feed)

    def _receipt_again(self, feed: Feed) -> None:
        peer = self.peers.get(sponsor_of(feed.origin))
        if peer is not None:
            peer.receipted.pop(feed, None)

    @contextmanager
    def _aside(
        self,
        peer: Peer,
        report: PassReport,
        errors: tuple[type[CspoError], ...] = (VerificationError,),
    ) -> Iterator[None]:
        """What a partner refuses that we can do without: the rest of the pass goes on.

        Else one that turns our receipts away would keep us from looking at what it signed.
        """
        try:
            yield
        except errors as error:
            report.errors[peer.nation] = str(error)
            _log.info("exchange with %s: %s", peer.nation, error)

    @contextmanager
    def _asking(self, peer: Peer, report: PassReport) -> Iterator[None]:
        """A link that fails costs this partner a pause, and the others nothing."""
        try:
            yield
        except (SourceError, VerificationError) as error:
            peer.backoff.failed()
            report.errors[peer.nation] = str(error)
            _log.info("exchange with %s: %s", peer.nation, error)
        else:
            peer.backoff.succeeded()
