"""Ten nations that ask the same question get one answer: a screening that is searched once.

Nothing passes between nations by this. A search follows from element sets and a
window alone, so whoever asks with the same numbers would have found the same
events, and whoever asks with others gets their own. What is kept are a few answers.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from cspo.conjunction import Conjunctions
from cspo.conjunction import screen as screen_catalog
from cspo.operations.screen.common_work import Work
from cspo.orbits import Catalog, Ephemeris
from cspo.orbits.catalog import ORBIT_COLUMNS

__all__ = ["SharedSearch"]

_KEPT: Final = 12
_WORKS: Final = 4
"""A work has a table of all events of a sky, some tens of MB; a key that has passed comes no more.
"""
_NUMBERS: Final = ("norad_id", *ORBIT_COLUMNS)
_ALIKE: Final = ("threads", "memory_limit_gb", "progress")
"""Arguments on which the answer does not depend."""


class SharedSearch:
    """`cspo.conjunction.screen`, which remembers its last answers, and what was made of them.

    One thread asks; answers are immutable.
    """

    def __init__(self) -> None:
        self._answers: OrderedDict[bytes, Conjunctions] = OrderedDict()
        self._works: OrderedDict[bytes, Work] = OrderedDict()
        self.asked = 0
        self.searched = 0

    def __call__(
        self, catalog: Catalog, *, ephemerides: Sequence[Ephemeris] = (), **how: Any
    ) -> Conjunctions:
        """As `cspo.conjunction.screen`."""
        self.asked += 1
        if ephemerides:  # an operator's own trajectory: seldom, and seldom the same for two
            self.searched += 1
            return screen_catalog(catalog, ephemerides=ephemerides, **how)
        key = _key(catalog, how)
        found = self._answers.get(key)
        if found is None:
            self.searched += 1
            found = self._answers[key] = screen_catalog(catalog, **how)
            if len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
        else:
            self._answers.move_to_end(key)
        return found

    def once(self, key: bytes, make: Callable[[], Work]) -> Work:
        """As `cspo.operations.screen.common_work.Once`."""
        work = self._works.get(key)
        if work is None:
            work = self._works[key] = make()
            if len(self._works) > _WORKS:
                self._works.popitem(last=False)
        else:
            self._works.move_to_end(key)
        return work


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
