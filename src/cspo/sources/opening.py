"""One door to every source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import unquote, urlsplit

from cspo.errors import SourceError, UsageError
from cspo.sources.files import open_path, open_standard_input
from cspo.sources.services import NetworkSettings, queries_of
from cspo.sources.source import DEFAULT_LIMIT_BYTES, Source, SourceFault, SourceFaultKind
from cspo.time import Clock

__all__ = ["is_network_spec", "open_source"]

_NETWORK: Final = ("http:", "https:", "celestrak:", "spacetrack:")


def is_network_spec(spec: str | Path) -> bool:
    """True where `open_source` would go to the network for it, or to its cache.

    Examples
    --------
    >>> is_network_spec("celestrak:active"), is_network_spec("active.csv.gz")
    (True, False)
    """
    return isinstance(spec, str) and spec.lower().startswith(_NETWORK)


def open_source(
    spec: str | Path,
    *,
    cache: Path | None = None,
    clock: Clock | None = None,
    settings: NetworkSettings | None = None,
    stdin: BinaryIO | None = None,
    limit_bytes: int = DEFAULT_LIMIT_BYTES,
) -> Iterator[Source]:
    """Hand over the bytes of what a person named, one `Source` after another.

    gzip and Zstandard are undone wherever they are found, known by their first
    bytes; a stream that is cut short or damaged gives what was good of it,
    with a fault.

    Parameters
    ----------
    spec : str or Path
        A file; a folder (its files sorted by name, hidden ones and subfolders
        left out); ``-`` for standard input; an http(s) or file address;
        ``celestrak:GROUP``, ``celestrak:all``; ``spacetrack:gp``.
    cache : Path
        Folder for answers from the network and for the record of requests;
        needed for the network only.
    clock : Clock
        Tells the present, by which the rules of services are kept; needed for
        the network only.
    settings : NetworkSettings
        Addresses of the services, deadlines, environment.
    stdin : binary file
        What ``-`` stands for, if not the process's own.
    limit_bytes : int
        Most bytes taken from one source, decompressed.

    Yields
    ------
    Source
        At least one. A part that could not be had comes with empty data and a
        fault that says why.

    Raises
    ------
    SourceError
        Where no bytes can be had: what was asked, where, what to do.
    UsageError
        Where a service is named without *cache* and *clock*.

    Examples
    --------
    >>> import io
    >>> [source.data for source in open_source("-", stdin=io.BytesIO(b"ISS"))]
    [b'ISS']
    """
    if isinstance(spec, str):
        if spec == "-":
            return open_standard_input(stdin, limit_bytes=limit_bytes)
        if spec.lower().startswith("file:"):
            spec = Path(unquote(urlsplit(spec).path))
        elif is_network_spec(spec):
            if cache is None or clock is None:
                raise UsageError("open source", spec, expected="a cache folder and a clock")
            return _of_network(spec, cache, clock, settings or NetworkSettings(), limit_bytes)
        elif "://" in spec:
            raise SourceError(
                "open source", spec, expected="http, https or file", got=spec.partition(":")[0],
                hint="download it first",
            )  # fmt: skip
        elif not spec:
            raise SourceError("open source", expected="a file, folder, address or -", got="nothing")
    return open_path(Path(spec), limit_bytes=limit_bytes)


def _of_network(
    spec: str, cache: Path, clock: Clock, settings: NetworkSettings, limit_bytes: int
) -> Iterator[Source]:
    """Every query of a spec; after the first sign of no network only kept copies are used."""
    # Imports httpx, 0.4 s: files and folders never pay for it.
    from cspo.sources.fetch import Fetcher  # noqa: PLC0415

    fetcher = Fetcher(cache=cache, clock=clock, settings=settings, limit_bytes=limit_bytes)
    queries = queries_of(spec, settings)
    had = 0
    missing: list[SourceError] = []
    for query in queries:
        try:
            source = fetcher.fetch(query)
        except SourceError as error:
            missing.append(error)
            if len(queries) > 1:
                yield _missing(query.name, error)
            continue
        had += 1
        yield source
    if not had:
        raise missing[0]


def _missing(name: str, error: SourceError) -> Source:
    fault = SourceFault(
        kind=SourceFaultKind.INCOMPLETE, where=name, got=error.got, hint=error.hint
    )  # fmt: skip
    return Source(name=name, data=b"", faults=(fault,))
