"""Taking a record back: all who got it are asked, and what each answers is tracked.

Nobody can make another nation forget. What can be done is to say so to exactly
those who have it, by the name under which they have it (who got a coarse form
is told of the form, and learns nothing of the record behind it), to ask for an
answer by a date, to remind, and to keep who acknowledged, who did as asked, who
refused, and who said nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from cspo.errors import CspoError, UsageError
from cspo.markings.rules import Decision
from cspo.operations.derive import body_of, issue, stored_record
from cspo.operations.release.deciding import WITHDRAWN
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.log import who_got
from cspo.operations.release.review import refuse
from cspo.operations.release.review_queue import check_person, review_state
from cspo.operations.release.rules import Finding
from cspo.operations.release.sending import Decided, enqueue_for
from cspo.operations.store import (
    Answer,
    OperationsUnit,
    RecordQuery,
    WithdrawalRow,
    WithdrawalStep,
)
from cspo.records.bodies.coordination import AcknowledgementBody, OpinionBody, Progress, Stance
from cspo.records.bodies.trust import Instruction, WithdrawalBody
from cspo.records.record import Record, read_record
from cspo.time import Epoch

__all__ = [
    "WithdrawalState", "collect_answers", "remind", "rests_on", "withdraw",
    "withdrawal_state",
]  # fmt: skip

_ANSWER_KINDS: Final = ("acknowledgement", "opinion")
_FINAL: Final = (Answer.DELETED, Answer.REFUSED)


@dataclass(frozen=True, slots=True)
class WithdrawalState:
    """A withdrawal as it stands.

    Parameters
    ----------
    answers : dict
        The last step of each party that was asked; an answer of SENT or
        REMINDED means that it has said nothing yet.
    """

    row: WithdrawalRow
    answers: dict[str, WithdrawalStep]

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Who has said nothing yet."""
        silent = (Answer.SENT, Answer.REMINDED)
        return tuple(party for party, step in self.answers.items() if step.answer in silent)

    @property
    def is_settled(self) -> bool:
        """Whether everybody has done as asked or refused."""
        return all(step.answer in _FINAL for step in self.answers.values())


def withdraw(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    record_id: str,
    *,
    instruction: Instruction,
    reason: str,
    person: str,
    answer_by: Epoch,
    t: Epoch,
    replaced_by: str = "",
) -> tuple[WithdrawalState, ...]:
    """Take a record of ours back from all who got it, in whatever form.

    Parameters
    ----------
    record_id : str
        The product.
    instruction : Instruction
        What those who have it should do.
    replaced_by : str
        The product that takes its place; each party is told the form of it that
        it got, and to use nothing where it got none.

    Returns
    -------
    tuple of WithdrawalState
        One for each form that went out, none where nothing did.

    Raises
    ------
    UsageError
        Where the record is not ours or not there, or the reason is missing.
    """
    check_person(person)
    desk.check_own(stored_record(unit, record_id, "withdraw"))
    if not reason.strip() or (instruction is Instruction.REPLACE) != bool(replaced_by):
        raise UsageError(
            "withdraw", record_id, expected="a reason, and what replaces it if something does"
        )
    replacements = who_got(unit, replaced_by) if replaced_by else {}
    forms: dict[tuple[str, str], list[str]] = {}
    for party, got in who_got(unit, record_id).items():
        replacement = replacements.get(party, ("",))[-1]
        for held in got:
            forms.setdefault((held, replacement), []).append(party)
    states = []
    for (held, replacement), parties in sorted(forms.items()):
        body = WithdrawalBody(
            record=held,
            instruction=_instruction(instruction, replacement),
            replaced_by=replacement or None,
            reason=reason,
            answer_by_utc=answer_by.utc_iso(0),
        )
        sent = _send(unit, desk, held, body, parties, person, t)
        _put_down(unit, sent, held, reason, person, answer_by, t)
        for party in parties:
            _step(unit, sent.id, party, Answer.SENT, sent.id, t)
        states.append(withdrawal_state(unit, sent.id))
    if not unit.withdrawals(record_id=record_id):
        # Nobody has the product itself. That it is taken back is for us to know.
        body = WithdrawalBody(record=record_id, instruction=Instruction.DO_NOT_USE, reason=reason)
        kept = _sealed(unit, desk, record_id, body, t)
        unit.put_record(kept, t_ingest=t)
        _put_down(unit, kept, record_id, reason, person, answer_by, t)
    for review_id in unit.reviews(open_only=True, product_id=record_id):
        if review_state(unit, review_id).row.purpose != "safety":
            refuse(unit, desk, review_id, person, t=t, reason=f"taken back: {reason}")
    return tuple(states)


def rests_on(unit: OperationsUnit, record_id: str) -> tuple[str, ...]:
    """Products of ours that rest on a record, directly or through others, in order of finding.

    Withdrawing a record does not withdraw them: a person looks at each.
    """
    found: dict[str, None] = {}
    waiting = [record_id]
    while waiting:
        for product in unit.products_of(waiting.pop()):
            if product not in found:
                found[product] = None
                waiting.append(product)
    return tuple(found)


