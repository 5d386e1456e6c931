"""``cspo risk``: who bears which risk by whose opinion, what it rests on, and what one states."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cspo.cli.console import Json, note, print_json, print_table, say, write_out
from cspo.cli.node_api import NodeOption, asking
from cspo.cli.options import at_least
from cspo.errors import UsageError

__all__ = ["risk"]

risk = typer.Typer(
    name="risk", no_args_is_help=True,
    help="Risk by nation, service and shell, with each nation's opinion and the evidence.",
)  # fmt: skip

_BY: Final = ("nation", "service", "shell")
_HAZARDS: Final = (
    "conjunction", "debris", "launch-access", "space-weather", "interference", "anomaly", "feed",
    "sensor", "crew", "behavior",
)  # fmt: skip
_HARMS: Final = ("loss", "shortfall", "happened", "closed", "exposure")
_ID_SHOWN: Final = 16
_WHERE: Final = {"hidden": "not here, or not for you"}
_ROW: Final = [("name", "left"), ("likelihood", "right"), ("band", "left"), ("gravity", "left"),
               ("sure", "left"), ("opinions", "left"), ("of", "right")]  # fmt: skip
_LINE: Final = [("record", "left"), ("by", "left"), ("of", "left"), ("hazard", "left"),
                ("likelihood", "right"), ("gravity", "left"), ("stands", "left"),
                ("made (UTC)", "left")]  # fmt: skip
_ASSET: Final = [("id", "left"), ("name", "left"), ("kind", "left"), ("objects", "right"),
                 ("criticality", "left"), ("users", "left")]  # fmt: skip
_POINT: Final = [("made (UTC)", "left"), ("by", "left"), ("likelihood", "right"), ("why", "left")]


Hazard = Annotated[str, typer.Option(metavar="HAZARD", help="Of one hazard: " + " ".join(_HAZARDS))]


@risk.command()
def show(
    by: Annotated[str, typer.Option(help="What a row is: nation, service or shell.")] = "nation",
    hazard: Hazard = "",
    node: NodeOption = "",
    json: Json = False,
) -> None:
    """Show risk by nation, service or shell, the gravest first, with what is disputed.

    Example: cspo risk show --by service --node GBR
    """
    _one_of("--by", by, _BY)
    asked: dict[str, Any] = {"by": by} | _chosen(hazard)
    view = asking(_named(node)).get("risk", **asked)
    if json:
        print_json([view])
        return
    print_table(f"Risk by {by}, {view['at_utc']}", _ROW, map(_row_cells, view["rows"]))
    for row in view["rows"]:
        if row["disagree_text"]:
            say(f"{row['name']} is disputed: {row['disagree_text']}")
    note(view["text"])


@risk.command("list")
def list_(
    nation: Annotated[str, typer.Option(help="That touch this nation.")] = "",
    service: Annotated[str, typer.Option(help="Of what this service rests on, and of it.")] = "",
    shell: Annotated[str, typer.Option(help="That fly there: leo-500-550, meo, geo, heo.")] = "",
    name: Annotated[str, typer.Option(help="Of this asset, service or object.")] = "",
    hazard: Hazard = "",
    origin: Annotated[str, typer.Option(help="Of this nation.")] = "",
    standing: Annotated[
        str, typer.Option(help="latest, expired, superseded or withdrawn; else the last of each.")
    ] = "",
    limit: Annotated[int, typer.Option(help="So many at most.")] = 100,
    node: NodeOption = "",
    json: Json = False,
) -> None:
    """List assessments, the gravest first.

    Example: cspo risk list --nation NOR --hazard conjunction --node NOR
    """
    at_least(limit, 1, "--limit")
    wanted = {
        "nation": nation, "service": service, "shell": shell, "name": name, "origin": origin,
        "standing": standing, **_chosen(hazard),
    }  # fmt: skip
    asked = {key: value for key, value in wanted.items() if value}
    found = list(asking(_named(node)).listed("assessments", limit, **asked))
    if json:
        print_json(found)
    else:
        print_table("", _LINE, map(_line_cells, found))


@risk.command()
def explain(
    record: Annotated[str, typer.Argument(metavar="RECORD", help="Its first letters will do.")],
    node: NodeOption = "",
    json: Json = False,
) -> None:
    """Show an assessment whole: how its number comes about, the evidence, opinions, its history.

    Example: cspo risk explain 7ce828f8 --node GBR
    """
    api = asking(_named(node))
    view = api.get(f"assessments/{_whole(api, record)}")
    if json:
        print_json([view])
        return
    likelihood = view["likelihood"]
    say(f"{view['title']}: {view['question']}")
    say(view["answer"])
    say(f"likelihood {_number(likelihood['value'])} ({_band(likelihood)}): {likelihood['text']}")
    say(f"{view['gravity']}, confidence {view['confidence']}, {view['standing']}, "
        f"{view['agreement']}; {view['method']}; until {view['until_utc']}")  # fmt: skip
    if view["left_behind"]:
        say(f"an earlier one is still the latest to {', '.join(view['left_behind'])}")
    for each in view["evidence_lines"]:
        say(f"rests on {each['record'][:_ID_SHOWN]} {each['kind']} {each['origin']} "
            f"({_WHERE.get(each['standing'], each['standing'])}) {each['text']}")  # fmt: skip
    for each in view["alternatives"]:
        say(f"or else: {each['text']} {each['why']}")
    for each in view["protections"]:
        hours = "" if each["needs_s"] is None else f", {each['needs_s'] / 3_600.0:g} h"
        say(f"may {each['option']}{hours} {each['text']}".rstrip())
    print_table("History", _POINT, map(_point_cells, view["history"]))


@risk.command()
def state(
    subject: Annotated[
        str, typer.Argument(metavar="SUBJECT", help="An asset, a service, or an object.")
    ],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is assessed.")],
    hazard: Hazard = "interference",
    because: Annotated[str, typer.Option(metavar="TEXT", help="How the number comes about.")] = "",
    likelihood: Annotated[
        float | None, typer.Option(help="Probability, 0 to 1; left out: unknown.")
    ] = None,
    low: Annotated[float | None, typer.Option(help="Its lower bound.")] = None,
    high: Annotated[float | None, typer.Option(help="Its upper bound.")] = None,
    of: Annotated[str, typer.Option(help="Of what: " + " ".join(_HARMS))] = "happened",
    confidence: Annotated[str, typer.Option(help="low, moderate, high or unknown.")] = "unknown",
    days: Annotated[float, typer.Option(help="For how long it is meant to hold, d.")] = 1.0,
    role: Annotated[str, typer.Option(help="The office, never a name.")] = "duty officer",
    evidence: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A record that it rests on; repeat.")
    ] = None,
    mark: Annotated[str, typer.Option(help="Its mark; else that of the file of assets.")] = "",
    node: NodeOption = "",
    json: Json = False,
) -> None:
    """State an assessment: of a report, of space weather, against what a machine computes.

    Example: cspo risk state skynet-5d "Uplink is jammed" --hazard interference
    --likelihood 0.8 --because "8 of 10 passes" --node GBR
    """
    _one_of("--hazard", hazard, _HAZARDS)
    _one_of("--of", of, _HARMS)
    made = asking(_named(node)).post("assessments", {
        "subject": subject, "hazard": hazard, "of": of, "likelihood": likelihood, "low": low,
        "high": high, "derivation": because or "As stated; nobody reckoned it.", "text": text,
        "confidence": confidence, "days": days, "role": role, "evidence": evidence or [],
        "mark": mark,
    })  # fmt: skip
    if json:
        print_json([{"record_id": made["record"]}])
    else:
        say(f"assessment {made['record'][:_ID_SHOWN]}")


@risk.command()
def assets(node: NodeOption = "", json: Json = False) -> None:
    """List the assets and services of a node's own file.

    Example: cspo risk assets --node ITA
    """
    found = asking(_named(node)).get("risk/assets")["items"]
    if json:
        print_json(found)
        return
    print_table("", _ASSET, ([
        each["id"], each["name"], each["kind"],
        str(each["objects"]) if each["kind"] != "service" else f"{each['needs']} needed",
        each["criticality"], " ".join(each["users"]),
    ] for each in found))  # fmt: skip


@risk.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of assets, TOML.")],
    json: Json = False,
) -> None:
    """Check a file of assets: every fault with its line. Exit code 1 where there is one.

    Example: cspo risk check assets.toml
    """
    from cspo.operations.assess.assets_file import assets_faults
    from cspo.operations.toml_tables import read_bytes

    found, faults = assets_faults(read_bytes("read assets", file), file.name)
    if json:
        counts = {} if found is None else {
            "nation": found.nation, "assets": len(found.assets), "services": len(found.services),
        }  # fmt: skip
        told = [
            {"line": each.line, "field": each.keyword, "expected": each.expected,
             "got": each.got, "hint": each.hint}
            for each in faults
        ]  # fmt: skip
        print_json([{**counts, "faults": told}])
    elif not faults and found is not None:
        say(f"{found.nation}: {len(found.assets)} assets, {len(found.services)} services")
    else:
        for each in faults:
            say(str(each))
    if faults:
        raise typer.Exit(1)


@risk.command()
def sample(
    nation: Annotated[str, typer.Argument(metavar="NATION", help="One of the ten, as NOR.")],
    json: Json = False,
) -> None:
    """Print the sample file of assets of a nation, from public facts: a file to begin with.

    Example: cspo risk sample NOR > assets.toml
    """
    from cspo.markings import NATIONS
    from cspo.operations.assess.assets_file import sample_bytes

    _one_of("NATION", nation.upper(), NATIONS)
    data = sample_bytes(nation.upper())
    if json:
        print_json([{"nation": nation.upper(), "toml": data.decode()}])
    else:
        write_out(data)


def _named(node: str) -> str:
    if not node:
        raise UsageError("ask for risk", "--node", expected="a running node, or a nation of a box",
                         got="none", hint="--node GBR")  # fmt: skip
    return node


def _chosen(hazard: str) -> dict[str, str]:
    if hazard:
        _one_of("--hazard", hazard, _HAZARDS)
    return {"hazard": hazard} if hazard else {}


def _one_of(option: str, value: str, known: Any) -> None:
    if value not in known:
        raise UsageError(f"read {option}", value[:60], expected=f"one of {' '.join(known)}")


def _whole(api: Any, start: str) -> str:
    """The id that begins so."""
    if len(start) == 64:
        return start
    if len(start) < 6:
        raise UsageError("find assessment", start, expected="six letters or more")
    found = [each["record"] for each in api.listed("assessments", 10_000)
             if each["record"].startswith(start)]  # fmt: skip
    if len(found) != 1:
        raise UsageError("find assessment", start, expected="one that begins so",
                         got=f"{len(found)}", hint="give more of its id")  # fmt: skip
    return str(found[0])


def _number(value: float | None) -> str:
    if value is None:
        return "unknown"
    return f"{value:.2g}" if value == 0.0 or value >= 1e-3 else f"{value:.1e}"


def _band(likelihood: dict[str, Any]) -> str:
    if likelihood["low"] is None and likelihood["high"] is None:
        return "no band"
    return f"{_number(likelihood['low'])} to {_number(likelihood['high'])}"


def _row_cells(row: dict[str, Any]) -> list[str]:
    who = " ".join(each["origin"] for each in row["opinions"])
    return [row["title"] or row["name"], _number(row["likelihood"]["value"]),
            _band(row["likelihood"]), row["gravity"], row["confidence"],
            f"{row['agreement']}: {who}".rstrip(": "), str(row["assessments"])]  # fmt: skip


def _line_cells(line: dict[str, Any]) -> list[str]:
    return [line["record"][:_ID_SHOWN], line["origin"], line["title"], line["hazard"] or "together",
            _number(line["likelihood"]["value"]), line["gravity"], line["standing"],
            line["made_utc"][:19]]  # fmt: skip


def _point_cells(point: dict[str, Any]) -> list[str]:
    return [point["made_utc"][:19], point["origin"], _number(point["likelihood"]["value"]),
            point["text"] or "first"]  # fmt: skip
