"""What a picture answers when it is asked about one object or event."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from cspo.markings.label import Label
from cspo.operations.catalog.holdings import Holdings, Voice
from cspo.operations.catalog.reports import Reported
from cspo.operations.catalog.rows import Rows
from cspo.operations.catalog.sky import Side
from cspo.records.bodies.objects import ObjectFacts
from cspo.time import Epoch

__all__ = ["Changes", "ConjunctionReport", "Fact", "facts_of", "shown_names_of", "sides_of"]


@dataclass(frozen=True, slots=True)
class Changes:
    """What says something else than before.

    Parameters
    ----------
    objects : frozenset of str
        Objects of which some source has another orbit, or says other facts.
    conjunctions : frozenset of str
        Events with another report.
    """

    objects: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()

    def __or__(self, other: Changes) -> Changes:
        return Changes(self.objects | other.objects, self.conjunctions | other.conjunctions)


class Fact(NamedTuple):
    """What one source says of an object apart from its orbit.

    Parameters
    ----------
    origin : str
    facts : ObjectFacts
    label : Label
    t : Epoch
        When it came.
    record_id : str
    source : str
        Whose catalogue the origin calls it.
    """

    origin: str
    facts: ObjectFacts
    label: Label
    t: Epoch
    record_id: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConjunctionReport:
    """What one source says of an event; the record holds the rest.

    Parameters
    ----------
    event : str
    record_id, origin, source : str
    label : Label
    tca : Epoch
    miss_distance_km : float
    relative_speed_km_s, pc, max_pc : float or None
    pc_method, advice : str
        Empty where there is none.
    oldest_age_s : float or None
        Age of the older of the two orbits at closest approach.
    version : int
    supersedes : str
        The record that this one takes the place of, or empty.
    t_ingest : Epoch
    is_latest : bool
        Whether it is what that source says now.
    """

    event: str
    record_id: str
    origin: str
    source: str
    label: Label
    tca: Epoch
    miss_distance_km: float
    relative_speed_km_s: float | None
    pc: float | None
    max_pc: float | None
    pc_method: str
    advice: str
    oldest_age_s: float | None
    version: int
    supersedes: str
    t_ingest: Epoch
    is_latest: bool

    @classmethod
    def of(cls, event: str, row: Reported, voice: Voice, label: Label) -> ConjunctionReport:
        """From a row of the table."""
        return cls(
            event=event, record_id=row.record_id, origin=voice[0], source=voice[1], label=label,
            tca=row.tca, miss_distance_km=row.miss_distance_km,
            relative_speed_km_s=_known(row.relative_speed_km_s), pc=_known(row.pc),
            max_pc=_known(row.max_pc), pc_method=row.pc_method, advice=row.advice,
            oldest_age_s=_known(row.oldest_age_s), version=row.version,
            supersedes=row.supersedes, t_ingest=row.t_ingest, is_latest=row.is_latest,
        )  # fmt: skip


def facts_of(held: Holdings, name: str) -> tuple[Fact, ...]:
    """What each source says of an object apart from its orbit, the one that counts first."""
    number = held.identities.known(name)
    table = held.facts.table
    return () if number is None else tuple(
        Fact(
            origin=held.voices[int(table["voice"][row])][0], facts=held.facts.facts(row),
            label=held.labels[int(table["label"][row])], t=Epoch(int(table["t_ingest_ns"][row])),
            record_id=held.records[int(table["record"][row])],
            source=held.voices[int(table["voice"][row])][1],
        )
        for row in held.told.ranked(held.identities.group(number))
    )  # fmt: skip


def shown_names_of(held: Holdings, objects: Iterable[str]) -> list[str]:
    """What each object is called in the sky; empty where it has no orbit there."""
    found = []
    for name in objects:
        number = held.identities.known(name)
        row = None if number is None else held.shown_row.get(held.identities.root(number))
        found.append("" if row is None else held.words[int(held.shown["name"][row])])
    return found


def sides_of(held: Holdings, name: str) -> tuple[Side, ...]:
    """Every source's orbit of an object, the newest epoch first."""
    number = held.identities.known(name)
    if number is None:
        return ()
    group = held.identities.group(number)
    found = [
        *_element_sides(held, group), *_state_sides(held, group), *_trajectory_sides(held, group),
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda side: (-side.epoch_tai_ns, side.item_id)))


def _element_sides(held: Holdings, group: tuple[int, ...]) -> Iterator[Side]:
    table, shown = held.elements.table, held.shown_row.get(group[0])
    adopted = -1 if shown is None else int(held.shown["element"][shown])
    rule = 0 if shown is None else int(held.shown["rule"][shown])
    for row in held.element_rows(group):
        yield _side(held, table, row, group, "elements", adopted=row == adopted, rule=rule)


def _state_sides(held: Holdings, group: tuple[int, ...]) -> Iterator[Side]:
    for row in held.state_rows(group):
        yield _side(held, held.states.table, row, group, "state", adopted=False, rule=0)


def _side(
    held: Holdings, table: Rows, row: int, group: tuple[int, ...], basis: str, *, adopted: bool,
    rule: int,
) -> Side:  # fmt: skip
    origin, source = held.voices[int(table["voice"][row])]
    return Side(
        object=held.identities.name(group[0]),
        name_used=held.identities[int(table["object"][row])],
        item_id=f"{held.records[int(table['record'][row])]}#{int(table['item'][row])}",
        origin=origin, source=source, basis=basis,
        epoch_tai_ns=int(table["epoch_tai_ns"][row]),
        t_ingest=Epoch(int(table["t_ingest_ns"][row])),
        label=held.labels[int(table["label"][row])], row=row, adopted=adopted,
        rule=rule if adopted else 0,
    )  # fmt: skip


def _trajectory_sides(held: Holdings, group: tuple[int, ...]) -> Iterator[Side]:
    flown = held.flown.get(group[0], ())
    for each in held.trajectories_of(group):
        origin, source = held.voices[each.voice]
        yield Side(
            object=held.identities.name(group[0]), name_used=held.identities[each.number],
            item_id=each.record_ids[0], origin=origin, source=source, basis="ephemeris",
            epoch_tai_ns=each.ephemeris.start.tai_ns, t_ingest=each.heard.t_ingest,
            label=held.labels[each.label], row=-1, adopted=each in flown,
            rule=held.flight_rule(group) if each in flown else 0,
        )  # fmt: skip


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
