"""``cspo consequence breakup``: who is at risk after something broke up, and what to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cspo.cli.catalogs import load, newest, rows_of
from cspo.cli.consequence.break_up_options import (
    At,
    CatalogFiles,
    Collider,
    Mass,
    ProjectileMass,
    RelativeSpeed,
    Scale,
    Seed,
    Sizes,
    Smallest,
    What,
)
from cspo.cli.consequence.breakup_inputs import read_services_file, read_weather, sky_of
from cspo.cli.consequence.breakup_output import check_output, say_result, write_result
from cspo.cli.console import Json, note, print_json, progress
from cspo.cli.options import at_least, instant
from cspo.errors import UsageError

if TYPE_CHECKING:
    from cspo.operations.consequence.question import BreakupQuestion
    from cspo.operations.consequence.results import BreakupResult
    from cspo.operations.consequence.sky import StudySky

__all__ = ["breakup"]


def breakup(
    catalog: CatalogFiles = None,
    what: What = "",
    at: At = "",
    other: Collider = "",
    projectile_mass_kg: ProjectileMass = None,
    relative_speed_km_s: RelativeSpeed = None,
    explosion: Annotated[
        bool, typer.Option("--explosion", help="It exploded; so it does without --with.")
    ] = False,
    scale: Scale = 1.0,
    mass_kg: Mass = None,
    reported: Annotated[
        bool, typer.Option("--reported", help="It was reported; else it is supposed.")
    ] = False,
    hours: Annotated[float, typer.Option(help="Screen the pieces so long, to 72 h.")] = 24.0,
    smallest_m: Smallest = 0.01,
    hbr: Sizes = "",
    services: Annotated[
        str, typer.Option(help="File of services, or sample: what rests on whom.")
    ] = "",
    space_weather: Annotated[
        str, typer.Option(help="CelesTrak's space weather; else past solar cycles.")
    ] = "",
    seed: Seed = 1,
    top: Annotated[int, typer.Option(help="Objects in the table.")] = 20,
    output: Annotated[
        str, typer.Option("--output", "-o", help="Write a report: .html, .pdf or .json.")
    ] = "",
    notice: Annotated[
        bool, typer.Option("--notice", help="Print the notice, ready to be read and issued.")
    ] = False,
    nation: Annotated[str, typer.Option(help="Who would issue the notice, as GBR.")] = "",
    language: Annotated[
        list[str] | None, typer.Option(help="Of the notice: en, fr, ja; repeat.")
    ] = None,
    json: Json = False,
) -> None:
    """Break an object up: pieces, who is crossed and when, whom to warn, what stays up.

    Example: cspo consequence breakup catalog.csv.gz --object 13552 --at 2021-11-15T02:47:00Z
    --projectile-mass-kg 50 --relative-speed-km-s 5 -o report.html
    """
    check_output(output, json=json)
    at_least(top, 0, "--top")
    at_least(seed, 0, "--seed")
    if notice and not nation:
        raise UsageError("write a notice", "--notice", expected="--nation, as GBR", got="none")
    if not what or not at:
        raise UsageError("ask about a break-up", expected="--object and --at", got="one missing")
    loaded = load(catalog) if catalog else newest()
    sky = sky_of(loaded.catalog, hbr)
    question = _question(
        sky, what, other, at, explosion=explosion, reported=reported, scale=scale,
        mass_kg=mass_kg, projectile_mass_kg=projectile_mass_kg, seed=seed,
        relative_speed_km_s=relative_speed_km_s, hours=hours, smallest_m=smallest_m,
    )  # fmt: skip
    result = _studied(question, sky, services, space_weather, quiet=json)
    pages = {}
    if notice:
        pages = _pages(result, nation, language or ["en"], simulated=loaded.catalog.simulated)
    if loaded.catalog.simulated:
        note("SIMULATED: the catalogue is made up")
    if json:
        print_json([_line(result, pages, simulated=loaded.catalog.simulated)])
    elif output != "-":
        say_result(result, top)
        for text in pages.values():
            _print_page(text)
    if output:
        write_result(output, result, pages, title=loaded.title, notes=loaded.notes,
                     simulated=loaded.catalog.simulated)  # fmt: skip


def _question(
    sky: StudySky, what: str, other: str, at: str, *, explosion: bool, reported: bool,
    scale: float, mass_kg: float | None, projectile_mass_kg: float | None,
    relative_speed_km_s: float | None, hours: float, smallest_m: float, seed: int,
) -> BreakupQuestion:  # fmt: skip
    from cspo.operations.consequence.question import BreakupQuestion

    struck = bool(other) or projectile_mass_kg is not None
    if explosion and struck:
        raise UsageError("ask about a break-up", expected="--explosion, or what it collided with",
                         got="both")  # fmt: skip
    kind: Literal["explosion", "collision"] = "collision" if struck else "explosion"
    if not struck and relative_speed_km_s is not None:
        raise UsageError("ask about a break-up", "--relative-speed-km-s", got="an explosion",
                         expected="--with or --projectile-mass-kg beside it")  # fmt: skip
    return BreakupQuestion(
        object=_named(sky, what), at=instant(at, "--at"), kind=kind,
        happened="reported" if reported else "supposed",
        other=_named(sky, other) if other else "", mass_kg=mass_kg,
        projectile_mass_kg=projectile_mass_kg, relative_speed_km_s=relative_speed_km_s,
        hours=hours, smallest_m=smallest_m, scale=scale, seed=seed,
    )  # fmt: skip


def _named(sky: StudySky, text: str) -> str:
    """The identity of what was named by number, designator or name.

    Raises
    ------
    UsageError
        Where there is none, or several of that name.
    """
    import numpy as np

    rows = np.flatnonzero(np.char.upper(sky.catalog.name) == text.strip().upper())
    if len(rows) == 0:
        rows = rows_of(sky.catalog, [text])
    if len(rows) != 1:
        got = f"{len(rows)} of that name"
        raise UsageError("find object", text, expected="one object", got=got,
                         hint="name it by its number")  # fmt: skip
    return sky.identity[int(rows[0])]


def _studied(
    question: BreakupQuestion, sky: StudySky, services: str, space_weather: str, *, quiet: bool
) -> BreakupResult:
    from cspo.operations.consequence.breakup import study_breakup
    from cspo.operations.consequence.steps import Steps

    weather = read_weather(space_weather) if space_weather else None
    model = read_services_file(services) if services else None
    with progress("Break-up", quiet=quiet) as done:
        steps = Steps(lambda share, _step: done(share))
        return study_breakup(question, sky, steps, weather=weather, services=model).result


def _pages(
    result: BreakupResult, nation: str, languages: list[str], *, simulated: bool
) -> dict[str, str]:
    from cspo.markings import Mode
    from cspo.node.clock import SystemClock
    from cspo.operations.consequence.drafting import draft_pages

    pages = draft_pages(
        result, languages=languages, nation=nation, t=SystemClock().now(),
        mode=Mode.SIMULATED if simulated else Mode.REAL,
    )  # fmt: skip
    return {code: page.text for code, page in pages.items()}


def _line(result: BreakupResult, pages: dict[str, str], *, simulated: bool) -> dict[str, object]:
    import msgspec

    return {"simulated": simulated, **msgspec.to_builtins(result), "notice": pages}


def _print_page(text: str) -> None:
    from cspo.cli.console import say

    say("")
    for line in text.splitlines():
        say(line)
