"""What a drawing of an encounter needs: its plane, with up and across, and ellipses in it.

The plane lies across the relative velocity. Its principal axes (`EncounterPlane`) serve the
integral and differ with each source's covariance; a drawing that holds several sources side by
side needs axes that only the two orbits set: *up* is away from the Earth, *across* lies to the
right of somebody who looks along the motion of object 2 past object 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.frames import rtn_from_inertial

__all__ = ["Ellipse", "EncounterDrawing", "draw_encounter"]

Floats = NDArray[np.float64]

_STANDSTILL_KM_S: Final = 1e-6
"""Below this relative speed (docked, identical orbits) there is no plane across it."""

_FLAT: Final = 1e-3
"""Part of a unit vector that must lie in the plane for it to set an axis there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ellipse:
    """One standard deviation of a position in the plane.

    Parameters
    ----------
    semi_major_km, semi_minor_km : float
        1 σ along its axes, km.
    angle_rad : float
        Of the major axis from *across* towards *up*, above -π/2 and up to π/2.
    """

    semi_major_km: float
    semi_minor_km: float
    angle_rad: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EncounterDrawing:
    """An encounter as it is drawn, object 1 at the origin.

    Parameters
    ----------
    axes : (3, 3) float64
        Rows across, up and along the relative velocity, in the frame of the states.
    across_km, up_km : float
        Where object 2 passes object 1.
    tca_shift_s : float
        From the states' instant to that passage, by straight lines.
    ellipse1, ellipse2, combined : Ellipse or None
        Of the position of each object and of the difference of both; None where it is not known.
    """

    axes: Floats
    across_km: float
    up_km: float
    tca_shift_s: float
    ellipse1: Ellipse | None
    ellipse2: Ellipse | None
    combined: Ellipse | None


def draw_encounter(
    r1_km: Floats,
    v1_km_s: Floats,
    r2_km: Floats,
    v2_km_s: Floats,
    cov1_km2: Floats | None = None,
    cov2_km2: Floats | None = None,
) -> EncounterDrawing | None:
    """Project an encounter into its plane.

    Parameters
    ----------
    r1_km, v1_km_s, r2_km, v2_km_s : (3,) float64
        States at one instant near the closest approach, in one inertial frame.
    cov1_km2, cov2_km2 : (3, 3) float64, optional
        Position covariances in that frame.

    Returns
    -------
    EncounterDrawing or None
        None where the two do not move past each other, so that there is no plane.

    Notes
    -----
    Where the motion is along the radius, up is taken along the momentum of object 1.

    Examples
    --------
    >>> drawn = draw_encounter(
    ...     np.array([7000.0, 0, 0]), np.array([0, 7.5, 0]),
    ...     np.array([7000.3, 0.0, 0.4]), np.array([0, 0, 7.5]))
    >>> round(drawn.across_km, 3), round(drawn.up_km, 3)
    (0.283, 0.3)
    """
    relative_km_s = v2_km_s - v1_km_s
    speed_km_s = float(np.linalg.norm(relative_km_s))
    if not speed_km_s > _STANDSTILL_KM_S:
        return None
    along = relative_km_s / speed_km_s
    up = _inside(r1_km, along)
    if up is None:
        up = _inside(rtn_from_inertial(r1_km, v1_km_s)[2], along)
    if up is None:
        return None
    axes = np.stack([np.cross(along, up), up, along])
    gap_km = r2_km - r1_km
    shift_s = -float(gap_km @ relative_km_s) / speed_km_s**2
    across_km, up_km, _ = (axes @ (gap_km + shift_s * relative_km_s)).tolist()
    both = None if cov1_km2 is None or cov2_km2 is None else cov1_km2 + cov2_km2
    return EncounterDrawing(
        axes=axes, across_km=across_km, up_km=up_km, tca_shift_s=shift_s,
        ellipse1=_ellipse(axes, cov1_km2), ellipse2=_ellipse(axes, cov2_km2),
        combined=_ellipse(axes, both),
    )  # fmt: skip


def _inside(vector: Floats, along: Floats) -> Floats | None:
    """The unit vector in the plane that lies nearest to a vector; None where it is across it."""
    length = float(np.linalg.norm(vector))
    if not length > 0.0:
        return None
    part = vector / length
    part = part - (part @ along) * along
    rest = float(np.linalg.norm(part))
    return part / rest if rest > _FLAT else None


def _ellipse(axes: Floats, covariance_km2: Floats | None) -> Ellipse | None:
    """The 1 σ ellipse in the plane; None where the matrix is none of a covariance."""
    if covariance_km2 is None:
        return None
    inside = axes[:2] @ covariance_km2 @ axes[:2].T
    if not np.isfinite(inside).all():
        return None
    variances, directions = np.linalg.eigh(0.5 * (inside + inside.T))
    if not variances[0] >= 0.0:
        return None
    x, y = directions[:, 1].tolist()
    angle_rad = float(np.arctan2(y, x))
    half = 0.5 * np.pi
    if angle_rad > half:
        angle_rad -= np.pi
    elif angle_rad <= -half:
        angle_rad += np.pi
    return Ellipse(
        semi_major_km=float(np.sqrt(variances[1])), semi_minor_km=float(np.sqrt(variances[0])),
        angle_rad=angle_rad,
    )  # fmt: skip
