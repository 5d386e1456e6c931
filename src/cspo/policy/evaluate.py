"""Whether an expression holds: Kleene's three values over bands, explained part by part.

Source: S. C. Kleene, Introduction to Metamathematics (1952), section 64, the
strong connectives; how much room there is follows the robustness of temporal
logics (G. Fainekos, G. Pappas, Theoretical Computer Science 410, 2009): the
least of what must hold, the greatest of what may.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cspo.errors import UsageError
from cspo.policy.asked import Asked, calls_in, evidence_of
from cspo.policy.comparing import alike, measured
from cspo.policy.reading import Value, World
from cspo.policy.tree import Call, Comparison, Constant, Expression, Junction, Known, Node, Not
from cspo.policy.unit import TEXT, TRUTH
from cspo.policy.verdict import CallReading, Step, Verdict

__all__ = ["evaluate"]

_MOST_SAID: Final = 8
"""Reasons in the text of a verdict; the tree has all."""

_MOST_REASON: Final = 400
"""Characters of each of them."""

_HEADS: Final = {True: "Holds", False: "Fails", None: "Unknown"}
_VERBS: Final = {True: "hold", False: "fail", None: "are unknown"}
_VERB: Final = {True: "holds", False: "fails", None: "is unknown"}


def evaluate(expression: Expression, world: World, *, near: float = 0.2) -> Verdict:
    """Ask the world, and say whether the expression holds, with the reasons.

    Each question is asked once, and all are, so that the explanation is whole.

    Parameters
    ----------
    expression : Expression
    world : World
        A `CspoError` from it makes the value unknown, with the error as the reason.
    near : float
        Share of a limit, 0 to 1: what holds by no more than this holds nearly.

    Raises
    ------
    UsageError
        Where *near* is no share, or the world answers in another unit than
        the vocabulary says.

    Examples
    --------
    >>> from cspo.policy import NUMBER, Function, Reading, Vocabulary, parse
    >>> class Sky:
    ...     def read(self, name, arguments):
    ...         return Reading(value=9e-5, low=8e-5, high=9.5e-5, unit=NUMBER, evidence=("4f2a",))
    >>> words = Vocabulary((Function(name="max_pc", unit=NUMBER, low=0.0, high=1.0),))
    >>> verdict = evaluate(parse("max_pc() < 1e-4", words), Sky())
    >>> print(verdict.standing, verdict.text)
    nearly Holds, but nearly not: max_pc() is 9e-5 (8e-5 to 9.5e-5), below 1e-4 by 5 %.
    """
    if not 0.0 <= near <= 1.0:
        raise UsageError("evaluate expression", "near", expected="0 to 1", got=str(near))
    asked = Asked(world, expression.calls)
    tree = _step(expression.root, asked)
    is_near = tree.holds is True and tree.margin is not None and tree.margin <= near
    return Verdict(
        holds=tree.holds,
        near=is_near,
        margin=tree.margin,
        text=_text(tree, near=is_near),
        readings=tuple(
            CallReading(call=call, reading=reading) for call, reading in asked.readings.items()
        ),
        evidence=tree.evidence,
        tree=tree,
    )


def _step(node: Node, asked: Asked) -> Step:
    """A truth with its verdict."""
    match node:
        case Comparison():
            return _compare(node, asked)
        case Junction():
            return _join(node, [_step(part, asked) for part in node.of])
        case Not():
            return _opposite(node, _step(node.operand, asked))
        case Known():
            return _known(node, asked)
        case Call():
            return asked.step(node)
    holds = bool(node.value) if isinstance(node, Constant) else None
    why = f"{node} is written"
    return Step(text=str(node), holds=holds, why=why, reasons=(why,))


def _compare(node: Comparison, asked: Asked) -> Step:
    match node.left.unit.kind:
        case "text":
            outcome = alike(node, _said(node.left, asked), _said(node.right, asked), asked)
        case "truth":
            left, right = _step(node.left, asked), _step(node.right, asked)
            outcome = alike(node, left.holds, right.holds, asked)
        case _:
            outcome = measured(node, asked)
    parts = tuple(asked.step(call) for call in calls_in(node))
    return Step(
        text=str(node), holds=outcome.holds, margin=outcome.margin, why=outcome.why,
        evidence=evidence_of(parts), reasons=(outcome.why,), parts=parts,
    )  # fmt: skip


def _said(node: Node, asked: Asked) -> Value | None:
    """A text; None where it is unknown."""
    return asked.readings[node].value if isinstance(node, Call) else _constant(node)


def _constant(node: Node) -> Value | None:
    return node.value if isinstance(node, Constant) else None


def _join(node: Junction, parts: list[Step]) -> Step:
    settles = node.word == "or"  # the value that one part alone settles all with
    values = [part.holds for part in parts]
    holds = settles if settles in values else None if None in values else not settles
    parts = [replace(part, decides=part.holds is holds) for part in parts]
    deciding = [part for part in parts if part.decides]
    verb = _VERB[holds] if len(deciding) == 1 else _VERBS[holds]
    return Step(
        text=str(node),
        holds=holds,
        margin=_joint_margin(deciding, holds=holds, all_must_give=holds is settles),
        why=f"{len(deciding)} of {len(parts)} {verb}",
        evidence=evidence_of(deciding),
        reasons=tuple(dict.fromkeys(reason for part in deciding for reason in part.reasons)),
        parts=tuple(parts),
    )


def _joint_margin(deciding: list[Step], *, holds: bool | None, all_must_give: bool) -> float | None:
    """The most room where all parts must give way to turn the whole, the least where one must."""
    rooms = [None if part.margin is None else abs(part.margin) for part in deciding]
    measured_rooms = [room for room in rooms if room is not None]
    if holds is None or not measured_rooms or (all_must_give and None in rooms):
        return None
    room = max(measured_rooms) if all_must_give else min(measured_rooms)
    return room if holds else -room


def _opposite(node: Not, part: Step) -> Step:
    return Step(
        text=str(node),
        holds=None if part.holds is None else not part.holds,
        margin=None if part.margin is None else -part.margin,
        why=f"what must not hold {_VERB[part.holds]}",
        evidence=part.evidence,
        reasons=part.reasons,
        parts=(part,),
    )


def _known(node: Known, asked: Asked) -> Step:
    operand = node.operand
    if operand.unit == TRUTH:
        known = _step(operand, asked).holds is not None
    elif operand.unit == TEXT:
        known = _said(operand, asked) is not None
    else:
        known = asked.span(operand).value is not None
    parts = tuple(asked.step(call) for call in calls_in(node))
    why = "; ".join(part.why for part in parts) or f"{operand} is written"
    return Step(
        text=str(node), holds=known, why=why, evidence=evidence_of(parts), reasons=(why,),
        parts=parts,
    )  # fmt: skip


def _text(tree: Step, *, near: bool) -> str:
    head = "Holds, but nearly not" if near else _HEADS[tree.holds]
    said = "; ".join(map(_cut, tree.reasons[:_MOST_SAID]))
    more = len(tree.reasons) - _MOST_SAID
    return f"{head}: {said}{f'; and {more} more' if more > 0 else ''}."


def _cut(reason: str) -> str:
    return reason if len(reason) <= _MOST_REASON else f"{reason[: _MOST_REASON - 3]}..."
