"""gzip and Zstandard, read as far as they are good.

A download that broke off still holds most of its objects. So nothing here
raises for bytes that are cut short or damaged: what could be read is returned
with a fault. Compression is known by its first bytes, never by a file's name.

Sources: RFC 1952 (gzip file format), RFC 8878 (Zstandard).
"""

from __future__ import annotations

import zlib
from typing import Final

import zstandard

from cspo.errors import SourceError
from cspo.sources.source import DEFAULT_LIMIT_BYTES, SourceFault, SourceFaultKind

__all__ = ["compression_of", "decompress"]

_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_FOREIGN: Final = {
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"PK\x03\x04": "zip",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
}
_LAYERS: Final = 4
_GZIP_CHUNK: Final = 1 << 16
_ZSTD_CHUNK: Final = 1 << 10  # a block of 4 bytes may hold 128 KiB: at most 32 MiB a chunk
_ZSTD_SKIPPABLE: Final = tuple(bytes((0x50 + i, 0x2A, 0x4D, 0x18)) for i in range(16))

_CUT = "the end is missing"
_AGAIN = "fetch the file again; the part before the damage is kept"


def compression_of(data: bytes) -> str:
    """``gzip``, ``zstd``, the name of a compression that cspo does not read, or empty."""
    if data[:2] == _GZIP:
        return "gzip"
    if data[:4] == _ZSTD or data[:4] in _ZSTD_SKIPPABLE:
        return "zstd"
    return next((name for magic, name in _FOREIGN.items() if data.startswith(magic)), "")


def decompress(
    data: bytes, *, name: str = "bytes", limit_bytes: int = DEFAULT_LIMIT_BYTES
) -> tuple[bytes, tuple[SourceFault, ...]]:
    """Undo gzip and Zstandard, one inside the other too; other bytes pass as they are.

    Parameters
    ----------
    data : bytes
        As read. Several members or frames in a row count as one stream.
    name : str
        What to call it in a fault.
    limit_bytes : int
        Most bytes that may come out.

    Returns
    -------
    bytes, tuple of SourceFault
        All that could be read, and what was wrong: `TRUNCATED`, `CORRUPT`
        (a damaged stream, or a checksum that does not hold: the bytes are
        there, and some of them are wrong), `TRAILING`.

    Raises
    ------
    SourceError
        Where more than *limit_bytes* would come out, or the compression is
        one that cspo does not read.

    Examples
    --------
    >>> import gzip
    >>> decompress(gzip.compress(b"1 25544U"))
    (b'1 25544U', ())
    >>> good, faults = decompress(gzip.compress(b"1 25544U")[:-3])
    >>> good, faults[0].kind.value
    (b'1 25544U', 'truncated')
    """
    faults: list[SourceFault] = []
    for _ in range(_LAYERS):
        kind = compression_of(data)
        if not kind:
            break
        if kind not in {"gzip", "zstd"}:
            raise SourceError(
                "decompress", name, expected="gzip or Zstandard", got=kind,
                hint="unpack it first",
            )  # fmt: skip
        out = _Output(name, limit_bytes)
        found = _gunzip(data, out) if kind == "gzip" else _unzstd(data, out)
        faults += [SourceFault(kind=k, where=name, got=got, hint=hint) for k, got, hint in found]
        data = out.joined()
    if len(data) > limit_bytes:
        _Output(name, limit_bytes).add(data)
    return data, tuple(faults)


_Found = list[tuple[SourceFaultKind, str, str]]


class _Output:
    """What came out so far, up to a limit."""

    def __init__(self, name: str, limit_bytes: int) -> None:
        self._name, self._limit = name, limit_bytes
        self._parts: list[bytes] = []
        self.size = 0

    @property
    def room(self) -> int:
        return self._limit - self.size

    def add(self, part: bytes) -> None:
        self.size += len(part)
        if self.size > self._limit:
            raise SourceError(
                "read", self._name, expected=f"at most {self._limit:,} bytes",
                got="more", hint="this is no catalogue; if it is, split it",
            )  # fmt: skip
        self._parts.append(part)

    def joined(self) -> bytes:
        return b"".join(self._parts)


