"""Where objects are: element sets and ephemerides behind one face."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.interpolation import NUMBERS_PER_KNOT, interpolate, store_knots
from cspo.constants import WGS72_J2, WGS72_MU_KM3_S2, WGS72_RADIUS_KM
from cspo.dynamics.sgp4 import PropagationStatus, Sgp4Bulk
from cspo.frames import Frame, transform_pv
from cspo.orbits import Catalog, Ephemeris
from cspo.time import Epoch

__all__ = ["Trajectories"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Spacing of knots, s. docs/theory/screening.md has the errors of each.
CIRCULAR_SPACING_S: Final = 600.0
NEAR_SPACING_S: Final = 300.0
HIGH_SPACING_S: Final = 900.0
GRAZING_SPACING_S: Final = 100.0
FAILING_SPACING_S: Final = 20.0
EPHEMERIS_SPACING_S: Final = 60.0

_CIRCULAR: Final = 0.03
_HIGH_PERIGEE_KM: Final = WGS72_RADIUS_KM + 5_000.0
_GRAZING_PERIGEE_KM: Final = WGS72_RADIUS_KM + 150.0
_GRAZING_ECCENTRICITY: Final = 0.1
_PROBE_ERROR_KM: Final = 0.02
_STATUS_STEP_S: Final = 21_600.0
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

    def keep(self, mask: NDArray[np.bool_], duration_s: float) -> None:
        """From now on, `propagate` only the objects of *mask* (size,), over a window."""
        self._bulks, self.groups = [], []
        kept = mask[: self.catalog_size]
        for spacing_s, members in self._spacings(kept, duration_s):
            rows = np.flatnonzero(members)
            if len(rows):
                self.groups.append(_Group(spacing_s, rows))
                self._bulks.append(Sgp4Bulk(self._catalog.take(rows)))
        rows = np.arange(self.catalog_size, self.size)[mask[self.catalog_size :]]
        if len(rows):
            self.groups.append(_Group(EPHEMERIS_SPACING_S, rows))

    def _spacings(
        self, kept: NDArray[np.bool_], duration_s: float
    ) -> list[tuple[float, NDArray[np.bool_]]]:
        """Rows of the catalogue by the spacing of their knots."""
        catalog = self._catalog
        count = math.ceil(duration_s / _STATUS_STEP_S) + 1
        rows = np.flatnonzero(kept)
        _, status = self._bulk.propagate(self.start, np.linspace(0.0, duration_s, count), rows=rows)
        failing = np.zeros_like(kept)
        failing[rows] = (status != 0).any(axis=0)
        kept = kept & ~failing
        mean_motion = np.maximum(catalog.mean_motion_rad_s, 1e-9)
        axis_km = np.cbrt(WGS72_MU_KM3_S2 / mean_motion**2)
        perigee_km = axis_km * (1.0 - catalog.eccentricity)
        high = kept & (perigee_km > _HIGH_PERIGEE_KM)
        grazing = kept & (perigee_km < _GRAZING_PERIGEE_KM)
        grazing &= catalog.eccentricity > _GRAZING_ECCENTRICITY
        circular = kept & ~self._bulk.deep_space & (catalog.eccentricity < _CIRCULAR)
        circular &= ~high
        rows = np.flatnonzero(circular)
        circular[rows] = self._smooth(rows, duration_s)
        rest = kept & ~(high | grazing | circular)
        return [
            (CIRCULAR_SPACING_S, circular),
            (NEAR_SPACING_S, rest),
            (HIGH_SPACING_S, high),
            (GRAZING_SPACING_S, grazing),
            (FAILING_SPACING_S, failing),
        ]

    def _smooth(self, rows: Integers, duration_s: float) -> NDArray[np.bool_]:
        """Which of the *rows* wide knots serve: tried at both ends of the window.

        What makes a near-circular orbit unsmooth is drag, and it grows one way.
        """
        good = np.ones(len(rows), np.bool_)
        if not len(rows):
            return good
        bulk, h = Sgp4Bulk(self._catalog.take(rows)), CIRCULAR_SPACING_S
        for begin_s in (0.0, duration_s - h):
            t_s = h * np.array([0.2, 0.5])
            states, _ = bulk.propagate(self.start, begin_s + h * np.arange(-1.0, 3.0))
            truth, _ = bulk.propagate(self.start, begin_s + t_s)
            flat = np.empty(2 * NUMBERS_PER_KNOT * len(rows))
            store_knots(states, h, flat)
            found = np.empty_like(truth)
            interpolate(flat, 0, len(rows), h, t_s, found)
            error_km = np.linalg.norm(found[:, :3] - truth[:, :3], axis=1)
            good &= (error_km < _PROBE_ERROR_KM).all(axis=0)
        return good

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

    def catalog_states(
        self, t_s: Floats, rows: Integers | None = None
    ) -> tuple[Floats, NDArray[np.int8]]:
        """States (m, 6, n) and status (m, n) of rows of the catalogue, all unless given."""
        return self._bulk.propagate(self.start, t_s, rows=rows)

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
