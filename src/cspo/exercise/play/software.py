"""Which code played: the version alone does not say, since code changes under one version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import cspo
from cspo.exercise.play.recording import Line, LineKind

__all__ = ["Software", "digest_of", "our_software", "played_by", "same_code"]

_PAGES: Final = ("web", "static")
"""Built pages: what a browser runs makes no record."""
_MADE: Final = "__pycache__"
_SHOWN: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Software:
    """A cspo that plays.

    Parameters
    ----------
    version : str
    code : str
        SHA-256 of its source and of the data that it goes by (`digest_of`); empty: not known.
    """

    version: str
    code: str = ""

    def __str__(self) -> str:
        """As people are told of it."""
        return f"cspo {self.version}, code {self.code[:_SHOWN] or 'not known'}"


@cache
def our_software() -> Software:
    """The cspo that runs here; its files are read once."""
    return Software(version=cspo.__version__, code=digest_of(Path(cspo.__file__).parent))


def played_by(lines: Iterable[Line]) -> tuple[Software, ...]:
    """By what a play was played, each once, in the order in which its sessions were.

    Parameters
    ----------
    lines : iterable of Line
        Of whole rounds.
    """
    found = [
        Software(version=str(line.what.get("software", "")), code=str(line.what.get("code", "")))
        for line in lines
        if line.line is LineKind.SESSION
    ]
    return tuple(dict.fromkeys(found))


def same_code(played: Iterable[Software]) -> bool | None:
    """Whether each of them is the code that runs here; None where it is not known of one."""
    codes = {each.code for each in played}
    if codes - {"", our_software().code}:
        return False
    return None if "" in codes or not codes else True


def digest_of(package: Path) -> str:
    """SHA-256 over all files of a package: of each its path, its length and its bytes, by path.

    What Python compiled and the built pages do not count. Of other packages, of Python and of the
    machine it says nothing.

    Parameters
    ----------
    package : Path
        Its folder.
    """
    total = hashlib.sha256()
    files = {file.relative_to(package): file for file in package.rglob("*") if file.is_file()}
    for path in sorted(files, key=Path.as_posix):
        if _MADE not in path.parts and path.parts[: len(_PAGES)] != _PAGES:
            data = files[path].read_bytes()
            total.update(f"{path.as_posix()}\0{len(data)}\0".encode())
            total.update(data)
    return total.hexdigest()
