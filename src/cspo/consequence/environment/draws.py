"""Many courses under uncertain inputs: percentile bands, and which input it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.environment.course import Course, run
from cspo.consequence.environment.descent import Activity
from cspo.consequence.environment.model import Model
from cspo.consequence.environment.scenario import NAMES
from cspo.consequence.environment.uncertain import INPUTS, Uncertain, held, varied
from cspo.errors import ResourceLimit, UsageError

__all__ = ["PERCENTILES", "Bands", "Swing", "bands", "swings"]

Floats = NDArray[np.float64]

PERCENTILES: Final = (5.0, 50.0, 95.0)
_ROUGH: Final = {"relative": 1e-3, "absolute": 0.1}
"""Within 0.3 % of the fine integration, which no input is known to."""

_MOST_DRAWS: Final = 5_000
_MOST_VALUES: Final = 50_000_000
"""400 MB of populations held at once."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bands:
    """Percentiles of many courses; infinite where so many of them ran away.

    Parameters
    ----------
    years : (t,) float64
        From the start.
    objects : (3, t, species) float64
        5th, 50th and 95th percentile of the objects of each species.
    by_shell : (3, t, species, k) float64
        The same in each shell.
    collisions : (3, t) float64
        Catastrophic and other collisions of all pairs since the start.
    expected : Course
        The course of the inputs as they were given.
    factors : (draws, inputs) float64
        What each input was multiplied by, in the order of `INPUTS`.
    last : (draws, species) float64
        Objects at the end, in each course.
    ran_away : float
        Share of the courses that ran away.
    words : str
        What the band is made of.
    """

    years: Floats
    objects: Floats
    by_shell: Floats
    collisions: Floats
    expected: Course
    factors: Floats
    last: Floats
    ran_away: float
    words: str

    def rank_correlation(self, name: str = "debris") -> dict[str, float]:
        """Spearman's rank correlation of each input with the objects of a species at the end.

        NaN of an input that was held. Courses that ran away have the highest rank.
        """
        if name not in NAMES:
            raise UsageError("rank inputs", name, expected=", ".join(NAMES))
        target = _ranks(self.last[:, NAMES.index(name)])
        out = {}
        for j, each in enumerate(INPUTS):
            varies = np.ptp(self.factors[:, j]) > 0.0 and np.ptp(target) > 0.0
            out[each] = (
                float(np.corrcoef(_ranks(self.factors[:, j]), target)[0, 1])
                if varies
                else float("nan")
            )
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """What one input does alone.

    Parameters
    ----------
    name : str
        One of `INPUTS`.
    factor : float
        By which it was divided and multiplied.
    low, high : float
        Objects at the end with the input divided and multiplied.
    """

    name: str
    factor: float
    low: float
    high: float


def bands(
    model: Model, start: ArrayLike, years: ArrayLike, *, generator: np.random.Generator,
    uncertain: Uncertain | None = None, activity: Activity | None = None, draws: int = 200,
    progress: Callable[[float], None] | None = None, stop: Callable[[], bool] | None = None,
) -> Bands:  # fmt: skip
    """Run the model under many draws of its inputs.

    Parameters
    ----------
    model : Model
        The expected case.
    start : (species, k) array_like
        Objects at the start, the same in all courses.
    years : (t,) array_like
        As of `run`.
    generator : numpy.random.Generator
        What the draws come from: the same state gives the same bands.
    uncertain : Uncertain or None
        How well inputs are known; None is the default.
    activity : Activity or None
        Solar activity of the expected case, to be scaled; None leaves it.
    draws : int
        2 to 5,000 courses.
    progress, stop : callable or None
        Told the share done; asked whether to end early, with what there is by then.

    Raises
    ------
    UsageError
        Where the draws have no meaning, or *stop* said so before two courses were done.
    ResourceLimit
        Where draws, years and shells together are too many.

    Examples
    --------
    >>> import numpy as np
    >>> from cspo.consequence.environment import Scenario, build
    >>> case = Scenario(edges_km=np.linspace(200, 1400, 13), launches_per_year=10.0)
    >>> rng = np.random.default_rng(1)
    >>> many = bands(build(case, generator=rng), np.zeros((4, 12)), [0, 50], generator=rng,
    ...              draws=20)
    >>> low, middle, high = many.objects[:, -1, 3]
    >>> bool(low < middle < high)
    True
    """
    known = uncertain or Uncertain()
    times = np.asarray(years, np.float64)
    if not 2 <= draws <= _MOST_DRAWS:
        raise UsageError("draw courses", "draws", expected=f"2 to {_MOST_DRAWS:,}", got=str(draws))
    values = draws * times.size * len(NAMES) * model.scenario.shells
    if values > _MOST_VALUES:
        raise ResourceLimit(
            "draw courses", expected=f"up to {_MOST_VALUES:,} values", got=f"{values:,}",
            hint="fewer draws, years or shells",
        )  # fmt: skip
    expected = run(model, start, years)
    factors = known.factors(draws, generator)
    courses: list[Course] = []
    for row in factors:
        if stop is not None and stop():
            break
        courses.append(run(varied(model, row, activity), start, years, **_ROUGH))
        if progress is not None:
            progress(len(courses) / draws)
    if len(courses) < 2:
        raise UsageError("draw courses", expected="two or more", got="stopped before")
    population = np.array([course.population for course in courses])
    collisions = np.array([course.collisions.sum(axis=1) for course in courses])
    counts = population.sum(axis=3)
    return Bands(
        years=expected.years, objects=_percentiles(counts), by_shell=_percentiles(population),
        collisions=_percentiles(collisions), expected=expected, factors=factors[: len(courses)],
        last=counts[:, -1], ran_away=float(np.mean([course.ran_away for course in courses])),
        words=f"{len(courses)} courses, 5th to 95th percentile: "
        + known.words(held(model, np.asarray(start), activity)),
    )  # fmt: skip


def swings(
    model: Model, start: ArrayLike, years: ArrayLike, *, uncertain: Uncertain | None = None,
    activity: Activity | None = None, name: str = "debris",
) -> list[Swing]:  # fmt: skip
    """Change one input at a time by its factor, both ways; the widest answer first.

    Parameters
    ----------
    model, start, years, uncertain, activity
        As of `bands`.
    name : str
        Species that is counted at the end.
    """
    known, idle = uncertain or Uncertain(), held(model, np.asarray(start), activity)
    out = []
    for j, each in enumerate(INPUTS):
        factor = getattr(known, each)
        if factor == 1.0 or each in idle:
            continue
        ends = []
        for sign in (-1.0, 1.0):
            row = np.ones(len(INPUTS))
            row[j] = factor**sign
            ends.append(
                float(run(varied(model, row, activity), start, years, **_ROUGH).total(name)[-1])
            )  # fmt: skip
        out.append(Swing(name=each, factor=factor, low=ends[0], high=ends[1]))
    return sorted(out, key=lambda swing: -abs(np.nan_to_num(swing.high - swing.low, posinf=1e300)))


def _percentiles(values: Floats) -> Floats:
    """The percentiles over the first axis: of order statistics, for some may be infinite."""
    return np.asarray(np.percentile(values, PERCENTILES, axis=0, method="inverted_cdf"))


def _ranks(values: Floats) -> Floats:
    """Ranks with ties shared."""
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values))
    ranks[order] = np.arange(len(values), dtype=np.float64)
    _, same = np.unique(values, return_inverse=True)
    return np.asarray(np.bincount(same, ranks)[same] / np.bincount(same)[same])
