"""``cspo consequence launch``: which seconds of a launch window are closed, by what, until when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cspo.cli.catalogs import LoadedCatalog, load, newest, rows_of
from cspo.cli.consequence.launch_inputs import (
    Supposed,
    ascent_of,
    cloud_of_supposed,
    keep_out_of,
    trajectory_of,
)
from cspo.cli.console import Json, note, print_json, progress
from cspo.cli.options import at_least, instant, positive
from cspo.errors import UsageError

if TYPE_CHECKING:
    from cspo.consequence.clouds import Cloud
    from cspo.consequence.launch import Access, Ascent, Closures, Gap, KeepOut
    from cspo.time import Epoch

__all__ = ["launch"]

_ENDINGS: Final = (".csv", ".json")
_LONGEST_H: Final = 24.0 * 7.0


def launch(
    catalog: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, URLs, celestrak:GROUP, -, or reference; else newest."),
    ] = None,
    site: Annotated[str, typer.Option(help="Site, or latitude,longitude in degrees.")] = "",
    sites: Annotated[bool, typer.Option("--sites", help="List the sites that are known.")] = False,
    altitude_km: Annotated[float, typer.Option(help="Circular orbit, 160 to 2,000 km.")] = 500.0,
    inclination_deg: Annotated[float, typer.Option(help="Of that orbit.")] = 97.4,
    south: Annotated[
        bool | None, typer.Option("--south/--north", help="Which way; else the site's own.")
    ] = None,
    trajectory: Annotated[
        str, typer.Option(help="OEM of the flight instead, from lift-off on.")
    ] = "",
    insertion_s: Annotated[
        float | None, typer.Option(help="Of the OEM: seconds after lift-off at insertion.")
    ] = None,
    start: Annotated[str, typer.Option(help="Window's start, UTC; else the catalogue's.")] = "",
    hours: Annotated[float, typer.Option(help="Length of the window, hours.")] = 4.0,
    step_s: Annotated[float, typer.Option(help="Between launch instants, s.")] = 1.0,
    flight_min: Annotated[float, typer.Option(help="Screened after lift-off, minutes.")] = 180.0,
    crewed_km: Annotated[float, typer.Option(help="Sphere around crewed objects.")] = 200.0,
    crewed_rtn_km: Annotated[
        str, typer.Option(metavar="R,I,C", help="An ellipsoid around them instead, km.")
    ] = "",
    active_km: Annotated[float, typer.Option(help="Sphere around satellites at work.")] = 0.0,
    active_pc: Annotated[float, typer.Option(help="Probability of collision with one.")] = 1e-6,
    other_km: Annotated[float, typer.Option(help="Sphere around everything else.")] = 0.0,
    other_pc: Annotated[float, typer.Option(help="Probability of collision with it.")] = 1e-6,
    vehicle_radius_m: Annotated[float, typer.Option(help="Radius of what is launched.")] = 7.0,
    exempt: Annotated[
        list[str] | None, typer.Option(help="An object that may be met: a rendezvous; repeat.")
    ] = None,
    hbr: Annotated[str, typer.Option(help="Sizes and masses (NASA CARA CSV).")] = "",
    break_up: Annotated[str, typer.Option(help="Suppose that this object broke up.")] = "",
    at: Annotated[str, typer.Option(help="When it broke up, UTC; else at the start.")] = "",
    mass_kg: Annotated[float | None, typer.Option(help="Its mass; else by its size.")] = None,
    projectile_mass_kg: Annotated[
        float | None, typer.Option(help="Of what hit it; else it exploded.")
    ] = None,
    relative_speed_km_s: Annotated[float, typer.Option(help="Of what hit it.")] = 10.0,
    smallest_m: Annotated[float, typer.Option(help="Pieces from this size on.")] = 0.01,
    cloud_pc: Annotated[
        float, typer.Option(help="Chance of meeting any unknown piece that closes a launch.")
    ] = 1e-5,
    days: Annotated[float, typer.Option(help="Look at the window so long after.")] = 60.0,
    gap: Annotated[
        bool, typer.Option("--gap", help="Judge the 56 hours after screening, too.")
    ] = False,
    seed: Annotated[int, typer.Option(help="The same gives the same answer.")] = 1,
    top: Annotated[int, typer.Option(help="Lines of the table.")] = 20,
    output: Annotated[
        str, typer.Option("--output", "-o", help="Write the closures: .csv or .json.")
    ] = "",
    json: Json = False,
) -> None:
    """Find the closed seconds of a launch window, before and after a supposed break-up.

    Example: cspo consequence launch catalog.csv.gz --site kourou --altitude-km 500
    --inclination-deg 97.4 --start 2025-01-13T12:00:00Z --hours 4 --break-up 32787
    """
    from cspo.cli.consequence import launch_report as report

    if sites:
        report.show_sites(json=json)
        return
    if output and Path(output).suffix not in _ENDINGS:
        raise UsageError("write", output, expected=" or ".join(_ENDINGS), got=Path(output).suffix)
    _checked(hours, step_s, days, vehicle_radius_m, seed, top)
    rules = keep_out_of(crewed_km, crewed_rtn_km, active_km, active_pc, other_km, other_pc)
    if trajectory:
        flight = trajectory_of(trajectory, insertion_s)
    else:
        flight = ascent_of(site, altitude_km, inclination_deg, south, flight_min)
    loaded = load(catalog) if catalog else newest()
    begin = _begin(start, loaded)
    supposed = Supposed(
        object=break_up, at=instant(at, "--at") if at else begin, mass_kg=mass_kg,
        projectile_mass_kg=projectile_mass_kg, relative_speed_km_s=relative_speed_km_s,
        smallest_m=smallest_m, seed=seed,
    )  # fmt: skip
    cloud = None
    if break_up:
        cloud, supposed = cloud_of_supposed(loaded.catalog, supposed, hbr)
    spared = rows_of(loaded.catalog, exempt).tolist() if exempt else []
    before = _closures(loaded, flight, begin, hours, step_s, rules, vehicle_radius_m, hbr,
                       spared, quiet=json)  # fmt: skip
    access = None
    if cloud is not None:
        access = _access(flight, before, cloud, rules, vehicle_radius_m, cloud_pc, days, seed,
                         quiet=json)  # fmt: skip
    gaps = _gaps(loaded, flight, begin, hours) if gap else {}
    event = None if cloud is None else report.event_of(supposed, cloud)
    line = report.line_of(loaded, flight, before, access, gaps, event)
    if output:
        report.write(output, line)
    if json:
        print_json([line])
    else:
        report.show(line, top)


def _checked(
    hours: float, step_s: float, days: float, vehicle_radius_m: float, seed: int, top: int
) -> None:
    positive(hours, "--hours", "hours")
    if hours > _LONGEST_H:
        raise UsageError("read --hours", f"{hours:g}", expected=f"at most {_LONGEST_H:g}")
    positive(step_s, "--step-s", "seconds")
    positive(vehicle_radius_m, "--vehicle-radius-m", "metres")
    if not 0.0 <= days <= 365.0:
        raise UsageError("read --days", f"{days:g}", expected="0 to 365")
    at_least(seed, 0, "--seed")
    at_least(top, 0, "--top")


def _begin(start: str, loaded: LoadedCatalog) -> Epoch:
    from cspo.orbits.summary import screening_start

    if loaded.catalog.simulated:
        note("SIMULATED: none of these objects is real")
    return instant(start, "--start") if start else screening_start(loaded.catalog.epoch_tai_ns)


def _closures(
    loaded: LoadedCatalog, flight: Ascent, begin: Epoch, hours: float, step_s: float,
    rules: KeepOut, vehicle_radius_m: float, hbr: str, exempt: list[int], *, quiet: bool,
) -> Closures:  # fmt: skip
    from cspo.cli.screen_inputs import hard_bodies
    from cspo.consequence.launch import closures
    from cspo.frames import bundled_earth_orientation
    from cspo.units import HOUR_S

    with progress("Window", quiet=quiet) as done:
        return closures(
            flight, loaded.catalog, begin, bundled_earth_orientation(), duration_s=hours * HOUR_S,
            step_s=step_s, keep_out=rules, vehicle_radius_m=vehicle_radius_m,
            hard_bodies=hard_bodies(hbr), exempt=exempt, progress=done,
        )  # fmt: skip


def _access(
    flight: Ascent, before: Closures, cloud: Cloud, rules: KeepOut, vehicle_radius_m: float,
    cloud_pc: float, days: float, seed: int, *, quiet: bool,
) -> Access:  # fmt: skip
    import numpy as np

    from cspo.consequence.launch import access_after
    from cspo.consequence.launch.access import DAYS
    from cspo.frames import bundled_earth_orientation

    with progress("After the break-up", quiet=quiet) as done:
        return access_after(
            flight, before, cloud, bundled_earth_orientation(), keep_out=rules,
            generator=np.random.default_rng(seed), vehicle_radius_m=vehicle_radius_m,
            limit=cloud_pc, days=[day for day in DAYS if day <= days], progress=done,
        )  # fmt: skip


def _gaps(
    loaded: LoadedCatalog, flight: Ascent, begin: Epoch, hours: float
) -> dict[str, Gap]:  # fmt: skip
    """The gap for each station of the catalogue, by its name."""
    import numpy as np

    from cspo.consequence.launch import station_gap
    from cspo.consequence.launch.keep_out import STATIONS
    from cspo.frames import bundled_earth_orientation
    from cspo.units import HOUR_S

    sky = loaded.catalog
    out = {}
    for number, name in STATIONS.items():
        for row in np.flatnonzero(sky.norad_id == number)[:1].tolist():
            out[name] = station_gap(
                flight, sky, row, begin, bundled_earth_orientation(), duration_s=hours * HOUR_S,
                step_s=max(60.0, hours),
            )  # fmt: skip
    if not out:
        note("No station is in the catalogue: there is no gap to judge")
    return out
