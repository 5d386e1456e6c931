"""Names of the objects that open items are about, from the conjunctions that name them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.operations.derive import body_of
from cspo.operations.store import OperationsUnit, RecordQuery
from cspo.operations.warn.matter import everything
from cspo.operations.watch.items import Item
from cspo.records import read_record
from cspo.records.bodies.identities import is_event
from cspo.records.kinds import Registry

__all__ = ["names_for"]

_LOOKED_AT: Final = 20


def names_for(
    unit: OperationsUnit,
    items: Iterable[Item],
    mode: Mode,
    registry: Registry,
    may: Callable[[Label], bool] = everything,
) -> dict[str, str]:
    """Names by identity, as far as the first records about each event tell them.

    Parameters
    ----------
    may : callable
        Which marks the reader may see: a name may be marked.
    """
    names: dict[str, str] = {}
    for event in sorted({item.event for item in items if is_event(item.event)}):
        query = RecordQuery(kinds=("conjunction",), mode=mode, object=event, limit=_LOOKED_AT)
        for past in unit.records(query):
            record = read_record(past.envelope)
            if may(record.payload.label):
                body = body_of(record, registry)
                for side in (body.object1, body.object2):
                    if side.name:
                        names.setdefault(side.object, side.name)
    return names
