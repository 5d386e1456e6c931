"""``cspo records``: what a record says, whether what was signed holds, what the store has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cspo.cli.console import Json, note, print_json, print_table, printable, progress, say
from cspo.cli.node_files import read_file, read_files, whole
from cspo.cli.node_folder import Data, folder_of, modes_of, open_home
from cspo.cli.options import at_least, instant
from cspo.errors import CspoError, MalformedMessage, SourceError, UsageError

if TYPE_CHECKING:
    from cspo.cli.signed_files import Verdict
    from cspo.records import Directories, Opening, Record

__all__ = ["records"]

_QUICK_BYTES: Final = 4 << 20
"""What is verified in a second or two."""

_ID: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)

records = typer.Typer(
    name="records", no_args_is_help=True, help="Signed records: show, verify, list."
)

Anchors = Annotated[
    str,
    typer.Option(
        metavar="FILE", help="Root public keys (anchors.toml); else those of the node's folder."
    ),
]


@records.command()
def show(
    names: Annotated[
        list[str], typer.Argument(metavar="FILE|ID...", help="Files, -, or ids in the store.")
    ],
    anchors: Anchors = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Show a record: its mark, who signed it, what it was made from, and its body as a tree.

    Example: cspo records show orbit.json
    """
    from cspo.cli.record_view import record_lines, record_object

    failed = False
    known = _known(anchors, data, needed=False)
    for name in names:
        try:
            found = _found(name, data)
        except CspoError as error:
            note(f"cspo: {error}")
            failed = True
            continue
        for record, openings, withdrawn in found:
            if json:
                print_json([record_object(name, record, known, openings, withdrawn)])
            else:
                for line in record_lines(name, record, known, openings, withdrawn):
                    say(line)
    if failed:
        raise typer.Exit(3)


