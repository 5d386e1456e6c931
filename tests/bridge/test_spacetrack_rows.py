"""Rows of Space-Track's classes, held to rows that Space-Track gave."""

from __future__ import annotations

import gzip
import json

import pytest

from cspo.bridge import catalog_from_gp, gp_from_catalog
from cspo.bridge.records_catalog import catalog_from_orbits, orbit_bodies
from cspo.bridge.records_objects import object_bodies
from cspo.bridge.spacetrack import CDM_PUBLIC, GP, SATCAT, CdmRow, GpPage, SatcatRow, WholePage
from cspo.bridge.spacetrack.gp import message_columns
from cspo.bridge.udl import ElementPage, Held, Row
from cspo.messages import omm_json, omm_kvn, omm_xml, tle
from cspo.messages.spacetrack import fields_of
from cspo.records.bodies import examples
from cspo.time import Epoch

HELD = Held(
    record_id="ab" * 32, origin="NOR", mode="SIMULATED", mark="U//REL TO FRA, NOR",
    created_tai_ns=Epoch.from_utc("2026-03-01T12:00:00Z").tai_ns,
)  # fmt: skip

OURS = {"CREATION_DATE", "ORIGINATOR", "COMMENT", "GP_ID", "FILE"}
"""Of the record, not of the orbit."""

NOT_IN_A_CATALOG = {"RCS_SIZE", "LAUNCH_DATE", "SITE", "DECAY_DATE"}
"""A `Catalog` has no place for them, so no record that was made of one."""


def page_of(gp):
    """The page of a record that was made of element sets, as a node would make it."""
    catalog = catalog_from_gp(gp, source="18 SPCS")
    (body,) = orbit_bodies(catalog, source="18 SPCS").bodies
    back = gp_from_catalog(catalog_from_orbits([body]))
    elements = ElementPage.of(HELD, back, body.source)
    facts = {
        each.object: Row(HELD, each, k, "18 SPCS")
        for body in object_bodies(catalog, source="18 SPCS")
        for k, each in enumerate(body.objects)
    }
    known = tuple(facts.get(f"norad:{n}") for n in back.norad_cat_id.tolist())
    return GpPage(elements, known, (HELD.mark,) * len(known))


def texts(name, columns, page):
    fields = fields_of(name)
    assert set(columns) == set(fields)
    written = {key: fields[key].written(columns[key](page)) for key in fields}
    return [dict(zip(written, row, strict=True)) for row in zip(*written.values(), strict=True)]


@pytest.fixture(scope="module")
def sample(data_dir):
    return gzip.decompress(
        (data_dir / "catalog/spacetrack_gp_sample_20231222.json.gz").read_bytes()
    )


def test_gp_is_what_space_track_printed_to_the_last_digit(sample):
    theirs = json.loads(sample)
    gp, faults = omm_json.read(sample)
    assert not faults
    for ours, wanted in zip(texts("gp", GP, page_of(gp)), theirs, strict=True):
        for key in set(wanted) - OURS - NOT_IN_A_CATALOG - {"TLE_LINE1", "TLE_LINE2"}:
            assert ours[key] == wanted[key], key
        for key in ("TLE_LINE1", "TLE_LINE2"):  # ours pads catalogue numbers with zeros
            assert ours[key][:2] + ours[key][2:7].lstrip("0").rjust(5) + ours[key][7:68] == (
                wanted[key][:2] + wanted[key][2:7].lstrip("0 ").rjust(5) + wanted[key][7:68]
            )
        assert ours["DATA_MODE"] == "SIMULATED"
        assert ours["COMMENT"] == "SIMULATED U//REL TO FRA, NOR"


@pytest.mark.parametrize(
    ("number", "first"), [(99_999, "1 99999U"), (100_000, "1 A0000U"), (339_999, "1 Z9999U")]
)
def test_numbers_that_a_tle_can_hold(sample, number, first):
    page = renumbered(sample, number)
    assert GP["TLE_LINE1"](page)[0].startswith(first)
    (row,) = texts("gp", GP, page)
    assert row["NORAD_CAT_ID"] == str(number)


