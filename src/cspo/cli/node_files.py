"""Files that trust commands read: whole, from the disk or standard input, never a part of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from cspo.errors import MalformedMessage, UsageError

if TYPE_CHECKING:
    from cspo.sources import Source

__all__ = ["MOST_BYTES", "read_file", "read_files", "whole"]

MOST_BYTES: Final = 1 << 30


def read_files(spec: str, *, limit_bytes: int = MOST_BYTES) -> Iterator[Source]:
    """Hand over a file, the files of a folder, or standard input, undone of gzip and Zstandard.

    Raises
    ------
    UsageError
        For an address: what is signed is carried, not fetched.
    SourceError
        As `cspo.sources.open_source`.
    """
    from cspo.sources import is_network_spec, open_source

    if is_network_spec(spec):
        raise UsageError("read", spec, expected="a file, a folder or -", got="an address",
                         hint="download it first")  # fmt: skip
    return open_source(spec, limit_bytes=limit_bytes)


def whole(source: Source) -> bytes:
    """The bytes of a source that has no fault.

    Raises
    ------
    MalformedMessage
        Where a part is missing or damaged: half of what is signed is nothing.
    """
    if source.faults:
        raise MalformedMessage(
            "read", source.name, expected="the whole file", got=source.faults[0].got,
            hint=source.faults[0].hint,
        )  # fmt: skip
    return source.data


def read_file(spec: str, *, limit_bytes: int = MOST_BYTES) -> bytes:
    """The bytes of one whole file.

    Raises
    ------
    UsageError, SourceError, MalformedMessage
        As `read_files` and `whole`; also for a folder of several files.
    """
    found = list(read_files(spec, limit_bytes=limit_bytes))
    if len(found) != 1:
        raise UsageError("read", spec, expected="one file", got=f"a folder of {len(found)}")
    return whole(found[0])
