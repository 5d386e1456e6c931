"""A new store, and records to put into it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cspo.node.store import SqliteStore


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the real side without a record, to be copied."""
    path = tmp_path_factory.mktemp("store") / "empty.sqlite"
    SqliteStore(path).close()
    return path


@pytest.fixture
def store(tmp_path: Path, empty_store: Path) -> Iterator[SqliteStore]:
    """A store of one's own."""
    path = shutil.copy(empty_store, tmp_path / "store.sqlite")
    with SqliteStore(path) as opened:
        yield opened
