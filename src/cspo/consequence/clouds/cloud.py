"""A cloud: the pieces of one break-up, at the instant that made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.fragmentation import Breakup
from cspo.errors import FrameMismatch, OutOfRange, UsageError
from cspo.frames import Frame
from cspo.orbits import State
from cspo.time import Epoch

__all__ = ["Cloud", "cloud_of"]

Floats = NDArray[np.float64]

_MOST: Final = 5_000_000
_TEXT: Final = "build cloud"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cloud:
    """Pieces of a break-up: where each starts and how many real ones it stands for.

    Parameters
    ----------
    epoch : Epoch
        The break-up.
    r_teme_km, v_teme_km_s : (n, 3) float64
        State of each piece right after it, km and km/s, TEME of date.
    dv_km_s : (n, 3) float64
        What the break-up gave each piece over the velocity of its parent.
    area_to_mass_m2_kg, length_m, mass_kg : (n,) float64
    weight : (n,) float64
        Real pieces that each stands for.
    low_factor, high_factor : float
        Bounds of the count of pieces, as parts of the expected one.

    Raises
    ------
    UsageError
        Where shapes differ, there are more than 5,000,000 pieces or none, or a number is not
        finite or has the wrong sign.
    """

    epoch: Epoch
    r_teme_km: Floats
    v_teme_km_s: Floats
    dv_km_s: Floats
    area_to_mass_m2_kg: Floats
    length_m: Floats
    mass_kg: Floats
    weight: Floats
    low_factor: float = 0.25
    high_factor: float = 4.0

    def __post_init__(self) -> None:
        n = len(np.atleast_1d(self.weight))
        if not 0 < n <= _MOST:
            raise UsageError(_TEXT, "pieces", expected=f"1 to {_MOST:,}", got=f"{n:,}")
        for declared in fields(self):
            if str(declared.type) != "Floats":
                continue
            vector = declared.name in {"r_teme_km", "v_teme_km_s", "dv_km_s"}
            column = np.array(getattr(self, declared.name), np.float64)
            if column.shape != ((n, 3) if vector else (n,)):
                raise UsageError(
                    _TEXT, declared.name, expected=f"{n} rows", got=f"shape {column.shape}"
                )
            if not np.isfinite(column).all() or (not vector and (column <= 0.0).any()):
                raise UsageError(_TEXT, declared.name, expected="finite numbers, scalars above 0")
            column.setflags(write=False)
            object.__setattr__(self, declared.name, column)
        if not 0.0 < self.low_factor <= 1.0 <= self.high_factor < np.inf:
            raise UsageError(
                _TEXT, "bounds", expected="0 < low <= 1 <= high",
                got=f"{self.low_factor:g}, {self.high_factor:g}",
            )  # fmt: skip

    def __len__(self) -> int:
        return len(self.weight)

    def pieces(self, length_m: float = 0.0) -> float:
        """Expected number of real pieces of that length or more."""
        return float(self.weight[self.length_m >= length_m].sum())

    def take(self, index: NDArray[np.intp] | NDArray[np.bool_], weight: Floats) -> Cloud:
        """The pieces at *index*, each standing for *weight* real ones."""
        columns = {f.name: getattr(self, f.name) for f in fields(self)}
        for name, value in columns.items():
            if isinstance(value, np.ndarray):
                columns[name] = value[index]
        return Cloud(**{**columns, "weight": weight})

    def sampled(
        self, most: int, *, generator: np.random.Generator, shared_with_m: float = 0.1
    ) -> Cloud:
        """At most *most* pieces that stand for all.

        Half of them, where there are as many, are *shared_with_m* long or more: these are few,
        and weigh most. Of each kind every speed gets its share (drawn by rank).

        Examples
        --------
        >>> cloud = Cloud(
        ...     epoch=Epoch(0), r_teme_km=[[7000.0, 0, 0]] * 10, v_teme_km_s=[[0, 7.5, 0]] * 10,
        ...     dv_km_s=[[0, 0.1, 0]] * 10, area_to_mass_m2_kg=[0.1] * 10, length_m=[0.02] * 10,
        ...     mass_kg=[0.01] * 10, weight=[3.0] * 10,
        ... )
        >>> few = cloud.sampled(5, generator=np.random.default_rng(1))
        >>> len(few), few.pieces()
        (5, 30.0)
        """
        if len(self) <= most:
            return self
        long = self.length_m >= shared_with_m
        n_long = min(int(long.sum()), most // 2)
        parts = ((np.flatnonzero(long), n_long), (np.flatnonzero(~long), most - n_long))
        index, weight = [], []
        for rows, count in parts:
            if not (len(rows) and count):
                continue
            picked = self._by_rank(rows, min(count, len(rows)), generator)
            index.append(picked)
            weight.append(np.full(len(picked), self.weight[rows].sum() / len(picked)))
        return self.take(np.concatenate(index), np.concatenate(weight))

    def _by_rank(
        self, rows: NDArray[np.intp], count: int, generator: np.random.Generator
    ) -> NDArray[np.intp]:
        """*count* of *rows*, one at random in each of as many even parts of their weight."""
        speed = np.linalg.norm(self.dv_km_s[rows], axis=1)
        order = rows[np.argsort(speed, kind="stable")]
        share = np.cumsum(self.weight[order])
        at = (np.arange(count) + generator.random(count)) / count * share[-1]
        return np.asarray(order[np.minimum(np.searchsorted(share, at), len(order) - 1)], np.intp)


def cloud_of(breakup: Breakup, states: Sequence[State]) -> Cloud:
    """The cloud of a break-up that happens to objects in those states.

    Parameters
    ----------
    breakup : Breakup
    states : one or two State
        Of the target, and of the projectile where it was a collision: TEME, at one epoch.

    Raises
    ------
    UsageError
        Where a parent of a piece has no state.
    FrameMismatch
        Where a state is not TEME, or two epochs differ.
    OutOfRange
        Where two parents are more than 100 km apart, which no collision is.
    """
    pieces = breakup.fragments
    if len(pieces) == 0:
        raise UsageError(_TEXT, "break-up", expected="pieces", got="none of that size")
    if not len(states) > int(pieces.parent.max(initial=0)):
        raise UsageError(_TEXT, "states", expected="one of each parent", got=str(len(states)))
    for state in states:
        if state.frame != Frame.TEME or state.epoch != states[0].epoch:
            raise FrameMismatch(
                _TEXT, expected=f"TEME at {states[0].epoch.utc_iso()}",
                got=f"{state.frame.name} at {state.epoch.utc_iso()}",
            )  # fmt: skip
    apart_km = float(np.linalg.norm(states[-1].r_km - states[0].r_km))
    if apart_km > 100.0:
        raise OutOfRange(_TEXT, expected="parents in one place", got=f"{apart_km:.1f} km apart")
    parent_v = np.array([state.v_km_s for state in states])[pieces.parent]
    return Cloud(
        epoch=states[0].epoch,
        r_teme_km=np.broadcast_to(states[0].r_km, (len(pieces), 3)),
        v_teme_km_s=parent_v + pieces.delta_v_km_s,
        dv_km_s=pieces.delta_v_km_s,
        area_to_mass_m2_kg=pieces.area_to_mass_m2_kg,
        length_m=pieces.length_m,
        mass_kg=pieces.mass_kg,
        weight=np.ones(len(pieces)),
        low_factor=breakup.low_factor,
        high_factor=breakup.high_factor,
    )
