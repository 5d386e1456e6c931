"""``cspo consequence launch``: machine output, tables, an OEM of one's own, bad input."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from cspo.consequence.launch import generic_ascent, launch_site
from cspo.frames import Frame, bundled_earth_orientation, transform_pv
from cspo.time import Epoch

COMMAND = ("consequence", "launch", "reference", "--start", "2024-11-01T10:00:00Z",
           "--hours", "0.25", "--flight-min", "40")  # fmt: skip
KOUROU = ("--site", "kourou", "--altitude-km", "480")


def test_a_window_in_json(cli, tmp_path) -> None:
    outcome = cli(*COMMAND, *KOUROU, "--other-km", "25", "--json",
                  "-o", str(tmp_path / "closed.csv"))  # fmt: skip
    assert outcome.code == 0, outcome.err
    (line,) = outcome.lines()
    assert line["simulated"] is True
    assert line["launch_instants"] == 901
    assert 0.0 < line["closed_s"] < 901.0
    assert line["closed_by_s"]["other"] > 0.0
    opened = sum(
        (Epoch.from_utc(span["last_utc"]) - Epoch.from_utc(span["first_utc"])) + 1.0
        for span in line["open"]
    )
    assert opened + line["closed_s"] == pytest.approx(901.0)
    first = line["closures"][0]
    assert first["closest_km"] < 25.0 or first["pc"] > 1e-6
    with (tmp_path / "closed.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["object"] for row in rows] == [each["object"] for each in line["closures"]]
    assert line["after"] is None
    assert "SIMULATED" in outcome.err


def test_after_a_supposed_break_up(cli, tmp_path) -> None:
    outcome = cli(*COMMAND, *KOUROU, "--break-up", "990000005", "--at", "2024-11-01T09:00:00Z",
                  "--mass-kg", "800", "--smallest-m", "0.05", "--days", "1", "--gap", "--top", "3",
                  "-o", str(tmp_path / "answer.json"))  # fmt: skip
    assert outcome.code == 0, outcome.err
    for word in ("SUPPOSED explosion", "Access is back", "closed", "catalogued %"):
        assert word in outcome.out
    answer = json.loads((tmp_path / "answer.json").read_text("utf-8"))
    assert answer["break_up"]["supposed"] is True
    assert [day["after_days"] for day in answer["after"]["days"]] == [0.042, 1.042]
    for day in answer["after"]["days"]:
        band = day["closed_s"]
        assert band["low"] <= band["expected"] <= band["high"]


def test_an_oem_closes_what_its_path_closes(cli, tmp_path) -> None:
    """The generic flight written as an OEM, turned to TEME: the same closures to a second."""
    up = generic_ascent(launch_site("kourou"), altitude_km=480.0,
                        inclination_rad=np.radians(97.4), duration_s=2_400.0)  # fmt: skip
    lift_off = Epoch.from_utc("2024-11-01T10:00:00Z")
    tai_ns = lift_off.tai_ns + (up.t_s * 1e9).astype(np.int64)
    r_km, v_km_s = transform_pv(up.r_itrf_km, up.v_itrf_km_s, Frame.ITRF, Frame.TEME, tai_ns,
                                bundled_earth_orientation())  # fmt: skip
    lines = [
        f"{Epoch(int(at)).utc_iso(6)[:-1]} {' '.join(f'{x:.9f}' for x in (*r, *v))}"
        for at, r, v in zip(tai_ns, r_km, v_km_s, strict=True)
    ]
    head = f"""CCSDS_OEM_VERS = 2.0
COMMENT SIMULATED
CREATION_DATE = 2024-11-01T00:00:00
ORIGINATOR = TEST
META_START
OBJECT_NAME = FLIGHT
OBJECT_ID = 2024-999A
CENTER_NAME = EARTH
REF_FRAME = TEME
TIME_SYSTEM = UTC
START_TIME = {lines[0].split()[0]}
STOP_TIME = {lines[-1].split()[0]}
META_STOP
"""
    path = tmp_path / "flight.oem"
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    rules = ("--other-km", "50", "--other-pc", "0", "--active-pc", "0", "--json")
    theirs = cli(*COMMAND, "--trajectory", str(path), "--insertion-s", "570", *rules)
    assert theirs.code == 0, theirs.err
    ours = cli(*COMMAND, *KOUROU, *rules)
    (one,), (other,) = theirs.lines(), ours.lines()
    assert one["closed_s"] == pytest.approx(other["closed_s"], abs=1.0)
    assert len(one["closures"]) == len(other["closures"]) > 3
    missing = cli(*COMMAND, "--trajectory", str(path))
    assert (missing.code, "--insertion-s" in missing.err) == (2, True)


def test_the_sites(cli) -> None:
    outcome = cli("consequence", "launch", "--sites", "--json")
    assert outcome.code == 0
    assert {"kourou", "mahia", "andoya"} <= {line["site"] for line in outcome.lines()}
    assert "vandenberg" in cli("consequence", "launch", "--sites").out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "--site"),
        (("--site", "atlantis"), "find launch site"),
        (("--site", "andoya", "--inclination-deg", "20"), "inclination"),
        (("--site", "kourou", "--hours", "0"), "--hours"),
        (("--site", "kourou", "--hours", "nan"), "--hours"),
        (("--site", "kourou", "--step-s", "-1"), "--step-s"),
        (("--site", "kourou", "--crewed-rtn-km", "1,2"), "--crewed-rtn-km"),
        (("--site", "kourou", "--other-pc", "7"), "probabilities"),
        (("--site", "kourou", "--break-up", "1"), "find object"),
        (("--site", "kourou", "-o", "x.txt"), ".csv or .json"),
        (("--site", "kourou", "--days", "-3"), "--days"),
    ],
)
def test_bad_input_says_what_is_wrong(cli, options, told) -> None:
    outcome = cli(*COMMAND, *options)
    assert outcome.code in {2, 3}
    assert told in outcome.err
