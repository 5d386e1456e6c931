"""What our own screening has reported of an event that it finds: as the picture has it."""

from __future__ import annotations

from cspo.conjunction.events import EventFlag
from cspo.operations.catalog import ConjunctionReport, Picture
from cspo.operations.screen.screening_view import ScreeningView

__all__ = ["own_reports", "screening_source"]


def screening_source(nation: str) -> str:
    """What the records of a nation's own screening give as their source.

    Examples
    --------
    >>> screening_source("AUS")
    'screening of AUS'
    """
    return f"screening of {nation}"


def own_reports(picture: Picture, view: ScreeningView, row: int) -> tuple[ConjunctionReport, ...]:
    """The latest records that our own screening has made of an event."""
    whole_day = bool(view.events.flags[row] & EventFlag.LONG_DURATION)
    event = picture.event_of(*view.pair(row), view.tca(row), whole_day=whole_day)
    if not event:
        return ()
    ours = picture.nation, screening_source(picture.nation)
    return tuple(
        each for each in picture.conjunction_records(event)
        if each.is_latest and (each.origin, each.source) == ours
    )  # fmt: skip
