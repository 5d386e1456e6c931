"""What people do with plans: enter, amend, review, reaffirm, retire. Each is a record.

An edition is never changed: who amends it makes the next one, with a reason. The mark of
an edition is its author's; of all that follows from one it is that edition's at least.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from msgspec import structs

from cspo.errors import UsageError
from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.operations.derive import derive, issue, stored_record
from cspo.operations.plan.book import PlanBook
from cspo.operations.plan.in_force import check_rules
from cspo.operations.plan.plan_file import expression_fault
from cspo.operations.plan.plans import Edition, Plan
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.releasing import release
from cspo.operations.store import OperationsUnit
from cspo.records.bodies.coordination import OpinionBody, Stance
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.planning import Assumption, PlanBody, PlanStatus, PolicyBody
from cspo.records.record import Record
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["AUDIT", "amend_plan", "put_plan", "reaffirm_plan", "retire_plan", "review_plan"]

AUDIT: Final = "plan"
"""Under which event the audit has what was done."""


def put_plan(
    unit: OperationsUnit, desk: ReleaseDesk, book: PlanBook, body: PlanBody | PolicyBody,
    mark: Label, *, mode: Mode, t: Epoch, person: str, follows: int | None = None,
) -> Record:  # fmt: skip
    """Enter a plan or policy: its first edition, or the next of one that is there.

    Parameters
    ----------
    follows : int or None
        Number of the edition that it was written after, 0: of none; None: of whichever is the last.

    Raises
    ------
    UsageError
        Where an assumption is not of the language, the name is taken by the other sort, or
        another edition came between.
    """
    for each in body.assumptions:
        error = expression_fault(each.expression) if each.expression else None
        if error is not None:
            raise error
    if isinstance(body, PolicyBody):
        check_rules(body, desk.nation, desk.registry)
    known = book.plan(desk.nation, body.name)
    number = 1
    if known is not None:
        last = known.editions[-1]
        if type(last.body) is not type(body):
            raise UsageError(
                "enter a plan", body.name, expected=f"a {last.subject.value}, as it is",
                got="the other", hint="choose another name",
            )  # fmt: skip
        number = last.body.number + 1
    if follows is not None and follows + 1 != number:
        raise UsageError(
            "change a plan", body.name, expected=_edition(number - 1), got=_edition(follows),
            hint="look at what it says now, and name its number",
        )  # fmt: skip
    made = structs.replace(body, number=number)
    record = issue(
        made, mark, origin=desk.nation, mode=mode, t_valid=t, t=t, signer=desk.signer(mode),
        registry=desk.registry, version=number,
    )  # fmt: skip
    release(unit, desk, record, t=t)
    _audit(unit, "entered" if number == 1 else "amended", record, person, t)
    return record


def amend_plan(
    unit: OperationsUnit, desk: ReleaseDesk, plan: Plan, *, number: int, objective: str,
    assumptions: tuple[Assumption, ...], reason: str, t: Epoch, person: str,
) -> Record:  # fmt: skip
    """Make the next edition, under the mark of the last.

    Parameters
    ----------
    number : int
        Of the edition that is amended.
    objective : str
        Of a policy its text.
    reason : str
        In one line of 200 characters at most; a longer one is not cut, but refused.

    Raises
    ------
    UsageError
        Where it is not ours, another edition came between, an assumption is not of
        the language, or the reason is no line.
    """
    edition = _ours(plan, desk.nation, number, t)
    after = plan.editions[-1].body.number + 1
    for each in assumptions:
        error = expression_fault(each.expression) if each.expression else None
        if error is not None:
            raise error
    fields: dict[str, object] = {"assumptions": assumptions, "reason": reason}
    if isinstance(edition.body, PolicyBody):
        fields |= {"text": objective, "sha256": sha256(objective.encode()).hexdigest()}
        check_rules(structs.replace(edition.body, text=objective), desk.nation, desk.registry)
    else:
        fields["objective"] = objective
    return _next(unit, desk, edition, after, fields, "amended", t=t, person=person)


def retire_plan(
    unit: OperationsUnit, desk: ReleaseDesk, plan: Plan, *, number: int, reason: str, t: Epoch,
    person: str,
) -> Record:  # fmt: skip
    """Make a last edition that says that it holds no more; raises as `amend_plan`."""
    edition = _ours(plan, desk.nation, number, t)
    after = plan.editions[-1].body.number + 1
    if isinstance(edition.body, PlanBody):
        fields: dict[str, object] = {"status": PlanStatus.CANCELLED, "reason": reason}
    else:
        yesterday = (t + -DAY_S).utc_iso(0)[:10]
        begun = min(edition.body.in_force_from, yesterday)  # days are whole: it ends at once
        fields = {"in_force_from": begun, "in_force_until": yesterday, "reason": reason}
    return _next(unit, desk, edition, after, fields, "retired", t=t, person=person)


def review_plan(
    unit: OperationsUnit, desk: ReleaseDesk, plan: Plan, *, number: int, note: str,
    until: Epoch | None, t: Epoch, person: str, role: str = "",
) -> Record:  # fmt: skip
    """Say that it was looked at, with what result, and when the next review is.

    It answers no flag. Raises as `amend_plan`.
    """
    return _opinion(unit, desk, _ours(plan, desk.nation, number, t), Stance.ABSTAIN, note, until,
                    t=t, person=person, role=role)  # fmt: skip


def reaffirm_plan(
    unit: OperationsUnit, desk: ReleaseDesk, plan: Plan, *, number: int, reason: str,
    until: Epoch | None, t: Epoch, person: str, role: str = "",
) -> Record:  # fmt: skip
    """Say that it stands although an assumption does not hold, why, and until when.

    Raises as `amend_plan`, and where no reason is given.
    """
    if not reason.strip():
        raise UsageError("reaffirm a plan", plan.name, expected="a reason", got="none")
    return _opinion(unit, desk, _ours(plan, desk.nation, number, t), Stance.CONCUR, reason, until,
                    t=t, person=person, role=role)  # fmt: skip


def _edition(number: int) -> str:
    return f"edition {number} before it" if number else "no edition before it"


def _ours(plan: Plan, nation: str, number: int, t: Epoch) -> Edition:
    """The edition that is meant: ours, and the one that stands or the last."""
    edition = plan.current(t)
    if plan.origin != nation or edition is None:
        raise UsageError(
            "change a plan", plan.name, expected=f"one of {nation}", got=f"one of {plan.origin}"
        )
    last = plan.editions[-1]
    if number == last.body.number and last.record_id not in plan.withdrawn:
        return last
    if number != edition.body.number:
        raise UsageError(
            "change a plan", plan.name, expected=f"edition {edition.body.number}, which stands",
            got=f"edition {number}", hint="look at what has changed since",
        )  # fmt: skip
    return edition


def _next(
    unit: OperationsUnit, desk: ReleaseDesk, edition: Edition, number: int,
    fields: dict[str, object], what: str, *, t: Epoch, person: str,
) -> Record:  # fmt: skip
    before = stored_record(unit, edition.record_id, "amend a plan")
    body = structs.replace(edition.body, number=number, **fields)
    mode = before.payload.mode
    product = derive(
        [before], lambda _: body, origin=desk.nation, mode=mode, t_valid=t, t=t,
        signer=desk.signer(mode), registry=desk.registry, rulebook=desk.rulebook,
        version=number, supersedes=before.id,
    )  # fmt: skip
    release(unit, desk, product, t=t)
    _audit(unit, what, product.record, person, t)
    return product.record


def _opinion(
    unit: OperationsUnit, desk: ReleaseDesk, edition: Edition, stance: Stance, reason: str,
    until: Epoch | None, *, t: Epoch, person: str, role: str,
) -> Record:  # fmt: skip
    if until is not None and until <= t:
        raise UsageError("review a plan", edition.body.name, expected="a time to come")
    before = stored_record(unit, edition.record_id, "review a plan")
    body = OpinionBody(
        record=before.id, stance=stance, reason=reason, role=role or edition.body.owner,
        until_utc=None if until is None else utc_text(until),
    )  # fmt: skip
    mode = before.payload.mode
    product = derive(
        [before], lambda _: body, origin=desk.nation, mode=mode, t_valid=t, t=t, about="",
        signer=desk.signer(mode), registry=desk.registry, rulebook=desk.rulebook,
    )  # fmt: skip
    release(unit, desk, product, t=t)
    did = "reaffirmed" if stance is Stance.CONCUR else "reviewed"
    _audit(unit, did, product.record, person, t)
    return product.record


def _audit(unit: OperationsUnit, did: str, record: Record, person: str, t: Epoch) -> None:
    unit.audit(AUDIT, {"did": did, "record": record.id, "person": person}, t=t)
