"""Frames against published states, erfa's matrices and each other; m and mm."""

from __future__ import annotations

import itertools
import json
import time

import erfa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspo.errors import UsageError
from cspo.frames import (
    EarthOrientation,
    Frame,
    bundled_earth_orientation,
    pef_from_teme,
    rotate_covariance,
    rotation,
    state_jacobian,
    teme_from_gcrf_observed,
    transform_pv,
)
from cspo.frames.precession_nutation import (
    cirs_from_gcrf,
    mod_from_eme2000,
    teme_from_tod,
    tod_from_mod,
)
from cspo.time import Epoch
from cspo.time.scales import jd_tt_arrays

ARCSEC_RAD = np.pi / 180.0 / 3600.0
EARTH_FRAMES = [frame for frame in Frame if not frame.is_orbit_relative]
PAIRS = list(itertools.permutations(EARTH_FRAMES, 2))
EOP = bundled_earth_orientation()

instants = st.integers(Epoch.from_utc("1957-10-04").tai_ns, Epoch.from_utc("2060-01-01").tai_ns)
components = st.floats(-50_000.0, 50_000.0)
vectors = st.tuples(components, components, components)
speeds = st.tuples(*[st.floats(-12.0, 12.0)] * 3)


def published(data_dir, name):
    return json.loads((data_dir / "astro/frames" / name).read_text())["cases"]


def test_matrices_of_erfa(data_dir, on_day):
    """Authority: erfa_time_and_matrix.json, 1e-11 an element, one within a leap second."""
    for case in published(data_dir, "erfa_time_and_matrix.json"):
        p = case["eop"]
        eop = on_day(
            case["utc"], dut1=p["ut1_utc_s"], xp=p["xp_arcsec"], yp=p["yp_arcsec"],
            dx=p["dX_arcsec"], dy=p["dY_arcsec"],
        )  # fmt: skip
        matrix = rotation(Frame.GCRF, Frame.ITRF, Epoch.from_utc(case["utc"]).tai_ns, eop)
        np.testing.assert_allclose(matrix, case["gcrs_to_itrs"], rtol=0, atol=1e-11)


def test_geostationary_case_of_aas_06_134(data_dir, on_day):
    """Authority: Vallado, Seago, Seidelmann, AAS 06-134: 0.081 m and 0.11 mm/s."""
    case = published(data_dir, "published.json")[0]
    p, states = case["eop"], case["states"]
    eop = on_day(
        case["utc"], dut1=p["ut1_utc_s"], lod=p["lod_s"], xp=p["xp_arcsec"], yp=p["yp_arcsec"],
        dx=p["dX2000_arcsec"], dy=p["dY2000_arcsec"],
    )  # fmt: skip
    tai_ns = Epoch.from_utc(case["utc"]).tai_ns
    itrf, gcrf, pef = states["ITRF"], states["GCRF_iau2000A"], states["PEF_iau76"]
    r_km, v_km_s = transform_pv(
        np.array(itrf["r"]) / 1e3, np.array(itrf["v"]) / 1e3, Frame.ITRF, Frame.GCRF, tai_ns, eop
    )
    np.testing.assert_allclose(r_km * 1e3, gcrf["r"], rtol=0, atol=gcrf["tol_r"])
    np.testing.assert_allclose(v_km_s * 1e3, gcrf["v"], rtol=0, atol=gcrf["tol_v"])
    # Sidereal time cancels on the way by TEME, so what is left is polar motion.
    pef_from_gcrf = pef_from_teme(tai_ns, eop) @ teme_from_gcrf_observed(tai_ns, eop)
    r_pef = pef_from_gcrf @ rotation(Frame.ITRF, Frame.GCRF, tai_ns, eop) @ itrf["r"]
    np.testing.assert_allclose(r_pef, pef["r"], rtol=0, atol=pef["tol_r"])


def test_teme_to_eme2000_of_vallado(data_dir):
    """Authority: Vallado 2007 by way of Orekit's TEMEProviderTest: 0.05 m and 0.1 mm/s."""
    case = published(data_dir, "published.json")[1]
    teme, eme2000 = case["states"]["TEME"], case["states"]["EME2000"]
    tai_ns = Epoch.from_utc("2000-182").tai_ns + round(0.78495062 * 86_400e9)
    r_km, v_km_s = transform_pv(
        np.array(teme["r"]) / 1e3, np.array(teme["v"]) / 1e3, Frame.TEME, Frame.EME2000, tai_ns
    )
    np.testing.assert_allclose(r_km * 1e3, eme2000["r"], rtol=0, atol=eme2000["tol_r"])
    np.testing.assert_allclose(v_km_s * 1e3, eme2000["v"], rtol=0, atol=eme2000["tol_v"])


