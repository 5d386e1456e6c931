"""Hard bodies, probabilities and marks of events: what a screening adds to geometry."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction import Conjunctions
from cspo.conjunction.appraisal import Appraisal, appraise
from cspo.conjunction.hard_body import DEFAULT_RADIUS_M, HardBodyTable, radii_m
from cspo.conjunction.probability import Flag
from cspo.markings.label import Label
from cspo.markings.lattice import join
from cspo.operations.catalog.sky import SkyView
from cspo.operations.screen.differences import renamed
from cspo.operations.screen.screening_view import Judged, ScreeningView
from cspo.orbits import Catalog
from cspo.orbits.catalog import ORBIT_COLUMNS
from cspo.units import KM_PER_M

__all__ = ["HardBodies", "catalog_digest", "hard_bodies", "joined_marks", "judge", "judged_anew"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Texts = NDArray[np.str_]

_DEFAULT: Final = "DEFAULT"
_ELEMENTS: Final = ("norad_id", *ORBIT_COLUMNS)
_MANY_MARKS: Final = 1 << 16


class HardBodies:
    """Radius of every object of a sky, its trajectories after its rows, and who says so.

    Parameters
    ----------
    radius_km : (m,) float64
    source : (m,) str
    """

    def __init__(self, radius_km: Floats, source: Texts) -> None:
        self.radius_km = radius_km
        self.source = source
        self.assumed = np.char.startswith(source, _DEFAULT)


def hard_bodies(sky: SkyView, table: HardBodyTable | None = None) -> HardBodies:
    """Hard bodies of a sky.

    In order: what the operator's trajectory states, what a catalogue record states,
    the table, the radar cross-section, a default by type.
    """
    radius_m, source = radii_m(sky.catalog, table)
    radius_km, source = radius_m * KM_PER_M, source.astype("U40")
    stated = sky.hbr_km > 0.0
    radius_km[stated], source[stated] = sky.hbr_km[stated], "catalogue record"
    more_km, more_source = [], []
    for each in sky.ephemerides:
        row = sky.row_of.get(each.object)
        if each.hard_body_radius_km is not None:
            more_km.append(each.hard_body_radius_km)
            more_source.append("operator")
        elif row is not None:
            more_km.append(float(radius_km[row]))
            more_source.append(str(source[row]))
        else:
            more_km.append(DEFAULT_RADIUS_M["PAYLOAD"] * KM_PER_M)
            more_source.append(f"{_DEFAULT} PAYLOAD")
    return HardBodies(
        np.concatenate([radius_km, np.array(more_km, np.float64)]),
        np.concatenate([source, np.array(more_source or [""], np.str_)[: len(more_source)]]),
    )


def judge(sky: SkyView, events: Conjunctions, bodies: HardBodies) -> tuple[Judged, Appraisal]:
    """What can be said of events, and the appraisal that it was taken from."""
    rows = np.stack([events.row1, events.row2], axis=1)
    hbr_km = bodies.radius_km[rows].sum(axis=1)
    appraisal = appraise(
        sky.catalog, events, hbr_km, default_hbr=np.asarray(bodies.assumed[rows].any(axis=1)),
        ephemerides=[each.ephemeris for each in sky.ephemerides],
    )  # fmt: skip
    found = appraisal.assessment
    return (
        Judged(
            pc=found.pc, max_pc=found.max_pc, method=found.method, pc_flags=found.flags,
            violations=found.violations, action=found.action, hbr_km=hbr_km,
            age_s=appraisal.age_s, stale=appraisal.stale,
            default_covariance=appraisal.default_covariance,
        ),
        appraisal,
    )  # fmt: skip


def judged_anew(
    last: ScreeningView, sky: SkyView, events: Conjunctions, bodies: HardBodies, before: Integers
) -> Judged:
    """As `judge`, but what rests on the same orbits and bodies as before is taken over.

    Parameters
    ----------
    before : (k,) int64
        Row of each event in *last*, -1 where it was not found then.
    """
    old = np.maximum(before, 0)
    rows = np.stack([events.row1, events.row2], axis=1)
    same = (before >= 0) & (rows < len(sky)).all(axis=1)
    if len(last):
        same &= events.tca_tai_ns == last.events.tca_tai_ns[old]
        same &= events.miss_distance_km == last.events.miss_distance_km[old]
        same &= bodies.radius_km[rows].sum(axis=1) == last.judged.hbr_km[old]
        was_assumed = (last.judged.pc_flags[old] & Flag.DEFAULT_HBR) != 0
        same &= bodies.assumed[rows].any(axis=1) == was_assumed
        same &= ~renamed(last.sky, sky)[np.minimum(rows, len(sky) - 1)].any(axis=1)
    fresh = np.flatnonzero(~same)
    new = judge(sky, events.take(fresh), bodies)[0]
    columns = {}
    for each in fields(Judged):
        column = getattr(last.judged, each.name)[old] if len(last) else None
        part = getattr(new, each.name)
        if column is None:
            column = np.empty((len(events), *part.shape[1:]), part.dtype)
        column[fresh] = part
        columns[each.name] = column
    return Judged(**columns)


def joined_marks(sky: SkyView, events: Conjunctions) -> tuple[NDArray[np.int32], tuple[Label, ...]]:
    """Of each event the mark that both its orbits give it together, and all marks."""
    flown = np.array([each.label_index for each in sky.ephemerides], np.int32)
    of_object = np.concatenate([sky.label_index, flown])
    one, two = of_object[events.row1].astype(np.int64), of_object[events.row2].astype(np.int64)
    many = np.int64(len(sky.labels) + 1)
    code = np.minimum(one, two) * many + np.maximum(one, two)
    if many * many <= _MANY_MARKS:  # a table of them all costs less than sorting
        occurs = np.zeros(many * many, np.bool_)
        occurs[code] = True
        kinds, inverse = np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[code]
    else:
        kinds, inverse = np.unique(code, return_inverse=True)
    labels: dict[Label, int] = {}
    numbers = [
        labels.setdefault(join(sky.labels[kind // many], sky.labels[kind % many]), len(labels))
        for kind in kinds.tolist()
    ]
    return np.array(numbers or [0], np.int32)[inverse], tuple(labels)


def catalog_digest(catalog: Catalog) -> str:
    """SHA-256 over the element sets of a catalogue."""
    total = hashlib.sha256()
    for name in _ELEMENTS:
        total.update(np.ascontiguousarray(getattr(catalog, name)).tobytes())
    total.update("\n".join(catalog.other_id.tolist()).encode())
    return total.hexdigest()
