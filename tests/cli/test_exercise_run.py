"""``cspo exercise run``: what it refuses before it founds anything, and where a play stands."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from cspo.cli.app import run
from cspo.exercise.white_cell import Command, Order
from cspo.time import Epoch
from tests.exercise.play.plays import SCENARIO, new_play, play_of, steps

run_module = importlib.import_module("cspo.cli.exercise.run")  # its package has a run of its own


def test_nobody_could_order_the_steps_of_a_play_without_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "play"
    words = ["late-manoeuvre-short", "--scripted", "--step", "--no-serve", "--data", str(place)]
    assert run(["exercise", "run", *words]) == 2
    assert "--step" in capsys.readouterr().err
    assert not place.exists()


def test_a_table_is_made_yaml_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["exercise", "run", "mine.csv", "--scripted"]) == 2
    assert "cspo exercise validate mine.csv --to yaml" in capsys.readouterr().err


def test_a_play_that_is_over_says_so_and_how_it_is_played_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, place = tmp_path / "two.yaml", tmp_path / "play"
    file.write_text(SCENARIO)
    monkeypatch.setattr(run_module, "_alone", lambda play, **how: play.stop())
    words = ["exercise", "run", str(file), "--scripted", "--no-serve", "--data", str(place)]
    play = play_of(new_play(place))
    play.open()
    steps(play, 1)
    assert play.stop()
    capsys.readouterr()
    assert run(words) == 0
    assert "goes on from its last whole round" in capsys.readouterr().err
    play = play_of(play.folder)
    play.open()
    play.order(Command(t_wall=Epoch.from_utc("2026-01-01T00:00:00Z"), who="w", what=Order.STOP))
    steps(play, 1)
    assert play.stop()
    assert run(words) == 0
    told = capsys.readouterr().err
    assert "the play is over (ended by the white cell) and stays so" in told
    assert "--data" in told


def test_a_replay_finds_a_play_by_the_name_of_its_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CSPO_EXERCISES", str(tmp_path))
    assert run(["exercise", "replay", "late-manoeuvre-short"]) not in {0, 1}
    assert str(tmp_path / "late-manoeuvre-short") in capsys.readouterr().err
