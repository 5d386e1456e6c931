"""Kernels of the probability of collision: numbers in, numbers and status codes out.

``disk`` integrates a Gaussian over a circle. ``small_matrices`` holds the 3x3
and 6x6 algebra that numba would otherwise fetch from LAPACK. ``equinoctial``
moves a state and its partials along a two-body orbit. ``peak_overlap`` finds
where the two position densities meet; ``nc2d`` and ``nc3d`` stand on it.
``two_body_trials`` throws the dice.
"""

from __future__ import annotations

__all__: list[str] = []
