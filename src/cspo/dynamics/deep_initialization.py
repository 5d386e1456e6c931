"""The coefficients of SDP4: Sun, Moon and resonance, for all objects at once.

Vallado et al., AIAA 2006-6753, dscom() and dsinit(), whose names are kept;
Hoots and Roehrich, Spacetrack Report No. 3 (1980), section 10.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.dynamics._kernels import layout
from cspo.dynamics._kernels.theory import ROTATION_RAD_MIN, ZEL, ZES, ZNL, ZNS
from cspo.dynamics.resonance_initialization import half_day, synchronous
from cspo.units import TAU

__all__ = ["DeepSpaceInput", "deep_space_columns"]

Floats = NDArray[np.float64]

_NEARLY_EQUATORIAL: Final = 5.2359877e-2  # rad


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DeepSpaceInput:
    """Mean elements (rad, Brouwer's motion in rad/min) and the secular rates (rad/min)."""

    epoch_days: Floats
    e: Floats
    inclination: Floats
    node: Floats
    argp: Floats
    anomaly: Floats
    motion: Floats
    anomaly_rate: Floats
    argp_rate: Floats
    node_rate: Floats
    sidereal: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Body:
    """What dscom() computes once for the Sun and once for the Moon."""

    s1: Floats
    s2: Floats
    s3: Floats
    s4: Floats
    s5: Floats
    s6: Floats
    s7: Floats
    z1: Floats
    z2: Floats
    z3: Floats
    z11: Floats
    z12: Floats
    z13: Floats
    z21: Floats
    z22: Floats
    z23: Floats
    z31: Floats
    z32: Floats
    z33: Floats


def deep_space_columns(given: DeepSpaceInput) -> tuple[dict[str, Floats], NDArray[np.int8]]:
    """Columns of `layout.NAMES` beyond the near-Earth ones, and the kind of each object."""
    sun, moon, zmos, zmol = _sun_and_moon(given)
    columns = {"inclination": given.inclination, "sun": zmos, "moon": zmol}
    columns |= _periodics(sun, ZES, given.e, "se2 se3 si2 si3 sl2 sl3 sl4 sgh2 sgh3 sgh4 sh2 sh3")
    columns |= _periodics(moon, ZEL, given.e, "ee2 e3 xi2 xi3 xl2 xl3 xl4 xgh2 xgh3 xgh4 xh2 xh3")
    columns |= _secular(given, sun, moon)
    columns["gsto"] = given.sidereal
    n, e = given.motion, given.e
    one_day = (n > 0.0034906585) & (n < 0.0052359877)
    twelve_hours = (n >= 8.26e-3) & (n <= 9.24e-3) & (e >= 0.5)
    kind = np.where(
        twelve_hours, layout.HALF_DAY, np.where(one_day, layout.SYNCHRONOUS, layout.DEEP)
    )
    for mask, resonance in (
        (one_day, synchronous(n, e, given.inclination)),
        (twelve_hours, half_day(n, e, given.inclination)),
    ):
        for index, value in enumerate(resonance):
            name = f"r{index}"
            columns[name] = np.where(mask, value, columns.get(name, 0.0))
    theta = np.fmod(given.sidereal, TAU)
    rates = {name: columns[name] for name in ("dmdt", "dnodt", "domdt")}
    columns["xlamo"] = np.where(
        twelve_hours,
        np.fmod(given.anomaly + 2.0 * given.node - 2.0 * theta, TAU),
        np.fmod(given.anomaly + given.node + given.argp - theta, TAU),
    )
    columns["xfact"] = np.where(
        twelve_hours,
        given.anomaly_rate
        + rates["dmdt"]
        + 2.0 * (given.node_rate + rates["dnodt"] - ROTATION_RAD_MIN)
        - n,
        given.anomaly_rate
        + given.argp_rate
        + given.node_rate
        - ROTATION_RAD_MIN
        + rates["dmdt"]
        + rates["domdt"]
        + rates["dnodt"]
        - n,
    )
    return columns, kind.astype(np.int8)


def _sun_and_moon(given: DeepSpaceInput) -> tuple[_Body, _Body, Floats, Floats]:
    """dscom(): geometry of the Sun's and the Moon's orbits at epoch."""
    day = given.epoch_days + 18_261.5
    snodm, cnodm = np.sin(given.node), np.cos(given.node)
    xnodce = np.fmod(4.5236020 - 9.2422029e-4 * day, TAU)
    stem, ctem = np.sin(xnodce), np.cos(xnodce)
    zcosil = 0.91375164 - 0.03568096 * ctem
    zsinil = np.sqrt(1.0 - zcosil * zcosil)
    zsinhl = 0.089683511 * stem / zsinil
    zcoshl = np.sqrt(1.0 - zsinhl * zsinhl)
    gam = 5.8351514 + 0.0019443680 * day
    zx = np.arctan2(0.39785416 * stem / zsinil, zcoshl * ctem + 0.91744867 * zsinhl * stem)
    zx = gam + zx - xnodce
    sun = _body(given, 0.1945905, -0.98088458, 0.91744867, 0.39785416, cnodm, snodm, 2.9864797e-6)
    moon = _body(
        given,
        np.cos(zx),
        np.sin(zx),
        zcosil,
        zsinil,
        zcoshl * cnodm + zsinhl * snodm,
        snodm * zcoshl - cnodm * zsinhl,
        4.7968065e-7,
    )
    zmol = np.fmod(4.7199672 + 0.22997150 * day - gam, TAU)
    zmos = np.fmod(6.2565837 + 0.017201977 * day, TAU)
    return sun, moon, zmos, zmol


def _body(
    given: DeepSpaceInput,
    zcosg: Floats | float,
    zsing: Floats | float,
    zcosi: Floats | float,
    zsini: Floats | float,
    zcosh: Floats,
    zsinh: Floats,
    cc: float,
) -> _Body:
    """dscom(), the loop over the two perturbing bodies."""
    em, emsq = given.e, given.e * given.e
    betasq = 1.0 - emsq
    rtemsq = np.sqrt(betasq)
    sinim, cosim = np.sin(given.inclination), np.cos(given.inclination)
    sinomm, cosomm = np.sin(given.argp), np.cos(given.argp)
    a1 = zcosg * zcosh + zsing * zcosi * zsinh
    a3 = -zsing * zcosh + zcosg * zcosi * zsinh
    a7 = -zcosg * zsinh + zsing * zcosi * zcosh
    a8 = zsing * zsini
    a9 = zsing * zsinh + zcosg * zcosi * zcosh
    a10 = zcosg * zsini
    a2 = cosim * a7 + sinim * a8
    a4 = cosim * a9 + sinim * a10
    a5 = -sinim * a7 + cosim * a8
    a6 = -sinim * a9 + cosim * a10
    x1 = a1 * cosomm + a2 * sinomm
    x2 = a3 * cosomm + a4 * sinomm
    x3 = -a1 * sinomm + a2 * cosomm
    x4 = -a3 * sinomm + a4 * cosomm
    x5, x6, x7, x8 = a5 * sinomm, a6 * sinomm, a5 * cosomm, a6 * cosomm
    z31 = 12.0 * x1 * x1 - 3.0 * x3 * x3
    z32 = 24.0 * x1 * x2 - 6.0 * x3 * x4
    z33 = 12.0 * x2 * x2 - 3.0 * x4 * x4
    z1 = 3.0 * (a1 * a1 + a2 * a2) + z31 * emsq
    z2 = 6.0 * (a1 * a3 + a2 * a4) + z32 * emsq
    z3 = 3.0 * (a3 * a3 + a4 * a4) + z33 * emsq
    s3 = cc / given.motion
    s4 = s3 * rtemsq
    return _Body(
        s1=-15.0 * em * s4,
        s2=-0.5 * s3 / rtemsq,
        s3=s3,
        s4=s4,
        s5=x1 * x3 + x2 * x4,
        s6=x2 * x3 + x1 * x4,
        s7=x2 * x4 - x1 * x3,
        z1=z1 + z1 + betasq * z31,
        z2=z2 + z2 + betasq * z32,
        z3=z3 + z3 + betasq * z33,
        z11=-6.0 * a1 * a5 + emsq * (-24.0 * x1 * x7 - 6.0 * x3 * x5),
        z12=-6.0 * (a1 * a6 + a3 * a5)
        + emsq * (-24.0 * (x2 * x7 + x1 * x8) - 6.0 * (x3 * x6 + x4 * x5)),
        z13=-6.0 * a3 * a6 + emsq * (-24.0 * x2 * x8 - 6.0 * x4 * x6),
        z21=6.0 * a2 * a5 + emsq * (24.0 * x1 * x5 - 6.0 * x3 * x7),
        z22=6.0 * (a4 * a5 + a2 * a6)
        + emsq * (24.0 * (x2 * x5 + x1 * x6) - 6.0 * (x4 * x7 + x3 * x8)),
        z23=6.0 * a4 * a6 + emsq * (24.0 * x2 * x6 - 6.0 * x4 * x8),
        z31=z31,
        z32=z32,
        z33=z33,
    )


def _periodics(body: _Body, ze: float, e: Floats, names: str) -> dict[str, Floats]:
    """dscom(): the coefficients that dpper() uses at every time."""
    values = (
        2.0 * body.s1 * body.s6,
        2.0 * body.s1 * body.s7,
        2.0 * body.s2 * body.z12,
        2.0 * body.s2 * (body.z13 - body.z11),
        -2.0 * body.s3 * body.z2,
        -2.0 * body.s3 * (body.z3 - body.z1),
        -2.0 * body.s3 * (-21.0 - 9.0 * e * e) * ze,
        2.0 * body.s4 * body.z32,
        2.0 * body.s4 * (body.z33 - body.z31),
        -18.0 * body.s4 * ze,
        -2.0 * body.s2 * body.z22,
        -2.0 * body.s2 * (body.z23 - body.z21),
    )
    return dict(zip(names.split(), values, strict=True))


def _secular(given: DeepSpaceInput, sun: _Body, moon: _Body) -> dict[str, Floats]:
    """dsinit(): secular rates by the Sun and the Moon."""
    emsq = given.e * given.e
    sinim, cosim = np.sin(given.inclination), np.cos(given.inclination)
    divisor = np.where(sinim != 0.0, sinim, 1.0)
    flat = (given.inclination < _NEARLY_EQUATORIAL) | (
        given.inclination > math.pi - _NEARLY_EQUATORIAL
    )
    shs = np.where(flat, 0.0, -ZNS * sun.s2 * (sun.z21 + sun.z23)) / divisor
    shll = np.where(flat, 0.0, -ZNL * moon.s2 * (moon.z21 + moon.z23)) / divisor
    sls = -ZNS * sun.s3 * (sun.z1 + sun.z3 - 14.0 - 6.0 * emsq)
    sgs = sun.s4 * ZNS * (sun.z31 + sun.z33 - 6.0) - cosim * shs
    sghl = moon.s4 * ZNL * (moon.z31 + moon.z33 - 6.0)
    return {
        "dedt": sun.s1 * ZNS * sun.s5 + moon.s1 * ZNL * moon.s5,
        "didt": sun.s2 * ZNS * (sun.z11 + sun.z13) + moon.s2 * ZNL * (moon.z11 + moon.z13),
        "dmdt": sls - ZNL * moon.s3 * (moon.z1 + moon.z3 - 14.0 - 6.0 * emsq),
        "domdt": sgs + sghl - cosim * shll,
        "dnodt": shs + shll,
    }
