"""What ``cspo consequence launch`` says: in words, as JSON, as a table."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cspo.cli.console import json_lines, note, print_json, print_table, say

if TYPE_CHECKING:
    from cspo.cli.catalogs import LoadedCatalog
    from cspo.cli.consequence.launch_inputs import Supposed
    from cspo.consequence.band import Band
    from cspo.consequence.clouds import Cloud
    from cspo.consequence.launch import Access, Ascent, Closures, Day, Gap

__all__ = ["event_of", "line_of", "show", "show_sites", "write"]

_WHAT: Final = ("crewed", "active", "other")


def line_of(
    loaded: LoadedCatalog, flight: Ascent, before: Closures, access: Access | None,
    gaps: dict[str, Gap], event: dict[str, Any] | None,
) -> dict[str, Any]:  # fmt: skip
    """The whole answer as plain values."""
    return {
        "catalog": loaded.title, "simulated": loaded.catalog.simulated, "flight": flight.title,
        "insertion_s": flight.insertion_s, "flight_s": flight.duration_s,
        "start_utc": before.start.utc_iso(), "step_s": before.step_s,
        "launch_instants": before.launches, "screened": before.screened,
        "closed_s": before.closed_s(),
        "closed_by_s": {
            name: float(before.closed[k].sum() * before.step_s) for k, name in enumerate(_WHAT)
        },
        "open": [
            {"first_utc": before.instant(a).utc_iso(), "last_utc": before.instant(b).utc_iso()}
            for a, b in before.spans(closed=False)
        ],
        "closures": _closures(loaded, before),
        "break_up": event,
        "after": None if access is None else _after(access),
        "gap": [
            {
                "station": name, "hours": 56.0, "launch_instants": len(gap.pc),
                "step_s": gap.step_s, "could_cross_s": float(gap.could_cross.sum() * gap.step_s),
                "closed_s": gap.closed_s(), "least_separation_km": _short(gap.separation_km.min()),
                "greatest_pc": _short(gap.pc.max()),
            }
            for name, gap in gaps.items()
        ],
    }  # fmt: skip


def _closures(loaded: LoadedCatalog, before: Closures) -> list[dict[str, Any]]:
    import numpy as np

    sky = loaded.catalog
    order = np.lexsort((before.last, before.first))
    return [
        {
            "object": sky.identity(int(before.row[k])), "name": str(sky.name[before.row[k]]),
            "what": _WHAT[int(before.kind[k])],
            "why": "distance" if before.by_distance[k] else "probability",
            "first_utc": before.instant(int(before.first[k])).utc_iso(),
            "last_utc": before.instant(int(before.last[k])).utc_iso(),
            "seconds": float((before.last[k] - before.first[k] + 1) * before.step_s),
            "closest_km": _short(before.closest_km[k]), "pc": _short(before.pc[k]),
            "time_of_flight_s": round(float(before.time_of_flight_s[k]), 1),
            "altitude_km": round(float(before.altitude_km[k]), 1),
        }
        for k in order.tolist()
    ]  # fmt: skip


def event_of(event: Supposed, cloud: Cloud) -> dict[str, Any]:
    """The supposed break-up as plain values."""
    return {
        "supposed": True, "object": event.object, "at_utc": event.at.utc_iso(),
        "kind": "explosion" if event.projectile_mass_kg is None else "collision",
        "mass_kg": _short(event.mass_kg or math.nan),
        "projectile_mass_kg": event.projectile_mass_kg,
        "relative_speed_km_s": (
            None if event.projectile_mass_kg is None else event.relative_speed_km_s
        ),
        "smallest_m": event.smallest_m, "pieces": round(cloud.pieces()),
        "pieces_over_10_cm": round(cloud.pieces(0.1)),
    }  # fmt: skip


def _after(access: Access) -> dict[str, Any]:
    return {
        "returned_days": _band(access.returned_days),
        "days": [_day(day) for day in access.days],
    }


def _day(day: Day) -> dict[str, Any]:
    return {
        "start_utc": day.start.utc_iso(),
        "after_days": round(day.after_days, 3),
        "closed_s": _band(day.closed_s),
        "added_s": _band(day.added_s),
        "by_cloud_s": _band(day.by_cloud_s),
        "by_tracked_s": day.by_tracked_s,
        "catalogued_part": _band(day.catalogued),
    }


def _band(band: Band) -> dict[str, float | None]:
    return {name: _short(getattr(band, name)) for name in ("low", "expected", "high")}


def _short(value: Any) -> float | None:
    number = float(value)
    return float(f"{number:.6g}") if math.isfinite(number) else None


def show(line: dict[str, Any], top: int) -> None:
    """Say the answer in words and a table."""
    window_s = line["launch_instants"] * line["step_s"]
    by = line["closed_by_s"]
    say(f"{line['flight']}, from {line['start_utc']}: {line['closed_s']:,.0f} of {window_s:,.0f} s "
        f"closed, {len(line['open'])} open spans")  # fmt: skip
    say(f"by crewed objects {by['crewed']:,.0f} s, satellites at work {by['active']:,.0f} s, "
        f"all else {by['other']:,.0f} s; {line['screened']:,} objects looked at")  # fmt: skip
    _show_closures(line["closures"], top)
    for gap in line["gap"]:
        say(f"56 h after screening, {gap['station']}: orbits could cross for "
            f"{gap['could_cross_s']:,.0f} s of the window, closed {gap['closed_s']:,.0f} s, "
            f"greatest probability {gap['greatest_pc']:.1e}")  # fmt: skip
    if line["after"] is not None:
        _show_after(line["break_up"], line["after"])


def _show_closures(closures: list[dict[str, Any]], top: int) -> None:
    heads = (("first UTC", "left"), ("last UTC", "left"), ("s", "right"), ("object", "left"),
             ("what", "left"), ("why", "left"), ("km", "right"), ("Pc", "right"),
             ("altitude km", "right"), ("after lift-off s", "right"))  # fmt: skip
    rows = [
        [
            each["first_utc"][:19], each["last_utc"][11:19], f"{each['seconds']:.0f}",
            f"{each['object'].removeprefix('norad:')} {each['name'][:24]}", each["what"],
            each["why"], f"{each['closest_km']:.1f}",
            "" if each["pc"] is None else f"{each['pc']:.1e}", f"{each['altitude_km']:.0f}",
            f"{each['time_of_flight_s']:.0f}",
        ]
        for each in closures[:top]
    ]  # fmt: skip
    if rows:
        print_table("", list(heads), rows)
    if len(closures) > top:
        note(f"{len(closures) - top:,} more closures: --json or -o gives them all")


def _show_after(event: dict[str, Any], after: dict[str, Any]) -> None:
    say(f"SUPPOSED {event['kind']} of {event['object']} ({event['mass_kg']:,.0f} kg) at "
        f"{event['at_utc']}: {event['pieces']:,} pieces from {event['smallest_m']:g} m, "
        f"{event['pieces_over_10_cm']:,} from 10 cm, and a factor of four")  # fmt: skip
    say("Seconds that it closes, in addition and in all:")
    rows = [
        [
            f"{day['after_days']:.1f}", day["start_utc"][:16], *_three(day["added_s"], ",.0f"),
            *_three(day["closed_s"], ",.0f"), f"{100.0 * day['catalogued_part']['expected']:.0f}",
        ]
        for day in after["days"]
    ]  # fmt: skip
    heads = [("days after", "right"), ("window UTC", "left"), ("added low", "right"),
             ("expected", "right"), ("high", "right"), ("closed low", "right"),
             ("expected", "right"), ("high", "right"), ("catalogued %", "right")]  # fmt: skip
    print_table("", heads, rows)
    low, expected, high = _three(after["returned_days"], ".1f")
    say(f"Access is back (less than 1 % of the window in addition) after {expected} days, "
        f"{low} to {high}")  # fmt: skip


def _three(band: dict[str, float | None], form: str) -> list[str]:
    return ["beyond" if band[k] is None else f"{band[k]:{form}}" for k in
            ("low", "expected", "high")]  # fmt: skip


def show_sites(*, json: bool) -> None:
    """List the sites of the table."""
    from cspo.consequence.launch import launch_sites
    from cspo.units import DEG_RAD

    lines: list[dict[str, Any]] = [
        {
            "site": site.site_id, "name": site.name, "nation": site.nation,
            "latitude_deg": round(site.latitude_rad / DEG_RAD, 4),
            "longitude_deg": round(site.longitude_rad / DEG_RAD, 4), "state": site.state,
            "source": site.source,
        }
        for site in launch_sites()
    ]  # fmt: skip
    if json:
        print_json(lines)
        return
    heads = [("site", "left"), ("nation", "left"), ("latitude deg", "right"),
             ("longitude deg", "right"), ("state", "left"), ("name", "left")]  # fmt: skip
    print_table("", heads, [
        [line["site"], line["nation"], f"{line['latitude_deg']:.3f}",
         f"{line['longitude_deg']:.3f}", line["state"], line["name"]]
        for line in lines
    ])  # fmt: skip


def write(output: str, line: dict[str, Any]) -> None:
    """Write the answer: all of it as JSON, the closures as CSV."""
    if Path(output).suffix == ".json":
        Path(output).write_bytes(json_lines([line]))
        return
    import csv
    import io

    names = ("first_utc", "last_utc", "seconds", "object", "name", "what", "why", "closest_km",
             "pc", "time_of_flight_s", "altitude_km")  # fmt: skip
    text = io.StringIO()
    table = csv.DictWriter(text, names, lineterminator="\n")
    table.writeheader()
    table.writerows(line["closures"])
    Path(output).write_text(text.getvalue(), encoding="utf-8")
