"""A play: an exercise that runs, or stands still, on the nodes of its folder."""

from __future__ import annotations

from enum import StrEnum
from queue import SimpleQueue
from typing import Protocol

from cspo.exercise.play.clock import PlayClock
from cspo.exercise.play.folder import PlayFolder
from cspo.exercise.scenario import Scenario
from cspo.exercise.white_cell import Command
from cspo.exercise.world import TruthEvent
from cspo.node.runtime import Node
from cspo.time import Epoch

__all__ = ["Play", "PlayState"]


class PlayState(StrEnum):
    """What a play is doing."""

    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"
    """Its time is up, or it was ended."""


class Play(Protocol):
    """What whoever directs or shows a play may count on."""

    folder: PlayFolder
    scenario: Scenario
    clock: PlayClock
    commands: SimpleQueue[Command]
    """What the white cell orders; carried out at the next round. Any thread may put one in."""

    @property
    def nodes(self) -> dict[str, Node]:
        """The nodes, by nation; real ones."""
        ...

    @property
    def state(self) -> PlayState:
        """What it is doing."""
        ...

    @property
    def round(self) -> int:
        """Number of the last whole round; 0 before the first."""
        ...

    @property
    def t(self) -> Epoch:
        """The instant of the last round."""
        ...

    @property
    def speed(self) -> float | None:
        """Seconds of the world in one of the machine; None: as fast as the machine goes."""
        ...

    @property
    def behind_s(self) -> float:
        """By how much the machine can't follow, s of the world."""
        ...

    @property
    def truth(self) -> list[TruthEvent]:
        """What truly happened so far; only ever appended to."""
        ...

    def order(self, command: Command) -> int:
        """Put a command in and wake the play; its number."""
        ...
