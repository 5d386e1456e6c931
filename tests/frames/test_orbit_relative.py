"""Frames that ride with an object, and geodetic coordinates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cspo.frames import (
    geodetic_from_itrf,
    itrf_from_geodetic,
    rtn_from_inertial,
    rtn_rate_rad_s,
    tvn_from_inertial,
)

components = st.floats(-50_000.0, 50_000.0)
vectors = st.tuples(components, components, components).map(np.array)
speeds = st.tuples(*[st.floats(-12.0, 12.0)] * 3).map(np.array)


@given(vectors, speeds)
def test_axes_are_what_their_names_say(r_km, v_km_s):
    """Authority: CCSDS 508.0-B-1, annex E: R along r, N along r x v, T completes."""
    momentum = np.cross(r_km, v_km_s)
    assume(np.linalg.norm(momentum) > 1e-3 * np.linalg.norm(r_km) * np.linalg.norm(v_km_s))
    assume(np.linalg.norm(r_km) > 1.0)
    assume(np.linalg.norm(v_km_s) > 1e-3)
    rtn, tvn = rtn_from_inertial(r_km, v_km_s), tvn_from_inertial(r_km, v_km_s)
    for matrix in (rtn, tvn):
        np.testing.assert_allclose(matrix @ matrix.T, np.eye(3), rtol=0, atol=1e-12)
        assert np.linalg.det(matrix) > 0.99
        np.testing.assert_allclose(matrix[2], momentum / np.linalg.norm(momentum), atol=1e-12)
    np.testing.assert_allclose(rtn @ r_km, [np.linalg.norm(r_km), 0, 0], rtol=0, atol=1e-9)
    assert (rtn @ v_km_s)[1] > 0
    np.testing.assert_allclose(tvn @ v_km_s, [0, np.linalg.norm(v_km_s), 0], rtol=0, atol=1e-9)
    assert (tvn @ r_km)[0] > 0


def test_axes_are_orekits(orekit, pv_coordinates):
    """Authority: Orekit's local orbital frames QSW and NTW, 1e-14 an element."""
    r_km, v_km_s = np.array([-6045.0, -3490.0, 2500.0]), np.array([-3.457, 6.618, 2.533])
    pv = pv_coordinates(r_km, v_km_s)
    for name, matrix in (
        ("QSW", rtn_from_inertial(r_km, v_km_s)), ("NTW", tvn_from_inertial(r_km, v_km_s))
    ):  # fmt: skip
        turn = getattr(orekit.frames.LOFType, name).rotationFromInertial(pv)
        theirs = np.array([list(row) for row in turn.getMatrix()])
        np.testing.assert_allclose(matrix, theirs, rtol=0, atol=1e-14)


def test_many_at_once_and_none_defined():
    r_km = np.array([[7000.0, 0, 0], [0, 0, 0], [7000.0, 0, 0]])
    v_km_s = np.array([[0, 7.5, 0], [0, 7.5, 0], [1.0, 0, 0]])
    for build in (rtn_from_inertial, tvn_from_inertial):
        matrix = build(r_km, v_km_s)
        assert matrix.shape == (3, 3, 3)
        np.testing.assert_array_equal(matrix[0], np.eye(3))
        assert np.isnan(matrix[1:]).any(axis=(1, 2)).all()
        assert build(r_km[:0], v_km_s[:0]).shape == (0, 3, 3)


def test_rate_is_the_derivative():
    """Authority: a finite difference of R along T over 0.02 s of straight flight: 1e-12 rad/s."""
    r_km, v_km_s = np.array([7000.0, 100.0, -300.0]), np.array([0.5, 5.0, 5.5])
    radial, along, _ = rtn_from_inertial(r_km, v_km_s)
    before, after = (rtn_from_inertial(r_km + dt * v_km_s, v_km_s)[0] for dt in (-0.01, 0.01))
    assert abs((after - before) @ along / 0.02 - rtn_rate_rad_s(r_km, v_km_s)) < 1e-12
    assert abs(radial @ along) < 1e-15


@pytest.mark.parametrize(
    ("site", "latitude_deg", "longitude_deg", "height_m", "r_m"),
    [
        # EPSG Guidance Note 7-2 (2019), section 4.1.1, worked example on WGS-84.
        ("North Sea", 53 + 48 / 60 + 33.820 / 3600, 2 + 7 / 60 + 46.380 / 3600, 73.0,
         [3771793.968, 140253.342, 5124304.349]),
        ("equator", 0.0, -90.0, 0.0, [0.0, -6378137.0, 0.0]),
        ("pole", 90.0, 0.0, 1000.0, [0.0, 0.0, 6356752.314245 + 1000.0]),
    ],
)  # fmt: skip
def test_published_positions(site, latitude_deg, longitude_deg, height_m, r_m):
    """1 mm, the digits printed."""
    r_km = itrf_from_geodetic(np.radians(latitude_deg), np.radians(longitude_deg), height_m / 1e3)
    np.testing.assert_allclose(r_km * 1e3, r_m, rtol=0, atol=1e-3)
    latitude, longitude, height_km = geodetic_from_itrf(np.array(r_m) / 1e3)
    assert abs(np.degrees(latitude) - latitude_deg) < 1e-8
    assert abs(height_km * 1e3 - height_m) < 1e-3
    if site != "pole":
        assert abs(np.degrees(longitude) - longitude_deg) < 1e-8


@given(st.floats(-np.pi / 2, np.pi / 2), st.floats(-3.14, 3.14), st.floats(-10.0, 50_000.0))
def test_geodetic_comes_back(latitude_rad, longitude_rad, height_km):
    """1e-9 km in position, whatever the latitude."""
    r_km = itrf_from_geodetic(latitude_rad, longitude_rad, height_km)
    again = itrf_from_geodetic(*geodetic_from_itrf(r_km))
    np.testing.assert_allclose(again, r_km, rtol=0, atol=1e-9)


def test_geodetic_of_many():
    latitude, longitude, height = geodetic_from_itrf(
        np.random.default_rng(4).normal(size=(5, 2, 3)) * 7e3
    )
    assert latitude.shape == longitude.shape == height.shape == (5, 2)
    assert itrf_from_geodetic(latitude, longitude, 0.0).shape == (5, 2, 3)
