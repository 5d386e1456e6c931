"""``cspo notice``: one-page notices for the coalition, issued, read and cancelled by number."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cspo.cli.console import Json, note, print_json, print_table, say, write_out
from cspo.cli.node_api import NodeOption, asking
from cspo.cli.node_files import read_file
from cspo.cli.node_folder import Data, mode_for, open_home, writing_node
from cspo.cli.release import label_of, stored
from cspo.cli.release_lines import print_decisions, warn_waiting
from cspo.errors import UsageError

if TYPE_CHECKING:
    from cspo.operations.notices import Notice, NoticeRegister, Written

__all__ = ["notice"]

_MOST_BYTES = 20_000

notice = typer.Typer(
    name="notice", no_args_is_help=True,
    help="Notices: one page of plain text for the coalition, in English, French and Japanese.",
)  # fmt: skip

Person = Annotated[
    str, typer.Option("--as", metavar="PERSON", help="Who issues: an id such as a.larsen.")
]
Mode_ = Annotated[str, typer.Option("--mode", help="Of which world; else that of the folder.")]


@notice.command()
def issue(
    records: Annotated[
        list[str],
        typer.Argument(metavar="ID...", help="Conjunctions and their warning, or one event."),
    ],
    person: Person,
    language: Annotated[
        list[str] | None, typer.Option(help="en, fr or ja; repeat. Else en.")
    ] = None,
    remark: Annotated[
        list[str] | None, typer.Option(metavar="LANGUAGE=TEXT", help="What you add; repeat.")
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="OBJECT=NAME", help="Where no record has it; repeat."),
    ] = None,
    replaces: Annotated[
        str,
        typer.Option(metavar="NUMBER", help="The page that it updates; else that of the event."),
    ] = "",
    mark: Annotated[str, typer.Option(help="Joined with the marks of the records.")] = "",
    node: NodeOption = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Make a page of records in the store, number it, and release it as the policy says.

    The first conjunction is the one that the page goes by. Exit code 1: nobody gets it.

    Example: cspo notice issue ID --language en --language fr --as a.larsen
    """
    from cspo.operations.notices import issue_notice

    if node:
        _only_in_folder({"--name": name, "--mark": mark})
        fields = {"records": records, "languages": language or ["en"], "replaces": replaces,
                  "remarks": _pairs(remark, "--remark")}  # fmt: skip
        _told(asking(node).post("notices", fields), json=json)
        return
    with writing_node(data, "notice issue") as opened:
        t = opened.clock.now()
        with opened.store.write() as unit:
            written = issue_notice(
                unit, opened.release_desk(unit), [stored(unit, each) for each in records],
                languages=language or ["en"], person=person, t=t,
                remarks=_pairs(remark, "--remark"), names=_pairs(name, "--name"),
                replaces=replaces, mark=label_of(mark, []) if mark else None,
            )  # fmt: skip
        warn_waiting(opened, written.decisions)
    _done(written, json=json)


