"""Clouds: where the pieces of a break-up are, and whom they can hit.

A `Cloud` is the pieces at the instant that made them. `element_sets` turns them into SGP4
elements, so that cloud and catalogue move by one theory. `crossings` asks the watch's question of
the first hours: who flies through it, when, with what probability. Theory, limits and checks:
docs/theory/clouds.md.
"""

from __future__ import annotations

from cspo.consequence.clouds.assets import Assets, assets_of
from cspo.consequence.clouds.cloud import Cloud, cloud_of
from cspo.consequence.clouds.crossings import Crossings, crossings
from cspo.consequence.clouds.elements import ElementSets, element_sets

__all__ = [
    "Assets",
    "Cloud",
    "Crossings",
    "ElementSets",
    "assets_of",
    "cloud_of",
    "crossings",
    "element_sets",
]
