"""The file of services: what it makes, every fault at its line, and the sample's own claims."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspo.bridge.read_catalog import read_catalog
from cspo.consequence.band import Band
from cspo.consequence.services import Measure, roster_of
from cspo.errors import MalformedMessage, SourceError
from cspo.operations.consequence.services_file import (
    load_services,
    read_services,
    sample_services,
    services_faults,
)
from cspo.operations.consequence.services_tables import TABLES
from cspo.units import DEG_RAD

PAGE = Path(__file__).resolve().parents[3] / "docs/reference/services-file.md"
NATIONS = {"AUS", "CAN", "FRA", "DEU", "ITA", "JPN", "NZL", "NOR", "GBR", "USA"}
TEXT = """\
[services]
as_of = 2026-02-01
source = "Norwegian space agency"

[[service]]
id = "north"
name = "Northern relay"
kind = "communications"
measure = "coverage"
satellites = ["norad:60422", "norad:60423"]
elevation_deg = 10.0
restoration_hours = [24.0, 48.0, 240.0]

[[service]]
id = "low"
name = "Low relay"
kind = "communications"
measure = "coverage"
names = ["IRIDIUM 1??"]
period_minutes = [100.2, 100.6]

[[substitute]]
of = "north"
service = "low"
share = [0.1, 0.2, 0.4]
after_hours = [0.0, 6.0, 24.0]

[[place]]
nation = "NOR"
name = "Longyearbyen"
latitude_deg = 78.22
longitude_deg = 15.65

[[use]]
services = ["north", "low"]
nations = ["NOR"]
sectors = ["rescue", "fishing"]
holdover_hours = [0.0, 1.0, 2.0]
cost_per_hour = [10.0, 20.0, 50.0]
currency = "NOK"
"""


def test_what_the_file_says_is_what_the_model_has() -> None:
    model = read_services(TEXT.encode(), "ours.toml")
    north = model.service("north")
    assert north.measure is Measure.COVERAGE
    assert north.elevation_rad == pytest.approx(10.0 * DEG_RAD)
    assert north.restoration_hours == Band(low=24.0, expected=48.0, high=240.0)
    (substitute,) = north.substitutes
    assert (substitute.service_id, substitute.share.high) == ("low", 0.4)
    assert model.service("low").period_s == (6012.0, 6036.0)
    assert [(use.service_id, use.sector) for use in model.uses] == [
        ("north", "rescue"), ("north", "fishing"), ("low", "rescue"), ("low", "fishing"),
    ]  # fmt: skip
    assert model.uses[0].cost is not None
    assert model.uses[0].cost.per_hour.expected == 20.0
    assert (model.as_of, model.nations()) == ("2026-02-01", ["NOR"])


@pytest.mark.parametrize(
    ("good", "bad", "line", "word"),
    [
        ('measure = "coverage"', 'measure = "hope"', 9, "measure"),
        ("elevation_deg = 10.0", "elevation_deg = 100.0", 11, "elevation_deg"),
        ("elevation_deg = 10.0", "elevaton_deg = 10.0", 11, "elevaton_deg"),
        ('"norad:60422"', '"60422"', 10, "satellites"),
        ("[24.0, 48.0, 240.0]", "[48.0, 24.0, 240.0]", 12, "restoration_hours"),
        ('id = "low"', 'id = "north"', 15, "id"),
        ('id = "low"', 'id = "Low One"', 15, "id"),
        ("[100.2, 100.6]", "[100.6, 100.2]", 14, ""),
        ('service = "low"', 'service = "high"', 24, "service"),
        ("[0.1, 0.2, 0.4]", "[0.1, 0.2, 1.4]", 25, "share"),
        ("latitude_deg = 78.22", "latitude_deg = 178.22", 31, "latitude_deg"),
        ('nation = "NOR"', 'nation = "Norway"', 29, "nation"),
        ('nations = ["NOR"]', 'nations = ["SWE"]', 36, "nations"),
        ('currency = "NOK"', 'currency = "kroner"', 40, "currency"),
        ("[10.0, 20.0, 50.0]", "[10.0, nan, 50.0]", 39, "cost_per_hour"),
        ('name = "Low relay"', 'name = "Low relay', 16, ""),
        ('"Longyearbyen"', '""', 30, "name"),
        ('"Longyearbyen"', '"' + 201 * "x" + '"', 30, "name"),
        ('"fishing"', '"' + 201 * "x" + '"', 37, "sectors"),
    ],
)
def test_a_fault_is_told_with_its_line(good: str, bad: str, line: int, word: str) -> None:
    assert good in TEXT
    model, faults = services_faults(TEXT.replace(good, bad, 1).encode(), "ours.toml")
    assert model is None
    assert faults[0].line == line
    assert word in faults[0].keyword
    with pytest.raises(MalformedMessage):
        read_services(TEXT.replace(good, bad, 1).encode(), "ours.toml")


def test_a_table_that_is_missing_is_told() -> None:
    _, faults = services_faults(TEXT.split("[[place]]", 1)[0].encode(), "ours.toml")
    assert any("place" in fault.keyword for fault in faults)
    with pytest.raises(SourceError):
        load_services(Path("/nowhere/services.toml"))


@settings(max_examples=60)
@given(st.data())
def test_damaged_bytes_raise_nothing_else(data: st.DataObject) -> None:
    text = bytearray(TEXT.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    found, faults = services_faults(bytes(text), "ours.toml")
    assert found is not None or faults


def test_every_field_stands_on_its_page() -> None:
    text = PAGE.read_text("utf-8")
    for table, (kind, _) in TABLES.items():
        section = text.split(f"\n## {table}\n", 1)[1].split("\n## ", 1)[0]
        fields = [each.name for each in msgspec.structs.fields(kind)]
        assert [name for name in fields if f"`{name}`" not in section] == [], table


def test_the_sample_serves_the_ten_nations() -> None:
    model = sample_services()
    assert set(model.nations()) == NATIONS
    assert {use.nation for use in model.uses} == NATIONS
    assert {service.kind.value for service in model.services} == {
        "positioning", "communications", "observation", "weather", "early-warning",
    }  # fmt: skip
    assert all(service.source for service in model.services)
    assert all(use.source for use in model.uses)
    assert all(use.cost is None for use in model.uses)  # no money is made up


def test_the_satellites_of_the_sample_are_in_the_catalogue_of_its_day(data_dir: Path) -> None:
    """By CelesTrak's own status: who is called at work works, but for the two that stand by."""
    catalog = read_catalog([str(data_dir / "catalog" / "celestrak_full_20250113.csv.gz")]).catalog
    model = sample_services()
    status = dict(zip(catalog.norad_id.tolist(), catalog.status.tolist(), strict=True))
    missing, idle = set(), set()
    for service in model.services:
        for name in service.satellites:
            number = int(name.removeprefix("norad:"))
            if number not in status:
                missing.add(number)
            elif status[number] not in {"+", "P"}:
                idle.add(number)
        assert len(roster_of(model, service, catalog).rows) > 0, service.service_id
    assert missing == {34810, 40614, 41940, 60422}  # SICRAL, Kirameki, ASBM: no elements that day
    assert idle <= {43226}  # GOES-17, in store
