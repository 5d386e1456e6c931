"""A label has one spelling, and what has no meaning is refused when it is made."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspo.errors import UsageError
from cspo.markings import (
    CSPO_RULEBOOK,
    Decision,
    Equivalent,
    Group,
    Label,
    Membership,
    Mode,
    Rule,
    Rulebook,
    SecurityPolicy,
    Subject,
    is_held,
    make_label,
)
from cspo.markings.policy import Unknown
from cspo.time import Epoch
from tests.markings.labels import known_labels


def test_sorting_is_the_only_thing_that_make_label_does() -> None:
    assert make_label(
        "S", ["USA", "AUS", "USA"], policy="GBR", policy_version=3, orcon=True,
        originators=["USA", "AUS"], caveats=iter(["b", "a"]), derived_from=["y", "x"],
        review="2026-02-28", reason=("q", "p"),
    ) == Label(
        policy="GBR", policy_version=3, classification="S", releasable_to=("AUS", "USA"),
        orcon=True, originators=("AUS", "USA"), caveats=("a", "b"), derived_from=("x", "y"),
        review="2026-02-28", reason=("p", "q"),
    )  # fmt: skip
    assert make_label("U", []) == Label(
        policy="CSPO", policy_version=1, classification="U", releasable_to=()
    )


@pytest.mark.parametrize(
    "field", ["releasable_to", "originators", "caveats", "derived_from", "reason"]
)
def test_every_set_is_a_sorted_tuple_of_distinct_readable_texts(field: str) -> None:
    whole = {"policy": "CSPO", "policy_version": 1, "classification": "U", "releasable_to": ()}
    for good in ((), ("A",), ("A", "B"), ("é", "ü ü")):
        assert getattr(Label(**{**whole, field: good}), field) == good
    for bad in (("B", "A"), ("A", "A"), ("",), ("", "A"), ["A"], ("A\n",), ("\u202eA",), ("\0",)):
        with pytest.raises(UsageError) as error:
            Label(**{**whole, field: bad})
        assert error.value.subject == field
    with pytest.raises(UsageError) as error:
        make_label(**{"classification": "U", "releasable_to": [], field: "AUS"})
    assert (error.value.subject, error.value.got) == (field, "'AUS'")


@pytest.mark.parametrize("field", ["policy", "classification"])
def test_names_are_readable(field: str) -> None:
    whole = {"policy": "CSPO", "policy_version": 1, "classification": "U", "releasable_to": ()}
    with pytest.raises(UsageError, match="characters that can be seen"):
        Label(**{**whole, field: "U\n"})


@pytest.mark.parametrize(
    "review", ["2026-13-01", "2026-02-29", "20260228", "2026-W09-1", "2026-2-1", "soon", " "]
)
def test_review_is_a_date_or_nothing(review: str) -> None:
    with pytest.raises(UsageError) as error:
        make_label("U", ["AUS"], review=review)
    assert error.value.subject == "review"
    assert make_label("U", ["AUS"], review="2028-02-29").review == "2028-02-29"


def test_orcon_says_who_controls() -> None:
    with pytest.raises(UsageError) as error:
        make_label("U", ["AUS"], orcon=True)
    assert error.value.subject == "originators"
    assert make_label("U", ["AUS"], originators=["AUS"]).orcon is False


def test_held_is_the_empty_list_and_nothing_else() -> None:
    assert is_held(make_label("U", []))
    assert not is_held(make_label("U", ["AUS"]))


@given(known_labels())
def test_json_carries_a_label_whole(label: Label) -> None:
    data = msgspec.json.encode(label)
    assert msgspec.json.decode(data, type=Label) == label
    assert hash(msgspec.json.decode(data, type=Label)) == hash(label)


@pytest.mark.parametrize(
    "change",
    [b'"orcon":1', b'"extra":1', b'"review":null', b'"caveats":["B",1]', b'"policy_version":"1"'],
)
def test_json_of_other_shapes_is_refused(change: bytes) -> None:
    """A missing list is refused as well: there is no default for who may have it."""
    body = b'"policy":"CSPO","policy_version":1,"classification":"U","releasable_to":["AUS"]'
    assert msgspec.json.decode(b"{" + body + b"}", type=Label) == make_label("U", ["AUS"])
    for data in (b"{" + body + b"," + change + b"}", b"{" + body.rpartition(b",")[0] + b"}"):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(data, type=Label)


def test_json_of_a_list_out_of_order_is_refused() -> None:
    body = (
        b'{"policy":"CSPO","policy_version":1,"classification":"U","releasable_to":["FRA","AUS"]}'
    )
    with pytest.raises(UsageError):
        msgspec.json.decode(body, type=Label)


@pytest.mark.parametrize(
    "value",
    [
        make_label("U", ["AUS"]),
        Membership("AUS", Epoch(0)),
        Group("PAIR", ()),
        Subject("AUS", "U"),
        Decision(permitted=True, rule="1", reason="so"),
        Rule("1", "So."),
        Unknown("policy", "X"),
        CSPO_RULEBOOK,
        CSPO_RULEBOOK.policies[0],
        CSPO_RULEBOOK.equivalence[0],
    ],
)
def test_values_do_not_change(value: object) -> None:
    names = getattr(value, "__struct_fields__", ("policies", "ranks"))
    for name in names:
        with pytest.raises(AttributeError):
            setattr(value, name, getattr(value, name))


@pytest.mark.parametrize("kind", [Label, SecurityPolicy, Equivalent, Rulebook])
def test_what_has_many_fields_is_made_by_their_names(kind: type) -> None:
    with pytest.raises(TypeError):
        kind("CSPO", (1,), ("U",), ())


@given(st.sampled_from(Mode))
def test_a_mode_is_its_name(mode: Mode) -> None:
    assert mode == mode.name == mode.value


def test_the_modes() -> None:
    assert list(Mode) == ["REAL", "EXERCISE", "SIMULATED", "TEST"]
