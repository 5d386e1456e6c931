"""The table of close approaches, with owners, who was told, and where the conversation stands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any, Final

import msgspec
import numpy as np
from litestar.params import QueryParameter

from cspo.conjunction.probability import PcMethod
from cspo.markings import portion_mark
from cspo.node.http.callers import Caller
from cspo.node.http.encounter_table import EncounterTable, Sorting, Sought, table_of
from cspo.node.http.event_sight import row_called, same_event_to
from cspo.node.http.pages import Cursor, Limit
from cspo.node.http.rights import Right
from cspo.node.http.routes.conjunctions import Since, Until
from cspo.node.http.routes.instants import instant_of
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import SeenSky, may_of
from cspo.operations.catalog import ConjunctionReport
from cspo.operations.coordinate import Conversation
from cspo.operations.screen import ScreeningView, screening_source
from cspo.operations.warn.matter import Matter, State
from cspo.records.bodies import EventId
from cspo.records.bodies.identities import pair_of

__all__ = ["handlers"]

_METHODS: Final = frozenset(method.label for method in PcMethod if method)
"""A probability by one of these is reported only where its assumptions hold; of others that
messages name nobody says whether they do."""

_FACTS: Final = ("name", "owner", "object_type")


class EncounterLine(msgspec.Struct, frozen=True, kw_only=True):
    """A close approach as a watch looks at it.

    Parameters
    ----------
    event : str
    object1, object2 : str
    name1, name2, owner1, owner2, type1, type2 : str
        As far as the caller may know; empty: unknown.
    tca_utc : str
        Time of closest approach.
    time_left_s : float
        Until then by the node's clock, s; below 0: it has passed.
    miss_distance_km, relative_speed_km_s, pc, max_pc, oldest_age_s : float or None
        As one source has them: our screening, or where that has no such event the gravest report.
    pc_method, advice : str
    assumptions_hold : bool or None
        Whether a probability may be reported; null: the source does not say.
    flags : list of str
        What limits the answer.
    by : str
        Whose numbers these are.
    mark : str
        Portion mark of those numbers.
    sources : int
        How many sources report it now, our screening among them.
    severity : str
        Of the warning that stands for it; empty: nobody warns.
    warning_state : str
        ``open``, ``shelved``, ``cancelled``, ``past``; empty: nobody warns.
    told, acknowledged : list of str
        Parties that were warned, and those that have answered.
    stage, turn : str
        Of the conversation about it, and who has to speak next; empty: there is none.
    """

    event: str
    object1: str
    object2: str
    name1: str
    name2: str
    owner1: str
    owner2: str
    type1: str
    type2: str
    tca_utc: str
    time_left_s: float
    miss_distance_km: float
    relative_speed_km_s: float | None
    pc: float | None
    max_pc: float | None
    oldest_age_s: float | None
    pc_method: str
    advice: str
    assumptions_hold: bool | None
    flags: list[str]
    by: str
    mark: str
    sources: int
    severity: str
    warning_state: str
    told: list[str]
    acknowledged: list[str]
    stage: str
    turn: str


class EncounterPage(msgspec.Struct, frozen=True, kw_only=True):
    """Part of the table.

    Parameters
    ----------
    items : list of EncounterLine
    next : str or None
        The cursor of the next page; null: this one was the last.
    found : int
        How many the filters let through.
    screened_utc, until_utc : str
        When our screening was done, and the end of its window; empty: none yet.
    """

    items: list[EncounterLine]
    next: str | None
    found: int
    screened_utc: str
    until_utc: str


@read("/api/v1/encounters", Right.READ, "The table of close approaches, as a watch looks at it",
      tag="conjunctions", cache=False)  # fmt: skip
def list_encounters(
    *,
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 200,
    sorting: Annotated[
        Sorting, QueryParameter(name="sort", description="The soonest, likeliest, nearest first.")
    ] = Sorting.TCA,
    about: Annotated[
        str, QueryParameter(name="object", max_length=400, description="With this object.")
    ] = "",
    text: Annotated[
        str, QueryParameter(max_length=80, description="Part of a name or number of either.")
    ] = "",
    since: Since = "",
    until: Until = "",
    miss_below_km: Annotated[
        float | None, QueryParameter(ge=0.0, description="Missing by less, km.")
    ] = None,
    pc_above: Annotated[
        float | None, QueryParameter(ge=0.0, le=1.0, description="Of a greater probability.")
    ] = None,
    warned: Annotated[
        bool, QueryParameter(description="Only what somebody warns of, or talks about.")
    ] = False,
) -> EncounterPage:
    """Our screening and what only others report, of what the caller may see."""
    talks = _talks(node, caller)
    matters = _matters(node, caller)
    wanted = None
    if warned:
        wanted = frozenset({*matters, *(each.event for each in talks)})
    sky = gate.skies.of(node, caller)
    table = table_of(
        node, caller, gate.reported, sky,
        Sought(
            about=about, text=text, since=instant_of(since, "since") if since else None,
            until=instant_of(until, "until") if until else None, miss_below_km=miss_below_km,
            pc_above=pc_above, events=wanted,
        ),
        sorting,
    )  # fmt: skip
    start = gate.cursors.read(cursor)
    lines = _Lines(node, caller, sky, table, matters, talks)
    items = [lines.of(row) for row in table.order[start : start + limit].tolist()]
    more = start + limit < len(table)
    view = table.view
    return EncounterPage(
        items=items, next=gate.cursors.make(start + limit) if more else None, found=len(table),
        screened_utc="" if view is None else view.t_done.utc_iso(3),
        until_utc="" if view is None else view.stop.utc_iso(3),
    )  # fmt: skip


def _matters(node: RunningNode, caller: Caller) -> dict[str, Matter]:
    """What somebody warns of, or has warned of, by the name of the event."""
    if node.warnings is None:
        return {}
    view, may = node.warnings.view(), may_of(node, caller)
    return {each.event: each for each in view.matters if each.head(view.nation, may) is not None}


def _talks(node: RunningNode, caller: Caller) -> tuple[Conversation, ...]:
    if node.coordination is None:
        return ()
    found: tuple[Conversation, ...] = node.coordination.book.seen(may_of(node, caller))
    return found


class _Lines:
    """Makes the lines of a page."""

    def __init__(
        self, node: RunningNode, caller: Caller, sky: SeenSky | None, table: EncounterTable,
        matters: dict[str, Matter], talks: Sequence[Conversation],
    ) -> None:  # fmt: skip
        self._node, self._caller, self._sky, self._table = node, caller, sky, table
        self._may = may_of(node, caller)
        self._same = same_event_to(node, self._may)
        self._now = node.clock.now()
        self._matters = matters
        self._names = None if node.picture is None else node.picture.event_names
        self._talks: dict[tuple[str, ...], list[Conversation]] = {}
        for talk in talks:
            self._talks.setdefault(pair_of(talk.event), []).append(talk)

    def of(self, row: int) -> EncounterLine:
        """The line of a row."""
        if row >= 0 and self._table.view is not None:
            return self._screened(self._table.view, row)
        return self._reported(*self._table.reported[-1 - row])

    def _screened(self, view: ScreeningView, row: int) -> EncounterLine:
        events, judged = view.events, view.judged
        event, pair = view.event_id(row), view.pair(row)
        name = row_called(view, row, self._names, self._may)
        ages_s = [float(age) for age in judged.age_s[row] if not math.isnan(age)]
        ours = (self._node.home.nation, screening_source(self._node.home.nation))
        others = [each for each in self._latest(event) if (each.origin, each.source) != ours]
        pc = _known(judged.pc[row])
        return EncounterLine(
            **self._common(event, name, pair), tca_utc=view.tca(row).utc_iso(3),
            time_left_s=view.tca(row) - self._now,
            miss_distance_km=float(events.miss_distance_km[row]),
            relative_speed_km_s=float(events.relative_speed_km_s[row]), pc=pc,
            max_pc=_known(judged.max_pc[row]), oldest_age_s=max(ages_s, default=None),
            pc_method=view.pc_method(row), advice=str(view.advice(row)),
            assumptions_hold=pc is not None, flags=list(view.flags(row)), by=ours[1],
            mark=portion_mark(view.label(row)), sources=1 + len(others),
        )  # fmt: skip

    def _reported(self, event: str, reports: Sequence[ConjunctionReport]) -> EncounterLine:
        first = reports[0]
        name = event if self._names is None else self._names.seen(event, self._may)
        return EncounterLine(
            **self._common(event, name, _pair(name)), tca_utc=first.tca.utc_iso(3),
            time_left_s=first.tca - self._now, miss_distance_km=first.miss_distance_km,
            relative_speed_km_s=first.relative_speed_km_s, pc=first.pc, max_pc=first.max_pc,
            oldest_age_s=first.oldest_age_s, pc_method=first.pc_method, advice=first.advice,
            assumptions_hold=True if first.pc_method in _METHODS else None, flags=[],
            by=f"{first.origin}: {first.source}" if first.source else first.origin,
            mark=portion_mark(first.label), sources=len(reports),
        )  # fmt: skip

    def _common(self, event: str, name: str, pair: tuple[str, str]) -> dict[str, Any]:
        facts1, facts2 = (self._facts(each) for each in pair)
        fields: dict[str, Any] = {
            "event": name, "object1": pair[0], "object2": pair[1], "name1": facts1[0],
            "name2": facts2[0], "owner1": facts1[1], "owner2": facts2[1], "type1": facts1[2],
            "type2": facts2[2],
        }  # fmt: skip
        return {**fields, **self._told(event), **self._said(event)}

    def _facts(self, name: str) -> tuple[str, str, str]:
        row = None if self._sky is None else self._sky.row_of.get(name)
        if self._sky is None or row is None:
            return "", "", ""
        one, two, three = (str(getattr(self._sky.catalog, each)[row]) for each in _FACTS)
        return one, two, three

    def _told(self, event: str) -> dict[str, Any]:
        """Severity, parties warned, parties that answered."""
        matter = self._matters.get(event)
        if matter is None:
            return {"severity": "", "warning_state": "", "told": [], "acknowledged": []}
        nation = self._node.home.nation
        latest = matter.latest(self._may)
        told = sorted({party for each in latest for party in each.body.to})
        answered = {each.origin for each in matter.answers if self._may(each.label)}
        state = matter.state(nation, self._now, self._may)
        if state is State.SHELVED and self._caller.party != nation:
            state = State.OPEN  # what our watch puts aside stays open for others
        return {
            "severity": latest[0].body.severity or "", "warning_state": state, "told": told,
            "acknowledged": [party for party in told if party in answered],
        }  # fmt: skip

    def _said(self, event: str) -> dict[str, Any]:
        """The stage of the conversation that wants somebody most."""
        about = [
            each for each in self._talks.get(pair_of(event), ()) if self._same(each.event, event)
        ]
        about.sort(key=lambda each: (not each.turn, each.last.deadline.tai_ns))
        if not about:
            return {"stage": "", "turn": ""}
        return {"stage": about[0].stage, "turn": about[0].turn}

    def _latest(self, event: str) -> list[ConjunctionReport]:
        if self._node.picture is None:
            return []
        return [
            each
            for each in self._node.picture.conjunction_records(event, self._may)
            if each.is_latest
        ]


def _pair(event: str) -> tuple[str, str]:
    named = EventId.parse(event)
    return named.object1, named.object2


def _known(value: np.floating[Any] | float) -> float | None:
    return None if math.isnan(value) else float(value)


handlers: Final = (list_encounters,)
