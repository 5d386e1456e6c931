"""A review of a play that was killed: of what its broken round wrote nothing shows."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cspo.exercise.http.room import Room
from cspo.exercise.play import PlayFolder
from cspo.exercise.review.gather import gather
from cspo.exercise.review.values import By
from tests.exercise.play.plays import new_play, play_of

PLAYED = """
import os, signal, sys, threading
from pathlib import Path
from cspo.exercise.play import *
from cspo.markings import make_label
from cspo.operations.contacts import put_contact
from cspo.records.bodies.watch import ContactBody
from tests.exercise.play.plays import *
folder, killed = PlayFolder.open(Path(sys.argv[1])), sys.argv[2] == "killed"
play = play_of(folder)
play.open()
steps(play, 3)
def by_hand():
    node = play.nodes["NOR"]
    body = ContactBody(party="NOR", role="astronomer", order=9, email="star@nor.example",
                       languages=("no",), hours="at night")
    with node.store.write() as unit:
        put_contact(unit, node.desk(unit), body, make_label("U", ["CAN", "NOR"]), mode=node.mode,
                    t=play.clock.now(), person="a.larsen")
thread = threading.Thread(target=by_hand)
thread.start()
thread.join()
def die(*given, **more):
    os.kill(os.getpid(), signal.SIGKILL)
if killed:
    Rounds._settle = die  # all that the round wrote is in the stores, and its truth in the file
    steps(play, 1)
play.rounds.close(whole=True)
"""


def played(folder: Path, how: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", PLAYED, str(folder), how], check=False, capture_output=True,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr.decode()
    return done.returncode


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """The same play, left after a whole round and a word by hand, and killed in the next round."""
    path = tmp_path_factory.mktemp("two")
    new_play(path / "whole")
    shutil.copytree(path / "whole", path / "killed")
    assert played(path / "whole", "whole") == 0
    assert played(path / "killed", "killed") == -signal.SIGKILL
    return PlayFolder.open(path / "whole"), PlayFolder.open(path / "killed")


def test_the_broken_round_has_written_and_shows_nowhere(two):
    whole, killed = two
    for nation in killed.nations:
        counts = []
        for folder in two:
            with folder.nodes.home(nation).store(read_only=True) as store, store.read() as unit:
                counts.append(unit.last_seq())
        assert counts[1] > counts[0]  # else there is nothing that could show
    assert len(killed.truth()) > len(whole.truth())
    left, unbroken = gather(killed), gather(whole)
    assert left.until == unbroken.until
    for name in ("truth", "told", "held", "given", "answers", "injects", "by", "ended"):
        assert getattr(left, name) == getattr(unbroken, name), name
    (hand,) = [
        each for each, by in left.by.items() if by is By.PERSON
    ]  # what a person wrote after the last whole round is there
    assert left.told[hand].kind == "contact"


def test_the_white_cell_sees_a_round_once_it_is_whole(tmp_path):
    play = play_of(new_play(tmp_path / "a"))
    rounds, room = play.rounds, Room(play)
    seen = []

    def settle(**how):
        seen.append(room.left())
        return real(**how)

    cast = rounds.open()
    rounds.make(rounds.starts, "tick")
    before = room.left()
    real, cast.settle = cast.settle, settle
    rounds.make(rounds.starts + 600.0, "tick")
    (within,) = seen
    after = room.left()
    assert (within.told, within.held, within.injects) == (before.told, before.held, ())
    assert len(after.injects) == 1
    assert after.told.keys() > before.told.keys()
    assert play.stop()
