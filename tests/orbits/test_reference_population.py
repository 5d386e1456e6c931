"""The reference population: what it claims, it is."""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
import tomllib
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial import cKDTree
from scipy.stats import ks_2samp

from cspo.constants import EARTH_RADIUS_KM, WGS72_MU_KM3_S2
from cspo.dynamics.sgp4 import Sgp4Bulk
from cspo.errors import UsageError
from cspo.orbits import Catalog
from cspo.orbits.population_families import sun_synchronous_deg
from cspo.orbits.reference_population import (
    FIRST_SIMULATED_ID,
    REFERENCE_EPOCH,
    reference_population,
)
from cspo.time import Epoch
from cspo.units import DAY_S, DEG_RAD, REV_PER_DAY_RAD_S

SHA256 = "a7edcd9861f987a3a3b1c18b67318cfa6df4827716b624739c9aa6e17bd3b0fa"


@pytest.fixture(scope="module")
def sky() -> Catalog:
    return reference_population()


def digest(catalog: Catalog) -> str:
    """Hash of the elements as an OMM prints them: integers, so no last bit counts."""
    total = hashlib.sha256()
    for column, unit in (
        (catalog.mean_motion_rad_s / REV_PER_DAY_RAD_S, 1e-8),
        (catalog.eccentricity, 1e-8),
        (catalog.inclination_rad / DEG_RAD, 1e-4),
        (catalog.raan_rad / DEG_RAD, 1e-4),
        (catalog.argp_rad / DEG_RAD, 1e-4),
        (catalog.mean_anomaly_rad / DEG_RAD, 1e-4),
        (catalog.bstar_per_er, 1e-8),
        (catalog.rcs_m2, 1e-4),
    ):
        total.update(np.rint(column / unit).astype("<i8").tobytes())
    total.update("\n".join(catalog.name).encode())
    return total.hexdigest()


def orbit_size(mean_motion_rad_s: np.ndarray) -> np.ndarray:
    return np.cbrt(WGS72_MU_KM3_S2 / mean_motion_rad_s**2)


def test_same_seed_same_sky_on_every_platform(sky: Catalog) -> None:
    assert digest(sky) == SHA256
    assert digest(reference_population()) == SHA256


def test_another_seed_is_another_sky(sky: Catalog) -> None:
    other = reference_population(seed=1)
    assert len(other) == len(sky)
    assert np.mean(other.mean_anomaly_rad == sky.mean_anomaly_rad) < 0.01


def test_cannot_be_taken_for_real(sky: Catalog) -> None:
    assert sky.simulated
    assert len(sky) == 30_000
    assert all(name.startswith("SIM ") for name in sky.name)
    assert all("SIMULATED" in source for source in sky.source)
    assert not sky.designator.any()
    assert sky.norad_id[0] == FIRST_SIMULATED_ID == 990_000_001
    assert len(np.unique(sky.norad_id)) == len(np.unique(sky.name)) == len(sky)
    assert sky.norad_id.max() <= 999_999_999
    assert set(sky.object_type) <= {"PAYLOAD", "ROCKET BODY", "DEBRIS", "UNKNOWN"}
    assert sky.take(np.arange(3)).simulated


def test_owners_are_trigraphs_or_unknown(sky: Catalog) -> None:
    assert {owner for owner in sky.owner if not re.fullmatch(r"[A-Z]{3}", owner)} == {""}


