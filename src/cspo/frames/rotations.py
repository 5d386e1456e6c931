"""From any frame of the Earth to any other: matrices, states, covariances."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import erfa
import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.constants import EARTH_ROTATION_RAD_S
from cspo.errors import UsageError
from cspo.frames.earth_orientation import EarthOrientation, EarthOrientationAt
from cspo.frames.frame import Frame, require_frame
from cspo.frames.precession_nutation import (
    cirs_from_gcrf,
    eme2000_from_gcrf,
    mod_from_eme2000,
    teme_from_tod,
    tod_from_mod,
)
from cspo.time.scales import jd_tt_arrays
from cspo.units import DAY_S

__all__ = [
    "pef_from_teme",
    "rotate_covariance",
    "rotation",
    "state_jacobian",
    "teme_from_gcrf_observed",
    "transform_pv",
]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_IAU_1976_ORDER: Final = (Frame.GCRF, Frame.EME2000, Frame.MOD, Frame.TOD, Frame.TEME)
"""Each follows from the one before by a step; ITRF stands apart, by GCRF."""

_STEPS: Final[tuple[Callable[[Integers], Floats], ...]] = (
    lambda _tai_ns: eme2000_from_gcrf(),
    mod_from_eme2000,
    tod_from_mod,
    teme_from_tod,
)


def rotation(
    source: Frame, target: Frame, tai_ns: ArrayLike, eop: EarthOrientation | None = None
) -> Floats:
    """Matrices that turn components in *source* to components in *target*.

    Everything passes through GCRF, so any way round leads back to the start.

    Parameters
    ----------
    source, target : Frame
        GCRF, EME2000, MOD, TOD, TEME or ITRF.
    tai_ns : (...) int64
        Instants.
    eop : EarthOrientation
        Needed to or from ITRF only.

    Returns
    -------
    matrix : (..., 3, 3) float64
        ``r_target = matrix @ r_source``.

    Raises
    ------
    UsageError
        For an orbit-relative frame, or ITRF without *eop*.

    Notes
    -----
    TEME to GCRF is IAU 1976/1980 without observed offsets, as Orekit has it and
    Vallado prints it. The observed pole is up to 0.037 arcsec away (1985 to
    2026), 1.2 m in low orbit: see `teme_from_gcrf_observed`. ITRF leaves out
    sub-daily tides (2 cm on the ground).

    Examples
    --------
    >>> rotation(Frame.EME2000, Frame.GCRF, 0).round(8).tolist()[0]
    [1.0, 7e-08, -8e-08]
    """
    tai_ns = np.asarray(tai_ns, np.int64)
    _require_earth_frames(source, target)
    if source is target:
        return np.array(np.broadcast_to(np.eye(3), (*tai_ns.shape, 3, 3)))
    if source in _IAU_1976_ORDER and target in _IAU_1976_ORDER:
        a, b = _IAU_1976_ORDER.index(source), _IAU_1976_ORDER.index(target)
        return _down(a, b, tai_ns) if a < b else _transposed(_down(b, a, tai_ns))
    if target is not Frame.ITRF:
        return _transposed(rotation(target, source, tai_ns, eop))
    itrf_from_gcrf = _itrf_from_gcrf(_orientation(tai_ns, eop))
    if source is Frame.GCRF:
        return itrf_from_gcrf
    return np.asarray(itrf_from_gcrf @ rotation(source, Frame.GCRF, tai_ns))


def transform_pv(
    r_km: ArrayLike,
    v_km_s: ArrayLike,
    source: Frame,
    target: Frame,
    tai_ns: ArrayLike,
    eop: EarthOrientation | None = None,
) -> tuple[Floats, Floats]:
    """Positions and velocities in *target*, of those in *source*.

    To and from ITRF the turning of the Earth is in the velocity, length of day
    included. That of precession, nutation and polar motion is not: below 1e-11
    rad/s, 0.6 mm/s at GEO.

    Parameters
    ----------
    r_km, v_km_s : (..., 3) float64
        Position, km; velocity, km/s.
    source, target, tai_ns, eop
        See `rotation`; *tai_ns* has the shape of the leading axes, or is one instant.

    Returns
    -------
    r_km, v_km_s : (..., 3) float64

    Raises
    ------
    UsageError
        As `rotation`.

    Source: Vallado, Fundamentals of Astrodynamics, 4th ed., section 3.7.

    Examples
    --------
    >>> from cspo.time import Epoch
    >>> instant = Epoch.from_utc("2024-11-01").tai_ns
    >>> site_km, rest = [6378.137, 0.0, 0.0], [0.0, 0.0, 0.0]
    >>> eop = EarthOrientation.zero()
    >>> _, v_km_s = transform_pv(site_km, rest, Frame.ITRF, Frame.GCRF, instant, eop)
    >>> float(np.linalg.norm(v_km_s).round(6))
    0.465101
    """
    r_km, v_km_s = np.asarray(r_km, np.float64), np.asarray(v_km_s, np.float64)
    matrix = rotation(source, target, tai_ns, eop)
    r_out, v_out = _turn(matrix, r_km), _turn(matrix, v_km_s)
    if (source is Frame.ITRF) == (target is Frame.ITRF):
        return r_out, v_out
    spin = _spin_in_itrf(_orientation(np.asarray(tai_ns, np.int64), eop))
    if target is Frame.ITRF:
        return r_out, v_out - np.cross(spin, r_out)
    return r_out, v_out + _turn(matrix, np.cross(spin, r_km))


def state_jacobian(
    source: Frame, target: Frame, tai_ns: ArrayLike, eop: EarthOrientation | None = None
) -> Floats:
    """Derivatives of the state in *target* by the state in *source*, (..., 6, 6).

    What turns a covariance between the Earth's frames: ``J @ P @ J.T``.
    Parameters and errors are those of `rotation`.
    """
    matrix = rotation(source, target, tai_ns, eop)
    jacobian = _block_diagonal(matrix)
    if (source is Frame.ITRF) != (target is Frame.ITRF):
        spin = _skew(_spin_in_itrf(_orientation(np.asarray(tai_ns, np.int64), eop)))
        to_itrf = target is Frame.ITRF
        jacobian[..., 3:, :3] = -spin @ matrix if to_itrf else matrix @ spin
    return jacobian


def rotate_covariance(covariance: ArrayLike, matrix: ArrayLike) -> Floats:
    """Covariances with both axes turned by *matrix*.

    Parameters
    ----------
    covariance : (..., 3, 3) or (..., 6, 6) float64
        Of position, or of position and velocity.
    matrix : (..., 3, 3) float64
        ``r_new = matrix @ r_old``. A covariance of six is turned by it in both
        blocks: position and velocity are resolved along the same axes, and the
        velocity is inertial although RTN turns. That is the RTN of CDM and OEM
        covariances (CCSDS 508.0-B-1, annex E; 502.0-B-3, annex on
        orbit-relative frames, the quasi-inertial ones).

    Returns
    -------
    covariance : same shape, symmetric to the bit
    """
    covariance = np.asarray(covariance, np.float64)
    matrix = np.asarray(matrix, np.float64)
    turn = _block_diagonal(matrix) if covariance.shape[-1] == 6 else matrix
    turned = turn @ covariance @ _transposed(turn)
    return np.asarray(0.5 * (turned + _transposed(turned)))


def pef_from_teme(tai_ns: ArrayLike, eop: EarthOrientation) -> Floats:
    """TEME to the Earth without polar motion, by sidereal time alone, (..., 3, 3).

    The way that those who fit element sets go: their TEME has the observed
    pole. Source: AIAA 2006-6753, appendix C (GMST of IAU 1982).
    """
    jd, fr = _orientation(np.asarray(tai_ns, np.int64), eop).jd_ut1()
    return _about_pole(erfa.gmst82(jd, fr))


def teme_from_gcrf_observed(tai_ns: ArrayLike, eop: EarthOrientation) -> Floats:
    """GCRF to TEME about the observed pole, (..., 3, 3).

    By way of the Earth: IAU 2006/2000A with its offsets to it, sidereal time
    of 1982 back. Equals IAU 1976/1980 with the observed offsets dpsi, deps to
    about 1 mas, and needs no table of those.
    """
    orientation = _orientation(np.asarray(tai_ns, np.int64), eop)
    cirs = cirs_from_gcrf(orientation.tai_ns, orientation.dx_rad, orientation.dy_rad)
    jd, fr = orientation.jd_ut1()
    return np.asarray(_about_pole(erfa.era00(jd, fr) - erfa.gmst82(jd, fr)) @ cirs)


def _down(first: int, last: int, tai_ns: Integers) -> Floats:
    """From one of the frames of IAU 1976 to a later one."""
    matrix = np.eye(3)
    for step in _STEPS[first:last]:
        matrix = step(tai_ns) @ matrix
    return np.array(np.broadcast_to(matrix, (*tai_ns.shape, 3, 3)))


def _itrf_from_gcrf(orientation: EarthOrientationAt) -> Floats:
    """IERS Conventions 2010, equation 5.1: polar motion, rotation, celestial pole."""
    tt = jd_tt_arrays(orientation.tai_ns)
    cirs = cirs_from_gcrf(orientation.tai_ns, orientation.dx_rad, orientation.dy_rad)
    era_rad = erfa.era00(*orientation.jd_ut1())
    polar = erfa.pom00(orientation.xp_rad, orientation.yp_rad, erfa.sp00(*tt))
    return np.asarray(polar @ _about_pole(era_rad) @ cirs)


def _spin_in_itrf(orientation: EarthOrientationAt) -> Floats:
    """Angular velocity of the Earth along the axes of ITRF, (..., 3) rad/s."""
    rate = EARTH_ROTATION_RAD_S * (1.0 - orientation.lod_s / DAY_S)
    polar = erfa.pom00(
        orientation.xp_rad, orientation.yp_rad, erfa.sp00(*jd_tt_arrays(orientation.tai_ns))
    )
    return np.asarray(polar[..., :, 2] * rate[..., None])


def _orientation(tai_ns: Integers, eop: EarthOrientation | None) -> EarthOrientationAt:
    if eop is None:
        raise UsageError(
            "turn to or from ITRF", expected="an EarthOrientation", got="none",
            hint="bundled_earth_orientation() has a table; EarthOrientation.zero() has none",
        )  # fmt: skip
    return eop.at(tai_ns)


def _require_earth_frames(*frames: Frame) -> None:
    for frame in frames:
        require_frame(frame, "turn between frames")
        if frame.is_orbit_relative:
            raise UsageError(
                "turn between frames", frame.value, expected="a frame of the Earth",
                hint="cspo.frames.rtn_from_inertial and its like take an orbit",
            )  # fmt: skip


def _about_pole(angle_rad: Floats) -> Floats:
    angle_rad = np.asarray(angle_rad)
    return np.asarray(erfa.rz(angle_rad, np.broadcast_to(np.eye(3), (*angle_rad.shape, 3, 3))))


def _turn(matrix: Floats, vector: Floats) -> Floats:
    return np.asarray((matrix @ vector[..., None])[..., 0])


def _transposed(matrix: Floats) -> Floats:
    return np.swapaxes(matrix, -1, -2)


def _block_diagonal(matrix: Floats) -> Floats:
    blocks = np.zeros((*matrix.shape[:-2], 6, 6))
    blocks[..., :3, :3] = matrix
    blocks[..., 3:, 3:] = matrix
    return blocks


def _skew(vector: Floats) -> Floats:
    """Matrices whose product with a vector is the cross product."""
    skew = np.zeros((*vector.shape, 3))
    for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        skew[..., i, j] = -vector[..., k]
        skew[..., j, i] = vector[..., k]
    return skew
