"""Events of a screening as a table, and as CDMs: here rows become identities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntFlag
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.bridge.cdm_events import CdmEvents, CdmObjects
from cspo.bridge.tables import Table
from cspo.conjunction import Conjunctions
from cspo.conjunction.appraisal import Appraisal
from cspo.conjunction.events import EventFlag
from cspo.conjunction.probability import Action, Flag, PcMethod
from cspo.constants import EARTH_RADIUS_KM
from cspo.frames import Frame, rtn_from_inertial
from cspo.orbits import Catalog, Ephemeris
from cspo.time import Interval
from cspo.units import DAY_S, KM_PER_M

__all__ = [
    "ADVICE",
    "ScreenedEvents",
    "altitude_km",
    "event_table",
    "methods_of",
    "order_by_decision",
    "pc_flags_of",
    "to_cdm_events",
]

Texts = NDArray[np.str_]

ADVICE: Final = {
    Action.NONE: "no action",
    Action.WATCH: "watch",
    Action.BETTER_DATA: "get better data",
    Action.MITIGATE: "consider mitigation with the operators",
}
"""What an answer is good for. One that rests on element sets never says more than
«get better data»."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScreenedEvents:
    """A screening with all that is known of its events.

    Parameters
    ----------
    catalog : Catalog
    events : Conjunctions
    appraisal : Appraisal
    ephemerides : sequence of Ephemeris
    hbr_sources : (k, 2) str
        Where each hard-body radius comes from.
    """

    catalog: Catalog
    events: Conjunctions
    appraisal: Appraisal
    ephemerides: Sequence[Ephemeris]
    hbr_sources: Texts

    def rows(self, side: int) -> NDArray[np.int64]:
        """Rows of one side (0 or 1), (k,); from the catalogue's length on, the ephemerides."""
        return (self.events.row1 if side == 0 else self.events.row2).astype(np.int64)

    def objects(self, side: int) -> dict[str, NDArray[Any]]:
        """Number, identity, name, designator, owner and type of one side (0 or 1), (k,) each."""
        rows = self.rows(side)
        extra = [_facts(self.catalog, ephemeris) for ephemeris in self.ephemerides]
        columns = {}
        for name in ("norad_id", "other_id", "name", "designator", "owner", "object_type"):
            own = getattr(self.catalog, name)
            more = np.array([facts[name] for facts in extra], dtype=own.dtype.type)
            columns[name] = np.concatenate([own, more])[rows]
        number = columns["norad_id"]
        columns["identity"] = np.where(
            number > 0, np.char.add("norad:", number.astype(np.str_)), columns["other_id"]
        )
        return columns


def event_table(screened: ScreenedEvents) -> Table:
    """Columns of a screening as `docs/reference/columns.md` names them."""
    events, appraisal = screened.events, screened.appraisal
    assessment = appraisal.assessment
    one, two = screened.objects(0), screened.objects(1)
    return {
        "object1": one["norad_id"],
        "object2": two["norad_id"],
        "identity1": one["identity"],
        "identity2": two["identity"],
        "name1": one["name"],
        "name2": two["name"],
        "owner1": one["owner"],
        "owner2": two["owner"],
        "tca_utc": events.tca_tai_ns,
        "miss_distance_km": np.round(events.miss_distance_km, 6),
        "relative_speed_km_s": np.round(events.relative_speed_km_s, 6),
        "radial_km": np.round(events.radial_km, 6),
        "in_track_km": np.round(events.in_track_km, 6),
        "cross_track_km": np.round(events.cross_track_km, 6),
        "pc": _significant(assessment.pc),
        "pc_method": methods_of(appraisal),
        "pc_flags": pc_flags_of(appraisal),
        "max_pc": _significant(assessment.max_pc),
        "hbr_m": np.round(assessment.hbr_km / KM_PER_M, 3),
        "hbr_source1": screened.hbr_sources[:, 0],
        "hbr_source2": screened.hbr_sources[:, 1],
        "age1_d": np.round(appraisal.age_s[:, 0] / DAY_S, 4),
        "age2_d": np.round(appraisal.age_s[:, 1] / DAY_S, 4),
        "altitude_km": np.round(altitude_km(events), 3),
        "event_flags": _joined(_words(EventFlag, events.flags)),
        "advice": np.array([ADVICE[action] for action in Action])[assessment.action],
        "simulated": np.full(len(events), screened.catalog.simulated),
    }


def altitude_km(events: Conjunctions) -> NDArray[np.float64]:
    """Altitude of object 1 at closest approach (k,), km above the equatorial radius."""
    return np.asarray(np.linalg.norm(events.r1_teme_km, axis=1) - EARTH_RADIUS_KM)


def methods_of(appraisal: Appraisal) -> Texts:
    """Name of the method that gave each probability (k,), empty where there is none."""
    labels = np.array([method.label for method in PcMethod], np.str_)
    return np.asarray(labels[appraisal.assessment.method])


def pc_flags_of(appraisal: Appraisal) -> Texts:
    """What limits each answer (k,): flags, violated assumptions, stale elements."""
    assessment = appraisal.assessment
    return _joined(
        _words(Flag, assessment.flags),
        np.where(assessment.violations != 0, "ASSUMPTIONS_VIOLATED", ""),
        np.where(appraisal.stale, "STALE_ELEMENTS", ""),
        np.where(appraisal.default_covariance, "DEFAULT_COVARIANCE", ""),
    )


