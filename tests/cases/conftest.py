"""Stores for the nodes of a case."""

from __future__ import annotations

import pytest

from cspo.node.store import REAL_SIDE, SqliteStore


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory):
    """A store without a record, to be copied."""
    path = tmp_path_factory.mktemp("stores") / "real.sqlite"
    SqliteStore(path, modes=REAL_SIDE).close()
    return path
