"""What others see of the book of warnings, and how the watch heard what came into it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import StrEnum

from cspo.markings.label import Label
from cspo.operations.warn.matter import Matter, State, everything, in_order
from cspo.time import Epoch

__all__ = ["BookView", "Heard", "Ringing"]


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
