"""Catalogues for tests: from TLEs by the sgp4 package, or from columns of elements."""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import numpy as np
from sgp4.api import Satrec

from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.time.utc import tai_ns_from_year_day


def catalog_of(columns: dict[str, np.ndarray]) -> Catalog:
    """A catalogue with these columns; the others empty or zero."""
    n = len(columns["mean_motion_rad_s"])
    empty, zero = np.full(n, "", dtype="U1"), np.zeros(n)
    defaults = {
        "norad_id": np.arange(1, n + 1),
        "rcs_m2": np.full(n, np.nan),
        **dict.fromkeys(
            ("other_id", "designator", "name", "owner", "object_type", "status", "classification",
             "source"), empty,
        ),
        **dict.fromkeys(("ephemeris_type", "element_set_no", "rev_at_epoch"), zero.astype(int)),
        **dict.fromkeys(
            ("bstar_per_er", "mean_motion_dot_rad_s2", "mean_motion_ddot_rad_s3"), zero
        ),
    }  # fmt: skip
    return Catalog(**{name: np.array(value) for name, value in {**defaults, **columns}.items()})


def catalog_from_satrecs(satrecs: list[Satrec]) -> Catalog:
    """The elements that the sgp4 package read."""
    year = np.array([s.epochyr for s in satrecs])
    year += np.where(year < 57, 2000, 1900)
    day_ns = np.array([round(s.epochdays * 86_400e6) * 1000 for s in satrecs])
    return catalog_of(
        {
            "norad_id": np.array([s.satnum for s in satrecs]),
            "epoch_tai_ns": tai_ns_from_year_day(year, day_ns),
            "mean_motion_rad_s": np.array([s.no_kozai for s in satrecs]) / 60.0,
            "eccentricity": np.array([s.ecco for s in satrecs]),
            "inclination_rad": np.array([s.inclo for s in satrecs]),
            "raan_rad": np.array([s.nodeo for s in satrecs]),
            "argp_rad": np.array([s.argpo for s in satrecs]),
            "mean_anomaly_rad": np.array([s.mo for s in satrecs]),
            "bstar_per_er": np.array([s.bstar for s in satrecs]),
        }
    )


def read_tles(path: Path) -> list[Satrec]:
    """Every pair of lines of a TLE or 3LE file, gz or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", errors="replace") as file:
        lines = [line.rstrip() for line in file if line[:2] in ("1 ", "2 ")]
    return [Satrec.twoline2rv(a, b) for a, b in zip(lines[::2], lines[1::2], strict=True)]


def random_shell(n: int, seed: int, epoch: Epoch, altitude_km: float = 550.0) -> Catalog:
    """Objects in one shell, thick and eccentric enough to meet often."""
    rng = np.random.default_rng(seed)
    axis_km = 6378.0 + altitude_km + rng.uniform(-15.0, 15.0, n)
    turn = 2.0 * math.pi
    return catalog_of(
        {
            "epoch_tai_ns": np.full(n, epoch.tai_ns) - rng.integers(0, 10**14, n),
            "mean_motion_rad_s": np.sqrt(398_600.8 / axis_km**3),
            "eccentricity": rng.uniform(0.0, 2e-3, n),
            "inclination_rad": rng.uniform(0.0, math.pi, n),
            "raan_rad": rng.uniform(0.0, turn, n),
            "argp_rad": rng.uniform(0.0, turn, n),
            "mean_anomaly_rad": rng.uniform(0.0, turn, n),
            "bstar_per_er": rng.uniform(0.0, 1e-4, n),
        }
    )
