"""Sensor sites, and what stands over them now: by the node's own reckoning."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
import numpy as np
from litestar.params import PathParameter, QueryParameter
from numpy.typing import NDArray

from cspo.dynamics import Sgp4Bulk
from cspo.frames import Frame, rotation
from cspo.markings import sponsor_of
from cspo.node.http.callers import Caller
from cspo.node.http.earth import earth_orientation
from cspo.node.http.faults import not_found
from cspo.node.http.gate import Gate
from cspo.node.http.rights import Right
from cspo.node.http.routes.instants import near_instant_of
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.row_marks import RowMarks
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import SeenSky
from cspo.node.sites import KnownSites, known_sites
from cspo.sensing import Site
from cspo.sensing.overhead import Overhead, Sunlight, overhead
from cspo.time import Epoch
from cspo.units import DEG_RAD

__all__ = ["handlers"]

Floats = NDArray[np.float64]

At = Annotated[str, QueryParameter(max_length=40, description="Instant, UTC; without it now.")]


class SiteField(msgspec.Struct, frozen=True, kw_only=True):
    """Where a sensor looks; null is no limit.

    Parameters
    ----------
    azimuth_deg : list
        From the first clockwise to the second, from north over east.
    elevation_deg, range_km : list
        Least and most.
    """

    azimuth_deg: list[float | None]
    elevation_deg: list[float | None]
    range_km: list[float | None]


class SiteView(msgspec.Struct, frozen=True, kw_only=True):
    """A site.

    Parameters
    ----------
    site : str
        Its identifier.
    name, system, nation, kind, source : str
        As its table has them.
    latitude_deg, longitude_deg, height_km : float
        Geodetic, WGS-84, longitude east.
    field : SiteField
    in_field : int
        Objects in its field of view.
    seen : int
        Of those what it can see: all for a radar; what is lit, before a dark sky, for a telescope.
    dark : bool or None
        Of a telescope, whether its sky is dark.
    """

    site: str
    name: str
    system: str
    nation: str
    kind: str
    source: str
    latitude_deg: float
    longitude_deg: float
    height_km: float
    field: SiteField
    in_field: int
    seen: int
    dark: bool | None


class SitesView(msgspec.Struct, frozen=True, kw_only=True):
    """All sites that the node knows.

    Parameters
    ----------
    at_utc : str
        The instant.
    items : list
    problem : str
        What is wrong with the node's table of sites; empty: nothing.
    """

    at_utc: str
    items: list[SiteView]
    problem: str


class SeenObject(msgspec.Struct, frozen=True, kw_only=True):
    """An object in a field of view.

    Parameters
    ----------
    object, name, owner, type : str
        Empty: unknown.
    azimuth_deg, elevation_deg, range_km : float
        Without refraction and light time.
    lit : bool
        Whether the Sun shines on it.
    """

    object: str
    name: str
    owner: str
    type: str
    azimuth_deg: float
    elevation_deg: float
    range_km: float
    lit: bool


class SiteNow(msgspec.Struct, frozen=True, kw_only=True):
    """One site, and what is in its field of view.

    Parameters
    ----------
    at_utc : str
        The instant.
    site : SiteView
    items : list
        The highest first.
    total : int
        How many there are.
    mark : str
        The mark of what is listed.
    """

    at_utc: str
    site: SiteView
    items: list[SeenObject]
    total: int
    mark: str


@dataclass(frozen=True, slots=True)
class _Moment:
    """The sky over the Earth at one instant."""

    at: Epoch
    sky: SeenSky | None
    r_itrf_km: Floats
    light: Sunlight


@read("/api/v1/sites", Right.READ, "Sensor sites, and how much each sees now", cache=False)
def list_sites(node: NodeHere, caller: CallerHere, gate: GateHere, at: At = "") -> SitesView:
    """The sites of the node's own table, `sites.csv`; it is shown to its nation's people alone."""
    known = _known(node, caller)
    moment = _moment(node, caller, gate, at)
    return SitesView(
        at_utc=moment.at.utc_iso(3), problem=known.problem,
        items=[_site(site, overhead(site, moment.r_itrf_km), moment) for site in known.sites],
    )  # fmt: skip


@read("/api/v1/sites/{site_id:str}", Right.READ, "One site, and what it sees now", cache=False)
def get_site(
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    site_id: Annotated[
        str, PathParameter(max_length=200, description="Its identifier: `wachtberg-germany`.")
    ],
    at: At = "",
    limit: Annotated[int, QueryParameter(ge=1, le=2_000, description="At most so many.")] = 200,
) -> SiteNow:
    """By the elements that the node goes by, or the newest that the caller may see."""
    site = next((each for each in _known(node, caller).sites if each.site_id == site_id), None)
    if site is None:
        raise not_found("site")
    moment = _moment(node, caller, gate, at)
    found = overhead(site, moment.r_itrf_km)
    names: list[str] = []
    items: list[SeenObject] = []
    mark = ""
    if moment.sky is not None and len(found):
        lit = moment.light.lit(moment.r_itrf_km[found.row[:limit]])
        items = [_seen(moment.sky, found, k, lit=bool(lit[k])) for k in range(len(lit))]
        names = [each.object for each in items]
        mark = RowMarks(node, caller, moment.sky).joined(names)
    return SiteNow(
        at_utc=moment.at.utc_iso(3), site=_site(site, found, moment), items=items,
        total=len(found), mark=mark,
    )  # fmt: skip


def _known(node: RunningNode, caller: Caller) -> KnownSites:
    """A nation's sites are its own affair: its people and its organizations see them."""
    if sponsor_of(caller.party) != node.home.nation:
        return KnownSites()
    return known_sites(node.home.path)


