"""A log that is folded by hand: whose process it was does not matter."""

from __future__ import annotations

import shutil
from pathlib import Path

from store_writer import whole_units, write_unit

from cspo.node.store import SqliteStore


def test_a_log_that_another_process_left_is_folded_though_nothing_was_written_since(
    empty_store: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(empty_store, tmp_path / "store.sqlite"))
    log = path.with_name("store.sqlite-wal")
    with SqliteStore(path, folds_itself=False) as store:
        write_unit(store, "AUS", 0)
        store.sync_log()
        store.keeps_log = True  # as where the process is killed
    assert log.stat().st_size > 0
    with SqliteStore(path, folds_itself=False) as store:
        assert store.fold()
        assert not log.stat().st_size
        store.keeps_log = True
    log.unlink()
    with SqliteStore(path) as store:
        assert whole_units(store, "AUS") == 1
