"""What a source hands over: bytes, where they came from, and what was wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cspo.time import Epoch

__all__ = ["DEFAULT_LIMIT_BYTES", "Source", "SourceFault", "SourceFaultKind"]

DEFAULT_LIMIT_BYTES = 1 << 30
"""Most bytes taken from one source, after decompression (a guard against bombs)."""


class SourceFaultKind(StrEnum):
    """What can be wrong with bytes that were had all the same."""

    EMPTY = "empty"
    """There was nothing in it."""
    TRUNCATED = "truncated"
    """The compressed stream ends early; what came before is handed over."""
    CORRUPT = "corrupt"
    """The compressed stream or its checksum is wrong; what could be read is handed over."""
    TRAILING = "trailing"
    """Something else follows the compressed stream; it is left out."""
    UNREADABLE = "unreadable"
    """A file of a folder could not be read at all; its data is empty."""
    STALE = "stale"
    """The origin could not be asked, an older copy is handed over."""
    INCOMPLETE = "incomplete"
    """A part of a combined source could not be had; its data is empty."""
    NOT_CACHED = "not-cached"
    """The bytes are good, but could not be kept for the next run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFault:
    """One thing that was wrong, in fields.

    Parameters
    ----------
    kind : SourceFaultKind
    where : str
        The file or address.
    got : str
        What was found.
    hint : str
        What can be done about it.
    """

    kind: SourceFaultKind
    where: str
    got: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.got}"
        return f"{text} ({self.hint})" if self.hint else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Bytes and where they came from.

    Parameters
    ----------
    name : str
        What to call it: a path, ``-``, an address, ``celestrak:active``.
    data : bytes
        Decompressed content; empty where a fault says that it could not be had.
    faults : tuple of SourceFault
        What was wrong with it.
    retrieved : Epoch or None
        When these bytes left their origin; None for files and standard input.
    age_s : float or None
        Seconds since then, None for files and standard input.
    from_cache : bool
        True where the origin was not asked, or gave no newer bytes.
    note : str
        One sentence on how it was had, where that is worth saying.
    """

    name: str
    data: bytes
    faults: tuple[SourceFault, ...] = ()
    retrieved: Epoch | None = None
    age_s: float | None = None
    from_cache: bool = False
    note: str = ""
