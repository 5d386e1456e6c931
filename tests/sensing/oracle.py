"""Orekit's view of sites and element sets."""

from __future__ import annotations

from typing import Any

import numpy as np

from cspo.bridge.catalog import catalog_from_gp
from cspo.messages import tle
from cspo.orbits import Catalog
from cspo.sensing import Site
from cspo.time import Epoch

ISS = (
    "1 25544U 98067A   21305.16435600  .00029042  00000-0  51000-3 0  9993\n"
    "2 25544  51.6391 353.4523 0007791  71.3226  55.5141 15.50036142479667\n"
)
MOLNIYA = (
    "1 40296U 14069A   21304.50000000  .00000080  00000-0  00000-0 0  9995\n"
    "2 40296  63.4000 210.0000 7100000 270.0000  10.0000  2.00600000 73005\n"
)
GEOSTATIONARY = (
    "1 36744U 10032A   21304.50000000 -.00000100  00000-0  00000-0 0  9993\n"
    "2 36744   0.0300 100.0000 0001000 200.0000  60.0000  1.00270000 52001\n"
)
START = Epoch.from_utc("2021-11-01T00:00:00Z")


def catalog_of(*sets: str) -> Catalog:
    """A catalogue of TLEs, their check sums put right."""
    columns, faults = tle.read("".join(map(checked, sets)).encode())
    assert not faults
    return catalog_from_gp(columns, source="by hand")


def checked(lines: str) -> str:
    """Two lines with the right check sums."""
    out = []
    for line in lines.splitlines():
        total = sum(int(c) if c.isdigit() else c == "-" for c in line[:68])
        out.append(f"{line[:68]}{total % 10}\n")
    return "".join(out)


def date_of(orekit: Any, epoch: Epoch) -> Any:
    """The same instant in Orekit."""
    utc = orekit.time.TimeScalesFactory.getUTC()
    return orekit.time.AbsoluteDate(epoch.utc_iso(9).removesuffix("Z"), utc)


def earth_of(orekit: Any) -> Any:
    """WGS-84 in ITRF."""
    itrf = orekit.frames.FramesFactory.getITRF(orekit.utils.IERSConventions.IERS_2010, True)
    return orekit.bodies.OneAxisEllipsoid(6378137.0, 1.0 / 298.257223563, itrf)


def horizon_of(orekit: Any, site: Site) -> Any:
    """The topocentric frame of a site."""
    point = orekit.bodies.GeodeticPoint(site.latitude_rad, site.longitude_rad, 1e3 * site.height_km)
    return orekit.frames.TopocentricFrame(earth_of(orekit), point, site.site_id)


def propagator_of(orekit: Any, lines: str) -> Any:
    """SGP4 of two lines."""
    first, second = checked(lines).splitlines()
    found = orekit.propagation.analytical.tle
    return found.TLEPropagator.selectExtrapolator(found.TLE(first, second))


def vector(values: Any) -> Any:
    """A vector of Hipparchus, m, of three numbers in km."""
    import jpype  # noqa: PLC0415 - only where Orekit runs

    kind = jpype.JClass("org.hipparchus.geometry.euclidean.threed.Vector3D")
    return kind(*(1e3 * np.asarray(values, float)).tolist())


def events_of(orekit: Any, propagator: Any, detector: Any, days: float) -> list[tuple[float, bool]]:
    """Times past START, s, of a detector's events, and whether it was rising."""
    import jpype  # noqa: PLC0415 - only where Orekit runs

    go_on = jpype.JClass("org.orekit.propagation.events.handlers.ContinueOnEvent")()
    logger = orekit.propagation.events.EventsLogger()
    propagator.addEventDetector(logger.monitorDetector(detector.withHandler(go_on)))
    start = date_of(orekit, START)
    propagator.propagate(start, start.shiftedBy(86_400.0 * days))
    return [
        (float(event.getState().getDate().durationFrom(start)), bool(event.isIncreasing()))
        for event in logger.getLoggedEvents()
    ]
