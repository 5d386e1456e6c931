"""How crowded the shells are by a real catalogue: who is there, and what was launched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.environment.scenario import NAMES
from cspo.errors import UsageError
from cspo.orbits.catalog import Catalog
from cspo.orbits.regime import perigee_apogee_km
from cspo.orbits.shells import residence, shell_volumes_km3
from cspo.time import Epoch

__all__ = ["Crowd", "crowd", "kinds", "launched_per_year", "typed", "working"]

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Integers = NDArray[np.int64]

_WORKING_CODES: Final = ("+", "P", "B", "S", "X")
"""CelesTrak's operational status: works, in part, as backup, as spare, longer than planned."""

_WORKING_YEARS: Final = 8.0
_ROWS: Final = {"PAYLOAD": 1, "ROCKET BODY": 2, "DEBRIS": 3}
_NS_PER_YEAR: Final = 31_557_600_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crowd:
    """Objects by shell at one time.

    Parameters
    ----------
    epoch : Epoch
        Median of the epochs of the elements.
    edges_km : (k + 1,) float64
        Altitudes above 6,378.135 km.
    objects : (species, k) float64
        How many objects are in each shell on average over a revolution, in the order of `NAMES`.
    """

    epoch: Epoch
    edges_km: Floats
    objects: Floats

    @property
    def density_per_km3(self) -> Floats:
        """Objects of all kinds in a cubic kilometre, averaged over latitude, (k,)."""
        return np.asarray(self.objects.sum(axis=0) / shell_volumes_km3(self.edges_km))


def working(catalog: Catalog) -> Booleans:
    """Which objects are satellites that work, (n,).

    By the operational status where the catalogue has one; else a payload counts as working for 8
    years after its launch, which is wrong for many single ones and right for the mean.

    Examples
    --------
    >>> import numpy as np
    >>> one = Catalog(norad_id=[1, 2], epoch_tai_ns=Epoch.from_utc("2024-11-01").tai_ns,
    ...               mean_motion_rad_s=1.1e-3, eccentricity=0.001, inclination_rad=0.9,
    ...               raan_rad=0.0, argp_rad=0.0, mean_anomaly_rad=0.0, bstar_per_er=0.0,
    ...               object_type="PAYLOAD", designator=["2020-001A", "1990-001A"])
    >>> working(one).tolist()
    [True, False]
    """
    payload = catalog.object_type == "PAYLOAD"
    stated = np.isin(catalog.status, _WORKING_CODES)
    if stated.any():
        return np.asarray(payload & stated)
    return np.asarray(payload & (_age_years(catalog) <= _WORKING_YEARS))


def kinds(catalog: Catalog, works: Booleans | None = None) -> Integers:
    """Row of `NAMES` of each object, (n,); what is unknown counts as debris."""
    rows = np.full(len(catalog), 3)
    for name, row in _ROWS.items():
        rows[catalog.object_type == name] = row
    rows[working(catalog) if works is None else works] = 0
    return rows


def typed(catalog: Catalog, known: Catalog) -> Catalog:
    """*catalog* with kinds and designators taken by number from *known* where it has none.

    Old catalogues come without names; a number keeps its object for ever.
    """
    order = np.argsort(known.norad_id, kind="stable")
    at = np.searchsorted(known.norad_id, catalog.norad_id, sorter=order)
    row = order[np.minimum(at, len(order) - 1)] if len(order) else np.zeros(len(catalog), np.int64)
    same = (known.norad_id[row] == catalog.norad_id) & (catalog.norad_id > 0)
    columns = {
        name: np.where(
            same & (getattr(catalog, name) == ""), getattr(known, name)[row], getattr(catalog, name)
        )
        for name in ("object_type", "designator")
    }
    return replace(catalog, **columns)


def crowd(catalog: Catalog, edges_km: ArrayLike, works: Booleans | None = None) -> Crowd:
    """Objects of a catalogue by shell.

    Parameters
    ----------
    catalog : Catalog
        With kinds; `typed` lends them.
    edges_km : (k + 1,) array_like
        Altitudes between the shells.
    works : (n,) bool or None
        Which satellites work; None asks `working`.

    Raises
    ------
    UsageError
        Where the catalogue is empty.

    Notes
    -----
    An object counts in each shell by the time that it spends there (Kessler 1981), by its mean
    elements.
    """
    if not len(catalog):
        raise UsageError("count a crowd", "catalogue", expected="objects", got="none")
    edges = np.array(edges_km, np.float64)
    share = residence(*_altitudes_km(catalog), edges)
    rows = kinds(catalog, works)
    objects = np.array([share[rows == row].sum(axis=0) for row in range(len(NAMES))])
    for column in (edges, objects):
        column.setflags(write=False)
    return Crowd(epoch=Epoch(int(np.median(catalog.epoch_tai_ns))), edges_km=edges, objects=objects)


def launched_per_year(
    catalog: Catalog, edges_km: ArrayLike, *, years: int = 5
) -> tuple[Floats, Floats]:
    """Payloads and rocket bodies of the last *years* that are still there, by shell and year.

    Returns
    -------
    satellites, rocket_bodies : (k,) float64
        A year. What came down since is not counted: short-lived orbits are underrated.
    """
    if not 1 <= years <= 50:
        raise UsageError("count launches", "years", expected="1 to 50", got=str(years))
    share = residence(*_altitudes_km(catalog), edges_km)
    new = _age_years(catalog) <= years
    satellites, stages = (
        share[new & (catalog.object_type == name)].sum(axis=0) / years
        for name in ("PAYLOAD", "ROCKET BODY")
    )
    return satellites, stages


def _altitudes_km(catalog: Catalog) -> tuple[Floats, Floats]:
    return perigee_apogee_km(
        catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad
    )


def _age_years(catalog: Catalog) -> Floats:
    """Years since the middle of the year of launch; infinite where unknown."""
    if not len(catalog):
        return np.zeros(0)
    now = 1970.0 + (np.median(catalog.epoch_tai_ns) - _EPOCH_1970_NS) / _NS_PER_YEAR
    year = np.array([text[:4] for text in catalog.designator.tolist()], np.str_)
    good = np.char.isdigit(year)
    out = np.full(len(catalog), np.inf)
    out[good] = now - (year[good].astype(np.float64) + 0.5)
    return out


_EPOCH_1970_NS: Final = Epoch.from_utc("1970-01-01").tai_ns
