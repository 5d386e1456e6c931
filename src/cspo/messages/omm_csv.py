"""OMM as a table of comma-separated values, as CelesTrak and Space-Track give it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cspo.errors import MalformedMessage
from cspo.messages.byte_fields import ByteField
from cspo.messages.faults import Fault, FaultLog
from cspo.messages.fields import Values
from cspo.messages.gp import GpColumns
from cspo.messages.omm_fields import FIXED, KEYWORDS, REQUIRED, columns_from_values
from cspo.messages.omm_text import field_texts
from cspo.messages.text import MAX_LINE, as_utf8, clip, line_bounds
from cspo.messages.text_lines import csv_fields, text_lines

__all__ = ["read", "write"]


def read(data: bytes) -> tuple[GpColumns, list[Fault]]:
    """Read element sets, one a line, the first line naming the columns.

    Columns may stand in any order and be named in any case; those not known
    are skipped. Text may be quoted; a record does not run over a line end.

    Returns
    -------
    columns : GpColumns
    faults : list of Fault
        By line.

    Raises
    ------
    MalformedMessage
        Where the first line lacks a column that every element set needs.
    """
    data = as_utf8(data)
    log = FaultLog()
    regular = _read_regular(data, log)
    if regular is not None:
        return regular, log.faults()
    lines, numbers = _lines(data, log)
    if not lines:
        raise MalformedMessage("read OMM CSV", expected="a line of column names", got="nothing")
    header = _header(lines[0], numbers[0])
    rows, row_numbers, row_lines = _rows(lines, numbers, len(header), log)
    table = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    wanted = {*KEYWORDS, *FIXED}
    values: dict[str, Values] = {
        name: column for name, column in zip(header, table, strict=True) if name in wanted
    }

    def locate(position: int, keyword: str) -> tuple[int | None, str]:
        del keyword
        return row_numbers[position], row_lines[position]

    return columns_from_values(values, len(rows), locate, log), log.faults()


def _read_regular(data: bytes, log: FaultLog) -> GpColumns | None:
    """All records at once where every line has as many commas and none is quoted; else None."""
    top, _, _ = data[:MAX_LINE].partition(b"\n")
    starts, stops = line_bounds(data)
    if b'"' in data or not top or (stops - starts).max() > MAX_LINE:
        return None
    octets = np.frombuffer(data, np.uint8)
    width = top.count(b",") + 1
    commas = np.flatnonzero(octets == ord(","))
    if len(commas) != (width - 1) * len(starts):
        return None
    table = commas.reshape(len(starts), width - 1)
    if (table < starts[:, None]).any() or (table > stops[:, None]).any():
        return None
    header = _header(top.decode("utf-8", "replace"), 1)
    bounds = np.concatenate((starts[1:, None] - 1, table[1:], stops[1:, None]), axis=1)
    lines = [np.ascontiguousarray(column) for column in bounds.T]
    values: dict[str, Values] = {
        name: ByteField(octets, lines[place] + 1, lines[place + 1])
        for place, name in enumerate(header)
        if name in KEYWORDS or name in FIXED
    }
    if (values["EPOCH"].length == 5).any():  # type: ignore[union-attr] # made above
        return None  # a header repeated where files were joined

    def locate(position: int, keyword: str) -> tuple[int | None, str]:
        del keyword
        row = position + 1
        text = data[starts[row] : min(stops[row], starts[row] + 256)]
        return row + 1, text.decode("utf-8", "replace")

    return columns_from_values(values, len(starts) - 1, locate, log)


def _lines(data: bytes, log: FaultLog) -> tuple[list[str], Sequence[int]]:
    """The lines that hold anything, and their numbers from 1."""
    lines = text_lines(data, log)
    numbers = [i + 1 for i, line in enumerate(lines) if line.strip()]
    return [lines[i - 1] for i in numbers], numbers


def _header(line: str, number: int) -> list[str]:
    names = [name.strip().upper() for name in csv_fields(line)]
    missing = [name for name in (*REQUIRED, "BSTAR") if name not in names]
    if "BSTAR" in missing and "BTERM" in names:
        missing.remove("BSTAR")
    if "NORAD_CAT_ID" not in names and "OBJECT_ID" not in names:
        missing.append("NORAD_CAT_ID")
    twice = sorted({name for name in names if names.count(name) > 1 and name in KEYWORDS})
    if missing or twice:
        raise MalformedMessage(
            "read OMM CSV", expected=f"the columns {', '.join(missing)}" if missing
            else f"the column {twice[0]} once", got=clip(line, 80), line=number,
            keyword=(missing or twice)[0],
        )  # fmt: skip
    return names


def _rows(
    lines: list[str], numbers: Sequence[int], width: int, log: FaultLog
) -> tuple[list[list[str]], Sequence[int], list[str]]:
    """Records of the right width, their line numbers and lines."""
    header = lines[0]
    rows: list[list[str]] = []
    kept: list[int] = []
    for i, line in enumerate(lines):
        if line == header:
            continue
        row = line.split(",") if line.count(",") == width - 1 and '"' not in line else None
        if row is None:
            row = csv_fields(line) if '"' in line else []
            if len(row) != width:
                got = len(row) if '"' in line else line.count(",") + 1
                log.add(numbers[i], "LINE", f"{width} fields", f"{got}", line)
                continue
        rows.append(row)
        kept.append(i)
    return rows, [numbers[i] for i in kept], [lines[i] for i in kept]


def write(columns: GpColumns) -> bytes:
    """Write a table as CelesTrak does; what else is known stands in further columns.

    Nothing is lost: `read` gives the same columns.
    """
    texts = field_texts(columns)
    for keyword, fields in texts.items():
        if KEYWORDS[keyword].kind == "text":
            texts[keyword] = [
                '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text
                for text in fields
            ]
    lines = map(",".join, zip(*texts.values(), strict=True))
    return "\r\n".join([",".join(texts), *lines, ""]).encode()
