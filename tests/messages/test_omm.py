"""OMM in CSV, JSON, XML and KVN: against sgp4, Orekit's values, the schemas, and one another."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from satrec_columns import assert_as_satrecs
from sgp4 import omm
from sgp4.api import Satrec

from cspo.errors import MalformedMessage, UsageError
from cspo.messages import elements_csv, omm_csv, omm_json, omm_kvn, omm_xml
from cspo.messages.formats import GP_WRITERS, read_gp, write_gp
from cspo.messages.gp import GpColumns
from cspo.time import Epoch

HEADER = (
    "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,"
    "ARG_OF_PERICENTER,MEAN_ANOMALY,EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,"
    "ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,MEAN_MOTION_DOT,MEAN_MOTION_DDOT"
)
ROW = (
    "VANGUARD 1,1958-002B,2020-10-13T04:52:48.472320,10.84869164,.1845686,34.2443,225.5254,"
    "162.2516,205.2356,0,U,5,999,21814,-.22483E-4,-1.6E-7,0"
)
FIELDS = dict(zip(HEADER.split(","), ROW.split(","), strict=True))
MODULES = {"omm-csv": omm_csv, "omm-json": omm_json, "omm-xml": omm_xml, "omm-kvn": omm_kvn}


def bytes_of(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def same(a: GpColumns, b: GpColumns) -> None:
    """Every column of both is the same to the bit."""
    for (name, left), (_, right) in zip(a.columns(), b.columns(), strict=True):
        np.testing.assert_array_equal(left, right, err_msg=name)


def spelled(kind: str, records: list[dict[str, str]]) -> bytes:
    """Records as a file of this kind, the fields as they stand."""
    if kind == "omm-csv":
        names = list(dict.fromkeys(name for record in records for name in record))
        lines = [",".join(record.get(name, "") for name in names) for record in records]
        return "\n".join([",".join(names), *lines]).encode()
    if kind == "omm-json":
        return json.dumps(records, indent=1).encode()
    fixed = {"CENTER_NAME": "EARTH", "REF_FRAME": "TEME", "TIME_SYSTEM": "UTC",
             "MEAN_ELEMENT_THEORY": "SGP4"}  # fmt: skip
    if kind == "omm-kvn":
        return b"".join(
            "\n".join(["CCSDS_OMM_VERS = 2.0", *(f"{k} = {v}" for k, v in (fixed | r).items()), ""])
            .encode() for r in records
        )  # fmt: skip
    bodies = "\n".join(
        "<omm><body><segment><data>\n"
        + "\n".join(f"<{k}>{v}</{k}>" for k, v in (fixed | r).items())
        + "\n</data></segment></body></omm>" for r in records
    )  # fmt: skip
    return f"<ndm>{bodies}</ndm>".encode()


@pytest.mark.parametrize(
    "name",
    ["catalog/celestrak_on_orbit_20241101.omm.csv.gz",
     "catalog/celestrak_active_20260710.omm.csv.gz", "tle_sgp4/sample_omm.csv"],
)  # fmt: skip
def test_real_csv_agrees_with_sgp4(data_dir, name):
    """Elements as `sgp4.omm` reads them: 1e-15 relative; epochs to 1 us."""
    data = bytes_of(data_dir / name)
    columns, faults = omm_csv.read(data)
    assert not faults
    peers = []
    for fields in csv.DictReader(io.StringIO(data.decode())):
        peer = Satrec()
        omm.initialize(peer, fields)
        peers.append(peer)
    assert len(peers) == len(columns)
    assert_as_satrecs(columns, peers)


@pytest.mark.parametrize(
    "name",
    ["catalog/spacetrack_gp_sample_20231222.json.gz", "tle_sgp4/sample_omm.json",
     "events/debris_2026/gp-debris-cosmos2251_20260811.json.gz"],
)  # fmt: skip
def test_real_json_agrees_with_sgp4(data_dir, name):
    data = bytes_of(data_dir / name)
    columns, faults = omm_json.read(data)
    assert not faults
    peers = []
    for fields in json.loads(data):
        peer = Satrec()
        omm.initialize(peer, fields)
        peers.append(peer)
    assert_as_satrecs(columns, peers)


def test_xml_agrees_with_sgp4(data_dir):
    path = data_dir / "tle_sgp4" / "sample_omm.xml"
    peer = Satrec()
    with path.open() as file:
        omm.initialize(peer, next(omm.parse_xml(file)))
    assert_as_satrecs(omm_xml.read(path.read_bytes())[0], [peer])


def test_orekit_reads_the_same_values(data_dir):
    """astro/ccsds/good.json: values read by Orekit 13.1, 1e-12 relative, epochs to 1 us."""
    folder = data_dir / "astro" / "ccsds"
    cases = [c for c in json.loads((folder / "good.json").read_text())["cases"]
             if c["expected"]["type"] == "OMM"]  # fmt: skip
    assert len(cases) == 2
    for case in cases:
        wanted = case["expected"]
        columns, faults = omm_kvn.read((folder / case["file"]).read_bytes())
        assert not faults
        assert columns.object_name[0] == wanted["object"]
        assert columns.object_id[0] == wanted["id"]
        assert columns.theory[0] == wanted["theory"]
        assert columns.norad_cat_id[0] == wanted["norad"]
        epoch = Epoch.from_utc(wanted["epoch_utc"] + "Z")
        assert abs(int(columns.epoch_tai_ns[0]) - epoch.tai_ns) < 1000
        got = (
            columns.mean_motion_rev_day[0] * 2 * np.pi / 86_400, columns.eccentricity[0],
            columns.inclination_deg[0], columns.raan_deg[0], columns.argp_deg[0],
            columns.mean_anomaly_deg[0],
        )  # fmt: skip
        expected = [wanted[k] for k in ("mean_motion_rad_s", "ecc", "inc_deg", "raan_deg",
                                        "argp_deg", "M_deg")]  # fmt: skip
        np.testing.assert_allclose(got, expected, rtol=1e-12)
        if wanted["bstar"] is None:
            assert columns.bterm_m2_kg[0] == 0.0015
        else:
            assert columns.bstar_per_er[0] == wanted["bstar"]


def test_what_orekit_refuses_is_at_fault_here(data_dir):
    """astro/ccsds/bad.json: the same keyword, and the line where Orekit names one."""
    folder = data_dir / "astro" / "ccsds"
    cases = [c for c in json.loads((folder / "bad.json").read_text())["cases"]
             if c["parse_as"] == "OMM"]  # fmt: skip
    assert cases
    for case in cases:
        data = (folder / case["file"]).read_bytes()
        if case["file"].endswith(".xml"):  # an OPM: no OMM in it
            with pytest.raises(MalformedMessage):
                omm_xml.read(data)
            continue
        _, faults = omm_kvn.read(data)
        keyword, *line = case["where"]
        assert [fault.keyword for fault in faults] == [keyword]
        assert not line or faults[0].line == int(line[0])
    spurious = (data_dir / "ndm/orekit/odm/omm/spurious-metadata.xml").read_bytes()
    columns, faults = omm_xml.read(spurious)
    assert len(columns) == 0
    assert [fault.keyword for fault in faults] == ["metadata"]


def test_both_flavours_of_one_message(data_dir):
    """ndm/egemenimre: the same Space-Track and CelesTrak OMMs in KVN, XML and JSON."""
    folder = data_dir / "ndm" / "egemenimre"
    for name in ("omm1_st", "omm1_ct"):
        kvn, kvn_faults = omm_kvn.read((folder / "kvn" / f"{name}.kvn").read_bytes())
        xml, xml_faults = omm_xml.read((folder / "json" / f"{name}.xml").read_bytes())
        assert not kvn_faults + xml_faults
        same(kvn, xml)
        assert kvn.object_type[0] == ("PAYLOAD" if name == "omm1_st" else "")
    parsed, _ = omm_json.read((folder / "json" / "omm1_st.json").read_bytes())
    same(parsed, omm_kvn.read((folder / "kvn" / "omm1_st.kvn").read_bytes())[0])
    assert parsed.country_code.tolist() == ["ARGN"]
    assert parsed.rcs_size.tolist() == ["MEDIUM"]


def test_units_of_kvn_and_xml():
    """A unit of the book is left out; any other is a fault, not a wrong number."""
    good = spelled("omm-kvn", [FIELDS | {"INCLINATION": "34.2443 [deg]", "BSTAR": "1E-4 [1/ER]"}])
    columns, faults = omm_kvn.read(good)
    assert not faults
    assert columns.inclination_deg[0] == 34.2443
    columns, faults = omm_kvn.read(good.replace(b"[deg]", b"[rad]"))
    assert len(columns) == 0
    assert [(fault.keyword, fault.got) for fault in faults] == [("INCLINATION", "34.2443 [rad]")]
    xml = spelled("omm-xml", [FIELDS]).replace(b"<INCLINATION>", b'<INCLINATION units="deg">')
    assert not omm_xml.read(xml)[1]
    _, faults = omm_xml.read(xml.replace(b'"deg"', b'"rad"'))
    assert [(fault.keyword, fault.line) for fault in faults] == [("INCLINATION", 11)]


@pytest.mark.parametrize("prefix", ["", "ndm:"])
def test_namespaces_of_xml(prefix):
    text = spelled("omm-xml", [FIELDS]).decode()
    text = re.sub(r"<(/?)", rf"<\g<1>{prefix}", text)
    text = text.replace(f"<{prefix}ndm>", f'<{prefix}ndm xmlns:ndm="urn:ccsds:schema:ndmxml">')
    columns, faults = omm_xml.read(text.encode())
    assert len(columns) == 1
    assert not faults


def test_latin_1_where_it_is_declared():
    text = spelled("omm-xml", [FIELDS | {"OBJECT_NAME": "Bélier"}]).decode()
    data = ('<?xml version="1.0" encoding="ISO-8859-1"?>' + text).encode("latin-1")
    columns, faults = omm_xml.read(data)
    assert columns.object_name.tolist() == ["Bélier"]
    assert not faults


BAD = {
    "MEAN_MOTION": ("0", "-1", "NaN", "inf", "1e400", "1_0", "x", "", "0x10", "\u0663"),
    "ECCENTRICITY": ("-0.1", "1", "1.5", "nan"),
    "INCLINATION": ("180.1", "-0.1"),
    "MEAN_ANOMALY": ("361", "-361"),
    "EPOCH": ("9999-01-01T00:00:00", "2024-02-30T00:00:00", "soon", "", "2024-01-01T00:00:60"),
    "NORAD_CAT_ID": ("1.5", "-5", "1000000000", "5 5"),
    "BSTAR": ("1e99", "", "--1"),
    "REV_AT_EPOCH": ("-1",),
}


@pytest.mark.parametrize("kind", sorted(MODULES))
@pytest.mark.parametrize(("keyword", "value"), [(k, v) for k, vs in BAD.items() for v in vs])
def test_a_bad_value_is_told_and_its_neighbours_kept(kind, keyword, value):
    records = [FIELDS, FIELDS | {keyword: value}, FIELDS]
    data = spelled(kind, records)
    columns, faults = MODULES[kind].read(data)
    assert len(columns) == 2
    fault = next(fault for fault in faults if fault.refused)
    assert fault.keyword == keyword
    assert fault.got == (value or "nothing")
    assert fault.expected
    assert sum(fault.count for fault in faults if fault.refused) == 1
    line = data.decode().splitlines()[fault.line - 1]
    assert value in line if kind == "omm-csv" else keyword in line


@pytest.mark.parametrize("kind", ["omm-kvn", "omm-xml"])
def test_other_frames_and_times_are_refused(kind):
    for keyword, value in (("REF_FRAME", "GCRF"), ("TIME_SYSTEM", "TAI"), ("CENTER_NAME", "MARS")):
        columns, faults = MODULES[kind].read(spelled(kind, [FIELDS | {keyword: value}, FIELDS]))
        assert len(columns) == 1
        assert [(f.keyword, f.got) for f in faults if f.refused] == [(keyword, value)]


def test_columns_of_csv_in_any_order_and_case():
    names = sorted(FIELDS)
    data = ",".join(n.lower() for n in names) + ",EXTRA\n" + ",".join(FIELDS[n] for n in names)
    columns, faults = omm_csv.read(data.encode() + b",1\n")
    assert not faults
    same(columns, omm_csv.read(f"{HEADER}\n{ROW}".encode())[0])


@pytest.mark.parametrize(
    ("data", "keyword"),
    [
        (HEADER.replace(",EPOCH", "") + "\n" + ROW, "EPOCH"),
        (HEADER.replace("NORAD_CAT_ID", "X").replace("OBJECT_ID", "Y") + "\n" + ROW,
         "NORAD_CAT_ID"),
        (HEADER + ",EPOCH\n" + ROW + ",1", "EPOCH"),
        (ROW, "EPOCH"),
    ],
)  # fmt: skip
def test_a_table_without_its_columns_is_malformed(data, keyword):
    with pytest.raises(MalformedMessage) as caught:
        omm_csv.read(data.encode())
    assert caught.value.keyword == keyword
    assert caught.value.line == 1


def test_rows_of_csv_with_too_few_fields_quotes_and_repeated_headers():
    quoted = ROW.replace("VANGUARD 1", '"VANGUARD, ""ONE"""')
    short = ROW.rpartition(",")[0]
    data = "\r\n".join([HEADER, ROW, short, quoted, HEADER, "", ROW, ROW.replace("V", '"')])
    columns, faults = omm_csv.read(data.encode())
    assert columns.object_name.tolist() == ["VANGUARD 1", 'VANGUARD, "ONE"', "VANGUARD 1"]
    assert [(fault.line, fault.expected, fault.got) for fault in faults] == [
        (3, "17 fields", "16"), (8, "17 fields", "0"),
    ]  # fmt: skip


