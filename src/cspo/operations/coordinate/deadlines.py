"""What is due in conversations: receipts to give, promises to confirm, defaults to put down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from cspo.operations.coordinate.book import ConversationBook
from cspo.operations.coordinate.conversation import (
    LEAST_ANSWER_S,
    Conversation,
    Offer,
    Stage,
)
from cspo.operations.coordinate.parts import binds_proposer, default_of, parts_of
from cspo.operations.coordinate.saying import Said, say
from cspo.operations.coordinate.speaking import confirm
from cspo.operations.coordinate.spoken import RECEIPT, speaks_for
from cspo.operations.derive import stored_record
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.store import OperationsUnit
from cspo.records.bodies.coordination import (
    AcknowledgementBody,
    CommitmentBody,
    CommitmentStatus,
    Deed,
    Progress,
)
from cspo.records.bodies.identities import EventId, is_event, pair_of
from cspo.time import Epoch

__all__ = ["CLOCK", "GRACE_S", "due", "tick"]

GRACE_S: Final = 120.0
"""How long after the deadline the side that was asked waits for the proposer to put the
default down, before it does so itself, s."""

CLOCK: Final = "the clock"
"""Who says it, where nobody does but time."""


def tick(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    book: ConversationBook,
    *,
    t: Epoch,
    conversations: Iterable[Conversation] | None = None,
) -> tuple[Said, ...]:
    """Do what is due now; call it every half minute or so. Doing it again does nothing.

    That a proposal came is said at once: from then on our time to answer runs, and nobody
    can say that it began before. A promise that is exactly what was proposed is confirmed at
    once: the proposal has said yes to it beforehand. Where nobody answered in time the
    default is put down by the proposer, or after `GRACE_S` by the side that was asked. What is made
    is taken into the book when its record is applied, as every other.

    Parameters
    ----------
    book : ConversationBook
        Up to date with the store.
    conversations : iterable of Conversation or None
        Those of `due` to see to; None: all.

    Returns
    -------
    tuple of Said
        What was said.
    """
    said = []
    chosen = due(book, desk.nation, t=t) if conversations is None else conversations
    for conversation in chosen:
        offer = conversation.last
        if _wants_receipt(conversation, desk.nation):
            said.append(_receive(unit, desk, offer, t))
        elif offer.stage is Stage.COMMITTED:
            said.append(_confirm(unit, desk, book, offer, t))
        else:
            said.append(_put_down(unit, desk, offer, t))
    return tuple(said)


def due(
    book: ConversationBook, nation: str, *, t: Epoch, came: Mapping[str, Epoch] | None = None
) -> Iterator[Conversation]:
    """Conversations in which *nation* has something to do by the clock alone.

    Parameters
    ----------
    came : mapping or None
        When each proposal came, by the id of its record. One that came late, or that its
        origin has dated back, binds us no sooner than it leaves us ten minutes for the answer.
    """
    for conversation in book.every:
        offer = conversation.last
        proposer, asked = offer.sides
        if _wants_receipt(conversation, nation):
            yield conversation
        elif offer.stage is Stage.COMMITTED:
            if speaks_for(nation, proposer):
                yield conversation
        elif offer.stage is Stage.OPEN and conversation.in_force is None:
            here = (came or {}).get(offer.id, offer.spoken.t)
            until = max(offer.deadline, here + LEAST_ANSWER_S) + GRACE_S
            known = offer.received is not None or binds_proposer(offer.body, offer.sides)
            ours = speaks_for(nation, proposer) and known and t >= offer.deadline
            if ours or (speaks_for(nation, asked) and t >= until):
                yield conversation


def _wants_receipt(conversation: Conversation, nation: str) -> bool:
    """Whether a proposal to us waits of which we have said nothing yet."""
    offer = conversation.last
    waits = offer.stage is Stage.OPEN and conversation.in_force is None
    return waits and offer.received is None and speaks_for(nation, offer.sides[1])


def _receive(unit: OperationsUnit, desk: ReleaseDesk, offer: Offer, t: Epoch) -> Said:
    body = AcknowledgementBody(record=offer.id, progress=Progress.RECEIVED, role=RECEIPT)
    return say(
        unit, desk, [stored_record(unit, offer.id, "acknowledge")], body, to=offer.sides[0], t=t,
        person=CLOCK, party=offer.sides[1],
    )  # fmt: skip


def _confirm(
    unit: OperationsUnit, desk: ReleaseDesk, book: ConversationBook, offer: Offer, t: Epoch
) -> Said:
    promise = offer.answer.body if offer.answer is not None else None
    assert isinstance(promise, CommitmentBody)  # noqa: S101 - the stage says so
    plan, parts = offer.body.maneuvering, parts_of(offer.body, offer.sides)
    assert parts is not None  # noqa: S101 - an offer that counts has them
    ours = plan.object if plan is not None and parts[0] is Deed.MANEUVER else next(
        (each for each in pair_of(offer.body.event) if each != promise.object), promise.object
    )  # fmt: skip
    event = offer.body.event
    holds = parts[0] is Deed.HOLD and is_event(event)
    by = EventId.parse(event).tca if holds else Epoch.from_utc(offer.body.act_by_utc)
    return confirm(
        unit, desk, book, offer.id, object_id=ours, by=by, t=t, person=CLOCK, party=offer.sides[0],
    )  # fmt: skip


def _put_down(unit: OperationsUnit, desk: ReleaseDesk, offer: Offer, t: Epoch) -> Said:
    holds = default_of(offer.body, offer.sides)
    assert holds is not None  # noqa: S101 - an offer that counts has one
    party, deed, object_id = holds
    ours = 0 if speaks_for(desk.nation, offer.sides[0]) else 1
    body = CommitmentBody(
        event=offer.body.event, party=party, deed=deed, object=object_id,
        by_utc=offer.body.act_by_utc, status=CommitmentStatus.DEFAULTED, proposal=offer.id,
        note=f"Nobody answered by {offer.deadline.utc_iso(0)}.",
    )  # fmt: skip
    return say(
        unit, desk, [stored_record(unit, offer.id, "put down")], body, to=offer.sides[1 - ours],
        t=t, person=CLOCK, party=offer.sides[ours],
    )  # fmt: skip
