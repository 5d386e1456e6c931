"""How decisions, reviews and withdrawals are shown: one line each, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from cspo.cli.console import note, print_json, print_table, say

if TYPE_CHECKING:
    from cspo.node.desks import OpenNode
    from cspo.operations.release.review import Reviewed
    from cspo.operations.release.review_queue import ReviewState
    from cspo.operations.release.withdrawal import WithdrawalState
    from cspo.operations.store import DecisionRow
    from cspo.time import Epoch

__all__ = [
    "print_answer",
    "print_decisions",
    "print_reviews",
    "print_withdrawals",
    "tell_steps",
    "warn_waiting",
]

_ID_SHOWN: Final = 16


def print_decisions(rows: Iterable[DecisionRow], *, json: bool, with_record: bool = False) -> None:
    """Who gets a product, who waits, who does not, each with the rule and the reason.

    *with_record* says in each line of people's table which product, and when.
    """
    rows = list(rows)
    if json:
        print_json([_decision(row) for row in rows])
        return
    columns = [("party", "left"), ("outcome", "left"), ("rule", "left"), ("form", "left"),
               ("review", "left"), ("reason", "left")]  # fmt: skip
    if with_record:
        columns = [("at (UTC)", "left"), ("record", "left"), *columns]
    print_table("", columns, [
        [*([row.t.utc_iso(0), row.product_id[:_ID_SHOWN]] if with_record else ()),
         row.party, str(row.outcome), row.rule,
         row.released_id[:_ID_SHOWN] if row.released_id != row.product_id else "as it is",
         row.review_id, row.reason]
        for row in rows
    ])  # fmt: skip


def warn_waiting(node: OpenNode, rows: Iterable[DecisionRow]) -> None:
    """Say whose feed takes nothing yet, since the store was restored."""
    from cspo.federation.feed import Feed
    from cspo.federation.sender import may_append
    from cspo.operations.store import Outcome

    with node.store.read() as unit:
        for row in rows:
            feed = Feed(node.home.nation, row.party, row.mode)
            if row.outcome is Outcome.RELEASED and not may_append(unit, feed):
                note(f"{row.party}: its feed waits since a restore, and so does this record "
                     "(cspo feed status)")  # fmt: skip


def _decision(row: DecisionRow) -> dict[str, Any]:
    return {
        "product_id": row.product_id, "party": row.party, "outcome": row.outcome,
        "released_id": row.released_id, "rule": row.rule, "reason": row.reason,
        "review_id": row.review_id, "persons": row.persons, "policy": row.policy,
        "kind": row.kind, "mode": row.mode, "object": row.object,
        "t_product_utc": row.t_product.utc_iso(6), "t_utc": row.t.utc_iso(6),
        "delay_s": row.t - row.t_product,
    }  # fmt: skip


def print_reviews(states: Iterable[ReviewState], t: Epoch, *, json: bool) -> None:
    """What waits for people, with whom, until when."""
    states = list(states)
    if json:
        print_json([_review(state, t) for state in states])
        return
    columns = [("review", "left"), ("what", "left"), ("record", "left"), ("kind", "left"),
               ("for", "left"), ("with", "left"), ("due (UTC)", "left"), ("yes", "right"),
               ("rule", "left"), ("reason", "left")]  # fmt: skip
    print_table("", columns, [
        [row.review_id, row.purpose, row.product_id[:_ID_SHOWN], row.kind,
         ", ".join(row.parties), state.desk,
         state.due.utc_iso(0) + (" OVERDUE" if state.is_open and state.due <= t else ""),
         f"{len(state.approved_by)} of {row.approvals}", row.rule, row.reason]
        for state in states for row in [state.row]
    ])  # fmt: skip


def _review(state: ReviewState, t: Epoch) -> dict[str, Any]:
    row = state.row
    return {
        "review_id": row.review_id, "purpose": row.purpose, "product_id": row.product_id,
        "kind": row.kind, "mode": row.mode, "parties": row.parties, "rule": row.rule,
        "reason": row.reason, "profile": row.profile, "drafter": row.drafter,
        "approvals": row.approvals, "approved_by": state.approved_by, "open": state.is_open,
        "state": state.steps[-1].step, "desk": state.desk, "due_utc": state.due.utc_iso(6),
        "overdue": state.is_open and state.due <= t, "t_opened_utc": row.t_opened.utc_iso(6),
        "steps": [
            {"n": step.n, "step": step.step, "person": step.person, "desk": step.desk,
             "reason": step.reason, "due_utc": step.due.utc_iso(6), "t_utc": step.t.utc_iso(6)}
            for step in state.steps
        ],
    }  # fmt: skip


def print_answer(reviewed: Reviewed, t: Epoch, *, json: bool) -> None:
    """How a review stands after an answer, and what that led to."""
    if json:
        line = _review(reviewed.state, t)
        line["waits_for"] = reviewed.waits_for
        line["decisions"] = [_decision(row) for row in reviewed.rows]
        print_json([line])
        return
    print_reviews([reviewed.state], t, json=False)
    if reviewed.rows:
        print_decisions(reviewed.rows, json=False)
    if reviewed.waits_for:
        say(f"agreed, but it waits for the grant of {', '.join(reviewed.waits_for)}")
    elif reviewed.state.is_open:
        say("it waits for another person")


def tell_steps(state: ReviewState) -> None:
    """The steps of one review, for people."""
    for step in state.steps:
        words = [step.t.utc_iso(0), str(step.step), step.person, f"({step.desk})", step.reason]
        say("  " + " ".join(filter(None, words)))


def print_withdrawals(states: Iterable[WithdrawalState], *, json: bool) -> None:
    """What was taken back, and what each partner has answered."""
    states = list(states)
    if json:
        print_json([_withdrawal(state) for state in states])
        return
    columns = [("withdrawal", "left"), ("of", "left"), ("party", "left"), ("answer", "left"),
               ("at (UTC)", "left"), ("due (UTC)", "left"), ("text", "left")]  # fmt: skip
    print_table("", columns, [
        [state.row.withdrawal_id[:_ID_SHOWN], state.row.record_id[:_ID_SHOWN], party,
         str(step.answer), step.t.utc_iso(0), state.row.due.utc_iso(0), step.text]
        for state in states for party, step in state.answers.items()
    ])  # fmt: skip


def _withdrawal(state: WithdrawalState) -> dict[str, Any]:
    row = state.row
    return {
        "withdrawal_id": row.withdrawal_id, "record_id": row.record_id, "reason": row.reason,
        "person": row.person, "due_utc": row.due.utc_iso(6), "t_utc": row.t.utc_iso(6),
        "settled": state.is_settled,
        "answers": [
            {"party": party, "answer": step.answer, "record_id": step.record_id,
             "text": step.text, "t_utc": step.t.utc_iso(6)}
            for party, step in state.answers.items()
        ],
    }  # fmt: skip
