"""``cspo backup`` and ``cspo restore``: the folder in one file, and the way back."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import msgspec

from cspo.records.bodies.examples import example_bytes

PROGRAM = Path(sys.executable).with_name("cspo")


def backed_up(pair, name: str = "aus.tar.zst") -> Path:
    file = pair.base / name
    pair.run("aus", "backup", "-o", file)
    return file


def test_what_was_backed_up_comes_back_and_knows_it(pair):
    first = pair.issue()[0]["product_id"]
    pair.carry("aus", "fra")
    pair.carry("fra", "aus")
    file = backed_up(pair)
    assert file.stat().st_mode & 0o777 == 0o600
    second = pair.issue("aus", "notice", "--about", "norad:2")[0]["product_id"]
    pair.carry("aus", "fra")  # what the backup does not know of
    (line,) = pair.lines("aus", "restore", file, "--force")
    assert (line["nation"], line["records"]) == ("AUS", 1)
    assert Path(line["set_aside"]).is_dir()
    assert [each["id"] for each in pair.lines("aus", "records", "list")] == [first]
    for path in (pair.base / "aus").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path

    third = pair.issue("aus", "notice", "--about", "norad:3")[0]
    waits = pair.run("aus", "release", "issue", "-", "--kind", "notice", "--mark",
                     "U//REL TO AUS, FRA", stdin=example_bytes("notice"))  # fmt: skip
    assert "FRA: its feed waits since a restore" in waits.err
    status = pair.status("aus", "fra")
    assert (status["goes_on"], status["waiting"]) == (False, 2)
    assert pair.lines("aus", "feed", "restart", "--to", "FRA", "--as", "a.larsen") == [
        {"feed": "AUS>FRA:REAL", "entries": 2, "person": "a.larsen"}
    ]
    assert pair.status("aus", "fra")["not_signed_for"] == 2
    taken = pair.carry("aus", "fra", code=1)
    assert taken["accepted"] == 2
    assert {alarm["alarm"] for alarm in taken["alarms"]} == {"ROLLBACK"}
    held = {each["id"] for each in pair.lines("fra", "records", "list")}
    assert held > {first, second, third["product_id"]}


def test_nothing_gives_way_unasked(pair):
    file = backed_up(pair)
    again = pair.run("aus", "backup", "-o", file, code=2)
    assert "a backup never replaces another" in again.err
    there = pair.run("aus", "restore", file, code=2)
    assert "--force sets it aside" in there.err
    assert (
        "a folder of FRA, got a backup of AUS"
        in pair.run("fra", "restore", file, "--force", code=2).err
    )
    (pair.base / "empty").mkdir()
    pair.run("empty", "restore", file)
    (pair.base / "other").mkdir()
    (pair.base / "other" / "letter.txt").touch()
    assert "node.toml" in pair.run("other", "restore", file, "--force", code=3).err
    assert [path.name for path in (pair.base / "other").iterdir()] == ["letter.txt"]


def changed(data: bytes, name: str, content: bytes | None) -> bytes:
    """The archive with one member changed, or without it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(data)) as old, tarfile.open(fileobj=out, mode="w") as new:
        for member in old.getmembers():
            file = old.extractfile(member)
            assert file is not None
            body = file.read()
            if member.name == name:
                if content is None:
                    continue
                member.size, body = len(content), content
            new.addfile(member, io.BytesIO(body))
        if name.startswith(("/", "..")) or name == "keys/extra":
            info = tarfile.TarInfo(name)
            info.size = len(content or b"")
            new.addfile(info, io.BytesIO(content or b""))
    return out.getvalue()


def test_a_backup_that_was_changed_restores_nothing(pair):
    data = backed_up(pair, "aus.tar").read_bytes()
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        index = archive.extractfile("backup.json")
        assert index is not None
        fields = {**msgspec.json.decode(index.read()), "format": 9}
    linked = io.BytesIO()
    with tarfile.open(fileobj=linked, mode="w") as archive:
        info = tarfile.TarInfo("backup.json")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    bad = {
        "cut short": data[: len(data) // 2],
        "empty": b"",
        "binary": bytes(range(256)) * 40,
        "a byte of the store": data[:-20_000] + bytes([data[-20_000] ^ 1]) + data[-19_999:],
        "other anchors": changed(data, "anchors.toml", b""),
        "no store": changed(data, "store.sqlite", None),
        "a way out": changed(data, "../../out", b"x"),
        "a root path": changed(data, "/tmp/out", b"x"),
        "one more": changed(data, "keys/extra", b"x"),
        "a newer format": changed(data, "backup.json", msgspec.json.encode(fields)),
        "another index": changed(data, "backup.json", b'{"a":1}'),
        "a link": linked.getvalue(),
        "half a gzip": b"\x1f\x8b\x08\x00" + data[:50],
        "half a zstd": b"\x28\xb5\x2f\xfd" + data[:50],
    }
    before = sorted(pair.base.parent.rglob("*"))
    for name, content in bad.items():
        outcome = pair.cli("restore", "-", "--data", pair.base / "new", stdin=content)
        assert outcome.code == 3, (name, outcome)
        assert not (pair.base / "new").exists(), name
    assert sorted(pair.base.parent.rglob("*")) == before


def test_through_a_pipe_and_into_a_full_disk(pair):
    pair.issue()
    made = subprocess.run([PROGRAM, "backup", "-o", "-", "--data", pair.base / "aus"],
                          capture_output=True, check=True).stdout  # fmt: skip
    outcome = pair.cli("restore", "-", "--data", pair.base / "new", stdin=made)
    assert outcome.code == 0, outcome
    assert len(pair.lines("new", "records", "list")) == 1
    if Path("/dev/full").exists():
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [PROGRAM, "backup", "-o", "-", "--data", pair.base / "aus"],
                stdout=full, stderr=subprocess.PIPE, check=False,
            )  # fmt: skip
        assert done.returncode == 3
        assert b"No space left on device" in done.stderr


def test_places_that_can_not_be_written(pair):
    file = backed_up(pair)
    assert "No such file" in pair.run("aus", "backup", "-o", "/nowhere/aus.tar", code=3).err
    assert pair.run("/dev/null/x", "restore", file, code=3).err
    assert "no such folder" in pair.run("nowhere", "backup", "-o", pair.base / "x", code=3).err
    assert not (pair.base / "x").exists()
    if os.geteuid() != 0:
        (pair.base / "closed").mkdir(mode=0o500)
        assert pair.run("closed/x", "restore", file, code=3).err
