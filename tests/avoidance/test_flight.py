"""The encounter after a burn, against Orekit's numerical propagation of the whole force model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cspo.avoidance import Burn, Encounter, burn_response, fly
from cspo.errors import UsageError
from cspo.frames import Frame, rtn_from_inertial
from cspo.orbits import State
from tests.avoidance.cases import TCA, circular, of_message

Floats = NDArray[np.float64]

FAST = "000025994_conj_000037558_20210324_151047_20210323_154356.cdm"


class Orekit:
    """Gravity to degree and order 20, Sun, Moon and drag, integrated by Dormand and Prince."""

    def __init__(self, orekit: Any, *, kepler: bool = False) -> None:
        self.orekit, self.kepler = orekit, kepler
        self.gcrf = orekit.frames.FramesFactory.getGCRF()
        self.mu = 3.986004418e14

    def propagate(self, r_km: Floats, v_km_s: Floats, start: Any, stop: Any) -> Floats:
        """State (6,) at *stop*, km and km/s, of one at *start*."""
        import jpype  # noqa: PLC0415 - only where Orekit runs

        vector = jpype.JClass("org.hipparchus.geometry.euclidean.threed.Vector3D")
        pv = self.orekit.utils.PVCoordinates(
            vector(*(1e3 * r_km).tolist()), vector(*(1e3 * v_km_s).tolist())
        )
        orbit = self.orekit.orbits.CartesianOrbit(pv, self.gcrf, start, self.mu)
        if self.kepler:
            propagator = self.orekit.propagation.analytical.KeplerianPropagator(orbit)
        else:
            integrator = jpype.JClass("org.hipparchus.ode.nonstiff.DormandPrince853Integrator")(
                0.001, 300.0, 1e-6, 1e-12
            )
            propagator = self.orekit.propagation.numerical.NumericalPropagator(integrator)
            propagator.setOrbitType(self.orekit.orbits.OrbitType.CARTESIAN)
            for force in self._forces():
                propagator.addForceModel(force)
            propagator.setInitialState(self.orekit.propagation.SpacecraftState(orbit, 500.0))
        end = propagator.propagate(stop).getPVCoordinates(self.gcrf)
        r, v = end.getPosition(), end.getVelocity()
        return np.array([f() for x in (r, v) for f in (x.getX, x.getY, x.getZ)]) / 1e3

    def _forces(self) -> list[Any]:
        orekit = self.orekit
        itrf = orekit.frames.FramesFactory.getITRF(orekit.utils.IERSConventions.IERS_2010, True)
        gravity = orekit.forces.gravity.potential.GravityFieldFactory.getNormalizedProvider(20, 20)
        bodies = orekit.bodies.CelestialBodyFactory
        earth = orekit.bodies.OneAxisEllipsoid(6378137.0, 1.0 / 298.257223563, itrf)
        air = orekit.models.earth.atmosphere.SimpleExponentialAtmosphere(earth, 4e-13, 500e3, 60e3)
        return [
            orekit.forces.gravity.HolmesFeatherstoneAttractionModel(itrf, gravity),
            orekit.forces.gravity.ThirdBodyAttraction(bodies.getSun()),
            orekit.forces.gravity.ThirdBodyAttraction(bodies.getMoon()),
            orekit.forces.drag.DragForce(air, orekit.forces.drag.IsotropicDrag(5.0, 2.2)),
        ]

    def burnt(self, encounter: Encounter, burn: Burn) -> Floats:
        """State of object 1 at the encounter's own instant, GCRF, after the burn."""
        date = self.orekit.time.AbsoluteDate(
            encounter.tca.utc_iso(9).removesuffix("Z"),
            self.orekit.time.TimeScalesFactory.getUTC(),
        )
        then = date.shiftedBy(float(burn.epoch - encounter.tca))
        state = self.propagate(encounter.state1.r_km, encounter.state1.v_km_s, date, then)
        dv = burn.dv_rtn_km_s @ rtn_from_inertial(state[:3], state[3:])
        return self.propagate(state[:3], state[3:] + dv, then, date)


