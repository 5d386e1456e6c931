"""What may happen, what to do then, and by which rules."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise

from cspo.records.bodies.assessment import (
    AssessedBy,
    Gravity,
    Hazard,
    Likelihood,
    OtherReading,
    Protection,
)
from cspo.records.bodies.body import Body, Fault, Part
from cspo.records.bodies.fields import (
    Day,
    Digest,
    FromOne,
    Line,
    Number,
    ObjectText,
    PartyText,
    Positive,
    RecordText,
    Text,
    Utc,
    Word,
)
from cspo.records.bodies.instants import window_faults
from cspo.records.bodies.words import Confidence, Unit
from cspo.records.kinds import Kind

__all__ = [
    "KINDS",
    "AssessmentBody",
    "Assumption",
    "Finding",
    "PlanBody",
    "PlanStatus",
    "PlanStep",
    "PolicyBody",
    "Subject",
    "Unit",
]


class Subject(StrEnum):
    """What an assessment is of."""

    ASSET = "asset"
    SERVICE = "service"
    SHELL = "shell"
    EVENT = "event"


class Finding(Part, frozen=True, kw_only=True):
    """One number of an assessment, with its unit in a column of its own.

    Parameters
    ----------
    name : line
        What was found.
    value : number
        In `unit`; null where it has no bearing.
    low, high : number
        Between which it lies with 95 %, in `unit`.
    unit : Unit
    text : line
    """

    name: Line
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    unit: Unit = Unit.NONE
    text: Line = ""

    def faults(self) -> Iterator[Fault]:
        """Bounds in order."""
        known = [x for x in (self.low, self.value, self.high) if x is not None]
        if known != sorted(known):
            yield Fault("low", "low, value and high in order")


class Assumption(Part, frozen=True, kw_only=True):
    """What must hold for the rest to hold.

    Parameters
    ----------
    text : line
    holds : bool
        Null where nobody has looked.
    checked_utc : UTC
    expression : text
        The same for machines, in the language of assumptions; empty: only people check it.
    """

    text: Line
    holds: bool | None = None
    checked_utc: Utc | None = None
    expression: Text = ""


class AssessmentBody(Body, frozen=True, kw_only=True):
    """What something would mean, for an asset, a service or a shell of orbits.

    Parameters
    ----------
    subject : Subject
    name : word
        Which one: an identity, or a name such as ``gnss-timing`` or ``leo-500-550``.
    title : line
        Its name as people write it.
    hazard : Hazard
        What may do the harm; null: all that is known together, or a study.
    question : line
    answer : text
    likelihood : Likelihood
    gravity : Gravity
    consequence : text
        What follows, and for whom.
    criticality : word
        Of the subject, as its owner states it: ``vital``, ``important``, ``useful``.
    owner : word
        A party; empty: not known.
    users : list of word
        Parties that use it.
    services : list of word
        That rest on it.
    shell : word
        Where the subject flies: ``leo-500-550``, ``meo``, ``geo``, ``heo``; empty: not said.
    objects : list of object
        What flies of the subject.
    confidence : Confidence
    findings : list of Finding
    assumptions : list of Assumption
    alternatives : list of OtherReading
    protections : list of Protection
    assessed_by : AssessedBy
        Null: a study that a person asked for.
    stated_by : line
        The office that states it, never a name.
    changed : line
        Why it was made anew; empty where it is the first.
    method : line
        With its version.
    from_utc, until_utc : UTC
        The span that it is for.
    rests_on : list of record
    """

    subject: Subject
    name: Word
    title: Line = ""
    hazard: Hazard | None = None
    question: Line
    answer: Text
    likelihood: Likelihood | None = None
    gravity: Gravity | None = None
    consequence: Text = ""
    criticality: Word = ""
    owner: Word = ""
    users: tuple[Word, ...] = ()
    services: tuple[Word, ...] = ()
    shell: Word = ""
    objects: tuple[ObjectText, ...] = ()
    confidence: Confidence
    findings: tuple[Finding, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    alternatives: tuple[OtherReading, ...] = ()
    protections: tuple[Protection, ...] = ()
    assessed_by: AssessedBy | None = None
    stated_by: Line = ""
    changed: Line = ""
    method: Line = ""
    from_utc: Utc | None = None
    until_utc: Utc | None = None
    rests_on: tuple[RecordText, ...] = ()

    def faults(self) -> Iterator[Fault]:
        """A likelihood is of a hazard or of all, and says for how long it is meant."""
        if self.assessed_by is not None and self.likelihood is None:
            yield Fault("likelihood", "how likely it is, or that it is unknown", "nothing")
        if self.assessed_by is not None and (self.from_utc is None or self.until_utc is None):
            yield Fault("until_utc", "the span that it is for", "nothing")
        if self.from_utc is not None and self.until_utc is not None:
            yield from window_faults(self.from_utc, self.until_utc, "until_utc")


class PlanStatus(StrEnum):
    """Where a plan stands."""

    DRAFT = "draft"
    AGREED = "agreed"
    ACTIVE = "active"
    DONE = "done"
    CANCELLED = "cancelled"


class PlanStep(Part, frozen=True, kw_only=True):
    """One step.

    Parameters
    ----------
    number : integer
        From 1, in order.
    party : party
        Who does it.
    text : line
    start_utc, stop_utc : UTC
    after : list of integer
        Steps that come first.
    """

    number: FromOne
    party: PartyText
    text: Line
    start_utc: Utc | None = None
    stop_utc: Utc | None = None
    after: tuple[FromOne, ...] = ()


class PlanBody(Body, frozen=True, kw_only=True):
    """Who does what, when, and what must hold so that it makes sense.

    Parameters
    ----------
    name : word
    number : integer
        Of the edition, from 1.
    status : PlanStatus
    objective : text
    steps : list of PlanStep
    assumptions : list of Assumption
    rests_on : list of record
    title : line
        In words.
    owner : line
        The office that is told when an assumption does not hold, never a name.
    answer_within_s : number
        How long after that somebody has to say what comes of it, s; null: a day.
    review_every_s : number
        How often it is reviewed, s; null: never.
    reason : line
        Why this edition was made.
    """

    name: Word
    number: FromOne
    status: PlanStatus
    objective: Text
    steps: tuple[PlanStep, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    rests_on: tuple[RecordText, ...] = ()
    title: Line = ""
    owner: Line = ""
    answer_within_s: Positive | None = None
    review_every_s: Positive | None = None
    reason: Line = ""

    def faults(self) -> Iterator[Fault]:
        """Numbers rise, and a step waits only for earlier ones."""
        if any(a.number >= b.number for a, b in pairwise(self.steps)):
            yield Fault("steps.number", "numbers that rise")
        known: set[int] = set()
        for step in self.steps:
            if not known.issuperset(step.after):
                yield Fault("steps.after", "earlier steps", "another")
            known.add(step.number)


class PolicyBody(Body, frozen=True, kw_only=True):
    """A policy in force, whole and readable.

    Parameters
    ----------
    name : word
    number : integer
        Version, from 1.
    in_force_from : day
    in_force_until : day
    format : word
        Of the text: ``toml``, ``text``.
    text : text
        The policy, where it fits on two pages.
    sha256 : SHA-256
        Of the policy's file.
    title : line
        In words.
    owner : line
        The office that is told when an assumption does not hold, never a name.
    assumptions : list of Assumption
        What must hold for the policy to make sense.
    answer_within_s, review_every_s : number
        As of a plan, s.
    reason : line
        Why this version was made.
    """

    name: Word
    number: FromOne
    in_force_from: Day
    in_force_until: Day = ""
    format: Word = "toml"
    text: Text = ""
    sha256: Digest
    title: Line = ""
    owner: Line = ""
    assumptions: tuple[Assumption, ...] = ()
    answer_within_s: Positive | None = None
    review_every_s: Positive | None = None
    reason: Line = ""

    def faults(self) -> Iterator[Fault]:
        """It ends after it begins."""
        if self.in_force_until and self.in_force_until < self.in_force_from:
            yield Fault("in_force_until", "a day that is not before the first")


KINDS = (
    Kind(
        name="assessment", about="asset, service or shell", body=AssessmentBody,
        coarsenable=(
            "findings:drop", "findings.value:quantize", "findings.low:quantize",
            "findings.high:quantize", "findings.text:drop", "assumptions:drop", "method:drop",
            "rests_on:drop", "likelihood.terms:drop", "likelihood.derivation:drop",
            "likelihood.left_out:drop", "consequence:drop", "criticality:drop", "owner:drop",
            "users:drop", "services:drop", "shell:drop", "objects:drop", "alternatives:drop",
            "protections:drop", "stated_by:drop", "changed:drop",
        ),
    ),
    Kind(
        name="plan", about="event, service or shell", body=PlanBody,
        coarsenable=(
            "steps.start_utc:drop", "steps.start_utc:round-time", "steps.stop_utc:drop",
            "steps.stop_utc:round-time", "assumptions:drop", "rests_on:drop", "owner:drop",
            "reason:drop",
        ),
    ),
    Kind(
        name="policy", about="party", body=PolicyBody,
        coarsenable=("text:drop", "assumptions:drop", "owner:drop", "reason:drop"),
    ),
)  # fmt: skip
