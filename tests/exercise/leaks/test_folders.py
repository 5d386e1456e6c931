"""Folders, stores, recordings and commands of the two sides put in each other's place."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3

import pytest

from cspo.box import BoxFolder, found_box
from cspo.errors import CspoError, MalformedMessage, VerificationError, WrongSide
from cspo.exercise.play import PlayFolder, read_recording, replay
from cspo.exercise.play.hands import rows_to_json
from cspo.exercise.scenario import load
from cspo.exercise.world import World
from cspo.markings import Mode, make_label
from cspo.node.home import Home
from cspo.node.runtime import Node
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.records.bodies.examples import example_bytes
from tests.cli.conftest import cli  # noqa: F401 - a fixture
from tests.exercise.leaks.sides import StandingClock, audited, edited
from tests.exercise.play.plays import SCENARIO, new_play, play_of

REFUSED = "wrong-side-refused"


@pytest.fixture
def play(sides, tmp_path):
    """The play's folder, to be harmed."""
    shutil.copytree(sides.folder.path, tmp_path / "play")
    return PlayFolder.open(tmp_path / "play")


@pytest.fixture
def real_home(sides, tmp_path):
    """The folder of NOR's real node, closed."""
    shutil.copytree(sides.real / "NOR", tmp_path / "real-nor")
    return Home.open(tmp_path / "real-nor")


@pytest.fixture
def passphrases(sides, tmp_path, monkeypatch):
    """Commands open keys by the passphrase that the hostile participant knows."""
    file = tmp_path / "passphrase"
    file.touch(mode=0o600)
    file.write_text(sides.passphrase)
    monkeypatch.setenv("CSPO_PASSPHRASE_FILE", str(file))
    monkeypatch.setenv("CSPO_ROOT_PASSPHRASE_FILE", str(file))


def told_at(home, event=REFUSED):
    """The audit of a node that is closed."""
    with home.store(read_only=True) as store:
        return audited(store, event)


def records_in(home):
    with home.store(read_only=True) as store, store.read() as unit:
        return [row.mode for row in unit.records_after(0, 100_000)]


# -- a folder in another's place -------------------------------------------------------------------
def linked(play, real_home):
    """The real node's folder linked where the play's was."""
    shutil.rmtree(play.path / "nodes" / "NOR")
    (play.path / "nodes" / "NOR").symlink_to(real_home.path)


def copied(play, real_home):
    """The real node's folder itself where the play's was, and a link left where it was."""
    shutil.rmtree(play.path / "nodes" / "NOR")
    real_home.path.rename(play.path / "nodes" / "NOR")
    real_home.path.symlink_to(play.path / "nodes" / "NOR")


def its_store(play, real_home):
    """Only the real store, under the play's node.toml without its mode."""
    nodes = play.path / "nodes" / "NOR"
    shutil.copy(real_home.node_file, nodes / "node.toml")
    shutil.copy(real_home.database, nodes / "store.sqlite")
    real_home.database.unlink()
    real_home.database.symlink_to(nodes / "store.sqlite")


def run_on(play):
    """Open the play where its last whole round left it."""
    game = play_of(play)
    try:
        game.open()
    finally:
        game.rounds.close(whole=False)


OPENED = {
    "by running the play on": run_on,
    "by seating somebody": lambda play: play.nodes.home("NOR"),
    "by a report of it": lambda play: play.nodes,
}


@pytest.mark.parametrize("put", [linked, copied, its_store])
@pytest.mark.parametrize("way", OPENED)
def test_a_real_node_is_never_opened_as_one_of_a_play(sides, play, real_home, put, way):
    put(play, real_home)
    with real_home.store() as store:
        with store.write() as unit:
            unit.put_record(a_notice(sides, Mode.REAL, sides.real_key), t_ingest=sides.t)
        store.keeps_log = True  # a play drops the logs of a round that was broken off: not this one
    with pytest.raises(WrongSide, match="EXERCISE"):
        OPENED[way](play)
    (line,) = told_at(real_home)
    assert line[1]["got"] == "REAL"
    assert records_in(real_home) == [Mode.REAL]


def test_a_play_as_it_is_opens(play):
    again = play_of(play)
    again.open()
    assert again.stop()


def test_a_replay_does_not_copy_a_real_node_in_and_sign_with_it(play, real_home, tmp_path):
    shutil.rmtree(play.founding / "NOR")
    (play.founding / "NOR").symlink_to(real_home.path)
    with pytest.raises(WrongSide):
        replay(play, tmp_path / "again")
    assert records_in(real_home) == []


