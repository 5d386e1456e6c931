"""SGP4 for whole catalogues: a state and a status for every object and time."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray
from sgp4.api import WGS72, Satrec

from cspo.errors import UsageError
from cspo.orbits.catalog import Catalog
from cspo.time import Epoch
from cspo.units import DAY_S, MINUTE_S, NS_PER_S

__all__ = ["PropagationStatus", "Sgp4Bulk"]

Floats = NDArray[np.float64]

_EPOCH_1950: Final = Epoch.from_utc("1949-12-31T00:00:00Z")


class PropagationStatus(IntEnum):
    """What became of one state. 1 to 6 are SGP4's own codes, kept as they are."""

    OK = 0
    MEAN_ECCENTRICITY = 1
    MEAN_MOTION = 2
    PERTURBED_ECCENTRICITY = 3
    SEMILATUS_RECTUM = 4
    SUBORBITAL = 5
    DECAYED = 6
    NONSENSE = 7
    BAD_ELEMENTS = 8


class Sgp4Bulk:
    """SGP4 (WGS-72, improved mode) over every row of a catalogue."""

    def __init__(
        self, catalog: Catalog, *, engine: Literal["auto", "heyoka", "sgp4"] = "auto"
    ) -> None:
        from heyoka import model  # noqa: PLC0415  (0.1 s and 60 MB: only where it is used)

        self._epoch_tai_ns = catalog.epoch_tai_ns
        no_kozai = catalog.mean_motion_rad_s * MINUTE_S
        days = np.array(
            [
                (day - 711_857) + ns / (DAY_S * NS_PER_S)
                for day, ns in (Epoch(int(t)).utc_day() for t in catalog.epoch_tai_ns)
            ]
        )
        elements = np.array(
            [
                no_kozai,
                catalog.eccentricity,
                catalog.inclination_rad,
                catalog.raan_rad,
                catalog.argp_rad,
                catalog.mean_anomaly_rad,
                catalog.bstar_per_er,
                np.floor(days) + 2_433_281.5,
                days % 1.0,
            ]
        )
        deep = np.array(
            [
                engine == "sgp4" or model.gpe_is_deep_space(n, e, i)
                for n, e, i in zip(*elements[:3].tolist(), strict=True)
            ],
            bool,
        )
        self._near = np.flatnonzero(~deep)
        self._deep = np.flatnonzero(deep)
        self._satellites = []
        for row in range(len(catalog)):
            satellite = Satrec()
            n, e, i, node, argp, anomaly, bstar = elements[:7, row].tolist()
            satellite.sgp4init(
                WGS72, "i", 0, float(days[row]), bstar, 0.0, 0.0, e, argp, i, anomaly, n, node
            )
            satellite.jdsatepoch = satellite.jdsatepochF = 0.0
            self._satellites.append(satellite)
        self._heyoka: Any = None
        if len(self._near):
            self._heyoka = model.sgp4_propagator(np.ascontiguousarray(elements[:, self._near]))

    def propagate(
        self, epoch: Epoch, t_s: Floats, *, out: Floats | None = None
    ) -> tuple[Floats, NDArray[np.int8]]:
        """States (m, 6, n) in km and km/s, TEME, and status (m, n) at *t_s* past *epoch*."""
        n, m = len(self._epoch_tai_ns), len(t_s)
        states = np.empty((m, 6, n)) if out is None else out
        if states.shape != (m, 6, n):
            raise UsageError("propagate", "out", expected=f"{(m, 6, n)}", got=f"{states.shape}")
        status = np.zeros((m, n), np.int8)
        minutes = (epoch.tai_ns - self._epoch_tai_ns) / (MINUTE_S * NS_PER_S)
        t_min = np.asarray(t_s, np.float64) / MINUTE_S
        for k in range(m):
            if self._heyoka is not None:
                found = self._heyoka(np.ascontiguousarray(minutes[self._near] + t_min[k]))
                states[k][:, self._near] = found[:6]
                status[k, self._near] = found[6]
        zeros = np.zeros(m)
        for row in self._deep:
            e, r, v = self._satellites[row].sgp4_array(zeros, (minutes[row] + t_min) / 1440.0)
            states[:, :3, row], states[:, 3:, row], status[:, row] = r, v, e
        self._gate(states, status)
        return states, status

    def propagate_pairs(
        self, row: NDArray[np.integer[Any]], tai_ns: NDArray[np.int64]
    ) -> tuple[Floats, NDArray[np.int8]]:
        """States (k, 6) and status (k,) of object *row* at *tai_ns*, element by element."""
        row = np.asarray(row)
        minutes = (np.asarray(tai_ns) - self._epoch_tai_ns[row]) / (MINUTE_S * NS_PER_S)
        states = np.empty((len(row), 6))
        status = np.empty(len(row), np.int8)
        for k, (j, t) in enumerate(zip(row.tolist(), minutes.tolist(), strict=True)):
            status[k], states[k, :3], states[k, 3:] = self._satellites[j].sgp4_tsince(t)
        self._gate(states[:, :, None], status[:, None])
        return states, status

    @staticmethod
    def _gate(states: Floats, status: NDArray[np.int8]) -> None:
        with np.errstate(over="ignore", invalid="ignore"):
            r2 = np.einsum("mcn,mcn->mn", states[:, :3], states[:, :3])
        absurd = ~(r2 < 1e12) & (status == 0)
        status[absurd] = PropagationStatus.NONSENSE
        np.moveaxis(states, 1, 2)[status != 0] = np.nan
