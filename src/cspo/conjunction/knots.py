"""Trajectories of all objects over a block of time, as knots to interpolate between."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.interpolation import NUMBERS_PER_KNOT, interpolate, store_knots
from cspo.conjunction.trajectories import Trajectories
from cspo.units import NS_PER_S

__all__ = ["UNIT_S", "Knots"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

UNIT_S: Final = 1800.0
"""Blocks of time begin and end at multiples of this, as do all spacings of knots."""


class Knots:
    """Knots of all objects over one block, with one more on either side."""

    def __init__(self, paths: Trajectories, begin_s: float, end_s: float) -> None:
        self.begin_ns = paths.start.tai_ns + round(begin_s) * NS_PER_S
        nothing = np.zeros(0, np.int64)
        self.order = np.concatenate([nothing, *(group.rows for group in paths.groups)])
        counts = [round((end_s - begin_s) / g.spacing_s) + 1 for g in paths.groups]
        sizes = [
            NUMBERS_PER_KNOT * count * len(g.rows)
            for count, g in zip(counts, paths.groups, strict=True)
        ]
        self.flat = np.empty(sum(sizes))
        self.spacings = [g.spacing_s for g in paths.groups]
        self.widths = [len(g.rows) for g in paths.groups]
        self.offsets = [int(o) for o in np.cumsum([0, *sizes])[:-1]]
        self.base = np.empty(paths.size, np.int64)
        self.stride = np.empty(paths.size, np.int64)
        self.spacing_s = np.empty(paths.size)
        failures = [(nothing, nothing.astype(np.int8), nothing)]
        for k, group in enumerate(paths.groups):
            t_s = begin_s + group.spacing_s * np.arange(-1, counts[k] + 1, dtype=np.float64)
            states, status = paths.propagate(k, t_s)
            store_knots(states, group.spacing_s, self.flat, self.offsets[k])
            self.base[group.rows] = self.offsets[k] + np.arange(len(group.rows))
            self.stride[group.rows] = len(group.rows)
            self.spacing_s[group.rows] = group.spacing_s
            inner = status[1:-1]
            bad = np.flatnonzero((inner != 0).any(axis=0))
            first = (inner[:, bad] != 0).argmax(axis=0)
            failures.append((group.rows[bad], inner[first, bad], t_s[first + 1].astype(np.int64)))
        self.failed_row = np.concatenate([f[0] for f in failures])
        self.failed_status = np.concatenate([f[1] for f in failures])
        self.failed_tai_ns = (
            paths.start.tai_ns + np.concatenate([f[2] for f in failures]) * NS_PER_S
        )

    def tai_ns(self, unit: Integers, t_s: Floats) -> Integers:
        """Instants of times past the begin of units."""
        whole = np.asarray(unit * (round(UNIT_S) * NS_PER_S) + self.begin_ns)
        return whole + np.round(t_s * NS_PER_S).astype(np.int64)

    def sample(self, unit: int, t_s: Floats) -> NDArray[np.float32]:
        """States (s, 6, n) in order of the groups at *t_s* past the begin of a unit."""
        out = np.empty((len(t_s), 6, len(self.order)), np.float32)
        column = 0
        for offset, width, h in zip(self.offsets, self.widths, self.spacings, strict=True):
            # From the unit's own first knot, so that a block's begin changes no bit.
            first = offset + NUMBERS_PER_KNOT * width * round(unit * UNIT_S / h)
            interpolate(self.flat, first, width, h, t_s, out, column)
            column += width
        return out