def _moment(node: RunningNode, caller: Caller, gate: Gate, at: str) -> _Moment:
    when = near_instant_of(at, "at", node.clock.now())
    sky = gate.skies.of(node, caller)
    r_itrf_km = np.zeros((0, 3))
    if sky is not None and len(sky.identity):
        states, _ = Sgp4Bulk(sky.catalog).propagate(when, np.zeros(1))
        turn = rotation(Frame.TEME, Frame.ITRF, when.tai_ns, earth_orientation())
        r_itrf_km = (turn @ states[0, :3]).T
    return _Moment(when, sky, r_itrf_km, Sunlight(when, earth_orientation()))


def _site(site: Site, found: Overhead, moment: _Moment) -> SiteView:
    dark = moment.light.is_dark(site) if site.is_optical else None
    seen = len(found)
    if dark is not None:
        seen = int(moment.light.lit(moment.r_itrf_km[found.row]).sum()) if dark and seen else 0
    field = site.field_of_view
    return SiteView(
        site=site.site_id, name=site.name, system=site.system, nation=site.nation, kind=site.kind,
        source=site.source, latitude_deg=round(site.latitude_rad / DEG_RAD, 6),
        longitude_deg=round(site.longitude_rad / DEG_RAD, 6), height_km=round(site.height_km, 4),
        field=SiteField(
            azimuth_deg=_limits(field.azimuth_rad, 1.0 / DEG_RAD),
            elevation_deg=_limits(field.elevation_rad, 1.0 / DEG_RAD),
            range_km=_limits(field.range_km, 1.0),
        ),
        in_field=len(found), seen=seen, dark=dark,
    )  # fmt: skip


def _limits(pair: tuple[float, float], factor: float) -> list[float | None]:
    return [None if math.isnan(value) else round(value * factor, 4) for value in pair]


def _seen(sky: SeenSky, found: Overhead, k: int, *, lit: bool) -> SeenObject:
    row = int(found.row[k])
    catalog = sky.catalog
    return SeenObject(
        object=sky.identity[row], name=str(catalog.name[row]), owner=str(catalog.owner[row]),
        type=str(catalog.object_type[row]), lit=lit,
        azimuth_deg=round(float(found.azimuth_rad[k]) / DEG_RAD, 3),
        elevation_deg=round(float(found.elevation_rad[k]) / DEG_RAD, 3),
        range_km=round(float(found.range_km[k]), 2),
    )  # fmt: skip


handlers: Final = (list_sites, get_site)
