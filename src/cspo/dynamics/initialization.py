"""From mean elements to the coefficients of SGP4, for all objects at once.

Vallado et al., AIAA 2006-6753, initl() and sgp4init(), in the improved mode.
NumPy rather than a compiled kernel: it runs once for each catalogue, takes
milliseconds for 27,000 objects and costs no compilation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.constants import WGS72_J2, WGS72_RADIUS_KM
from cspo.dynamics._kernels import layout
from cspo.dynamics._kernels.theory import J3_PER_J2, J4, XKE
from cspo.dynamics.deep_initialization import DeepSpaceInput, deep_space_columns
from cspo.orbits.brouwer import kozai_excess
from cspo.units import DEG_RAD, TAU

__all__ = ["JD_1950", "Coefficients", "MeanElements", "initialize", "is_deep_space"]

Floats = NDArray[np.float64]

JD_1950: Final = 2_433_281.5
"""Julian Date that the theory counts its days from, 1949-12-31T00:00:00 UTC."""

_JD_J2000: Final = 2_451_545.0
_DEEP_PERIOD_MIN: Final = 225.0  # Spacetrack Report No. 3, section 3
_BORDER: Final = 1e-9  # relative; rounding of the period is 1e-15
_TWO_THIRDS: Final = 2.0 / 3.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeanElements:
    """Elements as SGP4 takes them, arrays of shape (n,).

    Angles in rad, *motion_rad_min* as Kozai's mean motion, *bstar_per_er* in
    1 / Earth radii, *epoch_days* in UTC days since 1949-12-31T00:00:00.
    """

    motion_rad_min: Floats
    eccentricity: Floats
    inclination_rad: Floats
    raan_rad: Floats
    argp_rad: Floats
    anomaly_rad: Floats
    bstar_per_er: Floats
    epoch_days: Floats

    def take(self, index: NDArray[np.intp]) -> MeanElements:
        """The rows at *index*."""
        return MeanElements(**{name: getattr(self, name)[index] for name in self.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coefficients:
    """What the kernels take: a table (n, layout.WIDTH) and the kind of each object (n,)."""

    table: Floats
    kind: NDArray[np.int8]


def is_deep_space(elements: MeanElements) -> NDArray[np.bool_]:
    """Which objects SDP4 propagates: Brouwer's period is 225 min or more, (n,).

    NumPy's powers and cosines may differ from those of the C library by a unit in
    the last place. Within rounding of the border the C library's decide, as they
    do in Vallado's C++, so that the choice is always its own.
    """
    with np.errstate(all="ignore"):
        period_min = TAU / _brouwer_rad_min(elements)
    close = np.flatnonzero(np.abs(period_min / _DEEP_PERIOD_MIN - 1.0) < _BORDER)
    if len(close):
        some = elements.take(close)
        axis_er = [math.pow(XKE / motion, _TWO_THIRDS) for motion in some.motion_rad_min.tolist()]
        cosines = [math.cos(inclination) for inclination in some.inclination_rad.tolist()]
        excess = kozai_excess(np.array(axis_er), some.eccentricity, np.array(cosines))
        period_min[close] = TAU / (some.motion_rad_min / (1.0 + excess))
    return np.asarray(period_min >= _DEEP_PERIOD_MIN)


def _brouwer_rad_min(elements: MeanElements) -> Floats:
    axis_er = (XKE / elements.motion_rad_min) ** _TWO_THIRDS
    excess = kozai_excess(axis_er, elements.eccentricity, np.cos(elements.inclination_rad))
    return np.asarray(elements.motion_rad_min / (1.0 + excess))


def initialize(elements: MeanElements, deep: NDArray[np.bool_]) -> Coefficients:
    """Coefficients of every object; *deep* says which of them SDP4 propagates.

    Source: Vallado et al., AIAA 2006-6753, sgp4init(). Elements outside the
    theory's domain give NaN, never a warning.
    """
    table = np.zeros((len(deep), layout.WIDTH))
    kind = np.zeros(len(deep), np.int8)
    with np.errstate(all="ignore"):
        for name, column in _columns(elements, deep).items():
            table[:, layout.COLUMN[name]] = column
        rows = np.flatnonzero(deep)
        if len(rows):
            columns, kind[rows] = _deep_columns(elements.take(rows), table[rows])
            for name, column in columns.items():
                table[rows, layout.COLUMN[name]] = column
    return Coefficients(table=table, kind=kind)


def _columns(el: MeanElements, deep: NDArray[np.bool_]) -> dict[str, Floats]:
    """sgp4init() for near-Earth and deep-space objects, the reference's names in comments."""
    e, bstar, argp = el.eccentricity, el.bstar_per_er, el.argp_rad
    no = _brouwer_rad_min(el)
    cosi, sini = np.cos(el.inclination_rad), np.sin(el.inclination_rad)
    cos2 = cosi * cosi
    cos4 = cos2 * cos2
    beta2 = 1.0 - e * e
    beta = np.sqrt(beta2)
    con41, con42, x1mth2 = 3.0 * cos2 - 1.0, 1.0 - 5.0 * cos2, 1.0 - cos2
    ao = (XKE / no) ** _TWO_THIRDS
    rp = ao * (1.0 - e)
    # atmospheric drag: the density function starts lower where the perigee is low
    perigee = (rp - 1.0) * WGS72_RADIUS_KM
    s = np.where(perigee < 156.0, np.where(perigee < 98.0, 20.0, perigee - 78.0), 78.0)
    qzms24 = ((120.0 - s) / WGS72_RADIUS_KM) ** 4
    sfour = s / WGS72_RADIUS_KM + 1.0
    tsi = 1.0 / (ao - sfour)
    eta = ao * e * tsi
    eta2, eeta = eta * eta, e * eta
    psi2 = np.abs(1.0 - eta2)
    coef = qzms24 * tsi**4
    coef1 = coef / psi2**3.5
    cc1 = bstar * (
        coef1
        * no
        * (
            ao * (1.0 + 1.5 * eta2 + eeta * (4.0 + eta2))
            + 0.375 * WGS72_J2 * tsi / psi2 * con41 * (8.0 + 3.0 * eta2 * (8.0 + eta2))
        )
    )
    round_orbit = e <= 1.0e-4
    cc3 = np.where(round_orbit, 0.0, -2.0 * coef * tsi * J3_PER_J2 * no * sini / e)
    cc4 = (
        2.0
        * no
        * coef1
        * ao
        * beta2
        * (
            eta * (2.0 + 0.5 * eta2)
            + e * (0.5 + 2.0 * eta2)
            - WGS72_J2
            * tsi
            / (ao * psi2)
            * (
                -3.0 * con41 * (1.0 - 2.0 * eeta + eta2 * (1.5 - 0.5 * eeta))
                + 0.75 * x1mth2 * (2.0 * eta2 - eeta * (1.0 + eta2)) * np.cos(2.0 * argp)
            )
        )
    )
    # secular rates
    pinv2 = 1.0 / (ao * beta2) ** 2
    temp1 = 1.5 * WGS72_J2 * pinv2 * no
    temp2 = 0.5 * temp1 * WGS72_J2 * pinv2
    temp3 = -0.46875 * J4 * pinv2 * pinv2 * no
    xhdot1 = -temp1 * cosi
    columns = {
        "anomaly": el.anomaly_rad,
        "argp": argp,
        "node": el.raan_rad,
        "anomaly_rate": no
        + 0.5 * temp1 * beta * con41
        + 0.0625 * temp2 * beta * (13.0 - 78.0 * cos2 + 137.0 * cos4),
        "argp_rate": -0.5 * temp1 * con42
        + 0.0625 * temp2 * (7.0 - 114.0 * cos2 + 395.0 * cos4)
        + temp3 * (3.0 - 36.0 * cos2 + 49.0 * cos4),
        "node_rate": xhdot1
        + (0.5 * temp2 * (4.0 - 19.0 * cos2) + 2.0 * temp3 * (3.0 - 7.0 * cos2)) * cosi,
        "node_drag": 3.5 * beta2 * xhdot1 * cc1,
        "cc1": cc1,
        "bstar_cc4": bstar * cc4,
        "t2cof": 1.5 * cc1,
        "axis": ao,
        "motion": no,
        "eccentricity": e,
        "inclination": el.inclination_rad,
        "cosi": cosi,
        "sini": sini,
        "aycof": -0.5 * J3_PER_J2 * sini,
        "xlcof": -0.25
        * J3_PER_J2
        * sini
        * (3.0 + 5.0 * cosi)
        / np.where(np.abs(cosi + 1.0) > 1.5e-12, 1.0 + cosi, 1.5e-12),
    }
    # terms that the theory drops in deep space and where the perigee is under 220 km
    full = ~(deep | (rp < 220.0 / WGS72_RADIUS_KM + 1.0))
    cc1sq = cc1 * cc1
    d2 = 4.0 * ao * tsi * cc1sq
    temp = d2 * tsi * cc1 / 3.0
    d3 = (17.0 * ao + sfour) * temp
    d4 = 0.5 * temp * ao * tsi * (221.0 * ao + 31.0 * sfour) * cc1
    dropped = {
        "omgcof": bstar * cc3 * np.cos(argp),
        "eta": eta,
        "xmcof": np.where(round_orbit, 0.0, -_TWO_THIRDS * coef * bstar / eeta),
        "delmo": (1.0 + eta * np.cos(el.anomaly_rad)) ** 3,
        "d2": d2,
        "d3": d3,
        "d4": d4,
        "bstar_cc5": bstar
        * (2.0 * coef1 * ao * beta2 * (1.0 + 2.75 * (eta2 + eeta) + eeta * eta2)),
        "sin_anomaly": np.sin(el.anomaly_rad),
        "t3cof": d2 + 2.0 * cc1sq,
        "t4cof": 0.25 * (3.0 * d3 + cc1 * (12.0 * d2 + 10.0 * cc1sq)),
        "t5cof": 0.2
        * (3.0 * d4 + 12.0 * cc1 * d3 + 6.0 * d2 * d2 + 15.0 * cc1sq * (2.0 * d2 + cc1sq)),
    }
    return columns | {name: np.where(full, column, 0.0) for name, column in dropped.items()}


def _deep_columns(el: MeanElements, table: Floats) -> tuple[dict[str, Floats], NDArray[np.int8]]:
    def column(name: str) -> Floats:
        return table[:, layout.COLUMN[name]]

    return deep_space_columns(
        DeepSpaceInput(
            epoch_days=el.epoch_days,
            e=el.eccentricity,
            inclination=el.inclination_rad,
            node=el.raan_rad,
            argp=el.argp_rad,
            anomaly=el.anomaly_rad,
            motion=column("motion"),
            anomaly_rate=column("anomaly_rate"),
            argp_rate=column("argp_rate"),
            node_rate=column("node_rate"),
            sidereal=_sidereal_angle(el.epoch_days),
        )
    )


def _sidereal_angle(epoch_days: Floats) -> Floats:
    """Greenwich mean sidereal time, rad, from UTC days as the theory takes them: gstime()."""
    t = (epoch_days + JD_1950 - _JD_J2000) / 36_525.0
    seconds = (
        -6.2e-6 * t * t * t
        + 0.093104 * t * t
        + (876_600.0 * 3600.0 + 8_640_184.812866) * t
        + 67_310.54841
    )
    return np.asarray(np.fmod(seconds * DEG_RAD / 240.0, TAU) % TAU)
