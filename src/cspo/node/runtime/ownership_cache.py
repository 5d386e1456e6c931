"""Whose objects are whose, read from 27,000 objects once and not at each release."""

from __future__ import annotations

import threading

from cspo.federation.context import Context
from cspo.markings import Mode
from cspo.operations.kinds import REGISTRY
from cspo.operations.ownership import OWNERSHIP_KINDS, known_objects
from cspo.operations.release.product_facts import KnownObjects
from cspo.operations.store import OperationsUnit
from cspo.records.directory import Directories

__all__ = ["OwnershipCache"]

_Held = tuple[int, Directories, KnownObjects]


class OwnershipCache:
    """`known_objects` of a store, as long as no record and no key has changed it.

    Parameters
    ----------
    nation : str
        Ours.
    """

    def __init__(self, nation: str) -> None:
        self._nation = nation
        self._lock = threading.Lock()
        self._held: dict[Mode, _Held] = {}

    def of(self, unit: OperationsUnit, mode: Mode, context: Context) -> KnownObjects:
        """Owners as the unit's records tell; those that it has just put in count too."""
        newest = unit.last_seq(OWNERSHIP_KINDS)
        held = self._held.get(mode)
        if held is not None and self._is_of(held, newest, context):
            return held[2]
        with self._lock:  # one reads them, the others wait for that
            held = self._held.get(mode)
            if held is None or not self._is_of(held, newest, context):
                known = known_objects(unit, self._nation, REGISTRY, mode)
                held = self._held[mode] = (newest, context.directories, known)
            return held[2]

    @staticmethod
    def _is_of(held: _Held, newest: int, context: Context) -> bool:
        return held[0] == newest and held[1] is context.directories
