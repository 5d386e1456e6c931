"""A node's books as the world that assumptions ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from cspo.errors import UsageError
from cspo.operations.plan.answers_coalition import ANSWERS as OF_THE_COALITION
from cspo.operations.plan.answers_judged import ANSWERS as OF_JUDGEMENT
from cspo.operations.plan.answers_launch import ANSWERS as OF_LAUNCHES
from cspo.operations.plan.answers_ready import ANSWERS as OF_READINESS
from cspo.operations.plan.answers_sky import ANSWERS as OF_THE_SKY
from cspo.operations.plan.books import Books
from cspo.policy import INSTANT, Reading

__all__ = ["PictureWorld"]


class PictureWorld:
    """Answers every function of `PICTURE` from a node's books.

    Parameters
    ----------
    books : Books
        As they are at one instant.
    """

    def __init__(self, books: Books) -> None:
        self.books = books

    def read(self, name: str, arguments: Mapping[str, Any]) -> Reading:
        """The value of a function, as the books have it; see `cspo.policy.World`.

        Raises
        ------
        UsageError
            Where `PICTURE` has no such function.
        """
        answer = _ANSWERS.get(name)
        if answer is None:
            raise UsageError("ask the picture", name, expected="a function of the vocabulary")
        return answer(self.books, arguments)


def _now(books: Books, _: Mapping[str, Any]) -> Reading:
    return Reading(value=books.t, unit=INSTANT)


_ANSWERS: Final[dict[str, Callable[[Books, Mapping[str, Any]], Reading]]] = {
    "now": _now,
    **OF_THE_SKY,
    **OF_LAUNCHES,
    **OF_THE_COALITION,
    **OF_READINESS,
    **OF_JUDGEMENT,
}
