"""No deep-space object ever goes through the near-Earth model."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from element_catalogs import catalog, from_satrecs, nonsense, reference
from hypothesis import given
from hypothesis import strategies as st
from sgp4.api import Satrec

from cspo.dynamics import PropagationStatus, Sgp4Bulk, sgp4
from cspo.dynamics._kernels.theory import XKE
from cspo.orbits import Catalog
from cspo.time import Epoch

POSITION_KM = 1e-6
VELOCITY_KM_S = 1e-9
AT = Epoch.from_utc("2024-11-01T00:00:00Z")


def test_the_choice_is_the_package_s(omm_20241101: Catalog, satrecs_20240705: list[Satrec]) -> None:
    """Both catalogues whole: the C++ package's method, and heyoka's gate where it is installed."""
    for elements in (omm_20241101, from_satrecs(satrecs_20240705)):
        deep = Sgp4Bulk(elements).deep_space
        method = [reference(elements, row).method == "d" for row in range(len(elements))]
        assert np.array_equal(deep, method)
        assert 3_000 < deep.sum() < 5_000


@pytest.mark.skipif(sys.platform != "linux", reason="heyoka has wheels for Linux")
def test_the_choice_is_heyoka_s(omm_20241101: Catalog) -> None:
    from heyoka.model import gpe_is_deep_space  # noqa: PLC0415 - absent elsewhere

    triples = zip(
        (omm_20241101.mean_motion_rad_s * 60.0).tolist(),
        omm_20241101.eccentricity.tolist(),
        omm_20241101.inclination_rad.tolist(),
        strict=True,
    )
    due = [gpe_is_deep_space(*triple) for triple in triples]
    assert np.array_equal(Sgp4Bulk(omm_20241101).deep_space, due)


def test_a_broken_gate_would_be_caught(
    omm_20241101: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The adversary: every deep-space object sent through the near-Earth kernel.

    Each is off by more than the tolerance of every comparison here, most by kilometres, without
    one error code. So no object could slip through unseen.
    """
    deep = omm_20241101.take(np.flatnonzero(Sgp4Bulk(omm_20241101).deep_space))
    t_s = np.array([86_400.0])
    honest, _ = Sgp4Bulk(deep).propagate(AT, t_s)
    monkeypatch.setattr(sgp4, "is_deep_space", lambda el: np.zeros(len(el.eccentricity), bool))
    wrong, status = Sgp4Bulk(deep).propagate(AT, t_s)
    off_km = np.linalg.norm(wrong[0, :3] - honest[0, :3], axis=0)
    both = np.isfinite(off_km)
    assert both.mean() > 0.99
    assert off_km[both].min() > 10 * POSITION_KM
    assert np.median(off_km[both]) > 1.0
    assert (status[0][both] == 0).all()


def kozai(brouwer_rad_min: float, e: float, inclination: float) -> float:
    """Kozai's mean motion that initl() turns into this one, by fixed-point iteration."""
    motion = brouwer_rad_min
    for _ in range(50):
        beta2 = 1.0 - e * e
        d1 = 0.75 * 0.001082616 * (3.0 * math.cos(inclination) ** 2 - 1.0) / beta2**1.5
        ak = (XKE / motion) ** (2.0 / 3.0)
        delta = d1 / (ak * ak)
        adel = ak * (1.0 - delta * delta - delta * (1.0 / 3.0 + 134.0 * delta * delta / 81.0))
        motion = brouwer_rad_min * (1.0 + d1 / (adel * adel))
    return motion


def elements_of(motion_rad_min: float, **columns: float) -> Catalog:
    return catalog(
        epoch_tai_ns=[AT.tai_ns],
        mean_motion_rad_s=[motion_rad_min / 60.0],
        **{name: [value] for name, value in columns.items()},
    )


ANGLE = st.floats(0.0, 2.0 * math.pi)
SHAPE = {
    # The C++ divides by the sine of a subnormal inclination and returns NaN. Towards 180
    # degrees the theory divides by 1 + cos i, and rounding grows in both.
    "inclination_rad": st.floats(0.0, 3.1, allow_subnormal=False),
    "raan_rad": ANGLE,
    "argp_rad": ANGLE,
    "mean_anomaly_rad": ANGLE,
    "bstar_per_er": st.floats(-1e-3, 1e-3),
}


