"""What the route of one encounter answers: all that its page draws."""

from __future__ import annotations

import msgspec

from cspo.records.bodies.conjunction import Probability

__all__ = [
    "EllipseView", "EncounterView", "OrbitView", "PlaneView", "ReckonedView", "SideView",
    "SourceView", "StoryLine", "ToldLine",
]  # fmt: skip


class EllipseView(msgspec.Struct, frozen=True, kw_only=True):
    """One standard deviation of a position in the encounter plane.

    Parameters
    ----------
    semi_major_km, semi_minor_km : float
        1 σ along its axes.
    angle_rad : float
        Of the major axis from across towards up.
    """

    semi_major_km: float
    semi_minor_km: float
    angle_rad: float


class PlaneView(msgspec.Struct, frozen=True, kw_only=True):
    """The plane across the relative velocity, object 1 at the origin.

    Parameters
    ----------
    across_km, up_km : float
        Where object 2 passes: up is away from the Earth, across to the right of who looks
        along its motion.
    miss_distance_km : float
        From the origin to there.
    tca_shift_s : float
        From the source's time of closest approach to that of straight lines.
    ellipse1, ellipse2, combined : EllipseView or None
        Of each object and of the difference; null where the source states no covariance.
    """

    across_km: float
    up_km: float
    miss_distance_km: float
    tca_shift_s: float
    ellipse1: EllipseView | None
    ellipse2: EllipseView | None
    combined: EllipseView | None


class OrbitView(msgspec.Struct, frozen=True, kw_only=True):
    """The orbit of one object that a source rests on.

    Parameters
    ----------
    origin, source, record : str
        ``elements``, ``state``, ``ephemeris`` or ``unknown``; whose; where it stands.
    epoch_utc : str or None
    age_s : float or None
        From its epoch to closest approach.
    period_s : float or None
        Of the orbit.
    covariance : str
        How its covariance came about; empty: there is none.
    sigma_rtn_km : list of float or None
        Standard deviations of its position in R, T, N of the object.
    hard_body_source : str
    maneuverability : str
    """

    origin: str
    source: str
    record: str
    epoch_utc: str | None
    age_s: float | None
    period_s: float | None
    covariance: str
    sigma_rtn_km: list[float] | None
    hard_body_source: str
    maneuverability: str


class ReckonedView(msgspec.Struct, frozen=True, kw_only=True):
    """What the node itself makes of a source's states and covariances.

    Parameters
    ----------
    pc : float or None
        By the first method whose assumptions hold; null: none does.
    pc_method : str
    max_pc : float or None
    straight : bool
        Whether the plane method's assumptions hold, as far as the covariances tell.
    violations, flags : list of str
    """

    pc: float | None
    pc_method: str
    max_pc: float | None
    straight: bool
    violations: list[str]
    flags: list[str]


class SourceView(msgspec.Struct, frozen=True, kw_only=True):
    """What one source says of the event now.

    Parameters
    ----------
    record : str
        Where it stands; empty: the node's screening, of which no record was made.
    own : bool
        Whether it is the newest screening of this node.
    origin, source, mark, created_utc, ingested_utc : str
    tca_utc : str
    miss_distance_km, relative_speed_km_s, hard_body_radius_km, pc, max_pc : float or None
    pc_method : str
    probabilities : list of Probability
        What each method says, reported or not.
    violations, flags : list of str
        Assumptions that do not hold; what limits the answer.
    advice, grounds : str
        What the numbers call for, and what they rest on: ``stale``, ``elements``, ``unstated``,
        ``determined``.
    relative_rtn_km, relative_rtn_km_s : list of float or None
        Object 2 from object 1 in R, T, N of object 1.
    orbit1, orbit2 : OrbitView
    reckoned : ReckonedView or None
        Null where it states no covariances of both objects.
    plane : PlaneView or None
    why_no_plane : str
        In words; empty where there is one.
    """

    record: str
    own: bool
    origin: str
    source: str
    mark: str
    created_utc: str
    ingested_utc: str
    tca_utc: str
    miss_distance_km: float
    relative_speed_km_s: float | None
    hard_body_radius_km: float | None
    pc: float | None
    max_pc: float | None
    pc_method: str
    probabilities: list[Probability]
    violations: list[str]
    flags: list[str]
    advice: str
    grounds: str
    relative_rtn_km: list[float] | None
    relative_rtn_km_s: list[float] | None
    orbit1: OrbitView
    orbit2: OrbitView
    reckoned: ReckonedView | None
    plane: PlaneView | None
    why_no_plane: str


class StoryLine(msgspec.Struct, frozen=True, kw_only=True):
    """One report of the event, as it was.

    Parameters
    ----------
    record, origin, source, created_utc, mark : str
    version : int
    latest : bool
        Whether it is what that source says now.
    tca_utc : str
    miss_distance_km, pc, max_pc, oldest_age_s : float or None
    pc_method, advice, grounds : str
    violations, flags : list of str
    """

    record: str
    origin: str
    source: str
    created_utc: str
    mark: str
    version: int
    latest: bool
    tca_utc: str
    miss_distance_km: float
    pc: float | None
    max_pc: float | None
    oldest_age_s: float | None
    pc_method: str
    advice: str
    grounds: str
    violations: list[str]
    flags: list[str]


class SideView(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two objects, as far as the caller may know.

    Parameters
    ----------
    object, name, owner, type, designator : str
    party : str
        Of the coalition: who operates it, or owns it; empty: nobody that is known.
    claimed_by : str
        Who says so.
    maneuver_class : str
        ``maneuverable``, ``nonmaneuverable``, ``crewed``, ..., ``unknown``.
    ours : bool
        Whether it is the caller's party's.
    """

    object: str
    name: str
    owner: str
    type: str
    designator: str
    party: str
    claimed_by: str
    maneuver_class: str
    ours: bool


class ToldLine(msgspec.Struct, frozen=True, kw_only=True):
    """A party that was warned of the event.

    Parameters
    ----------
    party : str
    by, warning : str
        By whom, in which record.
    number : int
    issue, severity, asks : str
    at_utc : str
        When that warning was made.
    act_by_utc : str or None
    progress, progress_utc, role : str
        How far the party says it has come; empty: it has not answered.
    """

    party: str
    by: str
    warning: str
    number: int
    issue: str
    severity: str
    asks: str
    at_utc: str
    act_by_utc: str | None
    progress: str
    progress_utc: str
    role: str


class EncounterView(msgspec.Struct, frozen=True, kw_only=True):
    """One event: all that its page draws.

    Parameters
    ----------
    event : str
    now_utc : str
        By the node's clock.
    tca_utc : str
        Of the first source.
    side1, side2 : SideView
        Every source below has them in this order.
    sources : list of SourceView
        Our screening first, then by origin; what each says now.
    story : list of StoryLine
        Every report in the order in which it was made.
    story_left_out : int
        Older reports that are not in it.
    told : list of ToldLine
    """

    event: str
    now_utc: str
    tca_utc: str
    side1: SideView
    side2: SideView
    sources: list[SourceView]
    story: list[StoryLine]
    story_left_out: int
    told: list[ToldLine]
