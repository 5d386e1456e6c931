"""Bundles: a part of one feed in one file, carried by hand.

A bundle holds what its recipient would have been told on a live link, written
down in advance. So taking it in is nothing new: once it was verified whole it
is a `PeerLink`, and the same receiver pulls from it as from any other.

Bundles may come twice and in any order. One that begins behind what the store
holds is left alone, its missing entries are named, and it can be taken in when
they have come.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum

from cspo.errors import VerificationError
from cspo.federation.alarms import Alarm, AlarmReport
from cspo.federation.answers import Answers
from cspo.federation.desk import Desk
from cspo.federation.feed import Head
from cspo.federation.peers import Backoff, Peer
from cspo.federation.pull import Pulled, pull_frames
from cspo.federation.transports.bundle_file import Bundle, open_bundle, peek_manifest
from cspo.federation.transports.bundle_lines import Opener
from cspo.federation.transports.bundle_link import BundleLink
from cspo.federation.transports.manifest import Manifest, RefusedBundle, refuse_bundle
from cspo.federation.watching import Watcher
from cspo.markings import sponsor_of
from cspo.records.directory import DirectoryFork
from cspo.records.verdicts import Refusal

__all__ = ["Imported", "Taken", "import_bundle", "import_bundles"]


class Taken(StrEnum):
    """What became of a bundle that was not refused."""

    WHOLE = "whole"
    """All of it lies in the store; perhaps it did before."""
    ENTRIES = "entries"
    """All its entries lie in the store. Checkpoints before its own are missing, so these were
    left: keep it, and take it in again when they have come."""
    GAP = "gap"
    """Entries before it are missing. Nothing of it was taken: keep it until they have come."""
    STOPPED = "stopped"
    """Its chain is another than the one that the store holds: an alarm says so."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of one bundle.

    Parameters
    ----------
    manifest : Manifest
        What it says of itself.
    taken : Taken
        What became of it.
    missing : tuple of (int, int)
        The first and the last that must come before: entries for a gap, checkpoints for
        what was taken without; else empty.
    pulled : Pulled
        Entries by what became of their records.
    alarms : list of AlarmReport
        Raised for the first time.
    receipts : int
        Receipts of the origin's in it that were for what we have sent.
    """

    manifest: Manifest
    taken: Taken
    missing: tuple[int, int] | tuple[()] = ()
    pulled: Pulled = field(default_factory=Pulled)
    alarms: list[AlarmReport] = field(default_factory=list)
    receipts: int = 0


def import_bundle(opener: Opener, desk: Desk, answers: Answers | None = None) -> Imported:
    """Take in a bundle: refused whole, kept for later, or taken by the receiver of all links.

    Taking it in again changes nothing.

    Parameters
    ----------
    opener : callable
        Opens the file, undone of its compression.
    desk : Desk
        Ours.
    answers : Answers or None
        Takes the receipts in it, as from a live link; None: they are left.

    Raises
    ------
    RefusedBundle
        With the reason and the line. Nothing but a line of audit is in the store,
        unless the medium changed between two readings: then what came before
        that is, and is what the origin has signed.
    """
    try:
        bundle = _opened(opener, desk)
    except RefusedBundle as error:
        line = "" if error.line is None else str(error.line)
        desk.audit("bundle-refused", code=str(error.code), line=line)
        raise
    manifest = bundle.manifest
    missing = _missing(desk, manifest)
    if missing:
        desk.audit("bundle-waits", feed=str(manifest.feed), number=str(manifest.number),
                   first=str(missing[0]), last=str(missing[1]))  # fmt: skip
        return Imported(manifest, Taken.GAP, missing)
    conflict = _conflict(desk, bundle, manifest.after)
    if conflict is not None:
        return Imported(manifest, Taken.STOPPED, alarms=desk.raise_alarms([conflict]))
    return _take(bundle, desk, answers)


def import_bundles(
    openers: Mapping[str, Opener], desk: Desk, answers: Answers | None = None
) -> dict[str, Imported | RefusedBundle]:
    """Take in many bundles, whatever their order: each one's fate by its name.

    One that is refused costs the others nothing.
    """
    found: dict[str, Imported | RefusedBundle] = {}
    places: list[tuple[str, int, int, int, str]] = []
    for name, opener in openers.items():
        try:
            manifest = peek_manifest(opener)
            place = (manifest.after_seq, manifest.after_n, manifest.number)
            places.append((str(manifest.feed), *place, name))
        except RefusedBundle:
            places.append(("", 0, 0, 0, name))
    for *_, name in sorted(places):
        try:
            found[name] = import_bundle(openers[name], desk, answers)
        except RefusedBundle as error:
            found[name] = error
    return {name: found[name] for name in openers}


def _opened(opener: Opener, desk: Desk) -> Bundle:
    try:
        bundle = open_bundle(opener, desk.context)
    except DirectoryFork as fork:
        mode, nation = next(iter(desk.signers)), fork.subject
        report = AlarmReport(
            Alarm.FORK, nation, mode, fork.proof, f"two key directories: {fork.got}"
        )
        desk.raise_alarms([report])
        refuse_bundle(fork.code, fork.expected, subject=nation, got=fork.got)
    if bundle.manifest.mode not in desk.signers:
        refuse_bundle(Refusal.WRONG_MODE, " or ".join(sorted(desk.signers)), line=1)
    return bundle


def _missing(desk: Desk, manifest: Manifest) -> tuple[int, int] | tuple[()]:
    with desk.store.read() as unit:
        held = unit.in_head(manifest.feed).seq
    return (held + 1, manifest.after_seq) if held < manifest.after_seq else ()


def _unknown_checkpoints(desk: Desk, manifest: Manifest) -> tuple[int, int] | tuple[()]:
    """Checkpoints of the origin between our last one and the first in the bundle."""
    with desk.store.read() as unit:
        last = unit.last_checkpoint(sponsor_of(manifest.origin), manifest.mode)
    known = 0 if last is None else last.n
    return (known + 1, manifest.after_n) if known < manifest.after_n else ()


def _conflict(desk: Desk, bundle: Bundle, signed: Head) -> AlarmReport | None:
    """Whether what we hold excludes an entry that the origin has signed for in the manifest.

    Asked about the first end of the chain before its entries are taken, and
    about the other end afterwards: had nothing stood in their way, it is there.
    """
    feed = bundle.manifest.feed
    if signed.seq == 0:
        return None
    with desk.store.read() as unit:
        held = unit.in_entry(feed, signed.seq)
        last = unit.in_head(feed)
    if held is None and last.seq > signed.seq:
        text = f"{feed}: entry {signed.seq} of a bundle stands beside a declared restart"
    elif held is None:
        text = f"{feed}: a bundle up to entry {signed.seq} does not hold {last.hash} as {last.seq}"
    elif held.hash != signed.hash:
        text = f"{feed}: entry {signed.seq} is {signed.hash} in a bundle, was {held.hash}"
    else:
        return None
    origin = sponsor_of(feed.origin)
    return AlarmReport(Alarm.REWRITTEN_ENTRY, origin, feed.mode, (bundle.envelope,), text)


def _take(bundle: Bundle, desk: Desk, answers: Answers | None) -> Imported:
    """As a live link is asked: directories, checkpoints, frames, what others say; then receipts."""
    manifest, watcher = bundle.manifest, Watcher(desk)
    feed, nation = manifest.feed, sponsor_of(manifest.origin)
    with closing(BundleLink(bundle)) as link:
        peer = Peer(nation, link, (), Backoff(lambda: 0.0, base_s=0.0, cap_s=0.0))
        alarms = watcher.take_directories(peer)
        unknown = _unknown_checkpoints(desk, manifest)
        if not unknown:
            alarms += watcher.take_heads(peer, feed, live=False)
        pulled = pull_frames(desk, link, feed)
        alarms += watcher.look_at_tail(feed, pulled)
        others = [origin for origin in link.origins() if origin != desk.nation]
        alarms += watcher.compare(peer, feed.mode, others)
    conflict = _conflict(desk, bundle, manifest.head)
    if conflict is not None:
        alarms += desk.raise_alarms([conflict])
    whole = conflict is None
    taken = Taken.STOPPED if not whole else Taken.ENTRIES if unknown else Taken.WHOLE
    receipts = 0
    if answers is not None:
        receipts = sum(_takes(answers, nation, receipt) for receipt in bundle.receipts)
    desk.audit(
        "bundle-taken", feed=str(feed), number=str(manifest.number), taken=str(taken),
        accepted=str(pulled.accepted), quarantined=str(pulled.quarantined),
    )  # fmt: skip
    return Imported(manifest, taken, unknown if whole else (), pulled, alarms, receipts)


def _takes(answers: Answers, nation: str, receipt: bytes) -> bool:
    """Whether a receipt was for what we have sent; if not, the audit says so already."""
    try:
        answers.take_receipt(nation, receipt)
    except VerificationError:
        return False
    return True
