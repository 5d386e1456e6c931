"""``cspo consequence environment``: machine output, files, history, bad input."""

from __future__ import annotations

import csv
import io
import re

import msgspec
import pytest

FIELDS = {
    "catalog", "simulated", "objects", "epoch_utc", "seed", "inputs", "band", "years", "edges_km",
    "species", "debris_by_shell", "collisions", "ran_away_share", "reproduction",
    "reproduction_by_shell", "index_by_shell", "undisposed_kg_by_shell", "balance", "swings",
    "critical", "limits",
}  # fmt: skip
SMALL = ("--years", 20, "--draws", 4, "--shell-km", 300, "--critical", 3)


def ask(cli, *more):
    outcome = cli("consequence", "environment", "reference", *SMALL, *more, "--json")
    assert outcome.code == 0, outcome.err
    (line,) = outcome.lines()
    return line


def test_json_has_the_fields_of_the_page(cli):
    line = ask(cli)
    assert set(line) == FIELDS
    assert line["simulated"]
    assert line["years"] == [float(year) for year in range(21)]
    assert [each["species"] for each in line["species"]] == [
        "active", "derelict", "rocket body", "debris",
    ]  # fmt: skip
    for each in line["species"]:
        assert len(each["expected"]) == 21
        assert all(low <= high for low, high in zip(each["low"], each["high"], strict=True))
    assert len(line["critical"]) == 3
    assert line["critical"][0]["index"] >= line["critical"][1]["index"] >= 0.0
    assert line["band"].startswith("4 courses")


def test_inputs_are_taken(cli):
    line = ask(cli, "--launches-per-year", 500, "--disposal", 0.5, "--failures", 0.01,
               "--explosions-per-year", 0)  # fmt: skip
    inputs = line["inputs"]
    assert inputs["launches_per_year"] == pytest.approx(500.0)
    assert (inputs["disposal_success"], inputs["failures_per_year"]) == (0.5, 0.01)
    assert inputs["explosions_per_year_of_each"] == 0.0
    assert "explosions" not in {each["name"] for each in line["swings"]}
    better = ask(cli, "--launches-per-year", 500, "--disposal", 1.0, "--explosions-per-year", 0)
    assert better["species"][1]["expected"][-1] < line["species"][1]["expected"][-1]


def test_the_seed_decides(cli):
    assert ask(cli) == ask(cli)
    assert ask(cli)["species"] != ask(cli, "--seed", 2)["species"]


def test_files_of_every_kind(cli, tmp_path):
    for ending, start in ((".csv", b"year,species,low"), (".json", b"{"), (".png", b"\x89PNG"),
                          (".svg", b"<?xml")):  # fmt: skip
        path = tmp_path / f"ahead{ending}"
        outcome = cli("consequence", "environment", "reference", *SMALL, "-o", path)
        assert outcome.code == 0, outcome.err
        assert path.read_bytes().startswith(start)
        assert "SIMULATED" in outcome.err
        assert re.search(r"debris +[\d,]+ +[\d,]+", outcome.out)
    rows = list(csv.reader(io.StringIO((tmp_path / "ahead.csv").read_text())))
    assert len(rows) == 1 + 4 * 21
    assert msgspec.json.decode((tmp_path / "ahead.json").read_bytes())["objects"] > 0


def test_history_by_shell(cli, tmp_path):
    path = tmp_path / "shells.csv"
    outcome = cli("consequence", "environment", "--history", "reference", "-o", path, "--json")
    assert outcome.code == 0, outcome.err
    (line,) = outcome.lines()
    assert set(line) == {
        "catalog", "simulated", "objects", "epoch_utc", "edges_km", "mean_count", "density_per_km3",
    }  # fmt: skip
    assert len(line["density_per_km3"]) == len(line["edges_km"]) - 1 == 36
    rows = list(csv.reader(io.StringIO(path.read_text())))
    assert rows[0][:3] == ["epoch_utc", "low_km", "high_km"]
    assert len(rows) == 37


def test_masses_of_a_table(cli, tmp_path, real_file):
    table = tmp_path / "hbr.csv"
    table.write_bytes(b"ObjectID,HBR,HBRSource,Mass,MassSource\n7,2.0,CARA Override,4321,CARA\n")
    outcome = cli("consequence", "environment", real_file, *SMALL, "--critical", 10_000, "--hbr",
                  table, "--json")  # fmt: skip
    assert outcome.code == 0, outcome.err
    masses = {each["object"]: each["mass_kg"] for each in outcome.lines()[0]["critical"]}
    if "norad:7" in masses:
        assert masses["norad:7"] == 4321.0


@pytest.mark.parametrize(
    "bad",
    [
        ("--years", 0), ("--years", 1e6), ("--disposal", 1.5), ("--draws", 1), ("--shell-km", 1),
        ("--launches-per-year", -1), ("--failures", "nan"), ("-o", "x.docx"), ("--seed", -1),
        ("--critical", -1), ("--explosions-per-year", -3),
    ],
)  # fmt: skip
def test_bad_usage_is_two(cli, bad):
    outcome = cli("consequence", "environment", "reference", *bad)
    assert outcome.code == 2, outcome.err
    assert outcome.out == ""


def test_history_needs_catalogues(cli):
    assert cli("consequence", "environment", "--history").code == 2
