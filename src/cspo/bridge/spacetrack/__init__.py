"""Records in the words of Space-Track: general perturbations, public CDMs, the satellite catalogue.

A row of Space-Track's tells an object's orbit and its owner at once, and here
these come from different records. So a row is put together (`pages`) from what the
caller may see, and carries the join of their marks. `gp`, `conjunctions` and
`satcat` have the columns of the classes; a column that no record fills is null.
"""

from __future__ import annotations

from cspo.bridge.spacetrack.conjunctions import CDM_PUBLIC
from cspo.bridge.spacetrack.gp import GP
from cspo.bridge.spacetrack.pages import CdmRow, GpPage, SatcatRow, WholePage
from cspo.bridge.spacetrack.satcat import SATCAT

__all__ = ["CDM_PUBLIC", "GP", "SATCAT", "CdmRow", "GpPage", "SatcatRow", "WholePage"]
