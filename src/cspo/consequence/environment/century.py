"""From a real catalogue to the century after it, in one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.environment.balance import Balance, find_balance, reproduction
from cspo.consequence.environment.draws import Bands, Swing, bands, swings
from cspo.consequence.environment.masses import typical
from cspo.consequence.environment.model import F107_LEVELS, Model, build
from cspo.consequence.environment.scenario import BY_AREA_TO_MASS, NAMES, Scenario
from cspo.consequence.environment.severity import Criticality, Objects, criticality
from cspo.consequence.environment.shells import Crowd, crowd, kinds, launched_per_year, working
from cspo.consequence.environment.sun import activity_from, mean_density_kg_m3
from cspo.consequence.environment.uncertain import Uncertain
from cspo.errors import UsageError
from cspo.orbits.catalog import Catalog
from cspo.orbits.regime import perigee_apogee_km
from cspo.orbits.shells import residence

__all__ = ["EXPLOSIONS_PER_YEAR", "Outlook", "outlook"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

EXPLOSIONS_PER_YEAR: Final = 1.0
"""Break-ups of intact objects without a collision that leave hundreds of catalogued pieces in low
orbit: about one a year of 2015 to 2024 (DMSP-F13, NOAA 16, NOAA 17, stages of CZ-6A, Resurs-P1)."""

_LOWEST_KM, _HIGHEST_KM = 200.0, 2_000.0
_CYCLE_YEARS: Final = 11.0
_CYCLE_POINTS: Final = 11
_OFFSET_KM: Final = 6378.137 - 6378.135
_LONGEST_YEARS: Final = 400.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlook:
    """The environment after a catalogue.

    Parameters
    ----------
    start : Crowd
        The catalogue by shell.
    model : Model
        Its scenario holds every input.
    bands : Bands
        Objects and collisions over the years.
    swings : list of Swing
        What each uncertain input does alone.
    balance : Balance or None
        Where all this tends to under the cycle's mean activity; None where the numbers run away.
    reproduction : float
        Pieces that a piece makes before it has sunk out, with what is there now.
    reproduction_by_shell : (k,) float64
        The same by the shell of its birth.
    critical_rows : (m,) int64
        Rows of the catalogue whose break-up matters most, the first the most.
    critical : Criticality
        Of these rows.
    critical_share : (m,) float64
        Their part in the sum over all intact objects.
    mass_kg, radius_m : (m,) float64
        What they were taken to be.
    index_by_shell : (k,) float64
        Sum of the index of all intact objects in each shell, each by the time that it is there.
    undisposed_kg_by_shell : (k,) float64
        Mass of derelicts and rocket bodies in each shell.
    """

    start: Crowd
    model: Model
    bands: Bands
    swings: list[Swing]
    balance: Balance | None
    reproduction: float
    reproduction_by_shell: Floats
    critical_rows: Integers
    critical: Criticality
    critical_share: Floats
    mass_kg: Floats
    radius_m: Floats
    index_by_shell: Floats
    undisposed_kg_by_shell: Floats


def outlook(
    catalog: Catalog, *, generator: np.random.Generator, years: float = 100.0,
    shell_km: float = 50.0, launches_per_year: float | None = None,
    disposal_success: float = 0.9, explosions_per_year: float | None = None,
    failures_per_year: float = 0.0, draws: int = 100, critical: int = 50,
    uncertain: Uncertain | None = None, mass_kg: ArrayLike | None = None,
    radius_m: ArrayLike | None = None, progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Outlook:  # fmt: skip
    """Reckon the environment after a catalogue, 200 to 2,000 km.

    Parameters
    ----------
    catalog : Catalog
        With kinds and designators (`shells.typed` lends them).
    generator : numpy.random.Generator
        The same state gives the same answer.
    years : float
        1 to 400.
    shell_km : float
        Width of the shells, 20 to 300 km.
    launches_per_year : float or None
        Satellites a year, to the altitudes of the last five years; None: as many as those that
        are still there. Rocket bodies go along in proportion.
    disposal_success : float
        0 to 1: share of satellites that leave at the end of their work.
    explosions_per_year : float or None
        Of derelicts and rocket bodies together at the start; None: one.
    failures_per_year : float
        Share of working satellites that fail each year.
    draws : int
        Courses for the bands.
    critical : int
        How many of the objects that matter most.
    uncertain : Uncertain or None
        How well inputs are known.
    mass_kg, radius_m : (n,) array_like or None
        What is known of each object, NaN where nothing; gaps by `masses.typical`.
    progress, stop : callable or None
        As of `bands`.

    Raises
    ------
    UsageError
        Where an input has no meaning, or nothing of the catalogue is in these shells.

    Examples
    --------
    >>> import numpy as np
    >>> from cspo.orbits.reference_population import reference_population
    >>> found = outlook(reference_population(count=500), generator=np.random.default_rng(1),
    ...                 years=20, draws=5, shell_km=200, critical=3)
    >>> found.bands.objects.shape, len(found.critical_rows)
    ((3, 21, 4), 3)
    """
    for name, value, low, high in (
        ("years", years, 1.0, _LONGEST_YEARS), ("shell_km", shell_km, 20.0, 300.0),
        ("critical", float(critical), 0.0, 10_000.0),
        ("launches_per_year", launches_per_year or 0.0, 0.0, 1e6),
        ("explosions_per_year", explosions_per_year or 0.0, 0.0, 1e4),
    ):  # fmt: skip
        if not low <= value <= high:
            raise UsageError("look ahead", name, expected=f"{low:g} to {high:g}", got=f"{value:g}")
    masses, radii = _known(catalog, mass_kg), _known(catalog, radius_m)
    shells = max(round((_HIGHEST_KM - _LOWEST_KM) / shell_km), 2)
    edges = np.linspace(_LOWEST_KM, _HIGHEST_KM, shells + 1)
    works = working(catalog)
    start = crowd(catalog, edges + _OFFSET_KM, works)
    if not start.objects.sum() > 0.0:
        raise UsageError("look ahead", "catalogue", expected="objects from 200 to 2,000 km",
                         got="none")  # fmt: skip
    scenario = _scenario(
        catalog, start, edges, launches_per_year, disposal_success, explosions_per_year,
        failures_per_year,
    )  # fmt: skip
    activity = activity_from(start.epoch, years)
    model = build(scenario, generator=generator, density=mean_density_kg_m3, activity=activity)
    times = np.append(np.arange(0.0, years), years)
    many = bands(
        model, start.objects, times, generator=generator, uncertain=uncertain, activity=activity,
        draws=draws, progress=progress, stop=stop,
    )  # fmt: skip
    steady = _steady(model, start)
    number, by_shell = reproduction(steady, start.objects)
    all_intact = _judged(catalog, steady, start, works, masses, radii, years)
    index = all_intact.found.index
    first = np.argsort(-index, kind="stable")[:critical]
    total = float(index.sum())
    dead = ~all_intact.objects.working
    return Outlook(
        start=start, model=model, bands=many,
        swings=swings(model, start.objects, times[[0, -1]], uncertain=uncertain,
                      activity=activity),
        balance=find_balance(steady, many.expected.state[-1])
        if np.isfinite(many.expected.population[-1]).all() else None,
        reproduction=number, reproduction_by_shell=by_shell, critical_rows=all_intact.rows[first],
        critical=all_intact.found.take(first),
        critical_share=index[first] / total if total > 0.0 else np.zeros(len(first)),
        mass_kg=all_intact.objects.mass_kg[first], radius_m=all_intact.objects.radius_m[first],
        index_by_shell=index @ all_intact.share,
        undisposed_kg_by_shell=(all_intact.objects.mass_kg * dead) @ all_intact.share,
    )  # fmt: skip


def _scenario(
    catalog: Catalog, start: Crowd, edges: Floats, launches: float | None, disposal: float,
    explosions: float | None, failures: float,
) -> Scenario:  # fmt: skip
    satellites, stages = launched_per_year(catalog, edges + _OFFSET_KM)
    factor = 1.0
    if launches is not None:
        total = float(satellites.sum())
        if total > 0.0:
            factor = launches / total
        elif launches > 0.0:
            weight = start.objects[0] + start.objects[1]
            satellites = weight / max(float(weight.sum()), 1e-300) * launches
    intact = float(start.objects[1:3].sum())
    burst = EXPLOSIONS_PER_YEAR if explosions is None else explosions
    each = burst / intact if intact > 0.0 else 0.0
    return Scenario(
        edges_km=edges, launches_per_year=satellites * factor, debris_classes=BY_AREA_TO_MASS,
        rocket_bodies_per_year=stages * factor, disposal_success=disposal,
        failures_per_year=failures, satellite_explosions_per_year=min(each, 1.0),
        rocket_body_explosions_per_year=min(each, 1.0),
    )  # fmt: skip


def _steady(model: Model, start: Crowd) -> Model:
    """The same under an activity whose descent is that of a cycle's mean."""
    sun = activity_from(start.epoch, _CYCLE_YEARS)
    at = np.linspace(0.0, _CYCLE_YEARS, _CYCLE_POINTS, endpoint=False)
    level = np.interp(np.interp(at, sun.years, sun.f107), F107_LEVELS, np.arange(len(F107_LEVELS)))
    table = np.array([
        (1.0 - x % 1.0) * model.descent_per_year[int(x)]
        + (x % 1.0) * model.descent_per_year[min(int(x) + 1, len(model.descent_per_year) - 1)]
        for x in level
    ])  # fmt: skip
    mean = np.log(np.mean(np.exp(table), axis=0))
    return replace(
        model, descent_per_year=np.array([mean, mean]), activity_years=np.zeros(1),
        activity_level=np.zeros(1),
    )  # fmt: skip


