"""From records to conversations: a function of the set of them, by the rules of `conversation`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from cspo.operations.coordinate.conversation import (
    LEAST_ANSWER_S,
    Conversation,
    Offer,
    SetAside,
    Stage,
)
from cspo.operations.coordinate.parts import binds_proposer, default_of, parts_of
from cspo.operations.coordinate.spoken import RECEIPT, Spoken, side_of, speaks_for
from cspo.operations.coordinate.threads import Proposed, Thread, Threads
from cspo.records.bodies.coordination import (
    AcknowledgementBody,
    CommitmentBody,
    CommitmentStatus,
    Deed,
    OpinionBody,
    ProposalBody,
    Stance,
)
from cspo.records.bodies.identities import same_subject
from cspo.time import Epoch

__all__ = ["LONGEST_EXTENSION_S", "conversations"]

LONGEST_EXTENSION_S: Final = 900.0
"""How long after it was made a counter-proposal may be answered, where that is later than
the proposal was that it answers, s (rule 2)."""

_ACCEPTING: Final = (CommitmentStatus.GIVEN, CommitmentStatus.CONFIRMED)


def conversations(spoken: Iterable[Spoken]) -> tuple[Conversation, ...]:
    """The conversations that records make, whatever their order, however often each is given.

    Returns
    -------
    tuple of Conversation
        By the time of their first proposals. What belongs to none, as an answer
        whose proposal is not among them, waits and is not here.
    """
    said = sorted({each.id: each for each in spoken}.values(), key=lambda each: each.order)
    threads = Threads()
    known: dict[str, tuple[Thread, Proposed]] = {}
    proposals = [(each, each.body) for each in said if isinstance(each.body, ProposalBody)]
    for each, body in sorted(proposals, key=lambda pair: (pair[1].number, pair[0].order)):
        _add_proposal(each, body, threads, known)
    for each in said:
        _note_receipt(each, known)
    for each in said:
        _add_answer(each, known)
    return tuple(_finished(thread) for thread in threads.every if thread.proposed)


# -- proposals -------------------------------------------------------------------------
def _add_proposal(
    each: Spoken,
    body: ProposalBody,
    threads: Threads,
    known: dict[str, tuple[Thread, Proposed]],
) -> None:
    if body.counters is None:
        thread = threads.of(each.mode, body.event, (each.origin, _asked(each, body)))
    elif body.counters in known:
        thread = known[body.counters][0]
    else:
        return  # it waits for what it answers
    fault = _fault_of(each, body, thread, known)
    if fault:
        thread.aside[each.id] = fault
        return
    side = side_of(each.origin, thread.sides)
    assert side is not None  # noqa: S101 - `_fault_of` has it so
    one, other = thread.sides[side], thread.sides[1 - side]
    proposed = Proposed(each, body, (one, other))
    if body.counters is not None:
        known[body.counters][1].answered = True
    thread.proposed.append(proposed)
    known[each.id] = thread, proposed


def _asked(each: Spoken, body: ProposalBody) -> str:
    """Whose answer counts; empty where the proposal is put to nobody."""
    if body.to is not None:
        return body.to
    named = body.maneuvering.party if body.maneuvering is not None else ""
    return "" if named == each.origin else named


def _fault_of(  # noqa: PLR0911 - a condition of the rules each
    each: Spoken,
    body: ProposalBody,
    thread: Thread,
    known: dict[str, tuple[Thread, Proposed]],
) -> str:
    """Why a proposal counts for nothing; empty where it counts."""
    asked = _asked(each, body)
    if not asked or asked == each.origin:
        return "it is put to nobody"
    side = side_of(each.origin, thread.sides)
    if side is None or side_of(asked, thread.sides) != 1 - side:
        return "neither side says it to the other"
    if each.mode is not thread.mode or not same_subject(body.event, thread.event):
        return "it is about another event"
    sides = (thread.sides[side], thread.sides[1 - side])
    due = Epoch.from_utc(body.answer_by_utc)
    if body.counters is not None:
        answered = known[body.counters][1]
        if body.number != answered.body.number + 1:
            return "its number is not the next after that of the proposal that it answers"
        latest = max(Epoch.from_utc(answered.body.answer_by_utc), each.t + LONGEST_EXTENSION_S)
        if sides != answered.sides and due > latest:
            return f"it puts the answer off by more than {LONGEST_EXTENSION_S / 60:.0f} minutes"
    if due - each.t < LEAST_ANSWER_S:
        return f"it leaves less than {LEAST_ANSWER_S / 60:.0f} minutes for the answer"
    if parts_of(body, sides) is None:
        return "it asks a third party to maneuver"
    if default_of(body, sides) is None:
        return "its default does not tell which object is to maneuver"
    return ""


# -- answers ---------------------------------------------------------------------------
def _note_receipt(each: Spoken, known: dict[str, tuple[Thread, Proposed]]) -> None:
    """The first word of the side that was asked says when it had the proposal, at the latest."""
    thread, proposed = known.get(each.about, (None, None))
    if thread is None or proposed is None or proposed.received is not None:
        return
    if each.mode is thread.mode and side_of(each.origin, proposed.sides) == 1:
        proposed.received = each.t


def _add_answer(each: Spoken, known: dict[str, tuple[Thread, Proposed]]) -> None:
    about = each.about
    if about not in known or isinstance(each.body, ProposalBody):
        return
    thread, proposed = known[about]
    fault = _fault_of_answer(each, thread, proposed)
    if fault:
        thread.aside[each.id] = fault
    else:
        proposed.said.append(each)


def _fault_of_answer(each: Spoken, thread: Thread, proposed: Proposed) -> str:
    side = side_of(each.origin, proposed.sides)
    if side is None or each.mode is not thread.mode:
        return "neither side says it"
    body = each.body
    if not isinstance(body, CommitmentBody):
        return ""
    if not same_subject(body.event, thread.event):
        return "it is about another event"
    if body.status is CommitmentStatus.DEFAULTED:
        return _fault_of_default(each, body, proposed, side)
    if not speaks_for(each.origin, body.party) or side_of(body.party, proposed.sides) != side:
        return "it promises for another party"
    return ""


def _fault_of_default(each: Spoken, body: CommitmentBody, proposed: Proposed, side: int) -> str:
    """Why a default counts for nothing (rule 4); empty where it counts."""
    if each.t < Epoch.from_utc(proposed.body.answer_by_utc):
        return "a default before the time for the answer is over"
    if (body.party, body.deed, body.object) != default_of(proposed.body, proposed.sides):
        return "another default than the proposal has"
    if side == 1 or binds_proposer(proposed.body, proposed.sides):
        return ""  # it binds who says it
    if proposed.received is None:
        return "a default before the other side said that it had the proposal"
    if each.t - proposed.received < LEAST_ANSWER_S:
        minutes = f"{LEAST_ANSWER_S / 60:.0f} minutes"
        return f"a default less than {minutes} after the other side had the proposal"
    return ""


def _finished(thread: Thread) -> Conversation:
    offers = tuple(map(_offer, thread.proposed))
    agreed = [each for each in offers if each.stage is Stage.AGREED]
    defaulted = [each for each in offers if each.stage is Stage.DEFAULTED]
    in_force = None
    if agreed:
        in_force = max(agreed, key=lambda each: _order(each.confirmation))
    elif defaulted:
        in_force = min(defaulted, key=lambda each: _order(each.defaults[0]))
    aside = tuple(SetAside(*pair) for pair in sorted(thread.aside.items()))
    first = thread.proposed[0]
    return Conversation(
        event=first.body.event, sides=first.sides, offers=offers, in_force=in_force,
        set_aside=aside,
    )  # fmt: skip


def _order(spoken: Spoken | None) -> tuple[int, str]:
    return (0, "") if spoken is None else spoken.order


def _offer(proposed: Proposed) -> Offer:
    promises = [each for each in proposed.said if isinstance(each.body, CommitmentBody)]
    defaults = [each for each in promises if _status(each) is CommitmentStatus.DEFAULTED]
    promises = [each for each in promises if _status(each) is not CommitmentStatus.DEFAULTED]
    words: tuple[list[Spoken], list[Spoken]] = ([], [])
    for side, each in _words(proposed):
        words[side].append(each)
    answer = words[1][-1] if words[1] else None
    own = words[0][-1] if words[0] else None
    accepted = answer is not None and _status(answer) in _ACCEPTING
    confirmed = (
        own is not None and accepted and answer is not None
        and isinstance(own.body, CommitmentBody) and own.body.confirms == answer.id
        and _status(own) is CommitmentStatus.CONFIRMED
    )  # fmt: skip
    stage = Stage.OPEN
    if confirmed:
        stage = Stage.AGREED
    elif _takes_back(own) or _status(answer) is CommitmentStatus.WITHDRAWN:
        stage = Stage.WITHDRAWN
    elif defaults:
        stage = Stage.DEFAULTED
    elif accepted:
        stage = Stage.COMMITTED
    elif proposed.answered:
        stage = Stage.COUNTERED
    elif answer is not None:
        stage = Stage.DECLINED
    return Offer(
        spoken=proposed.spoken, sides=proposed.sides, stage=stage, answer=answer,
        confirmation=own if confirmed else None, defaults=tuple(defaults),
        promises=tuple(promises), acknowledged_by=tuple(sorted({
            each.origin for each in proposed.said
            if isinstance(each.body, AcknowledgementBody) and each.body.role != RECEIPT
        })), received=proposed.received,
    )  # fmt: skip


def _words(proposed: Proposed) -> Iterator[tuple[int, Spoken]]:
    """What tells where each side stands, in order: 0 the proposer, 1 who was asked."""
    parts = parts_of(proposed.body, proposed.sides)
    for each in proposed.said:
        side = side_of(each.origin, proposed.sides)
        if side is not None and parts is not None and _tells(each, proposed.body, parts[side]):
            yield side, each


def _tells(each: Spoken, proposal: ProposalBody, deed: Deed) -> bool:
    """Whether it is a refusal, a promise of that side's part, or one that is taken back."""
    body = each.body
    if not isinstance(body, CommitmentBody):
        return isinstance(body, OpinionBody) and body.stance is Stance.DISSENT
    if body.status is CommitmentStatus.WITHDRAWN:
        return True
    return body.status in _ACCEPTING and _is_part(body, proposal, deed)


def _is_part(body: CommitmentBody, proposal: ProposalBody, deed: Deed) -> bool:
    """Whether a promise is that side's part of what is proposed, and soon enough."""
    plan = proposal.maneuvering
    if body.deed is not deed:
        return False
    if deed is not Deed.MANEUVER:
        return True
    in_time = Epoch.from_utc(body.by_utc) <= Epoch.from_utc(proposal.act_by_utc)
    return plan is not None and body.object == plan.object and in_time


def _status(spoken: Spoken | None) -> CommitmentStatus | None:
    if spoken is None or not isinstance(spoken.body, CommitmentBody):
        return None
    return spoken.body.status


def _takes_back(own: Spoken | None) -> bool:
    """Whether the proposer's last word is that its own proposal, or its promise, is off."""
    if own is None:
        return False
    return isinstance(own.body, OpinionBody) or _status(own) is CommitmentStatus.WITHDRAWN
