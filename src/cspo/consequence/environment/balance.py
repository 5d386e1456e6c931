"""Where sources and sinks are equal, and whether that holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.environment.course import run
from cspo.consequence.environment.model import Model
from cspo.errors import UsageError

__all__ = ["Balance", "find_balance", "launch_limit", "reproduction"]

Floats = NDArray[np.float64]
Complex = NDArray[np.complex128]

_SETTLING_YEARS: Final = (0.0, 10.0, 100.0, 1_000.0, 8_000.0)
_MOST_STEPS: Final = 200
_FIRST_STEP_YEARS: Final = 1e4
_LONGEST_STEP_YEARS: Final = 1e12
_MOST_OBJECTS: Final = 1e8
_HIGHEST_FACTOR: Final = 1e6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Balance:
    """A state that would last for ever under the same inputs.

    Parameters
    ----------
    population : (species, k) float64
        Objects of each of `NAMES`.
    state : (rows, k) float64
        The same with each class of debris apart.
    residual_per_year : float
        Largest change that remains, objects a year.
    eigenvalues_per_year : (n,) complex128
        Of the Jacobian, the largest real part first.
    """

    population: Floats
    state: Floats
    residual_per_year: float
    eigenvalues_per_year: Complex

    @property
    def stable(self) -> bool:
        """Whether small departures die out: no eigenvalue has a real part from zero."""
        return bool(self.eigenvalues_per_year[0].real < 0.0)

    @property
    def slowest_years(self) -> float:
        """Time in which the slowest departure falls to 1/e; infinite where unstable."""
        rate = float(self.eigenvalues_per_year[0].real)
        return -1.0 / rate if rate < 0.0 else float("inf")


def find_balance(
    model: Model, start: ArrayLike | None = None, *, year: float = 0.0, relative: float = 1e-10
) -> Balance | None:
    """Find the balance that lies next to *start*; None where the numbers run away.

    So they do, for this purpose, beyond 100 million.

    Parameters
    ----------
    model : Model
        Its solar activity is held at what it is at *year*.
    start : (species, k) array_like or None
        Where to begin; None is empty space.
    year : float
        When the activity is taken.
    relative : float
        Largest remaining change, as a share of the launches (or of one object) a year.

    Notes
    -----
    The course of 8,000 years, then pseudo-transient continuation (Kelley and Keyes, SIAM J.
    Numer. Anal. 35 (1998) 508): implicit Euler steps that grow as the residual falls and end as
    Newton's method. The way from empty space is that of the environment itself and leads to the
    lowest balance. There may be none: with enough launches pieces make more pieces than sink out.

    Examples
    --------
    >>> import numpy as np
    >>> from cspo.consequence.environment import Scenario, build
    >>> case = Scenario(edges_km=np.linspace(200, 800, 13), launches_per_year=10.0)
    >>> found = find_balance(build(case, generator=np.random.default_rng(1)))
    >>> found.stable, round(float(found.population[0].sum()))
    (True, 960)
    """
    shape = (model.rows, model.scenario.shells)
    steady = held(model, year)
    course = run(steady, np.zeros(shape) if start is None else start, _SETTLING_YEARS,
                 relative=1e-6)  # fmt: skip
    x = np.maximum(course.state[-1].ravel(), 0.0)
    if course.ran_away or not x.sum() < _MOST_OBJECTS:
        return None
    step, floor = _FIRST_STEP_YEARS, relative * max(float(model.source_per_year.sum()), 1.0)
    f = steady.rates_per_year(x.reshape(shape)).ravel()
    for _ in range(_MOST_STEPS):
        size = float(np.max(np.abs(f)))
        if size <= floor:
            return _told(steady, x.reshape(shape))
        system = np.eye(len(x)) / step - steady.jacobian_per_year(x.reshape(shape))
        ahead = np.maximum(x + np.linalg.solve(system, f), 0.0)
        if not ahead.sum() < _MOST_OBJECTS:
            return None
        f = steady.rates_per_year(ahead.reshape(shape)).ravel()
        step *= min(max(size / max(float(np.max(np.abs(f))), 1e-300), 0.2), 10.0)
        step, x = min(step, _LONGEST_STEP_YEARS), ahead
    return None


def _told(model: Model, state: Floats) -> Balance:
    eigenvalues = np.linalg.eigvals(model.jacobian_per_year(state)).astype(complex)
    order = np.argsort(-eigenvalues.real)
    population = model.by_name(state)
    for column in (state, population):
        column.setflags(write=False)
    return Balance(
        population=population, state=state,
        residual_per_year=float(np.max(np.abs(model.rates_per_year(state)))),
        eigenvalues_per_year=eigenvalues[order],
    )  # fmt: skip


def launch_limit(model: Model, *, year: float = 0.0, relative: float = 0.01) -> float:
    """Multiple of the launches up to which a stable balance exists.

    Parameters
    ----------
    model : Model
        With launches.
    relative : float
        Width of the answer.

    Returns
    -------
    float
        Infinite where a million times the launches still has one, 0 where none at all has.

    Raises
    ------
    UsageError
        Where nothing is launched.

    Examples
    --------
    >>> import numpy as np
    >>> from cspo.consequence.environment import Scenario, build
    >>> case = Scenario(edges_km=np.linspace(400, 1200, 9), launches_per_year=10.0)
    >>> limit = launch_limit(build(case, generator=np.random.default_rng(1)))
    >>> 1.0 < limit < 100.0
    True
    """
    if not model.source_per_year.sum() > 0.0:
        raise UsageError("seek the limit of launches", expected="launches", got="none")
    if not 1e-6 <= relative < 1.0:
        raise UsageError("seek the limit of launches", "relative", expected="1e-6 to 1",
                         got=f"{relative:g}")  # fmt: skip
    low, high = 0.0, 1.0
    found = _stable(model, high, None, year)
    start = found
    while found is not None:
        low, start, high = high, found, 4.0 * high
        if high > _HIGHEST_FACTOR:
            return float("inf")
        found = _stable(model, high, start, year)
    while high - low > relative * high and high > 1e-9:
        middle = 0.5 * (low + high)
        found = _stable(model, middle, start, year)
        if found is None:
            high = middle
        else:
            low, start = middle, found
    return low


def _stable(model: Model, factor: float, start: Floats | None, year: float) -> Floats | None:
    """Population of the balance at so many times the launches; None where none holds.

    A fold has a second, unstable balance above the stable one: from the last stable one the way
    leads to the stable one first.
    """
    found = find_balance(model.launched(factor), start, year=year)
    return found.state if found is not None and found.stable else None


def reproduction(model: Model, population: ArrayLike, *, year: float = 0.0) -> tuple[float, Floats]:
    """How many pieces of debris one piece makes before it has sunk out, other kinds held still.

    Parameters
    ----------
    model : Model
        As `build` makes it.
    population : (species, k) array_like
        What there is to hit.

    Returns
    -------
    number : float
        Of the mixture of shells that grows most: above 1 debris grows for as long as there is
        as much to hit, without any launch.
    by_shell : (k,) float64
        Pieces made by one piece born in that shell, wherever they go.

    Notes
    -----
    The next-generation matrix of population biology (van den Driessche and Watmough, Math.
    Biosciences 180 (2002) 29), pieces made in shell k by a piece of shell m: the number is its
    largest eigenvalue. A piece that hits is used up, if the model says so.

    Examples
    --------
    >>> import numpy as np
    >>> from cspo.consequence.environment import Scenario, build
    >>> model = build(Scenario(edges_km=np.linspace(200, 1400, 25)),
    ...               generator=np.random.default_rng(1))
    >>> crowd = np.zeros((4, 24))
    >>> crowd[1, 12] = 1_000.0
    >>> number, by_shell = reproduction(model, crowd)
    >>> bool(by_shell[20] > 0.0), float(by_shell[11])  # what is born above must pass the crowd
    (True, 0.0)
    """
    x = model.state(population).reshape(model.rows, -1)
    total = np.zeros((model.scenario.shells, model.scenario.shells))
    share = model.scenario.piece_share
    for row in np.flatnonzero(share > 0.0).tolist():
        total += share[row] * _offspring(model, x, row, year)
    return float(np.max(np.abs(np.linalg.eigvals(total)))), total.sum(axis=0)


def _offspring(model: Model, x: Floats, row: int, year: float) -> Floats:
    """Pieces made in each shell by a piece of that class born in each shell, (k, k)."""
    pairs, shells = model.pairs, model.scenario.shells
    sinks = model.descent_now(year)[row]
    out = np.diag(sinks)
    out[np.arange(shells - 1), np.arange(1, shells)] -= sinks[1:]
    made = np.zeros((shells, shells))
    for g in np.flatnonzero((pairs.first == row) | (pairs.second == row)).tolist():
        alike = pairs.first[g] == pairs.second[g]
        other = pairs.first[g] if pairs.second[g] == row else pairs.second[g]
        met = pairs.meet[g] * x[other] * (2.0 if alike else 1.0)
        used = -min(pairs.change[g, row], 0.0) / (2.0 if alike else 1.0)
        out += np.diag(used * met)
        made += model.spread[model.law[g]] * (pairs.pieces[g] * met)
    return np.asarray(made @ np.linalg.inv(out))


def held(model: Model, year: float) -> Model:
    """The same with the solar activity of *year* for all time."""
    level = float(np.interp(year, model.activity_years, model.activity_level))
    return replace(model, activity_years=np.zeros(1), activity_level=np.array([level]))
