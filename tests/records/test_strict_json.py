"""JSON that two readers could read differently is refused, by name."""

from __future__ import annotations

import json
import math
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspo.errors import MalformedMessage
from cspo.records import Refusal, load_strict, refusal_of, strict_json
from cspo.records.strict_json import MAX_DEPTH


def verdict(data: bytes, **limits: int) -> Refusal | None:
    try:
        load_strict(data, **limits)
    except MalformedMessage as error:
        return refusal_of(error)
    return None


@pytest.mark.parametrize(
    ("data", "due"),
    [
        # An object that names a key twice (RFC 8259, section 4; RFC 7493, section 2.3).
        (b'{"a":1,"a":2}', Refusal.DUPLICATE_KEY),
        (b'{"a":1,"a":1}', Refusal.DUPLICATE_KEY),
        (b'[{"b":{"a":1,"c":{},"a":2}}]', Refusal.DUPLICATE_KEY),
        (b'{"mode":"REAL","mo\\u0064e":"EXERCISE"}', Refusal.DUPLICATE_KEY),
        ('{"é":1,"\\u00e9":2}'.encode(), Refusal.DUPLICATE_KEY),
        (b'{"":1,"":2}', Refusal.DUPLICATE_KEY),
        # No numbers, or none that a float64 can hold (section 6).
        (b"NaN", Refusal.NOT_A_NUMBER),
        (b"[Infinity]", Refusal.NOT_A_NUMBER),
        (b'{"a":-Infinity}', Refusal.NOT_A_NUMBER),
        (b"1e400", Refusal.NOT_A_NUMBER),
        (b"[-1E+309]", Refusal.NOT_A_NUMBER),
        (b"1e00309", Refusal.NOT_A_NUMBER),
        (b"1" + b"0" * 400 + b".0", Refusal.NOT_A_NUMBER),
        (b"9007199254740993", Refusal.NOT_A_NUMBER),
        (b"[-9007199254740993]", Refusal.NOT_A_NUMBER),
        (b"1" * 5_000, Refusal.NOT_A_NUMBER),
        (b'{"a":["x",1.5,' + b"9" * 17 + b"]}", Refusal.NOT_A_NUMBER),
        # Not JSON.
        (b"", Refusal.MALFORMED),
        (b"{", Refusal.MALFORMED),
        (b"{}{}", Refusal.MALFORMED),
        (b"{}\0", Refusal.MALFORMED),
        (b"{'a':1}", Refusal.MALFORMED),
        (b'{"a":01}', Refusal.MALFORMED),
        (b'{"a":+1}', Refusal.MALFORMED),
        (b'{"a":1,}', Refusal.MALFORMED),
        (b'{"a":.5}', Refusal.MALFORMED),
        (b'{"a":"\t"}', Refusal.MALFORMED),
        (b'{a:1}', Refusal.MALFORMED),
        (b'{"a":1}//', Refusal.MALFORMED),
        (b"\xef\xbb\xbf{}", Refusal.MALFORMED),  # a byte-order mark
        ("{}".encode("utf-16"), Refusal.MALFORMED),
        (b'"\xff"', Refusal.MALFORMED),
        (b'"\xc0\xaf"', Refusal.MALFORMED),  # an overlong slash
        (b'"\xed\xa0\x80"', Refusal.MALFORMED),  # half a character, in bytes
        (b'"\\ud800"', Refusal.MALFORMED),  # half a character, escaped
        (b'{"\\uDFFFa":1}', Refusal.MALFORMED),
        (b'["\\ude00\\ud83d"]', Refusal.MALFORMED),
        (b'"\\"', Refusal.MALFORMED),
        (b"\\", Refusal.MALFORMED),
    ],
)  # fmt: skip
def test_what_is_refused_and_as_what(data: bytes, due: Refusal) -> None:
    assert verdict(data) is due


@pytest.mark.parametrize(
    ("data", "due"),
    [
        (b" {} \n", {}),
        (b'"\\ud83d\\ude00"', "\N{GRINNING FACE}"),
        (b'"\\\\ud800"', "\\ud800"),  # an escaped backslash, no surrogate
        (b"9007199254740992", 2**53),
        (b"-9007199254740992", -(2**53)),
        (b"[0.12345678901234567890]", [0.12345678901234567890]),
        (b"[1234567890123456.5, 7]", [1234567890123456.5, 7]),
        (b'["1234567890123456789012345","1e999","NaN"]',
         ["1234567890123456789012345", "1e999", "NaN"]),
        (b"1e308", 1e308),
        (b"1e-400", 0.0),
        (b'{"a":{"a":{"a":[{"a":1},{"a":2}]}}}', {"a": {"a": {"a": [{"a": 1}, {"a": 2}]}}}),
        (b'"[[[[{{{{\\"[[[["', '[[[[{{{{"[[[['),
    ],
)  # fmt: skip
def test_what_is_taken(data: bytes, due: Any) -> None:
    assert load_strict(data, max_depth=5) == due


