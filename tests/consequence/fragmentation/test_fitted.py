"""Masses back from counts: the known ones must come out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cspo.consequence.fragmentation import Fragments, Parent, collide
from cspo.consequence.fragmentation.fitted import fitted_masses, fitted_scale
from cspo.errors import OutOfRange, UsageError

WHOLE = Parent(mass_kg=900.0), Parent(mass_kg=556.0)


def light_ones_decay(pieces: Fragments) -> np.ndarray:
    """As after some years: what has much area for its mass is gone."""
    return pieces.area_to_mass_m2_kg < 0.2


def test_masses_that_broke_are_found_though_much_has_decayed() -> None:
    """As Cimmino et al. 2021 test it: pieces of known masses, the survivors counted, tuned back."""
    truth_kg = (300.0, 150.0)
    event = collide(*WHOLE, 11.65, broken_kg=truth_kg, generator=np.random.default_rng(2))
    assert event.remnants == 2
    alive = light_ones_decay(event.fragments)
    alive[: event.remnants] = False
    counted = [float(np.sum(alive & (event.fragments.parent == i))) for i in (0, 1)]
    assert sum(counted) < 0.8 * (len(event.fragments) - 2)
    fit = fitted_masses(*WHOLE, 11.65, counted=counted, surviving=light_ones_decay,
                        generator=np.random.default_rng(3))  # fmt: skip
    assert fit.converged
    assert fit.broken_kg == pytest.approx(truth_kg, rel=0.15)  # counts of 200 are good to 7 %


def test_more_pieces_than_both_can_make_do_not_converge() -> None:
    fit = fitted_masses(*WHOLE, 11.65, counted=(9000.0, 100.0), generator=np.random.default_rng(3))
    assert not fit.converged
    assert fit.broken_kg[0] == 900.0


def test_a_count_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="count"):
        fitted_scale(math.nan)
    for counted in ((0.0, 0.0), (1.0,), (-1.0, 5.0)):
        with pytest.raises(UsageError, match="count"):
            fitted_masses(*WHOLE, 10.0, counted=counted, generator=np.random.default_rng(1))


@pytest.mark.parametrize("seen_from_m", [0.0, -0.1, math.nan, 1.5])
def test_a_size_outside_the_law_is_refused(seen_from_m: float) -> None:
    with pytest.raises(OutOfRange, match="1 mm to 1 m"):
        fitted_scale(10.0, seen_from_m=seen_from_m)
    with pytest.raises(OutOfRange, match="1 mm to 1 m"):
        fitted_masses(*WHOLE, 10.0, counted=(5.0, 5.0), seen_from_m=seen_from_m,
                      generator=np.random.default_rng(1))  # fmt: skip


def test_a_scale_makes_the_pieces_that_were_counted() -> None:
    assert fitted_scale(6.0, seen_from_m=1.0) == pytest.approx(1.0)
