"""Area for each kilogram: the published distributions, as mixtures of normal laws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Mixture",
    "area_m2",
    "draw_area_to_mass",
    "mixture",
]

Floats = NDArray[np.float64]

SMALL_M: Final = 0.08
"""Up to this length the law of small pieces holds."""
LARGE_M: Final = 0.11
"""From this length on the law of the parent's kind holds."""


def area_m2(length_m: ArrayLike) -> Floats:
    """Mean cross-section of a piece of that characteristic length.

    Johnson et al. 2001, equations 8 and 9: 0.540424 L^2 below 1.67 mm, else
    0.556945 L^2.0047077.

    Examples
    --------
    >>> area_m2([0.001, 0.1]).round(9).tolist()
    [5.4e-07, 0.005509404]
    """
    length = np.asarray(length_m, np.float64)
    return np.where(length < 0.00167, 0.540424 * length**2, 0.556945 * length**2.0047077)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mixture:
    """Law of chi = log10(area to mass, m2/kg): three normal laws for each length.

    Parameters
    ----------
    weight, mean, sigma : (n, 3) float64
        The two laws of large pieces and the one of small pieces. Weights add up to 1.
    """

    weight: Floats
    mean: Floats
    sigma: Floats

    def density(self, chi: ArrayLike) -> Floats:
        """Probability density of *chi* (..., n) for each length, for each decade."""
        z = (np.asarray(chi, np.float64)[..., None] - self.mean) / self.sigma
        return np.asarray(
            np.sum(self.weight * np.exp(-0.5 * z * z) / self.sigma, axis=-1) / np.sqrt(2.0 * np.pi)
        )


def mixture(length_m: ArrayLike, *, is_rocket_body: bool) -> Mixture:
    """Law of log10 area to mass of pieces of that length.

    Parameters
    ----------
    length_m : (n,) array_like
        Characteristic length, m.
    is_rocket_body : bool
        Whether the parent was an upper stage; else a spacecraft. Pieces up to 8 cm do not
        depend on it.

    Notes
    -----
    From 11 cm on: Johnson et al. 2001, equations 5 (upper stages) and 6 (spacecraft); up to
    8 cm: equation 7. Between, the paper asks for a bridge: here a piece follows the law of large
    pieces with a probability that grows evenly with log10 L, else that of small ones. The
    *density* is mixed. To mix two *draws* (some public codes do) makes a third law that is
    narrower than either.

    Examples
    --------
    >>> law = mixture([0.05, 0.09, 0.2], is_rocket_body=False)
    >>> law.weight.round(3).tolist()
    [[0.0, 0.0, 1.0], [0.134, 0.236, 0.63], [0.5, 0.5, 0.0]]
    """
    lam = np.log10(np.asarray(length_m, np.float64))
    alpha, mean_1, sigma_1, mean_2, sigma_2 = (
        _upper_stage(lam) if is_rocket_body else _spacecraft(lam)
    )
    large = np.clip((lam - np.log10(SMALL_M)) / np.log10(LARGE_M / SMALL_M), 0.0, 1.0)
    mean_3 = np.interp(lam, [-1.75, -1.25], [-0.3, -1.0])
    sigma_3 = np.where(lam <= -3.5, 0.2, 0.2 + 0.1333 * (lam + 3.5))
    return Mixture(
        weight=np.stack((large * alpha, large * (1.0 - alpha), 1.0 - large), axis=-1),
        mean=np.stack((mean_1, mean_2, mean_3), axis=-1),
        sigma=np.stack((sigma_1, sigma_2, sigma_3), axis=-1),
    )


def draw_area_to_mass(
    length_m: Floats, *, is_rocket_body: bool, generator: np.random.Generator
) -> Floats:
    """Area to mass of one piece of each length, (n,) m2/kg."""
    law = mixture(length_m, is_rocket_body=is_rocket_body)
    n = len(length_m)
    pick = generator.random(n)
    which = (pick >= law.weight[:, 0]).astype(np.intp)
    which += pick >= law.weight[:, 0] + law.weight[:, 1]
    rows = np.arange(n)
    chi = law.mean[rows, which] + law.sigma[rows, which] * generator.standard_normal(n)
    return np.asarray(10.0**chi)


def _upper_stage(lam: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Johnson et al. 2001, equation 5: share, mean and sigma of the first law, of the second."""
    return (
        np.select([lam <= -1.4, lam < 0.0], [1.0, 1.0 - 0.3571 * (lam + 1.4)], 0.5),
        np.select([lam <= -0.5, lam < 0.0], [-0.45, -0.45 - 0.9 * (lam + 0.5)], -0.9),
        np.full_like(lam, 0.55),
        np.full_like(lam, -0.9),
        np.select([lam <= -1.0, lam < 0.1], [0.28, 0.28 - 0.1636 * (lam + 1.0)], 0.1),
    )


def _spacecraft(lam: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Johnson et al. 2001, equation 6."""
    return (
        np.select([lam <= -1.95, lam < 0.55], [0.0, 0.3 + 0.4 * (lam + 1.2)], 1.0),
        np.select([lam <= -1.1, lam < 0.0], [-0.6, -0.6 - 0.318 * (lam + 1.1)], -0.95),
        np.select([lam <= -1.3, lam < -0.3], [0.1, 0.1 + 0.2 * (lam + 1.3)], 0.3),
        np.select([lam <= -0.7, lam < -0.1], [-1.2, -1.2 - 1.333 * (lam + 0.7)], -2.0),
        np.select([lam <= -0.5, lam < -0.3], [0.5, 0.5 - (lam + 0.5)], 0.3),
    )
