"""The PyPI client of Space-Track against a node that is served for real."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
from dataclasses import replace

import httpx2
import numpy as np
import pytest
import spacetrack.operators as op
from http_node import HttpNode, token_of
from release_desks import EXAMPLES
from served import served
from spacetrack import AuthenticationError, SpaceTrackClient

from cspo.bridge import catalog_from_gp
from cspo.markings import Mode, make_label
from cspo.messages import omm_csv, omm_json, omm_kvn, omm_xml, tle
from cspo.node.http.app import create_app
from cspo.operations.ingest import ingest_catalog

NUMBERS = [5, 11, 12, 16, 51, 53, 40899, 40905]


@pytest.fixture(scope="module")
def sample(data_dir):
    path = data_dir / "catalog/spacetrack_gp_sample_20231222.json.gz"
    return json.loads(gzip.decompress(path.read_bytes()))


@pytest.fixture(scope="module")
def node(tmp_path_factory, sample):
    """NOR's node with eight objects, a secret one and one of nine digits."""
    made = HttpNode(tmp_path_factory.mktemp("spacetrack") / "nor")
    gp, _ = omm_json.read(json.dumps(sample).encode())
    catalog = catalog_from_gp(gp, source="18 SPCS")
    first = catalog.take(np.array([0]))
    secret = replace(first, norad_id=np.array([270_000_001]), name=np.array(["HIDDEN"]))
    with made.store.write() as unit:
        for given, level in ((catalog, "U"), (secret, "S")):
            ingest_catalog(
                unit, made.desk(unit), given, make_label(level, ["FRA", "NOR"]), Mode.REAL,
                made.clock.now(), "18 SPCS",
            )  # fmt: skip
    made.issue(EXAMPLES("conjunction"), "U", "FRA NOR")
    yield made
    made.close()


@pytest.fixture(scope="module")
def box(node):
    """The node under a prefix, as in the box; its application and address."""
    app = create_app({"NOR": node})
    with served(app) as address:
        yield app, f"{address}/NOR/"


@pytest.fixture
def client_of(box, tmp_path):
    app, address = box
    opened = []

    def client(person, password=None):
        secret = token_of(app, person, prefix="/NOR") if password is None else password
        made = SpaceTrackClient(person, secret, base_url=address, cache_path=tmp_path / person)
        opened.append(made)
        return made

    yield client
    for each in opened:
        each.close()


@pytest.fixture
def st(client_of):
    """The client of somebody with clearance U."""
    return client_of("u.cleared")


def numbers(rows):
    return [int(row["NORAD_CAT_ID"]) for row in rows]


def test_gp_is_asked_for_in_all_ways(st):
    assert numbers(st.gp()) == NUMBERS
    assert numbers(st.gp(norad_cat_id=[5, 40905])) == [5, 40905]
    assert numbers(st.gp(norad_cat_id=op.inclusive_range(11, 16))) == [11, 12, 16]
    assert numbers(st.gp(object_name=op.like("vanguard"))) == [5, 11, 12, 16]
    assert numbers(st.gp(inclination=op.greater_than(90), orderby="epoch desc")) == [40905, 40899]
    assert numbers(st.gp(epoch=op.less_than(dt.datetime(2023, 12, 9, tzinfo=dt.UTC)))) == [5]
    assert numbers(st.gp(epoch=">now-900", limit="2,1", orderby="norad_cat_id")) == [11, 12]
    assert st.gp(epoch=">now-10") == []


def test_values_are_space_tracks_and_parse(st, sample):
    (row,) = st.gp(norad_cat_id=5)
    for key in ("EPOCH", "MEAN_MOTION", "ECCENTRICITY", "BSTAR", "SEMIMAJOR_AXIS", "OBJECT_NAME"):
        assert row[key] == sample[0][key]
    (row,) = st.gp(norad_cat_id=5, parse_types=True)
    assert row["EPOCH"] == dt.datetime(2023, 12, 8, 22, 3, 33, 727104)  # noqa: DTZ001 - its parser
    assert row["NORAD_CAT_ID"] == 5
    assert (row["DATA_MODE"], row["CLASSIFICATION_MARKING"]) == ("REAL", "U//REL TO FRA, NOR")


@pytest.mark.parametrize(
    ("form", "read"),
    [("tle", tle.read), ("3le", tle.read), ("kvn", omm_kvn.read), ("xml", omm_xml.read),
     ("csv", omm_csv.read), ("json", omm_json.read)],
)  # fmt: skip
def test_every_format_reads_back(st, form, read, sample):
    data = st.gp(format=form).encode()
    gp, faults = read(data)
    assert not [fault for fault in faults if fault.refused]
    assert gp.norad_cat_id.tolist() == NUMBERS
    wanted = [float(row["MEAN_MOTION"]) for row in sample]
    assert gp.mean_motion_rev_day.tolist() == wanted
    assert gp.object_name.tolist() == (
        [""] * len(NUMBERS) if form == "tle" else [row["OBJECT_NAME"] for row in sample]
    )


