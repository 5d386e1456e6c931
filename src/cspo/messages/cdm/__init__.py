"""The conjunction data message (CCSDS 508.0-B-1): two objects that come close.

`read` takes a message that follows its book and raises at the first fault;
`parse` hands back what can be used with every fault, for real messages often
have some. `write` writes version 1.0 as KVN or XML. The keyword tables of the
book (`table`) drive all three. Values stay in the units of the message, which
are a trap: states in km, all else in metres; `cspo.bridge.cdm` turns them into
the units of cspo.
"""

from __future__ import annotations

from cspo.messages.cdm.message import (
    Additional,
    Cdm,
    CdmObject,
    Covariance,
    Header,
    Metadata,
    OrbitDetermination,
    Relative,
    StateVector,
    hbr_m,
)
from cspo.messages.cdm.read import parse, read
from cspo.messages.cdm.write import write

__all__ = [
    "Additional",
    "Cdm",
    "CdmObject",
    "Covariance",
    "Header",
    "Metadata",
    "OrbitDetermination",
    "Relative",
    "StateVector",
    "hbr_m",
    "parse",
    "read",
    "write",
]