def _known(catalog: Catalog, given: ArrayLike | None) -> Floats:
    column = np.full(len(catalog), np.nan) if given is None else np.array(given, np.float64)
    if column.shape != (len(catalog),) or (column <= 0.0).any() or np.isinf(column).any():
        raise UsageError("look ahead", "masses and radii", expected="a number above zero or NaN "
                         "for each object", got=f"shape {column.shape}")  # fmt: skip
    return column


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Judged:
    """All intact objects: rows of the catalogue, what they are, their shells, their index."""

    rows: Integers
    objects: Objects
    share: Floats
    found: Criticality


def _judged(
    catalog: Catalog, model: Model, start: Crowd, works: NDArray[np.bool_], mass_kg: Floats,
    radius_m: Floats, years: float,
) -> _Judged:  # fmt: skip
    perigee, apogee = perigee_apogee_km(
        catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad
    )
    intact = (kinds(catalog, works) != NAMES.index("debris")) & np.isfinite(perigee + apogee)
    rows = np.flatnonzero(intact & (perigee < _HIGHEST_KM))
    some = catalog.take(rows)
    mass, radius = typical(some, mass_kg[rows], radius_m[rows])
    objects = Objects(
        perigee_km=perigee[rows] - _OFFSET_KM, apogee_km=apogee[rows] - _OFFSET_KM, mass_kg=mass,
        radius_m=radius, working=works[rows], rocket_body=some.object_type == "ROCKET BODY",
    )  # fmt: skip
    return _Judged(
        rows=rows, objects=objects,
        share=residence(perigee[rows], apogee[rows], model.scenario.edges_km + _OFFSET_KM),
        found=criticality(model, start.objects, objects, horizon_years=years),
    )  # fmt: skip
