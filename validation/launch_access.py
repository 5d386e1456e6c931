"""Launch access against a brute force, dispersed stages, and a real site before and after.

Run: ``python -m validation.launch_access``; the log goes to validation/logs/launch_access.txt.
``--figures FOLDER`` draws the window after the break-up instead.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import numpy as np

from cspo.cli.catalogs import load
from cspo.consequence.clouds import Assets, cloud_of, crossings, element_sets
from cspo.consequence.fragmentation import Parent, collide
from cspo.consequence.launch import (
    Dispersion,
    KeepOut,
    Kind,
    access_after,
    closures,
    cloud_chance,
    find_passages,
    generic_ascent,
    launch_site,
    station_gap,
)
from cspo.consequence.launch.closures import CatalogFlights
from cspo.consequence.launch.gap import _stages
from cspo.dynamics import Sgp4Bulk
from cspo.frames import Frame, bundled_earth_orientation
from cspo.orbits import State
from cspo.orbits.regime import perigee_apogee_km
from cspo.time import Epoch
from cspo.units import HOUR_S
from tests.consequence.launch.brute_force import least_distances_km, positions_itrf_km
from tests.consequence.launch.test_gap import dispersed, met, to

LOG = Path(__file__).parent / "logs" / "launch_access.txt"
EOP = bundled_earth_orientation()


def main() -> None:
    """Run all parts, print and log them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", default="")
    options = parser.parse_args()
    data = Path(os.environ["CSPO_DATA"]) / "catalog"
    if options.figures:
        figure(load([str(data / "celestrak_full_20250113.csv.gz")]).catalog, Path(options.figures))
        return
    lines: list[str] = []

    def told(line: str) -> None:
        lines.append(line)
        print(line, flush=True)

    sky_2024 = load([str(data / "celestrak_on_orbit_20241101.omm.csv.gz")]).catalog
    sky_2025 = load([str(data / "celestrak_full_20250113.csv.gz")]).catalog
    brute_force(sky_2024, told)
    gap(sky_2024, told)
    window(sky_2025, told)
    second_code(sky_2025, told)
    smearing(sky_2025, told)
    LOG.write_text("\n".join(lines) + "\n", encoding="utf-8")


def brute_force(sky, told) -> None:
    """Six hundred objects, 400 launches, every second of half an hour of flight."""
    begin = Epoch.from_utc("2024-11-01T10:15:00Z")
    up = generic_ascent(launch_site("kourou"), altitude_km=480.0,
                        inclination_rad=np.radians(97.4), duration_s=1_800.0)  # fmt: skip
    perigee, apogee = perigee_apogee_km(
        sky.mean_motion_rad_s, sky.eccentricity, sky.inclination_rad
    )
    rows = np.flatnonzero((perigee < 495.0) & (apogee > 465.0))
    some = np.random.default_rng(7).choice(rows, 600, replace=False)
    few = sky.take(np.unique(np.concatenate([some, np.flatnonzero(sky.norad_id == 25544)])))
    truth = least_distances_km(
        positions_itrf_km(few, begin, np.arange(2_201.0), EOP), up, 400, 1_800
    )
    flights = CatalogFlights(few, begin, np.arange(len(few)))
    for gate in (5.0, 25.0, 200.0):
        found = find_passages(up, flights, begin, 400, np.full(len(few), gate), EOP)
        ours = np.full(truth.shape, np.inf)
        np.minimum.at(ours, (found.row, found.launch), found.distance_km)
        inside = truth < gate - 0.005
        worst = np.abs(ours[inside] - truth[inside]).max() * 1e3
        false = int((np.isfinite(ours) & (truth > gate + 0.005)).sum())
        told(
            f"brute force: within {gate:g} km {int(inside.sum())} pairs of object and launch, "
            f"missed {int(np.isinf(ours[inside]).sum())}, false {false}, "
            f"least distances within {worst:.1f} m"
        )


def gap(sky, told) -> None:
    """The 56 hours: the chance of a sphere of 12 km against dispersed stages."""
    iss = sky.take(np.flatnonzero(sky.norad_id == 25544))
    begin = Epoch.from_utc("2024-11-01T10:15:00Z")
    for altitude_km in (408.0, 420.0, 428.0):
        up = to(altitude_km)
        seen = station_gap(up, iss, 0, begin, EOP, duration_s=86_400.0, step_s=1_200.0, hbr_m=12e3)
        for launch in np.argsort(-seen.pc)[[0, 3]].tolist():
            at = begin + launch * 1_200.0
            stages = dispersed(up, at, EOP, 500, np.random.default_rng(11))
            count = met(stages, iss, at + up.duration_s, 56.0)
            told(
                f"gap: {altitude_km:g} km, launch {launch * 20} min on, 500 stages: expected "
                f"{-500.0 * np.log1p(-seen.pc[launch]):.1f} within 12 km, counted {count}"
            )
    for altitude_km in (300.0, 405.0, 412.0, 416.0, 420.0, 425.0, 430.0, 480.0):
        seen = station_gap(to(altitude_km), iss, 0, begin, EOP, duration_s=86_400.0, step_s=60.0)
        told(
            f"gap: a day's launches to {altitude_km:g} km, 40 deg: orbits could cross in "
            f"{seen.could_cross.mean():.1%}, closed by 1e-6 in {seen.closed.mean():.1%}, "
            f"greatest Pc {seen.pc.max():.1e}"
        )


