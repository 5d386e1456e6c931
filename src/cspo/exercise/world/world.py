"""The world: a pure function of the scenario, its seed and what was done so far."""

from __future__ import annotations

from typing import Any

from cspo.errors import UsageError
from cspo.exercise.world.telling import Input, TruthEvent, WorldAction
from cspo.time import Epoch

__all__ = ["World"]


class World:
    """A world that moves on when it is told to.

    Parameters
    ----------
    scenario : Scenario

    Attributes
    ----------
    t : Epoch
        Where it has got to.
    truth : list of TruthEvent
        What truly happened, in the order in which it was put down; only ever appended to.
    """

    def __init__(self, scenario: Any) -> None:
        self.scenario = scenario
        self.t = Epoch.from_utc(scenario.starts_utc)
        self.truth: list[TruthEvent] = []

    def begin(self) -> tuple[Input, ...]:
        """What every nation has when the exercise begins."""
        return ()

    def step(self, until: Epoch) -> tuple[Input, ...]:
        """Move on; what reaches nations until then, in the order of its arrival.

        Raises
        ------
        UsageError
            For an instant before that where the world has got to.
        """
        if until < self.t:
            raise UsageError(
                "step world", expected=f"an instant from {self.t} on", got=str(until),
                hint="a world moves on only",
            )  # fmt: skip
        self.t = until
        return ()

    def act(self, action: WorldAction) -> None:
        """Do something to the world at an instant to which it has not moved on yet, or now.

        Raises
        ------
        UsageError
            Where the object is unknown or another's, the instant is past, or an argument is no
            such; the world is as it was.
        """
        raise UsageError("act on world", action.what.value, expected="a world that can be acted on")
