"""What ``cspo screen`` reads beside the catalogue: window, volume, ephemerides, sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cspo.cli.catalogs import cache_folder, network_settings
from cspo.cli.console import note
from cspo.cli.faults import about_file
from cspo.cli.options import instant, positive
from cspo.errors import MalformedMessage, UsageError

if TYPE_CHECKING:
    from cspo.conjunction import Volume
    from cspo.conjunction.hard_body import HardBodyTable
    from cspo.orbits import Catalog, Ephemeris
    from cspo.sources import Source
    from cspo.time import Epoch

__all__ = ["choose_start", "hard_bodies", "read_ephemerides", "read_volume"]


def choose_start(
    text: str, catalog: Catalog, ephemerides: list[Ephemeris], days: float
) -> Epoch:  # fmt: skip
    """Start of the window; says where an ephemeris does not span it.

    Raises
    ------
    UsageError
        Where *text* is no instant, or an ephemeris lies outside the window.
    """
    from cspo.orbits.summary import screening_start
    from cspo.units import DAY_S

    if text:
        start = instant(text, "--start")
    elif ephemerides:
        start = min(piece.start for piece in ephemerides)
    else:
        start = screening_start(catalog.epoch_tai_ns)
    stop = start + days * DAY_S
    for piece in ephemerides:
        if piece.stop <= start or piece.start >= stop:
            raise UsageError(
                "screen ephemeris", piece.object_id, expected=f"points from {start} to {stop}",
                got=f"points from {piece.start} to {piece.stop}",
                hint="choose the window with --start and --days",
            )  # fmt: skip
        if piece.start > start or piece.stop < stop:
            note(
                f"{piece.object_id}: covers {piece.start} to {piece.stop}, not all of the window: "
                "nothing is known of it outside"
            )
    return start


def read_volume(text: str, threshold_km: float) -> Volume:
    """The volume that was asked for: a preset, a box, else a sphere.

    Raises
    ------
    UsageError
        Where it has no meaning.
    """
    from cspo.conjunction import Volume

    if not text:
        return Volume.sphere(positive(threshold_km, "--threshold-km", "km"))
    parts = text.split(",")
    if len(parts) == 1:
        return Volume.preset(text)
    try:
        radial, in_track, cross_track = (float(part) for part in parts)
    except ValueError as error:
        raise UsageError(
            "read --volume", text, expected="R,I,C half sizes in km, or the name of a preset"
        ) from error
    return Volume.box(radial, in_track, cross_track)


def read_ephemerides(specs: list[str], *, simulated: bool) -> list[Ephemeris]:
    """The trajectories of OEMs, turned to TEME.

    Raises
    ------
    MalformedMessage
        Where a source is no OEM, or not all of one.
    UsageError
        Where a simulated trajectory would meet a real catalogue, or a real one a
        simulated.
    """
    from cspo.bridge.ephemeris_frame import in_frame
    from cspo.frames import Frame, bundled_earth_orientation
    from cspo.node.clock import SystemClock
    from cspo.sources import open_source

    if not specs:
        return []
    eop = bundled_earth_orientation()
    pieces = []
    for spec in specs:
        for source in open_source(
            spec, cache=cache_folder(), clock=SystemClock(), settings=network_settings()
        ):
            for piece in _pieces(source):
                if piece.simulated != simulated:
                    raise UsageError(
                        "screen ephemeris", source.name,
                        expected="a simulated OEM" if simulated else "an OEM of a real object",
                        got="a simulated one" if piece.simulated else "one that does not say so",
                        hint="simulated and real never meet; COMMENT SIMULATED in the header of "
                        "an OEM marks it",
                    )  # fmt: skip
                pieces.append(in_frame(piece, Frame.TEME, eop))
    return pieces


def _pieces(source: Source) -> list[Ephemeris]:
    from cspo.bridge.oem import ephemerides_from_oem
    from cspo.frames import bundled_earth_orientation
    from cspo.messages import oem
    from cspo.messages.sniff import sniff

    try:
        if source.faults:
            raise MalformedMessage("read OEM", expected="the whole file", got=source.faults[0].got)
        kind = sniff(source.data)
        if not kind.startswith("oem"):
            raise MalformedMessage(
                "read OEM", expected="an OEM in KVN or XML", got=f"{kind} message"
            )
        return ephemerides_from_oem(oem.read(source.data), bundled_earth_orientation())
    except (MalformedMessage, UsageError) as error:
        raise about_file(error, source.name) from error


def hard_bodies(spec: str) -> HardBodyTable | None:
    """The table of hard-body radii that was named, None where none was.

    Raises
    ------
    MalformedMessage
        Where it is no such table, or several files.
    """
    from cspo.bridge.hard_body import hard_body_table_from_csv
    from cspo.node.clock import SystemClock
    from cspo.sources import open_source

    if not spec:
        return None
    found = list(open_source(spec, cache=cache_folder(), clock=SystemClock()))
    if len(found) != 1 or found[0].faults:
        got = found[0].faults[0].got if found[0].faults else f"{len(found)} files"
        raise MalformedMessage("read hard-body table", spec, expected="one whole file", got=got)
    try:
        return hard_body_table_from_csv(found[0].data)
    except MalformedMessage as error:
        raise about_file(error, spec) from error
