"""How objects move.

`Sgp4Bulk` takes a whole catalogue of mean element sets to any instants: a
state in TEME and a status for every object and time, and never an exception
for one bad object among thousands. Every object with a period of 225 minutes
or more takes the deep-space theory. `PropagationStatus` keeps SGP4's own error
codes and adds what SGP4 does not notice.

`initialization` turns elements into coefficients, `_kernels` turns coefficients
and times into states. What both answer to is Vallado's C++, in the tests.
"""

from cspo.dynamics.sgp4 import PropagationStatus, Sgp4Bulk

__all__ = ["PropagationStatus", "Sgp4Bulk"]
