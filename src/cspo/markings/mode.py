"""What kind of truth a record tells."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Mode"]


class Mode(StrEnum):
    """The world that a record speaks of. No part of the label: modes never mix.

    Each mode has signing keys and feeds of its own, so that no edit of a field
    makes an exercise's record a real one.
    """

    REAL = "REAL"
    """The sky as it is."""
    EXERCISE = "EXERCISE"
    """Training: the scenario's sky, with named copies of the real one."""
    SIMULATED = "SIMULATED"
    """A study: what would be if."""
    TEST = "TEST"
    """A check of the machinery; it says nothing about any sky."""