@given(
    shape=st.fixed_dictionaries({**SHAPE, "eccentricity": st.floats(0.0, 0.43)}),
    beside=st.sampled_from([0.0, 1e-15, 3e-16, 1e-13, 1e-9, 1e-6, 1e-3]),
    side=st.sampled_from([-1.0, 1.0]),
    steps=st.integers(-6, 6),
    minutes=st.floats(-10_080.0, 10_080.0),
)
def test_at_the_border_the_choice_and_the_state_are_the_package_s(
    shape: dict[str, float], beside: float, side: float, steps: int, minutes: float
) -> None:
    """Periods of 225 min to within a few units in the last place, on both sides."""
    brouwer = 2.0 * math.pi / 225.0 * (1.0 + side * beside)
    motion = kozai(brouwer, shape["eccentricity"], shape["inclination_rad"])
    for _ in range(abs(steps)):
        motion = math.nextafter(motion, math.inf if steps > 0 else 0.0)
    elements = elements_of(motion, **shape)
    check(elements, minutes)


@given(
    shape=st.fixed_dictionaries({**SHAPE, "eccentricity": st.floats(0.0, 0.95)}),
    revolutions=st.floats(0.1, 17.0) | st.floats(0.99, 1.01) | st.floats(1.9, 2.1),
    minutes=st.floats(-10_080.0, 10_080.0) | st.sampled_from([0.0, 720.0, -720.0, 1440.0]),
)
def test_any_elements(shape: dict[str, float], revolutions: float, minutes: float) -> None:
    """States and codes as in C++, resonant, decayed and eccentric alike."""
    check(elements_of(revolutions * 2.0 * math.pi / 1440.0, **shape), minutes)


@pytest.mark.parametrize("limit", [0.65, 0.7, 0.715])
@pytest.mark.parametrize("toward", [0.0, None, 1.0])
def test_limits_of_the_resonance_polynomials(limit: float, toward: float | None) -> None:
    """Half a day's resonance, at the eccentricities where dsinit() changes polynomials."""
    e = limit if toward is None else math.nextafter(limit, toward)
    shape = dict.fromkeys(("raan_rad", "argp_rad", "mean_anomaly_rad"), 1.0)
    check(elements_of(4.0 * math.pi / 1440.0, eccentricity=e, inclination_rad=1.1, **shape), 9e3)


def check(elements: Catalog, minutes: float) -> None:
    satellite = reference(elements, 0)
    bulk = Sgp4Bulk(elements)
    assert bulk.deep_space[0] == (satellite.method == "d")
    states, status = bulk.propagate(AT, np.array([minutes * 60.0]))
    code, r, v = satellite.sgp4_tsince(minutes)
    if not code and nonsense(bulk, 0, np.array([minutes]), np.array([r + v]))[0]:
        code = PropagationStatus.NONSENSE
    assert status[0, 0] == code
    if not code:
        assert np.abs(states[0, :3, 0] - r).max() < POSITION_KM
        assert np.abs(states[0, 3:, 0] - v).max() < VELOCITY_KM_S


def test_without_the_compiler() -> None:
    """The kernels are plain Python too: one object of each kind, NUMBA_DISABLE_JIT=1."""
    program = """
import sys
sys.path.insert(0, sys.argv[1])
import numpy as np
from element_catalogs import catalog, reference
from cspo.dynamics import Sgp4Bulk
from cspo.dynamics._kernels import layout
from cspo.time import Epoch
layout.LANES  # the block stays 32 wide: four kinds, two times
at = Epoch.from_utc("2024-11-01T00:00:00Z")
elements = catalog(
    epoch_tai_ns=[at.tai_ns] * 4,
    mean_motion_rad_s=np.array([15.0, 2.5, 1.0027, 2.006]) * 2 * np.pi / 86400,
    eccentricity=[1e-3, 0.6, 1e-4, 0.7], inclination_rad=[0.9, 0.5, 0.05, 1.1],
    raan_rad=[1.0] * 4, argp_rad=[2.0] * 4, mean_anomaly_rad=[3.0] * 4, bstar_per_er=[1e-4] * 4,
)
states, status = Sgp4Bulk(elements).propagate(at, np.array([0.0, 86_400.0]))
assert not status.any()
worst = max(
    np.abs(states[k, :3, row] - reference(elements, row).sgp4_tsince(t)[1]).max()
    for row in range(4) for k, t in enumerate((0.0, 1440.0))
)
assert worst < 1e-6, worst
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parent)],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
