"""What ``cspo consequence services`` says: plain values, and tables of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from cspo.cli.console import note, print_table, say

if TYPE_CHECKING:
    from cspo.consequence.band import Band
    from cspo.consequence.belts import Lives
    from cspo.consequence.services import Loss
    from cspo.operations.consequence.belts_file import BeltsFile

__all__ = ["lives_line", "loss_line", "show"]

_SHOWN: Final = 40


def loss_line(loss: Loss | None, gone: Sequence[str], away: Sequence[str]) -> dict[str, Any]:
    """The loss as fields of a JSON object."""
    line: dict[str, Any] = {"lost": list(gone), "moved": list(away)}
    if loss is None:
        return line
    return line | {
        "services": [
            {
                "service": each.service_id, "name": each.name, "kind": each.kind.value,
                "judged_by": each.judged_by.value, "satellites": each.satellites,
                "without_elements": each.without_elements, "lost": len(each.lost),
                "moved": len(each.moved), "available_before": _number(each.before),
                "available_during": _number(each.during), "available_after": _number(each.after),
                "worst_place": each.worst_place, "worst_available_after": _number(each.worst_after),
                "substitutes": list(each.substitutes),
            }
            for each in loss.services
        ],
        "nations": [
            {
                "service": each.service_id, "nation": each.nation,
                "available_before": _number(each.before),
                "available_during": _number(each.during), "available_after": _number(each.after),
                "shortfall": _three(each.shortfall), "outage_hours": _three(each.outage_hours),
            }
            for each in loss.nations
        ],
        "sectors": [
            {
                "service": each.service_id, "nation": each.nation, "sector": each.sector,
                "outage_hours_per_day": _three(each.outage_hours_per_day),
                "outage_hours": _three(each.outage_hours),
                "cost": _three(each.cost), "currency": each.currency or None,
            }
            for each in loss.sectors
        ],
        "costs": [
            {"nation": nation, "currency": currency, "cost": _three(cost)}
            for (nation, currency), cost in loss.costs().items()
        ],
        "untouched": list(loss.untouched), "without_service": list(loss.without_service),
    }  # fmt: skip


def lives_line(
    doses: BeltsFile, lives: Sequence[Lives], by_orbit: Sequence[tuple[float, float, Lives]],
    missing: Sequence[str], within_days: float | None, dead: Sequence[str],
) -> dict[str, Any]:  # fmt: skip
    """Lives in the belts, and the public record beside them, as fields of a JSON object."""
    from cspo.consequence.belts import DECAY_RECORD, RECORD

    return {
        "as_of_utc": doses.as_of.utc_iso(), "source": doses.source,
        "satellites": [{"object": each.object_id, **_life(each)} for each in lives],
        "orbits": [
            {"altitude_km": altitude, "inclination_deg": inclination, **_life(each)}
            for altitude, inclination, each in by_orbit
        ],
        "without_elements": list(missing), "counted_lost_by_days": within_days,
        "counted_lost": list(dead),
        "record": [
            {"name": each.name, "what": each.what, "by_utc_day": each.by or None,
             "days": each.days if each.by else None, "source": each.source}
            for each in RECORD
        ],
        "decay_record": [{"what": each.what, "source": each.source} for each in DECAY_RECORD],
    }  # fmt: skip


def _life(of: Lives) -> dict[str, Any]:
    return {
        "shielding_mm": of.shielding_mm, "rate_krad_day": _three(of.rate_krad_day),
        "life_days": _three(of.life_days), "natural_life_days": _three(of.natural_life_days),
        "share_in_belt": _number(of.share_in_belt),
    }  # fmt: skip


def show(line: dict[str, Any]) -> None:
    """Print it for people."""
    if "belts" in line:
        _show_lives(line["belts"])
    if "services" in line:
        _show_loss(line)


def _show_loss(line: dict[str, Any]) -> None:
    say(f"{len(line['lost'])} lost, {len(line['moved'])} moved; {len(line['services'])} services "
        f"touched, {len(line['untouched'])} not; {line['hours']:g} h from "
        f"{line['start_utc'][:19]}Z; services of {line['services_as_of']}")  # fmt: skip
    rows = [
        [
            each["service"], each["kind"], f"{each['lost'] + each['moved']}/{each['satellites']}",
            _percent(each["available_before"]), _percent(each["available_during"]),
            _percent(each["available_after"]), _percent(each["worst_available_after"]),
            each["worst_place"], ", ".join(each["substitutes"]),
        ]
        for each in line["services"]
    ]  # fmt: skip
    heads = [("service", "left"), ("kind", "left"), ("gone", "right"), ("before %", "right"),
             ("during %", "right"), ("after %", "right"), ("worst %", "right"), ("at", "left"),
             ("substitutes", "left")]  # fmt: skip
    if rows:
        print_table("", heads, rows)
    felt = [each for each in line["sectors"] if each["outage_hours_per_day"]["high"] > 0.0]
    rows = _gathered(felt)
    heads = [("service", "left"), ("h/day lost", "right"), ("h lost in all", "right"),
             ("cost", "right"), ("nations", "left"), ("sectors", "left")]  # fmt: skip
    if rows:
        print_table("low - expected - high", heads, rows[:_SHOWN])
    if len(rows) > _SHOWN:
        note(f"{len(rows) - _SHOWN:,} more lines: --json gives all")
    if any(each["outage_hours"] is None for each in felt):
        note("no end where no file says when lost satellites are replaced: --restoration-hours")
    if line["without_service"]:
        note(f"{len(line['without_service']):,} lost or moved objects serve in no service")
    unknown = sum(each["without_elements"] for each in line["services"])
    if unknown:
        note(f"{unknown:,} satellites of these services are not in the catalogue")


def _gathered(felt: list[dict[str, Any]]) -> list[list[str]]:
    """Sectors that lose the same in one line, then nations whose sectors do; most first."""
    felt = sorted(felt, key=lambda each: -each["outage_hours_per_day"]["expected"])
    of_nation: dict[tuple[str, ...], list[str]] = {}
    for each in felt:
        cost = "" if each["cost"] is None else f"{_span(each['cost'], 0)} {each['currency']}"
        told = (each["service"], _span(each["outage_hours_per_day"], 2),
                _span(each["outage_hours"], 1), cost)  # fmt: skip
        of_nation.setdefault((each["nation"], *told), []).append(each["sector"])
    lines: dict[tuple[str, ...], list[str]] = {}
    for (nation, *spans), sectors in of_nation.items():
        lines.setdefault((*spans, ", ".join(sectors)), []).append(nation)
    return [[*spans, " ".join(nations), sectors] for (*spans, sectors), nations in lines.items()]


def _show_lives(belts: dict[str, Any]) -> None:
    say(f"dose rates of {belts['as_of_utc'][:10]}: {belts['source']}")
    told = [(each["object"], each) for each in belts["satellites"]]
    told += [
        (f"{each['altitude_km']:g} km, {each['inclination_deg']:g}°", each)
        for each in belts["orbits"]
    ]
    rows = [
        [
            name, f"{each['shielding_mm']:g}", _percent(each["share_in_belt"]),
            _span(each["rate_krad_day"], 3), _span(each["life_days"], 0),
            _span(each["natural_life_days"], 0),
        ]
        for name, each in told[:_SHOWN]
    ]  # fmt: skip
    heads = [("object or orbit", "left"), ("mm Al", "right"), ("in belt %", "right"),
             ("krad/day", "right"), ("life, days", "right"), ("else, days", "right")]  # fmt: skip
    if rows:
        print_table("low - expected - high", heads, rows)
    if len(told) > _SHOWN:
        note(f"{len(told) - _SHOWN:,} more lives: --json gives all")
    say("beside it, 1962:")
    for each in belts["record"]:
        day = f"{each['days']} days" if each["days"] is not None else "within months"
        say(f"  {each['name']}, {day}: {each['what']} ({each['source']})")
    if belts["without_elements"]:
        count = len(belts["without_elements"])
        note(f"{count:,} satellites have no elements in the catalogue that give a place that day")


def _number(value: float) -> float | None:
    return float(f"{value:.6g}") if math.isfinite(value) else None


def _three(band: Band | None) -> dict[str, float | None] | None:
    if band is None:
        return None
    return {corner: _number(getattr(band, corner)) for corner in ("low", "expected", "high")}


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100.0 * value:.2f}"


def _span(band: dict[str, float | None] | None, digits: int) -> str:
    if band is None:
        return "no end known"
    return " - ".join("century" if band[corner] is None else f"{band[corner]:,.{digits}f}"
                      for corner in ("low", "expected", "high"))  # fmt: skip