def order_by_decision(screened: ScreenedEvents) -> NDArray[np.int64]:
    """Rows with the highest probability first, then those without one by their bound.

    Pairs that stay close all day come last: they are known to their operators.
    """
    assessment = screened.appraisal.assessment
    known = np.isfinite(assessment.pc)
    stays = (screened.events.flags & EventFlag.LONG_DURATION) != 0
    return np.lexsort(
        (-np.nan_to_num(assessment.max_pc), -np.where(known, assessment.pc, 0.0), ~known, stays)
    )


def to_cdm_events(screened: ScreenedEvents) -> CdmEvents:
    """The events in the shape that `cspo.bridge.cdm_out` writes.

    A CDM must hold a velocity covariance, and element sets have none. It gets that of
    a position error that goes round with the orbit: the rates of R, T and N have
    the sigmas of T, R and N times the angular rate.
    """
    events, appraisal = screened.events, screened.appraisal
    interval = Interval(start=events.start, stop=events.start + events.duration_s)
    return CdmEvents(
        tca_tai_ns=events.tca_tai_ns, frame=Frame.TEME,
        object1=_cdm_objects(screened, 0), object2=_cdm_objects(screened, 1),
        pc=appraisal.assessment.pc, pc_method=methods_of(appraisal).tolist(),
        hbr_km=appraisal.assessment.hbr_km, screened=interval, simulated=screened.catalog.simulated,
    )  # fmt: skip


def _cdm_objects(screened: ScreenedEvents, side: int) -> CdmObjects:
    events, rows = screened.events, screened.rows(side)
    facts = screened.objects(side)
    r_km, v_km_s = (
        (events.r1_teme_km, events.v1_teme_km_s),
        (events.r2_teme_km, events.v2_teme_km_s),
    )[side]
    axes = rtn_from_inertial(r_km, v_km_s)
    position = axes @ screened.appraisal.covariance_teme_km2[:, side] @ axes.transpose(0, 2, 1)
    covariance = np.zeros((len(rows), 6, 6))
    covariance[:, :3, :3] = position
    rate = np.linalg.norm(np.cross(r_km, v_km_s), axis=1) / (r_km**2).sum(axis=1)
    for axis, partner in enumerate((1, 0, 2)):
        covariance[:, 3 + axis, 3 + axis] = rate**2 * position[:, partner, partner]
    for number, ephemeris in enumerate(screened.ephemerides):
        mine = rows == len(screened.catalog) + number
        if ephemeris.covariance is not None and ephemeris.covariance.frame is Frame.RTN:
            t_s = ephemeris.seconds(events.tca_tai_ns[mine])
            covariance[mine] = ephemeris.covariance.nearest(t_s)
    known = rows < len(screened.catalog)
    return CdmObjects(
        identity=facts["identity"].tolist(), name=facts["name"].tolist(),
        designator=facts["designator"].tolist(), object_type=facts["object_type"].tolist(),
        r_km=r_km, v_km_s=v_km_s, covariance_rtn_km2=covariance, statistical=bool(known.any()),
        element_epoch_tai_ns=screened.catalog.epoch_tai_ns[rows] if known.all() else None,
        ephemeris_name="NONE" if known.all() else "OPERATOR EPHEMERIS",
    )  # fmt: skip


def _facts(catalog: Catalog, ephemeris: Ephemeris) -> dict[str, Any]:
    """What the catalogue knows of the object of an ephemeris, else what the message says."""
    scheme, _, value = ephemeris.object_id.rpartition(":")
    number = int(value) if scheme == "norad" and value.isdigit() else 0
    found = np.flatnonzero((catalog.norad_id == number) & (number > 0))
    if not len(found):
        found = np.flatnonzero((catalog.designator == value) & (value != ""))
    if len(found):
        row = int(found[0])
        return {
            "norad_id": catalog.norad_id[row], "other_id": catalog.other_id[row],
            "name": ephemeris.object_name or str(catalog.name[row]),
            "designator": str(catalog.designator[row]), "owner": str(catalog.owner[row]),
            "object_type": str(catalog.object_type[row]),
        }  # fmt: skip
    return {
        "norad_id": number, "other_id": f"{scheme or 'cospar'}:{value}",
        "name": ephemeris.object_name, "designator": "" if scheme else value, "owner": "",
        "object_type": "",
    }  # fmt: skip


def _words(kind: type[IntFlag], bits: NDArray[Any]) -> Texts:
    """Names of the flags that are set, separated by spaces, (k,)."""
    values, where = np.unique(bits, return_inverse=True)
    texts = [" ".join(str(flag.name) for flag in kind if flag and value & flag) for value in values]
    return np.asarray(np.array(texts, np.str_)[where])


def _joined(*words: Texts) -> Texts:
    """Texts side by side, separated by one space where both are there."""
    text = words[0]
    for more in words[1:]:
        gap = np.where((text != "") & (more != ""), " ", "")
        text = np.char.add(np.char.add(text, gap), more)
    return text


def _significant(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Six significant digits; as they are where there are fewer (below 1e-300)."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        scale = 10.0 ** (5 - np.floor(np.log10(np.abs(values))))
        rounded = np.round(values * scale) / scale
    return np.where((values == 0.0) | ~np.isfinite(rounded), values, rounded)
