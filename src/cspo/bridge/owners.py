"""Owners: the codes of the satellite catalogue as ISO 3166-1 alpha-3.

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

__all__ = ["owner_from_code", "owners_from_codes"]

_TABLE: Final = "owner_codes.csv"
_UNKNOWN: Final = frozenset({"", "TBD", "UNK", "UNKN"})


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
