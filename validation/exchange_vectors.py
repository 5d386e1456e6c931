"""Vectors of bundles, and of what checkpoints show.

What becomes of them is written down here by hand, from the pages of the protocol; tests hold
the code against it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from nations import anchors, directory, key_of

from cspo.federation.checkpoint import (
    Checkpoint,
    HeadOpening,
    checkpoint_hash,
    head_salt,
    leaves_of,
    opening_to_bytes,
    read_checkpoint,
    seal_checkpoint,
)
from cspo.federation.feed import GENESIS, RESTART_STEP, ZERO_HASH, Feed, Head
from cspo.federation.frame import frame_from_bytes
from cspo.federation.receipt import make_receipt
from cspo.federation.transports.manifest import Block, Manifest, seal_manifest
from cspo.markings import Mode
from cspo.records.envelope import BUNDLE_TYPE
from cspo.records.signing import SigningKey
from cspo.time import Epoch
from validation.feed_vectors import FEED, SECRET, changed, framed, hexed, notice
from validation.record_vectors import STRANGER, given, with_sig

T0 = Epoch.from_utc("2026-07-10T12:00:00Z")


# Bundles.


def blocks_of(lines: Iterable[bytes]) -> tuple[Block, ...]:
    """Lines in blocks of two, so that there are several."""
    found, lines = [], list(lines)
    for at in range(0, len(lines), 2):
        data = b"".join(line + b"\n" for line in lines[at : at + 2])
        found.append(Block(data.count(b"\n"), len(data), hashlib.sha256(data).hexdigest()))
    return tuple(found)


def bundle(
    papers: Sequence[bytes], frames: Sequence[bytes], key: SigningKey | None = None, **fields: Any
) -> bytes:
    """A bundle of AUS for FRA; fields of its manifest may be others than they should be."""
    blocks = (*blocks_of(papers), *blocks_of(frames))
    end = frame_from_bytes(frames[-1]) if frames else GENESIS
    manifest = Manifest(
        origin="AUS", recipient="FRA", mode=Mode.REAL, number=1, one_way=False, after_seq=0,
        after_hash=ZERO_HASH, to_seq=end.seq, to_hash=end.hash,
        count=len(frames), after_n=0, to_n=1, papers=len(papers),
        bytes=sum(block.bytes for block in blocks), blocks=blocks, t=T0.utc_iso(6),
    )  # fmt: skip
    honest = seal_manifest(manifest, key or key_of("AUS"))
    first = changed(BUNDLE_TYPE, manifest, fields) if fields else honest
    return b"".join(line + b"\n" for line in (first, *papers, *frames))


def bundles() -> dict[str, Any]:
    """Bundles to take, and to refuse whole."""
    records = [notice(text) for text in ("one", "two", "three")]
    frames, head = [], GENESIS
    for record in records:
        data, head = framed(FEED, head, record)
        frames.append(data)
    checkpoint, opening = signed_heads(1, ZERO_HASH, head)
    receipt = make_receipt(Feed("FRA", "AUS", Mode.REAL), Head(2, "ab" * 32), [], key_of("AUS"),
                           t=T0)  # fmt: skip
    papers = [directory("AUS"), checkpoint, opening, receipt]
    good = bundle(papers, frames)
    other, _ = framed(FEED, GENESIS, notice("another"))
    swapped = [frames[0].replace(records[0].envelope, records[1].envelope), *frames[1:]]
    misled, _ = framed(Feed("AUS", "GBR", Mode.REAL), GENESIS, records[0])
    manifest, _, rest = good.partition(b"\n")
    unsigned = with_sig(manifest, lambda _: bytes(64)) + b"\n" + rest
    rows: list[tuple[str, bytes, str | None, int | None]] = [
        ("papers and three entries", good, None, None),
        ("no entries", bundle(papers[:1], []), None, None),
        ("no papers", bundle([], frames), None, None),
        ("for another", bundle(papers, frames, recipient="GBR"), "WRONG_RECIPIENT", 1),
        ("no manifest", rest, "NOT_A_BUNDLE", 1),
        ("nothing", b"", "NOT_A_BUNDLE", 1),
        ("signed by another nation", bundle(papers, frames, key_of("FRA")), "ORIGIN_MISMATCH", 1),
        ("signed by a stranger", bundle(papers, frames, STRANGER), "UNKNOWN_KEY", 1),
        ("signed for another mode", bundle(papers, frames, mode="EXERCISE"), "KEY_NOT_FOR_MODE", 1),
        ("another major version", bundle(papers, frames, v="2.0"), "UNKNOWN_VERSION", 1),
        ("a field more", bundle(papers, frames, more=1), "UNKNOWN_FIELD", 1),
        ("a count that does not add up", bundle(papers, frames, count=4), "NOT_A_BUNDLE", 1),
        ("a beginning without its hash", bundle(papers, frames, after_seq=2), "NOT_A_BUNDLE", 1),
        ("a signature of zeros", unsigned, "BAD_SIGNATURE", 1),
        ("a byte changed", good[:-30] + bytes([good[-30] ^ 1]) + good[-29:], "TAMPERED", None),
        ("cut", good[:-100], "CUT_SHORT", None),
        ("a line more", good + b"{}\n", "TRAILING", None),
        ("two entries in another order", bundle(papers, [frames[1], frames[0], frames[2]]),
         "BAD_CHAIN", None),
        ("an entry of another history", bundle(papers, [other, *frames[1:]]), "BAD_CHAIN", None),
        ("an entry with another's record", bundle(papers, swapped), "PAYLOAD_MISMATCH", None),
        ("an entry of another's feed", bundle(papers, [misled]), "WRONG_RECIPIENT", None),
        ("a head that is not there", bundle(papers, frames, to_hash="cd" * 32), "BAD_CHAIN", None),
        ("a paper that is none", bundle([*papers, b"{}"], frames), "MALFORMED", None),
        ("a directory of another nation", bundle([directory("FRA", version=9, prev="ab" * 32)],
                                                 frames), "DIRECTORY_GAP", None),
    ]  # fmt: skip
    return {
        "about": "bundles for FRA, which knows the directories below; refused whole, at which line",
        "anchors": hexed(anchors()),
        "directories": [directory(nation).decode() for nation in ("AUS", "FRA")],
        "recipient": "FRA",
        "cases": [
            {"name": name, **given(data), "refusal": refusal, "line": line}
            for name, data, refusal, line in rows
        ],
    }


# What checkpoints show.


def signed_heads(
    n: int, prev: str, head: Head, *, second: int = 0, feed: Feed = FEED
) -> tuple[bytes, bytes]:
    """A checkpoint of AUS with FRA's feed at this head, and what opens it."""
    heads = [(feed, head), (Feed("AUS", "GBR", Mode.REAL), GENESIS)]
    body = Checkpoint(
        origin="AUS", mode=Mode.REAL, n=n, prev=prev, t=(T0 + float(second)).utc_iso(6),
        leaves=leaves_of(heads, SECRET, "AUS", Mode.REAL, n),
    )  # fmt: skip
    salt = head_salt(SECRET, feed, n)
    opening = HeadOpening(n=n, seq=head.seq, hash=head.hash, salt=salt)
    return seal_checkpoint(body, key_of("AUS")), opening_to_bytes(opening)


