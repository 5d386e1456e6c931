"""NATO's XML labels: round trip, against a schema and another parser, and what is refused."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from lxml import etree
from mutation import mutate

from cspo.errors import MalformedMessage, UsageError
from cspo.markings import CSPO, Group, Label, Membership, from_xml, make_label, to_xml
from cspo.markings.adatp4774 import NAMESPACE
from cspo.time import Epoch
from tests.markings.labels import LEVELS, known_labels

CREATED = Epoch.from_utc("2026-02-03T04:05:06Z")
OURS = tuple(level for level in LEVELS if level[0] != "NATO")
FULL = make_label(
    "S", ["AUS", "FRA", "GBR/acme-sat"], orcon=True, originators=["AUS", "USA"],
    caveats=["LIMDIS", "PROPIN"], derived_from=["Guide <1> & Annex é"], review="2027-03-04",
    reason=["sensor"],
)  # fmt: skip
WRITTEN = to_xml(FULL, CREATED)

SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
    targetNamespace="{NAMESPACE}" xmlns:l="{NAMESPACE}">
  <xs:simpleType name="name"><xs:restriction base="xs:token"><xs:minLength value="1"/>
  </xs:restriction></xs:simpleType>
  <xs:simpleType name="kind"><xs:restriction base="xs:string"><xs:enumeration value="RESTRICTIVE"/>
    <xs:enumeration value="PERMISSIVE"/><xs:enumeration value="INFORMATIVE"/>
  </xs:restriction></xs:simpleType>
  <xs:element name="originatorConfidentialityLabel"><xs:complexType><xs:sequence>
    <xs:element name="ConfidentialityInformation"><xs:complexType><xs:sequence>
      <xs:element name="PolicyIdentifier"><xs:complexType><xs:simpleContent>
        <xs:extension base="l:name"><xs:attribute name="URI" type="xs:anyURI"/></xs:extension>
      </xs:simpleContent></xs:complexType></xs:element>
      <xs:element name="Classification" type="l:name"/>
      <xs:element name="Category" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
        <xs:element name="GenericValue" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
        </xs:sequence><xs:attribute name="Type" type="l:kind" use="required"/>
        <xs:attribute name="TagName" type="xs:string" use="required"/>
        <xs:attribute name="URI" type="xs:anyURI"/></xs:complexType></xs:element>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="OriginatorID" minOccurs="0"><xs:complexType><xs:simpleContent>
      <xs:extension base="xs:string"><xs:attribute name="IDType" use="required" type="xs:string"/>
      </xs:extension></xs:simpleContent></xs:complexType></xs:element>
    <xs:element name="CreationDateTime" type="xs:dateTime"/>
  </xs:sequence><xs:attribute name="Id" type="xs:ID"/>
  <xs:attribute name="ReviewDateTime" type="xs:dateTime"/></xs:complexType></xs:element>
</xs:schema>"""
"""What of ADatP-4774 edition A, appendix 1, a label of ours can use, set down for this test."""


def test_a_label_written_out() -> None:
    """Element by element, as the standard names them; read by another library."""
    root = etree.fromstring(WRITTEN)
    s = f"{{{NAMESPACE}}}"
    assert root.tag == f"{s}originatorConfidentialityLabel"
    assert root.nsmap == {"s4774": NAMESPACE}
    assert dict(root.attrib) == {"ReviewDateTime": "2027-03-04T00:00:00Z"}
    assert [child.tag for child in root] == [
        f"{s}ConfidentialityInformation",
        f"{s}CreationDateTime",
    ]
    information, created = root
    assert created.text == "2026-02-03T04:05:06Z"
    assert [(child.tag, child.text) for child in information[:2]] == [
        (f"{s}PolicyIdentifier", "CSPO"),
        (f"{s}Classification", "SECRET"),
    ]
    assert [
        (category.get("Type"), category.get("TagName"), [value.text for value in category])
        for category in information[2:]
    ] == [
        ("PERMISSIVE", "Releasable To", ["AUS", "FRA", "GBR/acme-sat"]),
        ("RESTRICTIVE", "Caveat", ["LIMDIS", "PROPIN"]),
        ("RESTRICTIVE", "Dissemination Control", ["ORCON"]),
        ("INFORMATIVE", "Policy Version", ["1"]),
        ("INFORMATIVE", "Originator", ["AUS", "USA"]),
        ("INFORMATIVE", "Derived From", ["Guide <1> & Annex é"]),
        ("INFORMATIVE", "Reason", ["sensor"]),
    ]
    assert {value.tag for category in information[2:] for value in category} == {f"{s}GenericValue"}
    assert WRITTEN.startswith(b"<?xml version='1.0' encoding='utf-8'?>")


