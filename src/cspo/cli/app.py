"""The commands, put together; errors turned into messages and exit codes."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import cspo
from cspo.cli.console import print_error
from cspo.cli.convert import convert
from cspo.cli.pc import pc
from cspo.cli.propagate import propagate
from cspo.cli.screen import screen
from cspo.cli.validate import validate
from cspo.errors import CspoError, UsageError

__all__ = ["app", "main"]

app = typer.Typer(
    name="cspo",
    help="Combined space operations: the sky, screened, shared and understood.",
    epilog="Exit codes: 0 done, 1 the answer is no, 2 bad usage, 3 failed, 130 interrupted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (screen, pc, propagate, validate, convert):
    app.command()(command)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cspo {cspo.__version__}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    """Combined space operations: the sky, screened, shared and understood."""


def main() -> None:
    """Run the command line; never returns."""
    try:
        app()
    except CspoError as error:
        print_error(error)
        sys.exit(2 if isinstance(error, UsageError) else 3)
    except KeyboardInterrupt:
        sys.exit(130)
    except MemoryError:
        print_error(CspoError("run", hint="not enough memory: set --memory-gb, or take less"))
        sys.exit(3)
