"""validate() on every message of the shared data."""

from __future__ import annotations

import gzip
import json

import msgspec
import pytest

from cspo.messages.ccsds import decode
from cspo.messages.formats import GP_READERS
from cspo.messages.validate import Report, validate


def test_bad_json(data_dir):
    """Authority: bad.json. Messages whose books are not written in yet are neither."""
    for case in json.loads((data_dir / "astro/ccsds/bad.json").read_text())["cases"]:
        report = validate((data_dir / "astro/ccsds" / case["file"]).read_bytes())
        if report.valid is None:
            assert report.message not in ("OEM", "CDM")
            assert report.note == f"{report.message}: recognized, not yet supported"
            continue
        assert not report.valid
        if report.message in ("OEM", "CDM"):
            fault = report.faults[0]
            assert {str(fault.line), fault.keyword} & set(case["where"]), case["file"]


def test_good_json(data_dir):
    for case in json.loads((data_dir / "astro/ccsds/good.json").read_text())["cases"]:
        report = validate((data_dir / "astro/ccsds" / case["file"]).read_bytes())
        assert report.message == case["expected"]["type"]
        assert report.valid is not False, (case["file"], report.faults)
        if report.message in ("OEM", "CDM"):
            assert report.valid
            assert report.encoding == ("xml" if case["file"].endswith("xml") else "kvn")


@pytest.mark.parametrize(
    ("name", "charset"),
    [
        ("UCS-4-BE.xml", "utf-32-be"), ("UCS-4-LE-BOM.xml", "utf-32-le"),
        ("UTF-16-BE-BOM.xml", "utf-16-be"), ("UTF-16-LE-BOM.xml", "utf-16-le"),
        ("UTF-8.xml", "utf-8"), ("UTF-8.kvn", "utf-8"),
    ],
)  # fmt: skip
def test_every_encoding_is_understood(name, charset, data_dir):
    """The lexical samples are no message: refused for what they say, so they were read."""
    data = (data_dir / "ndm/orekit/lexical" / f"minimalist-{name}").read_bytes()
    assert decode(data).charset == charset.upper()
    report = validate(data)
    assert report.valid is False
    assert ("greeting" if name.endswith("xml") else "CCSDS_XYZ") in report.faults[0].got


@pytest.mark.parametrize(
    "data",
    [b"", b"   \n", b"\0" * 100, b"hello", b"<html><body>404</body></html>", b"<a", b"{}", b"[1]",
     gzip.compress(b"CCSDS_OEM_VERS = 2.0", mtime=0), b"CCSDS_OEM_VERS", b"CCSDS_OEM_VERS = 2.0",
     b"CCSDS_CDM_VERS = 1.0", b"\xff\xfe\x00", b"1 " * 100],
)  # fmt: skip
def test_nothing_is_raised(data):
    report = validate(data)
    assert report.valid is False
    assert report.faults


def test_element_sets(data_dir):
    tle = (data_dir / "tle_sgp4/SGP4-VER.TLE").read_bytes().split(b"\n")
    two = b"\n".join(line[:69] for line in tle if line[:2] in (b"1 ", b"2 "))[:139]
    report = validate(two + b"\n")
    assert (report.message, report.encoding, report.valid) == ("TLE", "tle", True)
    wrong = validate(two.replace(b"1 00005U", b"1 00006U") + b"\n")
    assert wrong.valid is False
    assert wrong.faults[0].line is not None
    assert "omm-csv" in GP_READERS


def test_version_of_what_is_only_recognized(data_dir):
    for name, version in (("OPMExample2.txt", "3.0"), ("OPMExample3.xml", "3.0"),
                          ("TDMExample8.xml", "1.0"), ("OMMExample5.txt", "3.0")):  # fmt: skip
        report = validate((data_dir / "astro/ccsds/good" / name).read_bytes())
        assert report.version == version, name


def test_report_is_json(data_dir):
    report = validate((data_dir / "astro/ccsds/bad/OEM-wrong-keyword.txt").read_bytes())
    fields = json.loads(msgspec.json.encode(report))
    assert {"message", "version", "encoding", "valid", "faults"} <= set(fields)
    assert {"line", "keyword", "expected", "got", "text"} <= set(fields["faults"][0])
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report
