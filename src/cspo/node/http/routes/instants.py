"""Instants that somebody has typed: read in one way, refused in one way."""

from __future__ import annotations

from typing import Final

from cspo.errors import CspoError
from cspo.node.http.faults import unwanted
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["instant_of", "near_instant_of"]

_NEAR_S: Final = 10.0 * 365.25 * DAY_S


def instant_of(text: str, field: str) -> Epoch:
    """An instant that somebody has typed.

    Parameters
    ----------
    text : str
        UTC, as ``2026-03-01T12:00:00Z``.
    field : str
        Where it stood, for the answer.

    Raises
    ------
    Refused
        Where it is none: 400, with the field.
    """
    try:
        return Epoch.from_utc(text)
    except (CspoError, ValueError) as error:
        raise unwanted(field, "an instant, as 2026-03-01T12:00:00Z") from error


def near_instant_of(text: str, field: str, now: Epoch) -> Epoch:
    """An instant that orbits of now may be asked about; nothing typed: now.

    Raises
    ------
    Refused
        As `instant_of`, and where it is more than ten years from *now*.
    """
    if not text:
        return now
    found = instant_of(text, field)
    if abs(found - now) > _NEAR_S:
        raise unwanted(field, "an instant within ten years of now")
    return found
