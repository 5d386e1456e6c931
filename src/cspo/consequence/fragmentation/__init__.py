"""Fragmentation: how many pieces a break-up makes, how large, how heavy, how fast.

The NASA standard break-up model (Johnson et al. 2001, with the correction of Orbital Debris
Quarterly News 15-4): `laws` holds its counts by size, `area_to_mass` and `speeds` its
distributions, each as published and each usable alone. `collide` and `explode` draw the pieces of
one break-up from them, so that mass and momentum are conserved, and hand back a `Breakup`: the
pieces and the bounds within which the model has been right. `fitted` turns it round: from pieces
that were counted to the mass that must have broken up.

An event is given as it is supposed or reported to have happened. Theory, limits and checks:
docs/theory/fragmentation.md.
"""

from __future__ import annotations

from cspo.consequence.fragmentation.breakup import collide, explode
from cspo.consequence.fragmentation.pieces import Breakup, Fragments, Parent

__all__ = ["Breakup", "Fragments", "Parent", "collide", "explode"]
