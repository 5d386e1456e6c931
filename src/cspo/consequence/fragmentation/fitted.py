"""From pieces that were counted back to what must have broken up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cspo.consequence.fragmentation.breakup import collide
from cspo.consequence.fragmentation.laws import collision_pieces, explosion_pieces
from cspo.consequence.fragmentation.pieces import (
    LARGEST_LAW_M,
    SMALLEST_LAW_M,
    Fragments,
    Parent,
)
from cspo.errors import OutOfRange, UsageError

__all__ = ["Fitted", "fitted_masses", "fitted_scale"]

Surviving = Callable[[Fragments], np.ndarray]

_ROUNDS: Final = 20
_MOST_COUNTED: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Masses that make as many pieces as were counted.

    Parameters
    ----------
    broken_kg : tuple of float
        Of target and projectile; `collide` takes it.
    counted, modelled : tuple of float
        Pieces of each, as they were counted and as these masses make them.
    rounds : int
        How often pieces were drawn.
    converged : bool
        Whether each count is met within the tolerance. It cannot be where a parent would have to
        break up more mass than it has; then `factors` says how many more pieces there are.
    """

    broken_kg: tuple[float, float]
    counted: tuple[float, float]
    modelled: tuple[float, float]
    rounds: int
    converged: bool

    @property
    def factors(self) -> tuple[float, float]:
        """Pieces counted for each modelled one: what to weigh the modelled ones by."""
        one, other = (
            seen / made if made else 1.0
            for seen, made in zip(self.counted, self.modelled, strict=True)
        )
        return one, other


def fitted_scale(counted: float, *, seen_from_m: float = 0.1) -> float:
    """Scale *S* of an explosion that makes as many pieces as were counted.

    Parameters
    ----------
    counted : float
        Pieces, with those that have decayed since.
    seen_from_m : float
        Length from which on pieces are seen, 1 mm to 1 m: about 0.1 m in low orbit, 1 m in the
        geostationary belt.

    Raises
    ------
    UsageError
        Where the count has no meaning.
    OutOfRange
        Where *seen_from_m* lies outside the law.

    Examples
    --------
    >>> round(fitted_scale(458.0), 2)
    1.92
    """
    _check_seen(seen_from_m)
    return _counted(counted) / float(explosion_pieces(1.0, seen_from_m))


def fitted_masses(
    target: Parent,
    projectile: Parent,
    relative_speed_km_s: float,
    *,
    counted: Sequence[float],
    seen_from_m: float = 0.1,
    surviving: Surviving | None = None,
    generator: np.random.Generator,
    tolerance: float = 0.05,
) -> Fitted:
    """Masses of both parents that went to pieces, from the pieces counted of each.

    Parameters
    ----------
    target, projectile : Parent
        With their whole masses, which bound those that broke.
    relative_speed_km_s : float
    counted : (2,) floats
        Pieces of target and of projectile in a catalogue at some time after the event.
    seen_from_m : float
        Length from which on the catalogue sees pieces.
    surviving : callable, optional
        Takes the pieces and says for each whether it is still in orbit at that time: (n,) bool.
        Where there is none, nothing has decayed.
    generator : numpy.random.Generator
    tolerance : float
        Part of a count within which it is met; never finer than one piece.

    Raises
    ------
    UsageError
        Where the counts have no meaning.
    OutOfRange
        Where *seen_from_m* lies outside the law.

    Notes
    -----
    Cimmino et al., Tuning of NASA standard breakup model for fragmentation events modelling,
    Aerospace 8(7), 185, 2021: the model takes whole parents to break up, while a collision may
    reach only a part of them; so the masses are inputs to be tuned until the pieces that remain
    are as many as are seen. Here each round scales the count before decay by what was seen of it,
    and the law ``N = 0.1 M^0.75 L^-1.71`` gives the sum of the masses in closed form; they are
    shared as the pieces are.

    Examples
    --------
    Without decay the law is turned round exactly:

    >>> whole = Parent(mass_kg=900.0), Parent(mass_kg=556.0)
    >>> fit = fitted_masses(*whole, 11.65, counted=(400.0, 200.0),
    ...                     generator=np.random.default_rng(1))
    >>> [round(x) for x in fit.broken_kg], fit.converged
    ([381, 191], True)
    """
    _check_seen(seen_from_m)
    goal = np.array([_counted(each) for each in counted])
    if goal.shape != (2,) or goal.sum() <= 0.0:
        raise UsageError("fit masses", "counts", expected="two numbers of pieces",
                         got=str(counted))  # fmt: skip
    whole_kg = np.array([target.mass_kg, projectile.mass_kg])
    made = goal.copy()
    modelled = np.zeros(2)
    broken_kg, rounds, met = whole_kg, 0, False
    while rounds < _ROUNDS and not met:
        rounds += 1
        broken_kg = np.minimum(_masses_kg(made, seen_from_m), whole_kg)
        pieces = collide(
            target, projectile, relative_speed_km_s, smallest_m=seen_from_m,
            broken_kg=(float(broken_kg[0]), float(broken_kg[1])), generator=generator,
        )  # fmt: skip
        alive = np.ones(len(pieces.fragments), np.bool_)
        if surviving is not None:
            alive = np.asarray(surviving(pieces.fragments), np.bool_)
        alive[: pieces.remnants] = False
        modelled = np.array([np.sum(alive & (pieces.fragments.parent == i)) for i in (0, 1)])
        met = bool((np.abs(modelled - goal) <= np.maximum(tolerance * goal, 1.0)).all())
        made = made * np.clip((goal + 0.5) / (modelled + 0.5), 0.25, 4.0)
        made = np.minimum(made, float(collision_pieces(whole_kg.sum(), seen_from_m)))
    return Fitted(
        broken_kg=(float(broken_kg[0]), float(broken_kg[1])),
        counted=(float(goal[0]), float(goal[1])),
        modelled=(float(modelled[0]), float(modelled[1])), rounds=rounds,
        converged=met,
    )  # fmt: skip


def _masses_kg(pieces: np.ndarray, seen_from_m: float) -> np.ndarray:
    """Masses that make that many pieces of each parent."""
    total = float(pieces.sum())
    both_kg = (total / float(collision_pieces(1.0, seen_from_m))) ** (4.0 / 3.0)
    return np.asarray(both_kg * pieces / total)


def _check_seen(length_m: float) -> None:
    if not SMALLEST_LAW_M <= length_m <= LARGEST_LAW_M:
        raise OutOfRange("fit break-up", "seen from", expected="1 mm to 1 m",
                         got=f"{length_m} m")  # fmt: skip


def _counted(pieces: float) -> float:
    if not 0.0 <= pieces <= _MOST_COUNTED:
        raise UsageError("fit break-up", "count", expected="0 to 1,000,000 pieces",
                         got=str(pieces))  # fmt: skip
    return float(pieces)
