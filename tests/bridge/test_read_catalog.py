"""From a file to a catalogue: units, merging, reports."""

from __future__ import annotations

import gzip
import math
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from cspo.bridge import catalog_from_gp, gp_from_catalog, read_catalog
from cspo.errors import MalformedMessage, UsageError
from cspo.messages import tle
from cspo.messages.gp import GpColumns
from cspo.sources import Source, SourceFault, SourceFaultKind

VANGUARD = (
    b"VANGUARD 1\n"
    b"1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753\n"
    b"2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667\n"
)


def test_units_of_the_catalog_are_those_of_science() -> None:
    """Hand conversion of the set of AIAA 2006-6753, appendix C, object 5."""
    catalog = catalog_from_gp(tle.read(VANGUARD)[0], source="hand")
    assert catalog.mean_motion_rad_s[0] == pytest.approx(10.82419157 * 2 * math.pi / 86400, 1e-15)
    assert catalog.inclination_rad[0] == pytest.approx(math.radians(34.2682), 1e-15)
    assert catalog.eccentricity[0] == 0.1859667
    assert catalog.bstar_per_er[0] == 0.28098e-4
    half_rev_day2 = catalog.mean_motion_dot_rad_s2[0] / 2 / (2 * math.pi) * 86400**2
    assert half_rev_day2 == pytest.approx(0.00000023, 1e-14)
    assert catalog.designator[0] == "1958-002B"
    assert catalog.object_type[0] == "PAYLOAD"


@pytest.mark.parametrize(
    ("name", "count", "kind"),
    [
        ("celestrak_on_orbit_20241101.omm.csv.gz", 26_834, "omm-csv"),
        ("celestrak_active_20260710.omm.csv.gz", 15_985, "omm-csv"),
        ("spacetrack_3le_20131023.txt.gz", 14_917, "tle"),
        ("spacetrack_20240705.tle.gz", 26_389, "tle"),
    ],
)
def test_real_catalogues_read_whole(data_dir: Path, name: str, count: int, kind: str) -> None:
    """Counts: SOURCES.md of the data folder."""
    read = read_catalog(data_dir / "catalog" / name, latest_only=False)
    assert (len(read.catalog), read.formats, read.n_refused) == (count, (kind,), 0)


def test_later_epoch_wins_across_sources(tmp_path: Path) -> None:
    later = VANGUARD.replace(b"00179.78495062", b"00180.78495062").replace(b"4753\n", b"4755\n")
    (tmp_path / "a.txt").write_bytes(later)
    (tmp_path / "b.gz").write_bytes(gzip.compress(VANGUARD))
    read = read_catalog([tmp_path / "a.txt", tmp_path / "b.gz"])
    assert len(read.catalog) == 1
    assert read.n_superseded == 1
    assert read.catalog.source[0].endswith("a.txt")
    assert len(read_catalog(tmp_path, latest_only=False).catalog) == 2


def test_units_come_back_as_they_were(data_dir: Path) -> None:
    path = data_dir / "catalog" / "spacetrack_20240705.tle.gz"
    columns, _ = tle.read(gzip.decompress(path.read_bytes()))
    back = gp_from_catalog(catalog_from_gp(columns, source=""))
    for name, column in columns.columns():
        if column.dtype.kind == "f" and name not in {"rcs_m2", "bterm_m2_kg", "agom_m2_kg"}:
            np.testing.assert_array_equal(getattr(back, name), column, err_msg=name)


def test_sgp4_xp_never_becomes_a_catalog() -> None:
    columns, _ = tle.read(VANGUARD)
    xp = GpColumns.build(1, {**dict(columns.columns()), "ephemeris_type": [4]})
    with pytest.raises(UsageError):
        catalog_from_gp(xp, source="xp")


def test_one_bad_file_of_a_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_bytes(VANGUARD)
    (tmp_path / "page.txt").write_bytes(b"<!DOCTYPE html><html><body>404</body></html>")
    read = read_catalog(tmp_path)
    assert len(read.catalog) == 1
    assert read.reports[1].error is not None
    with pytest.raises(MalformedMessage, match="web page"):
        read_catalog(tmp_path / "page.txt")


@pytest.mark.parametrize(
    ("kind", "said"),
    [("stale", "web page"), ("not-cached", "web page"), ("truncated", "half of it")],
)
def test_an_old_copy_does_not_hide_what_is_in_it(
    kind: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = SourceFault(kind=SourceFaultKind(kind), where="group", got="half of it")
    source = Source(name="group", data=b"<html><body>404</body></html>", faults=(fault,))
    module = import_module("cspo.bridge.read_catalog")
    monkeypatch.setattr(module, "open_source", lambda *_, **__: iter([source]))
    with pytest.raises(MalformedMessage, match=said):
        read_catalog("celestrak:active")
