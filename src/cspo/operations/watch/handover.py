"""Handing over the watch: it is offered with all that is open, and is another's when accepted.

Until then it stays with who has it. Whoever accepts takes on what is open at that
moment, and the acceptance says what has come and gone since the offer; whoever
returns an offer says what is missing. Nothing drops out in between: what the offer
held is in the acceptance, or stands there as closed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cspo.errors import UsageError
from cspo.markings.label import Label
from cspo.operations.language import Speech, speech
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.review_queue import check_person
from cspo.operations.store import OperationsUnit
from cspo.operations.warn.matter import everything
from cspo.operations.watch.book import WatchBook
from cspo.operations.watch.items import Item
from cspo.operations.watch.phrases import in_words, more_in_words
from cspo.operations.watch.standing import HandoverState, standing
from cspo.operations.watch.writing import seal_and_keep, stored_records
from cspo.records import Record
from cspo.records.bodies.identities import is_event, is_object
from cspo.records.bodies.watch import HandoverBody, HandoverStep, OpenItem
from cspo.records.payload import MAX_INPUTS
from cspo.time import Epoch

__all__ = ["Taken", "accept", "give_back", "offer"]

_LINE: Final = 200
_NOTE: Final = 8_000
_MOST_ITEMS: Final = 600
_MOST_INPUTS: Final = MAX_INPUTS - 6
"""Records that one may rest on, less the offer that is answered."""
_EVENT: Final = "handover"
_PAGE: Final = 1_000


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
    may: Callable[[Label], bool] = everything,
) -> Taken:
    """Take the watch over, with all that is open now.

    Parameters
    ----------
    may : callable
        Which marks who accepts may see: an offer that they can't read is none.

    Raises
    ------
    UsageError
        Where no offer waits, it is to another office, or who offered it answers it.
    """
    state = _answered(unit, book, watch, incoming, person, may)
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
    may: Callable[[Label], bool] = everything,
) -> Record:
    """Return an offer: the watch stays where it is, and *note* says what is missing.

    Raises
    ------
    UsageError
        As `accept`, and where nothing is said to be missing.
    """
    if not note.strip():
        raise UsageError("return the watch", watch, expected="what is missing", got="nothing")
    offered = _answered(unit, book, watch, incoming, person, may).offered
    assert offered is not None  # noqa: S101 - `_answered` has it so
    body = HandoverBody(
        watch=watch, step=HandoverStep.RETURNED, offer=offered.id, at_utc=t.utc_iso(6),
        outgoing=offered.body.outgoing, incoming=incoming, note=note,
        open_items=offered.body.open_items,
    )  # fmt: skip
    return _kept(unit, desk, book, body, [offered.id], person, t)


def _answered(
    unit: OperationsUnit,
    book: WatchBook,
    watch: str,
    incoming: str,
    person: str,
    may: Callable[[Label], bool],
) -> HandoverState:
    """The state of a watch whose offer this office and person may answer."""
    check_person(person)
    book.catch_up(unit)
    state = standing(book, watch, may)
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
    items = book.open_items(t, unit)
    held = _that_fit(items)
    parts = [_as_part(each, spoken, names or {}) for each in held]
    if rest := items[len(held) :]:
        parts.append(OpenItem(text=_cut(more_in_words(rest, spoken)), item="more"))
    return tuple(parts)


def _that_fit(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The most urgent, as many as a record holds; in a flood the rest is counted in it."""
    inputs: set[str] = set()
    for count, item in enumerate(items):
        inputs.update(item.records)
        if count == _MOST_ITEMS or len(inputs) > _MOST_INPUTS:
            return items[:count]
    return items


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
    record = seal_and_keep(
        unit, desk, body, stored_records(unit, named), book.mode, t=t,
        version=book.next_version("handover"),
    )  # fmt: skip
    fields = {"record": record.id, "person": person, "step": body.step.value}
    unit.audit(_EVENT, fields, t=t)
    return record
