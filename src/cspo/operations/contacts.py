"""Contacts: whom to call at a party, in what order and language, and whether that still works.

The directory is what contact records say, and nothing else:

1. At a party one calls those whom that party names, or the nation that sponsors it. Only
   of a party that has named nobody does what we ourselves know count; never a third's word.
2. Of each office of a party the newest record counts.
3. A check counts for the number that was called: a new number is an unchecked one. Who
   checked says so itself, or the nation that sponsors it; a check counts whoever made it.

Numbers are called once a month, in peace, because in need there is no time to find out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from cspo.errors import UsageError
from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.derive import body_of, derive, issue
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.releasing import release
from cspo.operations.store import OperationsUnit
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.watch import ContactBody
from cspo.records.kinds import Registry
from cspo.records.record import Record, read_record
from cspo.time import Epoch

__all__ = [
    "CHECK_EVERY_S", "Contact", "ContactBook", "answers_at", "put_contact", "record_check",
]  # fmt: skip

CHECK_EVERY_S: Final = 31 * 86_400.0
"""How old the last check of a number may be, s: a month."""

_AUDIT: Final = "contact"
_ALWAYS: Final = ("always", "24/7", "24 h", "h24")
_HOURS: Final = re.compile(
    r"(?:(mon|tue|wed|thu|fri|sat|sun)-(mon|tue|wed|thu|fri|sat|sun) )?"
    r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9]) utc"
)
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One office of a party.

    Parameters
    ----------
    body : ContactBody
        As its record says it.
    origin : str
        Who says so.
    record_id : str
    t : Epoch
        When it was said.
    label : Label
        The mark of that record.
    checked : Epoch or None
        When somebody last got through under this number; None where nobody ever has.
    checked_by : str
    """

    body: ContactBody
    origin: str
    record_id: str
    t: Epoch
    label: Label
    checked: Epoch | None = None
    checked_by: str = ""

    @property
    def number(self) -> tuple[str, str]:
        """What a check is of."""
        return self.body.phone, self.body.email

    def overdue_s(self, t: Epoch, every_s: float = CHECK_EVERY_S) -> float:
        """By how much its check is overdue, s; 0 where it is not, all its age where it has none."""
        if self.checked is None:
            return max(t - self.t, 1.0)
        return max(t - self.checked - every_s, 0.0)


class ContactBook:
    """The directory, kept up to date record by record; other threads may read meanwhile.

    A contact counts no more where its origin, or the nation that sponsors it, has taken
    it back, in whatever order the two records come.

    Parameters
    ----------
    registry : Registry
    mode : Mode or None
        Records of other modes are passed over; None: whoever tells of them sees to that.
    nation : str
        What it says of a party counts where the party itself says nothing.
    """

    def __init__(self, registry: Registry, mode: Mode | None, nation: str) -> None:
        self._registry = registry
        self._mode = mode
        self._nation = nation
        self._told: Mapping[str, Contact] = {}
        self._withdrawn: frozenset[tuple[str, str]] = frozenset()

    def apply(self, *records: Record) -> bool:
        """Take records in; whether one was a contact, and new.

        Raises
        ------
        MalformedMessage
            Where a body can't be read.
        """
        new = {}
        for record in records:
            payload = record.payload
            if self._mode not in {None, payload.mode}:
                continue
            if payload.kind == "withdrawal":
                gone = body_of(record, self._registry).record
                self._withdrawn |= {(gone, sponsor_of(payload.origin))}
            elif payload.kind == "contact":
                new[record.id] = Contact(
                    body=body_of(record, self._registry), origin=payload.origin,
                    record_id=record.id, t=Epoch.from_utc(payload.t_created),
                    label=payload.label,
                )  # fmt: skip
        told = {**self._told, **new}
        told = {key: each for key, each in told.items() if not self._is_withdrawn(each)}
        changed = not told.keys() <= self._told.keys()
        self._told = told
        return changed

    def _is_withdrawn(self, contact: Contact) -> bool:
        return (contact.record_id, sponsor_of(contact.origin)) in self._withdrawn

    def drop(self, record_ids: Iterable[str]) -> None:
        """Forget records that are believed no more, or were taken back."""
        gone = set(record_ids)
        self._told = {key: each for key, each in self._told.items() if key not in gone}

    def of(
        self,
        party: str,
        sees: Callable[[str], bool] = lambda record_id: True,  # noqa: ARG005
    ) -> tuple[Contact, ...]:
        """Whom to call at a party, the first one first.

        Parameters
        ----------
        sees : callable
            Whether the reader may see the record of an id.
        """
        told = [each for each in self._told.values()
                if each.body.party == party and sees(each.record_id)]  # fmt: skip
        own = [each for each in told if each.origin in {party, sponsor_of(party)}]
        said = own or [each for each in told if each.origin == self._nation]
        newest: dict[str, Contact] = {}
        for each in sorted(said, key=lambda one: (one.t.tai_ns, one.record_id)):
            newest[each.body.role] = each
        found = [_checked(each, told) for each in newest.values()]
        return tuple(sorted(found, key=lambda one: (one.body.order, one.body.role)))

    def label(self, record_id: str) -> Label | None:
        """The mark of a contact's record; None where there is none."""
        found = self._told.get(record_id)
        return None if found is None else found.label

    def parties(self) -> tuple[str, ...]:
        """Parties of which somebody told a contact."""
        return tuple(sorted({each.body.party for each in self._told.values()}))

    def every(
        self,
        sees: Callable[[str], bool] = lambda record_id: True,  # noqa: ARG005
    ) -> tuple[Contact, ...]:
        """All contacts that count, party by party."""
        return tuple(each for party in self.parties() for each in self.of(party, sees))

    def overdue(
        self,
        t: Epoch,
        every_s: float = CHECK_EVERY_S,
        sees: Callable[[str], bool] = lambda record_id: True,  # noqa: ARG005
    ) -> tuple[Contact, ...]:
        """Contacts whose check is overdue at *t*, the longest overdue first."""
        late = [each for each in self.every(sees) if each.overdue_s(t, every_s) > 0.0]
        return tuple(sorted(late, key=lambda one: (-one.overdue_s(t, every_s), one.record_id)))

    def digest_lines(self) -> tuple[str, ...]:
        """What the directory rests on, in order."""
        return tuple(sorted(self._told))


