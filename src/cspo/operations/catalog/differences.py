"""How far apart the orbits of one object are that several sources give.

One orbit is the reference, and each other is compared with it at one instant: element
sets now, a trajectory now or at its nearer end, a state at its own epoch. Beside the
difference stands what element sets of the orbit's class and those ages differ by
anyway; whether it is a contradiction `cspo.operations.catalog.contradictions` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.appraisal import element_classes
from cspo.conjunction.element_covariance import sigma_rtn_km
from cspo.dynamics import Sgp4Bulk
from cspo.frames import rtn_from_inertial
from cspo.operations.catalog.picture import Picture
from cspo.operations.catalog.positions import state_at
from cspo.operations.catalog.sky import Side
from cspo.orbits import Ephemeris
from cspo.time import Epoch
from cspo.units import NS_PER_S

__all__ = ["Difference", "differences_from"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Difference:
    """One orbit less the reference.

    Parameters
    ----------
    side : Side
    at : Epoch
        Where they are compared.
    apart_km : (3,) float64 or None
        Radial, along track, cross track, in axes of the reference; None where one of
        them has no state there.
    expected_km : (3,) float64
        Standard deviation of that difference by class and age; NaN where unknown.
    """

    side: Side
    at: Epoch
    apart_km: Floats | None
    expected_km: Floats


def differences_from(
    picture: Picture, reference: Side, sides: Sequence[Side], t: Epoch, *, name: str = ""
) -> list[Difference]:
    """The difference of each of *sides* from *reference*, about the present *t*.

    Parameters
    ----------
    picture : Picture
    reference : Side
        The orbit to compare with: elements or a trajectory.
    sides : sequence of Side
        Of the same object.
    t : Epoch
    name : str
        Of the object as it is shown: by it members of constellations are known.
    """
    base = _Path(picture, reference, name)
    found = []
    for side in sides:
        path = _Path(picture, side, name)
        at = path.instant(t)
        one, other = base.state(at), path.state(at)
        apart = None
        if one is not None and other is not None:
            axes = rtn_from_inertial(one[None, :3], one[None, 3:])[0]
            apart = axes @ (other[:3] - one[:3])
        expected = np.hypot(base.sigma_km(at), path.sigma_km(at))
        found.append(Difference(side=side, at=at, apart_km=apart, expected_km=expected))
    return found


class _Path:
    """One side as something that has a state at an instant."""

    def __init__(self, picture: Picture, side: Side, name: str) -> None:
        self._side = side
        self._state = picture.state(side)
        self._flown: Ephemeris | None = None
        self._bulk: Sgp4Bulk | None = None
        if side.basis == "elements":
            catalog = picture.elements([side])
            catalog = replace(catalog, name=np.array([name or str(catalog.name[0])]))
            self._classes = element_classes(catalog)
            self._bulk = Sgp4Bulk(catalog)
        elif self._state is None:
            self._flown = picture.ephemeris(side)

    def instant(self, t: Epoch) -> Epoch:
        """Where it is compared: now, if it has a state now."""
        if self._state is not None:
            return Epoch(self._side.epoch_tai_ns)
        if self._flown is not None:
            return min(max(t, self._flown.start), self._flown.stop)
        return t

    def state(self, at: Epoch) -> Floats | None:
        """State (6,) in TEME, km and km/s; None where it has none."""
        if self._bulk is not None:
            state, status = self._bulk.propagate_pairs(np.zeros(1, np.int64), np.array([at.tai_ns]))
            return None if status[0] else np.asarray(state[0])
        if self._state is not None:
            return self._state[0] if at.tai_ns == self._side.epoch_tai_ns else None
        if self._flown is None or not self._flown.start <= at <= self._flown.stop:
            return None
        return state_at(self._flown, at.tai_ns)[0]

    def sigma_km(self, at: Epoch) -> Floats:
        """Standard deviations (3,) of its position; NaN where nobody says."""
        if self._bulk is not None:
            age_s = np.array([(at.tai_ns - self._side.epoch_tai_ns) / NS_PER_S])
            return np.asarray(sigma_rtn_km(self._classes, age_s)[0])
        if self._state is not None:
            return self._state[1]
        if self._flown is None or not self._flown.start <= at <= self._flown.stop:
            return np.full(3, np.nan)
        return state_at(self._flown, at.tai_ns)[1]
