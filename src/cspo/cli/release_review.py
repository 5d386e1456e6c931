"""What people decide: reviews, approvals, refusals, withdrawals; and the log of every decision."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from cspo.cli.console import Json, note
from cspo.cli.node_folder import Data, now, open_home, writing_node
from cspo.cli.options import at_least, instant, positive
from cspo.cli.release_lines import (
    print_answer,
    print_decisions,
    print_reviews,
    print_withdrawals,
    tell_steps,
    warn_waiting,
)
from cspo.errors import UsageError

__all__ = ["add_review_commands"]

_HOUR_S: Final = 3_600.0

Person = Annotated[
    str, typer.Option("--as", metavar="PERSON", help="Who decides: an id such as a.larsen.")
]


def add_review_commands(release: typer.Typer) -> None:
    """Make these commands of ``cspo release``."""
    for command in (review, approve, refuse, withdraw, withdrawals, deadlines, log):
        release.command()(command)


def review(
    review_id: Annotated[
        str, typer.Argument(metavar="[ID]", help="One review, with its steps; else the open ones.")
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="Those that have ended as well.")] = False,
    data: Data = "",
    json: Json = False,
) -> None:
    """Show what waits for people: what it is, for whom, with which desk, until when.

    Example: cspo release review
    """
    from cspo.operations.release.review_queue import review_state

    home = open_home(data)
    with home.store(read_only=True) as store, store.read() as unit:
        ids = [review_id] if review_id else unit.reviews(open_only=not every)
        states = [review_state(unit, each) for each in ids]
    print_reviews(states, now(), json=json)
    if review_id and not json:
        tell_steps(states[0])


def approve(
    review_id: Annotated[str, typer.Argument(metavar="ID", help="Of the review.")],
    person: Person,
    reason: Annotated[str, typer.Option(help="Why; goes into the log.")] = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Say yes to a release; with the last yes that it takes, it goes out. Exit code 1: to nobody.

    Of what was sent by the safety profile it says that this was right.

    Example: cspo release approve 41c0a8d2f7b9e3aa --as b.moreau
    """
    _answer(review_id, person, reason, data, right=True, json=json)


def refuse(
    review_id: Annotated[str, typer.Argument(metavar="ID", help="Of the review.")],
    person: Person,
    reason: Annotated[str, typer.Option(help="Why; goes into the log.")],
    data: Data = "",
    json: Json = False,
) -> None:
    """Say no to a release, with the reason; one no is enough.

    Of what was sent by the safety profile it says that this was wrong.

    Example: cspo release refuse 41c0a8d2f7b9e3aa --as b.moreau --reason "not theirs to know"
    """
    _answer(review_id, person, reason, data, right=False, json=json)


def withdraw(
    record: Annotated[str, typer.Argument(metavar="ID", help="Of a record of ours.")],
    person: Person,
    reason: Annotated[str, typer.Option(help="Why; who has it reads this.")],
    instruction: Annotated[
        str, typer.Option(help="What they should do: do-not-use, delete or replace.")
    ] = "do-not-use",
    replaced_by: Annotated[str, typer.Option(help="Id of the product in its place.")] = "",
    answer_within_h: Annotated[float, typer.Option(help="How long they have to answer, h.")] = 24.0,
    data: Data = "",
    json: Json = False,
) -> None:
    """Take a record back from all who got it, in whatever form, and ask them for an answer.

    Exit code 1: nobody has it, so nobody was told.

    Example: cspo release withdraw ID --as a.larsen --reason "wrong covariance"
    """
    from cspo.operations.release.withdrawal import rests_on
    from cspo.operations.release.withdrawal import withdraw as take_back
    from cspo.records.bodies.trust import Instruction

    positive(answer_within_h, "--answer-within-h", "hours")
    if instruction not in set(Instruction):
        raise UsageError("read --instruction", instruction, expected=" ".join(Instruction))
    with writing_node(data, "release withdraw") as node:
        t = node.clock.now()
        with node.store.write() as unit:
            states = take_back(
                unit, node.release_desk(unit), record, instruction=Instruction(instruction),
                reason=reason, person=person, answer_by=t + answer_within_h * _HOUR_S, t=t,
                replaced_by=replaced_by,
            )  # fmt: skip
            resting = rests_on(unit, record)
    print_withdrawals(states, json=json)
    for product in resting:
        note(f"product {product} rests on it: look whether it must go as well")
    if not states:
        note("nobody has got it: there is nobody to tell")
        raise typer.Exit(1)