def test_the_nations_of_a_box_are_no_paths(play):
    file = play.path / "nodes" / "box.toml"
    file.write_text(file.read_text().replace('"NOR"', '"../../real-nor"'))
    with pytest.raises(MalformedMessage, match="nations"):
        _ = play.nodes


def test_a_box_is_no_play_and_a_play_is_no_box(play, tmp_path, cli):  # noqa: F811
    box = found_box(tmp_path / "box", began=play.nodes.began, catalog="x", nations=play.nations)
    with pytest.raises(WrongSide, match="SIMULATED"):
        BoxFolder.open(box.path).of_mode(Mode.EXERCISE)
    assert BoxFolder.open(box.path).of_mode(Mode.SIMULATED) == box
    modes = set(records_in(play.nodes.home("NOR")))
    for folder in (play.path, play.path / "nodes"):
        answer = cli("up", "--data", folder, "--nations", "CAN,NOR", "--catalog", "reference")
        assert answer.code not in {0, 130}, answer
    assert "EXERCISE" in answer.err
    scenario = tmp_path / "two.yaml"
    scenario.write_text(SCENARIO)
    for folder in (box.path, box.path / "NOR"):
        answer = cli("exercise", "run", scenario, "--data", folder, "--scripted")
        assert answer.code not in {0, 130}, answer
        assert "new or empty folder" in answer.err
    for command in (("join", box.path, "NOR"), ("inject", box.path, "1"), ("replay", box.path),
                    ("report", box.path)):  # fmt: skip
        answer = cli("exercise", *command)
        assert answer.code not in {0, 130}, answer
    assert set(records_in(play.nodes.home("NOR"))) == modes == {Mode.EXERCISE}
    assert records_in(box.home("NOR")) == []


def test_an_exercises_store_in_a_real_folder_is_no_node(sides, real_home):
    shutil.copy(sides.folder.path / "nodes" / "NOR" / "store.sqlite", real_home.database)
    with pytest.raises(CspoError):
        _serve(sides, real_home)


def test_a_real_folder_with_its_own_store_is_one(sides, real_home):
    _serve(sides, real_home)


def _serve(sides, home):
    policy = sides.folder.nodes.home("NOR").policy.read_bytes()
    home.policy.write_bytes(policy)
    node = Node(home, StandingClock(sides.t), lambda: sides.passphrase)
    try:
        node.begin()
        assert node.mode is Mode.REAL
    finally:
        node.close()


def test_a_store_keeps_its_side_whatever_writes_to_it(real_home):
    connection = sqlite3.connect(real_home.database)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(
                "INSERT INTO record VALUES (1, ?, 'CAN', 'notice', 'EXERCISE', '', 1, NULL, 0, 0,"
                " 'U', 0, 0, x'00')", (bytes(32),),
            )  # fmt: skip
    connection.close()


# -- commands at the wrong node --------------------------------------------------------------------
COMMANDS = {
    "issue": lambda d: ("release", "issue", d / "notice.json", "--kind", "notice", "--mark",
                        "U//REL TO CAN, NOR", "--mode", "EXERCISE"),
    "issue what is about an object of the exercise": lambda d: (
        "release", "issue", d / "its.json", "--kind", "conjunction", "--mark",
        "U//REL TO CAN, NOR"),
    "make keys": lambda d: ("keys", "create", "--nation", "NOR", "--mode", "EXERCISE",
                            "--root-key", d / "roots" / "NOR-root.key"),
    "bring in a conjunction": lambda d: ("node", "cdm", d / "a.cdm", "--as", "a.larsen", "--mode",
                                         "EXERCISE"),
    "bring in a conjunction that says so": lambda d: ("node", "cdm", d / "marked.cdm", "--as",
                                                      "a.larsen"),
    "write a notice": lambda d: ("notice", "write", f"en={d / 'page.txt'}", "--mark",
                                 "U//REL TO CAN, NOR", "--as", "a.larsen", "--mode", "EXERCISE"),
    "export a feed": lambda d: ("feed", "export", "--to", "CAN", "--mode", "EXERCISE", "-o",
                                d / "x.bundle"),
    "log": lambda d: ("watch", "log", "It is quiet.", "--as", "a.larsen", "--mode", "EXERCISE"),
}  # fmt: skip


