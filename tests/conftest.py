"""Where the tests find real data, and how hypothesis runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("test", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("test")

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real public data, from CSPO_DATA or beside the checkout."""
    folder = Path(os.environ.get("CSPO_DATA") or _BESIDE)
    if not (folder / "catalog").is_dir():
        if os.environ.get("CI"):
            pytest.fail("CI needs the real data: set CSPO_DATA")
        pytest.skip("no real data: set CSPO_DATA to the folder that holds catalog/")
    return folder
