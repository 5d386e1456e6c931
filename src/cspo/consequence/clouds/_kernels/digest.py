"""What the kernels of this folder are made of, as a text that keys their cache."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

__all__ = ["kernels_digest"]


@cache
def kernels_digest() -> str:
    """Hash of all files of this folder."""
    told = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        told.update(path.read_bytes())
    return told.hexdigest()
