"""What each nation of a play has: its file of assets, from what the scenario says of them."""

from __future__ import annotations

import re
from typing import Final

from cspo.exercise.scenario import Scenario
from cspo.exercise.scenario.world_parts import Asset
from cspo.markings.parties import sponsor_of
from cspo.time import Epoch

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
_MOVE: Final = '{ do = "move", needs_hours = 6.0 }'
_NOTIFY: Final = '{ do = "notify", needs_hours = 0.5 }'


def assets_text(scenario: Scenario, nation: str) -> bytes:
    """A nation's file of assets; empty where the scenario gives it none.

    Payloads that it owns are its assets; a service falls short where the last of those that it
    rests on is lost.

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
    if not owned:
        return b""
    day = Epoch.from_utc(scenario.starts_utc).utc_iso(0)[:10]
    readers = ", ".join(sorted(scenario.nations))
    blocks = [_HEAD.format(nation=nation, name=scenario.name, day=day, readers=readers)]
    blocks += [_asset(asset, nation) for asset in owned]
    for service in sorted({name for asset in owned for name in asset.services}):
        rest = ", ".join(f'"{_id(asset)}"' for asset in owned if service in asset.services)
        name = f"service-{_plain(service)[:40]}".rstrip("-")
        blocks.append(_SERVICE.format(id=name, name=service, assets=rest, nation=nation))
    return "".join(blocks).encode()


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
