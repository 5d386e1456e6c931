"""What people state beside plans: that a thing is ready, is owed, or is met."""

from __future__ import annotations

import hashlib
from typing import Final

from msgspec import structs

from cspo.errors import UsageError
from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.derive import derive, issue, stored_record
from cspo.operations.plan.obligation import Obligation
from cspo.operations.plan.plan_file import expression_fault
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.releasing import release
from cspo.operations.store import OperationsUnit
from cspo.records.bodies.coordination import AcknowledgementBody, Progress
from cspo.records.bodies.readiness import ObligationBody, ObligationStatus, Owed, ReadinessBody
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["name_of", "put_obligation", "report_readiness", "settle", "waive"]

_AUDIT: Final = "obligation"


def report_readiness(
    unit: OperationsUnit, desk: ReleaseDesk, body: ReadinessBody, mark: Label, *, mode: Mode,
    t: Epoch, person: str,
) -> Record:  # fmt: skip
    """Report how a thing of ours stands, and release that."""
    return _issued(unit, desk, body, mark, "readiness", mode=mode, t=t, person=person)


def put_obligation(
    unit: OperationsUnit, desk: ReleaseDesk, body: ObligationBody, mark: Label, *, mode: Mode,
    t: Epoch, person: str,
) -> Record:  # fmt: skip
    """Put down what a party owes, or an action that was agreed, and release it.

    Raises
    ------
    UsageError
        Where its expression is not of the language.
    """
    if body.expression and (error := expression_fault(body.expression)) is not None:
        raise error
    return _issued(unit, desk, body, mark, _AUDIT, mode=mode, t=t, person=person)


def settle(
    unit: OperationsUnit, desk: ReleaseDesk, obligation: Obligation, *, text: str, t: Epoch,
    person: str, party: str = "",
) -> Record:  # fmt: skip
    """Say that it is met, as whoever owes it or to whom it is owed.

    Raises
    ------
    UsageError
        Where it is neither.
    """
    ours = party or desk.nation
    may = {obligation.origin, obligation.body.owes, sponsor_of(obligation.body.owes)}
    if ours not in may:
        raise UsageError("settle an obligation", obligation.id, expected="one of ours",
                         got=f"one of {obligation.body.owes}")  # fmt: skip
    body = AcknowledgementBody(record=obligation.record_id, progress=Progress.DONE, note=text)
    return _derived(unit, desk, obligation, body, ours, t=t, person=person, version=1)


def waive(
    unit: OperationsUnit, desk: ReleaseDesk, obligation: Obligation, *, text: str, t: Epoch,
    person: str,
) -> Record:  # fmt: skip
    """Say that it is owed no more, as who stated it.

    Raises
    ------
    UsageError
        Where another party did.
    """
    if obligation.origin != desk.nation:
        raise UsageError("waive an obligation", obligation.id,
                         expected=f"one that {desk.nation} stated",
                         got=f"one of {obligation.origin}")  # fmt: skip
    number = obligation.body.number + 1
    body = structs.replace(
        obligation.body, number=number, status=ObligationStatus.WAIVED, note=text
    )
    return _derived(unit, desk, obligation, body, desk.nation, t=t, person=person, version=number)


def name_of(what: Owed, owes: str, text: str, t: Epoch) -> str:
    """A name that no other obligation has: of who owes what, and when that was stated."""
    key = hashlib.sha256(f"{owes} {text} {t.tai_ns}".encode()).hexdigest()[:12]
    return f"{what.value}-{key}"


def _issued(
    unit: OperationsUnit, desk: ReleaseDesk, body: ObligationBody | ReadinessBody, mark: Label,
    audit: str, *, mode: Mode, t: Epoch, person: str,
) -> Record:  # fmt: skip
    record = issue(
        body, mark, origin=desk.nation, mode=mode, t_valid=t, t=t, signer=desk.signer(mode),
        registry=desk.registry,
    )  # fmt: skip
    release(unit, desk, record, t=t)
    unit.audit(audit, {"did": "stated", "record": record.id, "person": person}, t=t)
    return record


def _derived(
    unit: OperationsUnit, desk: ReleaseDesk, obligation: Obligation,
    body: AcknowledgementBody | ObligationBody, origin: str, *, t: Epoch, person: str, version: int,
) -> Record:  # fmt: skip
    before = stored_record(unit, obligation.record_id, "settle an obligation")
    mode = before.payload.mode
    product = derive(
        [before], lambda _: body, origin=origin, mode=mode, t_valid=t, t=t, about="",
        signer=desk.signer(mode), registry=desk.registry, rulebook=desk.rulebook, version=version,
        supersedes=before.id if version > 1 else "",
    )  # fmt: skip
    release(unit, desk, product, t=t)
    did = "met" if version == 1 else "waived"
    unit.audit(_AUDIT, {"did": did, "record": product.record.id, "person": person}, t=t)
    return product.record
