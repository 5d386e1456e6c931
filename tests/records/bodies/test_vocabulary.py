"""Names of fields: our own, with their units, and all of them on the page."""

from __future__ import annotations

import importlib.util
import inspect
import re
from enum import StrEnum
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from cspo.messages.cdm.table import BLOCKS
from cspo.messages.omm_fields import KEYWORDS
from cspo.records.bodies import KINDS
from cspo.records.schema import fields_of, part_of, walk

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def page() -> ModuleType:
    """What writes the page of kinds."""
    path = ROOT / "docs" / "_ext" / "record_kinds.py"
    spec = importlib.util.spec_from_file_location("record_kinds", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


NAMES = {field.name for kind in KINDS for field in walk(kind.body)}

UDL = {
    "satNo", "meanMotion", "argOfPerigee", "meanAnomaly", "bStar", "semiMajorAxis", "idElset",
    "idOnOrbit", "classificationMarking", "dataMode", "origin", "missDistance", "tca", "xpos",
    "relPosR", "thisEpoch", "origObjectId", "sourcedData", "createdAt", "algorithm", "msgType",
}  # fmt: skip
"""Names of the Unified Data Library's schemata (elset, statevector, conjunction, notification)."""

NATURAL = {"object", "eccentricity", "origin"}
"""What is everybody's word: CCSDS writes OBJECT and ECCENTRICITY, UDL origin, too."""

DIMENSIONLESS = {
    "eccentricity", "pc", "low", "high", "value", "max_pc", "probability", "magnitude", "margin",
    "speed",
}  # fmt: skip


def test_names_are_neither_those_of_ccsds_nor_of_udl() -> None:
    ccsds = {keyword.name for block in BLOCKS for keyword in block.keywords} | set(KEYWORDS)
    assert {"TCA", "MEAN_MOTION", "CR_R", "OBJECT_DESIGNATOR", "X_DOT"} <= ccsds
    assert {name for name in NAMES if name.upper() in ccsds} <= NATURAL
    assert NAMES & UDL <= NATURAL
    assert [name for name in NAMES if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)] == []


def test_numbers_carry_their_units(page: ModuleType) -> None:
    for kind in KINDS:
        for field in walk(kind.body):
            if "float" in str(field.hint) or "Vector" in str(field.hint):
                has = page.unit_of(field.name) != ""
                assert has or field.name in DIMENSIONLESS, f"{kind.name} {field.path}"
            if field.name.endswith(("_m", "_deg", "_d", "_min", "_m_s", "_g")):
                pytest.fail(f"{field.path} is in another unit")


def test_words_are_lower_case_or_names_of_frames() -> None:
    frames = {"GCRF", "EME2000", "TEME", "ITRF", "RTN", "MOD", "TOD", "SGP4"}
    modes = {"REAL", "EXERCISE", "SIMULATED", "TEST"}
    units = {"1", "km/s", "1/km3", "1/s"}
    for kind in KINDS:
        for field in walk(kind.body):
            hint = field.hint
            if isinstance(hint, type) and issubclass(hint, StrEnum):
                others = {word.value for word in hint} - frames - modes - units
                assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", word) for word in others), hint


def test_the_page_is_what_the_kinds_say(page: ModuleType) -> None:
    """Written by ``python docs/_ext/record_kinds.py``."""
    assert page.PAGE.read_text("utf-8") == page.render()


def test_the_page_names_every_kind_field_and_word(page: ModuleType) -> None:
    text = page.PAGE.read_text("utf-8")
    for kind in KINDS:
        section = text.split(f"\n## {kind.name}\n", 1)[1].split("\n## ", 1)[0]
        for field in fields_of(kind.body):
            assert f"| `{field.name}` |" in section
        for path in kind.coarsenings:
            assert f"`{path}`" in section
    for part in page.parts():
        section = text.split(f"\n### {part.__name__}\n", 1)[1].split("\n### ", 1)[0]
        assert [f.name for f in fields_of(part) if f"| `{f.name}` |" not in section] == []
    for words in page.vocabularies():
        section = text.split(f"\n### {words.__name__}\n", 1)[1].split("\n### ", 1)[0]
        assert [word for word in words if f"`{word.value}`" not in section] == []


def test_docstrings_name_each_field_with_its_type(page: ModuleType) -> None:
    """And no field that is not there."""
    structs: list[type[msgspec.Struct]] = [*(kind.body for kind in KINDS), *page.parts()]
    for struct in structs:
        said = _types(struct)
        assert set(said) == {field.name for field in fields_of(struct)}, struct
        for field in fields_of(struct):
            described = re.sub(r"\[(\w+)\]\(#\w+\)", r"\1", page.described(field.hint))
            wanted = described.removesuffix(" or null").replace("true or false", "bool")
            assert said[field.name].replace("vector", "3 numbers") == wanted, (struct, field.name)


def _types(struct: type[msgspec.Struct]) -> dict[str, str]:
    _, _, body = inspect.cleandoc(struct.__doc__ or "").partition("Parameters\n----------\n")
    said = {}
    for line in body.splitlines():
        if line and not line.startswith(" "):
            names, _, text = line.partition(" : ")
            said.update(dict.fromkeys(map(str.strip, names.split(",")), text))
    return said


def test_every_part_is_of_some_body(page: ModuleType) -> None:
    assert {part_of(field.hint) for kind in KINDS for field in walk(kind.body)} - {None} == set(
        page.parts()
    )
