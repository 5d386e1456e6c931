"""Trust's own records: what was decided, taken back, keyed and set aside."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from cspo.markings.mode import Mode
from cspo.records.bodies.body import Body, Fault
from cspo.records.bodies.fields import (
    Count,
    Digest,
    FromOne,
    KeyId,
    Line,
    PartyText,
    RecordText,
    Text,
    Utc,
    Word,
)
from cspo.records.kinds import Kind

__all__ = [
    "KINDS",
    "Instruction",
    "KeyChange",
    "KeyEventBody",
    "QuarantineNoteBody",
    "ReleaseChoice",
    "ReleaseDecisionBody",
    "WithdrawalBody",
]


class ReleaseChoice(StrEnum):
    """What was decided about a release."""

    RELEASED = "released"
    DEGRADED = "degraded"
    """Released as another record, made coarser."""
    WITHHELD = "withheld"
    WIDENED = "widened"
    IN_REVIEW = "in-review"


class ReleaseDecisionBody(Body, frozen=True, kw_only=True):
    """What was decided about the release of one record, and by which rule.

    Parameters
    ----------
    record : record
    choice : ReleaseChoice
    recipients : list of party
        Whom the decision is about, in order.
    released_as : record
        The coarser record; null where it is the same.
    rule : word
        The rule of the policy or of the marks that decided.
    policy : word
    policy_version : integer
    profile : word
        The release profile that made it coarser.
    reason : text
    decided_utc : UTC
    roles : list of line
        Offices of those who decided, never names: two for a widening; none where
        the policy alone did.
    review_by_utc : UTC
        Until when a review must end.
    """

    record: RecordText
    choice: ReleaseChoice
    recipients: tuple[PartyText, ...]
    released_as: RecordText | None = None
    rule: Word
    policy: Word
    policy_version: FromOne
    profile: Word = ""
    reason: Text = ""
    decided_utc: Utc
    roles: tuple[Line, ...] = ()
    review_by_utc: Utc | None = None

    def faults(self) -> Iterator[Fault]:
        """Parties in order; a widening has two persons; what was made coarser names its record."""
        if list(self.recipients) != sorted(set(self.recipients)):
            yield Fault("recipients", "parties in order, each once")
        if self.choice is ReleaseChoice.WIDENED and len(self.roles) < 2:
            yield Fault("roles", "two who decided", str(len(self.roles)))
        if (self.choice is ReleaseChoice.DEGRADED) != (self.released_as is not None):
            yield Fault("released_as", "the coarser record, where there is one")
        if self.choice is ReleaseChoice.WITHHELD and not self.reason:
            yield Fault("reason", "a reason for withholding", "nothing")


class Instruction(StrEnum):
    """What those who have a record should do with it."""

    DO_NOT_USE = "do-not-use"
    DELETE = "delete"
    REPLACE = "replace"


class WithdrawalBody(Body, frozen=True, kw_only=True):
    """A record is taken back. Those who have it are asked, and their answers are tracked.

    Parameters
    ----------
    record : record
    instruction : Instruction
    replaced_by : record
        Null where nothing takes its place.
    reason : text
    answer_by_utc : UTC
    """

    record: RecordText
    instruction: Instruction
    replaced_by: RecordText | None = None
    reason: Text
    answer_by_utc: Utc | None = None

    def faults(self) -> Iterator[Fault]:
        """What replaces is named."""
        if (self.instruction is Instruction.REPLACE) != (self.replaced_by is not None):
            yield Fault("replaced_by", "the record in its place, where it is to be replaced")


class KeyChange(StrEnum):
    """What happened to a key."""

    CREATED = "created"
    ROTATED = "rotated"
    REVOKED = "revoked"
    COMPROMISED = "compromised"
    EXPIRED = "expired"


class KeyEventBody(Body, frozen=True, kw_only=True):
    """A key came, went, or can no longer be trusted. The directory decides; this tells people.

    Parameters
    ----------
    key : key
    change : KeyChange
    modes : list of Mode
        What it signs.
    directory_version : integer
        The version of the key directory that says so.
    successor : key
        Null where there is none.
    untrusted_after_checkpoint : count
        Last checkpoint whose records it still vouches for; null where it is trusted.
    at_utc : UTC
    reason : text
    """

    key: KeyId
    change: KeyChange
    modes: tuple[Mode, ...] = ()
    directory_version: FromOne
    successor: KeyId | None = None
    untrusted_after_checkpoint: Count | None = None
    at_utc: Utc
    reason: Text = ""

    def faults(self) -> Iterator[Fault]:
        """A rotated key has a successor; a revoked one a last checkpoint."""
        if self.change is KeyChange.ROTATED and self.successor is None:
            yield Fault("successor", "the key that follows", "none")
        ended = self.change in {KeyChange.REVOKED, KeyChange.COMPROMISED}
        if ended != (self.untrusted_after_checkpoint is not None):
            yield Fault("untrusted_after_checkpoint", "a checkpoint where trust has ended")


class QuarantineNoteBody(Body, frozen=True, kw_only=True):
    """An entry of a feed was set aside: it stands in the chain and is used for nothing.

    Parameters
    ----------
    origin, recipient : party
        Of the feed.
    mode : Mode
    seq : integer
        Of the entry.
    code : word
        The verdict.
    frame_sha256 : SHA-256
        Of the bytes that came.
    at_utc : UTC
    note : line
    """

    origin: PartyText
    recipient: PartyText
    mode: Mode
    seq: FromOne
    code: Word
    frame_sha256: Digest
    at_utc: Utc
    note: Line = ""


KINDS = (
    Kind(
        name="release-decision", about="record", body=ReleaseDecisionBody,
        coarsenable=("profile:drop", "review_by_utc:drop"),
    ),
    Kind(name="withdrawal", about="record", body=WithdrawalBody, coarsenable=()),
    Kind(name="key-event", about="key", body=KeyEventBody, coarsenable=("reason:drop",)),
    Kind(
        name="quarantine-note", about="record", body=QuarantineNoteBody,
        coarsenable=("note:drop",),
    ),
)  # fmt: skip
