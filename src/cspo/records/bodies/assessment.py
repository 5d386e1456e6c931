"""What an assessment says beside its answer: of which hazard, how likely, how bad, what else."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from cspo.records.bodies.body import Fault, Part
from cspo.records.bodies.fields import (
    Line,
    NonNegative,
    Number,
    ObjectText,
    SourceText,
    Text,
    Word,
)
from cspo.records.bodies.words import Unit

__all__ = [
    "AssessedBy", "Gravity", "Harm", "Hazard", "Likelihood", "OtherReading", "Protection",
    "ProtectiveOption", "Term",
]  # fmt: skip


class Hazard(StrEnum):
    """What may do harm; interference, anomaly and behavior as somebody reports them."""

    CONJUNCTION = "conjunction"
    DEBRIS = "debris"
    LAUNCH_ACCESS = "launch-access"
    SPACE_WEATHER = "space-weather"
    INTERFERENCE = "interference"
    ANOMALY = "anomaly"
    FEED = "feed"
    SENSOR = "sensor"
    CREW = "crew"
    BEHAVIOR = "behavior"


class Harm(StrEnum):
    """What a likelihood is of."""

    LOSS = "loss"
    """The asset is hit or lost."""
    SHORTFALL = "shortfall"
    """Fewer work than the service needs."""
    HAPPENED = "happened"
    """It is so, or was so, as reported."""
    CLOSED = "closed"
    """Not to be used, as a share of the time."""
    EXPOSURE = "exposure"
    """It meets what it is known to be sensitive to."""


class AssessedBy(StrEnum):
    """Who or what makes an assessment."""

    COMPUTED = "computed"
    STATED = "stated"


class Gravity(StrEnum):
    """How bad it would be, by the criticality of what is hit."""

    UNKNOWN = "unknown"
    SLIGHT = "slight"
    SERIOUS = "serious"
    GRAVE = "grave"


class ProtectiveOption(StrEnum):
    """What an owner may do about it."""

    MOVE = "move"
    SAFE_MODE = "safe-mode"
    SWITCH_SERVICE = "switch-service"
    NOTIFY = "notify"


def _in_order(low: float | None, value: float | None, high: float | None) -> bool:
    known = [x for x in (low, value, high) if x is not None]
    return known == sorted(known)


class Term(Part, frozen=True, kw_only=True):
    """One number that a likelihood is made of.

    Parameters
    ----------
    name : line
        What it is: ``with norad:44506 at 2026-11-27T03:12Z``.
    value, low, high : number
        In `unit`; null where its source states none.
    unit : Unit
    object : object
        Which object of the asset it is about; empty: the whole.
    record : record
        The record that says so; empty where the reader may not know of it.
    text : line
        By which method, on what ground.
    """

    name: Line
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    unit: Unit = Unit.NONE
    object: ObjectText | None = None
    record: SourceText = ""
    text: Line = ""

    def faults(self) -> Iterator[Fault]:
        """Bounds in order."""
        if not _in_order(self.low, self.value, self.high):
            yield Fault("low", "low, value and high in order")


class Likelihood(Part, frozen=True, kw_only=True):
    """How likely it is, and how that comes about.

    Parameters
    ----------
    of : Harm
    value, low, high : number
        In `unit`; null: unknown, and the derivation says why.
    unit : Unit
        ``1``: a probability within `within_s`, 0 to 1.
    within_s : number
        The span that a probability is for, s.
    derivation : text
        The formula, with the numbers in it.
    terms : list of Term
        What goes into it, the largest first.
    left_out : line
        What of it is not counted; empty: nothing.
    """

    of: Harm
    value: NonNegative | None = None
    low: NonNegative | None = None
    high: NonNegative | None = None
    unit: Unit = Unit.NONE
    within_s: NonNegative | None = None
    derivation: Text = ""
    terms: tuple[Term, ...] = ()
    left_out: Line = ""

    def faults(self) -> Iterator[Fault]:
        """Bounds in order, a probability no more than one."""
        if not _in_order(self.low, self.value, self.high):
            yield Fault("low", "low, value and high in order")
        known = [x for x in (self.low, self.value, self.high) if x is not None]
        if self.unit is Unit.NONE and any(x > 1.0 for x in known):
            yield Fault("value", "a probability of at most 1", "more")


class OtherReading(Part, frozen=True, kw_only=True):
    """What else may explain the evidence, and why it is held to be less likely.

    Parameters
    ----------
    text : line
    why : line
    """

    text: Line
    why: Line = ""


class Protection(Part, frozen=True, kw_only=True):
    """What may be done about it.

    Parameters
    ----------
    option : ProtectiveOption
    text : line
    needs_s : number
        From the word to the effect, s.
    party : word
        Who does it; empty: not said.
    """

    option: ProtectiveOption
    text: Line = ""
    needs_s: NonNegative | None = None
    party: Word = ""
