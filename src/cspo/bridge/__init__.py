"""Bridge: where the words of messages become the values of science, and back.

Messages speak in revolutions a day, degrees and metres, each in its own frame
and with its own signs; science speaks in km, s and rad. One file here for each
kind of thing that crosses: nothing else in cspo converts between the two. A
message's fault never stops the crossing of its neighbours: what was read comes
with a report of what was not.
"""

from __future__ import annotations

from cspo.bridge.catalog import catalog_from_gp, gp_from_catalog, is_sgp4
from cspo.bridge.read_catalog import ReadCatalog, SourceReport, latest_rows, read_catalog

__all__ = [
    "ReadCatalog",
    "SourceReport",
    "catalog_from_gp",
    "gp_from_catalog",
    "is_sgp4",
    "latest_rows",
    "read_catalog",
]
