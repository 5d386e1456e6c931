"""Where objects are, for those who look at them: a catalogue or ephemerides behind one face."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cspo.dynamics import Sgp4Bulk
from cspo.errors import UsageError
from cspo.frames import Frame, transform_pv
from cspo.orbits import Catalog, Ephemeris
from cspo.time import Epoch
from cspo.units import NS_PER_S

__all__ = ["CatalogPaths", "EphemerisPaths", "Paths"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Paths(Protocol):
    """Positions of n objects over a span; NaN where an object has none."""

    start: Epoch

    def __len__(self) -> int: ...

    def grid(self, rows: Integers, t_s: Floats) -> Floats:
        """Positions (m, 3, k) in TEME of *rows* (k,) at *t_s* (m,), km."""
        ...

    def at(self, rows: Integers, t_s: Floats) -> Floats:
        """Positions (k, 3) in TEME of *rows* (k,), each at its own *t_s* (k,), km."""
        ...


class CatalogPaths:
    """Every row of a catalogue, by SGP4.

    Parameters
    ----------
    catalog : Catalog
    start : Epoch
        Instant that times count from.
    """

    def __init__(self, catalog: Catalog, start: Epoch) -> None:
        self.start = start
        self._bulk = Sgp4Bulk(catalog)

    def __len__(self) -> int:
        return len(self._bulk)

    def grid(self, rows: Integers, t_s: Floats) -> Floats:
        """Positions (m, 3, k) in TEME of *rows* (k,) at *t_s* (m,), km."""
        return self._bulk.propagate(self.start, t_s, rows=rows)[0][:, :3]

    def at(self, rows: Integers, t_s: Floats) -> Floats:
        """Positions (k, 3) in TEME of *rows* (k,), each at its own *t_s* (k,), km."""
        tai_ns = self.start.tai_ns + np.round(t_s * NS_PER_S).astype(np.int64)
        return self._bulk.propagate_pairs(rows, tai_ns)[0][:, :3]


class EphemerisPaths:
    """Ephemerides; outside its points an object has no position.

    Parameters
    ----------
    ephemerides : sequence of Ephemeris
        In any frame of the Earth but ITRF.
    start : Epoch

    Raises
    ------
    UsageError
        For one in ITRF: `cspo.bridge.ephemeris_frame.in_frame` turns it.
    """

    def __init__(self, ephemerides: Sequence[Ephemeris], start: Epoch) -> None:
        self.start = start
        self._pieces = tuple(ephemerides)
        for piece in self._pieces:
            if piece.frame is Frame.ITRF or piece.frame.is_orbit_relative:
                raise UsageError(
                    "look at ephemeris", piece.object_id, expected="an inertial frame",
                    got=piece.frame.name,
                )  # fmt: skip

    def __len__(self) -> int:
        return len(self._pieces)

    def grid(self, rows: Integers, t_s: Floats) -> Floats:
        """Positions (m, 3, k) in TEME of *rows* (k,) at *t_s* (m,), km."""
        return np.stack([self._one(int(row), t_s) for row in rows], axis=2)

    def at(self, rows: Integers, t_s: Floats) -> Floats:
        """Positions (k, 3) in TEME of *rows* (k,), each at its own *t_s* (k,), km."""
        out = np.empty((len(rows), 3))
        for row in np.unique(rows):
            mine = rows == row
            out[mine] = self._one(int(row), t_s[mine])
        return out

    def _one(self, row: int, t_s: Floats) -> Floats:
        piece = self._pieces[row]
        own_s = t_s + (self.start - piece.epoch)
        inside = (own_s >= piece.t_s[0]) & (own_s <= piece.t_s[-1])
        out = np.full((len(t_s), 3), np.nan)
        if inside.any():
            r_km, v_km_s = piece.interpolate(own_s[inside])
            tai_ns = self.start.tai_ns + np.round(t_s[inside] * NS_PER_S).astype(np.int64)
            out[inside], _ = transform_pv(r_km, v_km_s, piece.frame, Frame.TEME, tai_ns)
        return out
