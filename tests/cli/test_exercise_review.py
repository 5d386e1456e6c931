"""``cspo exercise join``, ``inject`` and ``report``: from a folder, and at a served play."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import httpx
import pytest
from play_by_hand import told_story

from cspo.box.people import sign_in_codes
from cspo.cli.app import run
from cspo.cli.up import running_bytes
from cspo.exercise.http.routes import exercise_routes
from cspo.exercise.play import Play, found_play
from cspo.node.clock import SystemClock
from cspo.node.http.app import create_app
from cspo.node.http.serving import WebServer
from cspo.node.private_files import write_private

TABLE = """\
classification: U
releasable_to: [CAN, NOR]
name: at-a-table
title: Two nations at a table
text: Made up.
starts_utc: 2027-03-02T06:00:00Z
duration_s: 3600
tick_s: 600
tabletop: true
objectives:
  - {name: talk, text: They talk.}
participants:
  - {nation: CAN, cells: [{name: watch}]}
  - {nation: NOR, cells: [{name: watch}]}
events:
  - number: 1
    at_s: 3000
    to: [NOR]
    title: The telephone rings
    text: Somebody asks.
    objectives: [talk]
    expected: [{by: NOR, kind: log-entry, within_s: 600, text: Says so}]
    measures:
      - {name: logged, text: Something was logged, metric: records, of: [NOR], kind: log-entry,
         limit: 1, unit: records, sense: at_least}
"""


def test_a_report_from_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = told_story(tmp_path / "play", secret=True).end()
    own, all_ = tmp_path / "own.html", tmp_path / "all.html"
    assert run(["exercise", "report", str(folder.path), "-o", str(own)]) == 0
    assert "UNCLASSIFIED//REL TO NOR, USA" in capsys.readouterr().out
    assert run(["exercise", "report", str(folder.path), "--for", "all", "-o", str(all_)]) == 0
    assert b"NOR secret" in own.read_bytes()
    assert b"NOR secret" not in all_.read_bytes()
    assert (all_.stat().st_mode & 0o077) == 0
    capsys.readouterr()
    assert run(["exercise", "report", str(folder.path), "--for", "nor,gbr", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["audience"] == ["GBR", "NOR"]
    assert run(["exercise", "report", str(folder.path)]) == 0
    assert (folder.path / "review" / "report.html").is_file()


@pytest.mark.parametrize("words", [["--for", "AUS"], ["-o", "report.docx"]])
def test_a_report_that_can_not_be_is_refused(tmp_path: Path, words: list[str]) -> None:
    folder = told_story(tmp_path / "play").end()
    assert run(["exercise", "report", str(folder.path), *words]) == 2


@pytest.mark.parametrize("to", [",", " ", "", " , ,"])
def test_a_report_for_nobody_is_not_the_full_one(tmp_path: Path, to: str) -> None:
    """An empty variable of a script, say: it fails closed, and writes nothing."""
    folder = told_story(tmp_path / "play", secret=True).end()
    file = tmp_path / "out.html"
    assert run(["exercise", "report", str(folder.path), "--for", to, "-o", str(file)]) == 2
    assert run(["exercise", "report", str(folder.path), "--for", to]) == 2
    assert not file.exists()
    assert not (folder.review / "report.html").exists()


def test_no_report_for_players_before_the_end(tmp_path: Path) -> None:
    folder = told_story(tmp_path / "play").end(over=False)
    assert run(["exercise", "report", str(folder.path), "--for", "all"]) == 2
    assert run(["exercise", "report", str(folder.path), "--json"]) == 0


def test_a_play_that_nobody_serves_can_not_be_joined(tmp_path: Path) -> None:
    folder = told_story(tmp_path / "play").end()
    assert run(["exercise", "join", str(folder.path), "NOR"]) == 3
    assert run(["exercise", "inject", str(folder.path), "1"]) == 3


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Play]:
    """A play that stands still, served on the loopback."""
    folder = found_play(tmp_path / "play", TABLE.encode(), SystemClock())
    play = Play(folder, SystemClock(), paused=True)
    play.open()
    app = create_app(play.nodes, routes=exercise_routes(play))
    server = WebServer(app)
    sign_in_codes(app.gates)
    server.start()
    write_private(folder.nodes.running_file, running_bytes(server.url))
    play._turn()
    yield play
    server.stop()
    play.stop()


def test_somebody_joins_late_and_is_told_what_is_asked(
    served: Play, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(served.folder.path)
    assert run(["exercise", "inject", path, "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"queued": 1, "order": "inject", "number": 1, "what": "give"}
    assert run(["exercise", "inject", path, "--order", "step"]) == 0
    served._turn()
    capsys.readouterr()
    assert run(["exercise", "join", path, "NOR", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["nation"], told["cell"], told["roles"]) == ("NOR", "watch", ["watch", "release"])
    root, _, code = told["address"].partition("/#code=")
    with httpx.Client(trust_env=False) as client:
        headers = {"Origin": root.rpartition("/")[0], "Content-Type": "application/json"}
        sleep(1.1)  # a node looks once a second for what a command has made
        first = client.post(f"{root}/api/v1/session", json={"code": code}, headers=headers)
        assert first.is_success, first.text
        asked = client.get(f"{root}/api/v1/exercise/player").json()["asks"]
        assert [each["title"] for each in asked] == ["The telephone rings"]
        again = httpx.post(f"{root}/api/v1/session", json={"code": code}, headers=headers,
                           trust_env=False)  # fmt: skip
        assert again.status_code == 401  # it opens once


def test_the_white_cell_joins(served: Play, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["exercise", "join", str(served.folder.path), "white-cell", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["roles"] == ["director"]


@pytest.mark.parametrize(
    "words", [["99"], ["--order", "fly"], ["--to", "JPN", "--title", "x"], [], ["1", "--how", "no"]]
)
def test_an_order_that_is_none_is_refused(served: Play, words: list[str]) -> None:
    code = run(["exercise", "inject", str(served.folder.path), *words])
    if words == ["99"]:
        assert code == 0  # queued; the play says no
        served._turn()
        served.rounds.make(served.t + 600.0, "step", orders=served._injects)
        text = served.folder.recording_file.read_text()
        assert "the number of an event of the list" in text
    else:
        assert code == 2
