"""All that a picture holds, and what of it is shown for each object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import numpy as np

from cspo.frames import EarthOrientation
from cspo.markings.label import Label
from cspo.markings.lattice import join
from cspo.markings.parties import sponsor_of
from cspo.operations.catalog.adoption import Candidate, Rule, adopt, fresh
from cspo.operations.catalog.decisions import FACTS, ORBIT, Decisions
from cspo.operations.catalog.facts import FactSides
from cspo.operations.catalog.identities import Identities
from cspo.operations.catalog.reports import EventReports
from cspo.operations.catalog.rows import Numbered, RecordNumbers, Rows, Words
from cspo.operations.catalog.sides import ElementSides
from cspo.operations.catalog.states import StateSides
from cspo.operations.catalog.told import TOLD, Columns, Owners, Told
from cspo.operations.catalog.trajectories import Trajectory, TrajectorySides
from cspo.operations.event_names import EventNames
from cspo.orbits.regime import STALE_AFTER_S, stale_after_s
from cspo.records.bodies.ephemeris import Intent
from cspo.records.bodies.identities import SHORTEST_PERIOD_S
from cspo.time import Epoch
from cspo.units import NS_PER_S, TAU

__all__ = ["Holdings", "Voice"]

Voice = tuple[str, str]
"""Whose word something is: origin and source."""

_LONGEST_NS: Final = round(STALE_AFTER_S[1] * NS_PER_S)


class Holdings:
    """Tables of a picture, and the decisions about them.

    Parameters
    ----------
    nation : str
        Whose picture it is; its own word comes first.
    stated : mapping
        By object: whose it is as the nation itself states, over what records say.
    eop : callable
        Gives the Earth's orientation.
    simulated : bool
    """

    def __init__(
        self,
        nation: str,
        stated: Mapping[str, str],
        eop: Callable[[], EarthOrientation],
        *,
        simulated: bool,
    ) -> None:
        self.nation = nation
        self.words = Words()
        self.records = RecordNumbers()
        self.labels: Numbered[Label] = Numbered()
        self.voices: Numbered[Voice] = Numbered()
        self.identities = Identities()
        self.elements = ElementSides(self.words, self.records)
        self.states = StateSides(self.records, eop)
        self.facts = FactSides(self.words, self.records)
        self.trajectories = TrajectorySides(eop, simulated=simulated)
        self.event_names = EventNames(self.identities.shown)
        self.reports = EventReports(self.words, self.records, self.event_names)
        self.decisions = Decisions()
        self.told = Told(
            nation, stated, self.facts, self.words, self.voices, self.identities,
            self.decisions,
        )  # fmt: skip
        self.shown = Rows({
            "object": np.int32, "element": np.int32, "rule": np.int8, "n_sides": np.int16,
            "label": np.int32, "hbr_km": np.float64, "rcs_m2": np.float64, "mass_kg": np.float64,
            **dict.fromkeys(TOLD, np.int32),
        })  # fmt: skip
        self.shown_row: dict[int, int] = {}
        self.flown: dict[int, tuple[Trajectory, ...]] = {}
        self._joins: dict[tuple[int, ...], int] = {}
        self._unsettled: dict[int, None] = {}

    def touch(self, numbers: Iterable[int]) -> None:
        """What is shown of these objects must be settled anew."""
        self._unsettled.update(dict.fromkeys(numbers))

    def settle(self) -> tuple[int, ...]:
        """Settle what was touched: the objects, by their least number."""
        root = self.identities.root
        roots = tuple(sorted({root(number) for number in self._unsettled}))
        gone = [n for n in self._unsettled if root(n) != n]
        self._unsettled.clear()
        for number in gone:
            self._hide(number)
        columns = self.told.columns(len(roots))
        found = {number: self._settled(number, columns) for number in roots}
        for number in (number for number, values in found.items() if values is None):
            self._hide(number)
        self._show({number: values for number, values in found.items() if values is not None})
        return (*roots, *gone)

    def element_rows(self, group: tuple[int, ...]) -> tuple[int, ...]:
        """Element sets of an object under all its names."""
        if len(group) == 1:
            return self.elements.of(group[0])
        return tuple(row for number in group for row in self.elements.of(number))

    def state_rows(self, group: tuple[int, ...]) -> tuple[int, ...]:
        """States of an object under all its names."""
        return tuple(row for number in group for row in self.states.of(number))

    def fact_rows(self, group: tuple[int, ...]) -> tuple[int, ...]:
        """Statements on an object under all its names."""
        return tuple(row for number in group for row in self.facts.of(number))

    def period_s(self, numbers: Iterable[int]) -> float:
        """Period of the fastest of some objects, as the newest element sets have it."""
        periods: list[float] = []
        for number in numbers:
            rows = self.element_rows(self.identities.group(number))
            rates = self.elements.table["mean_motion_rad_s"][list(rows)]
            periods += [TAU / rate for rate in rates.tolist()]
        return min(periods, default=SHORTEST_PERIOD_S)

    def joined(self, labels: set[int]) -> int:
        """Number of the join of marks."""
        key = tuple(sorted(labels))
        if len(key) == 1:
            return key[0]
        if key not in self._joins:
            self._joins[key] = self.labels.number(join(*(self.labels[n] for n in key)))
        return self._joins[key]

    def voice_of(self, record_id: str, number: int | None) -> tuple[int, str] | None:
        """Whose record it is that says something of an object now, and what: orbit or facts."""
        record = self.records.number(record_id)
        group = () if number is None else self.identities.group(number)
        for each in self.trajectories_of(group):
            if record_id in each.record_ids:
                return each.voice, ORBIT
        for table, rows, what in (
            (self.elements.table, self.element_rows(group), ORBIT),
            (self.states.table, self.state_rows(group), ORBIT),
            (self.facts.table, self.fact_rows(group), FACTS),
        ):
            for row in rows:
                if int(table["record"][row]) == record:
                    return int(table["voice"][row]), what
        return None

    def drop_record(self, record_id: str, nation: str) -> tuple[list[int], list[str]]:
        """Forget what rests on a record of a nation: its objects, and events."""
        objects: list[int] = []
        events: list[str] = []
        for trajectory in self.trajectories.of_record(record_id):
            if self.nation_of(trajectory.voice) == nation:
                self.trajectories.drop(trajectory)
                objects.append(trajectory.number)
        number = self.records.number(record_id)
        if number is None:
            return objects, events
        for sides in (self.elements, self.states, self.facts):
            for row in sides.of_record(number):
                if self.nation_of(int(sides.table["voice"][row])) == nation:
                    objects.append(int(sides.table["object"][row]))
                    sides.drop(row)
        voice = self.reports.voice_of(record_id)
        if voice is not None and self.nation_of(voice) == nation:
            events.append(self.reports.drop_record(record_id))
        return objects, events

    def _settled(self, number: int, columns: Columns) -> dict[str, float] | None:
        """What is to be shown of an object; None where it has no element set."""
        group = self.identities.group(number)
        rows = self.element_rows(group)
        told, labels, owners = self.told.of(group, columns)
        decided = self.decisions.concern(group)
        self._fly(number, group, owners, decided=decided)
        if not rows:
            return None
        element, rule = self._adopted(group, rows, owners, decided=decided)
        table = self.elements.table
        for name in ("name", "designator"):
            told[name] = told[name] or int(table[name][element])
        return {
            **told, "object": number, "element": element, "rule": int(rule),
            "n_sides": len(rows) + self._more_sides(group),
            "label": self.joined({int(table["label"][element]), *labels}),
        }  # fmt: skip

    def _show(self, found: dict[int, dict[str, float]]) -> None:
        if not found:
            return
        new = [number for number in found if number not in self.shown_row]
        self.shown_row.update(zip(new, self.shown.take(len(new)).tolist(), strict=True))
        rows = np.array([self.shown_row[number] for number in found], np.int64)
        names = next(iter(found.values()))
        self.shown.put(rows, {name: [each[name] for each in found.values()] for name in names})

    def _more_sides(self, group: tuple[int, ...]) -> int:
        """How many sources give a state or a trajectory."""
        flown = {each.voice for each in self.trajectories_of(group)}
        return len(self.state_rows(group)) + len(flown)

    def _hide(self, number: int) -> None:
        row = self.shown_row.pop(number, None)
        if row is not None:
            self.shown.free(row)

    def _adopted(
        self, group: tuple[int, ...], rows: tuple[int, ...], owners: Owners, *, decided: bool
    ) -> tuple[int, Rule]:
        if len(rows) > 1 or decided:
            chosen, rule = adopt(self._candidates(group, rows, owners, decided=decided))
            return chosen.row, rule
        voice = int(self.elements.table["voice"][rows[0]])
        if self._speaks(voice, owners.parties) and owners.believed:
            return rows[0], Rule.OWNERS_OWN
        if self._is_ours(voice):
            return rows[0], Rule.OWN
        return rows[0], Rule.CLAIMED if self._speaks(voice, owners.parties) else Rule.NEWEST

    def fresh_elements(self, group: tuple[int, ...]) -> list[int]:
        """Rows of the element sets of an object that count: not silent, and not rejected."""
        decided = self.decisions.concern(group)
        nobody = Owners(frozenset(), believed=False)
        found = self._candidates(group, self.element_rows(group), nobody, decided=decided)
        return [each.row for each in (fresh(found) if found else ()) if each.decided >= 0]

    def _candidates(
        self, group: tuple[int, ...], rows: tuple[int, ...], owners: Owners, *, decided: bool
    ) -> list[Candidate]:
        table = self.elements.table
        return [
            Candidate(
                row=row,
                counted_ns=int(table["counted_ns"][row]),
                came_ns=int(table["t_ingest_ns"][row]),
                fresh_ns=self._fresh_ns(row),
                order=self.elements.order(row),
                ours=self._is_ours(int(table["voice"][row])),
                owners=self._speaks(int(table["voice"][row]), owners.parties),
                believed=owners.believed,
                decided=self.decisions.of(group, int(table["voice"][row])) if decided else 0,
            )
            for row in rows
        ]

    def _fly(self, number: int, group: tuple[int, ...], owners: Owners, *, decided: bool) -> None:
        """The trajectory that the object goes by: one that was decided for, else its owner's."""
        chosen: list[tuple[int, Epoch, Trajectory]] = []
        for each in self.trajectories_of(group):
            stance = self.decisions.of(group, each.voice) if decided else 0
            owns = self._speaks(each.voice, owners.parties) and (
                owners.believed or not self._track(group, each.heard.t_ingest)
            )
            if each.intent is not Intent.HYPOTHETICAL and (stance > 0 or (owns and stance == 0)):
                chosen.append((stance, each.heard.t_created, each))
        if not chosen:
            self.flown.pop(number, None)
            return
        best = max(chosen, key=lambda each: (each[:2], each[2].heard.order))
        voice = best[2].voice
        self.flown[number] = tuple(each for *_, each in chosen if each.voice == voice)

    def _track(self, group: tuple[int, ...], t: Epoch) -> bool:
        """Whether we had an element set of our own of an object that was fresh at *t*."""
        table = self.elements.table
        return any(
            self._is_ours(int(table["voice"][row]))
            and t.tai_ns - int(table["counted_ns"][row]) <= self._fresh_ns(row)
            for row in self.element_rows(group)
        )

    def flight_rule(self, group: tuple[int, ...]) -> Rule:
        """By which rule the trajectory was adopted that an object goes by."""
        voice = self.flown[group[0]][0].voice
        if self.decisions.of(group, voice) > 0:
            return Rule.DECIDED
        owners = self.told.of(group, self.told.columns(1))[2]
        return Rule.OWNERS_OWN if owners.believed else Rule.CLAIMED

    def trajectories_of(self, group: tuple[int, ...]) -> Iterator[Trajectory]:
        """Trajectories of an object under all its names."""
        for number in group:
            yield from self.trajectories.of(number)

    def _is_ours(self, voice: int) -> bool:
        """Whether it is the word of the nation itself."""
        return self.voices[voice][0] == self.nation

    def _speaks(self, voice: int, owners: frozenset[str]) -> bool:
        """Whether it is the word of one of the owners."""
        return self.voices[voice][0] in owners

    def nation_of(self, voice: int) -> str:
        """The nation whose word it is."""
        return sponsor_of(self.voices[voice][0])

    def _fresh_ns(self, row: int) -> int:
        table = self.elements.table
        limit_s = stale_after_s(
            table["mean_motion_rad_s"][row], table["eccentricity"][row],
            table["inclination_rad"][row],
        )  # fmt: skip
        value = float(limit_s)
        return round(value * NS_PER_S) if np.isfinite(value) else _LONGEST_NS
