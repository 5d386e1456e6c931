"""``cspo pc``: machine output, methods, odd covariances and sizes."""

from __future__ import annotations

import pytest

from tests.cli.written import cdm_text

METHODS = {
    "foster1992", "alfano2005", "elrod2019", "hall2021_nc2d", "hall2021_nc3d", "montecarlo",
    "max_pc",
}  # fmt: skip


@pytest.fixture
def answer(cli, tmp_path):
    """The line that pc gives for a CDM with changes."""

    def answer(*options: str, hbr: str = "COMMENT HBR = 15.0 [m]", **changes: str) -> dict:
        file = tmp_path / "message.cdm"
        file.write_bytes(cdm_text(hbr=hbr, **changes))
        outcome = cli("pc", file, *options, "--json")
        assert outcome.code == 0, outcome.err
        return outcome.lines()[0]

    return answer


def test_json_has_the_fields_of_the_architecture(answer, tmp_path):
    line = answer("--method", "all", "--trials", "20000")
    assert {
        "file", "tca_utc", "miss_distance_km", "relative_speed_km_s", "hbr_m", "pc", "method",
        "methods", "violations", "flags",
    } <= set(line)  # fmt: skip
    assert line["file"] == f"{tmp_path}/message.cdm"
    assert line["tca_utc"] == "2026-07-02T12:00:00.000000Z"
    assert line["miss_distance_km"] == pytest.approx(0.1458, abs=1e-4)  # (0.1, 0.15 / 2 twice)
    assert line["relative_speed_km_s"] == pytest.approx(7.5 * 2**0.5, abs=1e-9)
    assert line["hbr_m"] == 15.0
    assert set(line["methods"]) == METHODS
    assert set(line["methods"]["montecarlo"]) == {"pc", "lo", "hi"}
    numbers = [line["methods"][name] for name in METHODS - {"montecarlo", "max_pc"}]
    assert min(numbers) == pytest.approx(max(numbers), rel=0.02)
    dice = line["methods"]["montecarlo"]
    assert dice["lo"] <= dice["pc"] <= dice["hi"]
    assert dice["lo"] <= line["pc"] <= dice["hi"]
    assert line["method"] == "foster1992"
    assert line["violations"] == []


def test_a_method_by_name_and_one_that_can_not_be_had(answer):
    line = answer("--method", "elrod2019")
    assert line["method"] == "elrod2019"
    assert line["pc"] == line["methods"]["elrod2019"]
    no_velocity = {
        f"C{row}_{column}_{k}": "0.0"
        for k in (1, 2)
        for i, row in enumerate(("RDOT", "TDOT", "NDOT"))
        for column in ("R", "T", "N", "RDOT", "TDOT", "NDOT")[: 4 + i]
    }
    line = answer("--method", "hall2021_nc3d", **no_velocity)
    assert line["pc"] is None
    assert line["method"] == ""
    assert line["reason"] == "METHOD_NOT_COMPUTABLE"


def test_dice_by_seed(answer):
    first, again, other = (
        answer("--method", "montecarlo", "--trials", "5000", "--seed", seed) for seed in "001"
    )
    assert first == again
    assert first["methods"]["montecarlo"] != other["methods"]["montecarlo"]


def test_a_message_without_hard_body(answer):
    line = answer(hbr="")
    assert line["hbr_m"] == pytest.approx(20.0)
    assert "DEFAULT_HBR" in line["flags"]
    line = answer("--hbr-m", "5", hbr="")
    assert line["hbr_m"] == pytest.approx(5.0)
    assert "DEFAULT_HBR" not in line["flags"]


@pytest.mark.parametrize(
    "options",
    [
        ("--hbr-m", "-1"), ("--hbr-m", "0"), ("--hbr-m", "nan"), ("--hbr-m", "inf"),
        ("--hbr-m", "wide"), ("--method", "guess"), ("--trials", "0"), ("--trials", "-4"),
        ("--seed", "-1"), (),
    ],
    ids=" ".join,
)  # fmt: skip
def test_bad_usage(cli, tmp_path, options):
    file = tmp_path / "message.cdm"
    file.write_bytes(cdm_text())
    assert cli("pc", *([file] if options else []), *options).code == 2


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"CT_T_1": "-14400.0", "CT_T_2": "-14400.0"}, "NEGATIVE_VARIANCE"),
        ({f"C{a}_{b}_{k}": "0.0" for k in (1, 2) for a in "RTN" for b in "RTN"}, "ZERO_COVARIANCE"),
    ],
)
def test_what_is_no_covariance_gives_no_probability(answer, changes, reason):
    line = answer(**changes)
    assert line["pc"] is None
    assert line["reason"] == reason


def test_a_covariance_that_is_not_positive_definite_is_flagged_or_refused(answer):
    line = answer(CT_R_1="5000.0")  # 40 m x 120 m = 4800 m2 at most
    assert "not-positive-definite-1" in line["flags"]
    assert line["pc"] is None or "COVARIANCE_REPAIRED" in line["flags"]


@pytest.mark.parametrize("changes", [{"CR_R_1": "NaN"}, {"X_1": "NaN"}, {"TCA": "noon"}])
def test_what_a_probability_rests_on_must_be_whole(cli, tmp_path, changes):
    file = tmp_path / "message.cdm"
    file.write_bytes(cdm_text(**changes))
    outcome = cli("pc", file, "--json")
    assert outcome.code == 3
    assert outcome.out == ""
    assert next(iter(changes)).removesuffix("_1") in outcome.err


def test_other_faults_are_told_and_flagged(answer):
    line = answer(CREATION_DATE="yesterday")
    assert "faults" in line["flags"]
    assert line["pc"] is not None


def test_standard_input_and_people(cli):
    outcome = cli("pc", "-", stdin=cdm_text())
    assert outcome.code == 0
    assert "SAT 1 (norad:10001) and SAT 2 (norad:10002)" in outcome.out
    assert "hard body 15.00 m" in outcome.out
    assert "foster1992" in outcome.out


def test_real_messages_of_nasa(cli, data_dir):
    folder = data_dir / "astro" / "pc" / "cdm"
    outcome = cli("pc", folder, "--json")
    assert outcome.code == 0
    assert len(outcome.lines()) == len(list(folder.iterdir()))
