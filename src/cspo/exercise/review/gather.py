"""Reads the folder of a play: scenario, recording, truth, and each nation's store, read-only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, Protocol

from cspo.exercise.play.folder import PlayFolder
from cspo.exercise.play.recording import whole_rounds
from cspo.exercise.review.heard import Heard
from cspo.exercise.review.left import Answer, Given, Left
from cspo.exercise.review.told import BULK, Interest, Told, tell
from cspo.exercise.review.values import By
from cspo.exercise.review.words import plain_name
from cspo.exercise.scenario import Scenario, load
from cspo.exercise.white_cell.seats import seats
from cspo.exercise.world import TruthEvent, TruthKind, subject_of
from cspo.exercise.world.breaking import piece_name
from cspo.markings import Mode, sponsor_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.store import DecisionQuery, OperationsUnit, Outcome
from cspo.time import Epoch

__all__ = ["Gathering", "ceilings_of", "gather", "interest_of"]

_PAGE: Final = 200
"""Records at a time: the largest have a megabyte."""
_LINES: Final = 1_000


class Row(Protocol):
    """A record of a store, with its number in the order of ingest."""

    @property
    def seq(self) -> int: ...
    @property
    def id(self) -> str: ...
    @property
    def envelope(self) -> bytes: ...
    @property
    def t_ingest(self) -> Epoch: ...


class Stored(OperationsUnit, Protocol):
    """One unit of work on a node's store."""

    def records_after(
        self, seq: int, limit: int, *, kinds: Collection[str] = (), mode: Mode | None = None
    ) -> Sequence[Row]:
        """Records in the order of ingest, after the one numbered *seq*."""
        ...

    def stored(self, record_id: str) -> Row | None:
        """A record by its id."""
        ...


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
    gathering, digest = Gathering(scenario), ""
    if folder.recording_file.exists():
        for line in whole_rounds(folder.recording()):
            gathering.heard.take(line)
        with folder.recording_file.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    truth = tuple(folder.truth()) if folder.truth_file.exists() else ()
    truth = truth[: gathering.heard.truths]
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


