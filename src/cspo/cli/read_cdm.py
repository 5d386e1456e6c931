"""A conjunction data message, read for its probability and for what can be done about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from msgspec import structs

from cspo.cli.catalogs import cache_folder, network_settings
from cspo.cli.console import note
from cspo.cli.faults import tell_faults
from cspo.errors import CspoError, MalformedMessage, UsageError

if TYPE_CHECKING:
    from cspo.bridge.cdm import CdmConjunction
    from cspo.messages.cdm import Cdm
    from cspo.sources import Source

__all__ = ["DEFAULT_HBR_KM", "read_cdm", "read_encounter"]

DEFAULT_HBR_KM: Final = 0.020
"""Combined radius where neither message nor user gives one. NASA CARA's usual default."""


def read_cdm(source: Source) -> tuple[Cdm, CdmConjunction]:
    """The message and what it says, faults told on standard error.

    Raises
    ------
    MalformedMessage
        Where it is no CDM, or what a probability rests on is wrong.
    UsageError
        Where a frame is none that cspo turns.
    """
    from cspo.bridge.cdm import conjunction_from_cdm
    from cspo.frames import bundled_earth_orientation
    from cspo.messages import cdm
    from cspo.messages.sniff import sniff

    if source.faults:
        damage = source.faults[0]
        raise MalformedMessage("read CDM", expected="the whole file", got=damage.got)
    kind = sniff(source.data)
    if not kind.startswith("cdm"):
        raise MalformedMessage("read CDM", expected="a CDM in KVN or XML", got=f"{kind} message")
    parsed = cdm.parse(source.data)
    vital = [fault for fault in parsed.faults if fault.keyword in _vital_keywords()]
    if parsed.message is None or vital:
        fault = (vital or parsed.faults)[0]
        raise MalformedMessage(
            "read CDM", fault.text, expected=fault.expected, got=fault.got, line=fault.line,
            keyword=fault.keyword,
        )  # fmt: skip
    tell_faults(source.name, [structs.replace(fault, refused=False) for fault in parsed.faults])
    message = parsed.message
    in_itrf = "ITRF" in {
        each.metadata.ref_frame.strip().upper() for each in (message.object1, message.object2)
    }
    eop = bundled_earth_orientation() if in_itrf else None
    return message, conjunction_from_cdm(message, eop, faulty=bool(parsed.faults))


def _vital_keywords() -> set[str]:
    """What a probability rests on: with a fault in one of these there is none."""
    from cspo.messages.cdm import table

    blocks = (table.STATE, table.COVARIANCE)
    return {"", "TCA", "OBJECT", "REF_FRAME", "ORBIT_CENTER", table.VERSION_KEYWORD}.union(
        *(block.by_name for block in blocks)
    )


def read_encounter(spec: str, who: int) -> tuple[Cdm, CdmConjunction, str]:
    """The one message, its two objects changed round where object 2 is to burn; and its name.

    Raises
    ------
    CspoError
        Where there is no such message, or not one alone.
    """
    from cspo.node.clock import SystemClock
    from cspo.sources import open_source

    sources = list(
        open_source(spec, cache=cache_folder(), clock=SystemClock(), settings=network_settings())
    )
    if len(sources) != 1:
        raise UsageError("avoid", spec, expected="one message", got=f"{len(sources)} files")
    try:
        message, found = read_cdm(sources[0])
    except CspoError as error:
        error.subject = error.subject or sources[0].name
        raise
    if who == 2:
        message = structs.replace(message, object1=message.object2, object2=message.object1)
        found = replace(
            found, object1_id=found.object2_id, object2_id=found.object1_id,
            object1_name=found.object2_name, object2_name=found.object1_name,
            state1=found.state2, state2=found.state1,
            covariance1=found.covariance2, covariance2=found.covariance1,
        )  # fmt: skip
    if any(flag.startswith("default-cov") for flag in found.flags):
        note("the covariance is that of a class of orbits, not of these objects: this is a study, "
             "and no reason to burn before there are better data")  # fmt: skip
    if (message.object1.metadata.maneuverable or "").strip().upper() == "NO":
        note(f"{found.object1_id}: the message says that it cannot maneuver")
    return message, found, sources[0].name
