"""What was wrong with what was read: the first of it in full, the rest counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cspo.cli.console import note
from cspo.errors import CspoError, MalformedMessage

if TYPE_CHECKING:
    from cspo.messages.faults import Fault
    from cspo.sources import SourceFault

__all__ = ["about_file", "tell_damage", "tell_faults"]

_SHOWN = 5


def about_file(error: CspoError, name: str) -> MalformedMessage:
    """The same error as one of the file *name*; what it was about goes into the hint."""
    line, keyword = getattr(error, "line", None), getattr(error, "keyword", "")
    about = error.subject if error.subject not in {"", name} else ""
    return MalformedMessage(
        error.action, name, expected=error.expected, got=error.got,
        hint="; ".join(filter(None, [about, error.hint])), line=line, keyword=keyword,
    )  # fmt: skip


def tell_damage(faults: Sequence[SourceFault]) -> list[str]:
    """Say what was wrong with the bytes themselves; return the lines for a report."""
    lines = [f"{wrong.where}: {wrong.kind}: {wrong.got}. {wrong.hint}".strip() for wrong in faults]
    for line in lines:
        note(line)
    return lines


def tell_faults(name: str, faults: Sequence[Fault]) -> list[str]:
    """Say which records were wrong, where and how; return one line for a report, or none."""
    for fault in faults[:_SHOWN]:
        where = f"{name}:{fault.line}" if fault.line else name
        wrong = ": ".join(filter(None, [where, fault.keyword]))
        wanted = f"expected {fault.expected}, " if fault.expected else ""
        verb = "left out" if fault.refused else "kept"
        note(f"{wrong}: {wanted}got {fault.got} ({verb})")
    refused = sum(fault.count for fault in faults if fault.refused)
    if not faults:
        return []
    kept = sum(not fault.refused for fault in faults)
    parts = [f"{_count(refused, 'record')} left out"] if refused else []
    parts += [f"{_count(kept, 'fault')} in what was kept"] if kept else []
    line = f"{name}: {', '.join(parts)}"
    note(line)
    return [line]


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
