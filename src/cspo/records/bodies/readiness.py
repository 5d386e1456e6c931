"""What is ready, and who owes whom what."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from cspo.records.bodies.body import Body, Fault, Part
from cspo.records.bodies.fields import (
    Day,
    FromOne,
    Line,
    PartyText,
    Positive,
    RecordText,
    Text,
    Utc,
    Word,
)
from cspo.records.bodies.instants import window_faults
from cspo.records.kinds import Kind

__all__ = [
    "KINDS",
    "ObligationBody",
    "ObligationStatus",
    "Owed",
    "Qualification",
    "Readiness",
    "ReadinessBody",
    "ReadySubject",
    "Regime",
]


class ReadySubject(StrEnum):
    """What is reported ready or not."""

    FEED = "feed"
    """A source of one's own: a catalogue that is bought, a network of sensors."""
    SENSOR = "sensor"
    CREW = "crew"
    SERVICE = "service"
    SITE = "site"


class Readiness(StrEnum):
    """How ready it is."""

    READY = "ready"
    LIMITED = "limited"
    DOWN = "down"
    UNKNOWN = "unknown"


class Regime(StrEnum):
    """Sorts of orbits that a sensor may look at."""

    LEO = "leo"
    MEO = "meo"
    GEO = "geo"
    HEO = "heo"


class Qualification(Part, frozen=True, kw_only=True):
    """What somebody or something is qualified for.

    Parameters
    ----------
    name : line
        Of an office or a task, never of a person.
    expires : day
        The last day on which it holds; empty: it does not expire.
    """

    name: Line
    expires: Day = ""


class ReadinessBody(Body, frozen=True, kw_only=True):
    """Whether a feed, a sensor, a crew, a service or a site is ready, as its owner reports it.

    Parameters
    ----------
    subject : ReadySubject
    name : word
    title : line
    state : Readiness
    regimes : list of Regime
        Of a sensor: what it looks at, each once.
    from_utc : UTC
        From when on it is so.
    until_utc : UTC
        Until when the report is good; after that it is not known. Null: until the next.
    qualifications : list of Qualification
        Of a crew or a sensor.
    reason : line
        Why it is not ready, or what it can do.
    rests_on : list of record
    """

    subject: ReadySubject
    name: Word
    title: Line = ""
    state: Readiness
    regimes: tuple[Regime, ...] = ()
    from_utc: Utc
    until_utc: Utc | None = None
    qualifications: tuple[Qualification, ...] = ()
    reason: Line = ""
    rests_on: tuple[RecordText, ...] = ()

    def faults(self) -> Iterator[Fault]:
        """Regimes are a sensor's; a span in order."""
        if self.regimes and self.subject is not ReadySubject.SENSOR:
            yield Fault("regimes", "regimes of a sensor only")
        if len(set(self.regimes)) != len(self.regimes):
            yield Fault("regimes", "each once", "one of them twice")
        if self.until_utc is not None:
            yield from window_faults(self.from_utc, self.until_utc, "until_utc")


class Owed(StrEnum):
    """What sort of thing is owed."""

    REPORT = "report"
    CONTACT_CHECK = "contact-check"
    RELEASE = "release"
    REVIEW = "review"
    ACTION = "action"


class ObligationStatus(StrEnum):
    """Where an obligation stands by its creditor's word."""

    OPEN = "open"
    MET = "met"
    WAIVED = "waived"


class ObligationBody(Body, frozen=True, kw_only=True):
    """What a party owes others by some time, or what was agreed as an action.

    Parameters
    ----------
    name : word
        It stays the same from edition to edition.
    number : integer
        Of the edition, from 1.
    what : Owed
    owes : party
    to : list of party
        To whom; none: to all who read it.
    text : line
    from_utc : UTC
        From when on it is owed.
    due_utc : UTC
        Until when, the first time; null: at all times.
    every_s : number
        How often it comes again after that, s; null: once.
    expression : text
        What is true where it is met, in the language of assumptions; empty: people say so.
    status : ObligationStatus
    plan : line
        The plan that it belongs to, ``GBR/skynet-watch``; empty: none.
    note : line
        How it was met, or why it is waived.
    rests_on : list of record
        What it follows from, and what meets it.
    """

    name: Word
    number: FromOne
    what: Owed
    owes: PartyText
    to: tuple[PartyText, ...] = ()
    text: Line
    from_utc: Utc
    due_utc: Utc | None = None
    every_s: Positive | None = None
    expression: Text = ""
    status: ObligationStatus = ObligationStatus.OPEN
    plan: Line = ""
    note: Line = ""
    rests_on: tuple[RecordText, ...] = ()

    def faults(self) -> Iterator[Fault]:
        """What comes again has a first time; who waives says why."""
        if self.every_s is not None and self.due_utc is None:
            yield Fault("due_utc", "when it is due the first time", "none")
        if self.due_utc is not None:
            yield from window_faults(self.from_utc, self.due_utc, "due_utc")
        if self.status is ObligationStatus.WAIVED and not self.note:
            yield Fault("note", "why it is waived", "nothing")


KINDS = (
    Kind(
        name="readiness", about="sensor, crew, feed, service or site", body=ReadinessBody,
        coarsenable=(
            "title:drop", "regimes:drop", "from_utc:round-time", "until_utc:drop",
            "until_utc:round-time", "qualifications:drop", "reason:drop", "rests_on:drop",
        ),
    ),
    Kind(
        name="obligation", about="party", body=ObligationBody,
        coarsenable=(
            "due_utc:round-time", "expression:drop", "plan:drop", "note:drop", "rests_on:drop",
        ),
    ),
)  # fmt: skip
