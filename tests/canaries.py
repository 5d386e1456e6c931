"""Canaries: strings that can be found again in whatever form they leaked.

A canary is a rare prefix and eight hexadecimal digits, so one pass over some
bytes finds every canary in them, however many there are: as it is (in either
case), in hexadecimal (in either case), in base64 of all three alignments and
both alphabets, and in what gzip, zlib and Zstandard members found anywhere, or
long runs of base64, hold inside.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections import Counter
from collections.abc import Iterator

import zstandard

PREFIX = b"q7zk4vx9w2mj"
LENGTH = len(PREFIX) + 8
DEPTH = 4  # a bundle compressed twice, with an envelope in base64 inside
MOST_BYTES = 1 << 28  # that one member may hold

_HEX = binascii.hexlify(PREFIX)
_CORES = tuple(
    # Bytes of the prefix that stand in whole groups of three, *skip* of them being in the group
    # that began before it.
    (skip, base64.b64encode(PREFIX[skip : skip + (len(PREFIX) - skip) // 3 * 3]))
    for skip in (0, 2, 1)
)
_LEAST = 60  # characters of a run of base64 that is worth undoing
_COMMON = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_RUNS = bytes(c if c in _COMMON + b"+/" else 32 for c in range(256))
_SAFE_RUNS = bytes(c if c in _COMMON + b"-_" else 32 for c in range(256))
_STANDARD = bytes.maketrans(b"-_", b"+/")
_CHARS = re.compile(rb"[A-Za-z0-9+/_-]*")
_DIGITS = re.compile(rb"[0-9a-f]{8}")
_MAGIC = re.compile(rb"\x1f\x8b\x08|\x28\xb5\x2f\xfd|\x78[\x01\x5e\x9c\xda]")


def canary(number: int) -> str:
    """The canary of that number."""
    return f"{PREFIX.decode()}{number:08x}"


def find_canaries(data: bytes, *, depth: int = DEPTH) -> Counter[tuple[str, int]]:
    """How often each canary stands in the bytes, by form and number."""
    found: Counter[tuple[str, int]] = Counter()
    low = data.lower()
    found.update(("raw", n) for n in _after(low, PREFIX, _number))
    found.update(("hex", n) for n in _after(low, _HEX, _number_of_hex))
    for alignment, (skip, core) in enumerate(_CORES):
        form = f"base64 {alignment}"
        found.update((form, n) for n in _after(data, core, lambda text, s=skip: _decoded(text, s)))
    if depth:
        for form, inner in _members(data):
            found.update(
                {(f"{form} > {f}", n): k for (f, n), k in
                 find_canaries(inner, depth=depth - 1).items()}
            )  # fmt: skip
    return found


def numbers(data: bytes) -> set[int]:
    """The numbers of all canaries in the bytes, in any form."""
    return {number for _, number in find_canaries(data)}


def _after(data, needle, read) -> Iterator[int]:
    at = data.find(needle)
    while at >= 0:
        number = read(data[at : at + 2 * LENGTH])
        if number is not None:
            yield number
        at = data.find(needle, at + 1)


def _number(text: bytes) -> int | None:
    digits = text[len(PREFIX) : LENGTH]
    return int(digits, 16) if _DIGITS.fullmatch(digits) else None


def _number_of_hex(text: bytes) -> int | None:
    try:
        return _number(binascii.unhexlify(text[: 2 * LENGTH]))
    except binascii.Error:
        return None


def _decoded(text: bytes, skip: int) -> int | None:
    wanted = -(-(LENGTH - skip) * 4 // 3)
    chars = _CHARS.match(text[:wanted]).group()
    chars = chars.translate(_STANDARD)
    chars = chars[: len(chars) - (len(chars) % 4 == 1)]
    return _number(PREFIX[:skip] + binascii.a2b_base64(chars + b"=" * (-len(chars) % 4)))


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Compressed members, and long runs of base64, undone."""
    for hit in _MAGIC.finditer(data):
        inner = _undone(data, hit.start(), hit.group())
        if inner:
            yield {0x1F: "gzip", 0x28: "zstd", 0x78: "zlib"}[hit.group()[0]], inner
    runs = [run for run in data.translate(_RUNS).split() if len(run) >= _LEAST]
    if b"-" in data or b"_" in data:
        runs += [
            run.translate(_STANDARD) for run in data.translate(_SAFE_RUNS).split()
            if len(run) >= _LEAST and (b"-" in run or b"_" in run)
        ]  # fmt: skip
    inner = b"\n".join(binascii.a2b_base64(run[: len(run) // 4 * 4]) for run in runs)
    if inner:
        yield "base64", inner


def _undone(data: bytes, at: int, magic: bytes) -> bytes:
    if magic[0] == 0x28:
        reader = zstandard.ZstdDecompressor().stream_reader(memoryview(data)[at:])
        parts = []
        try:
            while sum(map(len, parts)) < MOST_BYTES and (part := reader.read(1 << 16)):
                parts.append(part)
        except zstandard.ZstdError:
            pass  # what came before the damage counts
        return b"".join(parts)
    stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    parts, step = [], 1 << 12
    try:
        while at < len(data) and not stream.eof and sum(map(len, parts)) < MOST_BYTES:
            parts.append(stream.decompress(data[at : at + step], MOST_BYTES))
            at += step
            step = 1 << 16
    except zlib.error:
        pass
    return b"".join(parts)
