"""The volume around an object that a conjunction must lie in to be reported.

The presets are the screening volumes of the 18th and 19th Space Defense
Squadrons: Spaceflight Safety Handbook for Satellite Operators, version 1.7
(April 2023), tables 3, 4 and 7, in ``data/screening_volumes.csv``. Its volumes
are ellipsoids (page 10), its criteria for reports boxes.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from cspo.errors import UsageError

__all__ = ["Preset", "Volume", "VolumeShape", "presets"]

Floats = NDArray[np.float64]


class VolumeShape(Enum):
    """A sphere, or a box or ellipsoid along radial, in-track and cross-track of object 1."""

    SPHERE = "sphere"
    BOX = "box"
    ELLIPSOID = "ellipsoid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A volume around object 1, tested at the time of closest approach.

    Build one with `sphere`, `box`, `ellipsoid` or `preset`.

    Parameters
    ----------
    shape : VolumeShape
    half_size_km : tuple of float
        (R, I, C) half sizes or semi-axes, km; three times the radius for a sphere.

    Examples
    --------
    >>> Volume.preset("LEO2").half_size_km
    (0.4, 25.0, 25.0)
    >>> Volume.box(0.5, 5.0, 5.0).contains(np.array([[0.4, 4.9, -4.9], [0.6, 0.0, 0.0]])).tolist()
    [True, False]
    """

    shape: VolumeShape
    half_size_km: tuple[float, float, float]

    def __post_init__(self) -> None:
        if not all(0.0 < size <= 500.0 for size in self.half_size_km):
            raise UsageError(
                "build screening volume",
                expected="half sizes above 0 km, at most 500 km",
                got=str(self.half_size_km),
            )

    @classmethod
    def sphere(cls, radius_km: float) -> Volume:
        """All within *radius_km*."""
        return cls(shape=VolumeShape.SPHERE, half_size_km=(radius_km,) * 3)

    @classmethod
    def box(cls, radial_km: float, in_track_km: float, cross_track_km: float) -> Volume:
        """All within these half sizes."""
        return cls(shape=VolumeShape.BOX, half_size_km=(radial_km, in_track_km, cross_track_km))

    @classmethod
    def ellipsoid(cls, radial_km: float, in_track_km: float, cross_track_km: float) -> Volume:
        """All within the ellipsoid with these semi-axes."""
        half_size_km = (radial_km, in_track_km, cross_track_km)
        return cls(shape=VolumeShape.ELLIPSOID, half_size_km=half_size_km)

    @classmethod
    def preset(cls, name: str) -> Volume:
        """The volume of a preset: see `presets`. Case, hyphens and spaces do not matter.

        Raises
        ------
        UsageError
            Where there is none of that name.
        """
        key = name.strip().upper().replace("-", "_").replace(" ", "_")
        found = presets().get(key)
        if found is None:
            raise UsageError(
                "build screening volume", name, expected=f"one of {', '.join(presets())}"
            )
        return found.volume

    @property
    def is_sphere(self) -> bool:
        """Whether it is the same in all directions."""
        return self.shape is VolumeShape.SPHERE

    @property
    def reach_km(self) -> float:
        """Radius of the sphere around the volume, km."""
        if self.shape is VolumeShape.BOX:
            return math.hypot(*self.half_size_km)
        return max(self.half_size_km)

    def contains(self, relative_rtn_km: Floats) -> NDArray[np.bool_]:
        """Which of the relative positions (k, 3), km in RTN of object 1, lie inside."""
        scaled = relative_rtn_km / np.array(self.half_size_km)
        if self.shape is VolumeShape.BOX:
            return np.asarray((np.abs(scaled) < 1.0).all(axis=1))
        return np.asarray((scaled * scaled).sum(axis=1) < 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A named volume, the orbits it is meant for, and where its numbers stand."""

    name: str
    volume: Volume
    regime: str
    source: str


@cache
def presets() -> dict[str, Preset]:
    """Every preset by its name."""
    text = files("cspo.conjunction").joinpath("data/screening_volumes.csv").read_text("utf-8")
    edition = "Spaceflight Safety Handbook for Satellite Operators 1.7 (April 2023)"
    return {
        row["name"]: Preset(
            name=row["name"],
            volume=Volume(
                shape=VolumeShape(row["shape"]),
                half_size_km=(
                    float(row["radial_km"]),
                    float(row["in_track_km"]),
                    float(row["cross_track_km"]),
                ),
            ),
            regime=row["regime"],
            source=f"{edition}, {row['source']}",
        )
        for row in csv.DictReader(text.splitlines())
    }
