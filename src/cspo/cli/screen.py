"""``cspo screen``: every close approach of a catalogue in the coming days."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cspo.cli.catalogs import LoadedCatalog, cache_folder, load, newest, rows_of
from cspo.cli.console import Json, note, print_json, print_table, progress
from cspo.cli.options import instant
from cspo.errors import UsageError

if TYPE_CHECKING:
    from cspo.bridge.events import ScreenedEvents
    from cspo.bridge.tables import Table
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
    start: Annotated[str, typer.Option(help="Start, UTC; else the catalogue's own date.")] = "",
    days: Annotated[float, typer.Option(help="Length of the window, days.")] = 1.0,
    threshold_km: Annotated[float, typer.Option(help="Miss distance, km.")] = 5.0,
    primary: Annotated[
        list[str] | None, typer.Option(help="Only pairs with this object; repeat.")
    ] = None,
    ephemeris: Annotated[
        list[str] | None, typer.Option(help="An OEM against the catalogue; repeat.")
    ] = None,
    volume: Annotated[str, typer.Option(help="Half sizes R,I,C in km, or a preset.")] = "",
    memory_gb: Annotated[float, typer.Option(help="Memory to stay below, GB.")] = 4.0,
    threads: Annotated[int, typer.Option(help="The answer does not depend on it.")] = 0,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where it stopped.")] = False,
    hbr: Annotated[str, typer.Option(help="Table of hard-body radii (NASA CARA CSV).")] = "",
    top: Annotated[int, typer.Option(help="Lines of the table and events of the report.")] = 20,
    output: Annotated[
        str, typer.Option("--output", "-o", help="events.csv, .parquet, .json or a CDM folder/.")
    ] = "",
    report: Annotated[str, typer.Option(help="Write an HTML report here.")] = "",
    json: Json = False,
) -> None:
    """Find every close approach, with its probability of collision.

    Example: cspo screen catalog.omm.csv.gz --days 3 --threshold-km 5 -o events.parquet
    """
    from cspo.bridge.events import event_table

    loaded = load(catalog) if catalog else newest()
    begin = _start(start, loaded.catalog)
    ephemerides = _ephemerides(ephemeris or [])
    events = _screened(
        loaded.catalog, begin, days, _volume(volume, threshold_km), primary or [], ephemerides,
        memory_gb, threads, resume, quiet=json,
    )  # fmt: skip
    screened = _appraised(loaded.catalog, events, ephemerides, hbr)
    table = event_table(screened)
    if output:
        _write(output, screened, table)
    if report:
        _write_report(report, loaded, screened, table, top)
    if json:
        from cspo.bridge.tables import rows

        print_json(rows(table))
    else:
        _print(loaded, screened, table, top)


def _start(text: str, catalog: Catalog) -> Epoch:
    from cspo.orbits.summary import screening_start

    return instant(text, "--start") if text else screening_start(catalog.epoch_tai_ns)


def _volume(text: str, threshold_km: float) -> Volume:
    from cspo.conjunction import Volume

    if not text:
        return Volume.sphere(threshold_km)
    parts = text.split(",")
    if len(parts) == 1:
        return Volume.preset(text)
    try:
        radial, in_track, cross_track = (float(part) for part in parts)
    except ValueError as error:
        raise UsageError("read --volume", text, expected="R,I,C in km or a preset") from error
    return Volume.box(radial, in_track, cross_track)


def _ephemerides(specs: list[str]) -> list[Ephemeris]:
    from cspo.bridge.oem import ephemerides_from_oem
    from cspo.frames import bundled_earth_orientation
    from cspo.messages import oem
    from cspo.node.clock import SystemClock
    from cspo.sources import open_source

    if not specs:
        return []
    eop = bundled_earth_orientation()
    return [
        piece
        for spec in specs
        for source in open_source(spec, cache=cache_folder(), clock=SystemClock())
        for piece in ephemerides_from_oem(oem.read(source.data), eop)
    ]


def _screened(
    catalog: Catalog, begin: Epoch, days: float, volume: Volume, primary: list[str],
    ephemerides: list[Ephemeris], memory_gb: float, threads: int, resume: bool, *, quiet: bool,
) -> Conjunctions:  # fmt: skip
    import os

    from cspo.conjunction import screen as screen_catalog
    from cspo.units import DAY_S

    checkpoint = cache_folder() / "screen" if resume or days > 1.0 else None
    with progress("Screening", quiet=quiet) as done:
        return screen_catalog(
            catalog, start=begin, duration_s=days * DAY_S, volume=volume,
            primary_rows=rows_of(catalog, primary) if primary else None, ephemerides=ephemerides,
            threads=threads or os.cpu_count() or 1, memory_limit_gb=memory_gb,
            checkpoint=checkpoint, progress=done,
        )  # fmt: skip


def _appraised(
    catalog: Catalog, events: Conjunctions, ephemerides: list[Ephemeris], hbr: str
) -> ScreenedEvents:
    from cspo.bridge.events import ScreenedEvents
    from cspo.conjunction.appraisal import appraise
    from cspo.conjunction.hard_body import combined_radii

    bodies = combined_radii(catalog, events, _hard_bodies(hbr))
    return ScreenedEvents(
        catalog=catalog, events=events, ephemerides=ephemerides, hbr_sources=bodies.sources,
        appraisal=appraise(
            catalog, events, bodies.hbr_km, default_hbr=bodies.default, ephemerides=ephemerides
        ),
    )  # fmt: skip


def _hard_bodies(spec: str) -> HardBodyTable | None:
    from cspo.bridge.hard_body import hard_body_table_from_csv
    from cspo.sources import open_source

    if not spec:
        return None
    (source,) = open_source(spec)
    return hard_body_table_from_csv(source.data)


def _write(output: str, screened: ScreenedEvents, table: Table) -> None:
    from cspo.bridge.tables import FORMATS
    from cspo.sources import write_bytes

    suffix = Path(output).suffix.lower()
    if suffix in FORMATS:
        write_bytes(output, FORMATS[suffix](table))
        note(f"wrote {output}: {len(screened.events):,} events")
        return
    if suffix and not output.endswith("/") and not Path(output).is_dir():
        raise UsageError("write", output, expected=f"{' '.join(FORMATS)} or a folder/", got=suffix)
    from cspo.bridge.cdm_out import cdms_from_events, write_cdms
    from cspo.bridge.events import to_cdm_events
    from cspo.node.clock import SystemClock

    cdms = cdms_from_events(
        to_cdm_events(screened), creation=SystemClock().now(), originator="CSPO"
    )
    note(f"wrote {write_cdms(cdms, output):,} CDMs to {output}")


def _facts(loaded: LoadedCatalog, screened: ScreenedEvents) -> dict[str, str]:
    events = screened.events
    volume = events.volume
    shape = (
        f"sphere of {volume.reach_km:g} km" if volume.is_sphere
        else " x ".join(f"{size:g}" for size in volume.half_size_km) + " km (R, I, C half sizes)"
    )  # fmt: skip
    return {
        "Catalogue": f"{loaded.title}, {len(loaded.catalog):,} objects",
        "Window": f"{events.start} and {events.duration_s / 3600.0:g} h",
        "Volume": shape,
        "Events": f"{len(events):,}",
        "Left out": f"{len(events.excluded):,} objects that SGP4 can't carry through the window",
        "Stale": f"{int(screened.appraisal.stale.sum()):,} events with elements past their limit",
    }


def _write_report(
    target: str, loaded: LoadedCatalog, screened: ScreenedEvents, table: Table, top: int
) -> None:
    from cspo.cli.screen_report import screening_report
    from cspo.report import render
    from cspo.sources import write_bytes

    day = screened.events.start.utc_iso(0)[:10]
    notes = [
        *loaded.notes,
        (
            "Element sets carry no covariance of their own. These numbers ask for better data; "
            "they don't ask for a burn."
        ),
    ]
    page = screening_report(
        screened, table, heading=f"Close approaches from {day}", facts=_facts(loaded, screened),
        notes=notes, top=top,
    )  # fmt: skip
    write_bytes(target, render(page))
    note(f"wrote {target}")


def _print(loaded: LoadedCatalog, screened: ScreenedEvents, table: Table, top: int) -> None:
    from cspo.bridge.events import order_by_decision
    from cspo.bridge.tables import rows

    chosen = order_by_decision(screened)[:top]
    title = " · ".join(f"{name}: {value}" for name, value in _facts(loaded, screened).items())
    columns = [
        ("TCA (UTC)", "left"), ("object 1", "left"), ("object 2", "left"), ("miss km", "right"),
        ("km/s", "right"), ("Pc", "right"), ("max Pc", "right"), ("age d", "right"),
        ("advice", "left"),
    ]  # fmt: skip
    lines = [_line(row) for row in rows({name: column[chosen] for name, column in table.items()})]
    if screened.catalog.simulated:
        note("SIMULATED: none of these objects is real")
    print_table(title, columns, lines)
    if len(screened.events) > top:
        note(f"{len(screened.events) - len(chosen):,} more events: -o or --json gives them all")


def _line(row: dict[str, Any]) -> list[str]:
    ages = [row[f"age{side}_d"] for side in (1, 2)]
    return [
        row["tca_utc"][:23] + "Z",
        *(
            f"{row[f'object{side}'] or row[f'identity{side}']} {row[f'name{side}'][:20]}"
            for side in (1, 2)
        ),
        f"{row['miss_distance_km']:.3f}",
        f"{row['relative_speed_km_s']:.3f}",
        "none" if row["pc"] is None else f"{row['pc']:.2e}",
        "none" if row["max_pc"] is None else f"{row['max_pc']:.2e}",
        " ".join("eph" if age is None else f"{age:.1f}" for age in ages),
        row["advice"],
    ]
