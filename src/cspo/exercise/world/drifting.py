"""Geosynchronous objects that leave their place: put down by half degrees of mean longitude."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.clouds.elements import equinoctial
from cspo.exercise.world.post import Act
from cspo.exercise.world.stage import Stage
from cspo.exercise.world.telling import TruthKind
from cspo.orbits.regime import Regime, regimes
from cspo.time import Epoch

__all__ = ["Drifts"]

_EVERY_S: Final = 3_600.0
_STEP_DEG: Final = 0.5
_BELT: Final = (Regime.GEO, Regime.EGO, Regime.IGO)


class Drifts:
    """Watches the mean longitudes of the belt's objects that a scenario names.

    Within a revolution an object swings about its mean longitude, by some i²/4 and 2e rad, and
    comes back: so its place is the mean longitude of the orbit on which it is, less the Earth's
    turn. An orbit that the Moon, the Sun and the Earth's figure bend has it to 0.05 deg.

    Parameters
    ----------
    stage : Stage
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._told_deg: dict[int, float] = {}
        self._next = stage.starts
        self._count = 0

    def look(self) -> None:
        """Once an hour: who is half a degree and more from where it was last put down."""
        stage, sky = self._stage, self._stage.sky
        if sky is None or stage.t < self._next:
            return
        self._next = stage.t + _EVERY_S
        numbers = np.array(sorted(sky.named - sky.broken), np.int64)
        if not len(numbers):
            return
        sets = sky.truth.sets(numbers)
        of = regimes(sets.mean_motion_rad_s, sets.eccentricity, sets.inclination_rad)
        belt = numbers[np.isin(of, _BELT)]
        for number, place_deg in zip(belt.tolist(), self._longitudes_deg(belt), strict=True):
            told_deg = self._told_deg.setdefault(number, place_deg)
            moved_deg = (place_deg - told_deg + 180.0) % 360.0 - 180.0
            if abs(moved_deg) >= _STEP_DEG:
                self._told_deg[number] = place_deg
                self._tell(number, place_deg, moved_deg, stage.t)

    def _longitudes_deg(self, numbers: NDArray[np.int64]) -> list[float]:
        stage, sky = self._stage, self._stage.sky
        if sky is None or not len(numbers):
            return []
        turning = sky.upkeep.turning
        turn = turning.itrf_from_teme(np.array([stage.t - turning.start]))[0]
        longitude_rad = equinoctial(*sky.truth.states(numbers, stage.t))[5]
        turned_rad = np.arctan2(turn[0, 1], turn[0, 0])
        east: list[float] = (np.degrees(longitude_rad - turned_rad) % 360.0).tolist()
        return east

    def _tell(self, number: int, place_deg: float, moved_deg: float, t: Epoch) -> None:
        stage, sky = self._stage, self._stage.sky
        if sky is None or stage.sources is None:
            return
        self._count += 1
        name, objects = f"drift-{self._count}", (sky.truth.identity(number),)
        stage.tell(
            TruthKind.DRIFT, name, objects=objects, number=round(place_deg, 4), unit="deg",
            text=f"{sky.truth.catalog.name[number]} is at {place_deg:.2f} deg east, "
            f"{abs(moved_deg):.2f} deg {'east' if moved_deg > 0 else 'west'} of where it was",
        )  # fmt: skip
        act = Act(t=t, name=name, objects=objects)
        stage.sources.acts.setdefault(number, []).append(act)
