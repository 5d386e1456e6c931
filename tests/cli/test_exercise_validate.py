"""``cspo exercise validate`` says all that is wrong, and writes what is right in either form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cspo.cli.app import run
from cspo.exercise.scenario import SHIPPED, from_csv, load, read_scenario, to_csv
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


SKY = """\
FJORD SCOUT
1 99501U 26001A   27061.25000000  .00000000  00000-0  00000-0 0    09
2 99501  97.5000  10.0000 0010000  90.0000  20.0000 14.90000000    04
"""


@pytest.mark.parametrize("table", [False, True])
def test_a_catalogue_that_is_named_must_be_there_and_be_one(
    table: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = changed("world:\n", "world:\n  catalog: sky/own.tle\n")
    (tmp_path / "scenarios" / "sky").mkdir(parents=True)
    file = tmp_path / "scenarios" / "mine.yaml"
    file.write_text(text)
    line, column = place_of(text, "sky/own.tle")
    if table:
        file = file.with_suffix(".csv")
        data = to_csv(load(text.encode()))
        file.write_bytes(data)
        line = next(n for n, each in enumerate(data.splitlines(), 1) if b"sky/own.tle" in each)
    monkeypatch.chdir(tmp_path)  # it is looked for beside the scenario, not where we are
    told = []
    for sky in (None, "no element sets", SKY.replace("97.5000", "9x.5000"), SKY):
        if sky is not None:
            (file.parent / "sky" / "own.tle").write_text(sky)
        code = run(["exercise", "validate", str(file), "--json"])
        told.append((code, json.loads(capsys.readouterr().out)))
    assert [code for code, _ in told] == [1, 1, 1, 0], told
    for _, each in told[:3]:
        (fault,) = each["faults"]
        assert (fault["line"], fault["field"]) == (line, "world.catalog")
        assert table or fault["column"] == column
    assert "no file" in told[0][1]["faults"][0]["got"]
    assert told[3][1]["playable"]
    (file.parent / "sky" / "own.tle").unlink()
    assert run(["exercise", "validate", str(file), "--to", "yaml"]) == 0
