"""Where objects are: element sets and ephemerides behind one face."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.constants import WGS72_J2, WGS72_MU_KM3_S2, WGS72_RADIUS_KM
from cspo.dynamics.sgp4 import PropagationStatus, Sgp4Bulk
from cspo.frames import Frame, transform_pv
from cspo.orbits import Catalog, Ephemeris
from cspo.time import Epoch

__all__ = ["Trajectories"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NEAR_SPACING_S: Final = 300.0
HIGH_SPACING_S: Final = 900.0
EPHEMERIS_SPACING_S: Final = 60.0
_HIGH_PERIGEE_KM: Final = WGS72_RADIUS_KM + 5_000.0
_COAST_LIMIT_S: Final = 2.0 * EPHEMERIS_SPACING_S + 1.0


class _Group:
    """Objects that share a spacing of knots."""

    def __init__(self, spacing_s: float, rows: Integers) -> None:
        self.spacing_s = spacing_s
        self.rows = rows


class Trajectories:
    """Objects of a screening: rows of a catalogue, then ephemerides.

    Parameters
    ----------
    catalog : Catalog
    ephemerides : sequence of Ephemeris
        Object ``len(catalog) + k`` is the k-th.
    start : Epoch
        Instant that times count from.
    """

    def __init__(
        self,
        catalog: Catalog,
        ephemerides: Sequence[Ephemeris],
        start: Epoch,
    ) -> None:
        self.start = start
        self.catalog_size = len(catalog)
        self.ephemerides = tuple(ephemerides)
        self.size = self.catalog_size + len(self.ephemerides)
        self._catalog = catalog
        self._bulk = Sgp4Bulk(catalog)
        self._bulks: list[Sgp4Bulk] = []
        self.groups: list[_Group] = []
        self.keep(np.ones(self.size, np.bool_))

    def keep(self, mask: NDArray[np.bool_]) -> None:
        """From now on, `propagate` only the objects of *mask* (size,)."""
        catalog = self._catalog
        mean_motion = np.maximum(catalog.mean_motion_rad_s, 1e-9)
        axis_km = np.cbrt(WGS72_MU_KM3_S2 / mean_motion**2)
        high = axis_km * (1.0 - catalog.eccentricity) > _HIGH_PERIGEE_KM
        kept = mask[: self.catalog_size]
        self._bulks, self.groups = [], []
        for spacing_s, members in ((NEAR_SPACING_S, ~high & kept), (HIGH_SPACING_S, high & kept)):
            rows = np.flatnonzero(members)
            if len(rows):
                self.groups.append(_Group(spacing_s, rows))
                self._bulks.append(Sgp4Bulk(catalog.take(rows)))
        rows = np.arange(self.catalog_size, self.size)[mask[self.catalog_size :]]
        if len(rows):
            self.groups.append(_Group(EPHEMERIS_SPACING_S, rows))

    def propagate(self, group: int, t_s: Floats) -> tuple[Floats, NDArray[np.int8]]:
        """States (m, 6, n) in TEME and status (m, n) of a group at *t_s* past the start."""
        if group < len(self._bulks):
            return self._bulks[group].propagate(self.start, t_s)
        tai_ns = self.start.tai_ns + np.round(t_s * 1e9).astype(np.int64)
        rows = self.groups[group].rows
        states = np.empty((len(t_s), 6, len(rows)))
        status = np.empty((len(t_s), len(rows)), np.int8)
        for k, row in enumerate(rows.tolist()):
            ephemeris = self.ephemerides[row - self.catalog_size]
            states[:, :, k], status[:, k] = _ephemeris_states(ephemeris, tai_ns, _COAST_LIMIT_S)
        return states, status

    def catalog_states(self, t_s: Floats) -> tuple[Floats, NDArray[np.int8]]:
        """States (m, 6, n) and status (m, n) of every row of the catalogue."""
        return self._bulk.propagate(self.start, t_s)

    def at(self, row: Integers, tai_ns: Integers) -> tuple[Floats, NDArray[np.int8]]:
        """States (k, 6) in TEME and status (k,) of objects *row* at *tai_ns*, one by one."""
        states = np.empty((len(row), 6))
        status = np.empty(len(row), np.int8)
        of_catalog = row < self.catalog_size
        if of_catalog.any():
            states[of_catalog], status[of_catalog] = self._bulk.propagate_pairs(
                row[of_catalog], tai_ns[of_catalog]
            )
        for k, ephemeris in enumerate(self.ephemerides):
            mine = row == self.catalog_size + k
            if mine.any():
                states[mine], status[mine] = _ephemeris_states(ephemeris, tai_ns[mine], 0.0)
        return states, status


def _ephemeris_states(
    ephemeris: Ephemeris, tai_ns: Integers, coast_limit_s: float
) -> tuple[Floats, NDArray[np.int8]]:
    """States (k, 6) in TEME; NONSENSE where farther than the limit outside the points."""
    t_s = ephemeris.seconds(tai_ns)
    inside = np.clip(t_s, ephemeris.t_s[0], ephemeris.t_s[-1])
    state = np.concatenate(ephemeris.interpolate(inside), axis=1)
    if ephemeris.frame is not Frame.TEME:
        at_ns = ephemeris.epoch.tai_ns + np.round(inside * 1e9).astype(np.int64)
        r, v = transform_pv(state[:, :3], state[:, 3:], ephemeris.frame, Frame.TEME, at_ns)
        state = np.concatenate([r, v], axis=1)
    gap_s = t_s - inside
    outside = gap_s != 0.0
    if outside.any():
        state[outside] = _coast(state[outside], np.clip(gap_s[outside], -1e3, 1e3))
    status = np.where(outside, PropagationStatus.NONSENSE, PropagationStatus.OK).astype(np.int8)
    state[np.abs(gap_s) > coast_limit_s] = np.nan
    return state, status


def _coast(state: Floats, dt_s: Floats) -> Floats:
    """States (k, 6) after *dt_s* (k,) of two bodies and J2: four Runge-Kutta steps."""
    h = (dt_s / 4.0)[:, None]
    for _ in range(4):
        k1 = _rate(state)
        k2 = _rate(state + 0.5 * h * k1)
        k3 = _rate(state + 0.5 * h * k2)
        k4 = _rate(state + h * k3)
        state = state + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
    return state


def _rate(state: Floats) -> Floats:
    r, v = state[:, :3], state[:, 3:]
    radius2 = (r * r).sum(axis=1, keepdims=True)
    q = 5.0 * r[:, 2:] ** 2 / radius2
    oblate = 1.5 * WGS72_J2 * WGS72_RADIUS_KM**2 / radius2
    factor = 1.0 - oblate * np.concatenate([q - 1.0, q - 1.0, q - 3.0], axis=1)
    return np.concatenate([v, -WGS72_MU_KM3_S2 / radius2**1.5 * factor * r], axis=1)
