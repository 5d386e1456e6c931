"""The orbit ephemeris message (CCSDS 502.0-B-3, chapter 5): a trajectory as points.

Versions 1.0, 2.0 and 3.0, several segments, accelerations and covariances.
`read` raises at the first fault; `parse` leaves wrong lines out and says which
they were. Values stay in the units of the message (km, km/s, km²) and epochs
stay text in its time system; `cspo.bridge.oem` turns them into an
`cspo.orbits.Ephemeris`.
"""

from __future__ import annotations

from cspo.messages.oem.message import Covariances, Header, Metadata, Oem, Segment
from cspo.messages.oem.read import parse, read
from cspo.messages.oem.write import write

__all__ = ["Covariances", "Header", "Metadata", "Oem", "Segment", "parse", "read", "write"]
