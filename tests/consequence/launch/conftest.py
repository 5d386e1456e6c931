"""A real catalogue, a flight out of Kourou, the Earth's orientation."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.cli.catalogs import load
from cspo.consequence.launch import generic_ascent, launch_site
from cspo.frames import bundled_earth_orientation
from cspo.time import Epoch


@pytest.fixture(scope="session")
def catalog_2024(data_dir):
    return load([str(data_dir / "catalog/celestrak_on_orbit_20241101.omm.csv.gz")]).catalog


@pytest.fixture(scope="session")
def eop():
    return bundled_earth_orientation()


@pytest.fixture(scope="session")
def from_kourou():
    return generic_ascent(
        launch_site("kourou"), altitude_km=480.0, inclination_rad=np.radians(97.4),
        duration_s=1_800.0,
    )  # fmt: skip


@pytest.fixture(scope="session")
def begin():
    return Epoch.from_utc("2024-11-01T10:15:00Z")
