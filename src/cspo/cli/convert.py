"""``cspo convert``: one message format into another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cspo.cli.catalogs import REFERENCE, cache_folder, network_settings
from cspo.cli.console import Json, note, print_json, printable, write_out
from cspo.cli.faults import about_file, tell_damage, tell_faults
from cspo.errors import CspoError, MalformedMessage, UsageError

if TYPE_CHECKING:
    from cspo.frames import Frame
    from cspo.messages import oem
    from cspo.messages.gp import GpColumns
    from cspo.sources import Source

__all__ = ["convert"]

_FORMATS = ("kvn", "xml", "json", "csv", "tle", "3le")
_SUFFIXES = {".txt": "3le", ".oem": "kvn", ".cdm": "kvn", ".jsonl": "json"}


def convert(
    source: Annotated[
        str, typer.Argument(metavar="IN", help="A file, folder, URL, - or reference.")
    ],
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
    from cspo.messages.formats import write_gp
    from cspo.sources import write_bytes

    wanted = _wanted(to, target)
    if json and target == "-":
        raise UsageError("convert", "--json", expected="a file for OUT", got="-")
    sources = [] if source == REFERENCE else _opened(source)
    kind = _kind(sources) if sources else "omm"
    n_faults = 0
    if kind in {"oem", "cdm"}:
        data, count = _message(kind, sources, wanted, frame), 1
    elif frame:
        raise UsageError("convert", source, expected="--frame with an OEM only", got=kind or "none")
    else:
        columns, n_faults = _element_sets(source, sources)
        data, refused = write_gp(columns, wanted if wanted in {"tle", "3le"} else f"omm-{wanted}")
        tell_faults(target, refused)
        n_refused = sum(fault.count for fault in refused)
        n_faults, count = n_faults + n_refused, len(columns) - n_refused
        if not count:
            raise CspoError(
                "convert", source, expected=f"sets that {wanted} can hold", got="none",
                hint=f"all {len(columns):,} were refused; csv, json, xml and kvn hold every one",
            )  # fmt: skip
    if target == "-":
        write_out(data)
    else:
        write_bytes(target, data)
    if json:
        print_json(
            [{"file": printable(target), "format": wanted, "count": count, "faults": n_faults}]
        )
    elif target != "-":
        note(f"wrote {target}: {count:,} {kind.upper()} as {wanted}")


def _opened(spec: str) -> list[Source]:
    from cspo.node.clock import SystemClock
    from cspo.sources import open_source

    sources = []
    for each in open_source(
        spec, cache=cache_folder(), clock=SystemClock(), settings=network_settings()
    ):
        tell_damage(each.faults)
        sources.append(each)
    return sources


def _kind(sources: list[Source]) -> str:
    """What the first source is that can be told."""
    from cspo.messages.sniff import sniff

    for source in sources:
        try:
            return sniff(source.data).partition("-")[0]
        except MalformedMessage:
            continue
    return ""


def _wanted(to: str, target: str) -> str:
    suffix = Path(target).suffix.lower()
    wanted = to.lower() or _SUFFIXES.get(suffix, suffix[1:])
    if wanted not in _FORMATS:
        raise UsageError(
            "choose format", target, expected=" ".join(_FORMATS), got=wanted or "none",
            hint="give --to",
        )  # fmt: skip
    return wanted


def _element_sets(spec: str, sources: list[Source]) -> tuple[GpColumns, int]:
    """All sets that can be read, and the number of faults on the way."""
    from cspo.messages.formats import read_gp
    from cspo.messages.gp import GpColumns

    if spec == REFERENCE:
        from cspo.bridge import gp_from_catalog
        from cspo.orbits.reference_population import reference_population

        return gp_from_catalog(reference_population()), 0
    parts: list[GpColumns] = []
    n_faults, reason = 0, None
    for source in sources:
        try:
            _, columns, faults = read_gp(source.data)
        except MalformedMessage as error:
            reason = reason or about_file(error, source.name)
            n_faults += 1
            if len(sources) > 1:
                note(f"{about_file(error, source.name)}")
            continue
        tell_faults(source.name, faults)
        parts.append(columns)
        n_faults += sum(fault.count for fault in faults)
    columns = GpColumns.concat(parts)
    if not len(columns):
        raise reason or MalformedMessage(
            "convert", spec, expected="element sets, an OEM or a CDM", got="none that can be read"
        )
    return columns, n_faults


def _message(kind: str, sources: list[Source], wanted: str, frame: str) -> bytes:
    from cspo.bridge.oem import frame_of
    from cspo.messages import cdm, oem

    if len(sources) != 1:
        raise UsageError(
            "convert", kind.upper(), expected="one message at a time", got=f"{len(sources)} files"
        )
    if wanted not in {"kvn", "xml"}:
        raise UsageError("convert", kind.upper(), expected="--to kvn or --to xml", got=wanted)
    if kind == "cdm" and frame:
        raise UsageError("convert", "CDM", expected="--frame with an OEM only", got=frame)
    data = sources[0].data
    target = frame_of(frame) if frame else None
    if target is not None and target.is_orbit_relative:
        raise UsageError("convert", "--frame", expected="a frame of the Earth", got=frame)
    try:
        if kind == "cdm":
            return cdm.write(cdm.read(data), wanted)
        message = oem.read(data)
        return oem.write(_turned(message, target) if target else message, wanted)
    except (MalformedMessage, UsageError) as error:
        raise about_file(error, sources[0].name) from error


def _turned(message: oem.Oem, target: Frame) -> oem.Oem:
    """Give the same trajectories in another frame."""
    from cspo.bridge.ephemeris_frame import in_frame
    from cspo.bridge.oem import ephemerides_from_oem, oem_from_ephemerides
    from cspo.frames import bundled_earth_orientation
    from cspo.node.clock import SystemClock

    eop = bundled_earth_orientation()
    return oem_from_ephemerides(
        [in_frame(piece, target, eop) for piece in ephemerides_from_oem(message, eop)],
        creation=SystemClock().now(), originator=message.header.originator,
    )  # fmt: skip
