"""A frame: one entry of a feed on the wire, with its record and the recipient's openings.

A frame is one line of JSON that can be written in one way only: the fields in
the order of `Frame`, no blanks, no line feed, US-ASCII around the envelope's
own bytes. What stands before ``"envelope":`` is the header, and what stands
after the last ``,"openings":`` the trailer, so a frame can be taken apart, and
its place in the chain checked, before anything of the record is parsed: no
record, however large, deep or broken, hides where its feed goes on.

The chain covers the header, and the payload through its hash. It does not
cover the rest of the envelope (payload type, key id, signature) nor the
openings: those may be damaged on the way while the chain still holds.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final, NoReturn

import msgspec

from cspo.errors import MalformedMessage
from cspo.federation.feed import Feed, entry_hash, follows
from cspo.federation.store import FeedRow
from cspo.markings.mode import Mode
from cspo.markings.parties import is_party
from cspo.records.lineage import Opening
from cspo.records.verdicts import Refusal

__all__ = [
    "FRAME_VERSION", "MAX_FRAME_BYTES", "MAX_HEADER_BYTES", "Frame", "FrameFault", "FrameHeader",
    "frame_from_bytes", "frame_of_row", "frame_to_bytes", "header_from_bytes", "openings_from_json",
    "openings_to_json",
]  # fmt: skip

FRAME_VERSION: Final = "1.0"
_VERSION: Final = FRAME_VERSION.encode()
MAX_FRAME_BYTES: Final = 2_097_152
"""Bytes of a frame: an envelope of 1.5 MiB, and openings."""
MAX_HEADER_BYTES: Final = 512
"""Where the header ends at the latest."""
MAX_SEQ: Final = 2**53

_HEADER: Final = re.compile(
    rb'\{"v":"([^"\\]{1,16})","origin":"([A-Za-z0-9/-]{1,44})","recipient":"([A-Za-z0-9/-]{1,44})",'
    rb'"mode":"([A-Z]{1,16})","seq":([1-9][0-9]{0,15}),"prev":"([0-9a-f]{64})",'
    rb'"hash":"([0-9a-f]{64})","id":"([0-9a-f]{64})","envelope":'
)
_TRAILER: Final = b',"openings":'
_WITHHELD_ENVELOPE: Final = b"null"
_OPENINGS: Final = msgspec.json.Decoder(tuple[Opening, ...])


class FrameFault(StrEnum):
    """What may be wrong with a frame besides its record (`records.verdicts.Refusal`)."""

    BAD_CHAIN = "BAD_CHAIN"
    """The hash is not that of the entry: the transport damaged it."""
    PAYLOAD_MISMATCH = "PAYLOAD_MISMATCH"
    """The payload is not the one that the entry names: the transport damaged it."""
    DUPLICATE_RECORD = "DUPLICATE_RECORD"
    """Another entry of the feed names the same record: replayed on the way, or by the origin."""
    WITHHELD = "WITHHELD"
    """The origin hands over the entry without its record: not released to us now,
    withdrawn before we had it, or lost."""


class FrameHeader(msgspec.Struct, frozen=True):
    """Which entry of which feed; nothing here has been verified."""

    feed: Feed
    seq: int
    prev: str
    hash: str
    id: str

    def holds(self) -> bool:
        """Whether the hash is that of the entry."""
        return self.hash == entry_hash(self.feed, self.prev, self.seq, self.id)

    def follows(self, seq: int, hash: str) -> bool:  # noqa: A002 - the chain's own word
        """Whether the entry is chained to the one with this number and hash."""
        return self.prev == hash and follows(self.seq, seq)


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a feed with its record.

    Parameters
    ----------
    v : str
        Version of the frame.
    origin, recipient, mode
        The feed.
    seq : int
        Number of the entry, 1 to 2**53.
    prev, hash, id : str
        Hash of the entry before, of this one (`feed.entry_hash`), and the
        record's id; 64 lower-case hexadecimal digits each.
    envelope : bytes
        The record's signed bytes as they are; empty (``null`` on the wire)
        where the origin hands over the entry without them.
    openings : tuple of Opening
        Of those inputs in the record's lineage that this recipient may see.
    """

    v: str = FRAME_VERSION
    origin: str
    recipient: str
    mode: Mode
    seq: int
    prev: str
    hash: str
    id: str
    envelope: bytes
    openings: tuple[Opening, ...] = ()

    @property
    def feed(self) -> Feed:
        """The feed that it says it belongs to."""
        return Feed(self.origin, self.recipient, self.mode)

    @property
    def header(self) -> FrameHeader:
        """Which entry it is."""
        return FrameHeader(self.feed, self.seq, self.prev, self.hash, self.id)