def window(sky, told) -> None:
    """Kourou to 500 km, four hours, before and after."""
    start = Epoch.from_utc("2025-01-13T12:00:00Z")
    up = generic_ascent(launch_site("kourou"), altitude_km=500.0,
                        inclination_rad=np.radians(97.4))  # fmt: skip
    closures(up, sky, start, EOP, duration_s=60.0)
    rules = {
        "crewed 200 km, Pc 1e-6": KeepOut(),
        "crewed 200 km, Pc 1e-5": KeepOut(active_pc=1e-5, other_pc=1e-5),
        "crewed 50 x 200 x 50 km, Pc 1e-5": KeepOut(
            crewed_rtn_km=(50.0, 200.0, 50.0), active_pc=1e-5, other_pc=1e-5
        ),
        "crewed 200, active 25, other 2.5 km": KeepOut(
            active_km=25.0, other_km=2.5, active_pc=0.0, other_pc=0.0
        ),
    }
    for name, keep_out in rules.items():
        began = time.process_time()
        found = closures(up, sky, start, EOP, duration_s=4 * HOUR_S, keep_out=keep_out)
        told(
            f"window: {name}: closed {found.closed_s():.0f} of {found.launches} s (crewed "
            f"{found.closed_s(Kind.CREWED):.0f}, active {found.closed_s(Kind.ACTIVE):.0f}, other "
            f"{found.closed_s(Kind.OTHER):.0f}), {len(found)} closures, {found.screened} objects, "
            f"{time.process_time() - began:.1f} CPU s"
        )
    for seconds, title in ((0.5, "half"), (2.0, "twice")):
        spread = Dispersion(radial_km=3.3 * seconds, in_track_km=10.0 * seconds,
                            cross_track_km=5.0 * seconds, axis_km=3.0 * seconds)  # fmt: skip
        other = generic_ascent(launch_site("kourou"), altitude_km=500.0, dispersion=spread,
                               inclination_rad=np.radians(97.4))  # fmt: skip
        found = closures(other, sky, start, EOP, duration_s=4 * HOUR_S)
        told(f"window: {title} the dispersion, Pc 1e-6: closed {found.closed_s():.0f} s")
    after(up, sky, start, told)


def supposed(sky, start):
    """In Compass 1's orbit, 474 by 483 km, 1,500 kg are hit by 30 kg at 8 km/s an hour before."""
    row = np.flatnonzero(sky.norad_id == 32787)
    at = start - HOUR_S
    states, _ = Sgp4Bulk(sky).propagate(at, np.zeros(1), rows=row)
    state = State(frame=Frame.TEME, epoch=at, r_km=states[0, :3, 0], v_km_s=states[0, 3:, 0])
    pieces = collide(Parent(mass_kg=1_500.0), Parent(mass_kg=30.0), 8.0, smallest_m=0.01,
                     generator=np.random.default_rng(1))  # fmt: skip
    return cloud_of(pieces, [state, state])


def after(up, sky, start, told) -> None:
    """Day by day."""
    cloud = supposed(sky, start)
    told(f"after: {len(cloud)} pieces from 1 cm, {cloud.pieces(0.1):.0f} from 10 cm")
    before = closures(up, sky, start, EOP, duration_s=4 * HOUR_S)
    began = time.process_time()
    access = access_after(up, before, cloud, EOP, generator=np.random.default_rng(1))
    for day in access.days:
        told(
            f"after: {day.after_days:.1f} d: closed {day.closed_s.low:.0f}, "
            f"{day.closed_s.expected:.0f}, {day.closed_s.high:.0f} s; by the cloud "
            f"{day.by_cloud_s.low:.0f}, {day.by_cloud_s.expected:.0f}, {day.by_cloud_s.high:.0f}; "
            f"by catalogued pieces {day.by_tracked_s:.0f}"
        )
    back = access.returned_days
    told(
        f"after: access is back after {back.low:.1f}, {back.expected:.1f}, {back.high:.1f} days; "
        f"{time.process_time() - began:.1f} CPU s"
    )


