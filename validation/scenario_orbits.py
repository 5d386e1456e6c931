"""Makes the orbits of the scenarios that come with cspo: elements as their YAML has them.

``python -m validation.scenario_orbits`` prints them. Meetings are planted backwards: from where two
objects are to be at the closest approach, back to the burn, and back to the begin.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cspo.consequence.clouds.elements import fit_elements
from cspo.dynamics import Sgp4Bulk
from cspo.exercise.scenario import read_scenario
from cspo.exercise.world import World
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.units import DAY_NS, DEG_RAD, REV_PER_DAY_RAD_S, TAU

MU_KM3_S2 = 398_600.8


def circular(
    epoch: Epoch,
    altitude_km: float,
    inclination_deg: float,
    raan_deg: float,
    anomaly_deg: float,
    bstar: float = 2e-5,
) -> Catalog:
    axis_km = 6_378.135 + altitude_km
    return Catalog(
        norad_id=[0], epoch_tai_ns=[epoch.tai_ns], eccentricity=[0.0008],
        mean_motion_rad_s=[np.sqrt(MU_KM3_S2 / axis_km**3)],
        inclination_rad=[inclination_deg * DEG_RAD], raan_rad=[raan_deg * DEG_RAD],
        argp_rad=[90.0 * DEG_RAD], mean_anomaly_rad=[anomaly_deg * DEG_RAD],
        bstar_per_er=[bstar], simulated=True,
    )  # fmt: skip


def state(catalog: Catalog, epoch: Epoch) -> tuple[np.ndarray, np.ndarray]:
    states, status = Sgp4Bulk(catalog).propagate_pairs(
        np.array([0]), np.array([epoch.tai_ns], np.int64)
    )
    assert not status.any(), status
    return states[0, :3], states[0, 3:]


def fitted(r_km: np.ndarray, v_km_s: np.ndarray, epoch: Epoch, bstar: float) -> Catalog:
    catalog, off_km = fit_elements(r_km[None], v_km_s[None], epoch, np.array([bstar]))
    assert off_km[0] < 0.02, off_km
    return catalog


def moved(catalog: Catalog, epoch: Epoch, bstar: float) -> Catalog:
    """The same orbit with another epoch."""
    return fitted(*state(catalog, epoch), epoch, bstar)


def burnt(
    catalog: Catalog,
    epoch: Epoch,
    rtn_m_s: tuple[float, float, float],
    bstar: float,
    sign: float = 1.0,
) -> Catalog:
    r_km, v_km_s = state(catalog, epoch)
    return fitted(
        r_km, v_km_s + sign * 1e-3 * axes(r_km, v_km_s).T @ np.array(rtn_m_s), epoch, bstar
    )


def axes(r_km: np.ndarray, v_km_s: np.ndarray) -> np.ndarray:
    radial = r_km / np.linalg.norm(r_km)
    cross = np.cross(r_km, v_km_s)
    cross /= np.linalg.norm(cross)
    return np.array([radial, np.cross(cross, radial), cross])


def passing(
    other: Catalog,
    epoch: Epoch,
    turn_deg: float,
    offset_rtn_km: tuple[float, float, float],
    bstar: float = 2e-5,
) -> Catalog:
    """An orbit that passes *other* at an offset, its velocity turned about the radius."""
    r_km, v_km_s = state(other, epoch)
    frame = axes(r_km, v_km_s)
    here_km = r_km + frame.T @ np.array(offset_rtn_km)
    up = here_km / np.linalg.norm(here_km)
    angle = turn_deg * DEG_RAD
    turned = (
        v_km_s * np.cos(angle)
        + np.cross(up, v_km_s) * np.sin(angle)
        + up * (up @ v_km_s) * (1.0 - np.cos(angle))
    )
    return fitted(here_km, turned, epoch, bstar)


def geostationary(epoch: Epoch, longitude_deg: float, inclination_deg: float = 0.03) -> Catalog:
    days = epoch.tai_ns / DAY_NS
    earth_rad = TAU * (0.779_057_273_264_0 + 1.002_737_811_911_354_48 * days)
    angle_rad = (earth_rad + longitude_deg * DEG_RAD) % TAU
    return Catalog(
        norad_id=[0], epoch_tai_ns=[epoch.tai_ns], eccentricity=[0.0001],
        mean_motion_rad_s=[1.002_70 * REV_PER_DAY_RAD_S],
        inclination_rad=[inclination_deg * DEG_RAD], raan_rad=[0.0], argp_rad=[0.0],
        mean_anomaly_rad=[angle_rad], bstar_per_er=[0.0], simulated=True,
    )  # fmt: skip


def longitude_deg(catalog: Catalog, epoch: Epoch) -> float:
    r_km, _ = state(catalog, epoch)
    days = epoch.tai_ns / DAY_NS
    earth_rad = TAU * (0.779_057_273_264_0 + 1.002_737_811_911_354_48 * days)
    return float(np.degrees((np.arctan2(r_km[1], r_km[0]) - earth_rad + np.pi) % TAU - np.pi))


def printed(name: str, catalog: Catalog) -> None:
    e = catalog
    print(f"# {name}")
    print(
        "      elements: {"
        + ", ".join(
            [
                f"mean_motion_rev_d: {e.mean_motion_rad_s[0] / REV_PER_DAY_RAD_S:.8f}",
                f"eccentricity: {e.eccentricity[0]:.7f}",
                f"inclination_deg: {np.degrees(e.inclination_rad[0]):.5f}",
                f"raan_deg: {np.degrees(e.raan_rad[0]) % 360:.5f}",
                f"argp_deg: {np.degrees(e.argp_rad[0]) % 360:.5f}",
                f"mean_anomaly_deg: {np.degrees(e.mean_anomaly_rad[0]) % 360:.5f}",
                f"bstar_per_er: {e.bstar_per_er[0]:.6f}",
            ]
        )
        + "}"
    )


def least_km(
    one: Catalog, other: Catalog, begin: Epoch, end: Epoch, step_s: float = 1.0
) -> tuple[float, float]:
    """The least distance between two, and when after *begin*, s: by brute force."""
    count = int((end - begin) / step_s) + 1
    times = begin.tai_ns + np.arange(count, dtype=np.int64) * int(step_s * 1e9)
    rows = np.zeros(count, np.int64)
    apart = [Sgp4Bulk(each).propagate_pairs(rows, times)[0][:, :3] for each in (one, other)]
    distance = np.linalg.norm(apart[0] - apart[1], axis=1)
    at = int(distance.argmin())
    return float(distance[at]), at * step_s


def parked(begin: Epoch, at_deg: float, inclination_deg: float = 0.03) -> Catalog:
    """A geostationary orbit that stays at a longitude for some days."""
    made = geostationary(begin, at_deg, inclination_deg)
    for _ in range(4):
        later = begin + 2 * 86_164.1
        drift_deg_d = (longitude_deg(made, later) - longitude_deg(made, begin)) / 1.994_5
        off_deg = at_deg - longitude_deg(made, begin)
        made = replace(
            made,
            mean_motion_rad_s=made.mean_motion_rad_s - drift_deg_d * DEG_RAD / 86_400.0,
            mean_anomaly_rad=(made.mean_anomaly_rad + off_deg * DEG_RAD) % TAU,
        )
    return made


def late_manoeuvre(
    begin: Epoch, burn_s: float, meet_s: float, burn_m_s: float, third_deg: float
) -> None:
    """One that burns and then meets another, which it would have passed far off."""
    bstar = 2e-5
    victim = circular(begin, 612.0, 97.8, 40.0, 10.0)
    meet, burn = begin + meet_s, begin + burn_s
    after = passing(victim, meet, 62.0, (0.008, 0.005, 0.01), bstar)
    after = moved(after, burn, bstar)
    before = moved(burnt(after, burn, (0.0, burn_m_s, 0.0), bstar, -1.0), begin, bstar)
    printed("whom it meets", victim)
    printed("who burns", before)
    print(
        "# unburnt, then burnt: least distance (km), at (s)",
        least_km(before, victim, meet + -600.0, meet + 600.0),
        least_km(after, victim, meet + -600.0, meet + 600.0),
    )
    third = passing(victim, begin + 0.4 * meet_s, third_deg, (8.0, 3.0, 20.0))
    printed("who passes far off", moved(third, begin, bstar))


def break_up(begin: Epoch, burst_s: float, passes: tuple[tuple[float, float, float], ...]) -> None:
    """One that breaks up, and others that go through the place of it: turn, when, how long after.

    Each goes through some seconds before or after where the parent would have been, so that they
    meet pieces, which are spread along the orbit, and not the parent or each other.
    """
    parent = circular(begin, 790.0, 98.6, 75.0, 55.4)
    printed("what breaks up", parent)
    for turn_deg, each_s, behind_s in passes:
        at = begin + burst_s + each_s
        there = passing(parent, at, turn_deg, (0.0, 0.0, 0.0))
        angle_rad = there.mean_anomaly_rad - there.mean_motion_rad_s * behind_s
        there = replace(there, mean_anomaly_rad=angle_rad % TAU)
        printed(f"passes its place {each_s + behind_s} s after", moved(there, begin, 2e-5))


def meeting(
    r_km: np.ndarray,
    v_km_s: np.ndarray,
    at: Epoch,
    begin: Epoch,
    turn_deg: float,
    bstar: float = 2e-5,
) -> Catalog:
    """A nearly circular orbit that passes a piece, as it is at an instant, at 40 m."""
    frame = axes(r_km, v_km_s)
    here_km = r_km + frame.T @ np.array([0.02, 0.03, 0.02])
    up = here_km / np.linalg.norm(here_km)
    level = v_km_s - up * (up @ v_km_s)
    level *= np.sqrt(MU_KM3_S2 / np.linalg.norm(here_km)) / np.linalg.norm(level)
    angle = turn_deg * DEG_RAD
    turned = level * np.cos(angle) + np.cross(up, level) * np.sin(angle)
    return moved(fitted(here_km, turned, at, bstar), begin, bstar)


def meet_pieces(name: str, after_s: float, turns_deg: dict[str, float]) -> None:
    """Orbits of satellites that meet pieces of a scenario's break-up, where it happened."""
    scenario = read_scenario(name)
    begin = Epoch.from_utc(scenario.starts_utc)
    world = World(scenario)
    world.begin()
    burst_s = scenario.world.breakups[0].at_s or 0.0
    world.step(begin + burst_s + 1.0)
    truth = world._stage.sky.truth  # noqa: SLF001 - what nobody in the exercise sees
    pieces = [k for k in range(len(truth)) if truth.catalog.name[k].endswith(" DEB")]
    found: list[float] = []
    for asset, turn_deg in turns_deg.items():
        for k in pieces:
            times_s = burst_s + after_s + np.arange(-150.0, 150.0, 0.25)
            heights_km = [truth.state_at(k, begin + t)[0][2] for t in times_s[::20]]
            up = [n for n in range(len(heights_km) - 1) if heights_km[n] < 0.0 <= heights_km[n + 1]]
            if not up:
                continue
            at_s = float(times_s[20 * up[0]])
            if abs(at_s - burst_s - after_s) < 12.0 or any(
                abs(at_s - each) < 10.0 for each in found
            ):
                continue
            state_then = truth.state_at(k, begin + at_s)
            if np.linalg.norm(state_then[0]) < 6_378.0 + 700.0:
                continue
            found.append(at_s)
            printed(
                f"{asset} meets {truth.identity(k)} at {at_s} s",
                meeting(*state_then, begin + at_s, begin, turn_deg),
            )
            pieces.remove(k)
            break


