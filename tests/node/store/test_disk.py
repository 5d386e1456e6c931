"""A disk that is full or read-only: a clear error, good data intact, and on it goes afterwards."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from chains_of_store import T0, some_records
from store_writer import whole_units, write_unit, write_until_full

from cspo.errors import ResourceLimit, SourceError, UsageError
from cspo.node.store import SqliteStore, check_store

NOBODY = 65_534
TESTS = Path(__file__).parents[2]


def test_quota_of_pages(store):
    with store._writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 12}")
    done = write_until_full(store)
    assert done > 3
    assert whole_units(store, "AUS") == done
    with pytest.raises(ResourceLimit):
        write_unit(store, "AUS", done)
    with store._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    write_unit(store, "AUS", done)
    assert whole_units(store, "AUS") == done + 1
    assert check_store(store).sound


def test_nothing_is_written_after_a_failure_that_was_passed_over(store):
    """On a full disk SQLite may end the transaction by itself: the next row would stand alone."""
    with store._writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")

    def pass_over():
        with store.write() as unit:
            with contextlib.suppress(ResourceLimit):
                unit.put_records(some_records(50), t_ingest=T0)
            unit.put_directory("AUS", 1, b"small")

    with pytest.raises(UsageError, match="passed over"):
        pass_over()
    with store.read() as unit:
        assert (unit.last_seq(), unit.directories()) == (0, [])


@contextlib.contextmanager
def largest_file(size):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_limit_on_the_size_of_a_file(store):
    with largest_file(600_000):  # the write-ahead log meets it first
        done = write_until_full(store)
        assert done > 3
        assert whole_units(store, "AUS") == done
    write_unit(store, "AUS", done)
    assert whole_units(store, "AUS") == done + 1
    assert check_store(store).sound


def test_no_room_to_make_a_store(tmp_path):
    with largest_file(50_000), pytest.raises(ResourceLimit, match="room on the disk"):
        SqliteStore(tmp_path / "store.sqlite")
    assert list(tmp_path.iterdir()) == []


ON_A_DISK = """
import subprocess, sys
from pathlib import Path
from store_writer import whole_units, write_unit, write_until_full
from cspo.errors import SourceError
from cspo.node.store import SqliteStore, check_store

disk = Path(sys.argv[1])
(disk / "ballast").write_bytes(bytes(1_000_000))
with SqliteStore(disk / "store.sqlite") as store:
    done = write_until_full(store)
    assert whole_units(store, "AUS") == done > 3
    (disk / "ballast").unlink()
    again = write_until_full(store, done)
    assert whole_units(store, "AUS") == again > done
    assert check_store(store).sound
subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
try:
    with SqliteStore(disk / "store.sqlite") as store:
        write_unit(store, "AUS", again)
except SourceError as error:
    print(error)
with SqliteStore(disk / "store.sqlite", read_only=True) as store:  # as on a medium that is kept
    assert whole_units(store, "AUS") == again
subprocess.run(["mount", "-o", "remount,rw,size=9m", str(disk)], check=True)
with SqliteStore(disk / "store.sqlite") as store:
    write_unit(store, "AUS", again)
    assert whole_units(store, "AUS") == again + 1
print("whole")
"""


def test_real_disk_that_fills_and_turns_read_only(tmp_path):
    """On a small disk in memory, mounted where nobody else sees it."""
    mount = f'mount -t tmpfs -o size=3m tmpfs "{tmp_path}" && exec "$@"'
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*command, "true"], check=False).returncode
    ):
        pytest.skip("no mounts of one's own here; the quotas above are the test")
    ran = subprocess.run(
        [*command, sys.executable, "-c", ON_A_DISK, tmp_path],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "whole"
    assert "Read-only file system" in ran.stdout


@contextlib.contextmanager
def as_somebody():
    """Without the rights of root, where the tests run as root."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder():
    """A folder that everybody may enter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_file_and_folder_without_the_right_to_write(open_folder, empty_store):
    path = Path(shutil.copy(empty_store, open_folder / "store.sqlite"))
    with SqliteStore(path) as store:
        write_unit(store, "AUS", 0)
    path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    open_folder.chmod(0o555)
    with as_somebody():
        with pytest.raises(SourceError) as caught, SqliteStore(path) as store:
            write_unit(store, "AUS", 1)
        assert "read-only" in str(caught.value) or "permissions" in str(caught.value)
        with SqliteStore(path, read_only=True) as store:
            assert whole_units(store, "AUS") == 1
        with pytest.raises(SourceError, match="permissions"):
            SqliteStore(open_folder / "new.sqlite")
    open_folder.chmod(0o755)


def test_unit_that_found_no_room_leaves_the_store_as_it_was(store):
    """Good data intact to the byte: what a reader sees is the same before and after."""
    write_unit(store, "AUS", 0)
    with store.read() as unit:
        before = [(row.id, row.envelope) for row in unit.records_after(0, 99)]
    with largest_file(300_000), pytest.raises(ResourceLimit), store.write() as unit:
        unit.put_records(some_records(400), t_ingest=T0)
    with store.read() as unit:
        assert [(row.id, row.envelope) for row in unit.records_after(0, 99)] == before
