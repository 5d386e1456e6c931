"""``cspo propagate``: states of a catalogue's objects at given instants."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cspo.cli.catalogs import load, rows_of
from cspo.cli.console import Json, json_lines, note, print_json, print_table, write_out
from cspo.cli.options import instant, positive
from cspo.errors import UsageError
from cspo.units import NS_PER_S

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cspo.frames import Frame
    from cspo.orbits import Catalog
    from cspo.time import Epoch

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

__all__ = ["propagate"]

_MOST_STATES = 20_000_000
_SHOWN = 20
_OEM = (".oem", ".kvn", ".xml")
_LINES = (".json", ".jsonl")


def propagate(
    file: Annotated[str, typer.Argument(help="Element sets: a file, folder, URL or -.")],
    at: Annotated[str, typer.Option(help="One instant, UTC.")] = "",
    start: Annotated[str, typer.Option(help="First of several instants, UTC.")] = "",
    stop: Annotated[str, typer.Option(help="Last instant, UTC.")] = "",
    step: Annotated[float, typer.Option(help="Between them, s.")] = 60.0,
    objects: Annotated[
        list[str] | None, typer.Option("--object", help="Only this catalogue number; repeat.")
    ] = None,
    frame: Annotated[str, typer.Option(help="TEME, EME2000, GCRF or ITRF.")] = "TEME",
    output: Annotated[
        str,
        typer.Option("--output", "-o", help="Write an OEM (.oem, .kvn, .xml, -) or JSON lines."),
    ] = "",
    json: Json = False,
) -> None:
    """Propagate element sets with SGP4.

    Example: cspo propagate stations.tle --at 2026-05-25T12:00:00Z --object 25544 --frame ITRF
    """
    import numpy as np

    from cspo.frames import Frame
    from cspo.sources import write_bytes

    names = [one.name for one in (Frame.TEME, Frame.EME2000, Frame.GCRF, Frame.ITRF)]
    if frame.upper() not in names:
        raise UsageError("read --frame", frame, expected=" ".join(names))
    _check_output(output, json=json)
    epoch, t_s = _instants(at, start, stop, step)
    catalog = load([file]).catalog
    if objects:
        catalog = catalog.take(rows_of(catalog, objects))
    if len(catalog) * len(t_s) > _MOST_STATES:
        raise UsageError(
            "propagate", file, expected=f"at most {_MOST_STATES:,} states",
            got=f"{len(catalog):,} objects at {len(t_s):,} instants",
            hint="choose objects with --object or a longer --step",
        )  # fmt: skip
    tai_ns = epoch.tai_ns + np.round(t_s * 1e9).astype(np.int64)
    states, status = _states(catalog, epoch, t_s, tai_ns, Frame[frame.upper()])
    if output == "-":
        write_out(_oem(output, catalog, tai_ns, states, status, Frame[frame.upper()]))
    elif Path(output).suffix in _OEM:
        write_bytes(output, _oem(output, catalog, tai_ns, states, status, Frame[frame.upper()]))
    elif output:
        write_bytes(output, json_lines(_lines(catalog, tai_ns, states, status, frame.upper())))
    elif json:
        print_json(_lines(catalog, tai_ns, states, status, frame.upper()))
    else:
        _show(catalog, tai_ns, states, status, frame.upper())
    if output and output != "-":
        note(f"wrote {output}")


def _check_output(output: str, *, json: bool) -> None:
    if output == "-" and json:
        raise UsageError("propagate", "-o -", expected="either --json or -o -", got="both")
    if output not in {"", "-"} and Path(output).suffix not in {*_OEM, *_LINES}:
        raise UsageError(
            "write", output, expected=" ".join([*_OEM, *_LINES, "or -"]), got=Path(output).suffix
        )


def _instants(at: str, start: str, stop: str, step: float) -> tuple[Epoch, Floats]:
    import numpy as np

    if at and not (start or stop):
        return instant(at, "--at"), np.zeros(1)
    if not (start and stop) or at:
        raise UsageError("propagate", expected="either --at, or --start and --stop")
    positive(step, "--step", "seconds")
    first, last = instant(start, "--start"), instant(stop, "--stop")
    if last < first:
        raise UsageError("read --stop", stop, expected=f"an instant after {start}")
    count = int((last - first) / step + 1e-9) + 1
    if count > _MOST_STATES:
        raise UsageError("read --step", str(step), expected="fewer instants", got=f"{count:,}")
    return first, np.arange(count, dtype=np.float64) * step


def _states(
    catalog: Catalog, epoch: Epoch, t_s: Floats, tai_ns: Integers, frame: Frame
) -> tuple[Floats, NDArray[np.int8]]:
    """States (m, n, 6) in *frame* and status (m, n)."""
    import numpy as np

    from cspo.dynamics import Sgp4Bulk
    from cspo.frames import Frame, bundled_earth_orientation, transform_pv

    states, status = Sgp4Bulk(catalog).propagate(epoch, t_s)
    by_object = states.transpose(0, 2, 1)
    if frame is Frame.TEME:
        return by_object, status
    r_km, v_km_s = transform_pv(
        by_object[..., :3], by_object[..., 3:], Frame.TEME, frame,
        tai_ns[:, None].repeat(len(catalog), axis=1), bundled_earth_orientation(),
    )  # fmt: skip
    return np.concatenate([r_km, v_km_s], axis=2), status


def _lines(
    catalog: Catalog, tai_ns: Integers, states: Floats, status: NDArray[np.int8], frame: str
) -> Iterator[dict[str, Any]]:
    """One line for each object and instant, in the order of the catalogue."""
    from cspo.dynamics import PropagationStatus
    from cspo.time.utc import format_utc_array

    texts = format_utc_array(tai_ns, 6)
    for row in range(len(catalog)):
        identity = catalog.identity(row)
        for k, text in enumerate(texts):
            code = int(status[k, row])
            state = states[k, row].tolist() if code == 0 else [None] * 6
            yield {
                "object": identity,
                "epoch_utc": text,
                "frame": frame,
                "r_km": state[:3],
                "v_km_s": state[3:],
                "status": "ok" if code == 0 else PropagationStatus(code).name.lower(),
            }


def _show(
    catalog: Catalog, tai_ns: Integers, states: Floats, status: NDArray[np.int8], frame: str
) -> None:
    from itertools import islice

    total = len(catalog) * len(tai_ns)
    heads = ["object", "UTC", "x km", "y km", "z km", "vx km/s", "vy km/s", "vz km/s"]
    columns = [(head, "left" if head in {"object", "UTC"} else "right") for head in heads]
    lines = [
        [line["object"], line["epoch_utc"]]
        + (
            [f"{x:.6f}" for x in line["r_km"]] + [f"{x:.9f}" for x in line["v_km_s"]]
            if line["status"] == "ok"
            else [line["status"]]
        )
        for line in islice(_lines(catalog, tai_ns, states, status, frame), _SHOWN)
    ]
    print_table(f"States in {frame}", columns, lines)
    if total > _SHOWN:
        note(f"{total - _SHOWN:,} more states: --json or -o gives them all")


def _oem(
    output: str, catalog: Catalog, tai_ns: Integers, states: Floats, status: NDArray[np.int8],
    frame: Frame,
) -> bytes:  # fmt: skip
    from cspo.bridge.oem import oem_from_ephemerides
    from cspo.messages import oem
    from cspo.node.clock import SystemClock
    from cspo.orbits import Ephemeris
    from cspo.time import Epoch

    epoch = Epoch(int(tai_ns[0]))
    t_s = (tai_ns - tai_ns[0]) / NS_PER_S
    ephemerides = []
    for row in range(len(catalog)):
        good = status[:, row] == 0
        if good.sum() < 2:
            note(f"{catalog.identity(row)}: fewer than two good states, left out")
            continue
        ephemerides.append(
            Ephemeris(
                object_id=str(catalog.designator[row]) or catalog.identity(row),
                object_name=str(catalog.name[row]), frame=frame, epoch=epoch, t_s=t_s[good],
                r_km=states[good, row, :3].copy(), v_km_s=states[good, row, 3:].copy(),
                simulated=catalog.simulated,
            )
        )  # fmt: skip
    message = oem_from_ephemerides(ephemerides, creation=SystemClock().now(), originator="CSPO")
    return oem.write(message, "xml" if Path(output).suffix == ".xml" else "kvn")
