"""A few objects days ahead: what is found is what other software finds, whatever changed.

Positions are those of the package `sgp4` (Rhodes; Vallado's code), on a grid, its minima
refined; the probability is a numerical integral of scipy over the encounter plane.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import dblquad
from sgp4.api import WGS72, Satrec, SatrecArray
from skies import T, facts_record, orbit_record, sky

from cspo.conjunction.appraisal import element_classes
from cspo.conjunction.element_covariance import sigma_rtn_km
from cspo.conjunction.events import EventFlag
from cspo.markings import Mode
from cspo.operations.catalog import Picture
from cspo.operations.kinds import REGISTRY
from cspo.operations.screen import AheadScreener
from cspo.operations.screen.ahead import midnight_after
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.time.utc import jd_utc_arrays
from cspo.units import DAY_S

sys.path.append(str(Path(__file__).resolve().parents[2]))
from validation.crossing_twins import crossing_twin

KM = 20.0
STEP_S = 60.0
WEEK = midnight_after(T + 7 * DAY_S)


@pytest.fixture(scope="module")
def shell() -> Catalog:
    """A shell in which much happens, and a pair of the geostationary belt that stays close."""
    dense = sky(250, first=3_000)
    pair = dense.take(np.array([0, 0]))
    pair = replace(
        pair, norad_id=np.array([998_001, 998_002]), eccentricity=np.array([1e-4, 1e-4]),
        mean_motion_rad_s=np.full(2, 7.2921e-5), inclination_rad=np.full(2, 1e-3),
        mean_anomaly_rad=np.array([1.0, 1.0 + 2e-4]), bstar_per_er=np.zeros(2),
    )  # fmt: skip
    whole = Catalog(**{
        name: np.concatenate([getattr(part, name) for part in (dense, pair)])
        for name, _ in dense.columns()
    })  # fmt: skip
    return replace(whole, epoch_tai_ns=np.full(len(whole), (T + -3_600.0).tai_ns))


def picture_of(catalog: Catalog) -> Picture:
    picture = Picture(REGISTRY, Mode.REAL, nation="AUS")
    picture.apply(orbit_record(catalog), T)
    picture.apply(facts_record(catalog), T)
    return picture


def passed(screener: AheadScreener, view, names, *, start: Epoch = T) -> None:
    screener.begin(view, start, dict.fromkeys(names, WEEK), screener.until)
    steps = 1
    while screener.go_on() is None:
        steps += 1
    assert steps == 8, "a day each"
    assert not screener.is_passing


def satrecs(catalog: Catalog) -> SatrecArray:
    made = []
    jd, fraction = jd_utc_arrays(catalog.epoch_tai_ns)
    for k in range(len(catalog)):
        each = Satrec()
        each.sgp4init(
            WGS72, "i", k, float(jd[k] - 2433281.5 + fraction[k]), float(catalog.bstar_per_er[k]),
            0.0, 0.0, float(catalog.eccentricity[k]), float(catalog.argp_rad[k]),
            float(catalog.inclination_rad[k]), float(catalog.mean_anomaly_rad[k]),
            float(catalog.mean_motion_rad_s[k] * 60.0), float(catalog.raan_rad[k]),
        )  # fmt: skip
        made.append(each)
    return SatrecArray(made)


def _at(these: SatrecArray, at_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    jd, fraction = (float(x[0]) for x in jd_utc_arrays(np.array([T.tai_ns])))
    _, r, v = these.sgp4(np.full(len(at_s), jd), fraction + at_s / DAY_S)
    return r, v


def states(catalog: Catalog, rows, at_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return _at(satrecs(catalog.take(np.array(rows))), at_s)


def minima(catalog: Catalog, row: int, stop: Epoch) -> list[tuple[int, float, float]]:
    """Other row, instant in s and miss in km of each approach of an object within `KM`."""
    at_s = np.arange(-STEP_S, stop - T + STEP_S, STEP_S)
    found = []
    r = states(catalog, range(len(catalog)), at_s)[0]
    for other in range(len(catalog)):
        if other == row:
            continue
        d2 = ((r[other] - r[row]) ** 2).sum(axis=1)
        low = np.flatnonzero((d2[1:-1] <= d2[:-2]) & (d2[1:-1] < d2[2:])) + 1
        near = low[d2[low] < (KM + 8.0 * STEP_S) ** 2].tolist()
        pair = satrecs(catalog.take(np.array([row, other]))) if near else None
        for k in near:
            t, width = at_s[k], STEP_S
            for _ in range(5):
                fine = np.linspace(t - width, t + width, 41)
                range_km = np.linalg.norm(np.subtract(*_at(pair, fine)[0]), axis=1)
                t, width = fine[int(np.argmin(range_km))], width / 15.0
            if range_km.min() < KM and 0.0 <= t < stop - T:
                found.append((other, float(t), float(range_km.min())))
    return sorted(found)


def assert_as_apart(screener: AheadScreener, catalog: Catalog, name: str) -> None:
    view = screener.view
    row = catalog.norad_id.tolist().index(int(name.removeprefix("norad:")))
    wanted = minima(catalog, row, screener.until[name])
    numbers = {f"norad:{number}": k for k, number in enumerate(catalog.norad_id.tolist())}
    found = sorted(
        (numbers[next(each for each in view.pair(k) if each != name)], view.tca(k) - T,
         float(view.events.miss_distance_km[k]))
        for k in view.by_object(name).tolist()
    )  # fmt: skip
    assert len(found) == len(wanted) > 10
    for one, other in zip(found, wanted, strict=True):
        assert one[0] == other[0]
        assert one[1] == pytest.approx(other[1], abs=0.05)
        assert one[2] == pytest.approx(other[2], abs=1e-3)


def test_a_pass_finds_what_other_software_finds_and_so_does_an_update(shell):
    one, other = (f"norad:{shell.norad_id[k]}" for k in (5, 40))
    screener = AheadScreener(threshold_km=KM)
    passed(screener, picture_of(shell).view(T), [one, other])
    assert set(screener.until) == {one, other}
    assert_as_apart(screener, shell, one)
    # others change: only they are looked at again
    rows = np.arange(60, 140)
    changed = shell.take(rows)
    changed = replace(
        changed, mean_anomaly_rad=(changed.mean_anomaly_rad + 3e-4) % (2.0 * np.pi),
        epoch_tai_ns=changed.epoch_tai_ns + 10**9,
    )  # fmt: skip
    picture = picture_of(shell)
    picture.apply(orbit_record(changed), T)
    now = picture.view(T)
    assert len(screener.moved(now)) == len(rows)
    changes = screener.update(now)
    assert len(changes.added) + len(changes.updated) > 0
    whole = {
        name: np.concatenate([np.delete(getattr(shell, name), rows), getattr(changed, name)])
        for name, _ in shell.columns()
    }
    assert_as_apart(screener, Catalog(**whole), one)
    again = AheadScreener(threshold_km=KM)
    passed(again, now, [one, other])
    assert len(again.view) == len(screener.view)
    assert np.allclose(again.view.events.miss_distance_km, screener.view.events.miss_distance_km)
    assert np.allclose(again.view.judged.pc, screener.view.judged.pc, rtol=1e-6, equal_nan=True)


def test_probabilities_have_the_covariance_that_grows_with_age(shell):
    at = T + 5 * DAY_S
    twin = crossing_twin(shell.take(np.array([6])), shell.take(np.array([5])), at)
    met = Catalog(**{
        name: np.concatenate([np.delete(getattr(shell, name), 6), getattr(twin, name)])
        for name, _ in shell.columns()
    })  # fmt: skip
    name = f"norad:{shell.norad_id[5]}"
    screener = AheadScreener(threshold_km=KM)
    passed(screener, picture_of(met).view(T), [name])
    view = screener.view
    (row,) = [k for k in range(len(view)) if abs(view.tca(k) - at) < 1.0]
    numbers = met.norad_id.tolist()
    rows = [numbers.index(int(each.removeprefix("norad:"))) for each in view.pair(row)]
    wanted = foster(met, rows, view.tca(row) - T, float(view.judged.hbr_km[row]))
    assert 1e-11 < wanted < 1e-3
    assert view.judged.pc[row] == pytest.approx(wanted, rel=1e-3)


def foster(catalog: Catalog, rows, t_s: float, radius: float) -> float:
    r, v = (each[:, 0] for each in states(catalog, rows, np.array([t_s])))
    total = np.zeros((3, 3))
    classes = element_classes(catalog)
    for n, row in enumerate(rows):
        age_s = abs((T.tai_ns - int(catalog.epoch_tai_ns[row])) / 1e9 + t_s)
        sigma = sigma_rtn_km(classes[row : row + 1], np.array([age_s]))[0]
        radial = r[n] / np.linalg.norm(r[n])
        normal = np.cross(r[n], v[n])
        normal /= np.linalg.norm(normal)
        axes = np.stack([radial, np.cross(normal, radial), normal])
        total += axes.T @ np.diag(sigma**2) @ axes
    z = (v[1] - v[0]) / np.linalg.norm(v[1] - v[0])
    x = np.cross(z, [0.0, 0.0, 1.0])
    x /= np.linalg.norm(x)
    plane = np.stack([x, np.cross(z, x)])
    miss, covariance = plane @ (r[1] - r[0]), plane @ total @ plane.T
    inverse, size = np.linalg.inv(covariance), float(np.linalg.det(covariance))

    def density(y: float, x: float) -> float:
        d = np.array([x, y]) - miss
        return float(np.exp(-0.5 * d @ inverse @ d) / (2.0 * np.pi * np.sqrt(size)))

    edge = lambda x: np.sqrt(max(radius**2 - x * x, 0.0))  # noqa: E731
    return float(dblquad(density, -radius, radius, lambda x: -edge(x), edge, epsrel=1e-6)[0])


def test_what_stays_close_has_one_event_a_day(shell):
    screener = AheadScreener(threshold_km=KM)
    passed(screener, picture_of(shell).view(T), ["norad:998001"])
    view = screener.view
    stays = (view.events.flags & EventFlag.LONG_DURATION) != 0
    days = [view.tca(k).utc_day()[0] for k in np.flatnonzero(stays).tolist()]
    assert len(days) == len(set(days)) == 8
    assert stays.all()


def test_what_was_known_stands_until_the_pass_is_done_and_what_is_left_is_not_gone(shell):
    one, other = (f"norad:{shell.norad_id[k]}" for k in (5, 40))
    picture = picture_of(shell)
    screener = AheadScreener(threshold_km=KM)
    passed(screener, picture.view(T), [one, other])
    before = screener.view
    mine = shell.take(np.array([5]))
    mine = replace(mine, epoch_tai_ns=mine.epoch_tai_ns + 10**9,
                   mean_anomaly_rad=mine.mean_anomaly_rad + 1e-3)  # fmt: skip
    picture.apply(orbit_record(mine), T)
    screener.begin(picture.view(T), T, {one: WEEK}, [other])
    for _ in range(7):
        assert screener.go_on() is None
        assert screener.view is before
    screener.go_on()
    kept = [before.event_id(k) for k in before.by_object(other) if one not in before.pair(int(k))]
    now = {screener.view.event_id(k) for k in range(len(screener.view))}
    assert kept
    assert now.issuperset(kept)
    screener.begin(picture.view(T), T, {other: WEEK})
    while (changes := screener.go_on()) is None:
        pass
    assert set(screener.until) == {other}
    assert changes.gone == ()
