"""The grammar: trees as Python's parser has them, one way of writing, faults with their place."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cspo.errors import MalformedMessage, UsageError
from cspo.policy import INSTANT, NUMBER, TIME_S, Call, MalformedExpression, parse
from cspo.policy.tree import (
    Arithmetic,
    Comparison,
    Constant,
    Extremum,
    Junction,
    Known,
    Negative,
    Node,
    Not,
)
from cspo.time import Epoch
from tests.policy.language_cases import NUMBER_TEXTS, PICTURE, PLAIN, TRUTH_TEXTS
from tests.policy.python_oracle import shape_by_python


def shape(node: Node) -> Any:
    """Our tree as nested tuples."""
    match node:
        case Junction() | Extremum():
            return (node.word, *map(shape, node.of))
        case Not():
            return ("not", shape(node.operand))
        case Known():
            return ("known", shape(node.operand))
        case Negative():
            return ("-", shape(node.operand))
        case Arithmetic() | Comparison():
            return (node.sign, shape(node.left), shape(node.right))
        case Call():
            return (node.function.name, *(constant.value for _, constant in node.arguments))
        case Constant():
            return node.value
    raise AssertionError(node)


def fault(text: str) -> MalformedExpression:
    with pytest.raises(MalformedExpression) as caught:
        parse(text, PICTURE)
    return caught.value


UNITLESS = st.one_of(
    TRUTH_TEXTS.filter(lambda text: "t1" not in text and " s " not in text),
    st.builds("{} < {}".format, NUMBER_TEXTS, NUMBER_TEXTS),
)


@given(UNITLESS)
@settings(max_examples=200)
def test_trees_are_those_of_python_s_parser(text: str) -> None:
    assume(not any(f" {unit}" in text for unit in ("min", "ms", "h", "d", "s")))
    try:
        ours = shape(parse(text, PLAIN).root)
    except MalformedExpression as error:
        assume("which always" not in str(error) and "a divisor" not in error.expected)
        raise
    assert ours == shape_by_python(text)


@pytest.mark.parametrize(
    "text",
    [
        "b1() or b2() and not b3() or b1()",
        "not b1() and b2()",
        "not n1() < 2",
        "not b1() == b2()",
        "n1() - n2() - n3() < n1() / n2() / n3() * 2",
        "-n1() * n2() > -(n1() * n2())",
        "n1() + n2() * n3() >= (n1() + n2()) * n3()",
        "--n1() < - - 2 + n2()",
        "(b1() and b2()) and (b3() or (b1() or b2()))",
        "min(n1(), max(n2(), 3), n3()) != 2",
        "((((b1()))))",
    ],
)
def test_precedence_is_python_s(text: str) -> None:
    assert shape(parse(text, PLAIN).root) == shape_by_python(text)


@given(TRUTH_TEXTS)
@settings(max_examples=200)
def test_what_is_written_reads_back_as_the_same(text: str) -> None:
    try:
        expression = parse(text, PLAIN)
    except MalformedExpression as error:
        assume("which always" not in str(error) and "a divisor" not in error.expected)
        raise
    again = parse(str(expression), PLAIN)
    assert again == expression
    assert str(again) == str(expression)


@given(st.floats(min_value=0.0, allow_infinity=False, allow_nan=False))
def test_every_number_is_written_exactly(value: float) -> None:
    expression = parse(f"n1() < {value!r}", PLAIN)
    again = parse(str(expression), PLAIN)
    assert isinstance(again.root, Comparison)
    assert isinstance(again.root.right, Constant)
    assert again.root.right.value == value


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('max_pc(asset="SKYNET 5D", days=7) < 1e-4', 'max_pc(asset="SKYNET 5D", days=7) < 1e-4'),
        ('max_pc("X",7)<0.0001', 'max_pc(asset="X", days=7) < 1e-4'),
        ('max_pc(days=7,asset="X")<2.50E-5', 'max_pc(asset="X", days=7) < 2.5e-5'),
        ('feed_lag("NOR")<10min', 'feed_lag(nation="NOR") < 10 min'),
        ("sensors_up\n(regime\t=\r\n\"GEO\")>=3", 'sensors_up(regime="GEO") >= 3'),
        ("now() < 2026-12-01", "now() < 2026-12-01T00:00:00Z"),
        ("now() < 2026-12-01T06:30Z", "now() < 2026-12-01T06:30:00Z"),
        ("now() < 2026-12-01T06:30:00.250Z", "now() < 2026-12-01T06:30:00.25Z"),
        ('service("gps").state == "a \\"b\\" \\\\"',
         'service(name="gps").state == "a \\"b\\" \\\\"'),
        ("miss() / 1 min < 4 m/s", "miss() / 1 min < 4 m/s"),
        ("1/miss() < 2/km", "1 / miss() < 2/km"),
        ("miss() < (5 km)", "miss() < 5 km"),
        ('not (crew_ready("a") or crew_ready("b"))',
         'not (crew_ready(crew="a") or crew_ready(crew="b"))'),
        ('(crew_ready("a") and crew_ready("b")) or not (crew_ready("c"))',
         'crew_ready(crew="a") and crew_ready(crew="b") or not crew_ready(crew="c")'),
        ('contact_age("NOR", tested=true, since=2026-01-01) < 30 d',
         'contact_age(nation="NOR", since=2026-01-01T00:00:00Z, tested=true) < 30 d'),
        ('max_pc("X") < 5 %', 'max_pc(asset="X") < 5 %'),
        ('service("x").margin > -3', 'service(name="x").margin > -3'),
        ('max_pc("Ørsted 東京") < 0.5', 'max_pc(asset="Ørsted 東京") < 0.5'),
    ],
)  # fmt: skip
def test_there_is_one_way_of_writing(text: str, written: str) -> None:
    expression = parse(text, PICTURE)
    assert str(expression) == written
    assert parse(written, PICTURE) == expression
    assert expression.text == text


def test_what_it_depends_on_is_known_at_entry() -> None:
    text = 'max_pc("X") < 1e-4 and (max_pc(asset="X") < 1e-3 or feed_lag("NOR") < 10 min)'
    calls = parse(text, PICTURE).calls
    assert [str(call) for call in calls] == ['max_pc(asset="X")', 'feed_lag(nation="NOR")']
    assert [call.unit for call in calls] == [NUMBER, TIME_S]


def test_arguments_have_their_types() -> None:
    text = 'contact_age("NOR", since=2026-01-01, least=-2 h, tested=false) < 1 d'
    (call,) = parse(text, PICTURE).calls
    values = {name: constant.value for name, constant in call.arguments}
    assert values == {
        "nation": "NOR", "since": Epoch.from_utc("2026-01-01"), "least": -7200.0, "tested": False,
    }  # fmt: skip
    assert call.arguments[1][1].unit == INSTANT


FAULTS = [
    ("", 1, 1, "a number, a text, a function, (, - or not", "the end"),
    ("   \n  ", 2, 3, "a number, a text, a function, (, - or not", "the end"),
    ("max_pc", 1, 1, "a value", "'max_pc'"),
    ("max_pce(1) < 2", 1, 1, "the name of a function", "'max_pce'"),
    ('max_pc("X") < 1e-4 or\n max_p("Y") < 1', 2, 2, "the name of a function", "'max_p'"),
    ('max_pc("X") = 1e-4', 1, 13, "an operator, or the end", "'='"),
    ('0.1 < max_pc("X") < 0.2', 1, 19, "and, or, or the end", "'<'"),
    ('feed_lag("NOR"', 1, 15, ")", "the end"),
    ('feed_lag("NOR) < 1 s', 1, 10, 'a " that ends the text', ""),
    ('feed_lag("NRO") < 1 s', 1, 10, "AUS, CAN, FRA, DEU", '"NRO"'),
    ("feed_lag() < 1 s", 1, 1, "nation, a text", "no such argument"),
    ('feed_lag("NOR", "GBR") < 1 s', 1, 17, "no more arguments", '"GBR"'),
    ('feed_lag(nation="NOR", nation="GBR") < 1 s', 1, 24, "nation once", "it twice"),
    ('feed_lag("NOR", nation="GBR") < 1 s', 1, 17, "nation once", "it twice"),
    ('max_pc(asset="X", 7) < 0.1', 1, 19, "a name before it", "7"),
    ('max_pc("X", day=7) < 0.1', 1, 13, "asset, days", "'day'"),
    ('max_pc("X", days=31) < 0.1', 1, 18, "days from 0 to 30", "31"),
    ('max_pc("X", days="7") < 0.1', 1, 18, "a plain number", 'a text: "7"'),
    ('max_pc("") < 0.1', 1, 8, "a text as asset", "an empty one"),
    ("max_pc(asset=max_pc(1)) < 0.1", 1, 14, "a constant", "'max_pc'"),
    ('service("gps") == "up"', 1, 16, ". and state, margin", "'=='"),
    ('service("gps").stat == "up"', 1, 16, "state, margin", "'stat'"),
    ('max_pc("X").state == "up"', 1, 12, "no . after max_pc(...)", "'.'"),
    ('service("x").state.y == "up"', 1, 19, "an operator, or the end", "'.'"),
    ("min(1) < 2", 1, 1, "two or more values in min", "one"),
    ("known() and true", 1, 7, "a number, a text, a function, (, - or not", "')'"),
    ("true and", 1, 9, "a number, a text, a function, (, - or not", "the end"),
    ("true true", 1, 6, "an operator, or the end", "'true'"),
    ("10 minutes < 3 s", 1, 4, "a unit (%, ms, s", "'minutes'"),
    ('crew_ready("x") == not true', 1, 20, "a value", "'not'"),
    ("-not true", 1, 2, "a value", "'not'"),
    ("1 < .5", 1, 5, "a number, a text, a function, (, - or not", "'.'"),
    ("1. < 5", 1, 2, "an operator, or the end", "'.'"),
    ("0x10 < 5", 1, 2, "a unit", "'x10'"),
    ("1_000 < 5", 1, 2, "a unit", "'_000'"),
    ("1e999 < 5", 1, 1, "a number from 2.3e-308 to 1.7e308", "'1e999'"),
    ("1e-999 < 5", 1, 1, "a number from 2.3e-308 to 1.7e308", "'1e-999'"),
    ("now() < 2026-02-30", 1, 9, "an instant of UTC", "'2026-02-30'"),
    ("now() < 2026-02-03T04:05", 1, 9, "an instant of UTC", "'2026-02-03T04:05'"),
    ("now() < 2026-02-03T23:59:60Z", 1, 9, "an instant of UTC", "'2026-02-03T23:59:60Z'"),
    ("km < 3 km", 1, 1, "a number before a unit", "'km'"),
    ("asset < 3", 1, 1, "the name of a function", "'asset'"),
    ('crew_ready("x")) and true', 1, 16, "an operator, or the end", "')'"),
    ('(crew_ready("x") and true', 1, 26, ")", "the end"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "expected", "got"), FAULTS)
def test_faults_have_their_place(text, line, column, expected, got) -> None:
    error = fault(text)
    assert isinstance(error, MalformedMessage)
    assert (error.line, error.column) == (line, column), str(error)
    assert error.expected.startswith(expected)
    assert error.got == got


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('max_p("X") < 1', "perhaps max_pc"),
        ('max_pc("X") = 0.1', "write == to compare"),
        ('max_pc("X") < 0.1 && true', "write and"),
        ('max_pc("X") < 0.1 AND true', "write and"),
        ('crew_ready("X") OR true', "write or"),
        ('sensors_up("GEO") ≥ 3', "write >="),
        ("max_pc('X') < 0.1", 'a text stands in double quotes: "'),
        ("10 minutes < miss()", "write min"),
        ('0.1 < max_pc("X") < 0.2', "write x < y and y < z"),
        ('feed_lag("NRO") < 1 s', "perhaps NOR"),
        ("feed_lag() < 1 s", "feed_lag(nation)"),
        (".5 < 1", "write 0.5"),
    ],
)
def test_faults_say_what_was_perhaps_meant(text: str, hint: str) -> None:
    assert fault(text).hint == hint


def test_a_fault_shows_the_line_and_points_at_it() -> None:
    error = fault('crew_ready("a") and\n  feed_lag("NOR") < 10 km')
    assert error.excerpt == '  feed_lag("NOR") < 10 km\n                    ^'
    assert error.fields()["column"] == "21"
    assert pickle.loads(pickle.dumps(error)).excerpt == error.excerpt


def test_a_long_line_is_cut_around_the_place() -> None:
    error = fault("true and " * 100 + "x < 1")
    line, caret = error.excerpt.split("\n")
    assert len(line) <= 72
    assert line[len(caret) - 1] == "x"


def test_only_texts_are_read() -> None:
    with pytest.raises(UsageError):
        parse(b"true", PLAIN)  # type: ignore[arg-type]
