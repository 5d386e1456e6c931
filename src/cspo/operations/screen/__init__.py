"""Screening: the close approaches in a picture, kept up to date.

A `Screener` screens the whole sky once over a window, then only what changed, and
moves the window on with the clock without losing an event or counting one twice. A
`ScreeningView` is where it stands, immutable; `EventChanges` what a step changed.
`conjunction_products` makes signed records of events, each under the joined mark of
the two orbits that it rests on.
"""

from __future__ import annotations

from cspo.operations.screen.products import (
    conjunction_products,
    screened_body,
    screening_source,
)
from cspo.operations.screen.screener import Screener
from cspo.operations.screen.screening_view import EventChanges, Gone, Judged, ScreeningView

__all__ = [
    "EventChanges",
    "Gone",
    "Judged",
    "Screener",
    "ScreeningView",
    "conjunction_products",
    "screened_body",
    "screening_source",
]
