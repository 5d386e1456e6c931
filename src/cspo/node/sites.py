"""The sensor sites that a node knows of: ``sites.csv`` in its folder, if there is one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from cspo.bridge.sites import sites_from_rows
from cspo.errors import CspoError
from cspo.messages.sensor_sites import read
from cspo.sensing import Site

__all__ = ["SITES_FILE", "KnownSites", "known_sites"]

SITES_FILE: Final = "sites.csv"
_MOST_BYTES: Final = 4_000_000
_MOST_SITES: Final = 2_000


@dataclass(frozen=True, slots=True)
class KnownSites:
    """Sites, and what is wrong with their table.

    Parameters
    ----------
    sites : tuple of Site
    problem : str
        Empty where there is none: ``"line 7: lat_deg is no number from -90 to 90"``.
    """

    sites: tuple[Site, ...] = ()
    problem: str = ""


def known_sites(folder: Path) -> KnownSites:
    """The sites of a node's folder; read again when the file has changed."""
    file = folder / SITES_FILE
    try:
        found = file.stat()
    except OSError:
        return KnownSites()
    if found.st_size > _MOST_BYTES:
        return KnownSites(problem=f"{SITES_FILE} is larger than {_MOST_BYTES:,} bytes")
    return _read(file, found.st_mtime_ns, found.st_ino, found.st_size)


@lru_cache(maxsize=16)
def _read(file: Path, *_stamp: int) -> KnownSites:
    """A table as it is at one time: the stamp is of that time."""
    try:
        rows, faults = read(file.read_bytes())
    except OSError:
        return KnownSites(problem=f"{SITES_FILE} can't be read")
    except CspoError as error:
        return KnownSites(problem=f"{SITES_FILE}: {error.expected} expected, {error.got} found")
    problem = ""
    if faults:
        first = faults[0]
        problem = (
            f"{SITES_FILE}, line {first.line}: {first.keyword}: expected {first.expected};"
            f" {len(faults)} left out"
        )
    if len(rows) > _MOST_SITES:
        problem = f"{SITES_FILE}: the first {_MOST_SITES:,} of {len(rows):,} sites are taken"
    return KnownSites(tuple(sites_from_rows(rows[:_MOST_SITES])), problem)
