"""What one party may find wrong about another, by name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from cspo.markings.mode import Mode

__all__ = ["Alarm", "AlarmReport"]


class Alarm(StrEnum):
    """The alarms. Each is raised at the second checkpoint after its cause, at the latest."""

    WITHHELD_TAIL = "WITHHELD_TAIL"
    """Signed for at a checkpoint, and not handed over by the next; or checkpoints that
    others have are not shown to us."""
    DELETED_ENTRY = "DELETED_ENTRY"
    """An entry that was signed for is gone: later ones are offered without it, or the
    head has a smaller number than entries that we hold."""
    REWRITTEN_ENTRY = "REWRITTEN_ENTRY"
    """An entry, or one before it, is not what it was when we got it."""
    FORK = "FORK"
    """Two signed checkpoints that exclude each other: partners were shown different
    histories, or two nodes go on from one store."""
    ROLLBACK = "ROLLBACK"
    """The origin is behind what it has signed before, or declared a restart."""
    SILENT = "SILENT"
    """No new checkpoint for longer than agreed; or it makes them, and answers us nothing."""
    CLOCK_SKEW = "CLOCK_SKEW"
    """A checkpoint's time is not that of its making by our clock, or goes backwards."""
    OPENING_MISMATCH = "OPENING_MISMATCH"
    """The head opened to us is in no leaf of the checkpoint, or none was opened."""


@dataclass(frozen=True, slots=True)
class AlarmReport:
    """One alarm.

    Parameters
    ----------
    alarm : Alarm
        Which.
    origin : str
        About whom.
    mode : Mode
        In which mode.
    evidence : tuple of bytes
        What shows it: signed checkpoints, openings, frames; for FORK one fork
        proof, which anybody can check.
    text : str
        What was seen, in a sentence: numbers and hashes, nothing marked.
    """

    alarm: Alarm
    origin: str
    mode: Mode
    evidence: tuple[bytes, ...]
    text: str

    @property
    def key(self) -> str:
        """What tells two alarms apart: SHA-256 over alarm, origin, mode and text, in hex."""
        parts = (self.alarm, self.origin, self.mode, self.text)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()
