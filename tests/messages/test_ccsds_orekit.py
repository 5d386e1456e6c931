"""OEM and CDM as Orekit 13 reads them: ours written, others' read, both encodings.

Authority: Orekit (CS Group) through orekit-jpype, an independent implementation
of the books. Tolerance 1e-9 relative, epochs to 1 us.
"""

from __future__ import annotations

import numpy as np
import pytest

from cspo.messages import cdm, oem
from cspo.time import Epoch

RTOL = 1e-9


@pytest.fixture(scope="session")
def parse(orekit):
    import jpype  # noqa: PLC0415 - only where the oracle is

    data_source = jpype.JClass("org.orekit.data.DataSource")
    builder = orekit.files.ccsds.ndm.ParserBuilder()
    conventions = orekit.utils.IERSConventions.IERS_2010
    builder = builder.withConventions(conventions).withMu(3.986004418e14)
    builder = builder.withMissionReferenceDate(orekit.time.AbsoluteDate.J2000_EPOCH)

    def read(path, kind):
        parser = builder.buildOemParser() if kind == "oem" else builder.buildCdmParser()
        return parser.parseMessage(data_source(str(path)))

    return read


@pytest.fixture(scope="session")
def utc_text(orekit):
    utc = orekit.time.TimeScalesFactory.getUTC()
    return lambda date: str(date.getComponents(utc).toStringRfc3339())


def _near(text, java_text):
    difference = Epoch.from_utc(text.rstrip("Z")) - Epoch.from_utc(java_text.rstrip("Z"))
    assert abs(difference) < 1e-6, (text, java_text)


def _plain(text):
    """Orekit turns text into capitals, underscores into blanks; we keep it as it is."""
    return text.upper().replace("_", " ")


def _vector(v):
    return np.array([v.getX(), v.getY(), v.getZ()])


def _matrix(m):
    return np.array([list(row) for row in m.getData()])


OEMS = (
    "ndm/orekit/odm/oem/OEMExample4.txt", "ndm/orekit/odm/oem/OEMExample6.txt",
    "ndm/orekit/odm/oem/OEMExample3.txt", "ndm/orekit/odm/oem/OEMExampleWithHeaderComment.txt",
    "ndm/orekit/odm/oem/test.oem", "astro/ccsds/good/oemLowerCaseValue.oem",
    "ndm/bradsease_oem/real/MEO_20s.oem", "ndm/bradsease_oem/real/LEO_10s.oem",
    "ndm/bradsease_oem/v2_0/valid/sample04.oem", "ndm/bradsease_oem/v2_0/valid/sample10.oem",
    "ndm/bradsease_oem/v2_0/valid/sample12.oem",
)  # fmt: skip


@pytest.mark.parametrize("name", OEMS)
@pytest.mark.parametrize("encoding", ["as it is", "kvn", "xml"])
def test_oem_equals_orekits(name, encoding, data_dir, parse, utc_text, tmp_path):
    path = data_dir / name
    ours = oem.read(path.read_bytes())
    if encoding != "as it is":
        path = tmp_path / f"written.{encoding}"
        path.write_bytes(oem.write(ours, encoding))
    theirs = parse(path, "oem")
    assert str(theirs.getHeader().getOriginator()) == ours.header.originator
    assert theirs.getSegments().size() == len(ours.segments)
    for mine, segment in zip(ours.segments, theirs.getSegments(), strict=True):
        metadata, data = segment.getMetadata(), segment.getData()
        assert str(metadata.getObjectName()) == _plain(mine.metadata.object_name)
        assert str(metadata.getObjectID()) == _plain(mine.metadata.object_id)
        if mine.metadata.time_system == "UTC":
            _near(mine.metadata.start_time, utc_text(metadata.getStartTime()))
            _near(mine.epochs[-1], utc_text(list(data.getCoordinates())[-1].getDate()))
        points = list(data.getCoordinates())
        r = np.array([_vector(p.getPosition()) for p in points])
        v = np.array([_vector(p.getVelocity()) for p in points])
        np.testing.assert_allclose(mine.r_km * 1e3, r, rtol=RTOL)
        np.testing.assert_allclose(mine.v_km_s * 1e3, v, rtol=RTOL)
        if mine.a_km_s2 is not None:
            a = np.array([_vector(p.getAcceleration()) for p in points])
            np.testing.assert_allclose(np.nan_to_num(mine.a_km_s2) * 1e3, a, rtol=RTOL)
        matrices = list(data.getCovarianceMatrices())
        assert len(matrices) == (0 if mine.covariances is None else len(mine.covariances.epochs))
        for i, matrix in enumerate(matrices):
            m2 = _matrix(matrix.getCovarianceMatrix())
            np.testing.assert_allclose(mine.covariances.matrix_km2[i] * 1e6, m2, rtol=RTOL)
            _near(mine.covariances.epochs[i], utc_text(matrix.getEpoch()))


