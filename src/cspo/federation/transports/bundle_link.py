"""A bundle that was verified whole, as a link: its origin has written its answers down."""

from __future__ import annotations

import binascii
import re
from collections.abc import Generator
from contextlib import closing, suppress
from itertools import islice
from typing import Any, Final

from cspo.errors import CspoError, SourceError
from cspo.federation.backfill import ANSWER_BYTES
from cspo.federation.checkpoint import read_checkpoint
from cspo.federation.feed import Feed
from cspo.federation.frame import header_from_bytes
from cspo.federation.link import HeadAnswer
from cspo.federation.transports.bundle_file import Bundle
from cspo.federation.transports.bundle_lines import is_opening, payload_type_of
from cspo.markings import Mode, sponsor_of
from cspo.records.envelope import CHECKPOINT_TYPE

__all__ = ["BundleLink"]

_PAYLOAD: Final = b'{"payload":"'
_ENOUGH: Final = 128  # characters of base64, which hold the beginning of a checkpoint
_BEGINS: Final = re.compile(
    rb'\{"v":"1\.\d{1,4}","origin":"([A-Z]{3})","mode":"([A-Z]{1,16})","n":([1-9]\d{0,15}),'
)


class BundleLink:
    """A `PeerLink` to a party that has written its answers down.

    Parameters
    ----------
    bundle : Bundle
        Verified whole. Every line is held against its manifest once more before
        it is handed on.
    """

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._feed = bundle.manifest.feed
        self._frames: Generator[bytes, None, None] | None = None
        self._served = 0
        self._heads: Generator[tuple[bytes, bytes, int], None, None] | None = None
        self._shown = 0

    def fetch(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """Frames in the file after a number."""
        if feed != self._feed:
            return []
        if self._frames is None or after_seq < self._served:
            _end(self._frames)
            self._frames = self._bundle.frames()
            self._served = 0
        found: list[bytes] = []
        size = 0
        while len(found) < limit and size < ANSWER_BYTES:
            line = next(self._frames, b"")
            if not line:
                break
            self._served = header_from_bytes(line).seq
            if self._served > after_seq:
                found.append(line)
                size += len(line)
        return found

    def backfill(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """The same: its origin has written the file from its own store."""
        return self.fetch(feed, after_seq, limit)

    def heads(self, feed: Feed, after_n: int, limit: int) -> list[HeadAnswer]:
        """The origin's checkpoints in the file, with the openings of our leaf."""
        if feed != self._feed:
            return []
        if self._heads is None or after_n < self._shown:
            _end(self._heads)
            self._heads = self._checkpoints(sponsor_of(feed.origin), feed.mode)
            self._shown = 0
        found: list[HeadAnswer] = []
        while len(found) < limit and (each := next(self._heads, None)) is not None:
            line, opening, self._shown = each
            if self._shown > after_n:
                found.append(HeadAnswer(line, opening))
        return found

    def receipt(self, envelope: bytes) -> None:
        """Nobody is there: the receipt lies in the store, for the next bundle to take along."""

    def checkpoints(self, origin: str, mode: Mode, after_n: int, limit: int) -> list[bytes]:
        """Checkpoints of a nation in the file."""
        with closing(self._checkpoints(origin, mode)) as known:
            return list(islice((line for line, _, n in known if n > after_n), limit))

    def held(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:  # noqa: ARG002
        """A file can't be asked."""
        raise SourceError("ask", feed.recipient, expected="a partner", got="a bundle")

    def directories(self, nation: str, after_version: int) -> list[bytes]:
        """The origin's key directories that we did not have."""
        known = self._bundle.directories.latest(nation)
        newer = known is not None and known.directory.version > after_version
        fresh = nation == sponsor_of(self._feed.origin) and newer
        return list(self._bundle.fresh) if fresh else []

    def origins(self) -> list[str]:
        """Other nations of whose checkpoints the file holds some, sorted."""
        found = set()
        with closing(self._bundle.papers()) as papers:
            for line in papers:
                origin, mode, _ = _place_of(line)
                if mode == self._feed.mode:
                    found.add(origin)
        return sorted(found - {sponsor_of(self._feed.origin)})

    def close(self) -> None:
        """Close the file."""
        _end(self._frames)
        _end(self._heads)
        self._frames = self._heads = None

    def _checkpoints(
        self, origin: str, mode: Mode
    ) -> Generator[tuple[bytes, bytes, int], None, None]:
        """Checkpoints of a nation and mode, each with the opening that follows on it."""
        line, n = b"", 0
        with closing(self._bundle.papers()) as papers:
            for following in papers:
                opening = following if is_opening(following) else b""
                if n:
                    yield line, opening, n
                place = ("", "", 0) if opening else _place_of(following)
                line, n = following, place[2] if place[:2] == (origin, mode) else 0
        if n:
            yield line, b"", n


def _end(lines: Generator[Any, None, None] | None) -> None:
    if lines is not None:
        lines.close()


def _place_of(line: bytes) -> tuple[str, str, int]:
    """Nation, mode and number that the checkpoint in a paper says, unverified; else nothing."""
    if payload_type_of(line) != CHECKPOINT_TYPE:
        return "", "", 0
    begin = len(_PAYLOAD)
    with suppress(binascii.Error):
        found = _BEGINS.match(binascii.a2b_base64(line[begin : begin + _ENOUGH]))
        if found is not None:
            return found[1].decode(), found[2].decode(), int(found[3])
    try:
        checkpoint = read_checkpoint(line)[0]
    except CspoError:
        return "", "", 0
    return checkpoint.origin, checkpoint.mode, checkpoint.n
