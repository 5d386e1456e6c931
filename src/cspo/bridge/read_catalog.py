"""One call from what a person names to a catalogue, with all that was wrong on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from cspo.bridge.catalog import catalog_from_gp, is_sgp4
from cspo.errors import MalformedMessage, UsageError
from cspo.messages.faults import Fault
from cspo.messages.formats import read_gp
from cspo.messages.gp import GpColumns
from cspo.orbits import Catalog
from cspo.orbits.reference_population import FIRST_SIMULATED_ID
from cspo.sources import Source, SourceFault, SourceFaultKind, open_source
from cspo.sources.services import NetworkSettings
from cspo.time import Clock

__all__ = ["ReadCatalog", "SourceReport", "are_simulated", "latest_rows", "read_catalog"]

_DAMAGE: Final = frozenset({
    SourceFaultKind.EMPTY, SourceFaultKind.TRUNCATED, SourceFaultKind.CORRUPT,
    SourceFaultKind.UNREADABLE,
})  # fmt: skip
"""What explains that nothing could be read; a copy that is only old does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """What came of one source.

    Parameters
    ----------
    name : str
    format : str
        As `cspo.messages.sniff` names it; empty where it is no catalogue.
    n_sets : int
        Element sets read, before older ones of the same object were left out.
    faults : tuple of Fault
        By line.
    source_faults : tuple of SourceFault
        What was wrong with the bytes themselves (a truncated gzip, a stale copy).
    error : MalformedMessage or None
        Why nothing could be read.
    source : Source
        The source without its bytes: age, whether it came from the cache, a note.
    """

    name: str
    format: str
    n_sets: int
    faults: tuple[Fault, ...]
    source_faults: tuple[SourceFault, ...]
    error: MalformedMessage | None
    source: Source

    @property
    def n_refused(self) -> int:
        """Records left out."""
        return sum(fault.count for fault in self.faults if fault.refused)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReadCatalog:
    """A catalogue and the report of how it was read.

    Parameters
    ----------
    catalog : Catalog
    reports : tuple of SourceReport
        One for each source, in order.
    n_superseded : int
        Sets left out because a later one of the same object was there.
    """

    catalog: Catalog
    reports: tuple[SourceReport, ...]
    n_superseded: int

    def __repr__(self) -> str:
        return (
            f"<ReadCatalog of {len(self.catalog):,} objects from {len(self.reports):,} sources, "
            f"{self.n_refused:,} records left out, {self.n_superseded:,} superseded>"
        )

    @property
    def formats(self) -> tuple[str, ...]:
        """Formats that were read, each once, in order."""
        return tuple(dict.fromkeys(report.format for report in self.reports if report.format))

    @property
    def n_refused(self) -> int:
        """Records left out of all sources."""
        return sum(report.n_refused for report in self.reports)


def read_catalog(
    spec: str | Path | Sequence[str | Path],
    *,
    latest_only: bool = True,
    lenient: bool = False,
    simulated: bool = False,
    cache: Path | None = None,
    clock: Clock | None = None,
    settings: NetworkSettings | None = None,
    stdin: BinaryIO | None = None,
) -> ReadCatalog:
    r"""Read element sets from files, folders, standard input or the network.

    Parameters
    ----------
    spec : str, Path or a sequence of them
        What `cspo.sources.open_source` takes. Formats are known by content.
    latest_only : bool
        Keep one set an object, that of the latest epoch (the later row, where
        epochs are equal); else keep all.
    lenient : bool
        Keep TLEs whose checksum is wrong; each is still a fault.
    simulated : bool
        Label the catalogue as made up. One whose every object is of the
        `cspo.orbits.reference_population`, by number and name, is so anyway.
    cache, clock, settings, stdin
        As `cspo.sources.open_source` takes them.

    Returns
    -------
    ReadCatalog
        Rows in the order of reading.

    Raises
    ------
    SourceError
        Where no bytes can be had.
    MalformedMessage
        Where no source holds a single element set that can be read.
    UsageError
        Where simulated objects stand beside real ones.

    Examples
    --------
    >>> import io
    >>> line1 = b"1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753"
    >>> line2 = b"2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667"
    >>> read = read_catalog("-", stdin=io.BytesIO(line1 + b"\n" + line2))
    >>> read
    <ReadCatalog of 1 objects from 1 sources, 0 records left out, 0 superseded>
    >>> read.catalog.identity(0), read.formats
    ('norad:5', ('tle',))
    """
    specs = [spec] if isinstance(spec, str | Path) else list(spec)
    if not specs:
        raise UsageError("read catalogue", expected="at least one source", got="none")
    parts: list[GpColumns] = []
    reports: list[SourceReport] = []
    for each in specs:
        for source in open_source(each, cache=cache, clock=clock, settings=settings, stdin=stdin):
            columns, report = _read(source, lenient=lenient)
            parts.append(columns)
            reports.append(report)
    if not sum(map(len, parts)):
        raise _nothing(reports)
    catalog = _merged(parts, reports, simulated=simulated)
    rows = latest_rows(catalog) if latest_only else np.arange(len(catalog))
    dropped = len(catalog) - len(rows)
    return ReadCatalog(
        catalog=catalog.take(rows) if dropped else catalog, reports=tuple(reports),
        n_superseded=dropped,
    )  # fmt: skip


