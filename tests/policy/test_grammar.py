"""The grammar on the page is the one that is read: followed by a recognizer of its own."""

from __future__ import annotations

import random

from cspo.policy import MalformedExpression, parse
from cspo.policy.tokens import tokens_of
from tests.policy.expression_fuzz import make_text
from tests.policy.grammar_reader import Recognizer, make_sentence, read_grammar
from tests.policy.language_cases import PICTURE

OF_GRAMMAR = {
    "an operator, or the end", ")", "(", "a value", "a number, a text, a function, (, - or not",
    "a name, a number, a text or a sign", "and, or, or the end", "a number before a unit",
    "two or more values in min", "two or more values in max",
}  # fmt: skip
"""What an error expects where a text is not of the grammar; else it is refused for its meaning."""


def refusal(text: str) -> MalformedExpression | None:
    try:
        parse(text, PICTURE)
    except MalformedExpression as error:
        return error
    return None


def test_every_rule_is_used() -> None:
    rules = read_grammar()
    assert len(rules) == 14
    used = {word for rule in rules.values() for word in _words(rule)}
    assert set(rules) - {"expression"} <= used


def _words(rule) -> set[str]:
    return {rule} if isinstance(rule, str) else set().union(*map(_words, rule[1:]))


def test_sentences_of_the_grammar_are_refused_for_their_meaning_alone() -> None:
    rng = random.Random(3)
    read = 0
    for _ in range(2_000):
        text = " ".join(make_sentence(rng))
        error = refusal(text)
        read += error is None
        if error is not None:
            assert error.expected not in OF_GRAMMAR, (text, str(error))
    assert read > 10


def test_what_is_read_is_of_the_grammar_and_what_is_not_is_refused() -> None:
    rng = random.Random(4)
    seen = {True: 0, False: 0}
    for number in range(2_000):
        text = make_text(rng) if number % 2 else _changed(make_sentence(rng), rng)
        error = refusal(text)
        try:
            tokens = tokens_of(text)
        except MalformedExpression:
            assert error is not None
            continue
        if len(tokens) > 60:
            continue  # long ones take long and show no more
        of_grammar = Recognizer(tokens).accepts()
        seen[of_grammar] += 1
        if not of_grammar:
            assert error is not None, text
        elif error is not None:
            assert error.expected not in OF_GRAMMAR, (text, str(error))
    assert min(seen.values()) > 300


def _changed(words: list[str], rng: random.Random) -> str:
    """A sentence with a word less, twice, or in another place."""
    words = list(words)
    a, b = rng.randrange(len(words)), rng.randrange(len(words))
    match rng.randrange(4):
        case 0:
            del words[a]
        case 1:
            words.insert(b, words[a])
        case 2:
            words[a], words[b] = words[b], words[a]
    return " ".join(words)
