"""``cspo passes``: when a site sees an object, and whether it is lit."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cspo.cli.catalogs import cache_folder, load, rows_of
from cspo.cli.console import Json, note, print_json, print_table, progress, say
from cspo.cli.options import instant, positive
from cspo.cli.screen_inputs import read_ephemerides
from cspo.cli.sites import places_of
from cspo.errors import UsageError
from cspo.units import DAY_S, NS_PER_S

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cspo.frames import EarthOrientation
    from cspo.sensing import Passes, Paths, Site
    from cspo.time import Epoch

    Floats = NDArray[np.float64]

__all__ = ["passes"]

_SHOWN: Final = 40
_MOST_DAYS: Final = 60.0


def passes(
    file: Annotated[str, typer.Argument(help="Element sets or an OEM: a file, folder, URL or -.")],
    site: Annotated[
        list[str], typer.Option(help="Identifier, part of a name, or LAT,LON[,HEIGHT_M]; repeat.")
    ],
    sites: Annotated[
        str, typer.Option(help="Table of sites (CSV); else sensors/sensor_sites.csv of CSPO_DATA.")
    ] = "",
    objects: Annotated[
        list[str] | None, typer.Option("--object", help="Only this object; repeat.")
    ] = None,
    start: Annotated[str, typer.Option(help="Start, UTC; else the file's own date.")] = "",
    days: Annotated[float, typer.Option(help="Length of the window, days.")] = 1.0,
    min_elevation_deg: Annotated[
        float | None, typer.Option(help="Nothing below it; else as the table says, else 0.")
    ] = None,
    whole_sky: Annotated[
        bool, typer.Option("--whole-sky", help="Without the site's own limits.")
    ] = False,
    visible: Annotated[
        bool, typer.Option("--visible", help="Only what is sunlit before a dark sky.")
    ] = False,
    size_m: Annotated[
        float | None, typer.Option(help="Diameter, m; else from the radar cross-section.")
    ] = None,
    radar_range_km: Annotated[
        float | None, typer.Option(help="Where this radar just sees 1 m2: drops what is too far.")
    ] = None,
    json: Json = False,
) -> None:
    """Find when objects rise, culminate and set in the field of view of a site.

    Example: cspo passes stations.tle --object 25544 --site 50.617,7.130,250 --visible
    """
    from cspo.frames import bundled_earth_orientation

    positive(days, "--days", "days")
    if days > _MOST_DAYS:
        raise UsageError("read --days", f"{days:g}", expected=f"at most {_MOST_DAYS:g}")
    for option, value in (("--size-m", size_m), ("--radar-range-km", radar_range_km)):
        if value is not None:
            positive(value, option, "a number")
    if min_elevation_deg is not None and not -10.0 <= min_elevation_deg <= 90.0:
        raise UsageError("read --min-elevation-deg", f"{min_elevation_deg:g}",
                         expected="from -10 to 90 degrees")  # fmt: skip
    places = places_of(site, sites, min_elevation_deg, whole_sky=whole_sky)
    found = _Objects(file, objects or [], instant(start, "--start") if start else None)
    if found.simulated:
        note("SIMULATED: none of these objects is real")
    eop = bundled_earth_orientation()
    if bool(eop.at((found.start + days * DAY_S).tai_ns).outside):
        note(
            f"Earth orientation is known to {_last_day(eop)} only: times are off by up to a second"
        )
    lines: list[dict[str, Any]] = []
    with progress("Passes", quiet=json) as done:
        for number, place in enumerate(places):
            rows = _lines(
                found, place, days * DAY_S, eop, size_m, radar_range_km, visible=visible,
                told=lambda part, number=number: done((number + part) / len(places)),
            )  # fmt: skip
            lines += rows
    lines.sort(key=lambda line: (line["rise_utc"], line["object"], line["site"]))
    if json:
        print_json(lines)
    else:
        _show(lines, found.start, days)


def _last_day(eop: EarthOrientation) -> str:
    from cspo.time import Epoch
    from cspo.time.days import MJD_ZERO_DAY

    return Epoch.from_utc_day(int(eop.mjd[-1]) + MJD_ZERO_DAY, 0).utc_iso(0)[:10]


class _Objects:
    """What was read: identities, positions, sizes."""

    def __init__(self, spec: str, wanted: list[str], start: Epoch | None) -> None:
        import numpy as np

        from cspo.orbits.summary import screening_start
        from cspo.sensing import CatalogPaths, EphemerisPaths

        self.paths: Paths
        self.simulated = False
        if _is_oem(spec):
            if wanted:
                raise UsageError("passes", "--object", expected="element sets", got="an OEM")
            pieces = read_ephemerides([spec], simulated=_is_simulated(spec))
            self.start = start or min(piece.start for piece in pieces)
            self.paths = EphemerisPaths(pieces, self.start)
            self.identity = [piece.object_id for piece in pieces]
            self.name = [piece.object_name for piece in pieces]
            self.rcs_m2 = np.full(len(pieces), np.nan)
            self.simulated = pieces[0].simulated
            return
        catalog = load([spec]).catalog
        if wanted:
            catalog = catalog.take(rows_of(catalog, wanted))
        self.start = start or screening_start(catalog.epoch_tai_ns)
        self.paths = CatalogPaths(catalog, self.start)
        self.identity = [catalog.identity(row) for row in range(len(catalog))]
        self.name = catalog.name.tolist()
        self.rcs_m2 = catalog.rcs_m2
        self.simulated = catalog.simulated


def _is_oem(spec: str) -> bool:
    """Whether a file is an OEM; what is no file is taken for element sets."""
    from cspo.messages.sniff import sniff

    return _head(spec) is not None and sniff(_head(spec) or b"").startswith("oem")


def _is_simulated(spec: str) -> bool:
    from cspo.bridge.oem import SIMULATED

    return f"COMMENT {SIMULATED}".encode() in (_head(spec) or b"")[:4096]


def _head(spec: str) -> bytes | None:
    """The bytes of one whole file on disk; None where *spec* is something else."""
    from cspo.node.clock import SystemClock
    from cspo.sources import open_source

    if not Path(spec).is_file():
        return None
    found = list(open_source(spec, cache=cache_folder(), clock=SystemClock()))
    return found[0].data if len(found) == 1 and found[0].data else None


def _lines(
    found: _Objects, place: Site, duration_s: float, eop: EarthOrientation, size_m: float | None,
    radar_range_km: float | None, *, visible: bool, told: Any,
) -> list[dict[str, Any]]:  # fmt: skip
    """Passes of all objects over one site."""
    import numpy as np

    from cspo.sensing import find_passes, visible_parts

    table = find_passes(found.paths, place, duration_s, eop, progress=told)
    parts: dict[int, list[tuple[int, int]]] = {}
    light = visible or place.is_optical
    if light:
        lit = visible_parts(found.paths, place, table, duration_s, eop)
        for row, begin, end in zip(lit.of_pass.tolist(), lit.begin_tai_ns.tolist(),
                                   lit.end_tai_ns.tolist(), strict=True):  # fmt: skip
            parts.setdefault(row, []).append((begin, end))
    rcs_m2 = np.asarray(found.rcs_m2)[table.row]
    if size_m is not None:
        rcs_m2 = np.where(np.isnan(rcs_m2), 0.25 * np.pi * size_m**2, rcs_m2)
    needed_m2 = np.full(len(table), np.nan)
    if radar_range_km is not None:
        needed_m2 = (table.range_km[:, 1] / radar_range_km) ** 4
    size = np.sqrt(4.0 * rcs_m2 / np.pi) if size_m is None else np.full(len(table), size_m)
    magnitude = _magnitudes(found, place, table, parts, size, eop)
    lines = []
    for row in range(len(table)):
        too_small = rcs_m2[row] < needed_m2[row]
        if too_small or (visible and row not in parts):
            continue
        line = _line(found, place, table, row)
        line["visible_utc"] = _spans(parts.get(row, [])) if light else None
        line["magnitude"] = _number(magnitude[row])
        line["rcs_m2"] = _number(rcs_m2[row])
        line["rcs_needed_m2"] = _number(needed_m2[row])
        lines.append(line)
    return lines


def _line(found: _Objects, place: Site, table: Passes, row: int) -> dict[str, Any]:
    import numpy as np

    from cspo.time import Epoch

    index = int(table.row[row])
    line: dict[str, Any] = {
        "object": found.identity[index], "name": found.name[index], "site": place.site_id,
    }  # fmt: skip
    for name in ("rise", "top", "set"):
        line[f"{name}_utc"] = Epoch(int(getattr(table, f"{name}_tai_ns")[row])).utc_iso()
    line["duration_s"] = round(float(table.duration_s[row]), 3)
    for k, name in enumerate(("rise", "top", "set")):
        line[f"{name}_azimuth_deg"] = round(float(np.degrees(table.azimuth_rad[row, k])), 4)
        line[f"{name}_elevation_deg"] = round(float(np.degrees(table.elevation_rad[row, k])), 4)
        line[f"{name}_range_km"] = round(float(table.range_km[row, k]), 3)
    line["begins_before"] = bool(table.begins_before[row])
    line["ends_after"] = bool(table.ends_after[row])
    return line


def _magnitudes(
    found: _Objects, place: Site, table: Passes, parts: dict[int, list[tuple[int, int]]],
    diameter_m: Floats, eop: EarthOrientation,
) -> Floats:  # fmt: skip
    """Magnitude in the middle of the longest visible part of each pass, NaN where there is none."""
    import numpy as np

    from cspo.sensing import brightness

    out = np.full(len(table), np.nan)
    rows = np.array(sorted(row for row in parts if np.isfinite(diameter_m[row])), np.int64)
    middle_ns = np.array([_middle(parts[row]) for row in rows.tolist()], np.int64)
    t_s = (middle_ns - found.start.tai_ns) / NS_PER_S
    out[rows] = brightness(found.paths, place, table.row[rows], t_s, diameter_m[rows], eop)
    return out


def _middle(parts: list[tuple[int, int]]) -> int:
    """The middle of the longest."""
    begin, end = max(parts, key=lambda part: part[1] - part[0])
    return (begin + end) // 2


def _spans(parts: list[tuple[int, int]]) -> list[list[str]]:
    from cspo.time import Epoch

    return [[Epoch(begin).utc_iso(), Epoch(end).utc_iso()] for begin, end in parts]


def _number(value: float) -> float | None:
    return float(f"{value:.6g}") if math.isfinite(value) else None


def _show(lines: list[dict[str, Any]], start: Epoch, days: float) -> None:
    say(f"{len(lines):,} passes from {start.utc_iso(0)}, {days:g} d")
    heads = [
        "object",
        "site",
        "rise UTC",
        "az",
        "top UTC",
        "el",
        "km",
        "set UTC",
        "az",
        "lit",
        "mag",
    ]
    columns = [(head, "left" if "UTC" in head or k < 2 else "right")
               for k, head in enumerate(heads)]  # fmt: skip
    rows = [
        [
            f"{line['object'].removeprefix('norad:')} {line['name'][:18]}".strip(),
            line["site"][:22], line["rise_utc"][:19] + ("<" if line["begins_before"] else ""),
            f"{line['rise_azimuth_deg']:.0f}", line["top_utc"][11:19],
            f"{line['top_elevation_deg']:.1f}", f"{line['top_range_km']:.0f}",
            line["set_utc"][11:19] + (">" if line["ends_after"] else ""),
            f"{line['set_azimuth_deg']:.0f}", _lit(line),
            "" if line["magnitude"] is None else f"{line['magnitude']:.1f}",
        ]
        for line in lines[:_SHOWN]
    ]  # fmt: skip
    if rows:
        print_table("", columns, rows)
    if len(lines) > _SHOWN:
        note(f"{len(lines) - _SHOWN:,} more passes: --json gives them all")


def _lit(line: dict[str, Any]) -> str:
    if line["visible_utc"] is None:
        return ""
    return ", ".join(f"{begin[11:19]}-{end[11:19]}" for begin, end in line["visible_utc"]) or "no"
