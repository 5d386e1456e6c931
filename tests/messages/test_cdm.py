"""CDMs: real ones, malformed ones, and the tables against the Structs."""

from __future__ import annotations

import json
import typing

import msgspec
import numpy as np
import pytest

from cspo.errors import MalformedMessage, UsageError
from cspo.messages import cdm
from cspo.messages.ccsds import Kind
from cspo.messages.cdm import table
from cspo.time import Epoch

STRUCTS = {
    table.HEADER: cdm.Header, table.RELATIVE: cdm.Relative, table.METADATA: cdm.Metadata,
    table.OD: cdm.OrbitDetermination, table.ADDITIONAL: cdm.Additional,
    table.STATE: cdm.StateVector,
}  # fmt: skip
EXAMPLE = "astro/ccsds/good/CDMExample3.txt"


@pytest.fixture
def example(data_dir):
    return (data_dir / EXAMPLE).read_bytes()


def test_values_of_good_json(data_dir):
    """Authority: good.json, read by Orekit 13.1; 1e-12 relative, epochs to 1 us."""
    cases = json.loads((data_dir / "astro/ccsds/good.json").read_text())["cases"]
    cases = [case for case in cases if case["expected"]["type"] == "CDM"]
    assert len(cases) == 5
    for case in cases:
        want = case["expected"]
        got = cdm.read((data_dir / "astro/ccsds" / case["file"]).read_bytes())
        assert got.header.message_id == want["msg_id"]
        assert got.header.originator == want["originator"]
        assert abs(Epoch.from_utc(got.relative.tca) - Epoch.from_utc(want["tca_utc"])) < 1e-6
        assert got.relative.miss_distance_m == pytest.approx(want["miss_distance_m"], rel=1e-12)
        for ours, key in (("relative_speed_m_s", "relative_speed_mps"),
                          ("collision_probability", "pc")):  # fmt: skip
            value = getattr(got.relative, ours)
            assert value == (want[key] and pytest.approx(want[key], rel=1e-12))
        for side in ("object1", "object2"):
            each, expected = getattr(got, side), want[side]
            assert each.metadata.object_designator == expected["designator"]
            assert each.metadata.object_name == expected["name"]
            assert each.metadata.ref_frame == expected["frame"]
            state = each.state
            r_m = np.array([state.x_km, state.y_km, state.z_km]) * 1e3
            v_m_s = np.array([state.x_dot_km_s, state.y_dot_km_s, state.z_dot_km_s]) * 1e3
            np.testing.assert_allclose(r_m, expected["r_m"], rtol=1e-12)
            np.testing.assert_allclose(v_m_s, expected["v_mps"], rtol=1e-12)
            for ours, key in (("CR_R", "CRR"), ("CT_T", "CTT"), ("CN_N", "CNN"), ("CT_R", "CTR")):
                value = each.covariance[ours]
                assert value == pytest.approx(expected[f"{key}_m2"], rel=1e-12)


@pytest.mark.parametrize(
    ("name", "line", "keyword"),
    [
        ("astro/ccsds/bad/CDM-missing-TCA.txt", 5, "TCA"),
        ("astro/ccsds/bad/CDM-missing-object2-state-vector.txt", 56, "X"),
        ("ndm/orekit/cdm/CDM-wrong-key-word.txt", 6, "WRONG_KEYWORD"),
        ("ndm/orekit/cdm/CDMExample1InvalidTca.txt", 5, "TCA"),
        ("astro/pc/cdm/OmitronTestCase_Test01_HighPc.cdm", 11, "RELATIVE_VELOCITY_R"),
    ],
)
def test_malformed_ones(name, line, keyword, data_dir):
    data = (data_dir / name).read_bytes()
    faults = cdm.parse(data).faults
    assert (faults[0].line, faults[0].keyword) == (line, keyword)
    with pytest.raises(MalformedMessage) as caught:
        cdm.read(data)
    assert (caught.value.line, caught.value.keyword) == (line, keyword)


