"""What every part of one node's exchange works with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cspo.federation.alarms import AlarmReport
from cspo.federation.context import Context
from cspo.federation.feed import Upto, everything
from cspo.federation.store import Store
from cspo.markings import Mode
from cspo.records.signing import Signer
from cspo.time import Clock

__all__ = ["Desk", "Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How an exchange behaves.

    Parameters
    ----------
    batch : int
        Frames that are asked for, and committed, at once.
    page : int
        Checkpoints in one answer.
    skew_s : float
        By how much a partner's clock may differ from ours, s.
    silence_s : float
        How long a partner may make no checkpoint, s: three times its interval.
    pause_s, longest_pause_s : float
        How long a partner that did not answer is left alone, at first and at most, s.
    declare_after_s : float or None
        After a restore, how long a partner is waited for before it is given up, s.
        None: until people decide.
    """

    batch: int = 500
    page: int = 200
    skew_s: float = 300.0
    silence_s: float = 180.0
    pause_s: float = 0.5
    longest_pause_s: float = 300.0
    declare_after_s: float | None = None


@dataclass(slots=True)
class Desk:
    """One node: its store, what it knows, its keys, its clock.

    Parameters
    ----------
    store : Store
        Of one side: real, or exercise.
    context : Context
        Who we are, whom we believe, what we know; replaced when keys change.
    signers : mapping
        Our signing key of each mode that the store holds.
    clock : Clock
        Tells the present instant. Alarms and times of ingest depend on it, no order does.
    settings : Settings
        How the exchange behaves.
    upto : callable
        How far feeds of ours go out now; set by whoever holds releases back for a while.
    """

    store: Store
    context: Context
    signers: Mapping[Mode, Signer]
    clock: Clock
    settings: Settings = field(default_factory=Settings)
    upto: Upto = everything

    @property
    def nation(self) -> str:
        """Who we are."""
        return self.context.party

    @property
    def parties(self) -> tuple[str, ...]:
        """Ourselves and our guests."""
        return (self.context.party, *self.context.guests)

    def raise_alarms(self, reports: Iterable[AlarmReport]) -> list[AlarmReport]:
        """Keep alarms; those that are new."""
        reports = list(reports)
        if not reports:
            return []
        with self.store.write() as unit:
            now = self.clock.now()
            return [report for report in reports if unit.put_alarm(report, now)]

    def audit(self, event: str, **fields: str) -> None:
        """Put one line into the audit."""
        with self.store.write() as unit:
            unit.audit(event, fields, t=self.clock.now())
