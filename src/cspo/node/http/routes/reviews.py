"""Reviews: what waits for people before it is released, and their yes or no.

Here a person is who has signed in, so two different people are two. Those who may not
see a product can't answer for it either.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from litestar.params import JSONBody, PathParameter, QueryParameter

from cspo.markings import Mode
from cspo.node.http.callers import Caller
from cspo.node.http.faults import denied, not_found
from cspo.node.http.gate import Gate
from cspo.node.http.pages import Page
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read, write
from cspo.node.http.seen import RunningNode
from cspo.node.store import SqliteUnit
from cspo.operations.release.review import approve, judge_safety, refuse
from cspo.operations.release.review_queue import ReviewState, review_state
from cspo.records import read_record

__all__ = ["handlers"]

_SAFETY: Final = "safety"

ReviewId = Annotated[str, PathParameter(max_length=64, description="Id of a review.")]


class StepView(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to a review, and when."""

    step: str
    person: str
    desk: str
    reason: str
    at_utc: str


class ReviewView(msgspec.Struct, frozen=True, kw_only=True):
    """What waits for people, or did.

    Parameters
    ----------
    review, purpose : str
        Which; ``"release"``, ``"widening"``, ``"back-release"`` or ``"safety"``.
    product, kind : str
        The record that it is about.
    mode : Mode
        Of the record.
    parties : list of str
        For whom it is asked.
    rule, reason, profile : str
        By which rule of the policy it waits, why, and in which form it would go.
    drafter : str
        Who asked for it; empty: the policy did.
    approvals : int
        How many different people must say yes.
    approved_by : list of str
        Who has.
    open : bool
        Whether something is still to be done.
    desk, due_utc : str
        With whom it lies, and until when.
    overdue : bool
        Whether that has passed.
    steps : list
        What happened so far.
    """

    review: str
    purpose: str
    product: str
    kind: str
    mode: Mode
    parties: list[str]
    rule: str
    reason: str
    profile: str
    drafter: str
    approvals: int
    approved_by: list[str]
    open: bool
    desk: str
    due_utc: str
    overdue: bool
    steps: list[StepView]


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer led to.

    Parameters
    ----------
    review : ReviewView
        As it stands now.
    outcomes : dict
        By party: what was decided.
    waits_for : list of str
        Originators without whose grant it can't go out, although people agreed.
    """

    review: ReviewView
    outcomes: dict[str, str]
    waits_for: list[str]


class Yes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why, if something is to be said; it goes into the log."""

    reason: Annotated[str, msgspec.Meta(max_length=1_000)] = ""


class No(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why not; it goes into the log."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]


@read("/api/v1/reviews", Right.RELEASE, "What waits for people", cache=False)
def list_reviews(
    node: NodeHere,
    caller: CallerHere,
    every: Annotated[  # noqa: FBT002 - a parameter of the query, which has a name
        bool, QueryParameter(name="all", description="Those that have ended as well.")
    ] = False,
) -> Page[ReviewView]:
    """Reviews of products that the caller may see, the one due first in front."""
    _must_be_nation(node, caller)
    with node.store.read() as unit:
        states = [review_state(unit, each) for each in unit.reviews(open_only=not every)]
        seen = [state for state in states if _sees(unit, caller, state)]
    return Page([_view(node, state) for state in seen])


@read("/api/v1/reviews/{review:str}", Right.RELEASE, "One review", tag="reviews", cache=False)
def get_review(node: NodeHere, caller: CallerHere, gate: GateHere, review: ReviewId) -> ReviewView:
    """With its steps; the product is at `/api/v1/records`."""
    _must_be_nation(node, caller)
    with node.store.read() as unit:
        return _view(node, _found(unit, caller, gate, review))


@write("/api/v1/reviews/{review:str}/approve", Right.RELEASE, "Say yes", tag="reviews")
def say_yes(
    node: NodeHere, caller: CallerHere, gate: GateHere, review: ReviewId, data: JSONBody[Yes]
) -> Answered:
    """With the last yes that it takes, the record goes out; of a safety release: it was right."""
    return _answer(node, caller, gate, review, data.reason, right=True)


@write("/api/v1/reviews/{review:str}/refuse", Right.RELEASE, "Say no", tag="reviews")
def say_no(
    node: NodeHere, caller: CallerHere, gate: GateHere, review: ReviewId, data: JSONBody[No]
) -> Answered:
    """One no is enough; of a safety release: it was wrong."""
    return _answer(node, caller, gate, review, data.reason, right=False)


def _answer(
    node: RunningNode, caller: Caller, gate: Gate, review: str, reason: str, *, right: bool
) -> Answered:
    _must_be_nation(node, caller)
    t = node.clock.now()
    with node.store.write() as unit:
        state = _found(unit, caller, gate, review)
        told = {"review": review, "answer": "yes" if right else "no"}
        caller.audit(unit, "review answered", told, t=t)
        if state.row.purpose == _SAFETY:
            judged = judge_safety(unit, review, caller.person, right=right, t=t, reason=reason)
            return Answered(review=_view(node, judged), outcomes={}, waits_for=[])
        decide = approve if right else refuse
        done = decide(unit, node.desk(unit), review, caller.person, t=t, reason=reason)
    node.wake()
    return Answered(
        review=_view(node, done.state), waits_for=list(done.waits_for),
        outcomes={row.party: str(row.outcome) for row in done.rows},
    )  # fmt: skip


def _must_be_nation(node: RunningNode, caller: Caller) -> None:
    if caller.party != node.home.nation:
        raise denied("reviews are the nation's own")


def _found(unit: SqliteUnit, caller: Caller, gate: Gate, review: str) -> ReviewState:
    """A review of a product that the caller may see."""
    if unit.review(review) is None:
        raise not_found("review")
    state = review_state(unit, review)
    if not _sees(unit, caller, state):
        gate.trail.denied({"rule": "http 9", "record": state.row.product_id,
                           "person": caller.person, "by": caller.credential})  # fmt: skip
        raise not_found("review")
    return state


def _sees(unit: SqliteUnit, caller: Caller, state: ReviewState) -> bool:
    envelope = unit.envelope(state.row.product_id)
    return envelope is not None and caller.sees(read_record(envelope))


def _view(node: RunningNode, state: ReviewState) -> ReviewView:
    row = state.row
    return ReviewView(
        review=row.review_id, purpose=row.purpose, product=row.product_id, kind=row.kind,
        mode=row.mode, parties=list(row.parties), rule=row.rule, reason=row.reason,
        profile=row.profile, drafter=row.drafter, approvals=row.approvals,
        approved_by=list(state.approved_by), open=state.is_open, desk=state.desk,
        due_utc=state.due.utc_iso(3), overdue=state.is_open and state.due <= node.clock.now(),
        steps=[
            StepView(
                step=str(step.step), person=step.person, desk=step.desk, reason=step.reason,
                at_utc=step.t.utc_iso(3),
            )
            for step in state.steps
        ],
    )  # fmt: skip


handlers: Final = (list_reviews, get_review, say_yes, say_no)
