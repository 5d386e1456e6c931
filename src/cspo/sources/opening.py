"""One door to every source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cspo.sources.files import open_path, open_standard_input
from cspo.sources.source import DEFAULT_LIMIT_BYTES, Source

__all__ = ["open_source"]


def open_source(
    spec: str | Path,
    *,
    stdin: BinaryIO | None = None,
    limit_bytes: int = DEFAULT_LIMIT_BYTES,
) -> Iterator[Source]:
    """Hand over the bytes of a file, a folder or standard input.

    gzip and Zstandard are undone wherever they are found, by their first
    bytes; a stream that is cut short or damaged gives what was good of it,
    with a fault.
    """
    if isinstance(spec, str) and spec == "-":
        return open_standard_input(stdin, limit_bytes=limit_bytes)
    return open_path(Path(spec), limit_bytes=limit_bytes)
