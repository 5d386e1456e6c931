"""The answers to all that an expression asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cspo.errors import CspoError, UsageError
from cspo.policy.quantities import natural_span, span_of, span_of_reading
from cspo.policy.reading import Reading, World
from cspo.policy.span import ANYTHING, Span
from cspo.policy.tree import Call, Node, walk
from cspo.policy.verdict import Step
from cspo.policy.words import plain, say_reading

__all__ = ["Asked", "calls_in", "evidence_of"]


class Asked:
    """One answer for each call, asked once when this is made.

    Parameters
    ----------
    world : World
    calls : sequence of Call
    """

    def __init__(self, world: World, calls: Sequence[Call]) -> None:
        self.readings = {call: _ask(world, call) for call in calls}
        self.spans = {
            call: span_of_reading(reading, call.function)
            for call, reading in self.readings.items()
            if call.unit.kind in {"quantity", "instant"}
        }

    def span(self, node: Node) -> Span:
        """What a quantity or an instant may be."""
        return span_of(node, self.spans.__getitem__)

    def unknown(self, node: Node) -> list[Call]:
        """The calls in a part that gave no value."""
        return [call for call in calls_in(node) if not self.readings[call].known]

    def step(self, call: Call) -> Step:
        """What a call gave, as a leaf of the explanation."""
        reading = self.readings[call]
        span = self.spans.get(call)
        if span is not None and reading.value is reading.low is reading.high is None:
            span = ANYTHING  # what every answer lies between need not be said
        why = f"{call} is {say_reading(reading, span)}"
        return Step(
            text=str(call),
            holds=reading.value if isinstance(reading.value, bool) else None,
            why=why,
            evidence=tuple(dict.fromkeys(reading.evidence)),
            reasons=(why,),
        )


def calls_in(node: Node) -> list[Call]:
    """The calls in a part, each once."""
    return list(dict.fromkeys(part for part in walk(node) if isinstance(part, Call)))


def evidence_of(steps: Sequence[Step]) -> tuple[str, ...]:
    """Identities of the records that several parts rest on, each once."""
    return tuple(dict.fromkeys(record for step in steps for record in step.evidence))


def _ask(world: World, call: Call) -> Reading:
    arguments = {name: constant.value for name, constant in call.arguments}
    try:
        reading = world.read(call.function.name, arguments)
    except CspoError as error:
        return Reading(value=None, unit=call.unit, text=plain(str(error)))
    if reading.unit != call.unit:
        raise UsageError(
            "evaluate expression", str(call), expected=call.unit.name, got=reading.unit.name
        )
    natural = natural_span(call.function)
    if isinstance(reading.value, int | float) and not natural.low <= reading.value <= natural.high:
        text = f"{reading.value:g} was read, which it can't be"
        return replace(reading, value=None, low=None, high=None, text=text)
    text = plain(reading.text)
    return reading if text == reading.text else replace(reading, text=text)
