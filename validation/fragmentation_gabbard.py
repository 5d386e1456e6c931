"""Orbits of real pieces and of modelled ones at the date of a snapshot.

Each event is drawn twenty times from its state at the instant, mean elements are made of the
pieces' states, and these come down by drag (Cd 2.2) under the solar activity as it was.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import ks_2samp

from cspo.bridge import read_catalog
from cspo.consequence.clouds import cloud_of
from cspo.consequence.clouds.elements import element_sets
from cspo.consequence.decay import decay
from cspo.consequence.fragmentation import Breakup, Fragments, Parent, collide, explode
from cspo.consequence.fragmentation.fitted import fitted_masses
from cspo.constants import WGS72_MU_KM3_S2, WGS72_RADIUS_KM
from cspo.dynamics import Sgp4Bulk
from cspo.environment import SpaceWeather
from cspo.environment.space_weather_files import parse_celestrak_space_weather
from cspo.frames import Frame
from cspo.orbits import State
from cspo.orbits.regime import perigee_apogee_km
from cspo.time import Epoch
from cspo.units import DAY_S

DRAWN = 20
DRAG = 2.2
GONE_KM = 120.0
FACTORS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1.0, 1.3)
WEATHER = "space_weather_eop/sw19571001_celestrak_css.txt.gz"
MEETING = "events/iridium_cosmos_2009/last_tle_before_collision.3le"
MEETING_UTC = "2009-02-10T16:55:59.8Z"
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One cloud at one date: what is catalogued, and what the model has still up."""

    name: str
    snapshot: str
    designator: str
    first_id: int
    """Catalogue number from which on objects of that launch are pieces."""
    parent: int = 0


Draw = Callable[[np.random.Generator, float], Breakup]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """How the pieces of a comparison are drawn, from which states, and until when they fly."""

    what: Comparison
    draw: Draw
    states: list[State]
    until: Epoch


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pieces:
    perigee_km: np.ndarray
    apogee_km: np.ndarray
    length_m: np.ndarray

    @property
    def period_min(self) -> np.ndarray:
        axis_km = WGS72_RADIUS_KM + 0.5 * (self.perigee_km + self.apogee_km)
        return 2.0 * np.pi * np.sqrt(axis_km**3 / WGS72_MU_KM3_S2) / 60.0

    def from_m(self, length_m: float) -> Pieces:
        keep = self.length_m >= length_m
        return Pieces(perigee_km=self.perigee_km[keep], apogee_km=self.apogee_km[keep],
                      length_m=self.length_m[keep])  # fmt: skip


def weather_of(data: Path) -> SpaceWeather:
    return parse_celestrak_space_weather(gzip.decompress((data / WEATHER).read_bytes()))


def states_of(path: Path, utc: str, numbers: tuple[int, ...]) -> list[State]:
    """States at the instant, by SGP4 from the last element sets before it."""
    catalog, at = read_catalog(str(path)).catalog, Epoch.from_utc(utc)
    states = []
    for number in numbers:
        row = np.flatnonzero(catalog.norad_id == number)[-1:]
        now, _ = Sgp4Bulk(catalog.take(row)).propagate(at, np.array([0.0]))
        now = now.reshape(6)
        states.append(State(frame=Frame.TEME, epoch=at, r_km=now[:3], v_km_s=now[3:]))
    return states


def circular(utc: str, altitude_km: float, inclination_rad: float) -> list[State]:
    """A circular orbit of that height, at its node."""
    r_km = WGS72_RADIUS_KM + altitude_km
    v_km_s = np.sqrt(WGS72_MU_KM3_S2 / r_km)
    return [State(
        frame=Frame.TEME, epoch=Epoch.from_utc(utc), r_km=np.array([r_km, 0.0, 0.0]),
        v_km_s=v_km_s * np.array([0.0, np.cos(inclination_rad), np.sin(inclination_rad)]),
    )]  # fmt: skip


