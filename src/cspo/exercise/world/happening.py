"""What happens when it happens: burns, break-ups, failures, lies, cuts, delays, reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cspo.errors import CspoError
from cspo.exercise.scenario import (
    Breakup,
    Burn,
    CutFeed,
    FalseSource,
    LateRelease,
    LateSource,
    Report,
    Scenario,
    SensorFailure,
)
from cspo.exercise.world.breaking import broken_up
from cspo.exercise.world.giving import link_input, release_input
from cspo.exercise.world.lasting import SPANS, Happening, Span, told_of
from cspo.exercise.world.post import Act
from cspo.exercise.world.sky import Sky
from cspo.exercise.world.sources import Sources
from cspo.exercise.world.stage import Rank, Stage
from cspo.exercise.world.streams import stream
from cspo.exercise.world.telling import JOINTS, TruthKind
from cspo.markings.parties import sponsor_of
from cspo.units import KM_PER_M

__all__ = ["Begun", "Happenings"]

_DEFAULT_KG = 1_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A happening that is due.

    Parameters
    ----------
    what : Happening
    by : str
        The party that ordered it; empty where the scenario or a director did.
    """

    what: Happening
    by: str = ""


class Happenings:
    """Lets things happen.

    Parameters
    ----------
    stage : Stage
    moved : callable
        Called when orbits have changed.

    Attributes
    ----------
    lasting : dict
        What lasts now, by name.
    """

    def __init__(self, stage: Stage, moved: Callable[[], None]) -> None:
        self._stage, self._moved = stage, moved
        self.lasting: dict[str, Span] = {}
        self._acts: dict[str, Act] = {}
        self._cuts: Counter[tuple[str, str]] = Counter()
        self._pieces: dict[str, tuple[int, np.ndarray]] = {}

    def down(self) -> frozenset[str]:
        """Sensors that fail now, by name, and nations all of whose sensors do."""
        return frozenset(
            each.sensor for each in self.lasting.values() if isinstance(each, SensorFailure)
        )

    def begin(self, begun: Begun) -> None:
        """Let it happen, or begin, now."""
        what, stage = begun.what, self._stage
        if isinstance(what, Burn | Breakup | Report):
            if stage.sky is None or stage.sources is None:
                return
            if isinstance(what, Burn):
                self._burn(what, begun.by, stage.sky, stage.sources)
            elif isinstance(what, Breakup):
                self._break_up(what, stage.sky, stage.sources)
            else:
                self._report(what, stage.sky, stage.sources)
            return
        if what.name in self.lasting:
            return
        self.lasting[what.name] = what
        self._span(what)
        if what.stop_s is not None:
            stage.queue(max(stage.starts + what.stop_s, stage.t), Rank.ENDS, what.name)

    def end(self, name: str) -> None:
        """End what lasts under that name; nothing where nothing does."""
        what = self.lasting.pop(name, None)
        if what is None:
            return
        stage = self._stage
        stage.tell(SPANS[type(what)].end, name, nation=_nation_of(what, stage.scenario),
                   text=told_of(what, ends=True))  # fmt: skip
        if isinstance(what, CutFeed):
            self._links(what, cut=False)
        elif isinstance(what, LateRelease):
            stage.post.send(release_input(stage.t, what, stage.scenario.nations, ends=True))
        elif isinstance(what, LateSource) and stage.sources is not None:
            stage.sources.late.pop(name, None)
        elif isinstance(what, SensorFailure):
            self._sensors(what, ready=True)

    def lie(self, name: str) -> None:
        """A false source that still lies tells another set."""
        what, stage = self.lasting.get(name), self._stage
        if isinstance(what, FalseSource) and stage.sources is not None:
            stage.sources.lie(what, stage.t, self._acts[name])
            stage.queue(stage.t + what.every_s, Rank.LIE, name)

    def found(self, name: str) -> None:
        """Pieces are told apart from now on."""
        stage = self._stage
        parent, numbers = self._pieces[name]
        if stage.sources is not None:
            stage.sources.pieces(stage.t, numbers, self._acts[name])
            stage.sources.breakup(stage.t, parent, len(numbers) + 1)

    # -- one sort each --------------------------------------------------------
    def _burn(self, burn: Burn, by: str, sky: Sky, sources: Sources) -> None:
        number, stage = sky.number_of(burn.asset), self._stage
        rtn_m_s = np.array([burn.radial_m_s, burn.in_track_m_s, burn.cross_track_m_s])
        identity = (sky.truth.identity(number),)
        size_m_s = float(np.linalg.norm(rtn_m_s))
        try:
            sky.truth.burn(number, stage.t, rtn_m_s * KM_PER_M)
        except CspoError as error:
            self._not_done(burn, identity, error)
            return
        stage.tell(
            TruthKind.BURN, burn.name, objects=identity, number=size_m_s, unit="m/s",
            nation=sponsor_of(by) if by else "",
            text=f"{burn.asset} burned {size_m_s:.3f} m/s: R {burn.radial_m_s:g}, "
            f"T {burn.in_track_m_s:g}, N {burn.cross_track_m_s:g}",
        )  # fmt: skip
        act = Act(t=stage.t, name=burn.name, objects=identity)
        sources.acts.setdefault(number, []).append(act)
        sources.burned.setdefault(number, []).append((stage.t, size_m_s * KM_PER_M))
        if by:
            nation = sponsor_of(by)
            stage.post.show(act, nation, stage.t)
            sky.upkeep.hasten(number, nation, stage.t)
        self._moved()

    def _break_up(self, breakup: Breakup, sky: Sky, sources: Sources) -> None:
        number, stage = sky.number_of(breakup.asset), self._stage
        asset = sky.asset_of(number)
        identity = (sky.truth.identity(number),)
        try:
            broken = broken_up(
                sky.truth, number, _DEFAULT_KG if asset is None else asset.mass_kg, breakup,
                stage.t, sky.next_piece, stream(stage.scenario.seed, "break-up", breakup.name),
            )  # fmt: skip
            found = stage.t + breakup.found_after_s
            numbers = sky.add_pieces(broken.pieces, found, breakup.name)
        except CspoError as error:
            self._not_done(breakup, identity, error)
            return
        sky.truth.put([number], stage.t, broken.parent)
        sky.broken |= {number}
        called = str(sky.truth.catalog.name[number]) or identity[0]
        stage.tell(
            TruthKind.BREAKUP, breakup.name, objects=identity, number=float(len(numbers) + 1),
            unit="pieces", text=f"{called}{JOINTS[TruthKind.BREAKUP]} ({breakup.kind}): "
            f"{len(numbers) + 1} pieces of {breakup.smallest_m:g} m and more are in the world",
        )  # fmt: skip
        act = Act(t=stage.t, name=breakup.name, objects=identity)
        self._acts[breakup.name] = act
        for each in (number, *numbers.tolist()):
            sources.acts.setdefault(each, []).append(act)
        self._pieces[breakup.name] = (number, numbers)
        sources.breakup(stage.t, number, None)
        stage.queue(found, Rank.FOUND, breakup.name)
        self._moved()

    def _not_done(self, what: Burn | Breakup, objects: tuple[str, ...], why: CspoError) -> None:
        """What could not happen is no burn and no break-up to anybody."""
        words = "burn" if isinstance(what, Burn) else "break up"
        self._stage.tell(TruthKind.NOT_DONE, what.name, objects=objects,
                         text=f"{what.asset} did not {words}: {why}")  # fmt: skip

    def _report(self, report: Report, sky: Sky, sources: Sources) -> None:
        stage = self._stage
        objects = (sky.truth.identity(sky.number_of(report.asset)),)
        stage.tell(TruthKind.REPORTED, report.name, objects=objects,
                   text=f"{report.source}: {report.text}")  # fmt: skip
        sources.report(report, stage.t, Act(t=stage.t, name=report.name, objects=objects))

    def _span(self, what: Span) -> None:
        stage, sky = self._stage, self._stage.sky
        objects: tuple[str, ...] = ()
        number, unit, text = None, "", told_of(what)
        if isinstance(what, FalseSource) and sky is not None:
            objects = (sky.truth.identity(sky.number_of(what.asset)),)
            offset = (what.radial_km, what.in_track_km, what.cross_track_km)
            number, unit = float(np.linalg.norm(offset)), "km"
            text = f"{what.source}{JOINTS[TruthKind.LIE_BEGAN]}{what.asset}"
            text += f": {what.text}" if what.text else ""
        elif isinstance(what, LateRelease | LateSource):
            number, unit = what.delay_s, "s"
            if isinstance(what, LateSource) and sky is not None:
                objects = tuple(sky.truth.identity(sky.number_of(each)) for each in what.assets)
        nation = _nation_of(what, stage.scenario)
        stage.tell(SPANS[type(what)].begin, what.name, objects=objects, nation=nation,
                   number=number, unit=unit, text=text)  # fmt: skip
        if isinstance(what, CutFeed):
            self._links(what, cut=True)
        elif isinstance(what, LateRelease):
            stage.post.send(release_input(stage.t, what, stage.scenario.nations))
        elif isinstance(what, LateSource) and stage.sources is not None:
            stage.sources.late[what.name] = what
        elif isinstance(what, SensorFailure):
            self._sensors(what, ready=False)
        elif isinstance(what, FalseSource) and sky is not None:
            self._acts[what.name] = Act(t=stage.t, name=what.name, objects=objects)
            stage.queue(stage.t, Rank.LIE, what.name)

    def _sensors(self, what: SensorFailure, *, ready: bool) -> None:
        """The sensors say so themselves; their nation can know it at once."""
        stage = self._stage
        if stage.sky is None or stage.sources is None:
            return
        act = Act(t=stage.t, name=what.name, objects=())
        for eye in stage.sky.upkeep.eyes:
            if what.sensor not in {eye.name, eye.nation}:
                continue
            if ready and self.down() & {eye.name, eye.nation}:
                continue  # another failure lasts
            stage.sources.sensor(stage.t, eye, ready=ready, reason="" if ready else what.text)
            if not ready:
                stage.post.show(act, eye.nation, stage.t)

    def _links(self, what: CutFeed, *, cut: bool) -> None:
        """Links of a cut; one that several cuts hold carries again when the last has ended."""
        stage = self._stage
        origin: str = what.origin
        others = [to for to in what.to or stage.scenario.nations if to != origin]
        links: list[tuple[str, str]] = [(origin, to) for to in others]
        if what.both_ways:
            links += [(to, origin) for to in others]
        for link in links:
            before = self._cuts[link]
            self._cuts[link] += 1 if cut else -1
            if not before or not self._cuts[link]:
                stage.post.send(link_input(stage.t, link, cut=cut))


def _nation_of(what: Span, scenario: Scenario) -> str:
    """Whose sensor, source or release it is."""
    if isinstance(what, CutFeed):
        return what.origin
    if not isinstance(what, SensorFailure):
        return what.nation
    owners: dict[str, str] = {each.name: each.nation for each in scenario.world.sensors}
    return owners.get(what.sensor, what.sensor if what.sensor in scenario.nations else "")
