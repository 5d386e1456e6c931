"""How those who share an event come to an agreement: answers, offers, promises, statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from cspo.markings.parties import sponsor_of
from cspo.records.bodies.body import Body, Check, Fault, Part
from cspo.records.bodies.fields import (
    FromOne,
    KeyId,
    Line,
    NonNegative,
    ObjectText,
    PartyText,
    RecordText,
    SubjectText,
    Text,
    Utc,
    Vector,
    Word,
)
from cspo.records.bodies.instants import window_faults
from cspo.records.envelope import pae
from cspo.records.kinds import Kind

__all__ = [
    "JOINT_STATEMENT_TYPE",
    "KINDS",
    "AcknowledgementBody",
    "CommitmentBody",
    "CommitmentStatus",
    "Deed",
    "Default",
    "Joined",
    "Maneuvering",
    "OpinionBody",
    "Progress",
    "ProposalBody",
    "Stance",
    "StatementBody",
    "bytes_to_join",
]

JOINT_STATEMENT_TYPE: Final = "application/vnd.cspo.joint-statement+json"
"""What the signature of one who joins a statement is of."""

_SIGNATURE: Final = re.compile(r"[A-Za-z0-9+/]{85}[AQgw]==")
_BASE64_OF_64_BYTES = Check(
    "64 bytes in base64", lambda text: _SIGNATURE.fullmatch(text) is not None, "base64"
)


class Progress(StrEnum):
    """How far somebody has come with a record that asks for something."""

    RECEIVED = "received"
    ACTING = "acting"
    DONE = "done"


class Stance(StrEnum):
    """What somebody holds of a record."""

    CONCUR = "concur"
    DISSENT = "dissent"
    ABSTAIN = "abstain"


class Default(StrEnum):
    """What happens where nobody answers in time."""

    PROPOSER_MANEUVERS = "proposer-maneuvers"
    OTHER_MANEUVERS = "other-maneuvers"
    NOBODY_MANEUVERS = "nobody-maneuvers"


class Deed(StrEnum):
    """What is promised."""

    MANEUVER = "maneuver"
    HOLD = "hold"
    """Not to maneuver until the event is over."""
    SHARE_EPHEMERIS = "share-ephemeris"
    OBSERVE = "observe"


class CommitmentStatus(StrEnum):
    """Where a promise stands."""

    GIVEN = "given"
    CONFIRMED = "confirmed"
    FULFILLED = "fulfilled"
    WITHDRAWN = "withdrawn"
    DEFAULTED = "defaulted"
    """Nobody answered: what the proposal says for that case holds. It is nobody's promise."""


class AcknowledgementBody(Body, frozen=True, kw_only=True):
    """Somebody has a record, and acts on it, or has acted.

    Parameters
    ----------
    record : record
    progress : Progress
    role : line
        In what office; never a name.
    note : line
    """

    record: RecordText
    progress: Progress
    role: Line = ""
    note: Line = ""


class OpinionBody(Body, frozen=True, kw_only=True):
    """What a party holds of a record.

    Where the payload names an object, it is about what the record says of that object:
    to concur is to adopt its source there, to dissent to reject it, to abstain to take
    back either.

    Parameters
    ----------
    record : record
    stance : Stance
    reason : text
        A dissent has one.
    role : line
        In what office it was decided; never a name.
    until_utc : UTC
        Until when it is meant to hold; null: until the next. Of a plan: when it is to be
        looked at again.
    """

    record: RecordText
    stance: Stance
    reason: Text = ""
    role: Line = ""
    until_utc: Utc | None = None

    def faults(self) -> Iterator[Fault]:
        """Who dissents says why."""
        if self.stance is Stance.DISSENT and not self.reason:
            yield Fault("reason", "a reason for the dissent", "nothing")


class Maneuvering(Part, frozen=True, kw_only=True):
    """Who would maneuver, and how.

    Parameters
    ----------
    object : object
    party : party
        Who operates it.
    burn_utc : UTC
        When; null where it is left open.
    delta_v_rtn_km_s : vector
        In R, T, N, km/s.
    miss_distance_km : number
        What it would leave, km.
    """

    object: ObjectText
    party: PartyText
    burn_utc: Utc | None = None
    delta_v_rtn_km_s: Vector | None = None
    miss_distance_km: NonNegative | None = None


