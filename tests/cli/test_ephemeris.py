"""``cspo screen --ephemeris``: an OEM of an object meets what the object itself meets."""

from __future__ import annotations

from datetime import datetime

import pytest

from cspo.messages import oem
from tests.cli.written import oem_text

START = "2024-11-01T00:00:00Z"
WINDOW = ("--start", START, "--days", "0.5", "--threshold-km", "80")
OEM_SPAN = ("--start", "2024-10-31T23:50:00Z", "--stop", "2024-11-01T12:10:00Z", "--step", "60")


@pytest.fixture(scope="module")
def chosen() -> tuple[str, str]:
    return "297", "134"


def seconds(utc: str) -> float:
    return datetime.fromisoformat(utc).timestamp()


def same(events: list[dict], expected: list[dict]) -> None:
    """Authority: the object's own element set. 10 ms and 10 m, for interpolation.

    The velocities of SGP4 are not quite the derivatives of its positions (some cm/s), and
    an interpolated trajectory has those: hence 5 cm/s.
    """
    assert len(events) == len(expected) > 0
    for event, wanted in zip(events, expected, strict=True):
        assert event["object2"] == wanted["object2"]
        assert seconds(event["tca_utc"]) == pytest.approx(seconds(wanted["tca_utc"]), abs=0.010)
        for axis in ("miss_distance", "radial", "in_track", "cross_track"):
            assert event[f"{axis}_km"] == pytest.approx(wanted[f"{axis}_km"], abs=0.010)
        assert event["relative_speed_km_s"] == pytest.approx(
            wanted["relative_speed_km_s"], abs=5e-5
        )


@pytest.mark.parametrize("frame", ["TEME", "EME2000", "GCRF", "ITRF"])
def test_an_oem_meets_what_the_object_meets(cli, real_file, tmp_path, chosen, frame):
    file = tmp_path / "one.oem"
    made = cli(
        "propagate", real_file, *OEM_SPAN, "--object", chosen[0], "--frame", frame, "-o", file
    )
    assert made.code == 0
    expected = cli("screen", real_file, *WINDOW, "--primary", chosen[0], "--json").lines()
    outcome = cli("screen", real_file, *WINDOW, "--ephemeris", file, "--json")
    assert outcome.code == 0
    events = outcome.lines()
    same(events, expected)
    for event, wanted in zip(events, expected, strict=True):
        assert event["object1"] == wanted["object1"]
        assert event["name1"] == wanted["name1"]
        assert event["age1_d"] is None
        assert "DEFAULT_COVARIANCE" in event["pc_flags"]


def test_several_oems_at_once(cli, real_file, tmp_path, chosen):
    files = []
    for number in chosen:
        files.append(tmp_path / f"{number}.oem")
        cli("propagate", real_file, *OEM_SPAN, "--object", number, "-o", files[-1])
    options = [word for file in files for word in ("--ephemeris", file)]
    events = cli("screen", real_file, *WINDOW, *options, "--json").lines()
    for number in chosen:
        expected = cli("screen", real_file, *WINDOW, "--primary", number, "--json").lines()
        same([event for event in events if event["object1"] == int(number)], expected)
    people = cli("screen", real_file, *WINDOW, *options)
    assert "Ephemerides " in people.out


def _covariance(diagonal: tuple[float, ...], frame: str) -> str:
    lines = ["COVARIANCE_START", "EPOCH = 2024-11-01T00:00:00", f"COV_REF_FRAME = {frame}"]
    for i, value in enumerate(diagonal):
        lines.append(" ".join(f"{value if i == j else 0.0:.9e}" for j in range(i + 1)))
    return "\n".join([*lines, "COVARIANCE_STOP", ""])


