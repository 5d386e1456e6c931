"""The days after a launch in which a crewed station could not get out of a stage's way.

Screening before a launch ends some revolutions after insertion: beyond that nobody knows where
the stage will be. Until it is catalogued, a close approach found and a manoeuvre flown, the
station is defenceless: 56 hours for the ISS. What can be known before is whether the two orbits
cross at all in that time, and how likely it is that both are there at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.probability import pc_foster1992
from cspo.consequence.clouds import Cloud, element_sets
from cspo.consequence.launch.ascent import Ascent
from cspo.consequence.launch.dispersion import Dispersion
from cspo.constants import EARTH_ROTATION_RAD_S
from cspo.dynamics import Sgp4Bulk
from cspo.errors import OutOfRange, UsageError
from cspo.frames import EarthOrientation, TurningEarth
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.units import HOUR_S, KM_PER_M, NS_PER_S, TAU

__all__ = ["GAP_HOURS", "STATION_PC", "Gap", "stage_gap", "station_gap"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

GAP_HOURS: Final = 56.0
"""From the end of launch screening until the ISS can have moved: Hametz and Beaver, AAS 13-360."""

STATION_PC: Final = 1e-6
"""14 CFR 450.169 (a) (1) (i), of inhabitable objects."""

_COPLANAR_RAD: Final = 0.02
_TURNS: Final = 4
_STAGE_M2_KG: Final = 0.01
_FAR_KM: Final = 2_000.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gap:
    """What each launch instant means for one station in the gap.

    Parameters
    ----------
    start : Epoch
        First launch instant.
    step_s : float
    separation_km : (launches,) float64
        Least distance of the two orbits where they cross over, at any time in the gap.
    could_cross : (launches,) bool
        Whether it is within three standard deviations of the stage's radius.
    pc : (launches,) float64
        Probability of collision in the gap, over all crossings.
    closed : (launches,) bool
        Where the orbits could cross and the probability exceeds the limit.
    """

    start: Epoch
    step_s: float
    separation_km: Floats
    could_cross: NDArray[np.bool_]
    pc: Floats
    closed: NDArray[np.bool_]

    def closed_s(self) -> float:
        """Seconds that are closed."""
        return float(self.closed.sum() * self.step_s)


def station_gap(
    ascent: Ascent,
    catalog: Catalog,
    row: int,
    start: Epoch,
    eop: EarthOrientation,
    *,
    duration_s: float,
    step_s: float = 60.0,
    hours: float = GAP_HOURS,
    dispersion: Dispersion | None = None,
    hbr_m: float = 67.0,
    limit_pc: float = STATION_PC,
) -> Gap:
    """Judge a launch window by the hours after launch screening.

    Parameters
    ----------
    ascent : Ascent
        The stage stays in the orbit of its insertion; its last point ends launch screening.
    catalog, row : Catalog, int
        The station.
    start : Epoch
        First launch instant.
    eop : EarthOrientation
    duration_s, step_s : float
        Of the window; up to 10,000 instants.
    hours : float
        Length of the gap, 1 to 240.
    dispersion : Dispersion, optional
        Of the insertion; in track it goes on growing.
    hbr_m : float
        Both radii: half the ISS's 109 m, and a stage.
    limit_pc : float

    Raises
    ------
    UsageError
        Where the window or the gap has no meaning.
    OutOfRange
        Where the stage or the station has no orbit that SGP4 can take.

    Notes
    -----
    Two parts, as the Aerospace Corporation's analysis has them (Jenkin, McVey, Peterson and
    Sorge, 6th European Conference on Space Debris, 2013): first nodal separation, whether the
    traces of both orbits can cross in the gap; then the probability of conjunction, to reopen
    launches that the first would close. Theirs is drawn by Monte Carlo; here each time the stage
    passes one of the two points where the planes meet, the miss across the relative motion is
    taken as normal, radially by the stage's radial dispersion, along it by how uncertain its time
    is, both joined by the semi-major axis, whose error is in either; the integral is Foster's.
    Crossings are taken as independent, which adds where one error serves several. The stage moves
    by SGP4 fitted to its insertion, with an area to mass of 0.01 m²/kg.

    Where the planes are within 1.1 degrees no node is sharp: such launches are closed if the
    orbits could cross.
    """
    launches = _checked(duration_s, step_s, hours, limit_pc, hbr_m)
    spread = dispersion or Dispersion()
    instants = start.tai_ns + np.round(np.arange(launches) * step_s * NS_PER_S).astype(np.int64)
    stage = _stages(ascent, instants, eop, duration_s)
    least, total, coplanar = stage_gap(
        stage, catalog, row, after_s=ascent.duration_s - ascent.insertion_s, hours=hours,
        dispersion=spread, hbr_m=hbr_m,
    )  # fmt: skip
    could = least < 3.0 * max(spread.radial_km, spread.axis_km)
    return Gap(
        start=start, step_s=step_s, separation_km=least, could_cross=could, pc=total,
        closed=could & ((total > limit_pc) | coplanar),
    )  # fmt: skip


def stage_gap(
    stages: Catalog,
    catalog: Catalog,
    row: int,
    *,
    after_s: float,
    hours: float = GAP_HOURS,
    dispersion: Dispersion | None = None,
    hbr_m: float = 67.0,
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Follow stages past the nodes of their planes with a station's.

    Parameters
    ----------
    stages : Catalog
        Elements at insertion, one row a launch, all of one mean motion.
    catalog, row : Catalog, int
        The station.
    after_s, hours : float
        When the gap begins after the epoch of each, and its length.
    dispersion : Dispersion, optional
    hbr_m : float

    Returns
    -------
    separation_km, pc : (n,) float64
        Least distance of the orbits at a node, and probability of collision, over the gap.
    coplanar : (n,) bool
        Whether the planes came within 1.1 degrees: the probability leaves those passages out.
    """
    spread = dispersion or Dispersion()
    bulk, station = Sgp4Bulk(stages), Sgp4Bulk(catalog)
    period_s = TAU / float(stages.mean_motion_rad_s[0])
    least, missed = np.full(len(stages), np.inf), np.ones(len(stages))
    coplanar = np.zeros(len(stages), np.bool_)
    for half in range(int(np.ceil(2.0 * hours * HOUR_S / period_s))):
        from_s = after_s + 0.5 * half * period_s
        radial_km, along_km, sine, shift_s, across = _crossing(
            bulk, station, row, stages.epoch_tai_ns, from_s
        )
        drift = 1.5 * stages.mean_motion_rad_s * (from_s + shift_s) * across
        flat = np.abs(sine) < _COPLANAR_RAD
        coplanar |= flat
        pc = _chance(along_km, radial_km, drift, across, spread, hbr_m * KM_PER_M)
        missed *= 1.0 - np.where(flat, 0.0, pc)
        least = np.minimum(least, np.abs(radial_km))
    return least, 1.0 - missed, coplanar


