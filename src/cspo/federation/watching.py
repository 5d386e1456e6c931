"""Keeping an eye on partners: their keys, their checkpoints, what others hold of them."""

from __future__ import annotations

from collections.abc import Iterable

from cspo.federation.alarms import Alarm, AlarmReport
from cspo.federation.desk import Desk
from cspo.federation.feed import Feed
from cspo.federation.gossip import LAST, check_silence, check_tail, take_gossip, take_heads
from cspo.federation.peers import Peer
from cspo.federation.pull import Pulled
from cspo.federation.revocation import reconsider, sweep_revoked
from cspo.federation.store import Unit
from cspo.markings import Mode, sponsor_of
from cspo.records.directory import Directories, DirectoryFork, open_directory
from cspo.records.verdicts import Refusal, RefusedRecord

__all__ = ["Watcher"]


class Watcher:
    """What one node finds about its partners. Alarms that are new come back.

    Parameters
    ----------
    desk : Desk
        Ours.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._since = desk.clock.now()

    def take_directories(self, peer: Peer, nation: str = "") -> list[AlarmReport]:
        """Ask a partner for newer key directories, its own or another's; believe what follows."""
        nation = nation or peer.nation
        latest = self._desk.context.directories.latest(nation)
        version = 0 if latest is None else latest.directory.version
        for envelope in peer.link.directories(nation, version):
            known = self._desk.context.directories
            try:
                if open_directory(envelope, known.anchors).directory.nation != nation:
                    self._desk.audit(
                        "directory-refused", nation=nation, code=Refusal.ORIGIN_MISMATCH
                    )
                    break
                self.accept(known.accept(envelope), nation)
            except DirectoryFork as fork:
                mode = next(iter(self._desk.signers))
                text = f"two key directories: {fork.got}"
                report = AlarmReport(Alarm.FORK, nation, mode, fork.proof, text)
                return self._desk.raise_alarms([report])
            except RefusedRecord as error:
                self._desk.audit("directory-refused", nation=nation, code=str(error.code))
                break
        return []

    def accept(self, grown: Directories, nation: str) -> None:
        """Believe newer keys of a nation, and judge anew what they have signed."""
        desk = self._desk
        desk.context = desk.context.with_directories(grown)
        latest = grown.latest(nation)
        now = desk.clock.now()
        with desk.store.write() as unit:
            if latest is not None:
                unit.put_directory(nation, latest.directory.version, latest.envelope)
            for feed in unit.in_feeds():
                if sponsor_of(feed.origin) == nation:
                    sweep_revoked(unit, feed, desk.context, t=now)
                    reconsider(unit, feed, desk.context, t=now)

    def take_heads(self, peer: Peer, feed: Feed, *, live: bool = True) -> list[AlarmReport]:
        """Ask a feed's origin for its checkpoints since we last did, and look at our head.

        Parameters
        ----------
        live : bool
            Whether it is asked now. False: its answer was written down some time
            ago, so it proves nothing that checkpoints are missing at its end.
        """
        desk, watch = self._desk, peer.watch(feed)
        origin, limit = sponsor_of(feed.origin), desk.settings.page
        with desk.store.read() as unit:
            opened = unit.head_at(feed, LAST)
            known = unit.last_checkpoint(origin, feed.mode)
            held = unit.in_head(feed).seq
        last_n = 0 if opened is None else opened.n
        reports: list[AlarmReport] = []
        shown, after, sound = 0, max(0, last_n - 1), True
        while True:
            answers = peer.link.heads(feed, after, limit)
            with desk.store.write() as unit:
                now = desk.clock.now()
                taken = take_heads(
                    unit, feed, answers, desk.context, watch, t=now,
                    skew_s=desk.settings.skew_s,
                )  # fmt: skip
            reports += taken.reports
            shown, sound = max(shown, taken.reached), taken.sound
            if len(answers) < limit or not sound or shown <= after:
                break
            after = shown
        watch.asked_at, watch.held = now, held
        if live and known is not None and sound and shown < known.n:
            reports.append(_not_shown(feed, known.n, known.envelope, last_n, shown))
        if reports or not desk.context.has_revoked(origin):
            return desk.raise_alarms(reports)
        with desk.store.write() as unit:  # what a revoked key signed may be covered now
            reconsider(unit, feed, desk.context, t=now)
        return []

    def look_at_tail(self, feed: Feed, pulled: Pulled) -> list[AlarmReport]:
        """After a pull: whether something that was signed for is still missing."""
        with self._desk.store.read() as unit:
            report = check_tail(unit, feed, pulled.stopped)
        return [] if report is None else self._desk.raise_alarms([report])

    def compare(self, peer: Peer, mode: Mode, origins: Iterable[str]) -> list[AlarmReport]:
        """Ask a partner what it holds of others, and compare."""
        desk, reports = self._desk, []
        for origin in origins:
            with desk.store.read() as unit:
                last = unit.last_checkpoint(origin, mode)
            after = 0 if last is None else last.n - 1
            envelopes = peer.link.checkpoints(origin, mode, after, desk.settings.page)
            if all(last is not None and each == last.envelope for each in envelopes):
                continue
            with desk.store.write() as unit:
                reports += take_gossip(
                    unit, origin, mode, envelopes, desk.context, t=desk.clock.now()
                )
        return desk.raise_alarms(reports)

    def listen(self, peers: Iterable[Peer]) -> list[AlarmReport]:
        """Whether a partner has been silent for too long: to all, or to us alone."""
        desk, reports = self._desk, []
        with desk.store.read() as unit:
            for peer in peers:
                for mode in desk.signers:
                    report = check_silence(
                        unit, peer.nation, mode, since=self._since, t=desk.clock.now(),
                        silence_s=desk.settings.silence_s,
                    ) or self._unanswered(unit, peer, mode)  # fmt: skip
                    if report is not None:
                        reports.append(report)
        return desk.raise_alarms(reports)

    def _unanswered(self, unit: Unit, peer: Peer, mode: Mode) -> AlarmReport | None:
        """Whether others hear from a partner that tells us nothing, and may keep all from us."""
        settings, last = self._desk.settings, unit.last_checkpoint(peer.nation, mode)
        answered = [watch.asked_at for feed, watch in peer.watches.items() if feed.mode is mode]
        heard = max((t for t in answered if t is not None), default=self._since)
        patience_s = settings.silence_s + settings.longest_pause_s
        if last is None or self._desk.clock.now() - heard <= patience_s:
            return None
        text = f"has told us nothing since {heard.utc_iso(0)}, and made checkpoints"
        return AlarmReport(Alarm.SILENT, peer.nation, mode, (last.envelope,), text)


def _not_shown(feed: Feed, known_n: int, envelope: bytes, opened_n: int, shown: int) -> AlarmReport:
    """A checkpoint that exists is not shown to us: it went back, or it is kept from us."""
    origin = sponsor_of(feed.origin)
    if shown < opened_n:
        text = f"no longer shows checkpoint {opened_n}, which it had shown us"
        return AlarmReport(Alarm.ROLLBACK, origin, feed.mode, (envelope,), text)
    text = f"{feed}: checkpoint {known_n} was made and is not shown to us"
    return AlarmReport(Alarm.WITHHELD_TAIL, origin, feed.mode, (envelope,), text)
