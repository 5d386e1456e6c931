"""What a proposal asks of each side, and what holds if nobody answers."""

from __future__ import annotations

from cspo.operations.coordinate.spoken import side_of
from cspo.records.bodies.coordination import Deed, Default, ProposalBody
from cspo.records.bodies.identities import pair_of

__all__ = ["binds_proposer", "default_of", "parts_of"]


def parts_of(proposal: ProposalBody, sides: tuple[str, str]) -> tuple[Deed, Deed] | None:
    """What each side promises if it agrees; None where neither is the one to maneuver."""
    if proposal.maneuvering is None:
        return Deed.HOLD, Deed.HOLD
    actor = side_of(proposal.maneuvering.party, sides)
    if actor is None:
        return None
    return (Deed.MANEUVER, Deed.HOLD) if actor == 0 else (Deed.HOLD, Deed.MANEUVER)


def binds_proposer(proposal: ProposalBody, sides: tuple[str, str]) -> bool:
    """Whether it is the proposer that maneuvers where nobody answers."""
    found = default_of(proposal, sides)
    return found is not None and found[1] is Deed.MANEUVER and side_of(found[0], sides) == 0


def default_of(proposal: ProposalBody, sides: tuple[str, str]) -> tuple[str, Deed, str] | None:
    """Who does what with which object where nobody answers.

    Returns
    -------
    tuple or None
        Party, deed and object; None where the proposal does not tell the object.
    """
    pair = pair_of(proposal.event)
    plan = proposal.maneuvering
    if proposal.default is Default.NOBODY_MANEUVERS:
        named = plan.object if plan is not None else next(iter(pair), "")
        return (sides[0], Deed.HOLD, named) if named else None
    if plan is None:
        return None
    acts = 0 if proposal.default is Default.PROPOSER_MANEUVERS else 1
    if side_of(plan.party, sides) == acts:
        return plan.party, Deed.MANEUVER, plan.object
    others = [each for each in pair if each != plan.object]
    return (sides[acts], Deed.MANEUVER, others[0]) if len(others) == 1 else None
