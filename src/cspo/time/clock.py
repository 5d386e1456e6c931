"""Where the present comes from."""

from __future__ import annotations

from typing import Protocol

from cspo.time.epoch import Epoch

__all__ = ["Clock"]


class Clock(Protocol):
    """Tells the present instant.

    The node hands in its wall clock, an exercise its own; science takes epochs
    and never asks for the time.
    """

    def now(self) -> Epoch:
        """The present instant."""
        ...
