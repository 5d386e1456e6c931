"""Kinds and owners of objects against the records of Space-Track."""

from __future__ import annotations

import gzip
import re

import numpy as np
import pytest

from cspo.bridge import catalog_from_gp
from cspo.bridge.object_types import infer_type, object_types
from cspo.bridge.owners import _table, owner_from_code, owners_from_codes
from cspo.messages import omm_json, tle


def test_types_of_space_track_are_kept(data_dir):
    path = data_dir / "catalog" / "spacetrack_gp_sample_20231222.json.gz"
    columns, _ = omm_json.read(gzip.decompress(path.read_bytes()))
    catalog = catalog_from_gp(columns, source="sample")
    np.testing.assert_array_equal(catalog.object_type, columns.object_type)
    assert dict(zip(catalog.designator, catalog.owner, strict=True))["1958-002B"] == "USA"


def test_what_a_name_says_is_what_space_track_says(data_dir):
    """Six of the eight; two of a fresh Chinese launch have names but type UNKNOWN."""
    path = data_dir / "catalog" / "spacetrack_gp_sample_20231222.json.gz"
    columns, _ = omm_json.read(gzip.decompress(path.read_bytes()))
    inferred = object_types(np.full(len(columns), ""), columns.object_name)
    known = columns.object_type != "UNKNOWN"
    np.testing.assert_array_equal(inferred[known], columns.object_type[known])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SL-16 R/B", "ROCKET BODY"), ("ARIANE 1 DEB", "DEBRIS"), ("CZ-6A DEB", "DEBRIS"),
        ("DELTA 1 R/B(1)", "ROCKET BODY"), ("SNAPSHOT COOLANT", "DEBRIS"),
        ("WESTFORD NEEDLES", "DEBRIS"), ("TBA - TO BE ASSIGNED", "UNKNOWN"),
        ("OBJECT AB", "UNKNOWN"), ("DEBUT (ORIZURU)", "PAYLOAD"), ("REMOVEDEBRIS", "PAYLOAD"),
    ],
)  # fmt: skip
def test_names(name, kind):
    assert infer_type(name) == kind


def test_shares_in_a_whole_catalogue(data_dir):
    """Of 26,140 objects of October 2023 about 9 % rocket bodies, half debris."""
    path = data_dir / "catalog" / "spacetrack_3le_20231009.txt.gz"
    columns, _ = tle.read(gzip.decompress(path.read_bytes()))
    kinds = catalog_from_gp(columns, source="").object_type
    shares = {kind: (kinds == kind).mean() for kind in np.unique(kinds)}
    assert 0.06 < shares["ROCKET BODY"] < 0.12
    assert 0.40 < shares["DEBRIS"] < 0.60
    assert 0.30 < shares["PAYLOAD"] < 0.50


def test_the_ten_nations():
    codes = ["AUS", "CA", "FR", "GER", "IT", "JPN", "NZ", "NOR", "UK", "US"]
    assert [owner_from_code(code) for code in codes] == [
        "AUS", "CAN", "FRA", "DEU", "ITA", "JPN", "NZL", "NOR", "GBR", "USA",
    ]  # fmt: skip


def test_organizations_keep_their_code_and_the_unknown_stay_unknown():
    codes = np.array(["ESA", "TBD", "", "US", "ESA", "ARGN"])
    assert owners_from_codes(codes).tolist() == ["ESA", "", "", "USA", "ESA", "ARG"]
    assert owners_from_codes(np.empty(0, np.str_)).tolist() == []


def test_the_table_is_sound():
    table = _table()
    assert len(table) > 100
    trigraphs = [trigraph for trigraph in table.values() if trigraph]
    assert all(re.fullmatch("[A-Z]{3}", trigraph) for trigraph in trigraphs)
    organizations = {code for code, trigraph in table.items() if not trigraph}
    assert not organizations & set(trigraphs)
