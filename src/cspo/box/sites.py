"""Sensor sites of a box: one public table, given to every nation that has none of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from cspo.box.folder import BoxFolder
from cspo.node.private_files import write_private
from cspo.node.sites import SITES_FILE

__all__ = ["give_sites", "public_sites"]

_PUBLIC: Final = "sensors/sensor_sites.csv"
_MOST_BYTES: Final = 4_000_000


def public_sites() -> bytes | None:
    """The table of ``CSPO_DATA``; None where there is none to read."""
    folder = os.environ.get("CSPO_DATA")
    if not folder:
        return None
    try:
        data = (Path(folder) / _PUBLIC).read_bytes()
    except OSError:
        return None
    return data if len(data) <= _MOST_BYTES else None


def give_sites(box: BoxFolder, table: bytes | None) -> None:
    """Write *table* as ``sites.csv`` of each nation that has no such file yet.

    Raises
    ------
    SourceError
        Where it can't be written.
    """
    if table is None:
        return
    for nation in box.nations:
        file = box.home(nation).path / SITES_FILE
        if not file.exists():
            write_private(file, table)
