"""What leaves by webhook or mail, as the store keeps it: rows and what is asked of a unit of work.

A message is put down once and never changed; where it stands is its last step.
So nothing that was to go out is lost with the process, and a message that was
being sent when it died is sent again under the same id.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from cspo.time import Epoch

__all__ = ["Delivery", "MessageQuery", "MessageRow", "MessageStep", "OutboxUnit"]


class Delivery(StrEnum):
    """What happens to a message."""

    QUEUED = "queued"
    FAILED = "failed"
    """An attempt failed, and there will be another."""
    SENT = "sent"
    GAVE_UP = "gave-up"
    WITHHELD = "withheld"
    """What carries this mark may not leave by this channel."""
    SHOWN = "shown"
    """It stands on the screen of the watch; nothing was sent."""

    @property
    def ends(self) -> bool:
        """Whether nothing more is to be done after it."""
        return self not in {Delivery.QUEUED, Delivery.FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """A message (table ``outbox``).

    Parameters
    ----------
    message_id : str
        The same for every attempt, so that who gets it twice can tell.
    channel : str
        Name of the channel; empty for what is only shown.
    address : str
        Where to, if the channel does not say it.
    about : str
        The record that it tells of.
    party : str
        Whom it is to reach.
    role : str
        In what office; empty where nobody in particular.
    rung : int
        How far up the ladder of escalation, from 1; 0: it is no escalation.
    body : bytes
        What is told, as JSON; empty where it is withheld.
    t : Epoch
        When it was put down.
    """

    message_id: str
    channel: str
    address: str
    about: str
    party: str
    role: str
    rung: int
    body: bytes
    t: Epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageStep:
    """One step of a message (table ``outbox_step``), numbered from 0 without gaps.

    Parameters
    ----------
    detail : str
        What the other end said, in a few words of our own; nothing of the message.
    due : Epoch
        When to try (again). Without meaning after a step that ends.
    """

    message_id: str
    n: int
    outcome: Delivery
    detail: str
    due: Epoch
    t: Epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageQuery:
    """Which messages: all that is given must hold; empty or None asks nothing.

    Answers come in the order in which they were put down, at most *limit*, from
    number *after* on (exclusive).
    """

    channel: str | None = None
    about: str = ""
    party: str = ""
    open_only: bool = False
    due_by: Epoch | None = None
    """Whose last step is due at this instant or before."""
    after: int = 0
    limit: int = 1_000


class OutboxUnit(Protocol):
    """The part of a unit of work that holds messages."""

    def add_message(self, row: MessageRow) -> bool:
        """Put a message down; False where its id is there already."""
        ...

    def add_message_step(self, step: MessageStep) -> None:
        """Append a step; UsageError unless its *n* is the number of steps so far."""
        ...

    def messages(self, query: MessageQuery) -> list[tuple[int, MessageRow, MessageStep]]:
        """Messages with their numbers, which rise, and their last steps."""
        ...

    def last_message(self) -> int:
        """The number of the newest message; 0 where there is none."""
        ...

    def message_steps(self, message_id: str) -> tuple[MessageStep, ...]:
        """All steps of a message, in order."""
        ...
