"""OEM and `Ephemeris`: one segment, one continuous piece of trajectory.

Units agree (km, km/s, km²). What changes is time (any system of the book tied
to TAI becomes `Epoch`), the name of the frame, and the frame of covariances,
which an OEM may change from matrix to matrix and an `Ephemeris` may not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.errors import MalformedMessage, UsageError
from cspo.frames import (
    EarthOrientation,
    Frame,
    rotate_covariance,
    rtn_from_inertial,
    state_jacobian,
)
from cspo.messages.oem import Covariances, Header, Metadata, Oem, Segment
from cspo.orbits import CovarianceHistory, Ephemeris
from cspo.time import Epoch
from cspo.time.scales import TimeScale, parse_scale_array
from cspo.time.utc import format_utc_array
from cspo.units import NS_PER_S

__all__ = [
    "SIMULATED", "ephemerides_from_oem", "frame_of", "is_made_up", "oem_from_ephemerides",
    "useable_span",
]  # fmt: skip

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SIMULATED: Final = "SIMULATED"
"""How a comment begins that marks a message as made up."""
_MADE_UP: Final = frozenset({SIMULATED, "EXERCISE"})
_WORD: Final = re.compile(r"\W")

_FRAMES: Final = {
    "EME2000": Frame.EME2000, "J2000": Frame.EME2000, "GCRF": Frame.GCRF, "ICRF": Frame.GCRF,
    "TEME": Frame.TEME, "TEMEOFDATE": Frame.TEME, "TOD": Frame.TOD, "TOD_EARTH": Frame.TOD,
    "MOD": Frame.MOD, "MOD_EARTH": Frame.MOD,
    "RTN": Frame.RTN, "RSW": Frame.RTN, "RIC": Frame.RTN,
}  # fmt: skip
_POINTS: Final = 6
_MOST_POINTS: Final = 10


def frame_of(name: str) -> Frame:
    """The frame that a message calls *name*; every realization of ITRF is `Frame.ITRF`.

    Raises
    ------
    UsageError
        Where cspo does not know the frame.
    """
    word = name.strip().upper()
    if word.startswith(("ITRF", "ICRF")):
        return Frame.ITRF if word.startswith("ITRF") else Frame.GCRF
    if word in _FRAMES:
        return _FRAMES[word]
    raise UsageError(
        "read frame", expected="EME2000, GCRF, ICRF, ITRF, TEME, TOD, MOD, RTN", got=name,
        hint="the message is valid, but cspo cannot turn its frame",
    )  # fmt: skip


def ephemerides_from_oem(oem: Oem, eop: EarthOrientation | None = None) -> list[Ephemeris]:
    """The pieces of trajectory of an OEM, in the frames of the message.

    A segment whose state jumps at a repeated epoch (an impulsive maneuver)
    becomes two pieces; a repeated line that says the same is taken once.
    Covariances in RTN or in one inertial frame stay in it; where a segment
    mixes frames, all become RTN.

    Parameters
    ----------
    oem : Oem
    eop : EarthOrientation
        Needed only where a covariance has to leave or enter ITRF.

    Raises
    ------
    UsageError
        Where a frame, center or time system is none that cspo knows.
    """
    segments = (each.metadata.comments for each in oem.segments)
    simulated = is_made_up([*oem.header.comments, *chain.from_iterable(segments)])
    return [
        piece for segment in oem.segments for piece in _pieces(segment, eop, simulated=simulated)
    ]


def is_made_up(comments: Iterable[str]) -> bool:
    """Whether a message says that its objects are made up: a comment begins with such a mode.

    Parameters
    ----------
    comments : iterable of str
        Of the message.

    Examples
    --------
    >>> is_made_up(["EXERCISE U//REL TO NOR"]), is_made_up(["Exercised with care"])
    (True, False)
    """
    return any(_WORD.split(text.strip().upper(), maxsplit=1)[0] in _MADE_UP for text in comments)


def useable_span(segment: Segment) -> tuple[Epoch, Epoch]:
    """From when to when a segment may be interpolated: its useable times, else its limits."""
    metadata = segment.metadata
    tai_ns = _tai_ns(
        (
            metadata.useable_start_time or metadata.start_time,
            metadata.useable_stop_time or metadata.stop_time,
        ),
        metadata.time_system,
    )
    return Epoch(int(tai_ns[0])), Epoch(int(tai_ns[1]))


def oem_from_ephemerides(
    ephemerides: Sequence[Ephemeris], *, creation: Epoch, originator: str, message_id: str = ""
) -> Oem:
    """An OEM with one segment for each piece, in UTC to the nanosecond.

    Parameters
    ----------
    ephemerides : sequence of Ephemeris
    creation : Epoch
    originator : str
    message_id : str
        Makes the message version 3.0.

    Raises
    ------
    UsageError
        Where there is nothing to write, or a simulated and a real trajectory.
    """
    kinds = {ephemeris.simulated for ephemeris in ephemerides}
    if len(kinds) != 1:
        raise UsageError(
            "write OEM", expected="trajectories, all real or all simulated",
            got="none" if not kinds else "both",
        )  # fmt: skip
    comments = (f"{SIMULATED}: made up, not a real object",) if True in kinds else ()
    return Oem(
        version="3.0" if message_id else "2.0",
        header=Header(
            comments=comments, creation_date=creation.utc_iso().removesuffix("Z"),
            originator=originator, message_id=message_id or None,
        ),
        segments=tuple(_segment(ephemeris) for ephemeris in ephemerides),
    )  # fmt: skip


def _pieces(
    segment: Segment, eop: EarthOrientation | None, *, simulated: bool
) -> list[Ephemeris]:  # fmt: skip
    metadata = segment.metadata
    if metadata.center_name.strip().upper() not in ("EARTH", "EARTH BARYCENTER"):
        raise UsageError("read OEM", metadata.object_id, expected="CENTER_NAME = EARTH",
                         got=metadata.center_name)  # fmt: skip
    frame = frame_of(metadata.ref_frame)
    tai_ns = _tai_ns(segment.epochs, metadata.time_system)
    states = np.hstack((segment.r_km, segment.v_km_s))
    again = np.concatenate(
        ([False], (np.diff(tai_ns) == 0) & (np.diff(states, axis=0) == 0).all(1))
    )
    tai_ns, states = tai_ns[~again], states[~again]
    cuts = np.flatnonzero(np.diff(tai_ns) <= 0) + 1
    bounds = [0, *cuts.tolist(), len(tai_ns)]
    return [
        _piece(segment, frame, tai_ns[a:b], states[a:b], eop, simulated=simulated)
        for a, b in pairwise(bounds)
    ]


def _piece(
    segment: Segment, frame: Frame, tai_ns: Integers, states: Floats,
    eop: EarthOrientation | None, *, simulated: bool,
) -> Ephemeris:  # fmt: skip
    epoch = Epoch(int(tai_ns[0]))
    bare = Ephemeris(
        object_id=segment.metadata.object_id, object_name=segment.metadata.object_name,
        frame=frame, epoch=epoch, t_s=(tai_ns - tai_ns[0]) / NS_PER_S,
        r_km=states[:, :3].copy(), v_km_s=states[:, 3:].copy(),
        nodes=_nodes(segment.metadata), simulated=simulated,
    )  # fmt: skip
    if segment.covariances is None:
        return bare
    history = _history(segment.covariances, bare, segment.metadata, eop)
    return replace(bare, covariance=history)


def _history(
    rows: Covariances, piece: Ephemeris, metadata: Metadata, eop: EarthOrientation | None
) -> CovarianceHistory | None:
    """The covariances that belong to this piece; those of other pieces are left out."""
    tai_ns = _tai_ns(rows.epochs, metadata.time_system)
    t_s = piece.seconds(tai_ns)
    inside = (t_s >= 0.0) & (t_s <= piece.t_s[-1])
    if not inside.any():
        return None
    order = np.flatnonzero(inside)[np.argsort(t_s[inside], kind="stable")]
    frames = [frame_of(rows.frames[i] or metadata.ref_frame) for i in order.tolist()]
    matrix, t_s, tai_ns = rows.matrix_km2[order], t_s[order], tai_ns[order]
    if len(set(frames)) == 1 and (frames[0] is Frame.RTN or frames[0] is piece.frame):
        return CovarianceHistory(frame=frames[0], t_s=t_s, matrix=matrix)
    r_km, v_km_s = piece.interpolate(t_s)
    inertial = Frame.GCRF if piece.frame is Frame.ITRF else piece.frame
    turned = np.empty_like(matrix)
    to_inertial = state_jacobian(piece.frame, inertial, tai_ns, eop)
    state = (to_inertial @ np.hstack((r_km, v_km_s))[:, :, None])[:, :, 0]
    rtn = rtn_from_inertial(state[:, :3], state[:, 3:])
    for i, frame in enumerate(frames):
        if frame is Frame.RTN:
            turned[i] = matrix[i]
        else:
            jacobian = state_jacobian(frame, inertial, tai_ns[i], eop)
            turned[i] = rotate_covariance(jacobian @ matrix[i] @ jacobian.T, rtn[i])
    return CovarianceHistory(frame=Frame.RTN, t_s=t_s, matrix=turned)


def _nodes(metadata: Metadata) -> int:
    """Points of a Hermite polynomial of the degree that the message asks for."""
    degree = metadata.interpolation_degree
    return _POINTS if degree is None else min(max((degree + 1) // 2, 2), _MOST_POINTS)


def _tai_ns(texts: Sequence[str], time_system: str) -> Integers:
    if time_system not in TimeScale.__members__ or time_system == "UT1":
        raise UsageError("read OEM", "TIME_SYSTEM", expected="UTC, TAI, TT, GPS or TDB",
                         got=time_system)  # fmt: skip
    tai_ns, ok = parse_scale_array(texts, TimeScale[time_system])
    if not ok.all():
        wrong = texts[int(np.argmin(ok))]
        raise MalformedMessage("read OEM", expected=f"epochs of {time_system}", got=wrong)
    return tai_ns


def _segment(ephemeris: Ephemeris) -> Segment:
    texts = _epochs(ephemeris, ephemeris.t_s)
    history = ephemeris.covariance
    return Segment(
        metadata=Metadata(
            object_name=ephemeris.object_name or "UNKNOWN",
            object_id=ephemeris.object_id or "UNKNOWN",
            center_name="EARTH", ref_frame=ephemeris.frame.value, time_system="UTC",
            start_time=texts[0], stop_time=texts[-1], interpolation="HERMITE",
            interpolation_degree=2 * ephemeris.nodes - 1,
        ),
        epochs=texts,
        r_km=ephemeris.r_km,
        v_km_s=ephemeris.v_km_s,
        covariances=None if history is None else Covariances(
            epochs=_epochs(ephemeris, history.t_s),
            frames=(history.frame.value,) * len(history.t_s),
            matrix_km2=history.matrix,
        ),
    )  # fmt: skip


def _epochs(ephemeris: Ephemeris, t_s: Floats) -> tuple[str, ...]:
    """UTC with the decimals that lose nothing: 3, 6 or 9."""
    tai_ns = ephemeris.epoch.tai_ns + np.rint(t_s * NS_PER_S).astype(np.int64)
    digits = next((d for d in (3, 6) if not (tai_ns % 10 ** (9 - d)).any()), 9)
    return tuple(format_utc_array(tai_ns, digits, suffix=""))
