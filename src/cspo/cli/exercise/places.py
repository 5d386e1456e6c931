"""Where plays of exercises lie, and how commands name them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["PlayData", "place_of"]

PlayData = Annotated[
    str,
    typer.Option(
        metavar="DIR", show_default=False,
        help="The play's folder; else one in CSPO_EXERCISES, or ~/.local/share/cspo-exercises.",
    ),
]  # fmt: skip


def place_of(data: str, name: str) -> Path:
    """The folder of a play of the scenario *name*: what was named, else a place of its own."""
    if data:
        return Path(data)
    named = os.environ.get("CSPO_EXERCISES", "")
    if named:
        return Path(named) / name
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "cspo-exercises" / name
