"""The plane of a drawing. Authority: `encounter_plane`, which the probabilities rest on."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.conjunction.encounter_drawing import draw_encounter
from cspo.conjunction.probability import combined_plane, covariance_from_rtn_sigma

SIGMA_KM = np.array([0.1, 0.8, 0.05])


def encounters(count: int):
    """Crossings of low orbits within a kilometre, some seconds from their closest approach."""
    rng = np.random.default_rng(20)
    for _ in range(count):
        r1_km = 7_000.0 * (turn := np.linalg.qr(rng.normal(size=(3, 3)))[0])[0]
        angle = rng.uniform(0.05, 3.1)
        v1, v2 = 7.5 * turn[1], 7.5 * (np.cos(angle) * turn[1] + np.sin(angle) * turn[2])
        r2_km = r1_km + rng.normal(scale=0.4, size=3)
        cov1 = covariance_from_rtn_sigma(r1_km, v1, SIGMA_KM)[0]
        cov2 = covariance_from_rtn_sigma(r2_km, v2, 2.0 * SIGMA_KM)[0]
        yield r1_km, v1, r2_km, v2, cov1, cov2


def test_the_same_miss_and_the_same_ellipse_as_the_probability_has():
    for r1, v1, r2, v2, cov1, cov2 in encounters(50):
        drawn = draw_encounter(r1, v1, r2, v2, cov1, cov2)
        plane = combined_plane(r1, v1, cov1, r2, v2, cov2, 0.01)
        assert drawn is not None
        assert drawn.combined is not None
        assert np.hypot(drawn.across_km, drawn.up_km) == pytest.approx(
            plane.miss_distance_km[0], abs=1e-9
        )
        assert drawn.tca_shift_s == pytest.approx(plane.tca_shift_s[0], abs=1e-12)
        assert drawn.combined.semi_major_km == pytest.approx(plane.sigma_x_km[0], rel=1e-9)
        assert drawn.combined.semi_minor_km == pytest.approx(plane.sigma_z_km[0], rel=1e-9)
        turn = drawn.combined.angle_rad
        along = drawn.across_km * np.cos(turn) + drawn.up_km * np.sin(turn)
        assert abs(along) == pytest.approx(plane.x_km[0], abs=1e-9)


def test_axes_are_right_handed_up_is_away_from_the_earth():
    for r1, v1, r2, v2, *_ in encounters(20):
        drawn = draw_encounter(r1, v1, r2, v2)
        assert drawn is not None
        across, up, along = drawn.axes
        np.testing.assert_allclose(drawn.axes @ drawn.axes.T, np.eye(3), atol=1e-12)
        assert up @ r1 > 0.0
        # To the right of who looks along the motion, head upwards.
        np.testing.assert_allclose(np.cross(along, up), across, atol=1e-12)


def test_object_2_farther_out_is_drawn_above():
    drawn = draw_encounter(
        np.array([7_000.0, 0, 0]), np.array([0, 7.5, 0]), np.array([7_000.5, 0, 0]),
        np.array([0, 0, 7.5]),
    )  # fmt: skip
    assert drawn is not None
    assert (drawn.across_km, drawn.up_km) == (pytest.approx(0.0, abs=1e-12), pytest.approx(0.5))
    assert drawn.combined is drawn.ellipse1 is drawn.ellipse2 is None


def test_where_there_is_no_plane_there_is_no_drawing():
    one = np.array([7_000.0, 0, 0]), np.array([0, 7.5, 0])
    assert draw_encounter(*one, one[0] + 0.1, one[1]) is None


def test_motion_along_the_radius_has_an_up_all_the_same():
    drawn = draw_encounter(
        np.array([7_000.0, 0, 0]), np.array([0, 7.5, 0]), np.array([7_000.0, 0, 0.2]),
        np.array([1.0, 7.5, 0]),
    )  # fmt: skip
    assert drawn is not None
    assert (drawn.across_km, drawn.up_km) == (pytest.approx(0.0, abs=1e-12), pytest.approx(0.2))


def test_a_matrix_that_is_no_covariance_has_no_ellipse():
    r1, v1, r2, v2, cov1, _ = next(iter(encounters(1)))
    for bad in (np.full((3, 3), np.nan), -cov1):
        drawn = draw_encounter(r1, v1, r2, v2, cov1, bad)
        assert drawn is not None
        assert drawn.ellipse1 is not None
        assert drawn.ellipse2 is None
    assert drawn.combined is None or drawn.combined.semi_minor_km >= 0.0
