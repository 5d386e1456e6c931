"""``cspo avoid``: machine output, exit codes, the OPM, the screening after it, bad input."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.cli.avoid_trade import COLUMNS
from tests.cli.bad_files import MAKERS
from tests.cli.written import cdm_text

FIELDS = {
    "file", "object", "other", "tca_utc", "miss_distance_km", "relative_speed_km_s", "hbr_m", "pc",
    "method", "target_pc", "target_miss_km", "max_dv_m_s", "burns", "chosen", "screened",
    "reached", "reason", "flags",
}  # fmt: skip
PAIR = "990022570"


@pytest.fixture
def message(tmp_path):
    path = tmp_path / "message.cdm"
    path.write_bytes(cdm_text())
    return path


def test_json_has_the_fields_of_the_page(cli, message):
    outcome = cli("avoid", message, "--json")
    assert outcome.code == 0, outcome.err
    (line,) = outcome.lines()
    assert set(line) == FIELDS
    assert line["reached"]
    assert line["reason"] == ""
    assert line["target_pc"] == 1e-6
    chosen = line["chosen"]
    assert chosen["pc"] <= 1e-6
    assert chosen["dv_m_s"] == pytest.approx(np.linalg.norm(chosen["dv_rtn_m_s"]))
    assert chosen["epoch_utc"].endswith(":00.000Z") or chosen["epoch_utc"].endswith(".000Z")
    sizes = [burn["dv_m_s"] for burn in line["burns"] if burn["dv_m_s"] is not None]
    assert chosen["dv_m_s"] <= 1.1 * min(sizes)
    assert {burn["direction"] for burn in line["burns"]} == {"best"}
    # in the window from the message's creation, 36 h before, to a quarter of an orbit before
    leads = [burn["lead_s"] for burn in line["burns"]]
    assert min(leads) > 1_400
    assert max(leads) <= 36 * 3600


@pytest.mark.parametrize(
    ("created", "first_s", "last_s"),
    [
        ("2026-07-02T11:50:00", 600.0, 600.0),  # ten minutes before: now or never
        ("2026-06-01T00:00:00", 2 * 86_400.0, 1_430.0),
        ("2026-07-03T00:00:00", 2 * 86_400.0, 1_430.0),  # after it: a study
    ],
)
def test_no_burn_is_proposed_before_anybody_knew(cli, tmp_path, created, first_s, last_s):
    path = tmp_path / "message.cdm"
    path.write_bytes(cdm_text(CREATION_DATE=created))
    outcome = cli("avoid", path, "--max-dv-m-s", 50, "--json")
    leads = [burn["lead_s"] for burn in outcome.lines()[0]["burns"]]
    assert max(leads) == pytest.approx(first_s, abs=1_000.0)
    assert max(leads) <= first_s
    assert min(leads) == pytest.approx(last_s, abs=3.0)
    assert ("a study" in outcome.err) == (created > "2026-07-02T12")


@pytest.mark.parametrize(
    ("direction", "names"), [("in-track", {"+T", "-T"}), ("cross-track", {"+N", "-N"})]
)
def test_a_direction_can_be_asked_for(cli, message, direction, names):
    outcome = cli("avoid", message, "--direction", direction, "--max-dv-m-s", 20, "--json")
    (line,) = outcome.lines()
    assert {burn["direction"] for burn in line["burns"]} == names


def test_words_for_people(cli, message):
    outcome = cli("avoid", message, "--target-miss-km", 1)
    assert outcome.code == 0
    assert "SAT 1 (norad:10001) avoids SAT 2 (norad:10002)" in outcome.out
    assert "a miss of 1 km or more" in outcome.out
    assert "Smallest: " in outcome.out
    assert "not screened again" in outcome.err


def test_the_answer_no_is_exit_code_one(cli, message):
    outcome = cli("avoid", message, "--max-dv-m-s", 1e-6, "--json")
    assert outcome.code == 1
    (line,) = outcome.lines()
    assert (line["reached"], line["chosen"], line["reason"]) == (False, None, "OUT_OF_REACH")
    assert all(burn["dv_m_s"] is None for burn in line["burns"])
    assert "No burn within the limit" in cli("avoid", message, "--max-dv-m-s", 1e-6).out


def test_no_burn_is_needed_where_the_target_is_met(cli, message):
    outcome = cli("avoid", message, "--target-pc", 0.5, "--json")
    assert outcome.code == 0
    (line,) = outcome.lines()
    assert (line["reached"], line["reason"], line["burns"]) == (True, "NO_BURN_NEEDED", [])
    assert "No burn is needed" in cli("avoid", message, "--target-pc", 0.5).out


def test_object_two_may_burn(cli, message):
    (line,) = cli("avoid", message, "--object", 2, "--json").lines()
    assert (line["object"], line["other"]) == ("norad:10002", "norad:10001")
    assert line["reached"]


def test_who_cannot_maneuver_is_told(cli, tmp_path):
    path = tmp_path / "dead.cdm"
    path.write_bytes(cdm_text().replace(b"MANEUVERABLE = YES", b"MANEUVERABLE = NO", 1))
    assert "norad:10001: the message says that it cannot maneuver" in cli("avoid", path).err


def test_the_burn_is_written_as_opm(cli, message, tmp_path):
    target = tmp_path / "maneuver.opm"
    outcome = cli("avoid", message, "-o", target, "--mass-kg", 500, "--isp-s", 200)
    assert outcome.code == 0, outcome.err
    text = target.read_text()
    assert "OBJECT_ID" in text
    assert "2020-001A" in text
    assert "MAN_REF_FRAME                = RTN" in text
    (line,) = cli("avoid", message, "--json").lines()
    for axis, value in enumerate(line["chosen"]["dv_rtn_m_s"], 1):
        keyword = next(row for row in text.splitlines() if row.startswith(f"MAN_DV_{axis}"))
        assert float(keyword.split("=")[1].split("[")[0]) == pytest.approx(1e-3 * value)
    out = cli("avoid", message, "-o", "-").out
    assert out.startswith("CCSDS_OPM_VERS")
    assert cli("validate", target).code in {0, 1}


def test_the_whole_trade_is_written(cli, message, tmp_path):
    target = tmp_path / "trade.csv"
    outcome = cli("avoid", message, "--max-dv-m-s", 0.5, "--trade", target)
    assert outcome.code == 0, outcome.err
    head, *rows = target.read_text().splitlines()
    assert head.split(",") == list(COLUMNS)
    table = [dict(zip(COLUMNS, row.split(","), strict=True)) for row in rows]
    assert len(table) == 64 * 7 * 16
    assert {row["direction"] for row in table} == {"best", "+R", "-R", "+T", "-T", "+N", "-N"}
    one = table[0]["epoch_utc"]
    forward = [row for row in table if row["epoch_utc"] == one and row["direction"] == "+T"]
    assert float(forward[-1]["dv_t_m_s"]) == pytest.approx(0.5)
    assert float(forward[0]["dv_m_s"]) == pytest.approx(0.005)
    assert float(forward[-1]["miss_distance_km"]) != float(forward[0]["miss_distance_km"])
    assert cli("avoid", message, "--trade", "trade.txt").code == 2


def test_hard_body_by_hand_and_by_default(cli, tmp_path):
    path = tmp_path / "message.cdm"
    path.write_bytes(cdm_text(hbr=""))
    (line,) = cli("avoid", path, "--json").lines()
    assert line["hbr_m"] == pytest.approx(20.0)
    assert "DEFAULT_HBR" in line["flags"]
    (line,) = cli("avoid", path, "--hbr-m", 5, "--json").lines()
    assert line["hbr_m"] == pytest.approx(5.0)


@pytest.mark.parametrize(
    "options",
    [
        ("--max-dv-m-s", 0), ("--max-dv-m-s", "nan"), ("--target-pc", 0), ("--target-pc", 2),
        ("--target-miss-km", -1), ("--direction", "up"), ("--object", 3), ("--hbr-m", 0),
        ("--latest", "2026-07-02T12:00:00Z"), ("--latest", "2026-07-03"), ("--earliest", "soon"),
        ("--earliest", "2026-07-02T12:00:00Z"), ("-o", "burn.xml"), ("-o", "-", "--json"),
        ("--days", 0), ("--threshold-km", 0), ("-o", "-", "--mass-kg", -1),
    ],
)  # fmt: skip
def test_bad_usage_is_exit_code_two(cli, message, options):
    outcome = cli("avoid", message, *options)
    assert outcome.code == 2, outcome.err
    assert outcome.out == "" or "cspo" not in outcome.out


@pytest.mark.parametrize("name", sorted(set(MAKERS) - {"a_cdm", "folder_of_cdms"}))
def test_what_is_no_message_is_exit_code_three(cli, tmp_path, real_tle, name):
    outcome = cli("avoid", MAKERS[name](tmp_path, real_tle))
    assert outcome.code in {2, 3}, outcome.err
    assert outcome.err
    assert outcome.out == ""


def test_several_messages_are_too_many(cli, tmp_path, real_tle):
    assert cli("avoid", MAKERS["folder_of_cdms"](tmp_path, real_tle)).code == 2


@pytest.fixture(scope="module")
def simulated_message(tmp_path_factory):
    """The closest approach of one object of the reference population, as cspo writes it."""
    from cspo.cli import run  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("cdms")
    code = run(
        ["screen", "reference", "--primary", PAIR, "--days", "0.25", "--threshold-km", "1",
         "-o", f"{folder}/"]
    )  # fmt: skip
    assert code == 0
    return next(folder.glob(f"*052603*_{PAIR}_*"))


def test_the_burnt_trajectory_is_screened_again(cli, simulated_message):
    outcome = cli(
        "avoid", simulated_message, "--catalog", "reference", "--target-pc", 1e-7,
        "--earliest", "2024-10-31T20:00:00Z", "--days", 0.3, "--json",
    )  # fmt: skip
    assert outcome.code in {0, 1}, outcome.err
    (line,) = outcome.lines()
    screened = line["screened"]
    assert screened["start_utc"] == line["chosen"]["epoch_utc"]
    assert screened["events"]
    assert outcome.code == (1 if screened["worse"] else 0)
    others = [event for event in screened["events"] if event["other"] == line["other"]]
    assert others, "the object that was to be avoided is still about, farther off"
    at_tca = min(others, key=lambda event: abs(int(event["tca_utc"][14:16]) - 26))
    assert at_tca["miss_distance_km"] == pytest.approx(
        line["chosen"]["miss_distance_km"], abs=0.05
    )  # the message came from the same element sets
    assert at_tca["miss_before_km"] == pytest.approx(line["miss_distance_km"], abs=0.02)


def test_a_burn_that_moves_the_danger_to_the_next_crossing_is_told(cli, simulated_message):
    """Both orbits cross every half orbit: the smallest burn meets the same object elsewhere."""
    common = ("avoid", simulated_message, "--catalog", "reference", "--days", 0.3,
              "--earliest", "2024-10-31T12:00:00Z", "--json")  # fmt: skip
    outcome = cli(*common)
    (line,) = outcome.lines()
    worse = [event for event in line["screened"]["events"] if event["worse"]]
    assert outcome.code == 1
    assert line["reached"]
    assert {event["other"] for event in worse} == {line["other"]}
    assert all(event["pc"] > 1e-6 for event in worse)
    assert all(event["pc"] > 2.0 * (event["pc_before"] or 0.0) for event in worse)
    outcome = cli(*common, "--target-pc", 1e-6, "--target-miss-km", 5, "--direction", "in-track")
    assert outcome.code == 0
    assert outcome.lines()[0]["screened"]["worse"] == 0


def test_an_ephemeris_of_ones_own_and_words_for_people(cli, simulated_message, tmp_path):
    oem = tmp_path / "own.oem"
    outcome = cli("propagate", "reference", "--object", PAIR, "--start", "2024-10-31T20:00:00Z",
                  "--stop", "2024-11-01T08:00:00Z", "-o", oem)  # fmt: skip
    assert outcome.code == 0, outcome.err
    common = ("avoid", simulated_message, "--catalog", "reference", "--target-pc", 1e-7,
              "--earliest", "2024-10-31T21:00:00Z", "--ephemeris", oem)  # fmt: skip
    outcome = cli(*common, "--days", 0.2)
    assert outcome.code in {0, 1}, outcome.err
    assert f"{oem}: ends at 2024-11-01T08:00:00.000Z" in outcome.err
    assert "Screened again to 2024-11-01T08:00:00.000Z" in outcome.out
    assert "that speak against the burn" in outcome.out
    outcome = cli(*common, "--earliest", "2024-10-31T12:00:00Z", "--latest", "2024-10-31T13:00:00Z",
                  "--max-dv-m-s", 5)  # fmt: skip
    assert outcome.code == 2
    assert "expected points about" in outcome.err


def test_no_pc_is_told(cli, tmp_path):
    nothing = {
        f"C{row}_{column}_{k}": "0.0"
        for k in (1, 2)
        for i, row in enumerate(("R", "T", "N", "RDOT", "TDOT", "NDOT"))
        for column in ("R", "T", "N", "RDOT", "TDOT", "NDOT")[: i + 1]
    }
    path = tmp_path / "message.cdm"
    path.write_bytes(cdm_text(**nothing))
    outcome = cli("avoid", path)
    assert outcome.code == 1
    assert "ask for --target-miss-km" in outcome.out
    assert cli("avoid", path, "--json").lines()[0]["reason"] == "NO_PC"
    assert cli("avoid", path, "--target-miss-km", 1).code == 0


def test_element_sets_never_say_burn(cli, simulated_message):
    outcome = cli("avoid", simulated_message, "-o", "-")
    assert "no reason to burn" in outcome.err
    assert "COMMENT A study: its covariance is from statistics of element sets." in outcome.out
    (line,) = cli("avoid", simulated_message, "--json").lines()
    assert "COVARIANCE_FROM_ELEMENT_SETS" in line["flags"]


def test_simulated_and_real_never_meet(cli, simulated_message, message, real_file):
    outcome = cli("avoid", simulated_message, "--catalog", real_file)
    assert outcome.code == 2
    assert "simulated" in outcome.err
    outcome = cli("avoid", message, "--catalog", "reference")
    assert outcome.code == 2


def test_who_is_not_in_the_catalogue_flies_from_its_state(cli, message, real_file):
    outcome = cli("avoid", message, "--catalog", real_file, "--days", 0.1, "--json")
    assert "not in the catalogue" in outcome.err
    assert outcome.code in {0, 1}
    assert outcome.lines()[0]["screened"] is not None
