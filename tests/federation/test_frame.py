from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nations import record_of

from cspo.errors import MalformedMessage
from cspo.federation.feed import ZERO_HASH, Feed, entry_hash
from cspo.federation.frame import (
    MAX_FRAME_BYTES,
    Frame,
    frame_from_bytes,
    frame_of_row,
    frame_to_bytes,
    header_from_bytes,
)
from cspo.federation.store import FeedRow
from cspo.markings import Mode
from cspo.records import Opening

FEED = Feed("AUS", "FRA", Mode.REAL)
RECORD = record_of()
OPENING = Opening(index=0, id="11" * 32, salt="22" * 32)
FRAME = Frame(
    origin="AUS", recipient="FRA", mode=Mode.REAL, seq=1, prev=ZERO_HASH,
    hash=entry_hash(FEED, ZERO_HASH, 1, RECORD.id), id=RECORD.id, envelope=RECORD.envelope,
    openings=(OPENING,),
)  # fmt: skip
DATA = frame_to_bytes(FRAME)


def test_a_frame_comes_back_as_it_went() -> None:
    assert frame_from_bytes(DATA) == FRAME
    assert b"\n" not in DATA
    assert FRAME.header.holds()
    assert header_from_bytes(DATA[:512]) == FRAME.header


def test_the_store_writes_the_same_bytes() -> None:
    openings = b'[{"index":0,"id":"%b","salt":"%b"}]' % (b"11" * 32, b"22" * 32)
    row = FeedRow(1, RECORD.id, ZERO_HASH, FRAME.hash, openings, RECORD.envelope)
    assert frame_of_row(FEED, row) == DATA


def test_an_entry_may_come_without_its_record() -> None:
    data = frame_of_row(FEED, FeedRow(1, RECORD.id, ZERO_HASH, FRAME.hash, b"[]", b""))
    assert b'"envelope":null,"openings":[]}' in data
    assert frame_from_bytes(data).envelope == b""


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'"v":"1.0"', b'"v":"2.0"', "UNKNOWN_VERSION"),
        (b'"v":"1.0"', b'"v": "1.0"', "MALFORMED"),
        (b'"seq":1,', b'"seq":01,', "MALFORMED"),
        (b'"seq":1,', b'"seq":0,', "MALFORMED"),
        (b'"seq":1,', b'"seq":9999999999999999,', "NOT_A_NUMBER"),
        (b'"mode":"REAL"', b'"mode":"FAKE"', "MALFORMED"),
        (b'"origin":"AUS"', b'"origin":"XXX"', "MALFORMED"),
        (b'"recipient":"FRA"', b'"recipient":"FRA/"', "MALFORMED"),
        (b'"envelope":{', b'"envelope":[{', "MALFORMED"),
        (b',"openings":', b', "openings":', "MALFORMED"),
        (b'"index":0', b'"index":"0"', "MALFORMED"),
        (b'"index":0', b'"index": 0', "MALFORMED"),
        (b'"index":0', b'"index":0,"more":1', "MALFORMED"),
        (b'{"payload"', b'\n{"payload"', "MALFORMED"),
        (DATA[-70:], DATA[-70:] + b" ", "MALFORMED"),
    ],
)
def test_a_frame_has_one_form(old: bytes, new: bytes, code: str) -> None:
    assert DATA.count(old) == 1
    with pytest.raises(MalformedMessage) as error:
        frame_from_bytes(DATA.replace(old, new))
    assert error.value.keyword == code


def test_too_large_a_frame_still_says_which_entry_it_is() -> None:
    large = DATA[:-1] + b" " * MAX_FRAME_BYTES + b"}"
    with pytest.raises(MalformedMessage) as error:
        frame_from_bytes(large)
    assert error.value.keyword == "OVERSIZE"
    assert header_from_bytes(large) == FRAME.header


def test_whatever_stands_in_the_envelope_is_not_parsed_here() -> None:
    deep = b'{"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}"
    data = DATA.replace(RECORD.envelope, deep)
    assert frame_from_bytes(data).envelope == deep


@given(st.integers(0, len(DATA) - 1), st.integers(0, 255))
def test_a_changed_byte_is_another_frame_or_none(place: int, byte: int) -> None:
    changed = DATA[:place] + bytes([byte]) + DATA[place + 1 :]
    try:
        frame = frame_from_bytes(changed)
    except MalformedMessage:
        return
    assert frame_to_bytes(frame) == changed


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    for begin in (b"", DATA[:100], DATA[: DATA.index(b'"envelope"') + 11]):
        try:
            frame = frame_from_bytes(begin + data)
        except MalformedMessage:
            continue
        assert frame_to_bytes(frame) == begin + data
