"""OMM in JSON: a list of objects, as CelesTrak (numbers) and Space-Track (text) give it."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from cspo.errors import MalformedMessage
from cspo.messages.faults import Fault, FaultLog
from cspo.messages.gp import GpColumns
from cspo.messages.omm_fields import KEYWORDS, REQUIRED
from cspo.messages.omm_records import Record, columns_from_records
from cspo.messages.omm_text import EXTRAS, field_texts
from cspo.messages.text import MAX_LINE, MAX_LINES, as_utf8, clip

__all__ = ["read", "write"]

_BETWEEN: Final = b" \t\r\n,[]"
"""What may stand between records."""

_ENCODER: Final = msgspec.json.Encoder()
_SHORTEST: Final = sum(map(len, REQUIRED))
"""A record in fewer bytes has not even the keywords that it needs."""

_CHUNK: Final = 1 << 22
"""Bytes looked at together, so that memory does not grow with the braces."""

_DECODER: Final = msgspec.json.Decoder()


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
    spans = _Spans(data)
    records = _whole(data)
    if records is None:
        records, positions = _by_braces(spans, log)
    else:
        positions = list(range(len(records)))
    if not records and not log.faults():
        raise MalformedMessage(
            "read OMM JSON", expected="a list of objects", got=clip(data[:200], 60), line=1
        )

    def locate(position: int, keyword: str) -> tuple[int | None, str]:
        return spans.locate(positions[position], keyword)

    return columns_from_records(records, locate, log, ccsds=False), log.faults()


def _whole(data: bytes) -> list[Record] | None:
    """All records, where the document is JSON and no object names a key twice."""
    try:
        document: Any = _DECODER.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    records = [document] if isinstance(document, dict) else document
    if not isinstance(records, list) or not all(type(record) is dict for record in records):
        return None
    if sum(map(len, records)) != _count_keys(data):
        return None
    return records


def _count_keys(data: bytes) -> int:
    """Colons right after a quote: the keys, if no value holds such; -1 where that is unsure."""
    octets = np.frombuffer(data, np.uint8)
    before = octets[np.flatnonzero(octets == ord(":")) - 1]
    if np.isin(before, (9, 10, 13, 32)).any():
        return -1
    return int(np.count_nonzero(before == ord('"')))


def _by_braces(spans: _Spans, log: FaultLog) -> tuple[list[Record], list[int]]:
    """Records that are sound by themselves, and their positions among the spans."""
    records: list[Record] = []
    positions: list[int] = []
    lengths = spans.lengths()
    short = np.flatnonzero(lengths < _SHORTEST)
    if len(short):
        line, text = spans.locate(int(short[0]), "")
        log.add(line, "RECORD", "an element set", "less than one", text, count=len(short))
    for position in np.flatnonzero(lengths >= _SHORTEST).tolist():
        line, text = spans.locate(position, "")
        piece = spans.piece(position)
        if len(piece) > MAX_LINE:
            log.add(line, "RECORD", f"up to {MAX_LINE} characters", f"{len(piece)}", text)
            continue
        try:
            found: Any = _DECODER.decode(piece)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            log.add(line, "RECORD", "a JSON object", str(error), text)
            continue
        if len(found) != _count_keys(piece) and (twice := _repeated(piece)):
            log.add(line, twice, "the key once", "twice", text)
            continue
        records.append(found)
        positions.append(position)
    for line, text in spans.strays():
        log.add(line, "RECORD", "a JSON object", "text outside of one", text)
    return records, positions


def _repeated(piece: bytes) -> str:
    """A key that stands in the object twice, else empty."""
    import json  # noqa: PLC0415 - seldom needed

    repeated: list[str] = []

    def pairs(items: list[tuple[str, object]]) -> None:
        keys = [key for key, _ in items]
        repeated.extend(key for key in keys if keys.count(key) > 1)

    json.loads(piece, object_pairs_hook=pairs)
    return clip(repeated[0], 40) if repeated else ""


def _innermost(octets: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each pair of braces without another brace inside begins and ends."""
    starts, stops = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    last_open, found = -1, 0
    for at in range(0, len(octets), _CHUNK):
        chunk = octets[at : at + _CHUNK]
        braces = np.flatnonzero((chunk == ord("{")) | (chunk == ord("}")))
        if not len(braces):
            continue
        opens = chunk[braces] == ord("{")
        braces += at
        if last_open >= 0:
            braces, opens = np.append(last_open, braces), np.append(True, opens)
        pair = np.flatnonzero(opens[:-1] & ~opens[1:])
        starts.append(braces[pair])
        stops.append(braces[pair + 1] + 1)
        last_open = int(braces[-1]) if opens[-1] else -1
        found += len(pair)
        if found > MAX_LINES:
            raise MalformedMessage("read OMM JSON", expected=f"up to {MAX_LINES:,} records")
    return np.concatenate(starts), np.concatenate(stops)


class _Spans:
    """Innermost pairs of braces: where each record stands."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._found: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
        self._newlines: NDArray[np.int64] | None = None

    def _bounds(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        if self._found is None:
            self._found = _innermost(np.frombuffer(self._data, np.uint8))
        return self._found

    def __len__(self) -> int:
        return len(self._bounds()[0])

    def lengths(self) -> NDArray[np.int64]:
        """Bytes of each record."""
        starts, stops = self._bounds()
        return stops - starts

    def piece(self, position: int) -> bytes:
        """The bytes of one record."""
        starts, stops = self._bounds()
        return self._data[starts[position] : stops[position]]

    def line(self, offset: int) -> int:
        """Line of the file, from 1, of a byte."""
        if self._newlines is None:
            self._newlines = np.flatnonzero(np.frombuffer(self._data, np.uint8) == 10)
        return int(np.searchsorted(self._newlines, offset)) + 1

    def locate(self, position: int, keyword: str) -> tuple[int | None, str]:
        """Line and text of a keyword within a record, of the record where it is absent."""
        starts, stops = self._bounds()
        if position >= len(starts):
            return None, ""
        start, stop = int(starts[position]), int(stops[position])
        at = self._data.find(f'"{keyword}"'.encode(), start, stop) if keyword else -1
        at = start if at < 0 else at
        text = self._data[at : min(stop, at + 256)].partition(b"\n")[0]
        return self.line(at), text.decode("utf-8", "replace")

    def strays(self) -> list[tuple[int, str]]:
        """Line and text of what stands outside of every record, a hundred pieces at most."""
        starts, stops = self._bounds()
        found: list[tuple[int, str]] = []
        before = np.append(0, stops)
        after = np.append(starts, len(self._data))
        for at in np.flatnonzero(after - before > 1).tolist():
            gap = self._data[before[at] : min(after[at], before[at] + 4096)].strip(_BETWEEN)
            if gap:
                found.append((self.line(int(before[at])), gap[:256].decode("utf-8", "replace")))
            if len(found) == 100:
                break
        return found


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
