"""A CDM to the inputs of a probability of collision: km, km/s, km², one frame.

The trap of the CDM: states are in km and km/s, covariances in m², m²/s and
m²/s², the miss distance in m. Everything here leaves in kilometres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.bridge.oem import is_made_up
from cspo.errors import UsageError
from cspo.frames import EarthOrientation, Frame, transform_pv
from cspo.messages.cdm import Cdm, CdmObject, hbr_m
from cspo.orbits import Covariance, State
from cspo.time import Epoch
from cspo.units import KM2_PER_M2, KM_PER_M

__all__ = ["MADE_UP", "CdmConjunction", "conjunction_from_cdm"]

MADE_UP: Final = "simulated"
"""Flag of a message whose objects are none of the real sky, as its comments say."""

_FRAMES: Final = {"EME2000": Frame.EME2000, "GCRF": Frame.GCRF, "ITRF": Frame.ITRF}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CdmConjunction:
    """What one CDM says of a conjunction, in the units of cspo.

    Parameters
    ----------
    message_id, originator : str
    object1_id, object2_id : str
        ``norad:25544`` where the catalogue is SATCAT, else the designator with
        its catalogue as scheme.
    object1_name, object2_name : str
    tca : Epoch
        As stated; the true closest approach of the two states may differ.
    state1, state2 : State
        At TCA, both in one inertial frame (EME2000 or GCRF).
    covariance1, covariance2 : Covariance
        RTN of each object itself, km², km²/s, km²/s².
    hbr_km : float or None
        Combined hard-body radius, where a comment says it.
    miss_distance_km : float
        As stated.
    pc : float or None
        As stated, with its method.
    pc_method : str
    flags : tuple of str
        What to know before the numbers are used: ``no-hbr``, ``default-covariance``,
        ``not-positive-definite-1``, ``zero-velocity-covariance-2``,
        ``miss-distance-disagrees``, ``faults``, ``simulated``, ``draft-2.0``.
    """

    message_id: str
    originator: str
    object1_id: str
    object2_id: str
    object1_name: str
    object2_name: str
    tca: Epoch
    state1: State
    state2: State
    covariance1: Covariance
    covariance2: Covariance
    hbr_km: float | None
    miss_distance_km: float
    pc: float | None
    pc_method: str
    flags: tuple[str, ...]


def conjunction_from_cdm(
    cdm: Cdm, eop: EarthOrientation | None = None, *, faulty: bool = False
) -> CdmConjunction:
    """The two states and covariances of a CDM, ready for a probability of collision.

    Parameters
    ----------
    cdm : Cdm
    eop : EarthOrientation
        Needed only where a state is in ITRF: it becomes GCRF, for the RTN of a
        covariance is that of the inertial velocity.
    faulty : bool
        Whether the message was read with faults, to be flagged.

    Raises
    ------
    UsageError
        Where the objects are not about the Earth or in a frame of CDM 1.0, or
        ITRF comes without *eop*, or comments name different hard-body radii.
    """
    tca = Epoch.from_utc(cdm.relative.tca)
    states = [_state(each, tca, eop) for each in (cdm.object1, cdm.object2)]
    if states[1].frame is not states[0].frame:
        r_km, v_km_s = transform_pv(
            states[1].r_km, states[1].v_km_s, states[1].frame, states[0].frame, tca.tai_ns
        )
        states[1] = State(frame=states[0].frame, epoch=tca, r_km=r_km, v_km_s=v_km_s)
    covariances = [
        Covariance(frame=Frame.RTN, matrix=each.covariance.matrix_m2() * KM2_PER_M2)
        for each in (cdm.object1, cdm.object2)
    ]
    radius_m = hbr_m(cdm)
    miss_km = cdm.relative.miss_distance_m * KM_PER_M
    flags = _flags(cdm, states, covariances, miss_km)
    if radius_m is None:
        flags.append("no-hbr")
    if faulty:
        flags.append("faults")
    return CdmConjunction(
        message_id=cdm.header.message_id, originator=cdm.header.originator,
        object1_id=_identity(cdm.object1), object2_id=_identity(cdm.object2),
        object1_name=cdm.object1.metadata.object_name,
        object2_name=cdm.object2.metadata.object_name,
        tca=tca, state1=states[0], state2=states[1],
        covariance1=covariances[0], covariance2=covariances[1],
        hbr_km=None if radius_m is None else radius_m * KM_PER_M,
        miss_distance_km=miss_km, pc=cdm.relative.collision_probability,
        pc_method=cdm.relative.collision_probability_method or "", flags=tuple(flags),
    )  # fmt: skip


def _state(each: CdmObject, tca: Epoch, eop: EarthOrientation | None) -> State:
    metadata, vector = each.metadata, each.state
    center = (metadata.orbit_center or "EARTH").strip().upper()
    frame = _FRAMES.get(metadata.ref_frame.strip().upper())
    if frame is None or center != "EARTH":
        raise UsageError(
            "read CDM", metadata.object_designator,
            expected="EME2000, GCRF or ITRF about the Earth",
            got=f"{metadata.ref_frame or 'no frame'} about {center}",
        )  # fmt: skip
    r_km = np.array([vector.x_km, vector.y_km, vector.z_km])
    v_km_s = np.array([vector.x_dot_km_s, vector.y_dot_km_s, vector.z_dot_km_s])
    if frame is Frame.ITRF:
        r_km, v_km_s = transform_pv(r_km, v_km_s, frame, Frame.GCRF, tca.tai_ns, eop)
        frame = Frame.GCRF
    return State(frame=frame, epoch=tca, r_km=r_km, v_km_s=v_km_s)


def _identity(each: CdmObject) -> str:
    metadata = each.metadata
    designator, catalog = metadata.object_designator.strip(), metadata.catalog_name.strip()
    if catalog.upper().startswith("SATCAT") and designator.isdecimal():
        return f"norad:{int(designator)}"
    return f"{catalog.lower() or 'unknown'}:{designator}"


def _flags(
    cdm: Cdm, states: list[State], covariances: list[Covariance], miss_km: float
) -> list[str]:
    flags = []
    for number, (each, covariance) in enumerate(
        zip((cdm.object1, cdm.object2), covariances, strict=True), 1
    ):
        if each.metadata.covariance_method == "DEFAULT":
            flags.append(f"default-covariance-{number}")
        if not _positive_definite(covariance.position_km2):
            flags.append(f"not-positive-definite-{number}")
        if not covariance.matrix[3:].any():
            flags.append(f"zero-velocity-covariance-{number}")
    r_km, _ = states[1].relative_to(states[0])
    distance_km = float(np.linalg.norm(r_km))
    if abs(distance_km - miss_km) > 1e-3 + 0.01 * miss_km:
        flags.append("miss-distance-disagrees")
    if is_made_up(cdm.comments()):
        flags.append(MADE_UP)
    if cdm.version != "1.0":
        flags.append("draft-2.0")
    return flags


def _positive_definite(matrix: NDArray[np.float64]) -> bool:
    """Of the position block: the scale of its axes is taken out first."""
    scale = np.sqrt(np.diag(matrix).clip(min=0.0))
    if not scale.all():
        return False
    return bool(np.linalg.eigvalsh(matrix / np.outer(scale, scale))[0] > 0.0)
