"""The node's folder as commands find it, and the passphrases that open its keys."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cspo.cli.console import note
from cspo.errors import SourceError, UsageError, WrongSide

if TYPE_CHECKING:
    from cspo.markings import Mode
    from cspo.node.desks import OpenNode
    from cspo.node.home import Home
    from cspo.time import Epoch

__all__ = [
    "ROOT_KEY",
    "WORKING_KEYS",
    "Data",
    "folder_of",
    "mode_for",
    "modes_of",
    "new_passphrase",
    "node_beside",
    "now",
    "open_home",
    "passphrase",
    "writing",
    "writing_node",
]

Data = Annotated[
    str,
    typer.Option(
        metavar="DIR", help="The node's folder; else CSPO_HOME, else ~/.local/share/cspo.",
        show_default=False,
    ),
]  # fmt: skip

WORKING_KEYS: Final = ("the node's keys", "CSPO_PASSPHRASE_FILE")
ROOT_KEY: Final = ("the root key", "CSPO_ROOT_PASSPHRASE_FILE")
"""What a passphrase opens, and the variable that names a file with it."""

_SHORTEST: Final = 12
_LONGEST: Final = 1024
_BY_OTHERS: Final = 0o077


def folder_of(data: str) -> Path:
    """The node's folder: what was named, else ``CSPO_HOME``, else the user's data folder."""
    named = data or os.environ.get("CSPO_HOME", "")
    if named:
        return Path(named)
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "cspo"


def now() -> Epoch:
    """The present instant, by the machine's clock."""
    from cspo.node.clock import SystemClock

    return SystemClock().now()


def open_home(data: str) -> Home:
    """Open the node's folder; say which of its secrets others on this machine may read.

    Raises
    ------
    CspoError
        As `cspo.node.home.Home.open`.
    """
    from cspo.node.home import Home

    home = Home.open(folder_of(data))
    for path in home.exposed():
        note(f"{path}: others on this machine may read it (chmod go-rwx closes it)")
    return home


@contextmanager
def writing(data: str, what: str) -> Iterator[Home]:
    """Open the node's folder, alone as its writer, while the block lasts.

    Raises
    ------
    CspoError
        As `open_home` and `cspo.node.home.Home.writing`.
    """
    home = open_home(data)
    with home.writing(f"cspo {what}"):
        yield home


@contextmanager
def writing_node(data: str, what: str) -> Iterator[OpenNode]:
    """Open the node's folder with its store, alone as its writer.

    Raises
    ------
    CspoError
        As `writing`, and as `cspo.node.store.SqliteStore`.
    """
    from cspo.node.clock import SystemClock

    with writing(data, what) as home, home.store() as store:
        from cspo.node.desks import OpenNode

        node = OpenNode(home, store, SystemClock(), lambda: passphrase(WORKING_KEYS))
        with _audited(node, what):
            yield node


@contextmanager
def _audited(node: OpenNode, what: str) -> Iterator[None]:
    """What is of the other side is refused, and the store's audit tells of it."""
    try:
        yield
    except WrongSide as error:
        node.audit_wrong_side(error, f"cspo {what}")
        raise


@contextmanager
def node_beside(data: str, what: str) -> Iterator[tuple[OpenNode, bool]]:
    """Open the node's folder as `writing_node` does, or to be read beside whoever writes to it.

    Yields
    ------
    tuple
        The node, and whether another process writes to its folder.

    Raises
    ------
    CspoError
        As `writing_node`, but for a folder in use.
    """
    from cspo.node.clock import SystemClock
    from cspo.node.desks import OpenNode
    from cspo.node.home import FolderInUse

    home = open_home(data)
    with ExitStack() as opened:
        try:
            opened.enter_context(home.writing(f"cspo {what}"))
            beside = False
        except FolderInUse:
            beside = True
        store = opened.enter_context(home.store(read_only=beside))
        node = OpenNode(home, store, SystemClock(), lambda: passphrase(WORKING_KEYS))
        if not beside:
            opened.enter_context(_audited(node, what))
        yield node, beside


