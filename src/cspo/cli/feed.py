"""``cspo feed``: what was given and received, and bundles that carry a feed by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cspo.cli.console import Json, note, print_json, print_table, printable, progress, say
from cspo.cli.node_folder import Data, modes_of, node_beside, open_home, writing_node
from cspo.cli.options import at_least
from cspo.errors import UsageError

if TYPE_CHECKING:
    from cspo.federation.alarms import AlarmReport
    from cspo.federation.feed import Feed
    from cspo.federation.transports.bundle import Imported
    from cspo.federation.transports.manifest import Manifest, RefusedBundle
    from cspo.markings import Mode
    from cspo.node.desks import OpenNode

__all__ = ["feed"]

_SHOWN: Final = 16

feed = typer.Typer(
    name="feed", no_args_is_help=True,
    help="Feeds: status, and export and import of signed bundles.",
)  # fmt: skip


@feed.command()
def status(
    evidence: Annotated[
        str, typer.Option(metavar="DIR", help="Write what proves each alarm into this folder.")
    ] = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Show for each partner what was given and received, what is signed for, and alarms.

    Example: cspo feed status
    """
    from cspo.cli.feed_status import COLUMNS, alarm_lines, cells, feed_lines, write_evidence

    home = open_home(data)
    lines = feed_lines(home)
    if evidence:
        for path in write_evidence(home, Path(evidence)):
            note(f"wrote {path}")
    if json:
        print_json(lines)
        return
    print_table("", COLUMNS, [cells(line) for line in lines])
    for line in alarm_lines(lines):
        say(line)


@feed.command("export")
def export_(
    to: Annotated[str, typer.Option(metavar="PARTY", help="For whom.")],
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="The bundle; .gz, .zst pack it; or -."),
    ],
    mode: Annotated[str, typer.Option(help="Which mode's feed; else that of the folder.")] = "",
    after: Annotated[
        int | None, typer.Option(help="Entries after this one; else after the last signed for.")
    ] = None,
    diode: Annotated[
        bool,
        typer.Option("--diode", help="Goes one way: repeats entries, takes no receipts."),
    ] = False,
    data: Data = "",
    json: Json = False,
) -> None:
    """Write what a partner has not signed for yet into a signed bundle, to be carried by hand.

    A node that runs need not stop: the bundle goes with the last checkpoint that it signed.

    Example: cspo feed export --to FRA -o for-fra.bundle.zst
    """
    from cspo.cli.packed_files import packed_by, written_to
    from cspo.federation.feed import Feed
    from cspo.node.bundles import export_next

    if json and output == "-":
        raise UsageError("export bundle", "--json", expected="a file for -o", got="-")
    if after is not None:
        at_least(after, 0, "--after")
    with node_beside(data, "feed export") as (node, beside):
        wanted = modes_of([mode])[0] if mode else _usual_mode(node)
        with written_to(output) as target, progress("Export", quiet=json) as done:
            manifest = export_next(
                node, Feed(node.home.nation, to, wanted), target, after=after, diode=diode,
                pack=packed_by(output), beside=beside, progress=done,
            )  # fmt: skip
    if json:
        print_json([{"file": printable(output), **_bundle(manifest)}])
    else:
        if beside:
            note("the node is at work: the bundle goes with the last checkpoint that it signed")
        note(f"wrote {output}: bundle {manifest.number} of {manifest.feed}, {_span(manifest)}")


@feed.command("import")
def import_(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Bundles, folders, -.")],
    data: Data = "",
    json: Json = False,
) -> None:
    """Take in bundles, in whatever order; each is verified whole before anything of it is taken.

    Exit code 1: one was refused, waits for entries before it, or raised an alarm.

    Example: cspo feed import from-aus.bundle.zst
    """
    from cspo.cli.packed_files import as_openers
    from cspo.federation.transports.bundle import Imported, Taken, import_bundles
    from cspo.federation.transports.diode import gaps_in
    from cspo.node.directories import write_lists

    with (
        progress("Import", quiet=json) as done,
        as_openers(files, done) as openers,
        writing_node(data, "feed import") as node,
    ):
        desk = node.exchange_desk()
        before = _alarms(node)
        fates = import_bundles(openers, desk, node.answers(desk, _warn_ahead))
        raised = {key: row for key, row in _alarms(node).items() if key not in before}
        count = len(raised)
        seen = [fate.manifest for fate in fates.values() if isinstance(fate, Imported)]
        gaps = gaps_in(seen, desk)
        write_lists(node.home, desk.context.directories)
    for name, fate in fates.items():
        _tell(name, fate, _raised_by(fate, raised), json=json)
    for gap in gaps:
        note(str(gap))
    for report in raised.values():  # by none of these bundles: while they were taken in
        note(f"ALARM {report.alarm} {report.origin} {report.mode}: {report.text}")
    good = [isinstance(fate, Imported) and fate.taken is Taken.WHOLE for fate in fates.values()]
    if not all(good) or count:
        raise typer.Exit(1)


