"""Sgp4Bulk against the C++ sgp4 package (Vallado's code) over whole catalogues."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from element_catalogs import catalog, from_satrecs, nonsense, reference
from sgp4.api import Satrec, SatrecArray

from cspo.dynamics import PropagationStatus, Sgp4Bulk
from cspo.errors import OutOfRange, UsageError
from cspo.orbits import Catalog
from cspo.time import Epoch

POSITION_KM = 1e-6
VELOCITY_KM_S = 1e-9
AT = Epoch.from_utc("2024-11-01T00:00:00Z")
OFFSETS_S = np.array([0.0, 86_400.0, -86_400.0, 7 * 86_400.0, -7 * 86_400.0])


def c_package(elements: Catalog, at: Epoch, t_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """States (m, 6, n) and codes (m, n) of the C++, each object asked by itself."""
    states = np.empty((len(t_s), 6, len(elements)))
    codes = np.empty((len(t_s), len(elements)), np.int8)
    for row in range(len(elements)):
        satellite = reference(elements, row)
        start = (at.tai_ns - int(elements.epoch_tai_ns[row])) / 60e9
        for k, t in enumerate((start + t_s / 60.0).tolist()):
            codes[k, row], states[k, :3, row], states[k, 3:, row] = satellite.sgp4_tsince(t)
    return states, codes


def assert_equal(
    elements: Catalog, at: Epoch, t_s: np.ndarray, due: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    """Codes equal, where C++ knows no error by the gates; states within the tolerances."""
    bulk = Sgp4Bulk(elements)
    states, status = bulk.propagate(at, t_s)
    gated = np.zeros(status.shape, bool)
    for row in range(len(elements)):
        minutes = (at.tai_ns - int(elements.epoch_tai_ns[row])) / 60e9 + t_s / 60.0
        gated[:, row] = nonsense(bulk, row, minutes, due[0][:, :, row]) & (due[1][:, row] == 0)
    assert np.array_equal(status, np.where(gated, PropagationStatus.NONSENSE, due[1]))
    assert np.isnan(np.moveaxis(states, 1, 2)[status != 0]).all()
    off = np.abs(states - due[0])
    good = np.broadcast_to((status == 0)[:, None], off.shape)
    assert off[:, :3][good[:, :3]].max() < POSITION_KM
    assert off[:, 3:][good[:, 3:]].max() < VELOCITY_KM_S
    return gated


@pytest.fixture(scope="module")
def due(omm_20241101: Catalog) -> tuple[np.ndarray, np.ndarray]:
    return c_package(omm_20241101, AT, OFFSETS_S)


def test_whole_catalogue(omm_20241101: Catalog, due: tuple[np.ndarray, np.ndarray]) -> None:
    """26,834 objects at 0, ±1 and ±7 days: 1e-6 km, 1e-9 km/s, every code."""
    assert Sgp4Bulk(omm_20241101).usable.all()
    assert not assert_equal(omm_20241101, AT, OFFSETS_S, due).any()
    assert due[1].any()


def test_months_away_nonsense_is_gated(omm_20241101: Catalog) -> None:
    """60 days on, drag polynomials have run away: C++ says 0 for objects beyond 1e6 km."""
    t_s = np.array([60 * 86_400.0])
    rows = np.flatnonzero(np.abs(omm_20241101.bstar_per_er) > 1e-3)
    some = omm_20241101.take(rows)
    states, codes = c_package(some, AT, t_s)
    gated = assert_equal(some, AT, t_s, (states, codes))
    found = Sgp4Bulk(some).propagate(AT, t_s)
    far = (np.linalg.norm(states[:, :3], axis=1) > 1e6) & (codes == 0)
    assert far.sum() >= 5
    assert gated[far].all()
    axis_km = np.cbrt(398_600.8 / some.mean_motion_rad_s**2)
    r_km = np.linalg.norm(found[0][0, :3], axis=0)
    assert (r_km[found[1][0] == 0] < 4.0 * axis_km[found[1][0] == 0]).all()


def test_random_elements() -> None:
    """10,000 made-up orbits, half of them resonant, eccentric or nearly equatorial."""
    rng = np.random.default_rng(11)
    n = 10_000
    resonant = rng.choice([1.0, 2.0, 6.4], n) * (1.0 + rng.normal(0.0, 0.01, n))
    revolutions = np.where(rng.random(n) < 0.3, resonant, rng.uniform(0.1, 16.8, n))
    flat = 10.0 ** rng.uniform(-4.0, 0.0, n)
    elements = catalog(
        epoch_tai_ns=np.full(n, AT.tai_ns),
        mean_motion_rad_s=revolutions * 2.0 * np.pi / 86_400.0,
        eccentricity=np.where(
            rng.random(n) < 0.5, rng.uniform(0.0, 0.95, n), 10.0 ** rng.uniform(-6.0, -1.0, n)
        ),
        inclination_rad=np.where(rng.random(n) < 0.3, flat, rng.uniform(0.0, 3.1, n)),
        raan_rad=rng.uniform(0.0, 6.28, n),
        argp_rad=rng.uniform(0.0, 6.28, n),
        mean_anomaly_rad=rng.uniform(0.0, 6.28, n),
        bstar_per_er=rng.normal(0.0, 3e-4, n),
    )
    t_s = np.array([0.0, -7 * 86_400.0, 3 * 86_400.0 + 777.0])
    assert_equal(elements, AT, t_s, c_package(elements, AT, t_s))


def test_tle_snapshot_against_julian_dates(satrecs_20240705: list[Satrec]) -> None:
    """26,389 TLEs: the package reads lines and dates itself, so our epochs and elapsed
    times stand against its own. Two objects are nonsense already on the day of the snapshot:
    one at 1.2e6 km, one low orbit at 64,000 km.
    """
    elements = from_satrecs(satrecs_20240705)
    at = Epoch.from_utc("2024-07-05T12:00:00Z")
    codes, r, v = SatrecArray(satrecs_20240705).sgp4(np.array([2_460_496.5]), np.array([0.5]))
    due = np.concatenate([r[:, 0], v[:, 0]], axis=1).T[None]
    gated = assert_equal(elements, at, np.zeros(1), (due, codes.T))
    assert np.linalg.norm(r[gated[0], 0], axis=1) == pytest.approx([1.2079e6, 63_898.0], rel=1e-3)


def test_pairs_equal_the_grid_and_the_package(omm_20241101: Catalog) -> None:
    rng = np.random.default_rng(7)
    row = rng.integers(0, len(omm_20241101), 4_000)
    tai_ns = AT.tai_ns + rng.integers(-7 * 86_400, 7 * 86_400, 4_000) * 1_000_000_007
    states, status = Sgp4Bulk(omm_20241101).propagate_pairs(row, tai_ns)
    assert states.shape == (4_000, 6)
    assert states.flags.c_contiguous
    for k in range(4_000):
        t = (int(tai_ns[k]) - int(omm_20241101.epoch_tai_ns[row[k]])) / 60e9
        code, r, v = reference(omm_20241101, row[k]).sgp4_tsince(t)
        assert status[k] == code
        if not code:
            assert np.abs(states[k, :3] - r).max() < POSITION_KM
            assert np.abs(states[k, 3:] - v).max() < VELOCITY_KM_S


def test_order_company_and_threads_change_nothing(omm_20241101: Catalog) -> None:
    """The same bits whatever the order of times, the choice of rows, or the thread."""
    bulk = Sgp4Bulk(omm_20241101.take(np.arange(0, len(omm_20241101), 11)))
    t_s = np.linspace(-4 * 86_400.0, 4 * 86_400.0, 12)
    whole, _ = bulk.propagate(AT, t_s)
    order = np.random.default_rng(3).permutation(len(t_s))
    shuffled, _ = bulk.propagate(AT, t_s[order])
    assert np.array_equal(shuffled, whole[order], equal_nan=True)
    rows = np.random.default_rng(4).permutation(len(bulk))[:501]
    some, _ = bulk.propagate(AT, t_s, rows=rows)
    assert np.array_equal(some, whole[:, :, rows], equal_nan=True)
    with ThreadPoolExecutor(2) as pool:
        for found, _ in pool.map(lambda _: bulk.propagate(AT, t_s), range(4)):
            assert np.array_equal(found, whole, equal_nan=True)
    again = np.full(whole.shape, -1.0)
    states, _ = bulk.propagate(AT, t_s, out=again)
    assert states is again
    assert np.array_equal(again, whole, equal_nan=True)


def one(**changes: float) -> dict[str, list[float]]:
    """Columns of a plain low orbit, some elements changed."""
    elements = {
        "mean_motion_rad_s": 1.1e-3,
        "eccentricity": 1e-3,
        "inclination_rad": 0.9,
        "raan_rad": 1.0,
        "argp_rad": 2.0,
        "mean_anomaly_rad": 3.0,
        "bstar_per_er": 1e-4,
    }
    return {name: [value] for name, value in (elements | changes).items()}


def test_a_leap_second_is_a_second() -> None:
    """Across 2016-12-31 a UTC day has 86,401 s; the sgp4 package would count 86,400."""
    before = Epoch.from_utc("2016-12-31T12:00:00Z")
    after = Epoch.from_utc("2017-01-01T12:00:00Z")
    elements = catalog(epoch_tai_ns=[before.tai_ns], **one())
    states, _ = Sgp4Bulk(elements).propagate(after, np.zeros(1))
    _, r, _ = reference(elements, 0).sgp4_tsince(86_401.0 / 60.0)
    assert np.abs(states[0, :3, 0] - r).max() < POSITION_KM


@pytest.mark.parametrize(
    "change",
    [
        {"eccentricity": 1.0},
        {"eccentricity": -1e-9},
        {"eccentricity": float("nan")},
        {"mean_motion_rad_s": 0.0},
        {"mean_motion_rad_s": -1e-3},
        {"bstar_per_er": float("inf")},
        {"raan_rad": float("nan")},
    ],
)
def test_bad_elements_are_a_status(change: dict[str, float]) -> None:
    """A bad row between two good ones costs nothing but itself."""
    columns = {name: one()[name] + value + one()[name] for name, value in one(**change).items()}
    elements = catalog(epoch_tai_ns=[AT.tai_ns] * 3, **columns)
    bulk = Sgp4Bulk(elements)
    assert bulk.usable.tolist() == [True, False, True]
    states, status = bulk.propagate(AT, np.zeros(2))
    assert status.tolist() == [[0, PropagationStatus.BAD_ELEMENTS, 0]] * 2
    assert np.isnan(states[:, :, 1]).all()
    assert np.isfinite(states[:, :, [0, 2]]).all()


def test_what_comes_back_after_decay_is_nonsense() -> None:
    """Drag takes the axis through zero and out again: C++ says 0, at ten times the radius."""
    elements = catalog(
        epoch_tai_ns=[AT.tai_ns],
        **one(
            mean_motion_rad_s=1.1409988e-3,
            eccentricity=6.804e-4,
            inclination_rad=1.2901474,
            raan_rad=5.5702009,
            argp_rad=5.8007833,
            mean_anomaly_rad=3.1248183,
            bstar_per_er=0.02297,
        ),
    )
    t_s = np.array([0.0, 30.5 * 86_400.0])
    states, codes = c_package(elements, AT, t_s)
    assert codes.tolist() == [[0], [0]]
    assert np.linalg.norm(states[1, :3, 0]) > 20_000.0
    _, status = Sgp4Bulk(elements).propagate(AT, t_s)
    assert status.tolist() == [[0], [PropagationStatus.NONSENSE]]


def test_a_time_farther_than_292_years_costs_its_row_alone() -> None:
    """1709 to 2024 in nanoseconds is more than int64 holds: it must not come out as -269 years."""
    columns = {name: value * 2 for name, value in one(bstar_per_er=0.0).items()}
    long_ago = Epoch.from_utc("1709-01-01T00:00:00Z").tai_ns
    bulk = Sgp4Bulk(catalog(epoch_tai_ns=[long_ago, AT.tai_ns], **columns))
    _, status = bulk.propagate(AT, np.zeros(1))
    assert status.tolist() == [[PropagationStatus.NONSENSE, PropagationStatus.OK]]
    _, status = bulk.propagate_pairs(np.array([0, 1]), np.full(2, AT.tai_ns))
    assert status.tolist() == [PropagationStatus.NONSENSE, PropagationStatus.OK]


def test_nothing_to_do() -> None:
    empty = catalog(epoch_tai_ns=np.zeros(0, np.int64), **{k: [] for k in one()})
    states, status = Sgp4Bulk(empty).propagate(AT, np.zeros(3))
    assert states.shape == (3, 6, 0)
    assert status.shape == (3, 0)
    bulk = Sgp4Bulk(catalog(epoch_tai_ns=[AT.tai_ns], **one()))
    assert bulk.propagate(AT, np.zeros(0))[0].shape == (0, 6, 1)
    none = np.zeros(0, np.int64)
    assert bulk.propagate_pairs(none, none)[0].shape == (0, 6)


def test_wrong_arguments_are_refused() -> None:
    elements = catalog(epoch_tai_ns=[AT.tai_ns], **one())
    bulk = Sgp4Bulk(elements)
    t_s = np.zeros(2)
    with pytest.raises(UsageError, match="one axis"):
        bulk.propagate(AT, np.zeros((2, 1)))
    for wrong in (np.nan, np.inf, -1e10):  # steps of 720 min would never reach infinity
        with pytest.raises(UsageError, match="seconds from"):
            bulk.propagate(AT, np.array([0.0, wrong]))
    with pytest.raises(OutOfRange, match="1707"):
        bulk.propagate(Epoch(10**20), t_s)
    crossed = np.empty((6, 2, 1)).swapaxes(0, 1)
    for out in (np.empty((2, 6, 2)), np.empty((2, 6, 1), np.float32), crossed):
        with pytest.raises(UsageError, match="C-contiguous"):
            bulk.propagate(AT, t_s, out=out)
    for rows in (np.array([1]), np.array([-1]), np.array([0.0]), np.array([[0]])):
        with pytest.raises(UsageError, match="rows"):
            bulk.propagate(AT, t_s, rows=rows)
    with pytest.raises(UsageError, match="tai_ns"):
        bulk.propagate_pairs(np.array([0]), np.array([1.0]))
