"""What a collision of two kinds of objects takes and makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.environment.descent import YEAR_S
from cspo.consequence.environment.scenario import DEBRIS_ROW, NAMES, Scenario
from cspo.consequence.fragmentation.laws import broken_mass_kg, collision_pieces
from cspo.constants import EARTH_RADIUS_KM
from cspo.units import KM_PER_M

__all__ = ["PAIRS", "Pairs", "kinetic_rate_per_year", "pairs_of", "volumes_km3"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PAIRS: Final = tuple((a, b) for a in range(len(NAMES)) for b in range(a, len(NAMES)))
"""Rows of `NAMES` that may meet; classes of debris count together."""

_ACTIVE, _DERELICT = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """Collisions of each pair of rows, in the form that the kernels take.

    Parameters
    ----------
    first, second : (g,) int64
        Rows of the model: those of `NAMES`, debris once for each class.
    pair : (g,) int64
        Row of `PAIRS` that each belongs to.
    meet : (g, k) float64
        Encounters a year in each shell for one object of either species, before avoidance.
    happen : (g,) float64
        Share of the encounters that is not avoided.
    change : (g, species) float64
        What an encounter adds to each species, on average.
    pieces : (g,) float64
        Pieces that an encounter makes, on average.
    catastrophic : (g,) bool
        Whether both break up wholly.
    """

    first: Integers
    second: Integers
    pair: Integers
    meet: Floats
    happen: Floats
    change: Floats
    pieces: Floats
    catastrophic: NDArray[np.bool_]


def volumes_km3(edges_km: Floats) -> Floats:
    """Volumes of the shells, (k,) km³, above the equatorial radius of WGS-84."""
    return np.asarray(4.0 / 3.0 * np.pi * np.diff((EARTH_RADIUS_KM + edges_km) ** 3))


def kinetic_rate_per_year(
    radius_m: float, speed_km_s: float, volume_km3: Floats
) -> Floats:  # fmt: skip
    """Encounters a year of two objects within *radius_m* that share a shell, (k,).

    ``pi (r1 + r2)^2 v / V``: the kinetic theory of gases, as Somma, Lewis and Colombo, Sensitivity
    analysis of launch activities in low Earth orbit, Acta Astronautica 158 (2019), eq. 5.

    Examples
    --------
    >>> import numpy as np
    >>> rate = kinetic_rate_per_year(2.5, 10.0, volumes_km3(np.array([800.0, 850.0])))
    >>> f"{float(rate[0]):.3e}"
    '1.901e-07'
    """
    area_km2 = np.pi * (radius_m * KM_PER_M) ** 2
    return np.asarray(area_km2 * speed_km_s * YEAR_S / volume_km3)


def pairs_of(scenario: Scenario) -> Pairs:
    """Collisions under a scenario.

    Notes
    -----
    Of *n* objects of one species there are n²/2 pairs. A catastrophic collision takes both
    objects; below 40 J/g the heavier one stays, dead if it worked. Pieces by the NASA standard
    break-up model from the smallest length on. The published model (`Scenario.as_published`)
    counts n² pairs, keeps the debris that hits and the derelict that a satellite hits.

    Source: D'Ambrosio and Linares, Carrying capacity of low Earth orbit computed using
    source-sink models, J. Spacecraft and Rockets 61 (2024), eqs 1 to 5.
    """
    volume = volumes_km3(scenario.edges_km)
    count = len(scenario.species)
    both = [(a, b) for a in range(count) for b in range(a, count)]
    rows = [_one(scenario, a, b, volume) for a, b in both]
    name = scenario.name_row.tolist()
    return Pairs(
        first=np.array([a for a, _ in both], np.int64),
        second=np.array([b for _, b in both], np.int64),
        pair=np.array([PAIRS.index((name[a], name[b])) for a, b in both], np.int64),
        meet=np.array([row[0] for row in rows]),
        happen=np.array([row[1] for row in rows]),
        change=np.array([row[2] for row in rows]),
        pieces=np.array([row[3] for row in rows]),
        catastrophic=np.array([row[4] for row in rows]),
    )


def _one(
    scenario: Scenario, a: int, b: int, volume_km3: Floats
) -> tuple[Floats, float, Floats, float, bool]:
    one, other = scenario.species[a], scenario.species[b]
    meet = kinetic_rate_per_year(
        one.radius_m + other.radius_m, scenario.impact_speed_km_s, volume_km3
    )
    if a == b and not scenario.as_published:
        meet = 0.5 * meet
    happen = 1.0
    if a == _ACTIVE:
        happen = scenario.unavoided_active if b == _ACTIVE else scenario.unavoided
    catastrophic, mass_kg = broken_mass_kg(
        one.mass_kg, other.mass_kg, scenario.impact_speed_km_s
    )  # fmt: skip
    change = np.zeros(len(scenario.species))
    if scenario.as_published:
        if a < DEBRIS_ROW:
            change[a] -= happen
    else:
        _consumed(scenario, a, b, happen, change, catastrophic=catastrophic)
    if a == _ACTIVE != b:
        change[_ACTIVE] -= scenario.disabling
        change[_DERELICT] += scenario.disabling
    pieces = happen * float(collision_pieces(mass_kg, scenario.smallest_m))
    return meet, happen, change, pieces, catastrophic


def _consumed(
    scenario: Scenario, a: int, b: int, happen: float, change: Floats, *, catastrophic: bool
) -> None:
    """What of the two is no more: both, or the lighter one."""
    if catastrophic:
        change[a] -= happen
        change[b] -= happen
        return
    heavy, light = (a, b) if scenario.species[a].mass_kg >= scenario.species[b].mass_kg else (b, a)
    change[light] -= happen
    if heavy == _ACTIVE:
        change[_ACTIVE] -= happen
        change[_DERELICT] += happen