def test_no_catalogue_number():
    """A designator or an identity of another scheme will do; nothing at all will not."""
    records = [
        FIELDS | {"NORAD_CAT_ID": "0"},
        FIELDS | {"NORAD_CAT_ID": "", "OBJECT_ID": "GBR/acme-sat:7"},
        FIELDS | {"NORAD_CAT_ID": "", "OBJECT_ID": ""},
        FIELDS | {"NORAD_CAT_ID": "799500123"},
    ]
    columns, faults = omm_csv.read(spelled("omm-csv", records))
    assert columns.other_id.tolist() == ["cospar:1958-002B", "GBR/acme-sat:7", ""]
    assert columns.norad_cat_id.tolist() == [0, 0, 799_500_123]
    assert [(fault.line, fault.keyword) for fault in faults] == [(4, "NORAD_CAT_ID")]
    for kind in MODULES:
        same(MODULES[kind].read(MODULES[kind].write(columns))[0], columns)


def test_json_that_is_broken_keeps_its_sound_records():
    records = [FIELDS | {"OBJECT_NAME": f"SAT {n}"} for n in range(5)]
    text = json.dumps(records)
    cut = text[: text.index('"SAT 4"') + 3]
    columns, faults = omm_json.read(cut.encode())
    assert columns.object_name.tolist() == ["SAT 0", "SAT 1", "SAT 2", "SAT 3"]
    assert [fault.keyword for fault in faults] == ["RECORD"]
    stray = text.replace('"SAT 1",', '"SAT 1,').replace('"10.84869164"', "NaN", 1)
    columns, faults = omm_json.read(stray.encode())
    assert columns.object_name.tolist() == ["SAT 2", "SAT 3", "SAT 4"]
    assert sum(fault.count for fault in faults) == 2