@pytest.mark.parametrize(
    ("old", "new", "line", "keyword", "got"),
    [
        (b"104.92                                       [m]", b"104.92 [km]", 8, "MISS_DISTANCE",
         "[km]"),
        (b"[m**2/s**2]", b"[m**2]", 66, "CRDOT_RDOT", "[m**2]"),
        (b"4.142E+01", b"4.142X+01", 57, "CR_R", "4.142X+01"),
        (b"-8.579E+00", b"NaN", 58, "CT_R", "NaN"),
        (b"= EME2000", b"= TEME", 45, "REF_FRAME", "TEME"),
        (b"= 2.355e-03", b"= 2.355e+03", 25, "COLLISION_PROBABILITY", "2.355e+03"),
        (b"CATALOG_NAME ", b"CATALOGUE_NAME ", 29, "CATALOGUE_NAME", "CATALOGUE_NAME"),
        (b"OBJECT_NAME                                          = GALAXY 15",
         b"OBJECT_NAME =", 30, "OBJECT_NAME", ""),
        (b"MESSAGE_FOR ", b"MESSAGE_ID ", 5, "MESSAGE_ID", "20120912223112"),
    ],
)  # fmt: skip
def test_one_thing_wrong(old, new, line, keyword, got, example):
    assert old in example
    fault = cdm.parse(example.replace(old, new, 1)).faults[0]
    lines = example.split(b"\n")
    found = next(i for i, text in enumerate(lines, 1) if old.split(b"\n")[0].strip() in text)
    assert fault.line in (line, found)
    assert fault.keyword == keyword
    assert fault.got == got
    assert fault.expected


def test_real_messages_that_break_the_book_can_be_used(data_dir):
    for path in (data_dir / "cdm/privateer_tsx_tdx").glob("*.cdm"):
        parsed = cdm.parse(path.read_bytes())
        missing = {fault.keyword for fault in parsed.faults}
        assert missing == {"INTERNATIONAL_DESIGNATOR", "MANEUVERABLE"}
        assert parsed.message.object1.metadata.international_designator == ""
        assert parsed.message.object1.covariance["CR_R"] > 0
        assert any("ELROD-2019" in text for text in parsed.message.comments())


def test_hard_body_radius_of_cara(data_dir):
    """Authority: the comments of the messages, as their Pc test cases use them."""
    found = {
        path.name: cdm.hbr_m(cdm.parse(path.read_bytes()).message)
        for path in (data_dir / "astro/pc/cdm").glob("*.cdm")
    }
    assert len(found) == 25
    name = "000040376_conj_000054517_20230606_101715_20230531_221558.cdm"
    assert found[name] == 7.5
    assert found["OmitronTestCase_Test01_HighPc.cdm"] == 20.0
    assert None not in found.values()


def test_two_radii_are_refused(example):
    text = example.replace(
        b"COMMENT Object1 Metadata", b"COMMENT HBR = 7 [m]\nCOMMENT HBR = 0.01 [km]"
    )
    with pytest.raises(UsageError):
        cdm.hbr_m(cdm.read(text))
    once = example.replace(b"COMMENT Object1 Metadata", b"COMMENT HBR = 0.01 [km]")
    assert cdm.hbr_m(cdm.read(once)) == 10.0


def test_comments_survive_both_encodings(data_dir):
    path = data_dir / "astro/pc/cdm/000025994_conj_000037558_20210324_151047_20210323_154356.cdm"
    message = cdm.read(path.read_bytes())
    assert len(message.comments()) > 15
    for encoding in ("kvn", "xml"):
        assert cdm.read(cdm.write(message, encoding)).comments() == message.comments()


def test_keywords_of_the_draft_are_kept(data_dir):
    message = cdm.read((data_dir / "astro/ccsds/good/CDMExample_issue_940.xml").read_bytes())
    assert message.version == "2.0"
    assert ("HBR", "2.5 [m]") in message.object1.extras
    assert ("CZDOT_ZDOT", "0.003 [m**2/s**2]") in message.object1.extras
    text = cdm.write(message).decode()
    assert text.startswith("CCSDS_CDM_VERS               = 1.0")
    assert "COMMENT CDM 2.0: HBR = 2.5 [m]" in text


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("encoding", ["kvn", "xml"])
def test_encodings_of_unicode(codec, encoding, example):
    message = cdm.read(example)
    data = cdm.write(message, encoding).decode().encode(codec)
    parsed = cdm.parse(data)
    assert parsed.message == message
    assert parsed.charset.startswith(codec.upper()[:6].rstrip("-"))


