"""Warnings to those who must act, and the page that everybody reads."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from cspo.records.bodies.body import Body, Fault, Part
from cspo.records.bodies.conjunction import CallPoint
from cspo.records.bodies.fields import (
    Fraction,
    FromOne,
    Language,
    Line,
    NonNegative,
    ObjectText,
    PartyText,
    SubjectText,
    Text,
    Utc,
    Word,
)
from cspo.records.bodies.words import Issue
from cspo.records.kinds import Kind

__all__ = ["KINDS", "Asks", "ChecklistItem", "Grounds", "NoticeBody", "Severity", "WarningBody",
           "issue_faults"]  # fmt: skip


class Severity(StrEnum):
    """How grave an event is, ascending, as release policies grade it."""

    ROUTINE = "routine"
    ADVISORY = "advisory"
    WARNING = "warning"
    EMERGENCY = "emergency"


class Asks(StrEnum):
    """What a warning asks for, ascending."""

    WATCH = "watch"
    BETTER_DATA = "better-data"
    ACTION = "action"


class Grounds(StrEnum):
    """What the orbits are that a warning rests on. Only the first can call for action."""

    DETERMINED = "determined"
    """Both orbits have covariances of their own, and neither is stale."""
    ELEMENTS = "elements"
    """One is an element set, or its covariance a stand-in."""
    STALE = "stale"
    """One is older than the limit of its regime."""
    UNSTATED = "unstated"
    """The source does not say, as in a form that was made coarser."""


class ChecklistItem(Part, frozen=True, kw_only=True):
    """One thing to do.

    Parameters
    ----------
    text : line
    by_utc : UTC
        Until when; null where that does not matter.
    """

    text: Line
    by_utc: Utc | None = None


class WarningBody(Body, frozen=True, kw_only=True):
    """A warning: to whom, about what, by which policy, and how long one can still act.

    Parameters
    ----------
    event : object or event
    to : list of party
        Who is warned.
    number : integer
        From 1; every update and the cancellation take the next.
    issue : Issue
    objects : list of object
    about_utc : UTC
        When what is warned of happens.
    act_by_utc : UTC
        The last useful moment to act; null where nothing can be done.
    miss_distance_km : number
        Of a conjunction, km.
    policy : word
        The policy whose threshold was passed.
    policy_version : integer
    rule : word
        Which rule of it.
    text : text
    checklist : list of ChecklistItem
        In order.
    call : list of CallPoint
        Whom to call.
    severity : Severity
    asks : Asks
    grounds : Grounds
    pc : number
        Probability of collision, 0 to 1; null where none may be reported.
    act_by_reason : text
        How `act_by_utc` was computed, or why there is none.
    changed : text
        What is material in the change since the number before.
    sources : list of line
        Whose conjunctions it rests on, the governing one first.
    """

    event: SubjectText
    to: tuple[PartyText, ...]
    number: FromOne
    issue: Issue
    objects: tuple[ObjectText, ...] = ()
    about_utc: Utc
    act_by_utc: Utc | None = None
    miss_distance_km: NonNegative | None = None
    policy: Word = ""
    policy_version: FromOne = 1
    rule: Word = ""
    text: Text = ""
    checklist: tuple[ChecklistItem, ...] = ()
    call: tuple[CallPoint, ...] = ()
    severity: Severity | None = None
    asks: Asks | None = None
    grounds: Grounds | None = None
    pc: Fraction | None = None
    act_by_reason: Text = ""
    changed: Text = ""
    sources: tuple[Line, ...] = ()

    def faults(self) -> Iterator[Fault]:
        """Somebody is warned, each once; the first is issued, the later ones say what they are."""
        if not self.to or len(set(self.to)) != len(self.to):
            yield Fault("to", "one or more parties, each once")
        if self.asks is Asks.ACTION and self.grounds not in {None, Grounds.DETERMINED}:
            yield Fault("asks", "action on determined orbits alone", "action on others")
        yield from issue_faults(self.number, self.issue)

    def about(self) -> str:
        """The event."""
        return self.event


class NoticeBody(Body, frozen=True, kw_only=True):
    """One page of plain text for the coalition.

    Parameters
    ----------
    event : object or event
    number : integer
        From 1; every update and the cancellation take the next.
    issue : Issue
    language : language
    title : line
    text : text
    serial : word
        Number of this page among those of its origin in one year, ``NOR-2026-0042``;
        the same in all languages.
    replaces : word
        The page that this one updates or cancels.
    """

    event: SubjectText = ""
    number: FromOne
    issue: Issue
    language: Language
    title: Line
    text: Text
    serial: Word = ""
    replaces: Word = ""

    def faults(self) -> Iterator[Fault]:
        """The first is issued, the later ones say what they are, and of which page."""
        yield from issue_faults(self.number, self.issue)
        if self.replaces and self.number == 1:
            yield Fault("replaces", "nothing with number 1")
        if self.serial and self.number > 1 and not self.replaces:
            yield Fault("replaces", "the page that this one updates or cancels", "nothing")
        if self.serial and self.serial == self.replaces:
            yield Fault("replaces", "another page than this one")

    def about(self) -> str:
        """The event."""
        return self.event


def issue_faults(number: int, issue: Issue) -> Iterator[Fault]:
    """Number 1 is issued; what comes after it updates or cancels."""
    if (number == 1) != (issue is Issue.ISSUED):
        yield Fault("issue", "issued with number 1, updated or cancelled after it", issue.value)


KINDS = (
    Kind(
        name="warning", about="event", body=WarningBody,
        coarsenable=(
            "event:round-time", "objects:drop", "about_utc:round-time", "act_by_utc:drop",
            "act_by_utc:round-time", "miss_distance_km:drop", "miss_distance_km:quantize",
            "policy:drop", "policy_version:drop", "rule:drop", "text:drop", "checklist:drop",
            "call:drop", "call.role:drop", "call.email:drop", "severity:drop", "asks:drop",
            "grounds:drop", "pc:drop", "act_by_reason:drop", "changed:drop", "sources:drop",
        ),
    ),
    Kind(name="notice", about="event", body=NoticeBody, coarsenable=()),
)  # fmt: skip
