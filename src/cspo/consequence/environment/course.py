"""The populations over the years: one scenario, one answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.environment._kernels.stepping import FINISHED, RAN_AWAY
from cspo.consequence.environment._kernels.stepping import course as course_kernel
from cspo.consequence.environment.collisions import PAIRS
from cspo.consequence.environment.model import Model
from cspo.consequence.environment.scenario import NAMES
from cspo.errors import UsageError

__all__ = ["LONGEST_YEARS", "Course", "run"]

Floats = NDArray[np.float64]

LONGEST_YEARS: Final = 10_000.0
_MOST_TIMES: Final = 5_000
_MOST_OBJECTS: Final = 1e9
"""Beyond it every piece meets another within days: the model has nothing left to say."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """Populations and collisions over time.

    Parameters
    ----------
    years : (t,) float64
        From the start.
    population : (t, species, k) float64
        Objects of each of `NAMES`; infinite from the time on at which the number ran away.
    state : (t, rows, k) float64
        The same with each class of debris apart: what a course can go on from.
    collisions : (t, g) float64
        Collisions of each pair of `PAIRS` since the start.
    ran_away : bool
        Whether the model grew beyond a thousand million objects.
    steps : int
        Steps of the integration.
    """

    years: Floats
    population: Floats
    state: Floats
    collisions: Floats
    ran_away: bool
    steps: int

    def total(self, name: str | None = None) -> Floats:
        """Objects of one species, or of all, over time, (t,)."""
        if name is None:
            return np.asarray(self.population.sum(axis=(1, 2)))
        if name not in NAMES:
            raise UsageError("count a species", name, expected=", ".join(NAMES))
        return np.asarray(self.population[:, NAMES.index(name)].sum(axis=1))


def run(
    model: Model, start: ArrayLike, years: ArrayLike, *, relative: float = 1e-5,
    absolute: float = 1e-4,
) -> Course:  # fmt: skip
    """Integrate the model from *start* over *years*.

    Parameters
    ----------
    model : Model
        As `build` makes it.
    start : (species, k) or (rows, k) array_like
        Objects at the first of the years; debris in one row, or each class apart.
    years : (t,) array_like
        Increasing; 2 to 5,000 of them, up to 10,000 years.
    relative, absolute : float
        Tolerances of one step, the absolute one in objects.

    Raises
    ------
    UsageError
        Where the years or the populations have no meaning.

    Notes
    -----
    RODAS3 (Sandu et al. 1997), of order 3 and L-stable, with the exact Jacobian. Collisions are
    summed by the trapezoid rule between the years asked for.

    Examples
    --------
    >>> import numpy as np
    >>> from cspo.consequence.environment import Scenario, build
    >>> case = Scenario(edges_km=np.linspace(200, 1400, 25), launches_per_year=10.0)
    >>> course = run(build(case, generator=np.random.default_rng(1)), np.zeros((4, 24)), [0, 8.0])
    >>> round(float(course.total("active")[-1]))  # 240 a year, 8 years each: 1 - 1/e of 1,920
    1214
    """
    times = np.array(years, np.float64)
    if not (
        times.ndim == 1 and 2 <= len(times) <= _MOST_TIMES and np.all(np.isfinite(times))
        and np.all(np.diff(times) > 0.0) and times[-1] - times[0] <= LONGEST_YEARS
    ):  # fmt: skip
        raise UsageError(
            "run the environment", "years", expected=f"2 to {_MOST_TIMES:,} times that increase, "
            f"up to {LONGEST_YEARS:,.0f} years", got=f"{len(np.atleast_1d(times))} times",
        )  # fmt: skip
    for name, value in (("relative", relative), ("absolute", absolute)):
        if not 1e-13 <= value <= 0.1:
            raise UsageError("run the environment", name, expected="1e-13 to 0.1", got=f"{value:g}")
    flat = model.state(start)
    out = np.full((len(times), len(flat)), np.inf)
    p = model.pairs
    status, steps, reached = course_kernel(
        flat, times, model.density_factor, model.activity_years, model.activity_level,
        model.descent_per_year, model.source_per_year, model.transfer_per_year,
        model.scenario.piece_share,
        p.first, p.second, p.meet, p.change, p.pieces, model.law, model.burst_per_year,
        model.burst_law, model.spread, relative, absolute, _MOST_OBJECTS, out,
    )  # fmt: skip
    ran_away = status != FINISHED
    if ran_away and status != RAN_AWAY and not _large(out, times, reached):
        raise UsageError(
            "run the environment", f"year {reached:g}", expected="steps that converge",
            got="steps under a second", hint="loosen the tolerances",
        )  # fmt: skip
    state = np.maximum(out, 0.0).reshape(len(times), model.rows, -1)  # within the tolerance
    return Course(
        years=times, population=model.by_name(state), state=state,
        collisions=_summed(model, times, state),
        ran_away=ran_away, steps=steps,
    )  # fmt: skip


def _large(out: Floats, times: Floats, reached: float) -> bool:
    """Whether the numbers ran away before the steps gave out."""
    done = max(int(np.searchsorted(times, reached, side="right")) - 1, 0)
    return bool(out[done].sum() > 1e-3 * _MOST_OBJECTS)


def _summed(model: Model, years: Floats, state: Floats) -> Floats:
    """Collisions of each of `PAIRS` since the start, (t, 10)."""
    p = model.pairs
    with np.errstate(invalid="ignore", over="ignore"):
        product = state[:, p.first] * state[:, p.second]
        each = p.happen * np.sum(np.nan_to_num(p.meet * product, nan=0.0), axis=2)
        rate = np.zeros((len(years), len(PAIRS)))
        for g, pair in enumerate(p.pair.tolist()):
            rate[:, pair] += each[:, g]
        step = 0.5 * (rate[1:] + rate[:-1]) * np.diff(years)[:, None]
    return np.concatenate((np.zeros((1, len(PAIRS))), np.cumsum(step, axis=0)))
