"""A trajectory in another frame, covariance and all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cspo.frames import EarthOrientation, Frame, state_jacobian, transform_pv
from cspo.orbits import CovarianceHistory, Ephemeris
from cspo.units import NS_PER_S

__all__ = ["in_frame"]


def in_frame(ephemeris: Ephemeris, frame: Frame, eop: EarthOrientation | None = None) -> Ephemeris:
    """The same trajectory, its points turned to *frame*.

    Parameters
    ----------
    ephemeris : Ephemeris
        Its covariance stays in RTN where it is in RTN, else it turns with the points.
    frame : Frame
        A frame of the Earth.
    eop : EarthOrientation
        Needed only from or to ITRF.

    Raises
    ------
    UsageError
        Where a frame is none of the Earth's, or ITRF comes without *eop*.
    OutOfRange
        Where it lies outside of 1707 to 2292.
    """
    if ephemeris.frame is frame:
        return ephemeris
    epoch_ns = np.asarray(ephemeris.epoch)
    tai_ns = epoch_ns + np.round(ephemeris.t_s * NS_PER_S).astype(np.int64)
    r_km, v_km_s = transform_pv(
        ephemeris.r_km, ephemeris.v_km_s, ephemeris.frame, frame, tai_ns, eop
    )
    history = ephemeris.covariance
    if history is not None and not history.frame.is_orbit_relative:
        at_ns = epoch_ns + np.round(history.t_s * NS_PER_S).astype(np.int64)
        turn = state_jacobian(history.frame, frame, at_ns, eop)
        history = CovarianceHistory(
            frame=frame, t_s=history.t_s, matrix=turn @ history.matrix @ turn.swapaxes(1, 2)
        )
    return replace(ephemeris, frame=frame, r_km=r_km, v_km_s=v_km_s, covariance=history)