@feed.command()
def restart(
    to: Annotated[list[str], typer.Option(metavar="PARTY", help="The partner; repeat.")],
    person: Annotated[str, typer.Option("--as", metavar="PERSON", help="Who decides.")],
    mode: Annotated[str, typer.Option(help="Which mode; else that of the folder.")] = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """After a restore: go on with a feed whose recipient can't show what it holds of it.

    Its next entry's number jumps, for everybody to see. Ask the partner first.

    Example: cspo feed restart --to FRA --as a.larsen
    """
    from cspo.cli.feed_restart import restarted
    from cspo.operations.release.review_queue import check_person

    check_person(person)
    with writing_node(data, "feed restart") as node:
        wanted = modes_of([mode])[0] if mode else _usual_mode(node)
        lines = restarted(node, to, wanted, person)
    if json:
        print_json(lines)
    else:
        for line in lines:
            say(f"{line['feed']}: goes on by a jump, {line['entries']} waiting records put in")


def _usual_mode(node: OpenNode) -> Mode:
    from cspo.markings import Mode

    return Mode.REAL if Mode.REAL in node.store.modes else Mode.EXERCISE


def _warn_ahead(feed: Feed) -> None:
    note(f"{feed}: the recipient holds entries that this store lacks. Is it an older copy of "
         "itself? Put nothing into that feed before you know")  # fmt: skip


def _alarms(node: OpenNode) -> dict[str, AlarmReport]:
    with node.store.read() as unit:
        return {row.report.key: row.report for row in unit.alarms()}


def _raised_by(fate: Imported | RefusedBundle, raised: dict[str, AlarmReport]) -> list[AlarmReport]:
    """The new alarms about the origin of a bundle; each is told once."""
    from cspo.federation.transports.bundle import Imported
    from cspo.markings.parties import sponsor_of

    if not isinstance(fate, Imported):
        return []
    place = (sponsor_of(fate.manifest.origin), fate.manifest.mode)
    found = [key for key, report in raised.items() if (report.origin, report.mode) == place]
    return [raised.pop(key) for key in found]


def _tell(
    name: str, fate: Imported | RefusedBundle, alarms: list[AlarmReport], *, json: bool
) -> None:
    line = _fate(name, fate, alarms)
    if json:
        print_json([line])
        return
    if line["taken"] == "refused":
        say(f"{name}: REFUSED: {fate}")
        return
    counts = [f"{_counted(line['accepted'], 'record')} taken"]
    if line["quarantined"]:
        counts.append(f"{line['quarantined']:,} quarantined")
    if line["receipts"]:
        counts.append(_counted(line["receipts"], "receipt"))
    if line["taken"] == "gap":
        first, last = line["missing"]
        counts = [f"WAITS: entries {first} to {last} must come first; keep the file"]
    elif line["taken"] == "entries":
        first, last = line["missing"]
        counts.append(f"WITHOUT its checkpoints: {first} to {last} must come first; keep the file")
    elif line["taken"] == "stopped":
        counts.append("STOPPED: its history is another than ours")
    say(f"{name}: bundle {line['number']} of {line['feed']}: {', '.join(counts)}")
    for alarm in line["alarms"]:
        say(f"  ALARM {alarm['alarm']}: {alarm['text']}")


def _fate(name: str, fate: Imported | RefusedBundle, alarms: list[AlarmReport]) -> dict[str, Any]:
    from cspo.federation.transports.bundle import Imported

    if not isinstance(fate, Imported):
        return {
            "file": printable(name), "taken": "refused", "reason": str(fate.code),
            "line": fate.line, "detail": printable(str(fate)),
        }  # fmt: skip
    return {
        "file": printable(name), **_bundle(fate.manifest), "taken": fate.taken, "reason": "",
        "missing": fate.missing, "accepted": fate.pulled.accepted,
        "quarantined": fate.pulled.quarantined, "receipts": fate.receipts,
        "records": fate.pulled.records,
        "alarms": [{"alarm": each.alarm, "text": printable(each.text)} for each in alarms],
    }  # fmt: skip


def _bundle(manifest: Manifest) -> dict[str, Any]:
    return {
        "feed": str(manifest.feed), "origin": manifest.origin, "recipient": manifest.recipient,
        "mode": manifest.mode, "number": manifest.number, "one_way": manifest.one_way,
        "after_seq": manifest.after_seq, "to_seq": manifest.to_seq, "count": manifest.count,
        "to_checkpoint": manifest.to_n, "t_utc": manifest.t,
    }  # fmt: skip


def _span(manifest: Manifest) -> str:
    if not manifest.count:
        return f"no entry after {manifest.after_seq}"
    begin, end = manifest.after_seq + 1, manifest.to_seq
    span = f"number {end}" if begin == end else f"numbers {begin} to {end}"
    return f"{_counted(manifest.count, 'entry')}, {span}"


def _counted(count: int, noun: str) -> str:
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else many}"