def collect_answers(
    unit: OperationsUnit, desk: ReleaseDesk, withdrawal_id: str, *, t: Epoch
) -> WithdrawalState:
    """Take note of what partners have answered since: acknowledgements, and opinions that dissent.

    An acknowledgement is of the withdrawal, or of a reminder of it, by its id;
    *done* means that the partner did as asked. Who wasn't asked can't answer.
    """
    state = withdrawal_state(unit, withdrawal_id)
    found = unit.withdrawal(withdrawal_id)
    steps = found[1] if found else ()
    ours = {withdrawal_id, *(s.record_id for s in steps if s.answer is Answer.REMINDED)}
    noted = {step.record_id for step in steps}
    for party in state.answers:
        for record in _records_of(unit, party, state.row.t):
            if record.id in noted:
                continue
            answer, text = _answer(record, desk, ours)
            if answer is not None:
                _step(unit, withdrawal_id, party, answer, record.id, t, text)
    return withdrawal_state(unit, withdrawal_id)


def remind(
    unit: OperationsUnit, desk: ReleaseDesk, withdrawal_id: str, *, answer_by: Epoch, t: Epoch
) -> tuple[str, ...]:
    """Ask those who have said nothing by the deadline once more: who was reminded.

    Nothing is done before the deadline of the withdrawal or of its last reminder.
    """
    state = withdrawal_state(unit, withdrawal_id)
    silent = state.unanswered
    first = stored_record(unit, withdrawal_id, "withdraw")
    body = body_of(first, desk.registry)
    last = max((state.answers[party].t for party in silent), default=state.row.t)
    asked_again = any(state.answers[party].answer is Answer.REMINDED for party in silent)
    due = last + (state.row.due - state.row.t) if asked_again else state.row.due
    if not silent or t < due:
        return ()
    again = msgspec.structs.replace(body, answer_by_utc=answer_by.utc_iso(0))
    sent = _send(unit, desk, body.record, again, list(silent), state.row.person, t)
    for party in silent:
        _step(unit, withdrawal_id, party, Answer.REMINDED, sent.id, t)
    return silent


def withdrawal_state(unit: OperationsUnit, withdrawal_id: str) -> WithdrawalState:
    """How a withdrawal stands.

    Raises
    ------
    UsageError
        Where there is none of that id.
    """
    found = unit.withdrawal(withdrawal_id)
    if found is None:
        raise UsageError("look at withdrawal", withdrawal_id, expected="the id of a withdrawal")
    row, steps = found
    return WithdrawalState(row, {step.party: step for step in steps})


def _instruction(wanted: Instruction, replacement: str) -> Instruction:
    if wanted is Instruction.REPLACE and not replacement:
        return Instruction.DO_NOT_USE
    return wanted


def _send(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    held: str,
    body: WithdrawalBody,
    parties: list[str],
    person: str,
    t: Epoch,
) -> Record:
    """Put a withdrawal into the feeds of those who have what is withdrawn."""
    record = _sealed(unit, desk, held, body, t)
    decision = Decision(permitted=True, rule=WITHDRAWN, reason="it has what is withdrawn")
    known = [party for party in parties if desk.policy.party(party) is not None]
    findings = [Finding(party, "at once", decision) for party in known]
    unit.put_record(record, t_ingest=t)
    rows = enqueue_for(unit, desk, record, record, findings, Decided(t, (person,)))
    unit.log_decisions(rows)
    return record


def _sealed(
    unit: OperationsUnit, desk: ReleaseDesk, held: str, body: WithdrawalBody, t: Epoch
) -> Record:
    """A withdrawal under the mark of what it withdraws."""
    withdrawn = stored_record(unit, held, "withdraw").payload
    return issue(
        body, withdrawn.label, origin=withdrawn.origin, mode=withdrawn.mode, t_valid=t, t=t,
        signer=desk.signer(withdrawn.mode), registry=desk.registry, about=f"record:{held}",
    )  # fmt: skip


def _put_down(
    unit: OperationsUnit,
    sent: Record,
    held: str,
    reason: str,
    person: str,
    due: Epoch,
    t: Epoch,
) -> None:
    unit.add_withdrawal(
        WithdrawalRow(
            withdrawal_id=sent.id, record_id=held, reason=reason, person=person, due=due, t=t
        )
    )


def _records_of(unit: OperationsUnit, party: str, since: Epoch) -> Iterator[Record]:
    query = RecordQuery(origin=party, kinds=_ANSWER_KINDS, since=since)
    while page := unit.records(query):
        for past in page:
            yield read_record(past.envelope)
        query = replace(query, after=(page[-1].t_ingest, page[-1].id))


def _answer(record: Record, desk: ReleaseDesk, ours: set[str]) -> tuple[Answer | None, str]:
    """What a partner's record says about a withdrawal; None where it is about something else."""
    try:
        body = body_of(record, desk.registry)
    except CspoError:
        return None, ""
    if isinstance(body, AcknowledgementBody) and body.record in ours:
        done = body.progress is Progress.DONE
        return (Answer.DELETED if done else Answer.ACKNOWLEDGED), body.note
    if isinstance(body, OpinionBody) and body.record in ours:
        refused = body.stance is Stance.DISSENT
        return (Answer.REFUSED if refused else Answer.ACKNOWLEDGED), body.reason
    return None, ""


def _step(
    unit: OperationsUnit,
    withdrawal_id: str,
    party: str,
    answer: Answer,
    record_id: str,
    t: Epoch,
    text: str = "",
) -> None:
    unit.add_withdrawal_step(
        WithdrawalStep(
            withdrawal_id=withdrawal_id, party=party, answer=answer, record_id=record_id,
            text=text, t=t,
        )
    )  # fmt: skip
