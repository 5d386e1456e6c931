"""When a launch has to wait: a window by the catalogue, and day by day after a break-up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np

from cspo.consequence.band import Band as Bounds
from cspo.consequence.clouds import Cloud
from cspo.consequence.launch import (
    Access,
    Closures,
    Kind,
    access_after,
    closures,
    generic_ascent,
    launch_azimuth_rad,
    launch_site,
    launch_sites,
)
from cspo.frames import bundled_earth_orientation
from cspo.operations.consequence.results import (
    Band,
    ClosureSpan,
    LaunchDay,
    LaunchResult,
    LaunchSiteView,
    WindowView,
)
from cspo.operations.consequence.sky import StudySky
from cspo.operations.consequence.steps import Steps
from cspo.time import Epoch
from cspo.units import DEG_RAD, HOUR_S

__all__ = ["LaunchQuestion", "LaunchStudy", "known_sites", "study_launch"]

_WHY: Final = {Kind.CREWED: "crewed", Kind.ACTIVE: "active", Kind.OTHER: "debris"}
_MOST_SPANS: Final = 2_000
_STEPS: Final = 14_400
_LIMITS: Final = (
    "A likely path for planning: the launch operator's own trajectory and its dispersion decide.",
    "Closures by debris rest on element sets with the errors of their class, not of each object.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchQuestion:
    """A launch to a circular orbit, from a site that cspo knows.

    Parameters
    ----------
    site : str
    altitude_km, inclination_deg : float
    start : Epoch
        First launch instant.
    hours : float
        Length of the window.
    seed : int
    """

    site: str
    altitude_km: float
    inclination_deg: float
    start: Epoch
    hours: float
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LaunchStudy:
    """A question answered."""

    result: LaunchResult


def known_sites() -> list[LaunchSiteView]:
    """The sites, as tables have them."""
    return [
        LaunchSiteView(
            site=each.site_id, name=each.name, nation=each.nation,
            latitude_deg=round(each.latitude_rad / DEG_RAD, 4),
            longitude_deg=round(each.longitude_rad / DEG_RAD, 4),
        )
        for each in launch_sites()
    ]  # fmt: skip


def study_launch(
    question: LaunchQuestion,
    sky: StudySky,
    steps: Steps,
    *,
    cloud: Cloud | None = None,
    study: str = "",
) -> LaunchStudy:
    """Find what closes a window; with *cloud*, how a break-up changes that and until when.

    Parameters
    ----------
    cloud : Cloud or None
        The pieces of a break-up.
    study : str
        What the break-up's study is called.

    Raises
    ------
    UsageError, OutOfRange
        Where the site is not known, or the orbit not to be reached from it.
    Stopped
        Where *steps* say so.
    """
    site = launch_site(question.site)
    inclination_rad = question.inclination_deg * DEG_RAD
    ascent = generic_ascent(site, altitude_km=question.altitude_km, inclination_rad=inclination_rad)
    window_s = question.hours * HOUR_S
    step_s = max(1.0, math.ceil(window_s / _STEPS))
    eop = bundled_earth_orientation()
    share = 0.95 if cloud is None else 0.5
    found = closures(
        ascent, sky.catalog, question.start, eop, duration_s=window_s, step_s=step_s,
        progress=steps.part(0.0, share, "what closes the window"), stop=steps.stop,
    )  # fmt: skip
    access = None
    if cloud is not None:
        access = access_after(
            ascent, found, cloud, eop, generator=np.random.default_rng(question.seed),
            progress=steps.part(share, 0.95, "the window day by day after the break-up"),
            stop=steps.stop,
        )  # fmt: skip
    steps.at(0.95, "the tables")
    before = _window(found, sky)
    result = LaunchResult(
        headline="", site=site.site_id, latitude_deg=round(site.latitude_rad / DEG_RAD, 4),
        longitude_deg=round(site.longitude_rad / DEG_RAD, 4), altitude_km=question.altitude_km,
        inclination_deg=question.inclination_deg,
        azimuth_deg=round(launch_azimuth_rad(site, inclination_rad) / DEG_RAD, 2),
        start_utc=question.start.utc_iso(0), window_s=window_s,
        ascent_s=float(ascent.insertion_s), screened=found.screened, before=before,
        after=None if access is None else _after(before, access),
        calendar=[] if access is None else _calendar(access),
        access_days=None if access is None else _finite(access.returned_days),
        study=study, basis=_basis(step_s), limits=list(_LIMITS),
    )  # fmt: skip
    return LaunchStudy(result=msgspec.structs.replace(result, headline=_headline(result)))


def _window(found: Closures, sky: StudySky) -> WindowView:
    order = np.lexsort((found.last, found.first))
    spans = []
    for k in order[:_MOST_SPANS].tolist():
        row = int(found.row[k])
        pc = float(found.pc[k])
        spans.append(
            ClosureSpan(
                first_s=float(found.first[k] * found.step_s),
                last_s=float(found.last[k] * found.step_s), why=_WHY[Kind(int(found.kind[k]))],
                object=sky.identity[row], name=sky.known(row).name,
                miss_distance_km=round(float(found.closest_km[k]), 3),
                probability=float(f"{pc:.3g}") if math.isfinite(pc) else None,
            )
        )  # fmt: skip
    by_why = {_WHY[kind]: found.closed_s(kind) for kind in Kind}
    return WindowView(
        closed_s=found.closed_s(), by_why_s=by_why, spans=spans, spans_total=len(order)
    )


def _after(before: WindowView, access: Access) -> WindowView:
    """The first window after the event: what closed it before, and the cloud beside."""
    first = access.days[0]
    by_why = {**before.by_why_s, "cloud": first.by_cloud_s.expected}
    expected = np.flatnonzero(first.closed[1])
    breaks = np.flatnonzero(np.diff(expected) > 1)
    starts = np.concatenate(([0], breaks + 1)) if len(expected) else np.zeros(0, np.int64)
    ends = np.concatenate((breaks, [len(expected) - 1])) if len(expected) else starts
    step_s = access.step_s
    spans = [
        ClosureSpan(
            first_s=float(expected[a] * step_s), last_s=float(expected[b] * step_s), why="cloud",
            object="", name="", miss_distance_km=None, probability=None,
        )
        for a, b in zip(starts.tolist(), ends.tolist(), strict=True)
    ]  # fmt: skip
    joined = sorted([*before.spans, *spans], key=lambda span: (span.first_s, span.last_s))
    return WindowView(
        closed_s=first.closed_s.expected, by_why_s=by_why, spans=joined[:_MOST_SPANS],
        spans_total=before.spans_total + len(spans),
    )  # fmt: skip


def _calendar(access: Access) -> list[LaunchDay]:
    return [
        LaunchDay(
            day_utc=day.start.utc_iso(0), after_days=round(day.after_days, 2),
            closed_s=_finite(day.closed_s),
        )
        for day in access.days
    ]  # fmt: skip


def _finite(band: Bounds) -> Band:
    """JSON has no infinity: a year stands for what is beyond all days that were looked at."""
    low, expected, high = (min(x, 366.0 * 86_400.0) for x in (band.low, band.expected, band.high))
    return Band(low=round(low, 3), expected=round(expected, 3), high=round(high, 3))


def _basis(step_s: float) -> list[str]:
    return [
        "Way up: that of a real two-stage launch to this orbit, followed for three hours.",
        "Crewed objects: 200 km. Satellites at work and everything else: probability 1e-6.",
        f"A launch instant every {step_s:g} s.",
    ]


def _headline(result: LaunchResult) -> str:
    share = result.before.closed_s / result.window_s if result.window_s else 0.0
    first = (
        f"From {result.site} to {result.altitude_km:g} km, {result.inclination_deg:g}°: "
        f"{result.before.closed_s:,.0f} of {result.window_s:,.0f} s are closed ({share:.0%})."
    )
    if result.after is None or result.access_days is None:
        return first
    days = result.access_days
    until = "more than the days looked at" if days.expected > 365.0 else f"{days.expected:.0f} days"
    return (
        f"{first} After the break-up {result.after.closed_s:,.0f} s are; access is back after "
        f"{until}."
    )
