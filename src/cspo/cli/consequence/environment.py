"""``cspo consequence environment``: how many objects there will be, and what drives it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cspo.cli.catalogs import LoadedCatalog, load, newest
from cspo.cli.consequence.environment_values import outlook_values, say_outlook, say_snapshots
from cspo.cli.console import Json, note, print_json, progress
from cspo.cli.options import at_least
from cspo.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cspo.orbits import Catalog

__all__ = ["environment"]

_ENDINGS: Final = (".csv", ".json", ".png", ".svg")


def environment(
    catalog: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, URLs, celestrak:GROUP, -, or reference; else newest."),
    ] = None,
    years: Annotated[float, typer.Option(help="How far ahead, 1 to 400 years.")] = 100.0,
    launches_per_year: Annotated[
        float | None, typer.Option(help="Satellites; else as in the last five years.")
    ] = None,
    disposal: Annotated[
        float, typer.Option(help="Share of satellites that leave at the end of their work.")
    ] = 0.9,
    failures: Annotated[
        float, typer.Option(help="Share of working satellites that fail each year.")
    ] = 0.0,
    explosions_per_year: Annotated[
        float | None, typer.Option(help="Break-ups without a collision at the start; else 1.")
    ] = None,
    draws: Annotated[int, typer.Option(help="Courses for the bands, 2 to 5,000.")] = 100,
    shell_km: Annotated[float, typer.Option(help="Width of the shells, 20 to 300 km.")] = 50.0,
    critical: Annotated[int, typer.Option(help="Objects whose break-up matters most.")] = 20,
    hbr: Annotated[str, typer.Option(help="Sizes and masses (NASA CARA CSV).")] = "",
    kinds_from: Annotated[
        str, typer.Option(help="Catalogue that lends kinds to one without names.")
    ] = "",
    history: Annotated[
        bool, typer.Option("--history", help="Each catalogue by shell instead: how it filled.")
    ] = False,
    seed: Annotated[int, typer.Option(help="The same gives the same answer.")] = 1,
    output: Annotated[
        str, typer.Option("--output", "-o", help="Write .csv, .json, .png or .svg.")
    ] = "",
    json: Json = False,
) -> None:
    """Look a century ahead: objects by shell with bands, what drives them, whom to remove first.

    Example: cspo consequence environment catalog.csv.gz --years 100 --disposal 0.95 -o ahead.png
    """
    if output and Path(output).suffix not in _ENDINGS:
        raise UsageError("write", output, expected=" ".join(_ENDINGS), got=Path(output).suffix)
    at_least(seed, 0, "--seed")
    at_least(critical, 0, "--critical")
    if history:
        _history(catalog or [], kinds_from, shell_km, output, json=json)
        return
    import numpy as np

    from cspo.consequence.environment import outlook

    loaded = load(catalog) if catalog else newest()
    sky = _typed(loaded, _lender(kinds_from))
    mass_kg, radius_m = _masses(sky, hbr)
    with progress("Courses", quiet=json) as done:
        found = outlook(
            sky, generator=np.random.default_rng(seed), years=years, shell_km=shell_km,
            launches_per_year=launches_per_year, disposal_success=disposal,
            failures_per_year=failures, explosions_per_year=explosions_per_year, draws=draws,
            critical=critical, mass_kg=mass_kg, radius_m=radius_m, progress=done,
        )  # fmt: skip
    values = outlook_values(found, sky, title=loaded.title, seed=seed)
    if sky.simulated:
        note("SIMULATED: the catalogue is made up")
    if json:
        print_json([values])
    else:
        say_outlook(values)
    if output:
        _write(output, values, [values], _outlook_rows(values))


def _history(
    specs: list[str], kinds_from: str, shell_km: float, output: str, *, json: bool
) -> None:
    import numpy as np

    from cspo.consequence.environment import NAMES, crowd

    if not specs:
        raise UsageError("count shells", "--history", expected="catalogues, one for each time")
    if not 20.0 <= shell_km <= 300.0:
        raise UsageError("count shells", "--shell-km", expected="20 to 300", got=f"{shell_km:g}")
    edges = np.linspace(200.0, 2_000.0, max(round(1_800.0 / shell_km), 2) + 1)
    lines: list[dict[str, Any]] = []
    lender = _lender(kinds_from)
    for spec in specs:
        sky = _typed(load([spec]), lender)
        found = crowd(sky, edges)
        lines.append(
            {
                "catalog": Path(spec).name, "simulated": sky.simulated, "objects": len(sky),
                "epoch_utc": found.epoch.utc_iso(0), "edges_km": edges.tolist(),
                "mean_count": dict(zip(NAMES, found.objects.tolist(), strict=True)),
                "density_per_km3": found.density_per_km3.tolist(),
            }
        )  # fmt: skip
    lines.sort(key=lambda line: line["epoch_utc"])
    if json:
        print_json(lines)
    else:
        say_snapshots(lines)
    if output:
        _write(output, lines, lines, _history_rows(lines))


def _lender(kinds_from: str) -> Catalog | None:
    return load([kinds_from]).catalog if kinds_from else None


def _typed(loaded: LoadedCatalog, lender: Catalog | None) -> Catalog:
    sky = loaded.catalog
    if lender is not None:
        from cspo.consequence.environment.shells import typed

        sky = typed(sky, lender)
    unknown = int((sky.object_type == "").sum())
    if unknown > 0.5 * len(sky):
        note(f"{loaded.title}: {unknown:,} of {len(sky):,} objects without a kind count as debris; "
             "--kinds-from lends them one")  # fmt: skip
    return sky


def _masses(
    sky: Catalog, hbr: str
) -> tuple[NDArray[np.float64] | None, NDArray[np.float64] | None]:
    """Masses and radii of a table; an estimate from radar gives way to a known family of stages."""
    if not hbr:
        return None, None
    import numpy as np

    from cspo.bridge.hard_body import hard_body_table_from_csv, masses_from_csv
    from cspo.cli.faults import about_file
    from cspo.consequence.environment.masses import families
    from cspo.errors import MalformedMessage

    data = _whole_file(hbr)
    try:
        table, masses = hard_body_table_from_csv(data), masses_from_csv(data)
    except MalformedMessage as error:
        raise about_file(error, hbr) from error
    numbers = sky.norad_id.tolist()
    known_families = families()
    radii = dict(zip(table.norad_id.tolist(), table.radius_m.tolist(), strict=True))
    told = [
        number in masses and not masses[number][1].endswith("Default")
        and not name.startswith(known_families)
        for number, name in zip(numbers, sky.name.tolist(), strict=True)
    ]  # fmt: skip
    mass_kg = [masses[n][0] if known else np.nan for n, known in zip(numbers, told, strict=True)]
    radius_m = [
        radii.get(n) or np.nan if known else np.nan
        for n, known in zip(numbers, told, strict=True)
    ]  # fmt: skip
    return np.array(mass_kg), np.array(radius_m)


def _whole_file(spec: str) -> bytes:
    from cspo.cli.catalogs import cache_folder
    from cspo.errors import MalformedMessage
    from cspo.node.clock import SystemClock
    from cspo.sources import open_source

    found = list(open_source(spec, cache=cache_folder(), clock=SystemClock()))
    if len(found) != 1 or found[0].faults:
        got = found[0].faults[0].got if found[0].faults else f"{len(found)} files"
        raise MalformedMessage("read file", spec, expected="one whole file", got=got)
    return found[0].data


def _outlook_rows(values: dict[str, Any]) -> list[list[Any]]:
    rows: list[list[Any]] = [["year", "species", "low", "expected", "median", "high"]]
    for each in values["species"]:
        columns = zip(
            values["years"], each["low"], each["expected"], each["median"], each["high"],
            strict=True,
        )  # fmt: skip
        rows += [[year, each["species"], *numbers] for year, *numbers in columns]
    return rows


def _history_rows(lines: list[dict[str, Any]]) -> list[list[Any]]:
    names = list(lines[0]["mean_count"])
    rows: list[list[Any]] = [["epoch_utc", "low_km", "high_km", *names, "density_per_km3"]]
    for line in lines:
        edges, counts = line["edges_km"], line["mean_count"]
        for k, density in enumerate(line["density_per_km3"]):
            shell = [line["epoch_utc"], edges[k], edges[k + 1]]
            rows.append([*shell, *(counts[name][k] for name in names), density])
    return rows


def _write(output: str, values: Any, lines: list[dict[str, Any]], rows: list[list[Any]]) -> None:
    import csv
    import io

    from cspo.cli.console import json_lines
    from cspo.sources import write_bytes

    ending = Path(output).suffix
    if ending == ".json":
        data = json_lines(lines)
    elif ending == ".csv":
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        data = text.getvalue().encode()
    else:
        from cspo.report.environment_figures import crowd_figure, outlook_figure

        figure = crowd_figure(values) if isinstance(values, list) else outlook_figure(values)
        picture = io.BytesIO()
        figure.savefig(picture, format=ending[1:], dpi=130)
        data = picture.getvalue()
    write_bytes(output, data)
    note(f"wrote {output}")