def latest_rows(catalog: Catalog) -> NDArray[np.int64]:
    """Rows with the latest epoch of each object, in the order of the catalogue, (k,)."""
    key = catalog.norad_id.copy()
    unnumbered = np.flatnonzero(key == 0)
    if len(unnumbered):
        _, inverse = np.unique(catalog.other_id[unnumbered], return_inverse=True)
        key[unnumbered] = -1 - inverse
    order = np.lexsort((np.arange(len(key)), catalog.epoch_tai_ns, key))
    last = np.append(key[order][1:] != key[order][:-1], np.ones(min(len(key), 1), np.bool_))
    return np.sort(order[last])


def _read(source: Source, *, lenient: bool) -> tuple[GpColumns, SourceReport]:
    name, columns, error = "", GpColumns.empty(), None
    faults: list[Fault] = []
    try:
        name, columns, faults = read_gp(source.data, lenient=lenient)
    except MalformedMessage as problem:
        error = problem
    usable = is_sgp4(columns)
    for row in np.flatnonzero(~usable).tolist():
        faults.append(Fault(
            line=None, keyword="MEAN_ELEMENT_THEORY", expected="SGP4",
            got=f"{columns.theory[row]}, ephemeris type {columns.ephemeris_type[row]}",
            text=f"{columns.norad_cat_id[row]} {columns.object_name[row]}",
        ))  # fmt: skip
    report = SourceReport(
        name=source.name, format=name, n_sets=len(columns), faults=tuple(faults),
        source_faults=source.faults, error=error, source=_without_bytes(source),
    )  # fmt: skip
    return (columns if usable.all() else columns.take(usable)), report


def _without_bytes(source: Source) -> Source:
    return Source(
        name=source.name, data=b"", faults=source.faults, retrieved=source.retrieved,
        age_s=source.age_s, from_cache=source.from_cache, note=source.note,
    )  # fmt: skip


def _merged(
    parts: Sequence[GpColumns], reports: Sequence[SourceReport], *, simulated: bool
) -> Catalog:
    names = [report.name for report in reports]
    columns = GpColumns.concat(parts)
    made_up = are_simulated(columns)
    if made_up.any() and not (made_up.all() or simulated):
        first = int(np.argmax(made_up != made_up[0]))
        raise UsageError(
            "read catalogue", ", ".join(dict.fromkeys(names)),
            expected="objects that are all real, or all simulated",
            got=f"{int(made_up.sum()):,} simulated among {len(columns):,}, such as "
            f"{columns.object_name[first if made_up[first] else 0]}",
            hint="a simulated catalogue never joins a real one",
        )  # fmt: skip
    catalog = catalog_from_gp(columns, source="", simulated=simulated or bool(made_up.all()))
    source = np.repeat(np.array(names, np.str_), [len(part) for part in parts])
    return replace(catalog, source=source)


def are_simulated(columns: GpColumns) -> NDArray[np.bool_]:
    """Which sets are of the reference population: its numbers, and names that begin with SIM."""
    numbered: NDArray[np.bool_] = columns.norad_cat_id >= FIRST_SIMULATED_ID
    return numbered & np.char.startswith(columns.object_name, "SIM ")


def _nothing(reports: Sequence[SourceReport]) -> MalformedMessage:
    """The first reason why nothing was read, by name of its source."""
    for report in reports:
        damage = next((wrong for wrong in report.source_faults if wrong.kind in _DAMAGE), None)
        if damage is not None and not report.faults:
            return MalformedMessage(
                "read catalogue", report.name, expected="element sets",
                got=f"{damage.kind}: {damage.got}", hint=damage.hint,
            )  # fmt: skip
        if report.error is not None:
            error = report.error
            return MalformedMessage(
                error.action, report.name, expected=error.expected, got=error.got,
                hint=error.hint, line=error.line, keyword=error.keyword,
            )  # fmt: skip
    for report in reports:
        if report.faults:
            fault = report.faults[0]
            return MalformedMessage(
                "read catalogue", report.name, expected=fault.expected, got=fault.got,
                hint=f"none of {report.n_refused} records could be read", line=fault.line,
                keyword=fault.keyword,
            )  # fmt: skip
    name = reports[0].name if reports else ""
    return MalformedMessage("read catalogue", name, expected="element sets", got="none")
