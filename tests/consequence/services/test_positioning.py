"""PDOP against Orekit, against plain linear algebra, and against the GPS performance standard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cspo.bridge.read_catalog import read_catalog
from cspo.consequence.services import Places, dilution, globe
from cspo.consequence.services.positioning import MASK_RAD
from cspo.consequence.services.sky import Sky
from cspo.errors import ResourceLimit, UsageError
from cspo.frames import EarthOrientation, bundled_earth_orientation
from cspo.orbits import Catalog, reference_population
from cspo.time import Epoch

START = Epoch.from_utc("2025-01-13T00:00:00Z")
CITIES = Places(
    latitude_rad=np.radians([-41.3, 0.0, 35.7, 59.9, 89.9]),
    longitude_rad=np.radians([174.8, -150.0, 139.7, 10.7, 0.0]),
    weight=np.ones(5),
)


@pytest.fixture(scope="module")
def gps(data_dir: Path) -> Catalog:
    """The GPS satellites that CelesTrak says were at work on 2025-01-13."""
    catalog = read_catalog([str(data_dir / "catalog" / "celestrak_full_20250113.csv.gz")]).catalog
    rows = np.char.startswith(catalog.name, "GPS B") & (catalog.status == "+")
    return catalog.take(rows)


@pytest.fixture(scope="module")
def eop() -> EarthOrientation:
    return bundled_earth_orientation()


def brute_pdop(r_km: Any, clock: Any, places: Places) -> Any:
    """PDOP by the inverse of the whole normal matrix, one unknown for each clock that is heard."""
    out = np.full((len(r_km), len(places)), np.nan)
    for t, sky in enumerate(r_km):
        for p in range(len(places)):
            away = sky - places.r_itrf_km[p]
            unit = away / np.linalg.norm(away, axis=1)[:, None]
            seen = unit @ places.up[p] >= np.sin(MASK_RAD)
            heard = np.unique(clock[seen])
            design = np.hstack((unit[seen], (clock[seen][:, None] == heard).astype(float)))
            if len(design) >= 3 + len(heard) and np.linalg.matrix_rank(design) == 3 + len(heard):
                out[t, p] = np.sqrt(np.trace(np.linalg.inv(design.T @ design)[:3, :3]))
    return out


def test_an_intact_gps_keeps_the_performance_standard(gps: Catalog, eop: EarthOrientation) -> None:
    """GPS SPS PS, 5th ed., 3.8.1: PDOP of 6 or less for 98 % globally, 88 % at the worst site."""
    assert len(gps) == 31
    found = dilution(gps, np.arange(len(gps)), globe(4.0), start=START, eop=eop)
    assert found.overall() >= 0.98
    assert found.worst() >= 0.88


def test_the_dilution_is_that_of_orekit(gps: Catalog, eop: EarthOrientation, orekit: Any) -> None:
    """DOPComputer, with Orekit's own SGP4 and Earth; intact, and with ten satellites removed."""
    import jpype  # noqa: PLC0415 - only where Orekit runs

    tle = orekit.propagation.analytical.tle
    earth_frame = orekit.frames.FramesFactory.getITRF(orekit.utils.IERSConventions.IERS_2010, True)
    earth = orekit.bodies.OneAxisEllipsoid(6378137.0, 1.0 / 298.257223563, earth_frame)
    utc = orekit.time.TimeScalesFactory.getUTC()
    rows = np.flatnonzero(np.char.startswith(gps.name, "GPS B"))
    propagators = [_propagator(orekit, tle, utc, gps, int(row)) for row in rows]
    ours, theirs = [], []
    for kept in (rows, rows[10:]):
        sky = dilution(gps, kept, CITIES, start=START, eop=eop, step_s=7200.0)
        ours.append(sky.pdop)
        lists = jpype.JClass("java.util.ArrayList")()
        for row in kept:
            lists.add(propagators[int(row)])
        table = np.full(sky.pdop.shape, np.nan)
        for p in range(len(CITIES)):
            point = orekit.bodies.GeodeticPoint(
                float(CITIES.latitude_rad[p]), float(CITIES.longitude_rad[p]), 0.0
            )
            computer = orekit.gnss.DOPComputer.create(earth, point)
            computer = computer.withMinElevation(float(MASK_RAD))
            for t, seconds in enumerate(sky.t_s):
                date = orekit.time.AbsoluteDate((START + seconds).utc_iso(3)[:-1], utc)
                table[t, p] = computer.compute(date, lists).getPdop()
        theirs.append(table)
    for mine, other in zip(ours, theirs, strict=True):
        assert np.isfinite(mine).mean() > 0.9
        np.testing.assert_allclose(mine, other, rtol=1e-5)


