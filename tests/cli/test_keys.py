"""``cspo keys``: made, rotated, revoked, shown, trusted; and every way to be refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from cspo.node.directories import read_directory_list
from cspo.records import Directories
from tests.cli.conftest import PASSPHRASE

PROGRAM = Path(sys.executable).with_name("cspo")


@pytest.fixture
def folder(tmp_path: Path, passphrases: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def created(cli, nation: str = "AUS", mode: str = "REAL", *more: object):
    return cli("keys", "create", "--root", "--nation", nation, "--mode", mode, "--data",
               nation.lower(), "--json", *more)  # fmt: skip


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where `made` keeps what it has made."""
    return tmp_path_factory.mktemp("made")


@pytest.fixture
def made(cli, folder: Path, kept: Path):
    """What `created` makes, made once and copied: keys take time."""

    def make(nation: str = "AUS") -> list[dict]:
        copy = kept / nation
        if not copy.exists():
            outcome = created(cli, nation)
            assert outcome.code == 0, outcome
            copy.mkdir()
            for name in (nation.lower(), f"{nation}-root.key", f"{nation}-root.key.signed"):
                shutil.move(name, copy / name)
            (copy / "lines").write_bytes(msgspec.json.encode(outcome.lines()))
        shutil.copytree(copy, folder, dirs_exist_ok=True)
        return msgspec.json.decode((copy / "lines").read_bytes())

    return make


def shown(cli, data: object = "aus") -> list[dict]:
    outcome = cli("keys", "show", "--data", data, "--json")
    assert outcome.code == 0, outcome
    return outcome.lines()


def directories_of(path: str) -> Directories:
    given = read_directory_list(Path(path).read_bytes(), path)
    return Directories.replay({given.nation: given.root}, given.envelopes)


def test_a_nation_from_nothing(cli, folder):
    outcome = created(cli)
    assert outcome.code == 0, outcome
    root, key = outcome.lines()
    assert (root["role"], root["nation"], root["file"]) == ("root", "AUS", "AUS-root.key")
    assert root["keyid"].replace("AUS#", "") == root["fingerprint"].replace(" ", "")
    assert (key["mode"], key["kinds"], key["state"]) == ("REAL", ["*"], "valid")
    assert Path(key["file"]).is_file()
    assert not list(Path("aus").rglob("*root*"))
    for file in (Path("AUS-root.key"), Path(key["file"]), Path("aus/store.sqlite")):
        assert file.stat().st_mode & 0o777 == 0o600
    assert [line["role"] for line in shown(cli)] == ["root", "signing"]
    assert directories_of("aus/directories/AUS.keys").key(key["keyid"]) is not None
    assert Path("AUS-root.key.signed").read_bytes() == Path("aus/directories/AUS.keys").read_bytes()


def test_rotation_and_revocation(cli, folder, made):
    _, first = made()
    (second,) = cli("keys", "rotate", "--data", "aus", "--json", "--days", "10").lines()
    assert [line["state"] for line in shown(cli)[1:]] == ["ended", "ends soon"]
    assert second["keyid"] != first["keyid"]
    begin = second["keyid"][:12]
    outcome = cli("keys", "revoke", begin, "--after-checkpoint", "7", "--reason", "laptop lost",
                  "--data", "aus", "--json")  # fmt: skip
    assert outcome.code == 0, outcome
    (line,) = outcome.lines()
    assert (line["state"], line["revoked_after_checkpoint"]) == ("revoked", 7)
    later = cli("keys", "revoke", begin, "--after-checkpoint", "9", "--data", "aus")
    assert later.code == 2
    assert "revoked after checkpoint 7" in later.err
    assert cli("keys", "revoke", begin, "--after-checkpoint", "2", "--data", "aus").code == 0
    nothing = cli("keys", "rotate", "--data", "aus")
    assert nothing.code == 2
    assert "expected keys that are in use here, got none" in nothing.err
    entry = directories_of("aus/directories/AUS.keys").key(second["keyid"])
    assert entry is not None
    assert entry.revoked is not None
    assert entry.revoked.checkpoint == 2


