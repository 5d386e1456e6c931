"""Catalogues for the SGP4 tests, from TLEs read by the sgp4 package and from the OMM snapshot."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import numpy as np
from sgp4.api import WGS72, Satrec

from cspo.dynamics import Sgp4Bulk
from cspo.dynamics._kernels.layout import COLUMN
from cspo.orbits import Catalog
from cspo.time import Epoch

DAY_1950 = 711_857
"""Ordinal of 1949-12-31, day zero of sgp4init."""


def catalog(**columns: Any) -> Catalog:
    """A catalogue of the given element columns, everything else empty."""
    numbers = np.arange(1, len(columns["epoch_tai_ns"]) + 1)
    return Catalog(**{"norad_id": numbers, "bstar_per_er": 0.0, **columns})


def from_satrecs(satellites: list[Satrec]) -> Catalog:
    """The element sets of Satrec objects, epochs to the nanosecond of the TLE's eight digits."""
    epochs = []
    for s in satellites:
        day = round(s.jdsatepoch + 0.5) - 1_721_425
        epochs.append(Epoch.from_utc_day(day, round(s.jdsatepochF * 1e8) * 864_000).tai_ns)
    return catalog(
        norad_id=[s.satnum for s in satellites],
        epoch_tai_ns=epochs,
        mean_motion_rad_s=[s.no_kozai / 60.0 for s in satellites],
        eccentricity=[s.ecco for s in satellites],
        inclination_rad=[s.inclo for s in satellites],
        raan_rad=[s.nodeo for s in satellites],
        argp_rad=[s.argpo for s in satellites],
        mean_anomaly_rad=[s.mo for s in satellites],
        bstar_per_er=[s.bstar for s in satellites],
    )


def from_omm_csv(path: Path) -> Catalog:
    """A CelesTrak OMM CSV snapshot."""
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(path.read_bytes()).decode())))

    def column(name: str, factor: float) -> list[float]:
        return [float(row[name]) * factor for row in rows]

    radian = np.pi / 180.0
    return catalog(
        norad_id=[int(row["NORAD_CAT_ID"]) for row in rows],
        epoch_tai_ns=[Epoch.from_utc(row["EPOCH"]).tai_ns for row in rows],
        mean_motion_rad_s=column("MEAN_MOTION", np.pi / 43_200.0),
        eccentricity=column("ECCENTRICITY", 1.0),
        inclination_rad=column("INCLINATION", radian),
        raan_rad=column("RA_OF_ASC_NODE", radian),
        argp_rad=column("ARG_OF_PERICENTER", radian),
        mean_anomaly_rad=column("MEAN_ANOMALY", radian),
        bstar_per_er=column("BSTAR", 1.0),
    )


def reference(elements: Catalog, row: int) -> Satrec:
    """The C++ package's object for one row (WGS-72, improved mode)."""
    day, ns = Epoch(int(elements.epoch_tai_ns[row])).utc_day()
    satellite = Satrec()
    satellite.sgp4init(
        WGS72,
        "i",
        0,
        day - DAY_1950 + ns / 86_400e9,
        float(elements.bstar_per_er[row]),
        0.0,
        0.0,
        float(elements.eccentricity[row]),
        float(elements.argp_rad[row]),
        float(elements.inclination_rad[row]),
        float(elements.mean_anomaly_rad[row]),
        float(elements.mean_motion_rad_s[row]) * 60.0,
        float(elements.raan_rad[row]),
    )
    return satellite


def nonsense(bulk: Sgp4Bulk, row: int, minutes: np.ndarray, states: np.ndarray) -> np.ndarray:
    """Which of the C++ package's states (m, 6) nobody should believe, judged from outside."""
    cc1, d2, d3, d4 = (bulk._table[row, COLUMN[name]] for name in ("cc1", "d2", "d3", "d4"))
    root = 1.0 - minutes * (cc1 + minutes * (d2 + minutes * (d3 + minutes * d4)))
    swollen = (root <= 0.0) | (root * root >= 2.0)
    far = np.linalg.norm(states[:, :3], axis=1) >= 1e6
    fast = np.linalg.norm(states[:, 3:], axis=1) >= 12.0
    return np.asarray(swollen | far | fast)
