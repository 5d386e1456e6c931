"""Reports: pages and plots from plain values.

Nothing is computed here that a decision could rest on. A report takes numbers
with their units in their names, and makes one HTML file that needs no network:
figures are inline SVG that follow the reader's light or dark theme.
"""

from __future__ import annotations

from cspo.report.screening import Encounter, ScreeningReport, render

__all__ = ["Encounter", "ScreeningReport", "render"]
