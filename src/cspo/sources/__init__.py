"""Where bytes come from: files, folders, standard input, services on the network.

`open_source` is the one door. It takes what a person types (a path, ``-``, an
address, ``celestrak:active``) and hands over `Source` values: bytes, undone of
gzip and Zstandard, with what was wrong about them. Half a file is worth half
its objects, so damage is a fault beside the good bytes, not an exception; only
where no bytes can be had at all is there a `cspo.errors.SourceError`. What the
bytes mean is `cspo.messages`' affair.
"""

from __future__ import annotations

from cspo.sources.compression import decompress
from cspo.sources.opening import open_source
from cspo.sources.source import Source, SourceFault, SourceFaultKind

__all__ = ["Source", "SourceFault", "SourceFaultKind", "decompress", "open_source"]
