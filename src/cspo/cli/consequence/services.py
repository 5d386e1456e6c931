"""``cspo consequence services``: what nations lose when satellites are lost or move away."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cspo.cli.catalogs import load, newest, rows_of
from cspo.cli.console import Json, note, print_json, progress
from cspo.cli.options import instant, positive
from cspo.errors import UsageError

if TYPE_CHECKING:
    from cspo.consequence.band import Band
    from cspo.consequence.services import Loss, ServiceModel
    from cspo.frames import EarthOrientation
    from cspo.operations.consequence.belts_file import BeltsFile
    from cspo.orbits import Catalog
    from cspo.time import Epoch

__all__ = ["services"]

_MOST_BYTES: Final = 1 << 20
_MOST_HOURS: Final = 24.0 * 14.0


def services(
    catalog: Annotated[
        str, typer.Argument(metavar="[CATALOG]", help="A file, folder, URL or -; else the newest.")
    ] = "",
    lost: Annotated[
        list[str] | None, typer.Option(help="A satellite that is lost: a number or name*; repeat.")
    ] = None,
    moved: Annotated[
        list[str] | None, typer.Option(help="A satellite that moves away for a while; repeat.")
    ] = None,
    moved_hours: Annotated[
        str, typer.Option(metavar="L,E,H", help="For how long, hours: low,expected,high.")
    ] = "",
    restoration_hours: Annotated[
        str, typer.Option(metavar="L,E,H", help="How long lost ones stay lost, where no file says.")
    ] = "",
    file: Annotated[
        str, typer.Option("--services", help="Services, users and places (TOML); else the sample.")
    ] = "",
    at: Annotated[str, typer.Option(help="Start of the window, UTC; else the catalogue's.")] = "",
    hours: Annotated[float, typer.Option(help="Length of the window, hours.")] = 24.0,
    belts: Annotated[
        str, typer.Option(help="Enhanced dose rates and budgets (TOML): lives of satellites.")
    ] = "",
    belts_days: Annotated[
        float | None, typer.Option(help="Count as lost whose expected life ends by then, days.")
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", help="Write a map: availability by place (.csv).")
    ] = "",
    service: Annotated[str, typer.Option(help="Service of the map.")] = "gps",
    step_deg: Annotated[float, typer.Option(help="Net of the map, degrees.")] = 5.0,
    json: Json = False,
) -> None:
    """Say which services fail where when satellites are lost or move away, and for how long.

    Example: cspo consequence services catalog.csv.gz --lost 24876 --lost 'IRIDIUM 10*' --json
    """
    from cspo.cli.consequence import services_report as report
    from cspo.frames import bundled_earth_orientation
    from cspo.orbits.summary import screening_start

    _check(lost, moved, moved_hours, belts, belts_days, output, hours)
    if [catalog, file, belts].count("-") > 1:
        raise UsageError("assess services", "-", expected="one of CATALOG, --services and --belts",
                         got="several", hint="standard input is read once")  # fmt: skip
    away_hours, restored_hours = (
        _band(text, option) for text, option in (
            (moved_hours, "--moved-hours"), (restoration_hours, "--restoration-hours"),
        )
    )  # fmt: skip
    model = _model(file)
    doses = _belts(belts)
    loaded = load([catalog]) if catalog else newest()
    sky = loaded.catalog
    if sky.simulated:
        note("SIMULATED: none of these satellites is real")
    start = instant(at, "--at") if at else screening_start(sky.epoch_tai_ns)
    eop = bundled_earth_orientation()
    gone, away = _identities(sky, lost or [], "--lost"), _identities(sky, moved or [], "--moved")
    line: dict[str, Any] = {
        "catalog": loaded.title, "simulated": sky.simulated, "start_utc": start.utc_iso(),
        "hours": hours, "services_as_of": model.as_of, "services_source": model.source,
    }  # fmt: skip
    if doses is not None:
        found, dead = _lives(doses, sky, start, eop, belts_days, quiet=json)
        line["belts"] = found
        gone = [*gone, *(each for each in dead if each not in gone)]
    away = sorted(set(away) - set(gone))
    loss = None
    if gone or away:
        loss = _assessed(model, sky, start, eop, hours, gone, away, away_hours, restored_hours,
                         quiet=json)  # fmt: skip
    line |= report.loss_line(loss, gone, away)
    if output:
        _write_map(output, model, service, sky, start, eop, hours, gone, away, step_deg, quiet=json)
    if json:
        print_json([line])
    else:
        report.show(line)


def _check(
    lost: list[str] | None, moved: list[str] | None, moved_hours: str, belts: str,
    belts_days: float | None, output: str, hours: float,
) -> None:  # fmt: skip
    positive(hours, "--hours", "hours")
    if hours > _MOST_HOURS:
        raise UsageError("read --hours", f"{hours:g}", expected=f"at most {_MOST_HOURS:g}")
    if belts_days is not None:
        positive(belts_days, "--belts-days", "days")
        if not belts:
            raise UsageError(
                "read --belts-days", f"{belts_days:g}", expected="--belts FILE as well"
            )
    if not (lost or moved or belts or output):
        raise UsageError(
            "assess services", expected="--lost or --moved satellites, --belts FILE, or -o a map",
            got="none", hint="cspo consequence services --help has an example",
        )  # fmt: skip
    if moved and not moved_hours:
        raise UsageError("assess services", "--moved", expected="--moved-hours as well", got="none")
    if output and Path(output).suffix != ".csv":
        raise UsageError("write", output, expected=".csv", got=Path(output).suffix)


def _band(text: str, option: str) -> Band | None:
    """Low, expected and high, or one number for all."""
    from cspo.consequence.band import Band

    if not text:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
        low, expected, high = numbers * 3 if len(numbers) == 1 else numbers
        if not (low >= 0.0 and math.isfinite(high)):
            raise ValueError(text)
        return Band(low=low, expected=expected, high=high)
    except (ValueError, UsageError) as error:
        raise UsageError(
            f"read {option}", text[:60], expected="low,expected,high in order, as 12,24,72"
        ) from error


def _model(spec: str) -> ServiceModel:
    from cspo.operations.consequence.services_file import read_services, sample_services

    if not spec:
        note("services: the sample from public facts; --services FILE takes your own")
        return sample_services()
    return read_services(_bytes(spec), spec)


def _belts(spec: str) -> BeltsFile | None:
    from cspo.operations.consequence.belts_file import read_belts

    return read_belts(_bytes(spec), spec) if spec else None


def _bytes(spec: str) -> bytes:
    from cspo.cli.node_files import read_file

    return read_file(spec, limit_bytes=_MOST_BYTES)


def _identities(sky: Catalog, wanted: list[str], option: str) -> list[str]:
    """Identities of satellites that the user named by number, identity, designator or name."""
    import fnmatch
    import re

    import numpy as np

    rows: list[int] = []
    for text in wanted:
        if "*" in text or "?" in text:
            match = re.compile(fnmatch.translate(text), re.IGNORECASE).match
            found = [row for row, name in enumerate(sky.name.tolist()) if match(name)]
            if not found:
                raise UsageError(f"read {option}", text, expected="a name of the catalogue",
                                 got="none such")  # fmt: skip
            rows += found
        else:
            rows += rows_of(sky, [text]).tolist()
    return [sky.identity(int(row)) for row in np.unique(np.array(rows, np.int64))]


def _assessed(
    model: ServiceModel, sky: Catalog, start: Epoch, eop: EarthOrientation, hours: float,
    gone: list[str], away: list[str], away_hours: Band | None, restored_hours: Band | None, *,
    quiet: bool,
) -> Loss:  # fmt: skip
    from cspo.consequence.services import assess_loss

    with progress("Services", quiet=quiet) as done:
        return assess_loss(
            model, sky, start=start, eop=eop, lost=gone, moved=away, moved_hours=away_hours,
            restoration_hours=restored_hours, hours=hours, progress=done,
        )  # fmt: skip


def _lives(
    doses: BeltsFile, sky: Catalog, start: Epoch, eop: EarthOrientation,
    within_days: float | None, *, quiet: bool,
) -> tuple[dict[str, Any], list[str]]:  # fmt: skip
    """Lives in the belts, and who is counted as lost."""
    from cspo.cli.consequence.services_report import lives_line
    from cspo.consequence.belts import lives_of
    from cspo.units import DAY_S

    elapsed_days = (start - doses.as_of) / DAY_S
    if elapsed_days < 0.0:
        raise UsageError(
            "reckon lives", f"start {start}", expected=f"no earlier than as_of {doses.as_of}",
            got="earlier", hint="--at says from when lives count",
        )  # fmt: skip
    with progress("Lives", quiet=quiet) as done:
        lives, missing = lives_of(
            doses.enhancement, doses.budgets, sky, start=start, eop=eop,
            elapsed_days=elapsed_days, progress=done,
        )  # fmt: skip
    dead = [
        each.object_id for each in lives
        if within_days is not None and each.life_days.expected <= within_days
    ]  # fmt: skip
    return lives_line(doses, lives, doses.lives(elapsed_days), missing, within_days, dead), dead


def _write_map(
    output: str, model: ServiceModel, service_id: str, sky: Catalog, start: Epoch,
    eop: EarthOrientation, hours: float, gone: list[str], away: list[str], step_deg: float, *,
    quiet: bool,
) -> None:  # fmt: skip
    import numpy as np

    from cspo.consequence.services import globe, service_map
    from cspo.sources import write_bytes

    with progress("Map", quiet=quiet) as done:
        found = service_map(
            model, service_id, sky, start=start, eop=eop, lost=gone, moved=away,
            places=globe(step_deg), hours=hours, progress=done,
        )  # fmt: skip
    head = f"# {service_id} by {found.judged_by.value} from {start.utc_iso(0)}, {hours:g} h"
    rows = [
        f"{np.degrees(latitude):.4f},{np.degrees(longitude):.4f},{before:.6f},{during:.6f},"
        f"{after:.6f}"
        for latitude, longitude, before, during, after in zip(
            found.places.latitude_rad, found.places.longitude_rad, found.before, found.during,
            found.after, strict=True,
        )
    ]  # fmt: skip
    simulated = " SIMULATED" if sky.simulated else ""
    names = "latitude_deg,longitude_deg,available_before,available_during,available_after"
    write_bytes(output, "\n".join([head + simulated, names, *rows, ""]).encode())
    note(f"wrote {output}")
