"""The sources of nations: what a look, a lie or a report outside becomes, and when it arrives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from cspo.exercise.scenario import FalseSource, LateSource, Report
from cspo.exercise.world.approaching import AHEAD_S, Approach, conjunction_message
from cspo.exercise.world.giving import (
    behavior_input,
    catalog_input,
    input_of,
    objects_input,
    readiness_input,
    track_body,
    word_of,
)
from cspo.exercise.world.population import wide_label
from cspo.exercise.world.post import Act, Post
from cspo.exercise.world.sensors import Eye
from cspo.exercise.world.sky import Sky
from cspo.exercise.world.streams import stream
from cspo.exercise.world.telling import InputKind
from cspo.exercise.world.upkeep import LOOK_S, TRACK_S, Looked, Track
from cspo.markings.parties import sponsor_of
from cspo.records.bodies.activity import Behavior
from cspo.records.bodies.words import Confidence
from cspo.sensing import Look
from cspo.time import Epoch
from cspo.units import DEG_RAD, KM_PER_M

__all__ = ["Sources"]

_LEAST_PC: Final = 1e-7
_USUAL_NOISE_KM: Final = 0.05
_SIGMAS: Final = {
    "radar": {"range_km": 0.03, "azimuth_rad": 0.02 * DEG_RAD, "elevation_rad": 0.02 * DEG_RAD},
    "optical": {"azimuth_rad": 3e-4 * DEG_RAD, "elevation_rad": 3e-4 * DEG_RAD},
}
"""Of single measurements: a tracking radar, a telescope (1 arcsec)."""
_OTHERS_KM: Final = 0.001
"""Hard body of what the scenario does not describe."""
_WHAT: Final = {
    "behavior": Behavior.OTHER, "break-up": Behavior.BREAKUP, "anomaly": Behavior.ANOMALY,
    "interference": Behavior.OTHER,
}  # fmt: skip


class Sources:
    """Makes inputs of what is seen and said, and puts them on their way.

    Parameters
    ----------
    sky : Sky
    post : Post

    Attributes
    ----------
    acts : dict
        By object: what it did, in order, for inputs to show.
    late : dict
        Delays that last, by name.
    """

    def __init__(self, sky: Sky, post: Post) -> None:
        self._sky, self._post = sky, post
        self._seed = sky.scenario.seed
        self._starts = Epoch.from_utc(sky.scenario.starts_utc)
        self.wide = wide_label(sky.scenario.nations)
        self.acts: dict[int, list[Act]] = {}
        self.burned: dict[int, list[tuple[Epoch, float]]] = {}
        self.late: dict[str, LateSource] = {}
        self._last: dict[tuple[str, int], Epoch] = {}

    def first(self, t: Epoch) -> None:
        """What each nation has when the exercise begins: objects, their orbits, its sensors."""
        keeping = self._sky.keeping
        for nation_no, nation in enumerate(keeping.nations):
            for label_no, label in enumerate(keeping.labels):
                mine = (keeping.nation == nation_no) & (keeping.label == label_no)
                numbers = keeping.number[mine]
                if not len(numbers):
                    continue
                facts = self._sky.truth.catalog.take(numbers)
                self._post.send(objects_input(t, nation, label, facts, self._sky.assets))
                sets, good = self._sky.known_sets(numbers.tolist(), [nation] * len(numbers), t)
                if good.any():
                    self._post.send(catalog_input(t, nation, label, sets.take(good)))
        for eye in self._sky.upkeep.eyes:
            self.sensor(t, eye, ready=True)

    def sensor(self, t: Epoch, eye: Eye, *, ready: bool, reason: str = "") -> None:
        """A nation's sensor says that it is ready, or down."""
        self._post.send(readiness_input(t, eye, self.wide, since=t, ready=ready, reason=reason))

    def looked(self, looked: Looked, t: Epoch) -> None:
        """What came of a look: element sets, tracks, and the burns that show in them."""
        keeping = self._sky.keeping
        numbers = [number for seen in looked.sets for number in seen.numbers]
        nations = [keeping.nations[s.nation] for s in looked.sets for _ in s.numbers]
        if numbers:
            sets, good = self._sky.known_sets(numbers, nations, t)
            at = 0
            for seen in looked.sets:
                rows = np.arange(at, at + len(seen.numbers))
                at += len(seen.numbers)
                some = [(int(r), n) for r, n in zip(rows, seen.numbers, strict=True) if good[r]]
                nation, label = keeping.nations[seen.nation], keeping.labels[seen.label]
                for delay_s, group in self._by_delay(nation, some):
                    arrives = t + (seen.eye.lag_s + delay_s)
                    part = sets.take(np.array([row for row, _ in group]))
                    self._post.send(
                        catalog_input(arrives, nation, label, part,
                                      sensor=word_of(nation, seen.eye.name)),
                        self._shown((number for _, number in group), t),
                    )  # fmt: skip
                for _, number in some:
                    self._noticed(nation, number, t, seen.eye)
        for track in looked.tracks:
            self._track(track, t)

    def _by_delay(
        self, nation: str, some: Sequence[tuple[int, int]]
    ) -> list[tuple[float, list[tuple[int, int]]]]:
        groups: dict[float, list[tuple[int, int]]] = {}
        for row, number in some:
            groups.setdefault(self._delay_s(nation, number), []).append((row, number))
        return sorted(groups.items())

    def _delay_s(self, nation: str, number: int) -> float:
        """By how much what a nation's sources say of an object is late now."""
        return max((
            each.delay_s for each in self.late.values()
            if each.nation == nation
            and (not each.assets or number in map(self._sky.number_of, each.assets))
        ), default=0.0)  # fmt: skip

    def _shown(self, numbers: Iterable[int], t: Epoch) -> list[Act]:
        """What an orbit of that instant shows of what objects did before."""
        return [act for n in numbers for act in self.acts.get(n, ()) if act.t <= t]

    def _noticed(self, nation: str, number: int, t: Epoch, eye: Eye) -> None:
        """A keeper that finds an object on another orbit than its last set says reports a burn."""
        before = self._last.get((nation, number), self._starts)
        self._last[nation, number] = t
        asset = self._sky.asset_of(number)
        since = [each for each in self.burned.get(number, ()) if before < each[0] <= t]
        if not since or (asset and asset.owner and sponsor_of(asset.owner) == nation):
            return
        size_km_s = sum(size for _, size in since)
        noise = stream(self._seed, "seen burn", nation, number, t.tai_ns).standard_normal()
        told = behavior_input(
            t + (eye.lag_s + self._delay_s(nation, number)), nation, self.wide, Behavior.MANEUVER,
            [self._sky.truth.identity(number)], start=before, stop=t,
            delta_v_km_s=abs(size_km_s * (1.0 + 0.2 * noise)),
            text="Orbits before and after do not meet: it has maneuvered in between.",
            sensor=word_of(nation, eye.name),
        )  # fmt: skip
        self._post.send(told, self._shown([number], t))

    def _track(self, track: Track, t: Epoch) -> None:
        eye, sky = track.eye, self._sky
        if eye.site is None:
            return
        true = sky.upkeep.measured(track, t)
        if not np.isfinite(true.range_km).all():
            return
        identity, sigmas = sky.truth.identity(track.number), _SIGMAS[eye.site.kind]
        draws = stream(self._seed, "track", eye.name, identity, t.tai_ns)
        noise = draws.standard_normal((3, len(TRACK_S)))
        flat = np.cos(true.elevation_rad)
        azimuth_rad = true.azimuth_rad + noise[0] * sigmas["azimuth_rad"] / np.maximum(flat, 1e-3)
        measured = Look(
            azimuth_rad=np.asarray(azimuth_rad % (2.0 * np.pi)),
            elevation_rad=np.asarray(true.elevation_rad + noise[1] * sigmas["elevation_rad"]),
            range_km=np.asarray(true.range_km + noise[2] * sigmas.get("range_km", 0.0)),
        )
        body = track_body(
            identity, word_of(eye.nation, eye.name), eye.site.kind, eye.site.r_itrf_km, t,
            np.array(TRACK_S), measured, sigmas,
        )  # fmt: skip
        arrives = t + (TRACK_S[-1] + eye.lag_s + self._delay_s(eye.nation, track.number))
        given = input_of(
            arrives, eye.nation, InputKind.OBSERVATION, sky.keeping.labels[track.label], [body],
            sensor=word_of(eye.nation, eye.name),
        )  # fmt: skip
        self._post.send(given, self._shown([track.number], t))

    def breakup(self, t: Epoch, number: int, pieces: int | None) -> None:
        """Keepers of an object that broke up report it."""
        lag_s = max((eye.lag_s for eye in self._sky.upkeep.eyes), default=0.0) + LOOK_S
        for nation in self._sky.keeping.keepers_of(number):
            told = behavior_input(
                t + (lag_s + self._delay_s(nation, number)), nation, self.wide, Behavior.BREAKUP,
                [self._sky.truth.identity(number)], start=t - LOOK_S, stop=t, pieces=pieces,
                text="Several objects where one was." if pieces is None
                else f"{pieces} pieces are told apart.",
            )  # fmt: skip
            self._post.send(told, self._shown([number], t))

    def pieces(self, t: Epoch, numbers: np.ndarray, act: Act) -> None:
        """What keepers say of pieces that they have told apart: names, no orbits yet."""
        keeping = self._sky.keeping
        for nation_no, nation in enumerate(keeping.nations):
            for label_no, label in enumerate(keeping.labels):
                mine = (
                    np.isin(keeping.number, numbers) & (keeping.nation == nation_no)
                    & (keeping.label == label_no)
                )  # fmt: skip
                if mine.any():
                    facts = self._sky.truth.catalog.take(keeping.number[mine])
                    given = objects_input(t, nation, label, facts, self._sky.assets)
                    self._post.send(given, [act])

    def lie(self, false: FalseSource, t: Epoch, act: Act) -> None:
        """A false source gives another set of its object."""
        number = self._sky.number_of(false.asset)
        offset = (false.radial_km, false.in_track_km, false.cross_track_km)
        sets, good = self._sky.false_set(number, t, offset)
        if good.all():
            late_s = self._delay_s(false.nation, number)
            given = catalog_input(t + late_s, false.nation, self.wide, sets, source=false.source)
            self._post.send(given, [act])

    def report(self, report: Report, t: Epoch, act: Act) -> None:
        """Somebody outside the ten says something of an object."""
        number = self._sky.number_of(report.asset)
        for nation in report.to or self._sky.scenario.nations:
            told = behavior_input(
                t + self._delay_s(nation, number), nation, self.wide, _WHAT[report.kind],
                [self._sky.truth.identity(number)], start=t, stop=t, confidence=Confidence.LOW,
                text=f"{report.source}: {report.text}", sensor="",
            )  # fmt: skip
            self._post.send(told, [act, *self._shown([number], t)])

    def conjunctions(self, ahead: Sequence[Approach], t: Epoch) -> None:
        """The source outside the ten tells owners who play what comes close to theirs."""
        scale = self._sky.scenario.world.noise_km / _USUAL_NOISE_KM
        for each in ahead:
            whom = self._owners(each)
            if not whom or each.stays_close or not 0.0 < each.tca - t <= AHEAD_S:
                continue
            both = (each.first, each.second)
            body = conjunction_message(
                self._sky.truth, each, (self._radius_km(both[0]), self._radius_km(both[1])), t,
                self._seed, scale=scale, least_pc=_LEAST_PC,
            )  # fmt: skip
            if body is None:
                continue
            for nation in whom:
                late_s = max(self._delay_s(nation, number) for number in both)
                given = input_of(t + late_s, nation, InputKind.CDM, self.wide, [body])
                self._post.send(given, self._shown(both, t))

    def _owners(self, approach: Approach) -> list[str]:
        owners = self._sky.truth.catalog.owner
        found = {
            sponsor_of(str(owners[number])) for number in (approach.first, approach.second)
            if number in self._sky.named and owners[number]
        }  # fmt: skip
        return sorted(found & set(self._sky.scenario.nations))

    def _radius_km(self, number: int) -> float:
        asset = self._sky.asset_of(number)
        return _OTHERS_KM if asset is None else asset.radius_m * KM_PER_M
