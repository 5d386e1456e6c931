"""``cspo plan``: plans with assumptions that machines check, and what people do about them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cspo.cli.console import Json, note, print_json, print_table, say
from cspo.cli.node_api import NodeOption
from cspo.cli.options import at_least
from cspo.cli.plan_deeds import add_deed_commands
from cspo.cli.plan_node import Which, path_of, plans_of
from cspo.cli.plan_owed import add_owed_commands
from cspo.errors import UsageError

__all__ = ["plan"]

plan = typer.Typer(
    name="plan", no_args_is_help=True,
    help="Plans and policies with assumptions that the picture is asked of.",
)  # fmt: skip

_STANDINGS: Final = ("holds", "nearly", "unknown", "fails")
_ID_SHOWN: Final = 16
_LIST: Final = [("plan", "left"), ("kind", "left"), ("edition", "right"), ("stands", "left"),
                ("since (UTC)", "left"), ("due (UTC)", "left"), ("worst", "left")]  # fmt: skip
_ASSUMED: Final = [("", "right"), ("stands", "left"), ("since (UTC)", "left"), ("why", "left")]
_EVENTS: Final = [("at (UTC)", "left"), ("what", "left"), ("by", "left"), ("text", "left")]
_CHANGES: Final = [("part", "left"), ("change", "left"), ("before", "left"), ("after", "left")]
_LEARNT: Final = [("at (UTC)", "left"), ("", "right"), ("what", "left"), ("came (UTC)", "left"),
                  ("by", "left"), ("text", "left")]  # fmt: skip


@plan.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A plan's file; every fault is told.")
    ] = None,
    expression: Annotated[
        str, typer.Option("--expression", metavar="TEXT", help="An assumption, in place of a file.")
    ] = "",
    node: NodeOption = "",
    json: Json = False,
) -> None:
    """Check a plan's file, or an assumption; with --node also ask how it would stand now.

    Example: cspo plan check --expression 'max_pc("norad:39034", days=7) < 1e-4' --node GBR
    """
    if (file is None) == (not expression):
        raise UsageError("check a plan", expected="a file, or --expression", got="not one of them")
    told = _checked_file(file) if file is not None else _checked_text(expression)
    asked = [each["expression"] for each in told["assumptions"] if not told["faults"]]
    if node and asked:
        api = plans_of(node)
        warnings: list[str] = []
        for n, each in enumerate(told["assumptions"]):
            if each["expression"]:
                beside = [one for one in (*asked[:n], *asked[n + 1 :]) if one]
                answer = api.post(
                    "plans/check", {"expression": each["expression"], "beside": beside}
                )
                each |= {"standing": answer["standing"], "why": answer["why"]}
                warnings += answer["warnings"]
        told["warnings"] = list(dict.fromkeys(warnings))
    if json:
        print_json([told])
    else:
        for fault in told["faults"]:
            say(fault)
        for each in told["assumptions"]:
            stands = f"{each['standing']}: {each['why']}" if "standing" in each else "is understood"
            say(f"{each['expression'] or each['text']}\n  {stands}")
        for warning in told.get("warnings", ()):
            note(warning)
    if told["faults"]:
        raise typer.Exit(1)


@plan.command("list")
def list_(
    standing: Annotated[str, typer.Option(help="Only those: holds nearly unknown fails.")] = "",
    origin: Annotated[str, typer.Option(metavar="NATION", help="Of this nation.")] = "",
    late: Annotated[bool, typer.Option("--late", help="Only where somebody is late.")] = False,
    retired: Annotated[bool, typer.Option("--retired", help="Also what holds no more.")] = False,
    limit: Annotated[int, typer.Option(help="So many at most.")] = 100,
    node: NodeOption = "",
    json: Json = False,
) -> None:
    """Show plans and policies, the worst first.

    Example: cspo plan list --standing fails --node GBR
    """
    at_least(limit, 1, "--limit")
    if standing and standing not in _STANDINGS:
        raise UsageError("list plans", "--standing", expected=" ".join(_STANDINGS), got=standing)
    asked: dict[str, Any] = {"origin": origin, "late": late, "retired": retired}
    asked |= {"standing": standing} if standing else {}
    lines = list(plans_of(node).listed("plans", limit, **asked))
    if json:
        print_json(lines)
        return
    print_table("", _LIST, (
        [line["plan"], line["kind"], str(line["number"]), line["standing"],
         line["since_utc"][:19], _due(line), line["worst"]]
        for line in lines
    ))  # fmt: skip


@plan.command()
def show(
    which: Which,
    number: Annotated[int, typer.Option(help="An older edition; 0: the one that stands.")] = 0,
    difference: Annotated[
        bool, typer.Option("--difference", help="What it says otherwise than the one before.")
    ] = False,
    meanwhile: Annotated[
        str, typer.Option("--meanwhile", metavar="UTC",
                          help="Since then: what was known, and what was learnt only later."),
    ] = "",
    node: NodeOption = "",
    json: Json = False,
) -> None:  # fmt: skip
    """Show a plan with every assumption explained, down to the records.

    Example: cspo plan show GBR/skynet-watch --node GBR
    """
    api, path = plans_of(node), path_of(which)
    if difference:
        view = api.get(f"{path}/difference", after=number)
        if json:
            print_json([view])
        else:
            title = f"edition {view['before_number']} to {view['after_number']}"
            print_table(title, _CHANGES, (
                [c["part"], c["change"], c["before"], c["after"]] for c in view["lines"]
            ))  # fmt: skip
        return
    if meanwhile:
        lines = list(api.listed(f"{path}/meanwhile", 1_000, from_utc=meanwhile))
        if json:
            print_json(lines)
        else:
            print_table("", _LEARNT, (
                [line["at_utc"][:19], str(line["assumption"]), line["standing"] or line["what"],
                 line["learnt_utc"][:19], line["origin"], line["text"]]
                for line in lines
            ))  # fmt: skip
        return
    view = api.get(path, number=number)
    if json:
        print_json([view])
        return
    say(f"{view['plan']}, edition {view['number']}, {view['state']}: {view['standing']}")
    say(view["objective"])
    print_table("assumptions", _ASSUMED, (
        [str(a["number"]), a["standing"], a["since_utc"][:19],
         a["why"] if a["expression"] else f"{a['text']} (people check it)"]
        for a in view["assumptions"]
    ))  # fmt: skip
    for each in view["assumptions"]:
        for record in each["evidence"]:
            note(f"{each['number']} rests on {record}")
    print_table("what happened", _EVENTS, (
        [e["at_utc"][:19], e["what"], e["by"], e["text"]] for e in view["events"]
    ))  # fmt: skip


def _due(line: dict[str, Any]) -> str:
    """Until when what is due: an answer to a flag, or a review."""
    if not line["due_utc"]:
        return ""
    late = ", late" if (line["left_s"] or 0) < 0 else ""
    return f"{line['due_utc'][:19]} {line['due_what']}{late}"


def _checked_file(file: Path) -> dict[str, Any]:
    from cspo.operations.plan.plan_file import plan_faults
    from cspo.operations.toml_tables import read_bytes

    draft, faults = plan_faults(read_bytes("read plan", file), file.name)
    return {
        "file": file.name, "faults": [str(each) for each in faults],
        "assumptions": [] if draft is None else [
            {"text": a.text, "expression": a.expression} for a in draft.body.assumptions
        ],
    }  # fmt: skip


def _checked_text(expression: str) -> dict[str, Any]:
    from cspo.operations.plan.plan_file import expression_fault

    fault = expression_fault(expression)
    return {
        "file": "", "faults": [] if fault is None else [str(fault)],
        "assumptions": [{"text": "", "expression": expression}] if fault is None else [],
    }  # fmt: skip


add_deed_commands(plan)
add_owed_commands(plan)
