"""``cspo validate``: does a file follow its format, and what does it hold?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cspo.cli.catalogs import cache_folder, network_settings
from cspo.cli.console import Json, note, print_json, printable, say
from cspo.cli.validate_summary import summary_lines
from cspo.errors import SourceError

if TYPE_CHECKING:
    from cspo.messages.validate import Report
    from cspo.sources import Source

__all__ = ["validate"]

_FAULTS_SHOWN = 20


def validate(
    files: Annotated[list[str], typer.Argument(help="Files, folders, URLs or -.")],
    json: Json = False,
) -> None:
    """Check messages against their books: TLE, OMM, OEM, CDM. Exit code 1 where one is not valid.

    Example: cspo validate message.cdm catalog.omm.csv.gz
    """
    from cspo.messages.validate import validate as check
    from cspo.node.clock import SystemClock
    from cspo.sources import open_source

    answers, failed = [], False
    for spec in files:
        try:
            for source in open_source(
                spec, cache=cache_folder(), clock=SystemClock(), settings=network_settings()
            ):
                report = check(source.data)
                valid = report.valid and not source.faults
                answers.append(valid)
                if json:
                    print_json([_line(source, report, valid)])
                else:
                    _say(source, report, valid)
        except SourceError as error:
            note(f"cspo: {error}")
            failed = True
    if failed:
        raise typer.Exit(3)
    if not all(answers):
        raise typer.Exit(1)


def _line(source: Source, report: Report, valid: bool | None) -> dict[str, Any]:
    return {
        "file": printable(source.name),
        "message": report.message,
        "version": report.version,
        "encoding": report.encoding,
        "valid": valid,
        "faults": [_fault(fault) for fault in report.faults]
        + [_source_fault(fault) for fault in source.faults],
        "remarks": [_fault(fault) for fault in report.remarks],
        "note": report.note,
        "holds": _holds(source, report),
    }


def _fault(fault: Any) -> dict[str, Any]:
    return {
        "line": fault.line,
        "keyword": fault.keyword,
        "expected": fault.expected,
        "got": fault.got,
        "text": fault.text,
    }


def _source_fault(fault: Any) -> dict[str, Any]:
    return {
        "line": None,
        "keyword": str(fault.kind),
        "expected": "the whole file",
        "got": fault.got,
        "text": fault.hint,
    }


def _holds(source: Source, report: Report) -> dict[str, Any] | None:
    """Summary of the element sets that can be read, None for other messages."""
    if report.message not in {"OMM", "TLE", "ELEMENTS", "VIMPEL"}:
        return None
    from cspo.bridge.catalog import catalog_from_gp, is_sgp4
    from cspo.bridge.read_catalog import are_simulated
    from cspo.errors import MalformedMessage
    from cspo.messages.formats import read_gp
    from cspo.orbits.summary import summarize

    try:
        _, columns, faults = read_gp(source.data)
    except MalformedMessage:
        return None
    refused: Counter[str] = Counter()
    for fault in faults:
        if fault.refused:
            refused[fault.keyword or "other"] += fault.count
    usable = columns.take(is_sgp4(columns))
    simulated = bool(len(usable)) and bool(are_simulated(usable).all())
    catalog = catalog_from_gp(usable, source=printable(source.name), simulated=simulated)
    return summarize(catalog, refused=refused).as_dict() if len(catalog) else None


def _say(source: Source, report: Report, valid: bool | None) -> None:
    what = " ".join(filter(None, [report.message, report.version, report.encoding]))
    verdict = {True: "valid", False: "not valid", None: "not checked"}[valid]
    say(f"{source.name}: {what or 'unknown'}: {verdict}")
    if report.note:
        say(f"  {report.note}")
    for damage in source.faults:
        say(f"  {damage.kind}: {damage.got}; {damage.hint}".rstrip("; "))
    for fault in report.faults[:_FAULTS_SHOWN]:
        where = f"line {fault.line}" if fault.line else ""
        got = f", got {fault.got}" if fault.got else ""
        reason = f"expected {fault.expected}{got}" if fault.expected else fault.text or fault.got
        say(f"  {': '.join(filter(None, [where, fault.keyword, reason]))}")
    if len(report.faults) > _FAULTS_SHOWN:
        say(f"  and {len(report.faults) - _FAULTS_SHOWN:,} more: --json tells them all")
    holds = _holds(source, report)
    for label, text in summary_lines(holds) if holds else ():
        say(f"  {label:<11}{text}")
