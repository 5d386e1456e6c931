"""Which catalogue a command works on, and what it says about how that was read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cspo.cli.console import note
from cspo.errors import CspoError, SourceError, UsageError

if TYPE_CHECKING:
    import numpy as np

    from cspo.bridge import ReadCatalog
    from cspo.orbits import Catalog

__all__ = ["REFERENCE", "LoadedCatalog", "cache_folder", "load", "newest", "rows_of"]

REFERENCE = "reference"
"""Stands for the reference population, which cspo makes itself."""

_FAULTS_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCatalog:
    """A catalogue, its name for people, and what they should know about it."""

    catalog: Catalog
    title: str
    notes: list[str] = field(default_factory=list)
    n_refused: int = 0


def cache_folder() -> Path:
    """Folder for what can be had again: ``CSPO_CACHE``, else the user's cache."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("CSPO_CACHE") or Path(home) / "cspo")


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

    read = read_catalog(list(specs), cache=cache_folder(), clock=SystemClock())
    return LoadedCatalog(
        catalog=read.catalog,
        title=", ".join(Path(spec).name or str(spec) for spec in specs),
        notes=_spoken_faults(read),
        n_refused=read.n_refused,
    )


def newest() -> LoadedCatalog:
    """Take the newest of ``CSPO_DATA``, else the current one, else the reference population."""
    from cspo.sources.newest import newest_catalog

    folder = os.environ.get("CSPO_DATA")
    if folder:
        found = newest_catalog(Path(folder) / "catalog")
        if found is not None:
            note(f"Taking {found.path.name}, the newest catalogue in CSPO_DATA ({found.scope}).")
            return load([str(found.path)])
        note("CSPO_DATA holds no catalogue; asking CelesTrak for the current one.")
    else:
        note("CSPO_DATA is not set; asking CelesTrak for the current catalogue.")
    try:
        return load(["celestrak:active"])
    except SourceError as error:
        note(f"{error}")
    except CspoError as error:
        note(f"What came from the network can't be used: {error}")
    note("Taking the reference population instead: everything below is SIMULATED.")
    return load([REFERENCE])


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
        digits = name.removeprefix("norad:")
        if digits.isdigit():
            found = catalog.norad_id == int(digits)
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


def _spoken_faults(read: ReadCatalog) -> list[str]:
    """Say what was wrong, the first of each source in full; return one line each for reports."""
    notes = []
    for report in read.reports:
        notes += [
            f"{wrong.where}: {wrong.kind}, {wrong.got}. {wrong.hint}".strip()
            for wrong in report.source_faults
        ]
        for fault in report.faults[:_FAULTS_SHOWN]:
            where = f"{report.name}:{fault.line}" if fault.line else report.name
            verb = "left out" if fault.refused else "kept"
            note(f"{where}: {fault.keyword}: expected {fault.expected}, got {fault.got} ({verb})")
        total = sum(fault.count for fault in report.faults)
        if total:
            notes.append(
                f"{report.name}: {report.n_refused} of its records refused, {total} faults"
            )
        if report.error is not None:
            notes.append(f"{report.name}: {report.error}")
    for text in notes:
        note(text)
    return notes
