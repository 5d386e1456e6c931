"""What one record tells, as far as a review asks: of what, since when, in which words."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

import msgspec

from cspo.errors import CspoError
from cspo.exercise.review.words import in_words
from cspo.markings import Label, portion_mark
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.records.bodies.identities import pair_of
from cspo.records.record import Record, read_record
from cspo.time import Epoch

__all__ = ["ACTS", "BULK", "EVIDENCE", "WARNS", "Told", "tell"]

BULK: Final = frozenset({"catalog-object", "ephemeris", "observation", "orbit", "same-object"})
"""Kinds that are kept only where they name an object that the review is about."""
EVIDENCE: Final = frozenset({"ephemeris", "observation", "orbit"})
"""Kinds that show where something is, and say nothing of what that means."""
WARNS: Final = frozenset({"warning", "notice"})
ACTS: Final = frozenset(
    {
        "commitment", "maneuver-notice", "plan", "policy", "proposal", "statement", "tasking",
        "withdrawal",
    }
)  # fmt: skip
"""Kinds by which a party acts; an acknowledgement that it is acting, or has acted, does too."""

_NEVER: Final[Mapping[str, Epoch | None]] = MappingProxyType({})
_MOST_NAMED: Final = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One record.

    Parameters
    ----------
    id, origin, kind : str
    t : Epoch
        When it was made, as its origin says.
    label : Label
    mark : str
        The label as a portion mark.
    objects : mapping
        By identity, of when what it says of the object is; None where it does not tell.
    event : str
        The event that it is about; empty where none.
    refs : frozenset of str
        Ids of records that it answers or rests on, as far as its body tells.
    role : str
        The office in whose name it was made.
    text : str
        It in words.
    acts : bool
        Whether its origin acts by it.
    by_default : bool
        Whether nobody decided it: a proposal's default that holds.
    name : str
        Of a plan or policy.
    number : int
        Of an inject.
    """

    id: str
    origin: str
    kind: str
    t: Epoch
    label: Label
    mark: str
    objects: Mapping[str, Epoch | None] = field(default_factory=lambda: _NEVER)
    event: str = ""
    refs: frozenset[str] = frozenset()
    role: str = ""
    text: str = ""
    acts: bool = False
    by_default: bool = False
    name: str = ""
    number: int = 0


def tell(envelope: bytes, interest: Collection[bytes], *, in_bulk: bool) -> Told | None:
    """Read a record of a store; None where it is in bulk and names nothing of *interest*.

    Parameters
    ----------
    envelope : bytes
        As a store of an exercise holds it, where it was verified.
    interest : collection of bytes
        Identities of objects, in quotation marks, as JSON writes them.
    in_bulk : bool
        Whether it is of one of the kinds in `BULK`.
    """
    if in_bulk and not _names(envelope, interest):
        return None
    try:
        record = read_record(envelope)
        body = body_of(record, REGISTRY)
    except CspoError:
        return None  # a newer cspo's: what it says is not known here
    return _told(record, body, frozenset(each[1:-1].decode() for each in interest))


def _names(envelope: bytes, interest: Collection[bytes]) -> bool:
    """Whether the payload holds one of the texts; cheaper by far than to read it."""
    try:
        payload = base64.b64decode(msgspec.json.decode(envelope)["payload"])
    except (msgspec.MsgspecError, KeyError, ValueError, TypeError):
        return False
    return any(each in payload for each in interest)


def _told(record: Record, body: Any, interest: frozenset[str]) -> Told:
    payload = record.payload
    event = str(getattr(body, "event", "") or "")
    objects = _objects(payload.kind, body, interest)
    if not objects and event:
        objects = dict.fromkeys(pair_of(event))
    status = str(getattr(body, "status", ""))
    progress = str(getattr(body, "progress", ""))
    return Told(
        id=record.id, origin=payload.origin, kind=payload.kind,
        t=Epoch.from_utc(payload.t_created), label=payload.label, mark=portion_mark(payload.label),
        objects=MappingProxyType(objects), event=event, refs=_refs(body),
        role=str(getattr(body, "role", "") or getattr(body, "outgoing", "")),
        text=in_words(payload.kind, body),
        acts=(payload.kind in ACTS and status != "defaulted") or progress in {"acting", "done"},
        by_default=status == "defaulted",
        name=str(body.name) if payload.kind in {"plan", "policy"} else "",
        number=int(body.number) if payload.kind == "inject" else 0,
    )  # fmt: skip


def _objects(kind: str, body: Any, interest: frozenset[str]) -> dict[str, Epoch | None]:
    """Objects by identity, and of when what is said of each is."""
    found: dict[str, Epoch | None] = {}
    if kind == "orbit":
        for name, utc in zip(body.object, body.epoch_utc, strict=True):
            if name in interest:
                found[name] = _later(found.get(name), Epoch.from_utc(utc))
        return found
    if kind == "observation":
        t = Epoch.from_utc(body.epoch_utc) + max(body.measurements.t_s, default=0.0)
        return {each.object: t for each in body.candidates}
    if kind == "conjunction":
        return {
            side.object: None if side.orbit_epoch_utc is None
            else Epoch.from_utc(side.orbit_epoch_utc)
            for side in (body.object1, body.object2)
        }  # fmt: skip
    if kind == "behavior-event":
        return dict.fromkeys(body.objects, Epoch.from_utc(body.stop_utc))
    for name in ("objects", "object"):
        given = getattr(body, name, ())
        several = (given,) if isinstance(given, str) else given
        if several:
            return dict.fromkeys(map(str, several[:_MOST_NAMED]))
    return found


def _later(one: Epoch | None, other: Epoch) -> Epoch:
    return other if one is None else max(one, other)


def _refs(body: Any) -> frozenset[str]:
    """Ids of records that a body names, wherever it names records."""
    found: set[str] = set()
    for name in ("record", "proposal", "counters", "confirms", "corrects", "shelves", "offer",
                 "replaced_by", "plan"):  # fmt: skip
        given = getattr(body, name, None)
        if isinstance(given, str) and given:
            found.add(given.partition("#")[0])
    for name in ("rests_on", "records", "closes", "evidence"):
        found |= {str(each).partition("#")[0] for each in getattr(body, name, ()) or ()}
    return frozenset(found)
