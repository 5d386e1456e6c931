"""Reads the folder of a play: scenario, recording, truth, and each nation's store, read-only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from cspo.exercise.json_form import from_plain
from cspo.exercise.play.folder import PlayFolder
from cspo.exercise.play.recording import Line, LineKind, whole_rounds
from cspo.exercise.review.left import Answer, Given, Left, Ordered
from cspo.exercise.review.told import BULK, Interest, Told, tell
from cspo.exercise.review.values import By
from cspo.exercise.review.words import plain_name
from cspo.exercise.scenario import Scenario, load
from cspo.exercise.white_cell import Cause, Checked, Command, Due
from cspo.exercise.world import TruthEvent, TruthKind
from cspo.markings import Mode
from cspo.operations.kinds import REGISTRY
from cspo.operations.store import DecisionQuery, OperationsUnit, Outcome, PastRecord, RecordQuery
from cspo.time import Epoch

__all__ = ["Gathering", "Heard", "ceilings_of", "gather", "interest_of"]

_PAGE: Final = 200
"""Records at a time: the largest have a megabyte."""
_LINES: Final = 1_000
_CAUSES: Final = {"hand": Cause.WHITE_CELL, "white_cell": Cause.WHITE_CELL}


def gather(
    folder: PlayFolder,
    *,
    progress: Callable[[float], None] = lambda done: None,  # noqa: ARG005
) -> Left:
    """All that a play left in its folder. It may go on meanwhile: what is whole is read.

    Parameters
    ----------
    folder : PlayFolder
    progress : callable
        Told the fraction that is done.

    Raises
    ------
    CspoError
        Where a file can't be read, or was changed after it was written.
    """
    scenario = load(folder.scenario_bytes(), str(folder.scenario_file))
    truth = tuple(folder.truth()) if folder.truth_file.exists() else ()
    gathering, digest = Gathering(scenario), ""
    if folder.recording_file.exists():
        for line in whole_rounds(folder.recording()):
            gathering.heard.take(line)
        with folder.recording_file.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    gathering.look_for(truth)
    nodes = folder.nodes
    for number, nation in enumerate(folder.nations):
        with nodes.home(nation).store(read_only=True) as store, store.read() as unit:
            gathering.read(nation, unit)
        progress((number + 1) / len(folder.nations))
    return replace(
        gathering.left(truth), scenario_sha256=folder.scenario_sha256, recording_sha256=digest
    )  # fmt: skip


def ceilings_of(folder: PlayFolder) -> Mapping[str, str]:
    """The highest level that each nation's node may have."""
    nodes = folder.nodes
    return {nation: nodes.home(nation).ceiling for nation in folder.nations}


@dataclass(slots=True)
class Heard:
    """What the recording says, line by line."""

    injects: list[Due] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    ordered: list[Ordered] = field(default_factory=list)
    by: dict[str, By] = field(default_factory=dict)
    offices: dict[str, str] = field(default_factory=dict)
    until: Epoch | None = None
    ended: bool = False

    def take(self, line: Line) -> None:
        """One more line."""
        what = line.what
        match line.line:
            case LineKind.SETTLED:
                self.until = line.t
            case LineKind.OVER:
                self.ended, self.until = True, line.t
            case LineKind.INJECT:
                self.injects.append(_due(line.t, what))
            case LineKind.HAND:
                by = By.SCRIPTED if what.get("by") else By.PERSON
                self.by |= dict.fromkeys(map(str, what.get("records", ())), by)
            case LineKind.DONE:
                self.by |= dict.fromkeys(map(str, what.get("records", ())), By.SCRIPTED)
            case LineKind.COMMAND | LineKind.VERDICT:
                self._word(line)
            case _:
                pass

    def _word(self, line: Line) -> None:
        what = line.what
        if "measure" in what:
            self.checked.append(from_plain(Checked, what))
        elif "command" in what and what.get("outcome", "done") == "done":
            self.ordered.append(Ordered(t=line.t, command=from_plain(Command, what["command"])))


def _due(t: Epoch, what: Mapping[str, Any]) -> Due:
    """An event as it was given; of the line's own instant."""
    by = str(what.get("cause", what.get("by", "time")))
    return Due(
        number=int(what["number"]), t=t, to=tuple(map(str, what.get("to", ()))),
        title=str(what.get("title", "")), text=str(what.get("text", "")),
        cause=_CAUSES.get(by) or Cause(by), why=str(what.get("why", "")),
    )  # fmt: skip


