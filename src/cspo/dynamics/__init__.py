"""How objects move.

`sgp4` takes a whole catalogue of mean element sets to any instants, in bulk:
a state in TEME and a status for every object and time, and never an exception
for one bad object among thousands.
"""

from cspo.dynamics.sgp4 import PropagationStatus, Sgp4Bulk

__all__ = ["PropagationStatus", "Sgp4Bulk"]
