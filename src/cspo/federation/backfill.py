"""Frames out of the origin's own store, for the one party whose feed it is.

Whatever was decided when the entry was made is decided again for whoever asks
now. An entry that may no longer go out, or whose record was withdrawn with the
demand to delete it, keeps its place in the chain and goes without its record,
so that the feed never stops at it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import msgspec

from cspo.federation.feed import Feed
from cspo.federation.frame import frame_of_row
from cspo.federation.store import FeedRow, Unit
from cspo.markings import CSPO_RULEBOOK, Action, Label, Mode, Rulebook, Subject, decide

__all__ = ["FRAME_LIMIT", "TAKEN_BACK", "frames_for"]

FRAME_LIMIT: Final = 1_000
"""Frames in one answer, at most."""

ANSWER_BYTES: Final = 16_777_216
"""Bytes in one answer, at most, unless its first frame alone is larger."""


TAKEN_BACK: Final = "withdrawal"
"""Stands in place of a rule where we have withdrawn the record and asked to delete it."""


class _Marked(msgspec.Struct):
    """Of a payload in our own store, what is decided by."""

    label: Label
    mode: Mode


class _Sealed(msgspec.Struct):
    payload: bytes


_SEALED: Final = msgspec.json.Decoder(_Sealed)
_MARKED: Final = msgspec.json.Decoder(_Marked)


def frames_for(
    unit: Unit,
    feed: Feed,
    subject: Subject,
    after_seq: int,
    limit: int,
    *,
    rulebook: Rulebook = CSPO_RULEBOOK,
    upto: int | None = None,
) -> tuple[list[bytes], list[tuple[int, str]]]:
    """Frames of a feed of ours after a number.

    Parameters
    ----------
    subject : Subject
        The recipient as it stands now.
    upto : int or None
        The last entry that goes out now; None: all do.

    Returns
    -------
    frames : list of bytes
        At most *limit*, `FRAME_LIMIT` and `ANSWER_BYTES`.
    denied : list of (seq, rule)
        Entries that went out without their record, and the rule that said so, for the audit.
    """
    frames: list[bytes] = []
    denied: list[tuple[int, str]] = []
    size = 0
    rows = unit.out_entries(feed, after_seq, max(0, min(limit, FRAME_LIMIT)))
    rows = rows if upto is None else [row for row in rows if row.seq <= upto]
    taken_back = unit.taken_back([row.id for row in rows])
    for row in rows:
        rule = TAKEN_BACK if row.id in taken_back else _denial(row, subject, rulebook)
        if rule:
            denied.append((row.seq, rule))
        frame = frame_of_row(feed, replace(row, envelope=b"", openings=b"[]") if rule else row)
        size += len(frame)
        if frames and size > ANSWER_BYTES:
            break
        frames.append(frame)
    return frames, denied


def _denial(row: FeedRow, subject: Subject, rulebook: Rulebook) -> str:
    """The rule that forbids an entry's record to the recipient; empty where it may have it."""
    if not row.envelope:
        return ""
    marked = _MARKED.decode(_SEALED.decode(row.envelope).payload)
    decision = decide(marked.label, marked.mode, subject, Action.ENQUEUE, rulebook)
    return "" if decision.permitted else decision.rule
