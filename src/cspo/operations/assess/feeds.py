"""When a partner was last heard of."""

from __future__ import annotations

from dataclasses import dataclass

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
        When it made its last checkpoint; None: never.
    """

    t: Epoch | None = None


def heard_of(unit: OperationsUnit, partner: str, mode: Mode) -> Heard:
    """By the partner's last signed checkpoint, as the store has it.

    A checkpoint is signed whether there is something to say or not.
    """
    checkpoint = unit.last_checkpoint(sponsor_of(partner), mode)
    return Heard(t=None if checkpoint is None else checkpoint.t)
