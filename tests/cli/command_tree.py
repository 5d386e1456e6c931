"""Every command and sub-command of cspo, by what a person types."""

from __future__ import annotations

from functools import cache
from typing import Any

import typer.main

from cspo.cli.app import app

__all__ = ["command_paths"]


@cache
def command_paths() -> dict[str, Any]:
    """Commands by their path: ``"screen"``, ``"keys create"``."""
    found: dict[str, Any] = {}

    def gather(prefix: str, commands: dict[str, Any]) -> None:
        for name, command in commands.items():
            path = f"{prefix} {name}".strip()
            below = getattr(command, "commands", None)
            if below is None:
                found[path] = command
            else:
                gather(path, below)

    gather("", typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    return found
