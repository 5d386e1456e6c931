"""What a screening of a few objects further ahead has found, and how far it looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cspo.operations.screen.screening_view import ScreeningView
from cspo.time import Epoch

__all__ = ["AheadView"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AheadView:
    """A screening of a few objects against all. Threads may share it.

    Parameters
    ----------
    view : ScreeningView
        Its events.
    until : mapping
        How far each object is screened; of others nothing is known here.
    within_km : float
        Largest miss distance that it finds, km.
    """

    view: ScreeningView
    until: Mapping[str, Epoch]
    within_km: float
