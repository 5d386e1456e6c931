"""Real catalogues: who is where, what matters most.

Authorities: McKnight et al., Identifying the 50 statistically-most-concerning derelict objects in
LEO, Acta Astronautica 181 (2021) 282: the first twenty are SL-16 stages, Envisat is 21st, 78 % of
the fifty are rocket bodies; SciPy's matrix exponential; the history of space.
"""

from __future__ import annotations

import gzip
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from cspo.bridge import read_catalog
from cspo.consequence.environment import (
    Activity,
    Objects,
    Scenario,
    activity_from,
    build,
    criticality,
    crowd,
    mean_density_kg_m3,
    outlook,
    run,
)
from cspo.consequence.environment.descent import YEAR_S
from cspo.consequence.environment.scenario import BY_AREA_TO_MASS
from cspo.consequence.environment.severity import hits_per_piece, time_integral
from cspo.consequence.environment.shells import kinds, launched_per_year, typed, working
from cspo.environment import parse_celestrak_space_weather
from cspo.errors import UsageError
from cspo.orbits.reference_population import reference_population
from cspo.orbits.regime import perigee_apogee_km

EDGES_KM = np.linspace(200.0, 2_000.0, 37)


class _Clock:
    def now(self):
        raise AssertionError("files need no clock")


@pytest.fixture(scope="module")
def newest(data_dir):
    return _read(data_dir / "catalog" / "celestrak_full_20250113.csv.gz")


def _read(path):
    return read_catalog([str(path)], cache=None, clock=_Clock(), settings=None).catalog


def test_everything_is_counted_once(newest):
    found = crowd(newest, np.array([0.0, 1_000.0, 1e5, 1e7]))
    assert abs(found.objects.sum() - len(newest)) < 60  # a few have no orbit that closes
    works = working(newest)
    assert 10_000 < works.sum() < 11_500
    assert (kinds(newest)[works] == 0).all()


def test_the_catalogue_grew_where_history_says(data_dir, newest):
    events = data_dir / "events"
    before = typed(_read(next((events / "iridium_cosmos_2009").glob("*20081011*"))), newest)
    after = typed(_read(next((events / "iridium_cosmos_2009").glob("*20090531*"))), newest)
    old, new = crowd(before, EDGES_KM), crowd(after, EDGES_KM)
    rise = new.objects[3] - old.objects[3]
    # Iridium 33 and Cosmos 2251 met at 789 km: the rise of debris peaks there.
    assert EDGES_KM[np.argmax(rise)] in {750.0, 800.0}
    assert 600.0 < rise.sum() < 1_500.0
    # Starlink: the crowd of 2025 is at 500 to 600 km, where few were in 2009.
    now = crowd(newest, EDGES_KM)
    low = (EDGES_KM[:-1] >= 450.0) & (EDGES_KM[:-1] < 600.0)
    assert now.density_per_km3[low].sum() > 8.0 * new.density_per_km3[low].sum()
    assert old.epoch < new.epoch < now.epoch


def test_what_was_launched(newest):
    satellites, stages = launched_per_year(newest, EDGES_KM)
    # 2020 to 2024: some 9,000 payloads to low orbit, of which the lowest are down again.
    assert 1_200.0 < satellites.sum() < 2_400.0
    assert 10.0 < stages.sum() < 80.0
    with pytest.raises(UsageError):
        launched_per_year(newest, EDGES_KM, years=0)


