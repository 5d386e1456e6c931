"""Services and belts against other people's numbers and code.

    python -m validation.services [--data DIR] [--figures DIR]

PDOP of GPS against the Standard Positioning Service Performance Standard, and of the same
satellites by Orekit, intact and with some removed; the outage that one lost Iridium makes
against what was said in 2009; L of stations; and how long a whole assessment takes.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import Any

import numpy as np

from cspo.bridge import read_catalog
from cspo.consequence.belts import l_shell
from cspo.consequence.services import (
    Places,
    assess_loss,
    dilution,
    globe,
    roster_of,
    service_map,
)
from cspo.consequence.services.coverage import coverages
from cspo.consequence.services.positioning import MASK_RAD
from cspo.frames import EarthOrientation, bundled_earth_orientation, itrf_from_geodetic
from cspo.operations.consequence.services_file import sample_services
from cspo.orbits import Catalog
from cspo.time import Epoch
from validation.services_figures import draw_map, draw_removed

FILE = "catalog/celestrak_full_20250113.csv.gz"
START = Epoch.from_utc("2025-01-13T00:00:00Z")
SEED = 20250113
STATIONS = {
    "Arecibo": (18.34, -66.75, 1.43), "Millstone Hill": (42.62, -71.49, 2.6),
    "Halley": (-75.58, -26.6, 4.5), "Kiruna": (67.84, 20.42, 5.5),
    "Jicamarca": (-11.95, -76.87, 1.05), "Sanae": (-71.67, -2.85, 4.5),
    "Tihany": (46.9, 17.9, 1.8), "Dunedin": (-45.87, 170.5, 2.8),
    "Sodankyla": (67.37, 26.63, 5.2),
}  # fmt: skip
SLOTS = {
    272.847: (268.126, 161.786, 11.676, 41.806), 332.847: (80.956, 173.336, 309.976, 204.376),
    32.847: (111.876, 11.796, 339.666, 241.556), 92.847: (135.226, 265.446, 35.156, 167.356),
    152.847: (197.046, 302.596, 66.066, 333.686), 212.847: (238.886, 345.226, 105.206, 135.346),
}  # fmt: skip
"""GPS SPS Performance Standard, table 3.2-1: node and arguments of latitude of the 24 slots."""


def baseline() -> Catalog:
    """The 24 slots of the standard, in circles; their place over the Earth doesn't matter."""
    nodes = np.repeat(list(SLOTS), 4)
    return Catalog(
        norad_id=np.arange(1, 25), epoch_tai_ns=np.full(24, START.tai_ns),
        mean_motion_rad_s=np.full(24, 2.0056 * 2.0 * np.pi / 86_400.0), eccentricity=np.zeros(24),
        inclination_rad=np.full(24, np.radians(55.0)), raan_rad=np.radians(nodes),
        argp_rad=np.zeros(24), bstar_per_er=np.zeros(24), source="GPS SPS PS, table 3.2-1",
        mean_anomaly_rad=np.radians([angle for four in SLOTS.values() for angle in four]),
    )  # fmt: skip


def standard(gps: Catalog, eop: EarthOrientation) -> None:
    """PDOP at most 6: 98 % globally, 88 % at the worst site."""
    print("PDOP <= 6 over 24 h, mask 5 deg, net of 3 deg, every 5 min (standard: 98 %, 88 %)")
    net = globe(3.0)
    slots = baseline()
    for name, catalog, rows in (
        ("31 at work on 2025-01-13", gps, range(31)), ("the 24 baseline slots", slots, range(24)),
    ):  # fmt: skip
        found = dilution(catalog, rows, net, start=START, eop=eop)
        print(f"  {name}: {found.overall():.3%} globally, {found.worst():.3%} at the worst site")
    draws = np.random.default_rng(SEED)
    for kept in (23, 22, 21):
        worst = [
            dilution(slots, draws.choice(24, kept, replace=False), net, start=START, eop=eop)
            for _ in range(20)
        ]
        shares = [each.overall() for each in worst]
        sites = [each.worst() for each in worst]
        print(f"  {kept} of the 24, 20 draws: {min(shares):.2%} to {max(shares):.2%} globally, "
              f"{min(sites):.1%} to {max(sites):.1%} at the worst site")  # fmt: skip


