"""Files of assets: the samples, and every fault with its line."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
from assessing import FILE

from cspo.errors import MalformedMessage
from cspo.markings import NATIONS
from cspo.operations.assess import AssetKind, read_assets, sample_assets
from cspo.operations.assess.assets_file import assets_faults

HEAD = FILE.partition("[[asset]]")[0]


def test_satellites_of_the_samples_are_those_that_the_catalogue_calls_so(data_dir: Path) -> None:
    """CelesTrak's names of 2025-01-13, without signs and what stands in brackets."""
    with gzip.open(data_dir / "catalog" / "celestrak_full_20250113.csv.gz", "rt") as file:
        names = {f"norad:{row['norad_id']}": row["name"] for row in csv.DictReader(file)}

    def plain(text: str) -> str:
        kept = "".join(each for each in text.upper().partition(" (")[0] if each.isalnum())
        return kept.removeprefix("COSMOSKYMED").replace("TANDEMXGFZ", "TANDEMX")

    checked = 0
    for nation in NATIONS:
        assets = sample_assets(nation)
        assert assets.nation == nation
        assert assets.services
        for asset in assets.assets:
            assert not asset.flies or asset.objects
            for name in asset.objects if asset.kind is AssetKind.SATELLITE else ():
                other = plain(names[name])
                assert plain(asset.name) in (other, other.replace("PLEIADES1", "PLEIADES1A"))
                checked += 1
    assert checked >= 35


ASSET = '[[asset]]\nid = "a"\nname = "A"\nkind = "crew"\n'
SATELLITE = ASSET.replace("crew", "satellite")
SERVICE = '[[service]]\nid = "s"\nname = "S"\n'
SWITCH = 'options = [{ do = "switch-service", to = "b" }]\n'


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        (ASSET.replace('"a"', '"A b"'), "id", "small letters"),
        (ASSET.replace("crew", "ship"), "kind", "one of"),
        (SATELLITE, "[[asset]]", "objects of what flies"),
        (SATELLITE + 'objects = ["25544"]\n', "objects", "scheme:value"),
        (ASSET.replace("crew", "feed") + 'of = "Norway"\n', "of", "partner"),
        (ASSET + "storm = 9\n", "storm", "up to 5"),
        (ASSET + 'mark = "U//REL TO FRA"\n', "mark", "NOR"),
        (ASSET + 'mark = "U//REL TO XYZ"\n', "mark", "read assets"),
        (ASSET + 'criticallity = "vital"\n', "criticallity", "criticality"),
        (ASSET + 'users = ["everybody"]\n', "users", "party"),
        (ASSET + "silent_minutes = nan\n", "silent_minutes", "number"),
        (SERVICE + 'rests_on = ["b"]\n', "rests_on", "an asset of the file"),
        (SERVICE + "rests_on = []\n", "rests_on", "one or more assets"),
        (ASSET + SWITCH, "options", "a service of the file"),
        (ASSET + 'options = [{ do = "jam" }]\n', "options", "do"),
    ],
)
def test_each_fault_has_its_line(text: str, field: str, expected: str) -> None:
    whole = HEAD + text
    _, faults = assets_faults(whole.encode(), "assets.toml")
    assert faults, "it is refused"
    assert faults[0].line is not None
    assert whole.splitlines()[faults[0].line - 1].startswith(field), str(faults[0])
    assert expected in str(faults[0])


def test_all_faults_come_at_once_and_ids_once_only() -> None:
    same = ASSET * 2
    _, faults = assets_faults((HEAD + same).encode(), "assets.toml")
    lines = (HEAD + same).splitlines()
    assert [lines[each.line - 1] for each in faults if each.line] == ['id = "a"']
    with pytest.raises(MalformedMessage, match="each once"):
        read_assets((HEAD + same).encode(), "assets.toml")


def test_the_units_of_a_service_are_counted_where_nothing_is_said() -> None:
    text = FILE.replace("needs = 1\n", "")
    assert read_assets(text.encode(), "assets.toml").services[0].needs == 2


def test_no_file_is_so_large_that_it_is_read() -> None:
    _, faults = assets_faults(b"#" * 2_000_000, "assets.toml")
    assert "at most" in str(faults[0])