def second_code(sky, told) -> None:
    """The chance of a launch against `crossings`, which takes no paths but planes and ellipses."""
    start = Epoch.from_utc("2025-01-13T12:00:00Z")
    cloud = supposed(sky, start)
    few = cloud.sampled(25_000, generator=np.random.default_rng(2))
    sets = element_sets(few)
    up = generic_ascent(launch_site("kourou"), altitude_km=520.0,
                        inclination_rad=np.radians(97.4))  # fmt: skip
    assets = Assets(area_m2=np.array([np.pi * 7.0**2]), mass_kg=np.array([1e4]))
    for days in (0.1, 1.0, 3.0, 7.0):
        begin = start + days * 86_400.0
        launch_ns = begin.tai_ns + np.arange(8) * 1_800 * 10**9
        chance = cloud_chance(
            up, few, sets, begin, 8 * 1_800, EOP, average_s=60.0 if days >= 1.0 else 5.0
        )
        stages = _stages(up, launch_ns, EOP, 8 * 1_800.0)
        ours, theirs = chance.expected[::1_800], []
        for launch in range(8):
            found = crossings(
                cloud, stages.take(np.array([launch])), generator=np.random.default_rng(3),
                start=Epoch(int(launch_ns[launch])) + up.insertion_s, assets=assets,
                hours=(up.duration_s - up.insertion_s) / HOUR_S, samples=20_000,
            )  # fmt: skip
            theirs.append(float(found.probability[0, 1]) if len(found.rows) else 0.0)
        told(
            f"second code: {days:g} d, eight launches half an hour apart: together "
            f"{ours.sum():.3e} and {sum(theirs):.3e}; each "
            + ", ".join(f"{a:.2e} {b:.2e}" for a, b in zip(ours, theirs, strict=True))
        )


def figure(sky, folder: Path) -> None:
    """Chance of meeting any piece over the window, and what it closes day by day."""
    import matplotlib as mpl  # noqa: PLC0415 - only where a figure is asked for

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    start = Epoch.from_utc("2025-01-13T12:00:00Z")
    up = generic_ascent(launch_site("kourou"), altitude_km=500.0,
                        inclination_rad=np.radians(97.4))  # fmt: skip
    cloud = supposed(sky, start)
    few = cloud.sampled(20_000, generator=np.random.default_rng(1))
    sets = element_sets(few)
    drawn, (left, right) = plt.subplots(1, 2, figsize=(10.0, 3.8), layout="constrained")
    for days, color in ((0.0, "#b2182b"), (1.0, "#2166ac"), (10.0, "#4d4d4d")):
        chance = cloud_chance(
            up, few, sets, start + days * 86_400.0, 14_401, EOP,
            average_s=30.0 if days else 10.0,
        )  # fmt: skip
        hours = np.arange(14_401) / HOUR_S
        label = f"{days * 24 + 1:.0f} h after" if days < 2 else f"{days:.0f} days"
        left.plot(hours, chance.expected, lw=0.8, color=color, label=label)
    left.axhline(1e-5, color="black", lw=0.8, ls="--")
    left.text(3.95, 1.1e-5, "a launch waits above", ha="right", va="bottom", fontsize=8)
    left.set(yscale="log", ylim=(1e-7, 2e-4), xlim=(0.0, 4.0), xlabel="launch after 12:00 UTC, h",
             ylabel="expected hits by pieces from 1 cm")  # fmt: skip
    left.legend(fontsize=8, loc="upper left", ncols=3)
    before = closures(up, sky, start, EOP, duration_s=4 * HOUR_S)
    days = access_after(up, before, cloud, EOP, generator=np.random.default_rng(1)).days
    x = [day.after_days for day in days]
    right.fill_between(x, [day.added_s.low for day in days], [day.added_s.high for day in days],
                       color="#d1e5f0", label="a quarter to four times the pieces")  # fmt: skip
    right.plot(x, [day.added_s.expected for day in days], "o-", color="#2166ac", ms=3,
               label="expected")  # fmt: skip
    right.axhline(144.0, color="black", lw=0.8, ls="--")
    right.text(20.8, 160.0, "1 % of the window", ha="right", va="bottom", fontsize=8)
    right.set(xlim=(0.0, 21.0), ylim=(0.0, None), xlabel="days after the break-up",
              ylabel="seconds closed in addition")  # fmt: skip
    right.legend(fontsize=8)
    drawn.savefig(folder / "launch_access.png", dpi=120)


def smearing(sky, told) -> None:
    """The chance to meet a piece, with tubes from 5 to 60 km."""
    start = Epoch.from_utc("2025-01-13T12:00:00Z")
    few = supposed(sky, start).sampled(25_000, generator=np.random.default_rng(2))
    sets = element_sets(few)
    for altitude_km in (480.0, 520.0):
        up = generic_ascent(launch_site("kourou"), altitude_km=altitude_km,
                            inclination_rad=np.radians(97.4), duration_s=7_000.0)  # fmt: skip
        for days in (0.1, 3.0, 20.0):
            means = []
            for smear_km in (5.0, 10.0, 20.0, 30.0, 40.0, 60.0):
                chance = cloud_chance(
                    up, few, sets, start + days * 86_400.0, 1_440, EOP, smear_km=smear_km,
                    step_s=10.0,
                )  # fmt: skip
                means.append(f"{chance.expected.mean():.2e}")
            told(f"smearing: {altitude_km:g} km, {days:g} d, 5 to 60 km: {', '.join(means)}")


if __name__ == "__main__":
    main()
