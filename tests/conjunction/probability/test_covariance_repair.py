"""Covariances that are, nearly are, and are not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspo.conjunction.probability import (
    CovarianceStatus,
    check_covariance,
    repair_covariance,
    require_covariance,
)
from cspo.errors import InvalidCovariance, UsageError


def matrix(correlation: float, size: int = 3) -> np.ndarray:
    out = np.diag([1e-2, 4e-2, 9e-2, 1e-8, 1e-8, 1e-8][:size])
    out[0, 1] = out[1, 0] = correlation * 0.02
    return out


@pytest.mark.parametrize("size", [3, 6])
@pytest.mark.parametrize(
    ("correlation", "status"),
    [
        (0.5, CovarianceStatus.OK),
        (1.0 - 1e-12, CovarianceStatus.OK),
        (1.0001, CovarianceStatus.REPAIRED),
        (1.0099, CovarianceStatus.REPAIRED),
        (1.02, CovarianceStatus.NOT_POSITIVE),
    ],
)
def test_status(correlation: float, status: CovarianceStatus, size: int) -> None:
    assert check_covariance(matrix(correlation, size)[None])[0] == status


@given(st.floats(1.0 + 1e-9, 1.0099))
def test_repair_moves_a_matrix_by_no_more_than_it_must(correlation: float) -> None:
    bad = matrix(correlation)
    repaired, status = repair_covariance(bad[None])
    assert status[0] == CovarianceStatus.REPAIRED
    assert np.linalg.eigvalsh(repaired[0])[0] > -1e-12
    # Variances change by at most the clipped eigenvalue, relative.
    change = np.abs(np.diag(repaired[0]) / np.diag(bad) - 1.0).max()
    assert change <= (correlation - 1.0) * 1.0001 + 1e-12


def test_what_is_sound_is_not_touched() -> None:
    good = matrix(0.9, 6)
    repaired, status = repair_covariance(good[None])
    assert status[0] == CovarianceStatus.OK
    assert (repaired[0] == good).all()


def test_each_matrix_is_judged_alone() -> None:
    many = np.array([matrix(0.1), np.full((3, 3), np.nan), np.zeros((3, 3)), -matrix(0.1)])
    status = check_covariance(many)
    assert list(status) == [
        CovarianceStatus.OK, CovarianceStatus.MISSING, CovarianceStatus.ZERO,
        CovarianceStatus.NEGATIVE_VARIANCE,
    ]  # fmt: skip


def test_requiring_a_covariance_raises_with_fields() -> None:
    with pytest.raises(InvalidCovariance) as caught:
        require_covariance(np.array([matrix(0.1), -matrix(0.1)]), "covariance of object")
    assert caught.value.fields()["got"] == "NEGATIVE_VARIANCE"
    assert caught.value.fields()["subject"] == "covariance of object 1"
    assert require_covariance(matrix(0.1)[None]).shape == (1, 3, 3)
    with pytest.raises(UsageError):
        check_covariance(np.eye(3))
