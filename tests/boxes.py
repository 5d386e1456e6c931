"""A box that is founded once a process and copied for each test that wants one of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from cspo.box.founding import found_box
from cspo.time import Epoch

__all__ = ["BEGAN", "PAIR", "founded"]

BEGAN = Epoch.from_utc("2024-11-01T00:00:00Z")
PAIR = ("AUS", "FRA")


@cache
def _original(nations: tuple[str, ...]) -> Path:
    path = Path(tempfile.mkdtemp(prefix="cspo-box-")) / "box"
    found_box(path, began=BEGAN, catalog="tests", nations=nations)
    return path


def founded(to: Path, nations: Sequence[str] = PAIR) -> Path:
    """A box of some nations, without any record."""
    return Path(shutil.copytree(_original(tuple(nations)), to))
