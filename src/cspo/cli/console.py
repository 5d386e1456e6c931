"""What every command prints with: tables, progress, warnings, JSON, errors."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import msgspec
import typer

from cspo.errors import CspoError

__all__ = ["Json", "json_lines", "note", "print_error", "print_json", "print_table", "progress"]

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a line, for machines.")]


def json_lines(rows: Iterable[Any]) -> bytes:
    """One JSON object a line."""
    return msgspec.json.Encoder().encode_lines(list(rows))


def print_json(rows: Iterable[Any]) -> None:
    """Print one JSON object a line to standard output."""
    sys.stdout.buffer.write(json_lines(rows))
    sys.stdout.buffer.flush()


def note(text: str) -> None:
    """Say something beside the result: on standard error."""
    sys.stderr.write(f"{text}\n")


def print_error(error: CspoError) -> None:
    """Say what was wrong, where and what to do; as JSON where the command was asked for it."""
    if "--json" in sys.argv:
        sys.stderr.write(msgspec.json.encode(error.fields()).decode() + "\n")
    else:
        sys.stderr.write(f"cspo: {error}\n")


def print_table(title: str, columns: list[tuple[str, str]], lines: Iterable[list[str]]) -> None:
    """Print a table; *columns* are (heading with unit, ``left`` or ``right``)."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for heading, justify in columns:
        table.add_column(heading, justify="left" if justify == "left" else "right", no_wrap=True)
    for line in lines:
        table.add_row(*(Text(cell) for cell in line))
    console = Console()
    if not console.is_terminal:
        console.width = 200
    console.print(table)


@contextmanager
def progress(title: str, *, quiet: bool = False) -> Iterator[Callable[[float], None]]:
    """Show a bar on standard error; the function handed out takes the fraction done.

    Without a terminal it says a line every tenth of the way after two seconds.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    if quiet:
        yield lambda _fraction: None
    elif console.is_terminal:
        bar = Progress(
            TextColumn(title), BarColumn(), TextColumn("{task.percentage:3.0f} %"),
            TimeElapsedColumn(), TimeRemainingColumn(), console=console, transient=True,
        )  # fmt: skip
        with bar:
            task = bar.add_task(title, total=1.0)
            yield lambda fraction: bar.update(task, completed=fraction)
    else:
        yield _spoken(title)


def _spoken(title: str) -> Callable[[float], None]:
    from time import monotonic

    began = monotonic()
    said = 0

    def say(fraction: float) -> None:
        nonlocal said
        tenth = int(fraction * 10.0)
        if tenth > said and monotonic() - began > 2.0:
            note(f"{title}: {tenth * 10} %")
        said = max(said, tenth)

    return say
