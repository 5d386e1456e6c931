"""New stores for a desk: one of the real side, one for exercises and studies."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cspo.node.store import EXERCISE_SIDE, REAL_SIDE, SqliteStore


@pytest.fixture(scope="session")
def empty_stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Stores without a record, to be copied."""
    folder = tmp_path_factory.mktemp("stores")
    paths = {"real": folder / "real.sqlite", "exercise": folder / "exercise.sqlite"}
    SqliteStore(paths["real"], modes=REAL_SIDE).close()
    SqliteStore(paths["exercise"], modes=EXERCISE_SIDE).close()
    return paths


@pytest.fixture
def store(tmp_path: Path, empty_stores: dict[str, Path]) -> Iterator[SqliteStore]:
    """A store of one's own, of the real side."""
    with SqliteStore(shutil.copy(empty_stores["real"], tmp_path / "real.sqlite")) as opened:
        yield opened


@pytest.fixture
def exercise_store(tmp_path: Path, empty_stores: dict[str, Path]) -> Iterator[SqliteStore]:
    """A store of one's own, of the exercise side."""
    path = shutil.copy(empty_stores["exercise"], tmp_path / "exercise.sqlite")
    with SqliteStore(path) as opened:
        yield opened
