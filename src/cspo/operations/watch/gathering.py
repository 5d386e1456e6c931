"""What the records leave open at an instant: one function a kind of item, all of them pure.

=========== ======================================= ===============================================
kind        opened by                               closed by
=========== ======================================= ===============================================
warning     the first warning of an event           cancellation or withdrawal by all who warned; a
                                                    day after what they warn of, or earlier once
                                                    that is past and we have answered `done` or the
                                                    log closes it
proposal    the first proposal of a conversation    agreement; a default that holds; its hour
commitment  an agreement, a default, a promise      fulfilled; withdrawn; a day after its hour
entry       a log entry that leaves something       an entry that closes it; a correction
contact     a month without a call that got through a call that gets through
=========== ======================================= ===============================================

What an event is, who has acknowledged it and whether it is shelved are told as
`cspo.operations.warn` tells them, where two sides stand as
`cspo.operations.coordinate` does, which numbers are to be called as
`cspo.operations.contacts` does. Of several records about one thing the order in which
they came tells nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from cspo.operations.contacts import CHECK_EVERY_S, Contact
from cspo.operations.warn.matter import Matter
from cspo.operations.watch.entries import LogLine, Said
from cspo.operations.watch.items import Item, ItemKind, Progressed
from cspo.records.bodies.coordination import CommitmentStatus
from cspo.records.bodies.identities import pair_of
from cspo.time import Epoch

__all__ = ["AFTERMATH_S", "entries", "promises", "unchecked", "warnings"]

AFTERMATH_S: Final = 86_400.0
"""How long after an event the watch still asks how it ended, s."""

_OF_PROMISE: Final = {
    CommitmentStatus.GIVEN: Progressed.PROMISED,
    CommitmentStatus.CONFIRMED: Progressed.CONFIRMED,
    CommitmentStatus.DEFAULTED: Progressed.DEFAULTED,
}


def warnings(
    matters: Iterable[Matter], ours: str, closings: Collection[str], t: Epoch
) -> Iterator[Item]:
    """Events that somebody warns of, each with the gravest warning of it, ours before others'.

    Parameters
    ----------
    ours : str
        Our nation, whose answers count.
    closings : collection of str
        Ids that the log says are done with.
    """
    for matter in matters:
        standing = [each for each in matter.latest() if each.gravity]
        head = matter.head(ours)
        if not standing or head is None or head.about + AFTERMATH_S <= t:
            continue
        answer = matter.acknowledged_by(ours)
        progress = Progressed.NEW if answer is None else Progressed(answer.progress.value)
        ids = tuple(each.record_id for each in standing)
        if head.about <= t:
            if progress is Progressed.DONE or any(each in closings for each in ids):
                continue
            progress, due = Progressed.OVER, head.about + AFTERMATH_S
        else:
            limits = [each.act_by for each in standing if each.act_by is not None]
            ahead = [each for each in limits if each > t]
            due = min(ahead, default=head.about)
            if limits and not ahead:
                progress = Progressed.LATE
            if (shelf := matter.shelf(t)) is not None:
                progress, due = Progressed.SHELVED, min(due, shelf.until)
        yield Item(
            key=f"warning {matter.event}", kind=ItemKind.WARNING, progress=progress,
            source=head.origin, since=min(each.t_created for each in standing), due=due,
            about=head.about, event=matter.event,
            objects=head.body.objects or pair_of(head.body.event),
            miss_distance_km=head.body.miss_distance_km, number=head.body.number,
            party=" ".join(sorted({each.origin for each in standing} - {head.origin})),
            word=head.body.rule, text=head.body.text,
            severity=head.body.severity.value if head.body.severity else "",
            asks=head.body.asks.value if head.body.asks else "", records=ids,
        )  # fmt: skip


def promises(said: Iterable[Said], t: Epoch) -> Iterator[Item]:
    """Promises that answer no proposal, whose hour has not come or only just has."""
    newest: dict[tuple[str, ...], Said] = {}
    for each in said:
        body = each.body
        what: tuple[str, ...] = (each.origin, body.event, body.party, body.deed.value, body.object)
        if body.proposal is None and (what not in newest or newest[what].order < each.order):
            newest[what] = each
    for what, each in newest.items():
        body = each.body
        by = Epoch.from_utc(body.by_utc)
        progress = _OF_PROMISE.get(body.status)
        if progress is None or by + AFTERMATH_S <= t:
            continue
        over = by <= t
        yield Item(
            key=f"commitment {' '.join(what)}", kind=ItemKind.COMMITMENT,
            progress=Progressed.OVER if over else progress, source=each.origin, since=each.made,
            due=by + AFTERMATH_S if over else by, about=by, event=body.event,
            objects=(body.object,), party=body.party, word=body.deed.value, text=body.note,
            records=(each.id,),
        )  # fmt: skip


def entries(lines: Iterable[LogLine], ours: str) -> Iterator[Item]:
    """What the log leaves to be done."""
    for line in lines:
        if line.is_open:
            yield Item(
                key=f"entry {line.id}", kind=ItemKind.ENTRY, progress=Progressed.NEW, source=ours,
                since=line.written, due=line.due, event=line.event, objects=pair_of(line.event),
                word=line.watch, text=line.opens, records=(line.id, *line.corrections),
            )  # fmt: skip


def unchecked(overdue: Iterable[Contact]) -> Iterator[Item]:
    """Numbers that nobody has got through to for a month, the longest overdue first."""
    for each in overdue:
        body = each.body
        yield Item(
            key=f"contact {body.party} {body.role}", kind=ItemKind.CONTACT,
            progress=Progressed.NEW, source=each.origin,
            since=each.t if each.checked is None else each.checked + CHECK_EVERY_S,
            about=each.checked, number=body.order, party=body.party, word=body.role,
            text=body.phone or body.email, records=(each.record_id,),
        )  # fmt: skip
