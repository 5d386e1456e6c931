"""What a channel asks of whatever carries its messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from cspo.operations.outbox_store import Delivery, MessageRow
from cspo.time import Epoch

__all__ = ["Carrier", "Result"]


@dataclass(frozen=True, slots=True)
class Result:
    """How one attempt went.

    Parameters
    ----------
    outcome : Delivery
        SENT, FAILED (try again), or GAVE_UP (no use in trying again).
    detail : str
        In a few words of our own. It goes into the store and the audit, so it holds
        nothing of the message and nothing that the other end wrote.
    """

    outcome: Delivery
    detail: str


class Carrier(Protocol):
    """Sends one message; it blocks until it is done, and raises nothing of the network's."""

    def send(self, row: MessageRow, t: Epoch) -> Result:
        """Try once."""
        ...

    def close(self) -> None:
        """Give connections back."""
        ...
