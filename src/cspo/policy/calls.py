"""Calls of functions: names and arguments against the vocabulary."""

from __future__ import annotations

from typing import Final

from cspo.policy.build import Builder, a_value_of
from cspo.policy.constants import Tokens, nearest, read_constant
from cspo.policy.fault import MalformedExpression, fault_at, shown
from cspo.policy.tokens import Token
from cspo.policy.tree import Call, Constant
from cspo.policy.unit import TEXT
from cspo.policy.vocabulary import Function, Parameter, Vocabulary

__all__ = ["read_call", "unknown_function"]

_FEW: Final = 12
"""Choices that an error lists."""

Given = tuple[Token | None, Constant]
"""An argument: the token of its name, where one was written, and the value."""


def read_call(tokens: Tokens, vocabulary: Vocabulary, build: Builder) -> Call:
    """The call whose name stands next.

    Raises
    ------
    MalformedExpression
        Where the name is unknown, or an argument is not what the function takes.
    """
    name = tokens.next
    fields = _fields_of(name.text, vocabulary)
    if vocabulary.get(name.text) is None and not fields:
        raise unknown_function(tokens, vocabulary)
    tokens.take()
    given = _arguments(tokens, build)
    function = _function(tokens, vocabulary, name, fields)
    ordered = _by_name(tokens, function, name, given)
    return Call(unit=function.unit, start=name.start, function=function, arguments=ordered)


def unknown_function(tokens: Tokens, vocabulary: Vocabulary) -> MalformedExpression:
    """The error that the name that stands next is of no function."""
    name = tokens.next
    names = list(dict.fromkeys(f.name.partition(".")[0] for f in vocabulary))
    hint = nearest(name.text, names)
    return fault_at(tokens.text, name.start, "the name of a function", shown(name.text), hint)


def _fields_of(name: str, vocabulary: Vocabulary) -> list[str]:
    """What may stand after the point of a call of this name."""
    split = (function.name.partition(".") for function in vocabulary)
    return [tail for head, _, tail in split if head == name and tail]


def _function(tokens: Tokens, vocabulary: Vocabulary, name: Token, fields: list[str]) -> Function:
    """The function that a name and what follows the point say."""
    if not fields or (tokens.next.text != "." and vocabulary.get(name.text) is not None):
        function = vocabulary.get(name.text)
    else:
        if not tokens.take_sign("."):
            raise tokens.unexpected(f". and {_one_of(fields)}", f"{name.text}(...).{fields[0]}")
        field = tokens.next
        function = vocabulary.get(f"{name.text}.{field.text}") if field.kind == "name" else None
        if function is None:
            raise tokens.unexpected(_one_of(fields), nearest(field.text, fields))
        tokens.take()
    if function is None:
        raise unknown_function(tokens, vocabulary)
    if tokens.next.text == "." and "." not in function.name:
        raise tokens.unexpected(f"no . after {function.name}(...)")
    return function


def _arguments(tokens: Tokens, build: Builder) -> list[Given]:
    tokens.need_sign("(")
    given: list[Given] = []
    if tokens.take_sign(")"):
        return given
    while True:
        name = None
        equals = tokens.ahead(1)
        if tokens.next.kind == "name" and equals.kind == "sign" and equals.text == "=":
            name = tokens.take()
            tokens.take()
        given.append((name, build.made(_constant(tokens), tokens.next.start)))
        if not tokens.take_sign(","):
            tokens.need_sign(")")
            return given


def _constant(tokens: Tokens) -> Constant:
    start = tokens.next.start
    negative = tokens.take_sign("-")
    constant = read_constant(tokens)
    if constant is None or (negative and not isinstance(constant.amount, float)):
        raise tokens.unexpected(
            "a constant", "what is asked is fixed: a number, a text, an instant, true or false"
        )
    if not negative:
        return constant
    return Constant(
        unit=constant.unit, start=start, amount=-float(constant.amount),  # type: ignore[arg-type]
        suffix=constant.suffix, factor=constant.factor,
    )  # fmt: skip


def _by_name(
    tokens: Tokens, function: Function, call: Token, given: list[Given]
) -> tuple[tuple[str, Constant], ...]:
    """The arguments in the order of the parameters, each checked."""
    found: dict[str, Constant] = {}
    names = [parameter.name for parameter in function.parameters]
    for index, (name, constant) in enumerate(given):
        at = constant.start if name is None else name.start
        if name is None and (index >= len(names) or any(n is not None for n, _ in given[:index])):
            expected = "a name before it" if index < len(names) else "no more arguments"
            raise fault_at(tokens.text, at, expected, _said(constant), function.signature)
        word = names[index] if name is None else name.text
        if word not in names:
            raise fault_at(
                tokens.text, at, _one_of(names) if names else "no arguments", shown(word),
                nearest(word, names),
            )  # fmt: skip
        if word in found:
            raise fault_at(tokens.text, at, f"{word} once", "it twice")
        _check(tokens, function.parameters[names.index(word)], constant)
        found[word] = constant
    for parameter in function.parameters:
        if parameter.required and parameter.name not in found:
            expected = f"{parameter.name}, {a_value_of(parameter.type)}"
            raise fault_at(
                tokens.text, call.start, expected, "no such argument", function.signature
            )
    return tuple((name, found[name]) for name in names if name in found)


def _check(tokens: Tokens, parameter: Parameter, constant: Constant) -> None:
    at = constant.start
    if constant.unit != parameter.type:
        got = f"{constant.unit.name}: {_said(constant)}"
        raise fault_at(tokens.text, at, f"{a_value_of(parameter.type)}, as {parameter.name}", got)
    value = constant.value
    if parameter.choices and value not in parameter.choices:
        choices = list(parameter.choices)
        raise fault_at(
            tokens.text, at, f"{_one_of(choices)} as {parameter.name}", _said(constant),
            nearest(str(value), choices),
        )  # fmt: skip
    if parameter.type == TEXT and not value:
        raise fault_at(tokens.text, at, f"a text as {parameter.name}", "an empty one")
    if isinstance(value, float):
        low, high = parameter.low, parameter.high
        if (low is not None and value < low) or (high is not None and value > high):
            raise fault_at(
                tokens.text, at, f"{parameter.name} {_between(parameter)}", _said(constant)
            )


def _between(parameter: Parameter) -> str:
    unit = "" if parameter.type.symbol == "1" else f" {parameter.type.symbol}"
    if parameter.low is None:
        return f"of at most {parameter.high:g}{unit}"
    if parameter.high is None:
        return f"of at least {parameter.low:g}{unit}"
    return f"from {parameter.low:g} to {parameter.high:g}{unit}"


def _one_of(choices: list[str]) -> str:
    listed = ", ".join(choices[:_FEW])
    return listed if len(choices) <= _FEW else f"{listed}, or one of {len(choices) - _FEW} more"


def _said(constant: Constant) -> str:
    text = str(constant)
    return text if len(text) <= 40 else f"{text[:37]}..."
