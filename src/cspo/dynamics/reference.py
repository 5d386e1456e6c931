"""Vallado's C++ (the sgp4 package) in the place of the compiled sweep, and as arbiter."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sgp4.api import WGS72, Satrec

from cspo.dynamics._kernels import layout
from cspo.dynamics._kernels.orbit import FAR_KM, FAST_KM_S, NONSENSE, SWOLLEN
from cspo.dynamics.initialization import DEEP_PERIOD_MIN, MeanElements, unkozai
from cspo.units import DAY_S, MINUTE_S, TAU

__all__ = ["ReferenceSweep", "is_deep_space", "satellite"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

_BORDER: Final = 1e-9  # relative; rounding of the period is 1e-15


def satellite(elements: MeanElements, row: int) -> Satrec:
    """The C++ package's object for one row, its Julian epoch set to zero."""
    found = Satrec()
    found.sgp4init(
        WGS72, "i", 0, float(elements.epoch_days[row]), float(elements.bstar_per_er[row]),
        0.0, 0.0, float(elements.eccentricity[row]), float(elements.argp_rad[row]),
        float(elements.inclination_rad[row]), float(elements.anomaly_rad[row]),
        float(elements.motion_rad_min[row]), float(elements.raan_rad[row]),
    )  # fmt: skip
    found.jdsatepoch = 0.0
    found.jdsatepochF = 0.0
    return found


def is_deep_space(elements: MeanElements) -> NDArray[np.bool_]:
    """Which objects SDP4 propagates: Brouwer's period is 225 min or more.

    Within rounding of the border the C++ is asked, so the choice is always its own.
    """
    with np.errstate(all="ignore"):
        period_min = TAU / unkozai(elements)
        deep = period_min >= DEEP_PERIOD_MIN
        close = np.flatnonzero(np.abs(period_min / DEEP_PERIOD_MIN - 1.0) < _BORDER)
    for row in close:
        deep[row] = satellite(elements, int(row)).method == "d"
    return np.asarray(deep)


class ReferenceSweep:
    """`cspo.dynamics._kernels.sweep.sweep`, object by object in C++."""

    def __init__(self, elements: MeanElements) -> None:
        self._elements = elements
        self._satellites: dict[int, Satrec] = {}

    def __call__(
        self, table: Floats, source: Rows, column: Rows, _kind: int, start_min: Floats,
        t_min: Floats, out: Floats, status: NDArray[np.int8],
    ) -> None:  # fmt: skip
        """Fill *out* and *status* as `sweep` does."""
        zeros = np.zeros(len(t_min))
        for row, place, start in zip(source.tolist(), column.tolist(), start_min, strict=True):
            if row not in self._satellites:
                self._satellites[row] = satellite(self._elements, row)
            t = start + t_min
            error, r, v = self._satellites[row].sgp4_array(zeros, t * (MINUTE_S / DAY_S))
            code = error.astype(np.int8)
            code[(code == 0) & ~_sane(table[row], t, r, v)] = int(NONSENSE)
            bad = code != 0
            r[bad] = v[bad] = math.nan
            out[:, :3, place], out[:, 3:, place], status[:, place] = r, v, code


def _sane(coefficients: Floats, t: Floats, r: Floats, v: Floats) -> NDArray[np.bool_]:
    """The gates of `cspo.dynamics._kernels.orbit.state`, from outside."""
    cc1, d2, d3, d4 = (coefficients[layout.COLUMN[name]] for name in ("cc1", "d2", "d3", "d4"))
    with np.errstate(all="ignore"):
        drag = 1.0 - t * (cc1 + t * (d2 + t * (d3 + t * d4)))
        return np.asarray(
            (drag > 0.0)
            & (drag * drag < SWOLLEN)
            & (np.linalg.norm(r, axis=1) < FAR_KM)
            & (np.linalg.norm(v, axis=1) < FAST_KM_S)
        )
