"""How objects move.

`Sgp4Bulk` takes a whole catalogue of mean element sets to any instants: a
state in TEME and a status for every object and time, and never an exception
for one bad object among thousands. Objects with periods of 225 minutes or more
take the deep-space theory, without exception too. `PropagationStatus` keeps
SGP4's own error codes and adds what SGP4 does not notice.

`initialization` turns elements into coefficients, `_kernels` turns
coefficients and times into states, `reference` is the C++ that both answer to.
"""

from cspo.dynamics.sgp4 import PropagationStatus, Sgp4Bulk

__all__ = ["PropagationStatus", "Sgp4Bulk"]