class TestExample315:
    """Authority: Vallado, Fundamentals of Astrodynamics, 4th ed., example 3-15 and table 3-6."""

    utc = "2004-04-06T07:51:28.386009"
    tai_ns = Epoch.from_utc(utc).tai_ns
    dpsi, deps = -0.052195 * ARCSEC_RAD, -0.003875 * ARCSEC_RAD
    r_teme = np.array([5094.18016210, 6127.64465950, 6380.34453270])
    v_teme = np.array([-4.7461314870, 0.7858180410, 5.5319312880])

    @pytest.fixture
    def eop(self, on_day):
        return on_day(
            self.utc, dut1=-0.4399619, xp=-0.140682, yp=0.333309, dx=-0.000205, dy=-0.000136,
            lod=0.0015563,
        )  # fmt: skip

    def assert_near(self, r_km, expected_km, mm):
        np.testing.assert_allclose(r_km, expected_km, rtol=0, atol=mm * 1e-6)

    def test_teme_to_tod(self):
        """0.1 mm: the digits printed; with and without the observed offsets."""
        corrected = teme_from_tod(self.tai_ns, self.dpsi).T @ self.r_teme
        self.assert_near(corrected, [5094.51620300, 6127.36527840, 6380.34453270], 0.1)
        plain = teme_from_tod(self.tai_ns).T @ self.r_teme
        self.assert_near(plain, [5094.51478040, 6127.36646120, 6380.34453270], 0.1)

    def test_teme_to_mod_and_gcrf_with_offsets(self):
        tod = teme_from_tod(self.tai_ns, self.dpsi).T @ self.r_teme
        mod = tod_from_mod(self.tai_ns, self.dpsi, self.deps).T @ tod
        self.assert_near(mod, [5094.02837450, 6127.87081640, 6380.24851640], 0.1)
        gcrf = mod_from_eme2000(self.tai_ns).T @ mod
        self.assert_near(gcrf, [5102.50895790, 6123.01140070, 6378.13692820], 0.1)

    def test_teme_to_eme2000_without_offsets(self):
        """0.1 m: the digits printed."""
        r_km, v_km_s = transform_pv(
            self.r_teme, self.v_teme, Frame.TEME, Frame.EME2000, self.tai_ns
        )
        self.assert_near(r_km, [5102.509600, 6123.011520, 6378.136300], 100)
        self.assert_near(v_km_s, [-4.7432196000, 0.7905366000, 5.5337561900], 0.1)

    def test_teme_to_pef(self, eop):
        """10 mm: the Julian Date of UT1 in the example is one double, good to 20 us."""
        pef = pef_from_teme(self.tai_ns, eop) @ self.r_teme
        self.assert_near(pef, [-1033.47503130, 7901.30558560, 6380.34453270], 10)

    def test_itrf_to_gcrf(self, eop):
        """10 mm, for the same cause; 0.006 mm/s, half of what LOD does. Table 3-6, IAU 2006."""
        r_km, v_km_s = transform_pv(
            [-1033.4793830, 7901.2952754, 6380.3565958],
            [-3.225636520, -2.872451450, 5.531924446],
            Frame.ITRF, Frame.GCRF, self.tai_ns, eop,
        )  # fmt: skip
        self.assert_near(r_km, [5102.50895290, 6123.01139910, 6378.13693380], 10)
        self.assert_near(v_km_s, [-4.7432201610, 0.7905364950, 5.5337557240], 0.006)

    def test_observed_teme_needs_no_1980_offsets(self, eop):
        """1 mm from table 3-6's GCRF of IAU 2006, by way of the Earth."""
        gcrf = teme_from_gcrf_observed(self.tai_ns, eop).T @ self.r_teme
        self.assert_near(gcrf, [5102.50895290, 6123.01139910, 6378.13693380], 1)


