"""Space weather from a file, as people name it."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Final

from cspo.environment import SpaceWeather, parse_celestrak_space_weather
from cspo.errors import MalformedMessage
from cspo.sources import open_source

__all__ = ["read_space_weather"]

_LIMIT_BYTES: Final = 40_000_000


def read_space_weather(spec: str | Path, *, stdin: BinaryIO | None = None) -> SpaceWeather:
    r"""Read CelesTrak's ``SW-All.txt``, ``SW-All.csv`` or their five-year forms, packed or not.

    Parameters
    ----------
    spec : str or Path
        A file, or ``-`` for standard input (*stdin*, where it is given).

    Raises
    ------
    SourceError
        Where no bytes can be had.
    MalformedMessage
        Where they are no such file, are damaged, or are more than one file.

    Examples
    --------
    >>> import io
    >>> rows = (b"DATE,F10.7_OBS,F10.7_OBS_CENTER81,AP_AVG,F10.7_DATA_TYPE\n"
    ...         b"2024-05-10,223.7,185.1,105,OBS\n2024-05-11,214.6,185.5,271,OBS\n")
    >>> float(read_space_weather("-", stdin=io.BytesIO(rows)).ap[1])
    271.0
    """
    sources = list(open_source(spec, stdin=stdin, limit_bytes=_LIMIT_BYTES))
    if len(sources) != 1:
        raise MalformedMessage(
            "read space weather", str(spec), expected="one file", got=f"{len(sources)}"
        )
    (source,) = sources
    if source.faults:
        raise MalformedMessage("read space weather", source.name, got=str(source.faults[0]))
    return parse_celestrak_space_weather(source.data, source=source.name)
