"""From «it broke up ten minutes ago» to who is at risk, in tables."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.clouds import Assets, Cloud, Crossings, cloud_of, crossings
from cspo.consequence.fragmentation import Breakup, Parent, collide, explode
from cspo.consequence.services import ServiceModel
from cspo.constants import EARTH_RADIUS_KM
from cspo.dynamics import PropagationStatus, Sgp4Bulk
from cspo.environment import SpaceWeather
from cspo.errors import OutOfRange, UsageError
from cspo.frames import EarthOrientation, Frame, geodetic_from_itrf, transform_pv
from cspo.operations.consequence.at_risk import CrossedRows, any_of, crossed_lines, warn_lines
from cspo.operations.consequence.cloud_views import (
    decay_view,
    density_view,
    followed,
    gabbard_view,
    pieces_of,
)
from cspo.operations.consequence.question import BreakupQuestion, mass_of, parent_of
from cspo.operations.consequence.results import Band, BreakupResult, PiecesLine, WhatView
from cspo.operations.consequence.sky import StudySky
from cspo.operations.consequence.steps import Steps
from cspo.operations.consequence.touched import services_touched
from cspo.operations.consequence.words import basis_of, headline_of, limits_of
from cspo.orbits import State
from cspo.units import DAY_S, HOUR_S, NS_PER_S

__all__ = ["BreakupStudy", "broken_up", "study_breakup"]

Floats = NDArray[np.float64]

_COUNTED_M: Final = (0.01, 0.05, 0.1, 0.5)
_SEEN_M: Final = 0.1
_LISTED: Final = 500
_OLDEST_S: Final = 366.0 * DAY_S
"""Elements older than this say nothing of where an object is."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BreakupStudy:
    """A question answered.

    Parameters
    ----------
    question : BreakupQuestion
    result : BreakupResult
        All of it in tables.
    breakup : Breakup
    cloud : Cloud
        The pieces, for whoever asks further: what a launch meets of them.
    found : Crossings
    """

    question: BreakupQuestion
    result: BreakupResult
    breakup: Breakup
    cloud: Cloud
    found: Crossings


def study_breakup(
    question: BreakupQuestion,
    sky: StudySky,
    steps: Steps,
    *,
    weather: SpaceWeather | None = None,
    services: ServiceModel | None = None,
    threads: int = 0,
) -> BreakupStudy:
    """Break an object up, follow the pieces, and say who is crossed.

    Parameters
    ----------
    question : BreakupQuestion
    sky : StudySky
        Everything that may be crossed, with the objects that break up among it.
    steps : Steps
        Told how far it is; ends it.
    weather : SpaceWeather or None
        As measured; where it ends, or there is none, the mean of past solar cycles.
    services : ServiceModel or None
        What rests on which satellites.
    threads : int
        0: as many as there are.

    Raises
    ------
    UsageError
        Where an object is not in the sky.
    OutOfRange
        Where it is in no orbit at that instant, or the two of a collision are not in one place.
    Stopped
        Where *steps* say so.
    """
    steps.at(0.0, "where it broke up")
    generator = np.random.default_rng(question.seed)
    rows, states = _parents(question, sky)
    whats = [_what(question, sky, row, n) for n, row in enumerate(rows)]
    speed = _speed(question, states)
    broken = _broken(question, sky, rows, whats, speed, generator)
    cloud = cloud_of(broken, _states(states, broken, speed))
    steps.at(0.1, "the pieces by size and period")
    over_m = max(_SEEN_M, question.smallest_m)
    pieces = pieces_of(cloud, broken.fragments.parent, over_m, generator)
    decays = followed(pieces, question.at, weather, steps, 0.15, 0.35)
    found = crossings(
        cloud, sky.catalog, generator=generator, hours=question.hours, assets=_assets(sky),
        without=np.array(rows), threads=threads or os.cpu_count() or 1,
        progress=steps.part(0.35, 0.95, "who is crossed"), stop=steps.stop,
    )  # fmt: skip
    steps.at(0.95, "who must be warned")
    crossed = _crossed(found, sky).above()
    lines = crossed_lines(sky, crossed.take(_listed(crossed, sky)))
    where = _where(states[0])
    gone = [*rows, *(sky.row_of(name) for name in question.lost)]
    result = BreakupResult(
        headline="", supposed=question.happened == "supposed", kind=broken.kind,
        at_utc=question.at.utc_iso(0), what=whats[0], other=whats[1] if len(whats) > 1 else None,
        relative_speed_km_s=None if speed is None else round(speed, 3),
        energy_j_g=broken.energy_j_g, catastrophic=broken.catastrophic, altitude_km=where[2],
        latitude_deg=where[0], longitude_deg=where[1], pieces=_counted(broken, question),
        gabbard=gabbard_view(pieces, sky.catalog, rows[0]),
        density=density_view(pieces, decays, broken.low_factor, broken.high_factor),
        over_m=question.smallest_m, hours=question.hours, screened=len(sky.catalog),
        crossed=lines, crossed_total=len(crossed), any_hit=any_of(found.probability),
        risk_after_h=(found.edges_s[1:] / HOUR_S).round(4).tolist(),
        risk_hits=[float(f"{x:.4g}") for x in found.hits_by_span.tolist()],
        warn=warn_lines(sky, lines),
        decay=decay_view(decays, _activity(weather, question)),
        services=[] if services is None else services_touched(services, sky, crossed, gone),
        basis=basis_of(question, broken, whats, found, sky), limits=limits_of(question),
    )  # fmt: skip
    return BreakupStudy(
        question=question, result=headline_of(result), breakup=broken, cloud=cloud, found=found
    )


