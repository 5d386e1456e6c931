"""A node's folder: who may read it, who may write to it, and what is refused."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from http_node import people_toml

from cspo.errors import MalformedMessage, ResourceLimit, SourceError, UsageError
from cspo.markings import Mode
from cspo.node.anchors import read_anchors
from cspo.node.backup_file import write_backup
from cspo.node.clock import SystemClock
from cspo.node.home import Home
from cspo.node.http.credentials import Doorkeeper
from cspo.node.http.people import Person, read_people
from cspo.node.private_files import write_private
from cspo.time import Epoch

REAL = [Mode.REAL]
NOW = Epoch.from_utc("2026-03-01T12:00:00Z")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.create(tmp_path / "aus", "AUS", modes=REAL, now=NOW)


def modes_of(home: Home) -> dict[str, int]:
    return {
        str(path.relative_to(home.path)): stat.S_IMODE(path.stat().st_mode)
        for path in [home.path, *home.path.rglob("*")]
    }


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_nothing_in_it_is_for_others_whatever_the_umask(tmp_path, umask):
    before = os.umask(umask)
    try:
        home = Home.create(tmp_path / "aus", "AUS", modes=REAL, now=NOW)
        write_private(home.keys / "one", b"x")
    finally:
        os.umask(before)
    assert modes_of(home) == {
        ".": 0o700, "keys": 0o700, "directories": 0o700,
        "node.toml": 0o600, "anchors.toml": 0o600, "keys/one": 0o600, "store.sqlite": 0o600,
    }  # fmt: skip
    assert home.exposed() == []
    (home.keys / "one").chmod(0o640)
    home.keys.chmod(0o750)
    assert home.exposed() == [home.keys, home.keys / "one"]


def test_made_once_and_opened_as_what_it_is(home):
    assert Home.open(home.path) == home
    assert Home.create(home.path, "AUS", modes=REAL, now=NOW + 1.0) == home
    assert 'created = "2026-03-01T12:00:00.000000Z"' in (home.path / "node.toml").read_text()
    with pytest.raises(UsageError, match="one of AUS"):
        Home.create(home.path, "FRA", modes=REAL, now=NOW)


def test_what_is_no_free_folder_is_not_taken_over(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="got a file"):
        Home.create(tmp_path / "file", "AUS", modes=REAL, now=NOW)
    with pytest.raises(UsageError, match="holds something else"):
        Home.create(tmp_path, "AUS", modes=REAL, now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    with pytest.raises(UsageError, match="one of AUS CAN"):
        Home.create(tmp_path / "new", "XYZ", modes=REAL, now=NOW)
    with pytest.raises(SourceError):
        Home.create(Path("/dev/null/aus"), "AUS", modes=REAL, now=NOW)


GOOD = b'format = 1\nnation = "AUS"\ncreated = ""\nceiling = "U"\ncaveats = []\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "missing required field"),
        (GOOD.replace(b"format = 1", b"format = 2"), "newer cspo"),
        (GOOD.replace(b"AUS", b"XYZ"), "got XYZ"),
        (GOOD.replace(b'"U"', b'"COSMIC"'), "one of U R C S TS, got COSMIC"),
        (GOOD.replace(b"[]", b"7"), "caveats"),
        (GOOD + b"more = 1", "unknown field"),
        (b"\x00\xff", "expected TOML"),
        (b"[" * 100_000, "expected TOML"),
    ],
)
def test_a_node_toml_that_is_none(home, text, said):
    (home.path / "node.toml").write_bytes(text)
    with pytest.raises(MalformedMessage, match=said):
        Home.open(home.path)


def test_a_folder_that_is_none(tmp_path):
    for path, got in [
        (tmp_path / "nowhere", "no such folder"),
        (tmp_path, "one without node.toml"),
        (Path(__file__), "a file"),
    ]:
        with pytest.raises(SourceError, match=got):
            Home.open(path)


def test_anchors_are_pinned_and_read(home):
    home.pin("FRA", b"\x02" * 32)
    home.pin("AUS", b"\x01" * 32)
    home.pin("FRA", b"\x03" * 32)
    assert home.anchors() == {"AUS": b"\x01" * 32, "FRA": b"\x03" * 32}
    assert home.anchors_file.read_text().startswith("# Root public keys")


@pytest.mark.parametrize(
    "line", ['AUS = "01"', "AUS = 1", f'XYZ = "{"01" * 32}"', 'AUS = "' + "zz" * 32 + '"']
)
def test_anchors_that_are_none(tmp_path, line):
    (tmp_path / "anchors.toml").write_text(line)
    with pytest.raises(MalformedMessage, match="64 hexadecimal"):
        read_anchors(tmp_path / "anchors.toml")


WRITER = """
import sys
from pathlib import Path
from cspo.node.home import Home
with Home.open(Path(sys.argv[1])).writing("a test"):
    print("holds", flush=True)
    sys.stdin.read()
"""


def test_one_writer_at_a_time_and_none_left_behind(home):
    other = subprocess.Popen(
        [sys.executable, "-c", WRITER, home.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"holds\n"
    with pytest.raises(SourceError, match=f"got a test, process {other.pid}"), home.writing("me"):
        pass
    other.kill()  # without a chance to clean up
    other.communicate()
    with home.writing("me"):
        pass
    assert (home.path / "lock").read_bytes() == b""


def test_a_file_changes_whole_or_not_at_all(home, monkeypatch):
    target = home.path / "policy.toml"
    write_private(target, b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ResourceLimit, match="No space left on device"):
        write_private(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in home.path.iterdir() if path.name.startswith(".")] == []


def test_people_are_in_a_backup_and_tokens_are_not(home, tmp_path):
    people = people_toml([Person(
        id="a.larsen", party="AUS", nationalities=("AUS",), clearance="U", caveats=(),
        roles=("viewer",),
    )])  # fmt: skip
    (home.path / "people.toml").write_text(people)
    clock = SystemClock()
    doors = Doorkeeper(home, REAL, lambda: read_people(home.path / "people.toml", "AUS"), clock)
    doors.new_code("a.larsen")
    doors.close()
    archive = io.BytesIO()
    write_backup(home, archive, t=NOW, scratch=tmp_path)
    with tarfile.open(fileobj=io.BytesIO(archive.getvalue())) as opened:
        names = opened.getnames()
    assert "people.toml" in names
    assert not [name for name in names if "access" in name]
