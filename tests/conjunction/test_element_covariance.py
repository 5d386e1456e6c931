"""Standard deviations of element sets against published comparisons."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from cspo.conjunction.element_covariance import (
    CLASSES,
    SHARED_ERROR_RTN_KM,
    class_of,
    sigma_rtn_km,
)

DAY_S = 86_400.0


@pytest.mark.parametrize(
    ("perigee_km", "eccentricity", "constellation", "name"),
    [
        (250.0, 0.001, False, "LEO below 300 km"),
        (550.0, 0.0001, False, "LEO 500 to 600 km"),
        (550.0, 0.0001, True, "constellation below 600 km"),
        (1200.0, 0.0001, True, "constellation above 600 km"),
        (780.0, 0.001, False, "LEO 600 to 800 km"),
        (20_200.0, 0.01, False, "MEO"),
        (35_780.0, 0.0002, False, "GEO region"),
        (500.0, 0.72, False, "eccentric, 300 to 600 km"),
        (900.0, 0.3, False, "eccentric, above 600 km"),
    ],
)
def test_class(perigee_km: float, eccentricity: float, constellation: bool, name: str) -> None:
    index = class_of(np.array([perigee_km]), np.array([eccentricity]), np.array([constellation]))
    assert CLASSES[index[0]] == name


def test_every_class_has_numbers_that_grow_with_age() -> None:
    kinds = np.arange(len(CLASSES), dtype=np.int8)
    ages = [
        sigma_rtn_km(kinds, np.full(len(kinds), days * DAY_S)) for days in (0.0, 1.0, 5.0, 10.0)
    ]
    assert all(np.isfinite(sigma).all() for sigma in ages)
    assert (ages[0] >= SHARED_ERROR_RTN_KM).all()
    for young, old in itertools.pairwise(ages):
        assert (old >= young).all()
        assert (old[:, 1] > young[:, 1]).all()


def test_envisat_class_against_flohrer_2008() -> None:
    """Flohrer et al. give 0.1, 0.5, 0.14 km for sun-synchronous orbits near 800 km."""
    sigma = sigma_rtn_km(np.array([4], np.int8), np.array([0.5 * DAY_S]))[0]
    assert np.all((sigma > np.array([0.05, 0.25, 0.07])) & (sigma < np.array([0.2, 1.0, 0.28])))


def test_starlink_1008_against_its_operator() -> None:
    """TLE less operator ephemeris: within 0.3 km radial, 5 km in track over three days."""
    sigma = sigma_rtn_km(np.array([12], np.int8), np.array([1.0 * DAY_S]))[0]
    assert 3.0 * sigma[0] > 0.3
    assert sigma[1] > 5.0 / 3.0


def test_age_before_the_epoch_counts_alike() -> None:
    kind = np.array([5], np.int8)
    assert (sigma_rtn_km(kind, np.array([-DAY_S])) == sigma_rtn_km(kind, np.array([DAY_S]))).all()