@given(known_labels(OURS))
def test_what_is_written_is_valid_and_read_again(label: Label) -> None:
    data = to_xml(label, CREATED)
    etree.XMLSchema(etree.fromstring(SCHEMA)).assertValid(etree.fromstring(data))
    assert from_xml(data) == label


def test_a_held_label_says_so_to_those_who_take_a_missing_list_for_everybody() -> None:
    data = to_xml(make_label("U", []), CREATED)
    controls = etree.fromstring(data).xpath(
        "//*[@Type='RESTRICTIVE'][@TagName='Dissemination Control']/*/text()"
    )
    assert controls == ["HELD"]
    assert b"Releasable To" not in data
    assert from_xml(data) == make_label("U", [])
    both = make_label("U", [], orcon=True, originators=["AUS"])
    assert from_xml(to_xml(both, CREATED)) == both


def test_who_set_it() -> None:
    data = to_xml(FULL, CREATED, originator_uri="https://space.example/desk?a=1&b")
    root = etree.fromstring(data)
    etree.XMLSchema(etree.fromstring(SCHEMA)).assertValid(root)
    assert (root[1].get("IDType"), root[1].text) == (
        "uniformResourceIdentifier",
        "https://space.example/desk?a=1&b",
    )
    assert from_xml(data) == FULL
    with pytest.raises(UsageError, match="originator_uri"):
        to_xml(FULL, CREATED, originator_uri="a\0b")


@pytest.mark.parametrize(
    ("label", "field"),
    [
        (make_label("U", ["AUS"], policy="ATL"), "policy"),
        (make_label("OFFICIAL", ["GBR"], policy="GBR"), "equivalent"),
        (make_label("U", ["AUS", "XYZ"]), "releasable_to"),
        (make_label("SECRET", ["USA"], policy="NATO"), "policy"),
    ],
)
def test_what_is_not_written(label: Label, field: str) -> None:
    with pytest.raises(UsageError) as error:
        to_xml(label, CREATED)
    assert error.value.subject == field


FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<slab:originatorConfidentialityLabel
    xmlns:slab="urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"
    Id="label-1" ReviewDateTime="2034-04-18T09:26:56Z">
  <slab:ConfidentialityInformation>
    <slab:PolicyIdentifier URI="urn:oid:1.3.26.1.3.1">
      NATO
    </slab:PolicyIdentifier>
    <slab:Classification>SECRET</slab:Classification>
    <slab:Category URI="urn:oid:1.3.26.1.4.4" Type="PERMISSIVE" TagName="Context">
      <slab:GenericValue>NATO</slab:GenericValue>
    </slab:Category>
    <slab:Category Type="PERMISSIVE" TagName="Releasable To">
      <slab:GenericValue>AUS</slab:GenericValue>
    </slab:Category>
  </slab:ConfidentialityInformation>
  <slab:OriginatorID IDType="rfc822Name">author@example.org</slab:OriginatorID>
  <slab:CreationDateTime>2025-04-18T09:27:52Z</slab:CreationDateTime>
</slab:originatorConfidentialityLabel>
"""
"""In the manner of the standard's own examples: another prefix, white space, URIs, a context."""


