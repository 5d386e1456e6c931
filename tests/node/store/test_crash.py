"""Killed at any moment, a store holds every unit that was acknowledged, and none by half."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from store_writer import whole_units, write_unit

from cspo.node.store import SqliteStore, check_store

TESTS = Path(__file__).parents[2]
ENDLESS = 1_000_000


def start(store, origin="AUS", units=ENDLESS):
    """A writer that is past its imports and waits for a line."""
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    writer = subprocess.Popen(
        [sys.executable, TESTS / "store_writer.py", store, origin, str(units)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
    )  # fmt: skip
    assert writer.stdout.readline() == b"ready\n"
    return writer


def go(writer):
    writer.stdin.write(b"go\n")
    writer.stdin.close()


def kill(writer, after_s):
    """Kill a writer after a while; the last unit that it acknowledged, -1 where none."""
    go(writer)
    try:
        writer.wait(after_s)
    except subprocess.TimeoutExpired:
        os.kill(writer.pid, signal.SIGKILL)
    told = writer.stdout.read().split()
    writer.stdout.close()
    assert writer.wait() == -signal.SIGKILL
    return int(told[-1]) if told else -1


def check_kills(path, kills, seed):
    dice = random.Random(seed)
    before = 0
    for _ in range(kills):
        acknowledged = kill(start(path), dice.uniform(0.0, 0.25))
        with SqliteStore(path) as store:
            units = whole_units(store, "AUS")
            assert check_store(store).sound
        last = before - 1 if acknowledged < 0 else acknowledged
        assert units in (last + 1, last + 2)  # the last may have been committed, and not yet told
        before = units
    return before


def test_killed_writer_loses_nothing_that_it_acknowledged(tmp_path):
    assert check_kills(tmp_path / "store.sqlite", kills=3, seed=1) > 0


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(4))
def test_writer_killed_again_and_again(tmp_path, seed):
    assert check_kills(tmp_path / "store.sqlite", kills=50, seed=seed) > 0


@pytest.mark.soak
def test_killed_while_the_store_is_made_leaves_a_store_or_none(tmp_path):
    dice = random.Random(5)
    for n in range(40):
        path = tmp_path / f"store{n}.sqlite"
        code = f"""
from pathlib import Path
from cspo.node.store import SqliteStore
import alembic.command
print("ready", flush=True)
SqliteStore(Path({str(path)!r}))
"""
        maker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        maker.stdout.readline()
        try:
            maker.wait(dice.uniform(0.0, 0.15))
        except subprocess.TimeoutExpired:
            maker.kill()
        maker.wait()
        maker.stdout.close()
        with SqliteStore(path) as store:
            assert check_store(store).sound


def test_log_that_was_torn_gives_whole_units_from_the_first_on(store, tmp_path):
    """What a power cut leaves of a log that was not synced: its beginning, perhaps with garbage."""
    with store._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint = 0")
    for n in range(12):
        write_unit(store, "AUS", n)
    base, log = store.path.read_bytes(), Path(f"{store.path}-wal").read_bytes()
    dice = random.Random(3)
    seen = set()
    for number in range(25):
        torn = tmp_path / f"torn{number}.sqlite"
        torn.write_bytes(base)
        cut = dice.randrange(len(log) + 1)
        tail = dice.randbytes(len(log) - cut) if number % 2 else b""
        Path(f"{torn}-wal").write_bytes(log[:cut] + tail)
        with SqliteStore(torn, create=False) as opened:
            seen.add(whole_units(opened, "AUS"))
            assert check_store(opened).sound
    assert len(seen) > 5
    assert max(seen) <= 12


def test_two_processes_write_to_one_store(tmp_path):
    path = tmp_path / "store.sqlite"
    SqliteStore(path).close()
    writers = {origin: start(path, origin, units=40) for origin in ("AUS", "FRA")}
    for writer in writers.values():
        go(writer)
    for writer in writers.values():
        told = writer.stdout.read().split()
        writer.stdout.close()
        assert writer.wait() == 0
        assert told == [b"%d" % n for n in range(40)]
    with SqliteStore(path) as store:
        assert [whole_units(store, origin) for origin in writers] == [40, 40]
        assert check_store(store).sound
