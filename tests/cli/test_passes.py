"""``cspo passes``: machine output, sites by name and place, bad input."""

from __future__ import annotations

import pytest

from tests.cli.bad_files import MAKERS
from tests.cli.written import oem_text

FIELDS = {
    "object", "name", "site", "rise_utc", "top_utc", "set_utc", "duration_s", "begins_before",
    "ends_after", "visible_utc", "magnitude", "rcs_m2", "rcs_needed_m2",
    *(f"{when}_{what}" for when in ("rise", "top", "set")
      for what in ("azimuth_deg", "elevation_deg", "range_km")),
}  # fmt: skip
HERE = "50.617,7.130,250"
TABLE = b"""name,system,operator_nation,lat_deg,lon_deg,alt_m,type,min_az_deg,max_az_deg,min_el_deg
"Wachtberg, Germany",TIRA,DEU,50.6166,7.1296,0.0,mechanical,0,360,1.5
"Zimmerwald, Switzerland",ZimLAT,OTHER,46.877,7.465,0.0,optical,0,360,10
"Zimmerwald, Switzerland",ZimSMART,OTHER,46.877,7.465,0.0,optical,0,360,10
Orbit,,,,,,space_based_optical,,,
"""


@pytest.fixture
def sites(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_bytes(TABLE)
    return path


def test_json_has_the_fields_of_the_page(cli, real_file):
    outcome = cli("passes", real_file, "--object", 7, "--site", HERE, "--days", 2, "--json")
    assert outcome.code == 0, outcome.err
    lines = outcome.lines()
    assert lines
    assert all(set(line) == FIELDS for line in lines)
    assert [line["rise_utc"] for line in lines] == sorted(line["rise_utc"] for line in lines)
    for line in lines:
        assert line["object"] == "norad:7"
        assert line["site"] == HERE
        assert line["rise_utc"] <= line["top_utc"] <= line["set_utc"]
        assert line["rise_elevation_deg"] == pytest.approx(0.0, abs=1e-3) or line["begins_before"]
        assert line["top_elevation_deg"] >= line["rise_elevation_deg"]
        assert line["visible_utc"] is None


def test_sites_by_identifier_by_system_and_several_at_once(cli, real_file, sites):
    def named(*wanted: str) -> set[str]:
        options = [part for name in wanted for part in ("--site", name)]
        outcome = cli("passes", real_file, "--object", 7, "--sites", sites, *options,
                      "--days", 1, "--json")  # fmt: skip
        assert outcome.code == 0, outcome.err
        return {line["site"] for line in outcome.lines()}

    assert named("tira") == {"wachtberg-germany"}
    assert named("ZimSMART") == {"zimmerwald-switzerland-zimsmart"}
    assert named("tira", "zimlat") == {"wachtberg-germany", "zimmerwald-switzerland-zimlat"}


def test_limits_of_the_table_hold_unless_told(cli, real_file, sites):
    def least(*options: object) -> float:
        outcome = cli("passes", real_file, "--object", 7, "--sites", sites, "--site", "zimlat",
                      *options, "--json")  # fmt: skip
        return min(line["rise_elevation_deg"] for line in outcome.lines())

    assert least() == pytest.approx(10.0, abs=1e-3)
    assert least("--whole-sky") == pytest.approx(0.0, abs=1e-3)
    assert least("--min-elevation-deg", 5) == pytest.approx(5.0, abs=1e-3)


def test_the_table_of_the_data_folder_is_taken(cli, real_file, sites, tmp_path, monkeypatch):
    folder = tmp_path / "data" / "sensors"
    folder.mkdir(parents=True)
    (folder / "sensor_sites.csv").write_bytes(TABLE)
    monkeypatch.setenv("CSPO_DATA", str(tmp_path / "data"))
    assert cli("passes", real_file, "--site", "tira", "--object", 7, "--days", 0.1).code == 0


def test_visible_and_bright(cli, real_file):
    common = ("passes", real_file, "--site", HERE, "--days", 0.3, "--json")
    every = cli(*common).lines()
    lit = cli(*common, "--visible", "--size-m", 3).lines()
    assert 0 < len(lit) < len(every)
    assert all(line["visible_utc"] for line in lit)
    assert all(0.0 < line["magnitude"] < 25.0 for line in lit)
    for line in lit:
        for begin, end in line["visible_utc"]:
            assert line["rise_utc"] <= begin < end <= line["set_utc"]


def test_a_radar_loses_what_is_small_and_far(cli, simulated_file):
    common = ("passes", simulated_file, "--site", HERE, "--days", 0.2, "--json")
    near = cli(*common, "--radar-range-km", 500).lines()
    far = cli(*common, "--radar-range-km", 50_000).lines()
    assert all(
        line["rcs_needed_m2"] == pytest.approx((line["top_range_km"] / 500) ** 4, rel=1e-3)
        for line in near
    )
    assert all(line["rcs_m2"] is None or line["rcs_m2"] >= line["rcs_needed_m2"] for line in near)
    assert len(near) <= len(far)
    small = cli(*common, "--radar-range-km", 500, "--size-m", 0.001).lines()
    assert {line["rcs_m2"] for line in small} <= {line["rcs_m2"] for line in near} - {None}
    assert "SIMULATED" in cli(*common).err


def test_an_oem_has_passes(cli, tmp_path):
    path = tmp_path / "orbit.oem"
    path.write_bytes(oem_text())
    outcome = cli("passes", path, "--site", "0,0", "--site", "0,40", "--json")
    assert outcome.code == 0, outcome.err
    assert {line["object"] for line in outcome.lines()} == {"2030-001A"}
    assert cli("passes", path, "--site", HERE, "--object", 7).code == 2


def test_words_for_people(cli, real_file):
    outcome = cli("passes", real_file, "--site", HERE, "--visible", "--days", 0.2)
    assert outcome.code == 0
    assert " passes from " in outcome.out
    assert "rise UTC" in outcome.out


@pytest.mark.parametrize(
    "options",
    [
        ("--site", "nowhere"), ("--site", "zimmerwald"), ("--site", ""), ("--site", "91,0"),
        ("--site", HERE, "--days", 0), ("--site", HERE, "--days", 61),
        ("--site", HERE, "--days", "nan"), ("--site", HERE, "--object", 99_999_999),
        ("--site", HERE, "--start", "noon"), ("--site", HERE, "--size-m", 0),
        ("--site", HERE, "--radar-range-km", -1), ("--site", HERE, "--min-elevation-deg", 91),
        (),
    ],
)  # fmt: skip
def test_bad_usage_is_exit_code_two(cli, real_file, sites, options):
    outcome = cli("passes", real_file, "--sites", sites, *options)
    assert outcome.code == 2, outcome.err
    assert outcome.out == ""


def test_without_a_table_it_says_how_to_name_one(cli, real_file):
    outcome = cli("passes", real_file, "--site", "tira")
    assert outcome.code == 2
    assert "--sites" in outcome.err


@pytest.mark.parametrize("name", ["html", "empty", "binary", "missing", "good_tle", "truncated_gz"])
def test_what_is_no_table_is_told(cli, real_file, tmp_path, real_tle, name):
    table = MAKERS[name](tmp_path, real_tle)
    outcome = cli("passes", real_file, "--sites", table, "--site", "tira")
    assert outcome.code == 3, outcome.err
    assert outcome.err


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_bad_files_are_told_and_the_good_objects_kept(cli, tmp_path, real_tle, name):
    outcome = cli("passes", MAKERS[name](tmp_path, real_tle), "--site", HERE, "--days", 0.02)
    assert outcome.code in {0, 3}, outcome.err
    assert outcome.code == 0 or outcome.err
