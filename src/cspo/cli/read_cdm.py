"""A conjunction data message, read for its probability and for what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import structs

from cspo.cli.faults import tell_faults
from cspo.errors import MalformedMessage

if TYPE_CHECKING:
    from cspo.bridge.cdm import CdmConjunction
    from cspo.messages.cdm import Cdm
    from cspo.sources import Source

__all__ = ["DEFAULT_HBR_KM", "read_cdm"]

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