@pytest.mark.parametrize("frame", ["RTN", "EME2000"])
def test_a_covariance_of_the_operator_takes_the_place_of_the_default(
    cli, real_file, tmp_path, chosen, frame
):
    bare, rich = tmp_path / "bare.oem", tmp_path / "rich.oem"
    made = cli(
        "propagate", real_file, *OEM_SPAN, "--object", chosen[0], "--frame", "EME2000", "-o", bare
    )
    assert made.code == 0
    variances = (400.0, 900.0, 400.0, 1e-4, 1e-4, 1e-4)
    rich.write_text(bare.read_text("utf-8") + _covariance(variances, frame), "utf-8")
    without, with_it = (
        cli("screen", real_file, *WINDOW, "--ephemeris", file, "--json").lines()
        for file in (bare, rich)
    )
    assert len(without) == len(with_it) > 0
    for old, new in zip(without, with_it, strict=True):
        assert "DEFAULT_COVARIANCE" in old["pc_flags"]
        assert "DEFAULT_COVARIANCE" not in new["pc_flags"]
        assert "COVARIANCE_FROM_ELEMENT_SETS" in new["pc_flags"]  # that of the other object
        assert new["miss_distance_km"] == old["miss_distance_km"]
    assert [event["pc"] for event in with_it] != [event["pc"] for event in without]
    outcome = cli("screen", real_file, *WINDOW, "--ephemeris", rich, "-o", f"{tmp_path}/cdms/")
    assert outcome.code == 0
    text = min((tmp_path / "cdms").iterdir()).read_text("utf-8")
    assert "OPERATOR EPHEMERIS" in text


def test_the_window_begins_with_the_oem_where_nobody_says(cli, real_file, tmp_path):
    file = tmp_path / "one.oem"
    cli("propagate", real_file, "--start", "2024-11-01T03:00:00Z", "--stop", "2024-11-01T05:00:00Z",
        "--object", "3", "-o", file)  # fmt: skip
    outcome = cli("screen", real_file, "--ephemeris", file, "--days", "0.05")
    assert outcome.code == 0
    assert "from 2024-11-01T03:00:00Z" in outcome.out
    assert "covers" not in outcome.err


def test_an_oem_beside_the_window_is_refused_and_one_that_ends_in_it_is_told(
    cli, real_file, tmp_path
):
    file = tmp_path / "one.oem"
    file.write_bytes(oem_text())
    outcome = cli("screen", real_file, "--start", "2024-11-02T00:00:00Z", "--ephemeris", file)
    assert outcome.code == 2
    assert "2024-11-01T00:39:00.000Z" in outcome.err
    assert "--start" in outcome.err
    outcome = cli("screen", real_file, "--start", START, "--days", "0.1", "--ephemeris", file,
                  "--threshold-km", "300", "--json")  # fmt: skip
    assert outcome.code == 0
    assert "covers" in outcome.err
    last = seconds("2024-11-01T00:39:00Z")
    assert all(seconds(event["tca_utc"]) <= last for event in outcome.lines())


def test_an_object_that_the_catalogue_does_not_know(cli, real_file, tmp_path):
    file = tmp_path / "one.oem"
    file.write_bytes(oem_text())
    events = cli("screen", real_file, "--start", START, "--days", "0.02", "--ephemeris", file,
                 "--threshold-km", "400", "--json").lines()  # fmt: skip
    assert events
    for event in events:
        assert event["object1"] == 0
        assert event["identity1"] == "cospar:2030-001A"
        assert event["name1"] == "ORBITER"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"CENTER_NAME": "MOON"}, "CENTER_NAME = EARTH"), ({"REF_FRAME": "MARS"}, "MARS"),
        ({"TIME_SYSTEM": "MRT"}, "MRT"), ({"lines": 1}, "two"),
    ],
)  # fmt: skip
def test_what_can_not_be_screened_says_why(cli, real_file, tmp_path, changes, words):
    file = tmp_path / "one.oem"
    file.write_bytes(oem_text(**changes))
    outcome = cli("screen", real_file, "--start", START, "--days", "0.02", "--ephemeris", file)
    assert outcome.code in (2, 3)
    assert words in outcome.err
    assert file.name in outcome.err


def test_a_folder_of_oems(cli, real_file, tmp_path):
    folder = tmp_path / "oems"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"{number}.oem").write_bytes(oem_text(OBJECT_ID=f"2030-00{number}A"))
    assert len(oem.read((folder / "1.oem").read_bytes()).segments) == 1
    outcome = cli("screen", real_file, "--days", "0.02", "--ephemeris", folder)
    assert outcome.code == 0
    assert "2030-001A, 2030-002A" in outcome.out
