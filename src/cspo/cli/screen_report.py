"""The report of ``cspo screen``: from columns to what a reader sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.bridge.events import ADVICE, ScreenedEvents, altitude_km, order_by_decision
from cspo.conjunction.probability import Action, encounter_plane, foster1992_on_plane
from cspo.report import Encounter, ScreeningReport
from cspo.units import KM_PER_M, NS_PER_S

if TYPE_CHECKING:
    from cspo.bridge.tables import Table

__all__ = ["FLAG_WORDS", "screening_report"]

Floats = NDArray[np.float64]

FLAG_WORDS: Final = {
    "DILUTED": "Dilution region: a better orbit could raise this probability.",
    "COVARIANCE_REPAIRED": "The covariance was not positive definite and was repaired.",
    "COVARIANCE_FROM_ELEMENT_SETS": "The covariance is that of element sets of this class of "
    "orbit and age, not of these objects.",
    "POSITION_ONLY": "No velocity covariance: only the plane method could be tried.",
    "DEFAULT_HBR": "A hard-body radius was taken by default.",
    "LONG_ENCOUNTER": "The encounter is long.",
    "NOT_AT_TCA": "The closest approach was moved to where it really is.",
    "NO_COVARIANCE": "No covariance: the number is an upper bound.",
    "UNITS_DOUBTFUL": "The numbers look like a mix of units: check the source.",
    "WITHIN_HARD_BODY": "The miss distance is within the hard body.",
    "ASSUMPTIONS_VIOLATED": "The encounter breaks the assumptions of the plane method, so no "
    "probability is given.",
    "STALE_ELEMENTS": "Elements older than the limit of their regime.",
    "DEFAULT_COVARIANCE": "The ephemeris has no covariance: that of a fresh element set was taken.",
}

_SWEEP: Final = 61


def screening_report(
    screened: ScreenedEvents, table: Table, *, heading: str, facts: dict[str, str],
    notes: list[str], top: int,
) -> ScreeningReport:  # fmt: skip
    """Plain values of the page: all events for the distributions, *top* in full."""
    events = screened.events
    chosen = order_by_decision(screened)[:top]
    return ScreeningReport(
        heading=heading,
        simulated=screened.catalog.simulated,
        facts=facts,
        notes=notes,
        duration_h=events.duration_s / 3600.0,
        threshold_km=events.volume.reach_km,
        hours=(events.tca_tai_ns - events.start.tai_ns) / (3600.0 * NS_PER_S),
        altitude_km=altitude_km(events),
        speed_km_s=events.relative_speed_km_s,
        miss_km=events.miss_distance_km,
        encounters=[_encounter(screened, table, int(row)) for row in chosen],
    )


def _encounter(screened: ScreenedEvents, table: Table, row: int) -> Encounter:
    from cspo.time.utc import format_utc_array

    cell = {name: column[row] for name, column in table.items()}
    assessment = screened.appraisal.assessment
    hbr_km = float(assessment.hbr_km[row])
    covariance = screened.appraisal.covariance_teme_km2[row].sum(axis=0)
    plane = _project(screened, row, covariance)
    known = np.isfinite(cell["pc"])
    return Encounter(
        title=f"{_named(cell, 1)} and {_named(cell, 2)}",
        tca_utc=format_utc_array(screened.events.tca_tai_ns[row : row + 1], 3)[0],
        pc=f"Pc {cell['pc']:.2e}" if known else f"Pc at most {_bound(cell['max_pc'])}",
        advice=_advice(assessment.action[row]),
        facts={
            "Miss distance": f"{cell['miss_distance_km']:.3f} km",
            "Radial, in track, cross track": f"{cell['radial_km']:+.3f} "
            f"{cell['in_track_km']:+.3f} {cell['cross_track_km']:+.3f} km",
            "Relative speed": f"{cell['relative_speed_km_s']:.3f} km/s",
            "Altitude": f"{cell['altitude_km']:.0f} km",
            "Method": str(cell["pc_method"]) or "none may be reported",
            "Greatest possible Pc": _bound(cell["max_pc"]),
            "Hard body": f"{cell['hbr_m']:.1f} m ({cell['hbr_source1']}, {cell['hbr_source2']})",
            "Age of elements": f"{_days(cell['age1_d'])}, {_days(cell['age2_d'])}",
            "Owners": f"{cell['owner1'] or 'unknown'}, {cell['owner2'] or 'unknown'}",
        },
        flags=[FLAG_WORDS.get(flag, flag) for flag in str(cell["pc_flags"]).split()],
        miss_km=float(np.linalg.norm(screened_miss(screened, row))),
        cov_km2=plane,
        hbr_km=hbr_km,
        sweeps=_sweeps(screened, row, covariance, hbr_km) if known else None,
    )


def screened_miss(screened: ScreenedEvents, row: int) -> Floats:
    """Relative position (3,) at closest approach, km, TEME."""
    events = screened.events
    return np.asarray(events.r2_teme_km[row] - events.r1_teme_km[row])


def _project(screened: ScreenedEvents, row: int, covariance: Floats) -> Floats | None:
    """Covariance in the encounter plane, x along the miss; None where there is no plane."""
    events = screened.events
    along = events.v2_teme_km_s[row] - events.v1_teme_km_s[row]
    speed = np.linalg.norm(along)
    if speed == 0.0:
        return None
    across = screened_miss(screened, row)
    across = across - along * (across @ along) / speed**2
    size = np.linalg.norm(across)
    if size == 0.0:
        return None
    x = across / size
    axes = np.stack([x, np.cross(along / speed, x)])
    return np.asarray(axes @ covariance @ axes.T)


def _sweeps(
    screened: ScreenedEvents, row: int, covariance: Floats, hbr_km: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """Pc over hard-body radius (m) and over the scale of sigma."""
    events = screened.events
    one = slice(row, row + 1)
    hbr = hbr_km * np.geomspace(0.1, 10.0, _SWEEP)
    scale = np.geomspace(0.1, 10.0, _SWEEP)
    same = np.repeat(covariance[None], _SWEEP, axis=0)

    def pc(covariances: Floats, radii: Floats) -> Floats:
        plane = encounter_plane(
            np.repeat(events.r1_teme_km[one], _SWEEP, axis=0),
            np.repeat(events.v1_teme_km_s[one], _SWEEP, axis=0),
            np.repeat(events.r2_teme_km[one], _SWEEP, axis=0),
            np.repeat(events.v2_teme_km_s[one], _SWEEP, axis=0),
            covariances,
            radii,
        )
        return np.nan_to_num(foster1992_on_plane(plane).pc)

    by_hbr = pc(same, hbr)
    by_scale = pc(same * scale[:, None, None] ** 2, np.full(_SWEEP, hbr_km))
    return hbr / KM_PER_M, by_hbr, scale, by_scale


def _advice(action: int) -> str:
    text = ADVICE[Action(int(action))]
    return f"{text[0].upper()}{text[1:]}."


def _named(cell: dict[str, Any], side: int) -> str:
    name, identity = str(cell[f"name{side}"]), str(cell[f"identity{side}"])
    return f"{name} ({identity.removeprefix('norad:')})" if name else identity


def _bound(max_pc: float) -> str:
    return f"{max_pc:.2e}" if np.isfinite(max_pc) else "unknown"


def _days(age_d: float) -> str:
    return f"{age_d:.1f} d" if np.isfinite(age_d) else "ephemeris"
