"""Bridge: where the words of messages become the values of science, and back.

Messages speak in revolutions a day, degrees and metres, each in its own frame
and with its own signs; science speaks in km, s and rad. One file here for each
kind of thing that crosses: nothing else in cspo converts between the two. A
message's fault never stops the crossing of its neighbors: what was read comes
with a report of what was not.
"""

from __future__ import annotations

from cspo.bridge.catalog import catalog_from_gp, gp_from_catalog, is_sgp4
from cspo.bridge.cdm import CdmConjunction, conjunction_from_cdm
from cspo.bridge.cdm_out import cdms_from_events, write_cdms
from cspo.bridge.oem import ephemerides_from_oem, oem_from_ephemerides
from cspo.bridge.read_catalog import ReadCatalog, SourceReport, latest_rows, read_catalog
from cspo.bridge.space_weather import read_space_weather

__all__ = [
    "CdmConjunction",
    "ReadCatalog",
    "SourceReport",
    "catalog_from_gp",
    "cdms_from_events",
    "conjunction_from_cdm",
    "ephemerides_from_oem",
    "gp_from_catalog",
    "is_sgp4",
    "latest_rows",
    "oem_from_ephemerides",
    "read_catalog",
    "read_space_weather",
    "write_cdms",
]
