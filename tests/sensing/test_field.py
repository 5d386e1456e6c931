"""Fields of view at their corners."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.errors import UsageError
from cspo.sensing import Cone, FieldOfView


def inside(field: FieldOfView, azimuth_deg: float, elevation_deg: float, km: float = 1e3) -> bool:
    margin = field.margin(np.radians([azimuth_deg]), np.radians([elevation_deg]), np.array([km]))
    return bool(margin[0] > 0.0)


def field(azimuth_deg: tuple[float, float], elevation_deg: tuple[float, float]) -> FieldOfView:
    return FieldOfView(
        azimuth_rad=tuple(np.radians(azimuth_deg)), elevation_rad=tuple(np.radians(elevation_deg))
    )


@pytest.mark.parametrize(
    ("limits", "yes", "no"),
    [
        ((347.0, 227.0), (347.5, 0.0, 90.0, 226.5), (228.0, 300.0, 346.0)),  # 240 degrees wide
        ((210.0, 330.0), (211.0, 270.0, 329.0), (0.0, 209.0, 331.0)),
        ((0.0, 360.0), (0.0, 90.0, 180.0, 359.0), ()),
        ((-10.0, 10.0), (351.0, 0.0, 9.0), (11.0, 349.0, 180.0)),
        ((np.nan, np.nan), (0.0, 123.0), ()),
        ((-13.0, -13.0), (), (347.0, 346.9, 347.1, 0.0)),  # no width at all
    ],
)
def test_azimuth_runs_clockwise(
    limits: tuple[float, float], yes: tuple[float, ...], no: tuple[float, ...]
) -> None:
    some = field(limits, (3.0, 85.0))
    assert [inside(some, azimuth, 30.0) for azimuth in yes] == [True] * len(yes)
    assert [inside(some, azimuth, 30.0) for azimuth in no] == [False] * len(no)


def test_elevation_has_a_floor_and_a_hole_above() -> None:
    some = field((0.0, 360.0), (3.0, 85.0))
    assert [inside(some, 0.0, e) for e in (2.9, 3.1, 84.9, 85.1)] == [False, True, True, False]
    assert not some.is_whole_sky
    assert FieldOfView().is_whole_sky
    assert inside(FieldOfView(), 10.0, 0.1)
    assert not inside(FieldOfView(elevation_rad=(np.nan, np.nan)), 10.0, -0.1)


def test_a_fence_goes_on_beyond_the_zenith() -> None:
    fence = field((209.0, 211.0), (20.0, 160.0))
    assert inside(fence, 210.0, 30.0)
    assert inside(fence, 30.0, 30.0)
    assert inside(fence, 210.0, 90.0)
    assert not inside(fence, 30.0, 19.0)
    assert not inside(fence, 120.0, 60.0)
    short = field((209.0, 211.0), (20.0, 120.0))
    assert inside(short, 30.0, 61.0)
    assert not inside(short, 30.0, 59.0)


def test_range_and_cone() -> None:
    near = FieldOfView(range_km=(200.0, 2_000.0))
    assert [inside(near, 0, 45, km) for km in (199.0, 201.0, 1_999.0, 2_001.0)] == [
        False, True, True, False,
    ]  # fmt: skip
    cone = FieldOfView(
        cone=Cone(azimuth_rad=0.0, elevation_rad=np.radians(89.0), half_angle_rad=np.radians(2.0))
    )
    assert inside(cone, 0.0, 87.1)
    assert inside(cone, 180.0, 89.1)  # over the zenith, 1.9 degrees off
    assert not inside(cone, 180.0, 88.9)
    assert not inside(cone, 0.0, 86.9)


def test_limits_without_meaning_are_refused() -> None:
    with pytest.raises(UsageError):
        field((0.0, 360.0), (80.0, 20.0))
    with pytest.raises(UsageError):
        FieldOfView(range_km=(5.0, 1.0))
    for half in (0.0, -1.0, 4.0, np.nan):
        with pytest.raises(UsageError):
            Cone(azimuth_rad=0.0, elevation_rad=0.0, half_angle_rad=half)
