"""A play: the same inputs give the same records, whoever wrote by hand, whenever it was killed."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cspo.errors import MalformedMessage, UsageError
from cspo.exercise.play import LineKind, Play, PlayFolder, PlayState, found_play, replay
from cspo.exercise.play import turns as screening_turns
from cspo.exercise.play.cast import ids_of
from cspo.exercise.play.history import History
from cspo.exercise.white_cell import Command, Order
from cspo.exercise.world import World
from cspo.markings import Mode, make_label
from cspo.node.clock import SystemClock
from cspo.node.desks import OpenNode
from cspo.node.home import FolderInUse, Home
from cspo.operations.contacts import put_contact
from cspo.operations.screen.judging import catalog_digest
from cspo.records import read_record
from cspo.records.bodies.watch import ContactBody
from cspo.records.lineage import SaltMaker
from cspo.time import Epoch
from tests.boxes import founded
from tests.exercise.play.plays import SCENARIO, new_play, play_of, steps

ROUNDS = 10  # at 0, 600 .. 5,400 s


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A play to its end by script; its folder and all record ids."""
    folder = new_play(tmp_path_factory.mktemp("play") / "a")
    play = play_of(folder)
    play.open()
    play.run()
    assert (play.state, play.round) == (PlayState.OVER, ROUNDS), play.failed
    ids = ids_of(play.nodes)
    assert play.stop()
    return folder, ids


def kinds(folder: PlayFolder, nation: str) -> list[str]:
    with folder.nodes.home(nation).store(read_only=True) as store, store.read() as unit:
        return [row.kind for row in unit.records_after(0, 10_000)]


def test_the_story_happens_on_real_nodes_in_mode_exercise_alone(played):
    folder, ids = played
    for nation in folder.nations:
        with folder.nodes.home(nation).store(read_only=True) as store, store.read() as unit:
            rows = unit.records_after(0, 10_000)
            assert {row.mode for row in rows} == {Mode.EXERCISE}
            assert [row.id for row in rows] == ids[nation]
        assert {"orbit", "inject"} <= set(kinds(folder, nation))
    assert "log-entry" in kinds(folder, "NOR")
    assert {event.what for event in folder.truth()} >= {"began", "burn", "feed_cut", "feed_back"}
    # What CAN made while its feed was cut reached NOR afterwards, and not before.
    shared = [each for each in ids["CAN"] if each in set(ids["NOR"])]
    assert shared


def test_a_cut_feed_carries_nothing_and_then_everything(played):
    folder, _ = played
    starts = folder.nodes.began
    with folder.nodes.home("NOR").store(read_only=True) as store, store.read() as unit:
        came = [
            row.t_ingest - starts for row in unit.records_after(0, 9_999) if row.origin == "CAN"
        ]
    assert not [s for s in came if 1_200.0 <= s < 3_000.0]
    assert [s for s in came if 3_000.0 <= s <= 4_200.0]


