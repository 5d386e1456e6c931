"""Hard-body radii: table before radar cross-section before default."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cspo.bridge.hard_body import hard_body_table_from_csv
from cspo.conjunction.hard_body import DEFAULT_RADIUS_M, HardBodyTable, radii_m
from cspo.errors import MalformedMessage, UsageError
from cspo.orbits import Catalog, reference_population
from cspo.sources import open_source


@pytest.fixture
def catalog() -> Catalog:
    four = reference_population(count=100).take(np.arange(4))
    return replace(
        four,
        norad_id=np.array([5, 11, 12, 16]),
        object_type=np.array(["PAYLOAD", "DEBRIS", "", "ROCKET BODY"]),
        rcs_m2=np.array([np.nan, np.pi, np.nan, np.nan]),
        mean_motion_rad_s=np.array([1e-3, 1e-3, 1e-3, 1e-3]),
    )


def test_order_of_sources(catalog: Catalog) -> None:
    table = HardBodyTable(
        norad_id=np.array([16]), radius_m=np.array([2.5]), source=np.array(["CARA x"])
    )
    radius, source = radii_m(catalog, table)
    assert source.tolist() == ["DEFAULT PAYLOAD", "RCS", "DEFAULT UNKNOWN", "CARA x"]
    assert radius.tolist() == [
        DEFAULT_RADIUS_M["PAYLOAD"], 1.0, DEFAULT_RADIUS_M["UNKNOWN"], 2.5,
    ]  # fmt: skip


def test_small_cross_sections_have_a_floor(catalog: Catalog) -> None:
    tiny = replace(catalog, rcs_m2=np.full(4, 1e-6))
    assert radii_m(tiny)[0].tolist() == [0.05] * 4


def test_numbers_must_increase() -> None:
    with pytest.raises(UsageError, match="increasing"):
        HardBodyTable(norad_id=np.array([2, 1]), radius_m=np.ones(2), source=np.array(["a", "b"]))


def test_cara_table_as_published(data_dir: Path) -> None:
    """58,609 rows, of which 17,765 come from the Space Fence (SOURCES.md)."""
    path = data_dir / "object_properties" / "HBR_Mass_Estimates_20260601.csv.gz"
    (source,) = open_source(path)
    table = hard_body_table_from_csv(source.data)
    assert (table.source == "CARA SFK RCS Estimate").sum() == 17_765
    primary = table.radius_m[table.source == "CARA Protected Primary"]
    assert abs(np.median(primary) - DEFAULT_RADIUS_M["PAYLOAD"]) < 0.05


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"a,b\n1,2\n", 1), (b"ObjectID,HBR,HBRSource\n5,1,x\n6,big,x\n", 3),
     (b"ObjectID,HBR,HBRSource\n5,-1,x\n", 2), (b"", 1)],
)  # fmt: skip
def test_bad_tables_say_where(data: bytes, line: int) -> None:
    with pytest.raises(MalformedMessage) as caught:
        hard_body_table_from_csv(data)
    assert caught.value.line == line
