"""Shells of radius, rings of latitude and cells of longitude around the Earth."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.constants import WGS72_MU_KM3_S2

__all__ = ["BIN_KM", "FLOOR_KM", "Grid"]

Floats = NDArray[np.float64]

FLOOR_KM: Final = 6_300.0
"""Radius at which the table of shells begins; what is lower is in the first."""

BIN_KM: Final = 25.0
"""Step of that table."""

_LEO_TOP_KM: Final = 8_400.0
_TOP_KM: Final = 60_000.0


class Grid:
    """Shells, rings and cells for one length of step and one threshold.

    A shell's cells are as wide as two objects in it may travel in half a step,
    circular speed and 6 % being given; faster ones go in more than once.
    """

    def __init__(self, step_s: float, threshold_km: float, size: int) -> None:
        self.half_step_s = 0.5 * step_s
        # Few objects, or few a shell, do not need small cells.
        narrowest = min(0.12 * math.sqrt(20_000 / max(size, 1)), 1.0)
        edges = _shell_edges()
        bins = np.arange(FLOOR_KM, _TOP_KM + BIN_KM, BIN_KM)
        self.shell_of = (np.searchsorted(edges, bins + 0.5 * BIN_KM) - 1).astype(np.int32)
        arcs: list[float] = []
        rings: list[int] = []
        ring0: list[int] = []
        cells: list[int] = []
        window: list[int] = []
        scale: list[float] = []
        reach: list[float] = []
        for edge in edges:
            bottom = max(edge, FLOOR_KM)
            pad = (threshold_km + 2.0) / (bottom - 200.0)
            arc = 1.06 * self.half_step_s * math.sqrt(WGS72_MU_KM3_S2 / bottom**3)
            least = max(narrowest, 0.15) if edge >= _LEO_TOP_KM else narrowest
            wide = min(max(2.0 * arc + pad, least) * 1.003, math.pi)
            arcs.append(0.5 * (wide / 1.003 - pad))
            count = max(int(math.pi / wide), 1)
            rings.append(count)
            ring0.append(len(cells))
            numbers = [_cells_of_ring(ring, count, wide) for ring in range(count)]
            for ring, number in enumerate(numbers):
                cells.append(number)
                window.append(min(math.ceil(_reach(ring, ring, count, wide) * number), number))
                last = ring + 1 == count
                after = 1 if last else numbers[ring + 1]
                scale.append(after / number)
                reach.append(-1.0 if last else _reach(ring, ring + 1, count, wide) * after + 1e-3)
        self.shell_arc = np.array(arcs, np.float32)
        self.shell_rings = np.array(rings, np.int32)
        self.shell_ring0 = np.array(ring0, np.int32)
        self.ring_cells = np.array(cells, np.int32)
        self.ring_first = np.concatenate([[0], np.cumsum(cells)[:-1]]).astype(np.int32)
        self.ring_window = np.array(window, np.int32)
        self.next_scale = np.array(scale)
        self.next_reach = np.array(reach)
        self.cells = int(sum(cells))


def _shell_edges() -> Floats:
    low = np.arange(6_400.0, _LEO_TOP_KM, 50.0)
    growth = [_LEO_TOP_KM]
    while growth[-1] < _TOP_KM:
        growth.append(math.ceil(growth[-1] * 1.1 / BIN_KM) * BIN_KM)
    return np.concatenate([[FLOOR_KM], low, growth])


def _cells_of_ring(ring: int, rings: int, wide: float) -> int:
    middle = (ring + 0.5) / rings * math.pi - 0.5 * math.pi
    return max(int(2.0 * math.pi * math.cos(middle) / wide * 2.0), 1)


def _reach(ring: int, other: int, rings: int, wide: float) -> float:
    """Turns of longitude within which points of two rings may be less than *wide* apart."""
    product = 1.0
    for k in (ring, other):
        edges = (k / rings * math.pi, (k + 1) / rings * math.pi)
        product *= max(min(math.sin(edge) for edge in edges), 0.0)
    if product < 1e-12 or math.sin(0.5 * wide) >= math.sqrt(product):
        return 1.0
    return 2.0 * math.asin(math.sin(0.5 * wide) / math.sqrt(product)) / (2.0 * math.pi) * 1.001
