"""Which break-up a piece came of: by the numbers that a world gives, from its log alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cspo.exercise.world import TruthEvent, TruthKind
from cspo.exercise.world.breaking import FIRST_PIECE_ID

__all__ = ["Pieces"]

_HEAD: Final = "norad:"
_LAST: Final = 992_999_999
"""Numbers from the first piece's to this are of pieces alone."""


class Pieces:
    """The pieces of all break-ups: a world numbers them on, in the order in which they happened.

    Parameters
    ----------
    truth : iterable of TruthEvent
        The whole log, in its order. A break-up's number counts its pieces, the one that keeps the
        number of what broke up among them.

    Examples
    --------
    >>> from cspo.time import Epoch
    >>> t = Epoch.from_utc("2027-03-02T06:00:00Z")
    >>> burst = TruthEvent(t=t, what=TruthKind.BREAKUP, name="burst", number=3.0)
    >>> pieces = Pieces([burst])
    >>> pieces.of("norad:992000002").name, pieces.of("norad:992000003")
    ('burst', None)
    """

    def __init__(self, truth: Iterable[TruthEvent]) -> None:
        self._rows: list[tuple[range, TruthEvent]] = []
        first = FIRST_PIECE_ID
        for each in truth:
            if each.what is TruthKind.BREAKUP and each.number:
                numbers = range(first, first + max(round(each.number) - 1, 0))
                self._rows.append((numbers, each))
                first = numbers.stop

    def of(self, identity: str) -> TruthEvent | None:
        """The break-up that an object came of; None where it is no piece, or one of none."""
        number = _number(identity)
        return next((event for numbers, event in self._rows if number in numbers), None)

    @staticmethod
    def is_piece(identity: str) -> bool:
        """Whether an object has the number of a piece."""
        return FIRST_PIECE_ID <= _number(identity) <= _LAST


def _number(identity: str) -> int:
    digits = identity.removeprefix(_HEAD)
    return int(digits) if identity.startswith(_HEAD) and digits.isdecimal() else -1
