"""What is in a frame: the verdict on its bytes, before anything is written.

Two faults are kept apart. Where the chain does not hold over the bytes, the
transport damaged them: they are asked for again, and prove nothing about the
origin. Where the chain holds and the record is bad, the origin sent it so: it
is quarantined, and the feed goes on. As the chain does not cover the envelope
around the payload, a bad signature or key counts as the origin's only when the
bytes came from its own store (*final*).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NoReturn

from cspo.errors import MalformedMessage
from cspo.federation.context import Context
from cspo.federation.feed import Feed
from cspo.federation.frame import (
    Frame,
    FrameFault,
    FrameHeader,
    frame_from_bytes,
    header_from_bytes,
    openings_to_json,
)
from cspo.markings import Action, decide
from cspo.records.envelope import Envelope
from cspo.records.identity import record_id
from cspo.records.lineage import opening_holds
from cspo.records.payload import NEWER_MINOR
from cspo.records.record import Record, open_record
from cspo.records.verdicts import Refusal, RefusedRecord, refusal_of

__all__ = ["Coverage", "Examined", "Finding", "examine"]

Coverage = Callable[[int], int | None]
"""The first checkpoint known to cover the entry of a number."""

MAX_KEPT_BYTES: Final = 65_536
"""Of a frame that is too large, so much is kept in quarantine."""

_UNCOVERED: Final = frozenset({
    Refusal.UNKNOWN_PAYLOAD_TYPE, Refusal.UNKNOWN_KEY, Refusal.BAD_SIGNATURE,
    Refusal.ORIGIN_MISMATCH, Refusal.KEY_REVOKED, Refusal.KEY_NOT_VALID_THEN,
    Refusal.KEY_NOT_FOR_MODE, Refusal.KEY_NOT_FOR_KIND,
})  # fmt: skip
"""Verdicts that rest on bytes which the chain does not cover: key ids and signatures."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and whether the origin is to blame.

    Parameters
    ----------
    code : str
        A `Refusal` or a `FrameFault`.
    origins : bool
        True: the record is bad under a good chain. False: ask for the bytes again.
    """

    code: str
    origins: bool


@dataclass(frozen=True, slots=True)
class Examined:
    """A frame after examination.

    Parameters
    ----------
    data : bytes
        The frame as it came, cut where it is too large to keep.
    header : FrameHeader or None
        Which entry it is; None where it does not say.
    record : Record or None
        The record, where nothing is wrong with it.
    openings : bytes
        The openings that hold, as a JSON array.
    dropped : int
        How many openings did not hold.
    finding : Finding or None
        What is wrong.
    """

    data: bytes
    header: FrameHeader | None
    record: Record | None = None
    openings: bytes = b"[]"
    dropped: int = 0
    finding: Finding | None = None


def examine(
    data: bytes, feed: Feed, context: Context, *, covering: Coverage | None, final: bool
) -> Examined:
    """Take a frame apart and hold it against everything but the chain's last entry.

    Parameters
    ----------
    data : bytes
        As they came from anywhere.
    feed : Feed
        The feed that was asked for.
    context : Context
        Who we are and whom we believe.
    covering : callable or None
        ``seq -> n``: the first checkpoint known to cover an entry, or None. Needed
        only where the origin has revoked a key (`Context.has_revoked`).
    final : bool
        Whether the bytes are from the origin's own store, so that asking again is no use.
    """
    try:
        frame = frame_from_bytes(data)
    except MalformedMessage as error:
        return _broken(data, feed, refusal_of(error), final=final)
    header = frame.header
    fault = _misplaced(header, feed)
    if fault is not None:
        return Examined(data, header, finding=Finding(fault, origins=False))
    if not frame.envelope:
        return Examined(data, header, finding=Finding(FrameFault.WITHHELD, origins=final))
    try:
        record = open_record(
            frame.envelope, directories=context.directories, rulebook=context.rulebook,
            kinds=context.registry, checkpoint=None if covering is None else covering(frame.seq),
        )  # fmt: skip
        if record.id != header.id:
            return Examined(
                data, header, finding=Finding(FrameFault.PAYLOAD_MISMATCH, origins=False)
            )
        _check_place(record, feed)
        _check_release(record, feed, context)
        _check_body(record, context)
    except RefusedRecord as error:
        return Examined(data, header, finding=_blame(frame, error.code, final=final))
    openings, dropped = _sound_openings(frame, record)
    return Examined(data, header, record, openings, dropped)


def _broken(data: bytes, feed: Feed, code: Refusal, *, final: bool) -> Examined:
    """A frame that can't be taken apart; its header may still say where the feed goes on."""
    kept = data[:MAX_KEPT_BYTES]
    try:
        header = header_from_bytes(data)
    except MalformedMessage as error:
        return Examined(kept, None, finding=Finding(refusal_of(error), origins=False))
    fault = _misplaced(header, feed)
    if fault is not None:
        return Examined(kept, header, finding=Finding(fault, origins=False))
    return Examined(kept, header, finding=Finding(code, origins=final))


