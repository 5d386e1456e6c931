"""XML against the schemas of SANA (NDM/XML 2.0.0, unqualified), by lxml."""

from __future__ import annotations

import msgspec
import pytest
from lxml import etree

from cspo.messages import cdm, oem
from cspo.messages.cdm import table as cdm_table
from cspo.messages.oem import table as oem_table

XSD = "{http://www.w3.org/2001/XMLSchema}"


@pytest.fixture(scope="session")
def schema(data_dir):
    return etree.XMLSchema(etree.parse(data_dir / "ndm/xsd/ndmxml-2.0.0-master-2.0.xsd"))


@pytest.mark.parametrize(
    "name",
    [
        "astro/ccsds/good/CDMExample1.xml", "astro/ccsds/good/CDMExample3.txt",
        "astro/ccsds/good/CDMExample5.txt", "astro/ccsds/good/CDMExample_issue_940.xml",
        "ndm/orekit/cdm/CDM-frame-mapper.txt", "cdm/kessler_synthetic_sequence/event1_0.kvn",
        "astro/pc/cdm/000025994_conj_000037558_20210324_151047_20210323_154356.cdm",
    ],
)  # fmt: skip
def test_cdm_follows_its_schema(name, schema, data_dir):
    message = cdm.read((data_dir / name).read_bytes())
    schema.assertValid(etree.fromstring(cdm.write(message, "xml")))


@pytest.mark.parametrize(
    "name",
    [
        "astro/ccsds/good/OEMExample4.txt", "astro/ccsds/good/OEMExample6.txt",
        "ndm/bradsease_oem/v2_0/valid/sample04.oem", "ndm/bradsease_oem/v2_0/valid/sample08.oem",
        "ndm/bradsease_oem/v2_0/valid/sample12.oem", "ndm/bradsease_oem/real/LEO_10s.oem",
        "ndm/orekit/odm/oem/OEMExampleWithHeaderComment.txt", "ndm/orekit/odm/oem/OEMExample9.txt",
    ],
)  # fmt: skip
def test_oem_follows_its_schema(name, schema, data_dir):
    message = oem.read((data_dir / name).read_bytes())
    schema.assertValid(etree.fromstring(oem.write(message, "xml")))


def test_hostile_texts_stay_texts(schema, data_dir):
    message = cdm.read((data_dir / "astro/ccsds/good/CDMExample3.txt").read_bytes())
    bad = "A <b> & \x07 ]]> \nTCA = 1999"
    header = msgspec.structs.replace(message.header, originator=bad, comments=(bad,))
    hostile = msgspec.structs.replace(message, header=header)
    document = cdm.write(hostile, "xml")
    schema.assertValid(etree.fromstring(document))
    assert cdm.read(cdm.write(hostile)).relative.tca == message.relative.tca
    assert "<b> &" in cdm.read(document).header.originator


def test_every_element_of_the_cdm_schema_is_in_the_table(data_dir):
    """Names, units and obligation, one by one, against ndmxml-2.0.0-cdm-1.0.xsd."""
    types = _types(data_dir, "ndmxml-2.0.0-cdm-1.0.xsd", "ndmxml-2.0.0-common-2.0.xsd")
    for block, names in (
        (cdm_table.HEADER, ["cdmHeader"]), (cdm_table.METADATA, ["cdmMetadata"]),
        (cdm_table.RELATIVE, ["relativeMetadataData", "relativeStateVectorType"]),
        (cdm_table.OD, ["odParametersType"]), (cdm_table.STATE, ["cdmStateVectorType"]),
        (cdm_table.ADDITIONAL, ["additionalParametersType"]),
        (cdm_table.COVARIANCE, ["cdmCovarianceMatrixType"]),
    ):  # fmt: skip
        found = {}
        for name in names:
            for element in types[name].iter(f"{XSD}element"):
                optional = element.get("minOccurs") == "0" or name == "relativeStateVectorType"
                found[element.get("name")] = (_unit(types, element), not optional)
        del found["COMMENT"]
        found.pop("relativeStateVector", None)
        assert found == {k.name: (k.unit, k.mandatory) for k in block.keywords}
        if block is not cdm_table.RELATIVE:
            assert list(found) == [k.name for k in block.keywords]


def test_every_element_of_the_oem_schema_is_in_the_table(data_dir):
    types = _types(data_dir, "ndmxml-2.0.0-oem-2.0.xsd")
    found = {
        element.get("name"): element.get("minOccurs") != "0"
        for element in types["oemMetadata"].iter(f"{XSD}element")
    }
    del found["COMMENT"]
    assert found == {k.name: k.mandatory for k in oem_table.METADATA.keywords}
    assert list(found) == [k.name for k in oem_table.METADATA.keywords]


def _types(data_dir, *names):
    return {
        kind.get("name"): kind
        for name in names
        for kind in etree.parse(data_dir / "ndm/xsd" / name).iter(
            f"{XSD}complexType", f"{XSD}simpleType"
        )
    }


def _unit(types, element):
    """The one unit that the schema allows for an element, empty where it has none."""
    kind = types.get(element.get("type", "").removeprefix("ndm:"))
    for attribute in () if kind is None else kind.iter(f"{XSD}attribute"):
        if attribute.get("name") == "units":
            allowed = types[attribute.get("type").removeprefix("ndm:")]
            return next(allowed.iter(f"{XSD}enumeration")).get("value")
    return ""
