"""Who screens in which round, where a large sky is screened in a thread beside the rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Final

__all__ = ["ScreeningTurns"]

_APART_S: Final = 10.0
"""At least so long after all were asked they are asked again, s of the machine."""


class ScreeningTurns:
    """Whose turn it is: all are asked once in a while, and those who do the same go together.

    Of those that wait for a turn some have what there is to screen set aside when a round ends
    (`Rounds.make`, *screen_next*). Once the thread is done with it a round of its own takes it up.
    """

    def __init__(self) -> None:
        self._asked_s = monotonic()
        self._waiting: list[str] = []
        self._begun: tuple[str, ...] = ()
        self._moved: set[str] = set()

    @property
    def has_begun(self) -> bool:
        """Whether something is set aside that no round has taken up."""
        return bool(self._begun)

    def in_round(self, why: str, nations: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
        """Who screens in a round that is made now, and who may have something set aside after it.

        Parameters
        ----------
        why : str
            As `Rounds.make` has it: ``screen`` takes up what was set aside.
        nations : sequence of str
            All that play.
        """
        screens: Sequence[str] = ()
        if why == "screen":
            screens, self._begun = self._begun, ()
        if not self._waiting and monotonic() - self._asked_s >= _APART_S:
            self._waiting, self._asked_s = list(nations), monotonic()
            self._moved.clear()
        return screens, () if self._begun else self._waiting

    def begin(self, set_aside: Mapping[str, bool]) -> None:
        """These have begun; whose window is only moved on has one more turn, last in line.

        One more and not many: so whose window can't be moved keeps nobody waiting.

        Parameters
        ----------
        set_aside : mapping
            `Rounds.set_aside`; where it is empty nobody had anything to screen.
        """
        self._begun = tuple(set_aside)
        again = [name for name, is_all in set_aside.items() if not (is_all or name in self._moved)]
        self._moved.update(again)
        others = [name for name in self._waiting if name not in set_aside] if set_aside else []
        self._waiting = [*others, *again]

    def all_at_once(self) -> None:
        """Every nation screens all that there is: nobody waits for a turn."""
        self._waiting, self._begun = [], ()
