"""``cspo propagate``: machine output, frames, OEMs, instants that have no meaning."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from cspo.messages import oem
from tests.cli.bad_files import CSV_HEAD, csv_row

AT = "2024-11-01T06:00:00Z"


def test_json_has_the_fields_of_the_architecture(cli, real_file):
    outcome = cli("propagate", real_file, "--at", AT, "--object", "7", "--json")
    assert outcome.code == 0
    (line,) = outcome.lines()
    assert set(line) == {"object", "epoch_utc", "frame", "r_km", "v_km_s", "status"}
    assert line["object"] == "norad:7"
    assert line["epoch_utc"] == "2024-11-01T06:00:00.000000Z"
    assert line["frame"] == "TEME"
    assert line["status"] == "ok"
    assert 6500.0 < np.linalg.norm(line["r_km"]) < 9000.0
    assert len(line["v_km_s"]) == 3


def test_the_frames_agree_in_length_and_not_in_direction(cli, real_file):
    """Rotations keep lengths: to 1 mm here. ITRF velocities don't: the frame turns."""
    by_frame = {
        frame: cli("propagate", real_file, "--at", AT, "--object", "7", "--frame", frame, "--json")
        .lines()[0]
        for frame in ("TEME", "EME2000", "gcrf", "ITRF")
    }  # fmt: skip
    teme = np.array(by_frame["TEME"]["r_km"])
    for frame, line in by_frame.items():
        assert line["frame"] == frame.upper()
        assert np.linalg.norm(line["r_km"]) == pytest.approx(np.linalg.norm(teme), abs=1e-6)
    precession = np.linalg.norm(teme - by_frame["EME2000"]["r_km"])
    assert 1.0 < precession < 80.0  # 25 years of precession turn by 0.34 degrees
    assert np.linalg.norm(np.subtract(by_frame["EME2000"]["r_km"], by_frame["gcrf"]["r_km"])) < 1e-3


def test_an_oem_holds_what_json_says(cli, real_file, tmp_path):
    window = ("--start", AT, "--stop", "2024-11-01T06:10:00Z", "--step", "30", "--object", "7")
    lines = cli("propagate", real_file, *window, "--frame", "ITRF", "--json").lines()
    for name in ("out.oem", "out.xml"):
        assert (
            cli("propagate", real_file, *window, "--frame", "ITRF", "-o", tmp_path / name).code == 0
        )
        (segment,) = oem.read((tmp_path / name).read_bytes()).segments
        assert segment.metadata.ref_frame.startswith("ITRF")
        assert len(segment.epochs) == len(lines) == 21
        assert np.abs(segment.r_km - [line["r_km"] for line in lines]).max() < 1e-6
        assert np.abs(segment.v_km_s - [line["v_km_s"] for line in lines]).max() < 1e-9
        assert cli("validate", tmp_path / name).code == 0
    cli("propagate", real_file, *window, "--frame", "ITRF", "-o", tmp_path / "out.jsonl")
    written = (tmp_path / "out.jsonl").read_bytes().splitlines()
    assert [msgspec.json.decode(line) for line in written] == lines


def test_an_object_that_has_come_down_says_so_and_spares_the_others(cli, tmp_path):
    file = tmp_path / "two.csv"
    falling = csv_row("LOW", 6).replace(b",15.5,", b",16.6,").replace(b",.0001,", b",.05,")
    file.write_bytes(CSV_HEAD + csv_row("HIGH", 5) + falling)
    outcome = cli("propagate", file, "--at", "2025-11-01T00:00:00Z", "--json")
    assert outcome.code == 0
    high, low = outcome.lines()
    assert high["status"] == "ok"
    assert low["status"] != "ok"
    assert low["r_km"] == [None] * 3
    shown = cli("propagate", file, "--at", "2025-11-01T00:00:00Z")
    assert low["status"] in shown.out
    window = ("--start", "2025-11-01T00:00:00Z", "--stop", "2025-11-01T01:00:00Z")
    outcome = cli("propagate", file, *window, "-o", tmp_path / "out.oem")
    assert outcome.code == 0
    assert "norad:6" in outcome.err
    assert len(oem.read((tmp_path / "out.oem").read_bytes()).segments) == 1


def test_standard_input_and_output(cli, real_file):
    window = ("--start", AT, "--stop", "2024-11-01T06:10:00Z", "--object", "7")
    outcome = cli("propagate", "-", *window, "-o", "-", stdin=real_file.read_bytes())
    assert outcome.code == 0
    assert outcome.out.startswith("CCSDS_OEM_VERS")
    assert "wrote" not in outcome.err


@pytest.mark.parametrize(
    "options",
    [
        (), ("--at", "noon"), ("--at", AT, "--start", AT), ("--start", AT), ("--stop", AT),
        ("--start", AT, "--stop", "2024-10-01T00:00:00Z"), ("--at", AT, "--frame", "RTN"),
        ("--start", AT, "--stop", "2024-11-02T00:00:00Z", "--step", "0"),
        ("--start", AT, "--stop", "2024-11-02T00:00:00Z", "--step", "nan"),
        ("--start", AT, "--stop", "2024-11-02T00:00:00Z", "--step", "inf"),
        ("--start", AT, "--stop", "2024-11-02T00:00:00Z", "--step", "-60"),
        ("--start", AT, "--stop", "2034-11-02T00:00:00Z", "--step", "0.001"),
        ("--at", AT, "--object", "99999"), ("--at", "0001-01-01T00:00:00Z", "--frame", "X"),
        ("--at", AT, "-o", "states.xlsx"), ("--at", AT, "-o", "-", "--json"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_bad_usage(cli, real_file, options):
    outcome = cli("propagate", real_file, *options)
    assert outcome.code == 2, outcome
    assert outcome.err.strip()


@pytest.mark.parametrize("at", ["1900-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_times_far_from_any_table(cli, real_file, at):
    """No answer, or one with a status; never a fault of ours."""
    for frame in ("TEME", "ITRF"):
        outcome = cli(
            "propagate", real_file, "--at", at, "--frame", frame, "--object", "7", "--json"
        )
        assert outcome.code in (0, 2, 3)