class TestOrekit:
    """Authority: Orekit 13, IERS 2010 without sub-daily tides, EOP of the same file.

    At 44,000 km: 10 mm (Orekit interpolates nutation), and 0.7 mm/s, for its
    velocities include the turning of precession and nutation.
    """

    texts = (
        "1995-03-01T12:00:00", "2004-04-06T07:51:28.386009", "2012-06-30T23:59:60.5",
        "2016-12-31T23:59:60.25", "2017-01-01T00:00:00.25", "2019-09-17T12:34:56.789",
        "2021-05-01T18:00:00",
    )  # fmt: skip
    r_km = np.array([-36270.0, -20940.0, 15000.0])
    v_km_s = np.array([-1.457, 2.618, 0.533])

    @pytest.mark.parametrize(("source", "target"), PAIRS)
    def test_states(self, orekit, pv_coordinates, finals, source, target):
        conventions = orekit.utils.IERSConventions.IERS_2010
        factory = orekit.frames.FramesFactory
        frames = {
            Frame.GCRF: factory.getGCRF(), Frame.EME2000: factory.getEME2000(),
            Frame.MOD: factory.getMOD(False), Frame.TOD: factory.getTOD(False),
            Frame.TEME: factory.getTEME(), Frame.ITRF: factory.getITRF(conventions, True),
        }  # fmt: skip
        utc = orekit.time.TimeScalesFactory.getUTC()
        pv = pv_coordinates(self.r_km, self.v_km_s)
        tai_ns = np.array([Epoch.from_utc(text).tai_ns for text in self.texts])
        r_km, v_km_s = transform_pv(self.r_km, self.v_km_s, source, target, tai_ns, finals)
        for text, r, v in zip(self.texts, r_km, v_km_s, strict=True):
            date = orekit.time.AbsoluteDate(text, utc)
            theirs = frames[source].getTransformTo(frames[target], date).transformPVCoordinates(pv)
            np.testing.assert_allclose(
                r * 1e3, list(theirs.getPosition().toArray()), rtol=0, atol=0.010
            )
            np.testing.assert_allclose(
                v * 1e3, list(theirs.getVelocity().toArray()), rtol=0, atol=0.0007
            )


@given(instants, st.sampled_from(PAIRS))
def test_matrices_are_rotations(tai_ns, pair):
    matrix = rotation(*pair, tai_ns, EOP)
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(3), rtol=0, atol=1e-15 * 4)
    assert abs(np.linalg.det(matrix) - 1.0) < 1e-14


@given(instants, st.sampled_from(PAIRS), vectors, speeds)
def test_there_and_back(tai_ns, pair, r_km, v_km_s):
    """1e-9 km and 1e-12 km/s; a one-way oracle stands above."""
    a, b = pair
    there = transform_pv(r_km, v_km_s, a, b, tai_ns, EOP)
    back = transform_pv(*there, b, a, tai_ns, EOP)
    np.testing.assert_allclose(back[0], r_km, rtol=0, atol=1e-9)
    np.testing.assert_allclose(back[1], v_km_s, rtol=0, atol=1e-12)


@given(instants, st.permutations(EARTH_FRAMES))
def test_any_way_round_comes_home(tai_ns, order):
    matrix = np.eye(3)
    for a, b in zip(order, [*order[1:], order[0]], strict=True):
        matrix = rotation(a, b, tai_ns, EOP) @ matrix
    np.testing.assert_allclose(matrix, np.eye(3), rtol=0, atol=1e-14)


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_many_are_as_one_by_one(source, target):
    """1e-14: the interpolated series against the series itself."""
    start = Epoch.from_utc("2016-12-31T23:00:00").tai_ns
    tai_ns = start + np.arange(40) * 97_000_000_123
    together = rotation(source, target, tai_ns, EOP)
    single = np.array([rotation(source, target, int(t), EOP) for t in tai_ns])
    np.testing.assert_allclose(together, single, rtol=0, atol=1e-14)
    grid = rotation(source, target, tai_ns.reshape(8, 5), EOP)
    np.testing.assert_allclose(grid.reshape(40, 3, 3), together, rtol=0, atol=1e-15)
    assert rotation(source, target, tai_ns[:0], EOP).shape == (0, 3, 3)


def test_interpolated_series_are_the_series():
    """Authority: erfa c2i06a at each instant: 1e-14 rad over thirty days, any order."""
    start = Epoch.from_utc("2024-11-01").tai_ns
    tai_ns = start + np.random.default_rng(2).integers(0, 30 * 86_400 * 10**9, 2000)
    np.testing.assert_allclose(
        cirs_from_gcrf(tai_ns), erfa.c2i06a(*jd_tt_arrays(tai_ns)), rtol=0, atol=1e-14
    )


