"""A node's books as the world that assumptions ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cspo.operations.plan.vocabulary import PICTURE
from cspo.policy import INSTANT, Reading
from cspo.time import Epoch

if TYPE_CHECKING:
    from cspo.operations.catalog import Picture, SkyView
    from cspo.operations.contacts import ContactBook
    from cspo.operations.screen import ScreeningView

__all__ = ["Books", "FeedHeard", "PictureWorld"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHeard:
    """When a partner was last heard of.

    Parameters
    ----------
    nation : str
    heard : Epoch or None
        Its last checkpoint, or its last record where that is later; None: never.
    silent : bool
        Longer than a partner may be.
    """

    nation: str
    heard: Epoch | None
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What a world answers from, as it is at one instant.

    Parameters
    ----------
    nation : str
        Whose picture.
    t : Epoch
        The present.
    picture : Picture
    sky : SkyView or None
        None before the first look at it.
    screening : ScreeningView or None
        None where nothing is screened.
    screened_km : float
        Largest miss distance that the screening finds, km.
    contacts : ContactBook
    feeds : mapping
        By partner.
    """

    nation: str
    t: Epoch
    picture: Picture
    sky: SkyView | None
    screening: ScreeningView | None
    screened_km: float
    contacts: ContactBook
    feeds: Mapping[str, FeedHeard] = field(default_factory=dict)


_Answer = Callable[[Books, Mapping[str, object]], Reading]


class PictureWorld:
    """Answers every function of `PICTURE` from a node's books.

    Parameters
    ----------
    books : Books
    """

    def __init__(self, books: Books) -> None:
        self.books = books

    def read(self, name: str, arguments: Mapping[str, object]) -> Reading:
        """The value of a function, as the books have it; see `cspo.policy.World`."""
        answer = _ANSWERS.get(name)
        if answer is not None:
            return answer(self.books, arguments)
        function = PICTURE.get(name)
        if function is None:
            raise KeyError(name)
        return Reading(value=None, unit=function.unit, text="this node keeps no book of it")


def _now(books: Books, _: Mapping[str, object]) -> Reading:
    return Reading(value=books.t, unit=INSTANT)


_ANSWERS: Final[dict[str, _Answer]] = {"now": _now}
