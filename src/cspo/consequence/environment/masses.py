"""How heavy intact objects are where nobody says so."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.environment.species import ROCKET_BODY, SATELLITE
from cspo.orbits.catalog import Catalog

__all__ = ["families", "typical"]

Floats = NDArray[np.float64]

_DENSITY_KG_M3: Final = 92.937
_EXPONENT: Final = -0.74


def typical(catalog: Catalog, mass_kg: Floats, radius_m: Floats) -> tuple[Floats, Floats]:
    """Masses and radii with gaps filled by what objects of that name or kind have.

    Parameters
    ----------
    catalog : Catalog
        Names and kinds.
    mass_kg, radius_m : (n,) float64
        What is known; NaN where nothing is.

    Returns
    -------
    mass_kg, radius_m : (n,) float64
        First what is known; then the few families of ``typical_masses.csv``, which hold most of
        the dead mass of low orbits (McKnight et al., Identifying the 50 statistically-most-
        concerning derelict objects in LEO, Acta Astronautica 181 (2021) 282); then, of rocket
        bodies, the mean of the model; of others the mass of an intact object of that size in
        EVOLVE, 92.937 d^-0.74 kg/m³, or 200 kg.

    Examples
    --------
    >>> import numpy as np
    >>> from cspo.orbits import Catalog
    >>> stage = Catalog(norad_id=[22285], name="SL-16 R/B", object_type="ROCKET BODY",
    ...                 epoch_tai_ns=[0], mean_motion_rad_s=1e-3, eccentricity=0.0,
    ...                 inclination_rad=1.2, raan_rad=0.0, argp_rad=0.0, mean_anomaly_rad=0.0,
    ...                 bstar_per_er=0.0)
    >>> unknown = np.full(1, np.nan)
    >>> mass, radius = typical(stage, unknown, unknown)
    >>> mass.tolist(), radius.round(2).tolist()
    ([9000.0], [3.47])
    """
    mass, radius = np.array(mass_kg, np.float64), np.array(radius_m, np.float64)
    for name, (family_kg, family_m) in _families().items():
        same = np.char.startswith(catalog.name, name)
        mass[same & np.isnan(mass)] = family_kg
        radius[same & np.isnan(radius)] = family_m
    stage = catalog.object_type == "ROCKET BODY"
    for is_kind, species in ((stage, ROCKET_BODY), (~stage, SATELLITE)):
        radius[is_kind & np.isnan(radius) & np.isnan(mass)] = species.radius_m
    mass[stage & np.isnan(mass)] = ROCKET_BODY.mass_kg
    size_m = 2.0 * radius
    by_size = np.pi / 6.0 * _DENSITY_KG_M3 * size_m ** (3.0 + _EXPONENT)
    mass = np.where(np.isnan(mass), by_size, mass)
    by_mass = 0.5 * (mass / (np.pi / 6.0 * _DENSITY_KG_M3)) ** (1.0 / (3.0 + _EXPONENT))
    return mass, np.where(np.isnan(radius), by_mass, radius)


def families() -> tuple[str, ...]:
    """Beginnings of the names whose masses are known."""
    return tuple(_families())


@cache
def _families() -> dict[str, tuple[float, float]]:
    """Mass, and the radius of the sphere that has a cylinder's mean area, by name."""
    text = files("cspo.consequence.environment").joinpath("data/typical_masses.csv").read_text()
    out = {}
    for row in csv.DictReader(text.splitlines()):
        length, diameter = float(row["length_m"]), float(row["diameter_m"])
        surface = np.pi * diameter * (length + 0.5 * diameter)
        out[row["name"]] = (float(row["mass_kg"]), float(np.sqrt(0.25 * surface / np.pi)))
    return out
