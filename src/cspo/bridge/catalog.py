"""Element sets of messages to and from the `Catalog`: here the units change."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.bridge.object_types import object_types
from cspo.bridge.owners import owners_from_codes
from cspo.errors import UsageError
from cspo.messages.gp import GpColumns
from cspo.orbits import Catalog
from cspo.units import DAY_S, DEG_RAD, REV_PER_DAY_RAD_S

__all__ = ["catalog_from_gp", "gp_from_catalog", "is_sgp4"]

_SGP4: Final = ("SGP4", "SGP/SGP4", "SGP", "SGP8", "SDP4", "SDP8", "")
_XP_EPHEMERIS_TYPE: Final = 4

_REV_DAY2_RAD_S2: Final = REV_PER_DAY_RAD_S / DAY_S
_REV_DAY3_RAD_S3: Final = REV_PER_DAY_RAD_S / DAY_S**2


def is_sgp4(columns: GpColumns) -> NDArray[np.bool_]:
    """Which rows SGP4 may propagate; SGP4-XP sets look alike and are kilometres off, (n,)."""
    known = np.isin(columns.theory, _SGP4)
    usable: NDArray[np.bool_] = known & (columns.ephemeris_type != _XP_EPHEMERIS_TYPE)
    return usable


def catalog_from_gp(columns: GpColumns, *, source: str, simulated: bool = False) -> Catalog:
    """Element sets in internal units, owners as ISO trigraphs, kinds stated or inferred.

    Parameters
    ----------
    columns : GpColumns
    source : str
        Where the rows came from.
    simulated : bool
        Whether they are made up.

    Raises
    ------
    UsageError
        Where a row is of another theory than SGP4 (see `is_sgp4`).
    """
    if not is_sgp4(columns).all():
        raise UsageError("build catalogue", source, expected="SGP4 sets", got="another theory")
    return Catalog(
        norad_id=columns.norad_cat_id.copy(),
        other_id=columns.other_id.copy(),
        designator=columns.object_id.copy(),
        name=columns.object_name.copy(),
        owner=owners_from_codes(columns.country_code),
        object_type=object_types(columns.object_type, columns.object_name),
        status=columns.ops_status.copy(),
        epoch_tai_ns=columns.epoch_tai_ns.copy(),
        mean_motion_rad_s=columns.mean_motion_rev_day * REV_PER_DAY_RAD_S,
        eccentricity=columns.eccentricity.copy(),
        inclination_rad=columns.inclination_deg * DEG_RAD,
        raan_rad=columns.raan_deg * DEG_RAD,
        argp_rad=columns.argp_deg * DEG_RAD,
        mean_anomaly_rad=columns.mean_anomaly_deg * DEG_RAD,
        bstar_per_er=columns.bstar_per_er.copy(),
        mean_motion_dot_rad_s2=columns.mean_motion_dot_rev_day2 * (2.0 * _REV_DAY2_RAD_S2),
        mean_motion_ddot_rad_s3=columns.mean_motion_ddot_rev_day3 * (6.0 * _REV_DAY3_RAD_S3),
        rcs_m2=columns.rcs_m2.copy(),
        ephemeris_type=columns.ephemeris_type.copy(),
        element_set_no=columns.element_set_no.copy(),
        rev_at_epoch=columns.rev_at_epoch.copy(),
        classification=columns.classification_type.copy(),
        source=np.full(len(columns), source),
        simulated=simulated,
    )


def gp_from_catalog(catalog: Catalog) -> GpColumns:
    """The same sets in the units of messages, rounded to what a message prints.

    A value that came from a message comes back as it was: each is rounded to
    the nearest number of thirteen significant digits, which undoes the two
    conversions.
    """
    return GpColumns.build(len(catalog), {
        "norad_cat_id": catalog.norad_id,
        "other_id": catalog.other_id,
        "object_id": catalog.designator,
        "object_name": catalog.name,
        "epoch_tai_ns": catalog.epoch_tai_ns,
        "mean_motion_rev_day": _rounded(catalog.mean_motion_rad_s / REV_PER_DAY_RAD_S),
        "eccentricity": catalog.eccentricity,
        "inclination_deg": _rounded(catalog.inclination_rad / DEG_RAD),
        "raan_deg": _rounded(catalog.raan_rad / DEG_RAD),
        "argp_deg": _rounded(catalog.argp_rad / DEG_RAD),
        "mean_anomaly_deg": _rounded(catalog.mean_anomaly_rad / DEG_RAD),
        "ephemeris_type": catalog.ephemeris_type,
        "classification_type": catalog.classification,
        "element_set_no": catalog.element_set_no,
        "rev_at_epoch": catalog.rev_at_epoch,
        "bstar_per_er": catalog.bstar_per_er,
        "mean_motion_dot_rev_day2": _rounded(
            catalog.mean_motion_dot_rad_s2 / (2.0 * _REV_DAY2_RAD_S2)
        ),
        "mean_motion_ddot_rev_day3": _rounded(
            catalog.mean_motion_ddot_rad_s3 / (6.0 * _REV_DAY3_RAD_S3)
        ),
        "object_type": catalog.object_type,
        "country_code": catalog.owner,
        "ops_status": catalog.status,
        "rcs_m2": catalog.rcs_m2,
    })  # fmt: skip


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """To thirteen significant digits."""
    return np.array([float(f"{value:.12e}") for value in values.tolist()], np.float64)
