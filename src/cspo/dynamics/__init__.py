"""How objects move.

`Sgp4Bulk` takes a whole catalogue of mean element sets to any instants: a
state in TEME and a status for every object and time, and never an exception
for one bad object among thousands. Every object with a period of 225 minutes
or more takes the deep-space theory. `PropagationStatus` keeps SGP4's own error
codes and adds what SGP4 does not notice.

`propagate_zonal` carries one osculating state through J2 to J6: enough to see what a small
burn changes, not enough to say where an object will be.

`initialization` turns elements into coefficients, `_kernels` turns coefficients
and times into states. What both answer to is Vallado's C++, in the tests.
"""

from cspo.dynamics.sgp4 import PropagationStatus, Sgp4Bulk
from cspo.dynamics.zonal import propagate_zonal

__all__ = ["PropagationStatus", "Sgp4Bulk", "propagate_zonal"]
