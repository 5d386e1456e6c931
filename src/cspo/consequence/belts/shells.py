"""McIlwain's L, from a table that follows the Earth's field lines."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["l_shell"]

Floats = NDArray[np.float64]

_RADIUS_KM: Final = 6_371.2
"""Of the International Geomagnetic Reference Field."""
_TEN_THOUSANDTH: Final = 1e-4


@cache
def _table() -> tuple[Floats, Floats, Floats]:
    """Logarithm of the radius (i), latitude (j), radius / L (i, j, k); k from 0 to 360 deg east."""
    file = resources.files("cspo.consequence.belts") / "data" / "l_shells.csv"
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    rows = np.array([line.split(",") for line in lines[1:]], np.float64)
    radii, latitudes = np.unique(rows[:, 0]), np.unique(rows[:, 1])
    ratio = rows[:, 2:].reshape(len(radii), len(latitudes), -1) * _TEN_THOUSANDTH
    around = np.concatenate((ratio, ratio[:, :, :1]), axis=2)
    return np.log(radii), np.radians(latitudes), around


def l_shell(r_itrf_km: ArrayLike) -> Floats:
    """L of Earth-fixed positions: radius of the field line at the magnetic equator, Earth radii.

    Parameters
    ----------
    r_itrf_km : (..., 3) float64

    Returns
    -------
    (...) float64
        0.9 to 40, where field lines don't come back 40; NaN where the position is.

    Notes
    -----
    The internal field of IGRF-14 at 2025.0 alone, its L taken from a net of 5 by 10 degrees and
    13 radii in which radius / L is linear: docs/validation/services.md says how near that is.
    Beyond 6 Earth radii the solar wind bends the field, and L says little; beyond 8 it is carried
    on as in a dipole. The field drifts: L at 760 km by 0.06 % a year in the median, 0.6 % at most.

    Source: McIlwain 1961, JGR 66(11), 3681; Hilton 1971, JGR 76(28), 6952; IGRF-14,
    doi:10.5281/zenodo.14012302.

    Examples
    --------
    >>> l_shell([42_164.0, 0.0, 0.0]).round(1).item()
    6.8
    """
    r_km = np.asarray(r_itrf_km, np.float64)
    radius = np.linalg.norm(r_km, axis=-1)
    ln_radii, latitudes, ratio = _table()
    with np.errstate(invalid="ignore", divide="ignore"):
        latitude = np.arcsin(np.clip(r_km[..., 2] / radius, -1.0, 1.0))
        longitude = np.mod(np.arctan2(r_km[..., 1], r_km[..., 0]), 2.0 * np.pi)
        i, a = _place(ln_radii, np.log(radius / _RADIUS_KM))
        j, b = _place(latitudes, latitude)
        k, c = _place(np.linspace(0.0, 2.0 * np.pi, ratio.shape[2]), longitude)
        between = np.zeros(radius.shape)
        for di, wi in ((0, 1.0 - a), (1, a)):
            for dj, wj in ((0, 1.0 - b), (1, b)):
                for dk, wk in ((0, 1.0 - c), (1, c)):
                    between = between + wi * wj * wk * ratio[i + di, j + dj, k + dk]
        return np.asarray(radius / _RADIUS_KM / between)


def _place(edges: Floats, values: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Between which two edges a value is, and how far; at the outermost beyond them."""
    at = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    share = (values - edges[at]) / (edges[at + 1] - edges[at])
    return at, np.asarray(np.clip(share, 0.0, 1.0))
