"""``cspo exercise validate``: can a scenario be played, and if not, where is what wrong?"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cspo.cli.console import Json, note, print_json, printable, say, write_out

if TYPE_CHECKING:
    from cspo.exercise.scenario import MalformedScenario, Scenario
    from cspo.exercise.scenario.faults import Fault

__all__ = ["validate"]

_SHOWN = 50


class Form(StrEnum):
    """What a scenario is written as."""

    YAML = "yaml"
    CSV = "csv"


def validate(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(metavar="SCENARIO...", help="Files, YAML or CSV, or names of ours."),
    ] = None,
    to: Annotated[Form | None, typer.Option("--to", help="Write it out in this form.")] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Write out the JSON Schema of scenarios.")
    ] = False,
    listed: Annotated[
        bool, typer.Option("--list", help="List the scenarios that come with cspo.")
    ] = False,
    json: Json = False,
) -> None:
    """Check scenarios, all faults with line and column. Exit code 1 where there is one.

    Example: cspo exercise validate late-manoeuvre my-scenario.yaml
    """
    from cspo.errors import UsageError
    from cspo.exercise.scenario import SHIPPED, dump, published_schema, to_csv

    if schema:
        write_out(published_schema())
        return
    if listed:
        _list(SHIPPED, json=json)
        return
    names = scenarios or []
    if not names or (to is not None and len(names) > 1):
        raise UsageError(
            "validate", expected="one scenario with --to, else one or more", got=str(len(names)),
            hint="--list names those that come with cspo",
        )  # fmt: skip
    good = True
    for name in names:
        scenario, faults = _read(name, beside=to is None)
        if to is not None and scenario is not None and not faults:
            write_out(to_csv(scenario) if to is Form.CSV else dump(scenario))
        elif to is None or faults:
            _show(name, scenario, faults, json=json)
        good = good and not faults
    if not good:
        raise typer.Exit(1)


def _read(name: str, *, beside: bool) -> tuple[Scenario | None, list[MalformedScenario]]:
    """The scenario and its faults; *beside*: also of its catalogue, and of names in that."""
    from cspo.exercise.scenario import SHIPPED, csv_faults, scenario_bytes, scenario_faults
    from cspo.exercise.scenario.load import nothing_more

    data = scenario_bytes(name)
    folder = None if name in SHIPPED else Path(name).parent
    table = folder is not None and name.lower().endswith((".csv", ".tsv"))
    return (csv_faults if table else scenario_faults)(
        data, name, (lambda scenario: _of_catalog(scenario, folder)) if beside else nothing_more
    )


def _of_catalog(scenario: Scenario, folder: Path | None) -> Iterable[Fault]:
    if not scenario.world.has_catalog:
        return ()
    from cspo.exercise.play.founding import catalog_faults  # two seconds, for those that have one

    return catalog_faults(scenario, folder)


def _show(
    name: str, scenario: Scenario | None, faults: list[MalformedScenario], *, json: bool
) -> None:
    if json:
        print_json([_as_json(name, scenario, faults)])
        return
    for fault in faults[:_SHOWN]:
        say(str(fault))
    if faults:
        note(f"{printable(name)}: {len(faults):,} {'fault' if len(faults) == 1 else 'faults'}")
        return
    if scenario is not None:
        say(f"{printable(name)}: can be played. {_told(scenario)}")


def _told(scenario: Scenario) -> str:
    sky = "no sky" if scenario.tabletop else f"{len(scenario.world.assets):,} objects of its own"
    return (
        f"{scenario.title}, version {scenario.number}: {', '.join(scenario.nations)}; "
        f"{scenario.duration_s / 3600.0:g} h in rounds of {scenario.tick_s:g} s; {sky}; "
        f"{len(scenario.objectives):,} objectives, {len(scenario.events):,} events"
    )


def _as_json(
    name: str, scenario: Scenario | None, faults: list[MalformedScenario]
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "scenario": printable(name), "playable": scenario is not None and not faults,
        "faults": [
            {
                "line": each.line, "column": each.column, "field": each.keyword,
                "expected": each.expected, "got": each.got, "hint": each.hint,
            }
            for each in faults
        ],
    }  # fmt: skip
    if scenario is not None:
        found |= {
            "name": scenario.name, "number": scenario.number, "title": scenario.title,
            "cover": scenario.cover,
            "classification": scenario.classification,
            "releasable_to": list(scenario.releasable_to), "nations": list(scenario.nations),
            "duration_s": scenario.duration_s, "tick_s": scenario.tick_s,
            "tabletop": scenario.tabletop, "objectives": len(scenario.objectives),
            "events": len(scenario.events), "assets": len(scenario.world.assets),
        }  # fmt: skip
    return found


def _list(names: tuple[str, ...], *, json: bool) -> None:
    from cspo.exercise.scenario import read_scenario

    found = [(name, read_scenario(name)) for name in names]
    if json:
        print_json([{"scenarios": [_as_json(name, each, []) for name, each in found]}])
        return
    for name, each in found:
        say(f"{name}: {_told(each)}")
