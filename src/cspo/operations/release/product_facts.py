"""From a record to what the rules of release ask about it, and whose objects it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

from cspo.errors import CspoError
from cspo.markings.parties import is_party, sponsor_of
from cspo.operations.derive import body_of
from cspo.operations.release.rule_conditions import Facts, Owned
from cspo.records.bodies.conjunction import Advice
from cspo.records.bodies.identities import EventId, is_object
from cspo.records.bodies.objects import CatalogObjectBody, SameObjectBody
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["KnownObjects", "Ownership", "facts_of", "objects_of"]

_SEVERITY: Final[dict[Advice | None, str]] = {
    None: "",
    Advice.NONE: "routine",
    Advice.WATCH: "advisory",
    Advice.BETTER_DATA: "advisory",
    Advice.MITIGATE: "warning",
}
_GRAVE_KINDS: Final = {"warning": "warning"}


class Ownership(Protocol):
    """Tells whose an object is, and under which other names it goes."""

    def owned(self, object_id: str) -> Owned:
        """The object with its owner and operator, each empty where it is not known."""
        ...

    def other_names(self, object_id: str) -> frozenset[str]:
        """Further identities that are held to be the same object."""
        ...


class KnownObjects:
    """Ownership from a table, and from identities that name their party (``GBR/acme-sat:7``).

    Parameters
    ----------
    table : mapping
        By identity of the object.
    same : iterable of pairs
        Identities that are one object.
    """

    def __init__(
        self,
        table: Mapping[str, Owned] | None = None,
        same: Iterable[tuple[str, str]] = (),
    ) -> None:
        self._table = dict(table or {})
        self._names: dict[str, frozenset[str]] = {}
        for one, other in same:
            joined = self._all_names(one) | self._all_names(other)
            self._names |= dict.fromkeys(joined, joined)

    @classmethod
    def of_bodies(cls, bodies: Iterable[CatalogObjectBody | SameObjectBody]) -> KnownObjects:
        """Ownership as catalogues tell it, and names as same-object records do.

        A name of an owner that is no party's tells nothing here. Of two parties
        the organization is the operator, and its sponsor or the nation named is
        the owner. Where bodies contradict each other, the last one counts. Give
        only those of origins whose word counts for that.
        """
        table: dict[str, Owned] = {}
        same: dict[tuple[str, str], bool] = {}
        for body in bodies:
            if isinstance(body, SameObjectBody):
                same[body.object1, body.object2] = body.same
                continue
            for facts in body.objects:
                named = [each.name for each in facts.owners if is_party(each.name)]
                operator = next((name for name in named if "/" in name), "")
                nation = next((name for name in named if "/" not in name), "")
                owner = nation or sponsor_of(operator)
                if owner:
                    table[facts.object] = Owned(facts.object, owner, operator or owner)
        return cls(table, (pair for pair, holds in same.items() if holds))

    def owned(self, object_id: str) -> Owned:
        """The object with its owner and operator, each empty where it is not known."""
        found = self._table.get(object_id)
        if found is not None:
            return found
        scheme = object_id.partition(":")[0]
        if is_party(scheme):
            return Owned(object_id, sponsor_of(scheme), scheme)
        return Owned(object_id)

    def other_names(self, object_id: str) -> frozenset[str]:
        """Further identities that are held to be the same object."""
        return self._all_names(object_id) - {object_id}

    def _all_names(self, object_id: str) -> frozenset[str]:
        return self._names.get(object_id, frozenset({object_id}))


def objects_of(record: Record, body: Any) -> tuple[str, ...]:
    """Identities of the objects that a record is about, each once, in order."""
    found: dict[str, None] = {}
    about = record.payload.object
    if is_object(about):
        found[about] = None
    for event in (about, getattr(body, "event", "")):
        try:
            pair = EventId.parse(event)
        except CspoError:
            continue
        found |= {pair.object1: None, pair.object2: None}
    for name in ("object", "object1", "object2", "objects"):
        found |= dict.fromkeys(_identities(getattr(body, name, ())))
    return tuple(found)


def facts_of(
    record: Record, *, registry: Registry, ownership: Ownership, severity: str = ""
) -> Facts:
    """What the rules ask about a record.

    Parameters
    ----------
    severity : str
        As whoever made the product grades it; empty: by its kind and advice.

    Raises
    ------
    MalformedMessage
        Where the body can't be read.
    """
    body = body_of(record, registry)
    payload = record.payload
    instant = getattr(body, "tca_utc", None) or getattr(body, "about_utc", None)
    advice = getattr(body, "advice", None)
    names = objects_of(record, body)
    return Facts(
        kind=payload.kind,
        mode=payload.mode,
        label=payload.label,
        objects=tuple(map(ownership.owned, names)),
        severity=severity or _GRAVE_KINDS.get(payload.kind) or _SEVERITY.get(advice, ""),
        miss_distance_km=getattr(body, "miss_distance_km", None),
        tca=Epoch.from_utc(instant) if isinstance(instant, str) else None,
        sensor=payload.provenance.sensor,
        other_names=frozenset().union(*map(ownership.other_names, names)),
    )


def _identities(value: Any) -> Iterable[str]:
    """Identities in a field: a text, a part that has one, or several of either."""
    if isinstance(value, str):
        return (value,) if is_object(value) else ()
    if isinstance(value, tuple):
        return tuple(identity for each in value for identity in _identities(each))
    return _identities(getattr(value, "object", ()))
