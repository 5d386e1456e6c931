"""Grants: an originator's signed word that what it controls may go further.

A grant is a record of kind ``release-decision`` with the choice ``widened``,
signed by the originator, made by two of its people. It names one record and the
parties that may have it: the product itself, or the originator's own record
that the product rests on. A standing grant for the safety profile names no
record, but the rule ``safety``. A grant that its originator withdraws, or whose
key turns out to have been stolen, counts no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from cspo.errors import CspoError, UsageError
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.derive import body_of
from cspo.operations.distrusted import distrusted
from cspo.operations.release.safety import SAFETY
from cspo.operations.store import OperationsUnit, PastRecord, RecordQuery
from cspo.records.bodies.trust import ReleaseChoice, ReleaseDecisionBody, WithdrawalBody
from cspo.records.kinds import Registry
from cspo.records.record import Record, read_record
from cspo.time import Epoch

__all__ = ["ANY_RECORD", "GRANT_RULE", "grant", "granted_by", "standing_grant"]

ANY_RECORD: Final = "00" * 32
"""What stands in place of a record in a standing grant."""

GRANT_RULE: Final = "grant"
_KIND: Final = "release-decision"
_DEEPEST: Final = 8  # products of products, each under ORCON: more is a mistake


def grant(
    record_id: str,
    recipients: tuple[str, ...],
    *,
    roles: tuple[str, str],
    policy: str,
    policy_version: int,
    t: Epoch,
    reason: str = "",
) -> ReleaseDecisionBody:
    """The body of a grant for one record; the originator seals it and releases it to who asked.

    Parameters
    ----------
    roles : tuple of 2 str
        The offices of the two who decided.
    policy, policy_version
        The originator's policy under which they did.

    Raises
    ------
    UsageError
        Where a value is none that the kind allows.
    """
    return _grant(record_id, recipients, GRANT_RULE, roles, policy, policy_version, t, reason)


def standing_grant(
    recipients: tuple[str, ...],
    *,
    roles: tuple[str, str],
    policy: str,
    policy_version: int,
    t: Epoch,
    reason: str = "",
) -> ReleaseDecisionBody:
    """The body of a standing grant: for the safety profile, whatever the record.

    Raises
    ------
    UsageError
        Where a value is none that the kind allows.
    """
    return _grant(ANY_RECORD, recipients, SAFETY, roles, policy, policy_version, t, reason)


def granted_by(
    unit: OperationsUnit,
    record: Record,
    party: str,
    registry: Registry,
    *,
    for_safety: bool = False,
) -> frozenset[str]:
    """The originators of *record* whose grant for *party* is in the store.

    Parameters
    ----------
    for_safety : bool
        Whether standing grants for the safety profile count.
    """
    granting = set()
    for originator in record.payload.label.originators:
        inputs = set(_controlled(unit, record, originator))
        named = set(_named(unit, originator, party, registry, record, for_safety=for_safety))
        # The product itself, or else every single input that the originator controls.
        if record.id in named or ANY_RECORD in named or (inputs and inputs <= named):
            granting.add(originator)
    return frozenset(granting)


def _grant(
    record_id: str,
    recipients: tuple[str, ...],
    rule: str,
    roles: tuple[str, str],
    policy: str,
    policy_version: int,
    t: Epoch,
    reason: str,
) -> ReleaseDecisionBody:
    if len(set(roles)) != len(roles):
        raise UsageError("grant", expected="two different offices", got="one")
    return ReleaseDecisionBody(
        record=record_id, choice=ReleaseChoice.WIDENED, recipients=tuple(sorted(set(recipients))),
        rule=rule, policy=policy, policy_version=policy_version, reason=reason,
        decided_utc=t.utc_iso(0), roles=roles,
    )  # fmt: skip


def _named(
    unit: OperationsUnit,
    originator: str,
    party: str,
    registry: Registry,
    record: Record,
    *,
    for_safety: bool,
) -> Iterator[str]:
    """Ids of the records for which *originator* has granted *party*, in the record's mode."""
    mode = record.payload.mode
    void: frozenset[str] | None = None
    for past in _past(unit, originator, mode, _KIND):
        body = _grant_body(past.envelope, registry)
        if body is None or party not in body.recipients:
            continue
        if body.rule == GRANT_RULE or (for_safety and body.rule == SAFETY):
            if void is None:
                void = _void(unit, originator, mode, registry)
            if past.id not in void:
                yield body.record


def _past(unit: OperationsUnit, origin: str, mode: Mode, kind: str) -> Iterator[PastRecord]:
    query = RecordQuery(origin=origin, kinds=(kind,), mode=mode)
    while page := unit.records(query):
        yield from page
        query = replace(query, after=(page[-1].t_ingest, page[-1].id))


def _void(unit: OperationsUnit, originator: str, mode: Mode, registry: Registry) -> frozenset[str]:
    """Ids of an originator's records that count no more.

    It has taken them back, or they lie in quarantine, as those of a stolen key
    do that came before it was revoked.
    """
    doubtful = distrusted(unit, sponsor_of(originator), mode)
    taken_back: set[str] = set()
    for past in _past(unit, originator, mode, "withdrawal"):
        body = None if past.id in doubtful else _body(past.envelope, registry)
        if isinstance(body, WithdrawalBody):
            taken_back.add(body.record)
    return doubtful | taken_back


def _body(envelope: bytes, registry: Registry) -> Any:
    try:
        return body_of(read_record(envelope), registry)
    except CspoError:
        return None  # quarantined elsewhere; what can't be read says nothing


def _grant_body(envelope: bytes, registry: Registry) -> ReleaseDecisionBody | None:
    body = _body(envelope, registry)
    granting = isinstance(body, ReleaseDecisionBody) and body.choice is ReleaseChoice.WIDENED
    return body if granting else None


def _controlled(
    unit: OperationsUnit, record: Record, originator: str, depth: int = 0
) -> Iterator[str]:
    """Ids of the originator's own records under *record*, through products of ours.

    What can't be looked into may rest on anything of the originator's: it stands
    for itself, so that without a grant that names it nothing goes out.
    """
    if depth > _DEEPEST:
        raise UsageError("follow lineage", record.id, expected=f"{_DEEPEST} generations at most")
    openings = unit.lineage(record.id)
    if not openings:
        yield record.id
    for opening in openings:
        envelope = unit.envelope(opening.id)
        if envelope is None:
            yield opening.id
            continue
        found = read_record(envelope)
        if originator not in found.payload.label.originators:
            continue
        if sponsor_of(found.payload.origin) == originator:
            yield found.id
        else:
            yield from _controlled(unit, found, originator, depth + 1)
