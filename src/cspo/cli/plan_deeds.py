"""What people do with plans: enter, review, amend, reaffirm and retire them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cspo.cli.console import Json, note, print_json, say
from cspo.cli.node_api import NodeOption
from cspo.cli.options import at_least
from cspo.cli.plan_node import Which, path_of, plans_of
from cspo.errors import UsageError

__all__ = ["add_deed_commands"]

Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")]
LineReason = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="Why, in one line of 200 characters.")
]
Edition = Annotated[
    int,
    typer.Option(
        "--number", metavar="N", show_default=False,
        help="The edition that you read, as show tells it: refused where another came since.",
    ),
]  # fmt: skip

_ID_SHOWN: Final = 16


def add_deed_commands(plan: typer.Typer) -> None:
    """Make these commands of ``cspo plan``."""
    for command in (put, review, amend, reaffirm, retire):
        plan.command()(command)


def put(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan's file, TOML.")],
    number: Annotated[
        int, typer.Option(help="The edition that the file was written after; 0: it is new.")
    ] = 0,
    reason: LineReason = "",
    node: NodeOption = "",
    json: Json = False,
) -> None:
    """Enter a plan or policy, or its next edition; it goes to those on its mark.

    Refused where the last edition is another than the one that you name: nobody's work is undone
    unseen. cspo plan show tells its number.

    Example: cspo plan put skynet-watch.toml --number 4 --node GBR
    """
    from cspo.operations.plan.plan_file import load_plan

    load_plan(file)  # its faults are told with their lines before anybody is asked
    at_least(number, 0, "--number")
    told = {"toml": file.read_text("utf-8"), "reason": reason, "number": number}
    made = plans_of(node).post("plans", told)
    _made(made, json=json)


def review(
    which: Which,
    number: Edition,
    note_: Annotated[str, typer.Option("--note", metavar="TEXT", help="With what result.")] = "",
    next_: Annotated[str, typer.Option("--next", metavar="UTC", help="When again.")] = "",
    node: NodeOption = "",
    json: Json = False,
) -> None:
    """Say that a plan was looked at. It answers no flag: reaffirm, amend or retire does.

    Example: cspo plan review GBR/skynet-watch --number 3 --note "still good" --node GBR
    """
    _deed(node, which, "review", number, {"note": note_, "next_utc": next_ or None}, json=json)


def amend(
    which: Which,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan as it is to read.")],
    number: Edition,
    reason: LineReason = "",
    node: NodeOption = "",
    json: Json = False,
) -> None:
    """Make the next edition of a plan: its objective and assumptions, under the mark of the last.

    The file is written from the edition of that number. What it says otherwise beside these is
    passed over, and told: put takes all of it.

    Example: cspo plan amend GBR/relay relay.toml --number 3 --reason "too tight" --node GBR
    """
    from base64 import b64decode

    from cspo.operations.plan.difference import passed_over
    from cspo.operations.plan.plan_file import load_plan
    from cspo.records import read_record
    from cspo.records.bodies.planning import PlanBody

    draft, api = load_plan(file), plans_of(node)
    stands = api.get(f"records/{api.get(path_of(which), number=number)['record']}")
    over = passed_over(read_record(b64decode(stands["envelope"])), draft)
    body = draft.body
    told = {
        "reason": reason,
        "objective": body.objective if isinstance(body, PlanBody) else body.text,
        "assumptions": [{"text": a.text, "expression": a.expression} for a in body.assumptions],
    }
    _deed(node, which, "amend", number, told, json=json)
    if over:
        note(f"passed over, and as the edition before has it: {', '.join(over)}; "
             f"cspo plan put {file} takes all of the file")  # fmt: skip


def reaffirm(
    which: Which,
    number: Edition,
    reason: Reason = "",
    until: Annotated[str, typer.Option("--until", metavar="UTC", help="Until when.")] = "",
    node: NodeOption = "",
    json: Json = False,
) -> None:
    """Say that a plan stands although an assumption does not hold, and why.

    Example: cspo plan reaffirm GBR/relay --number 3 --reason "burn is planned" --node GBR
    """
    told = {"reason": reason, "until_utc": until or None}
    _deed(node, which, "reaffirm", number, told, json=json)


def retire(
    which: Which,
    number: Edition,
    reason: LineReason = "",
    node: NodeOption = "",
    json: Json = False,
) -> None:
    """Say that a plan holds no more.

    Example: cspo plan retire GBR/skynet-watch --number 3 --reason "it has moved" --node GBR
    """
    _deed(node, which, "retire", number, {"reason": reason}, json=json)


def _deed(
    node: str, which: str, deed: str, number: int, told: dict[str, Any], *, json: bool
) -> None:
    """Do something with the edition that was read; the node refuses where another stands."""
    at_least(number, 1, "--number")
    said = told.get("reason", told.get("note", ""))
    if not said:
        wanted = "--note" if deed == "review" else "--reason"
        raise UsageError(f"{deed} a plan", wanted, expected="a text", got="nothing")
    api, path = plans_of(node), path_of(which)
    given = {name: value for name, value in told.items() if value is not None}
    _made(api.post(f"{path}/{deed}", {"number": number, **given}), json=json)


def _made(made: dict[str, Any], *, json: bool) -> None:
    if json:
        print_json([made])
    else:
        say(f"{made['plan']}, edition {made['number']}: record {made['record'][:_ID_SHOWN]}")
        for warning in made["warnings"]:
            note(warning)
