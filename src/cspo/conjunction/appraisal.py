"""What can be said of the events of a screening: probability, limits, advice.

Element sets carry no covariance, so each object gets that of its class and age
(`cspo.conjunction.element_covariance`); an ephemeris brings its own where it
has one. `cspo.conjunction.probability.assess` then says what may be reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.element_covariance import class_of, sigma_rtn_km
from cspo.conjunction.events import Conjunctions
from cspo.conjunction.probability import Assessment, assess, covariance_from_rtn_sigma
from cspo.constants import EARTH_MU_KM3_S2, WGS72_RADIUS_KM
from cspo.frames import Frame, rotation, rtn_from_inertial
from cspo.orbits import Catalog, Ephemeris
from cspo.orbits.regime import perigee_apogee_km, stale_after_s
from cspo.units import NS_PER_S

__all__ = ["Appraisal", "appraise", "element_classes"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_CONSTELLATIONS: Final = (
    "STARLINK", "ONEWEB", "KUIPER", "QIANFAN", "HULIANWANG", "SIM STARLINK", "SIM ONEWEB",
)  # fmt: skip
"""Names of constellations whose members hold their place by frequent low thrust."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Appraisal:
    """Columns of k events, in the order of the screening.

    Parameters
    ----------
    assessment : Assessment
    age_s : (k, 2) float64
        Age of the elements of both objects at closest approach, negative before
        their epoch; NaN for an ephemeris.
    stale : (k,) bool
        Whether either is older than the limit of its regime.
    default_covariance : (k,) bool
        Whether an ephemeris came without covariance, and got that of a fresh
        element set of its orbit.
    covariance_teme_km2 : (k, 2, 3, 3) float64
        Position covariance of either object.
    """

    assessment: Assessment
    age_s: Floats
    stale: Flags
    default_covariance: Flags
    covariance_teme_km2: Floats


def appraise(
    catalog: Catalog,
    events: Conjunctions,
    hbr_km: Floats,
    *,
    default_hbr: Flags | bool = False,
    ephemerides: Sequence[Ephemeris] = (),
) -> Appraisal:
    """Judge every event of a screening.

    Parameters
    ----------
    catalog : Catalog
    events : Conjunctions
        Of this catalogue and these ephemerides.
    hbr_km : (k,) float64
        Combined hard-body radius of each event.
    default_hbr : (k,) bool
        Whether a radius was taken by default.
    ephemerides : sequence of Ephemeris
        As they were screened.

    Raises
    ------
    UsageError
        Where *hbr_km* has another length, or a covariance is in a frame that
        needs the Earth's orientation (ITRF).

    Notes
    -----
    Of an ephemeris the covariance nearest in time is taken, however far; an
    event with an element set never calls for more than better data.
    """
    rows = np.stack([events.row1, events.row2], axis=1).astype(np.int64)
    age_s = _ages_s(catalog, events, rows)
    sides = (
        (events.r1_teme_km, events.v1_teme_km_s),
        (events.r2_teme_km, events.v2_teme_km_s),
    )
    kinds = _classes_at(catalog, rows)
    covariance = np.empty((len(events), 2, 3, 3))
    defaulted = np.zeros(len(events), np.bool_)
    for side, (r_km, v_km_s) in enumerate(sides):
        strangers = rows[:, side] >= len(catalog)
        sigma_km = _element_sigma_km(kinds[:, side], strangers, age_s[:, side], r_km, v_km_s)
        covariance[:, side] = covariance_from_rtn_sigma(r_km, v_km_s, sigma_km)
        for number, ephemeris in enumerate(ephemerides):
            mine = np.flatnonzero(rows[:, side] == len(catalog) + number)
            if ephemeris.covariance is None:
                defaulted[mine] = True
            elif len(mine):
                covariance[mine, side] = _own_km2(
                    ephemeris, events.tca_tai_ns[mine], r_km[mine], v_km_s[mine]
                )
    return Appraisal(
        assessment=assess(
            *sides[0], *sides[1], hbr_km,
            cov1=covariance[:, 0], cov2=covariance[:, 1],
            from_element_sets=(rows < len(catalog)).any(axis=1) | defaulted,
            default_hbr=default_hbr,
        ),
        age_s=age_s,
        stale=_stale(catalog, rows, age_s),
        default_covariance=defaulted,
        covariance_teme_km2=covariance,
    )  # fmt: skip


