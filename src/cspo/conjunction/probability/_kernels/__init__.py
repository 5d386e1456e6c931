"""Kernels of the probability of collision: numbers in, numbers and status codes out.

``encounter`` lays events into their planes and ``disk`` integrates a Gaussian over a
circle there. ``small_matrices`` holds the 3x3 and 6x6 algebra that numba would
otherwise fetch from LAPACK. ``equinoctial`` moves a state and its partials along a
two-body orbit, ``elements`` puts a pair of objects into such elements. ``peak_overlap``
finds where the two position densities meet and ``collision_rate`` what flows through
the hard body then, by the rule of ``sphere``; ``nc2d`` and ``nc3d`` integrate that in
time, over what ``encounter_segment`` finds, and ``hall`` does so for many events.
``two_body_trials`` throws the dice, ``soundness`` judges covariances.
"""

from __future__ import annotations

__all__: list[str] = []
