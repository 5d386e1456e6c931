"""Owners: the codes of the satellite catalogue as ISO 3166-1 alpha-3, and back.

Source of the codes: CelesTrak, "SATCAT sources"
(https://celestrak.org/satcat/sources.php), and Space-Track's own spellings
(CZ, BGR, IRAK, SRI). Joint owners and organizations have no trigraph.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["code_of_owner", "owner_from_alpha2", "owner_from_code", "owner_to_alpha2",
           "owners_from_codes"]  # fmt: skip

_TABLE: Final = "owner_codes.csv"
_COUNTRIES: Final = "country_codes.csv"
_UNKNOWN: Final = frozenset({"", "TBD", "UNK", "UNKN"})
_USED_NOW: Final = {"BGR": "BGR", "CZE": "CZ", "IND": "IND", "IRQ": "IRAK", "LKA": "SRI"}
"""Of a country with several codes, the one that Space-Track uses now."""


@cache
def _table() -> MappingProxyType[str, str]:
    text = (files("cspo.bridge") / _TABLE).read_text(encoding="utf-8")
    rows = [line.split(",", 2) for line in text.splitlines()[1:]]
    return MappingProxyType({code: trigraph for code, trigraph, _ in rows})


def owner_from_code(code: str) -> str:
    """The ISO trigraph of a country's code; an organization's as it is; empty where unknown.

    Examples
    --------
    >>> [owner_from_code(code) for code in ("UK", "CIS", "ESA", "TBD")]
    ['GBR', 'RUS', 'ESA', '']
    """
    return "" if code in _UNKNOWN else _table().get(code, "") or code


def owners_from_codes(codes: NDArray[np.str_]) -> NDArray[np.str_]:
    """`owner_from_code` of each, shape (n,)."""
    distinct, inverse = np.unique(codes, return_inverse=True)
    owners = np.array([owner_from_code(str(code)) for code in distinct], dtype=np.str_)
    return owners[inverse] if len(owners) else np.empty(0, np.str_)


@cache
def _codes() -> MappingProxyType[str, str]:
    return MappingProxyType({**{tri: code for code, tri in _table().items() if tri}, **_USED_NOW})


@cache
def _alpha2() -> MappingProxyType[str, str]:
    text = (files("cspo.bridge") / _COUNTRIES).read_text(encoding="utf-8")
    rows = (line.partition(",") for line in text.splitlines()[1:])
    return MappingProxyType({alpha3: alpha2 for alpha3, _, alpha2 in rows})


@cache
def _alpha3() -> MappingProxyType[str, str]:
    return MappingProxyType({alpha2: alpha3 for alpha3, alpha2 in _alpha2().items()})


def code_of_owner(owner: str) -> str:
    """The satellite catalogue's code of a country; another owner as it is.

    Examples
    --------
    >>> [code_of_owner(owner) for owner in ("GBR", "RUS", "ESA", "")]
    ['UK', 'CIS', 'ESA', '']
    """
    return _codes().get(owner, owner)


def owner_to_alpha2(owner: str) -> str:
    """ISO 3166-1 alpha-2 of a trigraph; another owner as it is.

    Examples
    --------
    >>> [owner_to_alpha2(owner) for owner in ("GBR", "ESA", "")]
    ['GB', 'ESA', '']
    """
    return _alpha2().get(owner, owner)


def owner_from_alpha2(code: str) -> str:
    """The trigraph of ISO 3166-1 alpha-2; another code as it is, empty where unknown.

    Examples
    --------
    >>> [owner_from_alpha2(code) for code in ("GB", "ESA", "TBD")]
    ['GBR', 'ESA', '']
    """
    return "" if code in _UNKNOWN else _alpha3().get(code, code)
