"""What every command prints with: tables, progress, warnings, JSON, errors.

The result goes to standard output, all else to standard error. A reader that
goes away early (``cspo ... | head -1``) has what it wanted: that is no failure.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Final

import msgspec
import typer

from cspo.errors import CspoError

__all__ = [
    "Json",
    "json_lines",
    "note",
    "print_error",
    "print_json",
    "print_table",
    "printable",
    "progress",
    "say",
    "write_out",
]

_BEYOND_ASCII: Final = re.compile("[\x7f-\U0010ffff]")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a line, for machines.")]


def json_lines(rows: Iterable[Any]) -> bytes:
    """One JSON object a line; what a terminal would obey is written as its number."""
    data = msgspec.json.Encoder().encode_lines(list(rows))
    if data.isascii() and b"\x7f" not in data:
        return data
    return _BEYOND_ASCII.sub(_numbered, data.decode()).encode()


def _numbered(found: re.Match[str]) -> str:
    """A character as JSON numbers it (RFC 8259, section 7), unless it can be seen."""
    char = found[0]
    if char.isprintable():
        return char
    units = char.encode("utf-16-be")
    return "".join(f"\\u{units[k]:02x}{units[k + 1]:02x}" for k in range(0, len(units), 2))


def printable(text: str) -> str:
    """*text* in one line without what a terminal would obey; names come from outside."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def write_out(data: bytes) -> None:
    """Write the result to standard output."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _reader_left()


def print_json(rows: Iterable[Any]) -> None:
    """Print one JSON object a line to standard output."""
    write_out(json_lines(rows))


def say(text: str) -> None:
    """Print a line of the result to standard output."""
    try:
        sys.stdout.write(f"{printable(text)}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _reader_left()


def note(text: str) -> None:
    """Say something beside the result: on standard error."""
    try:
        sys.stderr.write(f"{printable(text)}\n")
        sys.stderr.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def print_error(error: CspoError, *, as_json: bool = False) -> None:
    """Say what was wrong, where and what to do; as JSON where the command was asked for it."""
    if as_json:
        note(json_lines([error.fields()]).decode().rstrip("\n"))
    else:
        note(f"cspo: {error}")


def print_table(title: str, columns: list[tuple[str, str]], lines: Iterable[list[str]]) -> None:
    """Print a table; *columns* are (heading with unit, ``left`` or ``right``)."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=Text(printable(title)) if title else None,
        title_justify="left", header_style="bold", box=None, pad_edge=False,
    )  # fmt: skip
    for heading, justify in columns:
        table.add_column(heading, justify="left" if justify == "left" else "right", no_wrap=True)
    for line in lines:
        table.add_row(*(Text(printable(cell)) for cell in line))
    console = Console(emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = 200
    with console.capture() as drawn:
        console.print(table)
    try:
        sys.stdout.write(drawn.get())
        sys.stdout.flush()
    except BrokenPipeError:
        _reader_left()


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

    def say_tenth(fraction: float) -> None:
        nonlocal said
        tenth = int(fraction * 10.0)
        if tenth > said and monotonic() - began > 2.0:
            note(f"{title}: {tenth * 10} %")
            said = tenth

    return say_tenth


def _reader_left() -> None:
    """Stop without a word; what is left in the buffer goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(0)
