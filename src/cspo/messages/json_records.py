"""Objects of a JSON document, one by one where the document is broken."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from cspo.errors import MalformedMessage
from cspo.messages.faults import FaultLog
from cspo.messages.omm_fields import Locate
from cspo.messages.omm_records import Record
from cspo.messages.text import MAX_LINE, MAX_LINES, clip

__all__ = ["json_records"]

_BETWEEN: Final = b" \t\r\n,[]"
"""What may stand between records."""

_CHUNK: Final = 1 << 22
"""Bytes looked at together, so that memory does not grow with the braces."""

_DECODER: Final = msgspec.json.Decoder()


def json_records(data: bytes, log: FaultLog, *, shortest: int) -> tuple[list[Record], Locate]:
    """The objects of a list (or the only object), and where to find a key of each.

    A document that is no JSON as a whole (cut short, a NaN, a stray quote, a
    key twice) is taken apart at its innermost braces; what is no object, or is
    shorter than *shortest* bytes, is noted.

    Raises
    ------
    MalformedMessage
        Where there are more than `MAX_LINES` objects in such a document.
    """
    spans = _Spans(data)
    records = _whole(data)
    if records is None:
        records, positions = _by_braces(spans, log, shortest)
    else:
        positions = list(range(len(records)))

    def locate(position: int, keyword: str) -> tuple[int | None, str]:
        return spans.locate(positions[position], keyword)

    return records, locate


def _whole(data: bytes) -> list[Record] | None:
    """All records, where the document is JSON and no object names a key twice."""
    try:
        document: Any = _DECODER.decode(data)
        records = [document] if isinstance(document, dict) else document
        if not isinstance(records, list) or not all(type(record) is dict for record in records):
            return None
        sound = sum(map(len, records)) == _count_keys(data) or not _repeated(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return records if sound else None


def _count_keys(data: bytes) -> int:
    """Colons right after a quote: the keys, if no value begins with one; -1 where blanks come."""
    octets = np.frombuffer(data, np.uint8)
    before = octets[np.flatnonzero(octets == ord(":")) - 1]
    if np.isin(before, (9, 10, 13, 32)).any():
        return -1
    return int(np.count_nonzero(before == ord('"')))


def _by_braces(spans: _Spans, log: FaultLog, shortest: int) -> tuple[list[Record], list[int]]:
    """Records that are sound by themselves, and their positions among the spans."""
    records: list[Record] = []
    positions: list[int] = []
    lengths = spans.lengths()
    short = np.flatnonzero(lengths < shortest)
    if len(short):
        line, text = spans.locate(int(short[0]), "")
        log.add(line, "RECORD", "an element set", "less than one", text, count=len(short))
    for position in np.flatnonzero(lengths >= shortest).tolist():
        line, text = spans.locate(position, "")
        piece = spans.piece(position)
        if len(piece) > MAX_LINE:
            log.add(line, "RECORD", f"up to {MAX_LINE} characters", f"{len(piece)}", text)
            continue
        try:
            found: Any = _DECODER.decode(piece)
            twice = _repeated(piece) if len(found) != _count_keys(piece) else ""
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            log.add(line, "RECORD", "a JSON object", str(error), text)
            continue
        if twice:
            log.add(line, twice, "the key once", "twice", text)
            continue
        records.append(found)
        positions.append(position)
    for line, text in spans.strays():
        log.add(line, "RECORD", "a JSON object", "text outside of one", text)
    return records, positions


def _repeated(piece: bytes) -> str:
    """A key that stands in an object twice, empty where there is none."""
    repeated = ""

    def pairs(items: list[tuple[str, object]]) -> None:
        nonlocal repeated
        if not repeated and len(dict(items)) < len(items):
            counts = Counter(key for key, _ in items)
            repeated = next(key for key, count in counts.items() if count > 1)

    json.loads(piece, object_pairs_hook=pairs, parse_int=str, parse_float=str)
    return clip(repeated, 40)


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
            raise MalformedMessage("read JSON", expected=f"up to {MAX_LINES:,} records")
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
