"""Objects: the UDL's onorbit."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from cspo.bridge.owners import owner_from_alpha2, owner_to_alpha2
from cspo.bridge.udl.marks import common, id_on_orbit, not_kept, object_of, sat_no, tai_ns
from cspo.bridge.udl.pages import Columns, RowPage
from cspo.errors import MalformedMessage
from cspo.records.bodies.objects import ObjectFacts, ObjectStatus, ObjectType, Owner

__all__ = ["ONORBIT", "facts_from_item"]

_Page = RowPage[ObjectFacts]

_TYPES: Final = {
    "PAYLOAD": ObjectType.PAYLOAD, "ROCKET BODY": ObjectType.ROCKET_BODY,
    "DEBRIS": ObjectType.DEBRIS, "UNKNOWN": ObjectType.UNKNOWN,
    "PLATFORM": ObjectType.PAYLOAD, "MANNED": ObjectType.PAYLOAD,
}  # fmt: skip
_WORDS: Final = {
    ObjectType.PAYLOAD: "PAYLOAD", ObjectType.ROCKET_BODY: "ROCKET BODY",
    ObjectType.DEBRIS: "DEBRIS", ObjectType.UNKNOWN: "UNKNOWN",
}  # fmt: skip
_DESIGNATOR: Final = re.compile(r"((?:19|20)[0-9]{2})-?([0-9]{3})([A-Z]{0,3})", re.ASCII)
_KEPT: Final = (
    "satNo", "commonName", "altName", "objectType", "countryCode", "intlDes", "launchDate",
    "decayDate", "category", "idOnOrbit",
)  # fmt: skip


def _of(read: Callable[[ObjectFacts], Any]) -> Callable[[_Page], list[Any]]:
    return lambda page: [read(row.content) for row in page.rows]


def _name(place: int) -> Callable[[ObjectFacts], str | None]:
    return lambda facts: facts.names[place] if len(facts.names) > place else None


def _country(facts: ObjectFacts) -> str | None:
    owner = next((owner.name for owner in facts.owners), "")
    return owner_to_alpha2(owner) or None


def _designator(facts: ObjectFacts) -> str | None:
    found = _DESIGNATOR.fullmatch(facts.cospar)
    return "".join(found.groups()) if found else facts.cospar or None


def _category(facts: ObjectFacts) -> str:
    gone = facts.decayed or facts.status is ObjectStatus.DECAYED
    return "Decayed" if gone else "On-Orbit"


ONORBIT: Final[Columns[_Page]] = {
    "idOnOrbit": _of(lambda facts: id_on_orbit(facts.object)),
    **common(lambda page: [row.source for row in page.rows], library=False),
    "satNo": _of(lambda facts: sat_no(facts.object) or 0),
    "commonName": _of(_name(0)),
    "altName": _of(_name(1)),
    "objectType": _of(lambda facts: _WORDS[facts.type]),
    "countryCode": _of(_country),
    "intlDes": _of(_designator),
    "launchDate": _of(lambda facts: facts.launched or None),
    "decayDate": _of(lambda facts: tai_ns(facts.decayed)),
    "category": _of(_category),
}
"""Columns of an onorbit. ``satNo`` must be there: 0 for an object without a number."""


def facts_from_item(
    item: dict[str, Any], *, source: str, as_of: str
) -> tuple[ObjectFacts, tuple[str, ...]]:
    """What is said of an object, and the fields that there is no place for.

    Parameters
    ----------
    item : dict
    source : str
    as_of : str
        The day of the statement.

    Raises
    ------
    MalformedMessage
        Where there is no object, or a word is not one of the UDL's.
    InvalidBody
        Where a value is none that a record may hold.
    """
    kind = item.get("objectType") or "UNKNOWN"
    if kind not in _TYPES:
        raise MalformedMessage(
            "read item", expected=f"one of {', '.join(_TYPES)}", got=kind[:20],
            keyword="objectType",
        )  # fmt: skip
    other = item.get("idOnOrbit") if not item["satNo"] else None
    owner = owner_from_alpha2(item.get("countryCode") or "")
    decayed = item.get("decayDate")
    facts = ObjectFacts(
        object=object_of(item["satNo"] or None, other, field="satNo"),
        names=tuple(filter(None, (item.get("commonName"), item.get("altName")))),
        cospar=_hyphenated(item.get("intlDes") or ""),
        type=_TYPES[kind],
        status=(
            ObjectStatus.DECAYED if item.get("category") == "Decayed" else ObjectStatus.UNKNOWN
        ),
        owners=(Owner(name=owner, source=source, as_of=as_of),) if owner else (),
        launched=item.get("launchDate") or "",
        decayed=decayed.utc_iso()[:10] if decayed is not None else "",
    )
    return facts, not_kept(item, _KEPT)


def _hyphenated(designator: str) -> str:
    """``1998-067A`` for ``1998067A``; another text as it is."""
    found = _DESIGNATOR.fullmatch(designator)
    return f"{found[1]}-{found[2]}{found[3]}" if found else designator
