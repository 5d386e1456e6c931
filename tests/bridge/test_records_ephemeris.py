"""Ephemerides in records and back. Authority: the operator's file, and the trajectory itself."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from cspo.bridge.records_ephemeris import ephemeris_bodies, ephemeris_from_bodies
from cspo.errors import UsageError
from cspo.frames import Frame
from cspo.operations.kinds import REGISTRY
from cspo.orbits import CovarianceHistory, Ephemeris
from cspo.records.bodies import EphemerisBody
from cspo.records.bodies.ephemeris import Basis, Intent
from cspo.time import Epoch


def trajectory(n: int, every: int = 1) -> Ephemeris:
    """A circle of numbers with all their digits, with a covariance at every so many points."""
    rng = np.random.default_rng(7)
    t_s = np.cumsum(rng.uniform(50.0, 70.0, n))
    factors = rng.normal(size=(len(t_s[::every]), 6, 6))
    return Ephemeris(
        object_id="norad:44714", object_name="STARLINK-1008", frame=Frame.EME2000,
        epoch=Epoch.from_utc("2024-07-03T11:09:42"), t_s=t_s,
        r_km=7000.0 * np.column_stack([np.cos(t_s / 1e3), np.sin(t_s / 1e3), 0 * t_s]),
        v_km_s=7.0 * np.column_stack([-np.sin(t_s / 1e3), np.cos(t_s / 1e3), 0 * t_s]),
        covariance=CovarianceHistory(
            frame=Frame.RTN, t_s=t_s[::every], matrix=factors @ factors.transpose(0, 2, 1)
        ),
    )  # fmt: skip


@pytest.mark.parametrize(("n", "records"), [(2, 1), (1000, 1), (1001, 2), (1999, 2), (4321, 5)])
def test_a_trajectory_comes_back_bit_for_bit(n: int, records: int) -> None:
    """Three days at a point a minute are five records, each under a body's size."""
    ephemeris = trajectory(n)
    bodies = ephemeris_bodies(ephemeris, basis=Basis.PLANNED, intent=Intent.COMMITTED)
    assert [(body.piece, body.pieces) for body in bodies] == [
        (k, records) for k in range(1, records + 1)
    ]
    read = [REGISTRY.decode("ephemeris", REGISTRY.encode(body)) for body in bodies]
    assert all(isinstance(body, EphemerisBody) for body in read)
    back = ephemeris_from_bodies(read)  # type: ignore[arg-type]
    for name in ("t_s", "r_km", "v_km_s"):
        assert getattr(back, name).tobytes() == getattr(ephemeris, name).tobytes(), name
    assert (back.epoch, back.frame, back.nodes) == (ephemeris.epoch, Frame.EME2000, 6)
    assert back.covariance is not None
    assert ephemeris.covariance is not None
    assert back.covariance.frame is Frame.RTN
    np.testing.assert_array_equal(back.covariance.t_s, ephemeris.covariance.t_s)
    lower = np.tril_indices(6)
    np.testing.assert_array_equal(
        back.covariance.matrix[:, *lower], ephemeris.covariance.matrix[:, *lower]
    )
    np.testing.assert_array_equal(back.covariance.matrix, back.covariance.matrix.transpose(0, 2, 1))


def test_covariances_at_some_points_or_none() -> None:
    some = trajectory(2500, every=700)
    bodies = ephemeris_bodies(some, basis=Basis.PREDICTED, intent=Intent.HYPOTHETICAL)
    assert [0 if b.covariance is None else len(b.covariance.t_s) for b in bodies] == [2, 1, 1]
    back = ephemeris_from_bodies(bodies)
    assert back.covariance is not None
    assert len(back.covariance.t_s) == 4
    bare = replace(some, covariance=None)
    bodies = ephemeris_bodies(bare, basis=Basis.PREDICTED, intent=Intent.HYPOTHETICAL)
    assert {body.covariance for body in bodies} == {None}
    assert ephemeris_from_bodies(bodies).covariance is None


def test_a_designator_becomes_an_identity() -> None:
    short = trajectory(2)
    for name, wanted in (("1998-067A", "cospar:1998-067A"), ("GBR/acme-sat:7", "GBR/acme-sat:7")):
        (body,) = ephemeris_bodies(
            replace(short, object_id=name), basis=Basis.DEFINITIVE, intent=Intent.FLOWN
        )
        assert body.object == wanted
    for name in ("UNKNOWN", "", "norad:x"):
        with pytest.raises(UsageError):
            ephemeris_bodies(
                replace(short, object_id=name), basis=Basis.DEFINITIVE, intent=Intent.FLOWN
            )


def test_pieces_of_another_trajectory_or_too_few_are_refused() -> None:
    bodies = ephemeris_bodies(trajectory(2500), basis=Basis.PLANNED, intent=Intent.COMMITTED)
    other = ephemeris_bodies(
        replace(trajectory(2500), object_id="norad:5"), basis=Basis.PLANNED, intent=Intent.COMMITTED
    )
    for wrong in ([], bodies[:2], bodies[::-1], [*bodies[:2], other[2]]):
        with pytest.raises(UsageError):
            ephemeris_from_bodies(wrong)


def test_a_covariance_that_a_body_cannot_hold_is_refused() -> None:
    short = trajectory(4)
    assert short.covariance is not None
    turned = replace(short.covariance, frame=Frame.TVN)
    with pytest.raises(UsageError):
        ephemeris_bodies(
            replace(short, covariance=turned), basis=Basis.PLANNED, intent=Intent.COMMITTED
        )
    early = replace(short.covariance, t_s=short.covariance.t_s - 1e6)
    (body,) = ephemeris_bodies(
        replace(short, covariance=early), basis=Basis.PLANNED, intent=Intent.COMMITTED
    )
    assert body.covariance is None, "none within the points"


def test_position_covariances_alone_are_no_history() -> None:
    (body,) = ephemeris_bodies(trajectory(2), basis=Basis.PLANNED, intent=Intent.COMMITTED)
    assert body.covariance is not None
    positions = tuple(triangle[:6] for triangle in body.covariance.lower_km2 if triangle)
    history = msgspec.structs.replace(body.covariance, lower_km2=positions)
    with pytest.raises(UsageError):
        ephemeris_from_bodies([msgspec.structs.replace(body, covariance=history)])
