"""Who is crossed, against pieces flown one by one past every object."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.consequence.clouds import Assets, Cloud, Crossings, crossings, element_sets
from cspo.dynamics import Sgp4Bulk
from cspo.errors import UsageError
from cspo.orbits import Catalog
from tests.consequence.clouds.pieces import WHEN, made

HOURS = 2.0
DISC_KM = 5.0  # smaller than what the cloud changes over at these meetings
STEP_S = 10.0


MEETINGS = (  # s after the break-up, deg from the cloud's heading, km above the parent, speed
    (900.0, 60.0, 10.0, 1.0), (1_500.0, 90.0, -15.0, 1.0), (2_400.0, 120.0, 5.0, 1.0),
    (3_600.0, 30.0, 20.0, 1.0), (4_500.0, 100.0, -10.0, 1.0), (6_300.0, 80.0, 0.0, 1.02),
    (5_000.0, 70.0, 15.0, 1.1), (2_700.0, 178.0, 15.0, 1.0), (1_800.0, 2.0, 20.0, 1.0),
)  # fmt: skip
"""Objects through the cloud: across, eccentric, against it and with it along one plane."""


def sky() -> Catalog:
    """Objects that meet the parent's place at those times."""
    parent = Sgp4Bulk(element_sets(made(1, 1, median_m_s=1e-6)).catalog)
    sets = []
    for t_s, turn_deg, above_km, faster in MEETINGS:
        state = parent.propagate(WHEN, np.array([t_s]))[0][0, :, 0]
        r, v = state[:3] * (1.0 + above_km / np.linalg.norm(state[:3])), state[3:]
        up = r / np.linalg.norm(r)
        c, s = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
        v = faster * (c * v + s * np.cross(up, v) + (1.0 - c) * (up @ v) * up)
        one = Cloud(
            epoch=WHEN + t_s, r_teme_km=r[None], v_teme_km_s=v[None], dv_km_s=np.zeros((1, 3)),
            area_to_mass_m2_kg=[1e-9], length_m=[1.0], mass_kg=[1.0], weight=[1.0],
        )  # fmt: skip
        sets.append(element_sets(one).catalog)
    names = [name for name, _ in sets[0].columns()]
    return Catalog(**{n: np.concatenate([getattr(one, n) for one in sets]) for n in names})


def flown(cloud: Cloud, catalog: Catalog, area_m2: float) -> tuple[np.ndarray, np.ndarray]:
    """Expected hits on each object, by passes within a disc; and how many passes it rests on."""
    sets = element_sets(cloud)
    pieces, objects = Sgp4Bulk(sets.catalog), Sgp4Bulk(catalog)
    length_m = cloud.length_m[sets.rows]
    cross_km2 = np.pi * (np.sqrt(area_m2 / np.pi) + 0.5 * length_m) ** 2 * 1e-6
    hits, passes = np.zeros((2, len(catalog)))
    for t_s in np.arange(0.5 * STEP_S, HOURS * 3_600.0, STEP_S):
        theirs = pieces.propagate(WHEN, np.array([t_s]))[0][0]
        ours = objects.propagate(WHEN, np.array([t_s]))[0][0]
        for k in range(len(catalog)):
            gap = theirs[:3] - ours[:3, k : k + 1]
            near = np.flatnonzero((np.abs(gap) < 100.0).all(axis=0) & (sets.end_s > t_s))
            gap, speed = gap[:, near], theirs[3:, near] - ours[3:, k : k + 1]
            dt = -(gap * speed).sum(axis=0) / (speed * speed).sum(axis=0)
            miss = np.linalg.norm(gap + dt * speed, axis=0)
            passed = near[(np.abs(dt) <= 0.5 * STEP_S) & (miss < DISC_KM)]
            hits[k] += (cross_km2[passed] / (np.pi * DISC_KM**2)).sum()
            passes[k] += len(passed)
    return hits, passes


def by_row(found: Crossings, n: int) -> np.ndarray:
    hits = np.zeros(n)
    hits[found.rows] = found.by_span.sum(axis=1)
    return hits


