"""Which catalogue a command works on, and what it says about how that was read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cspo.cli.console import note
from cspo.cli.faults import tell_damage, tell_faults
from cspo.errors import CspoError, UsageError

if TYPE_CHECKING:
    import numpy as np

    from cspo.bridge import ReadCatalog
    from cspo.orbits import Catalog
    from cspo.sources import NetworkSettings

__all__ = [
    "REFERENCE",
    "LoadedCatalog",
    "cache_folder",
    "load",
    "network_settings",
    "newest",
    "rows_of",
]

REFERENCE: Final = "reference"
"""Stands for the reference population, which cspo makes itself."""

CURRENT: Final = "celestrak:active"
"""What is asked of the network when nobody names a catalogue."""

_INCOMPLETE: Final = (
    "lacks rocket bodies, debris and dead satellites: their close approaches are missing"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCatalog:
    """A catalogue, its name for people, and what they should know about it."""

    catalog: Catalog
    title: str
    notes: list[str] = field(default_factory=list)


def cache_folder() -> Path:
    """Folder for what can be had again: ``CSPO_CACHE``, else the user's cache."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("CSPO_CACHE") or Path(home) / "cspo")


def network_settings() -> NetworkSettings:
    """Where services are: ``CSPO_CELESTRAK_URL`` names a mirror, as closed networks have."""
    from cspo.sources import NetworkSettings

    mirror = os.environ.get("CSPO_CELESTRAK_URL", "").rstrip("/")
    return NetworkSettings(celestrak_url=mirror) if mirror else NetworkSettings()


def load(specs: Sequence[str]) -> LoadedCatalog:
    """Read what the user named; say on standard error what was refused.

    Raises
    ------
    CspoError
        As `cspo.bridge.read_catalog`.
    """
    if list(specs) == [REFERENCE]:
        from cspo.orbits.reference_population import reference_population

        return LoadedCatalog(
            catalog=reference_population(),
            title="reference population",
            notes=["SIMULATED: cspo made this population from public facts"],
        )
    if REFERENCE in specs:
        raise UsageError(
            "read catalogue", REFERENCE, expected="the reference population alone",
            hint="a simulated catalogue never joins a real one",
        )  # fmt: skip
    from cspo.bridge import read_catalog
    from cspo.node.clock import SystemClock

    read = read_catalog(
        list(specs), cache=cache_folder(), clock=SystemClock(), settings=network_settings()
    )
    notes = ["SIMULATED: by its names and numbers"] if read.catalog.simulated else []
    return LoadedCatalog(
        catalog=read.catalog,
        title=", ".join(Path(spec).name or str(spec) for spec in specs),
        notes=notes + _told(read),
    )


def newest() -> LoadedCatalog:
    """Take the newest of ``CSPO_DATA``, else the current one, else the reference population."""
    from cspo.sources import CatalogScope, catalog_files

    folder = os.environ.get("CSPO_DATA")
    if folder:
        for file in catalog_files(Path(folder)):
            note(f"Taking the newest catalogue in CSPO_DATA: {file}.")
            try:
                loaded = load([str(file.path)])
            except CspoError as error:
                note(f"{error}")
                continue
            return _incomplete(loaded) if file.scope is CatalogScope.ACTIVE else loaded
        note("CSPO_DATA holds no catalogue; asking CelesTrak for the current one.")
    else:
        note("CSPO_DATA is not set; asking CelesTrak for the current catalogue.")
    try:
        loaded = load([CURRENT])
    except CspoError as error:
        note(f"{error}")
        note("Taking the reference population instead: everything below is SIMULATED.")
        return load([REFERENCE])
    return _incomplete(loaded)


def _incomplete(loaded: LoadedCatalog) -> LoadedCatalog:
    """Say that a list of active objects is not the whole sky."""
    line = f"{loaded.title} {_INCOMPLETE}"
    note(line)
    return LoadedCatalog(catalog=loaded.catalog, title=loaded.title, notes=[line, *loaded.notes])


def rows_of(catalog: Catalog, objects: Sequence[str]) -> np.ndarray[Any, Any]:
    """Rows of the objects that the user named by number, identity or designator.

    Raises
    ------
    UsageError
        Where one is not in the catalogue.
    """
    import numpy as np

    rows: list[int] = []
    for text in objects:
        name = text.strip()
        number = _number(name.removeprefix("norad:"))
        if name in {"", "norad:", "cospar:"}:
            found = np.zeros(len(catalog), np.bool_)
        elif number is not None:
            found = catalog.norad_id == number
        else:
            found = (catalog.other_id == name) | (
                catalog.designator == name.removeprefix("cospar:")
            )
        if not found.any():
            raise UsageError(
                "find object", text, expected="a number, designator or identity of the catalogue",
                got="none such", hint="see cspo validate FILE for what it holds",
            )  # fmt: skip
        rows.extend(np.flatnonzero(found).tolist())
    return np.unique(np.array(rows, dtype=np.int64))


def _number(text: str) -> int | None:
    """A catalogue number, Alpha-5 too; None where it is none."""
    from cspo.messages.alpha5 import number_from_alpha5

    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= 18 else -1
    return number_from_alpha5(text)


def _told(read: ReadCatalog) -> list[str]:
    """Say what was wrong with each source; return a line or two of each for reports."""
    lines = []
    for report in read.reports:
        lines += tell_damage(report.source_faults)
        lines += tell_faults(report.name, report.faults)
        if report.error is not None:
            lines.append(f"{report.name}: {report.error}")
            note(lines[-1])
    if read.n_superseded:
        lines.append(f"{read.n_superseded:,} older sets of objects that have a later one left out")
        note(lines[-1])
    return lines
