"""The CDM as frozen Structs, a field for each keyword, its unit in the name.

Source: CCSDS 508.0-B-1, tables 3-1 to 3-4.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from cspo.errors import UsageError
from cspo.messages.cdm.table import COVARIANCE

__all__ = ["Additional", "Cdm", "CdmObject", "Covariance", "Header", "Metadata",
           "OrbitDetermination", "Relative", "StateVector", "hbr_m"]  # fmt: skip

Comments = tuple[str, ...]
Extras = tuple[tuple[str, str], ...]

_LOWER: Final = np.tril_indices(6)
_HBR: Final = re.compile(
    r"(?:COMBINED\s+)?HBR\s*[=:]\s*([0-9.]+(?:[eE][+-]?\d+)?)\s*(?:\[\s*(k?m)\s*\])?",
    re.IGNORECASE | re.ASCII,
)


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """Who says it, to whom, when."""

    comments: Comments = ()
    creation_date: str
    originator: str
    message_for: str | None = None
    message_id: str


class Relative(msgspec.Struct, frozen=True, kw_only=True):
    """The event: its instant, the relative state in RTN of object 1, the probability."""

    comments: Comments = ()
    tca: str
    miss_distance_m: float
    relative_speed_m_s: float | None = None
    relative_position_r_m: float | None = None
    relative_position_t_m: float | None = None
    relative_position_n_m: float | None = None
    relative_velocity_r_m_s: float | None = None
    relative_velocity_t_m_s: float | None = None
    relative_velocity_n_m_s: float | None = None
    start_screen_period: str | None = None
    stop_screen_period: str | None = None
    screen_volume_frame: str | None = None
    screen_volume_shape: str | None = None
    screen_volume_x_m: float | None = None
    screen_volume_y_m: float | None = None
    screen_volume_z_m: float | None = None
    screen_entry_time: str | None = None
    screen_exit_time: str | None = None
    collision_probability: float | None = None
    collision_probability_method: str | None = None


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What an object is, and how its orbit was made."""

    comments: Comments = ()
    object: str
    object_designator: str
    catalog_name: str
    object_name: str
    international_designator: str
    object_type: str | None = None
    operator_contact_position: str | None = None
    operator_organization: str | None = None
    operator_phone: str | None = None
    operator_email: str | None = None
    ephemeris_name: str
    covariance_method: str
    maneuverable: str
    orbit_center: str | None = None
    ref_frame: str
    gravity_model: str | None = None
    atmospheric_model: str | None = None
    n_body_perturbations: str | None = None
    solar_rad_pressure: str | None = None
    earth_tides: str | None = None
    intrack_thrust: str | None = None


class OrbitDetermination(msgspec.Struct, frozen=True, kw_only=True):
    """What the orbit rests on."""

    comments: Comments = ()
    time_lastob_start: str | None = None
    time_lastob_end: str | None = None
    recommended_od_span_d: float | None = None
    actual_od_span_d: float | None = None
    obs_available: int | None = None
    obs_used: int | None = None
    tracks_available: int | None = None
    tracks_used: int | None = None
    residuals_accepted_percent: float | None = None
    weighted_rms: float | None = None


class Additional(msgspec.Struct, frozen=True, kw_only=True):
    """Areas, mass and the forces that depend on them."""

    comments: Comments = ()
    area_pc_m2: float | None = None
    area_drg_m2: float | None = None
    area_srp_m2: float | None = None
    mass_kg: float | None = None
    cd_area_over_mass_m2_kg: float | None = None
    cr_area_over_mass_m2_kg: float | None = None
    thrust_acceleration_m_s2: float | None = None
    sedr_w_kg: float | None = None


class StateVector(msgspec.Struct, frozen=True, kw_only=True):
    """The state at TCA in REF_FRAME: kilometres, unlike all else in a CDM."""

    comments: Comments = ()
    x_km: float
    y_km: float
    z_km: float
    x_dot_km_s: float
    y_dot_km_s: float
    z_dot_km_s: float


class Covariance(msgspec.Struct, frozen=True, kw_only=True):
    """The covariance at TCA in RTN of the object itself, in metres and seconds.

    Parameters
    ----------
    comments : tuple of str
    lower : tuple of (float or None)
        The lower triangle row by row, in the order of `names`: 21 elements of
        the state, then those of drag, solar radiation pressure and thrust,
        None where the message does not give them (or left out at the end).
    """

    comments: Comments = ()
    lower: tuple[float | None, ...]

    @staticmethod
    def names() -> tuple[str, ...]:
        """Keywords of the elements of *lower*: CR_R, CT_R, CT_T, ..."""
        return tuple(keyword.name for keyword in COVARIANCE.keywords)

    def __getitem__(self, keyword: str) -> float | None:
        """The element of that keyword (``"CT_R"``), m² and so on; None where not given."""
        index = COVARIANCE.rank[keyword]
        return self.lower[index] if index < len(self.lower) else None

    def matrix_m2(self) -> NDArray[np.float64]:
        """The (6, 6) matrix of R, T, N and their rates: m², m²/s, m²/s²."""
        matrix = np.zeros((6, 6))
        matrix[_LOWER] = self.lower[:21]
        return matrix + np.tril(matrix, -1).T


class CdmObject(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two objects.

    Parameters
    ----------
    extras : tuple of (keyword, value with unit)
        Keywords of the draft of CDM 2.0, not understood.
    """

    metadata: Metadata
    orbit_determination: OrbitDetermination = OrbitDetermination()
    additional: Additional = Additional()
    state: StateVector
    covariance: Covariance
    extras: Extras = ()


class Cdm(msgspec.Struct, frozen=True, kw_only=True):
    """A conjunction data message.

    Parameters
    ----------
    version : str
    header : Header
    relative : Relative
    object1, object2 : CdmObject
    extras : tuple of (keyword, value with unit)
        Keywords of the draft of CDM 2.0 in header and relative metadata.
    """

    version: str = "1.0"
    header: Header
    relative: Relative
    object1: CdmObject
    object2: CdmObject
    extras: Extras = ()

    def comments(self) -> Comments:
        """Every comment of the message, in its order."""
        found = [*self.header.comments, *self.relative.comments]
        for each in (self.object1, self.object2):
            found.extend(each.metadata.comments)
            found.extend(each.orbit_determination.comments)
            found.extend(each.additional.comments)
            found.extend(each.state.comments)
            found.extend(each.covariance.comments)
        return tuple(found)


def hbr_m(cdm: Cdm) -> float | None:
    """The combined hard-body radius, m, from a comment such as ``HBR = 7.5 [m]``.

    CDM 1.0 has no keyword for it; NASA CARA writes a comment. Metres where no
    unit is written. None where no comment says it.

    Raises
    ------
    UsageError
        Where comments name different radii.
    """
    found = {
        float(match[1]) * (1000.0 if (match[2] or "m").lower() == "km" else 1.0)
        for match in map(_HBR.fullmatch, map(str.strip, cdm.comments()))
        if match and match[1].count(".") <= 1 and match[1] != "."
    }
    if len(found) > 1:
        raise UsageError(
            "read the hard-body radius", cdm.header.message_id,
            expected="one radius", got=", ".join(f"{value:g} m" for value in sorted(found)),
        )  # fmt: skip
    return found.pop() if found else None
