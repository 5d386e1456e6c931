"""A planned burn to an OPM."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from cspo.avoidance import Burn
from cspo.bridge.oem import SIMULATED
from cspo.dynamics import propagate_zonal
from cspo.errors import UsageError
from cspo.frames import Frame, rotation
from cspo.messages.opm import Header, Maneuver, Metadata, Opm, StateVector
from cspo.orbits import State
from cspo.time import Epoch

__all__ = ["opm_from_burn"]

_BEFORE_S: Final = 60.0
_STANDARD_GRAVITY_M_S2: Final = 9.80665


def opm_from_burn(
    state: State, burn: Burn, *, object_id: str, object_name: str, creation: Epoch,
    originator: str, mass_kg: float | None = None, specific_impulse_s: float | None = None,
    comments: tuple[str, ...] = (), simulated: bool = False,
) -> Opm:  # fmt: skip
    """The message that hands a burn on: the state a minute before it, and the burn in RTN.

    Parameters
    ----------
    state : State
        Of the object at any instant, in EME2000, GCRF or TEME, on the orbit without the burn.
    burn : Burn
    object_id, object_name : str
        Identity as ``norad:25544`` becomes the bare number.
    creation : Epoch
    originator : str
    mass_kg, specific_impulse_s : float, optional
        Of the spacecraft and its thruster; with both, the propellant is written.
    comments : tuple of str
    simulated : bool

    Raises
    ------
    UsageError
        Where the frame is another, or mass or impulse not above 0.

    Notes
    -----
    The state comes a minute before the ignition, so that no reader has to guess whether it is
    that before or after an impulse of the same epoch.
    """
    if state.frame not in {Frame.EME2000, Frame.GCRF, Frame.TEME}:
        raise UsageError("write OPM", expected="EME2000, GCRF or TEME", got=state.frame.name)
    for name, value in (("mass", mass_kg), ("specific impulse", specific_impulse_s)):
        if value is not None and not 0.0 < value < math.inf:
            raise UsageError("write OPM", name, expected="above 0", got=str(value))
    epoch = burn.epoch - _BEFORE_S
    to_pole = rotation(state.frame, Frame.TEME, state.epoch.tai_ns)
    r_km, v_km_s = propagate_zonal(
        to_pole @ state.r_km, to_pole @ state.v_km_s, [epoch - state.epoch]
    )
    delta_mass_kg = None
    if mass_kg is not None and specific_impulse_s is not None:
        ratio = 1e3 * burn.size_km_s / (_STANDARD_GRAVITY_M_S2 * specific_impulse_s)
        delta_mass_kg = mass_kg * math.expm1(-ratio)
    head = (f"{SIMULATED}: made up, not a real object",) if simulated else ()
    return Opm(
        header=Header(
            comments=(*head, *comments), creation_date=_utc(creation, 3), originator=originator
        ),
        metadata=Metadata(
            object_name=object_name or "UNKNOWN",
            object_id=object_id.removeprefix("norad:") or "UNKNOWN",
            ref_frame=state.frame.value,
        ),
        state=StateVector(
            comments=("State before the maneuver.",), epoch=_utc(epoch, 9),
            r_km=_three(r_km[0] @ to_pole), v_km_s=_three(v_km_s[0] @ to_pole),
        ),
        mass_kg=mass_kg,
        maneuvers=(
            Maneuver(
                comments=("An impulse. RTN of the inertial orbit before the maneuver.",)
                + (() if delta_mass_kg else ("Change of mass not known: written as 0.",)),
                epoch_ignition=_utc(burn.epoch, 9), delta_mass_kg=delta_mass_kg,
                dv_km_s=_three(burn.dv_rtn_km_s),
            ),
        ),
    )  # fmt: skip


def _utc(epoch: Epoch, digits: int) -> str:
    return epoch.utc_iso(digits).removesuffix("Z")


def _three(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[float, float, float]:
    x, y, z = values.tolist()
    return x, y, z
