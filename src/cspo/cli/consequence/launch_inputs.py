"""What ``cspo consequence launch`` reads beside the catalogue: flight, rules, supposed event."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cspo.cli.catalogs import rows_of
from cspo.cli.options import positive
from cspo.errors import OutOfRange, UsageError
from cspo.units import DEG_RAD, MINUTE_S

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cspo.consequence.clouds import Cloud
    from cspo.consequence.launch import Ascent, KeepOut, LaunchSite
    from cspo.orbits import Catalog, Ephemeris
    from cspo.time import Epoch

__all__ = ["Supposed", "ascent_of", "cloud_of_supposed", "keep_out_of", "trajectory_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """A break-up as the options say it.

    *mass_kg* of None: by the table, or the object's size.
    """

    object: str
    at: Epoch
    mass_kg: float | None
    projectile_mass_kg: float | None
    relative_speed_km_s: float
    smallest_m: float
    seed: int


def ascent_of(
    site: str, altitude_km: float, inclination_deg: float, south: bool | None, flight_min: float
) -> Ascent:
    """The generic flight from a site of the table, or from coordinates."""
    from cspo.consequence.launch import generic_ascent

    if not site:
        raise UsageError("plan launch", expected="--site, or --trajectory", got="neither",
                         hint="cspo consequence launch --sites lists them")  # fmt: skip
    return generic_ascent(
        _site(site), altitude_km=altitude_km, inclination_rad=inclination_deg * DEG_RAD,
        southward=south, duration_s=positive(flight_min, "--flight-min", "minutes") * MINUTE_S,
    )  # fmt: skip


def _site(text: str) -> LaunchSite:
    from cspo.bridge.sites import site_from_text
    from cspo.consequence.launch import LaunchSite, launch_site

    place = site_from_text(text)
    if place is None:
        return launch_site(text)
    return LaunchSite(
        site_id=place.site_id, latitude_rad=place.latitude_rad,
        longitude_rad=place.longitude_rad, height_km=place.height_km,
    )  # fmt: skip


def trajectory_of(spec: str, insertion_s: float | None) -> Ascent:
    """The flight of an OEM, whose first point is lift-off.

    Raises
    ------
    UsageError
        Where it holds several objects, or no time of insertion is given.
    """
    from cspo.bridge.ephemeris_frame import in_frame
    from cspo.cli.screen_inputs import read_ephemerides
    from cspo.consequence.launch import ascent_from_points
    from cspo.frames import Frame, bundled_earth_orientation

    pieces = read_ephemerides([spec], simulated=_simulated(spec))
    if len(pieces) != 1 or insertion_s is None:
        raise UsageError(
            "read trajectory", spec, expected="one flight in one piece, and --insertion-s",
            got=f"{len(pieces)} pieces" if len(pieces) != 1 else "no --insertion-s",
        )  # fmt: skip
    flight = in_frame(pieces[0], Frame.ITRF, bundled_earth_orientation())
    return ascent_from_points(
        flight.object_name or flight.object_id, flight.t_s - flight.t_s[0], flight.r_km,
        flight.v_km_s, insertion_s=insertion_s, sigma_rtn_km=_sigma_rtn_km(pieces[0]),
    )  # fmt: skip


def _simulated(spec: str) -> bool:
    from pathlib import Path

    from cspo.bridge.oem import SIMULATED

    if not Path(spec).is_file():
        return False
    with Path(spec).open("rb") as file:
        return f"COMMENT {SIMULATED}".encode() in file.read(4096)


def _sigma_rtn_km(flight: Ephemeris) -> NDArray[np.float64] | None:
    """Standard deviations along RTN at the points (in an inertial frame), None without any."""
    import numpy as np

    from cspo.frames import Frame, rtn_from_inertial

    if flight.covariance is None:
        return None
    matrix = flight.covariance.nearest(flight.t_s)[:, :3, :3]
    if flight.covariance.frame is not Frame.RTN:
        turn = rtn_from_inertial(flight.r_km, flight.v_km_s)
        matrix = turn @ matrix @ turn.transpose(0, 2, 1)
    return np.asarray(np.maximum(np.sqrt(np.einsum("kii->ki", matrix)), 1e-3))


def keep_out_of(
    crewed_km: float, crewed_rtn_km: str, active_km: float, active_pc: float, other_km: float,
    other_pc: float,
) -> KeepOut:  # fmt: skip
    """What closes a launch, as the options have it."""
    from cspo.consequence.launch import KeepOut

    axes = None
    if crewed_rtn_km:
        try:
            radial, in_track, cross_track = (float(part) for part in crewed_rtn_km.split(","))
        except ValueError as error:
            raise UsageError(
                "read --crewed-rtn-km", crewed_rtn_km, expected="R,I,C semi-axes in km"
            ) from error
        axes = (radial, in_track, cross_track)
    return KeepOut(
        crewed_km=crewed_km, crewed_rtn_km=axes, active_km=active_km, active_pc=active_pc,
        other_km=other_km, other_pc=other_pc,
    )  # fmt: skip


def cloud_of_supposed(catalog: Catalog, supposed: Supposed, hbr: str) -> tuple[Cloud, Supposed]:
    """Break the object up, as a collision or an explosion; the event with its mass.

    Raises
    ------
    UsageError
        Where it is not one object of the catalogue.
    OutOfRange
        Where it is in no orbit then.
    """
    import numpy as np

    from cspo.cli.consequence.breakup_inputs import sky_of
    from cspo.consequence.clouds import cloud_of
    from cspo.consequence.fragmentation import Parent, collide, explode
    from cspo.dynamics import PropagationStatus, Sgp4Bulk
    from cspo.frames import Frame
    from cspo.operations.consequence.question import mass_of, parent_of
    from cspo.orbits import State

    rows = rows_of(catalog, [supposed.object])
    if len(rows) != 1:
        raise UsageError("break up", supposed.object, expected="one object",
                         got=f"{len(rows)}", hint="name it by its number")  # fmt: skip
    states, status = Sgp4Bulk(catalog).propagate(supposed.at, np.zeros(1), rows=rows)
    if status[0, 0] != PropagationStatus.OK:
        raise OutOfRange("break up", supposed.object, expected=f"an orbit at {supposed.at}",
                         got="none", hint="elements nearer to the event")  # fmt: skip
    state = State(
        frame=Frame.TEME, epoch=supposed.at, r_km=states[0, :3, 0], v_km_s=states[0, 3:, 0]
    )
    sky = sky_of(catalog, hbr)
    row = int(rows[0])
    supposed = replace(supposed, mass_kg=mass_of(sky, row, supposed.mass_kg)[0])
    parent = parent_of(sky, row, supposed.mass_kg or 0.0)
    generator = np.random.default_rng(supposed.seed)
    if supposed.projectile_mass_kg is None:
        pieces = explode(parent, smallest_m=supposed.smallest_m, generator=generator)
        return cloud_of(pieces, [state]), supposed
    pieces = collide(
        parent, Parent(mass_kg=supposed.projectile_mass_kg), supposed.relative_speed_km_s,
        smallest_m=supposed.smallest_m, generator=generator,
    )  # fmt: skip
    ahead = state.v_km_s / np.linalg.norm(state.v_km_s)
    other = State(
        frame=Frame.TEME, epoch=supposed.at, r_km=state.r_km,
        v_km_s=state.v_km_s - supposed.relative_speed_km_s * ahead,
    )  # fmt: skip
    return cloud_of(pieces, [state, other]), supposed
