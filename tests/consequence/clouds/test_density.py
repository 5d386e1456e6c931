"""Density of a cloud: every piece is somewhere, and a spread cloud is Kessler's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cspo.consequence.clouds import Density, density, element_sets, mean_density_km3
from cspo.consequence.clouds.density import volumes_km3
from cspo.errors import UsageError
from cspo.orbits.regime import perigee_apogee_km
from tests.consequence.clouds.pieces import R_KM, made

HEIGHTS_KM = np.array([0.0, 300.0, 450.0, 500.0, 550.0, 600.0, 700.0, 1_000.0, 5_000.0, 200_000.0])
BANDS_RAD = np.radians(np.linspace(-90.0, 90.0, 37))


def mapped(t_s: list[float], **more: object) -> Density:
    return density(made(20_000, 1), t_s, HEIGHTS_KM, BANDS_RAD,
                   generator=np.random.default_rng(1), **more)  # fmt: skip


def test_every_piece_is_in_one_cell_or_down() -> None:
    found = mapped([10.0, 3_600.0, 86_400.0])
    volume = volumes_km3(HEIGHTS_KM, BANDS_RAD)
    there = (found.per_km3 * volume).sum(axis=(1, 2)) + found.fallen
    assert there == pytest.approx(20_000.0, rel=1e-3)
    assert (np.diff(found.fallen) >= 0.0).all()
    # at first all are where the break-up is
    first = found.per_km3[0] * volume
    latitude = np.degrees(np.arcsin(R_KM[2] / np.linalg.norm(R_KM)))
    at = np.unravel_index(np.argmax(first), first.shape)
    assert HEIGHTS_KM[at[0]] <= np.linalg.norm(R_KM) - 6_378.137 < HEIGHTS_KM[at[0] + 1]
    assert np.degrees(BANDS_RAD[at[1]]) <= latitude < np.degrees(BANDS_RAD[at[1] + 1])
    assert first.max() > 19_500.0


def test_volumes_add_up_to_the_shell() -> None:
    whole = 4.0 / 3.0 * np.pi * ((6_378.137 + 200_000.0) ** 3 - 6_378.137**3)
    assert volumes_km3(HEIGHTS_KM, BANDS_RAD).sum() == pytest.approx(whole, rel=1e-12)


def test_a_cloud_that_has_spread_is_where_kessler_says() -> None:
    """The mean over a day, two weeks later and without drag, against his formula: by shell."""
    heavy = replace(made(20_000, 1), area_to_mass_m2_kg=np.full(20_000, 1e-9))
    heights_km = np.array([300.0, 450.0, 650.0, 1_000.0, 3_000.0])
    found = density(heavy, [14 * 86_400.0], heights_km, BANDS_RAD, average_s=86_400.0,
                    generator=np.random.default_rng(1))  # fmt: skip
    sets = element_sets(heavy)
    orbit = sets.catalog.take(np.isinf(sets.end_s))
    low, high = perigee_apogee_km(
        orbit.mean_motion_rad_s, orbit.eccentricity, orbit.inclination_rad
    )
    wanted = mean_density_km3(low, high, orbit.inclination_rad, 1.0, heights_km, BANDS_RAD)
    volume = volumes_km3(heights_km, BANDS_RAD)
    there, kessler = (found.per_km3[0] * volume), (wanted * volume)
    assert there.sum(axis=1) == pytest.approx(kessler.sum(axis=1), rel=0.08)
    full = kessler.sum(axis=0) > 200.0
    assert there.sum(axis=0)[full] == pytest.approx(kessler.sum(axis=0)[full], rel=0.12)


def test_bands_hold_the_expected_and_long_pieces_are_fewer() -> None:
    found = mapped([7_200.0], average_s=600.0)
    low, high = found.band()
    assert ((low <= found.per_km3) & (found.per_km3 <= high)).all()
    long = mapped([7_200.0], average_s=600.0, smallest_m=0.1)
    cloud = made(20_000, 1)
    share = (long.per_km3 * volumes_km3(HEIGHTS_KM, BANDS_RAD)).sum() + long.fallen[0]
    assert share == pytest.approx(cloud.pieces(0.1), rel=1e-3)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"t_s": [-1.0]}, "times"), ({"t_s": [np.nan]}, "times"), ({"t_s": [1e8]}, "times"),
        ({"altitude_edges_km": [500.0]}, "altitude"),
        ({"altitude_edges_km": [600.0, 500.0]}, "altitude"),
        ({"latitude_edges_rad": [0.0, 3.0]}, "latitude"), ({"samples": 1}, "samples"),
        ({"average_s": 1e9}, "average"), ({"samples": 10**9}, "samples"),
        ({"altitude_edges_km": np.linspace(0.0, 1e3, 10**6)}, "cells"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(wrong: dict[str, object], message: str) -> None:
    given = {"t_s": [60.0], "altitude_edges_km": HEIGHTS_KM, "latitude_edges_rad": BANDS_RAD}
    with pytest.raises(UsageError, match=message):
        density(made(200, 1), **{**given, **wrong}, generator=np.random.default_rng(1))
