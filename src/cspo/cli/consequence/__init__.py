"""``cspo consequence``: what a break-up, or worse, leads to, for orbits, services and launches."""

from __future__ import annotations

import typer

from cspo.cli.consequence.breakup import breakup
from cspo.cli.consequence.cloud import cloud
from cspo.cli.consequence.environment import environment
from cspo.cli.consequence.launch import launch
from cspo.cli.consequence.services import services

__all__ = ["consequence"]

consequence = typer.Typer(
    name="consequence", no_args_is_help=True,
    help="Consequence: who is at risk after a break-up, what services fail, which launches wait.",
)  # fmt: skip
for command in (breakup, cloud, environment, launch, services):
    consequence.command()(command)
