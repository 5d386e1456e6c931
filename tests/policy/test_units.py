"""Units: what they are worth by the SI Brochure, and mistakes refused at entry with their place."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspo.errors import UsageError
from cspo.policy import (
    INSTANT,
    NUMBER,
    TEXT,
    TIME_S,
    TRUTH,
    Function,
    MalformedExpression,
    Parameter,
    Reading,
    Unit,
    Vocabulary,
    evaluate,
    parse,
)
from cspo.policy.tree import Comparison, Constant
from cspo.policy.unit import ANGLE_RAD, LENGTH_KM, RATE_PER_S, SPEED_KM_S, WRITTEN
from cspo.time import Epoch
from tests.policy.language_cases import PICTURE, Answers, says

# SI Brochure, 9th edition (BIPM 2019), tables 2, 7 and 8, in km, s, kg and rad.
IN_SI = {
    "%": 0.01, "ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "m": 0.001,
    "km": 1.0, "m2": 1e-6, "km2": 1.0, "km3": 1.0, "kg": 1.0, "rad": 1.0, "deg": math.pi / 180.0,
}  # fmt: skip

POWERS = st.builds(
    Unit, km=st.integers(-4, 4), s=st.integers(-4, 4), kg=st.integers(-4, 4),
    rad=st.integers(-4, 4),
)  # fmt: skip


def right_of(text: str) -> Constant:
    """The constant on the right of a comparison with a function of its unit."""
    for unit in (
        NUMBER, TIME_S, LENGTH_KM, SPEED_KM_S, ANGLE_RAD, RATE_PER_S, Unit(km=-3), Unit(km=2),
        Unit(km=3), Unit(kg=1), Unit(rad=1, s=-1), Unit(km=1, s=-2),
    ):  # fmt: skip
        try:
            root = parse(f"x() < {text}", Vocabulary((Function(name="x", unit=unit),))).root
        except MalformedExpression:
            continue
        assert isinstance(root, Comparison)
        assert isinstance(root.right, Constant)
        return root.right
    raise AssertionError(text)


def test_units_are_worth_what_the_brochure_says() -> None:
    assert set(WRITTEN) == set(IN_SI)
    for name, worth in IN_SI.items():
        assert right_of(f"3 {name}").value == pytest.approx(3.0 * worth, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "value", "symbol"),
    [
        ("7.5 km/s", 7.5, "km/s"),
        ("3 m/s", 0.003, "km/s"),
        ("36 km/h", 0.01, "km/s"),
        ("9 m/s/s", 0.009, "km/s2"),
        ("360 deg/d", 2.0 * math.pi / 86400.0, "rad/s"),
        ("1/d", 1.0 / 86400.0, "1/s"),
        ("2/km3", 2.0, "1/km3"),
        ("1.5 h", 5400.0, "s"),
    ],
)
def test_compound_units(text: str, value: float, symbol: str) -> None:
    constant = right_of(text)
    assert constant.value == pytest.approx(value, rel=1e-15)
    assert constant.unit.symbol == symbol


@given(POWERS, POWERS, POWERS)
def test_units_multiply_as_a_group(a: Unit, b: Unit, c: Unit) -> None:
    assert (a * b) * c == a * (b * c)
    assert a * b == b * a
    assert a * NUMBER == a
    assert a / a == NUMBER
    assert (a / b) * b == a
    assert a / (b * c) == a / b / c


MISTAKES = [
    # text, column, expected, got
    ('max_pc("X") < 10 min', 15, "a plain number, such as 1e-4", "a time: 10 min"),
    ('feed_lag("NOR") < 10', 19, "a time, such as 10 min", "a plain number: 10"),
    ('feed_lag("NOR") < 10 m', 19, "a time, such as 10 min", "a length: 10 m"),
    ('10 m > feed_lag("NOR")', 1, "a time, such as 10 min", "a length: 10 m"),
    ('feed_lag("NOR") > 0', 19, "a time, such as 10 min", "a plain number: 0"),
    ('feed_lag("NOR") < "10 min"', 19, "a time, such as 10 min", 'a text: "10 min"'),
    ('feed_lag("NOR") < 10 %', 19, "a time, such as 10 min", "a plain number: 10 %"),
    ("miss() < 5 km/s", 10, "a length, such as 5 km", "a speed: 5 km/s"),
    ("miss() < 20 deg", 10, "a length, such as 5 km", "an angle: 20 deg"),
    ("miss() + 3 s < 5 km", 10, "a length, such as 5 km", "a time: 3 s"),
    ("3 s + miss() < 5 km", 1, "a length, such as 5 km", "a time: 3 s"),
    ("miss() * miss() < 5 km", 19, "an area, such as 10 m2", "a length: 5 km"),
    ("miss() / 2 s < 5 km", 16, "a speed, such as 3 m/s", "a length: 5 km"),
    ("min(miss(), 3) < 5 km", 13, "a length, such as 5 km", "a plain number: 3"),
    ("max(1 s, miss()) < 5 km", 5, "a length, such as 5 km", "a time: 1 s"),
    ("now() < 3 h", 9, "an instant, such as 2026-12-01T00:00Z", "a time: 3 h"),
    ("now() - now() < 3", 17, "a time, such as 10 min", "a plain number: 3"),
    ("now() + now() < now()", 7, "quantities, or an instant and a time", "an instant + an instant"),
    ("now() * 2 < now()", 7, "quantities, or an instant and a time", "an instant * a plain number"),
    ("3 h - now() < now()", 5, "quantities, or an instant and a time", "a time - an instant"),
    ("now() + 3 < now()", 7, "quantities, or an instant and a time", "an instant + a plain number"),
    ('max_pc("X")', 1, "true or false as a whole", "a plain number"),
    ('crew_ready("a") and 3', 21, "true or false beside and", "a plain number"),
    ('not feed_lag("NOR")', 5, "true or false after not", "a time"),
    ('crew_ready("a") < true', 17, "== or != between values that are true or false", "<"),
    ('service("x").state < "up"', 20, "== or != between values that are a text", "<"),
    ('service("x").state == 3', 23, "a text, such as", "a plain number: 3"),
    ('-service("x").state == "a"', 2, "a quantity after -", "a text"),
    ("-now() < now()", 2, "a quantity after -", "an instant"),
    ('min("a", "b") == "a"', 5, "a quantity in min", "a text"),
    ('"a" + "b" == "ab"', 5, "quantities, or an instant and a time", "a text + a text"),
    ('crew_ready("a") + 1 < 2', 17, "quantities, or an instant and a time",
     "true or false + a plain number"),
    ('contact_age("NOR", least=3) < 1 d', 26, "a time, such as 10 min, as least",
     "a plain number: 3"),
    ("miss() / 0 km < 3", 10, "a divisor", "0"),
    ("1e308 km/ms < miss() / 1 s", 1, "a number that can be held", "'1e308 km/ms'"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "column", "expected", "got"), MISTAKES)
def test_mistakes_are_refused_with_their_place(text, column, expected, got) -> None:
    with pytest.raises(MalformedExpression) as caught:
        parse(text, PICTURE)
    error = caught.value
    assert (error.line, error.column) == (1, column), str(error)
    assert error.expected.startswith(expected)
    assert error.got == got


@pytest.mark.parametrize(
    ("text", "always"),
    [
        ('max_pc("X") < 1e4', "holds"),  # the sign of the exponent forgotten
        ('max_pc("X") <= 1', "holds"),
        ('max_pc("X") > 1.5', "fails"),
        ('feed_lag("NOR") < -10 min', "fails"),
        ('sensors_up("GEO") >= 0', "holds"),
        ('max_pc("X") + 2 > 1', "holds"),
        ('min(max_pc("X"), miss() / 1 km) <= 1', "holds"),
        ('1 - max_pc("X") < 0', "fails"),
    ],
)
def test_a_limit_that_cannot_be_passed_is_a_mistake(text: str, always: str) -> None:
    with pytest.raises(MalformedExpression, match=f"which always {always}"):
        parse(text, PICTURE)


def test_a_limit_at_the_edge_can_be_passed() -> None:
    for text in ('max_pc("X") < 1', 'max_pc("X") > 0', 'max_pc("X") == 0'):
        assert parse(text, PICTURE).text == text


def test_instants_know_leap_seconds() -> None:
    """IERS Bulletin C 52: a second was inserted at the end of 2016."""
    text = "2017-01-01T00:00:00Z - 2016-12-31T23:59:59Z == 2 s"
    assert evaluate(parse(text, PICTURE), Answers({})).holds is True
    assert evaluate(parse("2016-12-31 + 86401 s == 2017-01-01", PICTURE), Answers({})).holds


def test_instants_before_and_after() -> None:
    seen = says(Epoch.from_utc("2026-11-26T07:00:00Z"), INSTANT)
    for text, holds in (
        ("now() < 2026-11-26T07:00:00.000001Z", True),
        ("now() <= 2026-11-26T07:00Z", True),
        ("now() < 2026-11-26T07:00Z", False),
        ("2026-11-27 - now() > 16 h", True),
        ("2026-11-27 - now() > 17 h", False),
        ("max(now(), 2026-11-30) == 2026-11-30", True),
        ("1 h + now() == 2026-11-26T08:00Z", True),
        ("now() - 1 h < 2026-11-26T06:00Z", False),
    ):
        assert evaluate(parse(text, PICTURE), Answers({"now": seen})).holds is holds, text


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Function(name="Max_pc"),
        lambda: Function(name="and"),
        lambda: Function(name="known"),
        lambda: Function(name="a.b.c"),
        lambda: Function(name=""),
        lambda: Function(name="x" * 65),
        lambda: Function(name="x", low=1.0, high=0.0),
        lambda: Function(name="x", low=math.nan),
        lambda: Function(name="x", unit=TEXT, low=0.0),
        lambda: Function(name="x", parameters=(Parameter(name="a"), Parameter(name="a"))),
        lambda: Function(
            name="x", parameters=(Parameter(name="a", required=False), Parameter(name="b"))
        ),
        lambda: Parameter(name="é"),
        lambda: Parameter(name="n", type=NUMBER, choices=("a",)),
        lambda: Vocabulary((Function(name="x"), Function(name="x", unit=TEXT))),
        lambda: Reading(value=math.nan, unit=NUMBER),
        lambda: Reading(value=math.inf, unit=NUMBER),
        lambda: Reading(value=True, unit=NUMBER),
        lambda: Reading(value=1.0, unit=TRUTH),
        lambda: Reading(value=1.0, unit=TEXT),
        lambda: Reading(value="a", low=1.0, unit=TEXT),
        lambda: Reading(value=1.0, low=2.0, unit=NUMBER),
        lambda: Reading(value=None, low=2.0, high=1.0, unit=NUMBER),
        lambda: Reading(value=1.0, unit=INSTANT),
    ],
)
def test_what_has_no_meaning_is_refused_when_it_is_made(wrong) -> None:
    with pytest.raises(UsageError):
        wrong()


def test_a_world_that_answers_in_another_unit_is_told_so() -> None:
    with pytest.raises(UsageError, match="a time"):
        evaluate(parse('feed_lag("NOR") < 1 h', PICTURE), Answers({"feed_lag": says(3.0)}))


@pytest.mark.parametrize("near", [-0.1, 1.1, math.nan])
def test_near_is_a_share(near: float) -> None:
    with pytest.raises(UsageError):
        evaluate(parse("true", PICTURE), Answers({}), near=near)
