"""Taking part in a conversation: what an operator can say, each a signed record."""

from __future__ import annotations

from collections.abc import Sequence

from cspo.errors import UsageError
from cspo.operations.coordinate.book import ConversationBook
from cspo.operations.coordinate.conversation import Offer
from cspo.operations.coordinate.parts import parts_of
from cspo.operations.coordinate.rebuilding import LONGEST_EXTENSION_S
from cspo.operations.coordinate.saying import Said, say
from cspo.operations.coordinate.spoken import side_of, speaks_for
from cspo.operations.derive import stored_record
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.store import OperationsUnit
from cspo.records.bodies.coordination import (
    CommitmentBody,
    CommitmentStatus,
    Deed,
    Default,
    Maneuvering,
    OpinionBody,
    ProposalBody,
    Stance,
)
from cspo.records.bodies.instants import utc_text
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["commit", "confirm", "counter", "decline", "propose", "take_back"]


def propose(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    basis: Sequence[Record],
    *,
    event: str,
    to: str,
    maneuvering: Maneuvering | None,
    act_by: Epoch,
    answer_by: Epoch,
    default: Default,
    t: Epoch,
    person: str,
    party: str = "",
    rule: str = "",
    reason: str = "",
) -> Said:
    """Put a first proposal to another party.

    Parameters
    ----------
    basis : sequence of Record
        What it rests on, as the conjunction or the warning: its mark is theirs.
    to : str
        Whose answer counts.
    act_by, answer_by : Epoch
        When it must have happened, and until when to answer: ten minutes from *t* at least.
    person : str
        Who says it, for the audit.
    party : str
        For whom: our nation, or an organization that it sponsors. Empty: the nation.

    Raises
    ------
    UsageError
        Where it would count for nothing, or would go out in another form.
    """
    body = ProposalBody(
        event=event, number=1, to=to, maneuvering=maneuvering, act_by_utc=utc_text(act_by),
        answer_by_utc=utc_text(answer_by), default=default, rule=rule, reason=reason,
    )  # fmt: skip
    return say(unit, desk, basis, body, to=to, t=t, person=person, party=party)


def counter(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    book: ConversationBook,
    proposal_id: str,
    *,
    maneuvering: Maneuvering | None,
    act_by: Epoch,
    answer_by: Epoch,
    default: Default,
    t: Epoch,
    person: str,
    party: str = "",
    rule: str = "",
    reason: str = "",
    basis: Sequence[Record] = (),
) -> Said:
    """Propose something else in answer to a proposal, or in place of one's own.

    Raises
    ------
    UsageError
        Where there is no such proposal to us, or the counter-proposal would count
        for nothing: *answer_by* leaves too little time, or puts it off too far.
    """
    offer, other, ours = _offer(book, desk, proposal_id, party)
    latest = max(offer.deadline, t + LONGEST_EXTENSION_S)
    if offer.sides[0] == other and answer_by > latest:
        raise UsageError(
            "counter a proposal", proposal_id, expected=f"an answer by {latest.utc_iso(0)}",
            got=answer_by.utc_iso(0), hint="nobody puts off a decision by countering",
        )  # fmt: skip
    body = ProposalBody(
        event=offer.body.event, number=offer.body.number + 1, counters=offer.id, to=other,
        maneuvering=maneuvering, act_by_utc=utc_text(act_by), answer_by_utc=utc_text(answer_by),
        default=default, rule=rule, reason=reason,
    )  # fmt: skip
    rests_on = [_record(unit, offer.id), *basis]
    return say(unit, desk, rests_on, body, to=other, t=t, person=person, party=ours)


def commit(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    book: ConversationBook,
    proposal_id: str,
    *,
    object_id: str,
    by: Epoch,
    t: Epoch,
    person: str,
    party: str = "",
    note: str = "",
) -> Said:
    """Promise our part of what the other side proposes: to maneuver, or to hold.

    Parameters
    ----------
    object_id : str
        Ours.
    by : Epoch
        When it will have happened; of holding, until when it is promised.

    Raises
    ------
    UsageError
        Where there is no such proposal to us.
    """
    offer, other, ours = _offer(book, desk, proposal_id, party)
    if offer.sides[0] != other:
        raise UsageError(
            "commit", proposal_id, expected="a proposal of the other side", got="one of ours",
            hint="its answer is confirmed",
        )  # fmt: skip
    body = _promise(offer, 1, ours, object_id, by, CommitmentStatus.GIVEN, note=note)
    return say(unit, desk, [_record(unit, offer.id)], body, to=other, t=t, person=person,
               party=ours)  # fmt: skip


