"""``cspo plan``: plans with assumptions that machines check, and what people do about them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cspo.cli.console import Json, note, print_json, print_table, say
from cspo.cli.node_api import NodeApi, NodeOption, asking
from cspo.cli.options import at_least
from cspo.cli.plan_owed import add_owed_commands
from cspo.errors import UsageError

__all__ = ["plan"]

plan = typer.Typer(
    name="plan", no_args_is_help=True,
    help="Plans and policies with assumptions that the picture is asked of.",
)  # fmt: skip

Which = Annotated[str, typer.Argument(metavar="PLAN", help="Whose and which: GBR/skynet-watch.")]
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
        api = asking(node)
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


@plan.command()
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
    made = _api(node).post("plans", told)
    _made(made, json=json)


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
    lines = list(_api(node).listed("plans", limit, **asked))
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
    api, path = _api(node), _path(which)
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


@plan.command()
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


@plan.command()
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

    draft, api = load_plan(file), _api(node)
    stands = api.get(f"records/{api.get(_path(which), number=number)['record']}")
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


@plan.command()
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


@plan.command()
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


def _due(line: dict[str, Any]) -> str:
    """Until when what is due: an answer to a flag, or a review."""
    if not line["due_utc"]:
        return ""
    late = ", late" if (line["left_s"] or 0) < 0 else ""
    return f"{line['due_utc'][:19]} {line['due_what']}{late}"


def _api(node: str) -> NodeApi:
    if not node:
        raise UsageError("ask node", "--node", expected="a running node, or a nation of the box",
                         got="nothing", hint="plans are looked at by a node that runs")  # fmt: skip
    return asking(node)


def _path(which: str) -> str:
    origin, slash, name = which.partition("/")
    if not slash or not origin or not name or "/" in name:
        raise UsageError("name a plan", which[:100], expected="NATION/NAME, as GBR/skynet-watch")
    return f"plans/{origin.upper()}/{name}"


def _deed(
    node: str, which: str, deed: str, number: int, told: dict[str, Any], *, json: bool
) -> None:
    """Do something with the edition that was read; the node refuses where another stands."""
    at_least(number, 1, "--number")
    said = told.get("reason", told.get("note", ""))
    if not said:
        wanted = "--note" if deed == "review" else "--reason"
        raise UsageError(f"{deed} a plan", wanted, expected="a text", got="nothing")
    api, path = _api(node), _path(which)
    given = {name: value for name, value in told.items() if value is not None}
    _made(api.post(f"{path}/{deed}", {"number": number, **given}), json=json)


def _made(made: dict[str, Any], *, json: bool) -> None:
    if json:
        print_json([made])
    else:
        say(f"{made['plan']}, edition {made['number']}: record {made['record'][:_ID_SHOWN]}")
        for warning in made["warnings"]:
            note(warning)


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


add_owed_commands(plan)
