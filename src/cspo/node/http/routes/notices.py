"""Notices: pages for the coalition, listed, read as text, issued, and cancelled by number."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from litestar import MediaType
from litestar.params import JSONBody, PathParameter, QueryParameter

from cspo.markings import portion_mark
from cspo.node.http.callers import Caller
from cspo.node.http.event_sight import same_event_to
from cspo.node.http.faults import denied, not_found
from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.rights import Right
from cspo.node.http.routes.watch import book_of, mark_of
from cspo.node.http.routes.watch_shapes import Language, Level, PartyName, RecordName
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read, write
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import may_of
from cspo.operations.notices import (
    Notice,
    Standing,
    Written,
    cancel_notice,
    issue_notice,
    print_page,
    write_notice,
)
from cspo.operations.store import OperationsUnit
from cspo.records import Record, read_record

__all__ = ["handlers"]

_Title = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=8_000)]
_Remark = Annotated[str, msgspec.Meta(max_length=2_000)]
_Serial = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[A-Za-z0-9-]*$")]
_Languages = Annotated[tuple[Language, ...], msgspec.Meta(min_length=1, max_length=3)]

Serial = Annotated[
    str, PathParameter(pattern=r"^[A-Za-z0-9-]{1,64}$", description="Such as NOR-2026-0042.")
]


class NoticeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A page in a list.

    Parameters
    ----------
    serial, origin : str
        Its number, and who issued it.
    number : int
        In its series, from 1.
    standing : str
        ``in-force``, ``replaced``, ``cancelled`` or ``cancellation``.
    by : str
        The page that replaced or cancelled it, where the caller may see that.
    replaces, event : str
        The page that it updates or cancels, and what it is about.
    issued_utc : str
        When.
    titles, records, marks : dict
        By language.
    """

    serial: str
    origin: str
    number: int
    standing: str
    by: str
    replaces: str
    event: str
    issued_utc: str
    titles: dict[str, str]
    records: dict[str, str]
    marks: dict[str, str]


class NoticeView(NoticeLine, frozen=True, kw_only=True):
    """A page, whole.

    Parameters
    ----------
    texts : dict
        By language, of 72 columns.
    """

    texts: dict[str, str]


class NewNotice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page to be made of records.

    Parameters
    ----------
    records : list of str
        Conjunctions of one event, the one that it goes by first, and its warning; or one
        behavior event.
    languages : list of str
        Each once.
    remarks : dict
        What is added, by language.
    replaces : str
        The page that it updates; empty: the one that holds about the event.
    """

    records: Annotated[tuple[RecordName, ...], msgspec.Meta(min_length=1, max_length=20)]
    languages: _Languages = ("en",)
    remarks: dict[Language, _Remark] = {}
    replaces: _Serial = ""


class WordedNotice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page in one's own words.

    Parameters
    ----------
    titles, texts : dict
        By language, the same languages in both.
    event, replaces : str
        What it is about, and the page that it updates.
    level, releasable_to
        Of its mark; our nation is always among them.
    """

    titles: Annotated[dict[Language, _Title], msgspec.Meta(min_length=1)]
    texts: Annotated[dict[Language, _Text], msgspec.Meta(min_length=1)]
    event: Annotated[str, msgspec.Meta(max_length=700)] = ""
    replaces: _Serial = ""
    level: Level = "U"
    releasable_to: Annotated[tuple[PartyName, ...], msgspec.Meta(max_length=100)] = ()


