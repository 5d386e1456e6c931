"""``cspo node cdm``: conjunction messages, brought into a node that runs or into its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cspo.cli.catalogs import cache_folder, network_settings
from cspo.cli.console import Json, note, print_json, printable, say
from cspo.cli.node_api import NodeOption, asking
from cspo.cli.node_folder import Data, mode_for, writing_node
from cspo.errors import CspoError, MalformedMessage, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cspo.markings import Label
    from cspo.node.desks import OpenNode
    from cspo.sources import Source

__all__ = ["bring_in_cdms"]

_LEVELS: Final = ("U", "R", "C", "S", "TS")


def bring_in_cdms(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="CDM, KVN or XML; or -.")],
    to: Annotated[
        list[str] | None,
        typer.Option(metavar="PARTY", help="Who may have it besides our nation; repeat."),
    ] = None,
    level: Annotated[str, typer.Option(help="Of its mark: U, R, C, S or TS.")] = "U",
    person: Annotated[
        str, typer.Option("--as", metavar="PERSON", help="Who brings them into a folder, by id.")
    ] = "",
    mode: Annotated[str, typer.Option("--mode", help="Else that of the folder.")] = "",
    node: NodeOption = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Bring conjunction data messages of a service or an operator into the node.

    Each becomes a record under our own name, a source beside our screening, and is warned of by
    the same policy. Without --node it goes into the folder of a node that does not run.

    Example: cspo node cdm 25544.cdm --to FRA --as a.larsen
    """
    if level not in _LEVELS:
        raise UsageError("read --level", level, expected=" ".join(_LEVELS))
    if node:
        lines = list(_by_api(node, files, to or [], level))
    else:
        lines = _into_folder(data, files, to or [], level, person, mode)
    if json:
        print_json(lines)
        return
    for line in lines:
        say(f"{printable(line['file'])}: {line['event']}, {line['source']}: record "
            f"{line['record'][:16]}")  # fmt: skip
        for fault in line["faults"]:
            note(f"  line {fault['line']}: {fault['keyword']}: expected {fault['expected']}, "
                 f"got {printable(fault['got'])}")  # fmt: skip


def _sources(files: list[str]) -> Iterator[Source]:
    from cspo.node.clock import SystemClock
    from cspo.sources import open_source

    for spec in files:
        for source in open_source(
            spec, cache=cache_folder(), clock=SystemClock(), settings=network_settings()
        ):
            if source.faults:
                raise MalformedMessage(
                    "read CDM", source.name, expected="the whole file", got=source.faults[0].got
                )
            yield source


def _by_api(named: str, files: list[str], to: list[str], level: str) -> Iterator[dict[str, Any]]:
    api = asking(named)
    for source in _sources(files):
        told = api.post_text("cdms", source.data, releasable_to=to, level=level)
        yield {"file": source.name, **told}


def _into_folder(
    data: str, files: list[str], to: list[str], level: str, person: str, mode: str
) -> list[dict[str, Any]]:
    from cspo.operations.release.review_queue import check_person

    check_person(person)
    sources = list(_sources(files))
    with writing_node(data, "node cdm") as opened:
        wanted = mode_for(opened.store.modes, mode)
        mark = _mark(opened, level, to)
        return [_one(opened, source, mark, wanted, person) for source in sources]


def _mark(opened: OpenNode, level: str, to: list[str]) -> Label:
    from cspo.markings import is_party, make_label

    if wrong := [each for each in to if not is_party(each)]:
        raise UsageError("read --to", wrong[0], expected="a party, as GBR or GBR/acme-sat")
    return make_label(level, {opened.home.nation, *to})


def _one(opened: OpenNode, source: Source, mark: Label, mode: Any, person: str) -> dict[str, Any]:
    from cspo.frames import bundled_earth_orientation
    from cspo.operations.derive import body_of
    from cspo.operations.ingest import ingest_cdm
    from cspo.operations.kinds import REGISTRY

    t = opened.clock.now()
    try:
        with opened.store.write() as unit:
            report = ingest_cdm(
                unit, opened.release_desk(unit), source.data, mark, mode, t,
                eop=bundled_earth_orientation(), source=f"brought in by {opened.home.nation}",
            )  # fmt: skip
            (record,) = report.records
            unit.audit("conjunction upload", {"record": record.id, "person": person}, t=t)
    except CspoError as error:
        error.subject = error.subject or source.name
        raise
    body = body_of(record, REGISTRY)
    faults = [
        {"line": each.line, "keyword": each.keyword, "expected": each.expected, "got": each.got}
        for each in report.faults
    ]
    return {"file": source.name, "record": record.id, "event": body.event,
            "source": body.source, "faults": faults}  # fmt: skip
