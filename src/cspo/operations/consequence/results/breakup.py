"""What a break-up leads to: where, how many pieces, who is crossed, who must be warned."""

from __future__ import annotations

import msgspec

from cspo.operations.consequence.results.band import Band

__all__ = [
    "BreakupResult", "CallLine", "CrossedLine", "DecayView", "DensityView", "GabbardView",
    "PiecesLine", "ServiceLine", "WarnLine", "WhatView",
]  # fmt: skip


class WhatView(msgspec.Struct, frozen=True, kw_only=True):
    """An object that broke up.

    Parameters
    ----------
    object, name, owner, type : str
        Empty: unknown.
    mass_kg : float
    mass_from : str
        ``given``, ``record``, ``size`` or ``class``: what the mass rests on.
    elements_age_s : float
        How old its orbit is at the event, s.
    """

    object: str
    name: str
    owner: str
    type: str
    mass_kg: float
    mass_from: str
    elements_age_s: float


class PiecesLine(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces from a size on.

    Parameters
    ----------
    over_m : float
        Characteristic length, m.
    count : Band
    """

    over_m: float
    count: Band


class GabbardView(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces by period, a sample of at most 3,000; altitudes above 6,378.137 km.

    Parameters
    ----------
    period_min, perigee_km, apogee_km, length_m : list of float
        A row each.
    of : list of int
        0: of the object, 1: of the other.
    total : int
        Of how many it is the sample.
    parent_period_min, parent_perigee_km, parent_apogee_km : float
        Of the object before.
    """

    period_min: list[float]
    perigee_km: list[float]
    apogee_km: list[float]
    length_m: list[float]
    of: list[int]
    total: int
    parent_period_min: float
    parent_perigee_km: float
    parent_apogee_km: float


class DensityView(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces in a cubic kilometre, by altitude and time.

    Parameters
    ----------
    after_h : list of float
        Hours after the event, a row each.
    edges_km : list of float
        Altitudes between the shells.
    expected_per_km3 : list of list of float
        By time, then shell.
    low_factor, high_factor : float
        The band, as a factor of the expected.
    over_m : float
        Pieces from this size on.
    """

    after_h: list[float]
    edges_km: list[float]
    expected_per_km3: list[list[float]]
    low_factor: float
    high_factor: float
    over_m: float


class CallLine(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to call.

    Parameters
    ----------
    party, role, phone, email : str
    """

    party: str
    role: str
    phone: str
    email: str


class CrossedLine(msgspec.Struct, frozen=True, kw_only=True):
    """An object that the pieces cross.

    Parameters
    ----------
    object, name, owner, type : str
        Empty: unknown.
    party : str
        Who is to be warned; empty: nobody is known.
    crewed, maneuverable : bool
    first_utc : str
        The first instant at which a piece may be there.
    peak_utc : str
        When most are.
    probability : Band
        Of a hit by a piece of `over_m` or more, in all the hours that were asked for.
    large, catastrophic : Band
        The same of pieces of 10 cm and more, and of those that break all of it up.
    relative_speed_km_s : float
        Mean speed of a hit.
    area_m2 : float
        Cross-section that was reckoned with.
    size_known : bool
        It is of a source; else that of its class.
    altitude_km : float
        At the peak.
    """

    object: str
    name: str
    owner: str
    type: str
    party: str
    crewed: bool
    maneuverable: bool
    first_utc: str
    peak_utc: str
    probability: Band
    large: Band
    catastrophic: Band
    relative_speed_km_s: float
    area_m2: float
    size_known: bool
    altitude_km: float


class WarnLine(msgspec.Struct, frozen=True, kw_only=True):
    """A party that must be warned, the one with least time or most at stake first.

    Parameters
    ----------
    party : str
        ``USA``, ``GBR/acme-sat``; an owner's name where it is no party of the coalition.
    owner : str
        As the catalogue calls it.
    objects : list of str
        Its objects that are crossed, the likeliest first; at most 20.
    count : int
        How many there are.
    probability : Band
        That at least one of them is hit.
    first_utc : str
    crewed : bool
    call : list of CallLine
    """

    party: str
    owner: str
    objects: list[str]
    count: int
    probability: Band
    first_utc: str
    crewed: bool
    call: list[CallLine]


class DecayView(msgspec.Struct, frozen=True, kw_only=True):
    """What stays up.

    Parameters
    ----------
    after_days : list of float
    in_orbit : list of Band
        Part of the pieces, 0 to 1, at each of these.
    half_days : Band
        Until half of them are gone; at most the last of `after_days`.
    until_days : float
        How far it was looked.
    activity : str
        What of the Sun was taken, in words.
    """

    after_days: list[float]
    in_orbit: list[Band]
    half_days: Band
    until_days: float
    activity: str


class ServiceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A service that an event touches.

    Parameters
    ----------
    service, kind : str
    satellites : list of str
        Of it that are lost or crossed; at most 20.
    count, of : int
        How many, of how many.
    nations : list of str
        That depend on it.
    probability : Band
        That at least one of them is hit.
    """

    service: str
    kind: str
    satellites: list[str]
    count: int
    of: int
    nations: list[str]
    probability: Band


class BreakupResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a break-up leads to.

    Parameters
    ----------
    headline : str
        All of it in two sentences.
    supposed : bool
        Nobody reported it.
    kind : str
        ``explosion`` or ``collision``.
    at_utc : str
    what : WhatView
    other : WhatView or None
        Null: an explosion.
    relative_speed_km_s, energy_j_g : float or None
    catastrophic : bool or None
    altitude_km, latitude_deg, longitude_deg : float
        Where, above the ellipsoid.
    pieces : list of PiecesLine
    gabbard : GabbardView
    density : DensityView
    over_m : float
        Pieces from this size on are in the probabilities.
    hours : float
    screened : int
        Objects that were looked at.
    crossed : list of CrossedLine
        The likeliest first; at most 500.
    crossed_total : int
        With an expected probability of 1e-9 or more.
    any_hit : Band
        Probability that any of them is hit.
    risk_after_h, risk_hits : list of float
        Ends of spans after the event, hours, and the expected number of hits in each.
    warn : list of WarnLine
    decay : DecayView
    services : list of ServiceLine
    basis : list of str
        What it rests on, line by line.
    limits : list of str
        What it does not say.
    """

    headline: str
    supposed: bool
    kind: str
    at_utc: str
    what: WhatView
    other: WhatView | None
    relative_speed_km_s: float | None
    energy_j_g: float | None
    catastrophic: bool | None
    altitude_km: float
    latitude_deg: float
    longitude_deg: float
    pieces: list[PiecesLine]
    gabbard: GabbardView
    density: DensityView
    over_m: float
    hours: float
    screened: int
    crossed: list[CrossedLine]
    crossed_total: int
    any_hit: Band
    risk_after_h: list[float]
    risk_hits: list[float]
    warn: list[WarnLine]
    decay: DecayView
    services: list[ServiceLine]
    basis: list[str]
    limits: list[str]
