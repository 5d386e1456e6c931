"""Which code played: told by its files, whatever its version says."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

import cspo
from cspo.cli.app import run
from cspo.exercise.play import LineKind, PlayFolder, our_software
from cspo.exercise.play.software import digest_of
from tests.exercise.play.plays import SCENARIO, new_play, play_of, steps


def test_the_digest_is_of_names_and_bytes_and_of_nothing_that_is_built(tmp_path):
    package = tmp_path / "p"
    (package / "a").mkdir(parents=True)
    (package / "a.py").write_bytes(b"x")
    (package / "a" / "data.toml").write_bytes(b"yz")
    found = digest_of(package)
    assert found == hashlib.sha256(b"a.py\x001\x00x" + b"a/data.toml\x002\x00yz").hexdigest()
    for made in ("__pycache__/a.cpython-311.pyc", "web/static/page.js"):
        (package / made).parent.mkdir(parents=True)
        (package / made).write_bytes(b"built")
    assert digest_of(package) == found
    (package / "a" / "data.toml").write_bytes(b"yZ")
    assert digest_of(package) != found
    (package / "a" / "data.toml").rename(package / "a" / "date.toml")
    (package / "a" / "date.toml").write_bytes(b"yz")
    assert digest_of(package) != found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A play of two rounds."""
    made = new_play(tmp_path_factory.mktemp("play") / "a", SCENARIO)
    play = play_of(made, scripted=False)
    play.open()
    steps(play, 2)
    assert play.stop()
    return made


def bound_anew(folder: PlayFolder, to: Path, code: str | None, *, other_input: bool) -> Path:
    """The play with another code in its recording, None: with none; and with an input changed."""
    shutil.copytree(folder.path, to)
    prev, lines = "0" * 64, []
    for text in folder.recording_file.read_text().splitlines():
        line = json.loads(text)
        if line["line"] == "session":
            line["what"].pop("code")
            line["what"] |= {} if code is None else {"code": code}
        if other_input and line["line"] == "input" and "orbit" in json.dumps(line["what"]["data"]):
            line["what"]["data"]["sensor"] = "another"
        line["prev"] = prev
        data = json.dumps(line, separators=(",", ":")).encode()
        prev = hashlib.sha256(data).hexdigest()
        lines.append(data + b"\n")
    (to / "recording.jsonl").write_bytes(b"".join(lines))
    return to


def replayed(path: Path, capsys) -> tuple[int, dict, str]:
    code = run(["exercise", "replay", str(path), "--json"])
    told = capsys.readouterr()
    return code, json.loads(told.out), told.err


def test_the_recording_names_the_code_and_a_replay_finds_it_the_same(folder, capsys):
    (session,) = [line for line in folder.recording() if line.line is LineKind.SESSION]
    founded = next(folder.recording())
    here = digest_of(Path(cspo.__file__).parent)
    assert (session.what["code"], founded.what["code"]) == (here, here)
    code, told, warned = replayed(folder.path, capsys)
    assert (code, told["same"], told["same_code"]) == (0, True, True)
    assert "code" not in warned
    assert told["replayed_by"] == {"version": cspo.__version__, "code": here}


def test_other_code_under_the_same_version_is_told_before(folder, tmp_path, capsys):
    path = bound_anew(folder, tmp_path / "b", "0" * 64, other_input=False)
    code, told, warned = replayed(path, capsys)
    assert (code, told["same"], told["same_code"]) == (0, True, False)
    assert "played by other code: cspo" in warned
    assert "code 000000000000" in warned
    assert str(our_software()) in warned


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "by which code it was played is not recorded"),
        ("0" * 64, "other code than ours has played"),
        ("ours", "the difference is not of the code"),
    ],
)
def test_a_difference_comes_with_whether_the_code_is_the_same(folder, tmp_path, capsys, code, says):
    given = {"ours": our_software().code, "": None}.get(code, code)
    path = bound_anew(folder, tmp_path / "b", given, other_input=True)
    assert run(["exercise", "replay", str(path)]) == 1
    told = capsys.readouterr().out
    assert "not the same: line" in told
    assert says in told
