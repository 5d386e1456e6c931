"""What the route of avoidance answers: a study of burns in columns."""

from __future__ import annotations

import msgspec

from cspo.operations.avoid import Paths

__all__ = ["AvoidanceView", "BurnView", "FlownView"]


class BurnView(msgspec.Struct, frozen=True, kw_only=True):
    """A burn and what it leads to.

    Parameters
    ----------
    burn_utc : str
    lead_s, orbits_before : float
        Before closest approach.
    direction : str
        ``+R`` to ``-N`` of the satellite's own axes, or ``best``.
    dv_m_s : float or None
        Null: no burn within the limit reaches the target.
    dv_rtn_m_s : list of float or None
    miss_distance_km, pc : float or None
    """

    burn_utc: str
    lead_s: float
    orbits_before: float
    direction: str
    dv_m_s: float | None
    dv_rtn_m_s: list[float] | None
    miss_distance_km: float | None
    pc: float | None


class FlownView(BurnView, frozen=True, kw_only=True):
    """The chosen burn, flown on both orbits.

    Parameters
    ----------
    tca_utc : str
        Closest approach after it.
    pc_method : str
    flags : list of str
    """

    tca_utc: str
    pc_method: str
    flags: list[str]


class AvoidanceView(msgspec.Struct, frozen=True, kw_only=True):
    """A study of burns of one object.

    Parameters
    ----------
    event, object, other : str
        Who burns, and whom it avoids.
    record, origin, source, mark : str
        Whose numbers it rests on.
    grounds : str
        What those rest on.
    study_only : bool
        They are no reason to burn: better data are wanted first.
    tca_utc : str
    period_s : float
        Of the object that burns.
    hard_body_radius_km : float
    default_hard_body : bool
        The source gives none.
    miss_distance_km : float
    pc : float or None
        Without a burn, as reckoned here.
    pc_method : str
    paths : str
        ``straight``, ``curved``, ``slow``: what the methods are, and how many burns were tried.
    target_pc, target_miss_km : float or None
    max_dv_m_s : float
    lead_s : list of float
        Times of the trade, the longest first; `burn_utc` says when.
    burn_utc : list of str
    size_m_s : list of float
    directions : list of str
    trade_miss_km, trade_pc : list of float or None
        By time, then direction, then size, the last fastest.
    smallest : list of BurnView
        The least burn that reaches the target, by time and direction.
    chosen : FlownView or None
        The least of all, flown.
    reason : str
        Why none: ``NO_BURN_NEEDED``, ``OUT_OF_REACH``, ``NO_PC``; else empty.
    """

    event: str
    object: str
    other: str
    record: str
    origin: str
    source: str
    mark: str
    grounds: str
    study_only: bool
    tca_utc: str
    period_s: float
    hard_body_radius_km: float
    default_hard_body: bool
    miss_distance_km: float
    pc: float | None
    pc_method: str
    paths: Paths
    target_pc: float | None
    target_miss_km: float | None
    max_dv_m_s: float
    lead_s: list[float]
    burn_utc: list[str]
    size_m_s: list[float]
    directions: list[str]
    trade_miss_km: list[float | None]
    trade_pc: list[float | None]
    smallest: list[BurnView]
    chosen: FlownView | None
    reason: str