def test_a_recording_replays_to_the_same_ids_in_another_process(played, tmp_path):
    folder, ids = played
    script = (
        "import json, sys; from pathlib import Path; from cspo.exercise.play import *;"
        "r = replay(PlayFolder.open(Path(sys.argv[1])), Path(sys.argv[2]));"
        "print(json.dumps([r.same, r.where, r.rounds, r.ids]))"
    )
    for seed in ("1",):  # sets of texts come in another order than here
        out = subprocess.run(
            [sys.executable, "-c", script, str(folder.path), str(tmp_path / seed)],
            capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout  # fmt: skip
        assert json.loads(out) == [True, "", ROUNDS, ids]


def test_a_replay_says_where_something_came_out_otherwise(played, tmp_path):
    folder, _ = played
    other = tmp_path / "other"
    subprocess.run(["cp", "-r", str(folder.path), str(other)], check=True)
    lines = [json.loads(line) for line in (other / "recording.jsonl").read_text().splitlines()]
    # A recording that somebody wrote anew with an input changed: its chain holds.
    for line in lines:
        if line["line"] == "input" and "orbit" in json.dumps(line["what"]["data"]):
            line["what"]["data"]["sensor"] = "another"
            break
    prev = "0" * 64
    with (other / "recording.jsonl").open("wb") as file:
        for line in lines:
            line["prev"] = prev
            data = json.dumps(line, separators=(",", ":")).encode()
            prev = hashlib.sha256(data).hexdigest()
            file.write(data + b"\n")
    found = replay(PlayFolder.open(other), tmp_path / "again")
    assert not found.same
    assert "round 1" in found.where


def write_by_hand(play: Play) -> str:
    """Somebody of NOR puts a contact into its directory, from another thread; the record's id."""
    made: list[str] = []

    def write() -> None:
        node = play.nodes["NOR"]
        with node.store.write() as unit:
            body = ContactBody(party="NOR", role="astronomer", order=9, email="star@nor.example",
                               languages=("no",), hours="at night")  # fmt: skip
            record = put_contact(
                unit, node.desk(unit), body, make_label("U", ["CAN", "NOR"]), mode=node.mode,
                t=play.clock.now(), person="a.larsen",
            )  # fmt: skip
            made.append(record.id)

    thread = threading.Thread(target=write)
    thread.start()
    thread.join(30.0)
    return made[0]


def test_what_people_write_by_hand_is_recorded_row_by_row_and_replays(tmp_path):
    folder = new_play(tmp_path / "a")
    play = play_of(folder)
    play.open()
    steps(play, 3)
    made = write_by_hand(play)
    steps(play, 4)
    ids = ids_of(play.nodes)
    assert play.stop()
    (hand,) = [
        line for line in folder.recording()
        if line.line is LineKind.HAND and not line.what["by"]
    ]  # fmt: skip
    assert hand.what["records"] == [made]
    assert made in ids["CAN"]  # it was released, and pulled
    again = replay(folder, tmp_path / "again")
    assert (again.same, again.where, again.ids) == (True, "", ids)


def test_what_was_written_by_hand_before_a_process_died_replays(tmp_path):
    """No round followed it: the next process puts it in again, and counts it to the last."""
    folder = new_play(tmp_path / "a")
    play = play_of(folder)
    play.open()
    steps(play, 2)
    made = write_by_hand(play)
    play.state = PlayState.FAILED  # nothing is folded any more, as where it is killed
    assert play.stop()
    play = play_of(PlayFolder.open(folder.path))
    play.open()
    steps(play, 2)
    ids = ids_of(play.nodes)
    assert made in ids["CAN"]
    assert play.stop()
    again = replay(folder, tmp_path / "again")
    assert (again.same, again.where, again.ids) == (True, "", ids)


def test_a_play_stands_still_steps_and_goes_on_as_ordered(tmp_path):
    folder = new_play(tmp_path / "a")
    play = play_of(folder, scripted=False, paused=True)
    play.open()
    steps(play, 3)
    assert (play.state, play.round) == (PlayState.PAUSED, 1)
    wall = SystemClock().now()

    def order(what: Order, **arguments: object) -> None:
        play.order(Command(t_wall=wall, who="director", what=what, arguments=arguments))
        play._turn()

    order(Order.STEP)
    assert (play.round, play.t - play.rounds.starts) == (2, 600.0)
    order(Order.STEP, seconds=1_500.0)
    steps(play, 3)
    assert play.t - play.rounds.starts == 2_100.0
    assert play.round == 5  # at 1,200, 1,800 and 2,100 s
    order(Order.INJECT, to=["NOR"], title="A call", text="Somebody calls.")
    steps(play, 1)
    time.sleep(0.3)
    steps(play, 1)
    assert (play.round, play.t - play.rounds.starts) == (6, 2_100.0)
    assert kinds(folder, "NOR").count("inject") == 2
    assert kinds(folder, "CAN").count("inject") == 1
    order(Order.STOP)
    assert play.state is PlayState.OVER
    order(Order.GO)
    assert play.stop()
    told = [line.what for line in folder.recording() if line.line is LineKind.COMMAND]
    assert [each["outcome"] for each in told] == ["done"] * 4 + ["refused"]
    assert replay(folder, tmp_path / "again").same


def test_stopped_between_two_rounds_it_goes_on_from_where_its_clock_stands(tmp_path):
    """The clock had run on for people: what is done while it stands is of then."""
    folder = new_play(tmp_path / "a")
    play = play_of(folder, scripted=False, speed=100.0)
    play.open()
    steps(play, 1)
    time.sleep(0.3)
    wall = SystemClock().now()
    for what, arguments in (
        (Order.PAUSE, {}),
        (Order.INJECT, {"to": ["NOR"], "title": "A call", "text": "Somebody calls."}),
        (Order.STEP, {"seconds": 1.0}),
        (Order.STEP, {}),
        (Order.GO, {}),
    ):
        stood = play.clock.now()
        play.order(Command(t_wall=wall, who="director", what=what, arguments=arguments))
        time.sleep(0.3)
        steps(play, 1)
        assert play.clock.now() >= stood
        if what is Order.PAUSE:
            assert 20.0 < play.clock.now() - play.t < 600.0, "it stands between two rounds"
        elif what is not Order.GO:
            assert play.t >= stood
    assert play.t - play.rounds.starts > 600.0
    assert play.stop()
    assert replay(folder, tmp_path / "again").same


KILLED = """
import os, sys, signal
from pathlib import Path
from cspo.exercise.play import *
from cspo.exercise.play.cast import Cast
from tests.exercise.play.plays import *
folder = PlayFolder.open(Path(sys.argv[1]))
play = play_of(folder)
at, where = int(sys.argv[2]), sys.argv[3]
def die(): os.kill(os.getpid(), signal.SIGKILL)
if where == "stepping":
    def settle(cast, **how):
        if play.rounds.number == at:
            list(cast.nodes.values())[0].step()
            die()
        return real(cast, **how)
    real, Cast.settle = Cast.settle, settle
elif where == "folding":
    def fold(cast):
        if play.rounds.number == at:
            list(cast.nodes.values())[0].store.fold()
            die()
        return real(cast)
    real, Cast.fold = Cast.fold, fold
play.open()
steps(play, at + 1)
"""


@pytest.mark.parametrize("where", ["stepping", pytest.param("folding", marks=pytest.mark.soak)])
def test_killed_in_the_midst_of_a_round_it_goes_on_from_the_last_whole_one(where, tmp_path, played):
    folder = new_play(tmp_path / "a")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder.path), "4", where], check=False,
        capture_output=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    with (folder.path / "recording.jsonl").open("ab") as file:
        file.write(b'{"n": 99, "prev": "0')  # and the last line is torn
    play = play_of(PlayFolder.open(folder.path))
    assert play.round == (3 if where == "stepping" else 4)
    play.open()
    play.run()
    assert (play.state, play.round) == (PlayState.OVER, ROUNDS), play.failed
    ids = ids_of(play.nodes)
    truth = list(play.truth)
    assert play.stop()
    _, unbroken = played
    # Keys are others than in the unbroken play, so ids are too; what there is of each kind is not.
    assert {nation: len(each) for nation, each in ids.items()} == {
        nation: len(each) for nation, each in unbroken.items()
    }
    assert folder.truth() == truth
    again = replay(folder, tmp_path / "again")
    assert (again.same, again.where, again.ids) == (True, "", ids)