def interest_of(scenario: Scenario, truth: tuple[TruthEvent, ...]) -> Interest:
    """Objects that the review is about; pieces of what broke up are known by their name."""
    names = {name for event in truth for name in event.objects}
    names |= {f"norad:{asset.norad_id}" for asset in scenario.world.assets}
    pieces = {
        piece_name(subject_of(event) or plain_name(scenario, event.objects[0])): event.objects[0]
        for event in truth
        if event.what is TruthKind.BREAKUP and event.objects
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
        self._after: dict[tuple[str, bool], int] = {}
        self._line: dict[str, int] = {}
        self._seats = {(each.nation, each.person): each.cell for each in seats(scenario)}
        self._players: dict[str, list[str]] = {}
        for each in seats(scenario):
            if not each.directs:
                self._players.setdefault(each.nation, []).append(each.cell)

    def look_for(self, truth: tuple[TruthEvent, ...]) -> None:
        """Records in bulk about what is new in the truth are looked for from the first on."""
        interest = interest_of(self.scenario, truth)
        old = self._interest
        if (interest.objects, interest.pieces) != (old.objects, old.pieces):
            interest.parts.update(old.parts)
            self._interest = interest
            self._looked &= self._told.keys()
            self._after = {key: seq for key, seq in self._after.items() if not key[1]}

    def read(self, nation: str, unit: Stored) -> None:
        """What is new in a nation's store, as far as the recording calls it whole."""
        held, heard = self._held.setdefault(nation, {}), self.heard
        kinds = frozenset(REGISTRY)
        for in_bulk, chosen in ((True, kinds & BULK), (False, kinds - BULK)):  # orbits name pieces
            key = (nation, in_bulk)
            for row in _records(unit, tuple(sorted(chosen)), self._after.get(key, 0)):
                if not heard.is_whole(nation, row.id, row.seq):
                    break
                if (nation, row.id) not in heard.hands:
                    self._after[key] = row.seq
                if row.id not in self._looked:
                    self._looked.add(row.id)
                    found = tell(row.envelope, self._interest, in_bulk=in_bulk)
                    if found is not None:
                        self._told[row.id] = found
                if row.id in self._told:
                    held.setdefault(row.id, row.t_ingest)
        given = self._given.setdefault(nation, [])
        for number, each in _given(unit, self._line.get(nation, 0)):
            if not self._is_decided(nation, each, unit):
                break
            self._line[nation] = number
            given.append(each)
        self._answers[nation] = tuple(
            each for each in _answers(unit) if heard.last is None or each.t <= heard.last
        )

    def _is_decided(self, nation: str, each: Given, unit: Stored) -> bool:
        """Whether a line of the log of releases is of a whole round, or of people since."""
        heard = self.heard
        if heard.until is None or heard.last is None or each.t < heard.until:
            return True
        row = unit.stored(each.product)
        return each.t <= heard.last and (row is None or heard.is_whole(nation, row.id, row.seq))

    def left(self, truth: tuple[TruthEvent, ...]) -> Left:
        """All that was read so far, beside the truth so far."""
        heard = self.heard
        answers = {
            nation: tuple(self._answered(nation, each) for each in rows)
            for nation, rows in self._answers.items()
        }
        reviews = {
            (nation, each.review): each.by for nation, rows in answers.items() for each in rows
        }
        return Left(
            scenario=self.scenario, truth=truth, told=dict(self._told),
            held={nation: dict(rows) for nation, rows in self._held.items()},
            given={
                nation: tuple(self._decided(nation, each, reviews) for each in rows)
                for nation, rows in self._given.items()
            },
            answers=answers, injects=tuple(heard.injects),
            checked=tuple(heard.checked), ordered=tuple(heard.ordered), by=dict(heard.by),
            offices=self._offices(), ended=heard.ended,
            until=heard.until or Epoch.from_utc(self.scenario.starts_utc),
        )  # fmt: skip

    def _answered(self, nation: str, each: Answer) -> Answer:
        """An answer with who gave it, and in which office."""
        by = By.SCRIPTED if (nation, each.product, each.t) in self.heard.let_go else By.PERSON
        return replace(each, by=by, office=self._seats.get((nation, each.person), each.office))

    def _decided(
        self, nation: str, each: Given, reviews: Mapping[tuple[str, str], By]
    ) -> Given:  # fmt: skip
        """A release with who decided it, where it was not the policy alone."""
        if each.by is By.MACHINE:
            return each
        is_scripted = (nation, each.product, each.t) in self.heard.let_go
        by = By.SCRIPTED if is_scripted else reviews.get((nation, each.review), By.PERSON)
        return replace(each, by=by)

    def _offices(self) -> dict[str, str]:
        """By record, the seat at which a person wrote it; the only one, where nobody is named."""
        found = {}
        for record, person in self.heard.persons.items():
            told = self._told.get(record)
            nation = "" if told is None else sponsor_of(told.origin)
            office = self._seats.get((nation, person), "")
            if not person and len(self._players.get(nation, ())) == 1:
                (office,) = self._players[nation]
            if office:
                found[record] = office
        return found


def _records(unit: Stored, kinds: tuple[str, ...], after: int) -> Iterator[Row]:
    while page := unit.records_after(after, _PAGE, kinds=kinds, mode=Mode.EXERCISE):
        yield from page
        after = page[-1].seq


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
                by=By.PERSON if row.persons else By.MACHINE, review=row.review_id,
            )  # fmt: skip
        if len(page) < _LINES:
            return


def _answers(unit: OperationsUnit) -> Iterator[Answer]:
    for name in unit.reviews(open_only=False):
        found = unit.review(name)
        if found is None:
            continue
        row, steps = found
        for before, step in pairwise(steps):
            if step.person and row.mode is Mode.EXERCISE:
                yield Answer(
                    t=step.t, product=row.product_id, step=str(step.step), since=row.t_opened,
                    office=before.desk, review=row.review_id, person=step.person,
                )  # fmt: skip
