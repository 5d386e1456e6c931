"""Tables of sites: the real one, broken ones, and names to find them by."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspo.bridge.sites import find_site, site_from_text, sites_from_rows
from cspo.errors import MalformedMessage, UsageError
from cspo.messages.sensor_sites import read

HEAD = (
    "name,system,operator_nation,lat_deg,lon_deg,alt_m,type,"
    "min_az_deg,max_az_deg,min_el_deg,max_el_deg,min_range_km,max_range_km"
)
GOOD = '"Wachtberg, Germany",TIRA,DEU,50.6166,7.1296,0.0,mechanical,0,360,1.5,90,0,2000'


def table(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines, ""]).encode()


@pytest.fixture(scope="module")
def sites(data_dir: Path):
    rows, _ = read((data_dir / "sensors/sensor_sites.csv").read_bytes())
    return sites_from_rows(rows)


def test_the_real_table_is_read_whole(data_dir: Path, sites) -> None:
    rows, faults = read((data_dir / "sensors/sensor_sites.csv").read_bytes())
    assert len(rows) == 111
    assert [fault.line for fault in faults] == [112, 113, 114]  # sensors in orbit
    assert len({site.site_id for site in sites}) == len(sites)
    tira = find_site(sites, "TIRA")
    assert tira.name == "Wachtberg, Germany"
    assert tira.latitude_rad == pytest.approx(math.radians(50.6166))
    assert tira.field_of_view.range_km == (0.0, 2_000.0)
    assert tira.field_of_view.elevation_rad[0] == pytest.approx(math.radians(1.5))
    debris = find_site(sites, "ESA Space Debris Telescope")
    assert debris.is_optical
    assert debris.height_km == 0.0
    assert find_site(sites, "calern").height_km == pytest.approx(1.271)


def test_names_without_height_or_limits(sites) -> None:
    receiver = find_site(sites, "revest-du-bion")
    assert receiver.height_km == 0.0
    assert receiver.field_of_view.is_whole_sky


@pytest.mark.parametrize("text", ["eiscat", "owl-net", "", "  ", "nowhere at all", "тира"])
def test_unknown_or_several_is_refused_with_names_that_fit(sites, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_site(sites, text)
    if text in {"eiscat", "owl-net"}:
        assert text in caught.value.hint


def test_no_sites_at_all() -> None:
    assert read(table()) == ([], [])
    with pytest.raises(UsageError):
        find_site([], "tira")


@pytest.mark.parametrize(
    ("line", "keyword"),
    [
        ("A,,,91,0,0,,,,,,,", "lat_deg"), ("A,,,x,0,0,,,,,,,", "lat_deg"),
        ("A,,,nan,0,0,,,,,,,", "lat_deg"), ("A,,,1,400,0,,,,,,,", "lon_deg"),
        ("A,,,1,1,1e9,,,,,,,", "alt_m"), (",,,1,1,0,,,,,,,", "name"),
        ("A,,,1,1,0,,,,80,20,,", "min_el_deg"), ("A,,,1,1,0,,,,,,9,3", "min_range_km"),
        ("A,,,1,1,0,,inf,,,,,", "min_az_deg"), ("A,,,,,,,,,,,,", "lat_deg"),
    ],
)  # fmt: skip
def test_one_bad_line_costs_one_site(line: str, keyword: str) -> None:
    rows, faults = read(table(GOOD, line, GOOD))
    assert len(rows) == 2
    assert [(fault.line, fault.keyword) for fault in faults] == [(3, keyword)]


def test_the_same_name_twice_gets_a_number() -> None:
    rows, _ = read(table(GOOD, GOOD, GOOD))
    assert [site.site_id for site in sites_from_rows(rows)] == [
        "wachtberg-germany-tira", "wachtberg-germany-tira-2", "wachtberg-germany-tira-3",
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"\n", b"a,b\n1,2\n", b"\xff\xfe", b'name,"lat_deg\n'])
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedMessage):
        read(data)


@settings(max_examples=150)
@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 8))
def test_damaged_tables_raise_nothing_else(junk: bytes, at: int, cut: int) -> None:
    whole = table(GOOD, GOOD)
    damaged = whole[:at] + junk[: 40 * cut] + whole[at + cut :]
    try:
        rows, _ = read(damaged)
    except MalformedMessage:
        return
    sites = sites_from_rows(rows)
    assert len({site.site_id for site in sites}) == len(rows)


@pytest.mark.parametrize("text", ["91,0", "0,0,2e9", "-90.5,0"])
def test_numbers_that_are_no_place_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        site_from_text(text)


@pytest.mark.parametrize("text", ["", "tira", "1", "1,2,3,4", "nan,0", "Wachtberg, Germany"])
def test_texts_that_are_no_numbers_are_names(text: str) -> None:
    assert site_from_text(text) is None
