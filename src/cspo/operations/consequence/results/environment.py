"""How many objects there were and will be, shell by shell."""

from __future__ import annotations

import msgspec

from cspo.operations.consequence.results.band import Band

__all__ = [
    "CriticalLine", "EnvironmentResult", "HistoryView", "ShellSnapshot", "SpeciesView",
]  # fmt: skip


class SpeciesView(msgspec.Struct, frozen=True, kw_only=True):
    """Objects of one kind over the years.

    Parameters
    ----------
    species : str
    total : list of Band
        At each year.
    """

    species: str
    total: list[Band]


class CriticalLine(msgspec.Struct, frozen=True, kw_only=True):
    """An object that would do most harm, by how likely it is hit.

    Parameters
    ----------
    object, name, owner, type : str
    altitude_km, mass_kg : float
    probability_per_year : float
        That it breaks up, by a collision or by itself.
    effect : float
        Encounters that its pieces would bring to working satellites.
    criticality : float
        The product, as a part of the sum over all.
    """

    object: str
    name: str
    owner: str
    type: str
    altitude_km: float
    mass_kg: float
    probability_per_year: float
    effect: float
    criticality: float


class EnvironmentResult(msgspec.Struct, frozen=True, kw_only=True):
    """How many objects there will be.

    Parameters
    ----------
    headline : str
    start_utc : str
    years : list of float
    species : list of SpeciesView
    edges_km : list of float
        Altitudes between the shells.
    first, last : dict
        Objects in each shell at the first and the last year, by species; expected.
    stable : bool or None
        Whether what it tends to is stable; null: it was not found.
    critical : list of CriticalLine
        At most 100.
    basis, limits : list of str
    """

    headline: str
    start_utc: str
    years: list[float]
    species: list[SpeciesView]
    edges_km: list[float]
    first: dict[str, list[float]]
    last: dict[str, list[float]]
    stable: bool | None
    critical: list[CriticalLine]
    basis: list[str]
    limits: list[str]


class ShellSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The catalogue of one day, by altitude.

    Parameters
    ----------
    day : str
    objects : int
    mean_count : list of float
        Objects in each shell on average.
    density_per_km3 : list of float
    """

    day: str
    objects: int
    mean_count: list[float]
    density_per_km3: list[float]


class HistoryView(msgspec.Struct, frozen=True, kw_only=True):
    """Catalogues of many years, by altitude: public counts, and the sky as it is now.

    Parameters
    ----------
    edges_km : list of float
    snapshots : list of ShellSnapshot
        The oldest first.
    now : ShellSnapshot or None
        What the caller sees of the sky.
    mark : str
        Of `now`.
    source : str
    """

    edges_km: list[float]
    snapshots: list[ShellSnapshot]
    now: ShellSnapshot | None
    mark: str
    source: str
