"""``cspo avoid``: the burn that makes a close approach wide enough, and what it leads to."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cspo.cli.avoid_report import answer_line, say_answer
from cspo.cli.avoid_trade import write_trade
from cspo.cli.catalogs import load, rows_of
from cspo.cli.console import Json, note, print_json, progress, write_out
from cspo.cli.options import instant, positive
from cspo.cli.read_cdm import DEFAULT_HBR_KM, read_encounter
from cspo.cli.screen_inputs import read_ephemerides
from cspo.errors import UsageError
from cspo.units import DAY_S, KM_PER_M, NS_PER_S

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cspo.avoidance import Encounter, Flight, ScreenedAgain
    from cspo.bridge.cdm import CdmConjunction
    from cspo.messages.cdm import Cdm
    from cspo.orbits import Catalog, Ephemeris
    from cspo.time import Epoch

__all__ = ["avoid"]

_TARGET_PC: Final = 1e-6
"""Two orders below the Pc from which a mitigation is considered (1e-4)."""

_STUDY: Final = ("A study: its covariance is from statistics of element sets. No reason to burn.",)
_PER_ORBIT: Final = 16
_MOST_LEADS: Final = 480
_MOST_JUDGED: Final = 60
_MOST_FLOWN: Final = 8
_LONGEST_S: Final = 2.0 * DAY_S
_DIRECTIONS: Final = {"best": ("best",), "in-track": ("+T", "-T"), "radial": ("+R", "-R"),
                      "cross-track": ("+N", "-N")}  # fmt: skip


def avoid(
    cdm: Annotated[str, typer.Argument(metavar="CDM", help="A file, URL or -.")],
    target_pc: Annotated[
        float | None, typer.Option(help="Pc to reach; 1e-6 where no miss distance is asked for.")
    ] = None,
    target_miss_km: Annotated[
        float | None, typer.Option(help="Miss distance to reach, km; with or instead of a Pc.")
    ] = None,
    max_dv_m_s: Annotated[float, typer.Option(help="No larger burn, m/s.")] = 1.0,
    direction: Annotated[str, typer.Option(help="best, in-track, radial or cross-track.")] = "best",
    earliest: Annotated[
        str, typer.Option(help="No burn before, UTC; else the message's creation, or 2 days.")
    ] = "",
    latest: Annotated[
        str, typer.Option(help="No burn after, UTC; else a quarter of an orbit before.")
    ] = "",
    who: Annotated[int, typer.Option("--object", help="Who burns: object 1 or 2.")] = 1,
    hbr_m: Annotated[
        float | None, typer.Option("--hbr-m", help="Combined hard-body radius, m; else the CDM's.")
    ] = None,
    catalog: Annotated[
        list[str] | None, typer.Option(help="Screen the burnt trajectory against it; repeat.")
    ] = None,
    ephemeris: Annotated[
        str, typer.Option(help="OEM of who burns, for the screening; else its element set.")
    ] = "",
    days: Annotated[float, typer.Option(help="Screen until so long after the approach.")] = 1.0,
    threshold_km: Annotated[float, typer.Option(help="Of the screening, km.")] = 5.0,
    mass_kg: Annotated[float | None, typer.Option(help="Of the spacecraft, for the OPM.")] = None,
    isp_s: Annotated[float | None, typer.Option(help="Specific impulse, for the OPM.")] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", help="Write the burn as an OPM (.opm, .kvn or -).")
    ] = "",
    trade: Annotated[
        str, typer.Option(help="Write miss and Pc of many times, directions and sizes (.csv).")
    ] = "",
    json: Json = False,
) -> None:
    """Find the smallest burn that avoids a close approach, fly it, and screen it again.

    Example: cspo avoid message.cdm --max-dv-m-s 0.2 --catalog catalog.csv.gz -o maneuver.opm
    """
    from cspo.avoidance import Target, choose, smallest_burns

    _check(output, trade, direction, who, json=json)
    positive(max_dv_m_s, "--max-dv-m-s", "m/s")
    positive(threshold_km, "--threshold-km", "km")
    positive(days, "--days", "days")
    if target_pc is None and target_miss_km is None:
        target_pc = _TARGET_PC
    target = Target(pc=target_pc, miss_distance_km=target_miss_km)
    message, conjunction, name = read_encounter(cdm, who)
    encounter, default_hbr = _encounter(conjunction, hbr_m)
    limit_km_s = max_dv_m_s * KM_PER_M
    leads = _leads(encounter, message, earliest, latest)
    with progress("Burns", quiet=json) as done:
        burns = smallest_burns(
            encounter, leads, target, limit_km_s, _ways(direction, encounter), progress=done
        )
    if trade:
        write_trade(trade, encounter, leads, limit_km_s, quiet=json)
    flight = choose(encounter, burns, target, limit_km_s)
    again = None
    if flight is not None and catalog:
        again = _screened_again(
            conjunction, flight, catalog, ephemeris, days, threshold_km, quiet=json
        )
    elif flight is not None:
        note("not screened again: --catalog names what the burnt trajectory may meet")
    line = answer_line(
        name, conjunction, encounter, target, max_dv_m_s, burns, flight, again,
        default_hbr=default_hbr,
    )  # fmt: skip
    if json:
        print_json([line])
    elif output != "-":
        say_answer(line, conjunction)
    if flight is not None and output:
        _write(output, message, conjunction, flight, mass_kg, isp_s)
    if not line["reached"] or (line["screened"] and line["screened"]["worse"]):
        raise typer.Exit(1)


def _ways(direction: str, encounter: Encounter) -> tuple[str, ...]:
    """Directions to try. The best one is that of straight paths: of slow ones, try axes too."""
    if direction == "best" and not encounter.is_fast:
        return ("best", *_DIRECTIONS["in-track"], *_DIRECTIONS["cross-track"])
    return _DIRECTIONS[direction]


def _check(output: str, trade: str, direction: str, who: int, *, json: bool) -> None:
    if trade and Path(trade).suffix != ".csv":
        raise UsageError("write", trade, expected=".csv", got=Path(trade).suffix)
    if direction not in _DIRECTIONS:
        raise UsageError("read --direction", direction, expected=" ".join(_DIRECTIONS))
    if who not in {1, 2}:
        raise UsageError("read --object", str(who), expected="1 or 2")
    if output == "-" and json:
        raise UsageError("avoid", "-o -", expected="either --json or -o -", got="both")
    if output not in {"", "-"} and Path(output).suffix not in {".opm", ".kvn"}:
        raise UsageError("write", output, expected=".opm .kvn or -", got=Path(output).suffix)


def _encounter(found: CdmConjunction, hbr_m: float | None) -> tuple[Encounter, bool]:
    from cspo.avoidance import Encounter

    hbr_km = found.hbr_km
    if hbr_m is not None:
        hbr_km = positive(hbr_m, "--hbr-m", "metres") * KM_PER_M
    encounter = Encounter(
        state1=found.state1, state2=found.state2, covariance1=found.covariance1,
        covariance2=found.covariance2, hbr_km=DEFAULT_HBR_KM if hbr_km is None else hbr_km,
    )  # fmt: skip
    return encounter, hbr_km is None


def _leads(
    encounter: Encounter, message: Cdm, earliest: str, latest: str
) -> NDArray[np.float64]:  # fmt: skip
    """Times before the closest approach at which a burn is tried, s, the last one first."""
    import numpy as np

    from cspo.time import Epoch

    created = Epoch.from_utc(message.header.creation_date)
    first = encounter.tca - _LONGEST_S
    if earliest:
        first = instant(earliest, "--earliest")
    elif created < encounter.tca:
        first = max(created, first)
    else:
        note("the message was made after the approach: burns of the two days before are a study")
    last = max(encounter.tca - 0.25 * encounter.period_s, first)
    if latest:
        last = instant(latest, "--latest")
    if not first <= last < encounter.tca:
        raise UsageError(
            "choose times of the burn", expected=f"from --earliest to --latest before "
            f"{encounter.tca}", got=f"{first} to {last}",
        )  # fmt: skip
    low_s, high_s = encounter.tca - last, encounter.tca - first
    step_s = encounter.period_s / (_PER_ORBIT if encounter.is_fast else 2)
    count = int((high_s - low_s) / step_s + 1e-9) + 1
    most = _MOST_FLOWN
    if encounter.is_fast:
        most = _MOST_LEADS if encounter.is_straight() else _MOST_JUDGED
    if count > most:
        step_s, count = (high_s - low_s) / (most - 1), most
    leads = low_s + step_s * np.arange(count)
    whole_ns = np.round((encounter.tca.tai_ns - leads * NS_PER_S) / NS_PER_S).astype(np.int64)
    leads = (encounter.tca.tai_ns - whole_ns * NS_PER_S) / NS_PER_S  # burns at whole seconds
    return np.unique(leads[leads > 0.0])


def _screened_again(
    found: CdmConjunction, flight: Flight, specs: list[str], oem: str, days: float,
    threshold_km: float, *, quiet: bool,
) -> ScreenedAgain:  # fmt: skip
    from cspo.avoidance import screen_again

    loaded = load(specs)
    simulated = "simulated" in found.flags
    if loaded.catalog.simulated != simulated:
        raise UsageError(
            "screen again", loaded.title, expected="simulated and real apart",
            got="a simulated message" if simulated else "a simulated catalogue",
            hint="COMMENT SIMULATED in a CDM marks it",
        )  # fmt: skip
    stop = found.tca + days * DAY_S
    base = _base(found, flight.burn.epoch, stop, loaded.catalog, oem, simulated=simulated)
    with progress("Screening", quiet=quiet) as done:
        return screen_again(
            loaded.catalog, base, flight.burn, threshold_km=threshold_km,
            threads=os.cpu_count() or 1, progress=done,
        )  # fmt: skip


def _base(
    found: CdmConjunction, start: Epoch, stop: Epoch, catalog: Catalog, oem: str, *,
    simulated: bool,
) -> Ephemeris:  # fmt: skip
    """The trajectory without the burn: the operator's, else SGP4's, else from the message."""
    from cspo.avoidance import from_elements, from_state

    if oem:
        for piece in read_ephemerides([oem], simulated=simulated):
            if piece.start <= start < piece.stop:
                if piece.stop < stop:
                    note(f"{oem}: ends at {piece.stop}; nothing is screened after it")
                return replace(piece, object_id=found.object1_id)
        raise UsageError("screen again", oem, expected=f"points about {start}", got="none")
    try:
        row = int(rows_of(catalog, [found.object1_id])[0])
    except UsageError:
        note(f"{found.object1_id} is not in the catalogue: its trajectory is that of the message's "
             "state under J2 to J6, off by kilometres a day in low orbit")  # fmt: skip
        return from_state(found.state1, found.object1_id, start, stop - start, simulated=simulated)
    return from_elements(catalog, row, start, stop - start)


def _write(
    output: str, message: Cdm, found: CdmConjunction, flight: Flight,
    mass_kg: float | None, isp_s: float | None,
) -> None:  # fmt: skip
    from cspo.bridge.opm import opm_from_burn
    from cspo.messages import opm
    from cspo.node.clock import SystemClock
    from cspo.sources import write_bytes

    pc = "none" if flight.pc != flight.pc else f"{flight.pc:.3e}"
    data = opm.write(
        opm_from_burn(
            found.state1, flight.burn,
            object_id=message.object1.metadata.international_designator or found.object1_id,
            object_name=found.object1_name, creation=SystemClock().now(), originator="CSPO",
            mass_kg=mass_kg, specific_impulse_s=isp_s, simulated="simulated" in found.flags,
            comments=(
                *(_STUDY if any(flag.startswith("default-cov") for flag in found.flags) else ()),
                f"To avoid {found.object2_name} ({found.object2_id}) at {found.tca.utc_iso()}",
                f"Proposed by cspo. After it: Pc {pc}, miss {flight.miss_distance_km:.3f} km",
            ),
        )
    )  # fmt: skip
    if output == "-":
        write_out(data)
    else:
        write_bytes(output, data)
        note(f"wrote {output}")