class Origin:
    """AUS, as it shows itself to FRA; each `pass_` is one asking."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.head = GENESIS
        self.heads: list[tuple[bytes, bytes]] = []
        self.gossip: list[bytes] = []
        self.n, self.prev, self.second = 0, ZERO_HASH, 0
        self.steps: list[dict[str, Any]] = []

    def give(self, *texts: str, after: Head | None = None) -> Head:
        """Entries."""
        self.head = after or self.head
        for text in texts:
            data, self.head = framed(FEED, self.head, notice(text))
            self.frames.append(data)
        return self.head

    def sign(self, head: Head | None = None, *, jump: int = 1, off_s: int = 0) -> bytes:
        """A checkpoint, at the time of the next asking, or off by so much."""
        self.n += jump
        made = signed_heads(self.n, self.prev, self.head if head is None else head,
                            second=self.second + 20 + off_s)  # fmt: skip
        self.prev = checkpoint_hash(read_checkpoint(made[0])[1].payload)
        self.heads.append(made)
        return made[0]

    def asked(self, *alarms: str, after_s: int = 30) -> None:
        """FRA asks, and raises these alarms about AUS."""
        self.second += after_s
        self.steps.append({
            "t": (T0 + float(self.second)).utc_iso(6),
            "frames": [data.decode() for data in self.frames],
            "heads": [{"checkpoint": one.decode(), "opening": other.decode()}
                      for one, other in self.heads],
            "gossip": [data.decode() for data in self.gossip],
            "alarms": list(alarms),
        })  # fmt: skip


def sequences() -> dict[str, Any]:
    """Watching one origin, asking by asking."""
    stories = [
        _honest, _withheld, _deleted_before, _deleted_after, _rewritten, _forked, _forked_later,
        _rolled_back, _restarted, _hidden, _silent, _clock, _unopened,
    ]  # fmt: skip
    found = []
    for story in stories:
        origin = Origin()
        story(origin)
        found.append({"name": str(story.__doc__), "steps": origin.steps})
    return {
        "about": (
            "what AUS shows FRA at each asking, what another partner holds of AUS (gossip), and "
            "which alarms about AUS FRA then raises for the first time"
        ),
        "feed": {"origin": "AUS", "recipient": "FRA", "mode": "REAL"},
        "subject": {"party": "FRA", "ceiling": "S", "caveats": [], "modes": ["REAL"]},
        "skew_s": 300,
        "silence_s": 180,
        "begin": T0.utc_iso(6),
        "anchors": hexed(anchors()),
        "directories": [directory(nation).decode() for nation in ("AUS", "FRA")],
        "sequences": found,
    }


def _honest(aus: Origin) -> None:
    """nothing wrong"""
    for n in range(3):
        aus.give(f"number {n}")
        aus.sign()
        aus.asked()


def _withheld(aus: Origin) -> None:
    """an entry that was signed for is not handed over"""
    aus.give("one", "two")
    del aus.frames[1]
    aus.sign()
    aus.asked()
    aus.sign()
    aus.asked("WITHHELD_TAIL")
    aus.sign()
    aus.asked()


def _deleted_before(aus: Origin) -> None:
    """an entry is left out before it came"""
    aus.give("one", "two", "three")
    del aus.frames[1]
    aus.sign()
    aus.asked()
    aus.sign()
    aus.asked("DELETED_ENTRY")


def _deleted_after(aus: Origin) -> None:
    """an entry is left out after it came"""
    first = aus.give("one")
    aus.give("two")
    aus.sign()
    aus.asked()
    aus.sign(first)
    aus.asked("DELETED_ENTRY")


def _rewritten(aus: Origin) -> None:
    """an entry that came is another now"""
    first = aus.give("one")
    aus.give("two")
    aus.sign()
    aus.asked()
    del aus.frames[1]
    aus.give("another", after=first)
    aus.sign()
    aus.asked("REWRITTEN_ENTRY")


def _forked(aus: Origin) -> None:
    """another partner was shown another checkpoint of the same number"""
    aus.sign()
    aus.asked()
    before = aus.prev
    aus.sign()
    aus.gossip = [aus.heads[0][0], signed_heads(2, before, Head(1, "ab" * 32), second=50)[0]]
    aus.asked("FORK")


def _forked_later(aus: Origin) -> None:
    """a checkpoint names another one before it"""
    aus.sign()
    aus.asked()
    aus.prev = "ab" * 32
    aus.sign()
    aus.asked("FORK")


def _rolled_back(aus: Origin) -> None:
    """checkpoints that it had shown are shown no more"""
    aus.sign()
    aus.sign()
    aus.asked()
    del aus.heads[1:]
    aus.asked("ROLLBACK")


def _restarted(aus: Origin) -> None:
    """a declared restart"""
    aus.give("one")
    aus.sign()
    aus.asked()
    aus.sign(jump=RESTART_STEP)
    aus.asked("ROLLBACK")
    aus.sign()
    aus.asked()


def _hidden(aus: Origin) -> None:
    """a checkpoint that others have is not shown"""
    aus.sign()
    aus.asked()
    aus.gossip = [aus.heads[0][0], aus.sign()]
    aus.heads.pop()
    aus.asked()
    aus.asked("WITHHELD_TAIL")


def _silent(aus: Origin) -> None:
    """no checkpoint for too long"""
    aus.sign()
    aus.asked()
    aus.asked(after_s=100)
    aus.asked("SILENT", after_s=100)


def _clock(aus: Origin) -> None:
    """a clock that is a day ahead, and then goes back"""
    aus.sign()
    aus.asked()
    aus.sign(off_s=86_400)
    aus.asked("CLOCK_SKEW")
    aus.sign()
    aus.asked("CLOCK_SKEW")


def _unopened(aus: Origin) -> None:
    """an opening of another head, and none"""
    aus.give("one")
    aus.sign()
    aus.heads[0] = (aus.heads[0][0], aus.heads[0][1].replace(b'"seq":1', b'"seq":2'))
    aus.asked("OPENING_MISMATCH")
    aus.sign()
    aus.heads[1] = (aus.heads[1][0], b"")
    aus.asked("OPENING_MISMATCH")


FAMILIES: dict[str, Callable[[], dict[str, Any]]] = {
    "feed_bundles": bundles, "checkpoint_sequences": sequences,
}  # fmt: skip
