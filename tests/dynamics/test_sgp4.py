"""Sgp4Bulk against the C++ sgp4 package (Vallado's code, AIAA 2006-6753)."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from cspo.dynamics import Sgp4Bulk
from cspo.time import Epoch

sys.path.insert(0, str(Path(__file__).parent))
from catalogs import from_omm_csv, reference


def test_whole_catalogue_equals_the_c_package(data_dir: Path) -> None:
    """Every fifth object of 2024-11-01; 1 mm, errors equal."""
    catalog = from_omm_csv(data_dir / "catalog" / "celestrak_on_orbit_20241101.omm.csv.gz")
    catalog = catalog.take(np.arange(0, len(catalog), 5))
    at = Epoch.from_utc("2024-11-01T00:00:00Z")
    states, status = Sgp4Bulk(catalog).propagate(at, np.array([0.0, 86_400.0]))
    for row in range(len(catalog)):
        minutes = (at.tai_ns - int(catalog.epoch_tai_ns[row])) / 60e9
        for k, t in enumerate((minutes, minutes + 1440.0)):
            error, r, _ = reference(catalog, row).sgp4_tsince(t)
            if status[k, row] == 7:
                continue
            assert status[k, row] == error
            if not error:
                assert np.abs(states[k, :3, row] - r).max() < 1e-6