def in_gcrf(encounter: Encounter) -> Encounter:
    """The same numbers, called GCRF: 23 mas do not matter to a force model."""
    from dataclasses import replace  # noqa: PLC0415

    states = [
        State(frame=Frame.GCRF, epoch=state.epoch, r_km=state.r_km, v_km_s=state.v_km_s)
        for state in (encounter.state1, encounter.state2)
    ]
    return replace(encounter, state1=states[0], state2=states[1])


@pytest.mark.parametrize(
    ("turns", "dv_rtn_m_s"),
    [(0.5, (0.0, 0.05, 0.0)), (3.5, (0.02, -0.05, 0.03)), (15.0, (0.0, 0.05, 0.0))],
)
def test_miss_after_a_burn_is_that_of_orekit(
    orekit: Any, data_dir: Path, turns: float, dv_rtn_m_s: tuple[float, float, float]
) -> None:
    encounter = in_gcrf(of_message(data_dir / "astro/pc/cdm" / FAST))
    epoch = encounter.tca - turns * encounter.period_s
    burn = Burn(epoch=epoch, dv_rtn_km_s=1e-3 * np.array(dv_rtn_m_s))
    truth = Orekit(orekit).burnt(encounter, burn)
    moved_km = float(np.linalg.norm(truth[:3] - encounter.state1.r_km))
    # to the closest approach of straight lines from Orekit's state
    gap_km = encounter.state2.r_km - truth[:3]
    speed = encounter.state2.v_km_s - truth[3:]
    shift_s = -float(gap_km @ speed) / float(speed @ speed)
    miss_km = float(np.linalg.norm(gap_km + shift_s * speed))
    flight = fly(encounter, burn)
    assert moved_km > 0.3
    assert flight.miss_distance_km == pytest.approx(miss_km, abs=2e-3 * moved_km)
    assert flight.tca - encounter.tca == pytest.approx(shift_s, abs=2e-3 * moved_km / 7.0)


@pytest.mark.parametrize("lead_s", [900.0, 5_000.0, 60_000.0])
@pytest.mark.parametrize("inclination_rad", [0.0, 1e-9, 1.7])
def test_closed_form_is_the_derivative_of_orekits_kepler_orbit(
    orekit: Any, lead_s: float, inclination_rad: float
) -> None:
    encounter = circular(inclination_rad=inclination_rad)
    fixed = Orekit(orekit, kepler=True)
    state = encounter.state1
    response = burn_response(state.r_km, state.v_km_s, [lead_s])[0]
    axes = rtn_from_inertial(state.r_km, state.v_km_s)
    for column in range(3):
        dv = np.eye(3)[column] * 1e-6
        ends = [
            fixed.burnt(encounter, Burn(epoch=TCA - lead_s, dv_rtn_km_s=sign * dv))
            for sign in (1.0, -1.0)
        ]
        change = (ends[0] - ends[1]) / 2e-6
        expected = np.concatenate([axes @ change[:3], axes @ change[3:]])
        assert response[:3, column] == pytest.approx(expected[:3], abs=2e-2)  # of 1e5 km/(km/s)
        assert response[3:, column] == pytest.approx(expected[3:], abs=2e-5)


def test_burn_at_closest_approach_or_later_is_refused() -> None:
    encounter = circular(miss_km=0.1)
    for epoch in (TCA, TCA + 60.0):
        with pytest.raises(UsageError, match="before"):
            fly(encounter, Burn(epoch=epoch, dv_rtn_km_s=[0.0, 1e-5, 0.0]))


def test_burn_a_second_before_hardly_moves_anything() -> None:
    encounter = circular(miss_km=0.1)
    flight = fly(encounter, Burn(epoch=TCA - 1.0, dv_rtn_km_s=[1e-3, 0.0, 0.0]))
    assert flight.miss_distance_km == pytest.approx(0.1 - 1e-3, abs=1e-5)
    assert not flight.at_edge


def test_no_burn_is_the_encounter_itself(data_dir: Path) -> None:
    encounter = of_message(data_dir / "astro/pc/cdm" / FAST)
    flight = fly(encounter, Burn(epoch=encounter.tca - 86_400.0, dv_rtn_km_s=[0.0, 0.0, 0.0]))
    nominal = encounter.assess()
    assert flight.miss_distance_km == pytest.approx(nominal.miss_distance_km[0], abs=1e-5)
    assert flight.pc == pytest.approx(nominal.pc[0], rel=1e-4)
