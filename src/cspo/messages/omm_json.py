"""OMM in JSON: a list of objects, as CelesTrak (numbers) and Space-Track (text) give it."""

from __future__ import annotations

from typing import Final

import msgspec

from cspo.errors import MalformedMessage
from cspo.messages.faults import Fault, FaultLog
from cspo.messages.gp import GpColumns
from cspo.messages.json_records import json_records
from cspo.messages.omm_fields import KEYWORDS, REQUIRED
from cspo.messages.omm_records import columns_from_records
from cspo.messages.omm_text import EXTRAS, field_texts
from cspo.messages.text import as_utf8, clip

__all__ = ["read", "write"]

_SHORTEST: Final = sum(map(len, REQUIRED))
"""A record in fewer bytes has not even the keywords that it needs."""

_ENCODER: Final = msgspec.json.Encoder()


def read(data: bytes) -> tuple[GpColumns, list[Fault]]:
    """Read the records of a JSON document.

    A document that is no JSON as a whole (cut short, a NaN, a stray quote) is
    taken apart at its braces, so that every sound record is still read.

    Returns
    -------
    columns : GpColumns
    faults : list of Fault
        By line.

    Raises
    ------
    MalformedMessage
        Where there is no record at all.
    """
    data = as_utf8(data)
    log = FaultLog()
    records, locate = json_records(data, log, shortest=_SHORTEST)
    if not records and not log.faults():
        raise MalformedMessage(
            "read OMM JSON", expected="a list of objects", got=clip(data[:200], 60), line=1
        )

    return columns_from_records(records, locate, log, ccsds=False), log.faults()


def write(columns: GpColumns) -> bytes:
    """Write a list of objects as CelesTrak does: numbers as numbers, nothing else between.

    Nothing is lost: `read` gives the same columns.
    """
    texts = field_texts(columns)
    encoded: list[list[str]] = []
    for keyword, fields in texts.items():
        kind = KEYWORDS[keyword].kind
        if kind in {"text", "epoch"}:
            values = [f'"{keyword}":' + _ENCODER.encode(text).decode() for text in fields]
        else:
            column = getattr(columns, KEYWORDS[keyword].column).tolist()
            values = [f'"{keyword}":{_number(value)}' for value in column]
        if keyword in EXTRAS:
            values = [v if text else "" for v, text in zip(values, fields, strict=True)]
        encoded.append(values)
    rows = (",".join(filter(None, row)) for row in zip(*encoded, strict=True))
    return ("[" + ",".join("{" + row + "}" for row in rows) + "]").encode()


def _number(value: float) -> str:
    """The shortest decimal that reads back the same; 0 for 0.0."""
    return repr(value) if value else "0"
