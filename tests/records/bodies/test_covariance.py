"""Covariances in bodies. Authority: the eigenvalues of LAPACK."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspo.records.bodies import Covariance, InvalidBody, is_positive_semidefinite
from cspo.records.bodies.covariance import CovarianceColumns, CovarianceFrame

LOWER = {n: np.tril_indices(n) for n in (3, 6)}


def test_the_numbers_are_6_or_21_and_variances_are_not_negative() -> None:
    for count in (0, 1, 5, 7, 20, 22, 36):
        with pytest.raises(InvalidBody) as wrong:
            Covariance(frame=CovarianceFrame.RTN, lower_km2=(1.0,) * count)
        assert wrong.value.keyword == "lower_km2"
    for place in (0, 2, 5, 9, 14, 20):
        triangle = [0.0] * 21
        triangle[place] = -1e-12
        with pytest.raises(InvalidBody) as negative:
            Covariance(frame=CovarianceFrame.RTN, lower_km2=tuple(triangle))
        assert negative.value.expected == "variances of at least 0"


def test_a_batch_has_triangles_of_one_size() -> None:
    small, large = (1.0, 0.0, 1.0, 0.0, 0.0, 1.0), (0.0,) * 21
    assert CovarianceColumns(frame=CovarianceFrame.RTN, lower_km2=(small, None, small))
    for wrong in ((small, large), (None, None)):
        with pytest.raises(InvalidBody):
            CovarianceColumns(frame=CovarianceFrame.RTN, lower_km2=wrong)


def test_a_matrix_that_is_none_is_kept_and_known_for_it() -> None:
    """A correlation of 1.1: refused by nobody who reads, told by who asks."""
    bad = (1.0, 1.1, 1.0, 0.0, 0.0, 1.0)
    assert Covariance(frame=CovarianceFrame.GCRF, lower_km2=bad).lower_km2 == bad
    assert not is_positive_semidefinite(bad)


@given(st.integers(0, 2**32 - 1), st.sampled_from([3, 6]), st.integers(0, 6))
def test_positive_semidefinite_as_its_eigenvalues_say(seed: int, n: int, rank: int) -> None:
    """Random matrices of any rank, scaled as km against km/s; and indefinite ones."""
    rng = np.random.default_rng(seed)
    scale = 10.0 ** rng.uniform(-7.0, 2.0, n)
    factor = rng.normal(size=(n, min(rank, n)))
    matrix = factor @ factor.T
    assert is_positive_semidefinite((matrix * np.outer(scale, scale))[LOWER[n]].tolist())
    indefinite = rng.uniform(-1.0, 1.0, (n, n))
    indefinite = np.tril(indefinite, -1) + np.tril(indefinite, -1).T + np.eye(n)
    least = np.linalg.eigvalsh(indefinite)[0]
    if abs(least) > 1e-6:
        triangle = (indefinite * np.outer(scale, scale))[LOWER[n]].tolist()
        assert is_positive_semidefinite(triangle) == (least > 0.0)


@pytest.mark.parametrize(
    ("triangle", "holds"),
    [
        ((0.0,) * 6, True),
        ((0.0,) * 21, True),
        ((1.0, 1.0, 1.0, 1.0, 1.0, 1.0), True),
        ((1.0, 1.0, 1.0, 0.0, 0.5, 1.0), False),
        ((0.0, 1.0, 1.0, 0.0, 0.0, 1.0), False),
        ((1.0, 0.0, 0.0, 0.0, 1e-9, 1.0), False),
        ((-1.0, 0.0, 1.0, 0.0, 0.0, 1.0), False),
        ((float("nan"), 0.0, 1.0, 0.0, 0.0, 1.0), False),
        ((1e-300, 0.0, 1e-300, 0.0, 0.0, 1e300), True),
    ],
)
def test_edges(triangle: tuple[float, ...], holds: bool) -> None:
    assert is_positive_semidefinite(triangle) is holds
