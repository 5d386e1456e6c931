"""Screening volumes."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.conjunction import Volume, presets
from cspo.errors import UsageError


def test_presets_are_those_of_the_handbook():
    # Authority: Spaceflight Safety Handbook 1.7, table 3 (LEO) and table 7 (deep space).
    assert Volume.preset("LEO1").half_size_km == (0.4, 44.0, 51.0)
    assert Volume.preset("leo4").half_size_km == (0.4, 2.0, 2.0)
    assert Volume.preset("deep-space early").half_size_km == (40.0, 77.0, 107.0)
    assert all("1.7" in preset.source and preset.regime for preset in presets().values())


def test_shapes_differ_where_they_should():
    along = np.array([[0.39, 0.0, 0.0], [0.0, 43.9, 0.0], [0.39, 43.9, 50.9], [0.41, 0.0, 0.0]])
    assert Volume.preset("LEO1").contains(along).tolist() == [True, True, False, False]
    assert Volume.box(0.4, 44.0, 51.0).contains(along).tolist() == [True, True, True, False]
    assert Volume.sphere(1.0).contains(along).tolist() == [True, False, False, True]


def test_reach_holds_the_volume():
    rng = np.random.default_rng(1)
    points = rng.uniform(-60.0, 60.0, (20_000, 3))
    for volume in (Volume.preset("LEO1"), Volume.box(10.0, 20.0, 30.0), Volume.sphere(25.0)):
        inside = points[volume.contains(points)]
        assert len(inside) > 0
        assert (np.linalg.norm(inside, axis=1) <= volume.reach_km).all()


@pytest.mark.parametrize("sizes", [(0.0, 1.0, 1.0), (1.0, -1.0, 1.0), (np.nan, 1, 1), (1, 1, 501)])
def test_sizes_without_meaning_are_refused(sizes):
    with pytest.raises(UsageError):
        Volume.box(*sizes)


def test_an_unknown_preset_names_the_known():
    with pytest.raises(UsageError, match="LEO1"):
        Volume.preset("LEO9")
