"""From a screening to conjunction records: of what a warning may come of, and once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from cspo.markings import Label
from cspo.node.store import SqliteStore
from cspo.operations.apart import each_apart
from cspo.operations.catalog import Picture
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.screen import ScreeningView, conjunction_products, own_reports
from cspo.operations.screen.ahead_view import AheadView
from cspo.operations.store import OperationsUnit
from cspo.operations.warn.book import WarningBook
from cspo.operations.warn.candidates import rows_to_report
from cspo.records import Record
from cspo.time import Epoch

__all__ = ["report_ahead", "report_conjunctions", "said_already"]

_AT_ONCE: Final = 100
"""Events in one unit of work: a signature and its releases take some ten milliseconds each."""
_FLOOR: Final = 1e-7
"""Days ahead, what is less likely is not reported; nor what may at most be so likely."""
_OF_ONE: Final = 5
"""Approaches of one object that are reported days ahead: as many as an answer names."""
_SAME_S, _SAME_KM = 1e-3, 1e-6


def report_conjunctions(
    store: SqliteStore,
    desk: Callable[[OperationsUnit], ReleaseDesk],
    picture: Picture,
    book: WarningBook,
    view: ScreeningView,
    rows: Sequence[int] | None,
    t: Epoch,
) -> list[Record]:
    """Make, keep and release records of events that are worth one; those that were made.

    What our own screening has said before is not said again: after a restart the same
    sky gives the same events. An event of which no record can be made keeps none from the
    others.

    Parameters
    ----------
    rows : sequence of int or None
        Rows of the screening that are new or changed; None: all.
    """
    worth = rows_to_report(book, view, rows)
    return _reported(store, desk, picture, view, worth, t)


def report_ahead(
    store: SqliteStore,
    desk: Callable[[OperationsUnit], ReleaseDesk],
    picture: Picture,
    ahead: AheadView,
    objects: Iterable[str],
    after: Epoch,
    t: Epoch,
) -> list[Record]:
    """Make records of events days ahead on which plans rest; those that were made.

    Of each object the likeliest, `_OF_ONE` at most and none below `_FLOOR`, and what was
    reported before, so that what gets better is told, too. As `report_conjunctions` else.

    Parameters
    ----------
    objects : iterable of str
        Those that plans in force ask of.
    after : Epoch
        What comes before is the other screening's to report.
    """
    named = [name for name in objects if name in ahead.until]
    rows = rows_ahead(picture, ahead.view, named, after)
    return _reported(store, desk, picture, ahead.view, rows, t)


def rows_ahead(
    picture: Picture, view: ScreeningView, objects: Iterable[str], after: Epoch
) -> list[int]:
    """Rows of a screening days ahead of which a record should be made, in order."""
    pc = view.judged.pc
    most = np.where(np.isnan(pc), np.nan_to_num(view.judged.max_pc, nan=1.0), pc)
    chosen: set[int] = set()
    for name in objects:
        own = view.by_object(name)
        own = own[view.events.tca_tai_ns[own] >= after.tai_ns]
        order = own[np.lexsort((own, -most[own]))]
        chosen.update(int(row) for row in order[:_OF_ONE] if most[row] >= _FLOOR)
        chosen.update(int(row) for row in own if own_reports(picture, view, int(row)))
    return sorted(chosen)


def _reported(
    store: SqliteStore,
    desk: Callable[[OperationsUnit], ReleaseDesk],
    picture: Picture,
    view: ScreeningView,
    worth: Sequence[int],
    t: Epoch,
) -> list[Record]:
    """Records of some rows, less those that say what was said before."""
    chosen = [row for row in worth if not said_already(picture, view, row)]

    def reported(part: Sequence[int]) -> list[Record]:
        with store.write() as unit:
            return list(conjunction_products(unit, desk(unit), picture, view, part, t))

    return [
        record for part in _parts(chosen) for made in each_apart(reported, part) for record in made
    ]


def _parts(rows: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(rows), _AT_ONCE):
        yield rows[first : first + _AT_ONCE]


def _same_readers(said: Label, now: Label) -> bool:
    """Whether a record under the one mark is for the same readers as one under the other."""
    return said == now or (
        said.classification == now.classification and said.releasable_to == now.releasable_to
        and said.caveats == now.caveats and said.orcon == now.orcon
    )  # fmt: skip


def said_already(picture: Picture, view: ScreeningView, row: int) -> bool:
    """Whether our own screening has said this of an event before, to the same readers."""
    tca = view.tca(row)
    miss_km = float(view.events.miss_distance_km[row])
    return any(
        abs(said.tca - tca) < _SAME_S and abs(said.miss_distance_km - miss_km) < _SAME_KM
        and _same_readers(said.label, view.label(row))
        for said in own_reports(picture, view, row)
    )  # fmt: skip
