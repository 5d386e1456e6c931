"""What nations make of orbits: errors as large as a scenario says, by somebody else's SGP4."""

from __future__ import annotations

import numpy as np
from scipy import stats

from cspo.bridge.records_catalog import catalog_from_orbits
from cspo.exercise.world import Input, InputKind
from cspo.exercise.world.noise import known
from cspo.exercise.world.truth import Truth
from cspo.frames import rtn_from_inertial
from cspo.orbits import Catalog
from cspo.orbits.reference_population import reference_population
from cspo.time import Epoch
from tests.exercise.world.worlds import STARTS, asset, others_state, played, scenario


def sets_of(inputs: list[Input], nation: str, source: str = "") -> list[tuple[Epoch, Catalog]]:
    """Element sets that reached a nation, with their arrival."""
    found = []
    for each in inputs:
        if each.kind is InputKind.CATALOG and each.nation == nation:
            bodies = [body for body in each.bodies() if hasattr(body, "elements")]
            bodies = [body for body in bodies if not source or body.source == source]
            found += [(each.t, catalog_from_orbits(bodies))] if bodies else []
    return found


def test_element_sets_are_off_by_the_noise_of_the_scenario_in_each_axis() -> None:
    """240 sets of ten orbits: variances in R, T and N within the chi-squared of their count."""
    objects = [asset(f"A{k}", k, "NOR", elements={"inclination_deg": 40.0 + 7 * k})
               for k in range(1, 11)]  # fmt: skip
    world, inputs = played(
        scenario(*objects, report_every_s=1_800.0, noise_km=0.2, duration_s=43_200.0)
    )
    assert world.truth[0].name == "begin"
    truth = Truth(first_sets(objects))
    errors_km = []
    for arrives, sets in sets_of(inputs, "NOR"):
        for row in range(len(sets)):
            t = Epoch(int(sets.epoch_tai_ns[row]))
            number = truth.number_of(sets.identity(row))
            assert arrives - t in (0.0, 300.0)
            true_km, true_km_s = truth.states([number], t)
            axes = rtn_from_inertial(true_km, true_km_s)[0]
            errors_km.append(axes @ (others_state(sets, row, t)[0] - true_km[0]))
    spread = np.array(errors_km)
    n = len(spread)
    assert n > 200
    low, high = np.sqrt(stats.chi2.ppf([5e-4, 1 - 5e-4], n) / n) * 0.2
    assert (np.sqrt((spread**2).mean(axis=0)) > low).all()
    assert (np.sqrt((spread**2).mean(axis=0)) < high).all()
    assert (np.abs(spread.mean(axis=0)) < 4 * 0.2 / np.sqrt(n)).all()


def first_sets(objects: list) -> Catalog:
    """The elements that a scenario gives, by the text of an element set and nothing of ours."""
    each = [one.elements for one in objects]
    turn = np.pi / 180.0
    return Catalog(
        norad_id=[one.norad_id for one in objects], epoch_tai_ns=[STARTS.tai_ns] * len(objects),
        mean_motion_rad_s=[e.mean_motion_rev_d * 2 * np.pi / 86_400.0 for e in each],
        eccentricity=[e.eccentricity for e in each],
        inclination_rad=[e.inclination_deg * turn for e in each],
        raan_rad=[e.raan_deg * turn % (2 * np.pi) for e in each],
        argp_rad=[e.argp_deg * turn for e in each],
        mean_anomaly_rad=[e.mean_anomaly_deg * turn % (2 * np.pi) for e in each],
        bstar_per_er=[e.bstar_per_er for e in each],
    )  # fmt: skip


def test_the_error_grows_along_the_track_by_as_much_a_day() -> None:
    """By two bodies, in closed form: a day of 1.5 n da / a of an arc."""
    sky = reference_population(count=2_000, epoch=STARTS)
    low = np.flatnonzero((sky.mean_motion_rad_s > 1e-3) & (sky.eccentricity < 0.01))[:800]
    r_km, v_km_s = Truth(sky).states(low, STARTS)
    generator = np.random.Generator(np.random.Philox(key=1))
    off = known(r_km, v_km_s, 0.1, generator.standard_normal((len(low), 6)))

    def axis_km(r: np.ndarray, v: np.ndarray) -> np.ndarray:
        mu = 398_600.8
        return 1.0 / (2.0 / np.linalg.norm(r, axis=1) - (v**2).sum(axis=1) / mu)

    a_km, da_km = axis_km(r_km, v_km_s), axis_km(*off) - axis_km(r_km, v_km_s)
    drift_km_d = 1.5 * np.sqrt(398_600.8 / a_km**3) * 86_400.0 * da_km
    n = len(low)
    low_km, high_km = np.sqrt(stats.chi2.ppf([5e-4, 1 - 5e-4], n) / n) * 0.1
    assert low_km < np.sqrt((drift_km_d**2).mean()) < high_km * 1.01
