"""Saying how far one is with a warning; the answer goes to whoever may know of the warning."""

from __future__ import annotations

from collections.abc import Callable

from cspo.errors import UsageError
from cspo.markings.label import Label
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.review_queue import check_person
from cspo.operations.store import OperationsUnit
from cspo.operations.warn.matter import Matter, everything
from cspo.operations.warn.shelving import acknowledge
from cspo.operations.watch.book import WatchBook
from cspo.records import Record
from cspo.records.bodies.coordination import Progress
from cspo.time import Epoch

__all__ = ["acknowledge_warning"]


def acknowledge_warning(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    book: WatchBook,
    which: str,
    *,
    progress: Progress,
    role: str,
    person: str,
    t: Epoch,
    note: str = "",
    may: Callable[[Label], bool] = everything,
) -> Record:
    """Say that a warning was received, is acted on, or is done with.

    Parameters
    ----------
    which : str
        The event, or the id of a warning of it.
    role : str
        In what office; never a name.
    person : str
        Who says so; stands in the node's audit.

    Raises
    ------
    UsageError
        Where there is no such warning, or it is over.
    """
    check_person(person)
    book.catch_up(unit)
    view = book.warned(may)
    found = [matter.event for matter in view.matters if _is_meant(matter, which)]
    if len(found) != 1:
        raise UsageError(
            "acknowledge a warning", which, expected="the event or the id of a warning",
            got=f"{len(found)} of that name", hint="cspo watch brief shows them",
        )  # fmt: skip
    record = acknowledge(
        unit, desk, view, found[0], progress=progress, role=role, t=t, note=note, may=may
    )
    fields = {"record": record.id, "person": person, "progress": progress.value}
    unit.audit("acknowledgement", fields, t=t)
    return record


def _is_meant(matter: Matter, which: str) -> bool:
    ids = (each.record_id for series in matter.issued.values() for each in series)
    return which == matter.event or which in ids
