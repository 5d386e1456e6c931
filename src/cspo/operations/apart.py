"""What fails for one fails for that one alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from cspo.errors import CspoError, ResourceLimit, SourceError

__all__ = ["each_apart"]

_log: Final = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R")


def each_apart(
    work: Callable[[Sequence[T]], R],
    items: Sequence[T],
    *,
    failed: Callable[[T], None] = lambda item: None,  # noqa: ARG005 - it is told in the log
) -> list[R]:
    """Do *work* on all items at once; where that fails, on each by itself.

    What partners have signed is in what a node works on: no one thing among it may keep
    the node from the rest.

    Parameters
    ----------
    work : callable
        A unit of work of its own: where it raises, it has done nothing.
    failed : callable
        Called for each item that fails by itself, too.

    Returns
    -------
    list
        What *work* gave, each time that it did not raise.

    Raises
    ------
    ResourceLimit, SourceError
        As *work*: a disk that is full is no item's fault.

    Examples
    --------
    >>> logging.disable()
    >>> each_apart(lambda some: sum(1 / n for n in some), [1, 0, 2])
    [1.0, 0.5]
    >>> logging.disable(logging.NOTSET)
    """
    if not items:
        return []
    try:
        return [work(items)]
    except (ResourceLimit, SourceError, MemoryError):
        raise  # that is about none of them
    except Exception as error:  # noqa: BLE001 - whatever one of them brings about
        if len(items) == 1:
            told = error if isinstance(error, CspoError) else type(error).__name__
            _log.error("passed over: %s", told, exc_info=error)
            failed(items[0])
            return []
    return [made for item in items for made in each_apart(work, [item], failed=failed)]
