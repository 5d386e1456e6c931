"""The sky that a study reads: orbits in columns, and what is known of each object besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.hard_body import radii_m
from cspo.consequence.fragmentation import Parent
from cspo.errors import UsageError
from cspo.markings.parties import is_party
from cspo.operations.consequence.results import CallLine
from cspo.orbits import Catalog

__all__ = ["CREWED", "Known", "StudySky", "known_from_catalog"]

Floats = NDArray[np.float64]

STATIONS_KG: Final = {25544: 419_725.0, 48274: 22_500.0}
"""Masses of the stations that people live in: ISS (NASA CARA, HBR_Mass_Estimates of 2026-06-01)
and Tianhe, its core module as launched (China Manned Space, 2021). No radius says much of what
consists of trusses and wings: their cross-section is that of an intact object of their mass."""

CREWED: Final = frozenset(STATIONS_KG)
"""Their catalogue numbers."""

_NOT_ABLE: Final = frozenset({"ROCKET BODY", "DEBRIS"})
_DEAD: Final = frozenset({"-", "D", "NONOPERATIONAL", "INACTIVE", "DEAD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of an object apart from its orbit.

    Parameters
    ----------
    name, owner, type : str
        Empty: unknown.
    party : str
        Who is to be warned; empty where nobody is known.
    crewed, maneuverable : bool
    mass_kg : float or None
    mass_from : str
        Who says so.
    """

    name: str = ""
    owner: str = ""
    type: str = ""
    party: str = ""
    crewed: bool = False
    maneuverable: bool = False
    mass_kg: float | None = None
    mass_from: str = ""


def known_from_catalog(catalog: Catalog, row: int) -> Known:
    """What a catalogue's own columns tell of an object.

    An object that people live in is told by its catalogue number; one that can manoeuvre by
    being a payload that the catalogue does not call dead.
    """
    kind, owner = str(catalog.object_type[row]), str(catalog.owner[row])
    dead = str(catalog.status[row]).upper() in _DEAD
    return Known(
        name=str(catalog.name[row]), owner=owner, type=kind,
        party=owner if is_party(owner) else "",
        crewed=int(catalog.norad_id[row]) in CREWED,
        maneuverable=kind == "PAYLOAD" and not dead,
        mass_kg=STATIONS_KG.get(int(catalog.norad_id[row])), mass_from="of the station",
    )  # fmt: skip


def _with_stations(catalog: Catalog, radius_m: Floats) -> Floats:
    """Radii with those of the stations by their masses."""
    radius_m = radius_m.copy()
    for number, mass_kg in STATIONS_KG.items():
        radius_m[catalog.norad_id == number] = 0.5 * Parent(mass_kg=mass_kg).length_m
    return radius_m


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StudySky:
    """A catalogue and what stands beside it.

    Parameters
    ----------
    catalog : Catalog
        Mean elements, one row an object.
    identity : tuple of str
        Of each row.
    known : callable
        Of a row, what is known.
    calls : mapping
        By party, whom to call.
    radius_m : (n,) float64
        Hard-body radius.
    size_known : (n,) bool
        The radius rests on a measurement or a source; else on a class.
    """

    catalog: Catalog
    identity: tuple[str, ...]
    known: Callable[[int], Known]
    calls: Mapping[str, tuple[CallLine, ...]] = field(default_factory=dict)
    radius_m: Floats
    size_known: NDArray[np.bool_]

    @classmethod
    def of_catalog(
        cls,
        catalog: Catalog,
        *,
        known: Callable[[int], Known] | None = None,
        calls: Mapping[str, tuple[CallLine, ...]] | None = None,
        radius_m: Floats | None = None,
        source: NDArray[np.str_] | None = None,
    ) -> StudySky:
        """A sky of a catalogue alone, with radii of `radii_m` where none are given.

        Examples
        --------
        >>> from cspo.orbits.reference_population import reference_population
        >>> sky = StudySky.of_catalog(reference_population(count=100))
        >>> len(sky.identity), sky.row_of(sky.identity[7])
        (100, 7)
        """
        if radius_m is None or source is None:
            radius_m, source = radii_m(catalog)
        radius_m = _with_stations(catalog, radius_m)
        return cls(
            catalog=catalog, identity=tuple(catalog.identity(row) for row in range(len(catalog))),
            known=known or (lambda row: known_from_catalog(catalog, row)), calls=calls or {},
            radius_m=radius_m, size_known=~np.char.startswith(source, "DEFAULT"),
        )  # fmt: skip

    def row_of(self, identity: str) -> int:
        """Row of an object.

        Raises
        ------
        UsageError
            Where it is not in this sky.
        """
        try:
            return self.identity.index(identity)
        except ValueError:
            raise UsageError(
                "find object", identity[:60], expected="an object of this sky", got="none such",
            ) from None  # fmt: skip

    @property
    def crewed(self) -> NDArray[np.bool_]:
        """Which rows people live in."""
        return np.isin(self.catalog.norad_id, sorted(CREWED))

    @property
    def area_m2(self) -> Floats:
        """Cross-section of each row as a sphere of its radius, m2."""
        return np.asarray(np.pi * self.radius_m**2)
