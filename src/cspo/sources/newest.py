"""Which catalogue of a folder is the one to take when nobody says.

The rule, in order:

1. Only files whose name ends as a catalogue's (``.tle .3le .txt .csv .json
   .xml .kvn .omm``, then perhaps ``.gz`` or ``.zst``) and holds a date
   ``YYYYMMDD``. A sample is no catalogue.
2. The newest date. What the file system says about a file's age is not asked:
   copies are younger than what they hold.
3. Of one date the most complete: a whole catalogue before one that does not
   say, that before active objects only, that before a single group.
4. Of those the larger file, then the first by name.

Newest means newest: a list of active objects from this year wins over a whole
catalogue from last year, and whoever takes it says that it is active only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import pairwise
from pathlib import Path
from typing import Final

__all__ = ["CatalogFile", "CatalogScope", "catalog_files", "newest_catalog"]

_ENDING: Final = re.compile(
    r"\.(tle|3le|2le|txt|csv|json|xml|kvn|omm)(\.gz|\.zst)?$", re.IGNORECASE
)
_DATE: Final = re.compile(r"(?<!\d)(19[5-9]\d|2\d{3})(\d{2})(\d{2})(?!\d)")
_WHOLE: Final = frozenset({"full", "catalog", "catalogue", "snapshot", "all", "onorbit"})
_SAMPLE: Final = frozenset({"sample", "test", "example", "readme", "satcat"})
_SOURCES: Final = frozenset({
    "celestrak", "spacetrack", "space", "track", "norad", "gp", "tle", "3le", "2le", "omm", "csv",
    "json", "xml", "kvn", "txt", "gz", "zst", "on", "orbit", "elements",
})  # fmt: skip


class CatalogScope(IntEnum):
    """What part of the sky a catalogue holds, as its file's name says; more is more complete."""

    GROUP = 0
    ACTIVE = 1
    UNSAID = 2
    WHOLE = 3


_WORDS: Final = {
    CatalogScope.GROUP: "a single group",
    CatalogScope.ACTIVE: "active objects only",
    CatalogScope.UNSAID: "scope not said",
    CatalogScope.WHOLE: "the whole catalogue",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogFile:
    """A catalogue in a folder.

    Parameters
    ----------
    path : Path
    day : str
        Date in its name, ``YYYY-MM-DD``.
    scope : CatalogScope
        What its name says that it holds.
    size_bytes : int
    """

    path: Path
    day: str
    scope: CatalogScope
    size_bytes: int

    def __str__(self) -> str:
        return f"{self.path.name} of {self.day}, {_WORDS[self.scope]}"


def newest_catalog(folder: Path) -> CatalogFile | None:
    """The catalogue to take from a folder, or from the ``catalog`` folder in it.

    Parameters
    ----------
    folder : Path
        Such as CSPO_DATA.

    Returns
    -------
    CatalogFile or None
        By the rule at the top of this module; None where the folder has none
        or is not there.
    """
    found = catalog_files(folder)
    return found[0] if found else None


def catalog_files(folder: Path) -> tuple[CatalogFile, ...]:
    """All catalogues of a folder, best first by the same rule."""
    inner = folder / "catalog"
    try:
        entries = list((inner if inner.is_dir() else folder).iterdir())
    except OSError:
        return ()
    found = [file for entry in entries if (file := _catalog_file(entry)) is not None]
    found.sort(key=lambda file: file.path.name)
    found.sort(key=lambda file: (file.day, file.scope, file.size_bytes), reverse=True)
    return tuple(found)


def _catalog_file(path: Path) -> CatalogFile | None:
    if path.name.startswith(".") or not _ENDING.search(path.name):
        return None
    days = [day for match in _DATE.finditer(path.name) if (day := _day(*match.groups()))]
    scope = _scope(path.name)
    try:
        size = path.stat().st_size if path.is_file() else 0
    except OSError:
        return None
    if not days or scope is None or not size:
        return None
    return CatalogFile(path=path, day=days[-1], scope=scope, size_bytes=size)


def _day(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _scope(name: str) -> CatalogScope | None:
    """What the words of a name say; None where it is no catalogue at all."""
    words = [word for word in re.split(r"[^a-z0-9]+", name.lower()) if word and not word.isdigit()]
    if _SAMPLE & set(words):
        return None
    if _WHOLE & set(words) or ("on", "orbit") in pairwise(words):
        return CatalogScope.WHOLE
    if "active" in words:
        return CatalogScope.ACTIVE
    return CatalogScope.GROUP if set(words) - _SOURCES else CatalogScope.UNSAID
