"""The watch: what is open, the brief, the log, and the handover."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final

from litestar import MediaType
from litestar.params import JSONBody, QueryParameter

from cspo.markings import Label, make_label
from cspo.node.http.callers import Caller
from cspo.node.http.event_sight import same_event_to
from cspo.node.http.faults import Refused, denied, not_found
from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.rights import Right
from cspo.node.http.routes.contacts import Made
from cspo.node.http.routes.instants import instant_of
from cspo.node.http.routes.watch_shapes import (
    Accepted,
    EntryView,
    GivenBack,
    ItemView,
    Language,
    NewEntry,
    Offered,
    StandingView,
    TakenOver,
    entry_view,
    item_view,
    standing_view,
)
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read, write
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import may_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.language import speech
from cspo.operations.store import OperationsUnit
from cspo.operations.watch import (
    Brief,
    Entry,
    Item,
    WatchBook,
    accept,
    brief_page,
    give_back,
    names_for,
    offer,
    standing,
    write_entry,
)
from cspo.operations.watch.phrases import in_words
from cspo.records import read_record
from cspo.time import Epoch
from cspo.units import NS_PER_S

__all__ = ["LanguageHere", "book_of", "handlers", "mark_of"]

_NAMED: Final = 60
"""Items whose objects are named: more are on no page."""

LanguageHere = Annotated[Language, QueryParameter(description="In which words.")]
"""The language of an answer."""

WatchHere = Annotated[
    str, QueryParameter(max_length=64, pattern=r"^[A-Za-z0-9._/:+-]+$", description="Which watch.")
]
"""Whose log or handover is meant."""


@read("/api/v1/watch/items", Right.READ, "What is open, most urgent first", cache=False)
def list_items(
    *,
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 100,
    language: LanguageHere = "en",
) -> Page[ItemView]:
    """Told from what the caller may see alone. Reviews and alarms are the nation's own."""
    start = gate.cursors.read(cursor)
    t, may = node.clock.now(), may_of(node, caller)
    with node.store.read() as unit:
        items = _items(node, caller, unit, t, may)
        shown = items[start : start + limit]
        names = _names(node, unit, shown, may)
        labels = [_labels(unit, each) for each in shown]
    spoken = speech(language)
    views = [
        item_view(each, in_words(each, spoken, names), t, names, marks)
        for each, marks in zip(shown, labels, strict=True)
    ]
    more = start + limit < len(items)
    return Page(views, gate.cursors.make(start + limit) if more else None)


@read("/api/v1/watch/brief", Right.READ, "One page of all that is open", cache=False,
      media_type=MediaType.TEXT)  # fmt: skip
def get_brief(
    node: NodeHere, caller: CallerHere, watch: WatchHere = "watch", language: LanguageHere = "en"
) -> str:
    """Plain text of 72 columns. What does not fit is counted on it."""
    t, may = node.clock.now(), may_of(node, caller)
    book = book_of(node)
    with node.store.read() as unit:
        items = _items(node, caller, unit, t, may)
        names = _names(node, unit, items[:_NAMED], may)
    made = Brief(
        nation=book.nation, mode=book.mode.value, watch=watch, t=t,
        standing=standing(book, watch, may), items=items, names=names,
    )  # fmt: skip
    return brief_page(made, speech(language))


@read("/api/v1/watch/log", Right.READ, "The log as it reads now, the newest first", cache=False)
def list_entries(
    *,
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 100,
    watch: Annotated[str, QueryParameter(max_length=64, description="Of this watch.")] = "",
    event: Annotated[str, QueryParameter(max_length=700, description="About this event.")] = "",
) -> Page[EntryView]:
    """An entry that was corrected stands there in its last words."""
    start, book = gate.cursors.read(cursor), book_of(node)
    with node.store.read() as unit:
        book.catch_up(unit)
    may = may_of(node, caller)
    same = same_event_to(node, may)
    lines = [
        line for line in book.log(watch, may)[::-1] if not event or same(line.event, event)
    ]  # fmt: skip
    more = start + limit < len(lines)
    views = [entry_view(line) for line in lines[start : start + limit]]
    return Page(views, gate.cursors.make(start + limit) if more else None)


@write("/api/v1/watch/log", Right.WATCH, "Write into the log")
def add_entry(node: NodeHere, caller: CallerHere, data: JSONBody[NewEntry]) -> Made:
    """An entry is never changed: one that corrects another is read in its place."""
    book, may = _ours(node, caller), may_of(node, caller)
    mark = mark_of(node, caller, data.level, data.releasable_to)
    entry = Entry(
        text=data.text, role=data.role, watch=data.watch, event=data.event, records=data.records,
        at=_instant(data.at_utc, "at_utc"), opens=data.opens,
        due=_instant(data.due_utc, "due_utc"), closes=data.closes, corrects=data.corrects or "",
    )  # fmt: skip
    with node.store.write() as unit:
        for each in data.records:
            envelope = unit.envelope(each)
            if envelope is None or not caller.sees(read_record(envelope)):
                raise not_found("record")
        record = write_entry(
            unit, node.desk(unit), book, entry, person=caller.person, t=node.clock.now(),
            mark=mark, may=may,
        )  # fmt: skip
    node.wake()
    return Made(record.id)


