"""Operators of the UDL's queries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspo.errors import MalformedMessage
from cspo.messages.udl import fields_of, read_query
from cspo.time import Epoch

NOW = Epoch.from_utc("2026-03-01T12:00:00Z")
ELSET = fields_of("elset")


def holds(name, text, value):
    (condition,) = read_query([(name, text)], ELSET, now=NOW).conditions
    return condition.holds(value)


def ns(text):
    return Epoch.from_utc(text).tai_ns


@pytest.mark.parametrize(
    ("name", "text", "yes", "no"),
    [
        ("satNo", "25544", 25544, 25545),
        ("satNo", "5,11,999999999", 999999999, 6),
        ("satNo", ">100", 101, 100),
        ("satNo", "<100", 99, 100),
        ("satNo", "5..7", 7, 8),
        ("satNo", "~5", 6, 5),
        ("satNo", "null", None, 5),
        ("satNo", "~null", 5, None),
        ("inclination", "51.5..51.7", 51.6, 51.8),
        ("source", "AUS", "AUS", "AUSX"),
        ("source", "AUS*", "AUSX", "XAUS"),
        ("source", "*SPCS*", "18 SPCS", "18 SDS"),
        ("uct", "true", True, False),
    ],
)
def test_operators(name, text, yes, no):
    assert holds(name, text, yes)
    assert not holds(name, text, no)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        (">now-5 days", "2026-02-24T12:00:00Z"),
        (">now-1 hours", "2026-03-01T11:00:00Z"),
        (">now-30 minutes", "2026-03-01T11:30:00Z"),
        (">now+2 days", "2026-03-03T12:00:00Z"),
        (">now 2 days", "2026-03-03T12:00:00Z"),  # a plus that was not encoded
        (">2026-02-24T12:00:00.000000Z", "2026-02-24T12:00:00Z"),
    ],
)
def test_instants_and_now(text, since):
    assert holds("epoch", text, ns(since) + 1)
    assert not holds("epoch", text, ns(since))


def test_a_missing_value_is_above_and_below_nothing():
    for text in (">5", "<5", "1..9", "5"):
        assert not holds("satNo", text, None)


@pytest.mark.parametrize(
    ("pairs", "keyword"),
    [
        ([("satNo", "x")], "satNo"),
        ([("satNo", ">")], "satNo"),
        ([("satNo", "5..x")], "satNo"),
        ([("satNo", "1" * 40)], "satNo"),
        ([("epoch", "yesterday")], "epoch"),
        ([("epoch", "2026-13-01T00:00:00Z")], "epoch"),
        ([("noSuchField", "1")], "noSuchField"),
        ([("onOrbit", "1")], "onOrbit"),
        ([("cov", "1")], "cov"),
        ([("maxResults", "-1")], "maxResults"),
        ([("maxResults", "many")], "maxResults"),
        ([("firstResult", "1e3")], "firstResult"),
        ([("sort", "satNo,UP")], "sort"),
        ([("columns", "satNo,none")], "columns"),
        ([("source", "~~x")], "source"),
        ([("satNo", ",".join(["1"] * 1001))], "satNo"),
        ([("satNo", "1")] * 51, "satNo"),
    ],
)
def test_what_has_no_meaning_is_refused_by_name(pairs, keyword):
    with pytest.raises(MalformedMessage) as caught:
        read_query(pairs, {**ELSET, "cov": fields_of("statevector")["cov"]}, now=NOW)
    assert caught.value.keyword == keyword


def test_pages_order_and_columns():
    query = read_query(
        [("maxResults", "99999999"), ("firstResult", "20"), ("sort", "epoch,DESC,satNo"),
         ("columns", "satNo,epoch,satNo")], ELSET, now=NOW,
    )  # fmt: skip
    assert (query.first, query.most) == (20, 10_000)
    assert query.sort == (("epoch", True), ("satNo", False))
    assert query.columns == ("satNo", "epoch")


def test_a_required_field_must_be_asked_about():
    with pytest.raises(MalformedMessage, match="epoch"):
        read_query([("satNo", "5")], ELSET, now=NOW, required=("epoch", "idElset"))
    read_query([("idElset", "5")], ELSET, now=NOW, required=("epoch", "idElset"))


@given(
    st.lists(
        st.tuples(st.sampled_from([*ELSET, "maxResults", "sort", "columns", "x"]), st.text()),
        max_size=4,
    )
)
def test_whatever_is_asked_only_a_malformed_message_comes_out(pairs):
    try:
        query = read_query(pairs, ELSET, now=NOW)
    except MalformedMessage:
        return
    for condition in query.conditions:
        assert condition.holds(None) in {True, False}


def test_a_pattern_takes_no_time():
    assert not holds("source", "*a" * 200 + "b", "a" * 10_000)
