"""Whether orbits that the picture does not go by still show an approach that ours show no more.

One orbit of each object is screened. If a warning ended whenever that one moved away, whoever
can move it could end the warning: by a mistake, or by a lie. So the pair is looked at once
more by every element set that counts, source by source, before it is said to be over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from cspo.conjunction import screen
from cspo.operations.catalog import Picture, Side
from cspo.orbits import Ephemeris
from cspo.records.bodies.identities import EventId
from cspo.time import Epoch
from cspo.units import DAY_S, TAU

__all__ = ["Elsewhere", "SecondLook"]

_MOST: Final = 32
"""Orbits of one object that are looked at, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """A close approach by orbits of which at least one is not adopted.

    Parameters
    ----------
    miss_distance_km : float
    tca : Epoch
    sources : (2,) tuple of str
        Whose orbits they are.
    """

    miss_distance_km: float
    tca: Epoch
    sources: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Orbit:
    """One orbit of one of the two objects: which object, whose word, and whether it is adopted."""

    side: int
    told: str
    adopted: bool


class SecondLook:
    """Looks at a pair by all that its sources say.

    Parameters
    ----------
    picture : callable
        Gives the picture as it is now.
    """

    def __init__(self, picture: Callable[[], Picture]) -> None:
        self._picture = picture

    def __call__(self, event: str, about: Epoch, within_km: float, t: Epoch) -> Elsewhere | None:
        """The nearest approach of an event by orbits other than the adopted ones.

        Parameters
        ----------
        event : str
            Its name, of a pair of objects.
        about : Epoch
            Closest approach as it was last known.
        within_km : float
            How near it has to come, km.
        t : Epoch
            Now: what has passed is not looked for.

        Returns
        -------
        Elsewhere or None
            None where no other orbit shows it.
        """
        picture, name = self._picture(), EventId.parse(event)
        sides: list[Side] = []
        orbits: list[_Orbit] = []
        flown: list[tuple[_Orbit, Ephemeris]] = []
        for number, each in enumerate((name.object1, name.object2)):
            paths = _trajectories(picture, each, about)
            flown += [(_Orbit(number, told, adopted=True), path) for told, path in paths]
            found = picture.standing_sides(each)[:_MOST]
            sides += found
            orbits += [
                _Orbit(number, _told(side), adopted=side.adopted and not paths) for side in found
            ]
        if all(each.adopted for each in orbits):
            return None
        catalog = picture.elements(sides)
        shortest_s = float(TAU / catalog.mean_motion_rad_s.max())
        half_s = DAY_S / 2 if name.whole_day else shortest_s / 4
        start = max(about + -half_s, t)
        stop = about + half_s
        if start >= stop:
            return None
        events = screen(
            catalog, start=start, duration_s=stop - start, threshold_km=within_km,
            primary_rows=np.arange(len(catalog)), ephemerides=[path for _, path in flown],
            together=True, threads=1, memory_limit_gb=0.1,
        )  # fmt: skip
        every = [*orbits, *(orbit for orbit, _ in flown)]
        best: Elsewhere | None = None
        for k in range(len(events)):
            one, two = every[int(events.row1[k])], every[int(events.row2[k])]
            miss_km = float(events.miss_distance_km[k])
            if one.side == two.side or (one.adopted and two.adopted):
                continue
            if best is None or miss_km < best.miss_distance_km:
                tca = Epoch(int(events.tca_tai_ns[k]))
                best = Elsewhere(miss_distance_km=miss_km, tca=tca, sources=(one.told, two.told))
        return best


def _told(side: Side) -> str:
    return f"{side.origin}: {side.source}"


def _trajectories(picture: Picture, name: str, t: Epoch) -> list[tuple[str, Ephemeris]]:
    """Trajectories that the object goes by at an instant."""
    found = []
    for side in picture.sides(name):
        path = picture.ephemeris(side) if side.basis == "ephemeris" and side.adopted else None
        if path is not None and path.start <= t < path.stop:
            found.append((_told(side), path))
    return found