def _misplaced(header: FrameHeader, feed: Feed) -> str | None:
    """Why a frame is none of this feed, or none of its chain."""
    if header.feed != feed:
        if header.feed.recipient != feed.recipient:
            return Refusal.WRONG_RECIPIENT
        return Refusal.WRONG_MODE if header.feed.mode is not feed.mode else Refusal.ORIGIN_MISMATCH
    return None if header.holds() else FrameFault.BAD_CHAIN


def _check_place(record: Record, feed: Feed) -> None:
    """A record lies in the feed of its origin and its mode."""
    if record.payload.mode is not feed.mode:
        _refuse("mode", str(feed.mode), Refusal.WRONG_MODE)
    if record.payload.origin != feed.origin:
        _refuse("origin", feed.origin, Refusal.ORIGIN_MISMATCH)


def _check_release(record: Record, feed: Feed, context: Context) -> None:
    subject = context.subject_of(feed.recipient)
    if subject is None:
        _refuse("recipient", "us, or a guest of ours", Refusal.WRONG_RECIPIENT)
    label, mode = record.payload.label, record.payload.mode
    decision = decide(label, mode, subject, Action.INGEST, context.rulebook)
    if not decision.permitted:
        _refuse(f"rule {decision.rule}", "a label that lets us have it", Refusal.NOT_RELEASED_TO_US)


def _check_body(record: Record, context: Context) -> None:
    """The body is what its kind asks for.

    The payload was read strictly, its body with it, so the body's own bytes need
    not be once more.
    """
    payload, registry = record.payload, context.registry
    try:
        if NEWER_MINOR in record.notes:
            registry.decode_newer(payload.kind, bytes(payload.body))
        else:
            registry.decode_checked(payload.kind, bytes(payload.body))
    except MalformedMessage:
        _refuse("body", f"a body of {payload.kind}", Refusal.BODY_INVALID)


def _blame(frame: Frame, code: Refusal, *, final: bool) -> Finding:
    """Whose fault it is: what the payload says is the origin's, the rest only when *final*."""
    try:
        payload = Envelope.from_bytes(frame.envelope).payload
    except MalformedMessage:
        return Finding(code, origins=final)
    if record_id(payload) != frame.id:
        return Finding(FrameFault.PAYLOAD_MISMATCH, origins=False)
    return Finding(code, origins=final or code not in _UNCOVERED)


def _sound_openings(frame: Frame, record: Record) -> tuple[bytes, int]:
    """Those openings that hold, and how many do not."""
    if not frame.openings:
        return b"[]", 0
    inputs = record.payload.provenance.inputs
    sound = tuple(each for each in frame.openings if opening_holds(inputs, each))
    return openings_to_json(sound), len(frame.openings) - len(sound)


def _refuse(subject: str, expected: str, code: Refusal) -> NoReturn:
    raise RefusedRecord("take record", subject, expected=expected, code=code)
