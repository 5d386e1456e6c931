"""``cspo consequence``: what a break-up, or worse, leads to, for orbits, services and launches."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Final

import typer

__all__ = ["consequence"]

_COMMANDS: Final = ("breakup", "cloud", "environment", "launch", "services")
"""One file each, with one function of the same name."""

consequence = typer.Typer(
    name="consequence", no_args_is_help=True,
    help="Consequence: who is at risk after a break-up, what services fail, which launches wait.",
)  # fmt: skip
for _name in _COMMANDS:
    if find_spec(f"{__name__}.{_name}") is not None:
        consequence.command(_name)(getattr(import_module(f"{__name__}.{_name}"), _name))
