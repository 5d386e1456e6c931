"""The fields of Space-Track's classes, and how their values are written.

Source: the answers of Space-Track's ``modeldef``, as public clients keep them for their tests.
Identities, names and comments are wider here, and three fields stand at the end of
each class that Space-Track has not: mode, mark and source, without which no row of ours
is complete.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from cspo.messages.conditions import Kind
from cspo.time.utc import format_utc_array

__all__ = ["CLASSES", "Field", "fields_of", "modeldef"]

CLASSES: Final = ("gp", "gp_history", "cdm_public", "satcat")
"""Classes that a node answers."""

_DECIMALS: Final = re.compile(r"(?:decimal|double)\([0-9]+,([0-9]+)\)")
_KINDS: Final = {
    "decimal": Kind.NUMBER, "double": Kind.NUMBER, "float": Kind.NUMBER, "int": Kind.INTEGER,
    "bigint": Kind.INTEGER, "tinyint": Kind.INTEGER, "smallint": Kind.INTEGER,
    "mediumint": Kind.INTEGER, "datetime": Kind.TIME, "date": Kind.DAY,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a class.

    Parameters
    ----------
    name : str
    type : str
        As ``modeldef`` tells it: ``decimal(13,8)``.
    null : bool
        Whether it can be absent.
    default : str or None
    form : str
        ``blank``: an instant with a blank in the place of its T.
    """

    name: str
    type: str
    null: bool
    default: str | None
    form: str

    @property
    def kind(self) -> Kind:
        """What its values are."""
        return _KINDS.get(self.type.partition("(")[0], Kind.TEXT)

    def written(self, values: list[Any]) -> list[str | None]:
        """Values as Space-Track writes them: all of them text, and null."""
        if self.kind is Kind.TIME:
            digits = 6 if self.type.endswith("(6)") else 0
            texts = format_utc_array([v or 0 for v in values], digits, suffix="")
            texts = [text.replace("T", " ") for text in texts] if self.form else texts
            return [None if v is None else text for v, text in zip(values, texts, strict=True)]
        decimals = _DECIMALS.fullmatch(self.type)
        if decimals:
            return [None if v is None else f"{v:.{decimals[1]}f}" for v in values]
        if self.kind is Kind.NUMBER:
            return [None if v is None else f"{v:.6g}" for v in values]
        return [None if v is None else str(v) for v in values]


@cache
def _table() -> MappingProxyType[str, Mapping[str, Field]]:
    text = (files("cspo.messages.spacetrack") / "modeldef.txt").read_text(encoding="utf-8")
    tables: dict[str, dict[str, Field]] = {}
    for line in text.splitlines()[1:]:
        owner, name, kind, null, default, form = line.split("|")
        tables.setdefault(owner, {})[name] = Field(
            name=name, type=kind, null=null == "YES",
            default=None if default == "null" else default, form=form,
        )  # fmt: skip
    return MappingProxyType({**tables, "gp_history": tables["gp"]})


def fields_of(name: str) -> Mapping[str, Field]:
    """Fields of a class by name, in Space-Track's order."""
    return _table()[name]


def modeldef(name: str, controller: str) -> dict[str, Any]:
    """The answer of ``modeldef``: what clients check their predicates against."""
    return {
        "controller": controller,
        "data": [
            {
                "Field": field.name, "Type": field.type, "Null": "YES" if field.null else "NO",
                "Key": "", "Default": field.default, "Extra": "",
            }
            for field in fields_of(name).values()
        ],
    }  # fmt: skip
