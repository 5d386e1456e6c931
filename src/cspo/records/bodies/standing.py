"""How plans stand: what became of an assumption, since when, by which readings."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from cspo.records.bodies.body import Body, Fault, Part
from cspo.records.bodies.fields import FromOne, Line, Number, RecordText, Text, Utc, Word
from cspo.records.kinds import Kind

__all__ = ["KINDS", "PlanFindingBody", "PlanReading", "PlanStanding", "PlanSubject"]


class PlanSubject(StrEnum):
    """What assumes something."""

    PLAN = "plan"
    POLICY = "policy"


class PlanStanding(StrEnum):
    """How an assumption stands."""

    HOLDS = "holds"
    NEARLY = "nearly"
    """It holds, but by little."""
    UNKNOWN = "unknown"
    FAILS = "fails"


class PlanReading(Part, frozen=True, kw_only=True):
    """One question to the picture, and its answer.

    Parameters
    ----------
    call : text
        As the language writes it.
    value, low, high : number
        In `unit`; null where unknown, or where the answer is no number.
    said : line
        The answer that is no number: a text, true or false, an instant.
    unit : word
    since_utc : UTC
        Since when it has been so.
    text : line
        Why it is unknown, or what else there is to say.
    rests_on : list of record
    """

    call: Text
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    said: Line = ""
    unit: Word = "1"
    since_utc: Utc | None = None
    text: Line = ""
    rests_on: tuple[RecordText, ...] = ()

    def faults(self) -> Iterator[Fault]:
        """Bounds in order; a number or words, not both."""
        known = [x for x in (self.low, self.value, self.high) if x is not None]
        if known != sorted(known):
            yield Fault("low", "low, value and high in order")
        if self.value is not None and self.said:
            yield Fault("said", "nothing beside a number")


class PlanFindingBody(Body, frozen=True, kw_only=True):
    """What became of an assumption of a plan or policy, as its owner's node sees it.

    Parameters
    ----------
    subject : PlanSubject
    name : word
        Of the plan.
    number : integer
        Of its edition.
    plan : record
        That edition.
    assumption : integer
        Which, from 1.
    expression : text
    flag : integer
        Of the flags of this assumption, from 1. A later version of the record says that
        it became worse before a new flag was due.
    standing : PlanStanding
    was : PlanStanding
        What was last told of it; null: nothing was.
    since_utc : UTC
        Since when it stands so.
    seen_utc : UTC
        When the node saw it.
    why : text
        The verdict in words.
    margin : number
        Room to the limit as a share of the limit; negative where it fails.
    readings : list of PlanReading
    rests_on : list of record
        What the verdict rests on.
    """

    subject: PlanSubject
    name: Word
    number: FromOne
    plan: RecordText
    assumption: FromOne
    expression: Text
    flag: FromOne
    standing: PlanStanding
    was: PlanStanding | None = None
    since_utc: Utc
    seen_utc: Utc
    why: Text = ""
    margin: Number | None = None
    readings: tuple[PlanReading, ...] = ()
    rests_on: tuple[RecordText, ...] = ()


KINDS = (
    Kind(
        name="plan-finding", about="plan", body=PlanFindingBody,
        coarsenable=(
            "since_utc:round-time", "why:drop", "margin:drop", "margin:quantize",
            "readings:drop", "rests_on:drop",
        ),
    ),
)  # fmt: skip
