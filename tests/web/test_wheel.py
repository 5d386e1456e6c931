"""A wheel brings the built page, packed and with the licences of what is in it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cspo.web import assets

ROOT = Path(__file__).resolve().parents[2]


def test_the_wheel_brings_the_page_and_its_licences(tmp_path) -> None:
    if assets() is None:
        pytest.skip("the page was not built: make page")
    made = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet",
         "--wheel-dir", str(tmp_path), str(ROOT)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    (wheel,) = tmp_path.glob("cspo-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        licences = archive.read("cspo/web/static/LICENSES.txt").decode()
    assert "cspo/web/static/index.html" in names
    assert any(name.startswith("cspo/web/static/assets/index-") for name in names)
    assert any(name.endswith(".js.br") for name in names)
    assert not any("node_modules" in name or name.startswith("web/") for name in names)
    for package in ("@cesium/engine", "lit-html", "satellite.js"):
        assert f"\n{package} " in licences
    assert "Apache License" in licences
    assert "Permission is hereby granted" in licences
