"""What the watch does about a warning: puts it aside for a while, takes it back, acknowledges it.

A warning that is shelved rings no more until its time is over, or until it becomes
graver than it was. Nobody shelves what is too grave for it, or past the time at
which it has to be looked at again. A shelf is an entry in the watch's log, which
stays on the node; an acknowledgement goes to whoever may know of the warning.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cspo.errors import UsageError
from cspo.markings.label import Label
from cspo.operations.derive import Product, derive
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.policy import duration_s
from cspo.operations.release.releasing import release
from cspo.operations.release.sending import keep
from cspo.operations.store import OperationsUnit
from cspo.operations.warn.book_view import BookView
from cspo.operations.warn.matter import Issued, Matter, State, everything
from cspo.operations.warn.policy import SEVERITIES, WarnPolicy
from cspo.records.bodies.coordination import AcknowledgementBody, Progress
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.warning import Severity
from cspo.records.bodies.watch import LogEntryBody
from cspo.records.record import Record, read_record
from cspo.time import Epoch

__all__ = ["acknowledge", "longest_shelf", "shelve", "take_back"]


def shelve(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    view: BookView,
    policy: WarnPolicy,
    event: str,
    *,
    until: Epoch,
    reason: str,
    role: str,
    t: Epoch,
    watch: str = "watch",
    may: Callable[[Label], bool] = everything,
) -> Record:
    """Put a matter aside until an instant.

    Parameters
    ----------
    unit : OperationsUnit
        The caller commits, and lets the book take the record.
    view : BookView
    event : str
        The matter's.
    until : Epoch
        When it returns.
    reason, role : str
        Why, and in what office; never a name.
    t : Epoch
        Now.
    watch : str
        Whose log it stands in.
    may : callable
        Which marks whoever shelves may see: what is graver than that stays where it is.

    Raises
    ------
    UsageError
        Where there is no open matter, it is too grave, no reason is given, or it would
        return too late.
    """
    matter, head = _open(view, event, t, "shelve a warning", may=may)
    latest = longest_shelf(matter, policy, t, may)
    if not reason.strip():
        raise UsageError("shelve a warning", "reason", expected="a reason", got="none")
    severities = [
        each.body.severity or Severity.WARNING for each in matter.latest(may) if each.gravity
    ]
    worst = max(severities, key=SEVERITIES.index)
    if SEVERITIES.index(worst) >= SEVERITIES.index(policy.shelving.never_from):
        raise UsageError(
            "shelve a warning", event, expected=f"one less grave than {policy.shelving.never_from}",
            got=worst, hint="acknowledge it, and say who acts",
        )  # fmt: skip
    if not t < until <= latest:
        raise UsageError(
            "shelve a warning", "until", expected=f"after now, and not after {latest.utc_iso(0)}",
            got=until.utc_iso(0), hint="it must return while something can be done",
        )  # fmt: skip

    def body(_: tuple[Any, ...]) -> LogEntryBody:
        return LogEntryBody(
            watch=watch, at_utc=utc_text(t), role=role, text=reason.strip(), event=head.body.event,
            records=(head.record_id,), opens="Look again at the shelved warning",
            due_utc=utc_text(until), shelves=head.record_id,
        )  # fmt: skip

    product = _derived(unit, desk, head, body, t, head.body.event)
    keep(unit, product, t=t)
    return product.record


def longest_shelf(
    matter: Matter, policy: WarnPolicy, t: Epoch, may: Callable[[Label], bool] = everything
) -> Epoch:
    """Until when a matter may be put aside: in time before what can still be done."""
    latest = t + float(duration_s(policy.shelving.longest))
    back_s = float(duration_s(policy.shelving.return_before))
    for each in matter.latest(may):
        if each.gravity:
            latest = min(latest, each.about)
            if each.act_by is not None and each.act_by > t:
                latest = min(latest, each.act_by - back_s)
    return latest


def take_back(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    view: BookView,
    event: str,
    *,
    reason: str,
    role: str,
    t: Epoch,
    watch: str = "watch",
    may: Callable[[Label], bool] = everything,
) -> Record:
    """Take a matter from the shelf before its time.

    Raises
    ------
    UsageError
        Where it is on none.
    """
    matter = view.matter(event)
    shelf = None if matter is None else matter.shelf(t, may)
    head = None if matter is None else matter.head(view.nation, may)
    if matter is None or shelf is None or head is None:
        raise UsageError("take a warning from the shelf", event, expected="one that is shelved")
    entry = shelf.record_id

    def body(_: tuple[Any, ...]) -> LogEntryBody:
        return LogEntryBody(
            watch=watch, at_utc=utc_text(t), role=role, event=head.body.event,
            text=reason.strip() or "Taken from the shelf", records=(shelf.warning,),
            closes=(entry,),
        )  # fmt: skip

    product = _derived(unit, desk, head, body, t, head.body.event)
    keep(unit, product, t=t)
    return product.record


def acknowledge(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    view: BookView,
    event: str,
    *,
    progress: Progress,
    role: str,
    t: Epoch,
    note: str = "",
    party: str = "",
    may: Callable[[Label], bool] = everything,
) -> Record:
    """Say that a warning was received, is acted on, or is done with.

    Parameters
    ----------
    event : str
        The matter's; what is acknowledged is the warning that stands for it.
    party : str
        An organization under us that says so; empty: we.
    may : callable
        Which marks whoever acknowledges may see.

    Raises
    ------
    UsageError
        Where there is no such matter, or it is over.
    """
    _, head = _open(view, event, t, "acknowledge a warning", (State.OPEN, State.SHELVED), may)

    def body(_: tuple[Any, ...]) -> AcknowledgementBody:
        return AcknowledgementBody(record=head.record_id, progress=progress, role=role, note=note)

    product = _derived(unit, desk, head, body, t, head.body.event, origin=party or desk.nation)
    release(unit, desk, product, t=t)
    return product.record


def _open(
    view: BookView,
    event: str,
    t: Epoch,
    action: str,
    states: tuple[State, ...] = (State.OPEN,),
    may: Callable[[Label], bool] = everything,
) -> tuple[Matter, Issued]:
    matter = view.matter(event)
    head = None if matter is None else matter.head(view.nation, may)
    if matter is None or head is None:
        raise UsageError(action, event, expected="an event that was warned of", got="another")
    state = matter.state(view.nation, t, may)
    if state not in states:
        raise UsageError(action, event, expected="an open one", got=f"one that is {state}")
    return matter, head


def _derived(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    head: Issued,
    body: Callable[[tuple[Any, ...]], Any],
    t: Epoch,
    event: str,
    *,
    origin: str = "",
) -> Product:
    """A product of the warning, under its mark."""
    envelope = unit.envelope(head.record_id)
    if envelope is None:
        raise UsageError("answer a warning", event, expected="one that the store holds")
    record = read_record(envelope)
    mode = record.payload.mode
    return derive(
        [record], body, origin=origin or desk.nation, mode=mode, t_valid=t, t=t,
        signer=desk.signer(mode), registry=desk.registry, rulebook=desk.rulebook, about=event,
    )  # fmt: skip
