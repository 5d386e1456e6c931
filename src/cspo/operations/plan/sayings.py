"""What a book of what was said holds: words, approaches, notices, and when records came."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from cspo.markings.label import Label
from cspo.operations.plan.topics import Topic
from cspo.records.bodies.activity import ManeuverNoticeBody
from cspo.records.bodies.conjunction import ConjunctionBody
from cspo.records.bodies.coordination import AcknowledgementBody
from cspo.records.bodies.planning import AssessmentBody, PlanBody, PolicyBody
from cspo.records.bodies.readiness import ReadinessBody
from cspo.records.bodies.standing import PlanFindingBody
from cspo.records.bodies.warning import WarningBody
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["Counted", "Heard", "Notice", "Reported", "Word", "heard_of"]


@dataclass(frozen=True, slots=True)
class Word:
    """A record whose newest edition counts: an assessment, a report of readiness.

    Parameters
    ----------
    record_id, origin : str
    t : Epoch
        When it was made.
    body : Body
    label : Label
        Its mark.
    """

    record_id: str
    origin: str
    t: Epoch
    body: Any
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A close approach as one source last reported it."""

    record_id: str
    origin: str
    source: str
    event: str
    object1: str
    object2: str
    tca: Epoch
    miss_distance_km: float
    pc: float | None
    max_pc: float | None
    t: Epoch
    t_ingest: Epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A burn, or a warning: which record says so, of which objects, and until when it matters."""

    record_id: str
    origin: str
    number: int
    objects: tuple[str, ...]
    start: Epoch
    until: Epoch
    stands: bool
    t: Epoch
    label: Label


@dataclass(frozen=True, slots=True)
class Heard:
    """That a record came, which topics it bears on, and what it says in a few words."""

    record_id: str
    origin: str
    t: Epoch
    t_ingest: Epoch
    topics: frozenset[Topic]
    text: str


@dataclass(slots=True)
class Counted:
    """When records of a kind were made by a party: the last ones, and how many before these."""

    made: deque[tuple[int, str, Label]]
    forgotten: int = 0


def heard_of(
    record: Record, body: Any, t_ingest: Epoch, topics: frozenset[Topic], name: str = ""
) -> Heard:
    """That a record came, and what it says in a few words; *name*: of this object of a batch."""
    payload = record.payload
    text = f"{payload.kind} of {name}" if name else payload.kind
    match body:
        case ConjunctionBody():
            pc = "no probability" if body.pc is None else f"probability {body.pc:.2g}"
            text = f"{body.event}: {pc}, {body.miss_distance_km:.3g} km"
        case AssessmentBody():
            text = body.answer[:200]
        case ReadinessBody():
            text = f"{body.name}: {body.state.value} from {body.from_utc}"
        case WarningBody():
            text = f"warning of {body.event}"
        case ManeuverNoticeBody():
            text = f"burn of {body.object} from {body.start_utc}: {body.status.value}"
        case AcknowledgementBody():
            text = f"acknowledgement of {body.record[:8]}: {body.progress.value}"
        case PlanBody() | PolicyBody():
            text = f"edition {body.number} of {payload.origin}/{body.name}"
        case PlanFindingBody():
            text = f"{payload.origin}/{body.name} {body.standing.value}: {body.why}"[:200]
    made = Epoch.from_utc(payload.t_created)
    return Heard(record.id, payload.origin, made, t_ingest, topics, text)
