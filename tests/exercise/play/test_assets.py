"""Nations of a play have what the scenario says that they own."""

from __future__ import annotations

import pytest

from cspo.consequence.launch import launch_site
from cspo.exercise.play.assets import assets_text
from cspo.exercise.scenario.shipped import SHIPPED, read_scenario
from cspo.markings.parties import sponsor_of
from cspo.operations.assess import read_assets
from cspo.time import Epoch


@pytest.mark.parametrize("name", SHIPPED)
def test_each_nation_has_the_payloads_that_it_owns_and_what_rests_on_them(name: str) -> None:
    scenario = read_scenario(name)
    for nation in scenario.nations:
        owned = {
            f"norad:{asset.norad_id}": set(asset.services) for asset in scenario.world.assets
            if sponsor_of(asset.owner) == nation and asset.object_type == "PAYLOAD"
        }  # fmt: skip
        planned = {
            each.site: each.opens_s for each in scenario.world.launches if each.nation == nation
        }
        text = assets_text(scenario, nation)
        assert bool(text) == bool(owned or planned)
        if text:
            made = read_assets(text, "assets.toml")
            assert {each.objects[0] for each in made.assets if each.flies} == owned.keys()
            sites = {each.id: each.launch for each in made.assets if not each.flies}
            assert sites.keys() == planned.keys()
            for name, launch in sites.items():
                assert launch is not None
                assert launch.opens == Epoch.from_utc(scenario.starts_utc) + planned[name]
                assert launch.pad == launch_site(name), "it is where cspo knows it"
            assert {each.name for each in made.services} == set().union(*owned.values())
            assert set(made.assets[0].mark.releasable_to) == set(scenario.nations)
