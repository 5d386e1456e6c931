"""Formats by content."""

from __future__ import annotations

import gzip

import pytest

from cspo.errors import MalformedMessage
from cspo.messages.formats import read_gp
from cspo.messages.sniff import sniff

TLE = (
    b"1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753\n"
    b"2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667\n"
)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("catalog/celestrak_on_orbit_20241101.omm.csv.gz", "omm-csv"),
        ("catalog/celestrak_full_20250113.csv.gz", "elements-csv"),
        ("catalog/jsc_vimpel_tle_2025.json.gz", "vimpel-json"),
        ("catalog/spacetrack_gp_sample_20231222.json.gz", "omm-json"),
        ("catalog/snapshot_20240709.tle.gz", "tle"),
        ("catalog/spacetrack_3le_20131023.txt.gz", "tle"),
        ("tle_sgp4/SGP4-VER.TLE", "tle"),
        ("tle_sgp4/sample_omm.xml", "omm-xml"),
        ("ndm/bluebook_examples/kvn/omm_g7.kvn", "omm-kvn"),
        ("ndm/bluebook_examples/kvn/oem_g12.kvn", "oem-kvn"),
        ("ndm/bluebook_examples/xml/omm_g10.xml", "omm-xml"),
        ("ndm/orekit/cdm/CDMExample1.xml", "cdm-xml"),
        ("ndm/bluebook_examples/xml/ndm_g21.xml", "omm-xml"),
    ],
)
def test_real_files(data_dir, name, kind):
    data = (data_dir / name).read_bytes()
    data = gzip.decompress(data) if name.endswith(".gz") else data
    assert sniff(data) == kind
    assert sniff(data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")) == kind
    assert sniff(b"\xef\xbb\xbf" + data) == kind
    assert sniff(data[:100_000].decode("utf-8", "replace").encode("utf-16")) == kind


@pytest.mark.parametrize(
    ("data", "got"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "blanks only"),
        (b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>", "web page"),
        (b"<html><head><title>Sign in</title>", "web page"),
        (b"No GP data found", "No GP data found"),
        (gzip.compress(TLE, mtime=0), "gzip"),
        (b"PK\x03\x04 a zip", "zip"),
        (b"%PDF-1.7", "PDF"),
        (bytes(range(256)) * 4, "binary"),
        (b"\x00" * 1000, "binary"),
        (b"NORAD_CAT_ID,OWNER\n5,US\n", "table without elements"),
        (b"<greeting>hello</greeting>", "another kind"),
        (b"<?xml version='1.0'?>", "without an element"),
        (b"\xff\xfe\x00", "decode"),
    ],
)
def test_what_is_no_catalogue_says_so(data, got):
    with pytest.raises(MalformedMessage) as caught:
        sniff(data)
    assert got in caught.value.got


def test_messages_without_element_sets_are_named():
    with pytest.raises(MalformedMessage, match="oem-kvn"):
        read_gp(b"CCSDS_OEM_VERS = 2.0\n")


def test_a_web_page_saved_as_a_catalogue_keeps_what_is_good():
    """A sign-in page glued to good lines: the lines are read, the page is told."""
    name, columns, faults = read_gp(TLE + b"<html>\n<body>Too many requests</body>\n</html>\n")
    assert name == "tle"
    assert len(columns) == 1
    assert [fault.line for fault in faults] == [3, 4, 5]
