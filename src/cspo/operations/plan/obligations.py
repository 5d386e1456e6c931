"""Who owes whom what, by when: obligations as their creditors state them, and whether they are met.

1. An obligation is its origin's; a later edition has a higher number. What its origin takes
   back does not count.
2. It is met where whoever owes it, or its origin, acknowledges its record as done; where the
   origin says so in a later edition; or, where it has an expression, while that holds. What is
   owed at all times and has an expression is met by that alone.
3. What comes again is met by a word until the end of the span in which the word was given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import RLock
from typing import Final

from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.derive import body_of
from cspo.operations.plan.checking import Key
from cspo.records.bodies.coordination import AcknowledgementBody, Progress
from cspo.records.bodies.readiness import ObligationBody, ObligationStatus
from cspo.records.bodies.standing import PlanStanding
from cspo.records.bodies.trust import WithdrawalBody
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["Met", "Obligation", "ObligationBook", "State", "Where"]

_KINDS: Final = ("acknowledgement", "obligation", "withdrawal")
_MOST_EARLY: Final = 10_000

StandingOf = Callable[[Key], PlanStanding | None]


class State(StrEnum):
    """Where an obligation stands."""

    OPEN = "open"
    LATE = "late"
    MET = "met"
    MET_LATE = "met-late"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody says that it is met."""

    record_id: str
    by: str
    t: Epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One obligation, as its newest edition has it.

    Parameters
    ----------
    origin : str
    record_id : str
    body : ObligationBody
    label : Label
    t : Epoch
    met : tuple of Met
        In order of time.
    """

    origin: str
    record_id: str
    body: ObligationBody
    label: Label
    t: Epoch
    met: tuple[Met, ...] = ()

    @property
    def id(self) -> str:
        """What names it; it stays the same."""
        return f"{self.origin}/{self.body.name}"

    @property
    def key(self) -> Key:
        """Under which its expression is checked."""
        return f"obligation {self.id}", self.body.expression

    def where(self, t: Epoch, standing: PlanStanding | None) -> Where:
        """Where it stands at an instant.

        Parameters
        ----------
        standing : PlanStanding or None
            Of its expression; None where it has none, or nobody has looked.
        """
        body = self.body
        if body.status is ObligationStatus.WAIVED:
            return Where(State.WAIVED, None, None)
        due, settled = self._due()
        last = self.met[-1].t if self.met else None
        if body.status is ObligationStatus.MET:
            return Where(_met(self.t, due), due, self.t)
        always = body.expression and body.due_utc is None
        if settled is not None and not always and (due is None or t <= settled):
            return Where(_met(last, settled), settled, last)
        if body.expression:
            if standing in {PlanStanding.HOLDS, PlanStanding.NEARLY}:
                return Where(State.MET, due, None)
            late = standing is PlanStanding.FAILS and (due is None or due < t)
            return Where(State.LATE if late else State.OPEN, due, None)
        return Where(State.LATE if due is not None and due < t else State.OPEN, due, last)

    def _due(self) -> tuple[Epoch | None, Epoch | None]:
        """When it is due next, and which due time the last word has settled."""
        body = self.body
        first = None if body.due_utc is None else Epoch.from_utc(body.due_utc)
        if not self.met:
            return first, None
        last = self.met[-1].t
        if first is None:
            return None, last
        if body.every_s is None:
            return None, first
        turns = max(0, math.ceil((last - first) / body.every_s))
        settled = first + turns * body.every_s
        return settled + body.every_s, settled


@dataclass(frozen=True, slots=True)
class Where:
    """Where an obligation stands, until when it is to be met, and when it was."""

    state: State
    due: Epoch | None
    done: Epoch | None


class ObligationBook:
    """Obligations of all origins, in one mode.

    Parameters
    ----------
    mode : Mode
    registry : Registry
    """

    def __init__(self, mode: Mode, registry: Registry) -> None:
        self._mode = mode
        self._registry = registry
        self._newest: dict[tuple[str, str], Obligation] = {}
        self._of: dict[str, tuple[str, str]] = {}
        self._early: dict[str, list[Met]] = {}
        self._seen: set[str] = set()
        self._gone: set[tuple[str, str]] = set()
        self._lock = RLock()
        self.stamp = 0

    def apply(self, record: Record) -> bool:
        """Take one more record; whether it says something of an obligation.

        Raises
        ------
        MalformedMessage
            Where its body can't be read.
        """
        payload = record.payload
        if payload.kind not in _KINDS or payload.mode is not self._mode or record.id in self._seen:
            return False
        body = body_of(record, self._registry)
        with self._lock:
            self._seen.add(record.id)
            if (record.id, sponsor_of(payload.origin)) in self._gone:
                return False
            changed = self._take(record, body)
            self.stamp += changed
            return changed

    def every(self) -> tuple[Obligation, ...]:
        """All of them, in order of origin and name."""
        with self._lock:
            return tuple(each for _, each in sorted(self._newest.items()))

    def get(self, origin: str, name: str) -> Obligation | None:
        """The one of this name; None where there is none."""
        with self._lock:
            return self._newest.get((origin, name))

    def expressions(self) -> list[Key]:
        """What is to be checked."""
        return [
            each.key for each in self.every()
            if each.body.expression and each.body.status is ObligationStatus.OPEN
        ]  # fmt: skip

    def late(self, party: str, t: Epoch, standing: StandingOf) -> tuple[str, ...]:
        """Records of what a party, or anybody, has not met in time."""
        return tuple(
            each.record_id for each in self.every()
            if party in {"", each.body.owes}
            and each.where(t, standing(each.key)).state is State.LATE
        )  # fmt: skip

    def _take(self, record: Record, body: object) -> bool:
        match body:
            case ObligationBody():
                return self._edition(record, body)
            case AcknowledgementBody():
                return self._word(record, body)
            case WithdrawalBody():
                return self._withdraw(body.record, sponsor_of(record.payload.origin))
        return False

    def _edition(self, record: Record, body: ObligationBody) -> bool:
        key = record.payload.origin, body.name
        self._of[record.id] = key
        known = self._newest.get(key)
        made = Obligation(
            origin=record.payload.origin, record_id=record.id, body=body,
            label=record.payload.label, t=Epoch.from_utc(record.payload.t_created),
            met=() if known is None else known.met,
        )  # fmt: skip
        for met in self._early.pop(record.id, ()):
            made = _with(made, met)
        newer = known is None or (made.body.number, made.t.tai_ns) >= (
            known.body.number, known.t.tai_ns,
        )  # fmt: skip
        if newer:
            self._newest[key] = made
        return newer

    def _word(self, record: Record, body: AcknowledgementBody) -> bool:
        if body.progress is not Progress.DONE:
            return False
        payload = record.payload
        met = Met(record.id, payload.origin, Epoch.from_utc(payload.t_created))
        key = self._of.get(body.record)
        if key is None:
            self._early.setdefault(body.record, []).append(met)
            while len(self._early) > _MOST_EARLY:
                self._early.pop(next(iter(self._early)))
            return False
        before = self._newest[key]
        self._newest[key] = _with(before, met)
        return self._newest[key] is not before

    def _withdraw(self, record_id: str, nation: str) -> bool:
        self._gone.add((record_id, nation))
        key = self._of.get(record_id)
        if key is not None and sponsor_of(key[0]) == nation:
            known = self._newest.get(key)
            if known is not None and known.record_id == record_id:
                del self._newest[key]
                return True
        return self._take_back(record_id, nation)

    def _take_back(self, record_id: str, nation: str) -> bool:
        """A word that somebody gave that it is met."""
        for key, known in self._newest.items():
            left = tuple(
                met for met in known.met
                if met.record_id != record_id or sponsor_of(met.by) != nation
            )  # fmt: skip
            if len(left) < len(known.met):
                self._newest[key] = replace(known, met=left)
                return True
        return False


def _with(obligation: Obligation, met: Met) -> Obligation:
    """With one more word; of those who may say it."""
    may = {obligation.origin, obligation.body.owes, sponsor_of(obligation.body.owes)}
    if met.by not in may:
        return obligation
    ordered: Iterable[Met] = sorted((*obligation.met, met), key=lambda one: one.t.tai_ns)
    return replace(obligation, met=tuple(ordered))


def _met(done: Epoch | None, due: Epoch | None) -> State:
    late = done is not None and due is not None and done > due
    return State.MET_LATE if late else State.MET