def passphrase(of: tuple[str, str]) -> str:
    """Ask for the passphrase of `WORKING_KEYS` or `ROOT_KEY`.

    Raises
    ------
    UsageError
        Where there is nobody to ask and no file is named.
    SourceError
        Where the file can't be read, or others may read it.
    """
    what, variable = of
    file = os.environ.get(variable, "")
    if file:
        return _from_file(Path(file), variable)
    return _asked(f"Passphrase of {what}: ", variable)


def new_passphrase(of: tuple[str, str]) -> str:
    """Ask for a passphrase that is to be: twice, and long enough.

    Raises
    ------
    UsageError
        Where it is too short, or the two differ; as `passphrase` beside that.
    SourceError
        As `passphrase`.
    """
    what, variable = of
    file = os.environ.get(variable, "")
    chosen = _from_file(Path(file), variable) if file else _asked(f"New passphrase of {what}: ",
                                                                  variable)  # fmt: skip
    if len(chosen) < _SHORTEST:
        raise UsageError(
            f"choose the passphrase of {what}", expected=f"{_SHORTEST} characters or more",
            got=f"{len(chosen)}", hint="five words that you would not say in a row",
        )  # fmt: skip
    if not file and _asked("Once more: ", variable) != chosen:
        raise UsageError(f"choose the passphrase of {what}", expected="the same twice",
                         got="two that differ")  # fmt: skip
    return chosen


def _from_file(file: Path, variable: str) -> str:
    """The first line of the file that an environment variable names."""
    action = f"read {variable}"
    try:
        with file.open("rb") as opened:
            if os.fstat(opened.fileno()).st_mode & _BY_OTHERS and file.is_file():
                raise SourceError(action, str(file), expected="a file that only you may read",
                                  got="one that others may", hint=f"chmod 600 {file}")  # fmt: skip
            line = opened.read(_LONGEST + 1).split(b"\n", 1)[0].rstrip(b"\r")
    except OSError as error:
        raise SourceError(action, str(file), got=error.strerror or str(error)) from error
    try:
        text = line.decode()
    except UnicodeDecodeError:
        text = ""
    if not text or len(line) > _LONGEST:
        raise SourceError(action, str(file), expected="a passphrase in its first line (UTF-8)",
                          got="none")  # fmt: skip
    return text


def _asked(question: str, variable: str) -> str:
    from getpass import getpass

    if not sys.stdin or not sys.stdin.isatty():
        raise UsageError(
            question.strip(": ").lower(), expected="a terminal to ask at, or a file",
            hint=f"{variable} names a file with it in its first line",
        )  # fmt: skip
    try:
        return getpass(question)
    except EOFError:
        raise UsageError(question.strip(": ").lower(), expected="a passphrase",
                         got="the end of the input") from None  # fmt: skip


def modes_of(names: list[str]) -> list[Mode]:
    """The modes that options name, each once.

    Raises
    ------
    UsageError
        Where one is none.
    """
    from cspo.markings import Mode

    modes = []
    for name in names:
        if name.upper() not in Mode.__members__:
            raise UsageError("read --mode", name, expected=" ".join(Mode.__members__))
        modes.append(Mode[name.upper()])
    return list(dict.fromkeys(modes))


def mode_for(modes: frozenset[Mode], named: str) -> Mode:
    """The mode that an option names, else the one that a node with such a store works in.

    Raises
    ------
    UsageError
        Where it is none, or none that the store may hold.
    """
    from cspo.markings import Mode

    if not named:
        return Mode.REAL if Mode.REAL in modes else Mode.SIMULATED
    (mode,) = modes_of([named])
    if mode not in modes:
        raise WrongSide("read --mode", named, expected=f"one of {' '.join(sorted(modes))}",
                         hint="what a store may hold is fixed when it is made")  # fmt: skip
    return mode
