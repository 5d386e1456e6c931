"""Codes of countries: of the satellite catalogue, and ISO 3166-1."""

from __future__ import annotations

import re

from cspo.bridge.owners import (
    code_of_owner,
    owner_from_alpha2,
    owner_from_code,
    owner_to_alpha2,
)
from cspo.markings import NATIONS

# ISO 3166-1, of the ten nations.
ALPHA2 = ["AU", "CA", "DE", "FR", "GB", "IT", "JP", "NO", "NZ", "US"]
# Space-Track's satcat, of the ten nations.
CODES = ["AUS", "CA", "GER", "FR", "UK", "IT", "JPN", "NOR", "NZ", "US"]


def test_the_ten_nations():
    assert [owner_to_alpha2(nation) for nation in NATIONS] == ALPHA2
    assert [code_of_owner(nation) for nation in NATIONS] == CODES


def test_what_is_said_comes_back():
    for nation in NATIONS:
        assert owner_from_alpha2(owner_to_alpha2(nation)) == nation
        assert owner_from_code(code_of_owner(nation)) == nation
    for code in ("CIS", "PRC", "IND", "CZ", "BGR", "IRAK", "SRI", "SKOR", "UKR", "ESA", "ISS"):
        owner = owner_from_code(code)
        assert owner_from_code(code_of_owner(owner)) == owner


def test_every_country_of_the_catalogue_has_two_letters():
    from cspo.bridge.owners import _table  # noqa: PLC0415

    for trigraph in filter(None, _table().values()):
        assert re.fullmatch("[A-Z]{2}", owner_to_alpha2(trigraph)), trigraph