@read("/api/v1/watch/handover", Right.READ, "Who has the watch, and what is offered", cache=False)
def get_standing(node: NodeHere, caller: CallerHere, watch: WatchHere = "watch") -> StandingView:
    """It is another's when that other accepts."""
    book = book_of(node)
    with node.store.read() as unit:
        book.catch_up(unit)
    state = standing(book, watch, may_of(node, caller))
    return standing_view(state)


@write("/api/v1/watch/handover/offer", Right.WATCH, "Offer the watch with all that is open")
def offer_watch(node: NodeHere, caller: CallerHere, data: JSONBody[Offered]) -> Made:
    """An offer that waits ends with it."""
    book, t = _ours(node, caller), node.clock.now()
    with node.store.write() as unit:
        names = _all_seen(node, caller, unit, t)
        record = offer(
            unit, node.desk(unit), book, watch=data.watch, outgoing=data.outgoing,
            incoming=data.incoming, person=caller.person, t=t, note=data.note,
            language=data.language, names=names,
        )  # fmt: skip
    node.wake()
    return Made(record.id)


@write("/api/v1/watch/handover/accept", Right.WATCH, "Take the watch over")
def accept_watch(node: NodeHere, caller: CallerHere, data: JSONBody[Accepted]) -> TakenOver:
    """With all that is open now; another person than who offered it."""
    book, t = _ours(node, caller), node.clock.now()
    with node.store.write() as unit:
        names = _all_seen(node, caller, unit, t)
        taken = accept(
            unit, node.desk(unit), book, watch=data.watch, incoming=data.office,
            person=caller.person, t=t, language=data.language, names=names,
            may=may_of(node, caller),
        )  # fmt: skip
    node.wake()
    return TakenOver(record=taken.record.id, opened=taken.opened, closed=taken.closed)


@write("/api/v1/watch/handover/return", Right.WATCH, "Return the offer")
def return_watch(node: NodeHere, caller: CallerHere, data: JSONBody[GivenBack]) -> Made:
    """The watch stays where it is."""
    book = _ours(node, caller)
    with node.store.write() as unit:
        record = give_back(
            unit, node.desk(unit), book, watch=data.watch, incoming=data.office,
            person=caller.person, t=node.clock.now(), note=data.note, may=may_of(node, caller),
        )  # fmt: skip
    node.wake()
    return Made(record.id)


def book_of(node: RunningNode) -> WatchBook:
    """The node's book of the watch."""
    if node.watch is None:
        raise Refused(503, "no watch yet", hint="the node is starting")
    book: WatchBook = node.watch
    return book


def mark_of(node: RunningNode, caller: Caller, level: str, releasable_to: tuple[str, ...]) -> Label:
    """The mark that a caller gives to what he writes: one that he may see himself."""
    mark = make_label(level, sorted({*releasable_to, node.home.nation}))
    decision = caller.may(mark, node.mode)
    if not decision.permitted:
        raise denied(f"a mark that is not for yourself: {decision.reason}")
    return mark


def _ours(node: RunningNode, caller: Caller) -> WatchBook:
    if caller.party != node.home.nation:
        raise denied("only the nation's own people keep its watch")
    return book_of(node)


def _items(
    node: RunningNode, caller: Caller, unit: OperationsUnit, t: Epoch,
    may: Callable[[Label], bool],
) -> tuple[Item, ...]:  # fmt: skip
    book = book_of(node)
    book.catch_up(unit)
    internal = caller.party == node.home.nation and caller.has(Right.STATUS)
    whole = Epoch(t.tai_ns // NS_PER_S * NS_PER_S)  # within a second readers share the work
    return book.open_items(whole, unit if internal else None, may)


def _all_seen(node: RunningNode, caller: Caller, unit: OperationsUnit, t: Epoch) -> dict[str, str]:
    """Names for a handover, by somebody who may see all that is handed over."""
    book, may = book_of(node), may_of(node, caller)
    book.catch_up(unit)
    items = book.open_items(t, unit)
    if items != book.open_items(t, unit, may):
        raise denied("the watch is handed over by who may see all of it")
    return _names(node, unit, items[:_NAMED], may)


def _names(
    node: RunningNode, unit: OperationsUnit, items: tuple[Item, ...], may: Callable[[Label], bool]
) -> dict[str, str]:
    """Names of objects that the caller may know: from the picture, else from conjunctions."""
    names: dict[str, str] = {}
    for identity in sorted({each for item in items for each in item.objects}):
        for fact in node.picture.facts(identity) if node.picture is not None else ():
            if fact.facts.names and may(fact.label):
                names[identity] = fact.facts.names[0]
                break
    unnamed = [item for item in items if not names.keys() >= {*item.objects}]
    return names_for(unit, unnamed, node.mode, REGISTRY, may) | names


def _labels(unit: OperationsUnit, item: Item) -> list[Label]:
    """Marks of the records that an item follows from; who asks sees all of these."""
    envelopes = [unit.envelope(each) for each in item.records]
    return [read_record(each).payload.label for each in envelopes if each is not None]


def _instant(text: str | None, field: str) -> Epoch | None:
    return None if text is None else instant_of(text, field)


handlers: Final = (
    list_items, get_brief, list_entries, add_entry, get_standing, offer_watch, accept_watch,
    return_watch,
)  # fmt: skip
