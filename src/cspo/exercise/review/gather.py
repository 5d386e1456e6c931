"""Reads the folder of a play: scenario, recording, truth, and each nation's store, read-only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from cspo.exercise.play.folder import PlayFolder
from cspo.exercise.play.recording import Line, LineKind
from cspo.exercise.review.left import Answer, Given, Left, Ordered
from cspo.exercise.review.told import BULK, Told, tell
from cspo.exercise.review.values import By
from cspo.exercise.scenario import Scenario, load
from cspo.exercise.white_cell import Cause, Checked, Command, Due
from cspo.exercise.world import TruthEvent
from cspo.markings import Mode
from cspo.node.home import Home
from cspo.operations.kinds import REGISTRY
from cspo.operations.store import DecisionQuery, OperationsUnit, Outcome, RecordQuery
from cspo.time import Epoch

__all__ = ["ceilings_of", "gather", "interest_of"]

_PAGE: Final = 200
"""Records at a time: the largest have a megabyte."""
_LINES: Final = 1_000
_CAUSES: Final = {"hand": Cause.WHITE_CELL, "white_cell": Cause.WHITE_CELL}


def gather(
    folder: PlayFolder, *, progress: Callable[[float], None] = lambda done: None,  # noqa: ARG005
    nations: tuple[str, ...] = (),
) -> Left:  # fmt: skip
    """All that a play left in its folder. It may go on meanwhile: what is whole is read.

    Parameters
    ----------
    folder : PlayFolder
    progress : callable
        Told the fraction that is done.
    nations : tuple of str
        Whose stores; none: all.

    Raises
    ------
    CspoError
        Where a file can't be read, or was changed after it was written.
    """
    scenario = load(folder.scenario_bytes())
    truth = tuple(folder.truth()) if folder.truth_file.exists() else ()
    heard, digest = _Heard(), ""
    if folder.recording_file.exists():
        for line in folder.recording():
            heard.take(line)
        with folder.recording_file.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    interest = interest_of(scenario, truth)
    told: dict[str, Told] = {}
    looked: set[str] = set()
    held: dict[str, dict[str, Epoch]] = {}
    given: dict[str, tuple[Given, ...]] = {}
    answers: dict[str, tuple[Answer, ...]] = {}
    chosen = nations or folder.nations
    for number, nation in enumerate(chosen):
        home = folder.nodes.home(nation)
        held[nation], given[nation], answers[nation] = _read(home, interest, told, looked)
        progress((number + 1) / len(chosen))
    return Left(
        scenario=scenario, truth=truth, told=told, held=held, given=given, answers=answers,
        injects=tuple(heard.injects), checked=tuple(heard.checked), ordered=tuple(heard.ordered),
        by=heard.by, offices=heard.offices,
        until=heard.until or Epoch.from_utc(scenario.starts_utc),
        ended=heard.ended, scenario_sha256=folder.scenario_sha256, recording_sha256=digest,
    )  # fmt: skip


def ceilings_of(folder: PlayFolder) -> Mapping[str, str]:
    """The highest level that each nation's node may have."""
    return {nation: folder.nodes.home(nation).ceiling for nation in folder.nations}


@dataclass(slots=True)
class _Heard:
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
            self.checked.append(Checked.from_dict(what))
        elif "command" in what and what.get("outcome", "done") == "done":
            self.ordered.append(Ordered(t=line.t, command=Command.from_dict(what["command"])))


def _due(t: Epoch, what: Mapping[str, Any]) -> Due:
    """An event as it was given; of the line's own instant."""
    by = str(what.get("cause", what.get("by", "time")))
    return Due(
        number=int(what["number"]), t=t, to=tuple(map(str, what.get("to", ()))),
        title=str(what.get("title", "")), text=str(what.get("text", "")),
        cause=_CAUSES.get(by) or Cause(by), why=str(what.get("why", "")),
    )  # fmt: skip


def interest_of(scenario: Scenario, truth: tuple[TruthEvent, ...]) -> frozenset[bytes]:
    """Objects that the review is about, as JSON writes them."""
    names = {name for event in truth for name in event.objects}
    names |= {f"norad:{asset.norad_id}" for asset in scenario.world.assets}
    return frozenset(b'"' + name.encode() + b'"' for name in names)


def _read(
    home: Home, interest: frozenset[bytes], told: dict[str, Told], looked: set[str]
) -> tuple[dict[str, Epoch], tuple[Given, ...], tuple[Answer, ...]]:
    """One nation's store: when records came, what was released, what people answered."""
    held: dict[str, Epoch] = {}
    with home.store(read_only=True) as store, store.read() as unit:
        for record, envelope, t, in_bulk in _records(unit):
            if record not in looked:
                looked.add(record)
                found = tell(envelope, interest, in_bulk=in_bulk)
                if found is not None:
                    told[record] = found
            if record in told:
                held[record] = t
        given = tuple(_given(unit))
        answers = tuple(_answers(unit))
    return held, given, answers


def _records(unit: OperationsUnit) -> Iterator[tuple[str, bytes, Epoch, bool]]:
    """Id, bytes, when it came, and whether it is of a kind that comes in bulk."""
    kinds = frozenset(REGISTRY)
    for in_bulk, chosen in ((False, kinds - BULK), (True, kinds & BULK)):
        query = RecordQuery(kinds=tuple(sorted(chosen)), mode=Mode.EXERCISE, limit=_PAGE)
        while page := unit.records(query):
            for row in page:
                yield row.id, row.envelope, row.t_ingest, in_bulk
            query = replace(query, after=(page[-1].t_ingest, page[-1].id))


def _given(unit: OperationsUnit) -> Iterator[Given]:
    after = 0
    while True:
        query = DecisionQuery(
            outcome=Outcome.RELEASED, mode=Mode.EXERCISE, after=after, limit=_LINES
        )
        page = unit.decisions(query)
        for number, row in page:
            after = number
            yield Given(
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