class ProposalBody(Body, frozen=True, kw_only=True):
    """Who should maneuver, by when, and what holds where nobody answers.

    Parameters
    ----------
    event : object or event
    number : integer
        From 1; a counter-proposal takes the next.
    counters : record
        The proposal that this one answers; null for a first one.
    to : party
        Whose answer counts; null where that is the party of *maneuvering*.
    maneuvering : Maneuvering
        Null proposes that nobody does.
    act_by_utc : UTC
        When it must have happened.
    answer_by_utc : UTC
        Until when an answer counts.
    default : Default
    rule : word
        The rule of right of way that it follows.
    reason : text
    """

    event: SubjectText
    number: FromOne
    counters: RecordText | None = None
    to: PartyText | None = None
    maneuvering: Maneuvering | None = None
    act_by_utc: Utc
    answer_by_utc: Utc
    default: Default
    rule: Word = ""
    reason: Text = ""

    def faults(self) -> Iterator[Fault]:
        """Counter-proposals answer one; answers are due before the deed."""
        if (self.number > 1) != (self.counters is not None):
            yield Fault("counters", "the proposal that this one answers, from number 2 on")
        yield from window_faults(self.answer_by_utc, self.act_by_utc, "act_by_utc")

    def about(self) -> str:
        """The event."""
        return self.event


class CommitmentBody(Body, frozen=True, kw_only=True):
    """A promise; or, where nobody promised, what holds by a proposal's default.

    Parameters
    ----------
    event : object or event
    party : party
        Who promises; of a default, who is to act.
    deed : Deed
    object : object
    by_utc : UTC
    status : CommitmentStatus
    proposal : record
        The proposal that it accepts; null where there was none.
    confirms : record
        The other side's promise that this one confirms; null where there is none.
    note : line
    """

    event: SubjectText
    party: PartyText
    deed: Deed
    object: ObjectText
    by_utc: Utc
    status: CommitmentStatus
    proposal: RecordText | None = None
    confirms: RecordText | None = None
    note: Line = ""

    def faults(self) -> Iterator[Fault]:
        """A default is one of a proposal."""
        if self.status is CommitmentStatus.DEFAULTED and self.proposal is None:
            yield Fault("proposal", "the proposal whose default holds", "nothing")

    def about(self) -> str:
        """The event."""
        return self.event


class Joined(Part, frozen=True, kw_only=True):
    """The signature of one who joins a statement, over `bytes_to_join`.

    Parameters
    ----------
    party : party
    key : key
        Of that party's directory.
    signature_base64 : base64
        Ed25519, 64 bytes.
    """

    party: PartyText
    key: KeyId
    signature_base64: Annotated[Line, _BASE64_OF_64_BYTES]

    def faults(self) -> Iterator[Fault]:
        """The key is in the directory of the party, or of the nation that sponsors it."""
        if self.key.partition("#")[0] != sponsor_of(self.party):
            yield Fault("key", "a key of that party's nation", "another nation's")


class StatementBody(Body, frozen=True, kw_only=True):
    """What several parties say together.

    Parameters
    ----------
    event : object or event
    title : line
    text : text
    rests_on : list of record
        What it rests on, in the order of the text.
    joined : list of Joined
        Each party once, in order.
    """

    event: SubjectText = ""
    title: Line
    text: Text
    rests_on: tuple[RecordText, ...] = ()
    joined: tuple[Joined, ...] = ()

    def faults(self) -> Iterator[Fault]:
        """Those who join stand in order, each once."""
        parties = [each.party for each in self.joined]
        if parties != sorted(set(parties)):
            yield Fault("joined", "parties in order, each once")

    def about(self) -> str:
        """The event."""
        return self.event


def bytes_to_join(statement: StatementBody) -> bytes:
    """The bytes that those who join a statement sign: its body without anybody's signature.

    They are DSSE's pre-authentication encoding under `JOINT_STATEMENT_TYPE`, so that
    the signature says nothing as that of a record.

    Examples
    --------
    >>> bytes_to_join(StatementBody(title="A", text="B"))[-24:]
    b'{"title":"A","text":"B"}'
    """
    alone = msgspec.structs.replace(statement, joined=())
    return pae(JOINT_STATEMENT_TYPE, msgspec.json.encode(alone))


KINDS = (
    Kind(
        name="acknowledgement", about="record", body=AcknowledgementBody,
        coarsenable=("role:drop", "note:drop"),
    ),
    Kind(name="opinion", about="record", body=OpinionBody, coarsenable=()),
    Kind(
        name="proposal", about="event", body=ProposalBody,
        coarsenable=(
            "event:round-time", "maneuvering.burn_utc:drop", "maneuvering.burn_utc:round-time",
            "maneuvering.delta_v_rtn_km_s:drop", "maneuvering.delta_v_rtn_km_s:quantize",
            "maneuvering.miss_distance_km:drop", "maneuvering.miss_distance_km:quantize",
            "rule:drop", "reason:drop",
        ),
    ),
    Kind(
        name="commitment", about="event", body=CommitmentBody,
        coarsenable=("event:round-time", "by_utc:round-time", "note:drop"),
    ),
    Kind(name="statement", about="event", body=StatementBody, coarsenable=()),
)  # fmt: skip
