"""``cspo convert``: one message format into another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cspo.cli.catalogs import cache_folder
from cspo.cli.console import Json, note, print_json
from cspo.errors import MalformedMessage, UsageError

if TYPE_CHECKING:
    from cspo.messages import oem
    from cspo.messages.gp import GpColumns
    from cspo.sources import Source

__all__ = ["convert"]

_FORMATS = ("kvn", "xml", "json", "csv", "tle", "3le")
_SUFFIXES = {".txt": "3le", ".oem": "kvn", ".cdm": "kvn", ".jsonl": "json"}


def convert(
    source: Annotated[str, typer.Argument(metavar="IN", help="A file, folder, URL or -.")],
    target: Annotated[str, typer.Argument(metavar="OUT", help="A file or -.")],
    to: Annotated[
        str, typer.Option(help="kvn, xml, json, csv, tle or 3le; else by the suffix of OUT.")
    ] = "",
    frame: Annotated[str, typer.Option(help="Turn an OEM to this frame.")] = "",
    json: Json = False,
) -> None:
    """Convert element sets (TLE, 3LE, OMM), OEMs and CDMs between their encodings.

    Example: cspo convert catalog.tle catalog.omm.xml
    """
    from cspo.messages.sniff import sniff
    from cspo.node.clock import SystemClock
    from cspo.sources import open_source, write_bytes

    wanted = _wanted(to, target)
    sources = list(open_source(source, cache=cache_folder(), clock=SystemClock()))
    for each in sources:
        for damage in each.faults:
            note(f"{damage.where}: {damage.kind}, {damage.got}. {damage.hint}")
    kind = sniff(sources[0].data).partition("-")[0] if sources else ""
    if kind in {"oem", "cdm"}:
        data, count, faults = _message(kind, sources, wanted, frame), 1, 0
    elif frame:
        raise UsageError("convert", source, expected="--frame with an OEM only", got=kind)
    else:
        data, count, faults = _element_sets(sources, wanted)
    write_bytes(target, data)
    if json:
        print_json([{"file": target, "format": wanted, "count": count, "faults": faults}])
    elif target != "-":
        note(f"wrote {target}: {count:,} {kind.upper()} as {wanted}")


def _wanted(to: str, target: str) -> str:
    suffix = Path(target).suffix.lower()
    wanted = to.lower() or _SUFFIXES.get(suffix, suffix[1:])
    if wanted not in _FORMATS:
        raise UsageError(
            "choose format", target, expected=" ".join(_FORMATS), got=wanted or "none",
            hint="give --to",
        )  # fmt: skip
    return wanted


def _element_sets(sources: list[Source], wanted: str) -> tuple[bytes, int, int]:
    from cspo.messages.formats import read_gp, write_gp
    from cspo.messages.gp import GpColumns

    parts: list[GpColumns] = []
    n_faults = 0
    for source in sources:
        _, columns, faults = read_gp(source.data)
        parts.append(columns)
        for fault in faults:
            note(
                f"{source.name}:{fault.line or ''}: {fault.keyword}: "
                f"expected {fault.expected}, got {fault.got}"
            )
            n_faults += fault.count
    columns = GpColumns.concat(parts)
    data, refused = write_gp(columns, wanted if wanted in {"tle", "3le"} else f"omm-{wanted}")
    for fault in refused:
        note(f"{fault.keyword}: expected {fault.expected}, got {fault.got} ({fault.text})")
        n_faults += fault.count
    return data, len(columns), n_faults


def _message(kind: str, sources: list[Source], wanted: str, frame: str) -> bytes:
    from cspo.messages import cdm, oem

    if len(sources) != 1 or wanted not in {"kvn", "xml"}:
        raise UsageError("convert", kind.upper(), expected="one message, to kvn or xml", got=wanted)
    data = sources[0].data
    try:
        if kind == "cdm":
            if frame:
                raise UsageError("convert", "CDM", expected="--frame with an OEM only")
            return cdm.write(cdm.read(data), wanted)
        message = oem.read(data)
        return oem.write(_turned(message, frame) if frame else message, wanted)
    except MalformedMessage as error:
        raise MalformedMessage(
            error.action, sources[0].name, expected=error.expected, got=error.got, hint=error.hint,
            line=error.line, keyword=error.keyword,
        ) from error  # fmt: skip


def _turned(message: oem.Oem, frame: str) -> oem.Oem:
    """Give the same trajectories in another frame."""
    from dataclasses import replace

    from cspo.bridge.oem import ephemerides_from_oem, frame_of, oem_from_ephemerides
    from cspo.frames import bundled_earth_orientation, transform_pv
    from cspo.node.clock import SystemClock

    target, eop = frame_of(frame), bundled_earth_orientation()
    turned = []
    for piece in ephemerides_from_oem(message, eop):
        tai_ns = piece.epoch.tai_ns + (piece.t_s * 1e9).round().astype("int64")
        r_km, v_km_s = transform_pv(piece.r_km, piece.v_km_s, piece.frame, target, tai_ns, eop)
        covariance = piece.covariance
        if covariance is not None and not covariance.frame.is_orbit_relative:
            note(f"{piece.object_id}: covariance in {covariance.frame.name} is left out")
            covariance = None
        turned.append(replace(piece, frame=target, r_km=r_km, v_km_s=v_km_s, covariance=covariance))
    return oem_from_ephemerides(
        turned, creation=SystemClock().now(), originator=message.header.originator
    )
