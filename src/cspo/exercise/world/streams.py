"""Random numbers that follow from a seed and a name, and from nothing else.

Each thing that is drawn has a stream of its own: what is drawn for one never moves what is drawn
for another, in whatever order they are asked for.
"""

from __future__ import annotations

import hashlib

import numpy as np

__all__ = ["stream"]


def stream(seed: int, *name: str | int) -> np.random.Generator:
    """The stream of a name under a seed: Philox (Salmon et al. 2011), keyed by SHA-256 of both.

    Examples
    --------
    >>> one, same = stream(7, "noise", 3), stream(7, "noise", 3)
    >>> float(one.random()) == float(same.random())
    True
    """
    text = "\n".join([str(seed), *map(str, name)])
    key = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little")
    return np.random.Generator(np.random.Philox(key=key))