def openings_to_json(openings: tuple[Opening, ...]) -> bytes:
    """Openings as the JSON array that stands in a frame."""
    return msgspec.json.encode(openings)


def openings_from_json(data: bytes) -> tuple[Opening, ...]:
    """Openings from the JSON array of a frame, in its one form.

    Raises
    ------
    MalformedMessage
        Where it is anything else.
    """
    try:
        openings = _OPENINGS.decode(data)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        _refuse("openings", "a list of index, id and salt")
    if msgspec.json.encode(openings) != data:
        _refuse("openings", "index, id and salt in their one form")
    return openings


def frame_to_bytes(frame: Frame) -> bytes:
    """The bytes of a frame, without a line feed at the end."""
    return _assemble(
        frame.header, frame.envelope, openings_to_json(frame.openings), frame.v.encode("ascii")
    )


def frame_of_row(feed: Feed, row: FeedRow) -> bytes:
    """The bytes of the frame of an entry as it lies in a store."""
    header = FrameHeader(feed, row.seq, row.prev, row.hash, row.id)
    return _assemble(header, row.envelope, row.openings, FRAME_VERSION.encode("ascii"))


def header_from_bytes(data: bytes) -> FrameHeader:
    """Read which entry a frame holds, from its first `MAX_HEADER_BYTES`.

    Raises
    ------
    MalformedMessage
        Where it does not begin like a frame; the keyword is the verdict.
    """
    return _header(data)[0]


def frame_from_bytes(data: bytes) -> Frame:
    """Read a frame; nothing of its record is parsed, and nothing verified.

    Raises
    ------
    MalformedMessage
        Where it is no frame in its one form; the keyword is the verdict:
        OVERSIZE, UNKNOWN_VERSION or MALFORMED.
    """
    if len(data) > MAX_FRAME_BYTES:
        _refuse("frame", f"at most {MAX_FRAME_BYTES} bytes", Refusal.OVERSIZE)
    header, start = _header(data)
    end = data.rfind(_TRAILER, start)
    if end < 0 or data[-1:] != b"}" or b"\n" in data:
        _refuse("frame", "one line that ends in the openings")
    envelope = data[start:end]
    if envelope == _WITHHELD_ENVELOPE:
        envelope = b""
    elif envelope[:1] != b"{":
        _refuse("envelope", "an object, or null")
    return Frame(
        origin=header.feed.origin, recipient=header.feed.recipient, mode=header.feed.mode,
        seq=header.seq, prev=header.prev, hash=header.hash, id=header.id, envelope=envelope,
        openings=openings_from_json(data[end + len(_TRAILER) : -1]),
    )  # fmt: skip


def _assemble(header: FrameHeader, envelope: bytes, openings: bytes, version: bytes) -> bytes:
    feed = header.feed
    return (
        b'{"v":"%b","origin":"%b","recipient":"%b","mode":"%b","seq":%d,"prev":"%b","hash":"%b",'
        b'"id":"%b","envelope":%b,"openings":%b}'
    ) % (
        version, feed.origin.encode("ascii"), feed.recipient.encode("ascii"),
        feed.mode.encode("ascii"), header.seq, header.prev.encode("ascii"),
        header.hash.encode("ascii"), header.id.encode("ascii"), envelope or _WITHHELD_ENVELOPE,
        openings,
    )  # fmt: skip


def _header(data: bytes) -> tuple[FrameHeader, int]:
    found = _HEADER.match(data[:MAX_HEADER_BYTES])
    if found is None:
        _refuse("frame", "a header in its one form")
    version, origin, recipient, mode, seq, prev, hashed, record_id = found.groups()
    if version != _VERSION:
        _refuse("v", FRAME_VERSION, Refusal.UNKNOWN_VERSION)
    feed = _feed(origin, recipient, mode)
    if feed is None:
        _refuse("frame", "a feed between known parties, in a known mode")
    number = int(seq)
    if number > MAX_SEQ:
        _refuse("seq", "at most 2**53", Refusal.NOT_A_NUMBER)
    header = FrameHeader(feed, number, prev.decode(), hashed.decode(), record_id.decode())
    return header, found.end()


@lru_cache(maxsize=4_096)
def _feed(origin: bytes, recipient: bytes, mode: bytes) -> Feed | None:
    """The feed of a header; None where a party or mode is unknown."""
    parties = origin.decode("ascii"), recipient.decode("ascii")
    name = mode.decode("ascii")
    if not all(map(is_party, parties)) or name not in Mode.__members__:
        return None
    return Feed(*parties, Mode(name))


def _refuse(subject: str, expected: str, code: Refusal = Refusal.MALFORMED) -> NoReturn:
    raise MalformedMessage("read frame", subject, expected=expected, keyword=code) from None