@pytest.fixture
def desk_things(sides, tmp_path):
    """What commands take."""
    from tests.cli.written import cdm_text  # noqa: PLC0415
    from tests.exercise.leaks.test_doors import marked  # noqa: PLC0415

    (tmp_path / "notice.json").write_bytes(example_bytes("notice"))
    its = json.loads(example_bytes("conjunction"))
    its["object1"]["object"] = "norad:995000101"
    its["event"] = "event:{}~{}@{}".format(
        *sorted(each["object"] for each in (its["object1"], its["object2"])),
        its["event"].partition("@")[2],
    )
    (tmp_path / "its.json").write_text(json.dumps(its))
    (tmp_path / "a.cdm").write_bytes(cdm_text())
    (tmp_path / "marked.cdm").write_bytes(marked(cdm_text()))
    (tmp_path / "page.txt").write_text("A title\n\nA text.\n")
    shutil.copytree(sides.real / "roots", tmp_path / "roots")
    return tmp_path


@pytest.mark.parametrize("way", COMMANDS)
def test_a_command_with_the_exercises_mode_at_a_real_node(
    sides, real_home, passphrases, desk_things, cli, way  # noqa: F811
):  # fmt: skip
    policy = sides.folder.nodes.home("NOR").policy.read_text().replace("SIMULATED", "REAL")
    real_home.policy.write_text(policy)
    answer = cli(*COMMANDS[way](desk_things), "--data", real_home.path)
    assert answer.code == 2, answer
    assert told_at(real_home), answer
    assert records_in(real_home) == []


def test_the_same_commands_work_in_the_nodes_own_mode(
    sides, real_home, passphrases, desk_things, cli  # noqa: F811
):  # fmt: skip
    policy = sides.folder.nodes.home("NOR").policy.read_text().replace("SIMULATED", "REAL")
    real_home.policy.write_text(policy)
    for way in ("bring in a conjunction", "write a notice", "log"):
        given = [each for each in COMMANDS[way](desk_things) if each not in {"--mode", "EXERCISE"}]
        answer = cli(*given, "--data", real_home.path)
        assert answer.code in {0, 1}, answer  # 1: nobody gets it
    assert set(records_in(real_home)) == {Mode.REAL}


def test_a_backup_of_an_exercise_takes_no_real_nodes_place(
    sides, play, real_home, passphrases, tmp_path, cli  # noqa: F811
):  # fmt: skip
    for folder, name in ((play.path / "nodes" / "NOR", "its"), (real_home.path, "ours")):
        answer = cli("backup", "-o", tmp_path / f"{name}.tar", "--data", folder)
        assert answer.code == 0, answer
    answer = cli("restore", tmp_path / "its.tar", "--force", "--data", real_home.path)
    assert answer.code == 2, answer
    assert told_at(real_home)
    answer = cli("restore", tmp_path / "ours.tar", "--force", "--data", real_home.path)
    assert answer.code == 0, answer


# -- a recording with lines of somebody else -------------------------------------------------------
def rewritten(play, change):
    """The recording with lines changed, and each bound to the one before as it has to be."""
    lines, prev = [], "0" * 64
    for n, line in enumerate(change(list(read_recording(play.recording_file))), 1):
        made = type(line)(n=n, prev=prev, line=line.line, t=line.t, wall=line.wall, what=line.what)
        lines.append(made.to_bytes())
        prev = hashlib.sha256(lines[-1]).hexdigest()
    play.recording_file.write_bytes(b"\n".join([*lines, b""]))


def row_of(record, **changes):
    """A row of the table of records."""
    payload = record.payload
    row = {
        "seq": 900, "id": bytes.fromhex(record.id), "origin": payload.origin,
        "kind": payload.kind, "mode": str(payload.mode), "object": payload.object, "version": 1,
        "supersedes": None, "t_valid": 0, "t_ingest": 0, "class": "U", "rel_mask": 0, "orcon": 0,
        "envelope": record.envelope,
    }  # fmt: skip
    return list({**row, **changes}.values())


def a_notice(sides, mode, key):
    body = REGISTRY.decode("notice", example_bytes("notice"))
    return issue(body, make_label("U", ["CAN"]), origin="CAN", mode=mode, t_valid=sides.t,
                 t=sides.t, signer=key, registry=REGISTRY)  # fmt: skip


