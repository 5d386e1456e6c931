"""When a partner was last heard of."""

from __future__ import annotations

from dataclasses import dataclass

from cspo.time import Epoch

__all__ = ["Heard"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The last sign of a partner.

    Parameters
    ----------
    t : Epoch or None
        When it made the last checkpoint of which it told us itself; None: never.
    """

    t: Epoch | None = None