def _checked(contact: Contact, told: Iterable[Contact]) -> Contact:
    """The contact with the newest check of its number that somebody vouches for."""
    checks = [
        (Epoch.from_utc(each.body.checked_utc), each.body.checked_by)
        for each in told
        if each.body.checked_utc is not None
        and each.body.checked_by is not None
        and each.number == contact.number
        and each.origin in {each.body.checked_by, sponsor_of(each.body.checked_by)}
    ]
    if not checks:
        return contact
    when, who = max(checks, key=lambda one: (one[0].tai_ns, one[1]))
    return replace(contact, checked=when, checked_by=who)


def answers_at(hours: str, t: Epoch) -> bool | None:
    """Whether an office answers at an instant; None where its hours don't tell a machine.

    Read are ``always``, ``24/7``, ``08:00-16:00 UTC`` and ``Mon-Fri 08:00-16:00 UTC``.

    Examples
    --------
    >>> t = Epoch.from_utc("2026-07-10T17:00:00")  # a Friday
    >>> [answers_at(h, t) for h in ("always", "Mon-Fri 08:00-16:00 UTC", "after lunch")]
    [True, False, None]
    """
    text = hours.strip().casefold()
    if text in _ALWAYS:
        return True
    found = _HOURS.fullmatch(text)
    if found is None:
        return None
    first, last, *clock = found.groups()
    opens, closes = (60 * int(clock[n]) + int(clock[n + 1]) for n in (0, 2))
    ordinal, ns_of_day = t.utc_day()
    minute, day = ns_of_day // 60_000_000_000, (ordinal - 1) % 7
    if opens >= closes and minute < closes:
        day = (day - 1) % 7  # it opened yesterday
    begin, end = (_DAYS.index(first), _DAYS.index(last)) if first else (0, 6)
    on_day = (day - begin) % 7 <= (end - begin) % 7
    open_now = opens <= minute < closes if opens < closes else (minute >= opens or minute < closes)
    return on_day and open_now


def put_contact(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    body: ContactBody,
    mark: Label,
    *,
    mode: Mode,
    t: Epoch,
    person: str,
    party: str = "",
) -> Record:
    """Say whom to call, and release it.

    Parameters
    ----------
    party : str
        Who says so: an organization of ours, of itself alone. Empty: our nation.

    Raises
    ------
    UsageError
        Where a body that was never checked claims to be, or an organization speaks of another.
    """
    if (
        party not in {"", desk.nation, body.party}
        or sponsor_of(party or desk.nation) != desk.nation
    ):
        raise UsageError("put a contact down", body.party, expected="one's own", got=f"by {party}")
    if body.checked_by is not None and sponsor_of(body.checked_by) != desk.nation:
        raise UsageError("put a contact down", body.party, expected="a check of our own, or none")
    record = issue(
        body, mark, origin=party or desk.nation, mode=mode, t_valid=t, t=t,
        signer=desk.signer(mode), registry=desk.registry,
    )  # fmt: skip
    release(unit, desk, record, t=t)
    _audit(unit, "put down", record, person, t)
    return record


def record_check(
    unit: OperationsUnit, desk: ReleaseDesk, contact: Contact, *, t: Epoch, person: str
) -> Record:
    """Put down that somebody of ours called, and got through.

    The record says of the contact what its own party says, under the same mark.

    Raises
    ------
    UsageError
        Where the contact's record is not in the store.
    """
    envelope = unit.envelope(contact.record_id)
    if envelope is None:
        raise UsageError("check a contact", contact.record_id, expected="a record in the store")
    source = read_record(envelope)
    product = derive(
        [source],
        lambda bodies: msgspec.structs.replace(
            bodies[0], checked_utc=utc_text(t), checked_by=desk.nation
        ),
        origin=desk.nation, mode=source.payload.mode, t_valid=t, t=t,
        signer=desk.signer(source.payload.mode), registry=desk.registry, rulebook=desk.rulebook,
    )  # fmt: skip
    release(unit, desk, product, t=t)
    _audit(unit, "checked", product.record, person, t)
    return product.record


def _audit(unit: OperationsUnit, what: str, record: Record, person: str, t: Epoch) -> None:
    unit.audit(_AUDIT, {"did": what, "record": record.id, "person": person}, t=t)
