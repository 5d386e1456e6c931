"""A replay: recorded inputs into nodes as they were founded; the same record ids, or where not.

Nothing of the world, of the events list or of the players runs: what they gave is in the
recording. The nodes are real ones with the keys of the play. After each round the ids of all
records that are new are held against those of the recording.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cspo.box.folder import BoxFolder
from cspo.errors import CspoError, UsageError, VerificationError
from cspo.exercise.json_form import from_plain
from cspo.exercise.play.cast import Cast, ids_of
from cspo.exercise.play.clock import PlayClock
from cspo.exercise.play.folder import PlayFolder
from cspo.exercise.play.hands import rows_from_json
from cspo.exercise.play.recording import Line, LineKind, whole_rounds
from cspo.exercise.scenario import Scenario, load
from cspo.exercise.white_cell import Due
from cspo.exercise.world import Input
from cspo.markings import Mode
from cspo.node.private_files import explained
from cspo.time import Epoch

__all__ = ["Replayed", "replay"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What came of a replay.

    Parameters
    ----------
    rounds : int
        That were made again.
    records : dict
        By nation, how many records its store holds at the end.
    same : bool
        Whether every round gave the same record ids at every nation.
    where : str
        The first difference: round, nation, and what; empty: there is none.
    ids : dict
        By nation, all ids in the order of ingest.
    """

    rounds: int
    records: dict[str, int]
    same: bool
    where: str = ""
    ids: dict[str, list[str]] = field(default_factory=dict)


def replay(
    source: PlayFolder, to: Path, *, stop_at_first: bool = True,
    on_round: Callable[[Epoch], None] = lambda t: None,  # noqa: ARG005
) -> Replayed:  # fmt: skip
    """Play a recording again.

    Parameters
    ----------
    source : PlayFolder
        It is read only; its play may go on meanwhile.
    to : Path
        A new folder for the nodes of the replay.
    stop_at_first : bool
        End at the first difference; else go on to the end.
    on_round : callable
        Told the instant of each round, when it is done.

    Raises
    ------
    UsageError
        Where the folder is not a new one.
    VerificationError
        Where a line of the recording was changed.
    CspoError
        Where something can't be read or written.
    """
    if to.exists() and any(to.iterdir()):
        raise UsageError("replay", str(to), expected="a new or empty folder")
    try:
        shutil.copytree(source.founding, to, dirs_exist_ok=True)
        to.chmod(0o700)
    except OSError as error:
        raise explained("replay", error, to) from error
    again = _Again(source, BoxFolder.open(to).of_mode(Mode.EXERCISE))
    try:
        for line in whole_rounds(source.recording()):
            different = again.take(line)
            if line.line is LineKind.SETTLED:
                on_round(line.t)
            if different and stop_at_first:
                break
        return again.result()
    finally:
        again.close()


class _Again:
    """The nodes of a replay, line by line."""

    def __init__(self, source: PlayFolder, nodes: BoxFolder) -> None:
        self.scenario: Scenario = load(source.scenario_bytes(), str(source.scenario_file))
        self.starts = Epoch.from_utc(self.scenario.starts_utc)
        self._source = source
        self._nodes = nodes
        self._clock = PlayClock(self.starts)
        self._cast: Cast | None = None
        self._begun = False
        self._rounds = 0
        self._in_round = False
        self._screens: list[str] | None = None
        self._inputs: list[Input] = []
        self._where = ""

    def take(self, line: Line) -> bool:
        """Do what a line tells; whether something came out otherwise than it says."""
        if line.line is not LineKind.INPUT:
            self._let_in(line.t)
        match line.line:
            case LineKind.SESSION:
                self._session(line)
            case LineKind.ROUND:
                self._clock.stand(line.t)
                self._open().seconds.round(line.t - self.starts)
                self._in_round, self._screens = True, line.what.get("screens")
            case LineKind.INPUT:
                self._inputs.append(from_plain(Input, line.what))
            case LineKind.INJECT:
                made = self._open().tell(self.scenario, from_plain(Due, line.what), line.t)
                self._same(line, made == line.what["records"], "the record of an inject")
            case LineKind.HAND:
                self._hand(line)
            case LineKind.SETTLED:
                self._settled(line)
            case _:
                pass
        return bool(self._where)

    def _session(self, line: Line) -> None:
        before = self._cast
        self.close()
        self._clock.stand(max(self._clock.now(), line.t))
        self._cast = Cast(self._nodes, self._clock)
        if before is not None:
            self._cast.cut, self._cast.late = before.cut, before.late
        self._cast.begin(self.scenario, line.t, first=not self._begun)
        self._begun = True

    def _let_in(self, t: Epoch) -> None:
        if self._inputs:
            self._open().take(self._inputs, t)
            self._inputs = []

    def _hand(self, line: Line) -> None:
        try:
            self._open().put(line.what["nation"], rows_from_json(line.what["rows"]))
        except CspoError as error:
            self._same(line, False, f"what was done by hand does not fit: {error}")  # noqa: FBT003 - it is not the same

    def _settled(self, line: Line) -> None:
        cast = self._open()
        if self._in_round:
            cast.settle(screens=self._screens)
            self._rounds += 1
        self._in_round = False
        told: dict[str, Any] = line.what["nations"]
        for nation, found in cast.tally().items():
            due = told.get(nation)
            text = f"{nation} has {found['records']} records, not {(due or {}).get('records')}"
            if due is not None and due["records"] == found["records"]:
                text = f"{nation} has as many records, {found['records']}, and other ones"
            self._same(line, found == due, text)
        cast.set_aside(line.what.get("set_aside", ()))
        cast.fold()

    def _same(self, line: Line, holds: bool, text: str) -> None:  # noqa: FBT001 - what it says
        if not holds and not self._where:
            self._where = (
                f"line {line.n}, round {line.what.get('number', self._rounds + 1)}: {text}"
            )

    def _open(self) -> Cast:
        if self._cast is None:
            raise VerificationError(
                "replay", str(self._source.recording_file), expected="a session first", got="none"
            )
        return self._cast

    def result(self) -> Replayed:
        """What came of it."""
        ids = {} if self._cast is None else ids_of(self._cast.nodes)
        return Replayed(
            rounds=self._rounds, records={nation: len(each) for nation, each in ids.items()},
            same=not self._where, where=self._where, ids=ids,
        )  # fmt: skip

    def close(self) -> None:
        """Close the nodes."""
        if self._cast is not None:
            self._cast.close()
            self._cast = None