@pytest.mark.parametrize("ends", [b"\r\n", b"\r", b"\n\n"])
def test_line_ends(ends, example):
    assert cdm.read(example.replace(b"\n", ends)) == cdm.read(example)


@pytest.mark.parametrize(
    "namespace",
    [
        b'<cdm xmlns="urn:ccsds:schema:ndmxml"',
        b'<ndm:cdm xmlns:ndm="urn:ccsds:recommendation:navigation:schema:ndmxml"',
    ],
)
def test_both_flavours_of_namespace(namespace, data_dir):
    data = (data_dir / "astro/ccsds/good/CDMExample1.xml").read_bytes()
    data = data.replace(b"<cdm", namespace)
    if namespace.startswith(b"<ndm"):
        data = data.replace(b"</cdm>", b"</ndm:cdm>")
    assert cdm.read(data).header.message_id == "20111371985"


@pytest.mark.parametrize(
    "attack",
    [
        b'<!DOCTYPE cdm [<!ENTITY a "b">]><cdm>&a;</cdm>',
        b'<!DOCTYPE cdm SYSTEM "http://127.0.0.1/x.dtd"><cdm/>',
        b'<?xml version="1.0"?>\n<!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/passwd">]><cdm>&x;</cdm>',
        b"<cdm>&undefined;</cdm>", b"<cdm>", b"<oem/>", b"", b"\0\0\0", b"PK\x03\x04", b"COMMENT x",
        b"CCSDS_OEM_VERS = 2.0", b"<" * 100_000, b"<cdm>" * 100_000,
        "<!DOCTYPE cdm [<!ENTITY a 'b'>]><cdm>&a;</cdm>".encode("utf-16"),
    ],
)  # fmt: skip
def test_what_is_no_cdm(attack):
    with pytest.raises(MalformedMessage):
        cdm.read(attack)


def test_line_in_xml(data_dir):
    data = (data_dir / "astro/ccsds/good/CDMExample1.xml").read_bytes()
    line = data[: data.index(b"4.835E-05")].count(b"\n") + 1
    fault = cdm.parse(data.replace(b"4.835E-05", b"five")).faults[0]
    assert (fault.line, fault.keyword, fault.got) == (line, "COLLISION_PROBABILITY", "five")


def test_tables_and_structs_agree():
    for block, struct in STRUCTS.items():
        hints = typing.get_type_hints(struct)
        assert list(struct.__struct_fields__) == ["comments", *(k.field for k in block.keywords)]
        for keyword in block.keywords:
            kind = {Kind.NUMBER: float, Kind.INTEGER: int}.get(keyword.kind, str)
            want = kind if keyword.mandatory else kind | None
            assert hints[keyword.field] == want, keyword.name
    assert cdm.Covariance.names()[:3] == ("CR_R", "CT_R", "CT_T")
    assert len(cdm.Covariance.names()) == 45


def test_matrix_is_symmetric_and_in_order(example):
    covariance = cdm.read(example).object1.covariance
    matrix = covariance.matrix_m2()
    assert matrix[0, 0] == 41.42
    assert matrix[1, 0] == matrix[0, 1] == -8.579
    assert matrix[5, 4] == covariance["CNDOT_TDOT"] == -1.091e-06
    assert covariance["CTHR_THR"] is None


def test_messages_are_frozen(example):
    with pytest.raises(AttributeError):
        cdm.read(example).header.originator = "X"
    assert msgspec.json.decode(msgspec.json.encode(cdm.read(example)), type=cdm.Cdm) == cdm.read(
        example
    )


def test_half_a_relative_state_is_not_lost(example):
    line = next(x for x in example.split(b"\n") if x.startswith(b"RELATIVE_POSITION_T"))
    parsed = cdm.parse(example.replace(line + b"\n", b""))
    assert [remark.keyword for remark in parsed.remarks] == ["RELATIVE_POSITION_T"]
    again = cdm.read(cdm.write(parsed.message, "xml"))
    assert "RELATIVE_POSITION_R = 30.6 [m]" in again.relative.comments
    assert again.relative.relative_position_r_m is None


def test_another_encoding_is_refused(example):
    with pytest.raises(UsageError):
        cdm.write(cdm.read(example), "json")
