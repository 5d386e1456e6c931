"""The keywords of the CDM, in the book's order.

Source: CCSDS 508.0-B-1 (June 2013), tables 3-1 to 3-4. Mind the units: the
state is in km and km/s, everything else that has a length is in metres.
"""

from __future__ import annotations

from typing import Final

from cspo.messages.ccsds.keywords import Block, Keyword, Kind

__all__ = ["ADDITIONAL", "BLOCKS", "COVARIANCE", "DRAFT", "HEADER", "METADATA", "OBJECT_BLOCKS",
           "OD", "RELATIVE", "ROWS", "STATE", "VERSION_KEYWORD"]  # fmt: skip

VERSION_KEYWORD: Final = "CCSDS_CDM_VERS"

_YES_NO: Final = ("YES", "NO")


def _text(name: str, *, mandatory: bool = False) -> Keyword:
    return Keyword(name, name.lower(), mandatory=mandatory)


def _epoch(name: str, *, mandatory: bool = False) -> Keyword:
    return Keyword(name, name.lower(), Kind.EPOCH, mandatory=mandatory)


def _choice(name: str, *allowed: str, mandatory: bool = False) -> Keyword:
    return Keyword(name, name.lower(), Kind.CHOICE, mandatory=mandatory, allowed=allowed)


def _count(name: str) -> Keyword:
    return Keyword(name, name.lower(), Kind.INTEGER, low=0)


def _number(
    field: str, unit: str, *, mandatory: bool = False, low: float = float("-inf"),
    high: float = float("inf"), group: str = "",
) -> Keyword:  # fmt: skip
    """A number; the field's name is the keyword and its unit."""
    suffix = _SUFFIX[unit]
    return Keyword(
        field.removesuffix(suffix).upper(), field, Kind.NUMBER, unit, mandatory,
        low=low, high=high, group=group,
    )  # fmt: skip


_SUFFIX: Final = {
    "": "", "m": "_m", "m/s": "_m_s", "km": "_km", "km/s": "_km_s", "d": "_d", "%": "_percent",
    "kg": "_kg", "m**2": "_m2", "m**2/kg": "_m2_kg", "m/s**2": "_m_s2", "W/kg": "_w_kg",
}  # fmt: skip
_RELATIVE_STATE: Final = "relativeStateVector"

HEADER: Final = Block("header", "header", (
    _epoch("CREATION_DATE", mandatory=True),
    _text("ORIGINATOR", mandatory=True),
    _text("MESSAGE_FOR"),
    _text("MESSAGE_ID", mandatory=True),
))  # fmt: skip

RELATIVE: Final = Block("relative metadata", "relativeMetadataData", (
    _epoch("TCA", mandatory=True),
    _number("miss_distance_m", "m", mandatory=True, low=0.0),
    _number("relative_speed_m_s", "m/s", low=0.0),
    _number("relative_position_r_m", "m", group=_RELATIVE_STATE),
    _number("relative_position_t_m", "m", group=_RELATIVE_STATE),
    _number("relative_position_n_m", "m", group=_RELATIVE_STATE),
    _number("relative_velocity_r_m_s", "m/s", group=_RELATIVE_STATE),
    _number("relative_velocity_t_m_s", "m/s", group=_RELATIVE_STATE),
    _number("relative_velocity_n_m_s", "m/s", group=_RELATIVE_STATE),
    _epoch("START_SCREEN_PERIOD"),
    _epoch("STOP_SCREEN_PERIOD"),
    _choice("SCREEN_VOLUME_FRAME", "RTN", "TVN"),
    _choice("SCREEN_VOLUME_SHAPE", "ELLIPSOID", "BOX"),
    _number("screen_volume_x_m", "m", low=0.0),
    _number("screen_volume_y_m", "m", low=0.0),
    _number("screen_volume_z_m", "m", low=0.0),
    _epoch("SCREEN_ENTRY_TIME"),
    _epoch("SCREEN_EXIT_TIME"),
    _number("collision_probability", "", low=0.0, high=1.0),
    _text("COLLISION_PROBABILITY_METHOD"),
))  # fmt: skip

METADATA: Final = Block("metadata", "metadata", (
    _choice("OBJECT", "OBJECT1", "OBJECT2", mandatory=True),
    _text("OBJECT_DESIGNATOR", mandatory=True),
    _text("CATALOG_NAME", mandatory=True),
    _text("OBJECT_NAME", mandatory=True),
    _text("INTERNATIONAL_DESIGNATOR", mandatory=True),
    _choice("OBJECT_TYPE", "PAYLOAD", "ROCKET BODY", "DEBRIS", "UNKNOWN", "OTHER"),
    _text("OPERATOR_CONTACT_POSITION"),
    _text("OPERATOR_ORGANIZATION"),
    _text("OPERATOR_PHONE"),
    _text("OPERATOR_EMAIL"),
    _text("EPHEMERIS_NAME", mandatory=True),
    _choice("COVARIANCE_METHOD", "CALCULATED", "DEFAULT", mandatory=True),
    _choice("MANEUVERABLE", "YES", "NO", "N/A", mandatory=True),
    _text("ORBIT_CENTER"),
    _choice("REF_FRAME", "EME2000", "GCRF", "ITRF", mandatory=True),
    _text("GRAVITY_MODEL"),
    _text("ATMOSPHERIC_MODEL"),
    _text("N_BODY_PERTURBATIONS"),
    _choice("SOLAR_RAD_PRESSURE", *_YES_NO),
    _choice("EARTH_TIDES", *_YES_NO),
    _choice("INTRACK_THRUST", *_YES_NO),
))  # fmt: skip

