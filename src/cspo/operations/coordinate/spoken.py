"""What one record says in a conversation, and for whom its origin may speak."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.derive import body_of
from cspo.records.bodies.coordination import (
    AcknowledgementBody,
    CommitmentBody,
    OpinionBody,
    Progress,
    ProposalBody,
)
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = [
    "RECEIPT",
    "SPOKEN_KINDS",
    "Spoken",
    "SpokenBody",
    "side_of",
    "speaks_for",
    "spoken_from",
]

SPOKEN_KINDS: Final = ("acknowledgement", "commitment", "opinion", "proposal")
"""The kinds of which conversations are made."""

RECEIPT: Final = "node, on receipt"
"""The office in which a node acknowledges a proposal when it comes: nobody has looked at it yet."""

SpokenBody: TypeAlias = AcknowledgementBody | CommitmentBody | OpinionBody | ProposalBody


@dataclass(frozen=True, slots=True)
class Spoken:
    """One record of a conversation.

    Parameters
    ----------
    id : str
        Of the record.
    origin : str
        Who says it.
    mode : Mode
    t : Epoch
        When its origin made it, by the origin's clock. When it came to us is no
        part of it: the two sides would differ.
    body : AcknowledgementBody, CommitmentBody, OpinionBody or ProposalBody
    label : Label
        Its mark, which whoever asks for it must be let through by.
    """

    id: str
    origin: str
    mode: Mode
    t: Epoch
    body: SpokenBody
    label: Label

    @property
    def order(self) -> tuple[int, str]:
        """What two nodes sort by, whenever they got it."""
        return self.t.tai_ns, self.id

    @property
    def about(self) -> str:
        """The record that it speaks of: a proposal, as a rule; empty where it speaks of none."""
        body = self.body
        if isinstance(body, CommitmentBody):
            return body.proposal or ""
        return body.counters or "" if isinstance(body, ProposalBody) else body.record

    def taken_back(self) -> Spoken | None:
        """What is left of it where its origin takes it back; None: nothing.

        That its origin had what it spoke of stays said: else whoever let the time for an answer
        pass could take back that it ever ran.
        """
        if not self.about:
            return None
        body = AcknowledgementBody(record=self.about, progress=Progress.RECEIVED, role=RECEIPT)
        return replace(self, body=body)


def spoken_from(record: Record, registry: Registry) -> Spoken | None:
    """What a record says; None where it is of another kind.

    Raises
    ------
    MalformedMessage
        Where the body can't be read.
    """
    payload = record.payload
    if payload.kind not in SPOKEN_KINDS:
        return None
    body = body_of(record, registry)
    t = Epoch.from_utc(payload.t_created)
    return Spoken(record.id, payload.origin, payload.mode, t, body, payload.label)


def speaks_for(origin: str, party: str) -> bool:
    """Whether *origin* may promise for *party*: it is that party, or the nation that sponsors it.

    Examples
    --------
    >>> speaks_for("GBR", "GBR/acme-sat"), speaks_for("GBR/acme-sat", "GBR")
    (True, False)
    """
    return origin in {party, sponsor_of(party)}


def side_of(party: str, sides: tuple[str, str]) -> int | None:
    """Which of two sides a party is of, 0 or 1; None where it is of neither.

    An organization and its sponsor are one side, but where they are the two sides.

    Examples
    --------
    >>> side_of("GBR", ("JPN", "GBR/acme-sat")), side_of("FRA", ("JPN", "GBR/acme-sat"))
    (1, None)
    """
    if party in sides:
        return sides.index(party)
    found = [n for n, side in enumerate(sides) if speaks_for(party, side) or party == side]
    return found[0] if len(found) == 1 else None