def _gunzip(data: bytes, out: _Output) -> _Found:
    """Read members one after another: header, deflate stream, CRC-32 and size (RFC 1952, 2.2)."""
    found: _Found = []
    at = 0
    while at < len(data):
        if data[at : at + 2] != _GZIP:
            if data[at:].strip(b"\0"):
                found.append(_trailing(len(data) - at, "gzip"))
            break
        start = _gzip_header_end(data, at)
        if start is None:
            found.append((SourceFaultKind.TRUNCATED, f"gzip: {_CUT}", _AGAIN))
            break
        if start < 0:
            found.append((SourceFaultKind.CORRUPT, "gzip: a header that has no meaning", _AGAIN))
            break
        at, crc, size, state = _inflate(data, start, out)
        if state != "end" or at + 8 > len(data):
            found.append(
                (SourceFaultKind.CORRUPT, f"gzip: damaged near byte {at:,}", _AGAIN)
                if state == "damaged"
                else (SourceFaultKind.TRUNCATED, f"gzip: {_CUT}", _AGAIN)
            )
            break
        if data[at : at + 8] != crc.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(
            4, "little"
        ):
            found.append(
                (SourceFaultKind.CORRUPT, "gzip: the checksum does not hold",
                 "fetch the file again; some of these values may be wrong")
            )  # fmt: skip
        at += 8
    return found


def _gzip_header_end(data: bytes, at: int) -> int | None:
    """Where the deflate stream of a member begins; None cut short, -1 not a header."""
    if len(data) < at + 10:
        return None
    method, flags = data[at + 2], data[at + 3]
    if method != 8 or flags & 0xE0:
        return -1
    end: int = at + 10
    if flags & 4:  # FEXTRA
        end += 2 + int.from_bytes(data[end : end + 2], "little")
    for flag in (8, 16):  # FNAME, FCOMMENT: up to a zero byte
        if flags & flag:
            zero = data.find(b"\0", end)
            if zero < 0:
                return None
            end = zero + 1
    if flags & 2:  # FHCRC
        end += 2
    return end if end <= len(data) else None


def _inflate(data: bytes, at: int, out: _Output) -> tuple[int, int, int, str]:
    """Read one raw deflate stream; where it ended, CRC-32, size, ``end | cut | damaged``."""
    stream = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    crc = size = 0
    step = _GZIP_CHUNK
    while at < len(data) and not stream.eof:
        before = stream.copy() if step > 1 else stream
        chunk = data[at : at + step]
        try:
            part = stream.decompress(chunk, out.room + 1)
        except zlib.error:
            if step == 1:
                return at, crc, size, "damaged"
            stream, step = before, 1  # byte by byte to the damage: a failed call loses its output
            continue
        crc, size = zlib.crc32(part, crc), size + len(part)
        out.add(part)
        at += len(chunk) - len(stream.unused_data) - len(stream.unconsumed_tail)
    return at, crc, size, "end" if stream.eof else "cut"


def _unzstd(data: bytes, out: _Output) -> _Found:
    """Read frames one after another (RFC 8878, 3.1)."""
    at = 0
    while at < len(data):
        if data[at : at + 4] in _ZSTD_SKIPPABLE:
            at += 8 + int.from_bytes(data[at + 4 : at + 8], "little")
            if at > len(data):
                return [(SourceFaultKind.TRUNCATED, f"zstd: {_CUT}", _AGAIN)]
            continue
        if data[at : at + 4] != _ZSTD:
            return [_trailing(len(data) - at, "zstd")]
        stream = zstandard.ZstdDecompressor().decompressobj()
        begin, good = at, out.size
        try:
            while at < len(data) and not stream.eof:
                out.add(stream.decompress(data[at : at + _ZSTD_CHUNK]))
                at = min(at + _ZSTD_CHUNK, len(data)) - len(stream.unused_data)
        except zstandard.ZstdError as error:
            _to_the_damage(data[begin : at + _ZSTD_CHUNK], out.size - good, out)
            damage = f"zstd: damaged near byte {at:,}, {error}"
            return [(SourceFaultKind.CORRUPT, damage, _AGAIN)]
        if not stream.eof:
            return [(SourceFaultKind.TRUNCATED, f"zstd: {_CUT}", _AGAIN)]
    return []


def _to_the_damage(frame: bytes, had: int, out: _Output) -> None:
    """Read a damaged frame again, byte by byte at its end; a failed call loses its output."""
    stream = zstandard.ZstdDecompressor().decompressobj()
    size = 0
    sure = max(len(frame) - _ZSTD_CHUNK, 0) // _ZSTD_CHUNK * _ZSTD_CHUNK
    chunks = [frame[i : i + _ZSTD_CHUNK] for i in range(0, sure, _ZSTD_CHUNK)]
    chunks += [frame[i : i + 1] for i in range(sure, len(frame))]
    try:
        for chunk in chunks:
            part = stream.decompress(chunk)
            size += len(part)
            new = min(len(part), size - had)
            if new > 0:
                out.add(part[-new:])
    except zstandard.ZstdError:
        return


def _trailing(count: int, kind: str) -> tuple[SourceFaultKind, str, str]:
    return (
        SourceFaultKind.TRAILING,
        f"{kind}: {count:,} bytes after the end belong to something else",
        "they were left out",
    )
