"""What the break-up of one object would do to those that work: which objects matter most."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.environment.collisions import volumes_km3
from cspo.consequence.environment.descent import YEAR_S
from cspo.consequence.environment.model import Model
from cspo.consequence.environment.scenario import DEBRIS_ROW, NAMES
from cspo.consequence.fragmentation.laws import (
    CATASTROPHIC_J_G,
    COLLISION_SLOPE,
    collision_pieces,
    explosion_pieces,
)
from cspo.errors import UsageError
from cspo.orbits.shells import residence
from cspo.units import KM_PER_M

__all__ = ["Criticality", "Objects", "criticality", "hits_per_piece", "time_integral"]

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

_ACTIVE: Final = 0
_BALLISTIC: Final = np.geomspace(1e-4, 10.0, 21)
_SMALL: Final = 0.25
_TERMS: Final = 12
_OFFSET_KM: Final = 6378.137 - 6378.135


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Objects:
    """Objects whose break-up is judged, one row each.

    Parameters
    ----------
    perigee_km, apogee_km : (n,) array_like
        Altitudes above 6,378.137 km.
    mass_kg, radius_m : (n,) array_like
        Mass, and radius of the sphere that is hit; drag goes by the same sphere.
    working : (n,) array_like of bool
        Whether it works: then it avoids most collisions and explodes no more than it is supposed
        to, that is never.
    rocket_body : (n,) array_like of bool
        Whether it is one.
    """

    perigee_km: Floats
    apogee_km: Floats
    mass_kg: Floats
    radius_m: Floats
    working: Booleans
    rocket_body: Booleans

    def __post_init__(self) -> None:
        n = np.size(self.mass_kg)
        for each in fields(self):
            wanted = np.bool_ if each.name in {"working", "rocket_body"} else np.float64
            column: Any = np.array(getattr(self, each.name), wanted)
            column = np.full(n, column) if column.ndim == 0 else column
            if column.shape != (n,) or not np.all(np.isfinite(column)):
                raise UsageError("judge objects", each.name, expected=f"{n} finite values",
                                 got=f"shape {column.shape}")  # fmt: skip
            column.setflags(write=False)
            object.__setattr__(self, each.name, column)
        if not (np.all(self.mass_kg > 0.0) and np.all(self.radius_m > 0.0)):
            raise UsageError("judge objects", "mass_kg, radius_m", expected="above zero")

    def __len__(self) -> int:
        return len(self.mass_kg)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Criticality:
    """What each object stands for over a horizon, (n,) columns.

    Parameters
    ----------
    horizon_years : float
        Over which all is summed.
    collision_probability : (n,) float64
        That something breaks it up wholly.
    explosion_probability : (n,) float64
        That it breaks up by itself.
    collision_pieces, explosion_pieces : (n,) float64
        Pieces of the one and the other, the model's expected number.
    hits_per_piece : (n,) float64
        Encounters of one piece of its collision with working satellites, before they avoid.
    index : (n,) float64
        Expected encounters that its break-up brings to working satellites: probability times
        effect, summed over both ways to break up.
    mass_years_kg : (n,) float64
        Mass times the years that it stays within the shells.
    """

    horizon_years: float
    collision_probability: Floats
    explosion_probability: Floats
    collision_pieces: Floats
    explosion_pieces: Floats
    hits_per_piece: Floats
    index: Floats
    mass_years_kg: Floats

    def take(self, rows: NDArray[np.int64]) -> Criticality:
        """Only the objects at *rows*, in that order."""
        columns = {
            each.name: getattr(self, each.name)[rows]
            for each in fields(self)
            if each.name != "horizon_years"
        }
        return replace(self, **columns)


def criticality(
    model: Model, population: ArrayLike, objects: Objects, *, horizon_years: float = 100.0,
    year: float = 0.0,
) -> Criticality:  # fmt: skip
    """Judge objects by probability times effect.

    Parameters
    ----------
    model : Model
        Shells, air and species.
    population : (species, k) array_like
        What there is to hit and to be hit by, held for the whole horizon.
    objects : Objects
        Whom to judge.
    horizon_years : float
        0.1 to 1,000 years.
    year : float
        When the solar activity is taken; the cycle's mean is what a horizon wants.

    Raises
    ------
    UsageError
        Where the horizon or the population has no meaning.

    Notes
    -----
    After ECOB (Letizia, Colombo, Lewis and Krag, Extending the ECOB space debris index with
    fragmentation risk estimation, 7th European Conference on Space Debris, 2017): the index is
    p_c e_c + p_e e_e. Here the effect is the expected number of encounters of the pieces with
    working satellites while they sink, by the model's own descent and spread; ECOB sums the
    probabilities of chosen targets. The order of objects is what to read, the scale is ours.

    The probability counts what is heavy enough to reach 40 J/g: of debris the share by size, for
    which the mean area to mass and the power law of collisions stand.
    """
    if not (math.isfinite(horizon_years) and 0.1 <= horizon_years <= 1_000.0):
        raise UsageError("judge objects", "horizon_years", expected="0.1 to 1,000 years",
                         got=f"{horizon_years:g}")  # fmt: skip
    x = model.by_name(model.state(population).reshape(model.rows, -1))
    case = model.scenario
    share = residence(
        objects.perigee_km + _OFFSET_KM, objects.apogee_km + _OFFSET_KM,
        case.edges_km + _OFFSET_KM,
    )  # fmt: skip
    met, stay = _exposure(model, x, objects, share, horizon_years, year)
    rate = met * np.where(objects.working, case.unavoided, 1.0)
    p_collision = -np.expm1(-rate)
    each_year = np.where(
        objects.rocket_body, case.rocket_body_explosions_per_year,
        case.satellite_explosions_per_year,
    )  # fmt: skip
    p_explosion = np.where(objects.working, 0.0, -np.expm1(-each_year * stay))
    crash = collision_pieces(1.0, case.smallest_m) * objects.mass_kg**0.75
    burst = np.full(len(objects), float(explosion_pieces(case.explosion_scale, case.smallest_m)))
    reach = hits_per_piece(model, x, horizon_years=horizon_years, year=year)
    collision, explosion = (
        np.where(
            objects.rocket_body, share @ (reach @ model.spread[row + 1]),
            share @ (reach @ model.spread[row]),
        )
        for row in (0, 2)
    )  # fmt: skip
    return Criticality(
        horizon_years=horizon_years, collision_probability=p_collision,
        explosion_probability=p_explosion, collision_pieces=crash, explosion_pieces=burst,
        hits_per_piece=collision,
        index=p_collision * crash * collision + p_explosion * burst * explosion,
        mass_years_kg=objects.mass_kg * stay,
    )  # fmt: skip


def hits_per_piece(
    model: Model, population: ArrayLike, *, horizon_years: float = 100.0, year: float = 0.0
) -> Floats:
    """Encounters of one piece with working satellites, by the shell of its birth, (k,).

    Before avoidance, within a horizon, as it sinks through the shells below.

    Examples
    --------
    >>> import numpy as np
    >>> from cspo.consequence.environment import Scenario, build
    >>> model = build(Scenario(edges_km=np.linspace(200, 1400, 25)),
    ...               generator=np.random.default_rng(1))
    >>> crowd = np.zeros((4, 24))
    >>> crowd[0, 7] = 5_000.0  # at 550 to 600 km
    >>> hits = hits_per_piece(model, crowd)
    >>> bool(hits[8] > 0.0), float(hits[6])
    (True, 0.0)
    """
    x = model.state(population).reshape(model.rows, -1)
    pairs = model.pairs
    sinks, share = model.descent_now(year), model.scenario.piece_share
    out = np.zeros(model.scenario.shells)
    for row in np.flatnonzero(share > 0.0).tolist():
        g = int(np.flatnonzero((pairs.first == _ACTIVE) & (pairs.second == row))[0])
        met = pairs.meet[g] * x[_ACTIVE]
        out += share[row] * time_integral(sinks[row], met[:, None], horizon_years)[:, 0]
    return out


def time_integral(descent_per_year: Floats, value: Floats, years: float) -> Floats:
    """Expected integral of *value* over the years of an object that sinks, by its first shell.

    Parameters
    ----------
    descent_per_year : (k,) float64
        Rate at which it leaves each shell for the one below; from the lowest it is gone.
    value : (k, m) float64
        What an object collects in a year in each shell.
    years : float
        The horizon.

    Returns
    -------
    (k, m) float64

    Notes
    -----
    dG/dt = value + A G with the bidiagonal A of the descent, by the doubling
    G(2t) = G(t) + exp(A t) G(t) from a Taylor step: no step size to choose.

    Examples
    --------
    >>> import numpy as np
    >>> time_integral(np.array([2.0]), np.ones((1, 1)), 1e3).round(12).tolist()
    [[0.5]]
    """
    a = np.diag(-descent_per_year)
    rows = np.arange(1, len(descent_per_year))
    a[rows, rows - 1] = descent_per_year[1:]
    doublings = max(int(np.ceil(np.log2(max(descent_per_year.max() * years / _SMALL, 1.0)))), 0)
    t = years / 2.0**doublings
    power, exponential = np.eye(len(a)), np.eye(len(a))
    summed, term = value * t, value * t
    for n in range(1, _TERMS):
        power = power @ a * (t / n)
        exponential = exponential + power
        term = a @ term * (t / (n + 1))
        summed = summed + term
    for _ in range(doublings):
        summed = summed + exponential @ summed
        exponential = exponential @ exponential
    return np.asarray(summed)


def _exposure(
    model: Model, x: Floats, objects: Objects, share: Floats, years: float, year: float
) -> tuple[Floats, Floats]:
    """Catastrophic encounters of each object over the horizon, and the years that it stays."""
    case = model.scenario
    per_km3 = x / volumes_km3(case.edges_km)
    value = np.concatenate((per_km3, np.ones((1, case.shells)))).T
    per_ballistic = model.descent_now(year)[DEBRIS_ROW] / case.species[DEBRIS_ROW].ballistic_m2_kg
    table = np.array([time_integral(per_ballistic * b, value, years) for b in _BALLISTIC])
    ballistic = 2.2 * np.pi * objects.radius_m**2 / objects.mass_kg
    place = np.interp(np.log(ballistic), np.log(_BALLISTIC), np.arange(len(_BALLISTIC)))
    low = np.minimum(place.astype(np.int64), len(_BALLISTIC) - 2)
    part = (place - low)[:, None]
    seen = np.zeros((len(objects), value.shape[1]))
    for k in range(case.shells):
        seen += share[:, k, None] * ((1.0 - part) * table[low, k] + part * table[low + 1, k])
    met = np.zeros(len(objects))
    for j, other in enumerate(case.species[: len(NAMES)]):
        area_km2 = np.pi * ((objects.radius_m + other.radius_m) * KM_PER_M) ** 2
        enough = _heavy_enough(model, j, objects.mass_kg)
        met += area_km2 * case.impact_speed_km_s * YEAR_S * seen[:, j] * enough
    return met, seen[:, -1]


def _heavy_enough(model: Model, row: int, mass_kg: Floats) -> Floats:
    """Share of a species that breaks up an object of that mass wholly."""
    case = model.scenario
    least_kg = 2.0 * CATASTROPHIC_J_G * mass_kg / (case.impact_speed_km_s**2 * 1e3)
    if row != DEBRIS_ROW:
        return np.asarray((case.species[row].mass_kg >= least_kg).astype(np.float64))
    area_per_kg = case.debris.area_m2 / case.debris.mass_kg
    length_m = np.sqrt(least_kg * area_per_kg / 0.556945)  # area of a piece: Johnson et al., eq. 9
    return np.minimum((length_m / case.smallest_m) ** -COLLISION_SLOPE, 1.0)
