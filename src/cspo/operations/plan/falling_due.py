"""What falls due by other books than that of obligations, and is owed without anybody's stating it.

1. A number of the directory is called once a month: by the nation whose directory it is.
2. What waits for people before it is released: an answer, by the desk with which it lies.
3. A plan or policy is reviewed, and its flags are answered: by its owner.

None of these is a record. Each is as its own book has it at one instant, and is met there: by
a check of the contact, an answer to the review, a word on the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.operations.contacts import CHECK_EVERY_S, ContactBook
from cspo.operations.plan.plans import Plan
from cspo.operations.release.review_queue import review_state
from cspo.operations.store import OperationsStore, OperationsUnit
from cspo.records.bodies.readiness import Owed
from cspo.records.bodies.standing import PlanStanding
from cspo.records.record import read_record
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = [
    "MOST_RELEASES", "FallsDue", "all_falling_due", "contact_checks", "plan_reviews", "releases",
    "waiting_for",
]  # fmt: skip

MOST_RELEASES: Final = 500
"""Releases that are told of, what is due first first."""

_SOON_S: Final = 7 * DAY_S
"""How long before it is due a check of a contact is told of, s."""
_SAFETY: Final = "safety"
_LINE: Final = 200
_NAME: Final = 64
_ID: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class FallsDue:
    """What somebody owes by the state of a book.

    Parameters
    ----------
    name : str
        The same as long as it is the same thing.
    what : Owed
    owes : str
    to : tuple of str
        To whom; none: to all.
    text : str
    since, due : Epoch
        From when on it is owed, and until when.
    every_s : float or None
        How often it comes again, s.
    plan : str
        Of a review: the plan.
    rests_on : tuple of (str, Label)
        Records that it follows from, and their marks; the first is what it is about.
    """

    name: str
    what: Owed
    owes: str
    text: str
    since: Epoch
    due: Epoch
    rests_on: tuple[tuple[str, Label], ...]
    to: tuple[str, ...] = ()
    every_s: float | None = None
    plan: str = ""

    def is_late(self, t: Epoch) -> bool:
        """Whether its time has passed."""
        return self.due < t


def contact_checks(
    contacts: ContactBook, nation: str, t: Epoch,
    sees: Callable[[str], bool] = lambda record_id: True,  # noqa: ARG005
) -> Iterator[FallsDue]:  # fmt: skip
    """Checks of contacts that are overdue or fall due within a week.

    Under a number that nobody ever tried somebody should have got through since it is known.

    Parameters
    ----------
    nation : str
        Whose directory.
    sees : callable
        Whether the reader may see the record of an id.
    """
    for each in contacts.every(sees):
        body = each.body
        since = each.t if each.checked is None else each.checked
        due = since if each.checked is None else since + CHECK_EVERY_S
        if due - t > _SOON_S:
            continue
        yield FallsDue(
            name=f"check-{each.record_id[:_ID]}", what=Owed.CONTACT_CHECK, owes=nation,
            to=(body.party,), text=f"Call {body.role} of {body.party}"[:_LINE], since=since,
            due=due, every_s=CHECK_EVERY_S, rests_on=((each.record_id, each.label),),
        )  # fmt: skip


def releases(unit: OperationsUnit, nation: str, mode: Mode) -> Iterator[FallsDue]:
    """What waits for people before it is released, or is judged after that."""
    for review_id in unit.reviews(open_only=True)[:MOST_RELEASES]:
        state = review_state(unit, review_id)
        row = state.row
        envelope = unit.envelope(row.product_id)
        if row.mode is not mode or envelope is None:
            continue
        what = "Judge the safety release" if row.purpose == _SAFETY else "Decide on the release"
        yield FallsDue(
            name=f"desk-{review_id}", what=Owed.RELEASE, owes=nation, to=row.parties,
            text=f"{what} of a record of kind {row.kind}; it lies with {state.desk}"[:_LINE],
            since=row.t_opened, due=state.due,
            rests_on=((row.product_id, read_record(envelope).payload.label),),
        )  # fmt: skip


def plan_reviews(plans: Iterable[Plan], t: Epoch) -> Iterator[FallsDue]:
    """What owners of plans have to say next, of these as far as they are given."""
    for plan in plans:
        due, edition = plan.due(t), plan.current(t)
        if due is None or edition is None:
            continue
        told = [
            found for each in edition.assumptions
            if each.expression and (found := plan.told(each.expression)) is not None
            and found.body.standing is not PlanStanding.HOLDS
        ]  # fmt: skip
        yield FallsDue(
            name=f"review-{plan.name}"[:_NAME], what=Owed.REVIEW, owes=plan.origin,
            text=f"{due.what} of {plan.name}"[:_LINE], since=due.since, due=due.at,
            plan=f"{plan.origin}/{plan.name}",
            rests_on=(
                (edition.record_id, edition.label),
                *((each.record_id, each.label) for each in told),
            ),
        )  # fmt: skip


def all_falling_due(
    store: OperationsStore, contacts: ContactBook, plans: Callable[[], Iterable[Plan]],
    nation: str, mode: Mode, t: Epoch,
) -> Callable[[], tuple[FallsDue, ...]]:  # fmt: skip
    """Gives all of it, whoever may see it: read when it is asked for first, and then kept."""

    @cache
    def found() -> tuple[FallsDue, ...]:
        with store.read() as unit:
            waiting = tuple(releases(unit, nation, mode))
        return (*contact_checks(contacts, nation, t), *waiting, *plan_reviews(plans(), t))

    return found


def waiting_for(unit: OperationsUnit) -> dict[str, frozenset[str]]:
    """By record: parties for which an answer is awaited before it goes to them.

    None of them is to hear meanwhile that there is such a record.
    """
    found: dict[str, frozenset[str]] = {}
    for review_id in unit.reviews(open_only=True):
        row = review_state(unit, review_id).row
        if row.purpose == _SAFETY:  # they have it already
            continue
        found[row.product_id] = found.get(row.product_id, frozenset()) | frozenset(row.parties)
    return found
