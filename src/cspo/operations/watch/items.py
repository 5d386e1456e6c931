"""One thing that is open, as plain values; how it is said is a matter of the language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cspo.time import Epoch

__all__ = ["Item", "ItemKind", "Progressed", "by_urgency"]


class ItemKind(StrEnum):
    """What is open. Of two that are due at once, the kind that stands first comes first."""

    WARNING = "warning"
    """An event that somebody warns of, neither cancelled nor over."""
    PROPOSAL = "proposal"
    """Who should maneuver, not settled yet."""
    COMMITMENT = "commitment"
    """An agreement, a default or a promise, not fulfilled yet."""
    REVIEW = "review"
    """A release that waits for people."""
    ENTRY = "entry"
    """What an entry of the log leaves to be done."""
    ALARM = "alarm"
    """What was found wrong about a partner's feed."""
    CONTACT = "contact"
    """A number that nobody has called for a month."""


class Progressed(StrEnum):
    """How far it is."""

    NEW = "new"
    """Nobody of ours has answered."""
    RECEIVED = "received"
    ACTING = "acting"
    DONE = "done"
    SHELVED = "shelved"
    """The log has put it aside until then."""
    LATE = "late"
    """The last useful moment has passed, and what it is about has not."""
    OVER = "over"
    """What it is about has passed: how it ended is to be found out."""
    ASKED = "asked"
    """A proposal waits for its answer."""
    DECLINED = "declined"
    UNANSWERED = "unanswered"
    PROMISED = "promised"
    CONFIRMED = "confirmed"
    DEFAULTED = "defaulted"
    CONTESTED = "contested"
    """A default holds, and an answer in time turned up after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One open thing.

    Parameters
    ----------
    key : str
        What tells it from all others; the same from one look to the next, and on
        every node with the same records.
    kind : ItemKind
    progress : Progressed
    source : str
        The party whose record says so; ours where the node found it.
    since : Epoch
        From when on.
    due : Epoch or None
        The last useful moment to do something; None where it can wait.
    about : Epoch or None
        When that comes which it is about.
    event : str
        Object or event; empty where there is none.
    objects : tuple of str
        Identities of the objects.
    miss_distance_km : float or None
        Of a warning, km.
    number : int
        Of a warning or proposal, from 1; else 0.
    party : str
        Who is to act, to answer, or to be called; of a warning, who else warns. Empty
        where that is open.
    word : str
        A word of the records that the text needs: a deed, a purpose, an alarm, a role.
    text : str
        What people wrote.
    severity, asks : str
        Of a warning, as its body says; empty where it does not.
    records : tuple of str
        Ids of the records that it follows from. Who may not see all of them may not see it.
    """

    key: str
    kind: ItemKind
    progress: Progressed
    source: str
    since: Epoch
    due: Epoch | None = None
    about: Epoch | None = None
    event: str = ""
    objects: tuple[str, ...] = ()
    miss_distance_km: float | None = None
    number: int = 0
    party: str = ""
    word: str = ""
    text: str = ""
    severity: str = ""
    asks: str = ""
    records: tuple[str, ...] = ()


_RANK = {kind: rank for rank, kind in enumerate(ItemKind)}


def by_urgency(items: Iterable[Item]) -> tuple[Item, ...]:
    """The one whose last useful moment comes first in front; what can wait at the end."""
    return tuple(sorted(items, key=_urgency))


def _urgency(item: Item) -> tuple[bool, int, int, str]:
    due_ns = 0 if item.due is None else item.due.tai_ns
    return item.due is None, due_ns, _RANK[item.kind], item.key
