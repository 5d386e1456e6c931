"""One obligation: who owes whom what, by when, and where it stands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from cspo.markings.label import Label
from cspo.operations.plan.checking import OBLIGATION, Key
from cspo.records.bodies.readiness import ObligationBody, ObligationStatus
from cspo.records.bodies.standing import PlanStanding
from cspo.time import Epoch

__all__ = ["Met", "Obligation", "State", "Where"]


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
    first_due : Epoch or None
        When it is due, the first time; None where it is owed at all times.
    met : tuple of Met
        In order of time.
    """

    origin: str
    record_id: str
    body: ObligationBody
    label: Label
    t: Epoch
    first_due: Epoch | None
    met: tuple[Met, ...] = ()

    @property
    def id(self) -> str:
        """What names it; it stays the same."""
        return f"{self.origin}/{self.body.name}"

    @property
    def key(self) -> Key:
        """Under which its expression is checked."""
        return f"{OBLIGATION}{self.id}", self.body.expression

    @property
    def is_checked(self) -> bool:
        """Whether a machine says if it is met."""
        return bool(self.body.expression) and self.body.status is ObligationStatus.OPEN

    def where(self, t: Epoch, standing: PlanStanding | None) -> Where:
        """Where it stands at an instant.

        Parameters
        ----------
        standing : PlanStanding or None
            Of its expression; None where it has none, or nobody has looked.
        """
        body = self.body
        if body.status is ObligationStatus.WAIVED:
            return Where(State.WAIVED, None, self.t)
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
        first = self.first_due
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
    """Where an obligation stands, until when it is to be met, and when it was, or was waived."""

    state: State
    due: Epoch | None
    done: Epoch | None


def _met(done: Epoch | None, due: Epoch | None) -> State:
    late = done is not None and due is not None and done > due
    return State.MET_LATE if late else State.MET
