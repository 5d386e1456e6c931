"""The fields of the UDL's resources.

Source: the models of the official SDK, ``udl-sdk`` 0.1.0a37 (Apache-2.0), which are
generated from the UDL's own OpenAPI document. A test holds ``fields.csv`` to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from cspo.messages.conditions import Kind

__all__ = ["MODES", "Field", "fields_of"]

MODES: Final = ("REAL", "TEST", "SIMULATED", "EXERCISE")
"""What ``dataMode`` can be; our modes have the same words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a resource.

    Parameters
    ----------
    name : str
    kind : Kind
    unit : str
        Empty where it has none, or the UDL states none.
    create : bool
        Whether a client may give it.
    required : bool
        Whether a client must.
    """

    name: str
    kind: Kind
    unit: str
    create: bool
    required: bool


@cache
def _table() -> MappingProxyType[str, Mapping[str, Field]]:
    text = (files("cspo.messages.udl") / "fields.csv").read_text(encoding="utf-8")
    tables: dict[str, dict[str, Field]] = {}
    for line in text.splitlines()[1:]:
        resource, name, kind, rest = line.split(",", 3)
        unit, create = rest.strip('"').rsplit(",", 1)
        tables.setdefault(resource, {})[name] = Field(
            name=name, kind=Kind(kind), unit=unit.strip('"'), create=bool(create),
            required=create == "required",
        )  # fmt: skip
    return MappingProxyType(tables)


def fields_of(resource: str) -> Mapping[str, Field]:
    """Fields by name, in the UDL's order.

    Parameters
    ----------
    resource : str
        ``elset``, ``statevector``, ``conjunction``, ``onorbit`` or ``notification``.
    """
    return _table()[resource]