def withdrawals(
    record: Annotated[
        str, typer.Argument(metavar="[ID]", help="Of one record that was taken back.")
    ] = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Show what was taken back, and what each partner has answered so far.

    Example: cspo release withdrawals
    """
    from cspo.operations.release.withdrawal import collect_answers

    with writing_node(data, "release withdrawals") as node:
        t = node.clock.now()
        with node.store.write() as unit:
            desk = node.release_desk(unit)
            states = [
                collect_answers(unit, desk, each, t=t)
                for each in unit.withdrawals(record_id=record)
            ]
    print_withdrawals(states, json=json)


def deadlines(data: Data = "", json: Json = False) -> None:
    """Do what is due: escalate, withhold or release what nobody answered; remind of withdrawals.

    A running node does this every minute; without one, let a timer call it.

    Example: cspo release deadlines
    """
    from cspo.operations.release.review import pass_deadlines
    from cspo.operations.release.withdrawal import collect_answers, remind

    with writing_node(data, "release deadlines") as node:
        t = node.clock.now()
        with node.store.write() as unit:
            desk = node.release_desk(unit)
            passed = pass_deadlines(unit, desk, t=t)
            for each in unit.withdrawals():
                state = collect_answers(unit, desk, each, t=t)
                answer_by = t + (state.row.due - state.row.t)
                for party in remind(unit, desk, each, answer_by=answer_by, t=t):
                    note(f"reminded {party} of withdrawal {each}")
    print_reviews([each.state for each in passed], t, json=json)


def log(
    record: Annotated[str, typer.Option(help="Only about this product, by its id.")] = "",
    party: Annotated[str, typer.Option(help="Only for this party.")] = "",
    outcome: Annotated[str, typer.Option(help="Only released, review or withheld.")] = "",
    since: Annotated[str, typer.Option(help="Only at this UTC or later.")] = "",
    limit: Annotated[int, typer.Option(help="At most so many, the oldest first.")] = 1_000,
    data: Data = "",
    json: Json = False,
) -> None:
    """Show the log of decisions: who got what, who did not, by which rule, and why.

    Example: cspo release log --party FRA --outcome withheld
    """
    from cspo.operations.store import DecisionQuery, Outcome

    at_least(limit, 1, "--limit")
    if outcome and outcome not in set(Outcome):
        raise UsageError("read --outcome", outcome, expected=" ".join(Outcome))
    query = DecisionQuery(
        product_id=record, party=party, outcome=Outcome(outcome) if outcome else None,
        since=instant(since, "--since") if since else None, limit=limit,
    )  # fmt: skip
    home = open_home(data)
    with home.store(read_only=True) as store, store.read() as unit:
        rows = [row for _, row in unit.decisions(query)]
    print_decisions(rows, json=json, with_record=True)


def _answer(
    review_id: str, person: str, reason: str, data: str, *, right: bool, json: bool
) -> None:
    from cspo.operations.release.review import Reviewed, approve, judge_safety, refuse
    from cspo.operations.release.review_queue import review_state
    from cspo.operations.store import Outcome

    with writing_node(data, f"release {'approve' if right else 'refuse'}") as node:
        t = node.clock.now()
        with node.store.write() as unit:
            if review_state(unit, review_id).row.purpose == "safety":
                state = judge_safety(unit, review_id, person, right=right, t=t, reason=reason)
                reviewed = Reviewed(state)
            else:
                decide = approve if right else refuse
                desk = node.release_desk(unit)
                reviewed = decide(unit, desk, review_id, person, t=t, reason=reason)
        warn_waiting(node, reviewed.rows)
    print_answer(reviewed, t, json=json)
    if right and reviewed.rows and all(row.outcome is Outcome.WITHHELD for row in reviewed.rows):
        raise typer.Exit(1)