def _checked(duration_s: float, step_s: float, hours: float, limit_pc: float, hbr_m: float) -> int:
    good = 0.0 < duration_s <= 30 * 86_400.0 and 1.0 <= step_s <= 3_600.0 and 1.0 <= hours <= 240.0
    if not (good and 0.0 < limit_pc < 1.0 and 0.1 <= hbr_m <= 1e5):
        raise UsageError(
            "judge gap", expected="a window to 30 days, steps of 1 to 3,600 s, 1 to 240 h, a "
            "limit between 0 and 1, radii of 0.1 m to 100 km",
            got=f"{duration_s:g} s, {step_s:g} s, {hours:g} h, {limit_pc:g}, {hbr_m:g} m",
        )  # fmt: skip
    launches = int(duration_s // step_s) + 1
    if launches > 10_000:
        raise UsageError("judge gap", "launches", expected="up to 10,000", got=f"{launches:,}",
                         hint="widen the step")  # fmt: skip
    return launches


def _stages(
    ascent: Ascent, launch_ns: Integers, eop: EarthOrientation, duration_s: float
) -> Catalog:
    """SGP4 elements of the stage at its insertion, one row a launch.

    The theory of low orbits is round about the Earth's axis: one fit serves all, its node turned
    by sidereal time.
    """
    first = Epoch(int(launch_ns[0])) + ascent.insertion_s
    r_km, v_km_s, _ = ascent.at([ascent.insertion_s])
    v_km_s = v_km_s + np.cross([0.0, 0.0, EARTH_ROTATION_RAD_S], r_km)
    turn = TurningEarth(first, max(duration_s, 1.0), eop).itrf_from_teme(
        (launch_ns - launch_ns[0]) / NS_PER_S
    )
    one = np.ones(1)
    sets = element_sets(
        Cloud(
            epoch=first, r_teme_km=r_km @ turn[0], v_teme_km_s=v_km_s @ turn[0],
            dv_km_s=np.zeros((1, 3)), area_to_mass_m2_kg=_STAGE_M2_KG * one, length_m=5.0 * one,
            mass_kg=1_000.0 * one, weight=one,
        )
    )  # fmt: skip
    if not len(sets.catalog):
        raise OutOfRange("judge gap", "stage", expected="an orbit about the Earth", got="none")
    turned = turn.transpose(0, 2, 1) @ turn[0]
    node = np.arctan2(turned[:, 1, 0], turned[:, 0, 0])
    all_alike = sets.catalog.take(np.zeros(len(launch_ns), np.int64))
    return replace(
        all_alike, epoch_tai_ns=launch_ns + round(ascent.insertion_s * NS_PER_S),
        raan_rad=(all_alike.raan_rad + node) % TAU,
    )  # fmt: skip


def _crossing(
    stages: Sgp4Bulk, station: Sgp4Bulk, row: int, epoch_ns: Integers, after_s: float
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Each stage's next pass through a point where the planes meet, after *after_s* from insertion.

    Radial distance of the orbits there, miss along the relative motion's normal, sine of the
    angle between the planes, seconds past *after_s*, and km of miss per km of in-track error.
    """
    rows = np.arange(len(epoch_ns))
    same = np.full(len(epoch_ns), row)
    shift_s = np.zeros(len(epoch_ns))
    for turn in range(_TURNS):
        now = epoch_ns + np.round((after_s + shift_s) * NS_PER_S).astype(np.int64)
        own = stages.propagate_pairs(rows, now)[0]
        other = station.propagate_pairs(same, now)[0]
        h1, h2 = np.cross(own[:, :3], own[:, 3:]), np.cross(other[:, :3], other[:, 3:])
        node = np.cross(h1, h2)
        if turn == 0:
            ahead = _angle(own[:, :3], node, h1) % (0.5 * TAU)
            sign = np.where(_angle(own[:, :3], node, h1) % TAU < 0.5 * TAU, 1.0, -1.0)
        else:
            ahead = _angle(own[:, :3], node * sign[:, None], h1)
        shift_s = shift_s + ahead / _rate(own)
    node = node * sign[:, None]
    late_s = _angle(other[:, :3], node, h2) / _rate(other)
    there = station.propagate_pairs(same, now + np.round(late_s * NS_PER_S).astype(np.int64))[0]
    radial = np.linalg.norm(own[:, :3], axis=1) - np.linalg.norm(there[:, :3], axis=1)
    relative = np.linalg.norm(own[:, 3:] - there[:, 3:], axis=1)
    v1, v2 = np.linalg.norm(own[:, 3:], axis=1), np.linalg.norm(there[:, 3:], axis=1)
    sine = np.linalg.norm(np.cross(own[:, 3:], there[:, 3:]), axis=1) / (v1 * v2)
    miss = late_s * v1 * v2 * sine / np.maximum(relative, 1e-9)
    across = v2 * sine / np.maximum(relative, 1e-9)
    lost = ~np.isfinite(radial)
    radial[lost], miss[lost] = np.inf, np.inf
    return radial, miss, np.nan_to_num(sine, nan=1.0), shift_s, np.nan_to_num(across)


def _angle(r_km: Floats, towards: Floats, normal: Floats) -> Floats:
    """Angle from a position to a direction in the orbit's plane, along the motion, -pi to pi."""
    unit = normal / np.linalg.norm(normal, axis=1, keepdims=True)
    return np.asarray(
        np.arctan2((np.cross(r_km, towards) * unit).sum(axis=1), (r_km * towards).sum(axis=1))
    )


def _rate(state: Floats) -> Floats:
    """Angular rate of an orbit, rad/s."""
    momentum = np.linalg.norm(np.cross(state[:, :3], state[:, 3:]), axis=1)
    return np.asarray(momentum / (state[:, :3] ** 2).sum(axis=1))


def _chance(
    along_km: Floats, radial_km: Floats, drift: Floats, across: Floats, spread: Dispersion,
    hbr_km: float,
) -> Floats:  # fmt: skip
    """Integral of the miss over both bodies, (n,).

    *drift* is the miss along the relative motion's normal by each km of the semi-major axis,
    *across* that by each km in track.
    """
    out = np.zeros(len(along_km))
    some = np.flatnonzero((np.abs(radial_km) < _FAR_KM) & np.isfinite(along_km))
    if not len(some):
        return out
    zero = np.zeros((len(some), 3))
    covariance = np.zeros((len(some), 3, 3))
    axis_km = spread.axis_km
    covariance[:, 0, 0] = (
        (drift[some] * axis_km) ** 2 + (across[some] * spread.in_track_km) ** 2
        + spread.cross_track_km**2
    )  # fmt: skip
    covariance[:, 1, 1] = max(spread.radial_km, axis_km) ** 2
    covariance[:, 0, 1] = covariance[:, 1, 0] = -drift[some] * axis_km**2
    covariance[:, 2, 2] = 1.0
    miss = np.stack([along_km[some], radial_km[some], np.zeros(len(some))], axis=1)
    speed = np.tile([0.0, 0.0, 7.0], (len(some), 1))
    result = pc_foster1992(zero, zero, 0.5 * covariance, miss, speed, 0.5 * covariance, hbr_km)
    out[some] = np.nan_to_num(result.pc)
    return out
