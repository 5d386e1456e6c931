"""The planning part of a node: it hears every record, and looks at assumptions when that is due.

A step in which nothing was heard that a plan asks of, and no round is due, costs a look at
one number. Nothing here goes by the machine's clock: the same records at the same instants
give the same findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock
from typing import Final

from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.apart import each_apart
from cspo.operations.plan.book import PlanBook
from cspo.operations.plan.books import Books, OtherPlan, named
from cspo.operations.plan.checking import Checked, Checks, Key
from cspo.operations.plan.flags import raised
from cspo.operations.plan.obligations import ObligationBook
from cspo.operations.plan.plans import Edition, Plan, worst_of
from cspo.operations.plan.said import SaidBook
from cspo.operations.plan.said_late import AskedSince
from cspo.operations.plan.telling import Telling, may_be_told, tell
from cspo.operations.plan.topics import Topic
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.store import OperationsStore, OperationsUnit
from cspo.records.bodies.standing import PlanStanding
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["PlanDuty"]

_AT_ONCE: Final = 20
"""Findings in one unit of work: a signature and its releases take some ten milliseconds each."""

_AGAIN_S: Final = 5.0
"""How soon that is looked at again of which something was to be told, s."""

DeskOf = Callable[[OperationsUnit], ReleaseDesk]


class PlanDuty:
    """Books of plans, obligations and what was said, kept up with a store, and the looks.

    Parameters
    ----------
    nation : str
    mode : Mode
    registry : Registry
    is_form : callable
        Whether a record of ours is a form of another.
    asked : AskedSince
        What our plans were known to ask of before the first record is read; this notes what more.

    Attributes
    ----------
    book : PlanBook
    said : SaidBook
    obligations : ObligationBook
    checks : Checks
    making : Lock
        Held by who makes a record of a plan, from their look into the book until it is entered:
        two next editions never have one number.
    """

    def __init__(
        self, nation: str, mode: Mode, registry: Registry,
        *, is_form: Callable[[Record], bool] = lambda record: False,  # noqa: ARG005
        asked: AskedSince | None = None,
    ) -> None:  # fmt: skip
        self.nation = nation
        self.asked = AskedSince() if asked is None else asked
        self._indexed = 0
        self.said = SaidBook(
            registry, mode,
            is_form=lambda record: sponsor_of(record.payload.origin) == nation and is_form(record),
            asked=self.asked,
        )  # fmt: skip
        self.book = PlanBook(nation, mode, registry, is_form=is_form)
        self.obligations = ObligationBook(mode, registry)
        self.checks = Checks(nation, self.book)
        self.making = Lock()
        self._everything = False
        self._touched: set[Topic] = set()

    def hear(self, record: Record, t_ingest: Epoch) -> None:
        """Take one more record, in the order of ingest, each as often as it comes.

        Raises
        ------
        MalformedMessage
            Where its body can't be read.
        """
        self.said.hear(record, t_ingest)
        about = self.book.apply(record, t_ingest)
        name = self._name_of(record) if about is None else about[1]  # who made it may have entered
        if name:
            self._touched.add(("plan", name))
        if self.obligations.apply(record):
            self._touched.add(("obligation", ""))

    def enter(self, record: Record, t: Epoch) -> None:
        """Take what was just made by hand, before the node reads it: who comes next builds on it.

        Under `making`, by the thread that made it.
        """
        self.book.apply(record, t)

    def touch(self, topics: Iterable[Topic]) -> None:
        """What assumptions may ask of has changed."""
        self._touched.update(topics)

    def touch_all(self) -> None:
        """Everything may have changed."""
        self._everything = True

    def work(
        self, store: OperationsStore, desk: DeskOf, books: Callable[[Epoch], Books], t: Epoch
    ) -> list[Record]:
        """Look at what is due and tell the owner what became of it; the findings that were made."""
        owed = self.obligations
        self.checks.keep_up(t, lambda: owed.expressions(self.nation), owed.stamp)
        touched = self._touched | self.said.take_touched()
        self._touched = set()
        due = self.checks.is_due(touched, t, everything=self._everything)
        self._everything = False
        if not due:
            return []
        now = books(t)
        looked = [key for key in self.checks.look(now) if not self._is_awaited(key, now)]
        if self._indexed != self.checks.indexed:
            self._indexed = self.checks.indexed
            self.asked.keep(self.checks.topics, t, more=not self.checks.is_indexed)
        tellings = self._tellings(looked, t)
        if not tellings:
            return []
        # what can't be told now is not put off for a whole round
        self.checks.again((each.key for each in tellings), t + _AGAIN_S)
        return self._tell(store, desk, tellings, t)

    def standing(self, plan: Plan, t: Epoch) -> PlanStanding | None:
        """How a plan stands: ours as it was last looked at, others' by their owner's word."""
        edition = plan.current(t)
        if plan.origin != self.nation or edition is None or plan.retired(t):
            return plan.standing(t)
        found = []
        for each in edition.assumptions:
            if each.expression:
                checked = self.checked(plan.name, each.expression)
                found.append(PlanStanding.UNKNOWN if checked is None else checked.standing)
        return worst_of(found)

    def checked(self, name: str, expression: str) -> Checked | None:
        """How an assumption of a plan of ours stood when it was last looked at."""
        return self.checks.checked.get((name, expression))

    def standing_of(self, key: Key) -> PlanStanding | None:
        """How an expression stood when it was last looked at; None where it never was."""
        checked = self.checks.checked.get(key)
        return None if checked is None else checked.standing

    def other_plan(self, origin: str, name: str, t: Epoch) -> OtherPlan | None:
        """A plan as assumptions of other plans ask of it.

        One of ours stands as it was last looked at, and so what is said of it rests on all that
        was looked at then.
        """
        plan = self.book.plan(origin, name)
        edition = None if plan is None else plan.current(t)
        if plan is None or edition is None:
            return None
        if plan.retired(t):
            return OtherPlan(
                standing=None, since=edition.t, evidence=(edition.record_id,), text="it is retired"
            )
        standing = self.standing(plan, t)
        asked = [each.expression for each in edition.assumptions if each.expression]
        told = [found for each in asked if (found := plan.told(each)) is not None]
        looked = [] if origin != self.nation else [self.checked(name, each) for each in asked]
        rests_on = [item for each in looked if each is not None for item in each.verdict.evidence]
        since = max([edition.t, *(each.t for each in told)], key=lambda at: at.tai_ns)
        text = "it assumes nothing that a machine can check" if standing is None else standing.value
        return OtherPlan(
            standing=standing, since=since, text=text,
            evidence=tuple(dict.fromkeys((
                edition.record_id, *named((each.record_id, each.label) for each in told),
                *rests_on,
            ))),
        )  # fmt: skip

    def _is_awaited(self, key: Key, books: Books) -> bool:
        """Whether it is unknown only until a screening is done: not known yet is no news."""
        checked = self.checks.checked[key]
        if checked.standing is not PlanStanding.UNKNOWN:
            return False
        return any(books.awaits(name) for name in self.checks.horizons(books.identity, key))

    def _tellings(self, looked: list[tuple[str, str]], t: Epoch) -> list[Telling]:
        """What of that is to be told now; what has to wait is looked at again in the next round."""
        found = []
        for name, expression in looked:
            plan = self.book.plan(self.nation, name)
            edition = None if plan is None else plan.current(t)
            checked = self.checked(name, expression)
            if plan is None or edition is None or checked is None or not may_be_told(edition):
                continue
            told = plan.found.get(expression, ())
            flag = raised(told, checked.standing, t)
            number = _number(edition, expression)
            if flag is not None and number:
                found.append(
                    Telling(
                        edition=edition, assumption=number, checked=checked, raised=flag,
                        last=told[-1] if told else None,
                    )
                )  # fmt: skip
        return found

    def _tell(
        self, store: OperationsStore, desk: DeskOf, tellings: list[Telling], t: Epoch
    ) -> list[Record]:
        def told(part: Iterable[Telling]) -> list[Record]:
            with store.write() as unit:
                return [tell(unit, desk(unit), each, t=t) for each in part]

        parts = [tellings[k : k + _AT_ONCE] for k in range(0, len(tellings), _AT_ONCE)]
        made = [record for part in parts for done in each_apart(told, part) for record in done]
        for record in made:
            self.book.apply(record, t)  # before the next look, which may be within this step
            self._touched.add(("plan", self._name_of(record)))
        return made

    def _name_of(self, record: Record) -> str:
        plan = self.book.of_record(record.id)
        return "" if plan is None else plan.name


def _number(edition: Edition, expression: str) -> int:
    """Which assumption it is, from 1; 0 where it is none any more."""
    found = (n for n, each in enumerate(edition.assumptions, 1) if each.expression == expression)
    return next(found, 0)
