"""A conjunction data message to the body of a conjunction: the units change here.

The message's own words for its probability, flags and covariances stay with it; its
metres become kilometres, its catalogue's numbers identities.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.bridge.cdm import CdmConjunction, conjunction_from_cdm
from cspo.errors import UsageError
from cspo.frames import EarthOrientation, rtn_from_inertial
from cspo.messages.cdm import Cdm, CdmObject
from cspo.orbits import Covariance as OrbitCovariance
from cspo.orbits import State
from cspo.records.bodies import ConjunctionBody, Covariance, Encountered, EventId
from cspo.records.bodies.conjunction import OrbitOrigin
from cspo.records.bodies.covariance import CovarianceFrame, CovarianceOrigin
from cspo.records.bodies.identities import is_object
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.objects import Maneuverability, ObjectType
from cspo.records.bodies.words import OrbitFrame
from cspo.time import Epoch

__all__ = ["conjunction_body"]

_TYPES: Final = {
    "PAYLOAD": ObjectType.PAYLOAD, "ROCKET BODY": ObjectType.ROCKET_BODY,
    "DEBRIS": ObjectType.DEBRIS,
}  # fmt: skip
_MANEUVERABLE: Final = {"YES": Maneuverability.YES, "NO": Maneuverability.NO}
_ORIGINS: Final = {
    "CALCULATED": CovarianceOrigin.DETERMINED, "DEFAULT": CovarianceOrigin.DEFAULT,
}  # fmt: skip
_LOWER: Final = np.tril_indices(6)


def conjunction_body(
    cdm: Cdm, eop: EarthOrientation | None = None, *, faulty: bool = False
) -> ConjunctionBody:
    """What a CDM says, as the body of a record.

    Miss distance and probability are those that it states; the relative
    state is that of its two states.

    Parameters
    ----------
    cdm : Cdm
    eop : EarthOrientation
        Needed only where a state is in ITRF.
    faulty : bool
        Whether the message was read with faults, to be flagged.

    Raises
    ------
    UsageError
        Where an object has no identity that a record may hold, both are the
        same, or as `cspo.bridge.cdm.conjunction_from_cdm` says.
    """
    conjunction = conjunction_from_cdm(cdm, eop, faulty=faulty)
    sides = (
        _encountered(conjunction.object1_id, cdm.object1, conjunction.state1,
                     conjunction.covariance1),
        _encountered(conjunction.object2_id, cdm.object2, conjunction.state2,
                     conjunction.covariance2),
    )  # fmt: skip
    event = EventId.of(sides[0].object, sides[1].object, conjunction.tca)
    relative_km, relative_km_s = _relative(conjunction)
    relative = cdm.relative
    return ConjunctionBody(
        event=str(event),
        tca_utc=utc_text(conjunction.tca),
        miss_distance_km=conjunction.miss_distance_km,
        relative_speed_km_s=float(np.linalg.norm(relative_km_s)),
        relative_rtn_km=relative_km,
        relative_rtn_km_s=relative_km_s,
        frame=OrbitFrame(conjunction.state1.frame.value),
        object1=sides[0],
        object2=sides[1],
        hard_body_radius_km=conjunction.hbr_km,
        pc=conjunction.pc,
        pc_method=conjunction.pc_method or ("unstated" if conjunction.pc is not None else ""),
        flags=conjunction.flags,
        screened_from_utc=_utc(relative.start_screen_period),
        screened_until_utc=_utc(relative.stop_screen_period),
        source=f"CDM of {conjunction.originator}",
        source_message=conjunction.message_id,
    )


def _encountered(
    identity: str, each: CdmObject, state: State, covariance: OrbitCovariance
) -> Encountered:
    metadata = each.metadata
    if not is_object(identity):
        raise UsageError(
            "make conjunction", expected="a designator of letters, digits and ._+-",
            got="another designator or catalogue name",
        )  # fmt: skip
    return Encountered(
        object=identity,
        name=metadata.object_name,
        type=_TYPES.get(metadata.object_type or "", ObjectType.UNKNOWN),
        owner=metadata.operator_organization or "",
        maneuverability=_MANEUVERABLE.get(metadata.maneuverable, Maneuverability.UNKNOWN),
        r_km=_vector(state.r_km),
        v_km_s=_vector(state.v_km_s),
        covariance=Covariance(
            frame=CovarianceFrame.RTN,
            lower_km2=tuple(covariance.matrix[_LOWER].tolist()),
            origin=_ORIGINS.get(metadata.covariance_method, CovarianceOrigin.UNKNOWN),
        ),
        orbit_origin=(
            OrbitOrigin.STATE
            if metadata.ephemeris_name.strip().upper() in {"", "NONE"}
            else OrbitOrigin.EPHEMERIS
        ),
    )


def _relative(
    conjunction: CdmConjunction,
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Object 2 less object 1 in R, T, N of object 1."""
    r_km, v_km_s = conjunction.state2.relative_to(conjunction.state1)
    axes = rtn_from_inertial(conjunction.state1.r_km, conjunction.state1.v_km_s)
    return _vector(axes @ r_km), _vector(axes @ v_km_s)


def _vector(values: NDArray[np.float64]) -> tuple[float, float, float]:
    x, y, z = values.tolist()
    return (x, y, z)


def _utc(text: str | None) -> str | None:
    return None if not text else utc_text(Epoch.from_utc(text))
