"""The grammar page's own text, read and followed: a recognizer that shares nothing with the parser.

It finds all places where a rule can end, so that no choice is ever wrong.
"""

from __future__ import annotations

import random
import re
from functools import cache
from typing import Any

from cspo.policy.grammar import GRAMMAR
from cspo.policy.tokens import Token
from cspo.policy.unit import WRITTEN

_RESERVED = {"and", "or", "not", "true", "false", "min", "max", "known"}
_LEX = re.compile(r'"[^"]*"|[a-z]+|[=;|,()\[\]{}]')


@cache
def read_grammar() -> dict[str, Any]:
    """Rules by name, each a tree of ("or", ...), ("then", ...), ("may", x), ("many", x), words."""
    rules: dict[str, Any] = {}
    for line in filter(None, GRAMMAR.replace("\n", " ").split(";")):
        words = _LEX.findall(line)
        if words:
            assert words[1] == "="
            rest = words[2:]
            rules[words[0]] = _choice(rest)
            assert not rest, rest
    return rules


def _choice(words: list[str]) -> Any:
    options = [_sequence(words)]
    while words and words[0] == "|":
        words.pop(0)
        options.append(_sequence(words))
    return ("or", *options)


def _sequence(words: list[str]) -> Any:
    items = [_item(words)]
    while words and words[0] == ",":
        words.pop(0)
        items.append(_item(words))
    return ("then", *items)


def _item(words: list[str]) -> Any:
    word = words.pop(0)
    if word in "([{":
        inner = _choice(words)
        closing = words.pop(0)
        assert word + closing in {"()", "[]", "{}"}
        return inner if word == "(" else ("may" if word == "[" else "many", inner)
    return word


class Recognizer:
    """Whether tokens are a sentence of the grammar."""

    def __init__(self, tokens: list[Token]) -> None:
        self.rules = read_grammar()
        self.tokens = tokens
        self.ends: dict[tuple[str, int], frozenset[int]] = {}

    def accepts(self) -> bool:
        return len(self.tokens) - 1 in self._of("expression", 0)

    def _of(self, rule: Any, at: int) -> frozenset[int]:
        if isinstance(rule, str):
            if rule in self.rules:
                if (rule, at) not in self.ends:
                    self.ends[rule, at] = self._of(self.rules[rule], at)
                return self.ends[rule, at]
            return frozenset({at + 1} if _is(rule, self.tokens[at]) else ())
        kind, *parts = rule
        if kind == "or":
            return frozenset().union(*(self._of(part, at) for part in parts))
        if kind == "then":
            places = frozenset({at})
            for part in parts:
                places = frozenset().union(*(self._of(part, place) for place in places))
            return places
        found, new = frozenset({at}), frozenset({at})
        while new:
            new = frozenset().union(*(self._of(parts[0], place) for place in new)) - found
            found |= new
            if kind == "may":
                break
        return found


def _is(terminal: str, token: Token) -> bool:
    if terminal.startswith('"'):
        return token.kind in {"sign", "name"} and token.text == terminal[1:-1]
    if terminal == "name":
        return token.kind == "name" and token.text not in _RESERVED
    if terminal == "symbol":
        return token.kind == "name" and token.text in WRITTEN
    assert terminal in {"number", "text", "instant"}, terminal
    return token.kind == terminal


_SAMPLES = {
    "name": ["max_pc", "feed_lag", "miss", "now", "crew_ready", "service", "state", "asset", "b1"],
    "symbol": ["s", "km", "min", "h", "d"],
    "number": ["1", "0", "2.5", "1e-4"],
    "text": ['"NOR"', '"X"', '""'],
    "instant": ["2026-12-01", "2026-12-01T06:00Z"],
}


def make_sentence(rng: random.Random, rule: Any = "expression", depth: int = 0) -> list[str]:
    """A sentence of the grammar at random, as words."""
    return _make(read_grammar(), rng, rule, depth)


def _make(rules: dict[str, Any], rng: random.Random, rule: Any, depth: int) -> list[str]:
    if isinstance(rule, str):
        if rule in rules:
            return _make(rules, rng, rules[rule], depth + 1)
        return [rule[1:-1] if rule.startswith('"') else rng.choice(_SAMPLES[rule])]
    kind, *parts = rule
    if kind == "or":
        chosen = rng.choice(
            parts if depth < 15 else [parts[0], parts[-1 if len(parts) == 2 else 0]]
        )
        return _make(rules, rng, chosen, depth)
    if kind == "then":
        return [word for part in parts for word in _make(rules, rng, part, depth)]
    again = rng.random() < (0.25 if depth < 15 else 0.02)
    return _make(rules, rng, parts[0], depth) if again else []
