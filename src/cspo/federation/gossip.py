"""Checkpoints of others: put into their chain, compared, and held against what we got.

A checkpoint comes from its origin, with the opening of our leaf, or from a
partner that holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from cspo.errors import MalformedMessage
from cspo.federation.alarms import Alarm, AlarmReport
from cspo.federation.checkpoint import (
    MAX_OPENING_BYTES,
    Checkpoint,
    HeadOpening,
    leaf,
    opening_from_bytes,
)
from cspo.federation.checkpoint_chain import Place, place_checkpoint
from cspo.federation.context import Context
from cspo.federation.feed import GENESIS, ZERO_HASH, Feed
from cspo.federation.frame import FrameFault
from cspo.federation.link import HeadAnswer
from cspo.federation.receiver import Outcome, Verdict
from cspo.federation.store import HeadRow, Unit
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.time import Epoch

__all__ = [
    "LAST", "HeadsTaken", "Watch", "check_silence", "check_tail", "take_gossip", "take_heads",
]  # fmt: skip

LAST: Final = 2**53
"""Above every number of a checkpoint or an entry."""


@dataclass(slots=True)
class Watch:
    """What we knew when we last asked a feed's origin for its newest checkpoint.

    Kept in memory: after a start it is empty, and what rests on it is seen one
    checkpoint later.

    Parameters
    ----------
    asked_at : Epoch or None
        When it answered, by our clock.
    held : int
        The entry up to which we held the feed then.
    skew : str
        In which way its clock was off then; empty: it was not.
    """

    asked_at: Epoch | None = None
    held: int = 0
    skew: str = ""


def take_gossip(
    unit: Unit, origin: str, mode: Mode, envelopes: Iterable[bytes], context: Context, *, t: Epoch
) -> list[AlarmReport]:
    """Compare a partner's checkpoints of an origin with ours, and take those that we lack.

    Parameters
    ----------
    envelopes : iterable of bytes
        Ascending, beginning with the number of our last one, so that equal
        last ones prove equal histories.
    """
    reports = []
    last = unit.last_checkpoint(origin, mode)
    for data in envelopes:
        if last is not None and data == last.envelope:
            continue
        placed = place_checkpoint(unit, origin, mode, data, context, t=t)
        if placed.report is not None:
            reports.append(placed.report)
        if not placed.place.fits:
            break
    return reports


@dataclass(slots=True)
class HeadsTaken:
    """What an origin's checkpoints showed.

    Parameters
    ----------
    reports : list of AlarmReport
        What was found.
    reached : int
        The greatest number that was shown and fits the chain.
    sound : bool
        Whether all that was shown fits.
    """

    reports: list[AlarmReport] = field(default_factory=list)
    reached: int = 0
    sound: bool = True


def take_heads(
    unit: Unit,
    feed: Feed,
    answers: Sequence[HeadAnswer],
    context: Context,
    watch: Watch,
    *,
    t: Epoch,
    skew_s: float,
) -> HeadsTaken:
    """Take an origin's own checkpoints with the openings of our leaf.

    Parameters
    ----------
    answers : sequence of HeadAnswer
        Ascending, beginning with the last one that was opened to us.
    watch : Watch
        Of the last time that we asked.
    skew_s : float
        By how much a clock may be off, s.
    """
    taken = HeadsTaken()
    for answer in answers:
        placed = place_checkpoint(
            unit, sponsor_of(feed.origin), feed.mode, answer.checkpoint, context, t=t
        )
        if placed.report is not None:
            taken.reports.append(placed.report)
        if placed.checkpoint is None or not placed.place.fits:
            taken.sound = False
            if placed.place is Place.AHEAD and placed.checkpoint is not None:
                taken.reports.append(_left_out(feed, placed.checkpoint, answer))
            break
        taken.reached = placed.checkpoint.n
        before = unit.head_at(feed, placed.checkpoint.n)
        if before is None or before.n != placed.checkpoint.n:
            clock = _check_clock(unit, placed.checkpoint, answer, watch, t=t, skew_s=skew_s)
            last = answer is answers[-1]
            head = _open_head(unit, feed, placed.checkpoint, answer, before, watch, last=last)
            taken.reports += clock + head
    return taken


def check_tail(unit: Unit, feed: Feed, stopped: Verdict | None) -> AlarmReport | None:
    """Whether entries that an earlier checkpoint signed for are still not handed over.

    To be asked when the origin has answered that it has nothing more, or with
    entries that can't be taken even from its own store.

    Parameters
    ----------
    stopped : Verdict or None
        On the frame that could not be taken; None where none came.
    """
    origin, mode = sponsor_of(feed.origin), feed.mode
    newest = unit.head_at(feed, LAST)
    earlier = None if newest is None else unit.head_at(feed, newest.n - 1)
    held = unit.in_head(feed).seq
    if newest is None or earlier is None or held >= earlier.head.seq:
        return None
    alarm = Alarm.WITHHELD_TAIL
    if stopped is not None and stopped.outcome is Outcome.GAP:
        alarm = Alarm.DELETED_ENTRY
    elif stopped is not None and (
        stopped.outcome is Outcome.CONFLICT or stopped.code == FrameFault.PAYLOAD_MISMATCH
    ):
        alarm = Alarm.REWRITTEN_ENTRY
    rows = [unit.checkpoint(origin, mode, row.n) for row in (earlier, newest)]
    evidence = tuple(row.envelope for row in rows if row is not None)
    text = f"{feed}: entries after {held} were signed for and are not handed over"
    return AlarmReport(alarm, origin, mode, evidence, text)


def check_silence(
    unit: Unit, origin: str, mode: Mode, *, since: Epoch, t: Epoch, silence_s: float
) -> AlarmReport | None:
    """Whether an origin has made no checkpoint for too long by our clock.

    Parameters
    ----------
    since : Epoch
        From when on we have watched.
    silence_s : float
        How long it may be silent, s.
    """
    last = unit.last_checkpoint(origin, mode)
    heard = since if last is None else max(since, last.t_ingest)
    if t - heard <= silence_s:
        return None
    text = f"no checkpoint after {0 if last is None else last.n}"
    evidence = () if last is None else (last.envelope,)
    return AlarmReport(Alarm.SILENT, origin, mode, evidence, text)


def _check_clock(
    unit: Unit, found: Checkpoint, answer: HeadAnswer, watch: Watch, *, t: Epoch, skew_s: float
) -> list[AlarmReport]:
    """A checkpoint is made after we last asked, before now, and after the one before it."""
    made = Epoch.from_utc(found.t)
    skew = ""
    if made - t > skew_s:
        skew = "ahead"
    elif watch.asked_at is not None and watch.asked_at - made > skew_s:
        skew = "behind"
    before = unit.checkpoint(found.origin, found.mode, found.n - 1)
    backwards = before is not None and made < before.t
    changed, watch.skew = skew and skew != watch.skew, skew
    if not changed and not backwards:
        return []
    how = f"its clock is {skew} of ours" if skew else "its clock went backwards"
    text = f"checkpoint {found.n}: {how}, {found.t}"
    return [AlarmReport(Alarm.CLOCK_SKEW, found.origin, found.mode, (answer.checkpoint,), text)]


def _open_head(
    unit: Unit,
    feed: Feed,
    found: Checkpoint,
    answer: HeadAnswer,
    before: HeadRow | None,
    watch: Watch,
    *,
    last: bool,
) -> list[AlarmReport]:
    """Open our leaf and keep the head.

    An origin that was restored may have lost the heads of older checkpoints; it
    can open the newest.
    """
    opening = _opened(feed, found, answer.opening)
    if opening is None:
        return [_mismatch(feed, found, answer)] if answer.opening or last else []
    reports = _check_head(unit, feed, opening, answer, before, watch)
    unit.put_head(feed, HeadRow(found.n, opening.head, opening.salt))
    return reports


def _opened(feed: Feed, found: Checkpoint, data: bytes) -> HeadOpening | None:
    """The opening, where it is that of a leaf."""
    try:
        opening = opening_from_bytes(data)
    except MalformedMessage:
        return None
    if opening.n != found.n or (opening.seq == 0) != (opening.hash == ZERO_HASH):
        return None
    due = leaf(feed, opening.head, opening.salt, found.n)
    return opening if due in found.leaves else None


def _left_out(feed: Feed, found: Checkpoint, answer: HeadAnswer) -> AlarmReport:
    return AlarmReport(
        Alarm.WITHHELD_TAIL, found.origin, found.mode, (answer.checkpoint,),
        f"{feed}: checkpoint {found.n} is shown, and not the one before it",
    )  # fmt: skip


def _mismatch(feed: Feed, found: Checkpoint, answer: HeadAnswer) -> AlarmReport:
    what = "an opening that fits no leaf" if answer.opening else "no opening"
    evidence = (answer.checkpoint, answer.opening[:MAX_OPENING_BYTES])
    return AlarmReport(
        Alarm.OPENING_MISMATCH, found.origin, found.mode, evidence,
        f"{feed}: {what} for checkpoint {found.n}",
    )  # fmt: skip


def _check_head(
    unit: Unit,
    feed: Feed,
    opening: HeadOpening,
    answer: HeadAnswer,
    before: HeadRow | None,
    watch: Watch,
) -> list[AlarmReport]:
    """A head never goes back, and where we hold its entry it is ours."""
    floor = max(watch.held, 0 if before is None else before.head.seq)
    if opening.seq < floor:
        alarm, text = Alarm.DELETED_ENTRY, f"head went back from {floor} to {opening.seq}"
    else:
        held = unit.in_entry(feed, opening.seq)
        own = GENESIS.hash if opening.seq == 0 else getattr(held, "hash", opening.hash)
        if own == opening.hash:
            return []
        alarm, text = Alarm.REWRITTEN_ENTRY, f"entry {opening.seq} is {opening.hash}, was {own}"
    evidence = (answer.checkpoint, answer.opening)
    origin = sponsor_of(feed.origin)
    return [AlarmReport(alarm, origin, feed.mode, evidence, f"{feed}: {text}")]