def quiet(begin: Epoch, longitudes_deg: tuple[float, ...], start_deg: float) -> None:
    for at_deg in longitudes_deg:
        printed(f"at {at_deg}", parked(begin, at_deg, 0.02 + 0.01 * (at_deg % 1)))
    printed(f"inspector at {start_deg}", parked(begin, start_deg, 0.05))


def main() -> None:
    begin = Epoch.from_utc("2027-03-02T06:00:00Z")
    print("# late manoeuvre, short")
    late_manoeuvre(begin, 3_600.0, 25_200.0, 0.15, 163.0)
    print("# late manoeuvre, full")
    late_manoeuvre(begin, 7_200.0, 72_000.0, 0.12, 100.0)
    print("# break-up: period 6,040 s")
    passes = (
        (-45.6, 12_080.0, 12.0), (163.8, 12_080.0, -14.0), (-32.6, 18_120.0, 27.0),
        (-150.2, 18_120.0, -29.0), (174.4, 24_160.0, 43.0), (-16.6, 24_160.0, -45.0),
    )  # fmt: skip
    break_up(begin, 3_600.0, passes)
    meet_pieces(
        "breakup-in-low-orbit-short",
        30_200.0,
        {"ELBE RADAR 2": 163.8, "TAMAR 1": -150.2, "SHINANO 6": -16.6},
    )
    meet_pieces("breakup-in-low-orbit", 54_360.0, {
        "BOREAL WATCH 5": -45.6, "ELBE RADAR 2": 163.8, "GARONNE 4": -32.6, "TAMAR 1": -150.2,
        "ADIGE 3": 174.4, "SHINANO 6": -16.6,
    })  # fmt: skip
    print("# quiet inspector")
    quiet(begin, (60.0, 61.5, 63.0, 64.5, 66.0), 60.12)


if __name__ == "__main__":
    main()
