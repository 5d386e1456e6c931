"""What each nation of a play has: its file of assets, from what the scenario says of them."""

from __future__ import annotations

import re
from typing import Final

from cspo.consequence.launch import launch_site
from cspo.errors import CspoError
from cspo.exercise.scenario import Scenario
from cspo.exercise.scenario.world_parts import Asset, Launch
from cspo.markings.parties import sponsor_of
from cspo.operations.assess.launch_table import LONGEST_S
from cspo.operations.assess.planned import PlannedLaunch
from cspo.time import Epoch
from cspo.units import DEG_RAD

__all__ = ["assets_text"]

_HEAD: Final = """\
# Assets of {nation} in the exercise {name}, as its scenario has them.

[assets]
nation = "{nation}"
as_of = {day}
source = "scenario {name}"
mark = "U//REL TO {readers}"
share = true
"""
_ASSET: Final = """
[[asset]]
id = "{id}"
name = {name}
kind = "satellite"
objects = ["norad:{norad_id}"]
owner = "{owner}"
users = ["{nation}"]
criticality = "important"
options = [{options}]
"""
_SERVICE: Final = """
[[service]]
id = "{id}"
name = "{name}"
rests_on = [{assets}]
needs = 1
owner = "{nation}"
users = ["{nation}"]
criticality = "important"
"""
_LAUNCH: Final = """
[[asset]]
id = "{id}"
name = "{name}"
kind = "launch-site"
owner = "{nation}"
users = ["{nation}"]
criticality = "important"
options = [{{ do = "notify", needs_hours = 0.5 }}]

[asset.launch]
site = "{site}"
{place}altitude_km = {altitude_km}
inclination_deg = {inclination_deg}
opens = {opens}
closes = {closes}
active_km = {active_km}
debris_km = {debris_km}
"""
_SAME_PLACE_DEG: Final = 0.1
_MOVE: Final = '{ do = "move", needs_hours = 6.0 }'
_NOTIFY: Final = '{ do = "notify", needs_hours = 0.5 }'


def assets_text(scenario: Scenario, nation: str) -> bytes:
    """A nation's file of assets; empty where the scenario gives it none.

    Payloads that it owns are its assets; a service falls short where the last of those that it
    rests on is lost. So are its launches that a node can look at, the first from a site under
    the name of the site and any other under its own.

    Parameters
    ----------
    scenario : Scenario
    nation : str
        One of its nations.
    """
    owned = [
        asset for asset in scenario.world.assets
        if asset.owner and sponsor_of(asset.owner) == nation and asset.object_type == "PAYLOAD"
    ]  # fmt: skip
    launches = _launches(scenario, nation)
    if not owned and not launches:
        return b""
    day = Epoch.from_utc(scenario.starts_utc).utc_iso(0)[:10]
    readers = ", ".join(sorted(scenario.nations))
    blocks = [_HEAD.format(nation=nation, name=scenario.shown_name, day=day, readers=readers)]
    blocks += [_asset(asset, nation) for asset in owned]
    for service in sorted({name for asset in owned for name in asset.services}):
        rest = ", ".join(f'"{_id(asset)}"' for asset in owned if service in asset.services)
        name = f"service-{_plain(service)[:40]}".rstrip("-")
        blocks.append(_SERVICE.format(id=name, name=service, assets=rest, nation=nation))
    return "".join([*blocks, *launches]).encode()


def _launches(scenario: Scenario, nation: str) -> list[str]:
    planned = [each for each in scenario.world.launches if each.nation == nation]
    planned = [each for each in planned if _is_looked_at(scenario, each)]
    starts, blocks, ids = Epoch.from_utc(scenario.starts_utc), [], set[str]()
    for launch in sorted(planned, key=lambda each: (each.opens_s, each.name)):
        name = _plain(launch.site)[:60].strip("-")
        name = _plain(launch.name) if name in ids or not name else name
        ids.add(name)
        text = _LAUNCH.format(
            id=name, name=launch.name, nation=nation, site=_plain(launch.site) or name,
            place=_place(launch), altitude_km=launch.altitude_km,
            inclination_deg=launch.inclination_deg, active_km=launch.active_km,
            debris_km=launch.debris_km, opens=(starts + launch.opens_s).utc_iso(0),
            closes=(starts + launch.closes_s).utc_iso(0),
        )  # fmt: skip
        blocks.append(text)
    return blocks


def _place(launch: Launch) -> str:
    """Where its site is; nothing of a site that cspo knows there: it knows more of it."""
    try:
        site = launch_site(_plain(launch.site))
    except CspoError:
        site = None
    if site is not None:
        apart_deg = (launch.longitude_deg - site.longitude_rad / DEG_RAD + 180.0) % 360.0 - 180.0
        up_deg = launch.latitude_deg - site.latitude_rad / DEG_RAD
        if max(abs(apart_deg), abs(up_deg)) < _SAME_PLACE_DEG:
            return ""
    return (
        f"latitude_deg = {float(launch.latitude_deg)}\n"
        f"longitude_deg = {float(launch.longitude_deg)}\n"
    )


def _is_looked_at(scenario: Scenario, launch: Launch) -> bool:
    """Whether an orbit is one that is reached from its site by the way up that is known."""
    starts = Epoch.from_utc(scenario.starts_utc)
    planned = PlannedLaunch(
        site=launch.name, place_deg=(launch.latitude_deg, launch.longitude_deg),
        altitude_km=launch.altitude_km, inclination_deg=launch.inclination_deg,
        opens=starts + launch.opens_s, closes=starts + launch.closes_s,
    )  # fmt: skip
    try:
        _ = planned.ascent
    except CspoError:
        return False
    return launch.closes_s - launch.opens_s <= LONGEST_S


def _asset(asset: Asset, nation: str) -> str:
    options = ", ".join((_MOVE, _NOTIFY) if asset.can_burn else (_NOTIFY,))
    name = asset.name.replace("\\", "\\\\").replace('"', '\\"')
    return _ASSET.format(
        id=_id(asset), name=f'"{name}"', norad_id=asset.norad_id, owner=asset.owner, nation=nation,
        options=options,
    )  # fmt: skip


def _id(asset: Asset) -> str:
    return f"{_plain(asset.name)}-{asset.norad_id}".lstrip("-")


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
