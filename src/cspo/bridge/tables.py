"""Columns of plain values as CSV, Parquet or JSON lines.

A `Table` is an ordered mapping of column names, each with its unit, to arrays
of one length. Times are int64 TAI nanoseconds until they are written; a name
that ends in ``_utc`` is written as ISO 8601 (a timestamp in Parquet).
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from cspo.time.utc import format_utc_array

__all__ = ["FORMATS", "Table", "rows", "to_csv", "to_json_lines", "to_parquet"]

Table = Mapping[str, NDArray[Any]]


def to_csv(table: Table) -> bytes:
    """Comma-separated values with a header line; NaN is an empty field, truth true or false."""
    import csv  # noqa: PLC0415 - rarely needed, and start-up time counts

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table)
    writer.writerows(zip(*(_texts(name, column) for name, column in table.items()), strict=True))
    return out.getvalue().encode()


def to_json_lines(table: Table) -> bytes:
    """One JSON object a line; NaN is null."""
    return msgspec.json.Encoder().encode_lines(list(rows(table)))


def rows(table: Table) -> Iterator[dict[str, Any]]:
    """Rows as dictionaries of plain Python values; NaN is None."""
    columns = [_plain(name, column) for name, column in table.items()]
    names = list(table)
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))


def to_parquet(table: Table) -> bytes:
    """Parquet with Zstandard compression; NaN is null, times are UTC timestamps.

    Parquet's timestamps know no leap seconds: an instant inside one is written
    as the last nanosecond before it ends.
    """
    import pyarrow as pa  # noqa: PLC0415 - rarely needed, and start-up time counts
    import pyarrow.parquet as pq  # noqa: PLC0415

    arrays = {}
    for name, column in table.items():
        if name.endswith("_utc"):
            iso = [text[:-1].replace(":60.", ":59.") for text in format_utc_array(column, 9)]
            instants = np.array(iso, dtype="datetime64[ns]").view(np.int64)
            arrays[name] = _numbers(instants, pa.timestamp("ns", tz="UTC"))
        elif column.dtype.kind == "f":
            arrays[name] = _numbers(column.astype(np.float64), pa.float64())
        elif column.dtype.kind == "i":
            arrays[name] = _numbers(column.astype(np.int64), pa.int64())
        elif column.dtype.kind == "b":
            arrays[name] = _numbers(column.astype(np.int8), pa.int8()).cast(pa.bool_())
        else:
            arrays[name] = _texts_of(column)
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(arrays), sink, compression="zstd")
    return bytes(sink.getvalue())


def _numbers(column: NDArray[Any], kind: Any) -> Any:
    """Arrow array over the bytes of *column*, null where it is not finite.

    ``pyarrow.array`` would do it, and text too, but loads pandas where that is installed.
    """
    import pyarrow as pa  # noqa: PLC0415

    valid = np.packbits(np.isfinite(column), bitorder="little")
    buffers = [pa.py_buffer(valid), pa.py_buffer(np.ascontiguousarray(column))]
    return pa.Array.from_buffers(kind, len(column), buffers)


def _texts_of(column: NDArray[np.str_]) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    encoded = [text.encode() for text in column.tolist()]
    offsets = np.zeros(len(encoded) + 1, np.int32)
    np.cumsum([len(text) for text in encoded], out=offsets[1:])
    return pa.StringArray.from_buffers(
        len(encoded), pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded))
    )


FORMATS: dict[str, Callable[[Table], bytes]] = {
    ".csv": to_csv,
    ".json": to_json_lines,
    ".jsonl": to_json_lines,
    ".parquet": to_parquet,
}
"""Writer by file suffix."""


def _plain(name: str, column: NDArray[Any]) -> list[Any]:
    if name.endswith("_utc"):
        return format_utc_array(column, 6)
    values: list[Any] = column.tolist()
    if column.dtype.kind == "f":
        return [value if math.isfinite(value) else None for value in values]
    return values


def _texts(name: str, column: NDArray[Any]) -> list[Any]:
    if column.dtype.kind == "b":
        return ["true" if value else "false" for value in column.tolist()]
    return ["" if value is None else value for value in _plain(name, column)]