def orbits_at(
    pieces: Fragments, states: list[State], until: Epoch, weather: SpaceWeather
) -> tuple[np.ndarray, np.ndarray]:
    """Perigee and apogee of each piece at that date, km; NaN where it has come down."""
    start = states[0].epoch
    days = (until - start) / DAY_S
    cloud = cloud_of(
        Breakup(kind="collision", catastrophic=None, energy_j_g=None, fragmented_mass_kg=1.0,
                smallest_m=0.1, fragments=pieces, unresolved_mass_kg=np.zeros(2)), states
    )  # fmt: skip
    sets = element_sets(cloud)
    orbit = sets.catalog
    low, high = perigee_apogee_km(
        orbit.mean_motion_rad_s, orbit.eccentricity, orbit.inclination_rad
    )
    own = low > GONE_KM
    rows = sets.rows[own]
    down = decay(
        low[own], high[own], DRAG * cloud.area_to_mass_m2_kg[rows], start, days, weather,
        inclination_rad=orbit.inclination_rad[own], t_s=[days * DAY_S],
    )  # fmt: skip
    perigee, apogee = np.full((2, len(pieces)), np.nan)
    perigee[rows], apogee[rows] = down.perigee_km[:, -1], down.apogee_km[:, -1]
    gone = ~(perigee > GONE_KM)
    perigee[gone] = apogee[gone] = np.nan
    return perigee, apogee


def modelled(
    draw: Callable[[np.random.Generator], Breakup], states: list[State], until: Epoch,
    weather: SpaceWeather, parent: int, draws: int = DRAWN,
) -> Pieces:  # fmt: skip
    """Pieces of one parent that are still up, of all draws together."""
    columns: list[tuple[np.ndarray, ...]] = []
    for seed in range(draws):
        pieces = draw(np.random.default_rng(seed)).fragments
        pieces = pieces.take(pieces.parent == parent)
        perigee, apogee = orbits_at(pieces, states, until, weather)
        up = np.isfinite(perigee)
        columns.append((perigee[up], apogee[up], pieces.length_m[up]))
    perigee, apogee, length = (np.concatenate(each) for each in zip(*columns, strict=True))
    return Pieces(perigee_km=perigee, apogee_km=apogee, length_m=length)


def fit_2009(data: Path) -> None:
    """Masses of both satellites from what was catalogued 110 days later, decay reckoned with."""
    weather, until = weather_of(data), Epoch.from_utc("2009-05-31")
    meeting = states_of(data / MEETING, MEETING_UTC, (22675, 24946))
    fit = fitted_masses(
        Parent(mass_kg=900.0), Parent(mass_kg=556.0), 11.647, counted=(760.0, 320.0),
        surviving=lambda pieces: np.isfinite(orbits_at(pieces, meeting, until, weather)[0]),
        generator=np.random.default_rng(1),
    )  # fmt: skip
    print(f"  on 2009-05-31: Cosmos 2251 {fit.broken_kg[0]:.0f} kg for {fit.counted[0]:.0f} pieces"
          f" ({fit.modelled[0]:.0f} modelled), Iridium 33 {fit.broken_kg[1]:.0f} kg for"
          f" {fit.counted[1]:.0f} ({fit.modelled[1]:.0f}), converged: {fit.converged}")  # fmt: skip


def real(data: Path, comparison: Comparison) -> Pieces:
    catalog = read_catalog(str(data / comparison.snapshot)).catalog
    own = np.char.startswith(catalog.designator, comparison.designator)
    catalog = catalog.take(np.flatnonzero(own & (catalog.norad_id >= comparison.first_id)))
    perigee, apogee = perigee_apogee_km(
        catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad
    )
    return Pieces(perigee_km=perigee, apogee_km=apogee, length_m=np.full(len(perigee), np.nan))


def distances(one: Pieces, other: Pieces) -> list[float]:
    """Kolmogorov-Smirnov distance of period, apogee and perigee."""
    return [
        float(ks_2samp(getattr(one, name), getattr(other, name)).statistic)
        for name in ("period_min", "apogee_km", "perigee_km")
    ]


def report(name: str, seen: Pieces, model: Pieces) -> None:
    print(f"\n{name}: {len(seen.perigee_km)} catalogued, "
          f"{len(model.perigee_km) / DRAWN:.0f} modelled still up")  # fmt: skip
    for from_m in (0.1, 0.2, 0.3):
        part = model.from_m(from_m)
        print(f"  KS from {from_m} m: period, apogee, perigee "
              + ", ".join(f"{d:.2f}" for d in distances(seen, part))
              + f" ({len(part.perigee_km) / DRAWN:.0f} modelled)")  # fmt: skip
    for column in ("apogee_km", "perigee_km"):
        for who, pieces in (("catalogued", seen), ("modelled", model)):
            row = np.quantile(getattr(pieces, column), QUANTILES)
            print(f"  {column:10} {who:10} " + " ".join(f"{x:7.0f}" for x in row))


