"""Lives against scipy's integral and root; L against published stations; the dipole anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq

from cspo.consequence.band import Band
from cspo.consequence.belts import (
    DECAY_RECORD,
    RECORD,
    Budget,
    DoseRate,
    Enhancement,
    l_shell,
    life_by_orbit,
    lives_of,
    remaining_life_days,
)
from cspo.errors import OutOfRange, UsageError
from cspo.frames import EarthOrientation, itrf_from_geodetic
from cspo.orbits import Catalog
from cspo.time import Epoch

START = Epoch.from_utc("2024-11-01T00:00:00Z")
EOP = EarthOrientation.zero()
SLOW = Band(low=100.0, expected=220.0, high=400.0)


def rate(krad: float, mm: float = 2.0, **zone: Any) -> DoseRate:
    band = Band(low=krad / 3.0, expected=krad, high=3.0 * krad)
    return DoseRate(shielding_mm=mm, rate_krad_day=band, decay_days=SLOW, **zone)


@pytest.mark.parametrize(
    ("rates", "decays", "budget", "natural"),
    [
        ([0.1], [100.0], 5.0, 0.0),
        ([1.0, 0.2, 0.05], [20.0, 200.0, 2000.0], 40.0, 0.01),
        ([3.0], [np.inf], 100.0, 0.0),
        ([0.0], [10.0], 3.0, 0.002),
    ],
)
def test_a_life_is_the_root_of_the_integral(
    rates: list[float], decays: list[float], budget: float, natural: float
) -> None:
    def dose(days: float) -> float:
        return quad(
            lambda t: natural + sum(r * np.exp(-t / d) for r, d in zip(rates, decays, strict=True)),
            0.0, days, limit=200,
        )[0]  # fmt: skip

    expected = brentq(lambda days: dose(days) - budget, 0.0, 30_000.0, xtol=1e-9)
    found = remaining_life_days(rates, decays, budget, natural)
    assert found == pytest.approx(expected, rel=1e-7)


def test_what_decays_before_it_kills_never_kills() -> None:
    assert remaining_life_days([0.1], [100.0], 10.001, 0.0) == np.inf
    assert remaining_life_days([0.1], [100.0], 9.999, 0.0) < np.inf


@pytest.mark.parametrize(
    ("latitude_deg", "longitude_deg", "published"),
    [
        (18.34, -66.75, 1.43), (42.62, -71.49, 2.6), (-75.58, -26.6, 4.5), (67.84, 20.42, 5.5),
        (-11.95, -76.87, 1.05), (-71.67, -2.85, 4.5), (46.9, 17.9, 1.8), (-45.87, 170.5, 2.8),
        (67.37, 26.63, 5.2),
    ],
)  # fmt: skip
def test_l_of_stations(latitude_deg: float, longitude_deg: float, published: float) -> None:
    """Arecibo, Millstone Hill, Halley, Kiruna, Jicamarca, Sanae, Tihany, Dunedin, Sodankyla.

    Published over decades, in which the field drifted by up to 0.6 % a year.
    """
    r_km = itrf_from_geodetic(np.radians(latitude_deg), np.radians(longitude_deg), 0.0)
    assert float(l_shell(r_km)) == pytest.approx(published, rel=0.08)


def test_the_geostationary_belt_is_farthest_out_on_the_meridian_of_the_pole() -> None:
    """IGRF: the geomagnetic pole of 2025 at 72.8 degrees west, 9.2 degrees from the axis."""
    longitude_deg = np.arange(-180.0, 180.0, 1.0)
    angle = np.radians(longitude_deg)
    circle_km = 42_164.0 * np.stack((np.cos(angle), np.sin(angle), np.zeros(360)), axis=1)
    found = l_shell(circle_km)
    west = longitude_deg < 0.0
    assert longitude_deg[west][np.argmax(found[west])] == pytest.approx(-72.8, abs=15.0)
    assert ((found > 6.6) & (found < 7.1)).all()


def test_l_is_smooth_across_the_seam_and_none_where_there_is_no_place() -> None:
    west, east = (l_shell(itrf_from_geodetic(0.3, angle, 700.0)) for angle in (-1e-6, 1e-6))
    assert float(west) == pytest.approx(float(east), rel=1e-5)
    poles = l_shell([[0.0, 0.0, 7000.0], [0.0, 0.0, -7000.0], [np.nan] * 3])
    assert (poles[:2] > 8.0).all()
    assert np.isnan(poles[2])
    far = l_shell([[60_000.0, 0.0, 0.0], [120_000.0, 0.0, 0.0]])
    assert float(far[1] / far[0]) == pytest.approx(2.0, rel=1e-9)


def circle(altitude_km: float, inclination_deg: float) -> Catalog:
    return Catalog(
        norad_id=[1], epoch_tai_ns=[START.tai_ns], eccentricity=[0.0],
        mean_motion_rad_s=[np.sqrt(398_600.8 / (6378.135 + altitude_km) ** 3)],
        inclination_rad=[np.radians(inclination_deg)], raan_rad=[0.0], argp_rad=[0.0],
        mean_anomaly_rad=[0.0], bstar_per_er=[0.0], source="by hand",
    )  # fmt: skip


def test_a_satellite_takes_its_share_of_each_zone() -> None:
    """By SGP4 over a day and by the circle averaged over its node: alike."""
    belt = Enhancement([rate(1.0, l_shell=(1.2, 1.8)), rate(0.5, l_shell=(1.8, 3.0))])
    budget = Budget(
        object_id="norad:1", shielding_mm=2.0, remaining_krad=Band(low=5, expected=10, high=20)
    )
    (one,), missing = lives_of(belt, [budget], circle(1200.0, 80.0), start=START, eop=EOP)
    ((_, _, table),) = life_by_orbit(belt, [1200.0], [80.0], [2.0], budget.remaining_krad)
    assert missing == []
    assert one.share_in_belt == pytest.approx(table.share_in_belt, abs=0.02)
    assert one.rate_krad_day.expected == pytest.approx(table.rate_krad_day.expected, rel=0.03)
    assert one.life_days.low < one.life_days.expected < one.life_days.high
    assert one.natural_life_days.low == np.inf
    later, _ = lives_of(
        belt, [budget], circle(1200.0, 80.0), start=START, eop=EOP, elapsed_days=220.0
    )
    assert later[0].rate_krad_day.expected == pytest.approx(one.rate_krad_day.expected / np.e)
    assert later[0].life_days.expected > one.life_days.expected


def test_altitude_alone_can_be_a_zone() -> None:
    belt = Enhancement([rate(1.0, altitude_km=(500.0, 900.0))])
    rows = life_by_orbit(belt, [700.0, 1200.0], [53.0], [2.0], Band.certain(10.0))
    assert [row.share_in_belt for *_, row in rows] == [1.0, 0.0]
    assert rows[1][2].life_days.low == np.inf


def test_who_is_not_in_the_catalogue_is_named() -> None:
    budget = Budget(object_id="norad:9", shielding_mm=2.0, remaining_krad=Band.certain(1.0))
    lives, missing = lives_of(
        Enhancement([rate(1.0)]), [budget], circle(700.0, 50.0), start=START, eop=EOP
    )
    assert (lives, missing) == ([], ["norad:9"])


def test_rates_between_shieldings_are_log_log_and_not_carried_on() -> None:
    belt = Enhancement([rate(8.0, 1.0), rate(2.0, 4.0)])
    assert belt.rates_krad_day(2.0)[0, 1] == pytest.approx(4.0)
    with pytest.raises(OutOfRange):
        belt.rates_krad_day(5.0)
    zero = Enhancement([rate(8.0, 1.0), rate(0.0, 5.0)])
    assert zero.rates_krad_day(3.0)[0, 1] == pytest.approx(4.0)


def test_a_rate_of_zero_leaves_the_band_in_order() -> None:
    """Linear to the zero of low, log-log to the small number of expected: they would cross."""
    belt = Enhancement([
        DoseRate(shielding_mm=mm, rate_krad_day=band, decay_days=SLOW)
        for mm, band in (
            (1.0, Band(low=9.0, expected=10.0, high=20.0)),
            (10.0, Band(low=0.0, expected=1e-3, high=1e-2)),
            (20.0, Band(low=0.0, expected=1e-4, high=1e-3)),
        )
    ])  # fmt: skip
    low, expected, high = belt.rates_krad_day(5.0)[0]
    assert expected == pytest.approx(10.0 * 5.0**-4)
    assert low == expected < high
    ((*_, row),) = life_by_orbit(belt, [1000.0], [50.0], [5.0], Band.certain(10.0))
    assert row.rate_krad_day.low <= row.rate_krad_day.expected <= row.rate_krad_day.high
    thin = Enhancement([rate(8.0, 1.0), rate(2.0, 4.0), rate(0.0, 8.0)])
    assert thin.rates_krad_day(2.0)[0, 1] == pytest.approx(4.0)  # as without the third


def test_who_has_no_place_that_day_is_not_said_to_live() -> None:
    """A low orbit of 2024 has decayed by 2044: SGP4 gives no place, and that is no long life."""
    low = replace(circle(200.0, 50.0), bstar_per_er=np.array([1e-2]))
    budget = Budget(object_id=low.identity(0), shielding_mm=2.0, remaining_krad=Band.certain(1.0))
    late = Epoch.from_utc("2044-11-01")
    lives, missing = lives_of(Enhancement([rate(1.0)]), [budget], low, start=late, eop=EOP)
    assert (lives, missing) == ([], [low.identity(0)])


@pytest.mark.parametrize(
    ("rates", "decays", "budget", "natural"),
    [
        ([np.nan], [100.0], 5.0, 0.0), ([-1.0], [100.0], 5.0, 0.0), ([1.0], [0.0], 5.0, 0.0),
        ([1.0], [np.nan], 5.0, 0.0), ([1.0], [100.0], np.nan, 0.0), ([1.0], [100.0], -5.0, 0.0),
        ([1.0], [100.0], 5.0, np.inf),
    ],
)  # fmt: skip
def test_a_life_of_numbers_without_meaning_is_refused(
    rates: list[float], decays: list[float], budget: float, natural: float
) -> None:
    with pytest.raises(UsageError):
        remaining_life_days(rates, decays, budget, natural)


def test_bad_input_is_refused() -> None:
    for zone in ({"l_shell": (2.0, 1.0)}, {"altitude_km": (-1.0, 5.0)}, {"l_shell": (np.nan, 2.0)}):
        with pytest.raises(UsageError):
            rate(1.0, **zone)
    for wrong in (-1.0, np.inf):
        with pytest.raises(UsageError):
            rate(wrong)
    with pytest.raises(UsageError):
        rate(1.0, mm=0.0)
    for rows in (
        [], [rate(1.0), rate(2.0)], [rate(1.0, l_shell=(1.0, 2.0)), rate(1.0, l_shell=(1.5, 3.0))],
    ):  # fmt: skip
        with pytest.raises(UsageError):
            Enhancement(rows)
    for wrong in ({"remaining_krad": Band.certain(0.0)}, {"shielding_mm": -1.0}):
        with pytest.raises(UsageError):
            Budget(**{"object_id": "norad:1", "shielding_mm": 2.0,
                      "remaining_krad": Band.certain(1.0)} | wrong)  # fmt: skip
    with pytest.raises(UsageError):
        life_by_orbit(Enhancement([rate(1.0)]), [50.0], [0.0], [2.0], Band.certain(1.0))


def test_the_record_counts_its_days() -> None:
    """Days from 1962-07-09, by the calendar."""
    event = Epoch.from_utc("1962-07-09")
    dated = [each for each in RECORD if each.by]
    assert len(dated) >= 5
    for each in dated:
        assert round((Epoch.from_utc(each.by) - event) / 86_400.0) == each.days
    assert all(each.source for each in (*RECORD, *DECAY_RECORD))
