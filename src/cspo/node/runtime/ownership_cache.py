"""Whose objects are whose, read from 27,000 objects once and not at each release."""

from __future__ import annotations

import threading

from cspo.federation.context import Context
from cspo.markings import Mode
from cspo.operations.kinds import REGISTRY
from cspo.operations.ownership import known_objects
from cspo.operations.release.product_facts import KnownObjects
from cspo.operations.store import OperationsUnit
from cspo.records.directory import Directories

__all__ = ["OwnershipCache"]

_KINDS = ("catalog-object", "same-object")


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
        self._held: dict[Mode, tuple[int, Directories, KnownObjects]] = {}

    def of(self, unit: OperationsUnit, mode: Mode, context: Context) -> KnownObjects:
        """Owners as the unit's records tell; those that it has just put in count too."""
        newest = unit.last_seq(_KINDS)
        held = self._held.get(mode)
        if held is None or held[0] != newest or held[1] is not context.directories:
            with self._lock:
                known = known_objects(unit, self._nation, REGISTRY, mode)
                held = self._held[mode] = (newest, context.directories, known)
        return held[2]
