"""Instants that somebody has typed: read in one way, refused in one way."""

from __future__ import annotations

from cspo.errors import CspoError
from cspo.node.http.faults import unwanted
from cspo.time import Epoch

__all__ = ["instant_of"]


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
