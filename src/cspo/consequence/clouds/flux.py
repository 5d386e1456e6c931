"""How often a population hits one orbit: density times relative speed, orbits at random turned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.constants import WGS72_MU_KM3_S2, WGS72_RADIUS_KM
from cspo.errors import UsageError
from cspo.orbits import Catalog
from cspo.orbits.regime import perigee_apogee_km
from cspo.orbits.shells import residence
from cspo.units import DAY_S, KM2_PER_M2, TAU

__all__ = ["Flux", "flux"]

Floats = NDArray[np.float64]

_YEAR_S: Final = 365.25 * DAY_S
_SHELL_KM: Final = 10.0
_LATITUDES: Final = 90
_MOST_SHELLS: Final = 400
_AT_ONCE: Final = 4_000
_FLAT_RAD: Final = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flux:
    """How often objects meet an asset.

    Parameters
    ----------
    per_m2_year : (n,) float64
        Expected hits on each square metre of mean cross-section in a year, of each object: the
        radius of the object itself still has to be added to that of the asset.
    speed_km_s : (n,) float64
        Mean relative speed of the meetings, NaN where there are none.
    """

    per_m2_year: Floats
    speed_km_s: Floats

    @property
    def total_per_m2_year(self) -> float:
        """All objects together."""
        return float(self.per_m2_year.sum())


def flux(
    perigee_km: float, apogee_km: float, inclination_rad: float, catalog: Catalog, *,
    weight: ArrayLike = 1.0, shell_km: float = _SHELL_KM,
) -> Flux:  # fmt: skip
    """Flux of every object of a catalogue on an asset in that orbit.

    Parameters
    ----------
    perigee_km, apogee_km : float
        Of the asset, altitudes above 6,378.135 km.
    inclination_rad : float
        Of the asset, 0 to pi.
    catalog : Catalog
        n objects.
    weight : (n,) or single float
        Real objects that each row stands for.
    shell_km : float
        Radial width of the cells, 1 to 100 km.

    Raises
    ------
    UsageError
        Where the orbit is none or the cells are not.

    Notes
    -----
    Nodes, perigees and places along the orbits are taken to be evenly spread, as drag and the
    Earth's flattening make them in months to years. What does not spread (the sun-synchronous
    planes, resonances) is not in it: counting passes by SGP4 is (docs/validation/clouds.md).

    The time that object and asset spend in cells of altitude and latitude is exact; inside a cell
    density and speeds are those of its middle. Speeds: both may climb or sink, and head north or
    south.

    Source: Kessler, Derivation of the collision probability between orbiting objects, Icarus 48
    (1981), 39, equations 1 and 16, integrated over the cells.

    Examples
    --------
    >>> from cspo.orbits.reference_population import reference_population
    >>> sky = reference_population(count=1000)
    >>> bool(flux(800.0, 810.0, 1.7, sky).total_per_m2_year > 0.0)
    True
    """
    edges_km = _cells_km(perigee_km, apogee_km, shell_km)
    if not 0.0 <= inclination_rad <= np.pi:
        raise UsageError("reckon flux", "inclination", expected="0 to pi rad",
                         got=f"{inclination_rad:g}")  # fmt: skip
    sines = np.linspace(-1.0, 1.0, 2 * _LATITUDES + 1)  # cells of equal area
    asset = _Orbits(np.array([perigee_km]), np.array([apogee_km]), np.array([inclination_rad]))
    here = asset.share(edges_km)[0][:, None] * asset.latitude_share(sines)[0]
    cells = np.argwhere(here > 0.0)
    low, high = perigee_apogee_km(
        catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad
    )
    counts = np.broadcast_to(np.asarray(weight, np.float64), (len(catalog),))
    rate, speed = np.zeros(len(catalog)), np.full(len(catalog), np.nan)
    touching = np.flatnonzero((low < edges_km[-1]) & (high > edges_km[0]))
    for first in range(0, len(touching), _AT_ONCE):
        rows = touching[first : first + _AT_ONCE]
        others = _Orbits(low[rows], high[rows], catalog.inclination_rad[rows])
        density, momentum = _met(asset, others, edges_km, sines, here, cells)
        rate[rows] = momentum * counts[rows] * KM2_PER_M2 * _YEAR_S
        with np.errstate(invalid="ignore", divide="ignore"):
            speed[rows] = momentum / density
    return Flux(per_m2_year=rate, speed_km_s=speed)


def _cells_km(perigee_km: float, apogee_km: float, shell_km: float) -> Floats:
    if not 80.0 <= perigee_km <= apogee_km <= 1e6:
        raise UsageError("reckon flux", "asset", expected="80 km <= perigee <= apogee <= 1e6 km",
                         got=f"{perigee_km:g}, {apogee_km:g}")  # fmt: skip
    if not 1.0 <= shell_km <= 100.0:
        raise UsageError("reckon flux", "cells", expected="1 to 100 km", got=f"{shell_km:g}")
    span_km = max(apogee_km - perigee_km, shell_km)
    count = min(int(np.ceil(span_km / shell_km)), _MOST_SHELLS)
    middle_km = 0.5 * (perigee_km + apogee_km)
    return middle_km + span_km * (np.arange(count + 1) / count - 0.5)


@dataclass(frozen=True, slots=True)
class _Orbits:
    perigee_km: Floats
    apogee_km: Floats
    inclination_rad: Floats

    def share(self, edges_km: Floats) -> Floats:
        """Part of the time in each shell, (n, k)."""
        return residence(self.perigee_km, self.apogee_km, edges_km)

    def latitude_share(self, sines: Floats) -> Floats:
        """Part of the time in each band of latitude, (n, m)."""
        top = np.maximum(np.sin(self.inclination_rad), _FLAT_RAD)[:, None]
        return np.diff(np.arcsin(np.clip(sines / top, -1.0, 1.0)), axis=1) / np.pi

    def velocity(self, r_km: float, sine: Floats) -> tuple[Floats, Floats, Floats]:
        """Speeds up, east and north in cells of one radius, (n, c) each, where headed north."""
        a = WGS72_RADIUS_KM + 0.5 * (self.perigee_km + self.apogee_km)
        e2 = (0.5 * (self.apogee_km - self.perigee_km) / a) ** 2
        level = np.sqrt(WGS72_MU_KM3_S2 * a * (1.0 - e2)) / r_km
        climb = np.sqrt(np.maximum(WGS72_MU_KM3_S2 * (2.0 / r_km - 1.0 / a) - level**2, 0.0))
        cosine = np.cos(self.inclination_rad)[:, None] / np.sqrt(1.0 - sine**2)
        east = np.clip(cosine, -1.0, 1.0)
        north = np.sqrt(1.0 - east**2)
        return climb[:, None] + 0.0 * east, level[:, None] * east, level[:, None] * north


def _met(
    asset: _Orbits, others: _Orbits, edges_km: Floats, sines: Floats, here: Floats,
    cells: NDArray[np.intp],
) -> tuple[Floats, Floats]:  # fmt: skip
    """Mean density (1/km3), and density times speed (1/(km2 s)), along the orbit of the asset."""
    radial, banded = others.share(edges_km), others.latitude_share(sines)
    r_edges = WGS72_RADIUS_KM + edges_km
    density, momentum = np.zeros(len(radial)), np.zeros(len(radial))
    for shell in np.unique(cells[:, 0]).tolist():
        bands = cells[cells[:, 0] == shell, 1]
        sine = 0.5 * (sines[bands] + sines[bands + 1])
        volume = (r_edges[shell + 1] ** 3 - r_edges[shell] ** 3) / 3.0 * TAU * np.diff(sines)[bands]
        dense = radial[:, shell : shell + 1] * banded[:, bands] / volume * here[shell, bands]
        r_km = 0.5 * (r_edges[shell] + r_edges[shell + 1])
        up, east, north = others.velocity(r_km, sine)
        up_a, east_a, north_a = asset.velocity(r_km, sine)
        speed = np.zeros_like(dense)
        for climb in (1.0, -1.0):
            for head in (1.0, -1.0):
                speed += np.sqrt(
                    (up - climb * up_a) ** 2 + (east - east_a) ** 2 + (north - head * north_a) ** 2
                )
        density += dense.sum(axis=1)
        momentum += (dense * speed).sum(axis=1) / 4.0
    return density, momentum
