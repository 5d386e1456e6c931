"""Mean density against NRLMSIS 2.1 itself (pymsis), averaged here in another way."""

from __future__ import annotations

import numpy as np
import pymsis
import pytest

from cspo.environment import mean_atmosphere
from cspo.errors import OutOfRange

MSIS = mean_atmosphere(calibrated=False)
ALTITUDES_KM = np.array([120.0, 200.0, 300.0, 412.0, 555.0, 700.0, 850.0, 1000.0, 1400.0])


def scattered(seed: int, n: int, f107: float, f107_81day: float, ap: float, days=None):
    """MSIS at random days, hours and places spread evenly over the Earth, (n, altitudes)."""
    rng = np.random.default_rng(seed)
    start = np.datetime64("2005-01-01T00:00:00")
    when = rng.uniform(0.0, 365.0, n) if days is None else rng.choice(days, n) + rng.random(n)
    date = np.repeat(start + (when * 86_400).astype("timedelta64[s]"), len(ALTITUDES_KM))
    longitude = np.repeat(rng.uniform(0.0, 360.0, n), len(ALTITUDES_KM))
    latitude = np.repeat(np.rad2deg(np.arcsin(rng.uniform(-1.0, 1.0, n))), len(ALTITUDES_KM))
    m = len(date)
    density = pymsis.calculate(
        date, longitude, latitude, np.tile(ALTITUDES_KM, n),
        [f107] * m, [f107_81day] * m, [[ap] * 7] * m, version=2.1,
    )[:, 0]  # fmt: skip
    return density.reshape(n, -1), latitude.reshape(n, -1)


@pytest.mark.parametrize(("f107", "ap"), [(68.0, 4.0), (125.0, 15.0), (212.0, 30.0)])
def test_the_mean_is_that_of_msis_over_the_year_and_the_earth(f107: float, ap: float) -> None:
    theirs, _ = scattered(1, 6000, f107, f107, ap)
    ours = MSIS.density_kg_m3(ALTITUDES_KM, f107, ap=ap)
    spread = theirs.std(axis=0) / np.sqrt(len(theirs)) / theirs.mean(axis=0)
    assert np.all(np.abs(ours / theirs.mean(axis=0) - 1.0) < 0.01 + 4.0 * spread)


@pytest.mark.parametrize("day", [15, 105, 200, 300])
def test_the_season_is_that_of_msis(day: int) -> None:
    theirs, _ = scattered(2, 4000, 150.0, 150.0, 10.0, days=[day - 1])
    ours = MSIS.density_kg_m3(ALTITUDES_KM, 150.0, ap=10.0, day_of_year=day + 0.5)
    spread = theirs.std(axis=0) / np.sqrt(len(theirs)) / theirs.mean(axis=0)
    assert np.all(np.abs(ours / theirs.mean(axis=0) - 1.0) < 0.04 + 4.0 * spread)


def test_the_day_s_flux_is_that_of_msis() -> None:
    theirs, _ = scattered(3, 5000, 190.0, 150.0, 10.0)
    ours = MSIS.density_kg_m3(ALTITUDES_KM, 150.0, ap=10.0, f107=190.0)
    spread = theirs.std(axis=0) / np.sqrt(len(theirs)) / theirs.mean(axis=0)
    assert np.all(np.abs(ours / theirs.mean(axis=0) - 1.0) < 0.03 + 4.0 * spread)


def test_low_latitudes_and_the_poles_are_those_of_msis() -> None:
    theirs, latitude_deg = scattered(4, 12_000, 150.0, 150.0, 10.0)
    for low, high in ((0.0, 20.0), (40.0, 60.0), (70.0, 90.0)):
        inside = (np.abs(latitude_deg[:, 0]) >= low) & (np.abs(latitude_deg[:, 0]) < high)
        ours = MSIS.density_kg_m3(
            ALTITUDES_KM, 150.0, ap=10.0, latitude_rad=np.deg2rad(latitude_deg[inside])
        ).mean(axis=0)  # fmt: skip
        here = theirs[inside]
        spread = here.std(axis=0) / np.sqrt(len(here)) / here.mean(axis=0)
        assert np.all(np.abs(ours / here.mean(axis=0) - 1.0) < 0.06 + 4.0 * spread)


def test_columns_hold_what_single_values_hold() -> None:
    air = mean_atmosphere()
    f107, ap, day = np.array([70.0, 231.0]), np.array([3.0, 55.0]), np.array([20.0, 330.0])
    columns = air.columns(f107, ap, f107=f107 + 9.0, day_of_year=day)
    alone = air.density_kg_m3(
        air.altitude_km, f107[:, None], ap=ap[:, None], f107=f107[:, None] + 9.0,
        day_of_year=day[:, None],
    )  # fmt: skip
    np.testing.assert_allclose(
        np.exp(columns.ln_kg_m3), alone, rtol=2e-5
    )  # altitudes are kept to 0.1 m


def test_density_falls_with_altitude_and_rises_with_the_sun() -> None:
    air = mean_atmosphere()
    h = np.linspace(90.0, 6000.0, 3000)
    assert np.all(np.diff(air.density_kg_m3(h, 90.0)) < 0.0)
    assert np.all(np.diff(air.density_kg_m3(600.0, np.linspace(60.0, 320.0, 500))) > 0.0)
    assert np.all(np.diff(air.density_kg_m3(600.0, 150.0, ap=np.linspace(0.0, 320.0, 99))) > 0.0)


@pytest.mark.parametrize("f107", [np.nan, 0.0, 1000.0])
def test_what_no_sun_has_shown_is_refused(f107: float) -> None:
    with pytest.raises(OutOfRange, match=r"F10\.7"):
        MSIS.density_kg_m3(400.0, f107)
    with pytest.raises(OutOfRange, match="Ap"):
        MSIS.density_kg_m3(400.0, 100.0, ap=-1.0)


def test_orbits_calibrate_the_air_above_400_km_and_not_below_200() -> None:
    ours, model = mean_atmosphere(), MSIS
    heights = np.array([120.0, 190.0, 500.0, 900.0])
    ratio = ours.density_kg_m3(heights, 66.0) / model.density_kg_m3(heights, 66.0)
    np.testing.assert_allclose(ratio[:2], 1.0, rtol=1e-12)
    assert np.all((ratio[2:] > 0.72) & (ratio[2:] < 0.90))  # 28 % less in 2008: Emmert et al. 2010
