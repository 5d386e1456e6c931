"""Hermite interpolation against two-body motion, which is known exactly."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.constants import EARTH_MU_KM3_S2
from cspo.errors import OutOfRange, UsageError
from cspo.frames import Frame
from cspo.orbits import CovarianceHistory, Ephemeris
from cspo.time import Epoch

EPOCH = Epoch.from_utc("2024-11-01T00:00:00Z")


def circle(t_s: np.ndarray, radius_km: float = 7000.0) -> tuple[np.ndarray, np.ndarray]:
    rate = np.sqrt(EARTH_MU_KM3_S2 / radius_km**3)
    c, s, o = np.cos(rate * t_s), np.sin(rate * t_s), np.zeros_like(t_s)
    return radius_km * np.stack([c, s, o], 1), radius_km * rate * np.stack([-s, c, o], 1)


def ephemeris(step_s: float, count: int = 60, **more: object) -> Ephemeris:
    t_s = np.arange(count) * step_s
    r_km, v_km_s = circle(t_s)
    return Ephemeris(
        object_id="2024-001A", frame=Frame.TEME, epoch=EPOCH, t_s=t_s, r_km=r_km, v_km_s=v_km_s,
        **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("step_s", "r_tol_km", "v_tol_km_s"), [(60, 1e-9, 1e-11), (300, 1e-5, 1e-7)]
)
def test_circular_orbit_between_points(step_s: float, r_tol_km: float, v_tol_km_s: float) -> None:
    points = ephemeris(step_s)
    t_s = np.linspace(0.0, points.t_s[-1], 5000)
    r_km, v_km_s = points.interpolate(t_s)
    truth_r, truth_v = circle(t_s)
    assert np.abs(r_km - truth_r).max() < r_tol_km
    assert np.abs(v_km_s - truth_v).max() < v_tol_km_s


def test_points_are_met_exactly() -> None:
    points = ephemeris(120.0)
    r_km, v_km_s = points.interpolate(points.t_s)
    assert np.abs(r_km - points.r_km).max() < 1e-11
    assert np.abs(v_km_s - points.v_km_s).max() < 1e-13


def test_two_points_are_enough() -> None:
    points = ephemeris(10.0, count=2)
    r_km, _ = points.interpolate(np.array([5.0]))
    assert np.abs(r_km - circle(np.array([5.0]))[0]).max() < 1e-6


def test_outside_is_refused() -> None:
    with pytest.raises(OutOfRange, match="2024-11-01"):
        ephemeris(60.0).interpolate(np.array([-1.0]))
    with pytest.raises(UsageError, match="finite"):
        ephemeris(60.0).interpolate(np.array([np.nan]))


def test_instants_must_increase() -> None:
    r_km, v_km_s = circle(np.zeros(3))
    with pytest.raises(UsageError, match="increasing"):
        Ephemeris(
            object_id="x", frame=Frame.TEME, epoch=EPOCH, t_s=np.zeros(3), r_km=r_km, v_km_s=v_km_s
        )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"frame": "TEME"}, "Frame"),
        ({"nodes": 0}, "nodes"),
        ({"r_km": np.zeros((3, 2))}, "shape"),
        ({"v_km_s": np.full((3, 3), np.nan)}, "finite"),
        ({"t_s": 5.0}, "two points"),
    ],
)
def test_what_is_no_ephemeris_is_refused(change: dict[str, object], expected: str) -> None:
    good = {"frame": Frame.TEME, "t_s": [0.0, 1.0, 2.0], "r_km": np.ones((3, 3))}
    with pytest.raises(UsageError, match=expected):
        Ephemeris(**{"object_id": "x", "epoch": EPOCH, "v_km_s": np.ones((3, 3)), **good, **change})


def test_arrays_of_the_caller_stay_his() -> None:
    t_s, r_km = np.arange(3.0), np.ones((3, 3))
    made = Ephemeris(object_id="x", frame=Frame.TEME, epoch=EPOCH, t_s=t_s, r_km=r_km, v_km_s=r_km)
    t_s[0] = r_km[0, 0] = -5.0
    assert made.t_s[0] == 0.0
    with pytest.raises(ValueError, match="read-only"):
        made.r_km[0] = 0.0


@pytest.mark.parametrize(("count", "t_s"), [(0, []), (2, [0.0]), (2, [1.0, 1.0])])
def test_what_is_no_covariance_history_is_refused(count: int, t_s: list[float]) -> None:
    with pytest.raises(UsageError):
        CovarianceHistory(frame=Frame.RTN, t_s=t_s, matrix=np.zeros((count, 6, 6)))


def test_nearest_covariance() -> None:
    history = CovarianceHistory(
        frame=Frame.RTN,
        t_s=np.array([0.0, 100.0, 200.0]),
        matrix=np.arange(3.0)[:, None, None] * np.eye(6),
    )
    got = history.nearest(np.array([-5.0, 49.0, 51.0, 180.0, 900.0]))[:, 0, 0]
    assert got.tolist() == [0.0, 0.0, 1.0, 2.0, 2.0]