def interest_of(scenario: Scenario, truth: tuple[TruthEvent, ...]) -> Interest:
    """Objects that the review is about; pieces of what broke up are known by their name."""
    names = {name for event in truth for name in event.objects}
    names |= {f"norad:{asset.norad_id}" for asset in scenario.world.assets}
    broken = {each.asset for each in scenario.world.breakups}
    broken |= {
        plain_name(scenario, event.objects[0]) for event in truth
        if event.what is TruthKind.BREAKUP and event.objects
    }  # fmt: skip
    pieces = {
        f"{asset.name} DEB": f"norad:{asset.norad_id}"
        for asset in scenario.world.assets
        if asset.name in broken
    }
    return Interest(objects=frozenset(names), pieces=pieces)


class Gathering:
    """Reads stores of a play, and reads on where it has read before.

    Parameters
    ----------
    scenario : Scenario

    Attributes
    ----------
    heard : Heard
        What the recording says; whoever reads it hands over its lines.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.heard = Heard()
        self._interest = interest_of(scenario, ())
        self._told: dict[str, Told] = {}
        self._looked: set[str] = set()
        self._held: dict[str, dict[str, Epoch]] = {}
        self._given: dict[str, list[Given]] = {}
        self._answers: dict[str, tuple[Answer, ...]] = {}
        self._after: dict[tuple[str, bool], tuple[Epoch, str]] = {}
        self._line: dict[str, int] = {}

    def look_for(self, truth: tuple[TruthEvent, ...]) -> None:
        """Records in bulk about what is new in the truth are looked for from the first on."""
        interest = interest_of(self.scenario, truth)
        old = self._interest
        if (interest.objects, interest.pieces) != (old.objects, old.pieces):
            self._interest = interest
            self._looked &= self._told.keys()
            self._after = {key: at for key, at in self._after.items() if not key[1]}

    def read(self, nation: str, unit: OperationsUnit) -> None:
        """What is new in a nation's store."""
        held = self._held.setdefault(nation, {})
        kinds = frozenset(REGISTRY)
        for in_bulk, chosen in ((True, kinds & BULK), (False, kinds - BULK)):  # orbits name pieces
            key = (nation, in_bulk)
            for row in _records(unit, tuple(sorted(chosen)), self._after.get(key)):
                self._after[key] = (row.t_ingest, row.id)
                if row.id not in self._looked:
                    self._looked.add(row.id)
                    found = tell(row.envelope, self._interest, in_bulk=in_bulk)
                    if found is not None:
                        self._told[row.id] = found
                if row.id in self._told:
                    held.setdefault(row.id, row.t_ingest)
        given = self._given.setdefault(nation, [])
        for number, each in _given(unit, self._line.get(nation, 0)):
            self._line[nation] = number
            given.append(each)
        self._answers[nation] = tuple(_answers(unit))

    def left(self, truth: tuple[TruthEvent, ...]) -> Left:
        """All that was read so far, beside the truth so far."""
        heard = self.heard
        return Left(
            scenario=self.scenario, truth=truth, told=dict(self._told),
            held={nation: dict(rows) for nation, rows in self._held.items()},
            given={nation: tuple(rows) for nation, rows in self._given.items()},
            answers=dict(self._answers), injects=tuple(heard.injects),
            checked=tuple(heard.checked), ordered=tuple(heard.ordered), by=dict(heard.by),
            offices=dict(heard.offices), ended=heard.ended,
            until=heard.until or Epoch.from_utc(self.scenario.starts_utc),
        )  # fmt: skip


def _records(
    unit: OperationsUnit, kinds: tuple[str, ...], after: tuple[Epoch, str] | None
) -> Iterator[PastRecord]:
    query = RecordQuery(kinds=kinds, mode=Mode.EXERCISE, limit=_PAGE, after=after)
    while page := unit.records(query):
        yield from page
        query = replace(query, after=(page[-1].t_ingest, page[-1].id))


def _given(unit: OperationsUnit, after: int) -> Iterator[tuple[int, Given]]:
    """Lines of the log of releases after one, each with its number."""
    while True:
        query = DecisionQuery(
            outcome=Outcome.RELEASED, mode=Mode.EXERCISE, after=after, limit=_LINES
        )
        page = unit.decisions(query)
        for number, row in page:
            after = number
            yield number, Given(
                record=row.released_id, product=row.product_id, party=row.party, t=row.t,
                persons=bool(row.persons),
            )  # fmt: skip
        if len(page) < _LINES:
            return


def _answers(unit: OperationsUnit) -> Iterator[Answer]:
    for name in unit.reviews(open_only=False):
        found = unit.review(name)
        if found is None:
            continue
        row, steps = found
        for step in steps:
            if step.person and row.mode is Mode.EXERCISE:
                yield Answer(t=step.t, product=row.product_id, step=str(step.step))
