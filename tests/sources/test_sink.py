"""Files appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cspo.errors import ResourceLimit, SourceError
from cspo.sources.sink import write_bytes


def test_writes_and_makes_folders(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b.csv"
    write_bytes(target, b"1,2\n")
    write_bytes(target, b"3,4\n")
    assert target.read_bytes() == b"3,4\n"
    assert [path.name for path in target.parent.iterdir()] == ["b.csv"]


def test_full_disk_says_so() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    with pytest.raises(ResourceLimit, match="No space left"):
        write_bytes("/dev/full", b"x" * 100_000)


def test_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="directory"):
        write_bytes(tmp_path, b"x")


def test_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "events.csv"
    write_bytes(target, b"old")

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ResourceLimit):
        write_bytes(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["events.csv"]