def test_a_label_as_others_write_it() -> None:
    start = Epoch.from_utc("1949-08-24")
    nato = Group("NATO", tuple(Membership(party, start) for party in ("NOR", "CAN", "USA")))
    assert from_xml(FOREIGN.encode(), groups={"NATO": nato}) == make_label(
        "SECRET", ["AUS", "CAN", "NOR", "USA"], policy="NATO", review="2034-04-18"
    )
    assert from_xml(b"\xef\xbb\xbf" + FOREIGN.encode(), groups={"NATO": nato}).policy == "NATO"
    with pytest.raises(MalformedMessage, match="expected a party or a known group"):
        from_xml(FOREIGN.encode())


def test_a_group_is_taken_as_it_was_when_the_label_was_made() -> None:
    text = WRITTEN.decode().replace(">FRA<", ">CSPO<").replace("2026-02-03", "2019-06-01")
    assert from_xml(text.encode(), groups={"CSPO": CSPO}).releasable_to == (
        "AUS", "CAN", "GBR", "GBR/acme-sat", "NZL", "USA",
    )  # fmt: skip


def test_a_missing_list_is_held() -> None:
    text = re.sub(r"<s4774:Category TagName=\"Rel.*?</s4774:Category>", "", WRITTEN.decode())
    assert from_xml(text.encode()).releasable_to == ()
    empty = re.sub(r"(TagName=\"Rel[^>]*>).*?(</s4774:Category>)", r"\1\2", WRITTEN.decode())
    assert from_xml(empty.encode()).releasable_to == ()


def test_a_missing_version_is_the_first() -> None:
    text = re.sub(r"<s4774:Category TagName=\"Policy V.*?</s4774:Category>", "", WRITTEN.decode())
    assert from_xml(text.encode()) == FULL


TEXT = WRITTEN.decode().replace("xmlns:s4774", "xmlns").replace("s4774:", "")

CHANGES: list[tuple[str, str, str]] = [
    # What stands there; what is put in its place; the keyword of the refusal.
    ("<orig", "<!DOCTYPE a [<!ENTITY b 'AUS'>]><orig", "document"),
    (">AUS<", "><!-- -->AUS<", "document"),
    (">AUS<", "><![CDATA[AUS]]><", "document"),
    (">AUS<", "><?x AUS?><", "document"),
    (">AUS<", ">&aus;<", "document"),
    (">AUS<", ">AUS", "document"),
    ("confidentialitymetadatalabel:1:0", "confidentialitymetadatalabel:2:0", "namespace"),
    ('<GenericValue>AUS', '<GenericValue xmlns="">AUS', "namespace"),
    ("originatorConf", "alternativeConf", "root"),
    ("originatorConf", "metadataConf", "root"),
    ("<Classification>SECRET</Classification>", "", "Classification"),
    ("<PolicyIdentifier>CSPO</PolicyIdentifier>", "", "PolicyIdentifier"),
    (">SECRET<", "><", "classification"),
    (">SECRET<", ">Secret<", "classification"),
    (">SECRET<", ">COSMIC<", "classification"),
    (">CSPO<", ">ATLANTIS<", "PolicyIdentifier"),
    (">CSPO<", "><", "PolicyIdentifier"),
    ("<PolicyIdentifier>", '<PolicyIdentifier URI="urn:oid:1.2">', "PolicyIdentifier"),
    ("<PolicyIdentifier", '<PolicyIdentifier URI="urn:oid:1.3.26.1.3.1"', "PolicyIdentifier"),
    ("<Classification>", '<Classification URI="urn:oid:1.2">', "Classification"),
    ("<CreationDateTime>2026-02-03T04:05:06Z</CreationDateTime>", "", "CreationDateTime"),
    ("2026-02-03T04:05:06Z", "yesterday", ""),
    ("2027-03-04T00:00:00Z", "", ""),
    ("2027-03-04T00:00:00Z", "2027-02-30T00:00:00Z", ""),
    ("ReviewDateTime", "Reviewed", "originatorConfidentialityLabel"),
    (">AUS<", ">RUS<", "RUS"),
    (">AUS<", "><", ""),
    (">AUS<", "> AUS<", " AUS"),
    (">AUS<", ">FRA<", "Releasable To"),
    (">AUS<", ">NATO<", "NATO"),
    ('"PERMISSIVE"', '"INFORMATIVE"', "Category"),
    ('"PERMISSIVE"', '"permissive"', "Category"),
    ('"RESTRICTIVE"', '"INFORMATIVE"', "Category"),
    ('"Releasable To"', '"Releasable to"', "Category"),
    ('"Releasable To"', '"Only"', "Category"),
    ('TagName="Reason"', 'TagName="Derived From"', "Category"),
    ('TagName="Reason"', 'TagName="Administrative"', "Category"),
    ('TagName="Reason" ', "", "Category"),
    (">PROPIN<", ">NOFORN<", "caveats"),
    (">ORCON<", ">EXDIS<", "Dissemination Control"),
    (">ORCON<", ">HELD<", "Releasable To"),
    (">ORCON<", ">ORCON</GenericValue><GenericValue>ORCON<", "Dissemination Control"),
    (">1<", ">2<", "policy_version"),
    (">1<", ">one<", "Policy Version"),
    (">1<", ">01<", "Policy Version"),
    (">1<", ">1</GenericValue><GenericValue>2<", "Policy Version"),
    (">1<", ">" + "9" * 30 + "<", "Policy Version"),
    ("<GenericValue>1<", "<IntegerValue>1</IntegerValue><GenericValue>1<", "Category"),
    (">AUS<", "><GenericValue/>AUS<", "GenericValue"),
    ("<GenericValue>AUS", "stray<GenericValue>AUS", "Category"),
    ("</GenericValue></Category>", "</GenericValue>stray</Category>", "Category"),
    ("<Category ", "<PrivacyMark>C</PrivacyMark><Category ", "ConfidentialityInformation"),
    ("<Classification>", "<Classification>S</Classification><Classification>", "Classification"),
    ("<CreationDateTime>", "<CreationDateTime>x", ""),
    ("</originator", "<OriginatorID/></originator", "originatorConfidentialityLabel"),
    (">Guide ", ">\u202eGuide ", "derived_from"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "keyword"), CHANGES)
