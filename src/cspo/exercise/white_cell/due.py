"""What is due of an events list: an event that is put in, a condition that is put down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cspo.exercise.scenario import Change
from cspo.time import Epoch

__all__ = ["Cause", "Checked", "Due"]


class Cause(StrEnum):
    """What sets an event off."""

    TIME = "time"
    CONDITION = "condition"
    LATEST = "latest"
    """Its condition had not held by the instant that is the latest."""
    WHITE_CELL = "white-cell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An event that is to be put in now.

    Parameters
    ----------
    number : int
        Of the list; one beside the list has a number after all of these.
    t : Epoch
        Of the round.
    to : tuple of str
        Nations that learn of it; none: the directors alone.
    title, text : str
        What they are told.
    cause : Cause
    why : str
        What set it off, in words.
    change : Change or None
        What it changes in the world, by names of the scenario.
    action : mapping or None
        What a director lets it do to the world: of one beside the list.
    """

    number: int
    t: Epoch
    to: tuple[str, ...]
    title: str
    text: str = ""
    cause: Cause
    why: str = ""
    change: Change | None = None
    action: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a condition that is a measure said when it was asked.

    Parameters
    ----------
    inject : int
        Number of the event that has the measure.
    measure : str
        Its name.
    nation : str
        In whose picture.
    t : Epoch
        Of the round.
    holds : bool or None
        None: unknown.
    text : str
        The verdict in words.
    evidence : tuple of str
        Ids of the records that it rests on.
    """

    inject: int
    measure: str
    nation: str
    t: Epoch
    holds: bool | None
    text: str
    evidence: tuple[str, ...] = ()
