"""What others see of the book of warnings, and how the watch heard what came into it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from cspo.markings.label import Label
from cspo.operations.warn.matter import Issued, Matter, State, everything, in_order
from cspo.records.bodies.words import Issue
from cspo.time import Epoch

__all__ = ["BookView", "Heard", "Ringing", "digest_of", "heard_as"]


class Heard(StrEnum):
    """What a warning was to the watch, as it is counted."""

    ALARM = "alarm"
    """New, or graver than before: it rang."""
    GROUPED = "grouped"
    """Put to an event that had rung already, by another's warning of it."""
    UPDATED = "updated"
    """An update that is no graver."""
    SHELVED = "shelved"
    """It would have rung, and the matter is put aside."""
    CANCELLED = "cancelled"
    NOT_OURS = "not-ours"
    """To others."""


@dataclass(frozen=True, slots=True)
class Ringing:
    """One warning as the watch heard it.

    Parameters
    ----------
    position : str
        Whose alarm it is.
    """

    event: str
    record_id: str
    t: Epoch
    heard: Heard
    position: str


@dataclass(frozen=True, slots=True)
class BookView:
    """The book at one instant of its life, for whoever reads.

    Parameters
    ----------
    counts : dict
        How many warnings were heard as what, and how many were shelved by hand.
    """

    nation: str
    matters: tuple[Matter, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)

    def standing(
        self,
        t: Epoch,
        states: Collection[State] = (State.OPEN,),
        may: Callable[[Label], bool] = everything,
    ) -> tuple[Matter, ...]:
        """Matters in some states, by the time left to the last useful action.

        Parameters
        ----------
        may : callable
            Which marks the reader may see: a matter of which nothing may be seen is none.
        """
        seen = (each for each in self.matters if each.head(self.nation, may) is not None)
        chosen = (each for each in seen if each.state(self.nation, t, may) in states)
        return in_order(chosen, t, may)

    def matter(self, event: str) -> Matter | None:
        """A matter by its event."""
        return next((each for each in self.matters if each.event == event), None)


def heard_as(matter: Matter, issued: Issued, alarmed: int, nation: str) -> Heard:
    """What a warning was to a nation's watch that has heard as grave a one as *alarmed*."""
    body = issued.body
    if not any(to == nation for to in body.to):
        return Heard.NOT_OURS
    if body.issue is Issue.CANCELLED:
        return Heard.CANCELLED
    if issued.gravity > alarmed:
        aside = matter.shelf(issued.t_created)
        return Heard.ALARM if aside is None else Heard.SHELVED
    return Heard.UPDATED if body.number > 1 else Heard.GROUPED


def digest_of(matters: Mapping[str, Matter], counts: Mapping[str, int]) -> str:
    """SHA-256 over all that the records say: a rebuild gives it again."""
    parts = [
        [
            matter.event,
            sorted(report.record_id for report in matter.reports.values()),
            [[each.record_id for each in matter.issued[who]] for who in sorted(matter.issued)],
            [each.record_id for each in matter.forms],
            [each.record_id for each in matter.answers],
            [[each.record_id, each.taken_back] for each in matter.shelves],
        ]
        for _, matter in sorted(matters.items())
    ]  # fmt: skip
    return hashlib.sha256(msgspec.msgpack.encode([parts, sorted(counts.items())])).hexdigest()