def test_the_most_concerning_objects_are_mcknight_s(newest):
    found = outlook(
        newest, generator=np.random.default_rng(1), years=100.0, shell_km=100.0, draws=2
    )
    names = newest.name[found.critical_rows].tolist()
    zenit = [name.startswith("SL-16 R/B") for name in names]
    assert sum(zenit[:20]) >= 18
    assert "ENVISAT" in names[:25]
    assert np.mean(newest.object_type[found.critical_rows[:50]] == "ROCKET BODY") > 0.7
    assert (np.diff(found.critical.index) <= 0.0).all()
    assert_allclose(found.critical_share[0] / found.critical.index[0],
                    found.critical_share[9] / found.critical.index[9])  # fmt: skip
    # Dead mass: hundreds of tonnes from 800 to 900 km, where most SL-16 are, 9 t each.
    low_km = found.model.scenario.edges_km[:-1]
    assert found.undisposed_kg_by_shell[low_km == 800.0].item() > 2e5
    assert 1e6 < found.undisposed_kg_by_shell.sum() < 5e6
    # The fifty of 2025 are from 700 to 1,000 km: so are the shells that matter most.
    assert 700.0 <= low_km[np.argmax(found.index_by_shell)] < 1_000.0
    # Liou and Johnson (2006): what is there makes more than falls down.
    assert found.reproduction > 0.5
    assert found.bands.objects[2, -1, 3] > found.bands.objects[0, -1, 3]


def test_two_centuries_without_launches_are_legend_s(data_dir, newest):
    """Liou and Johnson, Science 311 (2006) 340: from the catalogue of January 2006, no launches, no
    explosions: 10.8 catastrophic and 7.4 other collisions; level for fifty years, then rising."""
    whole = typed(
        _read(data_dir / "events" / "iridium_cosmos_2009" / "snapshot_20081011.tle.gz"), newest
    )
    launched = np.array([int(text[:4] or 0) for text in whole.designator.tolist()])
    fengyun = np.char.startswith(whole.designator, "1999-025") & (whole.object_type == "DEBRIS")
    sky = whole.take(np.flatnonzero((launched < 2006) & ~fengyun))
    start = crowd(sky, EDGES_KM, np.zeros(len(sky), np.bool_))
    model = build(
        Scenario(edges_km=EDGES_KM, debris_classes=BY_AREA_TO_MASS),
        generator=np.random.default_rng(1), density=mean_density_kg_m3,
        activity=activity_from(start.epoch, 200.0),
    )  # fmt: skip
    course = run(model, start.objects, np.arange(0.0, 201.0, 10.0))
    broke = model.catastrophic
    assert_allclose(course.collisions[-1][broke].sum(), 10.8, rtol=0.25)
    assert_allclose(course.collisions[-1][~broke].sum(), 7.4, rtol=0.25)
    total = course.total()
    assert np.ptp(total[:6]) < 0.1 * total[0]
    assert total[-1] > 1.2 * total[5]


def test_what_is_left_of_2013(data_dir, newest):
    """Of the catalogue of October 2013, what is still catalogued in January 2025, by number: drag
    alone, with the Sun as it was (CelesTrak's space weather)."""
    old = _read(data_dir / "catalog" / "spacetrack_3le_20131023.txt.gz")
    weather = parse_celestrak_space_weather(gzip.decompress(
        (data_dir / "space_weather_eop" / "sw19571001_celestrak_css.txt.gz").read_bytes()
    ))  # fmt: skip
    began = crowd(old, EDGES_KM).epoch
    years = (crowd(newest, EDGES_KM).epoch - began) / YEAR_S
    t = np.append(np.arange(0.0, years, 0.25), years)
    sun = weather.at(began.tai_ns + (t * YEAR_S * 1e9).astype(np.int64)).f107_81day
    model = build(
        Scenario(edges_km=EDGES_KM, debris_classes=BY_AREA_TO_MASS),
        generator=np.random.default_rng(1), density=mean_density_kg_m3,
        activity=Activity(years=t, f107=sun),
    )  # fmt: skip
    model = replace(model, pairs=replace(model.pairs, meet=0.0 * model.pairs.meet))
    perigee, apogee = perigee_apogee_km(
        old.mean_motion_rad_s, old.eccentricity, old.inclination_rad
    )
    low = (perigee > 200.0) & (apogee < 2_000.0)
    middle = 0.5 * (perigee + apogee)
    left = np.isin(old.norad_id, newest.norad_id)

    def share(row, a, b):
        some = low & (kinds(old) == row) & (middle >= a) & (middle < b)
        start = np.zeros((4, 36))
        start[row] = np.histogram(middle[some], EDGES_KM)[0]
        end = run(model, start, [0.0, years]).population[-1].sum()
        return end / left[some].sum()

    for row, within in ((1, 0.03), (2, 0.05), (3, 0.10)):
        assert_allclose(share(row, 200.0, 2_000.0), 1.0, atol=within)
    for a, b in ((600.0, 700.0), (700.0, 800.0), (800.0, 900.0), (900.0, 2_000.0)):
        assert_allclose(share(3, a, b), 1.0, atol=0.15)