@pytest.mark.parametrize("kind", ["omm-json", "omm-kvn", "omm-xml"])
def test_a_keyword_that_stands_twice_is_refused(kind):
    data = spelled(kind, [FIELDS, FIELDS])
    again = {
        "omm-json": b'"BSTAR": "1",',
        "omm-kvn": b"BSTAR = 1\n",
        "omm-xml": b"<BSTAR>1</BSTAR>",
    }
    at = data.index(b"MEAN_MOTION") - (1 if kind != "omm-kvn" else 0)
    columns, faults = MODULES[kind].read(data[:at] + again[kind] + data[at:])
    assert len(columns) == 1
    assert [fault.keyword for fault in faults] == ["BSTAR"]


def test_xml_that_breaks_resumes_at_the_next_message():
    records = [FIELDS | {"OBJECT_NAME": f"SAT {n}"} for n in range(4)]
    data = spelled("omm-xml", records).replace(b"SAT 1</OBJECT_NAME>", b"SAT 1 & more<")
    columns, faults = omm_xml.read(data)
    assert columns.object_name.tolist() == ["SAT 0", "SAT 2", "SAT 3"]
    line = data[: data.index(b" & ")].count(b"\n") + 1
    assert [(fault.keyword, fault.line) for fault in faults] == [("XML", line)]
    columns, _ = omm_xml.read(data[: data.index(b"SAT 3")])
    assert columns.object_name.tolist() == ["SAT 0", "SAT 2"]


