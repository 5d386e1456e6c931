"""An OPM to KVN."""

from __future__ import annotations

import math
from collections.abc import Iterator

from cspo.errors import UsageError
from cspo.messages.ccsds.kvn import kvn_comment, kvn_line, one_line
from cspo.messages.opm.message import Maneuver, Opm

__all__ = ["write"]


def write(opm: Opm) -> bytes:
    """Write an OPM 2.0 as KVN in UTF-8, numbers with up to 16 significant digits.

    A change of mass that is not known is written as 0: the book wants the keyword in every
    maneuver, and readers pass over a maneuver without it.

    Raises
    ------
    UsageError
        Where a number is not finite.

    Examples
    --------
    >>> from cspo.messages.opm import Header, Maneuver, Metadata, StateVector
    >>> burn = Maneuver(epoch_ignition="2024-11-01T12:01:00", dv_km_s=(0.0, 2e-5, 0.0))
    >>> message = Opm(
    ...     header=Header(creation_date="2024-11-01T00:00:00", originator="CSPO"),
    ...     metadata=Metadata(object_name="A", object_id="1998-067A", ref_frame="EME2000"),
    ...     state=StateVector(epoch="2024-11-01T12:00:00", r_km=(7e3, 0, 0), v_km_s=(0, 7.5, 0)),
    ...     maneuvers=(burn,),
    ... )
    >>> write(message).decode().splitlines()[-2]
    'MAN_DV_2             = 2e-05 [km/s]'
    """
    return "".join(_lines(opm)).encode()


def _lines(opm: Opm) -> Iterator[str]:
    yield kvn_line("CCSDS_OPM_VERS", "2.0")
    yield from map(kvn_comment, opm.header.comments)
    yield kvn_line("CREATION_DATE", one_line(opm.header.creation_date))
    yield kvn_line("ORIGINATOR", one_line(opm.header.originator))
    metadata = opm.metadata
    yield from map(kvn_comment, metadata.comments)
    for keyword in ("OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "TIME_SYSTEM"):
        yield kvn_line(keyword, one_line(getattr(metadata, keyword.lower())))
    yield from map(kvn_comment, opm.state.comments)
    yield kvn_line("EPOCH", one_line(opm.state.epoch))
    for axis, value in zip("XYZ", opm.state.r_km, strict=True):
        yield _number(axis, value, "km")
    for axis, value in zip("XYZ", opm.state.v_km_s, strict=True):
        yield _number(f"{axis}_DOT", value, "km/s")
    if opm.mass_kg is not None:
        yield _number("MASS", opm.mass_kg, "kg")
    for maneuver in opm.maneuvers:
        yield from _maneuver(maneuver)


def _maneuver(maneuver: Maneuver) -> Iterator[str]:
    yield from map(kvn_comment, maneuver.comments)
    yield kvn_line("MAN_EPOCH_IGNITION", one_line(maneuver.epoch_ignition))
    yield _number("MAN_DURATION", maneuver.duration_s, "s")
    yield _number("MAN_DELTA_MASS", maneuver.delta_mass_kg or 0.0, "kg")
    yield kvn_line("MAN_REF_FRAME", one_line(maneuver.ref_frame))
    for number, value in enumerate(maneuver.dv_km_s, 1):
        yield _number(f"MAN_DV_{number}", value, "km/s")


def _number(keyword: str, value: float, unit: str) -> str:
    if not math.isfinite(value):
        raise UsageError("write OPM", keyword, expected="a finite number", got=str(value))
    return kvn_line(keyword, f"{value:.16g}", unit)
