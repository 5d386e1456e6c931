"""Two operators, GBR and JPN, with a feed each way; their clocks are set by hand."""

from __future__ import annotations

import pytest
from two_operators import operators


@pytest.fixture
def two(tmp_path, empty_stores):
    """The coalition, GBR and JPN."""
    coalition, (gbr, jpn) = operators(tmp_path, empty_stores["real"])
    yield coalition, gbr, jpn
    coalition.close()