def test_an_exercise_has_a_folder_of_its_own_and_the_root_one_line_of_directories(
    cli, folder, made
):
    made()
    for arguments in (
        ["--mode", "EXERCISE", "--data", "aus"],
        ["--nation", "AUS", "--mode", "REAL", "--mode", "EXERCISE", "--data", "x"],
    ):
        outcome = cli("keys", "create", *arguments)
        assert outcome.code == 2
        assert "an exercise has a folder of its own" in outcome.err
    assert not Path("x").exists()
    outcome = cli("keys", "create", "--nation", "AUS", "--mode", "EXERCISE", "--data", "aus-x")
    assert outcome.code == 0, outcome
    assert [line.get("mode") for line in shown(cli, "aus-x")] == [None, "REAL", "EXERCISE"]
    assert len(shown(cli)) == 2  # the first folder has not heard of it
    assert cli("keys", "trust", "AUS-root.key.signed", "--data", "aus").code == 0
    assert [line["file"] != "" for line in shown(cli)[1:]] == [True, False]
    latest = directories_of("AUS-root.key.signed").latest("AUS")
    assert latest is not None
    assert latest.directory.version == 2


def test_a_folder_restored_from_a_copy_makes_no_second_directory_of_one_number(cli, folder, made):
    made()
    shutil.copytree("aus", "yesterday")
    cli("keys", "rotate", "--data", "aus")
    outcome = cli("keys", "create", "--mode", "TEST", "--data", "yesterday", "--json")
    assert outcome.code == 0, outcome
    assert shown(cli, "yesterday")[0]["directory_version"] == 3
    Path("AUS-root.key.signed").unlink()  # the root came without its list
    assert cli("keys", "rotate", "--data", "yesterday").code == 0
    assert shown(cli, "yesterday")[0]["directory_version"] == 4


def test_partners_trust_each_other_once_the_fingerprint_was_compared(cli, folder, made):
    fingerprint = made()[0]["fingerprint"]
    made("FRA")
    assert cli("keys", "show", "--data", "aus", "-o", "AUS.keys").code == 0
    trust = ["keys", "trust", "AUS.keys", "--data", "fra"]
    blind = cli(*trust)
    assert blind.code == 2
    assert "ask AUS by voice" in blind.err
    wrong = cli(*trust, "--fingerprint", "0" * 32)
    assert wrong.code == 3
    assert "do not use this file" in wrong.err
    assert len(shown(cli, "fra")) == 2
    assert cli(*trust, "--fingerprint", f"  {fingerprint.upper()} ").code == 0
    assert [line["nation"] for line in shown(cli, "fra")] == ["FRA", "FRA", "AUS", "AUS"]
    cli("keys", "rotate", "--data", "aus")
    newer = cli("keys", "trust", "aus/directories/AUS.keys", "--data", "fra", "--json")
    assert newer.code == 0
    assert newer.lines()[0]["directory_version"] == 2
    assert cli(*trust).code == 0  # the older file adds nothing and harms nothing
    assert shown(cli, "fra")[2]["directory_version"] == 2


def test_another_root_key_of_a_nation_is_not_taken_for_it(cli, folder, made):
    made()
    made("FRA")
    told = shown(cli)[0]["fingerprint"]
    cli("keys", "trust", "aus/directories/AUS.keys", "--fingerprint", told, "--data", "fra")
    false = cli("keys", "create", "--root", "--nation", "AUS", "--mode", "REAL", "--data", "false",
                "--root-key", "false.key", "--json").lines()[0]["fingerprint"]  # fmt: skip
    outcome = cli("keys", "trust", "false/directories/AUS.keys", "--fingerprint", false,
                  "--data", "fra")  # fmt: skip
    assert outcome.code == 3
    assert "says by voice that its root key has changed" in outcome.err
    mixed = Path("false/directories/AUS.keys").read_bytes().split(b"\n")
    honest = Path("aus/directories/AUS.keys").read_bytes().split(b"\n")
    Path("mixed.keys").write_bytes(b"\n".join([honest[0], mixed[1], b""]))
    outcome = cli("keys", "trust", "mixed.keys", "--data", "fra")
    assert outcome.code == 3
    assert "UNKNOWN_KEY" in outcome.err
    stranger = cli("keys", "create", "--mode", "TEST", "--data", "aus", "--root-key", "false.key")
    assert stranger.code == 3
    assert "expected the root key that this folder began with" in stranger.err


