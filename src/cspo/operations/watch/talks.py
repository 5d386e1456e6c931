"""Conversations as the watch has them: not settled yet, or binding somebody to something.

A module of its own, since what it stands on brings the science of avoidance along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from cspo.markings.mode import Mode
from cspo.operations.coordinate.conversation import Conversation, Offer, Stage
from cspo.operations.coordinate.parts import default_of
from cspo.operations.coordinate.rebuilding import conversations
from cspo.operations.coordinate.spoken import Spoken
from cspo.operations.watch.entries import Said
from cspo.operations.watch.gathering import AFTERMATH_S
from cspo.operations.watch.items import Item, ItemKind, Progressed
from cspo.records.bodies.coordination import CommitmentStatus, Deed
from cspo.records.bodies.identities import pair_of
from cspo.time import Epoch

__all__ = ["talks"]

_OF_TALK: Final = {
    Stage.OPEN: Progressed.ASKED,
    Stage.COMMITTED: Progressed.PROMISED,
    Stage.DECLINED: Progressed.DECLINED,
    Stage.WITHDRAWN: Progressed.DECLINED,
}


def talks(said: Iterable[Said], mode: Mode, t: Epoch) -> Iterator[Item]:
    """Conversations that have not led to anything, and what agreements and defaults bind to."""
    spoken = [Spoken(each.id, each.origin, mode, each.made, each.body, each.label) for each in said]
    for talk in conversations(spoken):
        name = f"{talk.event} {' '.join(talk.sides)}"
        if talk.in_force is not None:
            yield from _in_force(talk, talk.in_force, name, t)
        if talk.stage in _OF_TALK:
            yield from _unsettled(talk.last, name, t)


def _unsettled(offer: Offer, name: str, t: Epoch) -> Iterator[Item]:
    body = offer.body
    act_by = Epoch.from_utc(body.act_by_utc)
    if act_by <= t:
        return
    progress, due = _OF_TALK[offer.stage], act_by
    if progress is Progressed.ASKED:
        late = offer.deadline <= t
        progress, due = (Progressed.UNANSWERED, act_by) if late else (progress, offer.deadline)
    yield Item(
        key=f"proposal {name}", kind=ItemKind.PROPOSAL, progress=progress,
        source=offer.spoken.origin, since=offer.spoken.t, due=due, about=act_by,
        event=body.event, objects=pair_of(body.event), number=body.number,
        party=body.maneuvering.party if body.maneuvering else "", word=body.default.value,
        text=body.reason, records=(offer.id,),
    )  # fmt: skip


def _in_force(talk: Conversation, offer: Offer, name: str, t: Epoch) -> Iterator[Item]:
    """Who has to do what, by the agreement or by the default, until it is done."""
    body = offer.body
    by = Epoch.from_utc(body.act_by_utc)
    plan = body.maneuvering
    if offer.stage is Stage.DEFAULTED:
        found = default_of(body, offer.sides)
        party, deed, what = found or ("", Deed.HOLD, "")
        progress = Progressed.CONTESTED if talk.contested else Progressed.DEFAULTED
    else:
        progress = Progressed.CONFIRMED
        party = plan.party if plan else ""
        deed, what = (Deed.MANEUVER, plan.object) if plan else (Deed.HOLD, "")
    done = any(each.body.status is CommitmentStatus.FULFILLED for each in offer.promises)  # type: ignore[union-attr]
    if done or by + AFTERMATH_S <= t:
        return
    over = by <= t
    yield Item(
        key=f"commitment {name}", kind=ItemKind.COMMITMENT,
        progress=Progressed.OVER if over else progress, source=offer.spoken.origin,
        since=offer.spoken.t, due=by + AFTERMATH_S if over else by, about=by, event=body.event,
        objects=(what,) if what else pair_of(body.event), party=party, word=deed.value,
        text=body.reason,
        records=tuple(dict.fromkeys([offer.id, *(each.id for each in offer.promises)])),
    )  # fmt: skip
