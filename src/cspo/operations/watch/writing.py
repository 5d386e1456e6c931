"""Writing into the log: what happened, what it leaves to be done, what is done, what was wrong.

An entry carries the mark of all that it names; it may be stricter, never wider.
Marked for its own nation alone it stays there; marked for others too, the policy
decides, as with every product.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from cspo.errors import UsageError
from cspo.markings.label import Label, make_label
from cspo.markings.mode import Mode
from cspo.operations.derive import derive, issue
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.releasing import release
from cspo.operations.release.review_queue import check_person
from cspo.operations.release.sending import keep
from cspo.operations.store import OperationsUnit
from cspo.operations.warn.matter import everything
from cspo.operations.watch.book import WatchBook
from cspo.operations.watch.entries import LogLine
from cspo.operations.watch.items import Item, ItemKind, Progressed
from cspo.records import Record, read_record
from cspo.records.bodies.body import Body
from cspo.records.bodies.watch import LogEntryBody
from cspo.time import Epoch

__all__ = ["Entry", "own_mark", "seal_and_keep", "stored_records", "write_entry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody writes into the log.

    Parameters
    ----------
    text : str
        What happened; empty in a correction: as it was.
    role : str
        The office that writes, never a name.
    watch : str
        Which watch.
    at : Epoch or None
        When it happened; None: now, or as the corrected entry says.
    event : str
        Object or event.
    records : sequence of str
        Ids of the records that it is about.
    opens : str or None
        What remains to be done. In a correction None leaves it, and ``""`` takes it back.
    due : Epoch or None
        Until when.
    closes : sequence of str
        Entries of which what they opened is done, warnings whose end was found out,
        alarms by their key.
    corrects : str
        The entry that it sets right.
    """

    text: str = ""
    role: str = "duty officer"
    watch: str = "watch"
    at: Epoch | None = None
    event: str = ""
    records: Sequence[str] = ()
    opens: str | None = None
    due: Epoch | None = None
    closes: Sequence[str] = ()
    corrects: str = ""


def write_entry(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    book: WatchBook,
    entry: Entry,
    *,
    person: str,
    t: Epoch,
    mark: Label | None = None,
    may: Callable[[Label], bool] = everything,
) -> Record:
    """Sign an entry and put it into the log.

    Parameters
    ----------
    book : WatchBook
        Caught up here, before anything is written.
    person : str
        Who writes; stands in the node's audit, never in the record.
    mark : Label or None
        How the entry is marked, joined with the marks of what it names; None: for
        our own nation.
    may : callable
        Which marks the writer may see: nobody corrects or closes what they can't read.

    Raises
    ------
    UsageError
        Where it corrects or closes what is not there, or is not open, or says nothing.
    """
    check_person(person)
    book.catch_up(unit)
    lines = {id_: line for line in book.log(may=may) for id_ in (line.id, *line.corrections)}
    body = _body(entry, lines, t)
    over = {
        each
        for item in book.open_items(t, unit, may) if entry.closes
        for each in _closable(item)
    }  # fmt: skip
    _check_closes(entry, lines, over)
    named = [*body.records, *body.closes, *([body.corrects] if body.corrects else [])]
    record = seal_and_keep(
        unit, desk, body, stored_records(unit, named), book.mode, t=t, mark=mark,
        about=body.event, version=book.next_version("log-entry"),
    )  # fmt: skip
    unit.audit("log entry", {"record": record.id, "person": person}, t=t)
    return record


def _body(entry: Entry, lines: dict[str, LogLine], t: Epoch) -> LogEntryBody:
    if not entry.corrects:
        if not entry.text.strip():
            raise UsageError("write into the log", expected="what happened", got="nothing")
        return LogEntryBody(
            watch=entry.watch, at_utc=(entry.at or t).utc_iso(6), role=entry.role,
            text=entry.text, event=entry.event, records=tuple(dict.fromkeys(entry.records)),
            opens=entry.opens or "", due_utc=entry.due.utc_iso(6) if entry.due else None,
            closes=tuple(dict.fromkeys(entry.closes)),
        )  # fmt: skip
    old = lines.get(entry.corrects)
    if old is None:
        raise UsageError(
            "correct an entry", entry.corrects, expected="the id of an entry of the log",
            got="another", hint="cspo watch log shows them",
        )  # fmt: skip
    opens = old.opens if entry.opens is None else entry.opens
    due = entry.due or (old.due if opens or old.shelves else None)
    return LogEntryBody(
        watch=old.watch, at_utc=(entry.at or old.at).utc_iso(6), role=entry.role,
        text=entry.text or old.text, event=entry.event or old.event,
        records=tuple(dict.fromkeys(entry.records)) or old.records, opens=opens,
        due_utc=due.utc_iso(6) if due else None,
        closes=tuple(dict.fromkeys((*old.closes, *entry.closes))),
        corrects=old.head, shelves=old.shelves or None,
    )  # fmt: skip


def _check_closes(entry: Entry, lines: dict[str, LogLine], over: Collection[str]) -> None:
    """That what is closed is there to be closed: a slip of the pen must not look like a deed."""
    for closed in entry.closes:
        line = lines.get(closed)
        if closed in over if line is None else line.is_open:
            continue
        got = "an entry that leaves nothing open" if line else "nothing of that id"
        raise UsageError(
            "close", closed, expected="an open entry, a warning that is over, or an alarm",
            got=got, hint="cspo watch brief --json shows what is open",
        )  # fmt: skip


def _closable(item: Item) -> tuple[str, ...]:
    """What the log may close of an open item: an alarm, or a warning that is over."""
    if item.kind is ItemKind.ALARM:
        return (item.key.removeprefix("alarm "),)
    is_over = item.kind is ItemKind.WARNING and item.progress is Progressed.OVER
    return item.records if is_over else ()


def own_mark(nation: str) -> Label:
    """For our own nation's eyes."""
    return make_label("U", [nation])


def seal_and_keep(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    body: Body,
    inputs: Sequence[Record],
    mode: Mode,
    *,
    t: Epoch,
    version: int,
    mark: Label | None = None,
    about: str = "",
) -> Record:
    """Sign a body of the watch under the join of what it names, keep it, release it if it may go.

    Parameters
    ----------
    version : int
        Its number among ours of the kind, which orders those of one instant.
    mark : Label or None
        To be joined with those of *inputs*; None: for our own nation.
    """
    nation = desk.nation
    at_least = mark or own_mark(nation)
    if inputs:
        product = derive(
            inputs, lambda _: body, origin=nation, mode=mode, t_valid=t, t=t,
            signer=desk.signer(mode), registry=desk.registry, about=about, at_least=at_least,
            version=version,
            rulebook=desk.rulebook,
        )  # fmt: skip
        record = product.record
        keep(unit, product, t=t)
    else:
        record = issue(
            body, at_least, origin=nation, mode=mode, t_valid=t, t=t,
            signer=desk.signer(mode), registry=desk.registry, about=about, version=version,
        )  # fmt: skip
        keep(unit, record, t=t)
    if set(record.payload.label.releasable_to) - {nation}:
        release(unit, desk, record, t=t)
    return record


def stored_records(unit: OperationsUnit, ids: Sequence[str]) -> list[Record]:
    """The records of these ids or items that are in the store, each once.

    What is no record of ours to read (an alarm's key) carries no mark and is left out.
    """
    found: dict[str, Record] = {}
    for each in ids:
        id_ = each.partition("#")[0]
        envelope = unit.envelope(id_) if id_ not in found else None
        if envelope is not None:
            found[id_] = read_record(envelope)
    return list(found.values())
