"""Whose word the sky rests on: how many of its objects go by the orbits of each origin."""

from __future__ import annotations

import numpy as np

from cspo.operations.catalog.holdings import Holdings

__all__ = ["origins_of"]


def origins_of(held: Holdings) -> dict[str, int]:
    """Objects of the sky by the origin of the element set that each goes by."""
    rows = np.fromiter(held.shown_row.values(), np.int64, len(held.shown_row))
    elements = held.shown["element"][rows].astype(np.int64)
    voices = held.elements.table["voice"][elements].astype(np.int64)
    counted: dict[str, int] = {}
    for voice, count in enumerate(np.bincount(voices).tolist()):
        if count:
            origin = held.voices[voice][0]
            counted[origin] = counted.get(origin, 0) + count
    return counted
