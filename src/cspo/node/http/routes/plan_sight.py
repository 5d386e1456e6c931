"""Who looks at plans, in one request: what of them they may see, and how that stands for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from cspo.markings import Label
from cspo.markings.parties import sponsor_of
from cspo.operations.plan.books import FeedHeard, silence
from cspo.operations.plan.checking import Checked
from cspo.operations.plan.duty import PlanDuty
from cspo.operations.plan.obligation import Obligation
from cspo.operations.plan.plans import Edition, Plan
from cspo.operations.plan.topics import plans_asked
from cspo.operations.store import OperationsUnit
from cspo.records import read_record
from cspo.records.bodies.planning import Assumption
from cspo.records.bodies.standing import PlanStanding
from cspo.time import Epoch

__all__ = ["NOT_FOR_YOU", "NOT_IN_FORCE", "Reader"]

NOT_FOR_YOU: Final = "It rests on records that are not for you."
NOT_IN_FORCE: Final = "This edition is not in force."
RETIRED: Final = "It is retired, and nobody looks any more."
NOT_YET: Final = "Nobody has looked yet."
_SAYS: Final = {
    PlanStanding.HOLDS: "holds", PlanStanding.NEARLY: "nearly fails",
    PlanStanding.UNKNOWN: "is unknown", PlanStanding.FAILS: "fails",
}  # fmt: skip

_Key = tuple[str, str]
_Stands = tuple[PlanStanding, Epoch | None, str]


@dataclass(slots=True)
class Reader:
    """Who looks at the plans of a node, in one request.

    Parameters
    ----------
    duty : PlanDuty
    unit : OperationsUnit
    may : callable
        Which marks the reader may see.
    ours : bool
        Whether the reader is of the nation itself.
    t : Epoch
    feeds : mapping
        Which partners were heard of when.
    """

    duty: PlanDuty
    unit: OperationsUnit
    may: Callable[[Label], bool]
    ours: bool
    t: Epoch
    feeds: Mapping[str, FeedHeard] = field(default_factory=dict)
    _labels: dict[str, Label | None] = field(default_factory=dict)
    _plans: dict[_Key, Plan] | None = None
    _asked: dict[_Key, set[_Key]] = field(default_factory=dict)

    def plans(self) -> dict[_Key, Plan]:
        """Those that the reader may see, as far as that, by origin and name."""
        if self._plans is None:
            seen = (plan.seen(self.may, self.t) for plan in self.duty.book.every())
            self._plans = {
                (plan.origin, plan.name): plan for plan in seen
                if plan is not None and plan.current(self.t) is not None
            }  # fmt: skip
            self._asked = {key: set(_asked(each, self.t)) for key, each in self._plans.items()}
        return self._plans

    def links(self, plan: Plan) -> tuple[list[Plan], list[Plan]]:
        """Plans that it rests on, and that rest on it."""
        every, key = self.plans(), (plan.origin, plan.name)
        above = [every[name] for name in sorted(self._asked.get(key, ())) if name in every]
        below = [every[name] for name, wanted in sorted(self._asked.items()) if key in wanted]
        return above, below

    def checked(self, plan: Plan, expression: str) -> Checked | None:
        """How an assumption of ours stands now, where the reader may see all that it rests on."""
        if plan.origin != self.duty.nation or not self.ours or plan.replaced:
            return None
        found = self.duty.checked(plan.name, expression)
        return found if found is not None and self._sees_all(found) else None

    def met(self, obligation: Obligation) -> PlanStanding | None:
        """How an obligation's expression stands; None where the reader may not see why."""
        found = self.duty.checks.checked.get(obligation.key) if self.ours else None
        return found.standing if found is not None and self._sees_all(found) else None

    def label(self, record_id: str) -> Label | None:
        """The mark of a record; None where it is not here, or none is named."""
        if record_id not in self._labels:
            envelope = self.unit.envelope(record_id) if record_id else None
            found = None if envelope is None else read_record(envelope).payload.label
            self._labels[record_id] = found
        return self._labels[record_id]

    def standing(self, plan: Plan, edition: Edition, each: Assumption) -> _Stands:
        """How an assumption of an edition stands for the reader, since when, and why.

        Of a plan of ours what rests on records that are not for the reader is unknown to them: that
        it holds would be said of what fails, too. So is what a partner said last that is silent
        now, and all of an edition that is not in force, or retired: nobody looks any more.
        """
        if not plan.is_current(edition, self.t):
            return PlanStanding.UNKNOWN, None, NOT_IN_FORCE
        if plan.retired(self.t):
            return PlanStanding.UNKNOWN, None, RETIRED
        checked = self.checked(plan, each.expression)
        if checked is not None:
            return checked.standing, checked.since, checked.verdict.text
        if self.ours and plan.origin == self.duty.nation:
            if self.duty.checked(plan.name, each.expression) is not None:
                return PlanStanding.UNKNOWN, None, NOT_FOR_YOU
            fault = self.duty.checks.unreadable.get((plan.name, each.expression))
            why = NOT_YET if fault is None else f"This node can't read it: {fault}."
            return PlanStanding.UNKNOWN, None, why
        return self._doubted(plan, self._last_word(plan, each))

    def _last_word(self, plan: Plan, each: Assumption) -> _Stands:
        told = plan.told(each.expression)
        if told is not None:
            return told.body.standing, Epoch.from_utc(told.body.since_utc), told.body.why
        edition = plan.current(self.t)
        since = None if edition is None else edition.t
        return PlanStanding.HOLDS, since, "Its owner has told of nothing else."

    def _doubted(self, plan: Plan, last: _Stands) -> _Stands:
        """What its owner said last; unknown where they are silent, and may have said otherwise.

        Who is silent since when is told to the nation's own people alone.
        """
        why = silence(self.feeds, self.duty.nation, plan.origin)
        if not why:
            return last
        heard = self.feeds[sponsor_of(plan.origin)].heard if self.ours else None
        why = f"{why[0].upper()}{why[1:]}" if self.ours else "Its owner was not heard of lately"
        return PlanStanding.UNKNOWN, heard, f"{why}; by its last word it {_SAYS[last[0]]}."

    def _sees_all(self, checked: Checked) -> bool:
        """Whether the reader may see all that it rests on."""
        evidence = {item for each in checked.verdict.readings for item in each.reading.evidence}
        return all(map(self._sees, evidence))

    def _sees(self, item: str) -> bool:
        label = self.label(item.partition("#")[0])
        return label is not None and self.may(label)


def _asked(plan: Plan, t: Epoch) -> Iterator[tuple[str, str]]:
    edition = plan.current(t)
    for each in () if edition is None else edition.assumptions:
        if each.expression:
            yield from plans_asked(each.expression, plan.origin)
