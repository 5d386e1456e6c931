"""Release profiles: the coarser form of a record, as a new signed record with its own mark.

The form rests on the record that it is made from: its lineage commits to that,
so that it can be shown later which one it was, and tells nobody now. What it
says is listed, rounded and hidden as the profile has it (`coarsen`); its mark is
that of the product, or a wider one that two persons have agreed to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from cspo.errors import UsageError
from cspo.markings.policy import CSPO_RULEBOOK, Rulebook
from cspo.operations.derive import SOFTWARE, Product, Widening, derive
from cspo.operations.release.coarsen import coarsened, rounded_time, rounded_value
from cspo.operations.release.policy import ProfileTable, ReleasePolicy, duration_s
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.release.rules import mark_of_form
from cspo.operations.release.safety import SAFETY_KIND, safety_mark
from cspo.records.bodies.conjunction import CallPoint, ConjunctionBody, Encountered
from cspo.records.bodies.identities import EventId
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.records.signing import Signer
from cspo.time import Epoch

__all__ = ["SAFETY_DISTANCE_STEP_KM", "SAFETY_TIME_STEP_S", "make_form", "make_safety_form"]

SAFETY_TIME_STEP_S: Final = 1
SAFETY_DISTANCE_STEP_KM: Final = 0.01
"""To what the safety profile rounds: enough to act on, and digits of no sensor in it."""


def make_form(
    record: Record,
    profile: ProfileTable,
    policy: ReleasePolicy,
    objects: Iterable[Owned],
    *,
    t: Epoch,
    persons: Collection[str],
    granted_by: Collection[str],
    signer: Signer,
    registry: Registry,
    rulebook: Rulebook = CSPO_RULEBOOK,
) -> Product:
    """The form of *record* that *profile* makes, sealed.

    Parameters
    ----------
    objects : iterable of Owned
        What the record is about, for profiles that widen to owners or operators.
    t : Epoch
        Now: groups that the profile widens to are written as their members then.
    persons : collection of str
        Who approved the release; those who approved the profile are added.
    granted_by : collection of str
        Originators whose grant was verified.

    Raises
    ------
    UsageError
        Where the record doesn't fit the profile, or a widening lacks a person
        or a grant.
    """
    payload = record.payload
    kind = registry.kind(payload.kind)
    mark = mark_of_form(policy, profile, payload.label, objects, t, rulebook)
    approved = profile.approved_by if profile.approved else ()
    valid = Epoch.from_utc(payload.t_valid)
    if profile.round_times:
        valid = rounded_time(valid, duration_s(profile.round_times))
    return derive(
        [record],
        lambda bodies: coarsened(bodies[0], kind, profile, nation=policy.about.nation),
        origin=payload.origin,
        mode=payload.mode,
        t_valid=valid,
        t=t,
        signer=signer,
        registry=registry,
        sensor="" if profile.hide_sensor else payload.provenance.sensor,
        software=SOFTWARE if profile.hide_sensor else payload.provenance.software,
        widening=Widening(mark=mark, persons=(*approved, *persons), granted_by=granted_by),
        rulebook=rulebook,
    )


def make_safety_form(
    record: Record,
    recipients: Collection[str],
    policy: ReleasePolicy,
    *,
    t: Epoch,
    person: str,
    granted_by: Collection[str],
    signer: Signer,
    registry: Registry,
    rulebook: Rulebook = CSPO_RULEBOOK,
) -> Product:
    """What the safety profile sends: objects, time, miss distance, whom to call.

    Raises
    ------
    UsageError
        Where the policy has no safety profile, the record is no conjunction, or
        an originator's grant is missing.
    """
    table = policy.safety
    if table is None or record.payload.kind != SAFETY_KIND:
        raise UsageError(
            "send by the safety profile", record.id, expected="a conjunction, and such a profile"
        )
    origin = record.payload.origin
    call = CallPoint(party=policy.about.nation, role=table.call)

    def bare(bodies: tuple[Any, ...]) -> ConjunctionBody:
        return _bare(bodies[0], call)

    return derive(
        [record],
        bare,
        origin=origin,
        mode=record.payload.mode,
        t_valid=t,
        t=t,
        signer=signer,
        registry=registry,
        widening=Widening(
            mark=safety_mark(origin, recipients, rulebook), persons=(person,),
            granted_by=granted_by, by_safety=True,
        ),
        rulebook=rulebook,
    )  # fmt: skip


def _bare(body: ConjunctionBody, call: CallPoint) -> ConjunctionBody:
    """The four things and nothing else; also the event's name has its time to the second."""
    tca = rounded_time(Epoch.from_utc(body.tca_utc), SAFETY_TIME_STEP_S)
    distance_km = rounded_value(body.miss_distance_km, SAFETY_DISTANCE_STEP_KM)
    objects = (body.object1.object, body.object2.object)
    return ConjunctionBody(
        event=str(EventId.of(*objects, tca)),
        tca_utc=tca.utc_iso(0),
        miss_distance_km=round(distance_km, 2),
        object1=Encountered(object=objects[0]),
        object2=Encountered(object=objects[1]),
        call=(call,),
    )