def test_labels_that_are_refused(old: str, new: str, keyword: str) -> None:
    assert from_xml(TEXT.encode()) == FULL
    assert old in TEXT
    with pytest.raises(MalformedMessage) as error:
        from_xml(TEXT.replace(old, new).encode())
    assert len(error.value.got) <= 80
    assert error.value.keyword == keyword


@pytest.mark.parametrize(
    "data",
    [
        b"", b"label", b"<a/>", b"\xff\xfe<\0a\0/\0>\0", WRITTEN + b"x", WRITTEN + WRITTEN,
        WRITTEN.replace(b"sensor", b"\xff"), WRITTEN.replace(b"sensor", b"s" * 65_536),
        b"<a>" * 9_000 + b"</a>" * 9_000, WRITTEN.decode().encode("utf-16"),
        WRITTEN.replace(b"sensor", b"&#0;"), WRITTEN.replace(b"sensor", b"&#xD800;"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_label(data: bytes) -> None:
    with pytest.raises(MalformedMessage):
        from_xml(data)


def test_the_longest_document() -> None:
    longest = WRITTEN + b" " * (65_536 - len(WRITTEN))
    assert from_xml(longest) == FULL
    with pytest.raises(MalformedMessage, match="65536 bytes"):
        from_xml(longest + b" ")


def test_declared_encoding_does_not_change_what_is_read() -> None:
    """UTF-8 it is; a declaration that says otherwise can't give the bytes another meaning."""
    data = WRITTEN.replace(b"encoding='utf-8'", b"encoding='iso-8859-1'")
    assert from_xml(data) == FULL


def test_damaged_bytes_are_a_label_or_malformed() -> None:
    """And what is still understood names nobody who does not stand in it."""
    rng = random.Random(1)
    seeds = [WRITTEN, FOREIGN.encode(), to_xml(make_label("U", []), CREATED)]
    for _ in range(4000):
        data = mutate(rng.choice(seeds), rng)
        try:
            label = from_xml(data, groups={"CSPO": CSPO})
        except MalformedMessage:
            continue
        assert all(party.encode() in data for party in label.releasable_to)
