"""Which rows of a catalogue serve in a service."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.services.model import Service, ServiceModel
from cspo.orbits import Catalog
from cspo.units import TAU

__all__ = ["CatalogRows", "Roster", "roster_of", "rows_of"]

_SLOWEST_RAD_S: Final = 1e-12
"""Against elements that are none."""
_OUT_OF_SERVICE: Final = ("-", "D")
"""CelesTrak's codes for what no longer works, and what has decayed."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roster:
    """The satellites of one service.

    Parameters
    ----------
    rows : (n,) int64
        Rows of the catalogue.
    object_ids : tuple of str
        Identities of the rows, ``norad:24876``.
    clock : (n,) int64
        Which system's clock each keeps.
    without_elements : tuple of str
        Satellites of the service that the catalogue doesn't hold.
    """

    rows: NDArray[np.int64]
    object_ids: tuple[str, ...]
    clock: NDArray[np.int64]
    without_elements: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.object_ids) + len(self.without_elements)

    @property
    def members(self) -> tuple[str, ...]:
        """Identities of all, those with elements first."""
        return (*self.object_ids, *self.without_elements)


def roster_of(
    model: ServiceModel, service: Service, catalog: Catalog, rows_by: CatalogRows | None = None
) -> Roster:
    """Find the satellites of a service, and of its parts, in a catalogue.

    By identity; by name where the service has patterns. What a pattern finds is left out where
    the catalogue says that it no longer works. A simulated catalogue holds no real object, so
    identities are not looked for in it. *rows_by*, made once, spares many services the work.
    """
    row_of = rows_by or CatalogRows(catalog)
    rows: dict[int, int] = {}
    missing: list[str] = []
    for clock, part in model.of_parts(service):
        for object_id in () if catalog.simulated else part.satellites:
            row = row_of.identity(object_id)
            if row is None:
                missing.append(object_id)
            else:
                rows.setdefault(row, clock)
        for pattern in part.name_patterns:
            for row in row_of.named(pattern, part.period_s):
                rows.setdefault(row, clock)
    return Roster(
        rows=np.array(list(rows), np.int64),
        object_ids=tuple(catalog.identity(row) for row in rows),
        clock=np.array(list(rows.values()), np.int64),
        without_elements=tuple(dict.fromkeys(missing)),
    )


def rows_of(catalog: Catalog, object_ids: Sequence[str]) -> list[int | None]:
    """Rows of identities such as ``norad:24876``; None where the catalogue has none."""
    rows = CatalogRows(catalog)
    return [rows.identity(object_id) for object_id in object_ids]


class CatalogRows:
    """A catalogue by identity and by name, for those who ask often."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        numbers = catalog.norad_id
        self._order = np.argsort(numbers, kind="stable")
        self._sorted = numbers[self._order]
        self._names: NDArray[np.str_] | None = None

    def identity(self, object_id: str) -> int | None:
        """Row of an identity; None where the catalogue has none."""
        scheme, _, value = object_id.partition(":")
        if scheme == "norad" and value.isascii() and value.isdigit() and len(value) < 19:
            at = int(np.searchsorted(self._sorted, int(value)))
            if at < len(self._sorted) and self._sorted[at] == int(value):
                return int(self._order[at])
            return None
        found = np.flatnonzero(self._catalog.other_id == object_id)
        return int(found[0]) if len(found) else None

    def named(self, pattern: str, period_s: tuple[float, float]) -> list[int]:
        """Rows whose name fits a pattern, whose period lies between two, and that still work."""
        wanted = re.compile(fnmatch.translate(pattern), re.IGNORECASE).match
        start = re.split(r"[*?\[]", pattern, maxsplit=1)[0]
        names = self._catalog.name
        if self._names is None:
            self._names = np.char.upper(names)
        likely = np.flatnonzero(np.char.startswith(self._names, start.upper()))
        status, motion = self._catalog.status, self._catalog.mean_motion_rad_s
        return [
            int(row)
            for row in likely
            if wanted(str(names[row]))
            and str(status[row]) not in _OUT_OF_SERVICE
            and period_s[0] <= TAU / max(motion[row], _SLOWEST_RAD_S) <= period_s[1]
        ]
