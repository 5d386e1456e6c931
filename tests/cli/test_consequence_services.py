"""``cspo consequence services``: machine output, tables, files of one's own, bad input."""

from __future__ import annotations

from pathlib import Path

import pytest

BELTS = """\
[belts]
as_of = "2024-11-01T00:00:00Z"
source = "made up"
[[rate]]
altitude_km = [300.0, 2000.0]
shielding_mm = 1.0
rate_krad_day = [1.0, 3.0, 9.0]
decay_days = [200.0, 200.0, 200.0]
[[rate]]
altitude_km = [300.0, 2000.0]
shielding_mm = 5.0
rate_krad_day = [0.1, 0.3, 0.9]
decay_days = [200.0, 200.0, 200.0]
[[satellite]]
objects = ["norad:990000001", "norad:5"]
shielding_mm = 1.0
remaining_krad = [10.0, 30.0, 90.0]
"""
COMMAND = ("consequence", "services", "reference", "--at", "2024-11-01T00:00:00Z")


def test_a_lost_constellation_in_json(cli) -> None:
    outcome = cli(*COMMAND, "--lost", "SIM GPS*", "--restoration-hours", "10,20,40", "--json")
    assert outcome.code == 0, outcome.err
    (line,) = outcome.lines()
    assert line["simulated"] is True
    gps = next(each for each in line["services"] if each["service"] == "gps")
    assert (gps["judged_by"], gps["available_after"]) == ("dilution", 0.0)
    assert gps["available_before"] > 0.99
    assert gps["lost"] == gps["satellites"] == len(line["lost"])
    row = next(each for each in line["sectors"] if each["service"] == "gps")
    assert row["outage_hours"] == {"low": 0.0, "expected": 10.0, "high": 40.0}
    assert (row["cost"], row["currency"], line["costs"]) == (None, None, [])
    assert "SIMULATED" in outcome.err


def test_tables_for_people(cli) -> None:
    outcome = cli(*COMMAND, "--lost", "SIM GPS*")
    assert outcome.code == 0, outcome.err
    for word in ("gps", "positioning", "no end known", "AUS CAN FRA DEU ITA JPN NZL NOR GBR USA"):
        assert word in outcome.out
    assert "--restoration-hours" in outcome.err


def test_what_moves_is_back(cli) -> None:
    outcome = cli(*COMMAND, "--moved", "SIM GPS*", "--moved-hours", "6", "--json")
    (line,) = outcome.lines()
    gps = next(each for each in line["services"] if each["service"] == "gps")
    assert gps["available_during"] == 0.0
    assert gps["available_after"] == gps["available_before"]
    assert max(each["outage_hours"]["high"] for each in line["nations"]) == 6.0


def test_lives_and_who_they_take_along(cli, tmp_path: Path) -> None:
    file = tmp_path / "belts.toml"
    file.write_text(BELTS, "utf-8")
    outcome = cli(*COMMAND, "--belts", file, "--belts-days", "30", "--json")
    assert outcome.code == 0, outcome.err
    (line,) = outcome.lines()
    belts = line["belts"]
    (one,) = belts["satellites"]
    assert one["share_in_belt"] == 1.0
    assert one["life_days"]["low"] < one["life_days"]["expected"] < one["life_days"]["high"]
    assert one["life_days"]["expected"] == pytest.approx(10.26, abs=0.01)  # -200 ln(1 - 30/600)
    assert one["natural_life_days"] == {"low": None, "expected": None, "high": None}
    assert belts["without_elements"] == ["norad:5"]
    assert belts["counted_lost"] == line["lost"] == ["norad:990000001"]
    assert any(each["name"] == "Ariel 1" for each in belts["record"])
    told = cli(*COMMAND, "--belts", file)
    assert "Telstar 1, 227 days" in told.out


def test_a_map_and_a_file_of_ones_own(cli, tmp_path: Path) -> None:
    ours = tmp_path / "ours.toml"
    ours.write_text(
        '[services]\nas_of = 2026-01-01\nsource = "us"\n[[service]]\nid = "relay"\n'
        'name = "Relay"\nkind = "communications"\nmeasure = "coverage"\n'
        'names = ["SIM IRIDIUM-NEXT*"]\nelevation_deg = 8.2\n[[place]]\nnation = "NOR"\n'
        'name = "Oslo"\nlatitude_deg = 59.9\nlongitude_deg = 10.7\n', "utf-8",
    )  # fmt: skip
    chart = tmp_path / "map.csv"
    outcome = cli(
        *COMMAND, "--services", ours, "--service", "relay", "-o", chart, "--step-deg", "20",
        "--lost", "SIM IRIDIUM-NEXT*",
    )  # fmt: skip
    assert outcome.code == 0, outcome.err
    head, names, *rows = chart.read_text("utf-8").splitlines()
    assert "SIMULATED" in head
    assert names.split(",")[2:] == ["available_before", "available_during", "available_after"]
    values = [[float(cell) for cell in row.split(",")] for row in rows]
    assert len(values) > 100
    assert all(before > 0.9 and after == 0.0 for _, _, before, _, after in values)


def test_what_is_lost_does_not_move_as_well(cli) -> None:
    outcome = cli(*COMMAND, "--hours", "1", "--lost", "SIM GPS*", "--moved", "SIM G*",
                  "--moved-hours", "3", "--json")  # fmt: skip
    assert outcome.code == 0, outcome.err
    (line,) = outcome.lines()
    assert line["lost"]
    assert line["moved"]
    assert set(line["lost"]).isdisjoint(line["moved"])


def test_standard_input_is_read_once(cli) -> None:
    outcome = cli(*COMMAND, "--services", "-", "--belts", "-", stdin=BELTS.encode())
    assert outcome.code == 2
    assert "standard input is read once" in outcome.err


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("--lost", "7000"), ("--lost", "NOBODY*"), ("--moved", "SIM GPS*"),
        ("--moved", "SIM GPS*", "--moved-hours", "3,2,1"),
        ("--moved", "SIM GPS*", "--moved-hours", "nan"),
        ("--moved", "SIM GPS*", "--moved-hours", "1,2"),
        ("--lost", "SIM GPS*", "--hours", "nan"), ("--lost", "SIM GPS*", "--hours", "1e4"),
        ("--lost", "SIM GPS*", "--belts-days", "3"), ("--lost", "SIM GPS*", "-o", "map.png"),
        ("-o", "map.csv", "--service", "hope"), ("-o", "map.csv", "--step-deg", "0"),
    ],
)  # fmt: skip
def test_bad_usage_is_two(cli, arguments: tuple[str, ...]) -> None:
    outcome = cli(*COMMAND, *arguments)
    assert outcome.code == 2, outcome.err
    assert "expected" in outcome.err


def test_a_bad_file_is_three_with_its_line(cli, tmp_path: Path) -> None:
    file = tmp_path / "belts.toml"
    file.write_text(BELTS.replace("shielding_mm", "yield_kt = 1.0\nshielding_mm", 1), "utf-8")
    outcome = cli(*COMMAND, "--belts", file)
    assert outcome.code == 3
    assert "yield_kt" in outcome.err
    assert "line 6" in outcome.err
    early = cli("consequence", "services", "reference", "--at", "2024-10-01", "--belts", "-",
                stdin=BELTS.encode())  # fmt: skip
    assert early.code == 2
    assert "as_of" in early.err
