"""The rounds of a play: what comes in, what is due, the nodes until all is still, put down whole.

A round is whole once its ``settled`` line is on the disk. Then what it wrote is moved into the
stores' files, and a ``folded`` line says so. Whatever a process writes after that line lies in the
stores' logs alone: where it is killed in the midst of a round, the next one drops those logs and
goes on from the last whole round, as if the broken one had never begun.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from time import monotonic, perf_counter
from typing import IO, Any, Final

import msgspec

from cspo.box.folder import BoxFolder
from cspo.errors import CspoError, SourceError
from cspo.exercise.json_form import to_plain
from cspo.exercise.play.cast import Cast
from cspo.exercise.play.clock import PlayClock
from cspo.exercise.play.folder import PlayFolder
from cspo.exercise.play.hands import Hands, rows_from_json, rows_to_json
from cspo.exercise.play.history import History
from cspo.exercise.play.orders import Orders, Waiting
from cspo.exercise.play.recording import LineKind, Recorder
from cspo.exercise.play.software import our_software
from cspo.exercise.play.worlds import worlds_of
from cspo.exercise.players import Players
from cspo.exercise.scenario import Scenario, load
from cspo.exercise.white_cell import Due, Msel
from cspo.exercise.world import Input, TruthKind, World, WorldAction, WorldDeed
from cspo.exercise.world.telling import DIRECTOR
from cspo.node.appended import Rows
from cspo.node.private_files import write_private
from cspo.policy import World as PictureOf
from cspo.time import Clock, Epoch

__all__ = ["Rounds"]

_log = logging.getLogger(__name__)

_FOLD_S: Final = 120.0
"""How long readers of a store are waited for."""


class Rounds:
    """Makes rounds of a play, from where its folder left it.

    Parameters
    ----------
    folder : PlayFolder
    wall : Clock
        The machine's.
    players : Players or None
        Who acts in people's place.

    Attributes
    ----------
    number : int
        Of the last whole round; 0 before the first.
    t : Epoch
        Its instant; before the first that at which the world begins.
    set_aside : dict
        Nations for which the last round has set aside what to screen; whether it was all.
    orders : Orders
        What the white cell has ordered, on the disk.

    Raises
    ------
    CspoError
        Where another process plays in the folder, or something there can't be read.
    """

    def __init__(self, folder: PlayFolder, wall: Clock, *, players: Players | None = None) -> None:
        self._held = ExitStack()
        self._held.enter_context(PlayFolder.held(folder.path))
        try:
            self._read(folder, wall, players)
        except BaseException:
            self._held.close()
            raise

    def _read(self, folder: PlayFolder, wall: Clock, players: Players | None) -> None:
        self.folder = folder
        self.scenario: Scenario = load(folder.scenario_bytes(), str(folder.scenario_file))
        self.starts = Epoch.from_utc(self.scenario.starts_utc)
        self.ends = self.starts + self.scenario.duration_s
        self.history = History.of(folder.recording())
        self.orders = Orders(folder.orders_file, self.history.carried_out)
        self.number = self.history.round
        self.t = self.history.t or self.starts
        self.clock = PlayClock(self.t)
        self.msel = Msel(self.scenario)
        self.world = World(self.scenario, folder.beside)
        self.players = players
        self.hands = Hands(self._told)
        self.written = 0
        self._making = False
        self._hand_records: list[str] = []
        self._truths = 0
        self._recorder = Recorder(folder.recording_file, wall, upto=self.history.keep_n)
        self._truth: IO[bytes] | None = None
        self.cast: Cast | None = None
        self.set_aside: dict[str, bool] = {}

    # -- from the folder, and back ---------------------------------------------
    def open(self) -> Cast:
        """Open the nodes where the last whole round left them, and the world with them.

        Raises
        ------
        CspoError
            Where a store can't be opened, or another process has it. Then, and where it is broken
            off by anything else, all is closed as after the last whole round.
        """
        try:
            return self._opened()
        except BaseException:
            self.close(whole=False)
            raise

    def _opened(self) -> Cast:
        history = self.history
        with self.hands.round():
            nodes = self.folder.nodes
            if history.folded:
                self._drop_logs(nodes)
            self.cast = cast = Cast(nodes, self.clock, witness=self.hands.witness)
            cast.cut, cast.late = set(history.cut), history.late
            for line in history.hands:
                cast.put(line.what["nation"], rows_from_json(line.what["rows"]), again=True)
            cast.tally()  # of the session before, whether it was in the store still or not
            self._remember()
            ours = our_software()
            self._recorder.put(
                LineKind.SESSION, self.t, software=ours.version, code=ours.code
            )  # fmt: skip
            self._recorder.sync()
            cast.begin(self.scenario, self.t, first=history.sessions == 0)
            self._settle(passes=0, took_s=0.0)
        return cast

    def _drop_logs(self, nodes: BoxFolder) -> None:
        """What a round that was broken off wrote is gone with the logs it was written to."""
        for nation in self.folder.nations:
            database = nodes.home(nation).database
            for side in ("-wal", "-shm"):
                database.with_name(f"{database.name}{side}").unlink(missing_ok=True)

    def _remember(self) -> None:
        """The world, the events list and the players, as they were after the last whole round."""
        history = self.history
        for number, (t, actions) in enumerate(history.steps):
            if number == 0:
                self.world.begin()
            self.world.step(t)
            for action in actions:
                self.world.act(action)
            if t >= self.ends:
                self.world.step(t)
        self.msel.restore(history.given, history.checked, history.orders)
        if self.players is not None:
            self.players.restore((str(each.what["name"]) for each in history.done), history.held)
        self._truths = len(self.world.truth)
        lines = [msgspec.json.encode(to_plain(each)) + b"\n" for each in self.world.truth]
        write_private(self.folder.truth_file, b"".join(lines))
        self._truth = self.folder.truth_file.open("ab")

    def close(self, *, whole: bool = True) -> None:
        """Close all; the folder is as after the last whole round, and what was done by hand since.

        Parameters
        ----------
        whole : bool
            False: a round was broken off; what it wrote is dropped by whoever opens it next. So
            it is where `make` did not come to its end.
        """
        if self.cast is not None:
            if whole and not self._making:
                with self.hands.round():
                    self._fold()
            else:
                for node in self.cast.nodes.values():
                    node.store.keeps_log = True
            self.cast.close()
            self.cast = None
        if self._truth is not None:
            self._truth.close()
        self._recorder.close()
        self._held.close()

    # -- a round ----------------------------------------------------------------
    def make(
        self, t: Epoch, why: str, *, orders: Sequence[Waiting] = (), behind_s: float = 0.0,
        speed: float | None = None, screens: Sequence[str] | None = None,
        screen_next: Sequence[str] = (),
    ) -> dict[str, str]:  # fmt: skip
        """Make one round.

        Parameters
        ----------
        t : Epoch
            Its instant, or later where the clock has gone on.
        why : str
            ``tick``, ``step``, ``woken`` or ``screen``.
        orders : sequence of Waiting
            Injects that the white cell has ordered.
        behind_s, speed
            For the recording.
        screens : sequence of str or None
            Nations that screen in it what was set aside for them; None: each screens all, as in
            the last round.
        screen_next : sequence of str
            Nations of which some may have what there is to screen set aside when it ends.

        Returns
        -------
        dict
            By nation whose node had faults: the first of them.
        """
        cast = self._open_cast()
        began = perf_counter()
        self._making = True
        with self.hands.round():
            # Whoever was writing was waited for, and their clock ran on.
            t = max(t, self.clock.now())
            screens = None if t >= self.ends else screens
            self.clock.stand(t)
            cast.seconds.round(t - self.starts)
            self.number, self.t = self.number + 1, t
            self._recorder.put(
                LineKind.ROUND, t, number=self.number, why=why, behind_s=behind_s, speed=speed,
                screens=None if screens is None else list(screens),
            )  # fmt: skip
            for order in orders:
                self._take_order(order)
            self._let_in(cast, t, self.world.begin() if self.number == 1 else ())
            self._recorder.sync()
            worlds = worlds_of(cast.nodes, t)
            for due in self.msel.due(t, worlds):
                self._inject(cast, due, t)
            self._act_for_people(worlds, t)
            ends = t >= self.ends
            if ends:  # there is no next round in which what was done in this one would happen
                self._let_in(cast, t)
            passes = cast.settle(screens=screens)
            for checked in self.msel.checks(t, worlds_of(cast.nodes, t), ends=ends):
                self._recorder.put(LineKind.VERDICT, t, **to_plain(checked))
            self._put_truth()
            self.set_aside = cast.begin_screening(screen_next)
            self._settle(passes=passes, took_s=perf_counter() - began)
        self._making = False
        return {name: next(iter(each.values())) for name, each in cast.faults().items()}

    def command(self, order: Waiting, *, failed: str = "", verdict: bool = False) -> None:
        """Put down, between two rounds, what the white cell said."""
        with self.hands.round():
            self._command(order, failed, verdict=verdict)
            self._recorder.sync()

    def over(self, why: str) -> None:
        """Put down that the play has come to its end."""
        with self.hands.round():
            self._recorder.put(LineKind.OVER, self.t, why=why)
            self._recorder.sync()

    def _command(self, order: Waiting, failed: str, *, verdict: bool = False) -> None:
        self._recorder.put(
            LineKind.VERDICT if verdict else LineKind.COMMAND, self.t, order=order.number,
            command=to_plain(order.command), outcome="refused" if failed else "done", text=failed,
        )  # fmt: skip

    def _take_order(self, order: Waiting) -> None:
        try:
            self.msel.order(order.command)
        except CspoError as error:
            self._command(order, str(error))
        else:
            self._command(order, "")

    def _let_in(self, cast: Cast, t: Epoch, first: Sequence[Input] = ()) -> None:
        inputs = [*first, *self.world.step(t)]
        for each in inputs:
            self._recorder.put(LineKind.INPUT, t, **to_plain(each))
        cast.take(inputs, t)

    def _inject(self, cast: Cast, due: Due, t: Epoch) -> None:
        records = cast.tell(self.scenario, due, t)
        self._recorder.put(LineKind.INJECT, t, **to_plain(due), records=records)
        changes = () if due.change is None else (
            *((WorldDeed.SET_OFF, name) for name in due.change.sets_off),
            *((WorldDeed.END, name) for name in due.change.ends),
        )  # fmt: skip
        for what, name in changes:
            self._act(WorldAction(t=t, who=DIRECTOR, what=what, arguments={"name": name}))
        if due.action is not None:
            given = dict(due.action)
            try:
                what = WorldDeed(given.pop("what", ""))
            except ValueError as error:
                self._recorder.put(LineKind.ACTION, t, action=given, failed=str(error))
                return
            self._act(WorldAction(t=t, who=DIRECTOR, what=what, arguments=given))

    def _act(self, action: WorldAction) -> None:
        failed = ""
        try:
            self.world.act(action)
        except CspoError as error:
            failed = str(error)
            _log.warning("the world refused: %s", error)
        self._recorder.put(LineKind.ACTION, self.t, action=to_plain(action), failed=failed)

    def _act_for_people(self, worlds: Mapping[str, PictureOf], t: Epoch) -> None:
        if self.players is None:
            return
        for deed in self.players.due(t, worlds, self):
            self._hand_records.clear()
            with self.hands.script(deed.name):
                done = self.players.do(deed, self)
            self._recorder.put(
                LineKind.DONE, t, name=deed.name, nation=deed.nation, do=deed.do.value,
                records=list(done.records or self._hand_records), failed=done.failed,
            )  # fmt: skip
            if done.action is not None:
                self._act(done.action)

    # -- putting down ------------------------------------------------------------
    def _told(self, nation: str, rows: Rows, by: str) -> None:
        """Somebody has written by hand, or a scripted player in its place."""
        ids = [bytes(row[1]).hex() for row in rows.get("record", ())]
        t = self.t if by else self.clock.now()
        self._recorder.put(
            LineKind.HAND, t, nation=nation, by=by, records=ids, rows=rows_to_json(rows)
        )
        self._hand_records += ids
        if not by:
            self._recorder.sync()
            self.written += 1
            self.on_hand()

    def on_hand(self) -> None:
        """Somebody has written by hand: whoever paces the rounds puts a function here."""

    def _put_truth(self) -> None:
        truths = self.world.truth
        if self._truth is not None and len(truths) > self._truths:
            for each in truths[self._truths :]:
                if each.what is TruthKind.NOT_DONE:
                    _log.warning("%s: %s", each.name, each.text)
                self._truth.write(msgspec.json.encode(to_plain(each)) + b"\n")
            self._truth.flush()
            self._truths = len(truths)

    def _settle(self, *, passes: int, took_s: float) -> None:
        cast = self._open_cast()
        nations: dict[str, Any] = cast.tally()
        cast.sync()  # before a line calls the round whole
        self._recorder.put(
            LineKind.SETTLED, self.t, number=self.number, passes=passes, took_s=round(took_s, 3),
            nations=nations, faults=cast.faults(), truths=self._truths,
            held={} if self.players is None else self.players.held(),
            set_aside=list(self.set_aside),
        )  # fmt: skip
        self._recorder.sync()
        self._fold()

    def _fold(self) -> None:
        cast, until_s = self._open_cast(), monotonic() + _FOLD_S
        while not cast.fold():
            if monotonic() > until_s:
                raise SourceError(
                    "end round", str(self.folder.path), expected="stores that nobody reads",
                    got=f"a reader that stays for {_FOLD_S:.0f} s",
                )  # fmt: skip
        self._recorder.put(LineKind.FOLDED, self.t)
        self._recorder.sync()

    def _open_cast(self) -> Cast:
        if self.cast is None:
            raise SourceError("play", str(self.folder.path), got="its nodes are not open")
        return self.cast