def nested(depth: int, *, opening: bytes = b"[", closing: bytes = b"]") -> bytes:
    return opening * depth + closing * depth


def test_depth_is_counted_to_the_level() -> None:
    assert verdict(nested(MAX_DEPTH)) is None
    assert verdict(nested(MAX_DEPTH + 1)) is Refusal.TOO_DEEP
    assert verdict(b'{"a":' * 33 + b"1" + b"}" * 33) is Refusal.TOO_DEEP
    wide = b"[" + b",".join([b"[[]]"] * 500) + b"]"
    assert verdict(wide, max_depth=3) is None
    assert verdict(wide, max_depth=2) is Refusal.TOO_DEEP


@pytest.mark.parametrize("depth", [10_000, 500_000])
def test_a_deep_one_is_refused_before_it_is_parsed(depth: int) -> None:
    assert verdict(nested(depth)) is Refusal.TOO_DEEP
    assert verdict(b"[" * depth) is Refusal.TOO_DEEP
    assert verdict(b'{"a":' * (depth // 5)) is Refusal.TOO_DEEP


def test_size_is_looked_at_first() -> None:
    assert verdict(b'"' + b"a" * 1_048_574 + b'"') is None
    assert verdict(b'"' + b"a" * 1_048_575 + b'"') is Refusal.OVERSIZE
    began = time.process_time()
    assert verdict(b"[" * 100_000_000) is Refusal.OVERSIZE
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize(
    "data",
    [
        b'"' * 1_000_000,
        b'\\"' * 500_000,
        b'"' + b'\\"' * 500_000,
        b'"' + b'\\"' * 499_999 + b"\\",
        b"[],[" * 250_000,
        b'{"a":1,' * 140_000,
        b"1" * 1_000_000,
        b"1e" * 500_000,
        b"[" + b"1234567890123456789," * 50_000 + b"1]",
        b'"\\ud800' * 150_000,
    ],
    ids=lambda data: repr(data[:12]),
)
def test_no_megabyte_takes_longer_than_its_length_asks(data: bytes) -> None:
    began = time.process_time()
    assert verdict(data) is not None
    assert time.process_time() - began < 1.0


def test_errors_do_not_quote_what_was_sent() -> None:
    """What a record says must not reach the log of one who could not read it."""
    for data in (
        b'{"SECRET":1,"SECRET":2}',
        b'["SECRET" "SECRET"]',
        b'["SECRET",NaN]',
        b'{"SECRET',
    ):
        with pytest.raises(MalformedMessage) as refused:
            load_strict(data)
        assert "SECRET" not in str(refused.value)
        assert "SECRET" not in str(refused.value.fields())
        assert refused.value.__cause__ is None


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_what_json_writes_is_read_as_it_was(value: Any, escaped: bool) -> None:
    data = json.dumps(value, ensure_ascii=escaped).encode()
    assert load_strict(data) == value


@given(VALUES)
def test_depth_of_anything_is_the_depth_of_its_tree(value: Any) -> None:
    def depth(of: Any) -> int:
        if isinstance(of, dict):
            return 1 + max(map(depth, of.values()), default=0)
        if isinstance(of, list):
            return 1 + max(map(depth, of), default=0)
        return 0

    data = json.dumps(value).encode()
    levels = depth(value)
    assert verdict(data, max_depth=levels) is None
    if levels:
        assert verdict(data, max_depth=levels - 1) is Refusal.TOO_DEEP


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_to_the_last_bit(value: float) -> None:
    for text in (repr(value), f"{value:.25e}", f"{value:.3f}"):
        read = load_strict(b"[%b]" % text.encode())[0]
        due = json.loads(text)
        assert read == due
        assert math.copysign(1.0, read) == math.copysign(1.0, due)


@given(st.binary(max_size=200))
def test_bytes_are_read_or_refused(data: bytes) -> None:
    assert verdict(data) in {None, *Refusal}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**54), 2**54) | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES, st.integers(0, 400), st.binary(max_size=3), st.integers(0, 3))
def test_both_readers_read_the_same(value: Any, at: int, put: bytes, cut: int) -> None:
    """The quick reader takes nothing that the careful one refuses or reads otherwise."""
    whole = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    for data in (whole, whole[:at] + put + whole[at + cut :]):
        quick = strict_json._plainly_written(data, MAX_DEPTH)
        if quick is not strict_json._OTHERWISE:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(strict_json, "_plainly_written", lambda *_: strict_json._OTHERWISE)
                assert repr(load_strict(data)) == repr(quick)


def test_what_we_write_takes_the_quick_way() -> None:
    assert strict_json._plainly_written(b'{"a":[1,-2.5e-7,"\xc3\xa9\\n",null]}', 4) == {
        "a": [1, -2.5e-7, "é\n", None]
    }
