"""Options that several commands read alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cspo.errors import MalformedMessage, UsageError

if TYPE_CHECKING:
    from cspo.time import Epoch

__all__ = ["instant"]


def instant(text: str, option: str) -> Epoch:
    """Read an option's UTC instant.

    Raises
    ------
    UsageError
        Where the text is none: the exit code is 2, not that of a bad file.
    """
    from cspo.time import Epoch

    try:
        return Epoch.from_utc(text)
    except MalformedMessage as error:
        raise UsageError(
            f"read {option}", text, expected="UTC such as 2024-11-01T00:00:00Z"
        ) from error