class Cancelled(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a page holds no more; who has it reads this."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """The number of the page, its records, and for how many parties what was decided."""

    serial: str
    records: tuple[str, ...]
    outcomes: dict[str, int]


@read("/api/v1/notices", Right.READ, "Notices, the newest first", cache=False)
def list_notices(
    *,
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 100,
    which: Annotated[
        Literal["in-force", "all"],
        QueryParameter(name="standing", description="Also those that hold no more."),
    ] = "in-force",
) -> Page[NoticeLine]:
    """Ours and partners', as far as the caller may see them."""
    start = gate.cursors.read(cursor)
    found = [
        each for each in _notices(node, caller)
        if which == "all" or each.standing is Standing.IN_FORCE
    ]  # fmt: skip
    more = start + limit < len(found)
    lines = [_line(each) for each in found[start : start + limit]]
    return Page(lines, gate.cursors.make(start + limit) if more else None)


@read("/api/v1/notices/{serial:str}", Right.READ, "One notice, in all its languages", cache=False)
def get_notice(node: NodeHere, caller: CallerHere, serial: Serial) -> NoticeView:
    """By its number."""
    found = _notice(node, caller, serial)
    return NoticeView(**msgspec.structs.asdict(_line(found)), texts=found.texts)


@read("/api/v1/notices/{serial:str}/page", Right.READ, "One notice as it is printed", cache=False,
      media_type=MediaType.TEXT)  # fmt: skip
def get_page(
    node: NodeHere,
    caller: CallerHere,
    serial: Serial,
    language: Annotated[
        Language | None, QueryParameter(description="Else the first that there is.")
    ] = None,
) -> str:
    """Plain text between its marks."""
    found = _notice(node, caller, serial)
    chosen = language or found.language
    if chosen not in found.texts:
        raise not_found("page in that language")
    return print_page(found.texts[chosen], found.labels[chosen])


@write("/api/v1/notices", Right.WATCH, "Make a page of records, and release it")
def add_notice(node: NodeHere, caller: CallerHere, data: JSONBody[NewNotice]) -> Issued:
    """It carries the join of their marks, and goes as the policy says."""
    _our_own(node, caller)
    with node.store.write() as unit:
        sources = [_seen(unit, caller, each) for each in data.records]
        written = issue_notice(
            unit, node.desk(unit), sources, languages=data.languages, person=caller.person,
            t=node.clock.now(), remarks={str(k): v for k, v in data.remarks.items()},
            replaces=data.replaces, same=same_event_to(node, may_of(node, caller)),
        )  # fmt: skip
    node.wake()
    return _issued(written)


@write("/api/v1/notices/words", Right.WATCH, "Issue a page in one's own words")
def add_words(node: NodeHere, caller: CallerHere, data: JSONBody[WordedNotice]) -> Issued:
    """Title and text in each language that it is given in."""
    _our_own(node, caller)
    mark = mark_of(node, caller, data.level, data.releasable_to)
    pages = {
        str(language): (title, data.texts[language])
        for language, title in data.titles.items() if language in data.texts
    }  # fmt: skip
    with node.store.write() as unit:
        written = write_notice(
            unit, node.desk(unit), pages, mark, mode=node.mode, person=caller.person,
            t=node.clock.now(), event=data.event, replaces=data.replaces,
            same=same_event_to(node, may_of(node, caller)),
        )  # fmt: skip
    node.wake()
    return _issued(written)


@write("/api/v1/notices/{serial:str}/cancel", Right.WATCH, "Cancel a page of ours by its number")
def cancel_page(
    node: NodeHere, caller: CallerHere, serial: Serial, data: JSONBody[Cancelled]
) -> Issued:
    """In every language that it was issued in, for all who may have it."""
    _our_own(node, caller)
    _notice(node, caller, serial)
    with node.store.write() as unit:
        written = cancel_notice(
            unit, node.desk(unit), serial, mode=node.mode, reason=data.reason,
            person=caller.person, t=node.clock.now(),
        )  # fmt: skip
    node.wake()
    return _issued(written)


def _notices(node: RunningNode, caller: Caller) -> tuple[Notice, ...]:
    book = book_of(node)
    with node.store.read() as unit:
        book.catch_up(unit)
    return book.notices.notices(may_of(node, caller))


def _notice(node: RunningNode, caller: Caller, serial: str) -> Notice:
    found = next((each for each in _notices(node, caller) if each.serial == serial), None)
    if found is None:
        raise not_found("notice")
    return found


def _seen(unit: OperationsUnit, caller: Caller, record_id: str) -> Record:
    envelope = unit.envelope(record_id)
    record = None if envelope is None else read_record(envelope)
    if record is None or not caller.sees(record):
        raise not_found("record")
    return record


def _our_own(node: RunningNode, caller: Caller) -> None:
    if caller.party != node.home.nation:
        raise denied("only the nation's own people issue its notices")


def _line(found: Notice) -> NoticeLine:
    return NoticeLine(
        serial=found.serial, origin=found.origin, number=found.number,
        standing=found.standing.value, by=found.by, replaces=found.replaces, event=found.event,
        issued_utc=found.t.utc_iso(6), titles=found.titles, records=found.records,
        marks={language: portion_mark(label) for language, label in found.labels.items()},
    )  # fmt: skip


def _issued(written: Written) -> Issued:
    outcomes: dict[str, int] = {}
    for row in written.decisions:
        outcomes[row.outcome.value] = outcomes.get(row.outcome.value, 0) + 1
    return Issued(
        serial=written.serial, records=tuple(record.id for record in written.records),
        outcomes=outcomes,
    )  # fmt: skip


handlers: Final = (list_notices, get_notice, get_page, add_notice, add_words, cancel_page)
