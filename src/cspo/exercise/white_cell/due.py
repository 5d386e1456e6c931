"""What is due of an events list: an event that is put in, a condition that is put down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from cspo.errors import CspoError, MalformedMessage
from cspo.exercise.scenario import Change
from cspo.time import Epoch

__all__ = ["Cause", "Checked", "Due"]

_DIGITS = 9


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

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "number": self.number, "t_utc": self.t.utc_iso(_DIGITS), "to": list(self.to),
            "title": self.title, "text": self.text, "cause": self.cause.value, "why": self.why,
            "change": None if self.change is None else {
                "sets_off": list(self.change.sets_off), "ends": list(self.change.ends),
            },
            "action": None if self.action is None else dict(self.action),
        }  # fmt: skip

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Self:
        """Back from `as_dict`.

        Raises
        ------
        MalformedMessage
            Where it is none.
        """
        try:
            change, action = given["change"], given["action"]
            return cls(
                number=int(given["number"]), t=Epoch.from_utc(given["t_utc"]),
                to=tuple(map(str, given["to"])), title=str(given["title"]),
                text=str(given["text"]), cause=Cause(given["cause"]), why=str(given["why"]),
                change=None if change is None else Change(
                    sets_off=tuple(change["sets_off"]), ends=tuple(change["ends"])
                ),
                action=None if action is None else dict(action),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError, CspoError) as error:
            raise _malformed("an inject", error) from error


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

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "inject": self.inject, "measure": self.measure, "nation": self.nation,
            "t_utc": self.t.utc_iso(_DIGITS), "holds": self.holds, "text": self.text,
            "evidence": list(self.evidence),
        }  # fmt: skip

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Self:
        """Back from `as_dict`.

        Raises
        ------
        MalformedMessage
            Where it is none.
        """
        try:
            holds = given["holds"]
            return cls(
                inject=int(given["inject"]), measure=str(given["measure"]),
                nation=str(given["nation"]), t=Epoch.from_utc(given["t_utc"]),
                holds=None if holds is None else bool(holds), text=str(given["text"]),
                evidence=tuple(map(str, given["evidence"])),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError, CspoError) as error:
            raise _malformed("a verdict", error) from error


def _malformed(what: str, error: Exception) -> MalformedMessage:
    return MalformedMessage(
        f"read {what} of an exercise", expected=f"{what} as as_dict writes it",
        got=f"{type(error).__name__}: {error}"[:120],
    )  # fmt: skip
