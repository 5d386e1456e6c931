"""Screening: the close approaches in a picture, kept up to date.

A `Screener` screens the whole sky once over a window, then only what changed, and
moves the window on with the clock without losing an event or counting one twice. A
`ScreeningView` is where it stands, immutable; `EventChanges` what a step changed.
An `AheadScreener` screens a few objects against all, further ahead.
`SecondLook` asks whether orbits that are not adopted still show what they show no more.
`conjunction_products` makes signed records of events, each under the joined mark of
the two orbits that it rests on.
"""

from __future__ import annotations

from cspo.operations.screen.ahead import AheadScreener
from cspo.operations.screen.own_reports import own_reports, screening_source
from cspo.operations.screen.products import conjunction_products, screened_body
from cspo.operations.screen.screener import Screener
from cspo.operations.screen.screening_view import EventChanges, Gone, Judged, ScreeningView
from cspo.operations.screen.second_look import Elsewhere, SecondLook

__all__ = [
    "AheadScreener",
    "Elsewhere",
    "EventChanges",
    "Gone",
    "Judged",
    "Screener",
    "ScreeningView",
    "SecondLook",
    "conjunction_products",
    "own_reports",
    "screened_body",
    "screening_source",
]
