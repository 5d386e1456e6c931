"""What a record is called: the hash of the bytes that were signed."""

from __future__ import annotations

import hashlib
import re
from typing import Final

__all__ = ["is_record_id", "record_id"]

_ID: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


def record_id(payload: bytes) -> str:
    """SHA-256 of the payload's exact bytes, 64 hexadecimal digits.

    The signatures are no part of it: the same statement signed anew is the
    same record.

    Examples
    --------
    >>> record_id(b"")[:16]
    'e3b0c44298fc1c14'
    """
    return hashlib.sha256(payload).hexdigest()


def is_record_id(text: str) -> bool:
    """Whether a text has the form of a record's id."""
    return _ID.fullmatch(text) is not None
