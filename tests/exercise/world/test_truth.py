"""Truth: as Vallado's C++ has it, through burns and break-ups."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.consequence.clouds import fit_elements
from cspo.errors import OutOfRange, ResourceLimit, UsageError
from cspo.exercise.scenario import Breakup
from cspo.exercise.world.breaking import FIRST_PIECE_ID, broken_up
from cspo.exercise.world.streams import stream
from cspo.exercise.world.truth import MOST_OBJECTS, Truth
from cspo.frames import rtn_from_inertial
from cspo.orbits import Catalog
from cspo.orbits.reference_population import reference_population
from tests.exercise.world.worlds import STARTS, others_state

SKY = reference_population(count=300, epoch=STARTS)


def test_states_are_those_of_another_sgp4() -> None:
    truth, t = Truth(SKY), STARTS + 40_000.0
    numbers = np.arange(0, 300, 7)
    r_km, v_km_s = truth.states(numbers, t)
    for k, number in enumerate(numbers.tolist()):
        r_other_km, v_other_km_s = others_state(SKY, number, t)
        # 2 m: the C++ takes its epoch as one number, which is good to 20 microseconds
        assert np.abs(r_km[k] - r_other_km).max() < 2e-3
        assert np.abs(v_km_s[k] - v_other_km_s).max() < 2e-6


@pytest.mark.parametrize("rtn_m_s", [(0.0, 0.15, 0.0), (2.0, -3.0, 4.0)])
def test_a_burn_keeps_the_place_and_adds_the_velocity(rtn_m_s: tuple[float, ...]) -> None:
    for number in (5, 120, 250):
        truth, t = Truth(SKY), STARTS + 9_000.0
        r_km, v_km_s = (each[0] for each in truth.states([number], t))
        truth.burn(number, t, np.array(rtn_m_s) / 1e3)
        after_r_km, after_v_km_s = others_state(truth.sets([number]), 0, t)
        axes = rtn_from_inertial(r_km[None], v_km_s[None])[0]
        assert np.abs(after_r_km - r_km).max() < 4e-3  # 2 m of the fit, 2 m of the C++'s epoch
        assert np.abs(axes @ (after_v_km_s - v_km_s) * 1e3 - rtn_m_s).max() < 6e-3  # m/s
        before = truth.state_at(number, t + -600.0)[0]
        assert np.abs(before - others_state(SKY, number, t + -600.0)[0]).max() < 2e-3


def test_the_energy_of_a_burn_is_that_of_vis_viva() -> None:
    """A burn of 1 m/s along the track at 7,000 km raises the axis by 2 a dv / v."""
    truth = Truth(SKY)
    number = int(np.argmin(np.abs(SKY.mean_motion_rad_s * 86_400 / (2 * np.pi) - 14.8)))
    r_km, v_km_s = (each[0] for each in truth.states([number], STARTS))
    axis_km = 1.0 / (2.0 / np.linalg.norm(r_km) - v_km_s @ v_km_s / 398_600.8)
    wanted_km = 2.0 * axis_km**2 * np.linalg.norm(v_km_s) * 1e-3 / 398_600.8
    truth.burn(number, STARTS, np.array([0.0, 1e-3, 0.0]))
    motion = truth.sets([number]).mean_motion_rad_s[0]
    before = SKY.mean_motion_rad_s[number]
    grown_km = axis_km * ((before / motion) ** (2 / 3) - 1.0)
    assert grown_km == pytest.approx(wanted_km, rel=0.01)


def test_what_is_no_orbit_is_refused_and_changes_nothing() -> None:
    truth = Truth(SKY)
    before = truth.states([3], STARTS)[0]
    with pytest.raises(OutOfRange, match="orbit about the Earth"):
        truth.burn(3, STARTS, np.array([0.0, 9.0, 0.0]))
    assert (truth.states([3], STARTS)[0] == before).all()
    with pytest.raises(UsageError, match="identity that is in it"):
        truth.number_of("norad:1")
    many = reference_population(count=MOST_OBJECTS)
    with pytest.raises(ResourceLimit):
        truth.add(many)


def test_elements_are_fitted_to_any_state_of_a_catalogue() -> None:
    """Low, middle, high and eccentric orbits alike, with the drag term that they have."""
    r_km, v_km_s = Truth(SKY).states(np.arange(300), STARTS + 50_000.0)
    sets, off_km = fit_elements(r_km, v_km_s, STARTS + 50_000.0, SKY.bstar_per_er)
    good = np.flatnonzero(off_km < 0.001)
    assert len(good) >= 295  # geostationary ones inclined by less than 0.04 deg are met to some km
    assert np.isinf(fit_elements(r_km[:1], 2.0 * v_km_s[:1], STARTS, np.zeros(1))[1][0])
    for row in good[::11].tolist():
        r_other_km, v_other_km_s = others_state(sets, row, STARTS + 50_000.0)
        assert np.abs(r_other_km - r_km[row]).max() < 4e-3
        assert np.abs(v_other_km_s - v_km_s[row]).max() < 4e-6


def stage(mass_kg: float = 900.0) -> tuple[Truth, float]:
    """A sky with one upper stage."""
    one = SKY.take(np.array([120]))
    columns = {name: column for name, column in one.columns() if name != "object_type"}
    return Truth(Catalog(**columns, object_type=["ROCKET BODY"], simulated=True)), mass_kg


def test_pieces_begin_where_the_parent_was_and_are_as_many_as_the_model_has() -> None:
    truth, mass_kg = stage()
    part = Breakup(name="x", asset="x", smallest_m=0.1, most_pieces=20_000)
    made = broken_up(truth, 0, mass_kg, part, STARTS, FIRST_PIECE_ID, stream(3, "x"))
    # Johnson et al. 2001, equation 2: 6 L^-1.6 pieces of L m and more in an explosion
    assert len(made.pieces) == pytest.approx(6.0 * 0.1**-1.6, rel=0.15)
    r_km, _ = (each[0] for each in truth.states([0], STARTS))
    for row in range(0, len(made.pieces), 10):
        assert np.abs(others_state(made.pieces, row, STARTS)[0] - r_km).max() < 5e-3
    assert made.pieces.identity(0) == f"norad:{FIRST_PIECE_ID}"
    assert len(set(made.pieces.norad_id.tolist())) == len(made.pieces)


def test_a_collision_breaks_up_whole_or_only_dents() -> None:
    """Johnson et al. 2001: 40 J/g decides. 1 kg at 10 km/s into 900 kg: 55 J/g; 0.1 kg: 5.5."""
    truth, mass_kg = stage()
    counts = []
    for other_kg in (1.0, 0.1):
        part = Breakup(name="x", asset="x", kind="collision", other_kg=other_kg,
                       relative_speed_km_s=10.0, most_pieces=20_000)  # fmt: skip
        made = broken_up(truth, 0, mass_kg, part, STARTS, FIRST_PIECE_ID, stream(3, "x"))
        counts.append(len(made.pieces))
    # equation 4: 0.1 M^0.75 L^-1.71; M the whole mass, or the projectile's times v^2 (km/s)^2
    assert counts[0] == pytest.approx(0.1 * 901.0**0.75 * 0.1**-1.71, rel=0.25)
    assert counts[1] == pytest.approx(0.1 * 10.0**0.75 * 0.1**-1.71, rel=0.4)
