"""OEM to trajectories and back; covariances by a one-way oracle."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from cspo.bridge.oem import ephemerides_from_oem, frame_of, oem_from_ephemerides, useable_span
from cspo.errors import UsageError
from cspo.frames import Frame
from cspo.messages import oem
from cspo.orbits import CovarianceHistory, Ephemeris
from cspo.time import Epoch

START = Epoch.from_utc("2024-11-01T00:00:00Z")
MU_KM3_S2 = 398_600.4418


def _orbit(t_s, radius_km=7000.0, inclination_rad=1.0):
    """A circular orbit and its velocity, exact."""
    rate = np.sqrt(MU_KM3_S2 / radius_km**3)
    c, s = np.cos(rate * t_s), np.sin(rate * t_s)
    tilt = np.array([[1, 0, 0], [0, np.cos(inclination_rad), 0], [0, np.sin(inclination_rad), 0]])
    r = radius_km * np.stack([c, s, 0 * c], axis=1) @ tilt.T
    v = radius_km * rate * np.stack([-s, c, 0 * c], axis=1) @ tilt.T
    return r, v


def _ephemeris(frame=Frame.EME2000, points=50, **changes):
    t_s = np.arange(points) * 60.0
    r_km, v_km_s = _orbit(t_s)
    root = (
        np.random.default_rng(3).normal(size=(points, 6, 6))
        * np.array([1, 1, 1, 1e-3, 1e-3, 1e-3])[:, None]
    )
    history = CovarianceHistory(frame=Frame.RTN, t_s=t_s, matrix=root @ root.transpose(0, 2, 1))
    values = {
        "object_id": "1998-067A", "object_name": "STATION", "frame": frame, "epoch": START,
        "t_s": t_s, "r_km": r_km, "v_km_s": v_km_s, "covariance": history,
    }  # fmt: skip
    return Ephemeris(**{**values, **changes})


@pytest.mark.parametrize("encoding", ["kvn", "xml"])
@pytest.mark.parametrize("frame", [Frame.EME2000, Frame.GCRF, Frame.TEME, Frame.ITRF])
def test_written_and_read_back(frame, encoding):
    ephemeris = _ephemeris(frame)
    message = oem_from_ephemerides([ephemeris], creation=START, originator="CSPO")
    [back] = ephemerides_from_oem(oem.read(oem.write(message, encoding)))
    assert (back.frame, back.epoch, back.object_id) == (frame, START, "1998-067A")
    np.testing.assert_array_equal(back.t_s, ephemeris.t_s)
    np.testing.assert_allclose(back.r_km, ephemeris.r_km, rtol=1e-15, atol=1e-20)
    np.testing.assert_allclose(back.v_km_s, ephemeris.v_km_s, rtol=1e-15, atol=1e-20)
    assert back.covariance.frame is Frame.RTN
    np.testing.assert_allclose(
        back.covariance.matrix, ephemeris.covariance.matrix, rtol=1e-15, atol=1e-20
    )
    assert back.nodes == ephemeris.nodes
    assert not back.simulated


def test_epochs_across_a_leap_second():
    start = Epoch.from_utc("2016-12-31T23:59:58Z")
    t_s = np.arange(5.0)
    r_km, v_km_s = _orbit(t_s)
    ephemeris = Ephemeris(object_id="X", frame=Frame.GCRF, epoch=start, t_s=t_s, r_km=r_km,
                          v_km_s=v_km_s)  # fmt: skip
    message = oem_from_ephemerides([ephemeris], creation=start, originator="CSPO")
    assert message.segments[0].epochs[2] == "2016-12-31T23:59:60.000"
    [back] = ephemerides_from_oem(oem.read(oem.write(message)))
    np.testing.assert_array_equal(back.t_s, t_s)


@pytest.mark.parametrize(
    ("system", "seconds"), [("UTC", 0.0), ("TAI", -37.0), ("TT", -69.184), ("GPS", -18.0)]
)
def test_time_systems(system, seconds):
    """UTC - TAI is -37 s from 2017, TT - TAI 32.184 s, GPS - TAI -19 s: published constants."""
    message = oem_from_ephemerides([_ephemeris()], creation=START, originator="CSPO")
    metadata = msgspec.structs.replace(message.segments[0].metadata, time_system=system)
    segment = msgspec.structs.replace(message.segments[0], metadata=metadata)
    [back] = ephemerides_from_oem(msgspec.structs.replace(message, segments=(segment,)))
    assert back.epoch - START == pytest.approx(seconds, abs=1e-9)


def test_covariance_turns_as_orekit_turns_it(orekit):
    """One way: EME2000 to RTN by Orekit's StateCovariance, 1e-9 of the largest element.

    QSW_INERTIAL is the RTN of the books: axes of the instant, velocity inertial.
    """
    ephemeris = _ephemeris()
    inertial = np.random.default_rng(5).normal(size=(6, 6)) * np.array([1, 2, 3, 1e-3, 2e-3, 1e-3])
    inertial = inertial.T @ inertial
    message = oem_from_ephemerides([ephemeris], creation=START, originator="CSPO")
    rows = message.segments[0].covariances
    matrix = rows.matrix_km2.copy()
    matrix[7] = inertial
    frames = (*rows.frames[:7], "EME2000", *rows.frames[8:])
    segment = msgspec.structs.replace(
        message.segments[0],
        covariances=msgspec.structs.replace(rows, matrix_km2=matrix, frames=frames),
    )
    [back] = ephemerides_from_oem(msgspec.structs.replace(message, segments=(segment,)))
    assert back.covariance.frame is Frame.RTN
    theirs_km2 = _by_orekit(orekit, ephemeris.r_km[7], ephemeris.v_km_s[7], inertial)
    got = back.covariance.matrix[7]
    scale = np.sqrt(np.outer(np.diag(theirs_km2), np.diag(theirs_km2)))
    np.testing.assert_allclose(got / scale, theirs_km2 / scale, rtol=0, atol=1e-9)
    np.testing.assert_allclose(back.covariance.matrix[6], matrix[6], rtol=1e-15)


def _by_orekit(orekit, r_km, v_km_s, covariance_km2):
    import jpype  # noqa: PLC0415 - only where the oracle is

    vector = jpype.JClass("org.hipparchus.geometry.euclidean.threed.Vector3D")
    to_matrix = jpype.JClass("org.hipparchus.linear.MatrixUtils").createRealMatrix
    frame = orekit.frames.FramesFactory.getEME2000()
    date = orekit.time.AbsoluteDate.J2000_EPOCH
    pv = orekit.utils.PVCoordinates(
        vector(*[float(x) * 1e3 for x in r_km]), vector(*[float(x) * 1e3 for x in v_km_s])
    )
    orbit = orekit.orbits.CartesianOrbit(pv, frame, date, MU_KM3_S2 * 1e9)
    rows = jpype.JArray(jpype.JDouble, 2)([[float(x) * 1e6 for x in row] for row in covariance_km2])
    state = orekit.propagation.StateCovariance(
        to_matrix(rows), date, frame, orekit.orbits.OrbitType.CARTESIAN,
        orekit.orbits.PositionAngleType.TRUE,
    )  # fmt: skip
    turned = state.changeCovarianceFrame(orbit, orekit.frames.LOFType.QSW_INERTIAL)
    return np.array([list(row) for row in turned.getMatrix().getData()]) / 1e6


def test_a_maneuver_makes_two_pieces():
    ephemeris = _ephemeris(covariance=None)
    message = oem_from_ephemerides([ephemeris], creation=START, originator="CSPO")
    segment = message.segments[0]
    order = [*range(21), 20, *range(21, 50)]
    v_km_s = segment.v_km_s[order].copy()
    v_km_s[21:] += [0.0, 0.0, 1e-3]
    jumped = msgspec.structs.replace(
        segment, epochs=tuple(segment.epochs[i] for i in order), r_km=segment.r_km[order],
        v_km_s=v_km_s,
    )  # fmt: skip
    pieces = ephemerides_from_oem(msgspec.structs.replace(message, segments=(jumped,)))
    assert [len(piece.t_s) for piece in pieces] == [21, 30]
    assert pieces[0].stop == pieces[1].start


def test_a_line_said_twice_counts_once(data_dir):
    data = (data_dir / "ndm/orekit/odm/oem/OEMExampleWithHeaderComment.txt").read_bytes()
    data = data.replace(b"MARS BARYCENTER", b"EARTH")
    pieces = ephemerides_from_oem(oem.read(data))
    assert [len(piece.t_s) for piece in pieces] == [4, 4, 4]
    assert pieces[1].covariance.frame is Frame.EME2000
    assert pieces[1].covariance.matrix[0, 0, 0] == 3.3313494e-04


def test_useable_times(data_dir):
    message = oem.read((data_dir / "ndm/bradsease_oem/real/LEO_10s.oem").read_bytes())
    start, stop = useable_span(message.segments[0])
    assert stop - start == 3600.0
    assert ephemerides_from_oem(message)[0].nodes == 4


def test_simulated_says_so():
    message = oem_from_ephemerides([_ephemeris(simulated=True)], creation=START, originator="X")
    assert message.header.comments[0].startswith("SIMULATED")
    assert ephemerides_from_oem(oem.read(oem.write(message)))[0].simulated
    with pytest.raises(UsageError):
        oem_from_ephemerides([_ephemeris(), _ephemeris(simulated=True)], creation=START,
                             originator="X")  # fmt: skip


def test_what_cspo_cannot_turn_is_said(data_dir):
    message = oem.read((data_dir / "ndm/orekit/odm/oem/OEMExample3.txt").read_bytes())
    with pytest.raises(UsageError, match="MARS"):
        ephemerides_from_oem(message)
    with pytest.raises(UsageError, match="MRT"):
        ephemerides_from_oem(
            oem.read((data_dir / "ndm/orekit/odm/oem/OEMExample9.txt").read_bytes())
        )
    assert frame_of("itrf-93") is Frame.ITRF
    assert frame_of("ICRF") is Frame.GCRF
    with pytest.raises(UsageError):
        frame_of("TNW")