def test_entities_are_never_defined():
    bomb = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    for doctype in (bomb, b'<!DOCTYPE l SYSTEM "file:///etc/passwd">'):
        with pytest.raises(MalformedMessage, match="DOCTYPE"):
            omm_xml.read(doctype + spelled("omm-xml", [FIELDS]))


@pytest.mark.parametrize("edition", ["1.0", "2.0.0"])
def test_written_xml_follows_the_schema(data_dir, edition):
    """ndm/xsd: CCSDS NDM/XML schemas 1.0 and 2.0.0; 1.0 knows no negative B*."""
    name = {"1.0": "ndmxml-1.0-master.xsd", "2.0.0": "ndmxml-2.0.0-master-2.0.xsd"}[edition]
    schema = etree.XMLSchema(etree.parse(data_dir / "ndm" / "xsd" / name))
    columns, _ = omm_json.read(
        bytes_of(data_dir / "catalog" / "spacetrack_gp_sample_20231222.json.gz")
    )
    if edition == "1.0":
        columns = columns.take(columns.bstar_per_er > 0.0)
    created = Epoch.from_utc("2024-01-01T00:00:00Z")
    written = omm_xml.write(columns, created=created, originator="CSPO")
    schema.assertValid(etree.fromstring(written))
    same(omm_xml.read(written)[0], columns)


