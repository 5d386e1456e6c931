"""One play and its real nodes for all tests of leaks."""

from __future__ import annotations

import pytest

from tests.exercise.leaks.sides import Sides, make_sides


@pytest.fixture(scope="session")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    """They are read only: each test copies what it harms."""
    return make_sides(tmp_path_factory.mktemp("leaks"))


@pytest.fixture
def real(sides, tmp_path):
    """NOR's real node, of its own for each test."""
    with sides.node(tmp_path / "real-nor") as node:
        yield node
