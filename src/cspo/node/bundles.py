"""Which part of a feed goes into the next bundle, and what was carried out so far.

The manifest of the last bundle of each feed is kept in ``DIR/sent/``: it gives
the next one its number and, through a diode, its beginning. On a way with
receipts a bundle begins after what its recipient has signed for, so what was
lost on the road is in the next one.

A node that is being served need not stop for it. Its store is read beside it, and the
bundle goes with the last checkpoint that the node itself has signed.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from cspo.errors import MalformedMessage, SourceError, UsageError
from cspo.federation.answers import Answers
from cspo.federation.desk import Desk
from cspo.federation.feed import Feed
from cspo.federation.sender import make_checkpoint
from cspo.federation.transports.bundle_writing import Pack, Window, export_bundle
from cspo.federation.transports.diode import window_after
from cspo.federation.transports.manifest import Manifest
from cspo.markings.parties import sponsor_of
from cspo.node.desks import OpenNode
from cspo.node.private_files import explained, write_private

__all__ = ["export_next"]

_GOSSIPED: Final = 100
"""Checkpoints of others that go along, so that the recipient can compare."""


def export_next(
    node: OpenNode, feed: Feed, target: Path, *, after: int | None = None, diode: bool = False,
    pack: Pack | None = None, beside: bool = False,
    progress: Callable[[float], None] = lambda fraction: None,  # noqa: ARG005
) -> Manifest:  # fmt: skip
    """Sign a checkpoint, and write the next bundle of a feed of ours.

    Parameters
    ----------
    after : int or None
        Entries after this one; None: after the last one signed for, or, through
        a diode, so far back that the bundles before it are repeated.
    diode : bool
        Whether it goes one way.
    beside : bool
        Whether another process writes to the store, which is open to be read: no checkpoint is
        signed then, the last one of that process goes along.
    progress : callable
        Told the fraction that is done.

    Raises
    ------
    UsageError
        Where the policy knows no such partner, or the folder has no key for the mode.
    SourceError
        Where the policy denies an entry that lies in the feed, and beside another process
        that can't be put into the audit.
    CspoError
        As `export_bundle`.
    """
    partners = node.partners()
    parties = [subject.party for subjects in partners.values() for subject in subjects]
    if feed.recipient not in parties:
        raise UsageError(
            "export bundle", feed.recipient, expected=f"a partner: {' '.join(parties)}",
            got="another", hint="the parties of the release policy are the partners",
        )  # fmt: skip
    desk = node.exchange_desk()
    signer = node.signer(feed.mode)
    if not beside:
        t = node.clock.now()
        with node.store.write() as unit:
            make_checkpoint(unit, node.home.nation, feed.mode, parties, signer, t=t)
    with _numbering(node):
        return _export(
            node, desk, feed, target, after=after, diode=diode, pack=pack, beside=beside,
            progress=progress,
        )  # fmt: skip


def _export(
    node: OpenNode, desk: Desk, feed: Feed, target: Path, *, after: int | None, diode: bool,
    pack: Pack | None, beside: bool, progress: Callable[[float], None],
) -> Manifest:  # fmt: skip
    previous = _last_sent(node, feed)
    window = window_after(previous) if diode else _unsigned(desk, feed)
    if after is not None:
        window = Window(after_seq=after, after_n=window.after_n, gossip=window.gossip)
    with node.store.read() as unit:
        last = unit.out_head(feed).seq
    answers = _Told(
        node.store, lambda: desk.context, node.subjects(), node.clock, begin=window.after_seq,
        end=last, progress=progress, audits=not beside,
    )  # fmt: skip
    manifest = export_bundle(
        target, desk, answers, feed, window=window, one_way=diode, pack=pack,
        number=1 if previous is None else previous.number + 1,
    )  # fmt: skip
    write_private(_sent_file(node, feed), msgspec.json.encode(manifest))
    return manifest


@contextmanager
def _numbering(node: OpenNode) -> Iterator[None]:
    """One export at a time: two bundles of a feed must not have one number."""
    folder = node.home.path / "sent"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise explained("number bundle", error, folder) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class _Told(Answers):
    """Answers that tell how far a feed was asked for: first to be measured, then to be written."""

    def __init__(
        self, *given: Any, begin: int, end: int, progress: Callable[[float], None], audits: bool
    ) -> None:
        super().__init__(*given)
        self._audits = audits
        self._begin, self._span, self._progress = begin, max(end - begin, 1), progress
        self._rounds = 0

    def frames(self, asker: str, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """Frames of our feed to the asking party."""
        self._rounds += after_seq == self._begin
        part = (after_seq - self._begin) / self._span
        self._progress(min((max(self._rounds - 1, 0) + part) / 2.0, 1.0))
        return super().frames(asker, feed, after_seq, limit)

    def _audit_once(self, event: str, fields: dict[str, str]) -> None:
        """What can't be put into the audit is not done."""
        if not self._audits:
            raise SourceError(
                "export bundle", fields.get("feed", ""), expected="entries that the policy permits",
                got=f"{event}, which has to be put into the audit",
                hint="stop the node for this one, and export again",
            )  # fmt: skip
        super()._audit_once(event, fields)


def _unsigned(desk: Desk, feed: Feed) -> Window:
    """What the recipient has not signed for, with the checkpoints that it may lack."""
    origin = sponsor_of(feed.origin)
    with desk.store.read() as unit:
        receipt = unit.last_receipt(feed)
        seq = 0 if receipt is None else min(receipt.seq, unit.out_head(feed).seq)
        covering = unit.covering(feed, seq) if seq else None
        others = [nation for nation in desk.context.directories.anchors if nation != origin]
        lasts = {nation: unit.last_checkpoint(nation, feed.mode) for nation in others}
    gossip = {
        nation: max(0, last.n - _GOSSIPED)
        for nation, last in lasts.items()
        if last is not None and nation != sponsor_of(feed.recipient)
    }
    return Window(after_seq=seq, after_n=max(0, (covering or 1) - 1), gossip=gossip)


def _last_sent(node: OpenNode, feed: Feed) -> Manifest | None:
    file = _sent_file(node, feed)
    try:
        return msgspec.json.decode(file.read_bytes(), type=Manifest)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SourceError("read", str(file), got=error.strerror or str(error)) from error
    except msgspec.MsgspecError as error:
        raise MalformedMessage(
            "read", str(file), expected="the manifest of the last bundle", got=str(error),
            hint="without the file the next bundle is number 1 and begins where it must",
        ) from error  # fmt: skip


def _sent_file(node: OpenNode, feed: Feed) -> Path:
    return node.home.path / "sent" / f"{feed.recipient.replace('/', '_')}-{feed.mode}.json"
