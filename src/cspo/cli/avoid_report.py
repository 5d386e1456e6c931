"""What ``cspo avoid`` says: one object for machines, the same in words for people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from cspo.cli.console import print_table, printable, say
from cspo.units import KM_PER_M, NS_PER_S

if TYPE_CHECKING:
    from cspo.avoidance import Encounter, Flight, ScreenedAgain, Target, Trade
    from cspo.bridge.cdm import CdmConjunction
    from cspo.time import Epoch

__all__ = ["answer_line", "say_answer"]

_SHOWN: Final = 12
_EVENTS_SHOWN: Final = 10


def answer_line(
    name: str, conjunction: CdmConjunction, encounter: Encounter, target: Target,
    max_dv_m_s: float, burns: Trade, flight: Flight | None, again: ScreenedAgain | None, *,
    default_hbr: bool,
) -> dict[str, Any]:  # fmt: skip
    """The whole answer in plain values."""
    nominal = encounter.assess()
    needless = bool(target.reached(nominal.pc, nominal.miss_distance_km)[0])
    flags = [*nominal.flag_names(0), *conjunction.flags]
    if default_hbr:
        flags.append("DEFAULT_HBR")
    if any(flag.startswith("default-cov") for flag in conjunction.flags):
        flags.append("COVARIANCE_FROM_ELEMENT_SETS")
    return {
        "file": printable(name),
        "object": conjunction.object1_id,
        "other": conjunction.object2_id,
        "tca_utc": conjunction.tca.utc_iso(6),
        "miss_distance_km": _number(nominal.miss_distance_km[0]),
        "relative_speed_km_s": _number(nominal.relative_speed_km_s[0]),
        "hbr_m": encounter.hbr_km / KM_PER_M,
        "pc": _number(nominal.pc[0]),
        "method": nominal.method_label(0),
        "target_pc": target.pc,
        "target_miss_km": target.miss_distance_km,
        "max_dv_m_s": max_dv_m_s,
        "burns": [] if needless else _burns(encounter, burns),
        "chosen": None if flight is None else _chosen(encounter, flight),
        "screened": None
        if again is None
        else _screened(again, target, conjunction.object2_id, conjunction.tca),
        "reached": needless or flight is not None,
        "reason": _reason(target, nominal.pc[0], flight, needless=needless),
        "flags": flags,
    }


def _reason(target: Target, pc: float, flight: Flight | None, *, needless: bool) -> str:
    if needless:
        return "NO_BURN_NEEDED"
    if flight is not None:
        return ""
    return "NO_PC" if target.pc is not None and math.isnan(pc) else "OUT_OF_REACH"


def _burns(encounter: Encounter, burns: Trade) -> list[dict[str, Any]]:
    return [
        {
            "epoch_utc": (encounter.tca - lead_s).utc_iso(),
            "lead_s": lead_s,
            "orbits_before": lead_s / encounter.period_s,
            "direction": str(burns.direction[row]),
            "dv_m_s": _number(burns.size_km_s[row] / KM_PER_M),
            "dv_rtn_m_s": [_number(x / KM_PER_M) for x in burns.dv_rtn_km_s[row].tolist()],
            "miss_distance_km": _number(burns.miss_distance_km[row]),
            "pc": _number(burns.pc[row]),
        }
        for row, lead_s in enumerate(burns.lead_s.tolist())
    ]


def _chosen(encounter: Encounter, flight: Flight) -> dict[str, Any]:
    lead_s = encounter.tca - flight.burn.epoch
    return {
        "epoch_utc": flight.burn.epoch.utc_iso(),
        "lead_s": lead_s,
        "orbits_before": lead_s / encounter.period_s,
        "dv_m_s": flight.burn.size_km_s / KM_PER_M,
        "dv_rtn_m_s": (flight.burn.dv_rtn_km_s / KM_PER_M).tolist(),
        "tca_utc": flight.tca.utc_iso(6),
        "miss_distance_km": flight.miss_distance_km,
        "pc": _number(flight.pc),
        "method": flight.assessment.method_label(0),
        "flags": flight.assessment.flag_names(0),
    }


def _screened(again: ScreenedAgain, target: Target, other: str, avoided: Epoch) -> dict[str, Any]:
    from cspo.avoidance.again import SAME_S
    from cspo.bridge.events import pc_flags_of
    from cspo.time.utc import format_utc_array

    flags = pc_flags_of(again.appraisal).tolist()
    events, assessment = again.events, again.appraisal.assessment
    limit = target.pc if target.pc is not None else 1e-4
    # the encounter itself is judged by the message; later ones with the same object are not it
    itself = (again.identity == other) & (
        abs(events.tca_tai_ns - avoided.tai_ns) < SAME_S * NS_PER_S
    )
    worse = {int(row) for row in again.worse(limit) if not itself[row]}
    when = format_utc_array(events.tca_tai_ns, 3)
    return {
        "start_utc": again.start.utc_iso(),
        "stop_utc": (again.start + again.duration_s).utc_iso(),
        "threshold_km": events.volume.reach_km,
        "worse": len(worse),
        "gone": again.gone,
        "events": [
            {
                "other": str(again.identity[row]),
                "tca_utc": when[row],
                "miss_distance_km": float(events.miss_distance_km[row]),
                "miss_before_km": _number(again.before_miss_km[row]),
                "pc": _number(assessment.pc[row]),
                "pc_before": _number(again.before_pc[row]),
                "max_pc": _number(assessment.max_pc[row]),
                "worse": row in worse,
                "flags": flags[row].split(),
            }
            for row in range(len(events))
        ],
    }


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def say_answer(line: dict[str, Any], conjunction: CdmConjunction) -> None:
    """The answer in words and tables."""
    say(f"{conjunction.object1_name} ({line['object']}) avoids "
        f"{conjunction.object2_name} ({line['other']})")  # fmt: skip
    say(f"  TCA {line['tca_utc']}, miss {line['miss_distance_km'] or math.nan:.3f} km, "
        f"{line['relative_speed_km_s'] or math.nan:.3f} km/s, hard body {line['hbr_m']:.2f} m, "
        f"Pc {_pc(line['pc'])} {line['method']}".rstrip())  # fmt: skip
    wanted = [f"Pc at most {line['target_pc']:g}"] if line["target_pc"] is not None else []
    if line["target_miss_km"] is not None:
        wanted.append(f"a miss of {line['target_miss_km']:g} km or more")
    say(f"  wanted: {' and '.join(wanted)}, with at most {line['max_dv_m_s']:g} m/s")
    if line["flags"]:
        say(f"  flags: {' '.join(line['flags'])}")
    if line["reason"] == "NO_BURN_NEEDED":
        say("No burn is needed for that.")
        if "DILUTED" in line["flags"]:
            say("Its Pc is low for lack of data: get better data before trusting it.")
        return
    _say_burns(line)
    chosen = line["chosen"]
    if chosen is None:
        say("No burn within the limit reaches it." if line["reason"] == "OUT_OF_REACH" else
            "No Pc may be reported of this encounter: ask for --target-miss-km.")  # fmt: skip
        return
    say("")
    say(f"Smallest: {chosen['dv_m_s'] * 100:.3f} cm/s at {chosen['epoch_utc']}, "
        f"{chosen['lead_s'] / 3600:.2f} h before, "
        f"{chosen['orbits_before']:.2f} orbits")  # fmt: skip
    say("  along R, T, N: " + ", ".join(f"{x * 100:.4f}" for x in chosen["dv_rtn_m_s"]) + " cm/s")
    say(f"  flown: miss {chosen['miss_distance_km']:.3f} km at {chosen['tca_utc']}, "
        f"Pc {_pc(chosen['pc'])} {chosen['method']}".rstrip())  # fmt: skip
    if line["screened"]:
        _say_screened(line["screened"])


def _say_burns(line: dict[str, Any]) -> None:
    """One line for each orbit of warning, the cheapest burn in it."""
    best: dict[int, dict[str, Any]] = {}
    for burn in line["burns"]:
        if burn["dv_m_s"] is not None:
            orbit = int(burn["orbits_before"])
            if orbit not in best or burn["dv_m_s"] < best[orbit]["dv_m_s"]:
                best[orbit] = burn
    orbits = sorted(best)
    step = max(math.ceil(len(orbits) / _SHOWN), 1)
    rows = [
        [burn["epoch_utc"], f"{burn['lead_s'] / 3600:.2f}", f"{burn['orbits_before']:.2f}",
         burn["direction"], f"{burn['dv_m_s'] * 100:.3f}",
         " ".join(f"{x * 100:.3f}" for x in burn["dv_rtn_m_s"]),
         f"{burn['miss_distance_km']:.3f}", _pc(burn["pc"])]
        for burn in (best[orbit] for orbit in orbits[::step])
    ]  # fmt: skip
    if rows:
        heads = ["burn UTC", "hours", "orbits", "direction", "cm/s", "R T N cm/s", "miss km", "Pc"]
        print_table("", [(head, "left" if head == "burn UTC" else "right") for head in heads], rows)


def _say_screened(screened: dict[str, Any]) -> None:
    events = sorted(
        screened["events"],
        key=lambda event: (not event["worse"], -(event["pc"] or event["max_pc"] or 0.0)),
    )
    say("")
    say(f"Screened again to {screened['stop_utc']}, {screened['threshold_km']:g} km: "
        f"{len(events)} close approaches, {screened['gone']} gone, "
        f"{screened['worse']} that speak against the burn")  # fmt: skip
    rows = [
        [event["other"], event["tca_utc"], f"{event['miss_distance_km']:.3f}",
         "none" if event["miss_before_km"] is None else f"{event['miss_before_km']:.3f}",
         _pc(event["pc"]), _pc(event["pc_before"]), "worse" if event["worse"] else ""]
        for event in events[:_EVENTS_SHOWN]
    ]  # fmt: skip
    if rows:
        heads = ["other", "TCA UTC", "miss km", "without", "Pc", "without", ""]
        print_table(
            "", [(head, "left" if k < 2 else "right") for k, head in enumerate(heads)], rows
        )


def _pc(value: float | None) -> str:
    return "none" if value is None else f"{value:.2e}"
