"""What is simulated says so everywhere, and never meets what is real."""

from __future__ import annotations

import csv
import io

import numpy as np
import pyarrow.parquet as pq
import pytest

from cspo.bridge import read_catalog
from cspo.errors import UsageError
from cspo.messages.formats import write_gp
from tests.cli.bad_files import CSV_HEAD, csv_row
from tests.cli.conftest import real_columns

START = "2024-11-01T00:00:00Z"
WINDOW = ("--start", START, "--days", "0.05", "--threshold-km", "60")


@pytest.mark.parametrize("suffix", ["csv", "json", "xml", "kvn"])
def test_the_reference_population_stays_simulated_through_a_file(
    cli, simulated_file, tmp_path, suffix
):
    file = tmp_path / f"again.{suffix}"
    assert cli("convert", simulated_file, file).code == 0
    assert read_catalog(file).catalog.simulated


def test_every_output_says_simulated(cli, simulated_file, tmp_path):
    base = ("screen", simulated_file, *WINDOW, "--top", "2")
    people = cli(*base, "--report", tmp_path / "report.html")
    assert people.code == 0
    assert "SIMULATED" in people.out.splitlines()[0]
    assert "SIMULATED: none of these objects is real" in people.err
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.count('<div class="banner">SIMULATED</div>') == 2
    events = cli(*base, "--json").lines()
    assert events
    assert all(event["simulated"] is True for event in events)
    rows = list(csv.DictReader(io.StringIO(cli(*base, "-o", "-").out)))
    assert {row["simulated"] for row in rows} == {"true"}
    cli(*base, "-o", tmp_path / "events.parquet")
    column = pq.read_table(tmp_path / "events.parquet")["simulated"]
    assert column.type == "bool"
    assert set(column.to_pylist()) == {True}
    cli(*base, "-o", f"{tmp_path}/cdms/")
    for file in (tmp_path / "cdms").iterdir():
        assert "COMMENT SIMULATED" in file.read_text("utf-8").split("TCA")[0]
    lines = cli("pc", tmp_path / "cdms", "--json").lines()
    assert all("simulated" in line["flags"] for line in lines)
    assert "SIMULATED" in cli("validate", simulated_file).out
    assert cli("validate", simulated_file, "--json").lines()[0]["holds"]["simulated"] is True


def test_oems_of_simulated_objects_say_so(cli, simulated_file, tmp_path):
    cli("propagate", simulated_file, "--start", START, "--stop", "2024-11-01T01:00:00Z",
        "--object", "990000001", "-o", tmp_path / "one.oem")  # fmt: skip
    assert "COMMENT SIMULATED" in (tmp_path / "one.oem").read_text("utf-8")


def test_simulated_and_real_never_join(cli, simulated_file, real_file, tmp_path):
    for specs in (
        [real_file, simulated_file],
        [simulated_file, real_file],
        ["reference", real_file],
    ):
        outcome = cli("screen", *specs, *WINDOW)
        assert outcome.code == 2
        assert "a simulated catalogue never joins a real one" in outcome.err
    folder = tmp_path / "both"
    folder.mkdir()
    for k, file in enumerate((real_file, simulated_file)):
        (folder / f"{k}.csv").write_bytes(file.read_bytes())
    assert cli("screen", folder, *WINDOW).code == 2


def test_simulated_and_real_trajectories_never_meet(cli, simulated_file, real_file, tmp_path):
    made = {}
    for kind, file, number in (("sim", simulated_file, 990_000_001), ("real", real_file, 1)):
        made[kind] = tmp_path / f"{kind}.oem"
        cli("propagate", file, "--start", START, "--stop", "2024-11-01T02:00:00Z",
            "--object", number, "-o", made[kind])  # fmt: skip
    assert cli("screen", simulated_file, *WINDOW, "--ephemeris", made["sim"]).code == 0
    assert cli("screen", real_file, *WINDOW, "--ephemeris", made["real"]).code == 0
    for catalog, kind in ((simulated_file, "real"), (real_file, "sim")):
        outcome = cli("screen", catalog, *WINDOW, "--ephemeris", made[kind])
        assert outcome.code == 2
        assert "simulated and real never meet" in outcome.err


def test_number_and_name_must_both_say_so(tmp_path):
    """A real object of a high number, or a real one that calls itself SIM, is real."""
    for name, number in (("SIM ONE", 5), ("ONE", 990_000_005)):
        file = tmp_path / "one.csv"
        file.write_bytes(CSV_HEAD + csv_row(name, number))
        assert not read_catalog(file).catalog.simulated
    file.write_bytes(CSV_HEAD + csv_row("SIM ONE", 990_000_005))
    assert read_catalog(file).catalog.simulated
    file.write_bytes(CSV_HEAD + csv_row("SIM ONE", 990_000_005) + csv_row("ONE", 5, raan=40))
    with pytest.raises(UsageError, match="all real, or all simulated"):
        read_catalog(file)
    assert read_catalog(file, simulated=True).catalog.simulated
    numbers = real_columns(5)
    file.write_bytes(write_gp(numbers, "omm-csv")[0])
    assert not read_catalog(file).catalog.simulated
    assert np.all(read_catalog(file).catalog.norad_id == np.arange(1, 6))
