"""How the watch is shown: its entries, what is open, and where it stands."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cspo.cli.console import say
from cspo.errors import UsageError

if TYPE_CHECKING:
    from cspo.operations.watch import HandoverState, Item, LogLine
    from cspo.time import Epoch

__all__ = [
    "Standing", "item_line", "log_cells", "log_line", "print_handover", "standing_line", "whole_id",
]  # fmt: skip

_ID_SHOWN: Final = 16
_LEAST_LETTERS: Final = 6


def log_line(line: LogLine) -> dict[str, Any]:
    """One entry as JSON has it."""
    return {
        "entry_id": line.id, "watch": line.watch, "at_utc": line.at.utc_iso(6),
        "written_utc": line.written.utc_iso(6), "role": line.role, "text": line.text,
        "event": line.event, "records": line.records, "open": line.is_open,
        "opens": line.opens, "due_utc": line.due.utc_iso(6) if line.due else None,
        "closes": line.closes, "closed_by": line.closed_by, "corrections": line.corrections,
    }  # fmt: skip


def log_cells(line: dict[str, Any]) -> list[str]:
    """One entry as a row of a table."""
    count = len(line["corrections"])
    corrected = f" (corrected: {count})" if count else ""
    return [
        f"{line['at_utc'][:19]}Z", line["entry_id"][:_ID_SHOWN], line["role"],
        line["opens"] if line["open"] else "", " ".join(line["text"].split()) + corrected,
    ]  # fmt: skip


def item_line(item: Item, words: str, t: Epoch) -> dict[str, Any]:
    """One open item as JSON has it; *words* say it."""
    return {
        "item": item.key, "kind": item.kind, "progress": item.progress, "text": words,
        "source": item.source, "since_utc": item.since.utc_iso(6),
        "due_utc": item.due.utc_iso(6) if item.due else None,
        "left_s": None if item.due is None else item.due - t,
        "about_utc": item.about.utc_iso(6) if item.about else None, "event": item.event,
        "objects": item.objects, "miss_distance_km": item.miss_distance_km,
        "number": item.number, "party": item.party, "severity": item.severity,
        "asks": item.asks, "records": item.records,
    }  # fmt: skip


class Standing(NamedTuple):
    """Where a watch stands, as JSON has it, and what an offer that waits holds."""

    line: dict[str, Any]
    offered_by: str = ""
    note: str = ""
    items: list[dict[str, Any]] = []  # noqa: RUF012 - never changed


def standing_line(state: HandoverState) -> Standing:
    """Where a watch stands."""
    import msgspec

    offered, returned = state.offered, state.returned
    held = offered or state.accepted
    line = {
        "watch": state.watch, "office": state.office,
        "since_utc": state.since.utc_iso(6) if state.since else None,
        "record_id": state.accepted.id if state.accepted else "",
        "offered_to": offered.body.incoming if offered else "",
        "offer_id": offered.id if offered else "",
        "open_items": len(held.body.open_items) if held else 0,
        "returned_because": returned.body.note if returned else "",
    }  # fmt: skip
    if offered is None:
        return Standing(line)
    items = [msgspec.to_builtins(each) for each in offered.body.open_items]
    return Standing(line, offered.body.outgoing, offered.body.note, items)


def print_handover(standing: Standing) -> None:
    """Where a watch stands, for people."""
    line = standing.line
    if line["since_utc"] is None:
        say(f"{line['watch']}: nobody has accepted it yet")
    else:
        say(f"{line['watch']}: with {line['office']}, since {line['since_utc'][:19]}Z")
    if line["offered_to"]:
        count = len(standing.items)
        say(f"  offered to {line['offered_to']} by {standing.offered_by}, {count} open; "
            "not accepted yet")  # fmt: skip
        for item in standing.items:
            say(f"    {(item.get('due_utc') or 'can wait')[:19]:20s}{item['text']}")
        if standing.note:
            say(f"  note: {' '.join(standing.note.split())}")
    if line["returned_because"]:
        say(f"  returned: {line['returned_because']}")


def whole_id(text: str, known: Collection[str]) -> str:
    """The one id that begins so.

    Raises
    ------
    UsageError
        Where none does, or several do, or too few letters are given.
    """
    found = sorted({each for each in known if each.startswith(text)})
    if text in found:
        return text
    if len(text) < _LEAST_LETTERS or len(found) != 1:
        raise UsageError(
            "find entry", text, expected=f"the first {_LEAST_LETTERS} or more letters of one id",
            got=f"{len(found)} that begin so", hint="cspo watch log shows them",
        )  # fmt: skip
    return found[0]
