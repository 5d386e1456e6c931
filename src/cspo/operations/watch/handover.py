"""Handing over the watch: it is offered with all that is open, and is another's when accepted.

Until then it stays with who has it. Whoever accepts takes on what is open at that
moment, and the acceptance says what has come and gone since the offer; whoever
returns an offer says what is missing. Nothing drops out in between: what the offer
held is in the acceptance, or stands there as closed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cspo.errors import UsageError
from cspo.operations.language import Speech, speech
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.review_queue import check_person
from cspo.operations.store import OperationsUnit
from cspo.operations.watch.book import WatchBook
from cspo.operations.watch.entries import Said
from cspo.operations.watch.items import Item
from cspo.operations.watch.phrases import in_words
from cspo.operations.watch.writing import seal_and_keep, stored_records
from cspo.records import Record
from cspo.records.bodies.identities import is_event, is_object
from cspo.records.bodies.watch import HandoverBody, HandoverStep, OpenItem
from cspo.time import Epoch

__all__ = ["HandoverState", "Taken", "accept", "give_back", "offer", "standing"]

_LINE: Final = 200
_NOTE: Final = 8_000
_EVENT: Final = "handover"
_PAGE: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverState:
    """Where the watch stands.

    Parameters
    ----------
    watch : str
    office : str
        Who has it: who accepted last; empty where nobody ever has.
    since : Epoch or None
        From when on.
    accepted : Said or None
        The acceptance.
    offered : Said or None
        The offer that waits for an answer; None where none does.
    returned : Said or None
        The answer to the last offer, where that was returned.
    """

    watch: str
    office: str = ""
    since: Epoch | None = None
    accepted: Said | None = None
    offered: Said | None = None
    returned: Said | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """An accepted watch.

    Parameters
    ----------
    record : Record
        The acceptance, with all that is open.
    opened, closed : tuple of str
        What has come, and what has gone, since the offer; in words.
    """

    record: Record
    opened: tuple[str, ...]
    closed: tuple[str, ...]


def standing(book: WatchBook, watch: str) -> HandoverState:
    """Where a watch stands, from its handovers alone.

    Of two answers to one offer the first counts; an offer ends an older one.
    """
    answers: dict[str, Said] = {}
    offers: list[Said] = []
    for said in book.handovers(watch):
        if said.body.offer is None:
            offers.append(said)
        else:
            answers.setdefault(said.body.offer, said)
    accepted = [
        answers[each.id] for each in offers
        if each.id in answers and answers[each.id].body.step is HandoverStep.ACCEPTED
    ]  # fmt: skip
    last = max(accepted, key=lambda each: each.order, default=None)
    newest = offers[-1] if offers else None
    answer = answers.get(newest.id) if newest else None
    return HandoverState(
        watch=watch,
        office=last.body.incoming if last else "",
        since=Epoch.from_utc(last.body.at_utc) if last else None,
        accepted=last,
        offered=newest if answer is None else None,
        returned=answer if answer and answer.body.step is HandoverStep.RETURNED else None,
    )


def offer(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    book: WatchBook,
    *,
    watch: str,
    outgoing: str,
    incoming: str,
    person: str,
    t: Epoch,
    note: str = "",
    at: Epoch | None = None,
    language: str = "en",
    names: Mapping[str, str] | None = None,
) -> Record:
    """Offer the watch with all that is open; an offer that waits ends with it.

    Parameters
    ----------
    outgoing, incoming : str
        Offices, never names.
    person : str
        Who offers; stands in the node's audit.
    at : Epoch or None
        When it is to change hands; None: now.
    language : str
        In which the open items are put into words.
    names : mapping or None
        Names of objects by identity.

    Raises
    ------
    UsageError
        Where somebody else has the watch, or the two offices are one.
    """
    check_person(person)
    book.catch_up(unit)
    state = standing(book, watch)
    if state.office and state.office != outgoing:
        raise UsageError("offer the watch", watch, expected=f"who has it: {state.office}",
                         got=outgoing)  # fmt: skip
    if outgoing == incoming:
        raise UsageError("offer the watch", watch, expected="another office to take it",
                         got=incoming)  # fmt: skip
    body = HandoverBody(
        watch=watch, step=HandoverStep.OFFERED, at_utc=(at or t).utc_iso(6), outgoing=outgoing,
        incoming=incoming, note=note, open_items=_open_items(book, unit, t, language, names),
    )  # fmt: skip
    return _kept(unit, desk, book, body, (), person, t)


def accept(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    book: WatchBook,
    *,
    watch: str,
    incoming: str,
    person: str,
    t: Epoch,
    language: str = "en",
    names: Mapping[str, str] | None = None,
) -> Taken:
    """Take the watch over, with all that is open now.

    Raises
    ------
    UsageError
        Where no offer waits, it is to another office, or who offered it answers it.
    """
    state = _answered(unit, book, watch, incoming, person)
    offered = state.offered
    assert offered is not None  # noqa: S101 - `_answered` has it so
    items = _open_items(book, unit, t, language, names)
    before = {each.item: each.text for each in offered.body.open_items}
    after = {each.item: each.text for each in items}
    opened = tuple(text for key, text in after.items() if key not in before)
    closed = tuple(text for key, text in before.items() if key not in after)
    body = HandoverBody(
        watch=watch, step=HandoverStep.ACCEPTED, offer=offered.id, at_utc=t.utc_iso(6),
        outgoing=offered.body.outgoing, incoming=incoming, open_items=items,
        note=_since(opened, closed, speech(language)),
    )  # fmt: skip
    inputs = [offered.id]
    return Taken(_kept(unit, desk, book, body, inputs, person, t), opened, closed)


def give_back(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    book: WatchBook,
    *,
    watch: str,
    incoming: str,
    person: str,
    t: Epoch,
    note: str,
) -> Record:
    """Return an offer: the watch stays where it is, and *note* says what is missing.

    Raises
    ------
    UsageError
        As `accept`, and where nothing is said to be missing.
    """
    if not note.strip():
        raise UsageError("return the watch", watch, expected="what is missing", got="nothing")
    offered = _answered(unit, book, watch, incoming, person).offered
    assert offered is not None  # noqa: S101 - `_answered` has it so
    body = HandoverBody(
        watch=watch, step=HandoverStep.RETURNED, offer=offered.id, at_utc=t.utc_iso(6),
        outgoing=offered.body.outgoing, incoming=incoming, note=note,
        open_items=offered.body.open_items,
    )  # fmt: skip
    return _kept(unit, desk, book, body, [offered.id], person, t)


def _answered(
    unit: OperationsUnit, book: WatchBook, watch: str, incoming: str, person: str
) -> HandoverState:
    """The state of a watch whose offer this office and person may answer."""
    check_person(person)
    book.catch_up(unit)
    state = standing(book, watch)
    if state.offered is None:
        raise UsageError("answer an offer", watch, expected="an offer of the watch that waits",
                         got="none")  # fmt: skip
    if state.offered.body.incoming != incoming:
        raise UsageError(
            "answer an offer", watch, expected=f"the office that it was made to: "
            f"{state.offered.body.incoming}", got=incoming,
        )  # fmt: skip
    if person == _person_of(unit, state.offered.id):
        raise UsageError("answer an offer", watch, expected="another person than who made it",
                         got=person)  # fmt: skip
    return state


def _person_of(unit: OperationsUnit, record_id: str) -> str:
    """Who made an offer, as the audit has it; empty where it was made elsewhere."""
    after = 0
    while page := unit.audited(after=after, event=_EVENT, limit=_PAGE):
        for number, _, fields, _ in page:
            if fields.get("record") == record_id:
                return fields.get("person", "")
            after = number
    return ""


def _open_items(
    book: WatchBook,
    unit: OperationsUnit,
    t: Epoch,
    language: str,
    names: Mapping[str, str] | None,
) -> tuple[OpenItem, ...]:
    spoken = speech(language)
    return tuple(_as_part(each, spoken, names or {}) for each in book.open_items(t, unit))


def _as_part(item: Item, spoken: Speech, names: Mapping[str, str]) -> OpenItem:
    text = " ".join(in_words(item, spoken, names).split())
    event = item.event if is_event(item.event) or is_object(item.event) else ""
    return OpenItem(
        text=_cut(text), event=event, due_utc=item.due.utc_iso(6) if item.due else None,
        records=item.records, item=_name(item.key),
    )  # fmt: skip


def _cut(text: str) -> str:
    return text if len(text) <= _LINE else f"{text[: _LINE - 3]}..."


def _name(key: str) -> str:
    """A key as a line has room for it; two that differ stay two."""
    if len(key) <= _LINE:
        return key
    return f"{key[:120]} {hashlib.sha256(key.encode()).hexdigest()}"


def _since(opened: Sequence[str], closed: Sequence[str], spoken: Speech) -> str:
    """What has changed since the offer, as far as a note has room: the items are all there."""
    said = [
        spoken.say(name, items=" / ".join(texts))
        for name, texts in (("handover.opened_since", opened), ("handover.closed_since", closed))
        if texts
    ]
    return "\n".join(said)[:_NOTE]


def _kept(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    book: WatchBook,
    body: HandoverBody,
    inputs: Iterable[str],
    person: str,
    t: Epoch,
) -> Record:
    named = [*inputs, *(each for item in body.open_items for each in item.records)]
    record = seal_and_keep(unit, desk, body, stored_records(unit, named), book.mode, t=t)
    fields = {"record": record.id, "person": person, "step": body.step.value}
    unit.audit(_EVENT, fields, t=t)
    return record
