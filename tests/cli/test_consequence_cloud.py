"""``cspo consequence cloud``: the map, the asset, files, bad input."""

from __future__ import annotations

import csv
import io

import msgspec
import numpy as np
import pytest

from cspo.orbits.reference_population import reference_population

FIELDS = {
    "simulated", "supposed", "object", "at_utc", "smallest_m", "pieces", "after_h", "fallen",
    "altitude_edges_km", "latitude_edges_deg", "density_per_km3", "assets",
}  # fmt: skip
AT = ("--at", "2024-11-01T06:00:00Z", "--smallest-m", 0.1, "--after-h", "1,6", "--seed", 3)


def of_type(kind: str, number: int = 0) -> str:
    sky = reference_population()
    low = (sky.mean_motion_rad_s > 1.0e-3) & (sky.object_type == kind)
    return str(sky.norad_id[np.flatnonzero(low)[number]])


def ask(cli, *more):
    outcome = cli("consequence", "cloud", "reference", *AT, *more, "--json")
    assert outcome.code == 0, outcome.err
    (line,) = outcome.lines()
    return line


def test_json_has_the_fields_of_the_page_and_keeps_every_piece(cli):
    line = ask(cli, "--object", of_type("ROCKET BODY"), "--lowest-km", 0, "--highest-km", 40_000,
               "--shell-km", 100)  # fmt: skip
    assert set(line) == FIELDS
    assert (line["simulated"], line["supposed"]) == (True, True)
    assert line["after_h"] == [1.0, 6.0]
    low, expected, high = (
        np.array(line["density_per_km3"][b]) for b in ("low", "expected", "high")
    )
    assert ((low <= expected) & (expected <= high)).all()
    r = 6_378.137 + np.array(line["altitude_edges_km"])
    sines = np.sin(np.radians(line["latitude_edges_deg"]))
    volume = np.diff(r**3)[:, None] / 3.0 * 2.0 * np.pi * np.diff(sines)
    there = (expected * volume).sum(axis=(1, 2)) + np.array(line["fallen"])
    assert there == pytest.approx(line["pieces"]["expected"], rel=0.02)  # some are above the map


def test_an_asset_has_its_chance_and_its_rate(cli):
    line = ask(cli, "--object", of_type("ROCKET BODY"), "--asset", of_type("PAYLOAD"))
    (asset,) = line["assets"]
    for name in ("probability", "hits_per_year_once_spread"):
        band = asset[name]
        assert 0.0 <= band["low"] <= band["expected"] <= band["high"]
    assert asset["area_m2"] > 0.0
    assert asset["hours"] == 6.0


def test_csv_and_json_files_hold_the_same_map(cli, tmp_path):
    what = of_type("ROCKET BODY")
    for ending in ("csv", "json", "png", "svg"):
        outcome = cli("consequence", "cloud", "reference", *AT, "--object", what,
                      "-o", tmp_path / f"map.{ending}")  # fmt: skip
        assert outcome.code == 0, outcome.err
        assert "SUPPOSED" in outcome.out
    line = msgspec.json.decode((tmp_path / "map.json").read_bytes())
    rows = list(csv.DictReader(io.StringIO((tmp_path / "map.csv").read_text())))
    cells = np.array(line["density_per_km3"]["expected"])
    assert len(rows) == cells.size
    assert [float(row["expected_per_km3"]) for row in rows] == cells.ravel().tolist()
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in (tmp_path / "map.svg").read_bytes()[:2_000]


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (("--after-h", "soon"), "--after-h"), (("--after-h", "0"), "--after-h"),
        (("--after-h", "nan"), "--after-h"), (("--after-h", "1e9"), "--after-h"),
        (("--shell-km", "0"), "--shell-km"), (("--shell-km", "1e-6"), "--shell-km"),
        (("--band-deg", "0.01"), "--band-deg"), (("--lowest-km", "-5"), "--lowest-km"),
        (("--highest-km", "nan"), "--lowest-km"), (("-o", "map.txt"), ".csv"),
        (("--asset", "123456"), "find object"), (("--seed", "-1"), "--seed"),
        (("--mass-kg", "-3"), "mass_kg"),
    ],
)  # fmt: skip
def test_bad_usage_is_told(cli, wrong, text):
    outcome = cli("consequence", "cloud", "reference", *AT, "--object", of_type("ROCKET BODY"),
                  *wrong)  # fmt: skip
    assert outcome.code == 2
    assert text in outcome.err


def test_it_wants_to_know_what_and_when(cli):
    assert cli("consequence", "cloud", "reference").code == 2
