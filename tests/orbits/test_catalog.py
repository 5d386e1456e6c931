"""Catalogues by hand: what may be left out, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cspo.errors import UsageError
from cspo.orbits import Catalog
from cspo.time import Epoch

ELEMENTS: dict[str, Any] = {
    "norad_id": [25544, 0],
    "epoch_tai_ns": [Epoch.from_utc("2024-11-01"), Epoch.from_utc("2024-11-02")],
    "mean_motion_rad_s": [1.1e-3, 7.3e-5],
    "eccentricity": 0.001,
    "inclination_rad": 0.9,
    "raan_rad": [1, 2],
    "argp_rad": 0.0,
    "mean_anomaly_rad": 0.0,
    "bstar_per_er": 0.0,
}


def test_elements_are_enough_and_one_value_stands_for_all() -> None:
    made = Catalog(**ELEMENTS, other_id=["", "vimpel:7"], source="by hand")
    assert [made.identity(row) for row in range(2)] == ["norad:25544", "vimpel:7"]
    assert made.source.tolist() == ["by hand"] * 2
    assert made.raan_rad.dtype == np.float64
    assert made.epoch_tai_ns.dtype == np.int64
    assert np.isnan(made.rcs_m2).all()
    assert repr(made) == "<Catalog of 2 objects>"
    with pytest.raises(ValueError, match="read-only"):
        made.eccentricity[0] = 0.5


def test_a_catalogue_of_nothing() -> None:
    empty = Catalog(**dict.fromkeys(ELEMENTS, ()))
    assert len(empty) == 0
    assert {column.shape for _, column in empty.columns()} == {(0,)}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"raan_rad": [1.0]}, "shape"),
        ({"raan_rad": [[1.0, 2.0]]}, "shape"),
        ({"norad_id": [25544.5, 0.0]}, "int64"),
        ({"eccentricity": "0.001"}, "float64"),
    ],
)
def test_columns_that_do_not_fit_are_refused(change: dict[str, Any], expected: str) -> None:
    with pytest.raises(UsageError, match=expected):
        Catalog(**{**ELEMENTS, **change})
