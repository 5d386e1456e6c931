"""Orbits: states, element sets, catalogues and ephemerides as plain values.

What an orbit *is* lives here; how it moves is `cspo.dynamics`, how it is
written is `cspo.messages`. A `Catalog` holds a hundred thousand objects in
columns, with no Python object for each.
"""

from __future__ import annotations

from cspo.orbits.catalog import Catalog
from cspo.orbits.ephemeris import CovarianceHistory, Ephemeris
from cspo.orbits.reference_population import reference_population
from cspo.orbits.regime import Regime
from cspo.orbits.state import Covariance, State
from cspo.orbits.summary import CatalogSummary, screening_start, summarize

__all__ = [
    "Catalog",
    "CatalogSummary",
    "Covariance",
    "CovarianceHistory",
    "Ephemeris",
    "Regime",
    "State",
    "reference_population",
    "screening_start",
    "summarize",
]
