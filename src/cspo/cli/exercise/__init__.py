"""``cspo exercise``: a scenario is checked, played, replayed and reviewed."""

from __future__ import annotations

import typer

from cspo.cli.exercise.inject import inject
from cspo.cli.exercise.join import join
from cspo.cli.exercise.replay import replay
from cspo.cli.exercise.report import report
from cspo.cli.exercise.run import run
from cspo.cli.exercise.validate import validate

__all__ = ["exercise"]

exercise = typer.Typer(
    name="exercise", no_args_is_help=True,
    help="Exercises: a scenario is checked, played, replayed and reviewed. Never the real world.",
)  # fmt: skip
for command in (validate, run, join, inject, report, replay):
    exercise.command()(command)