def confirm(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    book: ConversationBook,
    proposal_id: str,
    *,
    object_id: str,
    by: Epoch,
    t: Epoch,
    person: str,
    party: str = "",
    note: str = "",
) -> Said:
    """Confirm the other side's promise with that of our own part: it is agreed.

    Raises
    ------
    UsageError
        Where the proposal is not ours, or nothing was promised to it.
    """
    offer, other, ours = _offer(book, desk, proposal_id, party)
    if offer.sides[0] == other or offer.answer is None:
        raise UsageError(
            "confirm", proposal_id, expected="a proposal of ours to which the other side committed",
            got=f"one of {offer.sides[0]} that is {offer.stage}",
        )  # fmt: skip
    body = _promise(
        offer, 0, ours, object_id, by, CommitmentStatus.CONFIRMED, confirms=offer.answer.id,
        note=note,
    )  # fmt: skip
    rests_on = [_record(unit, offer.id), _record(unit, offer.answer.id)]
    return say(unit, desk, rests_on, body, to=other, t=t, person=person, party=ours)


def decline(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    book: ConversationBook,
    proposal_id: str,
    *,
    reason: str,
    t: Epoch,
    person: str,
    party: str = "",
) -> Said:
    """Say no to a proposal, with the reason; to one of our own: it is off.

    Raises
    ------
    UsageError
        Where there is no such proposal, or no reason.
    """
    offer, other, ours = _offer(book, desk, proposal_id, party)
    body = OpinionBody(record=offer.id, stance=Stance.DISSENT, reason=reason)
    return say(unit, desk, [_record(unit, offer.id)], body, to=other, t=t, person=person,
               party=ours)  # fmt: skip


def take_back(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    book: ConversationBook,
    proposal_id: str,
    *,
    reason: str,
    t: Epoch,
    person: str,
    party: str = "",
) -> Said:
    """Take our promise back: the other side must know at once that it can't rely on it.

    Raises
    ------
    UsageError
        Where we have promised nothing there, or the reason is not one line of 200 characters at
        most: it is signed whole, or not at all.
    """
    offer, other, ours = _offer(book, desk, proposal_id, party)
    mine = [each for each in offer.promises if side_of(each.origin, (ours, other)) == 0]
    if not mine:
        raise UsageError("take a promise back", proposal_id, expected="one of ours", got="none")
    last = mine[-1].body
    assert isinstance(last, CommitmentBody)  # noqa: S101 - promises are
    body = CommitmentBody(
        event=last.event, party=last.party, deed=last.deed, object=last.object,
        by_utc=last.by_utc, status=CommitmentStatus.WITHDRAWN, proposal=offer.id, note=reason,
    )  # fmt: skip
    return say(unit, desk, [_record(unit, offer.id)], body, to=other, t=t, person=person,
               party=ours)  # fmt: skip


def _promise(
    offer: Offer,
    side: int,
    ours: str,
    object_id: str,
    by: Epoch,
    status: CommitmentStatus,
    *,
    confirms: str | None = None,
    note: str = "",
) -> CommitmentBody:
    parts = parts_of(offer.body, offer.sides)
    assert parts is not None  # noqa: S101 - an offer that counts has them
    plan = offer.body.maneuvering
    party = plan.party if plan is not None and parts[side] is Deed.MANEUVER else ours
    return CommitmentBody(
        event=offer.body.event, party=party, deed=parts[side], object=object_id,
        by_utc=utc_text(by), status=status, proposal=offer.id, confirms=confirms, note=note,
    )  # fmt: skip


def _offer(
    book: ConversationBook, desk: ReleaseDesk, proposal_id: str, party: str
) -> tuple[Offer, str, str]:
    """A proposal in a conversation of ours, the other side's name, and ours."""
    conversation = book.of_proposal(proposal_id)
    if conversation is not None:
        offer = next(each for each in conversation.offers if each.id == proposal_id)
        side = side_of(party or desk.nation, offer.sides)
        if side is not None and speaks_for(desk.nation, offer.sides[side]):
            return offer, offer.sides[1 - side], party or offer.sides[side]
    raise UsageError(
        "answer a proposal", proposal_id, expected="one that counts, to us or of ours", got="none",
    )  # fmt: skip


def _record(unit: OperationsUnit, record_id: str) -> Record:
    return stored_record(unit, record_id, "speak")
