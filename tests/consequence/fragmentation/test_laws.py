"""Counts against the check values of NASA CARA and of the paper."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.consequence.fragmentation.area_to_mass import area_m2
from cspo.consequence.fragmentation.laws import (
    broken_mass_kg,
    collision_pieces,
    explosion_pieces,
    specific_energy_j_g,
)


@pytest.mark.parametrize(
    ("projectile_kg", "catastrophic", "pieces"),
    [(0.0, False, 0), (0.01, False, 17), (1.6, False, 755), (1000.0, True, 6801),
     (3000.0, True, 9977)],
)  # fmt: skip
def test_pieces_over_5_cm_are_those_of_nasa_cara(
    projectile_kg: float, catastrophic: bool, pieces: int
) -> None:
    """CollisionConsequenceNumPieces of CARA_Analysis_Tools: 2,000 kg at 10 km/s, from 5 cm on."""
    broke, mass_kg = broken_mass_kg(2000.0, projectile_kg, 10.0)
    assert broke is catastrophic
    assert round(float(collision_pieces(mass_kg, 0.05))) == pieces


def test_iridium_and_cosmos_make_4064_pieces_over_5_cm() -> None:
    catastrophic, mass_kg = broken_mass_kg(560.0, 950.0, 11.647)
    assert catastrophic
    assert round(float(collision_pieces(mass_kg, 0.05))) == 4064


def test_a_stage_of_scale_1_makes_the_pieces_of_the_paper() -> None:
    """Johnson et al. 2001: six pieces of a metre or more, S = 1."""
    assert explosion_pieces(1.0, [1.0]).tolist() == [6.0]
    assert float(explosion_pieces(0.5, 0.1)) == pytest.approx(0.5 * 6.0 * 10.0**1.6, rel=1e-14)


def test_which_of_two_is_the_target_makes_no_difference() -> None:
    assert broken_mass_kg(900.0, 1.0, 9.0) == broken_mass_kg(1.0, 900.0, 9.0)
    assert specific_energy_j_g(1.0, 900.0, 9.0) == specific_energy_j_g(900.0, 1.0, 9.0)


def test_the_speed_is_squared_as_corrected_in_2011() -> None:
    """ODQN 15-4: 0.01 kg at 10 km/s puts 1 kg into the law, not 0.1."""
    assert broken_mass_kg(2000.0, 0.01, 10.0) == (False, pytest.approx(1.0))
    assert broken_mass_kg(2000.0, 0.01, 5.0) == (False, pytest.approx(0.25))


def test_cross_sections_of_the_paper_meet_near_their_joint() -> None:
    """Equations 8 and 9, each side by hand; at 1.67 mm they differ by 0.005 %."""
    below, above = area_m2([0.00167 * (1.0 - 1e-12), 0.00167])
    assert below == pytest.approx(0.540424 * 0.00167**2, rel=1e-9)
    assert above == pytest.approx(below, rel=1e-4)
    assert float(area_m2(1.0)) == 0.556945


def test_counts_fall_with_size() -> None:
    length_m = np.geomspace(1e-3, 1.0, 50)
    assert (np.diff(collision_pieces(1000.0, length_m)) < 0.0).all()