def systems(catalog: Catalog, eop: EarthOrientation) -> None:
    """Each system of the sample alone, and the four together, some satellites removed."""
    model, net = sample_services(), globe(6.0)
    draws = np.random.default_rng(SEED)
    print("PDOP <= 6 of other systems, globally and at the worst site; and with 60 % removed")
    for name in ("galileo", "glonass", "beidou", "gnss"):
        service = model.service(name)
        roster = roster_of(model, service, catalog)
        lost = draws.choice(roster.object_ids, int(0.6 * len(roster)), replace=False).tolist()
        found = service_map(
            model, name, catalog, start=START, eop=eop, lost=lost, places=net, step_s=600.0
        )
        print(f"  {name}: {len(roster)} satellites, {net.mean(found.before):.2%}, "
              f"{found.before.min():.2%}; {len(roster) - len(lost)} left: "
              f"{net.mean(found.after):.2%}, {found.after.min():.2%}")  # fmt: skip


def removed(gps: Catalog, eop: EarthOrientation, figures: Path | None) -> None:
    """Availability as satellites are taken away at random."""
    net = globe(6.0)
    draws = np.random.default_rng(SEED)
    rows = []
    print("satellites removed of 31, 30 draws each: availability globally, and at the worst site")
    for gone in (0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20):
        found = [
            dilution(gps, draws.choice(31, 31 - gone, replace=False), net, start=START, eop=eop,
                     step_s=600.0)
            for _ in range(30 if gone else 1)
        ]  # fmt: skip
        overall = np.percentile([each.overall() for each in found], [5, 50, 95])
        worst = np.percentile([each.worst() for each in found], [5, 50, 95])
        rows.append((gone, *overall, *worst))
        print(f"  {gone:2d}: {overall[0]:.3f} {overall[1]:.3f} {overall[2]:.3f}   "
              f"{worst[0]:.3f} {worst[1]:.3f} {worst[2]:.3f}")  # fmt: skip
    if figures is not None:
        draw_removed(np.array(rows), figures)


def by_orekit(gps: Catalog, eop: EarthOrientation, data: Path) -> None:
    """The same PDOP by Orekit's DOPComputer, SGP4 and Earth."""
    import jpype  # noqa: PLC0415
    import orekit_jpype  # noqa: PLC0415

    orekit_jpype.initVM(vmargs="-Xmx1g,-Xrs")
    crawler = jpype.JClass("org.orekit.data.DirectoryCrawler")
    manager = jpype.JClass("org.orekit.data.DataContext").getDefault().getDataProvidersManager()
    manager.addProvider(crawler(jpype.JClass("java.io.File")(str(data / "orekit"))))
    orekit = jpype.JPackage("org").orekit
    frame = orekit.frames.FramesFactory.getITRF(
        orekit.utils.IERSConventions.IERS_2010,
        True,  # noqa: FBT003 - Java has no names
    )
    earth = orekit.bodies.OneAxisEllipsoid(6378137.0, 1.0 / 298.257223563, frame)
    utc = orekit.time.TimeScalesFactory.getUTC()
    senders = [orekit_sender(orekit, utc, gps, row) for row in range(len(gps))]
    net = globe(20.0)
    draws = np.random.default_rng(SEED)
    print(f"Orekit beside, {len(net)} places every 30 min: availability ours, theirs; PDOP apart")
    for gone in (0, 4, 8, 12, 16):
        kept = np.sort(draws.choice(31, 31 - gone, replace=False))
        ours = dilution(gps, kept, net, start=START, eop=eop, step_s=1800.0)
        theirs = np.full(ours.pdop.shape, np.nan)
        several = jpype.JClass("java.util.ArrayList")()
        for row in kept:
            several.add(senders[int(row)])
        for p in range(len(net)):
            point = orekit.bodies.GeodeticPoint(
                float(net.latitude_rad[p]), float(net.longitude_rad[p]), 0.0
            )
            computer = orekit.gnss.DOPComputer.create(earth, point)
            computer = computer.withMinElevation(float(MASK_RAD))
            for t, seconds in enumerate(ours.t_s):
                date = orekit.time.AbsoluteDate((START + seconds).utc_iso(3)[:-1], utc)
                found = computer.compute(date, several)
                if found.getGnssNb() >= 4:
                    theirs[t, p] = found.getPdop()
        both = np.isfinite(ours.pdop) & np.isfinite(theirs)
        apart = np.abs(ours.pdop[both] / theirs[both] - 1.0)
        share = net.mean((theirs <= 6.0).mean(axis=0))
        alone = (np.isfinite(ours.pdop) != np.isfinite(theirs)).sum()
        print(f"  {gone:2d} removed: {ours.overall():.4f}, {share:.4f}; of {both.sum():,} PDOPs "
              f"{np.percentile(apart, 99):.1e} (99 %), {apart.max():.1e} (most); "
              f"{alone} fixes of one alone")  # fmt: skip


