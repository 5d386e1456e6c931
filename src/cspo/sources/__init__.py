"""Where bytes come from: files, folders, standard input, services on the network.

`open_source` is the one door. It takes what a person types (a path, ``-``, an
address, ``celestrak:active``) and hands over `Source` values: bytes, undone of
gzip and Zstandard, with what was wrong about them. Half a file is worth half
its objects, so damage is a fault beside the good bytes, not an exception; only
where no bytes can be had at all is there a `cspo.errors.SourceError`. What the
bytes mean is `cspo.messages`' affair.

Those who serve the world's element sets ask to be left alone between updates,
and block whoever doesn't listen. So each service's rules are data
(`cspo.sources.services`), every request is written down before it is sent
(`cspo.sources.ledger`), and what came is kept (`cspo.sources.cache`); all
three are shared by every process that has the same cache folder.
"""

from __future__ import annotations

from cspo.sources.compression import decompress
from cspo.sources.newest import CatalogFile, CatalogScope, catalog_files, newest_catalog
from cspo.sources.opening import is_network_spec, open_source
from cspo.sources.services import NetworkSettings
from cspo.sources.sink import write_bytes
from cspo.sources.source import Source, SourceFault, SourceFaultKind

__all__ = [
    "CatalogFile",
    "CatalogScope",
    "NetworkSettings",
    "Source",
    "SourceFault",
    "SourceFaultKind",
    "catalog_files",
    "decompress",
    "is_network_spec",
    "newest_catalog",
    "open_source",
    "write_bytes",
]
