"""The coarse march rules out nobody who comes near, and nearly all others.

The authority is the screening of all against all, which does not march.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cspo.conjunction import screen
from cspo.conjunction.march import COAST_ERROR_KM, near_some
from cspo.conjunction.trajectories import Trajectories
from cspo.orbits import Catalog, reference_population
from cspo.time import Epoch
from cspo.units import DAY_S

START = Epoch.from_utc("2026-07-10T00:00:00Z")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    whole = reference_population()
    eccentric = np.flatnonzero(whole.eccentricity > 0.3)[:400]
    others = np.arange(0, len(whole), 9)
    return whole.take(np.unique(np.concatenate([eccentric, others])))


@pytest.fixture(scope="module")
def pairs(catalog: Catalog) -> list[tuple[int, int, int]]:
    events = screen(catalog, start=START, duration_s=DAY_S, threshold_km=8.0)
    rows = zip(events.row1.tolist(), events.row2.tolist(), events.tca_tai_ns.tolist(), strict=True)
    return list(rows)


def test_one_against_all_finds_what_all_against_all_finds(
    catalog: Catalog, pairs: list[tuple[int, int, int]]
) -> None:
    often = np.bincount(np.array(pairs)[:, :2].ravel(), minlength=len(catalog))
    chosen = [*np.argsort(often)[-6:].tolist(), int(np.argmax(catalog.eccentricity))]
    for row in chosen:
        events = screen(
            catalog, start=START, duration_s=DAY_S, threshold_km=8.0, primary_rows=[row]
        )
        found = sorted(
            (min(a, b), max(a, b), tca)
            for a, b, tca in zip(
                events.row1.tolist(), events.row2.tolist(), events.tca_tai_ns.tolist(), strict=True
            )
        )
        wanted = sorted(each for each in pairs if row in each[:2])
        assert [each[:2] for each in found] == [each[:2] for each in wanted]
        assert all(abs(a[2] - b[2]) < 1_000 for a, b in zip(found, wanted, strict=True))


def test_nobody_who_comes_near_is_ruled_out_and_most_others_are(
    catalog: Catalog, pairs: list[tuple[int, int, int]]
) -> None:
    paths = Trajectories(catalog, (), START)
    everybody = np.ones(len(catalog), np.bool_)
    row = pairs[0][0]
    first = np.zeros(len(catalog), np.bool_)
    first[row] = True
    near = near_some(paths, first, everybody, DAY_S, 8.0)
    met = {b if a == row else a for a, b, _ in pairs if row in (a, b)}
    assert met
    assert near[list(met)].all()
    assert near.sum() < 0.2 * len(catalog)


def test_who_coasts_far_from_sgp4_stays_in(catalog: Catalog) -> None:
    paths = Trajectories(catalog, (), START)
    t_s = np.arange(450.0, DAY_S, 4 * 900.0)
    wild = np.zeros(len(catalog), np.bool_)
    for ahead_s in (-375.0, 375.0):
        states, status = paths.catalog_states(t_s)
        later, after = paths.catalog_states(t_s + ahead_s)
        good = ((status == 0) & (after == 0)).all(axis=0)
        for state, truth in zip(states, later, strict=True):
            coasted = _kepler(state[:3, good], state[3:, good], ahead_s)
            error_km = np.linalg.norm(coasted - truth[:3, good], axis=0)
            wild[good] |= error_km > COAST_ERROR_KM
            assert np.median(error_km) < 1.0
    assert 0 < wild.sum() < 0.02 * len(catalog)
    first = np.arange(len(catalog)) == 0
    assert near_some(paths, first, np.ones(len(catalog), np.bool_), DAY_S, 8.0)[wild].all()


def test_a_primary_whose_state_fails_rules_out_nobody(catalog: Catalog) -> None:
    falling = replace(
        catalog, bstar_per_er=np.where(np.arange(len(catalog)) == 0, 50.0, catalog.bstar_per_er)
    )
    paths = Trajectories(falling, (), START)
    first = np.arange(len(catalog)) == 0
    kept = np.ones(len(catalog), np.bool_)
    assert near_some(paths, first, kept, DAY_S, 5.0).all()


def _kepler(r_km: np.ndarray, v_km_s: np.ndarray, t_s: float) -> np.ndarray:
    """Positions (3, n) on two-body orbits after *t_s*, by small steps of Runge and Kutta."""
    mu, h = 398_600.8, t_s / 60

    def rate(state: np.ndarray) -> np.ndarray:
        return np.concatenate([state[3:], -mu * state[:3] / np.linalg.norm(state[:3], axis=0) ** 3])

    state = np.concatenate([r_km, v_km_s])
    for _ in range(60):
        k1 = rate(state)
        k2 = rate(state + 0.5 * h * k1)
        k3 = rate(state + 0.5 * h * k2)
        k4 = rate(state + h * k3)
        state = state + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
    return state[:3]
