"""Scripted players: who stands in for people, and says and does it as people would.

They go by the script of the scenario: at an instant, so long after an event of the list, or once
a condition holds in their own nation's picture. What they do goes through the same operations as
what people do. They don't know what their nation's records don't say: an answer to a warning waits
until there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

from cspo.errors import CspoError
from cspo.exercise.doing import do, has_cause
from cspo.exercise.player_deeds import Deed, Done, PlayerDeed
from cspo.exercise.scenario import Scenario, Scripted
from cspo.exercise.white_cell import Msel
from cspo.node.runtime import Node
from cspo.operations.plan.vocabulary import PICTURE
from cspo.policy import Expression, Vocabulary, World, evaluate, parse
from cspo.time import Epoch

__all__ = ["Deed", "Done", "PlayerDeed", "Players", "Playing", "ScriptedPlayers"]

PATIENCE_S: Final = 7_200.0
"""So long a player waits for what it is to answer: a warning, a proposal."""


class Nodes(Protocol):
    """Who has the nodes of a play."""

    @property
    def nodes(self) -> Mapping[str, Node]:
        """By nation."""
        ...


class Playing(Protocol):
    """What players need of a play."""

    @property
    def cast(self) -> Nodes | None:
        """The nodes; None where they are not open."""
        ...

    @property
    def msel(self) -> Msel:
        """The events list at work."""
        ...


class Players(Protocol):
    """Who acts in a round in people's place."""

    def due(self, t: Epoch, worlds: Mapping[str, World], play: Playing) -> Sequence[Deed]:
        """What is to be done now."""
        ...

    def do(self, deed: Deed, play: Playing) -> Done:
        """Do it, at the nation's node."""
        ...

    def held(self) -> Mapping[str, str]:
        """Since when what they wait for has held, by name: UTC."""
        ...

    def restore(self, done: Iterable[str], held: Mapping[str, str]) -> None:
        """Take up a play: lines of the script of these names were done, and held so long."""
        ...


class ScriptedPlayers:
    """The players of a scenario's script.

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
        self._scenario = scenario
        self._starts = Epoch.from_utc(scenario.starts_utc)
        self._when: dict[int, Expression] = {
            line.number: parse(line.when, vocabulary) for line in scenario.script if line.when
        }
        self._held: dict[int, Epoch] = {}
        self._done: set[str] = set()

    def held(self) -> dict[str, str]:
        """Since when the conditions of lines of the script have held, by name: UTC."""
        return {_name(number): t.utc_iso(9) for number, t in sorted(self._held.items())}

    def restore(self, done: Iterable[str], held: Mapping[str, str]) -> None:
        """Take up a play: lines of these names were done, and conditions `held` so long."""
        self._done.update(done)
        for line in self._scenario.script:
            if _name(line.number) in held:
                self._held[line.number] = Epoch.from_utc(held[_name(line.number)])

    def due(self, t: Epoch, worlds: Mapping[str, World], play: Playing) -> tuple[Deed, ...]:
        """What is to be done now, in the order of the script.

        A deed whose time has come waits, two hours at most, until its nation has what it answers.

        Parameters
        ----------
        worlds : mapping
            The picture of each nation, for conditions.
        """
        given = {line.event.number: line.due.t for line in play.msel.lines() if line.due}
        found = []
        for line in self._scenario.script:
            name = _name(line.number)
            if name in self._done:
                continue
            since = self._since(line, t, worlds, given)
            if since is None or t < since + line.after_s:
                continue
            deed = Deed(
                name=name, t=t, nation=line.by, do=PlayerDeed(line.do), arguments=line.arguments
            )
            if t < since + (line.after_s + PATIENCE_S) and not self._ready(deed, play):
                continue
            self._done.add(name)
            found.append(deed)
        return tuple(found)

    def do(self, deed: Deed, play: Playing) -> Done:
        """Do it, at the nation's node."""
        try:
            return do(self._scenario, _node(deed, play), deed)
        except CspoError as error:
            return Done(deed=deed, failed=str(error))

    def _ready(self, deed: Deed, play: Playing) -> bool:
        """Whether what it answers is there."""
        return has_cause(self._scenario, _node(deed, play), deed)

    def _since(
        self, line: Scripted, t: Epoch, worlds: Mapping[str, World], given: Mapping[int, Epoch]
    ) -> Epoch | None:
        """From when on its time counts; None: not yet."""
        if line.on_event is not None:
            return given.get(line.on_event)
        if line.number in self._when:
            if line.number not in self._held:
                world = worlds.get(line.by)
                if world is None or evaluate(self._when[line.number], world).holds is not True:
                    return None
                self._held[line.number] = t
            return self._held[line.number]
        return self._starts + (line.at_s or 0.0)


def _name(number: int) -> str:
    return f"script-{number}"


def _node(deed: Deed, play: Playing) -> Node:
    if play.cast is None:
        raise AssertionError(deed.name)
    return play.cast.nodes[deed.nation]
