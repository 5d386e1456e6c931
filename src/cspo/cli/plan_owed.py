"""Who owes whom what, by when: stated by hand, and listed with what falls due by itself."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from cspo.cli.console import Json, print_json, print_table, say
from cspo.cli.node_api import NodeOption
from cspo.cli.options import at_least, instant
from cspo.cli.plan_node import plans_of
from cspo.errors import UsageError

__all__ = ["add_owed_commands"]

_STATED: Final = ("report", "contact-check", "release", "action")
_KINDS: Final = (*_STATED, "review")
_STATES: Final = ("late", "open", "met", "met-late", "waived")
_ID_SHOWN: Final = 16
_LIST: Final = [("state", "left"), ("due (UTC)", "left"), ("owes", "left"), ("to", "left"),
                ("kind", "left"), ("what", "left"), ("done (UTC)", "left")]  # fmt: skip

Owes = Annotated[str, typer.Option("--owes", metavar="PARTY", help="Who owes it.")]
To = Annotated[str, typer.Option("--to", metavar="PARTY", help="To whom; all where left out.")]


def add_owed_commands(plan: typer.Typer) -> None:
    """Make these commands of ``cspo plan``."""
    for command in (owe, owed):
        plan.command()(command)


def owe(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is owed, in a line.")],
    owes: Owes = "",
    to: To = "",
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help="report contact-check release action.")
    ] = "action",
    due: Annotated[
        str, typer.Option("--due", metavar="UTC", help="Until when, the first time.")
    ] = "",
    every: Annotated[
        str, typer.Option("--every", metavar="TIME", help="How often it comes again: 7 d.")
    ] = "",
    expression: Annotated[
        str, typer.Option("--expression", metavar="TEXT", help="What holds where it is met.")
    ] = "",
    of_plan: Annotated[
        str, typer.Option("--plan", metavar="PLAN", help="The plan that it belongs to.")
    ] = "",
    node: NodeOption = "",
    json: Json = False,
) -> None:
    """State what a party owes, once or again and again; it goes to whom it concerns.

    Example: cspo plan owe "Elements of its satellites" --owes NOR --to GBR --kind report --due 2026-12-07T00:00:00Z --every "7 d" --node GBR
    """  # noqa: E501
    if kind not in _STATED:
        raise UsageError("state what is owed", "--kind", expected=" ".join(_STATED), got=kind)
    if not owes:
        raise UsageError("state what is owed", "--owes", expected="a party", got="nothing")
    if not (due or expression):
        raise UsageError("state what is owed", "--due", got="nothing",
                         expected="an instant, or --expression")  # fmt: skip
    told: dict[str, Any] = {"text": text, "owes": owes, "to": to, "kind": kind, "plan": of_plan}
    if due:
        told["due_utc"] = instant(due, "--due").utc_iso()
    if every:
        from cspo.operations.release.policy import duration_s

        told["every_s"] = duration_s(every)
    if expression:
        from cspo.operations.plan.plan_file import expression_fault

        if (fault := expression_fault(expression)) is not None:
            where = f"line {fault.line}, column {fault.column}"
            raise UsageError("read --expression", where, expected=fault.expected, got=fault.got,
                             hint=fault.hint)  # fmt: skip
        told["expression"] = expression
    made = plans_of(node).post("obligations", told)
    if json:
        print_json([made])
    else:
        say(f"{made['obligation']}: record {made['record'][:_ID_SHOWN]}")


def owed(
    state: Annotated[
        str, typer.Option("--state", help="Only those: late open met met-late waived.")
    ] = "",
    owes: Owes = "",
    to: To = "",
    kind: Annotated[
        str, typer.Option("--kind", help="Only of this kind; also review.")
    ] = "",
    limit: Annotated[int, typer.Option(help="So many at most.")] = 100,
    node: NodeOption = "",
    json: Json = False,
) -> None:  # fmt: skip
    """Show who owes whom what by when: late first, then open, then done, the newest first.

    Example: cspo plan owed --state late --node GBR
    """
    at_least(limit, 1, "--limit")
    for got, known, option in ((state, _STATES, "--state"), (kind, _KINDS, "--kind")):
        if got and got not in known:
            raise UsageError("list what is owed", option, expected=" ".join(known), got=got)
    asked = {"state": state, "owes": owes, "to": to, "kind": kind}
    given = {name: value for name, value in asked.items() if value}
    lines = list(plans_of(node).listed("obligations", limit, **given))
    if json:
        print_json(lines)
        return
    print_table("", _LIST, (
        [line["state"], line["due_utc"][:19], line["owes"], line["to"] or "all", line["kind"],
         line["text"], line["done_utc"][:19]]
        for line in lines
    ))  # fmt: skip