def orekit_sender(orekit: Any, utc: Any, gps: Catalog, row: int) -> Any:
    """Orekit's SGP4 of one row."""
    tle = orekit.propagation.analytical.tle
    epoch = orekit.time.AbsoluteDate(
        Epoch(int(gps.epoch_tai_ns[row])).utc_iso(9).removesuffix("Z"), utc
    )
    return tle.TLEPropagator.selectExtrapolator(tle.TLE(
        int(gps.norad_id[row]), "U", 2000, 1, "A", 0, 999, epoch,
        float(gps.mean_motion_rad_s[row]), 0.0, 0.0, float(gps.eccentricity[row]),
        float(gps.inclination_rad[row]), float(gps.argp_rad[row]), float(gps.raan_rad[row]),
        float(gps.mean_anomaly_rad[row]), 0, float(gps.bstar_per_er[row]), utc,
    ))  # fmt: skip


def iridium() -> None:
    """One lost satellite of 66, against what was said after the collision of 2009."""
    plane, slot = np.divmod(np.arange(66), 11)
    catalog = Catalog(
        norad_id=np.arange(1, 67), epoch_tai_ns=np.full(66, START.tai_ns),
        mean_motion_rad_s=np.full(66, 14.342 * 2.0 * np.pi / 86_400.0), eccentricity=np.zeros(66),
        inclination_rad=np.full(66, np.radians(86.4)), raan_rad=np.radians(31.6) * plane,
        argp_rad=np.zeros(66), bstar_per_er=np.zeros(66), source="FCC filing",
        mean_anomaly_rad=2.0 * np.pi / 11.0 * (slot + 0.5 * (plane % 2)),
    )  # fmt: skip
    print(
        "one of 66 Iridium lost, above 8.2 deg, 24 places a parallel; 2009: 5 to 9 min, twice a day"
    )
    for latitude in (0.0, 30.0, 45.0, 60.0):
        places = Places(
            latitude_rad=np.full(24, np.radians(latitude)),
            longitude_rad=np.radians(15.0 * np.arange(24)), weight=np.ones(24),
        )  # fmt: skip
        whole, less = coverages(
            catalog, range(66), np.array([[True] * 66, [False] + [True] * 65]), places,
            start=START, eop=EarthOrientation.zero(), step_s=15.0,
            elevation_rad=np.radians(8.2),
        )  # fmt: skip
        begun = np.diff((less.in_view == 0).astype(int), axis=0) == 1
        low, middle, high = np.percentile(less.longest_gap_s() / 60.0, [0, 50, 100])
        often = np.median(begun.sum(axis=0))
        print(f"  {latitude:2.0f} deg: {often:.0f} outages a day, the longest {low:.1f} to "
              f"{high:.1f} min, median {middle:.1f}; intact {whole.share().min():.2%}")  # fmt: skip


def stations() -> None:
    """L of the table, against L as published over decades."""
    print("L of stations: ours, published over decades")
    apart = []
    for name, (latitude, longitude, published) in STATIONS.items():
        ours = float(l_shell(itrf_from_geodetic(np.radians(latitude), np.radians(longitude), 0.0)))
        apart.append(abs(ours / published - 1.0))
        print(f"  {name}: {ours:.2f}, {published:.2f} ({ours / published - 1.0:+.0%})")
    print(f"  off by {np.median(apart):.0%} in the median, {max(apart):.0%} at most")


def speed(catalog: Catalog, eop: EarthOrientation) -> None:
    """How long a whole assessment takes, every service of the sample hit."""
    model = sample_services()
    lost = [
        catalog.identity(row)
        for row, name in enumerate(catalog.name.tolist())
        if name.startswith(("STARLINK-1", "ONEWEB-01", "IRIDIUM 10"))
    ]
    lost += [service.satellites[0] for service in model.services if service.satellites]
    for which in ("cold", "warm"):
        began = time.perf_counter()
        loss = assess_loss(model, catalog, start=START, eop=eop, lost=lost)
        took_s = time.perf_counter() - began
        print(f"assess_loss, {which}: {len(lost):,} lost of {len(catalog):,} objects, "
              f"{len(loss.services)} services hit, {took_s:.1f} s")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("CSPO_DATA", "")))
    parser.add_argument("--figures", type=Path)
    arguments = parser.parse_args()
    eop = bundled_earth_orientation()
    catalog = read_catalog([str(arguments.data / FILE)]).catalog
    gps = catalog.take(np.char.startswith(catalog.name, "GPS B") & (catalog.status == "+"))
    standard(gps, eop)
    systems(catalog, eop)
    removed(gps, eop, arguments.figures)
    iridium()
    stations()
    speed(catalog, eop)
    if arguments.figures is not None:
        draw_map(catalog, START, eop, arguments.figures)
    by_orekit(gps, eop, arguments.data)


if __name__ == "__main__":
    main()
