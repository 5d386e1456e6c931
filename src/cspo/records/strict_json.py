"""JSON that every reader reads the same way, or not at all.

JSON in the wild has corners where two parsers differ: an object that names a
key twice, NaN, a lone surrogate, integers that a float64 cannot hold, nesting
that ends a parser's stack. Two nations that read one signed record differently
disagree about what was said, so those corners are refused (RFC 8259 section 4,
6 and 8; RFC 7493, I-JSON).
"""

from __future__ import annotations

import json
import math
import re
from functools import cache
from typing import Annotated, Any, Final, NoReturn

import msgspec

from cspo.errors import MalformedMessage
from cspo.records.verdicts import Refusal

__all__ = ["MAX_DEPTH", "MAX_PAYLOAD_BYTES", "load_strict"]

MAX_PAYLOAD_BYTES: Final = 1_048_576
"""Bytes of a payload: a batch of 1,000 orbits with covariance takes about a third."""

MAX_DEPTH: Final = 32
"""Arrays and objects within each other."""

_LARGEST_INT: Final = 2**53
_OTHERWISE: Final = object()
_PLAIN_DEPTH: Final = 6  # levels; bodies have five
_SCALAR: Final = (
    Annotated[int, msgspec.Meta(ge=-_LARGEST_INT, le=_LARGEST_INT)] | float | str | bool | None
)
_ESCAPE: Final = re.compile(r"\\.", re.DOTALL)
_LONG_NUMBER: Final = 200  # characters; so many digits and 99 powers of ten are within float64
_WIDE_EXPONENT: Final = re.compile(r"[eE]\+?[0-9]{3}")
_SURROGATE_ESCAPE: Final = re.compile(r"\\u[dD][89a-fA-F]")


def load_strict(
    data: bytes, *, max_bytes: int = MAX_PAYLOAD_BYTES, max_depth: int = MAX_DEPTH
) -> Any:
    """Read JSON that has one meaning.

    Parameters
    ----------
    data : bytes
        UTF-8 without a byte-order mark.
    max_bytes, max_depth : int
        What more than this is refused before it is parsed.

    Returns
    -------
    object
        dict, list, str, int (to 2**53 either way), float (finite), bool or None.

    Raises
    ------
    MalformedMessage
        With the verdict as its keyword: OVERSIZE, TOO_DEEP, DUPLICATE_KEY,
        NOT_A_NUMBER, or MALFORMED.

    Examples
    --------
    >>> load_strict(b'{"a": [1, 2.5, null]}')
    {'a': [1, 2.5, None]}
    >>> load_strict(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
        ...
    cspo.errors.MalformedMessage: DUPLICATE_KEY: read JSON, expected each key once
    """
    if len(data) > max_bytes:
        _refuse(Refusal.OVERSIZE, f"at most {max_bytes} bytes", f"{len(data)}")
    value = _plainly_written(data, max_depth)
    if value is not _OTHERWISE:
        return value
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse(Refusal.MALFORMED, "UTF-8", f"byte {error.start} of another encoding")
    skeleton = _outside_strings(text)
    if skeleton.count("[") + skeleton.count("{") > max_depth:
        _check_depth(skeleton, max_depth)
    decoder = _CAREFUL if _may_overflow(skeleton) else _PLAIN
    try:
        value = decoder.decode(text)
    except MalformedMessage:
        raise
    except json.JSONDecodeError as error:
        _refuse(Refusal.MALFORMED, "JSON", f"{error.msg} at character {error.pos}")
    if _SURROGATE_ESCAPE.search(text):
        _check_surrogates(value)
    return value


def _plainly_written(data: bytes, max_depth: int) -> Any:
    """The value of JSON in the one spelling that our own encoder gives it, ten times faster.

    What reads as a value and is written as the same bytes again has no key twice, no
    escape of half a character and no other spelling of a number; the types bound
    integers and depth. Everything else is for the slower reader to judge.
    """
    if b"\\u" in data:
        return _OTHERWISE
    try:
        value = _bounded(min(max_depth, _PLAIN_DEPTH)).decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _OTHERWISE
    return value if msgspec.json.encode(value) == data else _OTHERWISE


@cache
def _bounded(depth: int) -> msgspec.json.Decoder[Any]:
    """Reads JSON of at most so many levels, with integers to 2**53."""
    kind: Any = _SCALAR
    for _ in range(depth):
        kind = dict[str, kind] | list[kind] | _SCALAR
    return msgspec.json.Decoder(kind)


def _refuse(code: Refusal, expected: str, got: str = "") -> NoReturn:
    raise MalformedMessage("read JSON", expected=expected, got=got, keyword=code) from None


def _outside_strings(text: str) -> str:
    """What is left of JSON without its strings; of anything else some text, in linear time."""
    unescaped = _ESCAPE.sub("", text) if "\\" in text else text
    return "".join(unescaped.split('"')[::2])


def _may_overflow(skeleton: str) -> bool:
    """Whether some real number has to be looked at: none with a few digits can be infinite."""
    if max(map(len, skeleton.split(","))) >= _LONG_NUMBER:
        return True
    bare = skeleton.replace("true", "").replace("false", "")
    return ("e" in bare or "E" in bare) and _WIDE_EXPONENT.search(bare) is not None


def _check_depth(skeleton: str, max_depth: int) -> None:
    depth = 0
    for mark in re.findall(r"[\[\]{}]", skeleton):
        depth += 1 if mark in "[{" else -1
        if depth > max_depth:
            _refuse(Refusal.TOO_DEEP, f"at most {max_depth} levels")


def _check_surrogates(value: Any) -> None:
    """Half a character, written as an escape, is no Unicode text."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        _refuse(Refusal.MALFORMED, "whole characters", "a lone surrogate")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse(Refusal.DUPLICATE_KEY, "each key once")
    return found


def _no_constant(name: str) -> NoReturn:
    _refuse(Refusal.NOT_A_NUMBER, "a finite number", name)


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(value := int(digits)) > _LARGEST_INT:
        _refuse(Refusal.NOT_A_NUMBER, "an integer of at most 2**53", f"{len(digits)} characters")
    return value


def _real(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        _refuse(Refusal.NOT_A_NUMBER, "a finite number", "a number beyond float64")
    return value


_PLAIN: Final = json.JSONDecoder(
    object_pairs_hook=_each_once, parse_constant=_no_constant, parse_int=_integer
)
# Calls Python for every real number; needed only where one of them may overflow.
_CAREFUL: Final = json.JSONDecoder(
    object_pairs_hook=_each_once, parse_constant=_no_constant, parse_int=_integer, parse_float=_real
)