def _of_rows(column: NDArray[Any], rows: Integers, elsewhere: float) -> NDArray[Any]:
    """A column at catalogue rows; *elsewhere* at those of ephemerides."""
    padded = np.append(column, np.asarray(elsewhere, column.dtype))
    return padded[np.minimum(rows, len(column))]


def _ages_s(catalog: Catalog, events: Conjunctions, rows: Integers) -> Floats:
    epochs = _of_rows(catalog.epoch_tai_ns, rows, 0)
    age_s = (events.tca_tai_ns[:, None] - epochs) / NS_PER_S
    return np.where(rows < len(catalog), age_s, np.nan)


def element_classes(catalog: Catalog) -> NDArray[np.int8]:
    """Class of each row's orbit (n,), as `cspo.conjunction.element_covariance` has them.

    Members of constellations are known by their names.
    """
    perigee_km, _ = perigee_apogee_km(
        catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad
    )
    held = np.zeros(len(catalog), np.bool_)
    for prefix in _CONSTELLATIONS:
        held |= np.char.startswith(catalog.name, prefix)
    return class_of(perigee_km, catalog.eccentricity, held)


def _classes_at(catalog: Catalog, rows: Integers) -> NDArray[np.int8]:
    """Class of the object in each of *rows*, 0 of ephemerides; only objects there are read."""
    at = np.unique(rows[rows < len(catalog)])
    kinds = np.zeros(len(catalog) + 1, np.int8)
    if len(at):
        kinds[at] = element_classes(catalog.take(at))
    return np.asarray(kinds[np.minimum(rows, len(catalog))])


def _element_sigma_km(
    kinds: NDArray[np.int8], strangers: Flags, age_s: Floats, r_km: Floats, v_km_s: Floats
) -> Floats:
    """Sigmas (k, 3) by class and age; of an ephemeris, those of a fresh set of its orbit."""
    kinds = kinds.copy()
    kinds[strangers] = _class_of_state(r_km[strangers], v_km_s[strangers])
    return sigma_rtn_km(kinds, np.where(strangers, 0.0, age_s))


def _class_of_state(r_km: Floats, v_km_s: Floats) -> NDArray[np.int8]:
    """Class of the orbit that a state is on, constellations unknown."""
    distance_km = np.linalg.norm(r_km, axis=1)
    momentum = np.linalg.norm(np.cross(r_km, v_km_s), axis=1)
    energy = 0.5 * (v_km_s**2).sum(axis=1) - EARTH_MU_KM3_S2 / distance_km
    eccentricity = np.sqrt(np.maximum(1.0 + 2.0 * energy * (momentum / EARTH_MU_KM3_S2) ** 2, 0.0))
    perigee_km = momentum**2 / (EARTH_MU_KM3_S2 * (1.0 + eccentricity)) - WGS72_RADIUS_KM
    return class_of(perigee_km, eccentricity, np.zeros(len(r_km), np.bool_))


def _own_km2(ephemeris: Ephemeris, tai_ns: Integers, r_km: Floats, v_km_s: Floats) -> Floats:
    """Position covariances (m, 3, 3) of an ephemeris that has some, turned to TEME, km²."""
    if ephemeris.covariance is None:
        return np.full((len(tai_ns), 3, 3), np.nan)
    matrix = ephemeris.covariance.nearest(ephemeris.seconds(tai_ns))[:, :3, :3]
    if ephemeris.covariance.frame is Frame.RTN:
        turn = rtn_from_inertial(r_km, v_km_s).transpose(0, 2, 1)
    else:
        turn = rotation(ephemeris.covariance.frame, Frame.TEME, tai_ns)
    return turn @ matrix @ turn.transpose(0, 2, 1)


def _stale(catalog: Catalog, rows: Integers, age_s: Floats) -> Flags:
    limit_s = stale_after_s(
        catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad
    )
    return np.asarray((age_s > _of_rows(limit_s, rows, np.inf)).any(axis=1))
