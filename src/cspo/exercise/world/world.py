"""The world: a pure function of the scenario, its seed and what was done so far."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cspo.errors import UsageError
from cspo.exercise.scenario import Scenario
from cspo.exercise.scenario.names import starts_s
from cspo.exercise.world.acting import check_objects, read_action
from cspo.exercise.world.approaching import AHEAD_S, Approach, approaches
from cspo.exercise.world.drifting import Drifts
from cspo.exercise.world.happening import Begun, Happenings
from cspo.exercise.world.lasting import happenings_of
from cspo.exercise.world.stage import Rank, Stage
from cspo.exercise.world.telling import Input, TruthEvent, TruthKind, WorldAction
from cspo.exercise.world.upkeep import LOOK_S
from cspo.frames import EarthOrientation, bundled_earth_orientation
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

__all__ = ["World"]

MOST_ACTIONS: Final = 2_000
_MANY: Final = 5_000
_TURNS: Final = 3
"""With more objects than that nations look at a world in turn, each every third time."""


class World:
    """A world that moves on when it is told to.

    However its steps are cut, the same comes of it.

    Parameters
    ----------
    scenario : Scenario
    folder : Path or None
        Where the scenario's own catalogue lies, where it has one.
    eop : EarthOrientation or None
        None: the one that comes with the installation; held where it does not reach.

    Raises
    ------
    UsageError
        Where the scenario describes no world: its catalogue is not there, two objects have one
        number, two happenings one name, or what happens happens to what is not there.
    """

    def __init__(
        self, scenario: Scenario, folder: Path | None = None, *, eop: EarthOrientation | None = None
    ) -> None:
        self.scenario = scenario
        if scenario.tabletop:
            eop = None
        elif eop is None:
            eop = bundled_earth_orientation()
        self._stage = Stage(scenario, folder, eop)
        self._waiting = happenings_of(scenario.world)
        if self._stage.sky is not None:
            for each in self._waiting.values():
                check_objects(self._stage.sky, each)
        self._happenings = Happenings(self._stage, self._look_ahead)
        self._drifts = Drifts(self._stage)
        self._ahead: list[Approach] = []
        self._ahead_number = 0
        self._actions = 0
        self._begun = False

    @property
    def t(self) -> Epoch:
        """Where it has got to."""
        return self._stage.t

    @property
    def truth(self) -> list[TruthEvent]:
        """What truly happened, in the order in which it was put down; only ever appended to."""
        return self._stage.truth

    @property
    def is_large(self) -> bool:
        """Whether there is so much in it that not all can be done at each instant."""
        sky = self._stage.sky
        return sky is not None and len(sky.truth) > _MANY

    def begin(self) -> tuple[Input, ...]:
        """What every nation has when the exercise begins; once.

        Raises
        ------
        UsageError
            Where it has begun.
        """
        stage = self._stage
        if self._begun:
            raise UsageError("begin world", expected="one that has not begun", got="one that has")
        self._begun = True
        stage.tell(TruthKind.BEGAN, "begin", text=self.scenario.title)
        for each in list(self._waiting.values()):
            at_s = starts_s(each)
            if at_s is not None:
                begun = Begun(what=self._waiting.pop(each.name))
                stage.queue(stage.starts + at_s, Rank.HAPPENS, begun)
        if stage.sources is not None:
            stage.sources.first(stage.starts)
            stage.queue(stage.starts + LOOK_S, Rank.LOOK, None)
            stage.queue(stage.starts, Rank.AHEAD, None)
        return stage.post.arrived(stage.starts)

    def step(self, until: Epoch) -> tuple[Input, ...]:
        """Move on; what reaches nations until then, in the order of its arrival.

        Raises
        ------
        UsageError
            For an instant before that where the world has got to, or a world that has not begun.
        """
        stage = self._stage
        if until < stage.t or not self._begun:
            wanted = f"an instant from {stage.t} on" if self._begun else "begin() first"
            raise UsageError(
                "step world", expected=wanted, got=str(until), hint="a world moves on only",
            )  # fmt: skip
        found: list[Input] = []
        while (due := stage.next_due(until)) is not None:
            t, rank, what = due
            found += stage.post.arrived(Epoch(t.tai_ns - 1))
            stage.t = t
            self._happen(rank, what)
        stage.t = until
        return (*found, *stage.post.arrived(until))

    def act(self, action: WorldAction) -> None:
        """Do something to the world: now, or at an instant to come.

        Raises
        ------
        UsageError
            Where the object is unknown, another's or can't burn, the instant is past, or an
            argument is no such; the world is as it was.
        """
        stage = self._stage
        if action.t < stage.t or not self._begun:
            raise UsageError("act on world", action.what.value, expected=f"from {stage.t} on",
                             got=str(action.t))  # fmt: skip
        if self._actions >= MOST_ACTIONS:
            raise UsageError("act on world", action.what.value,
                             expected=f"up to {MOST_ACTIONS:,} actions in an exercise",
                             got="one more")  # fmt: skip
        done = read_action(
            stage, action, self._actions + 1, self._waiting, self._happenings.lasting
        )
        self._actions += 1
        if done.begun is None:
            stage.queue(action.t, Rank.ENDS, done.name)
        else:
            self._waiting.pop(done.name, None)
            stage.queue(action.t, Rank.HAPPENS, done.begun)

    def _happen(self, rank: Rank, what: object) -> None:
        if rank is Rank.LOOK:
            self._look()
        elif rank is Rank.AHEAD:
            self._tell_ahead()
        elif isinstance(what, Begun):
            self._happenings.begin(what)
        elif rank is Rank.ENDS:
            self._happenings.end(str(what))
        elif rank is Rank.LIE:
            self._happenings.lie(str(what))
        elif rank is Rank.FOUND:
            self._happenings.found(str(what))
        elif isinstance(what, tuple):
            self._approached(*what)

    def _look(self) -> None:
        stage = self._stage
        if stage.sky is None or stage.sources is None:
            return
        turns = _TURNS if self.is_large else 1
        number = round((stage.t - stage.starts) / LOOK_S)
        looked = stage.sky.upkeep.look(stage.t, self._happenings.down(), (number % turns, turns))
        stage.sources.looked(looked, stage.t)
        self._drifts.look()
        stage.queue(stage.t + LOOK_S, Rank.LOOK, None)

    def _tell_ahead(self) -> None:
        """Look ahead again; where there is a source outside the ten, it tells owners."""
        stage, every_s = self._stage, self.scenario.world.cdm_every_s
        self._look_ahead()
        if every_s is not None and stage.sources is not None:
            stage.sources.conjunctions(self._ahead, stage.t)
        stage.queue(stage.t + (every_s or DAY_S), Rank.AHEAD, None)

    def _look_ahead(self) -> None:
        """Find what will come close by the orbits of now; each is put down as its time passes."""
        stage, sky = self._stage, self._stage.sky
        if sky is None:
            return
        self._ahead = approaches(sky.truth, sorted(sky.named - sky.broken), stage.t, AHEAD_S)
        self._ahead_number += 1
        for each in self._ahead:
            if stage.t < each.tca:
                stage.queue(each.tca, Rank.APPROACH, (self._ahead_number, each))

    def _approached(self, number: int, each: Approach) -> None:
        stage, sky = self._stage, self._stage.sky
        if number != self._ahead_number or sky is None:
            return  # orbits have changed since
        names = [str(sky.truth.catalog.name[k]) for k in (each.first, each.second)]
        objects = tuple(sky.truth.identity(k) for k in (each.first, each.second))
        seconds = (each.tca.tai_ns - stage.starts.tai_ns) // NS_PER_S
        stage.tell(
            TruthKind.APPROACH, f"approach-{seconds}-{each.first}-{each.second}", objects=objects,
            number=round(each.miss_km, 6), unit="km",
            text=f"{names[0]} and {names[1]} passed at {each.miss_km:.3f} km, "
            f"{each.speed_km_s:.3f} km/s",
        )  # fmt: skip
