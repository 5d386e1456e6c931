"""Writes ``docs/reference/scenario.md`` and the published schema from the types of scenarios.

``python docs/_ext/scenario_reference.py`` writes both; a test fails while they are not what this
would write.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, get_args, get_origin

import msgspec

from cspo.exercise.scenario import SHIPPED, read_scenario
from cspo.exercise.scenario.csv_form import COLUMNS
from cspo.exercise.scenario.deeds import DEEDS
from cspo.exercise.scenario.part import Part
from cspo.exercise.scenario.reading import in_words
from cspo.exercise.scenario.scenario import Scenario
from cspo.exercise.scenario.schema import (
    SCHEMA_FILE,
    make_schema,
    meanings,
    parts_of,
    summary,
)
from cspo.records.schema import Field, fields_of, part_of

__all__ = ["PAGE", "SCHEMA", "render", "render_schema"]

_ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = _ROOT / "docs" / "reference" / "scenario.md"
SCHEMA: Final = _ROOT / "src" / "cspo" / "exercise" / "scenario" / "data" / SCHEMA_FILE

_TEXT: Final = Path(__file__).with_name("scenario_reference.txt")


def render() -> str:
    """The page."""
    head, csv, after = _TEXT.read_text(encoding="utf-8").split("\n=====\n")
    blocks = [head, *map(_part, parts_of(Scenario)), _deeds(), csv, _columns(), after, _shipped()]
    return "\n".join(blocks)


def render_schema() -> str:
    """The schema, laid out for reading."""
    return json.dumps(make_schema(), indent=1, ensure_ascii=False) + "\n"


def _part(part: type[Part]) -> str:
    said = meanings(part)
    lines = [f"### {part.__name__}\n", f"{summary(part)}\n",
             "| field | what it is | meaning |", "|---|---|---|"]  # fmt: skip
    lines += [
        f"| `{field.name}` | {_kind(field)} | {_escaped(said.get(field.name, ''))} |"
        for field in fields_of(part)
    ]
    return "\n".join([*lines, ""])


def _kind(field: Field) -> str:
    inner = part_of(field.hint)
    if inner is None:
        text = _escaped(in_words(field.hint))
    else:
        link = f"[{inner.__name__}](#{inner.__name__.lower()})"
        text = f"list of {link}" if get_origin(field.hint) is tuple else link
        if type(None) in get_args(field.hint):
            text += " or null"
    return text + (_default(field) if field.optional else ", **required**")


def _default(field: Field) -> str:
    default = next(
        each.default for each in msgspec.structs.fields(field.owner) if each.name == field.name
    )
    if isinstance(default, bool) or not isinstance(default, int | float | str) or not default:
        return ""
    return f"; `{default}`"


def _deeds() -> str:
    lines = ["### What scripted players do\n",
             "`do` is one of these; its `arguments` are as follows, those in bold must be there.\n",
             "| do | arguments |", "|---|---|"]  # fmt: skip
    for deed, arguments in DEEDS.items():
        each = "; ".join(
            f"{'**' * each.required}`{each.name}`{'**' * each.required}: {each.sort.value}, "
            f"{each.text}"
            for each in arguments
        )
        lines.append(f"| `{deed}` | {each} |")
    return "\n".join([*lines, ""])


def _columns() -> str:
    lines = ["| column | meaning |", "|---|---|"]
    lines += [f"| `{name}` | {_escaped(text)} |" for name, text in COLUMNS.items()]
    return "\n".join([*lines, ""])


def _shipped() -> str:
    lines = ["| name | title | nations | objects | lasts | events |", "|---|---|---|---|---|---|"]
    for name in SHIPPED:
        one = read_scenario(name)
        objects = f"{len(one.world.assets)}"
        if one.world.catalog != "none":
            objects += f" and {one.world.take.most:,} around them"
        lines.append(
            f"| `{name}` | {one.title} | {len(one.nations)} | {objects} | "
            f"{one.duration_s / 3600:g} h | {len(one.events)} |"
        )
    return "\n".join([*lines, ""])


def _escaped(text: str) -> str:
    return text.replace("``", "`").replace("|", "\\|").replace("<", "&lt;")


def _main() -> None:
    SCHEMA.write_text(render_schema(), encoding="utf-8")
    PAGE.write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    _main()