@records.command()
def verify(
    files: Annotated[
        list[str],
        typer.Argument(help="Records, key directories, checkpoints, receipts, bundles, proofs."),
    ],
    anchors: Anchors = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Check what somebody signed: form, keys, signatures; offline. Exit code 1 where one fails.

    Example: cspo records verify FRA.keys record.json bundle.ndjson.zst --anchors anchors.toml
    """
    from cspo.cli.signed_files import damaged, directories_in, verdicts

    read: list[tuple[str, bytes, MalformedMessage | None]] = []
    failed = False
    for spec in files:
        try:
            for source in read_files(spec):
                try:
                    read.append((source.name, whole(source), None))
                except MalformedMessage as error:
                    read.append((source.name, b"", error))
        except SourceError as error:
            note(f"cspo: {error}")
            failed = True
    known = directories_in(_known(anchors, data), (each for _, each, _ in read))
    good = True
    size, total = 0, sum(len(each) for _, each, _ in read) or 1
    for name, each, fault in read:
        with progress("Verifying", quiet=json or total < _QUICK_BYTES) as done:
            lines = each.count(b"\n") or 1
            for verdict in damaged(fault) if fault else verdicts(each, known):
                good = good and verdict.valid
                done((size + len(each) * min((verdict.line or 0) / lines, 1.0)) / total)
                _tell(name, verdict, json=json)
        size += len(each)
    if failed:
        raise typer.Exit(3)
    if not good:
        raise typer.Exit(1)


@records.command("list")
def list_(
    kind: Annotated[list[str] | None, typer.Option(help="Only of this kind; repeat.")] = None,
    origin: Annotated[str, typer.Option(help="Only of this party.")] = "",
    mode: Annotated[str, typer.Option(help="Only of this mode.")] = "",
    object_: Annotated[
        str, typer.Option("--object", help="Only about this: norad:25544, an event.")
    ] = "",
    since: Annotated[str, typer.Option(help="Only what came at this UTC or later.")] = "",
    limit: Annotated[int, typer.Option(help="At most so many, the oldest first.")] = 1_000,
    data: Data = "",
    json: Json = False,
) -> None:
    """List records in the node's store, in the order in which they came.

    Example: cspo records list --kind conjunction --since 2026-03-01
    """
    from cspo.cli.record_view import mark_of
    from cspo.operations.store import RecordQuery
    from cspo.operations.withdrawn import withdrawn_in
    from cspo.records import read_record

    at_least(limit, 1, "--limit")
    (wanted_mode,) = modes_of([mode]) if mode else [None]
    home = open_home(data)
    query = RecordQuery(
        origin=origin, kinds=tuple(kind or ()), mode=wanted_mode, object=object_,
        since=instant(since, "--since") if since else None, limit=limit,
    )  # fmt: skip
    lines: list[dict[str, Any]] = []
    with home.store(read_only=True) as store, store.read() as unit:
        withdrawn = withdrawn_in(unit)
        for past in unit.records(query):
            payload = read_record(past.envelope).payload
            lines.append(
                {
                    "id": past.id, "mark": mark_of(payload.label), "kind": payload.kind,
                    "origin": payload.origin, "mode": payload.mode, "object": payload.object,
                    "version": payload.version, "t_valid_utc": payload.t_valid,
                    "t_ingest_utc": past.t_ingest.utc_iso(6),
                    "withdrawn": past.id in withdrawn,
                }
            )  # fmt: skip
    if len(lines) == limit:
        note(f"the first {limit:,}: --limit takes more, --since later ones")
    if json:
        print_json(lines)
        return
    headings = ("id", "mark", "kind", "of", "mode", "about", "came (UTC)", "")
    columns = [(heading, "left") for heading in headings]
    names = ("id", "mark", "kind", "origin", "mode", "object")
    print_table("", columns, [
        [*(str(line[name]) for name in names), f"{line['t_ingest_utc'][:19]}Z",
         "WITHDRAWN" if line["withdrawn"] else ""]
        for line in lines
    ])  # fmt: skip


def _known(anchors: str, data: str, *, needed: bool = True) -> Directories:
    """Whom to believe: by a file of root keys alone, else by the node's folder."""
    from pathlib import Path

    from cspo.node.anchors import read_anchors
    from cspo.node.directories import known_directories
    from cspo.records import Directories

    if anchors:
        return Directories(read_anchors(Path(anchors)))
    if not (folder_of(data) / "node.toml").exists():
        if needed or data:
            raise UsageError(
                "verify", str(folder_of(data)), expected="root keys to verify with",
                got="no node's folder", hint="--anchors FILE names some, --data DIR a folder",
            )  # fmt: skip
        return Directories({})
    home = open_home(data)
    with home.store(read_only=True) as store, store.read() as unit:
        return known_directories(home, unit)


_Found = tuple["Record", tuple["Opening", ...], "dict[str, Any] | None"]


def _found(name: str, data: str) -> list[_Found]:
    """The records of a file; or the one of an id, its openings, and whether it was withdrawn."""
    from cspo.cli.signed_files import records_in
    from cspo.operations.withdrawn import withdrawn_in
    from cspo.records import read_record

    if not _ID.fullmatch(name):
        return [(record, (), None) for record in records_in(read_file(name), name)]
    home = open_home(data)
    with home.store(read_only=True) as store, store.read() as unit:
        envelope = unit.envelope(name)
        openings = unit.lineage(name)
        withdrawn = withdrawn_in(unit, name).get(name)
    if envelope is None:
        raise UsageError("show record", name, expected="an id in the store", got="no such",
                         hint="cspo records list shows what there is")  # fmt: skip
    return [(read_record(envelope), openings, withdrawn)]


def _tell(name: str, verdict: Verdict, *, json: bool) -> None:
    if json:
        print_json(
            [
                {
                    "file": printable(name), "line": verdict.line, "kind": verdict.kind,
                    "id": verdict.id, "valid": verdict.valid, "reason": verdict.reason,
                    "detail": printable(verdict.detail),
                }
            ]
        )  # fmt: skip
        return
    if verdict.within and verdict.valid:
        return  # said by the line of its bundle
    where = f"{name}:{verdict.line}" if verdict.line else name
    said = "valid" if verdict.valid else f"NOT VALID: {verdict.reason}"
    words = [where, f"{verdict.kind} {verdict.id[:16]}".strip(), said, verdict.detail]
    say(": ".join(filter(None, words)))
