"""Whether orbits that the picture does not go by still show an approach that ours show no more.

One orbit of each object is screened. If a warning ended whenever that one moved away, whoever
can move it could end the warning: by a mistake, or by a lie. So the pair is looked at once
more by every element set that counts, source by source, before it is said to be over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cspo.conjunction import screen
from cspo.markings.parties import sponsor_of
from cspo.operations.catalog import Picture, Side
from cspo.orbits import Catalog, Ephemeris
from cspo.records.bodies.identities import SHORTEST_PERIOD_S, EventId
from cspo.time import Epoch
from cspo.units import DAY_S, TAU

__all__ = ["Elsewhere", "SecondLook"]

_MOST: Final = 8
"""Orbits of one object by one nation that are looked at, the newest first: who gives a hundred
crowds out nobody else's."""


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
    period_s: float


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
            flown += [
                (_Orbit(number, told, adopted=True, period_s=DAY_S), path) for told, path in paths
            ]
            found = _fairly(picture.standing_sides(each))
            sides += found
            periods_s = _periods_s(picture.elements(found)) if found else []
            orbits += [
                _Orbit(number, _told(side), adopted=side.adopted and not paths, period_s=period_s)
                for side, period_s in zip(found, periods_s, strict=True)
            ]
        if all(each.adopted for each in orbits):
            return None
        catalog = picture.elements(sides)
        half_s = DAY_S / 2 if name.whole_day else _longest_s([*orbits, *(o for o, _ in flown)]) / 4
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
            tca = Epoch(int(events.tca_tai_ns[k]))
            same = name.whole_day or 4 * abs(tca - about) < min(one.period_s, two.period_s)
            if same and (best is None or miss_km < best.miss_distance_km):
                best = Elsewhere(miss_distance_km=miss_km, tca=tca, sources=(one.told, two.told))
        return best


def _fairly(sides: Sequence[Side]) -> list[Side]:
    """The adopted one, and the newest of each nation."""
    count: Counter[str] = Counter()
    found = []
    for side in sides:
        nation = sponsor_of(side.origin)
        count[nation] += 1
        if side.adopted or count[nation] <= _MOST:
            found.append(side)
    return found


def _periods_s(catalog: Catalog) -> list[float]:
    """Periods, s; one that no orbit has, or longer than a day, is bounded."""
    rate = np.clip(catalog.mean_motion_rad_s, TAU / DAY_S, TAU / SHORTEST_PERIOD_S)
    return [float(each) for each in TAU / rate]


def _longest_s(orbits: Sequence[_Orbit]) -> float:
    """The longest that the shorter period of a pair of them can be, s.

    Not the shortest of all: who gives an absurd one would end the search beside the others'.
    """
    return min(
        max((each.period_s for each in orbits if each.side == side), default=SHORTEST_PERIOD_S)
        for side in (0, 1)
    )


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
