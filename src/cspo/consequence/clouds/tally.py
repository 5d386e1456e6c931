"""Expected hits, added up meeting by meeting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.clouds.assets import CATASTROPHIC_J_KG
from cspo.units import KM2_PER_M2

__all__ = ["Part", "Tally"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """Weighed meetings, one row each: object (of its slice), seconds past the start, and so on."""

    asset: Rows
    t_s: Floats
    density: Floats  # hits of one piece for each km2
    speed_km_s: Floats
    miss_km: Floats
    weight: Floats
    length_m: Floats
    mass_kg: Floats


class Tally:
    """Expected hits of n objects, as they are added up.

    Parameters
    ----------
    n : int
    edges_s : (m + 1,) float64
        Bounds of the spans, seconds past the start.
    """

    __slots__ = ("by_span", "closest_km", "edges_s", "hits", "speed", "squares")

    def __init__(self, n: int, edges_s: Floats) -> None:
        self.edges_s = edges_s
        self.hits = np.zeros((n, 3))
        self.squares = np.zeros((n, 3))
        self.speed = np.zeros(n)
        self.closest_km = np.full(n, np.inf)
        self.by_span = np.zeros((n, len(edges_s) - 1), np.float32)

    def add(self, rows: slice, part: Part, bodies: tuple[Floats, Floats], large_m: float) -> None:
        """Add the weighed meetings of the objects *rows*."""
        n = rows.stop - rows.start
        area, mass = bodies
        radius_m = np.sqrt(area[part.asset] / np.pi) + 0.5 * part.length_m
        hits = part.weight * part.density * np.pi * radius_m**2 * KM2_PER_M2
        energy = 0.5e6 * part.mass_kg * part.speed_km_s**2 / mass[part.asset]
        kinds = (np.ones(len(hits), np.bool_), part.length_m >= large_m, energy > CATASTROPHIC_J_KG)
        for k, counts in enumerate(kinds):
            some = np.where(counts, hits, 0.0)
            self.hits[rows, k] += np.bincount(part.asset, some, n)
            self.squares[rows, k] += np.bincount(part.asset, some**2, n)
        self.speed[rows] += np.bincount(part.asset, hits * part.speed_km_s, n)
        np.minimum.at(self.closest_km[rows], part.asset, part.miss_km)
        m = self.by_span.shape[1]
        span = np.clip(np.searchsorted(self.edges_s, part.t_s, "right") - 1, 0, m - 1)
        self.by_span[rows] += np.bincount(part.asset * m + span, hits, n * m).reshape(n, m)
