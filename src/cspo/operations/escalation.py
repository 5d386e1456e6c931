"""Escalation: what nobody acknowledges goes to the next contact, and at last a number is shown.

The ladder has a rung for each contact of the party, in their order, and one more: its
telephone numbers stand on the screen of the watch, because a voice is what is left. A rung
is taken when the time of the one before it is over, or at once when that one failed: the
message was withheld, the channel gave up, there was no way to that contact. Which rungs
were taken is what the outbox says, so a restart takes none twice and skips none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from cspo.markings.parties import sponsor_of
from cspo.operations.awaited import Awaited
from cspo.operations.contacts import Contact, ContactBook, answers_at
from cspo.operations.outbox_store import Delivery, MessageQuery, MessageRow
from cspo.operations.outgoing import Channel, message_name, put_down, tell
from cspo.operations.store import OperationsUnit
from cspo.records.kinds import Registry
from cspo.records.record import Record, read_record
from cspo.time import Epoch

__all__ = ["AUDIT", "USUAL", "Call", "EscalationPolicy", "Rung", "calls", "escalate", "is_due"]

AUDIT: Final = "escalation"
"""Under which event the audit has every rung."""

_FAILED: Final = (Delivery.GAVE_UP, Delivery.WITHHELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationPolicy:
    """How long is waited.

    Parameters
    ----------
    wait_s : float
        From one rung to the next, s. The first contact of our own is called at once.
    partner_wait_s : float
        Before the first contact of a partner is called: its own node calls them first, s.
    """

    wait_s: float = 300.0
    partner_wait_s: float = 600.0


USUAL: Final = EscalationPolicy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A rung that was taken.

    Parameters
    ----------
    number : int
        From 1.
    role : str
        Whom it calls; empty: the numbers are shown.
    channels : tuple of str
        By which channels; empty where there is no way, or they are shown.
    outcome : str
        ``told``, ``withheld``, ``no way`` or ``shown``.
    """

    awaited: Awaited
    number: int
    role: str
    channels: tuple[str, ...]
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What the screen shows: call, now.

    Parameters
    ----------
    contacts : tuple of Contact
        In order; empty where nobody is known.
    """

    awaited: Awaited
    since: Epoch
    contacts: tuple[Contact, ...]


@dataclass(slots=True)
class _Ladder:
    """How far one record has come with one party."""

    awaited: Awaited
    taken: int = 0
    last: Epoch | None = None
    failed: bool = False
    shown: Epoch | None = None
    roles: set[str] = field(default_factory=set)
    rungs: list[Rung] = field(default_factory=list)


def escalate(
    unit: OperationsUnit,
    waiting: Iterable[Awaited],
    contacts: ContactBook,
    channels: Sequence[Channel],
    registry: Registry,
    *,
    nation: str,
    t: Epoch,
    policy: EscalationPolicy = USUAL,
    shown: set[tuple[str, ...]] | None = None,
) -> tuple[Rung, ...]:
    """Take the rungs that are due. Call it every half minute or so.

    Parameters
    ----------
    waiting : iterable of Awaited
        What nobody has acknowledged.
    nation : str
        Ours.
    shown : set or None
        Ladders that are at their end, so that the store is not asked for them again; it is
        filled here and by `is_due`.

    Returns
    -------
    tuple of Rung
        Those taken now.
    """
    rungs: list[Rung] = []
    for awaited in _unshown(waiting, shown):
        ladder = _ladder(unit, awaited, shown)
        envelope = unit.envelope(awaited.record_id)
        if ladder.shown is not None or envelope is None or not _concerns(awaited, nation):
            continue
        begins = _begins(awaited, nation, policy)
        called = _callable(contacts.of(awaited.party), t)
        record = read_record(envelope)
        while _is_due(ladder, begins, policy.wait_s, t):
            _take(unit, ladder, called, channels, record, registry, t)
        rungs += ladder.rungs
    return tuple(rungs)


def is_due(
    unit: OperationsUnit,
    waiting: Iterable[Awaited],
    *,
    nation: str,
    t: Epoch,
    policy: EscalationPolicy = USUAL,
    shown: set[tuple[str, ...]] | None = None,
) -> bool:
    """Whether `escalate` would take a rung: to be asked before a unit of work is begun for it."""
    return any(
        _concerns(awaited, nation)
        and _is_due(
            _ladder(unit, awaited, shown), _begins(awaited, nation, policy), policy.wait_s, t
        )
        for awaited in _unshown(waiting, shown)
    )


def calls(
    unit: OperationsUnit, waiting: Iterable[Awaited], contacts: ContactBook
) -> tuple[Call, ...]:
    """Whom the watch has to call now, the longest overdue first."""
    found = []
    for awaited in waiting:
        shown = _ladder(unit, awaited).shown
        if shown is not None:
            found.append(Call(awaited=awaited, since=shown, contacts=contacts.of(awaited.party)))
    return tuple(sorted(found, key=lambda each: (each.since.tai_ns, each.awaited.record_id)))


def _callable(contacts: Sequence[Contact], t: Epoch) -> tuple[Contact, ...]:
    """Contacts without those who are known not to answer now, if anybody else is there."""
    there = tuple(each for each in contacts if answers_at(each.body.hours, t) is not False)
    return there or tuple(contacts)


def _unshown(waiting: Iterable[Awaited], shown: set[tuple[str, ...]] | None) -> Iterator[Awaited]:
    """What is not known to be at the end of its ladder."""
    return (each for each in waiting if not shown or (*each.ids, each.party) not in shown)


def _ladder(
    unit: OperationsUnit, awaited: Awaited, shown: set[tuple[str, ...]] | None = None
) -> _Ladder:
    """What the outbox says of the rungs that were taken."""
    ladder = _Ladder(awaited)
    steps = [
        (row, step)
        for about in awaited.ids
        for _, row, step in unit.messages(MessageQuery(about=about, party=awaited.party))
        if row.rung > 0
    ]
    if not steps:
        return ladder
    ladder.taken = max(row.rung for row, _ in steps)
    ladder.roles = {row.role for row, _ in steps if row.role}
    top = [(row, step) for row, step in steps if row.rung == ladder.taken]
    ladder.last = max(row.t for row, _ in top)
    ladder.failed = all(step.outcome in _FAILED for _, step in top)
    ends = [row.t for row, step in steps if step.outcome is Delivery.SHOWN]
    ladder.shown = min(ends) if ends else None
    if ends and shown is not None:
        shown.add((*awaited.ids, awaited.party))
    return ladder


def _concerns(awaited: Awaited, nation: str) -> bool:
    """Whether it is we who wait, or who are waited for."""
    return nation in map(sponsor_of, (awaited.party, *awaited.origins))


def _begins(awaited: Awaited, nation: str, policy: EscalationPolicy) -> Epoch:
    ours = sponsor_of(awaited.party) == nation
    return awaited.since + (0.0 if ours else policy.partner_wait_s)


def _is_due(ladder: _Ladder, begins: Epoch, wait_s: float, t: Epoch) -> bool:
    if ladder.shown is not None:
        return False
    if ladder.last is None:
        return t >= begins
    return ladder.failed or t - ladder.last >= wait_s


def _take(
    unit: OperationsUnit,
    ladder: _Ladder,
    called: Sequence[Contact],
    channels: Sequence[Channel],
    record: Record,
    registry: Registry,
    t: Epoch,
) -> None:
    """Take the next rung, and say so in the audit."""
    ladder.taken += 1
    awaited, number = ladder.awaited, ladder.taken
    ladder.last, ladder.failed = t, False
    # By office and not by place: at another hour others answer.
    contact = next((each for each in called if each.body.role not in ladder.roles), None)
    if contact is None:
        _show(unit, awaited, number, called, t)
        ladder.shown = t
        rung = Rung(awaited=awaited, number=number, role="", channels=(), outcome="shown")
    else:
        ladder.roles.add(contact.body.role)
        rung = _call(unit, awaited, number, contact, channels, record, registry, t)
        ladder.failed = rung.outcome != "told"
    ladder.rungs.append(rung)
    unit.audit(
        AUDIT,
        {"record": awaited.record_id, "event": awaited.event, "party": awaited.party,
         "rung": str(number), "role": rung.role, "channels": " ".join(rung.channels),
         "outcome": rung.outcome},
        t=t,
    )  # fmt: skip


def _call(
    unit: OperationsUnit,
    awaited: Awaited,
    number: int,
    contact: Contact,
    channels: Sequence[Channel],
    record: Record,
    registry: Registry,
    t: Epoch,
) -> Rung:
    """Tell one contact by every channel that reaches it."""
    body = contact.body
    ways = [each for each in channels if each.reaches(awaited.party, body.role, body.email)]
    since = awaited.since.utc_iso(0)
    why = f"Nobody has acknowledged this since {since}. You are called as {body.role}."
    outcomes = [
        tell(
            unit, way, record, registry, party=awaited.party, role=body.role, t=t, rung=number,
            address=body.email if way.kind == "mail" else "", why=why,
        ).outcome
        for way in ways
    ]  # fmt: skip
    if not ways:
        row = _row(awaited, number, body.role, b"", t)
        put_down(unit, row, Delivery.WITHHELD, "no channel reaches this contact")
        outcome = "no way"
    else:
        outcome = "told" if any(each is not Delivery.WITHHELD for each in outcomes) else "withheld"
    names = tuple(way.name for way in ways)
    return Rung(awaited=awaited, number=number, role=body.role, channels=names, outcome=outcome)


def _show(
    unit: OperationsUnit, awaited: Awaited, number: int, called: Sequence[Contact], t: Epoch
) -> None:
    """Put the numbers on the screen."""
    numbers = [{"role": each.body.role, "phone": each.body.phone} for each in called]
    row = _row(awaited, number, "", msgspec.json.encode(numbers), t)
    detail = "call by telephone" if called else "no contact is known"
    put_down(unit, row, Delivery.SHOWN, detail)


def _row(awaited: Awaited, number: int, role: str, body: bytes, t: Epoch) -> MessageRow:
    name = message_name(awaited.record_id, "", awaited.party, role, "", str(number))
    return MessageRow(
        message_id=name, channel="", address="", about=awaited.record_id, party=awaited.party,
        role=role, rung=number, body=body, t=t,
    )  # fmt: skip
