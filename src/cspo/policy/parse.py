"""Texts read as expressions, by precedence (V. Pratt, Top Down Operator Precedence, 1973)."""

from __future__ import annotations

from typing import Final

from cspo.policy.build import Builder, short
from cspo.policy.calls import read_call, unknown_function
from cspo.policy.constants import Tokens, read_constant
from cspo.policy.fault import fault_at
from cspo.policy.quantities import settled
from cspo.policy.tokens import tokens_of
from cspo.policy.tree import Comparison, Expression, Node, walk
from cspo.policy.unit import WRITTEN
from cspo.policy.vocabulary import RESERVED, Vocabulary

__all__ = ["POWERS", "parse"]

POWERS: Final = {
    "or": 1, "and": 2, "not": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "==": 4, "!=": 4,
    "+": 5, "-": 5, "*": 6, "/": 6,
}  # fmt: skip
"""How tightly each operator binds what stands beside it; a ``-`` before a value binds tightest."""

_SIGNED: Final = 7
_COMPARED: Final = POWERS["<"]


def parse(text: str, vocabulary: Vocabulary) -> Expression:
    """Read an expression, and refuse what has no meaning.

    Parameters
    ----------
    text : str
        At most 4,096 bytes.
    vocabulary : Vocabulary
        What it may call.

    Raises
    ------
    MalformedExpression
        With the line and column of the first thing that is wrong: not of the
        grammar, an unknown name, units that do not go together, a limit that
        can't be passed, too long, too deep. It is a `MalformedMessage`.
    UsageError
        Where *text* is no str.

    Examples
    --------
    >>> from cspo.policy import TIME_S, Function, Parameter
    >>> lag = Function(name="feed_lag", parameters=(Parameter(name="nation"),), unit=TIME_S)
    >>> words = Vocabulary((lag,))
    >>> print(parse('feed_lag("NOR")<10min', words))
    feed_lag(nation="NOR") < 10 min
    >>> parse('feed_lag("NOR") < 10 km', words)
    Traceback (most recent call last):
    cspo.policy.fault.MalformedExpression: line 1, column 19: expected a time, such as 10 min, \
got a length: 10 km (feed_lag(nation="NOR") is a time)
    """
    parser = _Parser(text, vocabulary)
    root = parser.whole()
    for node in walk(root):
        always = settled(node) if isinstance(node, Comparison) else None
        if always is not None:
            raise fault_at(
                text, node.start, "a limit that can be passed",
                f"{short(node)}, which always {'holds' if always else 'fails'}",
                "look at the exponent and the unit",
            )  # fmt: skip
    return Expression(root=root, text=text)


class _Parser:
    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self._tokens = Tokens(text, tokens_of(text))
        self._text = text
        self._vocabulary = vocabulary
        self._build = Builder(text)
        self._depth = 0

    def whole(self) -> Node:
        root = self._expression(0)
        if self._tokens.next.kind != "end":
            raise self._tokens.unexpected("an operator, or the end", self._hint_after())
        return self._build.truth(root, "as a whole")

    def _expression(self, power: int) -> Node:
        left = self._value(power)
        while True:
            word = self._operator()
            if word is None or POWERS[word] <= power:
                return left
            if word in {"and", "or"}:
                left = self._junction(word, left)
            elif POWERS[word] == _COMPARED:
                left = self._comparison(word, left)
            else:
                at = self._tokens.take().start
                left = self._build.arithmetic(word, left, self._expression(POWERS[word]), at)

    def _operator(self) -> str | None:
        """The operator that stands next, between two values."""
        token = self._tokens.next
        known = token.kind in {"sign", "name"} and token.text in POWERS and token.text != "not"
        return token.text if known else None

    def _junction(self, word: str, left: Node) -> Node:
        at = self._tokens.next.start
        of = [left]
        while self._operator() == word:
            self._tokens.take()
            of.append(self._expression(POWERS[word]))
        return self._build.junction(word, of, at)

    def _comparison(self, sign: str, left: Node) -> Node:
        at = self._tokens.take().start
        made = self._build.comparison(sign, left, self._expression(_COMPARED), at)
        after = self._operator()
        if after is not None and POWERS[after] == _COMPARED:
            raise self._tokens.unexpected("and, or, or the end", "write x < y and y < z")
        return made

    def _value(self, power: int) -> Node:
        """A value with what stands before it."""
        token = self._tokens.next
        if token.kind == "sign" and token.text == "-":
            self._tokens.take()
            return self._build.negative(self._within(_SIGNED), token.start)
        if token.kind == "sign" and token.text == "(":
            self._tokens.take()
            inner = self._within(0)
            self._tokens.need_sign(")", self._hint_after())
            return inner
        constant = read_constant(self._tokens)
        if constant is not None:
            return self._build.made(constant, constant.start)
        if token.kind != "name":
            hint = "write 0.5" if token.text == "." else ""
            raise self._tokens.unexpected("a number, a text, a function, (, - or not", hint)
        return self._named(power)

    def _within(self, power: int) -> Node:
        """An expression one level deeper."""
        self._depth += 1
        self._build.check_depth(self._depth, self._tokens.next.start)
        node = self._expression(power)
        self._depth -= 1
        return node

    def _named(self, power: int) -> Node:
        token = self._tokens.next
        match token.text:
            case "not":
                if power > POWERS["not"]:
                    raise self._tokens.unexpected("a value", "write (not x)")
                self._tokens.take()
                return self._build.opposite(self._within(POWERS["not"]), token.start)
            case "min" | "max":
                if not self._opens():
                    raise self._unfit()
                of = self._list()
                if len(of) < 2:
                    raise fault_at(
                        self._text, token.start, f"two or more values in {token.text}", "one"
                    )
                return self._build.extremum(token.text, of, token.start)
            case "known":
                self._tokens.take()
                self._tokens.need_sign("(")
                operand = self._within(0)
                self._tokens.need_sign(")", self._hint_after())
                return self._build.known(operand, token.start)
        if not self._opens():
            raise self._unfit()
        call = read_call(self._tokens, self._vocabulary, self._build)
        return self._build.made(call, call.start)

    def _opens(self) -> bool:
        """Whether a ``(`` follows the name that stands next."""
        after = self._tokens.ahead(1)
        return after.kind == "sign" and after.text == "("

    def _list(self) -> list[Node]:
        """Values in parentheses after a name."""
        self._tokens.take()
        self._tokens.need_sign("(")
        of = [self._within(0)]
        while self._tokens.take_sign(","):
            of.append(self._within(0))
        self._tokens.need_sign(")", self._hint_after())
        return of

    def _unfit(self) -> Exception:
        """The error that a name stands where a value should."""
        name = self._tokens.next.text
        if name.lower() in RESERVED:
            known = name.lower() if name != name.lower() else ""
            return self._tokens.unexpected("a value", f"write {known}" if known else "")
        if name in WRITTEN:
            return self._tokens.unexpected("a number before a unit")
        if self._vocabulary.get(name) is not None:
            return self._tokens.unexpected("a value", f"a function is called: {name}(...)")
        return unknown_function(self._tokens, self._vocabulary)

    def _hint_after(self) -> str:
        """What was perhaps meant by what stands where an operator could."""
        text = self._tokens.next.text
        if text == "=":
            return "write == to compare"
        return f"write {text.lower()}" if text.lower() in {"and", "or"} else ""
