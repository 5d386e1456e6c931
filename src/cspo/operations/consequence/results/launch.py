"""When a launch has to wait, before and after a break-up."""

from __future__ import annotations

import msgspec

from cspo.operations.consequence.results.band import Band

__all__ = ["ClosureSpan", "LaunchDay", "LaunchResult", "LaunchSiteView", "WindowView"]  # fmt: skip


class ClosureSpan(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of a window in which nobody launches.

    Parameters
    ----------
    first_s, last_s : float
        After the window's start, both closed.
    why : str
        ``crewed``, ``active``, ``debris`` or ``cloud``.
    object, name : str
        What is in the way; empty: the cloud.
    miss_distance_km : float or None
    probability : float or None
    """

    first_s: float
    last_s: float
    why: str
    object: str
    name: str
    miss_distance_km: float | None
    probability: float | None


class WindowView(msgspec.Struct, frozen=True, kw_only=True):
    """A window, with what closes it.

    Parameters
    ----------
    closed_s : float
        Of all that closes it, counted once.
    by_why_s : dict
        Seconds by cause; they may overlap.
    spans : list of ClosureSpan
        In time; at most 2,000.
    spans_total : int
    """

    closed_s: float
    by_why_s: dict[str, float]
    spans: list[ClosureSpan]
    spans_total: int


class LaunchDay(msgspec.Struct, frozen=True, kw_only=True):
    """The same window on a day after the event.

    Parameters
    ----------
    day_utc : str
    after_days : float
    closed_s : Band
    """

    day_utc: str
    after_days: float
    closed_s: Band


class LaunchResult(msgspec.Struct, frozen=True, kw_only=True):
    """When a launch has to wait.

    Parameters
    ----------
    headline : str
    site : str
    latitude_deg, longitude_deg, altitude_km, inclination_deg : float
    azimuth_deg : float
    start_utc : str
    window_s : float
    ascent_s : float
        From lift-off to the orbit, with the first revolution.
    screened : int
    before : WindowView
    after : WindowView or None
        With the break-up of `study`.
    calendar : list of LaunchDay
    access_days : Band or None
        Until no more is closed than before.
    study : str
    basis, limits : list of str
    """

    headline: str
    site: str
    latitude_deg: float
    longitude_deg: float
    altitude_km: float
    inclination_deg: float
    azimuth_deg: float
    start_utc: str
    window_s: float
    ascent_s: float
    screened: int
    before: WindowView
    after: WindowView | None
    calendar: list[LaunchDay]
    access_days: Band | None
    study: str
    basis: list[str]
    limits: list[str]


class LaunchSiteView(msgspec.Struct, frozen=True, kw_only=True):
    """A place from which one launches.

    Parameters
    ----------
    site, name, nation : str
    latitude_deg, longitude_deg : float
    """

    site: str
    name: str
    nation: str
    latitude_deg: float
    longitude_deg: float
