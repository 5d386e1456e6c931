"""Which rows of a screening are worth a record: those that a rule may hold for, and what is known.

A day holds some 25,000 approaches within 5 km. A record is made of those that the
policy may warn of, and of those that are in the book already, so that what gets
better is told, too.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.events import EventFlag
from cspo.conjunction.probability import Flag
from cspo.operations.screen.screening_view import ScreeningView
from cspo.operations.warn.book import WarningBook
from cspo.operations.warn.policy import WarnRule
from cspo.records.bodies.warning import Grounds

__all__ = ["rows_to_report"]

_FROM_ELEMENTS = frozenset({Grounds.ELEMENTS, Grounds.STALE})
Flags = NDArray[np.bool_]


def rows_to_report(
    book: WarningBook, screening: ScreeningView, rows: Iterable[int] | None = None
) -> list[int]:
    """Rows of which a conjunction record should be made.

    Parameters
    ----------
    book : WarningBook
        Whose policy it is, and which events are in it.
    screening : ScreeningView
    rows : iterable of int or None
        Of these, as `EventChanges.added` and `updated`; None: of all.
    """
    worth = np.zeros(len(screening), np.bool_)
    for rule in book.policy.rules:
        worth |= _may_hold(rule, screening)
    known = book.objects()
    chosen = range(len(screening)) if rows is None else rows
    return [
        int(row) for row in chosen
        if worth[row]
        or (
            known.issuperset(screening.pair(row))
            and book.matter(screening.event_id(row)) is not None
        )
    ]  # fmt: skip


def _may_hold(rule: WarnRule, screening: ScreeningView) -> Flags:
    """Whether a rule's thresholds are reached, (k,); its other conditions wait for the record."""
    judged, events = screening.judged, screening.events
    held = np.ones(len(screening), np.bool_)
    if rule.pc_at_least is not None:
        held &= np.nan_to_num(judged.pc) >= rule.pc_at_least
    if rule.max_pc_at_least is not None:
        held &= np.nan_to_num(judged.max_pc) >= rule.max_pc_at_least
    if rule.miss_distance_at_most_km is not None:
        held &= events.miss_distance_km <= rule.miss_distance_at_most_km
    if rule.stays_close != "any":
        stays = (events.flags & EventFlag.LONG_DURATION) != 0
        held &= stays if rule.stays_close == "yes" else ~stays
    if rule.grounds:
        from_elements = (judged.pc_flags & Flag.COVARIANCE_FROM_ELEMENT_SETS) != 0
        both = from_elements | judged.stale | judged.default_covariance
        if _FROM_ELEMENTS.isdisjoint(rule.grounds):
            held &= ~both
    return held
