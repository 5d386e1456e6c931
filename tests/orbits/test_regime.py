"""Regimes: altitudes against the sgp4 package, classes against satellites that everybody knows.

Authorities: `sgp4` 2.x (altp, alta, a of the initialized satellite); the orbit
classes of ESA's Annual Space Environment Report, issue 8.0 (2024), section 1.1.
"""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import numpy as np
import pytest
from sgp4.api import Satrec

from cspo.constants import WGS72_MU_KM3_S2, WGS72_RADIUS_KM
from cspo.orbits.regime import (
    Regime,
    perigee_apogee_km,
    regimes,
    semi_major_axis_km,
    stale_after_s,
)
from cspo.units import DAY_S


def _satellites(data_dir: Path) -> list[Satrec]:
    path = data_dir / "catalog" / "snapshot_20240709.tle.gz"
    text = gzip.decompress(path.read_bytes()).decode()
    lines = [line for line in text.splitlines() if line[:2] in {"1 ", "2 "}]
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return [Satrec.twoline2rv(*pair) for pair in pairs]


def test_altitudes_of_a_whole_catalogue_are_those_of_sgp4(data_dir: Path) -> None:
    """Tolerance 0.01 mm; 26,388 objects."""
    satellites = [s for s in _satellites(data_dir) if s.error == 0]
    assert len(satellites) > 26_000
    n, e, i = (
        np.array([getattr(s, name) for s in satellites]) for name in ("no_kozai", "ecco", "inclo")
    )
    perigee_km, apogee_km = perigee_apogee_km(n / 60.0, e, i)
    expected_km = np.array([(s.altp, s.alta, s.a) for s in satellites]).T * WGS72_RADIUS_KM
    assert np.abs(perigee_km - expected_km[0]).max() < 1e-8
    assert np.abs(apogee_km - expected_km[1]).max() < 1e-8
    assert np.abs(semi_major_axis_km(n / 60.0, e, i) - expected_km[2]).max() < 1e-8


# name, revolutions a day, eccentricity, inclination in deg; class by ESA's DISCOS definitions
KNOWN = [
    ("ISS", 15.509, 0.0009, 51.64, Regime.LEO),
    ("VANGUARD 1", 10.857, 0.1843, 34.26, Regime.LMO),
    ("LAGEOS 1", 6.387, 0.0045, 109.8, Regime.MEO),
    ("NAVSTAR 66", 2.0057, 0.010, 54.0, Regime.NSO),
    ("ARIANE 5 R/B", 2.27, 0.72, 6.0, Regime.GTO),
    ("INTELSAT 10-02", 1.00271, 0.0001, 0.03, Regime.GEO),
    ("GEO GRAVEYARD +500 km", 0.985, 0.001, 12.0, Regime.EGO),
    ("QZS-1", 1.0027, 0.075, 41.0, Regime.IGO),
    ("MOLNIYA", 2.006, 0.72, 63.0, Regime.GTO),
    ("CHANDRA", 0.378, 0.60, 76.0, Regime.HEO),
    ("SIRIUS", 1.0027, 0.27, 63.0, Regime.HEO),
    ("VELA", 0.21, 0.10, 30.0, Regime.HAO),
]


@pytest.mark.parametrize(("name", "rev_day", "e", "deg", "regime"), KNOWN)
def test_well_known_satellites(
    name: str, rev_day: float, e: float, deg: float, regime: Regime
) -> None:
    found = regimes([rev_day * math.tau / DAY_S], [e], [math.radians(deg)])
    assert Regime(int(found[0])) is regime


def _of_altitudes(perigee_km: float, apogee_km: float, deg: float) -> Regime:
    """By the plain two-body relation; half a kilometer off the limits J2 does not matter."""
    a = WGS72_RADIUS_KM + (perigee_km + apogee_km) / 2.0
    e = (apogee_km - perigee_km) / 2.0 / a
    n = math.sqrt(WGS72_MU_KM3_S2 / a**3)
    for _ in range(20):  # the Kozai mean motion of that Brouwer axis
        n *= (float(semi_major_axis_km(n, e, math.radians(deg))) / a) ** 1.5
    return Regime(int(regimes([n], [e], [math.radians(deg)])[0]))


@pytest.mark.parametrize(
    ("perigee_km", "apogee_km", "deg", "regime"),
    [
        (1999.9, 1999.9, 90.0, Regime.LEO),
        (1999.9, 2000.1, 90.0, Regime.LMO),
        (2000.1, 2000.1, 90.0, Regime.MEO),
        (1999.9, 31_569.9, 90.0, Regime.LMO),
        (1999.9, 31_570.1, 89.9, Regime.GTO),
        (1999.9, 31_570.1, 90.1, Regime.UNDEFINED),
        (2000.1, 31_570.1, 20.0, Regime.MGO),
        (18_100.1, 24_299.9, 50.1, Regime.NSO),
        (18_099.9, 24_299.9, 50.1, Regime.MEO),
        (18_100.1, 24_299.9, 70.1, Regime.MEO),
        (35_586.1, 35_985.9, 24.9, Regime.GEO),
        (35_585.9, 35_985.9, 24.9, Regime.EGO),
        (35_586.1, 35_985.9, 25.1, Regime.IGO),
        (1999.9, 40_002.1, 10.0, Regime.HEO),
        (31_569.9, 48_000.0, 10.0, Regime.EGO),
        (31_569.9, 60_000.0, 10.0, Regime.HEO),
        (31_570.1, 70_000.0, 10.0, Regime.GHO),
        (40_002.1, 70_000.0, 10.0, Regime.HAO),
        (-1.0, 500.0, 10.0, Regime.UNDEFINED),
    ],
)
def test_limits_of_the_classes(
    perigee_km: float, apogee_km: float, deg: float, regime: Regime
) -> None:
    assert _of_altitudes(perigee_km, apogee_km, deg) is regime


def test_nonsense_is_undefined_and_warns_nobody() -> None:
    found = regimes([np.nan, 0.0, -1.0, 1e-3, 1e-3], [0.0, 0.0, 0.0, 1.0, np.nan], np.zeros(5))
    assert found.tolist() == [0] * 5


def test_staleness_follows_drag() -> None:
    """Five days where the perigee is inside LEO, else ten (design, RECORDS)."""
    rev_day = np.array([15.5, 2.27, 2.0057, 1.0027])
    e = np.array([0.001, 0.72, 0.01, 0.0001])
    limits = stale_after_s(rev_day * math.tau / DAY_S, e, np.zeros(4)) / DAY_S
    assert limits.tolist() == [5.0, 5.0, 10.0, 10.0]