CDMS = (
    "astro/ccsds/good/CDMExample1.xml", "astro/ccsds/good/CDMExample3.txt",
    "astro/ccsds/good/CDMExample5.txt", "astro/ccsds/good/CDMExample_issue_940.xml",
    "astro/ccsds/good/CDM-no-orbit-center-defined-obj1.txt", "ndm/orekit/cdm/CDM-frame-mapper.txt",
    "ndm/orekit/cdm/CDMExample_issue942.xml", "ndm/orekit/cdm/CDMExample_issue988_2.txt",
    "ndm/orekit/cdm/CDMExample_issue988_3.xml", "ndm/egemenimre/kvn/cdm_example_section4.kvn",
    "cdm/kessler_synthetic_sequence/event1_0.kvn",
    "astro/pc/cdm/000025994_conj_000037558_20210324_151047_20210323_154356.cdm",
)  # fmt: skip


@pytest.mark.parametrize("name", CDMS)
@pytest.mark.parametrize("encoding", ["as it is", "kvn", "xml"])
def test_cdm_equals_orekits(name, encoding, data_dir, parse, utc_text, tmp_path):
    path = data_dir / name
    ours = cdm.read(path.read_bytes())
    if encoding != "as it is":
        path = tmp_path / f"written.{encoding}"
        path.write_bytes(cdm.write(ours, encoding))
    theirs = parse(path, "cdm")
    assert str(theirs.getHeader().getMessageId()) == ours.header.message_id
    assert str(theirs.getHeader().getOriginator()) == ours.header.originator
    relative = theirs.getRelativeMetadata()
    _near(ours.relative.tca, utc_text(relative.getTca()))
    assert relative.getMissDistance() == pytest.approx(ours.relative.miss_distance_m, rel=RTOL)
    if ours.relative.collision_probability is not None:
        pc = relative.getCollisionProbability()
        assert pc == pytest.approx(ours.relative.collision_probability, rel=RTOL)
    if ours.relative.relative_position_n_m is not None:
        n = relative.getRelativePosition().getZ()
        assert n == pytest.approx(ours.relative.relative_position_n_m, rel=RTOL)
        t = relative.getRelativeVelocity().getY()
        assert t == pytest.approx(ours.relative.relative_velocity_t_m_s, rel=RTOL)
    sides = zip(
        (ours.object1, ours.object2),
        (theirs.getMetadataObject1(), theirs.getMetadataObject2()),
        (theirs.getDataObject1(), theirs.getDataObject2()),
        strict=True,
    )
    for mine, metadata, data in sides:
        assert str(metadata.getObjectDesignator()) == mine.metadata.object_designator
        assert str(metadata.getObjectName()) == mine.metadata.object_name
        assert str(metadata.getRefFrame().getName()) == mine.metadata.ref_frame
        state, block = mine.state, data.getStateVectorBlock()
        np.testing.assert_allclose(
            np.array([state.x_km, state.y_km, state.z_km]) * 1e3,
            _vector(block.getPositionVector()), rtol=RTOL,
        )  # fmt: skip
        np.testing.assert_allclose(
            np.array([state.x_dot_km_s, state.y_dot_km_s, state.z_dot_km_s]) * 1e3,
            _vector(block.getVelocityVector()), rtol=RTOL,
        )  # fmt: skip
        theirs_m2 = _matrix(data.getRTNCovarianceBlock().getRTNCovarianceMatrix())
        np.testing.assert_allclose(mine.covariance.matrix_m2(), theirs_m2[:6, :6], rtol=RTOL)
        if mine.orbit_determination.weighted_rms is not None:
            rms = data.getODParametersBlock().getWeightedRMS()
            assert rms == pytest.approx(mine.orbit_determination.weighted_rms, rel=RTOL)
        if mine.additional.mass_kg is not None:
            mass = data.getAdditionalParametersBlock().getMass()
            assert mass == pytest.approx(mine.additional.mass_kg, rel=RTOL)


MALFORMED = (
    ("oem", "astro/ccsds/bad/OEM-ephemeris-number-format-error.txt"),
    ("oem", "astro/ccsds/bad/OEM-too-few-covariance-columns.txt"),
    ("oem", "astro/ccsds/bad/OEM-wrong-keyword.txt"),
    ("cdm", "astro/ccsds/bad/CDM-missing-TCA.txt"),
    ("cdm", "ndm/orekit/cdm/CDM-wrong-key-word.txt"),
)


@pytest.mark.parametrize(("kind", "name"), MALFORMED)
def test_what_orekit_refuses_is_refused(kind, name, data_dir, parse):
    reader = oem if kind == "oem" else cdm
    assert reader.parse((data_dir / name).read_bytes()).faults
    with pytest.raises(Exception, match="orekit"):
        parse(data_dir / name, kind)
