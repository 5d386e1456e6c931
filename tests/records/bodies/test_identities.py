"""Identities of objects, events and items."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nations import payload_of

from cspo.errors import MalformedMessage, UsageError
from cspo.records import decode_payload, encode_payload
from cspo.records.bodies.identities import (
    EventId,
    ItemId,
    ObjectId,
    is_event,
    is_item,
    is_object,
    same_event,
)
from cspo.time import Epoch

TCA = Epoch.from_utc("2009-02-10T16:55:59.7957842")


@pytest.mark.parametrize(
    "text",
    [
        "norad:1", "norad:25544", "norad:999999999", "cospar:1998-067A", "cospar:2021-001ABC",
        "vimpel:12104", "GBR/acme-sat:7", "GBR:own-12", "satcat:1998-067A", "track:09-06_08.27",
    ],
)  # fmt: skip
def test_objects(text: str) -> None:
    assert is_object(text)
    assert str(ObjectId.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "25544", "norad:", ":25544", "norad:025544", "norad:1234567890", "norad:-1",
        "norad:T0001", "norad:٢", "NORAD:25544", "cospar:98-067A", "cospar:1998-067",
        "cospar:1998-067a",
        "GBR/Acme:7", "XXX/acme:7", "RUS:7", "event:norad:1~norad:2@2024-11-01", "record:7",
        "a:b", "norad:25544\n", "track:" + "a" * 65, "track:a b", "track:a~b", "track:a@b",
        "track:a#b",
    ],
)  # fmt: skip
def test_what_is_no_object(text: str) -> None:
    assert not is_object(text)
    with pytest.raises(MalformedMessage) as error:
        ObjectId.parse(text)
    assert error.value.got == f"{len(text) + (':' not in text)} characters that are none"
    scheme, _, value = text.partition(":")
    with pytest.raises(UsageError):
        ObjectId(scheme, value)


def test_an_event_does_not_depend_on_the_order_of_its_pair() -> None:
    event = EventId.of("norad:24946", "norad:22675", TCA)
    assert event == EventId.of("norad:22675", "norad:24946", TCA)
    assert str(event) == "event:norad:22675~norad:24946@2009-02-10T16:55:59.795Z"
    assert EventId.parse(str(event)) == event
    whole = EventId.of("norad:24946", "norad:22675", TCA, whole_day=True)
    assert str(whole) == "event:norad:22675~norad:24946@2009-02-10"
    assert EventId.parse(str(whole)) == whole
    assert hash(EventId.parse(str(event))) == hash(event)


@pytest.mark.parametrize(
    "text",
    [
        "", "norad:22675~norad:24946@2009-02-10T16:55:59.795Z",
        "event:norad:24946~norad:22675@2009-02-10T16:55:59.795Z",
        "event:norad:22675~norad:22675@2009-02-10T16:55:59.795Z",
        "event:norad:22675~norad:24946@2009-02-10T16:55:59Z",
        "event:norad:22675~norad:24946@2009-02-10T16:55:59.7950Z",
        "event:norad:22675~norad:24946@2009-02-30", "event:norad:22675~24946@2009-02-10",
        "event:norad:22675~norad:24946", "event:norad:22675~norad:24946@2009-02-10 ",
    ],
)  # fmt: skip
def test_what_is_no_event(text: str) -> None:
    assert not is_event(text)
    with pytest.raises(MalformedMessage):
        EventId.parse(text)


def test_a_pair_is_two_objects() -> None:
    for pair in (("norad:5", "norad:5"), ("norad:5", "25544"), ("", "norad:5")):
        with pytest.raises(UsageError):
            EventId.of(*pair, TCA)
    with pytest.raises(UsageError):
        EventId("norad:5", "norad:25544", TCA)


@given(
    st.integers(-10_000_000, 10_000_000),
    st.floats(1.0, 200_000.0),
    st.booleans(),
)
def test_the_same_event_within_a_quarter_of_the_shorter_period(
    gap_ms: int, period_s: float, swapped: bool
) -> None:
    when = Epoch.from_utc("2024-11-01T12:00:00")
    other = Epoch(when.tai_ns + gap_ms * 1_000_000)
    pair = ("norad:25544", "norad:48274")
    one = EventId.of(*pair, when)
    two = EventId.of(*(pair[::-1] if swapped else pair), other)
    same = same_event(one, two, shorter_period_s=period_s)
    assert same == (abs(gap_ms) * 1e-3 < period_s / 4.0)
    assert same == same_event(two, one, shorter_period_s=period_s)
    assert same_event(one, one, shorter_period_s=period_s)
    assert not same_event(
        one, EventId.of("norad:25544", "norad:5", when), shorter_period_s=period_s
    )


def test_a_pair_that_stays_close_is_one_event_a_day() -> None:
    noon = EventId.of("norad:1", "norad:2", Epoch.from_utc("2024-11-01T12:00:00"))
    day = EventId.of("norad:1", "norad:2", Epoch.from_utc("2024-11-01T01:00:00"), whole_day=True)
    next_day = EventId.of("norad:1", "norad:2", Epoch.from_utc("2024-11-02"), whole_day=True)
    assert same_event(noon, day, shorter_period_s=5400.0)
    assert same_event(day, day, shorter_period_s=5400.0)
    assert not same_event(day, next_day, shorter_period_s=5400.0)
    assert not same_event(next_day, noon, shorter_period_s=5400.0)


@pytest.mark.parametrize("period_s", [0.0, -1.0, float("nan"), float("inf")])
def test_a_period_is_a_positive_number(period_s: float) -> None:
    event = EventId.of("norad:1", "norad:2", TCA)
    with pytest.raises(UsageError):
        same_event(event, event, shorter_period_s=period_s)


def test_items_of_a_batch() -> None:
    item = ItemId("0f" * 32, 999)
    assert str(item) == "0f" * 32 + "#999"
    assert ItemId.parse(str(item)) == item
    assert is_item(str(item))
    for wrong in ("0f" * 32, "0f" * 32 + "#1000", "0f" * 32 + "#01", "0F" * 32 + "#1", "#1", ""):
        assert not is_item(wrong)
        with pytest.raises(MalformedMessage):
            ItemId.parse(wrong)
    for record, index in (("0f" * 32, 1000), ("0f" * 32, -1), ("0f" * 31, 1)):
        with pytest.raises(UsageError):
            ItemId(record, index)
    assert ItemId("00" * 32, 2) < ItemId("00" * 32, 10), "by number, not by text"


def test_the_longest_event_fits_into_a_payload() -> None:
    """Two organizations' objects with names as long as they may be."""
    pair = (f"{nation}/{'a' * 40}:{'b' * 64}" for nation in ("GBR", "USA"))
    event = str(EventId.of(*pair, TCA))
    assert len(event) == 250
    payload, notes = decode_payload(encode_payload(payload_of(object=event)))
    assert (payload.object, notes) == (event, ())
