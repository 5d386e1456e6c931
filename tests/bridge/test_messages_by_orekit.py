"""What the bridges write, against Orekit's own frames: one way, no round trip.

States go in as TEME and come out of Orekit's parser in the frame of the
message; Orekit turns the same TEME states itself. Authority: Orekit 13.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest

from cspo.bridge.cdm_events import CdmEvents, CdmObjects
from cspo.bridge.cdm_out import cdms_from_events
from cspo.bridge.oem import oem_from_ephemerides
from cspo.frames import Frame, bundled_earth_orientation
from cspo.messages import cdm, oem
from cspo.orbits import CovarianceHistory, Ephemeris
from cspo.time import Epoch

TCA = Epoch.from_utc("2019-11-01T12:34:56.789Z")  # its Earth orientation is in both tables
R_KM = np.array([[-2517.2, 5412.9, 3400.1], [-2517.1, 5412.7, 3400.3]])
V_KM_S = np.array([[-6.1, -4.0, 1.9], [5.2, 0.9, 5.4]])
COVARIANCE_KM2 = np.diag([0.01, 0.5, 0.02, 1e-7, 1e-8, 1e-8])
COVARIANCE_KM2[0, 1] = COVARIANCE_KM2[1, 0] = -0.03


@pytest.fixture(scope="session")
def java(orekit):
    import jpype  # noqa: PLC0415 - only where the oracle is

    vector = jpype.JClass("org.hipparchus.geometry.euclidean.threed.Vector3D")
    source = jpype.JClass("org.orekit.data.DataSource")

    class Java:
        builder = (
            orekit.files.ccsds.ndm.ParserBuilder()
            .withConventions(orekit.utils.IERSConventions.IERS_2010)
            .withMu(3.986004418e14)
        )
        frames: ClassVar = {
            Frame.TEME: orekit.frames.FramesFactory.getTEME(),
            Frame.EME2000: orekit.frames.FramesFactory.getEME2000(),
            Frame.GCRF: orekit.frames.FramesFactory.getGCRF(),
            Frame.ITRF: orekit.frames.FramesFactory.getITRF(
                orekit.utils.IERSConventions.IERS_2010, True
            ),
        }
        utc = orekit.time.TimeScalesFactory.getUTC()

        @staticmethod
        def date(epoch):
            return orekit.time.AbsoluteDate(epoch.utc_iso(9).rstrip("Z"), Java.utc)

        @staticmethod
        def turned(r_km, v_km_s, target, epoch):
            to = Java.frames[Frame.TEME].getTransformTo(Java.frames[target], Java.date(epoch))
            r, v = (vector(*[float(x) * 1e3 for x in a]) for a in (r_km, v_km_s))
            pv = to.transformPVCoordinates(orekit.utils.PVCoordinates(r, v))
            return tuple(
                np.array([v.getX(), v.getY(), v.getZ()]) / 1e3
                for v in (pv.getPosition(), pv.getVelocity())
            )

        @staticmethod
        def parsed(kind, path):
            parser = getattr(Java.builder, f"build{kind}Parser")()
            return parser.parseMessage(source(str(path)))

    return Java


def _side(k, covariance_km2):
    return CdmObjects(
        identity=[f"norad:{k + 1}"], name=["X"], designator=["2024-001A"], object_type=["DEBRIS"],
        r_km=R_KM[[k]], v_km_s=V_KM_S[[k]], covariance_rtn_km2=covariance_km2[None],
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["kvn", "xml"])
@pytest.mark.parametrize(
    ("frame", "r_atol_km", "v_atol_km_s"),
    [(Frame.EME2000, 1e-6, 1e-7), (Frame.GCRF, 1e-6, 1e-7), (Frame.ITRF, 2e-3, 2e-6)],
)
def test_cdm(frame, r_atol_km, v_atol_km_s, encoding, java, tmp_path):
    """1 mm and 0.1 mm/s in the inertial frames; 2 m in ITRF, where each has its own table.

    The 0.1 mm/s are the turning of TEME itself, 8e-12 rad/s, which Orekit adds.
    """
    events = CdmEvents(
        tca_tai_ns=np.array([TCA.tai_ns]), frame=Frame.TEME,
        object1=_side(0, COVARIANCE_KM2), object2=_side(1, 4.0 * COVARIANCE_KM2),
        pc=np.array([1.25e-5]), pc_method=["alfano2005"], hbr_km=np.array([0.012]),
    )  # fmt: skip
    eop = bundled_earth_orientation() if frame is Frame.ITRF else None
    [message] = cdms_from_events(events, creation=TCA, originator="CSPO", frame=frame, eop=eop)
    path = tmp_path / "message"
    path.write_bytes(cdm.write(message, encoding))
    theirs = java.parsed("Cdm", path)
    sides = ((theirs.getDataObject1(), 1.0), (theirs.getDataObject2(), 4.0))
    for k, (data, factor) in enumerate(sides):
        block = data.getStateVectorBlock()
        r_km, v_km_s = java.turned(R_KM[k], V_KM_S[k], frame, TCA)
        for got, want, atol in (
            (block.getPositionVector(), r_km, r_atol_km),
            (block.getVelocityVector(), v_km_s, v_atol_km_s),
        ):
            got_km = np.array([got.getX(), got.getY(), got.getZ()]) / 1e3
            np.testing.assert_allclose(got_km, want, rtol=0, atol=atol)
        matrix = data.getRTNCovarianceBlock().getRTNCovarianceMatrix().getData()
        m2 = np.array([list(row) for row in matrix])[:6, :6]
        np.testing.assert_allclose(m2, factor * COVARIANCE_KM2 * 1e6, rtol=1e-9)
    relative = theirs.getRelativeMetadata()
    assert relative.getMissDistance() == pytest.approx(300.0, abs=1e-3)  # of (0.1, -0.2, 0.2) km
    assert relative.getCollisionProbability() == pytest.approx(1.25e-5, rel=1e-9)
    assert str(relative.getCollisionProbaMethod().getName()) == "ALFANO-2005"


@pytest.mark.parametrize("encoding", ["kvn", "xml"])
@pytest.mark.parametrize("frame", [Frame.TEME, Frame.EME2000, Frame.GCRF, Frame.ITRF])
def test_oem(frame, encoding, java, tmp_path):
    """Frame, epochs, states and km² of an OEM, as Orekit understands them, 1e-9."""
    t_s = np.array([0.0, 60.0, 120.0])
    r_km = R_KM[0] + t_s[:, None] * V_KM_S[0]
    ephemeris = Ephemeris(
        object_id="2024-001A", object_name="X", frame=frame, epoch=TCA, t_s=t_s, r_km=r_km,
        v_km_s=np.tile(V_KM_S[0], (3, 1)),
        covariance=CovarianceHistory(
            frame=Frame.RTN, t_s=t_s[:1], matrix=COVARIANCE_KM2[None].copy()
        ),
    )  # fmt: skip
    path = tmp_path / "message"
    message = oem_from_ephemerides([ephemeris], creation=TCA, originator="CSPO")
    path.write_bytes(oem.write(message, encoding))
    segment = java.parsed("Oem", path).getSegments().get(0)
    theirs = segment.getFrame()
    still = theirs.getTransformTo(java.frames[frame], java.date(TCA)).getRotation().getAngle()
    assert abs(still) < 1e-12
    points = list(segment.getData().getCoordinates())
    for k, point in enumerate(points):
        assert abs(point.getDate().durationFrom(java.date(TCA)) - t_s[k]) < 1e-9
        r = point.getPosition()
        np.testing.assert_allclose([r.getX(), r.getY(), r.getZ()], r_km[k] * 1e3, rtol=1e-9)
    [covariance] = list(segment.getData().getCovarianceMatrices())
    m2 = np.array([list(row) for row in covariance.getCovarianceMatrix().getData()])
    np.testing.assert_allclose(m2, COVARIANCE_KM2 * 1e6, rtol=1e-9)
    assert str(covariance.getReferenceFrame().getName()) == "RTN"
