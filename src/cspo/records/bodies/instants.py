"""Instants as bodies write them, and their order."""

from __future__ import annotations

from collections.abc import Iterator

from cspo.records.bodies.body import Fault
from cspo.time import Epoch

__all__ = ["utc_text", "window_faults"]


def utc_text(epoch: Epoch) -> str:
    """UTC with the decimals that lose nothing: 3, 6 or 9.

    Examples
    --------
    >>> utc_text(Epoch.from_utc("2009-02-10T16:55:59.8004"))
    '2009-02-10T16:55:59.800400Z'
    """
    digits = next((d for d in (3, 6) if not epoch.tai_ns % 10 ** (9 - d)), 9)
    return epoch.utc_iso(digits)


def window_faults(start_utc: str, stop_utc: str, field: str = "stop_utc") -> Iterator[Fault]:
    """A fault of *field* where the second instant lies before the first."""
    if Epoch.from_utc(stop_utc) < Epoch.from_utc(start_utc):
        yield Fault(field, "an instant that is not before the other", "an earlier one")