def events(data: Path) -> list[Case]:
    """Every event whose state before and whose pieces after are in the data."""
    meeting = states_of(data / MEETING, MEETING_UTC, (24946, 22675))
    struck = states_of(data / "events/cosmos1408_2021/last_tle_before_asat.3le",
                       "2021-11-15T02:47:31Z", (13552,))  # fmt: skip
    stage = circular("2024-08-06T20:10:00Z", 810.0, np.radians(89.0))

    def two(generator: np.random.Generator, factor: float) -> Breakup:
        return collide(Parent(mass_kg=556.0), Parent(mass_kg=900.0), 11.647,
                       speed_factor=factor, generator=generator)  # fmt: skip

    def one(generator: np.random.Generator, factor: float) -> Breakup:
        # The other's pieces never were in orbit.
        both = collide(Parent(mass_kg=2200.0), Parent(mass_kg=1e-3), 10.0, speed_factor=factor,
                       broken_kg=(2200.0, 0.0), generator=generator)  # fmt: skip
        return both.target_alone()

    def burst(generator: np.random.Generator, factor: float) -> Breakup:
        return explode(Parent(mass_kg=5800.0, is_rocket_body=True), speed_factor=factor,
                       generator=generator)  # fmt: skip

    y2009 = "events/iridium_cosmos_2009/snapshot_20090531.tle.gz"
    rows: list[tuple[Comparison, Draw, list[State], str]] = [
        (Comparison(name="Iridium 33, 110 days", snapshot=y2009, designator="1997-051",
                    first_id=33757), two, meeting, "2009-05-31"),
        (Comparison(name="Cosmos 2251, 110 days", snapshot=y2009, designator="1993-036",
                    first_id=33757, parent=1), two, meeting, "2009-05-31"),
        (Comparison(name="Cosmos 1408, 37 days", designator="1982-092", first_id=49492,
                    snapshot="events/cosmos1408_2021/snapshot_20211222.tle.gz"),
         one, struck, "2021-12-22"),
        (Comparison(name="Cosmos 1408, 64 days", designator="1982-092", first_id=49492,
                    snapshot="events/cosmos1408_2021/snapshot_20220118.tle.gz"),
         one, struck, "2022-01-18"),
        (Comparison(name="CZ-6A of Qianfan, 160 days", designator="2024-140", first_id=60400,
                    snapshot="catalog/celestrak_full_20250113.csv.gz"),
         burst, stage, "2025-01-13"),
    ]  # fmt: skip
    return [
        Case(what=what, draw=draw, states=states, until=Epoch.from_utc(utc))
        for what, draw, states, utc in rows
    ]


def comparisons(data: Path) -> list[tuple[Comparison, Pieces, Pieces]]:
    """Catalogued and modelled pieces of every event."""
    weather = weather_of(data)
    return [
        (case.what, real(data, case.what),
         modelled(lambda g, case=case: case.draw(g, 1.0), case.states, case.until, weather,
                  case.what.parent))
        for case in events(data)
    ]  # fmt: skip


def speed_factors(data: Path) -> None:
    """How fast pieces would have to be for the orbits that are catalogued."""
    weather = weather_of(data)
    print("\nSpeeds of the model times a factor: KS of apogees (four draws each)")
    print(f"  {'':28}" + "".join(f"{factor:6}" for factor in FACTORS))
    for case in events(data):
        seen = real(data, case.what)
        row = [
            distances(seen, modelled(
                lambda g, case=case, factor=factor: case.draw(g, factor), case.states, case.until,
                weather, case.what.parent, draws=4,
            ))[1]
            for factor in FACTORS
        ]  # fmt: skip
        print(f"  {case.what.name:28}" + "".join(f"{distance:6.2f}" for distance in row)
              + f"   least at {FACTORS[int(np.argmin(row))]}")  # fmt: skip
