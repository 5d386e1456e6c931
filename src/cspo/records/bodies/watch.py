"""The watch: its log, its handover, and whom it can call."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from cspo.records.bodies.body import Body, Fault, Part
from cspo.records.bodies.fields import (
    FromOne,
    Language,
    Line,
    PartyText,
    RecordText,
    SubjectText,
    Text,
    Utc,
    Word,
)
from cspo.records.kinds import Kind

__all__ = [
    "KINDS",
    "ContactBody",
    "HandoverBody",
    "HandoverStep",
    "LogEntryBody",
    "OpenItem",
]


class LogEntryBody(Body, frozen=True, kw_only=True):
    """One entry in the log of a watch.

    Parameters
    ----------
    watch : word
    at_utc : UTC
        When it happened.
    role : line
        Who writes: an office, never a name.
    text : text
    event : object or event
    records : list of record
        What it is about.
    corrects : record
        The entry that it sets right, and in whose place it is read whole; entries
        are never changed.
    opens : line
        What remains to be done, as the next watch must read it; empty where nothing does.
    due_utc : UTC
        Until when that must be done; null where it can wait. Of what is put aside: when
        it returns.
    closes : list of record
        Entries of which what they opened is done, warnings whose end was found out, or
        alarms by their key.
    shelves : record
        A warning that is put aside until `due_utc`, for the reason in `text`.
    """

    watch: Word
    at_utc: Utc
    role: Line
    text: Text
    event: SubjectText = ""
    records: tuple[RecordText, ...] = ()
    corrects: RecordText | None = None
    opens: Line = ""
    due_utc: Utc | None = None
    closes: tuple[RecordText, ...] = ()
    shelves: RecordText | None = None

    def faults(self) -> Iterator[Fault]:
        """Only what remains to be done is due; what is closed stands there once."""
        if self.due_utc is not None and not self.opens and self.shelves is None:
            yield Fault("due_utc", "an instant where something remains to be done")
        if self.shelves is not None and self.due_utc is None:
            yield Fault("due_utc", "an instant at which what is put aside returns", "none")
        if len(set(self.closes)) != len(self.closes):
            yield Fault("closes", "each entry once", "one of them twice")

    def about(self) -> str:
        """The object or event."""
        return self.event


class OpenItem(Part, frozen=True, kw_only=True):
    """What the next watch must know of.

    Parameters
    ----------
    text : line
    event : object or event
    due_utc : UTC
        Null where it can wait.
    records : list of record
    item : line
        What tells it from the others: its kind and what that is about. It stays the
        same from one handover to the next.
    """

    text: Line
    event: SubjectText = ""
    due_utc: Utc | None = None
    records: tuple[RecordText, ...] = ()
    item: Line = ""


class HandoverStep(StrEnum):
    """A handover is one when it is accepted."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    """Not accepted: something is missing."""


class HandoverBody(Body, frozen=True, kw_only=True):
    """The watch is offered, and accepted by whoever takes it over.

    Parameters
    ----------
    watch : word
    step : HandoverStep
    offer : record
        The offer that is answered; null in an offer itself.
    at_utc : UTC
        When the watch changes hands.
    outgoing, incoming : line
        Offices, never names.
    open_items : list of OpenItem
        Most urgent first.
    note : text
        Whoever returns an offer says what is missing.
    """

    watch: Word
    step: HandoverStep
    offer: RecordText | None = None
    at_utc: Utc
    outgoing: Line
    incoming: Line
    open_items: tuple[OpenItem, ...] = ()
    note: Text = ""

    def faults(self) -> Iterator[Fault]:
        """An answer names its offer; who returns one says why."""
        if (self.step is HandoverStep.OFFERED) != (self.offer is None):
            yield Fault("offer", "the offer that is answered; none in an offer")
        if self.step is HandoverStep.RETURNED and not self.note:
            yield Fault("note", "what is missing", "nothing")


class ContactBody(Body, frozen=True, kw_only=True):
    """Whom to call, and when that was last tried.

    Parameters
    ----------
    party : party
    role : line
        An office, never a name.
    order : integer
        1 is called first.
    phone, email : line
    languages : list of language
    hours : line
        When it answers.
    checked_utc : UTC
        When somebody last called and got through; null where nobody ever has.
    checked_by : party
        Null with the former.
    """

    party: PartyText
    role: Line
    order: FromOne = 1
    phone: Line = ""
    email: Line = ""
    languages: tuple[Language, ...] = ()
    hours: Line = ""
    checked_utc: Utc | None = None
    checked_by: PartyText | None = None

    def faults(self) -> Iterator[Fault]:
        """There is a way to reach it, and a check has both its parts."""
        if not self.phone and not self.email:
            yield Fault("phone", "a telephone number or an address", "neither")
        if (self.checked_utc is None) != (self.checked_by is None):
            yield Fault("checked_by", "who checked, where it was checked")


KINDS = (
    Kind(
        name="log-entry", about="watch", body=LogEntryBody,
        coarsenable=(
            "at_utc:round-time", "event:drop", "records:drop", "corrects:drop",
            "due_utc:drop", "due_utc:round-time", "closes:drop", "shelves:drop",
        ),
    ),
    Kind(
        name="handover", about="watch", body=HandoverBody,
        coarsenable=("open_items.records:drop", "open_items.item:drop"),
    ),
    Kind(
        name="contact", about="party", body=ContactBody,
        coarsenable=("email:drop", "languages:drop", "hours:drop"),
    ),
)  # fmt: skip