def test_what_an_event_does_to_the_world_in_the_last_round_happens(tmp_path):
    text = SCENARIO.replace(
        "in_track_m_s: 0.2}\n",
        "in_track_m_s: 0.2}\n    - {name: last, asset: FJORD OBSERVER 2, in_track_m_s: 0.1}\n",
    ).replace("script:\n", """\
  - number: 2
    at_s: 5400
    to: [NOR]
    title: It burns
    text: At the very end.
    world_action: {sets_off: [last]}
script:
""")  # fmt: skip
    folder = new_play(tmp_path / "play", text)
    play = play_of(folder, scripted=False)
    play.open()
    play.run()
    assert play.state is PlayState.OVER, play.failed
    play.stop()

    def burnt() -> list[float]:
        starts = Epoch.from_utc("2027-03-02T06:00:00Z")
        return [each.t - starts for each in folder.truth() if each.name == "last"][:1]

    assert burnt() == [5_400.0]
    assert replay(folder, tmp_path / "again").same
    again = play_of(folder, scripted=False)
    again.open()
    again.stop()
    assert burnt() == [5_400.0]


def test_keys_do_not_follow_from_the_scenario(tmp_path):
    one, other = (new_play(tmp_path / name) for name in ("a", "b"))
    roots = [
        {nation: folder.nodes.home(nation).anchors() for nation in folder.nations}
        for folder in (one, other)
    ]
    assert all(roots[0][nation] != roots[1][nation] for nation in one.nations)


