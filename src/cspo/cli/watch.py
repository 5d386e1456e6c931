"""``cspo watch``: the log, the handover, and the brief of what is open."""

from __future__ import annotations

from typing import Annotated

import typer

from cspo.cli.console import Json, print_json, print_table, say, write_out
from cspo.cli.node_api import NodeOption, asking
from cspo.cli.node_folder import Data
from cspo.cli.options import at_least
from cspo.cli.watch_lines import log_cells, print_handover
from cspo.cli.watch_rooms import ApiRoom, Changed, FolderRoom, Room
from cspo.errors import UsageError

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

_COLUMNS = [("at (UTC)", "left"), ("entry", "left"), ("office", "left"), ("open", "left"),
            ("text", "left")]  # fmt: skip
_ID_SHOWN = 16


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
    node: NodeOption = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Write an entry into the log, or show the log as it reads now.

    An entry is never changed: --correct writes another that is read in its place. The
    first letters of an id are enough where no other begins so.

    Example: cspo watch log "NOR asks for better data on 24946" --as a.larsen --open "Ask FRA"
    """
    at_least(limit, 1, "--limit")
    room = _room(node, data, mode)
    if not (text or correct or close):
        lines = room.log(which, limit)
        if json:
            print_json(lines)
        else:
            print_table("", _COLUMNS, map(log_cells, lines))
        return
    entry = {
        "text": text or ("" if correct else "Done"), "role": role, "watch": which, "at": at,
        "event": about, "records": record or [], "opens": opens, "due": due,
        "closes": close or [], "corrects": correct,
    }  # fmt: skip
    written = room.write(entry, person, mark)
    if json:
        print_json([{"record_id": written}])
    else:
        say(f"entry {written[:_ID_SHOWN]}")


@watch.command()
def acknowledge(
    which: Annotated[
        str, typer.Argument(metavar="ID", help="The warning, as the brief shows it, or its event.")
    ],
    person: Person = "",
    progress: Annotated[
        str, typer.Option(help="How far you are: received, acting or done.")
    ] = "received",
    role: Annotated[
        str, typer.Option(help="The office that answers, never a name.")
    ] = "duty officer",
    note: Annotated[str, typer.Option(metavar="TEXT", help="What there is to say of it.")] = "",
    mode: Mode_ = "",
    node: NodeOption = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Say how far you are with a warning; it goes to whoever may know of the warning.

    Example: cspo watch acknowledge 7ce828f8 --progress acting --as a.larsen
    """
    from cspo.records.bodies.coordination import Progress

    if progress not in set(Progress):
        raise UsageError("read --progress", progress, expected=" ".join(Progress))
    said = {"progress": progress, "role": role, "note": note}
    record = _room(node, data, mode).acknowledge(which, person, **said)
    if json:
        print_json([{"record_id": record}])
    else:
        say(f"{progress}: record {record[:_ID_SHOWN]}")


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
    note: Annotated[
        str, typer.Option(metavar="TEXT", help="What the next watch should know.")
    ] = "",
    at: Annotated[str, typer.Option(help="When it is to change hands, UTC; else now.")] = "",
    language: Language = "en",
    mode: Mode_ = "",
    node: NodeOption = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Offer the watch with all that is open; accept it, or return it; else show where it stands.

    It stays with who has it until somebody else accepts.

    Example: cspo watch handover --accept --office "duty officer, day" --as b.moreau
    """
    if bool(offer_to) + accepted + bool(missing) > 1:
        raise UsageError("hand over", expected="one of --offer-to, --accept and --return")
    room = _room(node, data, mode)
    changed: Changed = ((), ())
    if offer_to:
        room.offer(which, person, at, outgoing=office, incoming=offer_to, note=note,
                   language=language)  # fmt: skip
    elif accepted or missing:
        changed = room.answer(which, person, taken=accepted, office=office, note=missing,
                              language=language)  # fmt: skip
    standing = room.standing(which)
    if json:
        print_json([standing.line | {"opened": changed[0], "closed": changed[1]}])
        return
    print_handover(standing)
    for what, texts in zip(("opened", "closed"), changed, strict=True):
        for each in texts:
            say(f"{what} since the offer: {each}")


@watch.command()
def brief(
    which: Which = "watch",
    language: Language = "en",
    at: Annotated[str, typer.Option(help="As of this UTC; else now.")] = "",
    mode: Mode_ = "",
    node: NodeOption = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Print one page of all that is open, most urgent first; with --json, a line an item.

    Example: cspo watch brief --language fr
    """
    room = _room(node, data, mode)
    if json:
        print_json(room.items(language, at))
    else:
        write_out(room.page(which, language, at).encode())


def _room(node: str, data: str, mode: str) -> Room:
    """The running node, where one is named; else the folder."""
    return ApiRoom(asking(node), mode) if node else FolderRoom(data, mode)
