"""The published JSON Schema of scenarios, made from the types that read them.

It says what each field must be; `cspo.exercise.scenario.check` says what must go together. Editors
that know it complete and underline while a scenario is written.
"""

from __future__ import annotations

import inspect
from importlib.resources import files
from typing import Any, Final

import msgspec

from cspo.exercise.scenario.part import Part
from cspo.exercise.scenario.scenario import Scenario
from cspo.records.schema import fields_of, part_of

__all__ = ["SCHEMA_FILE", "make_schema", "meanings", "parts_of", "published_schema", "summary"]

SCHEMA_FILE: Final = "scenario.schema.json"
_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def make_schema() -> dict[str, Any]:
    """The schema (JSON Schema, draft 2020-12), with a sentence for each part and field.

    Examples
    --------
    >>> make_schema()["$defs"]["Burn"]["required"]
    ['name', 'asset']
    """
    made: dict[str, Any] = {
        "$schema": _DRAFT, "title": "Scenario of an exercise of cspo",
        **msgspec.json.schema(Scenario),
    }  # fmt: skip
    for part in parts_of(Scenario):
        described = made["$defs"][part.__name__]
        described["description"] = summary(part)
        for name, text in meanings(part).items():
            if text:
                described["properties"][name]["description"] = text
    return made


def published_schema() -> bytes:
    """The schema as it is published: a file of the package that says what `make_schema` says."""
    return (files("cspo.exercise.scenario") / "data" / SCHEMA_FILE).read_bytes()


def parts_of(whole: type[Part]) -> list[type[Part]]:
    """A type and all types of values in it, each before those that it holds."""
    found = [whole]
    for part in found:  # grows while it is walked
        for field in fields_of(part):
            inner = part_of(field.hint)
            if inner is not None and issubclass(inner, Part) and inner not in found:
                found.append(inner)
    return found


def summary(part: type[Part]) -> str:
    """What a part is, from its docstring."""
    text = inspect.cleandoc(part.__doc__ or "")
    return " ".join(text.partition("\n\nParameters\n")[0].split())


def meanings(part: type[Part]) -> dict[str, str]:
    """What each field of a part is, from its docstring."""
    _, _, body = inspect.cleandoc(part.__doc__ or "").partition("Parameters\n----------\n")
    said: dict[str, str] = {}
    names: list[str] = []
    for line in body.splitlines():
        if line and not line.startswith(" "):
            names = [name.strip() for name in line.partition(" : ")[0].split(",")]
            said.update(dict.fromkeys(names, ""))
        elif line.strip():
            for name in names:
                said[name] = f"{said[name]} {line.strip()}".strip()
    return said
