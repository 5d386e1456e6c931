"""The commands, put together; errors turned into messages and exit codes."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any, Final

import typer
import typer.main

import cspo
from cspo.cli.avoid import avoid
from cspo.cli.backup import backup, restore
from cspo.cli.consequence import consequence
from cspo.cli.console import note, print_error
from cspo.cli.convert import convert
from cspo.cli.exercise import exercise
from cspo.cli.feed import feed
from cspo.cli.keys import keys
from cspo.cli.node import node
from cspo.cli.notice import notice
from cspo.cli.passes import passes
from cspo.cli.pc import pc
from cspo.cli.plan import plan
from cspo.cli.policy import policy
from cspo.cli.propagate import propagate
from cspo.cli.records import records
from cspo.cli.release import release
from cspo.cli.risk import risk
from cspo.cli.screen import screen
from cspo.cli.status import status
from cspo.cli.up import up
from cspo.cli.validate import validate
from cspo.cli.watch import watch
from cspo.errors import CspoError, ResourceLimit, SourceError, UsageError

__all__ = ["app", "main", "run"]

_INTERRUPTED: Final = 130
_PROGRAM: Final = "cspo"

app = typer.Typer(
    name=_PROGRAM,
    help="Combined space operations: the sky, screened, shared and understood.",
    epilog="Exit codes: 0 done, 1 the answer is no, 2 bad usage, 3 failed, 130 interrupted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    up, status, screen, pc, avoid, propagate, passes, validate, convert, backup, restore,
):  # fmt: skip
    app.command()(command)
for group in (
    node,
    keys,
    records,
    feed,
    policy,
    release,
    watch,
    notice,
    consequence,
    risk,
    plan,
    exercise,
):
    app.add_typer(group, context_settings={"help_option_names": ["-h", "--help"]})


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


@cache
def _commands() -> Any:
    """The tree of commands: 30 ms to build, so once in a process."""
    return typer.main.get_command(app)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; nothing is raised."""
    try:
        _commands()(list(arguments), prog_name=_PROGRAM)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last door: a bug is told in a line, too
        told = _as_ours(error)
        print_error(told, as_json="--json" in arguments)
        return 2 if isinstance(told, UsageError) else 3
    return 0


def main() -> None:
    """Run the command line; never returns."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or sys.stdout  # closed by the caller: >&-
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that knows no «·» is no reason to die
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError as error:
        print_error(_as_ours(error))
        os._exit(3)
    if code == _INTERRUPTED:
        note("interrupted")
        os._exit(code)  # threads that compute would hold up an ordinary exit
    sys.exit(code)


def _as_ours(error: Exception) -> CspoError:
    """The error in the fields of ours: what the system refused, else a bug."""
    if isinstance(error, CspoError):
        return error
    if isinstance(error, MemoryError):
        return ResourceLimit(_PROGRAM, expected="more memory than there is",
                             hint="set --memory-gb, or take less")  # fmt: skip
    if isinstance(error, OSError):
        return SourceError(
            "read or write", str(error.filename or "standard output"),
            got=error.strerror or str(error),
        )  # fmt: skip
    if os.environ.get("CSPO_DEBUG"):
        traceback.print_exception(error)
    return CspoError(
        _PROGRAM, got=f"a fault of its own: {type(error).__name__}: {error}",
        hint="please report it; CSPO_DEBUG=1 shows where it happened",
    )  # fmt: skip
