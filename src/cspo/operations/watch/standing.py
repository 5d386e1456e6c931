"""Who has the watch, and what is offered: told from its handovers alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cspo.markings.label import Label
from cspo.operations.warn.matter import everything
from cspo.operations.watch.book import WatchBook
from cspo.operations.watch.entries import Said
from cspo.records.bodies.watch import HandoverStep
from cspo.time import Epoch

__all__ = ["HandoverState", "standing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverState:
    """Where the watch stands.

    Parameters
    ----------
    watch : str
    office : str
        Who has it: who accepted last; empty where nobody ever has.
    since : Epoch or None
        From when on.
    accepted : Said or None
        The acceptance.
    offered : Said or None
        The offer that waits for an answer; None where none does.
    returned : Said or None
        The answer to the last offer, where that was returned.
    """

    watch: str
    office: str = ""
    since: Epoch | None = None
    accepted: Said | None = None
    offered: Said | None = None
    returned: Said | None = None


def standing(
    book: WatchBook, watch: str, may: Callable[[Label], bool] = everything
) -> HandoverState:
    """Where a watch stands, from its handovers alone.

    Of two answers to one offer the first counts; an offer ends an older one.

    Parameters
    ----------
    may : callable
        Which marks the reader may see.
    """
    answers: dict[str, Said] = {}
    offers: list[Said] = []
    for said in book.handovers(watch, may):
        if said.body.offer is None:
            offers.append(said)
        else:
            answers.setdefault(said.body.offer, said)
    accepted = [
        answers[each.id] for each in offers
        if each.id in answers and answers[each.id].body.step is HandoverStep.ACCEPTED
    ]  # fmt: skip
    last = max(accepted, key=lambda each: (each.version, *each.order), default=None)
    newest = offers[-1] if offers else None
    answer = answers.get(newest.id) if newest else None
    return HandoverState(
        watch=watch,
        office=last.body.incoming if last else "",
        since=Epoch.from_utc(last.body.at_utc) if last else None,
        accepted=last,
        offered=newest if answer is None else None,
        returned=answer if answer and answer.body.step is HandoverStep.RETURNED else None,
    )
