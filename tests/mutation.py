"""Bytes made wrong, for the parsers to refuse: every kind of damage, from a seed."""

from __future__ import annotations

import random
import re

__all__ = ["mutate"]

_NUMBER = re.compile(rb"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WILD = (
    b"NaN", b"inf", b"-inf", b"1e999", b"-1e-999", b"0", b"-0.0", b"1_000", b"0x10", b"1e400",
    b"99999999999999999999", b"2147483648", b"\xd9\xa3", b"1.7976931348623157e308", b"--1", b"1..2",
)  # fmt: skip
_TOKENS = (
    b"=", b"\n", b"\r\n", b"[km]", b"COMMENT", b"<", b">", b"</", b"]]>", b"&amp;", b"&x;", b"\0",
    b"\xff\xfe", b"\xef\xbb\xbf", b"META_START\n", b"META_STOP\n", b"COVARIANCE_START\n",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b",", b'"', b"{", b"[", b"\x1b[31m", b"EPOCH = ", b" " * 50,
)  # fmt: skip


def mutate(data: bytes, rng: random.Random) -> bytes:
    """A damaged copy of *data*: one to four kinds of damage, chosen by *rng*."""
    for _ in range(rng.randint(1, 4)):
        data = rng.choice(_KINDS)(data, rng) or b"\n"
    return data


def _span(data: bytes, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.choice((1, 1, 2, 5, 20, 200)))


def _flip(data: bytes, rng: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8))):
        place = rng.randrange(len(damaged))
        damaged[place] = rng.choice((damaged[place] ^ 1 << rng.randrange(8), rng.randrange(256)))
    return bytes(damaged)


def _delete(data: bytes, rng: random.Random) -> bytes:
    start, stop = _span(data, rng)
    return data[:start] + data[stop:]


def _repeat(data: bytes, rng: random.Random) -> bytes:
    start, stop = _span(data, rng)
    return data[:stop] + data[start:stop] * rng.choice((1, 2, 30)) + data[stop:]


def _splice(data: bytes, rng: random.Random) -> bytes:
    (a, b), (c, d) = sorted((_span(data, rng), _span(data, rng)))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def _number(data: bytes, rng: random.Random) -> bytes:
    found = list(_NUMBER.finditer(data))
    if not found:
        return data
    match = rng.choice(found)
    other = rng.choice((rng.choice(_WILD), rng.choice(found)[0], match[0] + b"0" * 400))
    return data[: match.start()] + other + data[match.end() :]


def _truncate(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _token(data: bytes, rng: random.Random) -> bytes:
    start, stop = _span(data, rng)
    token = rng.choice(_TOKENS) if rng.random() < 0.9 else rng.choice(_TOKENS) * 2000
    return data[:start] + token + data[rng.choice((start, stop)) :]


def _line(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(3):
        case 0:
            del lines[a]
        case 1:
            lines.insert(b, lines[a])
        case _:
            lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


_KINDS = (_flip, _delete, _repeat, _splice, _number, _number, _truncate, _token, _line)