def test_lines_come_line_by_line(st):
    lines = list(st.gp(norad_cat_id=[5, 11], format="3le", iter_lines=True))
    assert lines[0] == "0 VANGUARD 1"
    assert len(lines) == 6


def test_a_number_of_nine_digits_is_everywhere_but_in_lines(client_of):
    st = client_of("a.larsen")  # cleared for it
    (row,) = st.gp(norad_cat_id=270_000_001)
    assert row["TLE_LINE1"] is None
    assert row["CLASSIFICATION_MARKING"] == "S//REL TO FRA, NOR"
    assert st.gp(norad_cat_id=270_000_001, format="tle") == ""
    assert "NORAD_CAT_ID   = 270000001" in st.gp(norad_cat_id=270_000_001, format="kvn")
    assert numbers(st.satcat(norad_cat_id=">1000000")) == [270_000_001]


def test_what_is_not_for_one_is_in_no_class_and_no_format(st, client_of):
    assert numbers(st.satcat()) == NUMBERS
    assert st.gp(norad_cat_id=270_000_001) == []
    for form in ("json", "csv", "xml", "kvn", "3le"):
        for found in (st.gp(format=form), st.gp_history(format=form)):
            assert "HIDDEN" not in found
            assert "270000001" not in found
    assert client_of("s.stranger").gp() == []


def test_history_satcat_and_cdms(st):
    assert len(st.gp_history(norad_cat_id=5, epoch=">2023-01-01")) == 1
    (row,) = st.satcat(norad_cat_id=40905)
    assert (row["COUNTRY"], row["PERIOD"], row["INTLDES"]) == ("PRC", "94.47", "2015-049G")
    (event,) = st.cdm_public(tca=">2009-01-01", sat_1_id=24946)
    assert event["SAT_1_NAME"] == "IRIDIUM 33"
    assert event["MIN_RNG"] == "698.01"
    assert st.cdm_public(min_rng="<100") == []


def test_options_of_the_answer(st):
    whole = st.gp(metadata=True, limit=3)
    assert len(whole["data"]) == 3
    assert whole["request_metadata"]["Total"] == "8"
    assert whole["request_metadata"]["ReturnedRows"] == 3
    assert st.gp(epoch=">now", format="csv") == ""
    assert st.gp(epoch=">now", format="csv", emptyresult="show") == "NO RESULTS RETURNED"
    rows = st.gp(predicates="COUNTRY_CODE", distinct=True)
    assert [set(row) for row in rows] == [{"COUNTRY_CODE"}] * len(rows)
    assert len(rows) == len({row["COUNTRY_CODE"] for row in rows})
    table = list(csv.reader(io.StringIO(st.gp(format="csv", predicates="GP_ID,EPOCH"))))
    assert table[0] == ["EPOCH", "GP_ID"]
    assert len({row[1] for row in table}) == 9


def test_predicates_are_checked_against_modeldef(st):
    with pytest.raises(TypeError, match="no_such"):
        st.gp(no_such=1)
    assert {each.name for each in st.gp.get_predicates()} >= {"epoch", "norad_cat_id", "gp_id"}


def test_what_has_no_meaning_is_told_in_space_tracks_shape(st):
    with pytest.raises(httpx2.HTTPStatusError, match="INCLINATION: expected a number") as caught:
        st.gp(inclination="steep")
    assert isinstance(caught.value.response.json()["error"], str)
    with pytest.raises(httpx2.HTTPStatusError, match="no such class"):
        st.decay()
    with pytest.raises(httpx2.HTTPStatusError, match="format"):
        st.cdm_public(format="kvn")


def test_signing_in_takes_a_token_of_ones_own(client_of, box):
    others = token_of(box[0], "v.viewer", prefix="/NOR")
    for person, password in (("u.cleared", "secret"), ("u.cleared", ""), ("u.cleared", others)):
        with pytest.raises(AuthenticationError):
            client_of(person, password).gp()


def test_the_cookie_is_kept_from_pages_and_ends_with_signing_out(client_of):
    st = client_of("v.viewer")
    st.authenticate()
    (cookie,) = st.client.cookies.jar
    assert (cookie.name, cookie.path) == ("chocolatechip", "/NOR/")
    assert cookie.has_nonstandard_attr("HttpOnly")
    st.logout()
    assert st.client.get("basicspacedata/query/class/gp").status_code == 401


def test_a_session_may_no_more_than_its_token(client_of, box):
    no_reading = token_of(box[0], "v.viewer", "self", prefix="/NOR")
    with pytest.raises(httpx2.HTTPStatusError, match="403"):
        client_of("v.viewer", no_reading).gp()
    low = token_of(box[0], "a.larsen", prefix="/NOR", ceiling="U")
    assert numbers(client_of("a.larsen", low).gp()) == NUMBERS
