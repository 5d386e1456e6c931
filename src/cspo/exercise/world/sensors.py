"""The sensors of a world: what each sees at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.environment import sun_above_limb_rad, sun_gcrf_km
from cspo.exercise.scenario import Scenario
from cspo.frames import EarthOrientation, Frame, TurningEarth, rotation
from cspo.orbits import Catalog
from cspo.orbits.regime import Regime, regimes
from cspo.sensing import FieldOfView, Look, Site, look_angles
from cspo.sensing.light import NAUTICAL_RAD
from cspo.time import Epoch
from cspo.units import DEG_RAD, KM_PER_M

__all__ = ["Eye", "Instant", "eyes_of", "sorts_of", "turning_earth"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_LAG_S: Final = 300.0
_EVERY_S: Final = 3_600.0
_SORT: Final = {
    Regime.LEO: "LEO", Regime.MEO: "MEO", Regime.NSO: "MEO", Regime.GEO: "GEO", Regime.EGO: "GEO",
    Regime.IGO: "GEO",
}  # fmt: skip
_SORTS: Final = ("LEO", "MEO", "GEO", "HEO")


@dataclass(frozen=True, slots=True, kw_only=True)
class Eye:
    """A sensor, or all that a nation has where a scenario names none of its sensors.

    Parameters
    ----------
    name, nation : str
    site : Site or None
        None: it sees what its nation keeps, wherever that is.
    sorts : tuple of str
        Of orbits that it looks at: LEO, MEO, GEO, HEO.
    lag_s : float
        From a look to its report.
    every_s : float
        Between tracks of one object.
    """

    name: str
    nation: str
    site: Site | None = None
    sorts: tuple[str, ...] = _SORTS
    lag_s: float = _LAG_S
    every_s: float = _EVERY_S


def eyes_of(scenario: Scenario) -> tuple[Eye, ...]:
    """The sensors of a scenario, in its order; a nation without any has one that sees all it keeps.

    Examples
    --------
    >>> from cspo.exercise.scenario import Participant
    >>> eyes = eyes_of(Scenario(
    ...     classification="U", releasable_to=("NOR",), name="few", title="Few",
    ...     starts_utc="2026-11-02T00:00:00Z", duration_s=3_600.0, objectives=(),
    ...     participants=(Participant(nation="NOR"),), events=()))
    >>> [(eye.name, eye.site) for eye in eyes]
    [('NOR sensors', None)]
    """
    named = [
        Eye(
            name=each.name, nation=each.nation, sorts=each.regimes, lag_s=each.lag_s,
            every_s=each.every_s,
            site=Site(
                site_id=each.name, latitude_rad=each.latitude_deg * DEG_RAD,
                longitude_rad=each.longitude_deg * DEG_RAD, height_km=each.height_m * KM_PER_M,
                kind=each.kind, nation=each.nation,
                field_of_view=FieldOfView(
                    elevation_rad=(each.lowest_elevation_deg * DEG_RAD, np.nan),
                    range_km=(np.nan, each.farthest_km),
                ),
            ),
        )
        for each in scenario.world.sensors
        if each.nation in scenario.nations
    ]  # fmt: skip
    without = [nation for nation in scenario.nations if all(e.nation != nation for e in named)]
    return (*named, *(Eye(name=f"{nation} sensors", nation=nation) for nation in without))


def sorts_of(catalog: Catalog) -> NDArray[np.str_]:
    """Sort of the orbit of each row: LEO, MEO, GEO (synchronous), HEO (all others)."""
    found = regimes(catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad)
    return np.array([_SORT.get(Regime(int(each)), "HEO") for each in found], "<U3")


class Instant:
    """Objects at one instant, for sensors to look at.

    Parameters
    ----------
    t : Epoch
    r_teme_km : (n, 3) float64
        NaN of what is nowhere.
    sorts : (n,) str
    turning : TurningEarth
    """

    def __init__(
        self, t: Epoch, r_teme_km: Floats, sorts: NDArray[np.str_], turning: TurningEarth
    ) -> None:
        self.t, self.sorts = t, sorts
        self._r_teme_km = r_teme_km
        self._turn = turning.itrf_from_teme(np.array([t - turning.start]))[0]
        self._r_itrf_km = r_teme_km @ self._turn.T
        self._sun_km: Floats | None = None
        self._lit: Flags | None = None

    def look(self, site: Site) -> Look:
        """Directions and ranges of all objects from a site."""
        return look_angles(site, self._r_itrf_km)

    def seen(self, eye: Eye) -> Flags:
        """Which objects a sensor sees: (n,) bool.

        Within its limits, of a sort of orbit that it looks at; for a telescope sunlit, under a
        dark sky. A sensor without a place sees all that is anywhere.
        """
        wanted: Flags = np.isin(self.sorts, eye.sorts) & np.isfinite(self._r_itrf_km[:, 0])
        if eye.site is None or not wanted.any():
            return wanted
        if eye.site.is_optical:
            sun = look_angles(eye.site, self._turn @ self._sun_teme_km())
            if float(sun.elevation_rad) > NAUTICAL_RAD:
                return np.zeros_like(wanted)
            wanted &= self._lit_ones()
        look = self.look(eye.site)
        field = eye.site.field_of_view
        with np.errstate(invalid="ignore"):
            margin = field.margin(look.azimuth_rad, look.elevation_rad, look.range_km)
            return np.asarray(wanted & (margin > 0.0))

    def _sun_teme_km(self) -> Floats:
        if self._sun_km is None:
            turn = rotation(Frame.GCRF, Frame.TEME, self.t.tai_ns)
            self._sun_km = np.asarray(turn @ sun_gcrf_km(self.t.tai_ns))
        return self._sun_km

    def _lit_ones(self) -> Flags:
        if self._lit is None:
            with np.errstate(invalid="ignore"):
                above = sun_above_limb_rad(self._r_teme_km, self._sun_teme_km())
            self._lit = np.asarray(above > 0.0)
        return self._lit


def turning_earth(scenario: Scenario, eop: EarthOrientation) -> TurningEarth:
    """The Earth as it turns while a scenario lasts."""
    return TurningEarth(Epoch.from_utc(scenario.starts_utc), scenario.duration_s, eop)
