"""The JSC Vimpel catalogue of high orbits, as KeepTrack publishes it: pseudo-TLEs in JSON.

Two lines laid out as a TLE, with Vimpel's own number in the columns of the
designator, a blank catalogue number, classification V, elements to 0.001 deg.
The last column is not the checksum of a TLE, so it is not checked: one fault
for the file says so.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from cspo.errors import MalformedMessage
from cspo.messages.faults import Fault, FaultLog
from cspo.messages.gp import GpColumns
from cspo.messages.json_records import json_records
from cspo.messages.text import as_utf8, clip
from cspo.messages.tle_pairs import read_text_pairs
from cspo.messages.tle_set import Problem

__all__ = ["read"]

_LINE: Final = 69


def read(data: bytes) -> tuple[GpColumns, list[Fault]]:
    """Read the records; objects are known as ``vimpel:NUMBER``.

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
    log = FaultLog()
    records, locate = json_records(as_utf8(data), log, shortest=2 * _LINE)
    sets = [(_text(record.get("TLE1")), _text(record.get("TLE2"))) for record in records]
    if not sets and not log.faults():
        raise MalformedMessage(
            "read Vimpel catalogue", expected="a list of objects", got=clip(data[:200], 60), line=1
        )
    unchecked: set[int] = set()

    def note(position: int, problem: Problem, count: int) -> None:
        if problem.keyword == "CHECKSUM":
            unchecked.add(position)
            return
        line, text = locate(position, f"TLE{problem.line}")
        log.add(line, problem.keyword, problem.expected, problem.got, text, count=count)

    values, bad = read_text_pairs(sets, note, lenient=True)
    if unchecked:
        log.add(
            None, "CHECKSUM", "the checksum of a TLE", "another digit", refused=False,
            count=len(unchecked),
        )  # fmt: skip
    gp = GpColumns.build(len(sets), values)
    return gp.take(np.delete(np.arange(len(sets)), bad)), log.faults()


def _text(value: object) -> str:
    return value[:256] if isinstance(value, str) else ""
