"""``cspo watch``: the log, the handover, and the brief of what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cspo.cli.console import Json, print_json, print_table, say, write_out
from cspo.cli.node_folder import Data, mode_for, now, open_home, writing_node
from cspo.cli.options import at_least, instant
from cspo.cli.watch_lines import (
    handover_line,
    item_line,
    log_cells,
    log_line,
    print_handover,
    whole_id,
)
from cspo.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cspo.markings import Label, Mode
    from cspo.node.desks import OpenNode
    from cspo.operations.store import OperationsUnit
    from cspo.operations.watch import Entry, WatchBook
    from cspo.records import Record
    from cspo.time import Epoch

__all__ = ["watch"]

watch = typer.Typer(
    name="watch", no_args_is_help=True,
    help="The watch: its log, its handover, and a brief of all that is open.",
)  # fmt: skip

Person = Annotated[
    str, typer.Option("--as", metavar="PERSON", help="Who writes: an id such as a.larsen.")
]
Which = Annotated[str, typer.Option("--watch", metavar="NAME", help="Which watch.")]
Mode_ = Annotated[str, typer.Option("--mode", help="Of which world; else that of the folder.")]
Language = Annotated[str, typer.Option(help="en, fr or ja.")]


@watch.command()
def log(
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="What happened; without it, show the log.")
    ] = "",
    person: Person = "",
    role: Annotated[
        str, typer.Option(help="The office that writes, never a name.")
    ] = "duty officer",
    which: Which = "watch",
    at: Annotated[str, typer.Option(help="When it happened, UTC; else now.")] = "",
    about: Annotated[str, typer.Option(help="The event or object that it is about.")] = "",
    record: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A record that it is about; repeat.")
    ] = None,
    opens: Annotated[
        str | None, typer.Option("--open", metavar="TEXT", help="What remains to be done.")
    ] = None,
    due: Annotated[str, typer.Option(help="Until when that must be done, UTC.")] = "",
    close: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="What is done: an entry, an alarm, what is over."),
    ] = None,
    correct: Annotated[
        str, typer.Option(metavar="ID", help="The entry that this one sets right.")
    ] = "",
    mark: Annotated[str, typer.Option(help="Its mark; else for our own nation alone.")] = "",
    mode: Mode_ = "",
    limit: Annotated[int, typer.Option(help="Show so many entries, the newest.")] = 50,
    data: Data = "",
    json: Json = False,
) -> None:
    """Write an entry into the log, or show the log as it reads now.

    An entry is never changed: --correct writes another that is read in its place. The
    first letters of an id are enough where no other begins so.

    Example: cspo watch log "NOR asks for better data on 24946" --as a.larsen --open "Ask FRA"
    """
    if not (text or correct or close):
        at_least(limit, 1, "--limit")
        _show_log(which, mode, limit, data, json=json)
        return
    from cspo.operations.watch import Entry

    def entry(ids: Callable[[str], str]) -> Entry:
        return Entry(
            text=text or ("" if correct else "Done"), role=role, watch=which,
            at=instant(at, "--at") if at else None, event=about, opens=opens,
            records=tuple(record or ()), due=instant(due, "--due") if due else None,
            closes=tuple(map(ids, close or ())), corrects=ids(correct) if correct else "",
        )  # fmt: skip

    written = _write_entry(entry, person, mode, mark, data)
    if json:
        print_json([{"record_id": written.id, "mark": _marked(written.payload.label)}])
    else:
        say(f"entry {written.id[:16]}")


@watch.command()
def handover(
    offer_to: Annotated[
        str, typer.Option(metavar="OFFICE", help="Offer the watch to this office.")
    ] = "",
    accepted: Annotated[bool, typer.Option("--accept", help="Take over what was offered.")] = False,
    missing: Annotated[
        str, typer.Option("--return", metavar="TEXT", help="Return the offer: what is missing.")
    ] = "",
    office: Annotated[str, typer.Option(help="Your own office, never a name.")] = "",
    person: Person = "",
    which: Which = "watch",
    note_: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="What the next watch should know.")
    ] = "",
    at: Annotated[str, typer.Option(help="When it is to change hands, UTC; else now.")] = "",
    language: Language = "en",
    mode: Mode_ = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Offer the watch with all that is open; accept it, or return it; else show where it stands.

    It stays with who has it until somebody else accepts.

    Example: cspo watch handover --accept --office "duty officer, day" --as b.moreau
    """
    from cspo.operations.watch import accept, give_back, offer, standing

    if bool(offer_to) + accepted + bool(missing) > 1:
        raise UsageError("hand over", expected="one of --offer-to, --accept and --return")
    if not (offer_to or accepted or missing):
        _show_handover(which, mode, data, json=json)
        return
    with writing_node(data, "watch handover") as node:
        t = node.clock.now()
        book = _book(node, mode)
        said: dict[str, Any] = {"watch": which, "person": person, "t": t}
        changed: tuple[Sequence[str], Sequence[str]] = ((), ())
        with node.store.write() as unit:
            desk = node.release_desk(unit)
            book.catch_up(unit)
            named: dict[str, Any] = {"language": language, "names": _names(unit, book, t)}
            if offer_to:
                offer(unit, desk, book, **said, **named, outgoing=office, incoming=offer_to,
                      note=note_, at=instant(at, "--at") if at else None)  # fmt: skip
            elif accepted:
                taken = accept(unit, desk, book, **said, **named, incoming=office)
                changed = (taken.opened, taken.closed)
            else:
                give_back(unit, desk, book, **said, incoming=office, note=missing)
        with node.store.read() as unit:
            book.catch_up(unit)
        state = standing(book, which)
    if json:
        print_json([{**handover_line(state), "opened": changed[0], "closed": changed[1]}])
    else:
        print_handover(state)
        for what, texts in zip(("opened", "closed"), changed, strict=True):
            for each in texts:
                say(f"{what} since the offer: {each}")


