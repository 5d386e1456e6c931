"""Kernels compile where nothing can be kept on disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import numba.core.caching as caching
caching.CacheImpl._locator_classes = []  # as where neither the code nor a home can be written
from cspo.conjunction.probability import max_pc_without_covariance
print(f"{max_pc_without_covariance([1.0], 0.01).pc[0]:.4e}")
"""


@pytest.mark.parametrize("jit", ["0", "1"])
def test_without_a_place_for_the_cache(jit: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NUMBA_DISABLE_JIT": jit, "PYTHONPATH": str(Path("src").resolve())},
    )
    assert done.stdout.strip() == "3.6788e-05", done.stderr
