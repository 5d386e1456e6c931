"""What kind of object it is: as the source says, else as its name says."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["infer_type", "object_types"]

_STATED: Final = {
    "PAYLOAD": "PAYLOAD", "PAY": "PAYLOAD",
    "ROCKET BODY": "ROCKET BODY", "R/B": "ROCKET BODY",
    "DEBRIS": "DEBRIS", "DEB": "DEBRIS",
    "UNKNOWN": "UNKNOWN", "UNK": "UNKNOWN", "TBA": "UNKNOWN",
}  # fmt: skip

_ROCKET_BODY: Final = re.compile(r"\bR/B\b|\bAKM\b|\bPKM\b|\bCENTAUR\b(?= R/B)")
_DEBRIS: Final = re.compile(r"\bDEB\b|\bCOOLANT\b|\bNEEDLES\b|\bWESTFORD\b")
_UNKNOWN: Final = re.compile(r"\bTBA\b|^UNKNOWN\b|^OBJECT [A-Z]{1,3}$|^UNIDENTIFIED\b")


def infer_type(name: str) -> str:
    """Kind of an object from its name in the satellite catalogue; empty where it has none.

    The catalogue names rocket bodies ``... R/B`` and fragments ``... DEB``; what
    is left with a proper name is a payload.

    Examples
    --------
    >>> [infer_type(n) for n in ("VANGUARD R/B", "FENGYUN 1C DEB", "ISS (ZARYA)", "OBJECT C", "")]
    ['ROCKET BODY', 'DEBRIS', 'PAYLOAD', 'UNKNOWN', '']
    """
    if not name:
        return ""
    if _DEBRIS.search(name):
        return "DEBRIS"
    if _ROCKET_BODY.search(name):
        return "ROCKET BODY"
    return "UNKNOWN" if _UNKNOWN.search(name) else "PAYLOAD"


def object_types(stated: NDArray[np.str_], names: NDArray[np.str_]) -> NDArray[np.str_]:
    """PAYLOAD, ROCKET BODY, DEBRIS, UNKNOWN or empty for each object, shape (n,)."""
    kinds = [
        _STATED.get(word.upper(), "UNKNOWN") if word else infer_type(name)
        for word, name in zip(stated.tolist(), names.tolist(), strict=True)
    ]
    return np.array(kinds, dtype=np.str_)
