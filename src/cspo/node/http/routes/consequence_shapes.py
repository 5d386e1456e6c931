"""What the routes of consequence take: what is asked of a study, and how far it has come."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from cspo.node.http.routes.watch_shapes import Language
from cspo.node.http.study_room import StudyKind, StudyState
from cspo.operations.consequence.results import (
    BreakupResult,
    EnvironmentResult,
    LaunchResult,
    ServicesResult,
)

__all__ = [
    "BreakupAsked",
    "DraftAsked",
    "Drafted",
    "EnvironmentAsked",
    "Kept",
    "LaunchAsked",
    "ServicesAsked",
    "StudyLine",
    "StudyView",
]  # fmt: skip

_Object = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[!-~]+$")]
_MaybeObject = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[!-~]*$")]
_Utc = Annotated[str, msgspec.Meta(max_length=40, pattern=r"^[0-9TZ:.-]*$")]
_Study = Annotated[str, msgspec.Meta(max_length=32, pattern=r"^[0-9a-f]*$")]
_Seed = Annotated[int, msgspec.Meta(ge=0, le=4_294_967_295)]
_Mass = Annotated[float, msgspec.Meta(ge=1e-3, le=1e6)]
_Remark = Annotated[str, msgspec.Meta(max_length=2_000)]
_Site = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=r"^[ -~]+$")]


class BreakupAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something broke up, or is supposed to have.

    Parameters
    ----------
    object : str
        What broke up, as the sky names it.
    at_utc : str
        When; empty: now.
    kind : str
    happened : str
        ``supposed`` or ``reported``: records and the notice say which.
    other : str
        Of a collision: the other object of the sky; empty: one of `projectile_mass_kg`.
    mass_kg, projectile_mass_kg : float or None
        kg; null: by the object's size and class.
    relative_speed_km_s : float or None
        km/s; null: from both orbits, or 10 where there is one orbit alone.
    hours : float
        So long the pieces are screened, from `at_utc` on.
    smallest_m : float
        Pieces from this size on, m.
    lost : list of str
        Satellites that are held to be lost beside the object, for the services.
    seed : int
        Of the random numbers: the same gives the same answer.
    """

    object: _Object
    at_utc: _Utc = ""
    kind: Literal["explosion", "collision"] = "explosion"
    happened: Literal["supposed", "reported"] = "supposed"
    other: _MaybeObject = ""
    mass_kg: _Mass | None = None
    projectile_mass_kg: _Mass | None = None
    relative_speed_km_s: Annotated[float, msgspec.Meta(gt=0.0, le=20.0)] | None = None
    hours: Annotated[float, msgspec.Meta(ge=1.0, le=72.0)] = 24.0
    smallest_m: Annotated[float, msgspec.Meta(ge=0.01, le=1.0)] = 0.05
    lost: Annotated[tuple[_Object, ...], msgspec.Meta(max_length=200)] = ()
    seed: _Seed = 1


class LaunchAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a launch has to wait.

    Parameters
    ----------
    site : str
        Of those that cspo knows (`sites` of `/api/v1/consequence/launch-sites`).
    altitude_km, inclination_deg : float
        Of the circular orbit that it goes to.
    start_utc : str
        Of the window; empty: now.
    hours : float
        Of the window.
    study : str
        A study of a break-up: closures before and after it; empty: before alone.
    seed : int
    """

    site: _Site
    altitude_km: Annotated[float, msgspec.Meta(ge=180.0, le=2_000.0)] = 500.0
    inclination_deg: Annotated[float, msgspec.Meta(ge=0.0, le=150.0)] = 97.4
    start_utc: _Utc = ""
    hours: Annotated[float, msgspec.Meta(ge=0.1, le=48.0)] = 4.0
    study: _Study = ""
    seed: _Seed = 1


class ServicesAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What fails when satellites are lost.

    Parameters
    ----------
    lost : list of str
        Objects of the sky.
    constellation : str
        All whose names begin so are lost, too, such as ``NAVSTAR``; empty: none.
    at_utc : str
        From when on; empty: now.
    seed : int
    """

    lost: Annotated[tuple[_Object, ...], msgspec.Meta(max_length=500)] = ()
    constellation: Annotated[str, msgspec.Meta(max_length=40, pattern=r"^[ -~]*$")] = ""
    at_utc: _Utc = ""
    seed: _Seed = 1


class EnvironmentAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many objects there will be, shell by shell.

    Parameters
    ----------
    years : float
    launches_per_year : float or None
        Null: as in the years before.
    disposal_success : float
        Part of the satellites that leave at the end of their lives.
    explosions_per_year : float or None
        Null: as in the years before.
    seed : int
    """

    years: Annotated[float, msgspec.Meta(ge=1.0, le=200.0)] = 100.0
    launches_per_year: Annotated[float, msgspec.Meta(ge=0.0, le=20_000.0)] | None = None
    disposal_success: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.9
    explosions_per_year: Annotated[float, msgspec.Meta(ge=0.0, le=1_000.0)] | None = None
    seed: _Seed = 1


class StudyLine(msgspec.Struct, frozen=True, kw_only=True):
    """A study in a list.

    Parameters
    ----------
    id : str
    kind : str
    state : str
        ``waiting``, ``reckoning``, ``done``, ``failed``, ``stopped``.
    share : float
        Of the work that is done, 0 to 1.
    step : str
        What is being done, in words.
    title : str
        What was asked, in words.
    asked_utc : str
    took_s : float
        Seconds of work so far.
    yours : bool
        The caller asked for it, and may stop it.
    mark : str
        The mark of all that it rests on.
    fault, hint : str
        Why it failed, and what to do; else empty.
    records : list of str
        What it was kept as: the event first, then its assessments; empty: not kept.
    """

    id: str
    kind: StudyKind
    state: StudyState
    share: float
    step: str
    title: str
    asked_utc: str
    took_s: float
    yours: bool
    mark: str
    fault: str
    hint: str
    records: list[str]


class StudyView(StudyLine, frozen=True, kw_only=True):
    """A study, whole: what was asked, and once it is done the result of its kind.

    Parameters
    ----------
    asked : BreakupAsked or LaunchAsked or ServicesAsked or EnvironmentAsked
        By `kind`: the other three are null.
    breakup, launch, services, environment
        The result; null where it is of another kind or not done.
    """

    breakup_asked: BreakupAsked | None = None
    launch_asked: LaunchAsked | None = None
    services_asked: ServicesAsked | None = None
    environment_asked: EnvironmentAsked | None = None
    breakup: BreakupResult | None = None
    launch: LaunchResult | None = None
    services: ServicesResult | None = None
    environment: EnvironmentResult | None = None


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The records that a study was kept as.

    Parameters
    ----------
    event : str
        Of kind ``behavior-event``; empty where the study is of no event.
    assessments : list of str
        Of kind ``assessment``.
    mark : str
        The join of the marks of all that it rests on.
    """

    event: str
    assessments: list[str]
    mark: str


class DraftAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page to look at before anybody else does.

    Parameters
    ----------
    languages : list of str
        Each once.
    remarks : dict
        What is added, by language.
    """

    languages: Annotated[tuple[Language, ...], msgspec.Meta(min_length=1, max_length=3)] = ("en",)
    remarks: dict[Language, _Remark] = {}


class Drafted(msgspec.Struct, frozen=True, kw_only=True):
    """The page as it would go out. Nothing has: a person issues it with POST /api/v1/notices.

    Parameters
    ----------
    titles, texts : dict
        By language; the number stands as ``DRAFT``.
    records : list of str
        What to issue it of; empty until the study is kept.
    mark : str
        That it will carry.
    warn : list of str
        Parties that it is for.
    """

    titles: dict[str, str]
    texts: dict[str, str]
    records: list[str]
    mark: str
    warn: list[str]
