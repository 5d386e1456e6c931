"""Who plays a scenario, what for, and the plans that they start with."""

from __future__ import annotations

from typing import Literal

from cspo.exercise.scenario.fields import (
    Condition,
    FromOne,
    Line,
    Nation,
    Party,
    SomeLine,
    Text,
    Word,
)
from cspo.exercise.scenario.part import Part

__all__ = ["Assumption", "Cell", "Objective", "Participant", "StartingPlan"]


class Objective(Part, frozen=True, kw_only=True):
    """What an exercise is to find out, or to train.

    Parameters
    ----------
    name : word
    text : line
    """

    name: Word
    text: SomeLine


class Cell(Part, frozen=True, kw_only=True):
    """People who sit together: one screen, one task.

    Parameters
    ----------
    name : word
    role : word
        What they may do at their node; ``director`` is the white cell, and plays for nobody.
    text : line
    """

    name: Word
    role: Literal["watch", "release", "operator", "plans", "viewer", "director"] = "watch"
    text: Line = ""


class Participant(Part, frozen=True, kw_only=True):
    """A nation that plays: it has a node.

    Parameters
    ----------
    nation : nation
    cells : list of Cell
    """

    nation: Nation
    cells: tuple[Cell, ...] = ()


class Assumption(Part, frozen=True, kw_only=True):
    """What must hold for a plan to make sense.

    Parameters
    ----------
    text : line
    expression : text
        In the language of assumptions.
    """

    text: SomeLine
    expression: Condition


class StartingPlan(Part, frozen=True, kw_only=True):
    """A plan that a nation has in force when the exercise begins.

    Parameters
    ----------
    name : word
    number : integer
        Of the edition.
    nation : nation
        Whose.
    releasable_to : list of party
        Who else has it.
    objective : text
    steps : list of line
        In order, done by the nation.
    assumptions : list of Assumption
    """

    name: Word
    number: FromOne = 1
    nation: Nation
    releasable_to: tuple[Party, ...] = ()
    objective: Text
    steps: tuple[SomeLine, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
