"""An assessment as a book has it: the record's word, its place in its line, others' opinions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from msgspec.structs import replace as replace_mark

from cspo.markings.label import Label
from cspo.markings.lattice import dominates
from cspo.records.bodies.assessment import AssessedBy, Hazard
from cspo.records.bodies.coordination import OpinionBody, Stance
from cspo.records.bodies.planning import AssessmentBody, Subject
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = [
    "Assessed", "LineKey", "Opinion", "Standing", "SubjectKey", "assessed_of", "full_name",
    "is_called", "left_behind", "opinion_of", "subject_of",
]  # fmt: skip


SubjectKey = tuple[str, str]
"""What an assessment is of, whoever calls it how: one object, or a kind of subject and a name."""

LineKey = tuple[str, str, str, Hazard | None, AssessedBy | str]
"""Origin, sort and name of the subject, hazard, by whom or what: along this line one assessment
takes the place of another."""


_MOST_OF_ONE: Final = 50
"""Opinions of one party on one assessment; its last word counts."""


class Standing(StrEnum):
    """Where an assessment stands."""

    LATEST = "latest"
    """The last of its line that the reader may see: of a later one that is not for them nothing
    tells, neither a word nor that this one is gone."""
    EXPIRED = "expired"
    """The last of its line, and past its time: not counted."""
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a party says of an assessment; its last word counts."""

    record_id: str
    origin: str
    stance: Stance
    reason: str
    role: str
    label: Label
    t: Epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """One assessment.

    Parameters
    ----------
    record_id, origin : str
    t : Epoch
        When it was made.
    version : int
    supersedes : str
        The record in whose place it comes; empty: none.
    label : Label
    body : AssessmentBody
    opinions : tuple of Opinion
        What parties say of this very record.
    withdrawn : bool
        Its origin has taken it back.
    """

    record_id: str
    origin: str
    t: Epoch
    version: int
    supersedes: str
    label: Label
    body: AssessmentBody
    opinions: tuple[Opinion, ...] = ()
    withdrawn: bool = False

    @property
    def subject(self) -> SubjectKey:
        """What it is of."""
        return subject_of(self.body, self.origin)

    @property
    def full_name(self) -> str:
        """Its name with the owner, as rows of services have it."""
        return full_name(self.body, self.origin)

    @property
    def line(self) -> LineKey:
        """Along which one takes another's place; a study stands for itself."""
        body = self.body
        by = self.record_id if body.assessed_by is None else body.assessed_by
        return (self.origin, body.subject.value, body.name.casefold(), body.hazard, by)

    @property
    def until(self) -> Epoch | None:
        """Until when it is meant to hold; None: not said."""
        text = self.body.until_utc
        return None if text is None else Epoch.from_utc(text)

    @property
    def order(self) -> tuple[int, int, str]:
        """Of two of one line the greater counts."""
        return (self.version, self.t.tai_ns, self.record_id)

    def is_over(self, t: Epoch) -> bool:
        """Whether its time is past."""
        return self.until is not None and self.until <= t

    def with_opinion(self, opinion: Opinion) -> Assessed:
        """The same with one more opinion, in the order of who speaks and when; of each the last."""
        each = sorted((*self.opinions, opinion), key=lambda o: (o.origin, o.t.tai_ns, o.record_id))
        own = [o for o in each if o.origin == opinion.origin]
        gone = own[: max(0, len(own) - _MOST_OF_ONE)]
        return replace(self, opinions=tuple(o for o in each if o not in gone))


def subject_of(body: AssessmentBody, origin: str) -> SubjectKey:
    """What a body is of, so that two nations' names of it meet and others don't.

    One object is known by its identity. What has none, a constellation or a service, by its owner
    and its name: that of another owner, or of a nation's own file without one, is another.
    """
    if len(body.objects) == 1 and body.subject is Subject.ASSET:
        return ("object", body.objects[0])
    if body.subject in {Subject.ASSET, Subject.SERVICE}:
        return (body.subject.value, full_name(body, origin).casefold())
    return (body.subject.value, body.name.casefold())


def is_called(assessed: Assessed, subject: str) -> bool:
    """Whether an assessment is of what somebody names so.

    Parameters
    ----------
    subject : str
        Its name, with its owner before it or without, its title in any case, or the identity
        of an object of it.
    """
    body, named = assessed.body, subject.casefold()
    names = (body.name, body.title, assessed.full_name)
    return any(named == name.casefold() for name in names) or subject in body.objects


def left_behind(line: Iterable[Assessed], last: Assessed, t: Epoch) -> tuple[str, ...]:
    """To whom an earlier word stays the latest: parties on its mark and not on that of the last.

    Nobody tells them that there is a later one. Who may see both can take the earlier one back, or
    release a form of the later. Where the level rose or an access came to it, all who lack that
    are named as one: ``those not cleared for S``.

    Parameters
    ----------
    line : iterable of Assessed
        All of the line that the reader may see.
    last : Assessed
        The last of these.
    t : Epoch
        What is past its time by then keeps nobody.
    """
    earlier = [
        each.label for each in line
        if each.order < last.order and not each.withdrawn and not each.is_over(t)
        and not dominates(each.label, last.label)
    ]  # fmt: skip
    parties = {party for label in earlier for party in label.releasable_to}
    alike = replace_mark(last.label, releasable_to=())
    rose = any(not dominates(replace_mark(label, releasable_to=()), alike) for label in earlier)
    level = "//".join((last.label.classification, *last.label.caveats))
    return (
        *sorted(parties.difference(last.label.releasable_to)),
        *([f"those not cleared for {level}"] if rose else []),
    )


def full_name(body: AssessmentBody, origin: str) -> str:
    """A name with its owner, or else with who assesses it: ``GBR/milsatcom``."""
    return f"{body.owner or origin}/{body.name}"


def assessed_of(record: Record, body: AssessmentBody) -> Assessed:
    """An assessment as its record has it."""
    payload = record.payload
    return Assessed(
        record_id=record.id, origin=payload.origin, t=Epoch.from_utc(payload.t_created),
        version=payload.version, supersedes=payload.supersedes, label=payload.label, body=body,
    )  # fmt: skip


def opinion_of(record: Record, body: OpinionBody) -> Opinion:
    """An opinion as its record has it."""
    payload = record.payload
    return Opinion(
        record_id=record.id, origin=payload.origin, stance=body.stance, reason=body.reason,
        role=body.role, label=payload.label, t=Epoch.from_utc(payload.t_created),
    )  # fmt: skip