def test_a_folder_plays_one_scenario(tmp_path):
    new_play(tmp_path / "a")
    with pytest.raises(UsageError, match="another"):
        found_play(tmp_path / "a", SCENARIO.replace("seed: 7", "seed: 8").encode(), SystemClock())
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="new or empty"):
        new_play(tmp_path / "b")


def test_salts_of_other_modes_stay_random(played, tmp_path):
    """The same record made twice outside EXERCISE has two ids."""
    folder, ids = played
    with folder.nodes.home("NOR").store(read_only=True) as store, store.read() as unit:
        record = read_record(unit.envelope(ids["NOR"][-1]))
    assert record.payload.mode is Mode.EXERCISE
    home = Home.open(founded(tmp_path / "box") / "AUS")
    with home.store() as store:
        node = OpenNode(home, store, SystemClock(), lambda: "", replayable=True)
        assert not isinstance(node.signer(Mode.SIMULATED), SaltMaker)


CATALOG = """\
FJORD SCOUT
1 99501U 26001A   27061.25000000  .00000000  00000-0  00000-0 0    09
2 99501  97.5000  10.0000 0010000  90.0000  20.0000 14.90000000    04
"""


def test_one_process_plays_in_a_folder(tmp_path):
    folder = new_play(tmp_path / "a")
    first = play_of(folder)
    first.open()
    steps(first, 2)
    before = folder.recording_file.read_bytes()
    with pytest.raises(FolderInUse, match="no other process"):
        play_of(PlayFolder.open(folder.path))
    assert folder.recording_file.read_bytes() == before
    steps(first, 1)
    assert first.stop()
    play = play_of(folder)
    assert play.round == 3
    assert play.stop()


def test_a_scenario_s_own_catalogue_goes_with_the_play(tmp_path):
    text = SCENARIO.replace("world:\n", "world:\n  catalog: sky/own.tle\n")
    with pytest.raises(UsageError, match="beside the scenario"):
        found_play(tmp_path / "a", text.encode(), SystemClock(), beside=tmp_path)
    (tmp_path / "sky").mkdir()
    (tmp_path / "sky" / "own.tle").write_text(CATALOG)
    folder = found_play(tmp_path / "a", text.encode(), SystemClock(), beside=tmp_path)
    (tmp_path / "sky" / "own.tle").unlink()  # the play has its own
    play = play_of(PlayFolder.open(folder.path))
    assert len(play.rounds.world._stage.sky.truth.catalog) == 3
    assert play.stop()
    (tmp_path / "sky" / "own.tle").write_text(CATALOG.replace("SCOUT", "ROVER"))
    with pytest.raises(UsageError, match=r"another sky/own\.tle"):
        found_play(tmp_path / "a", text.encode(), SystemClock(), beside=tmp_path)
    (folder.beside / "sky" / "own.tle").write_text("changed")
    with pytest.raises(MalformedMessage, match="something else"):
        PlayFolder.open(folder.path)


