"""A scenario in the form in which it is reckoned with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.environment._kernels.rates import decay_at
from cspo.consequence.environment._kernels.rates import jacobian as jacobian_kernel
from cspo.consequence.environment._kernels.rates import rates as rates_kernel
from cspo.consequence.environment.collisions import PAIRS, Pairs, pairs_of
from cspo.consequence.environment.descent import (
    Activity,
    Density,
    descent_per_year,
    exponential_density_kg_m3,
)
from cspo.consequence.environment.scenario import DEBRIS_ROW, NAMES, Scenario
from cspo.consequence.environment.spread import spread_matrix
from cspo.consequence.fragmentation.laws import explosion_pieces
from cspo.consequence.fragmentation.speeds import Kind
from cspo.errors import UsageError

__all__ = ["F107_LEVELS", "Model", "build"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_LEVELS: Final = 9
_NONE: Final = 1e-300
"""Stands for no descent where logarithms are tabulated."""

F107_LEVELS: Final = np.linspace(60.0, 260.0, _LEVELS)
"""Activities at which the descent is tabulated, solar flux units."""

_ACTIVE, _DERELICT, _ROCKET = 0, 1, 2
_MOST_OBJECTS: Final = 1e8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Model:
    """The source-sink model of one scenario.

    Populations are (rows, shells) arrays, the rows those of `NAMES`, debris once for each class of
    the scenario; time is years from the start. Build with `build`.

    Parameters
    ----------
    scenario : Scenario
        What is supposed.
    source_per_year : (species, k) float64
        Launches.
    transfer_per_year : (species, species) float64
        Share of the column's species that becomes the row's, and its own loss.
    descent_per_year : (a, species, k) float64
        Natural logarithm of the share that sinks out of each shell, by activity.
    activity_years, activity_level : (t,) float64
        When the activity stands at which row of that table, fractions between.
    density_factor : float
        What the density of the air is multiplied by.
    pairs : Pairs
        Collisions.
    law : (g,) int64
        By which row of *spread* their pieces go.
    burst_per_year : (species,) float64
        Pieces of explosions for each object of the species.
    burst_law : (species,) int64
        By which row of *spread* those go.
    spread : (4, k, k) float64
        Share of the pieces made in shell m that comes to be in shell k: of collisions of
        spacecraft, of collisions with a rocket body, of explosions of the one and the other.
    """

    scenario: Scenario
    source_per_year: Floats
    transfer_per_year: Floats
    descent_per_year: Floats
    activity_years: Floats
    activity_level: Floats
    density_factor: float
    pairs: Pairs
    law: Integers
    burst_per_year: Floats
    burst_law: Integers
    spread: Floats

    @property
    def rows(self) -> int:
        """Number of rows: those of `NAMES`, debris once for each class."""
        return len(self.scenario.species)

    @property
    def catastrophic(self) -> NDArray[np.bool_]:
        """Of each of `PAIRS` whether both break up wholly, (10,)."""
        out = np.zeros(len(PAIRS), np.bool_)
        out[self.pairs.pair] = self.pairs.catastrophic
        return out

    def state(self, counts: ArrayLike) -> Floats:
        """*counts* as a flat column for the kernels, checked.

        Debris that is given as one row is split among the classes as pieces are.

        Raises
        ------
        UsageError
            Where it is not (4 or rows, shells) of finite numbers from zero to 100 million in all.
        """
        column = np.array(counts, np.float64)
        shapes = ((len(NAMES), self.scenario.shells), (self.rows, self.scenario.shells))
        if column.shape not in shapes:
            raise UsageError(
                "start the environment", "population", expected=f"shape {shapes[0]}",
                got=str(column.shape), hint="species in the order " + ", ".join(NAMES),
            )  # fmt: skip
        if not (np.all(np.isfinite(column)) and column.min() >= 0.0):
            raise UsageError(
                "start the environment", "population", expected="counts from zero",
                got=f"{np.min(column):g} to {np.max(column):g}",
            )  # fmt: skip
        if column.sum() > _MOST_OBJECTS:
            raise UsageError("start the environment", "population", expected="up to 100 million",
                             got=f"{column.sum():.3g}")  # fmt: skip
        if len(column) != self.rows:
            split = self.scenario.piece_share[DEBRIS_ROW:, None] * column[DEBRIS_ROW]
            column = np.concatenate((column[:DEBRIS_ROW], split))
        return column.ravel()

    def by_name(self, state: Floats) -> Floats:
        """Rows (..., rows, k) to species (..., 4, k): the classes of debris together."""
        debris = state[..., DEBRIS_ROW:, :].sum(axis=-2, keepdims=True)
        return np.concatenate((state[..., :DEBRIS_ROW, :], debris), axis=-2)

    def rates_per_year(self, counts: ArrayLike, year: float = 0.0) -> Floats:
        """Change of every row, (rows, k) a year."""
        flat = self.state(counts)
        out = np.empty_like(flat)
        p = self.pairs
        rates_kernel(
            flat, self.source_per_year, self.transfer_per_year, self._descent(year),
            self.scenario.piece_share, p.first, p.second, p.meet, p.change, p.pieces, self.law,
            self.burst_per_year, self.burst_law, self.spread, out,
        )  # fmt: skip
        return out.reshape(self.rows, -1)

    def jacobian_per_year(self, counts: ArrayLike, year: float = 0.0) -> Floats:
        """Derivative of the rates by the populations, (n, n) with n rows times shells."""
        flat = self.state(counts)
        out = np.empty((len(flat), len(flat)))
        p = self.pairs
        jacobian_kernel(
            flat, self.transfer_per_year, self._descent(year), self.scenario.piece_share, p.first,
            p.second, p.meet, p.change, p.pieces, self.law, self.burst_per_year, self.burst_law,
            self.spread, out,
        )  # fmt: skip
        return out

    def collisions_per_year(self, counts: ArrayLike) -> Floats:
        """Collisions of each pair of `PAIRS` in each shell, (10, k) a year."""
        x = self.state(counts).reshape(self.rows, -1)
        p = self.pairs
        each = p.happen[:, None] * p.meet * x[p.first] * x[p.second]
        out = np.zeros((len(PAIRS), x.shape[1]))
        np.add.at(out, p.pair, each)
        return out

    def descent_now(self, year: float = 0.0) -> Floats:
        """Share of each row that sinks out of each shell, (rows, k) a year."""
        return self._descent(year)

    def launched(self, factor: float) -> Model:
        """The same with launches and rocket bodies times *factor*."""
        return replace(self, source_per_year=self.source_per_year * factor)

    def varied(self, scenario: Scenario, *, count_factor: float = 1.0, density_factor: float = 1.0,
               activity: Activity | None = None) -> Model:  # fmt: skip
        """The same under other numbers; shells, species, speed and spread must stay.

        Parameters
        ----------
        scenario : Scenario
            The other numbers.
        count_factor, density_factor : float
            What pieces and the density of the air are multiplied by.
        activity : Activity or None
            Other solar activity; one level of it must be in the table already.

        Raises
        ------
        UsageError
            Where the shells are others.
        """
        if not np.array_equal(scenario.edges_km, self.scenario.edges_km):
            raise UsageError("vary the environment", "edges_km", expected="the same shells")
        pairs = pairs_of(scenario)
        years, level = self.activity_years, self.activity_level
        if activity is not None and self.descent_per_year.shape[0] > 1:
            years, level = activity.years, _level(activity.f107)
        return replace(
            self, scenario=scenario, source_per_year=_source(scenario),
            transfer_per_year=_transfer(scenario),
            pairs=replace(pairs, pieces=pairs.pieces * count_factor),
            burst_per_year=_burst(scenario) * count_factor,
            density_factor=self.density_factor * density_factor,
            activity_years=years, activity_level=level,
        )  # fmt: skip

    def _descent(self, year: float) -> Floats:
        out = np.empty(self.descent_per_year.shape[1:])
        decay_at(year, self.density_factor, self.activity_years, self.activity_level,
                 self.descent_per_year, out)  # fmt: skip
        return out


def _level(f107: Floats) -> Floats:
    return np.asarray(np.interp(f107, F107_LEVELS, np.arange(_LEVELS, dtype=np.float64)))


def build(
    scenario: Scenario, *, generator: np.random.Generator, density: Density | None = None,
    activity: Activity | None = None,
) -> Model:  # fmt: skip
    """Reckon the coefficients of a scenario.

    Parameters
    ----------
    scenario : Scenario
        What is supposed.
    generator : numpy.random.Generator
        From which the pieces are drawn that say where pieces go.
    density : callable or None
        Density of the air by altitude and activity; None is the static exponential atmosphere.
    activity : Activity or None
        Solar activity over the years; None stays at the level where a static atmosphere is one.

    Examples
    --------
    >>> import numpy as np
    >>> case = Scenario(edges_km=np.linspace(200, 1400, 25), launches_per_year=10.0)
    >>> model = build(case, generator=np.random.default_rng(1))
    >>> empty = np.zeros((4, 24))
    >>> model.rates_per_year(empty).sum(axis=1).round(6).tolist()
    [240.0, 0.0, 0.0, 0.0]
    """
    if density is None:
        table = descent_per_year(scenario, lambda h, _f107: exponential_density_kg_m3(h))
        years, level = np.zeros(1), np.zeros(1)
    else:
        table = descent_per_year(scenario, density, F107_LEVELS)
        chosen = activity or Activity.steady(120.0)
        years, level = chosen.years, _level(chosen.f107)
    log = np.log(np.maximum(table, _NONE))
    if len(log) == 1:
        log = np.concatenate((log, log))
    pairs = pairs_of(scenario)
    with_stage = (pairs.first == _ROCKET) | (pairs.second == _ROCKET)
    kinds: tuple[Kind, ...] = ("collision", "collision", "explosion", "explosion")
    spread = np.array([
        spread_matrix(
            scenario.edges_km, kind, scenario.smallest_m, generator,
            is_rocket_body=bool(row % 2), by=scenario.spread,
        )
        for row, kind in enumerate(kinds)
    ])  # fmt: skip
    return Model(
        scenario=scenario, source_per_year=_source(scenario),
        transfer_per_year=_transfer(scenario), descent_per_year=log, activity_years=years,
        activity_level=level, density_factor=1.0, pairs=pairs, law=with_stage.astype(np.int64),
        burst_per_year=_burst(scenario), spread=spread,
        burst_law=np.where(np.arange(len(scenario.species)) == _ROCKET, 3, 2),
    )  # fmt: skip


def _source(scenario: Scenario) -> Floats:
    out = np.zeros((len(scenario.species), scenario.shells))
    out[_ACTIVE] = scenario.launches_per_year
    out[_ROCKET] = scenario.rocket_bodies_per_year
    return out


def _transfer(scenario: Scenario) -> Floats:
    """Ends, failures and explosions: linear and the same in all shells."""
    count = len(scenario.species)
    out = np.zeros((count, count))
    ends, fails = 1.0 / scenario.operating_years, scenario.failures_per_year
    out[_ACTIVE, _ACTIVE] = -(ends + fails)
    out[_DERELICT, _ACTIVE] = (1.0 - scenario.disposal_success) * ends + fails
    out[_DERELICT, _DERELICT] = -scenario.satellite_explosions_per_year
    out[_ROCKET, _ROCKET] = -scenario.rocket_body_explosions_per_year
    return out


def _burst(scenario: Scenario) -> Floats:
    each = float(explosion_pieces(scenario.explosion_scale, scenario.smallest_m))
    out = np.zeros(len(scenario.species))
    out[_DERELICT] = each * scenario.satellite_explosions_per_year
    out[_ROCKET] = each * scenario.rocket_body_explosions_per_year
    return out
