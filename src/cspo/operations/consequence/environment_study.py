"""How many objects there will be, shell by shell, and how the shells filled until now."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.environment import NAMES, Outlook, outlook
from cspo.operations.consequence.results import (
    Band,
    CriticalLine,
    EnvironmentResult,
    HistoryView,
    ShellSnapshot,
    SpeciesView,
)
from cspo.operations.consequence.sky import StudySky
from cspo.operations.consequence.steps import Steps
from cspo.orbits import Catalog
from cspo.orbits.regime import perigee_apogee_km
from cspo.orbits.shells import residence, shell_volumes_km3
from cspo.time import Epoch

__all__ = ["EnvironmentStudy", "shells_history", "snapshot_of", "study_environment"]

Floats = NDArray[np.float64]

_DRAWS: Final = 60
_CRITICAL: Final = 50
_HISTORY: Final = "shell_history.csv"
_LIMITS: Final = (
    "Means by shell: no single object is followed, orbits are circles.",
    "Debris is what is 10 cm or larger; smaller pieces are neither counted nor do they break up.",
    "What is supposed about launches, disposal and explosions decides more than the physics.",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EnvironmentStudy:
    """A question answered."""

    result: EnvironmentResult


def study_environment(
    sky: StudySky,
    steps: Steps,
    *,
    years: float,
    launches_per_year: float | None,
    disposal_success: float,
    explosions_per_year: float | None,
    seed: int,
) -> EnvironmentStudy:
    """Look ahead from a sky.

    Parameters
    ----------
    launches_per_year, explosions_per_year : float or None
        None: as in the years before.
    disposal_success : float
        Part of the satellites that leave at the end of their work.

    Raises
    ------
    UsageError, OutOfRange
        Where the sky has nothing in low orbit, or a number has no meaning.
    Stopped
        Where *steps* say so.
    """
    found = outlook(
        sky.catalog, generator=np.random.default_rng(seed), years=years,
        launches_per_year=launches_per_year, disposal_success=disposal_success,
        explosions_per_year=explosions_per_year, draws=_DRAWS, critical=_CRITICAL,
        progress=steps.part(0.0, 1.0, "courses of the years"),
    )  # fmt: skip
    case, bands = found.model.scenario, found.bands
    population = bands.expected.population
    result = EnvironmentResult(
        headline=_headline(found, years), start_utc=found.start.epoch.utc_iso(0),
        years=bands.years.tolist(), species=[_species(found, i) for i in range(len(NAMES))],
        edges_km=case.edges_km.tolist(),
        first={name: _digits(population[0, i]) for i, name in enumerate(NAMES)},
        last={name: _digits(population[-1, i]) for i, name in enumerate(NAMES)},
        stable=None if found.balance is None else bool(found.balance.stable),
        critical=_critical(found, sky),
        basis=[
            f"{len(sky.catalog):,} objects as of {found.start.epoch.utc_iso(0)[:10]}.",
            f"{float(case.launches_per_year.sum()):,.0f} satellites launched a year.",
            f"Bands: {bands.words}",
        ],
        limits=list(_LIMITS),
    )  # fmt: skip
    return EnvironmentStudy(result=result)


def _species(found: Outlook, i: int) -> SpeciesView:
    low, _, high = found.bands.objects[:, :, i]
    expected = found.bands.expected.total(NAMES[i])
    return SpeciesView(
        species=NAMES[i],
        total=[
            Band(low=min(a, b), expected=b, high=max(b, c))
            for a, b, c in zip(_digits(low), _digits(expected), _digits(high), strict=True)
        ],
    )  # fmt: skip


def _critical(found: Outlook, sky: StudySky) -> list[CriticalLine]:
    some, judged = sky.catalog.take(found.critical_rows), found.critical
    perigee, apogee = perigee_apogee_km(
        some.mean_motion_rad_s, some.eccentricity, some.inclination_rad
    )
    lines = []
    probability = judged.collision_probability + judged.explosion_probability
    effect = judged.index / np.maximum(probability, 1e-300)
    for k, row in enumerate(found.critical_rows.tolist()):
        known = sky.known(row)
        lines.append(
            CriticalLine(
                object=sky.identity[row], name=known.name, owner=known.owner, type=known.type,
                altitude_km=round(float(0.5 * (perigee[k] + apogee[k])), 1),
                mass_kg=float(f"{found.mass_kg[k]:.4g}"),
                probability_per_year=_finite(probability[k] / judged.horizon_years),
                effect=_finite(effect[k]), criticality=_finite(found.critical_share[k]),
            )
        )  # fmt: skip
    return lines


def _headline(found: Outlook, years: float) -> str:
    i = NAMES.index("debris")
    low, high = found.bands.objects[0, -1, i], found.bands.objects[2, -1, i]
    expected = found.bands.expected.total("debris")
    stable = ""
    if found.balance is not None:
        holds = "that holds" if found.balance.stable else "that does not hold"
        stable = f" It tends to a balance {holds}."
    return (
        f"Debris in low orbit: {expected[0]:,.0f} pieces now, {expected[-1]:,.0f} after "
        f"{years:g} years ({low:,.0f} to {high:,.0f}).{stable}"
    )


@cache
def _counted() -> tuple[Floats, tuple[tuple[str, str, int, tuple[float, ...]], ...]]:
    """Edges of the shells, and of each catalogue its day, source, objects and counts."""
    text = (files("cspo.operations.consequence") / "data" / _HISTORY).read_text("ascii")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    head, *rows = csv.reader(lines)
    edges = np.array([*map(float, head[3:]), 2.0 * float(head[-1]) - float(head[-2])])
    return edges, tuple(
        (row[0], row[1], int(row[2]), tuple(map(float, row[3:]))) for row in rows
    )  # fmt: skip


def shells_history(catalog: Catalog | None, now: Epoch | None, mark: str) -> HistoryView:
    """Public catalogues by shell, and a sky beside them.

    Parameters
    ----------
    catalog : Catalog or None
        What the reader sees now.
    mark : str
        Of that.
    """
    edges, rows = _counted()
    volumes = shell_volumes_km3(edges)
    snapshots = [
        ShellSnapshot(
            day=day, objects=objects, mean_count=list(counts),
            density_per_km3=_digits(np.array(counts) / volumes),
        )
        for day, _, objects, counts in rows
    ]  # fmt: skip
    seen = None
    if catalog is not None and now is not None and len(catalog):
        seen = snapshot_of(catalog, edges, now.utc_iso(0)[:10])
    return HistoryView(
        edges_km=edges.tolist(), snapshots=snapshots, now=seen, mark=mark,
        source="; ".join(dict.fromkeys(source for _, source, _, _ in rows)),
    )  # fmt: skip


def snapshot_of(catalog: Catalog, edges_km: Floats, day: str) -> ShellSnapshot:
    """A catalogue by altitude: each object counts in each shell for the time it spends there.

    Examples
    --------
    >>> from cspo.orbits.reference_population import reference_population
    >>> one = snapshot_of(reference_population(count=500), np.array([200.0, 2000.0]), "2026-01-01")
    >>> 0.0 < one.mean_count[0] < 500.0
    True
    """
    perigee, apogee = perigee_apogee_km(
        catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad
    )
    counts = np.zeros(len(edges_km) - 1)
    for first in range(0, len(catalog), 2_000):
        rows = slice(first, first + 2_000)
        counts += residence(perigee[rows], apogee[rows], edges_km).sum(axis=0)
    return ShellSnapshot(
        day=day, objects=len(catalog), mean_count=_digits(counts),
        density_per_km3=_digits(counts / shell_volumes_km3(edges_km)),
    )  # fmt: skip


def _digits(column: Floats) -> list[float]:
    """Six significant digits; what has no bound is as much as a number can be."""
    return [float(f"{_finite(value):.6g}") for value in column.tolist()]


def _finite(value: float) -> float:
    return float(value) if math.isfinite(value) else 1e300
