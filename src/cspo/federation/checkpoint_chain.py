"""Checkpoints of one nation and mode in one chain, whoever brought them.

What does not fit there was signed as well, and is the proof of a fork.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from cspo.errors import CspoError
from cspo.federation.alarms import Alarm, AlarmReport
from cspo.federation.checkpoint import Checkpoint, checkpoint_row, verify_checkpoint
from cspo.federation.context import Context
from cspo.federation.feed import RESTART_STEP, ZERO_HASH
from cspo.federation.fork_proof import fork_proof
from cspo.federation.store import CheckpointRow, Unit
from cspo.markings.mode import Mode
from cspo.records.verdicts import Refusal, refusal_of
from cspo.time import Epoch

__all__ = ["Place", "Placed", "place_checkpoint"]


class Place(Enum):
    """Where a checkpoint went."""

    NEW = auto()
    KNOWN = auto()
    AHEAD = auto()
    """Those between it and our last one are missing."""
    FORK = auto()
    BAD = auto()
    """Malformed, not signed, or not of this nation and mode: nothing is proved by it."""

    @property
    def fits(self) -> bool:
        """Whether it stands in the chain now."""
        return self in {Place.NEW, Place.KNOWN}


@dataclass(frozen=True, slots=True)
class Placed:
    """A checkpoint after it was held against the chain.

    Parameters
    ----------
    place : Place
        Where it went.
    checkpoint : Checkpoint or None
        What it says; None where it is BAD.
    report : AlarmReport or None
        What it proves.
    """

    place: Place
    checkpoint: Checkpoint | None = None
    report: AlarmReport | None = None


def place_checkpoint(
    unit: Unit, origin: str, mode: Mode, data: bytes, context: Context, *, t: Epoch
) -> Placed:
    """Put a checkpoint into the chain of its nation and mode, or say why not."""
    try:
        found, signed = verify_checkpoint(data, context.directories)
        code = None if (found.origin, found.mode) == (origin, mode) else Refusal.ORIGIN_MISMATCH
    except CspoError as error:
        code = refusal_of(error)
    if code is not None:
        fields = {"origin": origin, "mode": str(mode), "code": str(code)}
        unit.audit("checkpoint-refused", fields, t=t)
        return Placed(Place.BAD)
    row = checkpoint_row(found, signed.payload, data, t_ingest=t)
    there = unit.checkpoint(origin, mode, found.n)
    if there is not None:
        if there.hash == row.hash:
            return Placed(Place.KNOWN, found)
        return Placed(Place.FORK, found, _fork(there, row))
    last = unit.last_checkpoint(origin, mode)
    if last is not None and found.n < last.n:
        return _place_below(unit, found, row)
    base = found.n - (1 if found.n == (0 if last is None else last.n) + 1 else RESTART_STEP)
    return _place_after(unit, found, row, base, last)


def _place_after(
    unit: Unit, found: Checkpoint, row: CheckpointRow, base: int, last: CheckpointRow | None
) -> Placed:
    """Chain it to checkpoint *base*: our last one, or one that a declared restart goes back to."""
    last_n = 0 if last is None else last.n
    there = unit.checkpoint(found.origin, found.mode, base) if base > 0 else None
    if base < 0 or found.n <= last_n or (base > 0 and there is None):
        return Placed(Place.AHEAD, found)
    if found.prev != (ZERO_HASH if there is None else there.hash):
        return Placed(Place.FORK, found, None if there is None else _fork(there, row))
    beside = unit.checkpoints(found.origin, found.mode, base, 1)
    unit.put_checkpoint(row)
    if found.n == last_n + 1:
        return Placed(Place.NEW, found)
    if last is not None and beside and beside[0].prev == row.prev:
        return Placed(Place.NEW, found, _parted(beside[0], row, last))
    text = f"declared restart of checkpoints after {base}, we hold {last_n}"
    report = AlarmReport(Alarm.ROLLBACK, found.origin, found.mode, (row.envelope,), text)
    return Placed(Place.NEW, found, report)


def _place_below(unit: Unit, found: Checkpoint, row: CheckpointRow) -> Placed:
    """One that we don't hold, below our last: it stands beside a declared restart that we hold."""
    above = unit.checkpoints(found.origin, found.mode, found.n, 1)[0]
    for base in (found.n - 1, found.n - RESTART_STEP):
        there = unit.checkpoint(found.origin, found.mode, base) if base > 0 else None
        if base < 0 or (base > 0 and there is None):
            continue
        if there is not None and found.prev != there.hash:
            return Placed(Place.FORK, found, _fork(there, row))
        root = above.n - RESTART_STEP
        after = unit.checkpoints(found.origin, found.mode, max(0, root), 1)[0]
        left = row if after.n > found.n else after
        if root >= 0 and left.prev == above.prev:
            return Placed(Place.FORK, found, _parted(left, above, row))
    return Placed(Place.AHEAD, found)


def _parted(left: CheckpointRow, restart: CheckpointRow, newest: CheckpointRow) -> AlarmReport:
    """Two histories from one checkpoint on: *left*, up to *newest*, and a declared restart.

    An origin that lost its newest words signs both, one after the other. Where
    the history that was left goes on after the restart, two nodes are signing.
    """
    proof = fork_proof(left.envelope, restart.envelope)
    base = restart.n - RESTART_STEP
    if newest.t > restart.t:
        text = f"checkpoints after {base} go on beside the declared restart {restart.n}"
        return AlarmReport(Alarm.FORK, restart.origin, restart.mode, (proof,), text)
    text = f"declared restart of checkpoints after {base}, {newest.n} was signed before it"
    return AlarmReport(Alarm.ROLLBACK, restart.origin, restart.mode, (proof,), text)


def _fork(one: CheckpointRow, other: CheckpointRow) -> AlarmReport:
    text = (
        f"two checkpoints numbered {other.n}"
        if one.n == other.n
        else f"checkpoint {other.n} does not follow on checkpoint {one.n}"
    )
    proof = fork_proof(one.envelope, other.envelope)
    return AlarmReport(Alarm.FORK, other.origin, other.mode, (proof,), text)
