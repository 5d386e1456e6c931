"""Orbits that come down by drag over weeks to decades."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.decay._kernels.descent import descend, rates_of_many
from cspo.consequence.decay.air import AirOverTime, air_over_time
from cspo.environment import Atmosphere, SpaceWeather, mean_atmosphere
from cspo.errors import ResourceLimit, UsageError
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

__all__ = ["ENTRY_KM", "NEVER_TAI_NS", "Decay", "decay", "decay_in", "drag_rates"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

ENTRY_KM: Final = 100.0
"""Perigee at which an orbit is taken to have ended, km above 6,378.135 km."""

NEVER_TAI_NS: Final = int(np.iinfo(np.int64).max)
"""End of an orbit that outlives the span."""

_MOST_ORBITS: Final = 5_000_000
_MOST_CELLS: Final = 50_000_000
_AT_ONCE: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decay:
    """What became of *n* orbits.

    Parameters
    ----------
    start : Epoch
    days : float
        How long they were followed.
    t_s : (m,) or (n, m) float64
        Output times, s from *start*.
    perigee_km, apogee_km : (n, m) float64
        Mean altitudes above 6,378.135 km at those times, NaN after the end.
    end_s : (n,) float64
        End of each orbit, s from *start*; infinite where it outlives *days*.
    predicted_from_s : float
        From where on space weather is none that was measured, s from *start*.
    """

    start: Epoch
    days: float
    t_s: Floats
    perigee_km: Floats
    apogee_km: Floats
    end_s: Floats
    predicted_from_s: float

    @property
    def end_tai_ns(self) -> Integers:
        """End of each orbit, (n,); `NEVER_TAI_NS` where it outlives the span."""
        never = ~np.isfinite(self.end_s)
        ns = np.rint(np.where(never, 0.0, self.end_s) * NS_PER_S).astype(np.int64)
        return np.where(never, NEVER_TAI_NS, self.start.tai_ns + ns)

    def alive(self, t_s: ArrayLike) -> NDArray[np.bool_]:
        """Which orbits are still up at *t_s* (k,), s from *start*: (n, k)."""
        return np.asarray(self.end_s[:, None] > np.atleast_1d(np.asarray(t_s, np.float64)))


def decay(
    perigee_km: ArrayLike, apogee_km: ArrayLike, ballistic_m2_kg: ArrayLike, start: Epoch,
    days: float, weather: SpaceWeather, *, inclination_rad: ArrayLike,
    begin_s: ArrayLike = 0.0, t_s: ArrayLike = (), atmosphere: Atmosphere | None = None,
    threads: int = 2, progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Decay:  # fmt: skip
    """Follow *n* orbits down under *weather*.

    Parameters
    ----------
    perigee_km, apogee_km : (n,) array_like
        Mean altitudes above 6,378.135 km, as `cspo.orbits.regime.perigee_apogee_km` gives them.
    ballistic_m2_kg : (n,) array_like
        Cd A / m: drag coefficient (2.2 for a fragment of unknown shape) times area over mass.
        0 is no drag. See `cspo.consequence.decay.ballistic`.
    start : Epoch
    days : float
        How long to follow them, to 75,000.
    weather : SpaceWeather
        Must reach to the end: `cspo.environment.continued` goes on with past cycles.
    inclination_rad : (n,) array_like
    begin_s : (n,) array_like
        When each orbit is as given, s from *start*: element sets have epochs of their own.
    t_s : (m,) or (n, m) array_like
        When perigee and apogee are wanted, s from *start*, increasing.
    atmosphere : Atmosphere, optional
        `cspo.environment.mean_atmosphere` unless given.
    threads : int
    progress : callable, optional
        Called with the share done, 0 to 1.
    stop : callable, optional
        Asked between batches; where it says yes, the work ends with `ResourceLimit`.

    Raises
    ------
    UsageError
        Where a column is no number, perigee lies above apogee, or lengths differ.
    OutOfRange
        Where *weather* does not reach to the end.
    ResourceLimit
        Where more is asked for than fits, or *stop* said so.

    Notes
    -----
    Drag alone, averaged over a revolution, over local time and over the argument of perigee:
    right for orbits whose apsides turn many times before they end. Left out: the Sun's and the
    Moon's pull, which decides the life of orbits with apogees beyond some 10,000 km; light
    pressure, which matters above some 0.5 m²/kg; oscillations of the perigee by J3, 5 to 10 km.
    How well it does against real decays: docs/validation/decay.md.

    Examples
    --------
    >>> from cspo.environment import solar_cycle
    >>> start = Epoch.from_utc("2030-01-01")
    >>> came = decay([400.0], [400.0], [0.01], start, 3000.0, solar_cycle(start, 3001.0),
    ...              inclination_rad=[0.9])
    >>> 200.0 < came.end_s[0] / 86_400.0 < 2000.0
    np.True_
    """
    air = air_over_time(atmosphere or mean_atmosphere(), weather, start, days)
    return decay_in(
        air, perigee_km, apogee_km, ballistic_m2_kg, inclination_rad=inclination_rad,
        begin_s=begin_s, t_s=t_s, threads=threads, progress=progress, stop=stop,
    )  # fmt: skip


def decay_in(
    air: AirOverTime, perigee_km: ArrayLike, apogee_km: ArrayLike, ballistic_m2_kg: ArrayLike, *,
    inclination_rad: ArrayLike, begin_s: ArrayLike = 0.0, t_s: ArrayLike = (), threads: int = 2,
    progress: Callable[[float], None] | None = None, stop: Callable[[], bool] | None = None,
) -> Decay:  # fmt: skip
    """As `decay`, in air that is reckoned once for many calls."""
    orbits = _columns(
        perigee_km=perigee_km, apogee_km=apogee_km, inclination_rad=inclination_rad,
        ballistic_m2_kg=ballistic_m2_kg, begin_s=begin_s,
    )  # fmt: skip
    perigee, apogee, inclination, ballistic, begin = orbits
    if not (ballistic >= 0.0).all():
        raise _unusable("ballistic_m2_kg", "0 or more")
    if not (begin >= 0.0).all():
        raise _unusable("begin_s", "0 or more")
    out_s = np.array(t_s, np.float64)
    n, m = len(perigee), out_s.shape[-1]
    if out_s.shape not in {(m,), (n, m)} or not np.isfinite(out_s).all():
        raise _unusable("t_s", f"times (m,) or ({n}, m)")
    if not (np.diff(out_s) > 0.0).all():
        raise _unusable("t_s", "increasing times")
    if n > _MOST_ORBITS or n * m > _MOST_CELLS:
        raise ResourceLimit(
            "reckon decay", expected=f"{_MOST_ORBITS:,} orbits, {_MOST_CELLS:,} values",
            got=f"{n:,} orbits at {m:,} times",
        )  # fmt: skip
    out_perigee, out_apogee = np.full((2, n, m), np.nan)
    end_s = np.full(n, np.inf)
    points, weights = _quadrature()

    def batch(rows: slice) -> None:
        if stop is not None and stop():
            raise ResourceLimit("reckon decay", "stopped")
        descend(
            perigee[rows], apogee[rows], inclination[rows], ballistic[rows], begin[rows],
            ENTRY_KM, air.edge_s, air.fine.ln_kg_m3, air.fine.latitude_p2, air.group,
            air.wide.ln_kg_m3, air.wide.latitude_p2, points, weights,
            np.ascontiguousarray(np.broadcast_to(out_s, (n, m))[rows]),
            out_perigee[rows], out_apogee[rows], end_s[rows],
        )  # fmt: skip

    batches = [slice(first, min(first + _AT_ONCE, n)) for first in range(0, n, _AT_ONCE)]
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        try:
            for done, _ in enumerate(pool.map(batch, batches), start=1):
                if progress is not None:
                    progress(done / len(batches))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    for array in (out_perigee, out_apogee, end_s, out_s):
        array.flags.writeable = False
    return Decay(
        start=air.start, days=air.duration_s / DAY_S, t_s=out_s, perigee_km=out_perigee,
        apogee_km=out_apogee, end_s=end_s, predicted_from_s=air.predicted_from_s,
    )  # fmt: skip


def drag_rates(
    perigee_km: ArrayLike, apogee_km: ArrayLike, inclination_rad: ArrayLike, tai_ns: ArrayLike,
    weather: SpaceWeather, *, atmosphere: Atmosphere | None = None,
) -> tuple[Floats, Floats]:  # fmt: skip
    """How fast perigee and apogee sink for a ballistic coefficient of 1 m²/kg, (n,) km/s each.

    Negative numbers, each in the air of its own day. Arguments as of `decay`, and *tai_ns* (n,)
    for when.

    Examples
    --------
    >>> from cspo.environment import solar_cycle
    >>> day = Epoch.from_utc("2030-01-01")
    >>> p, a = drag_rates([400.0], [400.0], [0.9], [day.tai_ns], solar_cycle(day, 1.0))
    >>> 0.01 < -p[0] * 86_400 * 0.01 < 0.3  # km a day for 0.01 m2/kg
    np.True_
    """
    perigee, apogee, inclination, _ = _columns(
        perigee_km=perigee_km, apogee_km=apogee_km, inclination_rad=inclination_rad,
        ballistic_m2_kg=np.zeros(np.shape(perigee_km)),
    )  # fmt: skip
    rows = weather.at(np.broadcast_to(np.asarray(tai_ns, np.int64), perigee.shape))
    days = np.stack([rows.f107_81day, rows.ap, rows.f107, rows.day_of_year])
    unique, row = np.unique(days, axis=1, return_inverse=True)
    columns = (atmosphere or mean_atmosphere()).columns(
        unique[0], unique[1], f107=unique[2], day_of_year=unique[3]
    )
    out = np.empty((len(perigee), 2))
    rates_of_many(
        perigee, apogee, inclination, row.ravel(), columns.ln_kg_m3, columns.latitude_p2,
        *_quadrature(), out,
    )  # fmt: skip
    return out[:, 0], out[:, 1]


def _quadrature() -> tuple[Floats, Floats]:
    """Gauss and Legendre's points on 0..1 and weights, orders 8, 16 and 32, padded with 0."""
    points, weights = np.zeros((2, 3, 32))
    for row, order in enumerate((8, 16, 32)):
        x, w = np.polynomial.legendre.leggauss(order)
        points[row, :order], weights[row, :order] = 0.5 * (x + 1.0), 0.5 * w
    return points, weights


def _columns(**given: ArrayLike) -> tuple[Floats, ...]:
    columns = {name: np.atleast_1d(np.asarray(x, np.float64)) for name, x in given.items()}
    n = max(len(column) for column in columns.values())
    for name, column in columns.items():
        if column.ndim != 1 or len(column) not in {1, n} or not np.isfinite(column).all():
            raise _unusable(name, f"{n} finite numbers")
    full = {name: np.array(np.broadcast_to(x, (n,))) for name, x in columns.items()}
    perigee, apogee = full["perigee_km"], full["apogee_km"]
    if not ((perigee > -6_000.0) & (perigee <= apogee) & (apogee < 1e6)).all():
        raise _unusable("perigee_km, apogee_km", "perigee at most apogee, apogee under 1e6 km")
    return tuple(full.values())


def _unusable(name: str, expected: str) -> UsageError:
    return UsageError("reckon decay", name, expected=expected)
