"""What clients of the UDL create, read field by field."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspo.errors import MalformedMessage
from cspo.messages.udl import read_items
from cspo.time import Epoch

GOOD = {
    "classificationMarking": "U", "dataMode": "SIMULATED", "source": "acme",
    "epoch": "2026-02-28T00:00:00.123456Z", "satNo": 270000001, "meanMotion": 15,
    "tags": ["a"], "uct": False,
}  # fmt: skip


def one(**fields):
    (item,) = read_items(json.dumps({**GOOD, **fields}).encode(), "elset", several=False)
    return item


def test_values_have_their_types():
    item = one(descriptor=None)
    assert item["epoch"] == Epoch.from_utc("2026-02-28T00:00:00.123456Z")
    assert item["meanMotion"] == 15.0
    assert isinstance(item["meanMotion"], float)
    assert item["satNo"] == 270_000_001
    assert "descriptor" not in item


@pytest.mark.parametrize(
    ("fields", "keyword"),
    [
        ({"epoch": "today"}, "epoch"),
        ({"epoch": 5}, "epoch"),
        ({"epoch": None}, "epoch"),
        ({"source": ""}, "source"),
        ({"dataMode": "PLAY"}, "dataMode"),
        ({"satNo": "5"}, "satNo"),
        ({"satNo": 5.5}, "satNo"),
        ({"satNo": True}, "satNo"),
        ({"satNo": 10**20}, "satNo"),
        ({"meanMotion": "15"}, "meanMotion"),
        ({"meanMotion": 10**400}, "meanMotion"),
        ({"uct": 1}, "uct"),
        ({"tags": "a"}, "tags"),
        ({"tags": [1]}, "tags"),
        ({"noSuch": 1}, "noSuch"),
    ],
)
def test_what_is_wrong_is_told_by_field(fields, keyword):
    with pytest.raises(MalformedMessage) as caught:
        one(**fields)
    assert caught.value.keyword == keyword


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[]", b"5", b"\xff", b'{"a": 1, "a": 2}', b'{"meanMotion": NaN}',
        b'{"meanMotion": 1e999}', b"[" * 100_000, b'{"satNo": ' + b"1" * 10_000 + b"}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("several", [False, True])
def test_bytes_that_are_no_item(data, several):
    with pytest.raises(MalformedMessage):
        read_items(data, "elset", several=several)


def test_a_list_names_the_place():
    data = json.dumps([GOOD, {**GOOD, "epoch": "x"}]).encode()
    with pytest.raises(MalformedMessage) as caught:
        read_items(data, "elset", several=True)
    assert caught.value.keyword == "1.epoch"
    with pytest.raises(MalformedMessage):
        read_items(json.dumps([GOOD] * 3).encode(), "elset", several=True, most=2)


def test_a_body_of_json_stays_json():
    note = {"classificationMarking": "U", "dataMode": "TEST", "source": "JCO",
            "msgType": "NOTSO", "msgBody": {"Status": "OPEN", "SatIds": ["44910"]}}  # fmt: skip
    (item,) = read_items(json.dumps(note).encode(), "notification", several=False)
    assert json.loads(item["msgBody"]) == note["msgBody"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*GOOD, "stateVector1", "x"]), json_values))
def test_whatever_json_comes_only_a_malformed_message_goes_out(fields):
    for resource in ("elset", "conjunction"):
        try:
            items = read_items(json.dumps({**GOOD, **fields}).encode(), resource, several=False)
        except MalformedMessage:
            continue
        assert len(items) == 1
