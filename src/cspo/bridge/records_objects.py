"""What a `Catalog` knows of objects apart from their orbits, to records and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.bridge.records_catalog import identity_columns, lines_of
from cspo.orbits import Catalog
from cspo.records.bodies import MAX_BATCH, CatalogObjectBody
from cspo.records.bodies.identities import is_object
from cspo.records.bodies.objects import ObjectFacts, ObjectStatus, ObjectType, Owner, Size

__all__ = ["OBJECT_TYPES", "STATUS_CODES", "object_bodies", "with_objects"]

Texts = NDArray[np.str_]

OBJECT_TYPES: Final = {
    "PAYLOAD": ObjectType.PAYLOAD, "ROCKET BODY": ObjectType.ROCKET_BODY,
    "DEBRIS": ObjectType.DEBRIS, "UNKNOWN": ObjectType.UNKNOWN, "": ObjectType.UNKNOWN,
}  # fmt: skip
"""Types by the words of a catalogue; an object of no stated type is of an unknown one."""

STATUS_CODES: Final = {
    "+": ObjectStatus.OPERATIONAL, "-": ObjectStatus.INACTIVE, "P": ObjectStatus.PARTIAL,
    "B": ObjectStatus.STANDBY, "S": ObjectStatus.SPARE, "X": ObjectStatus.EXTENDED,
    "D": ObjectStatus.DECAYED,
}  # fmt: skip
"""Status by CelesTrak's codes (celestrak.org/satcat/status.php)."""

_WORDS: Final = {kind: word for word, kind in OBJECT_TYPES.items() if word}


def object_bodies(
    catalog: Catalog, *, source: str, as_of: str = "", size: int = MAX_BATCH
) -> tuple[CatalogObjectBody, ...]:
    """Names, owners, types, status and radar cross-sections, in batches in the catalogue's order.

    Rows without an identity are left out.

    Parameters
    ----------
    catalog : Catalog
    source : str
        Whose catalogue it is; it stands with the owners too.
    as_of : str
        Day of the statement, ``YYYY-MM-DD``, or nothing.
    size : int
        Objects in one batch, up to 1,000.
    """
    identity = identity_columns(catalog)
    names, designators = lines_of(catalog.name), lines_of(catalog.designator)
    owners, codes = lines_of(catalog.owner), lines_of(catalog.status)
    facts = [
        ObjectFacts(
            object=identity[row],
            names=(names[row],) if names[row] else (),
            cospar=designators[row],
            type=OBJECT_TYPES.get(kind, ObjectType.UNKNOWN),
            status=STATUS_CODES.get(codes[row], ObjectStatus.UNKNOWN),
            status_code=codes[row],
            owners=(Owner(name=owners[row], source=source, as_of=as_of),) if owners[row] else (),
            size=Size(rcs_m2=rcs_m2, source=source) if rcs_m2 >= 0.0 else None,
        )
        for row, (kind, rcs_m2) in enumerate(
            zip(catalog.object_type.tolist(), catalog.rcs_m2.tolist(), strict=True)
        )
        if is_object(identity[row])
    ]
    return tuple(
        CatalogObjectBody(objects=tuple(facts[k : k + size]), source=source)
        for k in range(0, len(facts), size)
    )


def with_objects(catalog: Catalog, bodies: Iterable[CatalogObjectBody]) -> Catalog:
    """The catalogue with what some records say of its objects; of two that say it, the later."""
    known = {each.object: each for body in bodies for each in body.objects}
    rows = [known.get(text) for text in identity_columns(catalog)]

    def told(column: Texts, values: list[str]) -> Texts:
        given = np.array(values, np.str_)
        return np.where(given != "", given, column)

    rcs_m2 = [
        np.nan if row is None or row.size is None or row.size.rcs_m2 is None else row.size.rcs_m2
        for row in rows
    ]
    return replace(
        catalog,
        name=told(catalog.name, [row.names[0] if row and row.names else "" for row in rows]),
        designator=told(catalog.designator, [row.cospar if row else "" for row in rows]),
        owner=told(
            catalog.owner, [row.owners[0].name if row and row.owners else "" for row in rows]
        ),
        object_type=told(catalog.object_type, [_WORDS[row.type] if row else "" for row in rows]),
        status=told(catalog.status, [row.status_code if row else "" for row in rows]),
        rcs_m2=np.where(np.isnan(rcs_m2), catalog.rcs_m2, rcs_m2),
    )


def _owner(row: ObjectFacts | None) -> str:
    return row.owners[0].name if row is not None and row.owners else ""