ROWS = {
    "a real record": lambda s: row_of(a_notice(s, Mode.REAL, s.real_key)),
    "a real record in a row of EXERCISE":
        lambda s: row_of(a_notice(s, Mode.REAL, s.real_key), mode="EXERCISE"),
    "a record whose mode was edited, in a row of EXERCISE": lambda s: row_of(
        a_notice(s, Mode.EXERCISE, s.key),
        envelope=edited(a_notice(s, Mode.EXERCISE, s.key).envelope)),
    "an exercise's record under another id":
        lambda s: row_of(a_notice(s, Mode.EXERCISE, s.key), id=bytes(32)),
    "an exercise's record as another nation's":
        lambda s: row_of(a_notice(s, Mode.EXERCISE, s.key), origin="NOR"),
    "a record that a stranger signed": lambda s: row_of(
        a_notice(s, Mode.EXERCISE, type(s.key).generate("CAN"))),
    "bytes that are no record": lambda s: row_of(a_notice(s, Mode.EXERCISE, s.key), envelope=b"{}"),
}  # fmt: skip


def with_hand(row):
    """The recording with a line that says that somebody put this row in by hand, at its end."""

    def change(lines):
        last = lines[-1]
        what = {"nation": "CAN", "by": "", "records": [], "rows": rows_to_json({"record": [row]})}
        hand = type(last)(n=0, prev="", line=type(last.line)("hand"), t=last.t, wall=last.wall,
                          what=what)  # fmt: skip
        while lines[-1].line != "settled":
            lines.pop()
        return [*lines, hand]

    return change


@pytest.mark.parametrize("way", ROWS)
def test_a_recording_puts_in_nothing_that_the_plays_keys_have_not_signed(sides, play, way):
    rewritten(play, with_hand(ROWS[way](sides)))
    home = play.nodes.home("CAN")
    before = records_in(home)
    with pytest.raises(CspoError):
        run_on(play)
    assert records_in(home) == before
    assert told_at(home, "hand-refused")


def test_a_recording_puts_in_what_a_person_of_the_play_wrote(sides, play):
    record = a_notice(sides, Mode.EXERCISE, sides.key)
    rewritten(play, with_hand(row_of(record)))
    again = play_of(play)
    again.open()
    with again.nodes["CAN"].store.read() as unit:
        assert unit.envelope(record.id) is not None
    assert again.stop()


def test_a_replay_says_that_such_a_line_does_not_fit(sides, play, tmp_path):
    rewritten(play, with_hand(ROWS["a real record in a row of EXERCISE"](sides)))
    found = replay(play, tmp_path / "again")
    assert not found.same
    assert "does not fit" in found.where
    assert told_at(BoxFolder.open(tmp_path / "again").home("CAN"), "hand-refused")


def test_a_recording_that_was_edited_by_itself_is_no_recording(play, tmp_path):
    data = play.recording_file.read_bytes()
    play.recording_file.write_bytes(data.replace(b'"nation":"CAN"', b'"nation":"NOR"', 1))
    with pytest.raises(VerificationError):
        replay(play, tmp_path / "again")


# -- a scenario ------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["/etc/passwd", "../real-nor/store.sqlite", "a/../../real.csv"])
def test_a_scenario_reads_no_file_outside_its_folder(name):
    text = SCENARIO.replace("world:\n", f"world:\n  catalog: {name}\n")
    with pytest.raises(CspoError):
        World(load(text.encode())).begin()


def test_real_records_that_a_scenario_names_or_not_stay_out_of_a_play(sides, tmp_path):
    record = a_notice(sides, Mode.REAL, sides.real_key)
    text = SCENARIO.replace("objectives:\n", f"reads_real: ['{record.id}']\nobjectives:\n", 1)
    folder = new_play(tmp_path / "named", text)
    play = play_of(folder)
    play.open()
    for node in play.nodes.values():
        with pytest.raises(WrongSide), node.store.write() as unit:
            unit.put_record(record, t_ingest=sides.t)
    assert play.stop()
    assert set(records_in(folder.nodes.home("NOR"))) == {Mode.EXERCISE}


def test_the_keys_of_a_play_do_not_follow_from_its_seed(sides, tmp_path):
    again = new_play(tmp_path / "again")
    assert again.scenario_sha256 == sides.folder.scenario_sha256
    roots = [each.nodes.home("CAN").anchors()["CAN"] for each in (sides.folder, again)]
    assert roots[0] != roots[1]