@notice.command()
def write(
    texts: Annotated[
        list[str],
        typer.Argument(metavar="LANGUAGE=FILE...", help="The first line is the title; or -."),
    ],
    person: Person,
    mark: Annotated[str, typer.Option(help='Its mark, such as "U//REL TO AUS, FRA".')],
    about: Annotated[str, typer.Option(help="Event or object that it is about.")] = "",
    replaces: Annotated[str, typer.Option(metavar="NUMBER", help="The page that it updates.")] = "",
    mode: Mode_ = "",
    node: NodeOption = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Issue a page in your own words, in each language that you give it in.

    Exit code 1: nobody gets it.

    Example: cspo notice write en=page.txt --mark "U//REL TO AUS, FRA" --as a.larsen
    """
    from cspo.operations.notices import write_notice

    pages = {language: _page(file) for language, file in _pairs(texts, "LANGUAGE=FILE").items()}
    label = label_of(mark, [])
    if node:
        _only_in_folder({"--mode": mode, "ORCON or a caveat": label.orcon or label.caveats})
        fields = {
            "titles": {each: title for each, (title, _) in pages.items()},
            "texts": {each: text for each, (_, text) in pages.items()},
            "event": about, "replaces": replaces, "level": label.classification,
            "releasable_to": label.releasable_to,
        }  # fmt: skip
        _told(asking(node).post("notices/words", fields), json=json)
        return
    with writing_node(data, "notice write") as opened:
        t = opened.clock.now()
        with opened.store.write() as unit:
            written = write_notice(
                unit, opened.release_desk(unit), pages, label, person=person, t=t,
                mode=mode_for(opened.store.modes, mode), event=about, replaces=replaces,
            )  # fmt: skip
        warn_waiting(opened, written.decisions)
    _done(written, json=json)


@notice.command()
def cancel(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Such as NOR-2026-0042.")],
    person: Person,
    reason: Annotated[str, typer.Option(help="Why; who has it reads this.")],
    mode: Mode_ = "",
    node: NodeOption = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Cancel a page by its number, in every language and to everybody who may have it.

    Example: cspo notice cancel NOR-2026-0042 --reason "another object" --as a.larsen
    """
    from cspo.operations.notices import cancel_notice

    if node:
        _only_in_folder({"--mode": mode})
        _told(asking(node).post(f"notices/{number}/cancel", {"reason": reason}), json=json)
        return
    with writing_node(data, "notice cancel") as opened:
        t = opened.clock.now()
        with opened.store.write() as unit:
            written = cancel_notice(
                unit, opened.release_desk(unit), number, mode=mode_for(opened.store.modes, mode),
                reason=reason, person=person, t=t,
            )  # fmt: skip
        warn_waiting(opened, written.decisions)
    _done(written, json=json)


@notice.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Those that hold no more as well.")] = False,
    mode: Mode_ = "",
    node: NodeOption = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Show the notices that hold, ours and partners', the newest first.

    Example: cspo notice list --all
    """
    if node:
        _only_in_folder({"--mode": mode})
        lines = list(asking(node).listed("notices", standing="all"))
    else:
        lines = [_line(each) for each in _register(data, mode).notices()]
    shown = [line for line in lines if every or line["standing"] == "in-force"]
    if json:
        print_json(shown)
        return
    columns = [("number", "left"), ("issued (UTC)", "left"), ("standing", "left"),
               ("by", "left"), ("languages", "left"), ("title", "left")]  # fmt: skip
    print_table("", columns, [
        [line["serial"], f"{line['issued_utc'][:19]}Z", line["standing"], line["by"],
         " ".join(sorted(line["titles"])), line["titles"][_first(line["titles"])]]
        for line in shown
    ])  # fmt: skip


@notice.command()
def show(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Such as NOR-2026-0042.")],
    language: Annotated[str, typer.Option(help="en, fr or ja; else the first that there is.")] = "",
    mode: Mode_ = "",
    node: NodeOption = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Print a notice as it goes on paper, between its marks. Exit code 1: it holds no more.

    Example: cspo notice show NOR-2026-0042 --language ja
    """
    if node:
        _only_in_folder({"--mode": mode})
        line = asking(node).get(f"notices/{number}")
        texts = line.pop("texts")
    else:
        found = _register(data, mode).notice(number)
        line, texts = _line(found), found.texts
    chosen = language or _first(texts)
    if chosen not in texts:
        raise UsageError("show a notice", number, expected=" ".join(sorted(texts)), got=chosen)
    if json:
        print_json([line | {"language": chosen, "text": texts[chosen]}])
    elif node:
        write_out(asking(node).text(f"notices/{number}/page", language=chosen).encode())
    else:
        write_out(_printed(found, chosen).encode())
    if line["standing"] in {"replaced", "cancelled"}:
        note(f"{number} holds no more: {line['standing']} by {line['by']}")
        raise typer.Exit(1)


def _printed(found: Notice, language: str) -> str:
    from cspo.operations.notices import print_page

    return print_page(found.texts[language], found.labels[language])


def _first(texts: Mapping[str, str]) -> str:
    """English where there is it, else the first language by its code."""
    return "en" if "en" in texts else min(texts)


def _only_in_folder(given: Mapping[str, object]) -> None:
    """That nothing is asked of a running node that it does not take."""
    for option, value in given.items():
        if value:
            raise UsageError("ask node", option, expected="nothing of it with --node")


def _told(answer: dict[str, Any], *, json: bool) -> None:
    """What a running node says of a page that it issued."""
    outcomes = answer["outcomes"]
    if json:
        print_json([answer])
    else:
        told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
        say(f"notice {answer['serial']}: {told}")
    if outcomes.keys() <= {"withheld"}:
        raise typer.Exit(1)


def _register(data: str, mode: str) -> NoticeRegister:
    from cspo.operations.kinds import REGISTRY
    from cspo.operations.notices import NoticeRegister

    home = open_home(data)
    with home.store(read_only=True) as store, store.read() as unit:
        return NoticeRegister.of_store(unit, mode_for(store.modes, mode), REGISTRY)


def _line(found: Notice) -> dict[str, Any]:
    from cspo.markings.portion import portion_mark

    return {
        "serial": found.serial, "origin": found.origin, "number": found.number,
        "standing": found.standing, "by": found.by, "replaces": found.replaces,
        "event": found.event, "issued_utc": found.t.utc_iso(6), "titles": found.titles,
        "records": found.records,
        "marks": {language: portion_mark(label) for language, label in found.labels.items()},
    }  # fmt: skip


def _done(written: Written, *, json: bool) -> None:
    from cspo.operations.store import Outcome

    if json:
        print_json([
            {"serial": written.serial, "records": [record.id for record in written.records],
             "decisions": [
                {"party": row.party, "outcome": row.outcome, "rule": row.rule,
                 "reason": row.reason, "record": row.product_id, "review_id": row.review_id}
                for row in written.decisions
             ]}
        ])  # fmt: skip
    else:
        say(f"notice {written.serial}")
        print_decisions(written.decisions, json=False)
    if all(row.outcome is Outcome.WITHHELD for row in written.decisions):
        raise typer.Exit(1)


def _page(file: str) -> tuple[str, str]:
    """Title and text of a file."""
    try:
        title, _, text = read_file(file, limit_bytes=_MOST_BYTES).decode().partition("\n")
    except UnicodeDecodeError as error:
        raise UsageError("read a page", file, expected="text in UTF-8") from error
    if not title.strip() or not text.strip():
        raise UsageError("read a page", Path(file).name, expected="a title line, then the text")
    return title.strip(), text.strip()


def _pairs(given: list[str] | None, option: str) -> dict[str, str]:
    """``KEY=VALUE`` as often as given, each key once."""
    found: dict[str, str] = {}
    for each in given or ():
        key, equals, value = each.partition("=")
        if not (key and equals and value) or key in found:
            raise UsageError(f"read {option}", each, expected="KEY=VALUE, each key once")
        found[key] = value
    return found
