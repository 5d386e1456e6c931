"""``cspo screen``: formats, machine output, volumes, options that have no meaning."""

from __future__ import annotations

import csv
import gzip
import io

import msgspec
import numpy as np
import pyarrow.parquet as pq
import pytest
import zstandard

from cspo.messages import cdm

START = "2024-11-01T00:00:00Z"
WINDOW = ("--start", START, "--days", "0.1", "--threshold-km", "60")

ARCHITECTURE = (
    "object1", "object2", "tca_utc", "miss_distance_km", "relative_speed_km_s", "radial_km",
    "in_track_km", "cross_track_km", "pc", "pc_method", "pc_flags",
)  # fmt: skip
"""Columns of screen as "Machine output" of the architecture fixes them."""


@pytest.fixture
def events(cli, real_file):
    return cli("screen", real_file, *WINDOW, "--json").lines()


def test_json_has_the_columns_of_the_architecture(events):
    assert len(events) > 20
    for event in events:
        assert set(ARCHITECTURE) <= set(event)
        assert isinstance(event["object1"], int)
        assert event["tca_utc"].endswith("Z")
        assert event["tca_utc"] >= START[:-1]
        assert 0.0 <= event["miss_distance_km"] < 60.0
        parts = [event[f"{axis}_km"] for axis in ("radial", "in_track", "cross_track")]
        assert np.linalg.norm(parts) == pytest.approx(event["miss_distance_km"], abs=3e-6)
        assert (event["pc"] is None) == (event["pc_method"] == "")
        assert event["simulated"] is False
    assert [e["tca_utc"] for e in events] == sorted(e["tca_utc"] for e in events)


def test_csv_parquet_and_json_say_the_same(cli, real_file, tmp_path, events):
    for suffix in ("csv", "parquet", "json"):
        outcome = cli("screen", real_file, *WINDOW, "-o", tmp_path / f"events.{suffix}")
        assert outcome.code == 0
        assert f"wrote {tmp_path}/events.{suffix}: {len(events):,} events" in outcome.err
    lines = (tmp_path / "events.json").read_bytes().splitlines()
    assert [msgspec.json.decode(line) for line in lines] == events
    rows = list(csv.DictReader(io.StringIO((tmp_path / "events.csv").read_text())))
    read = pq.read_table(tmp_path / "events.parquet")
    instants = read.column_names.index("tca_utc")
    # nanoseconds are more than a datetime can hold
    read = read.set_column(instants, "tca_utc", read["tca_utc"].cast("int64"))
    table = read.to_pydict()
    assert list(rows[0]) == list(table) == list(events[0])
    for k, event in enumerate(events):
        assert float(rows[k]["miss_distance_km"]) == event["miss_distance_km"]
        assert table["miss_distance_km"][k] == event["miss_distance_km"]
        assert (rows[k]["pc"] == "") == (event["pc"] is None) == (table["pc"][k] is None)
        assert rows[k]["simulated"] == "false"
        assert table["simulated"][k] is False


def test_standard_output_and_input(cli, real_file, tmp_path):
    cli("screen", real_file, *WINDOW, "-o", tmp_path / "events.csv")
    outcome = cli("screen", "-", *WINDOW, "-o", "-", stdin=real_file.read_bytes())
    assert outcome.code == 0
    assert outcome.out.encode() == (tmp_path / "events.csv").read_bytes()


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_compressed_as_it_is(cli, real_file, tmp_path, events, pack):
    packed = tmp_path / "whatever.name"
    packed.write_bytes(pack(real_file.read_bytes()))
    assert cli("screen", packed, *WINDOW, "--json").lines() == events


def test_cdms_in_a_folder(cli, real_file, tmp_path, events):
    outcome = cli("screen", real_file, *WINDOW, "-o", f"{tmp_path}/cdms/")
    assert outcome.code == 0
    files = sorted((tmp_path / "cdms").iterdir())
    assert len(files) == len(events)
    message = cdm.read(files[0].read_bytes())
    assert message.relative.miss_distance_m == pytest.approx(
        events[0]["miss_distance_km"] * 1e3, abs=0.01
    )
    assert cli("validate", tmp_path / "cdms").code == 0
    outcome = cli("pc", tmp_path / "cdms", "--json")
    assert outcome.code == 0
    for line, event in zip(outcome.lines(), events, strict=True):
        assert line["miss_distance_km"] == pytest.approx(event["miss_distance_km"], abs=1e-5)
        if event["pc"] is not None and line["pc"] is not None:
            assert line["pc"] == pytest.approx(event["pc"], rel=1e-3, abs=1e-300)


def test_the_table_for_people(cli, real_file, events):
    outcome = cli("screen", real_file, *WINDOW, "--top", "3")
    assert outcome.code == 0
    assert "Catalogue   real.omm.csv, 400 objects" in outcome.out
    assert f"Events      {len(events):,}" in outcome.out
    assert f"{len(events) - 3:,} more events" in outcome.err
    heads = ("TCA (UTC)", "miss km", "km/s", "Pc", "age d", "advice")
    assert all(head in outcome.out for head in heads)
    assert outcome.out.count("2024-11-01T0") == 4  # three events and the start
    assert "SIMULATED" not in outcome.out + outcome.err


def test_threads_and_memory_do_not_change_the_answer(cli, real_file, events):
    for options in (("--threads", "1"), ("--memory-gb", "0.01"), ("--threads", "3")):
        assert cli("screen", real_file, *WINDOW, *options, "--json").lines() == events


