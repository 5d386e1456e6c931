"""One value against another: whether it holds, with how much room, and why."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from cspo.policy import span as spans
from cspo.policy.asked import Asked, calls_in
from cspo.policy.reading import Value
from cspo.policy.span import Span
from cspo.policy.tree import Comparison, Constant, Node, write_instant
from cspo.policy.words import relation, say_room, say_span, scale_of

__all__ = ["Outcome", "alike", "measured"]

_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Outcome(NamedTuple):
    """Whether a comparison holds, with how much room, and why."""

    holds: bool | None
    margin: float | None
    why: str


def measured(node: Comparison, asked: Asked) -> Outcome:
    """Of quantities or instants; what is read stands first in the words, the limit second."""
    left, sign, right = _with_limit_last(node)
    a, b = asked.span(left), asked.span(right)
    holds = spans.compared(a, sign, b)
    scale = scale_of(left.unit, (a, b), right)
    said = f"{left} is {say_span(a, left.unit, scale, b)}"
    limit = str(right)
    if not isinstance(right, Constant):
        limit += f", which is {say_span(b, right.unit, scale, a)}"
    if holds is None:
        return Outcome(None, None, _why_unknown(node, asked, f"{said}, on both sides of {limit}"))
    margin = None if left.unit.kind == "instant" else _margin(a, sign, b, holds=holds)
    room = "" if margin is None else say_room(margin)
    stands = relation(sign, left.unit, holds=holds)
    return Outcome(holds, margin, f"{said}, {stands} {limit}{room}{_notes(node, asked)}")


def alike(node: Comparison, left: Value | None, right: Value | None, asked: Asked) -> Outcome:
    """Of texts or truths, which are equal or not."""
    if left is None or right is None:
        return Outcome(None, None, _why_unknown(node, asked, f"{node} is unknown"))
    holds = (left == right) is (node.sign == "==")
    whys = "; ".join(asked.step(call).why for call in calls_in(node)) or f"{node} is written"
    other = node.right if isinstance(node.right, Constant) else node.left
    written = f", {relation(node.sign, node.left.unit, holds=holds)} {other}"
    return Outcome(holds, None, f"{whys}{written if isinstance(other, Constant) else ''}")


def _with_limit_last(node: Comparison) -> tuple[Node, str, Node]:
    if not calls_in(node.left) and calls_in(node.right):
        return node.right, _MIRRORED.get(node.sign, node.sign), node.left
    return node.left, node.sign, node.right


def _why_unknown(node: Comparison, asked: Asked, otherwise: str) -> str:
    unknown = asked.unknown(node)
    if unknown:
        return "; ".join(asked.step(call).why for call in unknown)
    if node.left.unit.kind in {"quantity", "instant"}:
        for part in (node.left, node.right):
            if asked.span(part).value is None:
                return f"{part} has no value: a divisor may be 0, or it is too large"
    return otherwise


def _notes(node: Comparison, asked: Asked) -> str:
    """Since when what was read has been so, and why what is unknown is."""
    readings = [asked.readings[call] for call in calls_in(node)]
    since = [reading.since for reading in readings if reading.since is not None]
    notes = [reading.text for reading in readings if reading.text and not reading.known]
    if since:
        notes.insert(0, f"since {write_instant(max(since))}")
    return "".join(f", {note}" for note in dict.fromkeys(notes))


def _margin(a: Span, sign: str, b: Span, *, holds: bool) -> float | None:
    """Room between the nearest edges, as a share of the limit; where that is 0, of the value."""
    if sign in {"==", "!="}:
        return None
    below = (sign in {"<", "<="}) is holds
    edge = a.high if below else a.low
    room = b.low - edge if below else edge - b.high
    size = abs(b.value) if b.value else abs(edge)
    if room and (not size or not math.isfinite(room / size)):
        return None
    share = room / size if room else 0.0
    return share if holds else -share
