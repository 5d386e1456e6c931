"""Miss distance and Pc against size, direction and time of a burn."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.avoidance.burn import Burn
from cspo.avoidance.directions import AXES, BEST, farthest_direction
from cspo.avoidance.encounter import Encounter
from cspo.avoidance.flight import fly, meet
from cspo.avoidance.transition import burn_response
from cspo.conjunction.probability import assess, combined_plane, foster1992_on_plane
from cspo.errors import UsageError
from cspo.frames import rtn_from_inertial

__all__ = ["Trade", "above_zero", "known_directions", "outcomes_of", "trade"]

Floats = NDArray[np.float64]
Texts = NDArray[np.str_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trade:
    """Burns and what each leads to, one row each, read-only columns of n.

    Parameters
    ----------
    lead_s : float64
        Time from the burn to the closest approach of the encounter.
    direction : str
        ``+R``, ``-R``, ``+T``, ``-T``, ``+N``, ``-N`` or ``best``.
    size_km_s : float64
    dv_rtn_km_s : (n, 3) float64
    miss_distance_km, pc : float64
        After the burn; a Pc of NaN where no method's assumptions hold.
    """

    lead_s: Floats
    direction: Texts
    size_km_s: Floats
    dv_rtn_km_s: Floats
    miss_distance_km: Floats
    pc: Floats

    def __post_init__(self) -> None:
        for name in self.__slots__:
            getattr(self, name).setflags(write=False)

    def __len__(self) -> int:
        return len(self.lead_s)


def trade(
    encounter: Encounter,
    lead_s: ArrayLike,
    size_km_s: ArrayLike,
    directions: Sequence[str] = (*AXES, BEST),
    *,
    by_miss: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Trade:
    """Every combination of time, direction and size.

    Parameters
    ----------
    encounter : Encounter
    lead_s : (k,) float64
        Above 0.
    size_km_s : (l,) float64
        Above 0.
    directions : sequence of str
        Of `Trade.direction`.
    by_miss : bool
        Whether the best direction is that of the greatest miss, and not of the least Pc. Slow
        encounters then get no Pc at all, which takes most of the time.
    progress : callable, optional
        Told the fraction done, for slow encounters.

    Returns
    -------
    Trade
        Times slowest, sizes fastest.

    Raises
    ------
    UsageError
        Where a time or size is not above 0, or a direction is none.

    Notes
    -----
    Where the encounter is fast, by the closed form of `burn_response`: with Foster's Pc tens of
    thousands a second; where his assumptions fail without a burn, with whatever method holds, a
    thousand a second. Where it is slow, every burn is flown (`cspo.avoidance.fly`): fifty.
    """
    leads = above_zero("lead_s", lead_s)
    sizes = above_zero("size_km_s", size_km_s)
    names = known_directions(directions)
    outcomes = outcomes_of(encounter, leads, by_miss=by_miss, progress=progress)
    row, way, which = (
        part.ravel()
        for part in np.meshgrid(
            np.arange(len(leads)), np.arange(len(names)), np.arange(len(sizes)), indexing="ij"
        )
    )
    chosen, size = names[way], sizes[which]
    dv = outcomes.burns(row, chosen, size)
    pc, miss = outcomes(row, dv)
    return Trade(
        lead_s=leads[row], direction=chosen, size_km_s=size, dv_rtn_km_s=dv,
        miss_distance_km=miss, pc=pc,
    )  # fmt: skip


def outcomes_of(
    encounter: Encounter, lead_s: Floats, *, by_miss: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Outcomes:  # fmt: skip
    """What burns at given times lead to, by the way that fits the encounter."""
    kind = ClosedOutcomes if encounter.is_fast else FlownOutcomes
    return kind(encounter, lead_s, by_miss=by_miss, progress=progress)


class Outcomes(ABC):
    """Pc and miss distance of burns at fixed times before an encounter."""

    def __init__(
        self, encounter: Encounter, lead_s: Floats, *, by_miss: bool,
        progress: Callable[[float], None] | None,
    ) -> None:  # fmt: skip
        self.encounter, self.lead_s, self._progress = encounter, lead_s, progress
        self._by_miss = by_miss
        one = encounter.state1
        self._response = burn_response(one.r_km, one.v_km_s, lead_s)
        self._axes = rtn_from_inertial(one.r_km, one.v_km_s)
        self._offset, self._in_plane, self._metric = self._plane(by_miss=by_miss)

    @abstractmethod
    def __call__(self, row: NDArray[np.int64], dv_rtn_km_s: Floats) -> tuple[Floats, Floats]:
        """Pc and miss distance (n,) of burns at the times *row* (n,)."""

    def burns(self, row: NDArray[np.int64], direction: Texts, size_km_s: Floats) -> Floats:
        """Burns (n, 3), along R, T, N, of a direction and size each."""
        unit = np.zeros((len(row), 3))
        for name, axis in AXES.items():
            unit[direction == name] = axis
        free = np.flatnonzero(direction == BEST)
        if len(free):
            unit[free] = farthest_direction(
                self._offset, self._in_plane[row[free]], self._metric, size_km_s[free]
            )
        return np.asarray(unit * size_km_s[:, None])

    def _plane(self, *, by_miss: bool) -> tuple[Floats, Floats, Floats]:
        """Offset, answer to burns and metric in the plane across the relative velocity."""
        one, two = self.encounter.state1, self.encounter.state2
        v_km_s = one.v_km_s - two.v_km_s
        speed = float(np.linalg.norm(v_km_s))
        start = np.eye(3)[int(np.argmin(np.abs(v_km_s)))]
        first = np.cross(v_km_s, start) if speed else start
        first = first / np.linalg.norm(first)
        second = np.cross(v_km_s / speed, first) if speed else np.roll(first, 1)
        across = np.stack([first, second])
        states = (one.r_km[None], one.v_km_s[None], two.r_km[None], two.v_km_s[None])
        total = sum(part[0, :3, :3] for part in self.encounter.covariances(*states))
        inside = across @ total @ across.T
        good = np.linalg.eigvalsh(inside)[0] > 1e-12 * max(float(np.trace(inside)), 1e-300)
        metric = np.linalg.inv(inside) if good and not by_miss else np.eye(2)
        response = across @ self._axes.T @ self._response[:, :3]
        return across @ (one.r_km - two.r_km), response, metric


class ClosedOutcomes(Outcomes):
    """By the closed form and straight lines; Pc by Foster where he holds without a burn."""

    @cached_property
    def _by_foster(self) -> bool:
        return self.encounter.is_straight()

    def __call__(self, row: NDArray[np.int64], dv_rtn_km_s: Floats) -> tuple[Floats, Floats]:
        """Pc and miss distance (n,) of burns at the times *row* (n,)."""
        one, two = self.encounter.state1, self.encounter.state2
        change = np.einsum("nij,nj->ni", self._response[row], dv_rtn_km_s)
        r1_km = one.r_km + change[:, :3] @ self._axes
        v1_km_s = one.v_km_s + change[:, 3:] @ self._axes
        r2_km = np.broadcast_to(two.r_km, r1_km.shape)
        v2_km_s = np.broadcast_to(two.v_km_s, r1_km.shape)
        cov1, cov2 = self.encounter.covariances(r1_km, v1_km_s, r2_km, v2_km_s)
        hbr_km = self.encounter.hbr_km
        if self._by_foster:
            plane = combined_plane(r1_km, v1_km_s, cov1, r2_km, v2_km_s, cov2, hbr_km)
            return foster1992_on_plane(plane).pc, plane.miss_distance_km
        judged = assess(r1_km, v1_km_s, r2_km, v2_km_s, hbr_km, cov1=cov1, cov2=cov2)
        return judged.pc, judged.miss_distance_km


class FlownOutcomes(Outcomes):
    """One by one, on both orbits."""

    def __call__(self, row: NDArray[np.int64], dv_rtn_km_s: Floats) -> tuple[Floats, Floats]:
        """Pc and miss distance (n,) of burns at the times *row* (n,)."""
        pc, miss = np.empty(len(row)), np.empty(len(row))
        for k, (index, dv) in enumerate(zip(row.tolist(), dv_rtn_km_s, strict=True)):
            epoch = self.encounter.tca - float(self.lead_s[index])
            burn = Burn(epoch=epoch, dv_rtn_km_s=dv)
            if self._by_miss:
                (r1_km, _, r2_km, _), _, _ = meet(self.encounter, burn)
                pc[k], miss[k] = np.nan, np.linalg.norm(r2_km - r1_km)
            else:
                flight = fly(self.encounter, burn)
                pc[k], miss[k] = flight.pc, flight.miss_distance_km
            if self._progress is not None:
                self._progress((k + 1) / len(row))
        return pc, miss


def known_directions(names: Sequence[str]) -> Texts:
    """The names as a column.

    Raises
    ------
    UsageError
        Where there is none, or one is unknown.
    """
    for name in names or ("none",):
        if name not in (*AXES, BEST):
            raise UsageError("trade burns", name, expected=" ".join([*AXES, BEST]))
    return np.array(names, np.str_)


def above_zero(name: str, values: ArrayLike) -> Floats:
    """The values as a column.

    Raises
    ------
    UsageError
        Where there is none, or one is not finite and above 0.
    """
    array = np.atleast_1d(np.asarray(values, np.float64))
    if array.ndim != 1 or not len(array) or not (np.isfinite(array) & (array > 0.0)).all():
        raise UsageError("trade burns", name, expected="finite numbers above 0", got=str(values))
    return array
