"""An origin whose store is an older copy of itself: how it finds its way back.

A store restored from yesterday has forgotten entries that partners hold. Would
it go on counting where it stands, it would give a second record a number that
is taken, and partners would see what a fork looks like. So in a new generation
(`Unit.generation`) nothing is put into a feed before its recipient has shown
what it holds of it; records wait meanwhile. What comes back is the origin's own
word: records under its own signatures, entries under its own chain,
checkpoints that it signed. They are taken in again, and the feed goes on.

A recipient that doesn't answer may be given up: people declare a restart, and
the next entry's number jumps by `feed.RESTART_STEP`, chained to the last entry
that is remembered. Numbers are never used twice, and everybody sees the jump.
The same holds for the chain of checkpoints, whose standing is kept under the
feed of the nation with itself: it is confirmed when all partners have answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cspo.errors import CspoError, MalformedMessage, UsageError
from cspo.federation.checkpoint import head_salt, leaf, read_checkpoint
from cspo.federation.checkpoint_chain import place_checkpoint
from cspo.federation.context import Context
from cspo.federation.feed import GENESIS, RESTART_STEP, ZERO_HASH, Feed, Head
from cspo.federation.fork_proof import is_fork_proof
from cspo.federation.frame import Frame, FrameHeader, frame_from_bytes, openings_to_json
from cspo.federation.gossip import LAST
from cspo.federation.sender import CHECKPOINT_SECRET
from cspo.federation.store import FeedEntry, HeadRow, Standing, StandingRow, Unit
from cspo.markings.mode import Mode
from cspo.records.record import Record, open_record
from cspo.time import Epoch

__all__ = [
    "Adoption", "adopt_checkpoints", "adopt_entries", "confirm", "declare", "given_up",
    "recover_heads", "refuse_history", "shows_lost_records",
]  # fmt: skip

_SEARCHED = 10_000
"""Entries that are tried, at most, to find which one a checkpoint of ours had bound."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What came of a recipient's answer.

    Parameters
    ----------
    entries : int
        How many entries were taken in again.
    reached : int
        The greatest number that was shown.
    conflict : str
        Empty, or where the recipient's history and ours exclude each other.
    """

    entries: int
    reached: int = 0
    conflict: str = ""


def shows_lost_records(unit: Unit, feed: Feed, frames: Iterable[bytes], context: Context) -> bool:
    """Whether a recipient holds a record of ours that we don't have.

    No partner can make that up: the record is under our own signature. So it
    proves that this store is an older copy, even where nobody has said so.
    """
    for data in frames:
        frame = _frame(feed, data)
        if frame is not None and unit.envelope(frame.id) is None and _own_record(frame, context):
            return True
    return False


def adopt_entries(
    unit: Unit, feed: Feed, frames: Sequence[bytes], context: Context, *, t: Epoch
) -> Adoption:
    """Take in entries of a feed of ours that its recipient holds.

    Parameters
    ----------
    feed : Feed
        Of ours.
    frames : sequence of bytes
        Ascending, as `PeerLink.held` answers. An entry may come without its
        record, but not all of them: nothing else shows that they are ours.
    """
    taken: dict[int, FeedEntry] = {}
    records: list[Record] = []
    conflict, reached, bare = "", 0, []
    for data in frames:
        frame = _frame(feed, data)
        if frame is None:
            conflict = "bytes that are no frame of it"
            break
        header = frame.header
        reached = header.seq
        own = taken.get(header.seq) or unit.out_entry(feed, header.seq)
        if own is not None and own.hash == header.hash:
            continue
        if own is not None or not _continues(unit, feed, header, taken):
            conflict = f"entry {header.seq}"
            break
        if unit.out_seq(feed, header.id) or any(each.id == header.id for each in taken.values()):
            conflict = f"entry {header.seq}: a record that is in the feed already"
            break
        record = _own_record(frame, context)
        records += [] if record is None else [record]
        bare += [header] if record is None else []
        openings = openings_to_json(frame.openings)
        taken[header.seq] = FeedEntry(header.seq, header.id, header.prev, header.hash, openings)
    if taken and not records:
        return Adoption(0, reached, f"entry {min(taken)}: no record of ours in all of it")
    _keep(unit, feed, taken, records, bare, t)
    return Adoption(len(taken), reached, conflict)


def _keep(
    unit: Unit,
    feed: Feed,
    taken: dict[int, FeedEntry],
    records: list[Record],
    bare: list[FrameHeader],
    t: Epoch,
) -> None:
    """Write what is taken in again, and tell of it."""
    if not taken:
        return
    unit.put_records(records, t_ingest=t)
    unit.append_out(feed, list(taken.values()))
    fields = {"feed": str(feed), "entries": str(len(taken)), "last": str(max(taken))}
    unit.audit("readopted", fields, t=t)
    for header in bare:
        fields = {"feed": str(feed), "seq": str(header.seq), "record": header.id}
        unit.audit("readopted-without-record", fields, t=t)


def adopt_checkpoints(
    unit: Unit, nation: str, mode: Mode, envelopes: Iterable[bytes], context: Context, *, t: Epoch
) -> int:
    """Take in checkpoints of our own: the greatest number that was shown and is now ours.

    Where a partner holds others than ours, signed by us, it is an alarm about ourselves.
    """
    reached = 0
    for data in envelopes:
        placed = place_checkpoint(unit, nation, mode, data, context, t=t)
        if placed.report is not None and is_fork_proof(placed.report.evidence[0]):
            unit.put_alarm(placed.report, t)
        if placed.checkpoint is None or not placed.place.fits:
            break
        reached = placed.checkpoint.n
    return reached


def recover_heads(unit: Unit, feed: Feed, nation: str) -> int:
    """Find again which heads our checkpoints have bound, for those taken in: how many.

    Salts can be made again, so every entry is tried until its leaf is there.
    """
    secret = unit.secret(CHECKPOINT_SECRET)
    known = unit.head_at(feed, LAST)
    after, floor = (0, 0) if known is None else (known.n, known.head.seq)
    found = 0
    for row in unit.checkpoints(nation, feed.mode, after, _SEARCHED):
        leaves = frozenset(read_checkpoint(row.envelope)[0].leaves)
        salt = head_salt(secret, feed, row.n)
        for head in _candidates(unit, feed, floor):
            if leaf(feed, head, salt, row.n) in leaves:
                unit.put_head(feed, HeadRow(row.n, head, salt))
                floor, found = head.seq, found + 1
                break
    return found


def confirm(unit: Unit, feed: Feed, *, t: Epoch) -> None:
    """Put down that a feed has all that its recipient holds."""
    _step(unit, feed, Standing.CONFIRMED, t)


def declare(unit: Unit, feed: Feed, *, t: Epoch) -> None:
    """Give a recipient up: go on without knowing what it holds, by a jump for all to see.

    Parameters
    ----------
    feed : Feed
        A feed of ours; that of the nation with itself stands for its checkpoints.

    Raises
    ------
    UsageError
        Where the store was never restored: then nothing is lost.
    """
    if unit.generation() == 0:
        raise UsageError("declare a restart", str(feed), expected="a store that was restored")
    _step(unit, feed, Standing.DECLARED, t)


def given_up(unit: Unit, feed: Feed) -> int | None:
    """The last entry before the jump, where a feed's recipient was given up; None where not.

    When it answers after all, what it holds beyond that entry is taken in below the jump.
    """
    standing = unit.standing(feed)
    if standing is None or standing.generation != unit.generation():
        return None
    return standing.seq if standing.state is Standing.DECLARED else None


def refuse_history(unit: Unit, feed: Feed, conflict: str, *, t: Epoch) -> None:
    """Put down that a recipient shows another history than ours: people must look at it."""
    unit.audit("readoption-refused", {"feed": str(feed), "at": conflict}, t=t)
    standing = unit.standing(feed)
    generation = unit.generation()
    if standing is None or standing.generation != generation:
        unit.put_standing(feed, StandingRow(generation, Standing.CONFLICT, 0), t=t)


def _step(unit: Unit, feed: Feed, state: Standing, t: Epoch) -> None:
    if feed.origin == feed.recipient:
        last = unit.last_checkpoint(feed.origin, feed.mode)
        seq = 0 if last is None else last.n
    else:
        seq = unit.out_head(feed).seq
    unit.put_standing(feed, StandingRow(unit.generation(), state, seq), t=t)
    unit.audit(f"feed-{state}", {"feed": str(feed), "seq": str(seq)}, t=t)


def _frame(feed: Feed, data: bytes) -> Frame | None:
    """A frame whose chain holds, of this feed."""
    try:
        frame = frame_from_bytes(data)
    except MalformedMessage:
        return None
    return frame if frame.feed == feed and frame.header.holds() else None


def _own_record(frame: Frame, context: Context) -> Record | None:
    """The record, where it is what the entry names and we signed it."""
    try:
        record = open_record(
            frame.envelope, directories=context.directories, rulebook=context.rulebook,
            kinds=context.registry,
        )  # fmt: skip
    except CspoError:
        return None
    payload = record.payload
    ours = (payload.origin, payload.mode) == (frame.origin, frame.mode)
    return record if ours and record.id == frame.id else None


def _continues(unit: Unit, feed: Feed, header: FrameHeader, taken: dict[int, FeedEntry]) -> bool:
    """Whether an entry is chained to one that we have."""
    for base in (header.seq - 1, header.seq - RESTART_STEP):
        if base == 0 and header.prev == ZERO_HASH:
            return True
        entry = taken.get(base) or (unit.out_entry(feed, base) if base > 0 else None)
        if entry is not None and entry.hash == header.prev:
            return True
    return False


def _candidates(unit: Unit, feed: Feed, floor: int) -> Iterable[Head]:
    """Heads that a checkpoint may have bound, none before *floor*."""
    if floor == 0:
        yield GENESIS
    for row in unit.out_entries(feed, max(0, floor - 1), _SEARCHED):
        yield Head(row.seq, row.hash)
