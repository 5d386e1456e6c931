"""Events of a screening to bodies of conjunctions: rows become identities.

What goes out is what the screening knows: states at closest approach in
TEME, the position covariances that the probability rests on, every method's own number
and what limits the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.bridge.events import ScreenedEvents, methods_of, pc_flags_of
from cspo.bridge.records_catalog import lines_of
from cspo.bridge.records_objects import OBJECT_TYPES
from cspo.conjunction.events import EventFlag
from cspo.conjunction.probability import Action, Violation
from cspo.frames import rtn_from_inertial
from cspo.records.bodies import ConjunctionBody, Covariance, Encountered, EventId
from cspo.records.bodies.conjunction import Advice, OrbitOrigin, Probability
from cspo.records.bodies.covariance import CovarianceFrame, CovarianceOrigin
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.objects import ObjectType
from cspo.records.bodies.words import OrbitFrame
from cspo.time import Epoch

__all__ = ["conjunction_bodies"]

Floats = NDArray[np.float64]

_ADVICE: Final = {
    Action.NONE: Advice.NONE, Action.WATCH: Advice.WATCH,
    Action.BETTER_DATA: Advice.BETTER_DATA, Action.MITIGATE: Advice.MITIGATE,
}  # fmt: skip
_METHODS: Final = ("foster1992", "alfano2005", "elrod2019", "hall2021_nc2d", "hall2021_nc3d")
_LOWER: Final = np.tril_indices(3)


def conjunction_bodies(
    screened: ScreenedEvents,
    rows: Sequence[int] | None = None,
    *,
    source: str,
    orbit_source: str = "",
) -> list[ConjunctionBody]:
    """One body for each event.

    Parameters
    ----------
    screened : ScreenedEvents
    rows : sequence of int
        Which events, in which order; all of them unless it is given.
    source : str
        Whose screening it is.
    orbit_source : str
        Whose element sets it used.

    Raises
    ------
    UsageError
        Where an object has no identity that a record may hold.
    """
    events, assessment = screened.events, screened.appraisal.assessment
    chosen = list(range(len(events))) if rows is None else list(rows)
    sides = [_sides(screened, side, orbit_source, chosen) for side in (0, 1)]
    axes = rtn_from_inertial(events.r1_teme_km, events.v1_teme_km_s)
    relative_km_s = np.einsum("kij,kj->ki", axes, events.v2_teme_km_s - events.v1_teme_km_s)
    relative_km = np.stack([events.radial_km, events.in_track_km, events.cross_track_km], axis=1)
    methods, pc_flags = methods_of(screened.appraisal), pc_flags_of(screened.appraisal)
    span = (utc_text(events.start), utc_text(events.start + events.duration_s))
    bodies = []
    for one, two, k in zip(*sides, chosen, strict=True):
        tca = Epoch(int(events.tca_tai_ns[k]))
        stays = bool(events.flags[k] & EventFlag.LONG_DURATION)
        bodies.append(ConjunctionBody(
            event=str(EventId.of(one.object, two.object, tca, whole_day=stays)),
            tca_utc=utc_text(tca),
            miss_distance_km=float(events.miss_distance_km[k]),
            relative_speed_km_s=float(events.relative_speed_km_s[k]),
            relative_rtn_km=_vector(relative_km[k]),
            relative_rtn_km_s=_vector(relative_km_s[k]),
            frame=OrbitFrame.TEME,
            object1=one,
            object2=two,
            hard_body_radius_km=_known(assessment.hbr_km[k]),
            pc=_known(assessment.pc[k]),
            pc_method=str(methods[k]),
            probabilities=_probabilities(screened, k),
            max_pc=_known(assessment.max_pc[k]),
            violations=_names(Violation, int(assessment.violations[k])),
            flags=(
                *_names(EventFlag, int(events.flags[k])),
                *str(pc_flags[k]).split(),
            ),
            advice=_ADVICE[Action(int(assessment.action[k]))],
            screened_from_utc=span[0],
            screened_until_utc=span[1],
            source=source,
        ))  # fmt: skip
    return bodies


def _sides(
    screened: ScreenedEvents, side: int, orbit_source: str, chosen: list[int]
) -> list[Encountered]:
    events, rows, facts = screened.events, screened.rows(side), screened.objects(side)
    names, owners = lines_of(facts["name"]), lines_of(facts["owner"])
    r_km, v_km_s = (
        (events.r1_teme_km, events.v1_teme_km_s),
        (events.r2_teme_km, events.v2_teme_km_s),
    )[side]
    bodies = lines_of(screened.hbr_sources[:, side])
    age_s = screened.appraisal.age_s[:, side]
    encountered = []
    for k in chosen:
        row = int(rows[k])
        has_elements = row < len(screened.catalog)
        encountered.append(Encountered(
            object=str(facts["identity"][k]),
            name=names[k],
            type=OBJECT_TYPES.get(str(facts["object_type"][k]), ObjectType.UNKNOWN),
            owner=owners[k],
            r_km=_vector(r_km[k]),
            v_km_s=_vector(v_km_s[k]),
            covariance=_covariance(screened, k, side, has_elements=has_elements),
            hard_body_source=bodies[k],
            orbit_origin=OrbitOrigin.ELEMENTS if has_elements else OrbitOrigin.EPHEMERIS,
            orbit_epoch_utc=(
                utc_text(Epoch(int(screened.catalog.epoch_tai_ns[row]))) if has_elements else None
            ),
            orbit_age_s=_known(age_s[k]),
            orbit_source=orbit_source if has_elements else "operator's ephemeris",
        ))  # fmt: skip
    return encountered


def _covariance(
    screened: ScreenedEvents, k: int, side: int, *, has_elements: bool
) -> Covariance | None:
    matrix = screened.appraisal.covariance_teme_km2[k, side]
    if not np.isfinite(matrix).all():
        return None
    stand_in = has_elements or bool(screened.appraisal.default_covariance[k])
    return Covariance(
        frame=CovarianceFrame.TEME,
        lower_km2=tuple(matrix[_LOWER].tolist()),
        origin=CovarianceOrigin.STATISTICAL if stand_in else CovarianceOrigin.OPERATOR,
    )


def _probabilities(screened: ScreenedEvents, k: int) -> tuple[Probability, ...]:
    assessment = screened.appraisal.assessment
    found = [Probability(method=name, pc=_known(getattr(assessment, name)[k])) for name in _METHODS]
    found.append(Probability(
        method="montecarlo", pc=_known(assessment.montecarlo[k]),
        low=_known(assessment.montecarlo_low[k]), high=_known(assessment.montecarlo_high[k]),
    ))  # fmt: skip
    return tuple(each for each in found if each.pc is not None)


def _names(kind: Any, bits: int) -> tuple[str, ...]:
    """Names of the flags that are set."""
    return tuple(str(flag.name) for flag in kind if flag and bits & flag)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _vector(values: Floats) -> tuple[float, float, float]:
    x, y, z = values.tolist()
    return (x, y, z)
