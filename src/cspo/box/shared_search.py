"""Ten nations that ask the same question get one answer: a screening that is searched once.

Nothing passes between nations by this. A search follows from element sets and a
window alone, so whoever asks with the same numbers would have found the same
events, and whoever asks with others gets their own. What is kept are a few answers.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, TypeVar

import numpy as np

from cspo.conjunction import Conjunctions
from cspo.conjunction import screen as screen_catalog
from cspo.operations.screen.common_work import Work
from cspo.orbits import Catalog, Ephemeris
from cspo.orbits.catalog import ORBIT_COLUMNS

__all__ = ["SharedSearch"]

_Answer = TypeVar("_Answer")

_KEPT: Final = 12
_WORKS: Final = 4
"""A work has a table of all events of a sky, some tens of MB; a key that has passed comes no more.
"""
_NUMBERS: Final = ("norad_id", *ORBIT_COLUMNS)
_ALIKE: Final = ("threads", "memory_limit_gb", "progress")
"""Arguments on which the answer does not depend."""


class SharedSearch:
    """`cspo.conjunction.screen`, which remembers its last answers, and what was made of them.

    One thread asks, and may have a work done by another beside it, which asks as well; answers
    are immutable.
    """

    def __init__(self) -> None:
        self._one = threading.Lock()
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="cspo-screening")
        self._coming: dict[bytes, Future[Work]] = {}
        self._answers: OrderedDict[bytes, Conjunctions] = OrderedDict()
        self._works: OrderedDict[bytes, Work] = OrderedDict()
        self.asked = 0
        self.searched = 0

    def __call__(
        self, catalog: Catalog, *, ephemerides: Sequence[Ephemeris] = (), **how: Any
    ) -> Conjunctions:
        """As `cspo.conjunction.screen`."""
        self.asked += 1  # counts are for people
        if ephemerides:  # an operator's own trajectory: seldom, and seldom the same for two
            self.searched += 1
            return screen_catalog(catalog, ephemerides=ephemerides, **how)
        key = _key(catalog, how)
        found = self._kept(self._answers, key)
        if found is None:
            self.searched += 1
            found = self._keep(self._answers, key, screen_catalog(catalog, **how), _KEPT)
        return found

    def begin(self, key: bytes, make: Callable[[], Work]) -> None:
        """Have a work done in a thread beside; `once` of its key takes what came of it."""
        begun = self._coming.get(key)
        if begun is None or begun.done():
            left = {each: work for each, work in self._coming.items() if not work.done()}
            self._coming = {**left, key: self._beside.submit(make)}

    @property
    def is_at_rest(self) -> bool:
        """Whether all that was begun is done."""
        return all(each.done() for each in self._coming.values())

    def once(self, key: bytes, make: Callable[[], Work]) -> Work:
        """As `cspo.operations.screen.common_work.Once`."""
        work = self._kept(self._works, key)
        if work is None:
            begun = self._coming.pop(key, None)
            work = make() if begun is None else begun.result()
            self._keep(self._works, key, work, _WORKS)
        return work

    def close(self) -> None:
        """End the thread beside."""
        self._coming.clear()
        self._beside.shutdown(cancel_futures=True)

    def _kept(self, answers: OrderedDict[bytes, _Answer], key: bytes) -> _Answer | None:
        with self._one:
            if key in answers:
                answers.move_to_end(key)
            return answers.get(key)

    def _keep(
        self, answers: OrderedDict[bytes, _Answer], key: bytes, answer: _Answer, most: int
    ) -> _Answer:
        with self._one:
            answers[key] = answer
            if len(answers) > most:
                answers.popitem(last=False)
        return answer


def _key(catalog: Catalog, how: dict[str, Any]) -> bytes:
    total = hashlib.sha256()
    for name in _NUMBERS:
        total.update(np.ascontiguousarray(getattr(catalog, name)).tobytes())
    total.update("\n".join(catalog.other_id.tolist()).encode())
    for name in sorted(how.keys() - set(_ALIKE)):
        value = how[name]
        told = value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode()
        total.update(name.encode() + b"=" + told + b"\n")
    return total.digest()
