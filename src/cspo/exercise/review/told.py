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
from cspo.markings import Label, portion_mark, sponsor_of
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.records.bodies.activity import Behavior
from cspo.records.bodies.identities import pair_of
from cspo.records.record import Record, read_record
from cspo.time import Epoch

__all__ = ["ACTS", "BULK", "EVIDENCE", "Interest", "Told", "tell"]

BULK: Final = frozenset({"catalog-object", "ephemeris", "observation", "orbit", "same-object"})
"""Kinds that are kept only where they name an object that the review is about."""
EVIDENCE: Final = frozenset({"ephemeris", "observation", "orbit"})
"""Kinds that show where something is, and say nothing of what that means."""
ACTS: Final = frozenset(
    {
        "commitment", "maneuver-notice", "plan", "policy", "proposal", "statement", "tasking",
        "withdrawal",
    }
)  # fmt: skip
"""Kinds by which a party acts; an acknowledgement that it is acting, or has acted, does too."""

_NEVER: Final[Mapping[str, Epoch | None]] = MappingProxyType({})
_NOBODY: Final[Mapping[str, str]] = MappingProxyType({})
_MOST_NAMED: Final = 4_096
_MOST_TEXTS: Final = 100
"""Of more than these it is quicker to read a record than to look for them in its bytes."""


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
    to : frozenset of str
        Nations that a warning is for.
    name : str
        Of a plan or policy.
    number : int
        Of an inject.
    sources : mapping
        By identity, whose orbit of it this is, or was reckoned from.
    window : pair of Epoch or None
        Of a notice or a report of a maneuver: in which it is done, or was.
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
    to: frozenset[str] = frozenset()
    name: str = ""
    number: int = 0
    sources: Mapping[str, str] = field(default_factory=lambda: _NOBODY)
    window: tuple[Epoch, Epoch] | None = None


@dataclass(slots=True)
class Interest:
    """Which objects a review is about, and which others count as parts of one.

    Parameters
    ----------
    objects : frozenset of str
        Identities.
    pieces : mapping
        By the name that pieces of a break-up have, the identity of what broke up.
    parts : dict
        By the identity of a piece, what it is a piece of: as records of orbits tell it.
    texts : tuple of bytes
        What the bytes of a record that is of interest hold, as JSON writes it.
    """

    objects: frozenset[str] = frozenset()
    pieces: Mapping[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    texts: tuple[bytes, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Write the texts once: every record in bulk is held against them."""
        self.texts = tuple(b'"' + each.encode() + b'"' for each in (*self.objects, *self.pieces))

    def whole(self, identity: str, name: str = "") -> str:
        """What an object is a piece of; empty where it is none."""
        parent = self.pieces.get(name) or self.parts.get(identity, "")
        if parent:
            self.parts[identity] = parent
        return parent


def tell(envelope: bytes, interest: Interest, *, in_bulk: bool) -> Told | None:
    """Read a record of a store; None where it is in bulk and names nothing of *interest*.

    Parameters
    ----------
    envelope : bytes
        As a store of an exercise holds it, where it was verified.
    interest : Interest
        It learns from records which objects are pieces.
    in_bulk : bool
        Whether it is of one of the kinds in `BULK`.
    """
    texts = interest.texts
    if in_bulk and len(texts) <= _MOST_TEXTS and not _names(envelope, texts):
        return None
    try:
        record = read_record(envelope)
        body = body_of(record, REGISTRY)
    except CspoError:
        return None  # a newer cspo's: what it says is not known here
    found = _told(record, body, interest)
    return None if in_bulk and not found.objects else found


def _names(envelope: bytes, texts: Collection[bytes]) -> bool:
    """Whether the payload holds one of the texts; cheaper by far than to read it."""
    try:
        payload = base64.b64decode(msgspec.json.decode(envelope)["payload"])
    except (msgspec.MsgspecError, KeyError, ValueError, TypeError):
        return False
    return any(each in payload for each in texts)


def _told(record: Record, body: Any, interest: Interest) -> Told:
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
        to=frozenset(map(sponsor_of, body.to)) if payload.kind == "warning" else frozenset(),
        name=str(body.name) if payload.kind in {"plan", "policy"} else "",
        number=int(body.number) if payload.kind == "inject" else 0,
        sources=_sources(payload.kind, body, objects), window=_window(payload.kind, body),
    )  # fmt: skip


def _sources(kind: str, body: Any, objects: Mapping[str, Epoch | None]) -> Mapping[str, str]:
    if kind == "orbit" and body.source:
        return MappingProxyType({each: body.source for each in body.object if each in objects})
    if kind == "conjunction":
        sides = (body.object1, body.object2)
        return MappingProxyType({each.object: each.orbit_source for each in sides})
    return _NOBODY


def _window(kind: str, body: Any) -> tuple[Epoch, Epoch] | None:
    reported = kind == "behavior-event" and body.what is Behavior.MANEUVER
    if not reported and kind != "maneuver-notice":
        return None
    return Epoch.from_utc(body.start_utc), Epoch.from_utc(body.stop_utc)


def _objects(kind: str, body: Any, interest: Interest) -> dict[str, Epoch | None]:
    """Objects by identity, and of when what is said of each is; of pieces also their whole."""
    found: dict[str, Epoch | None] = {}
    if kind == "orbit":
        names = body.name or ("",) * len(body.object)
        for identity, name, utc in zip(body.object, names, body.epoch_utc, strict=True):
            whole = interest.whole(identity, name)
            if whole or identity in interest.objects:
                t = Epoch.from_utc(utc)
                found[identity] = _later(found.get(identity), t)
                if whole:
                    found[whole] = _later(found.get(whole), t)
        return found
    if kind == "observation":
        t = Epoch.from_utc(body.epoch_utc) + max(body.measurements.t_s, default=0.0)
        return _with_wholes({each.object: t for each in body.candidates}, interest)
    if kind == "conjunction":
        for side in (body.object1, body.object2):
            interest.whole(side.object, side.name)
            utc = side.orbit_epoch_utc
            found[side.object] = None if utc is None else Epoch.from_utc(utc)
        return _with_wholes(found, interest)
    if kind == "behavior-event":
        stop = Epoch.from_utc(body.stop_utc)
        return _with_wholes(dict.fromkeys(body.objects, stop), interest)
    for name in ("objects", "object"):
        given = getattr(body, name, ())
        several = (given,) if isinstance(given, str) else given
        if several:
            return _with_wholes(dict.fromkeys(map(str, several[:_MOST_NAMED])), interest)
    return found


def _with_wholes(
    objects: Mapping[str, Epoch | None], interest: Interest
) -> dict[str, Epoch | None]:  # fmt: skip
    found = dict(objects)
    for identity, t in objects.items():
        whole = interest.whole(identity)
        if whole:
            found.setdefault(whole, t)
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