@pytest.fixture(scope="module")
def both() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Hits by flying 30,000 pieces, on how many passes they rest, and by crossings()."""
    catalog = sky()
    assets = Assets(area_m2=np.full(len(catalog), 10.0), mass_kg=np.full(len(catalog), 500.0))
    truth, passes = flown(made(30_000, 7), catalog, 10.0)
    found = crossings(
        made(30_000, 8), catalog, generator=np.random.default_rng(1), hours=HOURS, assets=assets,
        samples=8_000,
    )  # fmt: skip
    return truth, passes, by_row(found, len(catalog))


def test_nobody_whom_a_piece_passes_is_missed(both: tuple[np.ndarray, ...]) -> None:
    truth, passes, found = both
    assert (passes > 30).sum() >= 5
    assert (found[passes > 0] > 0.0).all()
    assert truth.sum() > 0.0


def test_hits_are_those_of_pieces_flown_one_by_one(both: tuple[np.ndarray, ...]) -> None:
    """All together within 10 %; each within 3 sigma of its passes and 12 %."""
    truth, passes, found = both
    assert found.sum() == pytest.approx(truth.sum(), rel=0.10)
    for k in range(len(truth)):
        assert found[k] == pytest.approx(truth[k], rel=3.0 / np.sqrt(passes[k]) + 0.12), k


def test_the_answer_depends_on_the_seed_alone_and_its_error_says_how_much() -> None:
    catalog, cloud = sky(), made(20_000, 9)
    one, same = (
        crossings(cloud, catalog, generator=np.random.default_rng(3), hours=6.0, threads=threads)
        for threads in (1, 3)
    )
    assert (one.rows == same.rows).all()
    assert (one.probability == same.probability).all()
    runs = np.array([
        by_row(crossings(cloud, catalog, generator=np.random.default_rng(seed), hours=6.0),
               len(catalog))
        for seed in range(8)
    ])  # fmt: skip
    spread = runs.std(axis=0, ddof=1)[one.rows] / runs.mean(axis=0)[one.rows]
    assert np.median(spread / one.sampling_error) == pytest.approx(1.0, abs=0.5)


def test_bands_times_and_kinds_are_in_order() -> None:
    catalog, cloud = sky(), made(20_000, 9)
    heard: list[float] = []
    found = crossings(cloud, catalog, generator=np.random.default_rng(3), hours=6.0,
                      without=np.array([0]), progress=heard.append)  # fmt: skip
    assert 0 not in found.rows
    assert (np.diff(found.probability[:, 1]) <= 0.0).all()
    assert (np.diff(found.probability, axis=1) >= 0.0).all()
    assert (found.probability_large[:, 1] <= found.probability[:, 1]).all()
    assert (found.first_tai_ns >= WHEN.tai_ns).all()
    assert (found.peak_tai_ns >= found.first_tai_ns).all()
    assert (found.closest_km[:5] < 300.0).all()
    assert heard[-1] == 1.0
    assert (np.diff(heard) > 0.0).all()
    assert found.hits_by_span.shape == (len(found.edges_s) - 1,)


def test_four_times_the_area_and_half_the_pieces() -> None:
    """Hits go with the area (the size of a piece aside) and with the weight of pieces."""
    catalog, cloud = sky(), made(10_000, 9)
    half = cloud.take(np.arange(len(cloud)), 0.5 * cloud.weight)
    totals = []
    for pieces, area in ((cloud, 10_000.0), (cloud, 40_000.0), (half, 10_000.0)):
        assets = Assets(area_m2=np.full(len(catalog), area), mass_kg=np.full(len(catalog), 1e4))
        found = crossings(pieces, catalog, generator=np.random.default_rng(3), assets=assets)
        totals.append(found.by_span.sum())
    assert totals[1] / totals[0] == pytest.approx(4.0, rel=0.01)
    assert totals[2] / totals[0] == pytest.approx(0.5, rel=1e-4)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"hours": 0.0}, "hours"), ({"hours": float("nan")}, "hours"), ({"hours": 1e4}, "hours"),
        ({"samples": 10}, "samples"), ({"samples": 10**9}, "samples"), ({"threads": 0}, "threads"),
        ({"start": WHEN - 60.0}, "start"),
        ({"assets": Assets(area_m2=np.ones(2), mass_kg=np.ones(2))}, "assets"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        crossings(made(200, 1), sky(), generator=np.random.default_rng(1), **wrong)


@pytest.mark.parametrize("area", [0.0, -1.0, np.nan, np.inf, 1e9])
def test_absurd_sizes_are_refused(area: float) -> None:
    with pytest.raises(UsageError, match="area_m2"):
        Assets(area_m2=np.array([area]), mass_kg=np.ones(1))


def test_it_stops_when_told_to() -> None:
    found = crossings(made(500, 1), sky(), generator=np.random.default_rng(1), stop=lambda: True)
    assert len(found) == 0
