"""Space-Track's predicates and the model of its classes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacetrack import operators as op

from cspo.errors import MalformedMessage
from cspo.messages.spacetrack import CLASSES, fields_of, modeldef, read_query, write_rows
from cspo.time import Epoch

NOW = Epoch.from_utc("2026-03-01T12:00:00Z")
GP = fields_of("gp")


def holds(name, text, value):
    (condition,) = read_query([name, text], GP, now=NOW).conditions
    return condition.holds(value)


@pytest.mark.parametrize(
    ("name", "text", "yes", "no"),
    [
        ("NORAD_CAT_ID", "25544", 25544, 25545),
        ("norad_cat_id", "5,900000001", 900000001, 6),
        ("NORAD_CAT_ID", op.greater_than(100), 101, 100),
        ("NORAD_CAT_ID", op.less_than(100), 99, 100),
        ("NORAD_CAT_ID", op.not_equal(5), 6, 5),
        ("INCLINATION", op.inclusive_range(51, 52), 52.0, 52.1),
        ("MEAN_MOTION_DOT", "-5---1", -2.0, -0.5),
        ("OBJECT_NAME", op.like("starlink"), "STARLINK-1007", "COSMOS 1"),
        ("OBJECT_NAME", op.startswith("cosmos"), "COSMOS 1", "X COSMOS"),
        ("OBJECT_TYPE", "debris", "DEBRIS", "PAYLOAD"),
        ("DECAY_DATE", "null-val", None, "2020-01-01"),
        ("DECAY_DATE", "<>null-val", "2020-01-01", None),
        ("LAUNCH_DATE", "2020-01-01--2020-12-31", "2020-05-05", "2021-01-01"),
    ],
)
def test_operators_as_the_client_writes_them(name, text, yes, no):
    assert holds(name, text, yes)
    assert not holds(name, text, no)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        (">now-10", "2026-02-19T12:00:00Z"),
        (">now-0.5", "2026-03-01T00:00:00Z"),
        (">now", "2026-03-01T12:00:00Z"),
        (">2026-02-19", "2026-02-19T00:00:00Z"),
        (">2026-02-19 06:00:00", "2026-02-19T06:00:00Z"),
    ],
)
def test_instants(text, since):
    at = Epoch.from_utc(since).tai_ns
    assert holds("EPOCH", text, at + 1)
    assert not holds("EPOCH", text, at)


def test_options():
    query = read_query(
        ["limit", "10,20", "orderby", "EPOCH desc,norad_cat_id", "format", "3LE", "metadata",
         "true", "emptyresult", "show", "distinct", "true", "predicates", "gp_id,EPOCH"],
        GP, now=NOW,
    )  # fmt: skip
    assert (query.limit, query.offset, query.format) == (10, 20, "3le")
    assert query.sort == (("EPOCH", True), ("NORAD_CAT_ID", False))
    assert query.columns == ("GP_ID", "EPOCH")
    assert query.metadata
    assert query.show_empty
    assert query.distinct


@pytest.mark.parametrize(
    ("segments", "keyword"),
    [
        (["EPOCH"], "EPOCH"),
        (["EPOCH", "x"], "EPOCH"),
        (["NORAD_CAT_ID", "1 OR 1=1"], "NORAD_CAT_ID"),
        (["NORAD_CAT_ID", ""], "NORAD_CAT_ID"),
        (["DROP TABLE", "gp"], "DROP TABLE"),
        (["favorites", "Navigation"], "favorites"),
        (["limit", "-1"], "limit"),
        (["limit", "1,2,3"], "limit"),
        (["orderby", "EPOCH sideways"], "orderby"),
        (["orderby", "1;--"], "orderby"),
        (["format", "html"], "format"),
        (["predicates", "nothing"], "predicates"),
        (["INCLINATION", "inf"], "INCLINATION"),
    ],
)
def test_what_has_no_meaning_is_refused_by_name(segments, keyword):
    with pytest.raises(MalformedMessage) as caught:
        read_query(segments, GP, now=NOW)
    assert caught.value.keyword == keyword


@given(st.lists(st.text() | st.sampled_from([*GP, "limit", "orderby", "<>", "now-1"]), max_size=6))
def test_whatever_is_asked_only_a_malformed_message_comes_out(segments):
    try:
        query = read_query(segments, GP, now=NOW)
    except MalformedMessage:
        return
    for condition in query.conditions:
        assert condition.holds(None) in {True, False}


# Answers of Space-Track's modeldef and queries as of 2022, from the tests of a public client
# (SpaceTrackSdk): names in their order, and types where nothing was made wider here.
SATCAT = (
    "INTLDES NORAD_CAT_ID OBJECT_TYPE SATNAME COUNTRY LAUNCH SITE DECAY PERIOD INCLINATION APOGEE"
    " PERIGEE COMMENT COMMENTCODE RCSVALUE RCS_SIZE FILE LAUNCH_YEAR LAUNCH_NUM LAUNCH_PIECE"
    " CURRENT OBJECT_NAME OBJECT_ID OBJECT_NUMBER"
)
CDM_PUBLIC = (
    "CDM_ID CREATED EMERGENCY_REPORTABLE TCA MIN_RNG PC SAT_1_ID SAT_1_NAME SAT1_OBJECT_TYPE"
    " SAT1_RCS SAT_1_EXCL_VOL SAT_2_ID SAT_2_NAME SAT2_OBJECT_TYPE SAT2_RCS SAT_2_EXCL_VOL"
)
OURS = "DATA_MODE CLASSIFICATION_MARKING SOURCE"


@pytest.mark.parametrize(("name", "known"), [("satcat", SATCAT), ("cdm_public", CDM_PUBLIC)])
def test_a_class_has_space_tracks_fields_in_their_order_and_three_of_ours(name, known):
    assert list(fields_of(name)) == [*known.split(), *OURS.split()]


@pytest.mark.parametrize(
    ("field", "type_"),
    [("EPOCH", "datetime(6)"), ("MEAN_MOTION", "decimal(13,8)"), ("INCLINATION", "decimal(7,4)"),
     ("BSTAR", "decimal(19,14)"), ("SEMIMAJOR_AXIS", "double(12,3)"), ("LAUNCH_DATE", "date"),
     ("NORAD_CAT_ID", "int(10) unsigned"), ("EPHEMERIS_TYPE", "tinyint(4)")],
)  # fmt: skip
def test_types_of_gp(field, type_):
    assert GP[field].type == type_


def test_modeldef_is_what_the_client_reads():
    from spacetrack import SpaceTrackClient  # noqa: PLC0415 - slow

    for name in CLASSES:
        found = modeldef(name, "basicspacedata")
        predicates = SpaceTrackClient._parse_predicates_data(None, found["data"])
        assert {each.name.upper() for each in predicates} == set(fields_of(name))


def test_rows_in_three_formats():
    columns = {"A": ["1", None], "B": ['<"&,', "é"]}
    assert json.loads(write_rows(columns, "json")) == [
        {"A": "1", "B": '<"&,'}, {"A": None, "B": "é"},
    ]  # fmt: skip
    assert write_rows(columns, "csv").decode() == '"A","B"\r\n"1","<""&,"\r\n"","é"\r\n'
    assert '<item><A>1</A><B>&lt;"&amp;,</B></item>' in write_rows(columns, "xml").decode()
    assert json.loads(write_rows(columns, "json", {"Total": "2"}))["request_metadata"] == {
        "Total": "2"
    }
