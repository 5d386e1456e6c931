"""The report of one screening, as one HTML file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from cspo.report.figures import (
    altitude_figure,
    encounter_figure,
    hour_figure,
    miss_figure,
    speed_figure,
)
from cspo.report.pages import template_of

__all__ = ["Encounter", "ScreeningReport", "render"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """One conjunction, as a reader sees it.

    Parameters
    ----------
    facts : dict of str to str
        Label and value with unit, in the order shown.
    flags : list of str
        What limits the answer, in words.
    miss_km, cov_km2, hbr_km, sweeps
        As in `cspo.report.figures.encounter_figure`; no figure where cov_km2 is None.
    """

    title: str
    tca_utc: str
    pc: str
    advice: str
    facts: dict[str, str]
    flags: list[str]
    miss_km: float
    cov_km2: Floats | None
    hbr_km: float
    sweeps: tuple[Floats, Floats, Floats, Floats] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningReport:
    """All that the page shows, in plain values.

    Parameters
    ----------
    heading : str
    simulated : bool
        True puts the SIMULATED banner at the head and the foot.
    facts : dict of str to str
        Window, catalogue, threshold, counts.
    notes : list of str
        Warnings that hold for the whole page.
    hours, altitude_km, speed_km_s, miss_km : (n,) float64
        Every event, for the distributions.
    encounters : list of Encounter
        The top ones, in order.
    """

    heading: str
    simulated: bool
    facts: dict[str, str]
    notes: list[str]
    duration_h: float
    threshold_km: float
    hours: Floats
    altitude_km: Floats
    speed_km_s: Floats
    miss_km: Floats
    encounters: list[Encounter]


def render(report: ScreeningReport) -> bytes:
    """Return the page as UTF-8 HTML, whole in itself: no script, no link, no network."""
    template = template_of("screening.html")
    overview = [
        hour_figure(report.hours, report.duration_h),
        altitude_figure(report.altitude_km),
        speed_figure(report.speed_km_s),
        miss_figure(report.miss_km, report.threshold_km),
    ]
    drawn = [
        (
            encounter,
            Markup(encounter_figure(encounter.miss_km, cov, encounter.hbr_km, sweeps))  # noqa: S704 - our own SVG
            if (cov := encounter.cov_km2) is not None and (sweeps := encounter.sweeps) is not None
            else "",
        )
        for encounter in report.encounters
    ]
    page = template.render(
        report=report,
        overview=[Markup(svg) for svg in overview],  # noqa: S704 - our own SVG
        encounters=drawn,
    )
    return page.encode()
