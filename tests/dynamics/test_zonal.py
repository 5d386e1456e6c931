"""One state under J2 to J6: against Orekit, conserved quantities and the secular theory."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cspo.constants import EARTH_J2, EARTH_MU_KM3_S2, EARTH_RADIUS_KM
from cspo.dynamics import propagate_zonal
from cspo.dynamics._kernels.zonal import march
from cspo.errors import UsageError

LOW = ([6_800.0, 100.0, 50.0], [0.1, 5.2, 5.6])
ECCENTRIC = ([6_700.0, 0.0, 0.0], [0.0, 5.6, 8.0])
HIGH = ([42_164.0, 0.0, 10.0], [0.0, 3.0747, 0.01])


@pytest.mark.parametrize("state", [LOW, ECCENTRIC, HIGH], ids=["low", "eccentric", "high"])
def test_positions_are_those_of_orekit(orekit: Any, state: Any) -> None:
    """Gravity of EGM2008 to J6 about the axis of GCRF; its J2 is 9e-6 less than ours (tides)."""
    import jpype  # noqa: PLC0415 - only where Orekit runs

    vector = jpype.JClass("org.hipparchus.geometry.euclidean.threed.Vector3D")
    gcrf = orekit.frames.FramesFactory.getGCRF()
    start = orekit.time.AbsoluteDate.J2000_EPOCH
    pv = orekit.utils.PVCoordinates(*(vector(*(1e3 * np.array(part)).tolist()) for part in state))
    orbit = orekit.orbits.CartesianOrbit(pv, gcrf, start, 1e9 * EARTH_MU_KM3_S2)
    integrator = jpype.JClass("org.hipparchus.ode.nonstiff.DormandPrince853Integrator")(
        0.001, 300.0, 1e-6, 1e-13
    )
    propagator = orekit.propagation.numerical.NumericalPropagator(integrator)
    propagator.setOrbitType(orekit.orbits.OrbitType.CARTESIAN)
    field = orekit.forces.gravity.potential.GravityFieldFactory.getNormalizedProvider(6, 0)
    propagator.addForceModel(orekit.forces.gravity.HolmesFeatherstoneAttractionModel(gcrf, field))
    propagator.setInitialState(orekit.propagation.SpacecraftState(orbit))
    times = [3_000.0, 12_000.0]
    r_km, _ = propagate_zonal(*state, times)
    for k, t_s in enumerate(times):
        there = propagator.propagate(start.shiftedBy(t_s)).getPVCoordinates(gcrf).getPosition()
        truth_km = np.array([there.getX(), there.getY(), there.getZ()]) / 1e3
        assert r_km[k] == pytest.approx(truth_km, abs=2e-3)


@pytest.mark.parametrize("state", [LOW, ECCENTRIC, HIGH], ids=["low", "eccentric", "high"])
def test_there_and_back_and_in_any_order(state: Any) -> None:
    times = np.array([50_000.0, -20_000.0, 0.0, 100.0])
    r_km, v_km_s = propagate_zonal(*state, times)
    assert r_km[2] == pytest.approx(state[0], abs=1e-12)
    for k in (0, 1, 3):
        back, _ = propagate_zonal(r_km[k], v_km_s[k], [-times[k]])
        assert back[0] == pytest.approx(state[0], abs=2e-5)
    alone, _ = propagate_zonal(*state, [100.0])
    assert r_km[3] == pytest.approx(alone[0], abs=1e-9)


def test_momentum_about_the_axis_is_kept() -> None:
    r_km, v_km_s = propagate_zonal(*ECCENTRIC, np.linspace(0.0, 86_400.0, 50))
    about_axis = np.cross(r_km, v_km_s)[:, 2]
    assert np.ptp(about_axis) < 1e-9 * np.abs(about_axis).max()


def test_node_moves_as_the_secular_theory_has_it() -> None:
    # Vallado, 4th ed., equation 9-41: -3/2 n J2 (R/p)^2 cos i, J2 squared and J4 left out
    radius, inclination = 7_000.0, np.radians(98.0)
    n = np.sqrt(EARTH_MU_KM3_S2 / radius**3)
    speed = n * radius
    start = ([radius, 0, 0], [0, speed * np.cos(inclination), speed * np.sin(inclination)])
    t_s = np.linspace(0.0, 86_400.0 * 5, 4_000)
    r_km, v_km_s = propagate_zonal(*start, t_s)
    h = np.cross(r_km, v_km_s)
    node = np.unwrap(np.arctan2(h[:, 0], -h[:, 1]))
    rate = np.polyfit(t_s, node, 1)[0]
    expected = -1.5 * n * EARTH_J2 * (EARTH_RADIUS_KM / radius) ** 2 * np.cos(inclination)
    assert rate == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(
    ("state", "t_s"),
    [
        (([0.0, 0, 0], [0, 1, 0]), [1.0]), (([np.nan, 0, 0], [0, 1, 0]), [1.0]),
        (LOW, [np.inf]), (LOW, [[1.0]]), (([7_000.0, 0], [0, 7.5]), [1.0]),
    ],
)  # fmt: skip
def test_nonsense_is_refused(state: Any, t_s: Any) -> None:
    with pytest.raises(UsageError):
        propagate_zonal(*state, t_s)


def test_the_kernel_is_plain_python_too() -> None:
    """The same numbers uncompiled (NUMBA_DISABLE_JIT=1 has no ``py_func``: it is that already)."""
    state, times = np.concatenate([np.array(part) for part in LOW]), np.array([0.0, 30.0, 90.0])
    outputs = []
    for run in (march, getattr(march, "py_func", march)):
        out = np.empty((3, 6))
        run(state, times, 5.0, EARTH_MU_KM3_S2, EARTH_RADIUS_KM, np.array([0, 0, EARTH_J2]), out)
        outputs.append(out)
    assert outputs[1] == pytest.approx(outputs[0], rel=1e-13)
    r_km, _ = propagate_zonal(*LOW, times)
    assert outputs[0][:, :3] == pytest.approx(r_km, abs=0.05)  # J3 to J6 are left out here


def test_no_instants_no_states() -> None:
    r_km, v_km_s = propagate_zonal(*LOW, [])
    assert r_km.shape == v_km_s.shape == (0, 3)
