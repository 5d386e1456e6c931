"""The JSC Vimpel catalogue of high orbits, as KeepTrack publishes it: pseudo-TLEs in JSON.

Two lines laid out as a TLE, with Vimpel's own number in the columns of the
designator, a blank catalogue number, classification V, elements to 0.001 deg.
The last column is not the checksum of a TLE, so it is not checked: one fault
for the file says so.
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from cspo.errors import MalformedMessage
from cspo.messages.faults import Fault, FaultLog
from cspo.messages.gp import GpColumns
from cspo.messages.text import as_utf8, clip
from cspo.messages.tle_pairs import read_text_pairs
from cspo.messages.tle_set import Problem

__all__ = ["read"]


def read(data: bytes) -> tuple[GpColumns, list[Fault]]:
    """Read the records; objects are known as ``vimpel:NUMBER``.

    Returns
    -------
    columns : GpColumns
    faults : list of Fault
        Their lines count records from 1.

    Raises
    ------
    MalformedMessage
        Where the document is not a JSON list of objects with ``TLE1`` and ``TLE2``.
    """
    log = FaultLog()
    sets = _sets(as_utf8(data))
    unchecked: set[int] = set()

    def note(position: int, problem: Problem, count: int) -> None:
        if problem.keyword == "CHECKSUM":
            unchecked.add(position)
            return
        text = sets[position][problem.line - 1]
        log.add(position + 1, problem.keyword, problem.expected, problem.got, text, count=count)

    values, bad = read_text_pairs(sets, note, lenient=True)
    if unchecked:
        log.add(
            None, "CHECKSUM", "the checksum of a TLE", "another digit", refused=False,
            count=len(unchecked),
        )  # fmt: skip
    gp = GpColumns.build(len(sets), values)
    return gp.take(np.delete(np.arange(len(sets)), bad)), log.faults()


def _sets(data: bytes) -> list[tuple[str, str]]:
    try:
        document: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise MalformedMessage(
            "read Vimpel catalogue", expected="JSON", got=clip(str(error), 80)
        ) from error
    if not isinstance(document, list):
        raise MalformedMessage("read Vimpel catalogue", expected="a list", got="another value")
    return [
        (str(record.get("TLE1", ""))[:256], str(record.get("TLE2", ""))[:256])
        if isinstance(record, dict) else ("", "")
        for record in document
    ]  # fmt: skip