def test_distributions_are_those_of_the_real_catalogue(sky: Catalog, data_dir: Path) -> None:
    """Kolmogorov-Smirnov distance to the CelesTrak catalogue of 2024-11-01, at most 0.05."""
    file = data_dir / "catalog" / "celestrak_on_orbit_20241101.omm.csv.gz"
    with gzip.open(file, "rt", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    real_a = orbit_size(np.array([float(r["MEAN_MOTION"]) for r in rows]) * REV_PER_DAY_RAD_S)
    real_e = np.array([float(r["ECCENTRICITY"]) for r in rows])
    real_i = np.array([float(r["INCLINATION"]) for r in rows])
    a, e = orbit_size(sky.mean_motion_rad_s), sky.eccentricity
    for real, made in (
        (real_a, a),
        (real_e, e),
        (real_e[real_e < 0.02], e[e < 0.02]),
        (real_i, sky.inclination_rad / DEG_RAD),
        (real_a * (1 - real_e), a * (1 - e)),
        (real_a * (1 + real_e), a * (1 + e)),
    ):
        assert ks_2samp(real, made).statistic <= 0.05


def test_every_object_propagates_for_a_week(sky: Catalog) -> None:
    """SGP4 without a single error code, and nothing under 120 km."""
    t_s = np.arange(0.0, 7.5 * DAY_S, DAY_S / 2)
    states, status = Sgp4Bulk(sky).propagate(REFERENCE_EPOCH, t_s)
    assert not status.any()
    height_km = np.linalg.norm(states[:, :3], axis=1) - EARTH_RADIUS_KM
    assert height_km.min() > 120.0


def test_satellites_of_a_shell_keep_apart(sky: Catalog) -> None:
    """Walker phasing: 50 times fewer pairs within 5 km than with anomalies at random."""
    shell = sky.take(np.char.startswith(sky.name, "SIM STARLINK-4 "))
    assert len(shell) > 1400
    t_s = np.arange(0.0, 5_760.0, 30.0)

    def close_pairs(catalog: Catalog) -> int:
        states, _ = Sgp4Bulk(catalog).propagate(REFERENCE_EPOCH, t_s)
        return sum(len(cKDTree(at.T).query_pairs(5.0)) for at in states[:, :3])

    columns = dict(shell.columns())
    shuffled = np.random.default_rng(1).permutation(shell.mean_anomaly_rad)
    random = Catalog(**{**columns, "mean_anomaly_rad": shuffled}, simulated=True)
    assert close_pairs(shell) * 50 < close_pairs(random)


def test_abandoned_geosynchronous_objects_follow_the_pole(sky: Catalog) -> None:
    """Inclination against node: on the circle about the Laplace pole, Allan and Cook 1964."""
    adrift = sky.take(np.char.startswith(sky.name, "SIM GEO-GRAVEYARD"))
    inc_deg = adrift.inclination_rad / DEG_RAD
    x = inc_deg * np.cos(adrift.raan_rad) - 7.4
    y = inc_deg * np.sin(adrift.raan_rad)
    radius_deg = np.hypot(x, y)
    assert np.median(radius_deg) == pytest.approx(7.4, abs=0.2)
    assert radius_deg.std() < 1.0
    assert inc_deg.max() < 17.0


def test_sun_synchronous_inclination_is_the_published_one() -> None:
    """Landsat 8: 705 km, 98.2 deg (USGS); 800 km, 98.6 deg (Vallado 2013, example 11-2)."""
    found = sun_synchronous_deg(np.array([7_083.1, 7_178.1363]), np.zeros(2))
    assert found == pytest.approx([98.2, 98.6], abs=0.05)


def test_sun_synchronous_nodes_follow_the_sun() -> None:
    """Half a year later the Sun, and with it the node of a local time, is half way round."""
    march = reference_population(epoch=Epoch.from_utc("2025-05-02T15:00:00Z"))
    name = "SIM SSO-DAWN-DUSK-PM-LOW "
    first, later = (
        np.exp(1j * c.raan_rad[np.char.startswith(c.name, name)]).mean()
        for c in (reference_population(), march)
    )
    turned_deg = np.degrees(np.angle(later / first)) % 360.0
    assert turned_deg == pytest.approx(182.62 * 360.0 / 365.2422, abs=0.5)


@pytest.mark.parametrize("count", [1, 7, 999, 26_834, 50_000])
def test_any_count(count: int) -> None:
    assert len(reference_population(count=count)) == count


@pytest.mark.parametrize(("name", "value"), [("count", 0), ("count", 1_000_001), ("seed", -1)])
def test_refuses_nonsense(name: str, value: int) -> None:
    with pytest.raises(UsageError, match=name):
        reference_population(**{name: value})


def test_every_family_names_its_source() -> None:
    file = resources.files("cspo.orbits") / "data" / "reference_population.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    families = [family for kind in ("walker", "belt", "cloud") for family in table[kind]]
    assert {family["source"] for family in families} == set(table["sources"])
    assert len({family["name"] for family in families}) == len(families)
    assert min(family["count"] for family in families) >= 5