def test_a_nation_that_lost_its_root_key_goes_on_with_a_new_one(cli, folder, made):
    made()
    made("FRA")
    trust = ["keys", "trust", "aus/directories/AUS.keys", "--data", "fra", "--fingerprint"]
    assert cli(*trust, shown(cli)[0]["fingerprint"]).code == 0
    again = ["keys", "create", "--root", "--mode", "REAL", "--data", "aus", "--json", "--root-key"]
    assert "if that one is lost, take its line out" in cli(*again, "new.key").err
    for nation in ("aus", "fra"):
        anchors = Path(nation, "anchors.toml")
        lines = anchors.read_text().splitlines(keepends=True)
        anchors.write_text("".join(line for line in lines if not line.startswith("AUS")))
    root, key = cli(*again, "newer.key").lines()
    assert root["directory_version"] == 2
    assert [line["keyid"] for line in shown(cli)] == [root["keyid"], key["keyid"]]
    assert cli(*trust, root["fingerprint"]).code == 0
    theirs = [line["keyid"] for line in shown(cli, "fra") if line["nation"] == "AUS"]
    assert theirs == [root["keyid"], key["keyid"]]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--nation", "AUS", "--data", "x"], 2, "expected --root, --mode, or both"),
        (["--nation", "XYZ", "--root", "--data", "x"], 2, "AUS CAN DEU"),
        (["--nation", "AUS", "--root", "--mode", "WAR"], 2, "REAL EXERCISE SIMULATED TEST"),
        (["--nation", "AUS", "--mode", "REAL", "--data", "x"], 3, "AUS-root.key"),
        (["--mode", "REAL", "--data", "nowhere"], 3, "no such folder"),
        (["--root", "--nation", "AUS", "--mode", "REAL", "--days", "0"], 2, "--days"),
        (["--root", "--nation", "AUS", "--root-key", "x/root.key", "--data", "x"], 2, "outside"),
        (["--root", "--nation", "AUS", "--mode", "REAL", "--kind", "Bad Kind"], 2, "kinds"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said(cli, folder, arguments, code, said):
    outcome = cli("keys", "create", *arguments, *(["--data", "y"] if "--data" not in arguments
                                                  else []))  # fmt: skip
    assert outcome.code == code, outcome
    assert said in outcome.err


def test_a_root_key_is_never_overwritten(cli, folder):
    created(cli)
    before = Path("AUS-root.key").read_bytes()
    outcome = created(cli)
    assert outcome.code == 2
    assert "a lost key cannot be had again" in outcome.err
    assert Path("AUS-root.key").read_bytes() == before


def test_passphrases_are_asked_for_read_from_private_files_and_never_weak(
    cli, folder, passphrases, monkeypatch
):
    created(cli)
    passphrases.write_text("another passphrase\n")
    wrong = cli("keys", "rotate", "--data", "aus")
    assert wrong.code == 3
    assert "AUS-root.key, expected its passphrase" in wrong.err
    passphrases.write_text("short\n")
    assert "12 characters or more" in created(cli, "FRA").err
    passphrases.write_bytes(b"\n")
    assert created(cli, "FRA").code == 3
    passphrases.write_bytes(b"\xff\xfe" * 20)
    assert "UTF-8" in created(cli, "FRA").err
    passphrases.write_text(PASSPHRASE)
    passphrases.chmod(0o644)
    assert "chmod 600" in created(cli, "FRA").err
    monkeypatch.setenv("CSPO_ROOT_PASSPHRASE_FILE", "nowhere")
    assert created(cli, "FRA").code == 3
    assert not Path("fra").exists()
    assert not Path("FRA-root.key").exists()


TERMINAL = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"


def asked(arguments: list[str], answers: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """Run the program at a terminal; type each answer once it is asked for."""
    process = subprocess.Popen(
        [sys.executable, "-c", TERMINAL, PROGRAM, *arguments], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, env=environment,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    said = b""
    for answer in answers:
        question = b""
        while not question.endswith(b": "):
            char = process.stdout.read(1)
            assert char, said + question
            question += char
        said += question
        process.stdin.write(answer.encode() + b"\n")
        process.stdin.flush()
    out, _ = process.communicate(timeout=60)
    return process.returncode, (said + out).decode()


def test_at_a_terminal_the_passphrase_is_typed_and_not_shown(folder):
    environment = {name: value for name, value in os.environ.items() if "PASSPHRASE" not in name}
    begin = ["keys", "create", "--root", "--nation", "AUS", "--data", "aus", "--mode", "REAL"]
    code, said = asked(begin, [PASSPHRASE] * 4, environment)
    assert code == 0, said
    assert "New passphrase of the root key" in said
    assert PASSPHRASE not in said
    differ = ["keys", "create", "--root", "--nation", "FRA", "--data", "fra"]
    code, said = asked(differ, [PASSPHRASE, f"{PASSPHRASE}!"], environment)
    assert code == 2
    assert "two that differ" in said
    done = subprocess.run([PROGRAM, *begin[:-2], "--mode", "TEST"], stdin=subprocess.DEVNULL,
                          capture_output=True, env=environment, check=False)  # fmt: skip
    assert done.returncode == 2
    assert b"CSPO_ROOT_PASSPHRASE_FILE names a file" in done.stderr


def test_no_passphrase_can_be_given_as_an_argument(cli):
    for command in ("create", "rotate", "revoke", "show", "trust"):
        assert "passphrase" not in cli("keys", command, "--help").out.lower()


HOLDER = """
import sys
from pathlib import Path
from cspo.node.home import Home
with Home.open(Path('aus')).writing('cspo node serve'):
    print(flush=True)
    sys.stdin.read()
"""


def test_two_at_once_and_a_folder_that_is_read_only(cli, folder, made, monkeypatch):
    made()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    outcome = cli("keys", "rotate", "--data", "aus")
    assert outcome.code == 3
    assert f"got cspo node serve, process {holder.pid}" in outcome.err
    assert len(shown(cli)) == 2  # who only reads need not wait
    holder.communicate()
    monkeypatch.setenv("CSPO_HOME", "aus")
    assert cli("keys", "show").code == 0
    assert "signing" in {line["role"] for line in cli("keys", "show", "--json").lines()}


def test_files_that_are_no_keys(cli, folder, made):
    made()
    for name, data in (("empty", b""), ("binary", bytes(range(256))), ("text", b"AUS"),
                       ("json", b'{"nation":"AUS","root":"zz"}'),
                       ("short", b'{"nation":"AUS","root":"00"}')):  # fmt: skip
        Path(name).write_bytes(data)
        outcome = cli("keys", "trust", name, "--fingerprint", "0", "--data", "aus")
        assert outcome.code == 3, name
        assert name in outcome.err
    assert cli("keys", "trust", "nowhere", "--data", "aus").code == 3
    Path("AUS-root.key").write_bytes(b"not a key")
    assert cli("keys", "rotate", "--data", "aus").code == 3
    Path("AUS-root.key").unlink()
    Path("AUS-root.key").mkdir()
    assert cli("keys", "rotate", "--data", "aus").code == 3


def test_others_who_can_read_the_keys_are_told_of(cli, folder, made):
    made()
    Path("aus/keys").chmod(0o755)
    outcome = cli("keys", "show", "--data", "aus")
    assert "aus/keys: others on this machine may read it" in outcome.err
