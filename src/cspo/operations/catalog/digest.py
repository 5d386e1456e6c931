"""Everything that a picture holds, as lines of text in order: two pictures are equal or not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from cspo.operations.catalog.holdings import Holdings
from cspo.operations.catalog.side_table import SideTable

__all__ = ["digest_of"]


def digest_of(held: Holdings, withdrawn: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over all lines."""
    total = hashlib.sha256()
    for part in (
        _elements(held), _states(held), _facts(held), _trajectories(held), _reports(held),
        _decisions(held), held.identities.statements(), map(" ".join, withdrawn),
    ):  # fmt: skip
        _add(total, part)
    return total.hexdigest()


def _add(total: hashlib._Hash, lines: Iterable[str]) -> None:
    total.update("\n".join(sorted(lines)).encode() + b"\n\n")


def _elements(held: Holdings) -> Iterator[str]:
    table, shown = held.elements.table, held.shown
    adopted = {
        int(shown["element"][row]): int(shown["rule"][row]) for row in held.shown_row.values()
    }
    names, records, voices = held.identities, held.records, held.voices
    columns = ("object", "voice", "record", "item", "epoch_tai_ns", "t_ingest_ns")
    rows = held.elements.live()
    values = zip(*(table[name][rows].tolist() for name in columns), strict=True)
    for row, (number, voice, record, item, epoch, came) in zip(rows, values, strict=True):
        yield (
            f"{names[number]} {voices[voice]} {records[record]}#{item} {epoch} {came}"
            f" {adopted.get(row, 0)}"
        )


def _states(held: Holdings) -> Iterator[str]:
    yield from _rows(held, held.states)


def _facts(held: Holdings) -> Iterator[str]:
    yield from _rows(held, held.facts)


def _rows(held: Holdings, sides: SideTable) -> Iterator[str]:
    table, rows = sides.table, sides.live()
    columns = ("object", "voice", "record", "item", "t_ingest_ns")
    values = zip(*(table[name][rows].tolist() for name in columns), strict=True)
    for number, voice, record, item, came in values:
        yield (
            f"{held.identities[number]} {held.voices[voice]} {held.records[record]}#{item} {came}"
        )


def _trajectories(held: Holdings) -> Iterator[str]:
    for each in held.trajectories.all():
        flown = each in held.flown.get(held.identities.root(each.number), ())
        yield (
            f"{held.identities[each.number]} {held.voices[each.voice]} {each.record_ids}"
            f" {each.heard.t_ingest.tai_ns} {flown}"
        )


def _reports(held: Holdings) -> Iterator[str]:
    for event in held.reports.events():
        for each in held.reports.of(event):
            yield f"{event} {each.record_id} {held.voices[each.voice]} {each.t_ingest.tai_ns}"


def _decisions(held: Holdings) -> Iterator[str]:
    for (number, voice, what), order, stance in held.decisions.items():
        yield f"{held.identities[number]} {held.voices[voice]} {what} {order[1]} {stance}"
