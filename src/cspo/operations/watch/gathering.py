"""What the records leave open at an instant: one function a kind of item, all of them pure.

=========== ======================================= ===============================================
kind        opened by                               closed by
=========== ======================================= ===============================================
warning     its first issue                         cancellation; withdrawal; a day after what it
                                                    warns of, or earlier once that is past and we
                                                    have answered `done` or the log closes it
proposal    its first issue                         agreement; a default that holds; a counter-
                                                    proposal (which is open then); its hour
commitment  a promise given, a default              fulfilled; withdrawn; a day after its hour
entry       a log entry that leaves something       an entry that closes it; a correction
contact     a month without a call that got through a call that gets through
=========== ======================================= ===============================================

What counts of several records about one thing is the one of the greatest number,
then the one made last: the order in which they came tells nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cspo.operations.watch.entries import LogLine, Said
from cspo.operations.watch.items import Item, ItemKind, Progressed
from cspo.records.bodies.coordination import CommitmentStatus, Progress, Stance
from cspo.records.bodies.identities import is_event
from cspo.records.bodies.words import Issue
from cspo.time import Epoch

__all__ = [
    "AFTERMATH_S", "CHECK_EVERY_S", "Answers", "commitments", "contacts", "entries", "proposals",
    "warnings",
]  # fmt: skip

AFTERMATH_S: Final = 86_400.0
"""How long after an event the watch still asks how it ended, s."""

CHECK_EVERY_S: Final = 31 * 86_400.0
"""How long a number counts as checked, s: a month."""

_PROGRESS: Final = {
    Progress.RECEIVED: Progressed.RECEIVED,
    Progress.ACTING: Progressed.ACTING,
    Progress.DONE: Progressed.DONE,
}
_PROGRESS_OF_PROMISE: Final = {
    CommitmentStatus.GIVEN: Progressed.PROMISED,
    CommitmentStatus.CONFIRMED: Progressed.CONFIRMED,
    CommitmentStatus.DEFAULTED: Progressed.DEFAULTED,
}
_AGREED: Final = frozenset(_PROGRESS_OF_PROMISE) | {CommitmentStatus.FULFILLED}


@dataclass(frozen=True, slots=True)
class Answers:
    """What parties have said of records, by the record's id.

    Parameters
    ----------
    progress : mapping
        Acknowledgements, in any order.
    opinions : mapping
        Opinions, in any order.
    """

    progress: Mapping[str, Collection[Said]]
    opinions: Mapping[str, Collection[Said]]


def warnings(
    newest: Iterable[Said], answers: Answers, ours: str, lines: Collection[LogLine], t: Epoch
) -> Iterator[Item]:
    """Warnings that are open, from the newest number of each origin and event.

    Parameters
    ----------
    ours : str
        Our nation, whose answers count.
    lines : collection of LogLine
        Our log: what it says is over, and what it puts aside.
    """
    closings = {closed for line in lines for closed in line.closes}
    shelved = _shelved(lines, t)
    for said in newest:
        body = said.body
        about = Epoch.from_utc(body.about_utc)
        if body.issue is Issue.CANCELLED or about + AFTERMATH_S <= t:
            continue
        progress = _answered(answers.progress.get(said.id, ()), ours)
        if about <= t:
            if progress is Progressed.DONE or said.id in closings:
                continue
            progress, due = Progressed.OVER, about + AFTERMATH_S
        else:
            due = Epoch.from_utc(body.act_by_utc) if body.act_by_utc else about
            if due <= t:
                progress, due = Progressed.LATE, about
            if said.id in shelved:
                progress, due = Progressed.SHELVED, min(due, shelved[said.id])
        yield Item(
            key=f"warning {said.origin} {body.event}", kind=ItemKind.WARNING, progress=progress,
            source=said.origin, since=said.made, due=due, about=about, event=body.event,
            objects=body.objects or _pair(body.event), miss_distance_km=body.miss_distance_km,
            number=body.number, word=body.rule, text=body.text, records=(said.id,),
        )  # fmt: skip


def proposals(
    said: Iterable[Said], promises: Iterable[Said], answers: Answers, t: Epoch
) -> Iterator[Item]:
    """Proposals that nobody has countered, and that have led to nothing yet."""
    every = list(said)
    done = {each.body.counters for each in every}
    done |= {each.body.proposal for each in _standing(promises) if each.body.status in _AGREED}
    for each in every:
        body = each.body
        act_by, answer_by = Epoch.from_utc(body.act_by_utc), Epoch.from_utc(body.answer_by_utc)
        if each.id in done or act_by <= t:
            continue
        progress, due = Progressed.ASKED, answer_by
        if _declined(answers.opinions.get(each.id, ()), each.origin):
            progress, due = Progressed.DECLINED, act_by
        elif answer_by <= t:
            progress, due = Progressed.UNANSWERED, act_by
        yield Item(
            key=f"proposal {each.id}", kind=ItemKind.PROPOSAL, progress=progress,
            source=each.origin, since=each.made, due=due, about=act_by, event=body.event,
            objects=_pair(body.event), number=body.number,
            party=body.maneuvering.party if body.maneuvering else "", word=body.default.value,
            text=body.reason, records=(each.id,),
        )  # fmt: skip


def commitments(said: Iterable[Said], t: Epoch) -> Iterator[Item]:
    """Promises, and defaults that hold, whose hour has not come or only just has."""
    for each in _standing(said):
        body = each.body
        by = Epoch.from_utc(body.by_utc)
        progress = _PROGRESS_OF_PROMISE.get(body.status)
        if progress is None or by + AFTERMATH_S <= t:
            continue
        yield Item(
            key=f"commitment {' '.join(_promised(each))}", kind=ItemKind.COMMITMENT,
            progress=progress if t < by else Progressed.OVER, source=each.origin,
            since=each.made, due=by if t < by else by + AFTERMATH_S, about=by, event=body.event,
            objects=(body.object,), party=body.party, word=body.deed.value, text=body.note,
            records=(each.id,),
        )  # fmt: skip


def _promised(said: Said) -> tuple[str, ...]:
    """What a promise is about: who does what, with which object, in which event."""
    body = said.body
    return body.event, body.party, body.deed.value, body.object


def _standing(said: Iterable[Said]) -> list[Said]:
    """Of each promise what was said of it last."""
    newest: dict[tuple[str, ...], Said] = {}
    for each in said:
        what = _promised(each)
        if what not in newest or newest[what].order < each.order:
            newest[what] = each
    return list(newest.values())


def entries(lines: Iterable[LogLine], ours: str) -> Iterator[Item]:
    """What the log leaves to be done."""
    for line in lines:
        if line.is_open:
            yield Item(
                key=f"entry {line.id}", kind=ItemKind.ENTRY, progress=Progressed.NEW, source=ours,
                since=line.written, due=line.due, event=line.event, objects=_pair(line.event),
                word=line.watch, text=line.opens, records=(line.id, *line.corrections),
            )  # fmt: skip


def contacts(said: Iterable[Said], t: Epoch) -> Iterator[Item]:
    """Numbers that nobody has got through to for a month.

    The record made last tells the number; whoever says that a call to that same number
    got through has checked it.
    """
    newest: dict[tuple[str, str, int], Said] = {}
    checked: dict[tuple[str, str, str, str], str] = {}
    for each in said:
        body = each.body
        place = (body.party, body.role, body.order)
        if place not in newest or newest[place].order < each.order:
            newest[place] = each
        reached = (body.party, body.role, body.phone, body.email)
        checked[reached] = max(checked.get(reached, ""), body.checked_utc or "", key=_instant)
    for (party, role, order), each in newest.items():
        last = checked[party, role, each.body.phone, each.body.email]
        due = Epoch.from_utc(last) + CHECK_EVERY_S if last else each.made
        if due <= t:
            yield Item(
                key=f"contact {party} {order} {role}", kind=ItemKind.CONTACT,
                progress=Progressed.NEW, source=each.origin,
                since=due, due=None, about=Epoch.from_utc(last) if last else None,
                number=order, party=party, word=role,
                text=each.body.phone or each.body.email, records=(each.id,),
            )  # fmt: skip


def _shelved(lines: Iterable[LogLine], t: Epoch) -> dict[str, Epoch]:
    """Warnings that the log has put aside at *t*, and until when; the last word counts."""
    until: dict[str, Epoch] = {}
    for line in sorted(lines, key=lambda each: (each.written, each.id)):
        if line.shelves and line.due is not None:
            until[line.shelves] = line.at if line.closed_by else line.due
    return {warning: end for warning, end in until.items() if t < end}


def _answered(said: Iterable[Said], ours: str) -> Progressed:
    """How far we say that we are: the last that we said."""
    own = [each for each in said if each.origin == ours]
    if not own:
        return Progressed.NEW
    return _PROGRESS[max(own, key=lambda each: each.order).body.progress]


def _declined(said: Iterable[Said], proposer: str) -> bool:
    """Whether somebody else than who proposed it dissents, and has not thought better of it."""
    newest: dict[str, Said] = {}
    for each in said:
        if each.origin not in newest or newest[each.origin].order < each.order:
            newest[each.origin] = each
    return any(
        origin != proposer and each.body.stance is Stance.DISSENT for origin, each in newest.items()
    )


def _pair(event: str) -> tuple[str, ...]:
    """The objects that an identity names: of an event two, of an object itself."""
    if not is_event(event):
        return (event,) if event else ()
    return tuple(event.removeprefix("event:").rpartition("@")[0].split("~"))


def _instant(text: str) -> int:
    return Epoch.from_utc(text).tai_ns if text else -(2**63)
