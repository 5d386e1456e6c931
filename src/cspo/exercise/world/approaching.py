"""Close approaches as they truly come, and what a source outside the ten says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.bridge.cdm_events import CdmEvents, CdmObjects
from cspo.bridge.cdm_out import cdms_from_events
from cspo.bridge.records_cdm import conjunction_body
from cspo.conjunction import screen
from cspo.conjunction.events import EventFlag
from cspo.conjunction.probability import assess, covariance_from_rtn_sigma
from cspo.exercise.world.streams import stream
from cspo.exercise.world.truth import Truth
from cspo.frames import Frame, rtn_from_inertial
from cspo.records.bodies import Body
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["AHEAD_S", "NEAR_KM", "ORIGINATOR", "Approach", "approaches", "conjunction_message"]

Floats = NDArray[np.float64]

NEAR_KM: Final = 5.0
AHEAD_S: Final = 3.0 * DAY_S
"""How far ahead the source outside the ten looks."""
ORIGINATOR: Final = "EXERCISE CONJUNCTION SERVICE"

_SIGMA_KM: Final = np.array([0.02, 0.05, 0.02])
_GROWTH_KM_D: Final = np.array([0.01, 0.10, 0.01])
"""Of its orbits, in R, T, N: at the instant of the message, and for each day ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """A local minimum of the range of two objects, as it truly is.

    Parameters
    ----------
    first, second : int
        Numbers of the objects, the smaller first.
    tca : Epoch
    miss_km, speed_km_s : float
    stays_close : bool
        The pair is not apart that day: the least range of it.
    """

    first: int
    second: int
    tca: Epoch
    miss_km: float
    speed_km_s: float
    stays_close: bool


def approaches(
    truth: Truth, numbers: Sequence[int], start: Epoch, duration_s: float
) -> list[Approach]:
    """Approaches within 5 km of some objects with any, in order of time.

    Parameters
    ----------
    numbers : sequence of int
        Whose.
    """
    everything = np.arange(len(truth))
    primary = np.asarray(numbers, np.int64)
    if len(everything) < 2 or not len(primary) or duration_s <= 0.0:
        return []
    found = screen(truth.sets(everything), start=start, duration_s=duration_s, threshold_km=NEAR_KM,
                   primary_rows=primary, threads=1)  # fmt: skip
    rows = zip(
        found.row1.tolist(), found.row2.tolist(), found.tca_tai_ns.tolist(),
        found.miss_distance_km.tolist(), found.relative_speed_km_s.tolist(),
        ((found.flags & EventFlag.LONG_DURATION) != 0).tolist(), strict=True,
    )  # fmt: skip
    return [
        Approach(first=min(one, two), second=max(one, two), tca=Epoch(tca), miss_km=miss,
                 speed_km_s=speed, stays_close=stays)
        for one, two, tca, miss, speed, stays in rows
    ]  # fmt: skip


def conjunction_message(
    truth: Truth, approach: Approach, radii_km: tuple[float, float], now: Epoch, seed: int,
    *, scale: float, least_pc: float,
) -> Body | None:  # fmt: skip
    """What the outside source says of an approach now; None where it is not worth a message.

    Its orbits are off by what its covariances say, drawn for each message.

    Parameters
    ----------
    radii_km : (2,) floats
        Hard bodies of both.
    seed : int
    scale : float
        Of its sigmas: 20, 50 and 20 m in R, T, N, and 10, 100 and 10 m for each day ahead.
    least_pc : float
        Probability from which on it sends a message.
    """
    both = [approach.first, approach.second]
    r_km, v_km_s = truth.states(both, approach.tca)
    if not np.isfinite(r_km).all():
        return None
    days = max(approach.tca - now, 0.0) / DAY_S
    sigma_km = np.maximum(scale * (_SIGMA_KM + _GROWTH_KM_D * days), 1e-3)
    name = "+".join(truth.identity(each) for each in both)
    draws = stream(seed, "cdm", name, approach.tca.tai_ns // 10**9, now.tai_ns)
    axes = rtn_from_inertial(r_km, v_km_s)
    off_km = np.einsum("kij,ki->kj", axes, sigma_km * draws.standard_normal((2, 3)))
    r_km = r_km + off_km
    dr_km, dv_km_s = r_km[1] - r_km[0], v_km_s[1] - v_km_s[0]
    later_s = -float(dr_km @ dv_km_s) / float(dv_km_s @ dv_km_s)
    if not abs(later_s) < _LINEAR_S:
        later_s = 0.0
    tca = approach.tca + later_s
    r_km = r_km + later_s * v_km_s
    covariance = covariance_from_rtn_sigma(r_km, v_km_s, np.broadcast_to(sigma_km, (2, 3)))
    judged = assess(
        r_km[:1], v_km_s[:1], r_km[1:], v_km_s[1:], np.array([sum(radii_km)]),
        cov1=covariance[:1], cov2=covariance[1:],
    )  # fmt: skip
    pc = float(judged.pc[0])
    if not pc >= least_pc:
        return None
    sides = [_side(truth, both[k], r_km[k : k + 1], v_km_s[k : k + 1], sigma_km) for k in (0, 1)]
    events = CdmEvents(
        tca_tai_ns=np.array([tca.tai_ns]), frame=Frame.TEME, object1=sides[0], object2=sides[1],
        pc=np.array([pc]), pc_method=["foster1992"], hbr_km=np.array([sum(radii_km)]),
        simulated=True,
    )  # fmt: skip
    message = next(iter(cdms_from_events(events, creation=now, originator=ORIGINATOR)))
    return conjunction_body(message)


_LINEAR_S: Final = 5.0
"""So far a moved closest approach is looked for along straight lines."""


def _side(truth: Truth, number: int, r_km: Floats, v_km_s: Floats, sigma_km: Floats) -> CdmObjects:
    facts = truth.catalog.take(np.array([number]))
    rate = np.linalg.norm(np.cross(r_km, v_km_s)) / float((r_km**2).sum())
    spread = np.concatenate([sigma_km, rate * sigma_km[[1, 0, 2]]])
    return CdmObjects(
        identity=[facts.identity(0)], name=facts.name.tolist(), designator=[""],
        object_type=facts.object_type.tolist(), r_km=r_km, v_km_s=v_km_s,
        covariance_rtn_km2=np.diag(spread**2)[None], statistical=False,
        ephemeris_name="OPERATOR EPHEMERIS",
    )  # fmt: skip
