"""``cspo exercise run``: what it refuses before it founds anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from cspo.cli.app import run


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
