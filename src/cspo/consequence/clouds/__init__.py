"""Clouds: where the pieces of a break-up are, and whom they can hit.

A `Cloud` is the pieces at the instant that made them. `element_sets` turns them into SGP4
elements, so that cloud and catalogue move by one theory. `crossings` asks the watch's question of
the first hours: who flies through it, when, with what probability. `density` and
`mean_density_km3` say where it is, `first_orbits` says so in closed form, `flux` how often a
population meets one orbit once it has spread. Theory, limits and checks: docs/theory/clouds.md.
"""

from __future__ import annotations

from cspo.consequence.clouds.assets import Assets, assets_of
from cspo.consequence.clouds.cloud import Cloud, cloud_of
from cspo.consequence.clouds.crossings import Crossings, crossings
from cspo.consequence.clouds.density import Density, density, mean_density_km3
from cspo.consequence.clouds.elements import ElementSets, element_sets, fit_elements
from cspo.consequence.clouds.first_orbits import FirstOrbits, SpeedLaw, first_orbits
from cspo.consequence.clouds.flux import Flux, flux

__all__ = [
    "Assets",
    "Cloud",
    "Crossings",
    "Density",
    "ElementSets",
    "FirstOrbits",
    "Flux",
    "SpeedLaw",
    "assets_of",
    "cloud_of",
    "crossings",
    "density",
    "element_sets",
    "first_orbits",
    "fit_elements",
    "flux",
    "mean_density_km3",
]
