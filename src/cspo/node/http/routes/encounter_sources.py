"""What every source says of one event, as bodies: those that a caller may see, whole.

The node's newest screening stands among them, whether or not a record was made of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from cspo.markings import Label
from cspo.node.http.callers import Caller
from cspo.node.http.faults import not_found
from cspo.node.http.gate import Gate
from cspo.node.http.routes.conjunctions import event_meant, is_hidden
from cspo.node.http.seen import RunningNode
from cspo.operations.catalog import ConjunctionReport
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.screen import screened_body
from cspo.records import read_record
from cspo.records.bodies import ConjunctionBody, EventId
from cspo.time import Epoch

__all__ = ["EncounterSources", "Spoken", "sources_of"]

_MOST_TOLD: Final = 200
"""Reports of one event that are read whole; of more the newest, and the latest of each source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One report, whole.

    Parameters
    ----------
    record : str
        Where it stands; of our screening as it is now the last record that was made of
        it, empty where none was.
    own : bool
        Whether it is our screening as it is now.
    origin, source : str
    version : int
    created, ingested : Epoch
    latest : bool
        Whether it is what that source says now.
    label : Label
    body : ConjunctionBody
    turned : bool
        Whether its objects stand in the other order than those of the event.
    """

    record: str
    own: bool
    origin: str
    source: str
    version: int
    created: Epoch
    ingested: Epoch
    latest: bool
    label: Label
    body: ConjunctionBody
    turned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterSources:
    """What a caller may see of an event.

    Parameters
    ----------
    event : EventId
        As the caller knows it.
    now : tuple of Spoken
        What each source says now: our screening first.
    story : tuple of Spoken
        Reports in the order in which they were made.
    left_out : int
        Older ones that are not in it.
    """

    event: EventId
    now: tuple[Spoken, ...]
    story: tuple[Spoken, ...]
    left_out: int


def sources_of(node: RunningNode, caller: Caller, gate: Gate, text: str) -> EncounterSources:
    """Our screening and all reports of an event that the caller may see.

    Parameters
    ----------
    text : str
        Whatever a source calls it, as far as the caller may know.

    Raises
    ------
    Refused
        404 where there is none, or none for the caller.
    """
    meant = event_meant(node, caller, text)
    if meant is None:
        if is_hidden(node, text):
            gate.trail.denied({"rule": "http 9", "event": text[:200], "person": caller.person,
                               "by": caller.credential})  # fmt: skip
        raise not_found("event")
    event = EventId.parse(meant.name)
    own = None if meant.row is None else _screened(node, event, meant.row)
    newest = sorted(meant.reports, key=lambda each: each.t_ingest.tai_ns)[-_MOST_TOLD:]
    chosen = {
        each.record_id
        for each in (*newest, *(each for each in meant.reports if each.is_latest))
    }  # fmt: skip
    story = _whole(node, event, (each for each in meant.reports if each.record_id in chosen))
    story.sort(key=lambda each: (each.created.tai_ns, each.version))
    return EncounterSources(
        event=event, now=_now(own, story), story=tuple(story),
        left_out=len(meant.reports) - len(story),
    )  # fmt: skip


def _now(own: Spoken | None, story: list[Spoken]) -> tuple[Spoken, ...]:
    """The latest of each source; our screening as it is now in place of its last record."""
    latest = sorted((each for each in story if each.latest), key=lambda each: each.origin)
    if own is None:
        return tuple(latest)
    voice = (own.origin, own.source)
    recorded = [each.record for each in latest if (each.origin, each.source) == voice]
    others = [each for each in latest if (each.origin, each.source) != voice]
    return replace(own, record=recorded[-1] if recorded else ""), *others


def _screened(node: RunningNode, event: EventId, row: int) -> Spoken:
    """What our newest screening says."""
    view = node.screening
    if view is None:
        raise not_found("event")
    body = screened_body(view, row, nation=node.home.nation)
    return Spoken(
        record="", own=True, origin=node.home.nation, source=body.source, version=0,
        created=view.t_done, ingested=view.t_done, latest=True, label=view.label(row), body=body,
        turned=_is_turned(node, event, body),
    )  # fmt: skip


def _whole(
    node: RunningNode, event: EventId, reports: Iterable[ConjunctionReport]
) -> list[Spoken]:  # fmt: skip
    found = []
    with node.store.read() as unit:
        for each in reports:
            envelope = unit.envelope(each.record_id)
            if envelope is None:
                continue
            record = read_record(envelope)
            body: ConjunctionBody = body_of(record, REGISTRY)
            found.append(
                Spoken(
                    record=each.record_id, own=False, origin=each.origin, source=each.source,
                    version=each.version, created=Epoch.from_utc(record.payload.t_created),
                    ingested=each.t_ingest, latest=each.is_latest, label=each.label, body=body,
                    turned=_is_turned(node, event, body),
                )
            )  # fmt: skip
    return found


def _is_turned(node: RunningNode, event: EventId, body: ConjunctionBody) -> bool:
    first = body.object1.object
    if first in {event.object1, event.object2} or node.picture is None:
        return first == event.object2
    return first in node.picture.names(event.object2)
