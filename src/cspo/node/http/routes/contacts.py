"""Contacts: whom to call at a party, and which numbers nobody has tried for a month."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final

import msgspec
from litestar.params import JSONBody, QueryParameter

from cspo.markings import make_label
from cspo.node.http.callers import Caller
from cspo.node.http.faults import Refused, denied, not_found
from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read, write
from cspo.node.http.seen import RunningNode
from cspo.operations.contacts import (
    CHECK_EVERY_S,
    Contact,
    ContactBook,
    answers_at,
    put_contact,
    record_check,
)
from cspo.records.bodies.watch import ContactBody
from cspo.time import Epoch

__all__ = ["ContactLine", "contact_line", "handlers", "sees"]

_Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
_Party = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}(/[a-z0-9-]{1,40})?$")]
_Line = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
_Level = Annotated[str, msgspec.Meta(pattern=r"^(U|R|C|S|TS)$")]


class ContactLine(msgspec.Struct, frozen=True, kw_only=True):
    """One office that can be called.

    Parameters
    ----------
    record, origin : str
        What says so, and whose word that is.
    party, role, order, phone, email, languages, hours
        As that record says; 1 is called first.
    answers_now : bool or None
        By its hours; None where they don't tell a machine.
    checked_utc : str or None
        When somebody last got through under this number.
    checked_by : str
    overdue_s : float
        By how much its monthly check is overdue; 0: it is not.
    """

    record: str
    origin: str
    party: str
    role: str
    order: int
    phone: str
    email: str
    languages: list[str]
    hours: str
    answers_now: bool | None
    checked_utc: str | None
    checked_by: str
    overdue_s: float


class NewContact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to call.

    Parameters
    ----------
    party, role, order, phone, email, languages, hours
        The role is an office, never a name.
    level : str
        Of the mark.
    releasable_to : list of str
        Who may know; our nation and the caller's party are always among them.
    """

    party: _Party
    role: Annotated[_Line, msgspec.Meta(min_length=1)]
    order: Annotated[int, msgspec.Meta(ge=1, le=99)] = 1
    phone: _Line = ""
    email: _Line = ""
    languages: Annotated[tuple[str, ...], msgspec.Meta(max_length=20)] = ()
    hours: _Line = ""
    level: _Level = "U"
    releasable_to: Annotated[tuple[_Party, ...], msgspec.Meta(max_length=100)] = ()


class Checked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody of ours called, and got through.

    Parameters
    ----------
    record : str
        That of the contact, as the list has it.
    """

    record: _Id


class Made(msgspec.Struct, frozen=True):
    """The record that says so."""

    record: str


@read("/api/v1/contacts", Right.READ, "Whom to call, party by party, in their order")
def list_contacts(
    *,
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 100,
    party: Annotated[str, QueryParameter(max_length=60, description="Of this party.")] = "",
    overdue: Annotated[
        bool, QueryParameter(description="Only those whose check is overdue, the longest first.")
    ] = False,
) -> Page[ContactLine]:
    """A check counts for the number that was called: a new number is an unchecked one."""
    book, t = contacts_of(node), node.clock.now()
    seen = sees(book, caller, node)
    found = book.overdue(t, CHECK_EVERY_S, seen) if overdue else book.every(seen)
    found = tuple(each for each in found if not party or each.body.party == party)
    start = gate.cursors.read(cursor)
    more = start + limit < len(found)
    items = [contact_line(each, t) for each in found[start : start + limit]]
    return Page(items, gate.cursors.make(start + limit) if more else None)


@write("/api/v1/contacts", Right.COORDINATE, "Say whom to call")
def add_contact(node: NodeHere, caller: CallerHere, data: JSONBody[NewContact]) -> Made:
    """It goes to those who may know, by the release policy. An organization speaks of itself."""
    if data.party != caller.party:
        _our_own(node, caller)
    body = ContactBody(
        party=data.party, role=data.role, order=data.order, phone=data.phone, email=data.email,
        languages=data.languages, hours=data.hours,
    )  # fmt: skip
    mark = make_label(data.level, sorted({*data.releasable_to, node.home.nation, caller.party}))
    decision = caller.may(mark, node.mode)
    if not decision.permitted:
        raise denied(f"a mark that is not for yourself: {decision.reason}")
    t = node.clock.now()
    with node.store.write() as unit:
        record = put_contact(
            unit, node.desk(unit), body, mark, mode=node.mode, t=t, person=caller.person,
            party=caller.party,
        )  # fmt: skip
    node.wake()
    return Made(record.id)


@write("/api/v1/contacts/check", Right.WATCH, "Say that somebody got through")
def check_contact(node: NodeHere, caller: CallerHere, data: JSONBody[Checked]) -> Made:
    """Then it is not overdue for a month."""
    _our_own(node, caller)
    book, t = contacts_of(node), node.clock.now()
    found = [each for each in book.every(sees(book, caller, node)) if each.record_id == data.record]
    if not found:
        raise not_found("contact")
    with node.store.write() as unit:
        record = record_check(unit, node.desk(unit), found[0], t=t, person=caller.person)
    node.wake()
    return Made(record.id)


def contacts_of(node: RunningNode) -> ContactBook:
    """The node's directory."""
    if node.coordination is None:
        raise Refused(503, "no contacts yet", hint="the node is starting")
    book: ContactBook = node.coordination.contacts
    return book


def sees(book: ContactBook, caller: Caller, node: RunningNode) -> Callable[[str], bool]:
    """Which records of contacts the caller may see."""

    def seen(record_id: str) -> bool:
        label = book.label(record_id)
        return label is not None and caller.may(label, node.mode).permitted

    return seen


def contact_line(contact: Contact, t: Epoch) -> ContactLine:
    """A contact as lists show it."""
    body = contact.body
    return ContactLine(
        record=contact.record_id, origin=contact.origin, party=body.party, role=body.role,
        order=body.order, phone=body.phone, email=body.email, languages=list(body.languages),
        hours=body.hours, answers_now=answers_at(body.hours, t),
        checked_utc=None if contact.checked is None else contact.checked.utc_iso(0),
        checked_by=contact.checked_by, overdue_s=contact.overdue_s(t),
    )  # fmt: skip


def _our_own(node: RunningNode, caller: Caller) -> None:
    if caller.party != node.home.nation:
        raise denied("only the nation's own watch keeps the directory")


handlers: Final = (list_contacts, add_contact, check_contact)