def broken_up(
    question: BreakupQuestion, sky: StudySky, generator: np.random.Generator
) -> tuple[list[int], Breakup, Cloud]:
    """What breaks up (rows of the sky), into what, and the cloud; nothing more is asked.

    Raises
    ------
    UsageError, OutOfRange
        As `study_breakup`.
    """
    rows, states = _parents(question, sky)
    whats = [_what(question, sky, row, n) for n, row in enumerate(rows)]
    speed = _speed(question, states)
    broken = _broken(question, sky, rows, whats, speed, generator)
    return rows, broken, cloud_of(broken, _states(states, broken, speed))


def _parents(question: BreakupQuestion, sky: StudySky) -> tuple[list[int], list[State]]:
    """Rows and states of what breaks up: one, or two that have orbits.

    Raises
    ------
    UsageError
        Where one is not in the sky.
    OutOfRange
        Where SGP4 has no state of it then.
    """
    names = [question.object, *([question.other] if question.other else [])]
    rows = [sky.row_of(name) for name in names]
    few = sky.catalog.take(np.array(rows))
    at = np.full(len(rows), question.at.tai_ns, np.int64)
    r_v, status = Sgp4Bulk(few).propagate_pairs(np.arange(len(rows)), at)
    ages_s = (at - few.epoch_tai_ns) / NS_PER_S
    for name, code, age_s in zip(names, status.tolist(), ages_s.tolist(), strict=True):
        if abs(age_s) > _OLDEST_S:
            raise OutOfRange(
                "break up", name, expected="elements within a year of the event",
                got=f"{abs(age_s) / DAY_S:,.0f} d", hint="elements nearer to the event",
            )  # fmt: skip
        if code != PropagationStatus.OK:
            raise OutOfRange(
                "break up", name, expected=f"an orbit at {question.at.utc_iso(0)}",
                got=PropagationStatus(code).name.lower(), hint="elements nearer to the event",
            )  # fmt: skip
    return rows, [
        State(frame=Frame.TEME, epoch=question.at, r_km=each[:3], v_km_s=each[3:]) for each in r_v
    ]


def _what(question: BreakupQuestion, sky: StudySky, row: int, number: int) -> WhatView:
    given = question.projectile_mass_kg if number else question.mass_kg
    mass_kg, mass_from = mass_of(sky, row, given)
    known = sky.known(row)
    age_s = (question.at.tai_ns - int(sky.catalog.epoch_tai_ns[row])) / NS_PER_S
    return WhatView(
        object=sky.identity[row], name=known.name, owner=known.owner, type=known.type,
        mass_kg=round(mass_kg, 3), mass_from=mass_from, elements_age_s=round(age_s, 1),
    )  # fmt: skip


def _speed(question: BreakupQuestion, states: list[State]) -> float | None:
    """Relative speed of a collision, km/s: as given, else of the two orbits."""
    if question.kind != "collision":
        return None
    if question.relative_speed_km_s is not None:
        return question.relative_speed_km_s
    return float(np.linalg.norm(states[1].v_km_s - states[0].v_km_s))


