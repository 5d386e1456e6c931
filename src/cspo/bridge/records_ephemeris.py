"""An `Ephemeris` to records and back, in as many pieces as its size asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.errors import UsageError
from cspo.frames import Frame
from cspo.orbits import CovarianceHistory, Ephemeris
from cspo.records.bodies import EphemerisBody
from cspo.records.bodies.covariance import CovarianceFrame, CovarianceOrigin
from cspo.records.bodies.ephemeris import Basis, Intent
from cspo.records.bodies.ephemeris import CovarianceHistory as BodyHistory
from cspo.records.bodies.identities import is_object
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.objects import Maneuverability
from cspo.records.bodies.words import OrbitFrame
from cspo.time import Epoch

__all__ = ["ephemeris_bodies", "ephemeris_from_bodies"]

Floats = NDArray[np.float64]

_POINTS: Final = 1_000
"""In one record: with a covariance at each, some 0.6 MB."""

_LOWER: Final = np.tril_indices(6)


def ephemeris_bodies(
    ephemeris: Ephemeris,
    *,
    basis: Basis,
    intent: Intent,
    maneuverability: Maneuverability = Maneuverability.UNKNOWN,
    hard_body_radius_km: float | None = None,
    source: str = "",
) -> list[EphemerisBody]:
    """One body for each thousand points; neighbors share the point between them.

    Parameters
    ----------
    ephemeris : Ephemeris
    basis : Basis
    intent : Intent
    maneuverability : Maneuverability
    hard_body_radius_km : float
    source : str
        How it was made.

    Raises
    ------
    UsageError
        Where the object has no identity that a record may hold, or its covariance is in a frame
        that a body does not have.
    """
    identity = _identity(ephemeris)
    n = len(ephemeris.t_s)
    starts = range(0, n - 1, _POINTS - 1)
    return [
        EphemerisBody(
            object=identity,
            name=ephemeris.object_name,
            basis=basis,
            intent=intent,
            maneuverability=maneuverability,
            frame=OrbitFrame(ephemeris.frame.value),
            epoch_utc=utc_text(ephemeris.epoch),
            t_s=tuple(ephemeris.t_s[start : start + _POINTS].tolist()),
            r_km=_vectors(ephemeris.r_km[start : start + _POINTS]),
            v_km_s=_vectors(ephemeris.v_km_s[start : start + _POINTS]),
            nodes=max(ephemeris.nodes, 2),
            covariance=_history(ephemeris, start, last=start + _POINTS >= n),
            piece=piece,
            pieces=len(starts),
            hard_body_radius_km=hard_body_radius_km,
            source=source,
        )
        for piece, start in enumerate(starts, 1)
    ]


def ephemeris_from_bodies(bodies: Sequence[EphemerisBody], *, simulated: bool = False) -> Ephemeris:
    """The trajectory of all pieces of one ephemeris, given in order.

    Parameters
    ----------
    bodies : sequence of EphemerisBody
    simulated : bool
        Whether the records were of a mode whose objects are made up.

    Raises
    ------
    UsageError
        Where a piece is missing, or one of another trajectory.
    """
    if not bodies or [each.piece for each in bodies] != list(range(1, bodies[0].pieces + 1)):
        raise UsageError("join ephemeris", expected="every piece once, in order")
    first = bodies[0]
    if len({(b.object, b.frame, b.epoch_utc, b.pieces, b.nodes) for b in bodies}) != 1:
        raise UsageError("join ephemeris", expected="pieces of one trajectory")
    t_s, keep = _joined([each.t_s for each in bodies])
    r_km = np.concatenate([np.array(each.r_km) for each in bodies])[keep]
    v_km_s = np.concatenate([np.array(each.v_km_s) for each in bodies])[keep]
    return Ephemeris(
        object_id=first.object, object_name=first.name, frame=Frame(first.frame.value),
        epoch=Epoch.from_utc(first.epoch_utc), t_s=t_s, r_km=r_km, v_km_s=v_km_s,
        covariance=_covariances([each.covariance for each in bodies if each.covariance]),
        nodes=first.nodes, simulated=simulated,
    )  # fmt: skip


def _identity(ephemeris: Ephemeris) -> str:
    text = ephemeris.object_id if ":" in ephemeris.object_id else f"cospar:{ephemeris.object_id}"
    if not is_object(text):
        raise UsageError(
            "make ephemeris", "object_id", expected="scheme:value or a designator as 1998-067A",
            got="another text",
        )  # fmt: skip
    return text


def _vectors(values: Floats) -> tuple[tuple[float, float, float], ...]:
    return tuple((x, y, z) for x, y, z in values.tolist())


def _history(ephemeris: Ephemeris, start: int, *, last: bool) -> BodyHistory | None:
    """The covariances from the piece's first point to before its last, or to the very last."""
    history = ephemeris.covariance
    if history is None:
        return None
    stop = min(start + _POINTS, len(ephemeris.t_s)) - 1
    inside = (history.t_s >= ephemeris.t_s[start]) & (history.t_s < ephemeris.t_s[stop])
    if last:
        inside |= history.t_s == ephemeris.t_s[stop]
    if not inside.any():
        return None
    if history.frame.value not in CovarianceFrame.__members__:
        raise UsageError("make ephemeris", "covariance", expected="RTN or a frame of bodies",
                         got=history.frame.value)  # fmt: skip
    return BodyHistory(
        frame=CovarianceFrame(history.frame.value),
        lower_km2=tuple(tuple(each[_LOWER].tolist()) for each in history.matrix[inside]),
        origin=CovarianceOrigin.OPERATOR,
        t_s=tuple(history.t_s[inside].tolist()),
    )


def _joined(pieces: Sequence[tuple[float, ...]]) -> tuple[Floats, NDArray[np.bool_]]:
    """Instants of all pieces, and which points are not the repeated ones between them."""
    t_s = np.concatenate([np.array(each) for each in pieces])
    keep = np.append(True, np.diff(t_s) != 0.0)
    return t_s[keep], keep


def _covariances(histories: Sequence[BodyHistory]) -> CovarianceHistory | None:
    if not histories:
        return None
    t_s = np.concatenate([np.array(each.t_s) for each in histories])
    return CovarianceHistory(
        frame=Frame(histories[0].frame.value), t_s=t_s, matrix=np.stack(list(_matrices(histories)))
    )


def _matrices(histories: Sequence[BodyHistory]) -> Iterator[Floats]:
    for history in histories:
        for triangle in history.lower_km2:
            if triangle is None or len(triangle) != len(_LOWER[0]):
                raise UsageError(
                    "join ephemeris",
                    "covariance",
                    expected="position and velocity at every instant",
                )
            matrix = np.zeros((6, 6))
            matrix[_LOWER] = triangle
            yield matrix + np.tril(matrix, -1).T
