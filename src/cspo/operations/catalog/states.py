"""States side by side: the latest position and velocity of each source for each object.

A state is shown, and compared with what others say, and not adopted: alone it can't be
carried far, and the sky is one of element sets and trajectories.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.frames import EarthOrientation, Frame, rtn_from_inertial, transform_pv
from cspo.operations.catalog.rows import RecordNumbers
from cspo.operations.catalog.sides import EpochSides, Heard, counted_ns
from cspo.records.bodies import OrbitBody
from cspo.records.bodies.covariance import CovarianceFrame
from cspo.time.utc import parse_utc_array

__all__ = ["STATE", "StateSides"]

Floats = NDArray[np.float64]

STATE: Final = ("x_km", "y_km", "z_km", "vx_km_s", "vy_km_s", "vz_km_s")
"""Columns of a state in TEME."""

_SIGMA: Final = ("sigma_r_km", "sigma_t_km", "sigma_n_km")
_POSITION: Final = 6  # numbers of the lower triangle of a position's covariance
_LOWER: Final = np.tril_indices(3)


class StateSides(EpochSides):
    """One row for each object and voice.

    Parameters
    ----------
    records : RecordNumbers
    eop : callable
        Gives the Earth's orientation, asked for states in ITRF only.
    """

    def __init__(self, records: RecordNumbers, eop: Callable[[], EarthOrientation]) -> None:
        super().__init__(records, dict.fromkeys((*STATE, *_SIGMA), np.float64))
        self._eop = eop

    def put(self, objects: Sequence[int], body: OrbitBody, heard: Heard) -> list[int]:
        """Take a batch of states: the objects of which one is newer than before."""
        states = body.states
        tai_ns, known = parse_utc_array(body.epoch_utc)
        if states is None or not known.all():
            return []
        counted = counted_ns(tai_ns, heard)
        newest = self._newest(objects, counted, heard)
        if not newest:
            return []
        items = np.array(list(newest.values()), np.int64)
        frame = Frame(states.frame.value)
        own_km = np.array(states.r_km)[items], np.array(states.v_km_s)[items]
        eop = self._eop() if frame is Frame.ITRF else None
        r_km, v_km_s = transform_pv(*own_km, frame, Frame.TEME, tai_ns[items], eop)
        values = np.concatenate([r_km, v_km_s, _sigma_km(body, items, *own_km)], axis=1)
        rows = self._rows_for(list(newest), heard.voice)
        self.table.put(rows, {
            "object": list(newest), "voice": heard.voice, "label": heard.label,
            "record": self._records.use(heard.record_id, len(rows)), "item": items,
            "epoch_tai_ns": tai_ns[items], "counted_ns": counted[items],
            "t_ingest_ns": heard.t_ingest.tai_ns, "t_created_ns": heard.t_created.tai_ns,
            **{name: values[:, k] for k, name in enumerate((*STATE, *_SIGMA))},
        })  # fmt: skip
        return list(newest)

    def state(self, row: int) -> tuple[Floats, Floats]:
        """State in TEME (6,), km and km/s, and its sigmas in R, T, N (3,), km or NaN."""
        state = np.array([self.table[name][row] for name in STATE])
        return state, np.array([self.table[name][row] for name in _SIGMA])


def _sigma_km(body: OrbitBody, items: NDArray[np.int64], r_km: Floats, v_km_s: Floats) -> Floats:
    """Sigmas of the positions in R, T, N (k, 3); NaN where they are not stated in such a way."""
    sigma = np.full((len(items), 3), np.nan)
    covariance = body.covariance
    if covariance is None or body.states is None:
        return sigma
    same_frame = covariance.frame.value == body.states.frame.value
    if covariance.frame is not CovarianceFrame.RTN and not same_frame:
        return sigma
    axes = rtn_from_inertial(r_km, v_km_s)
    for k, item in enumerate(items.tolist()):
        triangle = covariance.lower_km2[item]
        if triangle is None:
            continue
        matrix = np.zeros((3, 3))
        matrix[_LOWER] = triangle[:_POSITION]
        matrix = matrix + np.tril(matrix, -1).T
        if covariance.frame is not CovarianceFrame.RTN:
            matrix = axes[k] @ matrix @ axes[k].T
        sigma[k] = np.sqrt(np.maximum(np.diagonal(matrix), 0.0))
    return sigma
