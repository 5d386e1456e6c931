"""What ``cspo screen`` gives: table, files, CDMs, report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cspo.cli.console import note, print_json, print_table, say, write_out
from cspo.errors import UsageError

if TYPE_CHECKING:
    from cspo.bridge.events import ScreenedEvents
    from cspo.bridge.tables import Table
    from cspo.cli.catalogs import LoadedCatalog
    from cspo.conjunction import Volume

__all__ = ["Wanted", "check_targets", "deliver"]

_COLUMNS: Final = [
    ("TCA (UTC)", "left"), ("object 1", "left"), ("object 2", "left"), ("miss km", "right"),
    ("km/s", "right"), ("Pc", "right"), ("max Pc", "right"), ("age d", "right"),
    ("advice", "left"),
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the user asked for, as `screen` documents it."""

    output: str
    report: str
    top: int
    json: bool


def check_targets(wanted: Wanted) -> None:
    """Refuse what can't be written before anything is computed.

    Raises
    ------
    UsageError
    """
    from cspo.bridge.tables import FORMATS

    output = wanted.output
    suffix = Path(output).suffix.lower()
    is_folder = output.endswith("/") or Path(output).is_dir()
    if output and output != "-" and suffix and suffix not in FORMATS and not is_folder:
        raise UsageError(
            "write", output, expected=f"{' '.join(FORMATS)}, a folder/ or -", got=suffix
        )
    if output and not suffix and Path(output).is_file():
        raise UsageError("write", output, expected="a folder for the CDMs", got="a file")
    if output == "-" and wanted.json:
        raise UsageError("write", output, expected="either --json or -o -", got="both")
    if wanted.report.endswith("/") or (wanted.report and Path(wanted.report).is_dir()):
        raise UsageError("write", wanted.report, expected="a file name", got="a folder",
                         hint="--report report.html")  # fmt: skip


def deliver(wanted: Wanted, loaded: LoadedCatalog, screened: ScreenedEvents) -> None:
    """Write and print what was asked for.

    Raises
    ------
    ResourceLimit, SourceError
        Where a file can't be written.
    """
    from cspo.bridge.events import event_table
    from cspo.bridge.tables import rows, to_csv

    table = event_table(screened)
    if wanted.output and wanted.output != "-":
        _write(wanted.output, screened, table)
    if wanted.report:
        _write_report(wanted.report, loaded, screened, table, wanted.top)
    if screened.catalog.simulated:
        note("SIMULATED: none of these objects is real")
    if wanted.json:
        print_json(rows(table))
    elif wanted.output == "-":
        write_out(to_csv(table))
    else:
        _print(loaded, screened, table, wanted.top)


def _write(output: str, screened: ScreenedEvents, table: Table) -> None:
    from cspo.bridge.tables import FORMATS
    from cspo.sources import write_bytes

    suffix = Path(output).suffix.lower()
    if suffix in FORMATS and not Path(output).is_dir():
        write_bytes(output, FORMATS[suffix](table))
        note(f"wrote {output}: {len(screened.events):,} events")
        return
    from cspo.bridge.cdm_out import cdms_from_events, write_cdms
    from cspo.bridge.events import to_cdm_events
    from cspo.node.clock import SystemClock

    cdms = cdms_from_events(
        to_cdm_events(screened), creation=SystemClock().now(), originator="CSPO"
    )
    note(f"wrote {write_cdms(cdms, output):,} CDMs to {output}")


def _facts(loaded: LoadedCatalog, screened: ScreenedEvents) -> dict[str, str]:
    events = screened.events
    excluded = int((events.excluded.row < events.catalog_size).sum())
    simulated = "SIMULATED: " if screened.catalog.simulated else ""
    facts = {
        "Catalogue": f"{simulated}{loaded.title}, {len(loaded.catalog):,} objects",
        "Window": f"from {events.start.utc_iso(0)}, {events.duration_s / 3600.0:g} h",
        "Volume": _volume_text(events.volume),
        "Events": f"{len(events):,}",
        "Left out": f"{excluded:,} objects that SGP4 can't carry through the window",
        "Stale": f"{int(screened.appraisal.stale.sum()):,} events with elements past their limit",
    }
    if screened.ephemerides:
        facts["Ephemerides"] = ", ".join(each.object_id for each in screened.ephemerides)
    return facts


def _volume_text(volume: Volume) -> str:
    if len(set(volume.half_size_km)) == 1 and volume.reach_km == volume.half_size_km[0]:
        return f"sphere of {volume.reach_km:g} km"
    sizes = " x ".join(f"{size:g}" for size in volume.half_size_km)
    return f"{volume.shape.value} of {sizes} km (half sizes R, I, C)"


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
    for name, value in _facts(loaded, screened).items():
        say(f"{name:<12}{value}")
    lines = [_line(row) for row in rows({name: column[chosen] for name, column in table.items()})]
    if lines:
        say("")
        print_table("", _COLUMNS, lines)
    more = len(screened.events) - len(chosen)
    if more:
        note(f"{more:,} more events: -o or --json gives them all")


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
