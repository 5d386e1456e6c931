"""The upkeep of catalogues: who looks at what, when, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.exercise.scenario import Scenario
from cspo.exercise.world.population import Keeping
from cspo.exercise.world.sensors import Eye, Instant, eyes_of, sorts_of, turning_earth
from cspo.exercise.world.streams import stream
from cspo.exercise.world.truth import Truth
from cspo.frames import EarthOrientation
from cspo.sensing import Look
from cspo.time import Epoch
from cspo.units import NS_PER_S

__all__ = ["LOOK_S", "TRACK_S", "Looked", "Seen", "Track", "Upkeep"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LOOK_S: Final = 120.0
"""Between two looks at the sky: a pass in low orbit lasts five to ten minutes."""
TRACK_S: Final = (0.0, 10.0, 20.0, 30.0, 40.0)
"""Measurements of a track, past its look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Objects of which one nation makes element sets, under one mark, from one sensor's look.

    Parameters
    ----------
    nation, label : int
        Indices of `Keeping`.
    eye : Eye
    numbers : list of int
    """

    nation: int
    label: int
    eye: Eye
    numbers: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A look at one object that is worth a track."""

    number: int
    label: int
    eye: Eye


@dataclass(slots=True)
class Looked:
    """What came of a look at the sky."""

    sets: list[Seen] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)


class Upkeep:
    """When each nation is due to have another element set of each object that it keeps.

    Parameters
    ----------
    scenario : Scenario
    truth : Truth
    keeping : Keeping
    named : frozenset of int
        Objects whose tracks are told as well as their element sets.
    eop : EarthOrientation
    """

    def __init__(
        self, scenario: Scenario, truth: Truth, keeping: Keeping, named: frozenset[int],
        eop: EarthOrientation,
    ) -> None:  # fmt: skip
        self.eyes = eyes_of(scenario)
        self.turning = turning_earth(scenario, eop)
        self._scenario, self._truth, self._keeping, self._named = scenario, truth, keeping, named
        self._every_ns = round(scenario.world.report_every_s * NS_PER_S)
        self._sorts = sorts_of(truth.catalog)
        self._due_ns = np.empty(0, np.int64)
        self._tracked: dict[tuple[str, int], int] = {}
        self.grow(Epoch.from_utc(scenario.starts_utc), "begin")

    def grow(self, t: Epoch, name: str) -> None:
        """Take up what is kept since: the first sets of each come within one interval of *t*."""
        more = len(self._keeping.number) - len(self._due_ns)
        phase = stream(self._scenario.seed, "due", name).random(more)
        due_ns = t.tai_ns + np.floor(phase * self._every_ns).astype(np.int64)
        self._due_ns = np.concatenate([self._due_ns, due_ns])
        self._sorts = np.concatenate(
            [self._sorts, sorts_of(self._truth.catalog.take(np.arange(len(self._sorts),
                                                                      len(self._truth))))]
        )  # fmt: skip

    def hasten(self, number: int, nation: str, t: Epoch) -> None:
        """A nation wants another set of an object at once: it knows that the object has burned."""
        keeping = self._keeping
        mine = (keeping.number == number) & (keeping.nation == keeping.nations.index(nation))
        self._due_ns[mine] = t.tai_ns

    def look(self, t: Epoch, down: frozenset[str], turn: tuple[int, int] = (0, 1)) -> Looked:
        """Look at the sky with every sensor that is not down.

        Parameters
        ----------
        turn : (int, int)
            Whose turn it is: every so many nations, the first of them. A whole sky is looked at
            in turn, so that not every nation makes its element sets at the same instant.
        """
        keeping = self._keeping
        first, every = turn
        mine_now = keeping.nation % every == first
        due = mine_now & (self._due_ns <= t.tai_ns)
        of_named = np.isin(keeping.number, np.fromiter(self._named, np.int64, len(self._named)))
        pairs = np.flatnonzero(due | (mine_now & of_named))
        looked = Looked()
        if not len(pairs):
            return looked
        numbers, place = np.unique(keeping.number[pairs], return_inverse=True)
        r_teme_km, _ = self._truth.states(numbers, t)
        instant = Instant(t, r_teme_km, self._sorts[numbers], self.turning)
        open_pairs = due[pairs]
        for eye in self.eyes:
            if eye.name in down or eye.nation in down:
                continue
            mine = keeping.nation[pairs] == keeping.nations.index(eye.nation)
            if not mine.any():  # nor is it its turn
                continue
            seen = mine & instant.seen(eye)[place]
            self._sets(looked, eye, pairs[seen & open_pairs], t)
            open_pairs &= ~seen
            if eye.site is not None:
                self._tracks(looked, eye, pairs[seen & of_named[pairs]], t)
        return looked

    def _sets(self, looked: Looked, eye: Eye, pairs: Integers, t: Epoch) -> None:
        keeping = self._keeping
        for label in np.unique(keeping.label[pairs]).tolist():
            some = pairs[keeping.label[pairs] == label]
            looked.sets.append(Seen(
                nation=keeping.nations.index(eye.nation), label=label, eye=eye,
                numbers=keeping.number[some].tolist(),
            ))  # fmt: skip
        self._due_ns[pairs] = t.tai_ns + self._every_ns

    def _tracks(self, looked: Looked, eye: Eye, pairs: Integers, t: Epoch) -> None:
        keeping = self._keeping
        for pair in pairs.tolist():
            number = int(keeping.number[pair])
            last_ns = self._tracked.get((eye.name, number))
            if last_ns is None or t.tai_ns - last_ns >= eye.every_s * NS_PER_S:
                self._tracked[eye.name, number] = t.tai_ns
                looked.tracks.append(Track(number=number, label=int(keeping.label[pair]), eye=eye))

    def measured(self, track: Track, t: Epoch) -> Look:
        """Directions of an object from a sensor at the instants of a track, as they truly are."""
        if track.eye.site is None:
            raise AssertionError(track.eye.name)
        looks = []
        for t_s in TRACK_S:
            r_teme_km, _ = self._truth.states([track.number], t + t_s)
            instant = Instant(t + t_s, r_teme_km, self._sorts[[track.number]], self.turning)
            looks.append(instant.look(track.eye.site))
        return Look(**{
            name: np.concatenate([getattr(look, name) for look in looks])
            for name in ("azimuth_rad", "elevation_rad", "range_km")
        })  # fmt: skip