OD: Final = Block("orbit determination", "odParameters", (
    _epoch("TIME_LASTOB_START"),
    _epoch("TIME_LASTOB_END"),
    _number("recommended_od_span_d", "d", low=0.0),
    _number("actual_od_span_d", "d", low=0.0),
    _count("OBS_AVAILABLE"),
    _count("OBS_USED"),
    _count("TRACKS_AVAILABLE"),
    _count("TRACKS_USED"),
    _number("residuals_accepted_percent", "%", low=0.0, high=100.0),
    _number("weighted_rms", "", low=0.0),
))  # fmt: skip

ADDITIONAL: Final = Block("additional parameters", "additionalParameters", (
    _number("area_pc_m2", "m**2", low=0.0),
    _number("area_drg_m2", "m**2", low=0.0),
    _number("area_srp_m2", "m**2", low=0.0),
    _number("mass_kg", "kg", low=0.0),
    _number("cd_area_over_mass_m2_kg", "m**2/kg"),
    _number("cr_area_over_mass_m2_kg", "m**2/kg"),
    _number("thrust_acceleration_m_s2", "m/s**2"),
    _number("sedr_w_kg", "W/kg"),
))  # fmt: skip

STATE: Final = Block("state vector", "stateVector", (
    _number("x_km", "km", mandatory=True),
    _number("y_km", "km", mandatory=True),
    _number("z_km", "km", mandatory=True),
    _number("x_dot_km_s", "km/s", mandatory=True),
    _number("y_dot_km_s", "km/s", mandatory=True),
    _number("z_dot_km_s", "km/s", mandatory=True),
))  # fmt: skip

ROWS: Final = ("R", "T", "N", "RDOT", "TDOT", "NDOT", "DRG", "SRP", "THR")
"""Order of the covariance matrix."""

_DIMENSION: Final = {"DRG": (2, 1, 0), "SRP": (2, 1, 0), "THR": (1, 0, 2)}
"""Powers of m, 1/kg and 1/s of the parameters that a matrix may hold beside the state."""


def _covariance_unit(row: str, column: str) -> str:
    """The unit of an element, as the book writes it: ``m**3/(kg*s)``."""
    m = kg = s = 0
    for name in (row, column):
        power = _DIMENSION.get(name, (1, 0, 1 if name.endswith("DOT") else 0))
        m, kg, s = m + power[0], kg + power[1], s + power[2]
    below = [f"{n}**{p}" if p > 1 else n for n, p in (("kg", kg), ("s", s)) if p]
    if not below:
        return f"m**{m}"
    return f"m**{m}/{below[0]}" if len(below) == 1 else f"m**{m}/({'*'.join(below)})"


COVARIANCE: Final = Block("covariance", "covarianceMatrix", tuple(
    Keyword(
        f"C{row}_{column}", f"c{row}_{column}".lower(), Kind.NUMBER,
        _covariance_unit(row, column), mandatory=i < 6,
    )
    for i, row in enumerate(ROWS) for column in ROWS[: i + 1]
))  # fmt: skip

OBJECT_BLOCKS: Final = (METADATA, OD, ADDITIONAL, STATE, COVARIANCE)
BLOCKS: Final = (HEADER, RELATIVE, *OBJECT_BLOCKS)

DRAFT: Final = (
    frozenset(
        """CLASSIFICATION CONJUNCTION_ID APPROACH_ANGLE SCREEN_TYPE SCREEN_VOLUME_RADIUS
    SCREEN_PC_THRESHOLD COLLISION_PERCENTILE COLLISION_MAX_PROBABILITY COLLISION_MAX_PC_METHOD
    SEFI_COLLISION_PROBABILITY SEFI_COLLISION_PROBABILITY_METHOD SEFI_FRAGMENTATION_MODEL
    MAHALANOBIS_DISTANCE PREVIOUS_MESSAGE_ID PREVIOUS_MESSAGE_EPOCH NEXT_MESSAGE_EPOCH
    COVARIANCE_SOURCE ODM_MSG_LINK ADM_MSG_LINK OBS_BEFORE_NEXT_MESSAGE ALT_COV_TYPE
    ALT_COV_REF_FRAME OD_EPOCH AREA_PC_MIN AREA_PC_MAX OEB_PARENT_FRAME OEB_PARENT_FRAME_EPOCH
    OEB_Q1 OEB_Q2 OEB_Q3 OEB_QC OEB_MAX OEB_INT OEB_MIN AREA_ALONG_OEB_MAX AREA_ALONG_OEB_INT
    AREA_ALONG_OEB_MIN RCS RCS_MIN RCS_MAX VM_ABSOLUTE VM_APPARENT_MIN VM_APPARENT
    VM_APPARENT_MAX REFLECTANCE HBR APOAPSIS_ALTITUDE PERIAPSIS_ALTITUDE INCLINATION
    COV_CONFIDENCE COV_CONFIDENCE_METHOD CSIG3EIGVEC3 DENSITY_FORECAST_UNCERTAINTY
    CSCALE_FACTOR_MIN CSCALE_FACTOR CSCALE_FACTOR_MAX SCREENING_DATA_SOURCE
    DCP_SENSITIVITY_VECTOR_POSITION DCP_SENSITIVITY_VECTOR_VELOCITY""".split()  # noqa: SIM905 - reads as a list of words
    )
    | {
        f"C{row}_{column}"
        for names in (("X", "Y", "Z", "XDOT", "YDOT", "ZDOT", "DRG", "SRP", "THR"),)
        for i, row in enumerate(names)
        for column in names[: i + 1]
        if "X" in row + column or "Y" in row + column or "Z" in row + column
    }
)
"""Keywords of the draft of CDM 2.0 (508.0-P-1.1): read, kept as text, not understood."""