@pytest.mark.parametrize("number", [340_000, 270_000_001, 999_999_999])
def test_numbers_that_it_cannot_have_no_lines_and_all_else(sample, number):
    page = renumbered(sample, number)
    (row,) = texts("gp", GP, page)
    assert row["NORAD_CAT_ID"] == str(number)
    assert row["TLE_LINE1"] is row["TLE_LINE2"] is None
    assert row["TLE_LINE0"] == "0 VANGUARD 1"
    gp, _ = omm_kvn.read(omm_kvn.write(message_columns(page)))
    assert gp.norad_cat_id.tolist() == [number]


def renumbered(sample, number):
    row = {**json.loads(sample)[0], "NORAD_CAT_ID": str(number)}
    gp, _ = omm_json.read(json.dumps([row]).encode())
    return page_of(gp)


def test_messages_say_mode_and_mark(sample):
    gp, _ = omm_json.read(sample)
    page = page_of(gp)
    comments = GP["COMMENT"](page)
    kvn = omm_kvn.write(message_columns(page), comments=comments)
    assert kvn.count(b"COMMENT SIMULATED U//REL TO FRA, NOR\n") == len(page)
    xml = omm_xml.write(message_columns(page), comments=comments)
    assert xml.count(b"<header><COMMENT>SIMULATED U//REL TO FRA, NOR</COMMENT>") == len(page)
    for data, codec in ((kvn, omm_kvn), (xml, omm_xml)):
        back, _ = codec.read(data)
        assert back.mean_motion_rev_day.tolist() == gp.mean_motion_rev_day.tolist()


def test_lines_are_those_of_the_tle_writer(sample):
    gp, _ = omm_json.read(sample)
    lines = tle.write(gp)[0].decode().splitlines()
    page = page_of(gp)
    assert lines[::2] == GP["TLE_LINE1"](page)
    assert lines[1::2] == GP["TLE_LINE2"](page)


def test_satcat_of_vanguard_1(sample):
    # SATCAT of 5 (Space-Track, 2022): period 132.73, inclination 34.26, 3833 x 648 km; elements
    # of 2023-12-08 give 132.703 min, 34.2564 deg, 3828.063 x 651.966 km.
    gp, _ = omm_json.read(sample)
    page = page_of(gp)
    row = SatcatRow(
        object="norad:5", record=HELD, facts=page.facts[0], name="", designator="",
        motion=(10.85129860, 0.18426790, 34.2564), source="", mark=HELD.mark,
    )  # fmt: skip
    (ours,) = texts("satcat", SATCAT, WholePage((row,)))
    wanted = {
        "INTLDES": "1958-002B", "NORAD_CAT_ID": "5", "OBJECT_TYPE": "PAYLOAD",
        "SATNAME": "VANGUARD 1", "COUNTRY": "US", "PERIOD": "132.70", "INCLINATION": "34.26",
        "APOGEE": "3828", "PERIGEE": "652", "LAUNCH_YEAR": "1958", "LAUNCH_NUM": "2",
        "LAUNCH_PIECE": "B", "CURRENT": "Y", "OBJECT_NUMBER": "5",
    }  # fmt: skip
    assert {key: ours[key] for key in wanted} == wanted


def test_cdm_public_has_metres_and_numbers():
    body = examples.example("conjunction")
    page = WholePage((CdmRow(Row(HELD, body), (None, None), HELD.mark),))
    (ours,) = texts("cdm_public", CDM_PUBLIC, page)
    assert float(ours["MIN_RNG"]) == pytest.approx(body.miss_distance_km * 1000.0, rel=1e-5)
    assert ours["TCA"] == body.tca_utc.rstrip("Z").ljust(26, "0")[:26]
    assert ours["CREATED"] == "2026-03-01 12:00:00.000000"
    assert ours["SAT_1_ID"] == body.object1.object.removeprefix("norad:")
    assert ours["EMERGENCY_REPORTABLE"] in {"Y", "N"}
