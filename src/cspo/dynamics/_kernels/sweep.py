"""Whole catalogues through the blocks: every object at every time, or pair by pair."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from cspo import constants
from cspo.compiling import kernel
from cspo.dynamics._kernels import layout as at
from cspo.dynamics._kernels.deep import deep_space
from cspo.dynamics._kernels.near import near_earth
from cspo.dynamics._kernels.orbit import kepler, state
from cspo.dynamics._kernels.resonance import integrate
from cspo.dynamics._kernels.trig import OPTIONS

__all__ = ["sweep"]


def _build(digest: str) -> Any:
    """The loop, to be compiled.

    Its cache on disk is keyed by *digest* too, because numba looks only at the
    file of the function that it caches, not at those that it is made of.
    """

    @kernel(**OPTIONS)
    def sweep(
        table: Any, source: Any, column: Any, kind: int, start_min: Any, t_min: Any,
        out: Any, status: Any,
    ) -> None:  # fmt: skip
        """States of objects of one *kind* at several times each.

        Lane l is row source[l] of *table* (n, WIDTH), starts at start_min[l] minutes
        past its epoch and goes to start_min[l] + t_min[k] for every k. Its states go
        to out[k, :, column[l]] and status[k, column[l]]; nothing else is touched.
        """
        _ = digest
        w = np.zeros(at.BLOCK_SIZE)
        width = at.WIDTH
        if kind == at.NEAR:
            width = at.NEAR_WIDTH
        elif kind == at.DEEP:
            width = at.DEEP_WIDTH
        last = len(source) - 1
        for first in range(0, len(source), at.LANES):
            used = min(at.LANES, len(source) - first)
            for j in range(at.LANES):
                row = source[min(first + j, last)]
                for c in range(width):
                    w[c * at.LANES + j] = table[row, c]
                w[at.ATIME + j] = 0.0
            for k in range(len(t_min)):
                for j in range(at.LANES):
                    w[at.T + j] = start_min[min(first + j, last)] + t_min[k]
                if kind == at.NEAR:
                    near_earth(w)
                else:
                    if kind != at.DEEP:
                        integrate(w, kind)
                    deep_space(w, kind)
                kepler(w)
                state(w)
                for c in range(6):
                    for j in range(used):
                        out[k, c, column[first + j]] = w[at.X + c * at.LANES + j]
                for j in range(used):
                    status[k, column[first + j]] = np.int8(w[at.CODE + j])

    return sweep


def _sources() -> list[Path]:
    """The files that decide what `sweep` computes."""
    return [*sorted(Path(__file__).parent.glob("*.py")), Path(constants.__file__)]


sweep = _build(hashlib.sha256(b"".join(path.read_bytes() for path in _sources())).hexdigest())
