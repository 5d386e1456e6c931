"""Which catalogue is taken when nobody says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cspo.sources import CatalogScope, newest_catalog
from cspo.sources.newest import catalog_files


def test_the_newest_of_the_real_data_is_active_only_and_says_so(data_dir: Path) -> None:
    """catalog/SOURCES.md: 15,985 active objects of 2026-07-10."""
    chosen = newest_catalog(data_dir)
    assert chosen is not None
    assert str(chosen) == "celestrak_active_20260710.omm.csv.gz of 2026-07-10, active objects only"
    assert newest_catalog(data_dir / "catalog") == chosen
    names = [file.path.name for file in catalog_files(data_dir)]
    assert len(names) == 8  # eleven files: one without a date, one of a year alone, one sample
    assert names[1] == "celestrak_full_20250113.csv.gz"


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["celestrak_active_20260710.csv", "celestrak_on_orbit_20260710.csv"], 1),
        (["celestrak_active_20260710.csv", "spacetrack_20260710.tle.gz"], 1),
        (["starlink_20260710.tle", "celestrak_active_20260710.csv"], 1),
        (["snapshot_20250101.tle", "celestrak_active_20260710.csv"], 1),
        (["active_20260230.tle", "active_20260228.tle"], 1),  # no such day
        (["active_20260228.log", "active_20260227.tle.zst"], 1),
        ([".active_20260228.tle", "active_20260227.tle"], 1),
        (["gp_20260228_120000.csv", "gp_20260301.csv"], 1),
        (["x_1202602281.csv", "gp_19990101.csv"], 1),  # a number that is no date
    ],
)
def test_the_rule(tmp_path: Path, names: list[str], chosen: int) -> None:
    for name in names:
        (tmp_path / name).write_text("x")
    found = newest_catalog(tmp_path)
    assert found is not None
    assert found.path.name == names[chosen]


def test_file_times_do_not_matter_and_empty_files_and_folders_are_left_out(tmp_path: Path) -> None:
    for name in ("full_20260101.tle", "full_20260102.tle"):
        (tmp_path / name).write_text("x")
    os.utime(tmp_path / "full_20260102.tle", (0, 0))
    (tmp_path / "full_20260103.tle").touch()
    (tmp_path / "full_20260104.tle").mkdir()
    found = newest_catalog(tmp_path)
    assert found is not None
    assert (found.day, found.scope) == ("2026-01-02", CatalogScope.WHOLE)


def test_nothing_is_none(tmp_path: Path) -> None:
    assert newest_catalog(tmp_path) is None
    assert newest_catalog(tmp_path / "nowhere") is None
