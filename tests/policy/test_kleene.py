"""Three values, by Kleene's tables, by all worlds that bands leave open, and by Python itself."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cspo.policy import NUMBER, TRUTH, Expression, MalformedExpression, evaluate, parse
from tests.policy.language_cases import (
    PLAIN,
    TRUTH_TEXTS,
    Answers,
    readings,
    refined,
    says,
    unknown,
    worlds,
)
from tests.policy.python_oracle import by_python

T, F, U = True, False, None

# S. C. Kleene, Introduction to Metamathematics (1952), section 64: the strong tables.
AND = {(T, T): T, (T, F): F, (T, U): U, (F, T): F, (F, F): F, (F, U): F, (U, T): U, (U, F): F,
       (U, U): U}  # fmt: skip
OR = {(T, T): T, (T, F): T, (T, U): T, (F, T): T, (F, F): F, (F, U): U, (U, T): T, (U, F): U,
      (U, U): U}  # fmt: skip
NOT = {T: F, F: T, U: U}
EQUIVALENT = {(T, T): T, (T, F): F, (T, U): U, (F, T): F, (F, F): T, (F, U): U, (U, T): U,
              (U, F): U, (U, U): U}  # fmt: skip


def holds(text: str, *truths: bool | None) -> bool | None:
    answers = {f"b{i + 1}": says(truth, TRUTH) for i, truth in enumerate(truths)}
    return evaluate(parse(text, PLAIN), Answers(answers)).holds


def read_or_skip(text: str) -> Expression:
    """The expression; a comparison that is settled whatever is read is not one."""
    try:
        return parse(text, PLAIN)
    except MalformedExpression as error:
        assume("which always" not in str(error) and "a divisor" not in error.expected)
        raise


@pytest.mark.parametrize(("a", "b"), list(product((T, F, U), repeat=2)))
def test_the_tables(a: bool | None, b: bool | None) -> None:
    assert holds("b1() and b2()", a, b) is AND[a, b]
    assert holds("b1() or b2()", a, b) is OR[a, b]
    assert holds("not b1()", a) is NOT[a]
    assert holds("b1() == b2()", a, b) is EQUIVALENT[a, b]
    assert holds("b1() != b2()", a, b) is NOT[EQUIVALENT[a, b]]


LAWS = [
    ("not not b1()", "b1()"),
    ("b1() and b1()", "b1()"),
    ("b1() or b1()", "b1()"),
    ("b1() and b2()", "b2() and b1()"),
    ("b1() or b2()", "b2() or b1()"),
    ("(b1() and b2()) and b3()", "b1() and (b2() and b3())"),
    ("(b1() or b2()) or b3()", "b1() or b2() or b3()"),
    ("b1() and (b2() or b3())", "b1() and b2() or b1() and b3()"),
    ("b1() or b2() and b3()", "(b1() or b2()) and (b1() or b3())"),
    ("not (b1() and b2())", "not b1() or not b2()"),
    ("not (b1() or b2())", "not b1() and not b2()"),
    ("b1() and (b1() or b2())", "b1()"),
    ("b1() or b1() and b2()", "b1()"),
    ("b1() and true", "b1()"),
    ("b1() or false", "b1()"),
    ("b1() and false", "false"),
    ("b1() or true", "true"),
]


@pytest.mark.parametrize(("left", "right"), LAWS)
def test_the_laws(left: str, right: str) -> None:
    for truths in product((T, F, U), repeat=3):
        assert holds(left, *truths) is holds(right, *truths), truths


def test_a_thing_or_its_opposite_may_be_unknown() -> None:
    assert holds("b1() or not b1()", U) is None
    assert holds("b1() and not b1()", U) is None


@given(TRUTH_TEXTS, worlds(), st.data())
@settings(max_examples=150)
def test_more_knowledge_never_turns_a_verdict(text, world, data) -> None:
    """Whatever comes of what is unknown, what was known before stays so."""
    expression = read_or_skip(text)
    before = evaluate(expression, Answers(world)).holds
    more = {name: data.draw(refined(reading, exact=False)) for name, reading in world.items()}
    after = evaluate(expression, Answers(more)).holds
    if before is not None:
        assert after is before


@given(TRUTH_TEXTS, worlds(), st.data())
@settings(max_examples=150)
@example("n1() / n2() < 3 or b1()", {}, None)
def test_a_verdict_is_python_s_in_every_world_that_is_left(text, world, data) -> None:
    expression = read_or_skip(text)
    if data is None:
        return
    verdict = evaluate(expression, Answers(world)).holds
    exact = {name: data.draw(refined(reading, exact=True)) for name, reading in world.items()}
    by_them = by_python(text, {name: reading.value for name, reading in exact.items()})
    assume(by_them is not None)
    assert evaluate(expression, Answers(exact)).holds in {by_them, None}
    if verdict is not None:
        assert verdict is by_them


@given(TRUTH_TEXTS, worlds(), st.data())
@settings(max_examples=150)
def test_where_all_is_known_so_is_the_verdict(text, world, data) -> None:
    """Unknown is no way out: with exact readings it is what Python says."""
    expression = read_or_skip(text)
    exact = {name: data.draw(refined(reading, exact=True)) for name, reading in world.items()}
    by_them = by_python(text, {name: reading.value for name, reading in exact.items()})
    assume(by_them is not None and "/" not in text)
    assert evaluate(expression, Answers(exact)).holds is by_them


@given(readings(NUMBER), readings(NUMBER), st.integers(-8, 8))
def test_a_greatest_is_all_and_a_least_is_any(a, b, limit) -> None:
    """``max(a, b) < L`` says the same as ``a < L and b < L``, known or not."""
    world = Answers({"n1": a, "n2": b})
    for sign, (every, some) in {"<": ("max", "min"), ">=": ("min", "max")}.items():
        both = parse(f"n1() {sign} {limit} and n2() {sign} {limit}", PLAIN)
        any_of = parse(f"n1() {sign} {limit} or n2() {sign} {limit}", PLAIN)
        of_all = parse(f"{every}(n1(), n2()) {sign} {limit}", PLAIN)
        of_some = parse(f"{some}(n1(), n2()) {sign} {limit}", PLAIN)
        assert evaluate(of_all, world).holds is evaluate(both, world).holds
        assert evaluate(of_some, world).holds is evaluate(any_of, world).holds


def test_known_asks_about_knowledge_and_alone_may_turn() -> None:
    expression = parse("known(n1())", PLAIN)
    assert evaluate(expression, Answers({"n1": unknown(NUMBER)})).holds is False
    assert evaluate(expression, Answers({"n1": says(3.0)})).holds is True


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("known(n1() + n2())", {"n1": says(1.0)}, False),
        ("known(n1() < 3)", {"n1": says(4.0, low=1.0, high=9.0)}, False),
        ("known(n1() < 3)", {"n1": says(1.0, low=0.0, high=2.0)}, True),
        ("known(s1())", {}, False),
        ("known(b1() or b2())", {"b1": says(True, TRUTH)}, True),
        ("not known(b2())", {}, True),
        ("known(3)", {}, True),
    ],
)
def test_what_counts_as_known(text, answers, expected) -> None:
    assert evaluate(parse(text, PLAIN), Answers(answers)).holds is expected


@pytest.mark.soak
@pytest.mark.parametrize(
    "law",
    [
        test_more_knowledge_never_turns_a_verdict,
        test_a_verdict_is_python_s_in_every_world_that_is_left,
        test_where_all_is_known_so_is_the_verdict,
    ],
    ids=lambda law: law.__name__,
)
def test_at_length(law) -> None:
    held = []

    @settings(max_examples=5_000)
    @given(TRUTH_TEXTS, worlds(), st.data())
    def longer(text, world, data) -> None:
        law.hypothesis.inner_test(text, world, data)
        held.append(text)

    longer()
    assert len(held) > 1_000
