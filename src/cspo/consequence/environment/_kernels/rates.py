"""Right-hand side and Jacobian of the source-sink equations.

The populations of one instant are a flat array, species by species, shells within:
``x[i * shells + k]``. Rates are per year.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cspo.compiling import kernel

__all__ = ["decay_at", "jacobian", "rates"]


@kernel
def decay_at(t: float, factor: float, times: Any, levels: Any, table: Any, out: Any) -> None:
    """Rates of descent out of each shell at *t* years: the table's, log-linear in activity.

    *times* and *levels* give the activity as an index into the table, fractions between;
    *table* (levels, species, shells) holds natural logarithms.
    """
    level = np.interp(t, times, levels)
    low = int(level)
    low = max(min(low, table.shape[0] - 2), 0)
    part = level - low
    high = min(low + 1, table.shape[0] - 1)
    for i in range(table.shape[1]):
        for k in range(table.shape[2]):
            log = (1.0 - part) * table[low, i, k] + part * table[high, i, k]
            out[i, k] = factor * np.exp(log)


@kernel
def rates(
    x: Any, source: Any, linear: Any, decay: Any, share: Any, first: Any, second: Any,
    meet: Any, change: Any, pieces: Any, law: Any, burst: Any, burst_law: Any, spread: Any,
    out: Any,
) -> None:  # fmt: skip
    """dx/dt of every population.

    D'Ambrosio, Linares, J. Spacecraft Rockets 61 (2024), eqs 1 to 5; Lavezzi et al. (2025) for
    the pieces that change shells: launch, transfer between species of a shell, descent, and of
    each pair of species ``meet * x * x`` collisions a year with what they take and make. Of the
    pieces, *share* (species,) goes to each species.
    """
    species, shells = decay.shape
    for i in range(species):
        for k in range(shells):
            sum_ = source[i, k] - decay[i, k] * x[i * shells + k]
            if k + 1 < shells:
                sum_ += decay[i, k + 1] * x[i * shells + k + 1]
            for j in range(species):
                sum_ += linear[i, j] * x[j * shells + k]
            out[i * shells + k] = sum_
    made = np.zeros((len(spread), shells))
    for g in range(len(first)):
        for m in range(shells):
            hit = meet[g, m] * x[first[g] * shells + m] * x[second[g] * shells + m]
            for i in range(species):
                out[i * shells + m] += change[g, i] * hit
            made[law[g], m] += pieces[g] * hit
    for i in range(species):
        for m in range(shells):
            made[burst_law[i], m] += burst[i] * x[i * shells + m]
    for which in range(len(spread)):
        for k in range(shells):
            sum_ = 0.0
            for m in range(shells):
                sum_ += spread[which, k, m] * made[which, m]
            for i in range(species):
                if share[i] > 0.0:
                    out[i * shells + k] += share[i] * sum_


@kernel
def jacobian(
    x: Any, linear: Any, decay: Any, share: Any, first: Any, second: Any, meet: Any,
    change: Any, pieces: Any, law: Any, burst: Any, burst_law: Any, spread: Any, out: Any,
) -> None:  # fmt: skip
    """Derivative of `rates` by the populations, (n, n)."""
    species, shells = decay.shape
    out[:, :] = 0.0
    for i in range(species):
        for k in range(shells):
            row = i * shells + k
            out[row, row] -= decay[i, k]
            if k + 1 < shells:
                out[row, row + 1] += decay[i, k + 1]
            for j in range(species):
                out[row, j * shells + k] += linear[i, j]
    made = np.zeros((len(spread), species * shells))  # pieces for one object more of a column
    for g in range(len(first)):
        for m in range(shells):
            one, two = first[g] * shells + m, second[g] * shells + m
            by_one, by_two = meet[g, m] * x[two], meet[g, m] * x[one]
            for i in range(species):
                out[i * shells + m, one] += change[g, i] * by_one
                out[i * shells + m, two] += change[g, i] * by_two
            made[law[g], one] += pieces[g] * by_one
            made[law[g], two] += pieces[g] * by_two
    for i in range(species):
        for m in range(shells):
            made[burst_law[i], i * shells + m] += burst[i]
    born = np.empty(species * shells)
    for k in range(shells):
        born[:] = 0.0
        for which in range(len(spread)):
            for i in range(species):
                for m in range(shells):
                    born[i * shells + m] += spread[which, k, m] * made[which, i * shells + m]
        for i in range(species):
            if share[i] > 0.0:
                for c in range(species * shells):
                    out[i * shells + k, c] += share[i] * born[c]
