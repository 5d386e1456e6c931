"""Places on the ground where a service is used, or a net of them over the whole Earth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.errors import UsageError
from cspo.frames import itrf_from_geodetic
from cspo.units import DEG_RAD, TAU

__all__ = ["Places", "globe"]

Floats = NDArray[np.float64]

_MOST: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """Points on the ellipsoid WGS-84, each with its share in a mean.

    Parameters
    ----------
    latitude_rad, longitude_rad : (p,) float64
        Geodetic; longitude east.
    weight : (p,) float64
        Not negative; their sum is above zero.
    name, nation : (p,) sequence of str
        As the user has them; empty for a net.

    Attributes
    ----------
    r_itrf_km : (p, 3) float64
        Positions, km.
    up : (p, 3) float64
        Normals of the ellipsoid, of length 1.

    Raises
    ------
    UsageError
        Where a place is none on the Earth, the columns differ in length, or there are more
        than 20,000 or none.

    Examples
    --------
    >>> pole = Places(latitude_rad=[np.pi / 2], longitude_rad=[0.0], weight=[1.0])
    >>> pole.up.round(6).tolist()
    [[0.0, 0.0, 1.0]]
    """

    latitude_rad: Floats
    longitude_rad: Floats
    weight: Floats
    name: Sequence[str] = ()
    nation: Sequence[str] = ()
    r_itrf_km: Floats = field(init=False)
    up: Floats = field(init=False)

    def __post_init__(self) -> None:
        columns = {
            key: np.array(getattr(self, key), np.float64)
            for key in ("latitude_rad", "longitude_rad", "weight")
        }
        latitude, longitude, weight = columns.values()
        count = latitude.size
        if not 1 <= count <= _MOST or any(column.shape != (count,) for column in columns.values()):
            raise UsageError(
                "choose places", expected=f"columns of one length, 1 to {_MOST:,}",
                got=", ".join(str(column.shape) for column in columns.values()),
            )  # fmt: skip
        on_earth = (np.abs(latitude) <= 0.5 * np.pi) & (np.abs(longitude) <= TAU)
        if not on_earth.all() or not (weight >= 0.0).all() or not 0.0 < weight.sum() < np.inf:
            raise UsageError(
                "choose places", expected="places on the Earth with weights above zero",
                got=f"place {int(np.argmin(on_earth & (weight >= 0.0)))}",
            )  # fmt: skip
        columns["r_itrf_km"] = itrf_from_geodetic(latitude, longitude, 0.0)
        columns["up"] = np.stack(
            (
                np.cos(latitude) * np.cos(longitude),
                np.cos(latitude) * np.sin(longitude),
                np.sin(latitude),
            ),
            axis=1,
        )
        for key, column in columns.items():
            column.setflags(write=False)
            object.__setattr__(self, key, column)
        for key in ("name", "nation"):
            texts = tuple(getattr(self, key)) or ("",) * count
            if len(texts) != count:
                raise UsageError("choose places", key, expected=f"{count}", got=str(len(texts)))
            object.__setattr__(self, key, texts)

    def __len__(self) -> int:
        return len(self.weight)

    def mean(self, values: ArrayLike) -> float:
        """Mean of (p,) values by weight."""
        return float(np.average(np.asarray(values, np.float64), weights=self.weight))


def globe(step_deg: float = 5.0) -> Places:
    """A net over the whole Earth, its points of nearly one area each.

    Parameters
    ----------
    step_deg : float
        Between circles of latitude, 1.5 to 30 degrees; along a circle as near to it as a whole
        number of points allows.

    Raises
    ------
    UsageError
        For another step.

    Examples
    --------
    >>> net = globe(5.0)
    >>> len(net), round(net.mean(np.sin(net.latitude_rad) ** 2), 2)
    (1654, 0.33)
    """
    if not 1.5 <= step_deg <= 30.0:
        raise UsageError("lay a net", "step_deg", expected="1.5 to 30 degrees", got=f"{step_deg:g}")
    rows = max(round(180.0 / step_deg), 1)
    edges = np.linspace(-0.5 * np.pi, 0.5 * np.pi, rows + 1)
    latitudes, longitudes, weights = [], [], []
    for low, high in pairwise(edges):
        middle = 0.5 * (low + high)
        count = max(round(TAU * np.cos(middle) / (step_deg * DEG_RAD)), 3)
        latitudes.append(np.full(count, middle))
        longitudes.append(-np.pi + TAU * (np.arange(count) + 0.5) / count)
        weights.append(np.full(count, (np.sin(high) - np.sin(low)) / count))
    return Places(
        latitude_rad=np.concatenate(latitudes),
        longitude_rad=np.concatenate(longitudes),
        weight=np.concatenate(weights),
    )