@pytest.mark.parametrize("target", [Frame.GCRF, Frame.EME2000, Frame.TEME])
def test_velocity_is_the_derivative_of_position(target):
    """Authority: a central difference over 2 s, on its own good to 1e-6 m/s; 0.2 mm/s,
    for the turning of precession and nutation is left out. Both ways."""
    epoch = Epoch.from_utc("2024-02-29T18:30:30.303")
    r_km, v_km_s = np.array([4000.0, -5000.0, 2500.0]), np.array([-3.0, 1.5, 5.0])
    for a, b in ((Frame.ITRF, target), (target, Frame.ITRF)):
        _, ours = transform_pv(r_km, v_km_s, a, b, epoch.tai_ns, EOP)
        before, after = (
            rotation(a, b, (epoch + dt).tai_ns, EOP) @ (r_km + dt * v_km_s) for dt in (-1.0, 1.0)
        )
        np.testing.assert_allclose(ours, (after - before) / 2, rtol=0, atol=2e-7)


def test_a_site_rests_on_the_earth():
    tai_ns = Epoch.from_utc("2024-11-01").tai_ns
    r_km, v_km_s = transform_pv(
        [0.0, 6378.137, 0.0], [0, 0, 0], Frame.ITRF, Frame.GCRF, tai_ns, EOP
    )
    assert abs(np.linalg.norm(v_km_s) - 7.292115e-5 * 6378.137) < 1e-6
    assert np.cross(r_km, v_km_s)[2] > 0  # eastward
    _, rest = transform_pv(r_km, v_km_s, Frame.GCRF, Frame.ITRF, tai_ns, EOP)
    assert np.abs(rest).max() < 1e-15


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_jacobian_is_that_of_the_transform(source, target):
    """Authority: the transform is linear, so unit states give the columns: 1e-15."""
    tai_ns = Epoch.from_utc("2024-11-01").tai_ns
    unit = np.eye(6)
    r, v = transform_pv(unit[:, :3], unit[:, 3:], source, target, tai_ns, EOP)
    columns = np.hstack([r, v]).T
    np.testing.assert_allclose(
        state_jacobian(source, target, tai_ns, EOP), columns, rtol=0, atol=1e-15
    )


def test_covariances_turn_as_their_samples():
    """Authority: the covariance of 200,000 turned samples, 2 %."""
    rng = np.random.default_rng(3)
    root = rng.normal(size=(6, 6))
    covariance = root @ root.T
    matrix = rotation(Frame.TEME, Frame.ITRF, 0, EOP)
    samples = rng.multivariate_normal(np.zeros(6), covariance, 200_000)
    turned = np.hstack([samples[:, :3] @ matrix.T, samples[:, 3:] @ matrix.T])
    ours = rotate_covariance(covariance, matrix)
    assert np.abs(np.cov(turned.T) - ours).max() < 0.02 * np.abs(ours).max()
    assert (ours == ours.T).all()
    np.testing.assert_allclose(
        rotate_covariance(covariance[:3, :3], matrix), ours[:3, :3], rtol=1e-12
    )
    many = rotate_covariance(np.stack([covariance] * 4), matrix)
    np.testing.assert_array_equal(many[2], ours)


def test_25_000_events_to_eme2000_in_a_third_of_a_second():
    """0.15 s of CPU on the machine of 2026-11, best of three."""
    tai_ns = Epoch.from_utc("2024-11-01").tai_ns + np.arange(25_000) * 24_192_000_007
    spent = []
    for _ in range(3):
        start = time.process_time()
        rotation(Frame.TEME, Frame.EME2000, tai_ns)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.3


def test_what_cannot_be_turned_is_refused():
    with pytest.raises(UsageError, match="EarthOrientation"):
        rotation(Frame.TEME, Frame.ITRF, 0)
    with pytest.raises(UsageError, match="RTN"):
        rotation(Frame.RTN, Frame.GCRF, 0)
    with pytest.raises(UsageError, match="TVN"):
        transform_pv([1, 0, 0], [0, 1, 0], Frame.GCRF, Frame.TVN, 0, EarthOrientation.zero())
