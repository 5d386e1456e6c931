"""What sources say of objects apart from their orbits: columns to compare, bodies to look up.

Names, owners and sizes of a catalogue would take a hundred megabytes as objects. The
columns hold what is compared and shown; the whole of a statement is read again from
its record's body, which is kept compressed.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from typing import Final

import msgspec
import numpy as np

from cspo.markings.parties import is_party
from cspo.operations.catalog.rows import RecordNumbers, Words
from cspo.operations.catalog.side_table import SideTable
from cspo.operations.catalog.sides import Heard
from cspo.records.bodies.objects import CatalogObjectBody, ObjectFacts, ObjectType

__all__ = ["FactSides", "operator_of", "owner_of"]

_KEPT: Final = 4
"""Bodies that stay unpacked for the next question."""

_WORDS: Final = {
    ObjectType.PAYLOAD: "PAYLOAD", ObjectType.ROCKET_BODY: "ROCKET BODY",
    ObjectType.DEBRIS: "DEBRIS", ObjectType.UNKNOWN: "",
}  # fmt: skip

_UNKNOWN_OWNER: Final = "unknown"


def owner_of(facts: ObjectFacts) -> str:
    """The owner to show, empty where it is not known."""
    names = (each.name for each in facts.owners)
    return next((name for name in names if name.lower() != _UNKNOWN_OWNER), "")


def operator_of(facts: ObjectFacts) -> str:
    """The organization among the owners, which operates it; empty where none is named."""
    names = (each.name for each in facts.owners)
    return next((name for name in names if "/" in name and is_party(name)), "")


class FactSides(SideTable):
    """Statements on objects: one row for each object and voice."""

    def __init__(self, words: Words, records: RecordNumbers) -> None:
        super().__init__(records, {
            "name": np.int32, "designator": np.int32, "owner": np.int32, "operator": np.int32,
            "object_type": np.int32, "status": np.int32,
            "rcs_m2": np.float64, "hbr_km": np.float64, "mass_kg": np.float64,
        })  # fmt: skip
        self._words = words
        self._packed: dict[int, bytes] = {}
        self._unpacked: OrderedDict[int, tuple[ObjectFacts, ...]] = OrderedDict()

    def put(self, objects: list[int], body: CatalogObjectBody, heard: Heard) -> list[int]:
        """Take a batch; the objects whose row changed."""
        chosen = {
            number: item for item, number in enumerate(objects) if self._is_later(number, heard)
        }
        if not chosen:
            return []
        record = self._records.use(heard.record_id, len(chosen))
        self._packed[record] = zlib.compress(msgspec.json.encode(body), 6)
        rows = self._rows_for(list(chosen), heard.voice)
        columns = [self._columns(body.objects[item]) for item in chosen.values()]
        self.table.put(rows, {
            "object": list(chosen), "voice": heard.voice, "label": heard.label, "record": record,
            "item": list(chosen.values()), "t_ingest_ns": heard.t_ingest.tai_ns,
            "t_created_ns": heard.t_created.tai_ns,
            **{name: [each[name] for each in columns] for name in columns[0]},
        })  # fmt: skip
        return list(chosen)

    def facts(self, row: int) -> ObjectFacts:
        """The whole statement of a row."""
        record = int(self.table["record"][row])
        found = self._unpacked.get(record)
        if found is None:
            body = msgspec.json.decode(
                zlib.decompress(self._packed[record]), type=CatalogObjectBody
            )
            found = self._unpacked[record] = body.objects
            while len(self._unpacked) > _KEPT:
                self._unpacked.popitem(last=False)
        return found[int(self.table["item"][row])]

    def _is_later(self, number: int, heard: Heard) -> bool:
        row = self.row(number, heard.voice)
        return row is None or self.order(row) < heard.order

    def _forget(self, record: int) -> None:
        self._packed.pop(record, None)
        self._unpacked.pop(record, None)

    def _columns(self, facts: ObjectFacts) -> dict[str, float]:
        number, size = self._words.number, facts.size
        hbr_km = size.hard_body_radius_km if size is not None else None
        rcs_m2 = size.rcs_m2 if size is not None else None
        return {
            "name": number(facts.names[0] if facts.names else ""),
            "designator": number(facts.cospar),
            "owner": number(owner_of(facts)),
            "operator": number(operator_of(facts)),
            "object_type": number(_WORDS[facts.type]),
            "status": number(facts.status_code),
            "rcs_m2": np.nan if rcs_m2 is None else rcs_m2,
            "hbr_km": np.nan if hbr_km is None else hbr_km,
            "mass_kg": np.nan if facts.mass_kg is None else facts.mass_kg,
        }
