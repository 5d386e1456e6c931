"""Nothing lost, nothing won: masses add up to the parent's, momenta to nothing."""

from __future__ import annotations

from math import fsum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.fragmentation.area_to_mass import area_m2, mixture

__all__ = ["capped", "centered", "filled", "intact_length_m", "mass_between_kg"]

Floats = NDArray[np.float64]

_INTACT_KG: Final = np.pi / 6.0 * 92.937
_INTACT_SLOPE: Final = 2.26
_ACROSS: Final = 600
"""Steps of the quadrature over size."""


def intact_length_m(mass_kg: Floats | float) -> Floats:
    """Size of an intact object of that mass, m.

    A sphere of 92.937 d^-0.74 kg/m3, as EVOLVE takes intact objects (Johnson et al. 2001
    quote the model; Reynolds et al., NASA JSC-27943, 1998).
    """
    return np.asarray((np.asarray(mass_kg) / _INTACT_KG) ** (1.0 / _INTACT_SLOPE))


def mass_between_kg(
    shortest_m: float, longest_m: float, coefficient: float, slope: float, *, is_rocket_body: bool
) -> float:
    """Mass that the law expects in pieces between two lengths, ``N(>L) = coefficient L^-slope``.

    By quadrature over size; the mean of 1/(A/M) of each normal law in chi is closed,
    ``10^-mu exp((sigma ln 10)^2 / 2)``.
    """
    if longest_m <= shortest_m:
        return 0.0
    edges_m = np.geomspace(shortest_m, longest_m, _ACROSS + 1)
    law = mixture(np.sqrt(edges_m[1:] * edges_m[:-1]), is_rocket_body=is_rocket_body)
    over = np.exp(np.log(10.0) * (0.5 * np.log(10.0) * law.sigma**2 - law.mean))
    each_kg = area_m2(np.sqrt(edges_m[1:] * edges_m[:-1])) * np.sum(law.weight * over, axis=1)
    return float(np.sum(-np.diff(coefficient * edges_m**-slope) * each_kg))


def capped(mass_kg: Floats, total_kg: float) -> Floats:
    """Masses that add up to less than they did: none above one cap, all others as they were.

    The cap is where the sum is *total_kg*. It changes as few pieces as can be, the heaviest,
    whose masses the law knows least.
    """
    order = np.argsort(mass_kg)
    rising = mass_kg[order]
    below = np.concatenate(([0.0], np.cumsum(rising)[:-1]))
    left = np.arange(len(rising), 0, -1)
    first = int(np.searchsorted(below + rising * left, total_kg))  # the sum with this one as cap
    first = min(first, len(rising) - 1)
    out = np.minimum(mass_kg, (total_kg - below[first]) / left[first])
    return _settled(out, total_kg)


def filled(mass_kg: Floats, large: NDArray[np.bool_], total_kg: float) -> Floats:
    """Masses that add up to more than they did: the *large* pieces share what is missing."""
    rest_kg = total_kg - fsum(mass_kg[~large])
    out = np.where(large, mass_kg * (rest_kg / fsum(mass_kg[large])), mass_kg)
    return _settled(out, total_kg)


def _settled(mass_kg: Floats, total_kg: float) -> Floats:
    """The last rounding put on the heaviest piece."""
    heaviest = int(np.argmax(mass_kg))
    mass_kg[heaviest] += total_kg - fsum(mass_kg)
    return mass_kg


def centered(mass_kg: Floats, delta_v_km_s: Floats) -> Floats:
    """Velocities whose momenta add up to nothing: all moved by that of their center of mass.

    A heavy remnant so takes nearly all of the recoil, and a light one is not thrown by it.
    """
    out = delta_v_km_s.copy()
    for _ in range(2):  # once more for what rounding left
        out -= np.array([fsum(mass_kg * out[:, axis]) for axis in range(3)]) / fsum(mass_kg)
    return out