def test_primaries(cli, real_file, events):
    chosen = events[0]["object1"], events[-1]["object2"]
    outcome = cli("screen", real_file, *WINDOW, "--json",
                  "--primary", chosen[0], "--primary", f"norad:{chosen[1]}")  # fmt: skip
    wanted = [e for e in events if {e["object1"], e["object2"]} & set(chosen)]
    found = outcome.lines()
    key = ("tca_utc", "miss_distance_km")
    assert [[e[k] for k in key] for e in found] == [[e[k] for k in key] for e in wanted]
    assert all(e["object1"] in chosen for e in found)


def test_a_box_and_a_preset(cli, real_file, events):
    box = cli("screen", real_file, *WINDOW[:4], "--volume", "20,30,10", "--json").lines()
    assert 0 < len(box) < len(events)
    for event in box:
        assert abs(event["radial_km"]) < 20.0
        assert abs(event["in_track_km"]) < 30.0
        assert abs(event["cross_track_km"]) < 10.0
    outcome = cli("screen", real_file, *WINDOW[:4], "--volume", "leo2")
    assert outcome.code == 0
    assert "0.4 x 25 x 25 km" in outcome.out


def test_an_unknown_preset_names_the_known(cli, real_file):
    outcome = cli("screen", real_file, "--volume", "LEO9")
    assert outcome.code == 2
    assert "LEO2" in outcome.err


@pytest.mark.parametrize(
    "options",
    [
        ("--days", "0"), ("--days", "-1"), ("--days", "nan"), ("--days", "inf"), ("--days", "500"),
        ("--days", "soon"), ("--threshold-km", "0"), ("--threshold-km", "nan"),
        ("--threshold-km", "-5"), ("--threshold-km", "1e9"), ("--volume", "1,2"),
        ("--volume", "1,2,x"), ("--volume", "1,2,nan"), ("--volume", "0,1,1"), ("--volume", ","),
        ("--memory-gb", "0"), ("--memory-gb", "nan"), ("--threads", "-1"), ("--top", "-1"),
        ("--start", "yesterday"), ("--start", "2024-13-01T00:00:00Z"), ("--primary", "99999"),
        ("-o", "events.xlsx"), ("--report", "/tmp/"), ("-o", "-", "--json"), ("--nonsense",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_bad_usage_ends_with_2_and_says_why(cli, real_file, options):
    outcome = cli("screen", real_file, *options)
    assert outcome.code == 2
    assert len(outcome.err.strip()) > 20
    assert outcome.out == ""


def test_targets_are_checked_before_the_catalogue_is_read(cli, tmp_path):
    file = tmp_path / "events"
    file.write_bytes(b"")
    assert cli("screen", "nowhere.csv", "-o", file).code == 2
    assert cli("screen", "nowhere.csv", "-o", tmp_path / "x.xlsx").code == 2


def test_a_window_without_events(cli, real_file, tmp_path):
    arguments = ("screen", real_file, "--start", START, "--days", "0.001", "--threshold-km", "0.01")
    outcome = cli(*arguments, "-o", tmp_path / "none.parquet", "--report", tmp_path / "none.html")
    assert outcome.code == 0
    assert "Events      0" in outcome.out
    assert pq.read_table(tmp_path / "none.parquet").num_rows == 0
    assert "No event" in (tmp_path / "none.html").read_text("utf-8")
    assert cli(*arguments, "--json").out == ""
    assert cli(*arguments, "-o", f"{tmp_path}/cdms/").code == 0
    header = cli(*arguments, "-o", "-").out
    assert header.startswith("object1,object2,")


def test_elements_too_old_for_the_window_are_told(cli, real_file):
    outcome = cli("screen", real_file, "--start", "2026-11-01T00:00:00Z", "--days", "0.05",
                  "--threshold-km", "200")  # fmt: skip
    assert outcome.code == 0
    assert "Stale       0 events" not in outcome.out


def test_a_table_of_sizes(cli, real_file, tmp_path, events):
    sizes = tmp_path / "sizes.csv"
    number = events[0]["object1"]
    sizes.write_text(f"ObjectID,HBR,HBRSource\n{number},7.5,RCS\n")
    changed = cli("screen", real_file, *WINDOW, "--hbr", sizes, "--json").lines()
    assert changed[0]["hbr_source1"] == "CARA RCS"
    assert changed[0]["hbr_m"] != events[0]["hbr_m"]
    sizes.write_text("ObjectID,HBR\n1,2\n")
    outcome = cli("screen", real_file, *WINDOW, "--hbr", sizes)
    assert outcome.code == 3
    assert "HBRSource" in outcome.err
    assert cli("screen", real_file, *WINDOW, "--hbr", tmp_path / "none.csv").code == 3


def test_the_real_sky(cli, data_dir):
    file = data_dir / "catalog" / "celestrak_on_orbit_20241101.omm.csv.gz"
    outcome = cli("screen", file, "--start", START, "--days", "0.02", "--primary", "25544",
                  "--threshold-km", "50", "--json")  # fmt: skip
    assert outcome.code == 0
    found = outcome.lines()
    assert found
    assert all(event["name1"].startswith("ISS") for event in found)
    docked = [event for event in found if "LONG_DURATION" in event["event_flags"]]
    assert {"PROGRESS-MS 28", "SOYUZ-MS 26"} <= {event["name2"] for event in docked}