@pytest.mark.parametrize("kind", ["omm-csv", "omm-json"])
def test_real_files_are_written_as_they_were(data_dir, kind):
    """Text for text: CelesTrak's CSV of 2026 and JSON; the CSV of 2024 but for one blank."""
    if kind == "omm-json":
        for name in ("cosmos1408", "cosmos2251", "iridium33"):
            path = data_dir / "events" / "debris_2026" / f"gp-debris-{name}_20260811.json.gz"
            data = bytes_of(path)
            assert omm_json.write(omm_json.read(data)[0]) == data
        return
    for name, trailing_blanks in (
        ("celestrak_active_20260710", 0), ("celestrak_on_orbit_20241101", 1),
    ):  # fmt: skip
        lines = bytes_of(data_dir / "catalog" / f"{name}.omm.csv.gz").splitlines()
        written = omm_csv.write(omm_csv.read(b"\n".join(lines))[0]).splitlines()
        assert sum(a != b for a, b in zip(lines, written, strict=True)) == trailing_blanks
        assert [line.replace(b" ,", b",") for line in lines] == written


def test_celestrak_table_agrees_with_itself(data_dir):
    """With and without its TLE lines: the same to 1e-12; epochs to 1 ns.

    The lines of 264 rows are rounded from what the columns say: the columns win.
    """
    path = data_dir / "catalog" / "celestrak_full_20250113.csv.gz"
    data = bytes_of(path)
    columns, faults = elements_csv.read(data)
    assert not faults
    assert len(columns) == 27_260
    table = list(csv.DictReader(io.StringIO(data.decode())))
    no_lines = [{**row, "tle_line1": "", "tle_line2": ""} for row in table]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table[0]))
    writer.writeheader()
    writer.writerows(no_lines)
    plain, faults = elements_csv.read(text.getvalue().encode())
    assert not faults
    np.testing.assert_array_equal(plain.norad_cat_id, columns.norad_cat_id)
    assert np.abs(plain.epoch_tai_ns - columns.epoch_tai_ns).max() <= 1
    for name in ("mean_motion_rev_day", "eccentricity", "inclination_deg", "raan_deg", "argp_deg",
                 "mean_anomaly_deg", "bstar_per_er"):  # fmt: skip
        np.testing.assert_allclose(
            getattr(plain, name), getattr(columns, name), rtol=1e-12, atol=1e-12
        )
    with_lines = np.array([bool(row["tle_line1"]) for row in table])
    assert (columns.rev_at_epoch > 0)[with_lines].mean() > 0.99
    assert columns.eccentricity[0] == 0.1842951
    assert np.isfinite(columns.rcs_m2).sum() == 13_696


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high) | st.floats(low, high).map(lambda x: round(x, 4))


names = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=12)
columns_strategy = st.integers(0, 4).flatmap(
    lambda n: st.fixed_dictionaries({
        name: st.lists(values, min_size=n, max_size=n) for name, values in {
            "norad_cat_id": st.integers(1, 999_999_999), "object_id": names, "object_name": names,
            "epoch_tai_ns": st.integers(-9 * 10**18, 9 * 10**18),
            "mean_motion_rev_day": numbers(1e-3, 20.0), "eccentricity": numbers(0.0, 0.9999),
            "inclination_deg": numbers(0.0, 180.0), "raan_deg": numbers(-360.0, 360.0),
            "argp_deg": numbers(0.0, 360.0), "mean_anomaly_deg": numbers(0.0, 360.0),
            "ephemeris_type": st.integers(0, 9), "rev_at_epoch": st.integers(0, 10**6),
            "element_set_no": st.integers(0, 9999), "bstar_per_er": numbers(-10.0, 10.0),
            "mean_motion_dot_rev_day2": numbers(-1.0, 1.0),
            "mean_motion_ddot_rev_day3": numbers(-1e-3, 1e-3),
            "country_code": names, "rcs_m2": numbers(0.0, 1e3) | st.just(float("nan")),
        }.items()
    }).map(lambda given: GpColumns.build(n, given))
)  # fmt: skip


@settings(max_examples=60)
@given(columns_strategy)
def test_what_is_written_reads_back_the_same(columns):
    """Every float to the bit and every epoch to the nanosecond, in all four encodings."""
    for kind in GP_WRITERS:
        data, faults = write_gp(columns, kind)
        assert not faults
        if len(columns) == 0 and kind != "omm-csv":
            continue
        again, _ = MODULES[kind].read(data)
        same(again, columns)
        if len(columns):
            assert read_gp(data)[0] == kind


def test_a_name_of_json_marks_costs_no_record():
    """A value that begins with a colon looks like one key more; braces beside it mislead."""
    given = {"norad_cat_id": [5, 6], "object_name": [":", "{"], "mean_motion_rev_day": [1.0, 2.0]}
    columns = GpColumns.build(2, given)
    data, _ = write_gp(columns, "omm-json")
    again, faults = omm_json.read(data)
    assert not faults
    same(again, columns)
    twice = data.replace(b'"NORAD_CAT_ID":5', b'"NORAD_CAT_ID":5,"NORAD_CAT_ID":7')
    assert 7 not in omm_json.read(twice)[0].norad_cat_id


def test_an_endless_value_is_no_number():
    """What stands before and after 100,000 blanks is not joined, nor its beginning taken alone."""
    data = spelled("omm-xml", [FIELDS, {**FIELDS, "INCLINATION": "3" + " " * 100_000 + "4.2"}])
    columns, faults = omm_xml.read(data)
    assert len(columns) == 1
    assert [fault.keyword for fault in faults if fault.refused] == ["INCLINATION"]


def test_there_is_no_such_format():
    with pytest.raises(UsageError):
        write_gp(GpColumns.empty(), "omm-morse")


number_texts = st.from_regex(
    r"[+-]?[0-9]{0,20}\.?[0-9]{0,20}([eE][+-]?[0-9]{1,3})?", fullmatch=True
)


@given(st.lists(number_texts | st.floats().map(repr) | st.text(max_size=8), min_size=1, max_size=9))
def test_columns_of_bytes_and_single_values_agree(texts):
    """CSV read by columns of bytes, and row by row (a quote in a name forces that)."""
    usable = [t for t in texts if not set(t) & set(',"\r\n')]
    rows = [ROW.replace("-.22483E-4", text) for text in usable]
    fast, fast_faults = omm_csv.read("\n".join([HEADER, *rows, ""]).encode())
    rows.append(ROW.replace("VANGUARD 1", '"VANGUARD 1"'))
    slow, slow_faults = omm_csv.read("\n".join([HEADER, *rows, ""]).encode())
    same(fast, slow.take(np.arange(len(slow) - 1)))
    assert fast_faults == slow_faults
    for value, text in zip(fast.bstar_per_er, [t for t in usable if _reads(t)], strict=True):
        assert value == float(text)


def _reads(text: str) -> bool:
    plain = re.fullmatch(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", text, re.ASCII)
    return bool(plain) and abs(float(text)) <= 1e9
