"""Parts of an expression put together, their units checked, their number and depth limited."""

from __future__ import annotations

from typing import Final, TypeVar, cast

from cspo.policy.fault import MalformedExpression, fault_at
from cspo.policy.tree import (
    Arithmetic,
    Compared,
    Comparison,
    Constant,
    Extreme,
    Extremum,
    Junction,
    Known,
    Negative,
    Node,
    Not,
    Sign,
    Word,
    parts_of,
)
from cspo.policy.unit import INSTANT, TIME_S, TRUTH, Unit

__all__ = ["MOST_DEPTH", "MOST_PARTS", "Builder", "a_value_of", "short"]

MOST_DEPTH: Final = 32
"""Of parts within parts, parentheses counted."""

MOST_PARTS: Final = 200
"""Of an expression, the constants in calls counted."""

AnyNode = TypeVar("AnyNode", bound=Node)


def a_value_of(unit: Unit) -> str:
    """What should have stood in a place, with an example: ``a time, such as 10 min``."""
    return f"{unit.name}, such as {unit.example}" if unit.example else unit.name


class Builder:
    """Makes parts; each is counted, and refused with its place where it has no meaning.

    Parameters
    ----------
    text : str
        The expression, for the places of errors.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._count = 0
        self._depths: dict[int, int] = {}

    def made(self, node: AnyNode, at: int) -> AnyNode:
        """A part, counted.

        Raises
        ------
        MalformedExpression
            At the character *at*, where there are too many or they stand too deep.
        """
        self._count += 1
        if self._count > MOST_PARTS:
            raise fault_at(
                self._text, at, f"at most {MOST_PARTS} parts", "more",
                "split it into several assumptions",
            )  # fmt: skip
        depth = 1 + max((self._depths.get(id(part), 1) for part in parts_of(node)), default=0)
        self._depths[id(node)] = depth
        self.check_depth(depth, at)
        return node

    def check_depth(self, depth: int, at: int) -> None:
        """Refuse what stands too deep."""
        if depth > MOST_DEPTH:
            raise fault_at(
                self._text, at, f"at most {MOST_DEPTH} levels of parts within parts", "more",
                "split it into several assumptions",
            )  # fmt: skip

    def truth(self, node: Node, of: str) -> Node:
        """The part itself, which must be true or false."""
        if node.unit != TRUTH:
            raise fault_at(
                self._text, node.start, f"true or false {of}", f"{node.unit.name}",
                "compare it: x < y",
            )  # fmt: skip
        return node

    def negative(self, node: Node, at: int) -> Node:
        """A quantity with its sign changed."""
        if node.unit.kind != "quantity":
            raise fault_at(self._text, node.start, "a quantity after -", node.unit.name)
        return self.made(Negative(unit=node.unit, start=at, operand=node), at)

    def opposite(self, node: Node, at: int) -> Node:
        """The opposite of a truth."""
        operand = self.truth(node, "after not")
        return self.made(Not(unit=TRUTH, start=at, operand=operand), at)

    def junction(self, word: str, of: list[Node], at: int) -> Node:
        """All or any of several truths."""
        parts = tuple(self.truth(part, f"beside {word}") for part in of)
        made = Junction(unit=TRUTH, start=of[0].start, word=cast("Word", word), of=parts)
        return self.made(made, at)

    def known(self, node: Node, at: int) -> Node:
        """Whether something is known."""
        return self.made(Known(unit=TRUTH, start=at, operand=node), at)

    def extremum(self, word: str, of: list[Node], at: int) -> Node:
        """The least or greatest of quantities of one unit, or of instants."""
        for part in of:
            if part.unit.kind not in {"quantity", "instant"}:
                raise fault_at(self._text, part.start, f"a quantity in {word}", part.unit.name)
            if part.unit != of[0].unit:
                raise self._mismatch(part, of[0])
        made = Extremum(unit=of[0].unit, start=at, word=cast("Extreme", word), of=tuple(of))
        return self.made(made, at)

    def comparison(self, sign: str, left: Node, right: Node, at: int) -> Node:
        """One value against another of the same unit."""
        if left.unit != right.unit:
            raise self._mismatch(right, left)
        if left.unit.kind in {"text", "truth"} and sign not in {"==", "!="}:
            raise fault_at(
                self._text, at, f"== or != between values that are {left.unit.name}", sign
            )
        made = Comparison(
            unit=TRUTH, start=left.start, sign=cast("Compared", sign), left=left, right=right
        )
        return self.made(made, at)

    def arithmetic(self, sign: str, left: Node, right: Node, at: int) -> Node:
        """A sum, difference, product or quotient with its unit."""
        unit = self._unit_of(sign, left, right, at)
        if sign == "/" and isinstance(right, Constant) and right.value == 0.0:
            raise fault_at(self._text, right.start, "a divisor", "0")
        made = Arithmetic(
            unit=unit, start=left.start, sign=cast("Sign", sign), left=left, right=right
        )
        return self.made(made, at)

    def _unit_of(self, sign: str, left: Node, right: Node, at: int) -> Unit:
        kinds = (left.unit.kind, right.unit.kind)
        if kinds == ("quantity", "quantity"):
            if sign == "*":
                return left.unit * right.unit
            if sign == "/":
                return left.unit / right.unit
            if left.unit != right.unit:
                raise self._mismatch(right, left)
            return left.unit
        if kinds == ("instant", "instant") and sign == "-":
            return TIME_S
        if kinds == ("instant", "quantity") and sign in "+-" and right.unit == TIME_S:
            return INSTANT
        if kinds == ("quantity", "instant") and sign == "+" and left.unit == TIME_S:
            return INSTANT
        raise fault_at(
            self._text, at, "quantities, or an instant and a time",
            f"{left.unit.name} {sign} {right.unit.name}",
        )  # fmt: skip

    def _mismatch(self, node: Node, other: Node) -> MalformedExpression:
        """Two parts that do not go together; the constant is the one that is wrong."""
        if isinstance(other, Constant) and not isinstance(node, Constant):
            node, other = other, node
        return fault_at(
            self._text, node.start, a_value_of(other.unit),
            f"{node.unit.name}: {short(node)}", f"{short(other)} is {other.unit.name}",
        )  # fmt: skip


def short(node: Node) -> str:
    """A part as an error shows it."""
    text = str(node)
    return text if len(text) <= 60 else f"{text[:57]}..."
