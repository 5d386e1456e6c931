"""The order of instants in one body."""

from __future__ import annotations

from collections.abc import Iterator

from cspo.records.bodies.body import Fault
from cspo.time import Epoch

__all__ = ["window_faults"]


def window_faults(start_utc: str, stop_utc: str, field: str = "stop_utc") -> Iterator[Fault]:
    """A fault of *field* where the second instant lies before the first."""
    if Epoch.from_utc(stop_utc) < Epoch.from_utc(start_utc):
        yield Fault(field, "an instant that is not before the other", "an earlier one")
