"""The log as it reads now: each entry in the words of its last correction.

Entries are never changed. One that corrects another takes its place whole; the
correction may be corrected in its turn. Where two correct the same entry, unknown to
each other, the later one counts, and of two of one instant the one with the greater
id: every node with the same records reads the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cspo.markings.label import Label
from cspo.records.bodies.watch import LogEntryBody
from cspo.time import Epoch

__all__ = ["LogLine", "Said", "closed_by", "read_log"]


@dataclass(frozen=True, slots=True)
class Said:
    """A record as the watch keeps it in memory.

    Parameters
    ----------
    id : str
    origin : str
    t_created : str
        UTC with six decimals: such texts sort as their instants do.
    version : int
        Of its origin's records about the same thing, in a log and a handover from 1.
    label : Label
        Its mark.
    body : object
        Read by its kind.
    is_form : bool
        Whether it is a form of another of ours, for those who may not see that.
    """

    id: str
    origin: str
    t_created: str
    version: int
    label: Label
    body: Any
    is_form: bool = False

    @property
    def order(self) -> tuple[str, int, str]:
        """By which of two records the later one is told, on every node alike."""
        return self.t_created, self.version, self.id

    @property
    def made(self) -> Epoch:
        """When it was made."""
        return Epoch.from_utc(self.t_created)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One entry, read in its last correction.

    Parameters
    ----------
    id : str
        Of the entry as it was first written; it stays the line's name.
    head : str
        Of the record whose words these are.
    watch, role, text, event : str
        As the body says.
    at : Epoch
        When it happened.
    written : Epoch
        When it was first written.
    number : int
        In the log, as its writer counted.
    records : tuple of str
        What it is about.
    opens : str
        What it leaves to be done; empty where nothing.
    due : Epoch or None
        Until when.
    closes : tuple of str
        What is done with it.
    closed_by : str
        The entry that says that what it opened is done; empty while it is open.
    shelves : str
        The warning that it puts aside until `due`; empty where none.
    corrections : tuple of str
        Ids of the corrections that led to these words, in order.
    """

    id: str
    head: str
    watch: str
    role: str
    text: str
    event: str
    at: Epoch
    written: Epoch
    number: int
    records: tuple[str, ...]
    opens: str
    due: Epoch | None
    closes: tuple[str, ...]
    closed_by: str = ""
    shelves: str = ""
    corrections: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it leaves something to be done that nobody has done.

        What puts a warning aside leaves that warning open, and nothing besides.
        """
        return bool(self.opens) and not (self.closed_by or self.shelves)


def read_log(entries: Iterable[Said]) -> tuple[LogLine, ...]:
    """The lines of a log by the time of what happened, oldest first.

    A correction whose entry is not there is a line of its own until that comes.
    """
    by_id = {entry.id: entry for entry in entries}
    corrections: dict[str, list[Said]] = {}
    for entry in by_id.values():
        if entry.body.corrects in by_id:
            corrections.setdefault(entry.body.corrects, []).append(entry)
    chains = [
        _chain(entry, corrections) for entry in by_id.values() if entry.body.corrects not in by_id
    ]
    closings = closed_by(chain[-1] for chain in chains)
    lines = [_line(chain, closings) for chain in chains]
    return tuple(sorted(lines, key=lambda line: (line.at, line.written, line.number, line.id)))


def closed_by(heads: Iterable[Said]) -> dict[str, Said]:
    """What entries in force say is done, by its id, with the first entry that says so."""
    closings: dict[str, Said] = {}
    for head in sorted(heads, key=lambda each: each.order):
        for closed in head.body.closes:
            closings.setdefault(closed, head)
    return closings


def _chain(entry: Said, corrections: Mapping[str, Collection[Said]]) -> list[Said]:
    chain = [entry]
    while following := corrections.get(chain[-1].id):
        chain.append(max(following, key=lambda each: each.order))
    return chain


def _line(chain: list[Said], closings: Mapping[str, Said]) -> LogLine:
    first, head = chain[0], chain[-1]
    body: LogEntryBody = head.body
    closing = min(
        (closings[each.id] for each in chain if each.id in closings),
        key=lambda each: each.order,
        default=None,
    )
    return LogLine(
        id=first.id, head=head.id, watch=body.watch, role=body.role, text=body.text,
        event=body.event, at=Epoch.from_utc(body.at_utc), written=first.made, number=first.version,
        records=body.records, opens=body.opens,
        due=Epoch.from_utc(body.due_utc) if body.due_utc else None, closes=body.closes,
        closed_by=closing.id if closing else "", shelves=body.shelves or "",
        corrections=tuple(each.id for each in chain[1:]),
    )  # fmt: skip
