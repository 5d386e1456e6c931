"""An empty store to copy, and a folder in memory: durability is tested elsewhere."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from ten_parties import Coalition

from cspo.node.store import SqliteStore


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the real side without a record, to be copied."""
    path = tmp_path_factory.mktemp("store") / "empty.sqlite"
    SqliteStore(path).close()
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that forgets quickly, where the system has one: a commit costs no disk there."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path
        return
    path = Path(tempfile.mkdtemp(prefix="cspo-test-", dir=memory))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def coalition(folder: Path, empty_store: Path) -> Iterator[Callable[..., Coalition]]:
    """Make coalitions; their stores are closed at the end."""
    made: list[Coalition] = []

    def make(nations: Sequence[str], **more: object) -> Coalition:
        made.append(Coalition(folder, empty_store, nations, **more))
        return made[-1]

    yield make
    for each in made:
        each.close()
