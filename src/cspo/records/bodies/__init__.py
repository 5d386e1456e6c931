"""Bodies: what records say, in small types of our own.

A body is a frozen Struct, the same in Python and in JSON. Its fields carry
their units in their names (km, s, rad, kg), its covariances their frame, its
instants are UTC with a Z. The words of CCSDS messages and of databases stay in
messages; `cspo.bridge` turns them into these. What can't be: a number that is not
finite, columns of unequal length, an identity that is none. Making a value
checks that, from code and from bytes alike (`body`).

One file holds one family, with the kinds that it brings: objects, orbits,
ephemerides, observations; conjunctions, activity, warnings; coordination,
planning, standing, readiness, tasking, the watch, exercises; and trust's own. `fields`
has the types that all are written in, `identities` says who and what a record can be about.
Optional fields are left out of the JSON where they say nothing. A minor version
may add such fields and change nothing else: no new word in a closed vocabulary,
no other meaning, for a reader of the older version must not misread.
"""

from __future__ import annotations

from cspo.records.bodies import (
    activity,
    conjunction,
    coordination,
    ephemeris,
    exercise,
    objects,
    observation,
    orbit,
    planning,
    readiness,
    standing,
    tasking,
    trust,
    warning,
    watch,
)
from cspo.records.bodies.activity import BehaviorEventBody, ManeuverNoticeBody
from cspo.records.bodies.body import Body, InvalidBody, Part
from cspo.records.bodies.conjunction import ConjunctionBody, Encountered
from cspo.records.bodies.coordination import (
    AcknowledgementBody,
    CommitmentBody,
    OpinionBody,
    ProposalBody,
    StatementBody,
    bytes_to_join,
)
from cspo.records.bodies.covariance import Covariance, is_positive_semidefinite
from cspo.records.bodies.ephemeris import EphemerisBody
from cspo.records.bodies.exercise import InjectBody, ScenarioBody
from cspo.records.bodies.fields import MAX_BATCH
from cspo.records.bodies.identities import EventId, ItemId, ObjectId, same_event
from cspo.records.bodies.objects import CatalogObjectBody, SameObjectBody
from cspo.records.bodies.observation import ObservationBody
from cspo.records.bodies.orbit import OrbitBody
from cspo.records.bodies.planning import AssessmentBody, PlanBody, PolicyBody
from cspo.records.bodies.readiness import ObligationBody, ReadinessBody
from cspo.records.bodies.standing import PlanFindingBody
from cspo.records.bodies.tasking import TaskingBody
from cspo.records.bodies.trust import (
    KeyEventBody,
    QuarantineNoteBody,
    ReleaseDecisionBody,
    WithdrawalBody,
)
from cspo.records.bodies.warning import NoticeBody, WarningBody
from cspo.records.bodies.watch import ContactBody, HandoverBody, LogEntryBody

__all__ = [
    "KINDS",
    "MAX_BATCH",
    "AcknowledgementBody",
    "AssessmentBody",
    "BehaviorEventBody",
    "Body",
    "CatalogObjectBody",
    "CommitmentBody",
    "ConjunctionBody",
    "ContactBody",
    "Covariance",
    "Encountered",
    "EphemerisBody",
    "EventId",
    "HandoverBody",
    "InjectBody",
    "InvalidBody",
    "ItemId",
    "KeyEventBody",
    "LogEntryBody",
    "ManeuverNoticeBody",
    "NoticeBody",
    "ObjectId",
    "ObligationBody",
    "ObservationBody",
    "OpinionBody",
    "OrbitBody",
    "Part",
    "PlanBody",
    "PlanFindingBody",
    "PolicyBody",
    "ProposalBody",
    "QuarantineNoteBody",
    "ReadinessBody",
    "ReleaseDecisionBody",
    "SameObjectBody",
    "ScenarioBody",
    "StatementBody",
    "TaskingBody",
    "WarningBody",
    "WithdrawalBody",
    "bytes_to_join",
    "is_positive_semidefinite",
    "same_event",
]

KINDS = (
    *objects.KINDS, *orbit.KINDS, *ephemeris.KINDS, *observation.KINDS, *conjunction.KINDS,
    *activity.KINDS, *warning.KINDS, *coordination.KINDS, *planning.KINDS, *standing.KINDS,
    *readiness.KINDS, *tasking.KINDS, *watch.KINDS, *exercise.KINDS, *trust.KINDS,
)  # fmt: skip
"""Every kind, in the order of the documentation."""
