"""``cspo screen``: every close approach of a catalogue in the coming days."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from cspo.cli.catalogs import load, newest, rows_of
from cspo.cli.console import Json, progress
from cspo.cli.options import at_least, positive
from cspo.cli.screen_inputs import choose_start, hard_bodies, read_ephemerides, read_volume
from cspo.cli.screen_output import Wanted, check_targets, deliver

if TYPE_CHECKING:
    from pathlib import Path

    from cspo.bridge.events import ScreenedEvents
    from cspo.conjunction import Conjunctions, Volume
    from cspo.conjunction.hard_body import HardBodyTable
    from cspo.orbits import Catalog, Ephemeris
    from cspo.time import Epoch

__all__ = ["screen"]


def screen(
    catalog: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, URLs, celestrak:GROUP, -, or reference; else newest."),
    ] = None,
    start: Annotated[
        str, typer.Option(help="Start, UTC; else that of the OEMs, else the catalogue's own date.")
    ] = "",
    days: Annotated[float, typer.Option(help="Length of the window, days.")] = 1.0,
    threshold_km: Annotated[float, typer.Option(help="Miss distance, km.")] = 5.0,
    primary: Annotated[
        list[str] | None, typer.Option(help="Only pairs with this object; repeat.")
    ] = None,
    ephemeris: Annotated[
        list[str] | None, typer.Option(help="An OEM against the catalogue; repeat.")
    ] = None,
    volume: Annotated[
        str, typer.Option(help="Half sizes R,I,C in km, or a preset such as LEO2.")
    ] = "",
    memory_gb: Annotated[float, typer.Option(help="Memory to stay below, GB.")] = 4.0,
    threads: Annotated[int, typer.Option(help="The answer does not depend on it.")] = 0,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where the same command was interrupted.")
    ] = False,
    hbr: Annotated[str, typer.Option(help="Table of hard-body radii (NASA CARA CSV).")] = "",
    top: Annotated[int, typer.Option(help="Lines of the table and events of the report.")] = 20,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", help="events.csv, .parquet, .json, a CDM folder/, or - for CSV."
        ),
    ] = "",
    report: Annotated[str, typer.Option(help="Write an HTML report here.")] = "",
    json: Json = False,
) -> None:
    """Find every close approach, with its probability of collision.

    Example: cspo screen catalog.omm.csv.gz --days 3 --threshold-km 5 -o events.parquet
    """
    wanted = Wanted(
        output=output, report=report, top=at_least(top, 0, "--top"), json=json,
    )  # fmt: skip
    check_targets(wanted)
    positive(days, "--days", "days")
    positive(memory_gb, "--memory-gb", "GB")
    at_least(threads, 0, "--threads")
    shape = read_volume(volume, threshold_km)
    bodies = hard_bodies(hbr)
    loaded = load(catalog) if catalog else newest()
    ephemerides = read_ephemerides(ephemeris or [], simulated=loaded.catalog.simulated)
    begin = choose_start(start, loaded.catalog, ephemerides, days)
    with _blocks(loaded.catalog, begin, days, shape, primary or [], ephemerides, resume) as folder:
        events = _screened(
            loaded.catalog, begin, days, shape, primary or [], ephemerides, memory_gb, threads,
            folder, quiet=json or output == "-",
        )  # fmt: skip
        deliver(wanted, loaded, _appraised(loaded.catalog, events, ephemerides, bodies))


def _blocks(
    catalog: Catalog, begin: Epoch, days: float, volume: Volume, primary: list[str],
    ephemerides: list[Ephemeris], resume: bool,
) -> AbstractContextManager[Path | None]:  # fmt: skip
    """Where finished blocks of time are kept; a day takes seconds, and keeps none."""
    import cspo
    from cspo.cli.screen_blocks import kept_blocks
    from cspo.conjunction.checkpoint import fingerprint

    if days <= 1.0 and not resume:
        return nullcontext()
    key = fingerprint(
        catalog, tuple(ephemerides), begin, days, volume, sorted(primary), cspo.__version__
    )
    return kept_blocks(key, resume=resume)


def _screened(
    catalog: Catalog, begin: Epoch, days: float, volume: Volume, primary: list[str],
    ephemerides: list[Ephemeris], memory_gb: float, threads: int, folder: Path | None, *,
    quiet: bool,
) -> Conjunctions:  # fmt: skip
    from cspo.conjunction import screen as screen_catalog
    from cspo.units import DAY_S

    with progress("Screening", quiet=quiet) as done:
        return screen_catalog(
            catalog, start=begin, duration_s=days * DAY_S, volume=volume,
            primary_rows=rows_of(catalog, primary) if primary else None, ephemerides=ephemerides,
            threads=threads or os.cpu_count() or 1, memory_limit_gb=memory_gb,
            checkpoint=folder, progress=done,
        )  # fmt: skip


def _appraised(
    catalog: Catalog, events: Conjunctions, ephemerides: list[Ephemeris],
    table: HardBodyTable | None,
) -> ScreenedEvents:  # fmt: skip
    from cspo.bridge.events import ScreenedEvents
    from cspo.conjunction.appraisal import appraise
    from cspo.conjunction.hard_body import combined_radii

    bodies = combined_radii(catalog, events, table)
    return ScreenedEvents(
        catalog=catalog, events=events, ephemerides=ephemerides, hbr_sources=bodies.sources,
        appraisal=appraise(
            catalog, events, bodies.hbr_km, default_hbr=bodies.default, ephemerides=ephemerides
        ),
    )  # fmt: skip
