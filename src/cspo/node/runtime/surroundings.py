"""What reaches a node from the machine it runs on, besides its clock: this, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final

__all__ = ["THE_MACHINE", "Surroundings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a node takes from its machine.

    Parameters
    ----------
    seconds : callable
        Seconds that never go back: when partners are asked, and how long one that does not
        answer is left alone.
    spread : callable
        A number from 0 to 1, at random: by how much of itself such a pause is shortened.
    replayable : bool
        As a play of an exercise needs it: the salts of lineages of mode EXERCISE follow from the
        store's secret and the record, and what is written stays in the store's log until
        `SqliteStore.fold`. In other modes salts are random whatever stands here.
    """

    seconds: Callable[[], float] = monotonic
    spread: Callable[[], float] = random.random
    replayable: bool = False


THE_MACHINE: Final = Surroundings()
"""What a node takes where nothing else is said."""
