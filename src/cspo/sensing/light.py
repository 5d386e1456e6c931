"""Which parts of passes can be seen by sunlight: a lit object before a dark sky."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.environment import sun_above_limb_rad, sun_gcrf_km
from cspo.frames import EarthOrientation, Frame, rotation
from cspo.sensing.crossings import positive_spans, sampled
from cspo.sensing.detection import diffuse_sphere_magnitude, extinction_magnitude
from cspo.sensing.look import look_angles
from cspo.sensing.passes import Passes, Sight
from cspo.sensing.paths import Paths
from cspo.sensing.site import Site
from cspo.units import DEG_RAD, NS_PER_S

__all__ = ["NAUTICAL_RAD", "VisibleParts", "brightness", "phase_angle_rad", "visible_parts"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NAUTICAL_RAD: Final = -12.0 * DEG_RAD
"""The Sun's elevation below which a sky counts as dark: the end of nautical twilight."""

_SPACING_S: Final = 3_600.0
_STEP_S: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VisibleParts:
    """Times within passes in which an object is lit and the sky dark, one row each.

    Parameters
    ----------
    of_pass : (n,) int64
        Row of the pass.
    begin_tai_ns, end_tai_ns : (n,) int64
    """

    of_pass: Integers
    begin_tai_ns: Integers
    end_tai_ns: Integers

    def __len__(self) -> int:
        return len(self.of_pass)


class _Sun:
    """Positions of the Sun in TEME over one span, hourly and linearly between: to 1e-6 rad."""

    def __init__(self, sight: Sight) -> None:
        count = max(int(np.ceil(sight.duration_s / _SPACING_S)), 1) + 1
        self._knots_s = np.linspace(0.0, sight.duration_s, count)
        tai_ns = sight.tai_ns(self._knots_s)
        turn = rotation(Frame.GCRF, Frame.TEME, tai_ns)
        self._r_km = np.einsum("kij,kj->ki", turn, sun_gcrf_km(tai_ns))

    def at(self, t_s: Floats) -> Floats:
        """Positions (k, 3) in TEME, km."""
        columns = [np.interp(t_s, self._knots_s, self._r_km[:, axis]) for axis in range(3)]
        return np.stack(columns, axis=-1)


def visible_parts(
    paths: Paths, site: Site, passes: Passes, duration_s: float, eop: EarthOrientation, *,
    sun_below_rad: float = NAUTICAL_RAD,
) -> VisibleParts:  # fmt: skip
    """Keep of passes what an optical sensor can see.

    Parameters
    ----------
    paths, site, passes, duration_s, eop
        As given to `find_passes`, and what it gave.
    sun_below_rad : float
        Elevation that the Sun's center must be below at the site.

    Notes
    -----
    An object counts as lit where it sees more than half of the Sun's disk. Moonlight, clouds
    and the Moon's own shadow are not asked.
    """
    sight = Sight(paths, site, duration_s, eop)
    sun = _Sun(sight)
    begin_s = (passes.rise_tai_ns - sight.start.tai_ns) / NS_PER_S
    end_s = (passes.set_tai_ns - sight.start.tai_ns) / NS_PER_S

    def margin(some: Integers, t_s: Floats) -> Floats:
        sun_km = sun.at(t_s)
        lit = sun_above_limb_rad(paths.at(passes.row[some], t_s), sun_km)
        turned = np.einsum("kij,kj->ki", sight.turning.itrf_from_teme(t_s), sun_km)
        return np.minimum(lit, sun_below_rad - look_angles(site, turned).elevation_rad)

    which, t_s = sampled(begin_s, end_s, np.full(len(passes), _STEP_S))
    spans = positive_spans(margin, which, t_s)
    return VisibleParts(
        of_pass=spans.which, begin_tai_ns=sight.tai_ns(spans.begin_s),
        end_tai_ns=sight.tai_ns(spans.end_s),
    )  # fmt: skip


def brightness(
    paths: Paths, site: Site, rows: Integers, t_s: Floats, diameter_m: Floats, eop: EarthOrientation
) -> Floats:
    """V magnitudes (k,) of lit spheres as seen through the air from a site.

    Parameters
    ----------
    paths, site, eop
        As given to `find_passes`.
    rows : (k,) int64
    t_s : (k,) float64
        Each its own time past the start of the paths.
    diameter_m : (k,) float64

    Notes
    -----
    `diffuse_sphere_magnitude` with its albedo, and 0.2 magnitudes an air mass. Whether the object
    is lit at all is not asked here.
    """
    if not len(rows):
        return np.empty(0)
    sight = Sight(paths, site, max(float(t_s.max()), 1.0), eop)
    sun_km = _Sun(sight).at(t_s)
    object_km = paths.at(rows, t_s)
    turn = sight.turning.itrf_from_teme(t_s)
    site_km = np.einsum("kij,i->kj", turn, site.r_itrf_km)
    look = sight.look(rows, t_s)
    phase_rad = phase_angle_rad(site_km, object_km, sun_km)
    return diffuse_sphere_magnitude(diameter_m, look.range_km, phase_rad) + extinction_magnitude(
        look.elevation_rad
    )


def phase_angle_rad(site_km: Floats, object_km: Floats, sun_km: Floats) -> Floats:
    """Angle at the object between Sun and observer, (k,); all three in one frame, (k, 3) km."""
    to_site, to_sun = site_km - object_km, sun_km - object_km
    cosine = (to_site * to_sun).sum(axis=-1)
    cosine = cosine / (np.linalg.norm(to_site, axis=-1) * np.linalg.norm(to_sun, axis=-1))
    return np.asarray(np.arccos(np.clip(cosine, -1.0, 1.0)))
