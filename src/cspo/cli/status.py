"""``cspo status``: what each nation of a box holds, was given and withheld, and its feeds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cspo.cli.console import Json, note, print_json, print_table, say
from cspo.cli.up import BoxData, box_folder
from cspo.errors import UsageError

if TYPE_CHECKING:
    from cspo.box import BoxFolder
    from cspo.box.folder import Running
    from cspo.node.home import Home

__all__ = ["COLUMNS", "cells", "node_line", "status", "tell_details"]

COLUMNS: Final = [
    ("nation", "left"), ("state", "left"), ("objects", "right"), ("close approaches", "right"),
    ("records", "right"), ("received", "right"), ("given", "right"), ("withheld", "right"),
    ("reviews", "right"), ("not signed for", "right"), ("oldest (s)", "right"),
    ("missing", "right"), ("quarantined", "right"), ("alarms", "right"),
]  # fmt: skip
_TIMEOUT_S: Final = 10.0


def status(
    nation: Annotated[
        str, typer.Option(metavar="AUS", help="Only this nation, with its partners and reasons.")
    ] = "",
    data: BoxData = "",
    json: Json = False,
) -> None:
    """Show for each nation of a box what it holds, was given, gave, withheld, and its feeds' lag.

    Why something was withheld stands with the nation that withheld it, and nowhere else.

    Example: cspo status --nation AUS
    """
    from cspo.box import BoxFolder

    folder = BoxFolder.open(box_folder(data))
    wanted = nation.upper()
    if wanted and wanted not in folder.nations:
        raise UsageError("show status", nation, expected=f"one of {' '.join(folder.nations)}")
    lines = _lines(folder, [wanted] if wanted else list(folder.nations))
    if json:
        print_json(lines)
        return
    say(f"{folder.path}: SIMULATED; the sky is {folder.catalog}; now {lines[0]['t_utc']}")
    print_table("", COLUMNS, [cells(line) for line in lines])
    for line in lines if wanted else ():
        tell_details(line)


def _lines(folder: BoxFolder, nations: list[str]) -> list[dict[str, Any]]:
    """From the running process, if there is one; else from the stores."""
    running = folder.running()
    asked = _asked(folder.path, running, nations) if running is not None else None
    if asked is not None:
        return asked
    if running is not None:
        note(f"no answer from {running.url}, process {running.pid}: this is what the stores hold")
    return [node_line(folder.home(nation)) for nation in nations]


def node_line(home: Home) -> dict[str, Any]:
    """The status of a node that does not run, from its store."""
    import msgspec

    from cspo.node.runtime.config import read_config
    from cspo.node.runtime.status import status_in_store

    with home.store(read_only=True) as store, store.read() as unit:
        mode = read_config(home).mode(store.modes)
        last = unit.records_after(unit.last_seq() - 1, 1, envelopes=False)
        checkpoint = unit.last_checkpoint(home.nation, mode)
        known = [row.t_ingest for row in last] + ([checkpoint.t] if checkpoint else [])
        told = status_in_store(home, unit, mode, max(known) if known else _beginning())
    found: dict[str, Any] = msgspec.to_builtins(told)
    return found


def _beginning() -> Any:
    from cspo.cli.node_folder import now

    return now()


def _asked(path: Path, running: Running, nations: list[str]) -> list[dict[str, Any]] | None:
    import httpx
    import msgspec

    try:
        tokens = msgspec.json.decode((path / "tokens.json").read_bytes(), type=dict[str, str])
        with httpx.Client(base_url=running.url, timeout=_TIMEOUT_S, trust_env=False) as client:
            answers = [
                client.get(
                    f"/{nation}/api/v1/status",
                    headers={"Authorization": f"Bearer {tokens[nation]}"},
                ).raise_for_status().json()
                for nation in nations
            ]  # fmt: skip
    except (OSError, KeyError, ValueError, httpx.HTTPError, msgspec.MsgspecError):
        return None
    return answers


def cells(line: dict[str, Any]) -> list[str]:
    """One node as the cells of the table for people."""
    picture = line["picture"] or {}
    feeds = line["feeds"]
    oldest_s = max((feed["oldest_not_signed_for_s"] or 0.0 for feed in feeds), default=0.0)

    def total(name: str) -> str:
        return f"{sum(feed[name] for feed in feeds):,}"

    return [
        line["nation"], line["state"], _or_dash(picture.get("objects")),
        _or_dash(picture.get("conjunctions")), f"{sum(line['records'].values()):,}",
        f"{sum(sum(each['kinds'].values()) for each in line['received']):,}",
        f"{sum(sum(each['kinds'].values()) for each in line['given']):,}",
        f"{sum(each['records'] for each in line['withheld']):,}", f"{line['reviews_open']:,}",
        total("not_signed_for"), f"{oldest_s:,.0f}", total("missing"), total("quarantined"),
        str(sum(len(feed["alarms"]) for feed in feeds)),
    ]  # fmt: skip


def _or_dash(value: Any) -> str:
    return "-" if value is None else f"{value:,}"


def tell_details(line: dict[str, Any]) -> None:
    """A node's partners, one by one, and what it withheld and why."""
    received = {each["origin"]: each for each in line["received"]}
    given = {each["party"]: each for each in line["given"]}
    print_table(
        "", [
            ("partner", "left"), ("received", "left"), ("given", "left"),
            ("not signed for", "right"), ("missing", "right"), ("last record (UTC)", "left"),
            ("last checkpoint (UTC)", "left"),
        ],
        [
            [
                feed["partner"], _kinds(received.get(feed["partner"])),
                _kinds(given.get(feed["partner"])), f"{feed['not_signed_for']:,}",
                f"{feed['missing']:,}", feed["last_utc"] or "never", feed["heard_utc"] or "never",
            ]
            for feed in line["feeds"]
        ],
    )  # fmt: skip
    for each in line["withheld"]:
        rule = f"rule {each['rule']}" if each["rule"].isdigit() else each["rule"]
        say(f"withheld from {each['party']}: {each['records']:,} {each['kind']}, {rule}: "
            f"{each['reason']}")  # fmt: skip
    for part, told in line["faults"].items():
        say(f"FAULT {part}: {told}")


def _kinds(told: dict[str, Any] | None) -> str:
    kinds = {} if told is None else told["kinds"]
    return ", ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items())) or "-"
