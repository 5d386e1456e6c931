"""An approach that the adopted orbits show no more, and another source's still do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from case_orbits import trajectory_bodies
from skies import T, adjudged, facts_record, orbit_record, record

from cspo.dynamics import Sgp4Bulk
from cspo.markings import Mode, make_label
from cspo.operations.catalog import Picture
from cspo.operations.kinds import REGISTRY
from cspo.operations.screen import Elsewhere, Screener, ScreeningView, SecondLook
from cspo.orbits import Catalog, reference_population
from cspo.records import Record
from cspo.time import Epoch
from cspo.units import NS_PER_S

ALL = make_label("U", ["AUS", "CAN", "USA"])
START, HOURS_S = T, 6 * 3_600.0


def source(catalog: Catalog, origin: str, t: Epoch = T) -> Record:
    return orbit_record(catalog, origin=origin, source=f"radar of {origin}", mark=ALL, t=t)


def away(catalog: Catalog, row: int) -> Catalog:
    """The set of one object an hour newer, and 30 km ahead along its track."""
    one = catalog.take(np.array([row]))
    moved = one.mean_anomaly_rad + 4e-3 + one.mean_motion_rad_s * 3_600.0
    return replace(
        one, epoch_tai_ns=one.epoch_tai_ns + round(3_600 * NS_PER_S),
        mean_anomaly_rad=moved % (2 * np.pi),
    )  # fmt: skip


class Case:
    """AUS has a sky by USA's sets alone, and an approach in it."""

    def __init__(self) -> None:
        whole = reference_population()
        rows = np.flatnonzero((whole.mean_motion_rad_s > 1.05e-3) & (whole.eccentricity < 0.01))
        self.catalog = replace(
            whole.take(rows[:400]), simulated=False,
            epoch_tai_ns=np.full(400, T.tai_ns - round(7_200 * NS_PER_S)),
        )  # fmt: skip
        self.picture = Picture(REGISTRY, Mode.REAL, nation="AUS")
        self.picture.apply(source(self.catalog, "USA"), T)
        self.look = SecondLook(lambda: self.picture)
        view = self.screened()
        near = [
            k for k in range(len(view))
            if view.events.relative_speed_km_s[k] > 1.0 and view.events.miss_distance_km[k] > 0.2
        ]  # fmt: skip
        k = min(near, key=lambda k: float(view.events.miss_distance_km[k]))
        self.event, self.tca = view.event_id(k), view.tca(k)
        self.miss_km = float(view.events.miss_distance_km[k])
        self.objects = view.pair(k)
        self.row = int(np.flatnonzero(self.catalog.norad_id == int(self.objects[0][6:]))[0])

    def screened(self) -> ScreeningView:
        screener = Screener(threshold_km=10.0, names=self.picture.event_of)
        return screener.full(self.picture.view(T), START, HOURS_S)

    def shown(self) -> bool:
        view = self.screened()
        return any(
            set(view.pair(k)) == set(self.objects) and abs(view.tca(k) - self.tca) < 1_000.0
            for k in range(len(view))
        )

    def elsewhere(self, t: Epoch = START) -> Elsewhere | None:
        return self.look(self.event, self.tca, 2.0 * self.miss_km, t)


@pytest.fixture
def case() -> Case:
    return Case()


def test_one_source_alone_is_no_second_look(case: Case) -> None:
    assert case.elsewhere() is None


def test_a_partner_that_moves_the_adopted_orbit_does_not_end_the_approach(case: Case) -> None:
    case.picture.apply(source(away(case.catalog, case.row), "CAN"), T)
    assert not case.shown()  # the newest is adopted, and it is elsewhere
    seen = case.elsewhere()
    assert seen is not None
    assert abs(seen.miss_distance_km - case.miss_km) < 1e-3  # SGP4 either way, 1 m
    assert abs(seen.tca - case.tca) < 0.01
    assert set(seen.sources) == {"USA: radar of USA"}


def test_where_that_source_moves_too_nobody_shows_it(case: Case) -> None:
    moved = away(case.catalog, case.row)
    case.picture.apply(source(moved, "CAN"), T)
    case.picture.apply(source(moved, "USA"), T)
    assert case.elsewhere() is None


def test_a_source_that_the_nation_rejects_shows_nothing(case: Case) -> None:
    first = source(case.catalog, "USA")
    case.picture.apply(source(away(case.catalog, case.row), "CAN"), T)
    case.picture.apply(first, T)
    case.picture.apply(adjudged(first, case.objects[0], stance="dissent"), T)
    assert case.elsewhere() is None


def test_a_source_that_has_fallen_silent_shows_nothing(case: Case) -> None:
    fresh = away(case.catalog, case.row)
    later = replace(fresh, epoch_tai_ns=fresh.epoch_tai_ns + round(20 * 86_400 * NS_PER_S))
    case.picture.apply(source(later, "CAN"), T + 21 * 86_400.0)
    assert case.elsewhere() is None


def test_a_date_ahead_does_not_silence_a_source(case: Case) -> None:
    fresh = away(case.catalog, case.row)
    forged = replace(fresh, epoch_tai_ns=fresh.epoch_tai_ns + round(20 * 86_400 * NS_PER_S))
    case.picture.apply(source(forged, "CAN"), T)
    assert case.elsewhere() is not None


def test_our_own_track_shows_what_the_owners_trajectory_does_not(case: Case) -> None:
    """An owner's plan that avoids it is no burn yet: what we track is what flies."""
    name, one = case.objects[0], case.catalog.take(np.array([case.row]))
    own = replace(one, owner=np.array(["CAN"]))
    case.picture.apply(orbit_record(own, source="radar"), T)
    case.picture.apply(facts_record(own), T)
    t_s = np.arange(0.0, HOURS_S, 60.0)
    states = Sgp4Bulk(away(case.catalog, case.row)).propagate(T, t_s)[0]
    (body,) = trajectory_bodies(
        name, T, t_s, states[:, :3, 0], states[:, 3:, 0], sigma_rtn_km=(0.1, 0.1, 0.1),
        source="operator",
    )  # fmt: skip
    case.picture.apply(record(body, origin="CAN"), T)
    assert [each.object for each in case.picture.view(T).ephemerides] == [name]
    assert not case.shown()
    seen = case.elsewhere()
    assert seen is not None
    assert seen.miss_distance_km < case.miss_km + 0.01


def test_what_has_passed_is_not_looked_for(case: Case) -> None:
    case.picture.apply(source(away(case.catalog, case.row), "CAN"), T)
    assert case.elsewhere(case.tca + 1.0) is None
    assert case.elsewhere(case.tca + 9_000.0) is None


def test_who_gives_a_hundred_orbits_crowds_nobody_out(case: Case) -> None:
    moved = away(case.catalog, case.row)
    for number in range(40):
        case.picture.apply(orbit_record(moved, origin="CAN", source=f"{number}", mark=ALL), T)
    seen = case.elsewhere()
    assert seen is not None
    assert set(seen.sources) == {"USA: radar of USA"}


def test_an_absurd_period_does_not_shorten_the_look(case: Case) -> None:
    """An approach 20 minutes from where it was thought to be is the same one, a lie beside it."""
    absurd = replace(away(case.catalog, case.row), mean_motion_rad_s=np.array([0.9]))
    case.picture.apply(source(absurd, "CAN"), T)
    assert case.look(case.event, case.tca + 1_200.0, 2.0 * case.miss_km, START) is not None