@watch.command()
def brief(
    which: Which = "watch",
    language: Language = "en",
    at: Annotated[str, typer.Option(help="As of this UTC; else now.")] = "",
    mode: Mode_ = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Print one page of all that is open, most urgent first; with --json, a line an item.

    Example: cspo watch brief --language fr
    """
    from cspo.operations.language import speech
    from cspo.operations.watch import Brief, brief_page, standing
    from cspo.operations.watch.phrases import in_words

    spoken = speech(language)
    t = instant(at, "--at") if at else now()
    home = open_home(data)
    with home.store(read_only=True) as store, store.read() as unit:
        book = _read_book(unit, home.nation, mode_for(store.modes, mode))
        items = book.open_items(t, unit)
        names = _names(unit, book, t)
    if json:
        print_json(item_line(item, in_words(item, spoken, names), t) for item in items)
        return
    page = Brief(
        nation=home.nation, mode=book.mode.value, watch=which, t=t,
        standing=standing(book, which), items=items, names=names,
    )  # fmt: skip
    write_out(brief_page(page, spoken).encode())


def _show_log(which: str, mode: str, limit: int, data: str, *, json: bool) -> None:
    home = open_home(data)
    with home.store(read_only=True) as store, store.read() as unit:
        lines = _read_book(unit, home.nation, mode_for(store.modes, mode)).log(which)[-limit:]
    if json:
        print_json(map(log_line, lines))
        return
    columns = [("at (UTC)", "left"), ("entry", "left"), ("office", "left"), ("open", "left"),
               ("text", "left")]  # fmt: skip
    print_table("", columns, map(log_cells, lines))


def _show_handover(which: str, mode: str, data: str, *, json: bool) -> None:
    from cspo.operations.watch import standing

    home = open_home(data)
    with home.store(read_only=True) as store, store.read() as unit:
        state = standing(_read_book(unit, home.nation, mode_for(store.modes, mode)), which)
    if json:
        print_json([handover_line(state)])
    else:
        print_handover(state)


def _write_entry(
    entry: Callable[[Callable[[str], str]], Entry], person: str, mode: str, mark: str, data: str
) -> Record:
    from cspo.operations.watch import write_entry

    label = _label(mark) if mark else None
    with writing_node(data, "watch log") as node:
        t = node.clock.now()
        book = _book(node, mode)
        with node.store.write() as unit:
            book.catch_up(unit)
            known = [
                id_
                for line in book.log() for id_ in (line.id, *line.corrections)
            ]  # fmt: skip
            for item in book.open_items(t, unit):
                known += [*item.records, item.key.removeprefix("alarm ")]
            written = write_entry(
                unit, node.release_desk(unit), book, entry(lambda text: whole_id(text, known)),
                person=person, t=t, mark=label,
            )  # fmt: skip
    return written


def _book(node: OpenNode, mode: str) -> WatchBook:
    from cspo.operations.kinds import REGISTRY
    from cspo.operations.watch import WatchBook

    return WatchBook(node.home.nation, mode_for(node.store.modes, mode), REGISTRY)


def _read_book(unit: OperationsUnit, nation: str, mode: Mode) -> WatchBook:
    from cspo.operations.kinds import REGISTRY
    from cspo.operations.watch import WatchBook

    book = WatchBook(nation, mode, REGISTRY)
    book.catch_up(unit)
    return book


def _names(unit: OperationsUnit, book: WatchBook, t: Epoch) -> dict[str, str]:
    from cspo.operations.kinds import REGISTRY
    from cspo.operations.watch import names_for

    return names_for(unit, book.open_items(t), book.mode, REGISTRY)


def _label(mark: str) -> Label:
    from cspo.cli.release import label_of

    return label_of(mark, [])


def _marked(label: Label) -> str:
    from cspo.markings.portion import portion_mark

    return portion_mark(label)