def test_time_integral_against_the_matrix_exponential():
    descent = np.array([30.0, 4.0, 0.6, 0.05, 0.004])
    value = np.random.default_rng(1).uniform(0.0, 1.0, (5, 2))
    a = np.diag(-descent)
    a[np.arange(1, 5), np.arange(4)] = descent[1:]
    for years in (0.5, 25.0, 500.0):
        theirs = np.linalg.solve(a, (expm(a * years) - np.eye(5)) @ value)
        assert_allclose(time_integral(descent, value, years), theirs, rtol=1e-9)


def test_hits_of_a_cloud_that_sinks():
    """Pieces let go in one shell, integrated forward by SciPy: the same encounters."""
    model = build(
        Scenario(edges_km=np.linspace(400.0, 900.0, 11)), generator=np.random.default_rng(1)
    )
    x = np.zeros((4, 10))
    x[0] = np.linspace(100.0, 3_000.0, 10)
    reach = hits_per_piece(model, x, horizon_years=60.0)
    sink = model.descent_now()[3]
    met = model.pairs.meet[3] * x[0]

    def fall(_t, y):
        down = np.append(sink[1:] * y[1:10], 0.0) - sink * y[:10]
        return np.append(down, met @ y[:10])

    for m in (2, 8):
        begin = np.zeros(11)
        begin[m] = 1.0
        end = solve_ivp(fall, (0.0, 60.0), begin, method="LSODA", rtol=1e-10, atol=1e-14)
        assert_allclose(reach[m], end.y[10, -1], rtol=1e-6)


def test_heavier_higher_and_dead_matter_more():
    model = build(Scenario(edges_km=EDGES_KM), generator=np.random.default_rng(1))
    x = np.full((4, 36), 50.0)
    found = criticality(
        model, x,
        Objects(
            perigee_km=[600.0, 600.0, 900.0, 900.0, 300.0],
            apogee_km=[610.0, 610.0, 910.0, 910.0, 310.0],
            mass_kg=[500.0, 5_000.0, 5_000.0, 5_000.0, 5_000.0], radius_m=2.0,
            working=[False, False, False, True, False], rocket_body=False,
        ),
    )  # fmt: skip
    small, heavy, high, alive, low = found.index
    assert small < heavy < high
    assert_allclose(found.collision_probability[3], -np.expm1(
        0.1 * np.log1p(-found.collision_probability[2])), rtol=1e-9)  # fmt: skip
    assert alive < high
    assert low < small
    assert (found.mass_years_kg[:3] > found.mass_years_kg[4]).all()


def test_refuses_what_has_no_meaning():
    sky = reference_population(count=60)
    rng = np.random.default_rng(1)
    for wrong in (
        {"years": 0.0}, {"years": 1e4}, {"shell_km": 1.0}, {"critical": -1}, {"draws": 0},
        {"mass_kg": np.full(60, -1.0)}, {"mass_kg": np.ones(3)}, {"disposal_success": 2.0},
        {"launches_per_year": -5.0},
    ):  # fmt: skip
        with pytest.raises(UsageError):
            outlook(sky, generator=rng, **wrong)
    with pytest.raises(UsageError):
        outlook(sky.take(np.zeros(0, np.int64)), generator=rng)
    with pytest.raises(UsageError):
        Objects(perigee_km=[1.0], apogee_km=[1.0], mass_kg=[0.0], radius_m=1.0, working=False,
                rocket_body=False)  # fmt: skip
