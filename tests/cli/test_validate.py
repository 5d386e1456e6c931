"""``cspo validate``: machine output, exit codes, the summary for people."""

from __future__ import annotations

import pytest

from tests.cli.bad_files import CSV_HEAD, MAKERS, csv_row
from tests.cli.written import cdm_text, oem_text


@pytest.mark.parametrize(
    ("text", "message", "version", "encoding"),
    [(cdm_text(), "CDM", "1.0", "kvn"), (oem_text(), "OEM", "2.0", "kvn")],
)
def test_json_has_the_fields_of_the_architecture(cli, text, message, version, encoding):
    outcome = cli("validate", "-", "--json", stdin=text)
    assert outcome.code == 0
    (line,) = outcome.lines()
    fields = ("file", "message", "version", "encoding", "valid", "faults")
    assert {name: line[name] for name in fields} == {
        "file": "-", "message": message, "version": version, "encoding": encoding,
        "valid": True, "faults": [],
    }  # fmt: skip


def test_faults_name_line_keyword_expected_got_text(cli):
    outcome = cli("validate", "-", "--json", stdin=cdm_text(CREATION_DATE="yesterday"))
    assert outcome.code == 1
    (line,) = outcome.lines()
    assert line["valid"] is False
    (fault,) = line["faults"]
    assert set(fault) == {"line", "keyword", "expected", "got", "text"}
    assert fault["line"] == 2
    assert fault["keyword"] == "CREATION_DATE"
    assert fault["got"] == "yesterday"
    assert (
        "line 2: CREATION_DATE: expected"
        in cli("validate", "-", stdin=cdm_text(CREATION_DATE="yesterday")).out
    )


def test_one_invalid_file_among_valid_ones_is_1(cli, tmp_path, real_tle):
    good, bad = (MAKERS[name](tmp_path, real_tle) for name in ("good_tle", "one_nan"))
    outcome = cli("validate", good, bad, "--json")
    assert outcome.code == 1
    assert [line["valid"] for line in outcome.lines()] == [True, False]


def test_the_summary_for_people(cli, real_file):
    out = cli("validate", real_file).out
    for text in (
        "OMM csv: valid", "Objects    400", "Age        median 0.0 d", "Regimes    LEO",
        "Screening  starts 2024-11-01T00:00Z", "Types      PAYLOAD",
    ):  # fmt: skip
        assert text in out
    assert "{" not in out
    assert "SIMULATED" not in out


def test_docked_objects_are_told_as_text(cli, tmp_path):
    file = tmp_path / "docked.csv"
    file.write_bytes(
        CSV_HEAD + csv_row("STATION", 5) + csv_row("FERRY", 6) + csv_row("ELSE", 7, raan=9)
    )
    assert "Together   STATION (5) + FERRY (6)\n" in cli("validate", file).out


def test_a_long_list_of_faults_is_cut_for_people_and_whole_for_machines(cli, tmp_path, real_tle):
    file = MAKERS["wrong_checksums"](tmp_path, real_tle)
    people = cli("validate", file)
    assert len(people.out.splitlines()) < 30
    assert "--json tells them all" in people.out
    (line,) = cli("validate", file, "--json").lines()
    assert len(line["faults"]) >= 400
