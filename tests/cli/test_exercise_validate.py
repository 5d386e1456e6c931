"""``cspo exercise validate`` says all that is wrong, and writes what is right in either form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cspo.cli.app import run
from cspo.exercise.scenario import SHIPPED, from_csv, load, read_scenario
from tests.exercise.scenario.small import SMALL, changed, place_of


def test_what_comes_with_cspo_can_be_played(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["exercise", "validate", *SHIPPED]) == 0
    assert capsys.readouterr().out.count("can be played") == len(SHIPPED)
    assert run(["exercise", "validate", "--list"]) == 0
    listed = capsys.readouterr().out
    assert all(f"{name}: " in listed for name in SHIPPED)


def test_faults_are_told_with_their_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = changed("kind: radar", "kind: laser").replace("do: note", "do: shoot")
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    assert run(["exercise", "validate", str(file)]) == 1
    line, column = place_of(text, "laser")
    shown = capsys.readouterr().out
    assert f"{file}:{line}:{column}: world.sensors[1].kind: expected one of radar, optical" in shown
    assert "script[1].do" in shown
    assert run(["exercise", "validate", "--json", str(file)]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["playable"] is False
    assert told["faults"][0]["line"] == line


def test_it_goes_to_a_table_and_back(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(SMALL)
    assert run(["exercise", "validate", str(file), "--to", "csv"]) == 0
    table = capsysbinary.readouterr().out
    assert from_csv(table) == load(SMALL.encode())
    (tmp_path / "mine.csv").write_bytes(table)
    assert run(["exercise", "validate", str(tmp_path / "mine.csv"), "--to", "yaml"]) == 0
    assert load(capsysbinary.readouterr().out) == load(SMALL.encode())
    assert run(["exercise", "validate", "late-manoeuvre", "--to", "yaml"]) == 0
    assert load(capsysbinary.readouterr().out) == read_scenario("late-manoeuvre")


def test_the_schema_is_written_out(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["exercise", "validate", "--schema"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["$defs"]["Scenario"]


@pytest.mark.parametrize(
    "arguments", [[], ["nowhere.yaml"], ["late-manoeuvre", "quiet-inspector", "--to", "csv"]]
)
def test_what_has_no_meaning_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["exercise", "validate", *arguments]) == 2
    assert capsys.readouterr().err
