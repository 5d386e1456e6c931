"""When a partner was last heard of."""

from __future__ import annotations

from dataclasses import dataclass

from cspo.federation.feed import Feed
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.store import OperationsUnit
from cspo.time import Epoch

__all__ = ["Heard", "heard_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The last sign of a partner.

    Parameters
    ----------
    t : Epoch or None
        Its last checkpoint; None: never.
    record : str
        The last record of its feed to us; empty: none.
    """

    t: Epoch | None = None
    record: str = ""


def heard_of(unit: OperationsUnit, nation: str, partner: str, mode: Mode) -> Heard:
    """By the partner's last signed checkpoint, as the store has it.

    A checkpoint is signed whether there is something to say or not.
    """
    feed = Feed(partner, nation, mode)
    held = unit.in_head(feed)
    entry = unit.in_entry(feed, held.seq) if held.seq else None
    checkpoint = unit.last_checkpoint(sponsor_of(partner), mode)
    return Heard(
        t=None if checkpoint is None else checkpoint.t, record="" if entry is None else entry.id
    )