def test_a_large_sky_is_screened_in_turns_that_a_replay_takes_again(tmp_path, monkeypatch):
    monkeypatch.setattr(World, "is_large", True)
    monkeypatch.setattr(screening_turns, "_APART_S", 0.0)
    folder = new_play(tmp_path / "a")
    play = play_of(folder, speed=6_000.0)
    play.open()
    play.run()
    assert play.state is PlayState.OVER, play.failed
    views = {name: node.screening for name, node in play.nodes.items()}
    skies = {name: node.sky for name, node in play.nodes.items()}
    ids = ids_of(play.nodes)
    assert play.stop()
    rounds = [line for line in folder.recording() if line.line is LineKind.ROUND]
    first, *amid, last = [line.what for line in rounds]
    assert first["screens"] is last["screens"] is None  # at the begin and the end
    assert all(each["screens"] == [] for each in amid if each["why"] == "tick")
    turns = [each for each in amid if each["why"] == "screen"]
    assert {name for each in turns for name in each["screens"]} == {"CAN", "NOR"}
    for name, view in views.items():
        assert view.catalog_digest == catalog_digest(skies[name].catalog)  # the end left nothing
        assert 0.0 <= folder.nodes.began + 5_400.0 - view.start < 1_800.0
    again = replay(folder, tmp_path / "again")
    assert (again.same, again.where, again.ids) == (True, "", ids)


def test_a_turn_is_one_work_and_those_who_do_the_same_have_it_together(tmp_path):
    play = play_of(new_play(tmp_path / "a"))
    rounds = play.rounds
    cast = rounds.open()
    rounds.make(rounds.starts, "tick")
    nodes = cast.nodes
    before = {name: node.screening for name, node in nodes.items()}
    # Until it has turned, each sky changes and the window is to move on.
    for k in range(1, 5):
        rounds.make(rounds.starts + 600.0 * k, "tick", screens=())
    assert all(node.screening is before[name] for name, node in nodes.items())
    assert all(node.perception.objects for node in nodes.values())
    rounds.make(rounds.t, "woken", screens=(), screen_next=list(nodes))
    first = rounds.set_aside
    assert set(first.values()) == {False}  # the window comes first
    rounds.make(rounds.t, "screen", screens=list(first))
    for name, node in nodes.items():
        moved = node.screening.start > before[name].start
        assert moved == (name in first)
        assert node.perception.objects
    for _ in range(5):
        rounds.make(rounds.t, "woken", screens=(), screen_next=list(nodes))
        rounds.make(rounds.t, "screen", screens=list(rounds.set_aside))
    assert not rounds.set_aside
    assert not any(node.perception.objects for node in nodes.values())
    assert all(node.screening.sky is node.sky for node in nodes.values())
    assert play.stop()


def order(play, what, **arguments):
    """What the white cell orders; the next turn of the play takes it."""
    play.order(Command(t_wall=SystemClock().now(), who="white", what=what, arguments=arguments))


def test_a_play_that_is_paused_between_two_ticks_takes_injects_and_steps_from_there(tmp_path):
    folder = new_play(tmp_path / "a")
    play = play_of(folder, scripted=False, speed=60.0)
    play.open()
    play._turn()

    time.sleep(0.4)
    order(play, Order.PAUSE)
    play._turn()
    stood = play.clock.now()
    assert play.t < stood < play.t + play.scenario.tick_s
    time.sleep(0.3)  # a round that a hand asks for comes a moment after the last
    order(play, Order.INJECT, to=["NOR"], title="A call", text="x")
    play._turn()
    assert (play.failed, play.t) == ("", stood)
    order(play, Order.STEP, seconds=5.0)
    play._turn()
    assert (play.failed, play.t) == ("", stood + 5.0)
    order(play, Order.STEP)
    play._turn()
    assert (play.failed, play.t) == ("", stood + 5.0 + play.scenario.tick_s)
    assert play.stop()
    assert replay(folder, tmp_path / "again").same


def set_aside(rounds):
    """Rounds until something of the sky was set aside, after which more came in."""
    names = list(rounds.cast.nodes)
    for k in range(1, 60):
        rounds.make(rounds.starts + 60.0 * k, "tick", screens=(), screen_next=names)
        if any(rounds.set_aside.values()):
            return {name: rounds.cast.nodes[name].sky for name in rounds.set_aside}
    raise AssertionError("nothing comes in")


def test_what_was_set_aside_is_screened_as_it_was_and_what_came_since_has_its_own_turn(tmp_path):
    play = play_of(new_play(tmp_path / "a"))
    rounds = play.rounds
    nodes = rounds.open().nodes
    rounds.make(rounds.starts, "tick")
    aside = set_aside(rounds)
    while not all(nodes[name].perception.objects for name in aside):
        rounds.make(rounds.t + 60.0, "tick", screens=())
    rounds.make(rounds.t, "screen", screens=list(aside))
    for name, sky in aside.items():
        assert nodes[name].screening.sky is sky is not nodes[name].sky
        assert nodes[name].perception.objects
    rounds.make(rounds.t, "tick")  # all that there is
    assert all(node.screening.sky is node.sky for node in nodes.values())
    assert play.stop()


