"""The events list at work: what is due in a round, by the clock, by a condition, by an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from cspo.errors import UsageError
from cspo.exercise.scenario import Event, Measure, Scenario
from cspo.exercise.white_cell.commands import Command, How, Order
from cspo.exercise.white_cell.due import Cause, Checked, Due
from cspo.operations.plan.vocabulary import PICTURE
from cspo.policy import Expression, Verdict, Vocabulary, World, evaluate, parse
from cspo.time import Epoch
from cspo.time.spans import span_words

__all__ = ["WORD_TITLE", "Msel", "MselLine", "MselState"]

WORD_TITLE: Final = "A word of the white cell"
"""Title of what is no event: the white cell speaks to players."""
_NEVER_ASKED: Final = "not asked yet"


class MselState(StrEnum):
    """Where an event of the list stands."""

    WAITING = "waiting"
    HELD = "held"
    GIVEN = "given"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class MselLine:
    """An event of the list, and where it stands.

    Parameters
    ----------
    event : Event
    state : MselState
    due : Due or None
        As it was put in.
    reading : str
        Its condition as it was when it was last asked.
    """

    event: Event
    state: MselState
    due: Due | None = None
    reading: str = ""


class Msel:
    """The events list of a scenario, stepped by whoever plays it.

    In each round, in this order: `order` for each inject command, `due`, `checks`. What was given
    before a crash is told again by `restore`.

    Parameters
    ----------
    scenario : Scenario
    vocabulary : Vocabulary
        What conditions may ask.

    Raises
    ------
    MalformedMessage
        Where a condition is not of the language.
    """

    def __init__(self, scenario: Scenario, vocabulary: Vocabulary = PICTURE) -> None:
        self.scenario = scenario
        self.starts = Epoch.from_utc(scenario.starts_utc)
        self._events = {event.number: event for event in scenario.events}
        self._when: dict[int, Expression] = {
            event.number: parse(event.when, vocabulary) for event in scenario.events if event.when
        }
        self._asks = [
            (event, measure, parse(measure.condition, vocabulary))
            for event in scenario.events
            for measure in event.measures
            if measure.metric == "condition"
        ]
        self._state = dict.fromkeys(self._events, MselState.WAITING)
        self._given: dict[int, Due] = {}
        self._readings: dict[int, str] = dict.fromkeys(self._when, _NEVER_ASKED)
        self._checked: set[str] = set()
        self._ordered: list[Command] = []
        self._next = max([*self._events, 0]) + 1

    def order(self, command: Command) -> None:
        """Take an order of the white cell about the list; what it gives is due in this round.

        Raises
        ------
        UsageError
            Where the event is not of the list, was given already, or nobody plays it.
        """
        given = command.arguments
        if command.what is not Order.INJECT:
            raise UsageError("take an order", command.what.value, expected="an inject")
        number = given.get("number")
        if number is None:
            strange = sorted(set(given["to"]) - set(self.scenario.nations))
            if strange:
                raise UsageError("inject", strange[0], expected="a nation that plays")
            self._ordered.append(command)
            return
        if number not in self._events:
            raise UsageError("inject", str(number), expected="the number of an event of the list")
        if self._state[number] is MselState.GIVEN or number in self._pending():
            raise UsageError("inject", str(number), expected="an event that is still to come",
                             got="one that was given")  # fmt: skip
        match How(given.get("how", How.GIVE)):
            case How.GIVE:
                self._ordered.append(command)
            case How.HOLD:
                self._state[number] = MselState.HELD
            case How.FREE:
                self._state[number] = MselState.WAITING
            case How.SKIP:
                self._state[number] = MselState.SKIPPED

    def due(self, t: Epoch, worlds: Mapping[str, World]) -> tuple[Due, ...]:
        """What is put in at *t*: what was ordered, then the list in the order of its numbers.

        Parameters
        ----------
        t : Epoch
            Of the round; it never goes back.
        worlds : mapping
            By nation, its picture as the language of assumptions asks it.
        """
        found = [self._by_order(command, t) for command in self._ordered]
        self._ordered.clear()
        for number, event in self._events.items():
            if self._state[number] is MselState.WAITING:
                cause, why = self._set_off(event, t, worlds)
                if cause is not None:
                    found.append(self._give(event, t, cause, why))
        return tuple(found)

    def checks(
        self, t: Epoch, worlds: Mapping[str, World], *, ends: bool = False
    ) -> tuple[Checked, ...]:
        """Measures that are a condition, once their instant has come, nation by nation.

        Parameters
        ----------
        ends : bool
            It is the last round: those without an instant are asked now.
        """
        found: list[Checked] = []
        for event, measure, expression in self._asks:
            at_s = self.scenario.duration_s if measure.at_s is None else measure.at_s
            if measure.name in self._checked or (t < self.starts + at_s and not ends):
                continue
            self._checked.add(measure.name)
            for nation in self._of(measure):
                verdict = _asked(expression, worlds.get(nation))
                found.append(
                    Checked(
                        inject=event.number, measure=measure.name, nation=nation, t=t,
                        holds=None if verdict is None else verdict.holds,
                        text="its node gave no answer" if verdict is None else verdict.text,
                        evidence=() if verdict is None else verdict.evidence,
                    )
                )  # fmt: skip
        return tuple(found)

    def restore(
        self, given: Sequence[Due], checked: Sequence[Checked], orders: Sequence[Command] = ()
    ) -> None:
        """Take up what was recorded before; *orders* about events that were not given."""
        for command in orders:
            number, how = command.arguments.get("number"), command.arguments.get("how", How.GIVE)
            if command.what is Order.INJECT and number in self._events and how != How.GIVE:
                self.order(command)
        for due in given:
            self._given[due.number] = due
            if due.number in self._state:
                self._state[due.number] = MselState.GIVEN
            self._next = max(self._next, due.number + 1)
        self._checked.update(each.measure for each in checked)

    def lines(self) -> tuple[MselLine, ...]:
        """The whole list, for the white cell alone."""
        return tuple(
            MselLine(
                event=event, state=self._state[number], due=self._given.get(number),
                reading=self._readings.get(number, ""),
            )
            for number, event in self._events.items()
        )  # fmt: skip

    def beside(self) -> tuple[Due, ...]:
        """What the white cell put in that is not of the list."""
        return tuple(due for n, due in sorted(self._given.items()) if n not in self._events)

    def _pending(self) -> set[int]:
        return {each.arguments.get("number", 0) for each in self._ordered}

    def _of(self, measure: Measure) -> tuple[str, ...]:
        return measure.of or self.scenario.nations

    def _set_off(
        self, event: Event, t: Epoch, worlds: Mapping[str, World]
    ) -> tuple[Cause | None, str]:
        """What sets an event off in this round; None where nothing does."""
        if event.at_s is not None:
            came = t >= self.starts + event.at_s
            return (Cause.TIME, f"{span_words(event.at_s)} after the begin") if came else (None, "")
        if t < self.starts + event.from_s:
            return None, ""
        if event.until_s is not None and t >= self.starts + event.until_s:
            return (
                Cause.LATEST,
                f"its condition had not held {span_words(event.until_s)} after the begin",
            )
        verdict = _asked(self._when[event.number], worlds.get(event.of))
        self._readings[event.number] = (
            f"{event.of} gave no answer" if verdict is None else verdict.text
        )
        if verdict is None or verdict.holds is not True:
            return None, ""
        return Cause.CONDITION, f"{event.of}: {verdict.text}"

    def _by_order(self, command: Command, t: Epoch) -> Due:
        given: Mapping[str, Any] = command.arguments
        if "number" in given:
            why = "ordered by the white cell"
            return self._give(self._events[given["number"]], t, Cause.WHITE_CELL, why)
        due = Due(
            number=self._next, t=t, to=tuple(sorted(given["to"])), title=given["title"],
            text=given.get("text", ""), cause=Cause.WHITE_CELL,
            why="beside the list", action=given.get("action"),
        )  # fmt: skip
        self._next += 1
        self._given[due.number] = due
        return due

    def _give(self, event: Event, t: Epoch, cause: Cause, why: str) -> Due:
        due = Due(
            number=event.number, t=t, to=event.to, title=event.title, text=event.text,
            cause=cause, why=why, change=event.world_action,
        )  # fmt: skip
        self._state[event.number] = MselState.GIVEN
        self._given[event.number] = due
        return due


def _asked(expression: Expression, world: World | None) -> Verdict | None:
    return None if world is None else evaluate(expression, world)
