"""Orders of the white cell: on the disk before they are answered, and carried out once."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cspo.errors import MalformedMessage, ResourceLimit
from cspo.exercise.play import LineKind, PlayFolder, PlayState, replay
from cspo.exercise.play import orders as orders_module
from cspo.exercise.play.orders import Orders
from cspo.exercise.white_cell import Command, Order
from cspo.time import Epoch
from tests.exercise.play.plays import new_play, play_of, steps

T = Epoch.from_utc("2026-03-02T09:00:00Z")
KILLED = """
import os, signal, sys
from pathlib import Path
from cspo.exercise.play import *
from cspo.exercise.white_cell import Command, Order
from cspo.node.clock import SystemClock
from tests.exercise.play.plays import *
play = play_of(PlayFolder.open(Path(sys.argv[1])), scripted=False)
play.open()
steps(play, 2)
def order(what, **arguments):
    wall = SystemClock().now()
    print(play.order(Command(t_wall=wall, who="w", what=what, arguments=arguments)), flush=True)
order(Order.INJECT, to=["NOR"], title="A call", text="Somebody calls.")
order(Order.NOTE, text="They are slow.")
def die(*given, **more):
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "in the round":
    Rounds._settle = die  # the note was put down then, and the inject is of the broken round
    play._turn()
order(Order.PAUSE)
die()
"""


def killed(folder: PlayFolder, where: str) -> list[int]:
    """Orders that were answered before it was killed."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder.path), where], check=False,
        capture_output=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    return [int(each) for each in done.stdout.split()]


def told(folder: PlayFolder) -> list[tuple[int, str, str]]:
    """What the recording says of orders."""
    return [
        (line.what["order"], line.what["command"]["what"], line.what["outcome"])
        for line in folder.recording()
        if "order" in line.what
    ]


@pytest.mark.parametrize("where", ["before the round", "in the round"])
def test_an_order_that_was_answered_is_carried_out_once_after_a_crash(where, tmp_path):
    folder = new_play(tmp_path / "a")
    count = 2 if where == "in the round" else 3
    assert killed(folder, where) == list(range(1, count + 1))
    play = play_of(PlayFolder.open(folder.path), scripted=False)
    play.open()
    steps(play, 1)
    if count == 3:
        assert play.state is PlayState.PAUSED
        time.sleep(0.3)  # what waits for a round when all stands still
        steps(play, 1)
    assert play.stop()
    again = play_of(PlayFolder.open(folder.path), scripted=False)  # and not once more
    again.open()
    steps(again, 1)
    assert again.order(Command(t_wall=T, who="w", what=Order.STOP)) == count + 1  # they go on
    steps(again, 1)
    assert again.stop()
    assert sorted(told(folder)) == [
        (n, what, "done")
        for n, what in enumerate([*["inject", "note", "pause"][:count], "stop"], 1)
    ]
    given = [line.what["title"] for line in folder.recording() if line.line is LineKind.INJECT]
    assert given.count("A call") == 1
    assert replay(folder, tmp_path / "again").same


def test_what_was_not_answered_is_dropped_and_what_is_no_order_is_told(tmp_path):
    file = tmp_path / "orders.jsonl"
    orders = Orders(file, ())
    note = Command(t_wall=T, who="w", what=Order.NOTE, arguments={"text": "x"})
    assert [orders.put(note).number for _ in range(3)] == [1, 2, 3]
    with file.open("ab") as stream:
        stream.write(b'{"number":4,"comm')
    assert [each.number for each in Orders(file, {2}).left] == [1, 3]
    assert [each.number for each in Orders(file, {2}).left] == [1, 3]
    assert file.stat().st_mode & 0o077 == 0
    file.write_bytes(b'{"number":4,"command":{}}\n')
    with pytest.raises(MalformedMessage) as found:
        Orders(file, ())
    assert found.value.line == 1


def test_an_order_that_finds_no_room_is_not_given_and_leaves_nothing(tmp_path, monkeypatch):
    orders = Orders(tmp_path / "orders.jsonl", ())
    note = Command(t_wall=T, who="w", what=Order.NOTE, arguments={"text": "x"})
    orders.put(note)
    before = orders.path.read_bytes()

    def full(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(orders_module.os, "fsync", full)
        with pytest.raises(ResourceLimit):
            orders.put(note)
    assert orders.path.read_bytes() == before
    assert orders.put(note).number == 2