def test_who_screens_all_first_takes_back_what_was_set_aside(tmp_path):
    play = play_of(new_play(tmp_path / "a"))
    rounds = play.rounds
    nodes = rounds.open().nodes
    rounds.make(rounds.starts, "tick")
    aside = set_aside(rounds)
    assert not any(nodes[name].perception.objects for name in aside)
    rounds.make(rounds.t, "tick")
    assert all(nodes[name].screening.sky is sky for name, sky in aside.items())
    assert not any(node.perception.objects for node in nodes.values())
    assert play.stop()


AHEAD = """plans:
  - name: far
    nation: NOR
    releasable_to: [CAN, NOR]
    objective: Looks a week ahead.
    assumptions:
      - {text: It is safe., expression: 'max_pc("FJORD OBSERVER 2") < 1e-4'}
events:
"""


def test_a_large_play_that_is_opened_again_screens_days_ahead_before_it_says_what_it_knows(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(World, "is_large", True)
    folder = new_play(tmp_path / "a", SCENARIO.replace("events:\n", AHEAD, 1))
    play = play_of(folder, speed=600.0)
    play.open()
    steps(play, 1)
    assert play.stop()
    play = play_of(PlayFolder.open(folder.path), speed=600.0)
    cast = play.rounds.open()
    play.rounds.make(play.t + 60.0, "tick", screens=())
    node = cast.nodes["NOR"]
    assert node.ahead.view is not None
    with node.store.read() as unit:
        rows = unit.records_after(0, 10_000, kinds=("plan-finding",))
    bodies = [json.loads(bytes(read_record(row.envelope).payload.body)) for row in rows]
    assert [each["standing"] for each in bodies if each["name"] == "far"][-1:] in ([], ["holds"])
    assert play.stop()


def test_an_inject_that_a_stop_overtakes_is_refused_in_the_recording(tmp_path):
    folder = new_play(tmp_path / "a")
    play = play_of(folder, scripted=False, speed=60.0)
    play.open()
    play._turn()
    order(play, Order.INJECT, to=["NOR"], title="Too late", text="x")
    order(play, Order.STOP)
    play._turn()
    assert play.state is PlayState.OVER
    assert play.stop()
    told = [line.what for line in folder.recording() if line.line is LineKind.COMMAND]
    assert [(each["command"]["what"], each["outcome"]) for each in told] == [
        ("stop", "done"), ("inject", "refused"),
    ]  # fmt: skip
    # Killed before the line that says so, a play that was stopped is over all the same.
    lines = [line for line in folder.recording() if line.line is not LineKind.OVER]
    assert History.of(lines).over


def test_an_inject_does_not_wait_for_a_turn_of_screening_and_can_not_put_it_off(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(World, "is_large", True)
    monkeypatch.setattr(screening_turns, "_APART_S", 0.0)
    folder = new_play(tmp_path / "a")
    play = play_of(folder, speed=600.0)
    play.open()
    until = time.monotonic() + 60.0
    while not play._has_screened() and time.monotonic() < until:
        play._turn()
    assert play._has_screened()
    for k in range(2):
        order(play, Order.INJECT, to=["CAN"], title=f"Inject {k}", text="x")
        play._turn()
    assert play.stop()
    *_, last, woken, turn = [line for line in folder.recording() if line.line is LineKind.ROUND]
    assert [line.what["why"] for line in (woken, turn)] == ["woken", "screen"]
    assert woken.what["screens"] == []
    assert turn.what["screens"]
    assert last.t <= woken.t <= turn.t
    given = [line for line in folder.recording() if line.line is LineKind.INJECT]
    assert [line.what["title"] for line in given][-2:] == ["Inject 0", "Inject 1"]
    assert replay(folder, tmp_path / "again").same
