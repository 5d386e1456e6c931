"""Makes element_catalogs importable by the tests beside it; snapshots read once."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest
from sgp4.api import WGS72, Satrec

sys.path.insert(0, str(Path(__file__).parent))

from element_catalogs import from_omm_csv

from cspo.orbits import Catalog


@pytest.fixture(scope="session")
def omm_20241101(data_dir: Path) -> Catalog:
    """CelesTrak's 26,834 objects on orbit of 2024-11-01."""
    return from_omm_csv(data_dir / "catalog" / "celestrak_on_orbit_20241101.omm.csv.gz")


@pytest.fixture(scope="session")
def satrecs_20240705(data_dir: Path) -> list[Satrec]:
    """Space-Track's 26,389 TLEs of 2024-07-05 as the C++ package reads them."""
    data = gzip.decompress((data_dir / "catalog" / "spacetrack_20240705.tle.gz").read_bytes())
    lines = data.decode().splitlines()
    return [
        Satrec.twoline2rv(one, two, WGS72)
        for one, two in zip(lines[0::2], lines[1::2], strict=True)
    ]