def _propagator(orekit: Any, tle: Any, utc: Any, gps: Catalog, row: int) -> Any:
    """Orekit's SGP4 of one row, from its elements."""
    epoch = orekit.time.AbsoluteDate(
        Epoch(int(gps.epoch_tai_ns[row])).utc_iso(9).removesuffix("Z"), utc
    )
    elements = tle.TLE(
        int(gps.norad_id[row]), "U", 2000, 1, "A", 0, 999, epoch,
        float(gps.mean_motion_rad_s[row]), 0.0, 0.0, float(gps.eccentricity[row]),
        float(gps.inclination_rad[row]), float(gps.argp_rad[row]), float(gps.raan_rad[row]),
        float(gps.mean_anomaly_rad[row]), 0, float(gps.bstar_per_er[row]), utc,
    )  # fmt: skip
    return tle.TLEPropagator.selectExtrapolator(elements)


@pytest.mark.parametrize("clocks", [1, 3])
def test_clocks_cost_an_unknown_each(clocks: int) -> None:
    sky = reference_population(count=30_000)
    names = sky.name
    rows = np.flatnonzero(
        np.char.startswith(names, "SIM GPS")
        | np.char.startswith(names, "SIM GALILEO")
        | np.char.startswith(names, "SIM GLONASS")
    )
    rows = rows[::4]  # few enough that some places lack a fix
    clock = np.arange(len(rows)) % clocks
    start, eop = Epoch.from_utc("2024-11-01"), EarthOrientation.zero()
    found = dilution(sky, rows, CITIES, clock=clock, start=start, eop=eop, step_s=3600.0)
    (_, r_km), *_ = Sky(sky, rows, start, 24.0, 3600.0, eop).parts()
    expected = brute_pdop(r_km, clock, CITIES)
    both = np.isfinite(expected)
    assert both.sum() > 10
    assert (np.isfinite(found.pdop) == both).all()
    np.testing.assert_allclose(found.pdop[both], expected[both], rtol=1e-5)


def test_what_is_lost_never_helps(gps: Catalog, eop: EarthOrientation) -> None:
    rows = np.arange(len(gps))
    net = globe(15.0)
    shares = [
        dilution(gps, rows[gone:], net, start=START, eop=eop, step_s=1800.0).overall()
        for gone in (0, 6, 12, 18, 28, 31)
    ]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.99
    assert shares[-2:] == [0.0, 0.0]


def test_bad_input_is_refused(gps: Catalog, eop: EarthOrientation) -> None:
    rows = np.arange(len(gps))
    for wrong in (
        {"mask_rad": np.nan}, {"mask_rad": 2.0}, {"hours": -1.0}, {"hours": np.nan},
        {"step_s": 0.0}, {"hours": 1e4}, {"clock": rows}, {"clock": rows[:-1]},
        {"clock": np.zeros(31)},
    ):  # fmt: skip
        with pytest.raises(UsageError):
            dilution(gps, rows, CITIES, start=START, eop=eop, **wrong)
    with pytest.raises(ResourceLimit):
        dilution(gps, rows, globe(1.5), start=START, eop=eop, hours=300.0, step_s=10.0)
    for latitude in (2.0, np.nan):
        with pytest.raises(UsageError):
            Places(latitude_rad=[latitude], longitude_rad=[0.0], weight=[1.0])
    for weight in (-1.0, 0.0, np.nan, np.inf):
        with pytest.raises(UsageError):
            Places(latitude_rad=[0.0], longitude_rad=[0.0], weight=[weight])


def test_a_watch_can_stop_it(gps: Catalog, eop: EarthOrientation) -> None:
    with pytest.raises(KeyboardInterrupt):
        dilution(gps, np.arange(31), CITIES, start=START, eop=eop, stop=lambda: True)
