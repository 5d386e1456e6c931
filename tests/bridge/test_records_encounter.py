"""Bodies of conjunctions to states and matrices. Authority: `conjunction_from_cdm`, real CDMs."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from cspo.bridge.cdm import conjunction_from_cdm
from cspo.bridge.records_cdm import conjunction_body
from cspo.bridge.records_encounter import encounter_of, meeting_of
from cspo.errors import UsageError
from cspo.frames import Frame, bundled_earth_orientation, rotation, rtn_from_inertial, transform_pv
from cspo.messages import cdm as messages
from cspo.records.bodies import Covariance
from cspo.records.bodies.covariance import CovarianceFrame
from cspo.records.bodies.words import OrbitFrame

CARA = "astro/pc/cdm/*.cdm"


def real(data_dir: Path):
    """Each real message, read by the way of the command line and as the body of a record."""
    for path in sorted(data_dir.glob(CARA)):
        message = messages.parse(path.read_bytes()).message
        assert message is not None
        yield conjunction_from_cdm(message), conjunction_body(message)


def test_states_and_covariances_of_real_messages_are_those_of_the_command_line(data_dir):
    count = 0
    for wanted, body in real(data_dir):
        meeting = meeting_of(body)
        assert meeting is not None
        encounter = encounter_of(meeting, 0.02)
        count += 1
        for got, want in (
            (encounter.state1, wanted.state1), (encounter.state2, wanted.state2),
        ):  # fmt: skip
            assert got.frame is want.frame
            assert got.epoch == want.epoch
            np.testing.assert_array_equal(got.r_km, want.r_km)
            np.testing.assert_array_equal(got.v_km_s, want.v_km_s)
        for mine, own in (
            (encounter.covariance1, wanted.covariance1),
            (encounter.covariance2, wanted.covariance2),
        ):
            scale = np.sqrt(np.abs(np.diag(own.matrix)).clip(min=1e-30))
            np.testing.assert_allclose(
                mine.matrix / np.outer(scale, scale), own.matrix / np.outer(scale, scale),
                atol=1e-6 * max(1.0, float(np.abs(own.matrix / np.outer(scale, scale)).max())),
            )  # fmt: skip
        np.testing.assert_allclose(meeting.relative_rtn[0], body.relative_rtn_km, atol=1e-12)
        sigma = meeting.sigma_rtn_km[0]
        assert sigma is not None
        np.testing.assert_allclose(
            sigma, np.sqrt(np.diag(wanted.covariance1.matrix)[:3].clip(min=0.0)), rtol=1e-6
        )
    assert count == 25


def test_frames_of_states_and_covariances_may_differ(data_dir):
    """The same encounter said in ITRF, its covariances in TEME, is the same encounter."""
    _, body = next(real(data_dir))
    plain = meeting_of(body)
    assert plain is not None
    tai_ns, eop = plain.state1.epoch.tai_ns, bundled_earth_orientation()

    def moved(side, state):
        r_km, v_km_s = transform_pv(state.r_km, state.v_km_s, state.frame, Frame.ITRF, tai_ns, eop)
        axes = rtn_from_inertial(state.r_km, state.v_km_s)
        triangle = side.covariance.lower_km2[:6]
        matrix = np.zeros((3, 3))
        matrix[np.tril_indices(3)] = triangle
        matrix = matrix + np.tril(matrix, -1).T
        turn = rotation(state.frame, Frame.TEME, tai_ns) @ axes.T
        turned = turn @ matrix @ turn.T
        return msgspec.structs.replace(
            side, r_km=tuple(r_km.tolist()), v_km_s=tuple(v_km_s.tolist()),
            covariance=Covariance(
                frame=CovarianceFrame.TEME, lower_km2=tuple(turned[np.tril_indices(3)].tolist())
            ),
        )  # fmt: skip

    other = meeting_of(
        msgspec.structs.replace(
            body, frame=OrbitFrame.ITRF, object1=moved(body.object1, plain.state1),
            object2=moved(body.object2, plain.state2),
        ),
        lambda: eop,
    )  # fmt: skip
    assert other is not None
    assert other.state1.frame is Frame.GCRF
    for got, want in zip(other.sigma_rtn_km, plain.sigma_rtn_km, strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-6)
    np.testing.assert_allclose(other.relative_rtn[0], plain.relative_rtn[0], atol=1e-6)
    np.testing.assert_allclose(other.relative_rtn[1], plain.relative_rtn[1], atol=1e-8)


def test_the_other_way_round(data_dir):
    _, body = next(real(data_dir))
    meeting = meeting_of(body)
    assert meeting is not None
    turned = meeting.other_way()
    assert turned.state1 is meeting.state2
    assert turned.covariance2 is meeting.covariance1
    np.testing.assert_allclose(
        np.linalg.norm(turned.relative_rtn[0]), np.linalg.norm(meeting.relative_rtn[0])
    )


def test_without_states_there_is_no_meeting_and_without_covariance_no_burn(data_dir):
    _, body = next(real(data_dir))
    bare = msgspec.structs.replace(body.object1, r_km=None, v_km_s=None)
    assert meeting_of(msgspec.structs.replace(body, object1=bare)) is None
    blind = msgspec.structs.replace(body.object2, covariance=None)
    meeting = meeting_of(msgspec.structs.replace(body, object2=blind))
    assert meeting is not None
    assert meeting.sigma_rtn_km[1] is None
    with pytest.raises(UsageError, match="covariance"):
        encounter_of(meeting, 0.02)
