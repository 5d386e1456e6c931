"""Ctrl-C in the midst of founding or of opening: exit code 130, and a folder that goes on whole."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cspo.cli.app import run
from cspo.exercise.play import LineKind, PlayFolder, Rounds, replay
from cspo.exercise.play.cast import Cast
from tests.exercise.play.plays import SCENARIO, new_play, play_of, steps

run_module = importlib.import_module("cspo.cli.exercise.run")  # its package has a run of its own
MOST = 400
"""More effects on the disk than a founding has."""


class Interrupting:
    """Ctrl-C at an effect on the disk: a folder is made, a file gets its name or its bytes."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.left = MOST
        self.count = 0
        for name in ("mkdir", "fchmod", "fsync", "replace", "chmod"):
            patch.setattr(os, name, self.before(getattr(os, name)))

    def before(self, real):
        def effect(*given, **more):
            self.count += 1
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
            return real(*given, **more)

        return effect


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    file = tmp_path / "two.yaml"
    file.write_text(SCENARIO)
    return file


def test_founding_that_is_broken_off_again_and_again_goes_on(
    scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    place = tmp_path / "play"
    monkeypatch.setattr(run_module, "_alone", lambda play, **how: play.stop())
    words = ["exercise", "run", str(scenario), "--scripted", "--no-serve", "--data", str(place)]
    broken = 0
    with monkeypatch.context() as patch:
        ctrl_c = Interrupting(patch)
        for effect in range(1, MOST, 3):
            ctrl_c.left = effect
            code = run(words)
            told = capsys.readouterr().err
            if code == 0:
                break
            assert code == 130, told
            broken += 1
            assert PlayFolder.is_one(place) or "founding was broken off" in told
    assert code == 0
    assert broken > 10
    folder = PlayFolder.open(place)
    play = play_of(folder)
    play.open()
    steps(play, 2)
    assert {nation: dict(node.faults) for nation, node in play.nodes.items()} == {
        nation: {} for nation in folder.nations
    }
    assert play.stop()
    assert replay(folder, tmp_path / "again").same


KILLED = """
import os, sys
from pathlib import Path
from tests.exercise.play.plays import new_play
place, killed = Path(sys.argv[1]), 0
for effect in range(1, 400, 2):
    child = os.fork()
    if child == 0:
        left = effect
        def before(real):
            def done(*given, **more):
                global left
                left -= 1
                if left == 0:
                    os._exit(9)  # as a kill: nothing is cleaned up
                return real(*given, **more)
            return done
        for name in ("mkdir", "fchmod", "fsync", "replace", "chmod"):
            setattr(os, name, before(getattr(os, name)))
        try:
            new_play(place)
        except BaseException as error:
            print(effect, error, flush=True)
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code != 9:
        break
    killed += 1
print(code, killed)
"""


@pytest.mark.soak
def test_founding_that_is_killed_again_and_again_goes_on(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "play")], check=True, capture_output=True,
        cwd=Path(__file__).parents[2], text=True,
    )  # fmt: skip
    *told, last = done.stdout.splitlines()
    code, killed = map(int, last.split())
    assert (code, told) == (0, [])
    assert killed > 20
    play = play_of(PlayFolder.open(tmp_path / "play"))
    play.open()
    steps(play, 1)
    assert play.stop()


@pytest.mark.parametrize("where", ["begin", "fold", "settle"])
def test_opening_or_a_round_that_is_broken_off_leaves_the_last_whole_round(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closed as Python closes it on its way out: what was half done must not get into the files."""
    folder = new_play(tmp_path / "a")
    play = play_of(folder)

    def interrupt(*given: object, **more: object) -> None:
        raise KeyboardInterrupt

    real = Cast.begin
    with monkeypatch.context() as patch:
        if where == "begin":
            patch.setattr(Cast, "begin", lambda *given, **how: (real(*given, **how), interrupt()))
        elif where == "fold":
            patch.setattr(Cast, "fold", interrupt)
        if where == "settle":
            play.open()
            steps(play, 1)
            patch.setattr(Rounds, "_settle", interrupt)
            with pytest.raises(KeyboardInterrupt):
                steps(play, 1)
        else:
            with pytest.raises(KeyboardInterrupt):
                play.open()
        patch.undo()
        assert play.stop()
    again = play_of(PlayFolder.open(folder.path))
    assert again.round == (1 if where == "settle" else 0)
    again.open()
    steps(again, 3)
    assert again.stop()
    assert not [line for line in folder.recording() if line.line is LineKind.ACTION
                and line.what["failed"]]  # fmt: skip
    found = replay(folder, tmp_path / "again")
    assert (found.same, found.where) == (True, "")


class Lasting:
    """A play whose round lasts longer than it is waited for, or while Ctrl-C comes again."""

    def __init__(self, *, again: bool) -> None:
        self.again = again

    def stop(self, timeout_s: float) -> bool:
        if self.again:
            raise KeyboardInterrupt
        return False


@pytest.mark.parametrize("again", [False, True])
def test_a_round_that_lasts_too_long_is_dropped_with_exit_code_130(
    again: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ended(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(run_module.os, "_exit", ended)
    with pytest.raises(SystemExit) as found:
        run_module._stop(Lasting(again=again))  # type: ignore[arg-type]
    assert found.value.code == 130
    assert "it is dropped" in capsys.readouterr().err
