"""How well each input is known, and draws of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.environment.descent import Activity
from cspo.consequence.environment.model import Model
from cspo.errors import UsageError

__all__ = ["INPUTS", "Uncertain", "held", "varied"]

Floats = NDArray[np.float64]

_NINETY: Final = 1.6448536269514722
"""Standard deviations of a normal law within which 90 % lie."""

_MOST_FACTOR: Final = 100.0
_HOTTEST: Final = 400.0
_COLDEST: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """Factors between which and whose inverse each input lies in nine cases of ten.

    Parameters
    ----------
    pieces : float
        Number of pieces of a break-up: counts of real ones scatter by four about the model
        (Johnson et al. 2001; Orbital Debris Quarterly News 15-4).
    launches : float
        Satellites and rocket bodies launched.
    undisposed : float
        Share of satellites that is not disposed of.
    failures : float
        Satellites that fail.
    explosions : float
        Derelicts that break up by themselves.
    unavoided : float
        Collisions that are not avoided.
    air : float
        Density of the air under the same activity.
    sun : float
        F10.7 above its quiet level of 60 sfu.

    Examples
    --------
    >>> Uncertain(launches=1.0).pieces, Uncertain.none().pieces
    (4.0, 1.0)
    """

    pieces: float = 4.0
    launches: float = 2.0
    undisposed: float = 2.0
    failures: float = 2.0
    explosions: float = 2.0
    unavoided: float = 3.0
    air: float = 1.3
    sun: float = 1.5

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if not (math.isfinite(value) and 1.0 <= value <= _MOST_FACTOR):
                raise UsageError(
                    "say how well inputs are known", each.name,
                    expected=f"a factor from 1 to {_MOST_FACTOR:g}", got=f"{value:g}",
                )  # fmt: skip

    @classmethod
    def none(cls) -> Uncertain:
        """All inputs known exactly."""
        return cls(**dict.fromkeys(INPUTS, 1.0))

    def factors(self, draws: int, generator: np.random.Generator) -> Floats:
        """Factors of *draws* cases, (draws, inputs) in the order of `INPUTS`; lognormal.

        Latin hypercube: each input's values are spread evenly over its law, in random order.
        """
        out = np.empty((draws, len(INPUTS)))
        for j, name in enumerate(INPUTS):
            part = (generator.permutation(draws) + generator.random(draws)) / draws
            sigma = math.log(getattr(self, name)) / _NINETY
            out[:, j] = np.exp(sigma * _normal_quantile(part))
        return out

    def words(self, held: frozenset[str] = frozenset()) -> str:
        """What a band is made of, for people; inputs *held* make no difference.

        Examples
        --------
        >>> Uncertain(pieces=4, launches=1, undisposed=1, failures=1, explosions=1, unavoided=1,
        ...           air=1.3, sun=1).words()
        'pieces within a factor of 4, air within a factor of 1.3 (90 %)'
        """
        known = [
            f"{name} within a factor of {getattr(self, name):g}"
            for name in INPUTS
            if getattr(self, name) > 1.0 and name not in held
        ]
        return ", ".join(known) + " (90 %)" if known else "all inputs held"


INPUTS: Final = tuple(each.name for each in fields(Uncertain))
"""Names of the uncertain inputs, in the order of columns."""


def held(model: Model, start: Floats, activity: Activity | None) -> frozenset[str]:
    """Inputs that make no difference: what there is none of can't be more or less."""
    case = model.scenario
    idle = not (model.source_per_year[0].any() or np.asarray(start)[0].any())
    none = {
        "launches": not model.source_per_year.any(),
        "undisposed": idle or case.disposal_success == 1.0,
        "failures": idle or case.failures_per_year == 0.0,
        "explosions": not model.burst_per_year.any(),
        "unavoided": idle or case.unavoided == case.unavoided_active == 0.0,
        "sun": activity is None or model.descent_per_year.shape[0] == 2,
    }
    return frozenset(name for name, is_none in none.items() if is_none)


def varied(model: Model, factors: Floats, activity: Activity | None) -> Model:
    """The model with each input times its factor, held within what has a meaning.

    Parameters
    ----------
    model : Model
        The expected case.
    factors : (inputs,) array
        In the order of `INPUTS`.
    activity : Activity or None
        Solar activity of the expected case.
    """
    by = dict(zip(INPUTS, factors.tolist(), strict=True))
    case = model.scenario
    other = replace(
        case,
        launches_per_year=case.launches_per_year * by["launches"],
        rocket_bodies_per_year=case.rocket_bodies_per_year * by["launches"],
        disposal_success=1.0 - min((1.0 - case.disposal_success) * by["undisposed"], 1.0),
        failures_per_year=min(case.failures_per_year * by["failures"], 1.0),
        satellite_explosions_per_year=min(
            case.satellite_explosions_per_year * by["explosions"], 1.0
        ),
        rocket_body_explosions_per_year=min(
            case.rocket_body_explosions_per_year * by["explosions"], 1.0
        ),
        unavoided=min(case.unavoided * by["unavoided"], 1.0),
        unavoided_active=min(case.unavoided_active * by["unavoided"], 1.0),
    )
    if activity is not None:
        f107 = _COLDEST + (activity.f107 - _COLDEST) * by["sun"]
        activity = Activity(years=activity.years, f107=np.clip(f107, _COLDEST, _HOTTEST))
    return model.varied(
        other, count_factor=by["pieces"], density_factor=by["air"], activity=activity
    )  # fmt: skip


def _normal_quantile(part: Floats) -> Floats:
    """Inverse of the normal distribution, to 1e-9 (Acklam's rational form, then one Halley step).

    Source: P. J. Acklam, An algorithm for computing the inverse normal cumulative distribution
    function (2003).
    """
    a = (-3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2,
         1.383577518672690e2, -3.066479806614716e1, 2.506628277459239e0)  # fmt: skip
    b = (-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2,
         6.680131188771972e1, -1.328068155288572e1, 1.0)  # fmt: skip
    c = (-7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838e0,
         -2.549732539343734e0, 4.374664141464968e0, 2.938163982698783e0)  # fmt: skip
    d = (7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996e0,
         3.754408661907416e0, 1.0)  # fmt: skip
    p = np.clip(part, 1e-12, 1.0 - 1e-12)
    q = p - 0.5
    inner = np.polyval(a, q * q) * q / np.polyval(b, q * q)
    s = np.sqrt(-2.0 * np.log(np.minimum(p, 1.0 - p)))
    outer = np.polyval(c, s) / np.polyval(d, s) * np.where(q < 0.0, 1.0, -1.0)
    return np.where(np.abs(q) <= 0.47575, inner, outer)