def _broken(
    question: BreakupQuestion, sky: StudySky, rows: list[int], whats: list[WhatView],
    speed: float | None, generator: np.random.Generator,
) -> Breakup:  # fmt: skip
    target = parent_of(sky, rows[0], whats[0].mass_kg)
    if speed is None:
        return explode(target, scale=question.scale, smallest_m=question.smallest_m,
                       generator=generator)  # fmt: skip
    if len(rows) > 1:
        other = parent_of(sky, rows[1], whats[1].mass_kg)
    elif question.projectile_mass_kg is not None:
        other = Parent(mass_kg=question.projectile_mass_kg)
    else:
        raise UsageError("break up", question.object, expected="what it collides with")
    return collide(target, other, speed, smallest_m=question.smallest_m, generator=generator)


def _states(states: list[State], broken: Breakup, speed: float | None) -> list[State]:
    """One of each parent. What has no orbit of its own comes from straight ahead."""
    if broken.kind != "collision" or len(states) > 1 or speed is None:
        return states
    (first,) = states
    ahead = first.v_km_s / np.linalg.norm(first.v_km_s)
    other = State(frame=first.frame, epoch=first.epoch, r_km=first.r_km,
                  v_km_s=first.v_km_s - speed * ahead)  # fmt: skip
    return [first, other]


def _assets(sky: StudySky) -> Assets:
    length_m = 2.0 * sky.radius_m
    mass_kg = np.pi / 6.0 * 92.937 * length_m ** (3.0 - 0.74)
    return Assets(area_m2=sky.area_m2, mass_kg=mass_kg)


def _crossed(found: Crossings, sky: StudySky) -> CrossedRows:
    """Columns as the tables have them, with the altitude of each object at its peak."""
    few = sky.catalog.take(found.rows)
    states, _ = Sgp4Bulk(few).propagate_pairs(np.arange(len(few)), found.peak_tai_ns)
    altitude = np.linalg.norm(states[:, :3], axis=1) - EARTH_RADIUS_KM
    return CrossedRows(
        row=found.rows, probability=found.probability, large=found.probability_large,
        catastrophic=found.probability_catastrophic, speed_km_s=found.relative_speed_km_s,
        first_tai_ns=found.first_tai_ns, peak_tai_ns=found.peak_tai_ns,
        altitude_km=np.nan_to_num(altitude),
    )  # fmt: skip


def _listed(crossed: CrossedRows, sky: StudySky) -> NDArray[np.intp]:
    """The likeliest, and what people live in however unlikely it is."""
    lived_in = np.flatnonzero(sky.crewed[crossed.row])
    return np.union1d(np.arange(min(_LISTED, len(crossed))), lived_in)


def _where(state: State) -> tuple[float, float, float]:
    """Latitude and longitude, degrees, and altitude, km, above the ellipsoid.

    Without the Earth's orientation of that day, which moves it by 0.004 degrees at most.
    """
    r_km, _ = transform_pv(
        state.r_km[None], state.v_km_s[None], Frame.TEME, Frame.ITRF,
        np.array([state.epoch.tai_ns]), EarthOrientation.zero(),
    )  # fmt: skip
    latitude, longitude, altitude = geodetic_from_itrf(r_km)
    return (
        round(float(np.degrees(latitude[0])), 2), round(float(np.degrees(longitude[0])), 2),
        round(float(altitude[0]), 1),
    )  # fmt: skip


def _counted(broken: Breakup, question: BreakupQuestion) -> list[PiecesLine]:
    """How many pieces by size, within the law."""
    sizes = sorted({*(m for m in _COUNTED_M if m >= question.smallest_m), question.smallest_m})
    lines = []
    for over_m in sizes:
        count = broken.pieces_over(over_m)
        band = Band(low=round(count.low, 1), expected=round(count.expected, 1),
                    high=round(count.high, 1))  # fmt: skip
        lines.append(PiecesLine(over_m=over_m, count=band))
    return lines


def _activity(weather: SpaceWeather | None, question: BreakupQuestion) -> str:
    past = "past solar cycles: mean, and their 10th and 90th percentile"
    if weather is None or weather.end < question.at:
        return past
    return f"{weather.source} to {weather.end.utc_iso(0)[:10]}, then {past}"
