"""A play: an exercise that runs at some speed, or stands still, on the nodes of its folder."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from enum import StrEnum
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Final

from cspo.errors import CspoError
from cspo.exercise.play.clock import PlayClock
from cspo.exercise.play.folder import PlayFolder
from cspo.exercise.play.orders import Waiting
from cspo.exercise.play.rounds import Rounds
from cspo.exercise.play.turns import ScreeningTurns
from cspo.exercise.players import Players
from cspo.exercise.scenario import Scenario
from cspo.exercise.white_cell import Command, Msel, Order
from cspo.exercise.world import TruthEvent
from cspo.node.runtime import Node
from cspo.time import Clock, Epoch

__all__ = ["Play", "PlayState"]

_log = logging.getLogger(__name__)

_IDLE_S: Final = 0.5
_BETWEEN_S: Final = 0.25
"""At least so long after a round comes one that somebody's hand asks for, s of the machine."""
_NOTES: Final = (Order.ADJUDICATE, Order.NOTE)


class PlayState(StrEnum):
    """What a play is doing."""

    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"
    """Its time is up, or it was ended; people may still look at it."""
    FAILED = "failed"
    """It can't go on; started again it does from the last whole round."""


class Play:
    """An exercise that is played.

    Parameters
    ----------
    folder : PlayFolder
    wall : Clock
        The machine's.
    speed : float or None
        Seconds of the world in one of the machine; None: as fast as the machine goes.
    paused : bool
        Whether it begins standing still, to be stepped by hand.
    players : Players or None
        Who acts in people's place.
    on_round : callable
        Told after each round.

    Attributes
    ----------
    commands : SimpleQueue of Waiting
        What the white cell has ordered; any thread gives one by `order`. Those that were given
        before a process ended, and not carried out, are the first.
    behind_s : float
        By how much the machine can't follow, s of the world: rounds are further apart then.
    failed : str
        Why it can't go on.
    """

    def __init__(
        self, folder: PlayFolder, wall: Clock, *, speed: float | None = 1.0, paused: bool = False,
        players: Players | None = None,
        on_round: Callable[[Play], None] = lambda play: None,  # noqa: ARG005
    ) -> None:  # fmt: skip
        self.folder = folder
        self.rounds = Rounds(folder, wall, players=players)
        self.rounds.on_hand = self.wake  # type: ignore[method-assign]
        self.commands: SimpleQueue[Waiting] = SimpleQueue()
        for waiting in self.rounds.orders.left:
            self.commands.put(waiting)
        self.speed = speed
        self.behind_s = 0.0
        self.failed = ""
        self.state = PlayState.STARTING
        self.ended = threading.Event()
        self._paused = paused
        self.on_round = on_round
        self._injects: list[Waiting] = []
        self._step_to: Epoch | None = None
        self._seen_hands = 0
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._anchor = (self.rounds.t, monotonic())
        self._last_s = 0.0
        self._turns = ScreeningTurns()
        self._last_why = ""
        self._until_over = False

    # -- what others may look at -------------------------------------------------
    @property
    def scenario(self) -> Scenario:
        """What is played."""
        return self.rounds.scenario

    @property
    def clock(self) -> PlayClock:
        """The world's."""
        return self.rounds.clock

    @property
    def nodes(self) -> dict[str, Node]:
        """The nodes, by nation; none before they are open."""
        return {} if self.rounds.cast is None else self.rounds.cast.nodes

    @property
    def msel(self) -> Msel:
        """The events list at work."""
        return self.rounds.msel

    @property
    def round(self) -> int:
        """Number of the last whole round; 0 before the first."""
        return self.rounds.number

    @property
    def t(self) -> Epoch:
        """The instant of the last round."""
        return self.rounds.t

    @property
    def truth(self) -> list[TruthEvent]:
        """What truly happened so far; only ever appended to."""
        return self.rounds.world.truth

    def order(self, command: Command) -> int:
        """Put a command on the disk and wake the play; its number.

        It is carried out once, also where the play is killed before.

        Raises
        ------
        CspoError
            Where the disk is full, or fails: then it is not given.
        """
        waiting = self.rounds.orders.put(command)
        self.commands.put(waiting)
        self.wake()
        return waiting.number

    def wake(self) -> None:
        """There is something to do; any thread may call it."""
        self._awake.set()

    # -- from begin to end -----------------------------------------------------------
    def open(self) -> None:
        """Open the nodes where the last whole round left them; `start` and `run` go on from there.

        Raises
        ------
        CspoError
            Where they can't be opened.
        """
        self.rounds.open()
        self.state = PlayState.PAUSED if self._paused else PlayState.RUNNING
        if self.rounds.history.over:
            self.state = PlayState.OVER
        self._from_now()

    def start(self, *, until_over: bool = False) -> None:
        """Go on in a thread of its own.

        Parameters
        ----------
        until_over : bool
            And let it end with the play; else it goes on to serve people who look back.
        """
        self._until_over = until_over
        self._thread = threading.Thread(target=self._run, name="cspo-play", daemon=True)
        self._thread.start()

    def run(self) -> None:
        """Go on in this thread until the play is over, or stopped, or stands still."""
        while self.state is PlayState.RUNNING and not self._stopping.is_set():
            self._turn()

    def stop(self, timeout_s: float = 60.0) -> bool:
        """End after the round that is being made; False where it lasts longer."""
        self._stopping.set()
        self._awake.set()
        if self._thread is not None:
            self._thread.join(timeout_s)
            if self._thread.is_alive():
                return False
        self.rounds.close(whole=self.state is not PlayState.FAILED)
        return True

    def _run(self) -> None:
        try:
            while not self._stopping.is_set() and self.state not in self._ends:
                self._awake.clear()
                self._turn()
        finally:
            self.ended.set()

    @property
    def _ends(self) -> set[PlayState]:
        """States with which the stepping thread ends."""
        return {PlayState.FAILED, PlayState.OVER} if self._until_over else {PlayState.FAILED}

    def _turn(self) -> None:
        """Carry out what was ordered, and make the round that is due, or wait for it."""
        try:
            self._carry_out()
            t, why = self._due()
            if t is not None:
                self._make(t, why)
            elif self._thread is not None:
                self._awake.wait(self._pause_s())
        except CspoError as error:
            self._fail(str(error))
        except Exception as error:  # noqa: BLE001 - told, and the nodes stay to be looked at
            _log.exception("the play can't go on")
            self._fail(f"{type(error).__name__}: {error}")

    def _fail(self, told: str) -> None:
        self.failed, self.state = told, PlayState.FAILED
        _log.error("the play can't go on: %s", told)

    # -- when which round is made --------------------------------------------------------
    def _due(self) -> tuple[Epoch | None, str]:
        """The instant of the next round, and why it is made; None: not yet."""
        rounds, tick_s = self.rounds, self.scenario.tick_s
        next_t = min(rounds.t + tick_s, rounds.ends)
        t: Epoch | None = None
        why = "tick"
        if self.state is PlayState.OVER:
            pass
        elif rounds.number == 0:
            t = rounds.starts
        elif self._step_to is not None:
            t, why = min(next_t, self._step_to), "step"
        elif self.state is PlayState.PAUSED:
            t, why = (rounds.t if self._woken() else None), "woken"
        elif self._has_screened():
            first = self._injects and self._last_why != "woken"
            t, why = rounds.t, "woken" if first else "screen"
        elif self.speed is None:
            t = next_t
        elif (flow := self._flow()) >= next_t:
            ticks = max(1, int((flow - rounds.t) / tick_s))
            self.behind_s = (ticks - 1) * tick_s
            t = min(rounds.t + ticks * tick_s, rounds.ends)
        elif self._woken():
            t, why = rounds.t, "woken"
        return t, why

    def _has_screened(self) -> bool:
        cast = self.rounds.cast
        return self._turns.has_begun and cast is not None and cast.has_screened

    def _woken(self) -> bool:
        waiting = self._injects or self.rounds.written != self._seen_hands
        return bool(waiting) and monotonic() - self._last_s >= _BETWEEN_S

    def _flow(self) -> Epoch:
        """Where the world ought to be by now."""
        t, since_s = self._anchor
        return t + (monotonic() - since_s) * (self.speed or 0.0)

    def _pause_s(self) -> float:
        if self.rounds.written != self._seen_hands or self._injects:
            return _BETWEEN_S
        if self.state is not PlayState.RUNNING or not self.speed:
            return _IDLE_S
        left_s = (self.rounds.t + self.scenario.tick_s - self._flow()) / self.speed
        return min(_IDLE_S, max(0.001, left_s))

    def _from_now(self) -> None:
        """The world runs on from where its clock is, at the speed of now."""
        self._anchor = (self.rounds.clock.now(), monotonic())
        self._run_clock()

    def _run_clock(self) -> None:
        rounds = self.rounds
        if self.state is PlayState.RUNNING and self.speed is not None and rounds.number:
            until = min(rounds.t + self.scenario.tick_s, rounds.ends)
            rounds.clock.run(self._flow(), speed=self.speed, until=until)
        else:
            rounds.clock.stand(rounds.clock.now())

    def _make(self, t: Epoch, why: str) -> None:
        orders, self._injects = self._injects, []
        self._seen_hands = self.rounds.written
        first = self.rounds.number == 0
        screens, next_ones = self._screens(t, why)
        faults = self.rounds.make(
            t, why, orders=orders, behind_s=self.behind_s, speed=self.speed,
            screens=screens, screen_next=next_ones,
        )  # fmt: skip
        t = self.rounds.t
        for nation, told in faults.items():
            _log.warning("%s: %s", nation, told)
        if self._step_to is not None and t >= self._step_to:
            self._step_to = None
        self._last_s = monotonic()
        self._last_why = why
        if next_ones:
            self._turns.begin(self.rounds.set_aside)
        if t >= self.rounds.ends:
            self._end("its time is up")
        if first:  # what took long before the world began to move is no time in it
            self._anchor = (t, monotonic())
        self._run_clock()
        self.on_round(self)

    def _screens_at_once(self, t: Epoch) -> bool:
        """Whether a round at *t* screens what has changed in it, and does not leave it to another.

        It does where the sky is small, at the begin and the end, and where no time presses.
        """
        rounds = self.rounds
        presses = self.state is PlayState.RUNNING and self.speed is not None
        return not (presses and rounds.world.is_large and rounds.number and t < rounds.ends)

    def _screens(self, t: Epoch, why: str) -> tuple[Sequence[str] | None, Sequence[str]]:
        """Who screens in a round, None: each all that there is; and who may when it ends."""
        if self._screens_at_once(t):
            self._turns.all_at_once()
            return None, ()
        return self._turns.in_round(why, list(self.nodes))

    def _end(self, why: str) -> None:
        orders, self._injects = self._injects, []
        for order in orders:
            self.rounds.command(order, failed="the exercise is over")
        self.rounds.over(why)
        self.state = PlayState.OVER

    # -- the white cell ----------------------------------------------------------------------
    def _carry_out(self) -> None:
        while True:
            try:
                waiting = self.commands.get_nowait()
            except Empty:
                return
            command = waiting.command
            if command.what is Order.INJECT and self.state is not PlayState.OVER:
                self._injects.append(waiting)  # recorded in the round that takes it
                continue
            failed = self._carried_out(command)
            self.rounds.command(waiting, failed=failed, verdict=command.what in _NOTES)
            if command.what is Order.STOP and not failed:
                self._end("ended by the white cell")
            self._from_now()

    def _carried_out(self, command: Command) -> str:
        """Do what is ordered; why it can't be."""
        if command.what in _NOTES:
            return ""
        if self.state is PlayState.OVER:
            return "the exercise is over"
        self.behind_s = 0.0
        match command.what:
            case Order.PAUSE:
                self.state, self._step_to = PlayState.PAUSED, None
            case Order.GO:
                self.state = PlayState.RUNNING
            case Order.SPEED:
                self.speed = float(command.arguments["speed"])
            case Order.STEP:
                seconds = command.arguments.get("seconds")
                to = self.rounds.t + self.scenario.tick_s  # wherever between the clock stands
                if seconds is not None:
                    to = self.clock.now() + float(seconds)
                self.state, self._step_to = PlayState.PAUSED, to
            case _:
                pass
        return ""
