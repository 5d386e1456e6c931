"""Writes ``docs/reference/record-kinds.md`` from the kinds of records themselves.

``python docs/_ext/record_kinds.py`` writes the page; a test fails while the page
is not what this would write. Meanings come from the docstrings of the bodies, types
and conditions from their annotations, units from the names of the fields.
"""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Final, Union, get_args, get_origin

import msgspec

from cspo.operations.kinds import REGISTRY
from cspo.records.bodies.body import COLUMN, Check
from cspo.records.kinds import Coarsening, Kind
from cspo.records.schema import fields_of, part_of

__all__ = ["PAGE", "UNITS", "described", "meanings", "parts", "render", "unit_of", "vocabularies"]

PAGE: Final = Path(__file__).resolve().parents[1] / "reference" / "record-kinds.md"

UNITS: Final = {
    "_rad_s3": "rad/s³", "_rad_s2": "rad/s²", "_km2_kg": "km²/kg", "_km_s": "km/s",
    "_rad_s": "rad/s", "_km2": "km², km²/s, km²/s²", "_per_er": "1/Earth radius",
    "_rad": "rad", "_km": "km", "_kg": "kg", "_m2": "m²", "_utc": "UTC", "_s": "s",
}  # fmt: skip
"""Units by the end of a field's name, the longer ends first."""

_HEAD: Final = """\
<!-- Written by docs/_ext/record_kinds.py from the kinds themselves: edit those. -->
# Kinds of records

A record's `kind` says what its body is. Every kind of this version is here, with its fields,
their units and what a release profile may make coarser. Bodies are compact JSON; the examples
are laid out for reading and stand in `src/cspo/records/bodies/examples/`.

- Lengths are km, times s, angles rad, masses kg; a field's name ends with its unit. A covariance
  is its lower triangle by rows, 6 numbers for position or 21 with velocity: km², km²/s, km²/s².
- An instant is UTC as `YYYY-MM-DDThh:mm:ssZ`, with up to nine decimals; a day is `YYYY-MM-DD`.
- A **column** has one value for each row; all columns of a body or part are equally long.
- Numbers are finite. A field that is not **required** is left out where it says nothing; `null`
  says that a value is unknown.
- A field that a kind does not have makes the body invalid. A newer minor version may add fields
  that are not required, and changes nothing else.
- A *record* is 64 hexadecimal digits; an item of a batch has `#` and its row, from 0, after
  them. An *object* is `scheme:value`: `norad:25544`, `cospar:1998-067A`, `vimpel:12104`,
  `GBR/acme-sat:7`. An *event* is `event:OBJECT~OBJECT@UTC`: objects in the order of their texts,
  the time of closest approach to the millisecond, or the day alone where a pair stays close. A
  *party* is `GBR` or `GBR/acme-sat`.
- A *line* has at most 200 characters, a *text* 8,000; neither holds control characters or marks
  that turn the direction of writing. A *word* has 64 letters, digits and `._/:+-`.

**Coarser**: how a release profile may change a field. `drop` leaves it out, `quantize` rounds it
to a multiple of a step, `inflate` enlarges it to match, `round-time` cuts it to a whole unit.
What is not listed goes out as it is, or the record not at all. Who rounds `tca_utc` rounds the
instant in `event` with it.
"""


def render() -> str:
    """The page."""
    blocks = [_HEAD, *map(_kind, map(REGISTRY.kind, REGISTRY))]
    blocks.append("## Parts\n\nBodies share these, or hold lists of them.\n")
    blocks += [_part(part) for part in parts()]
    blocks.append("## Words\n\nClosed vocabularies: another word makes the body invalid.\n")
    blocks += [_vocabulary(words) for words in vocabularies()]
    return "\n".join(blocks)


def parts() -> list[type[msgspec.Struct]]:
    """Parts of all bodies, by name."""
    found: set[type[msgspec.Struct]] = set()
    waiting = [REGISTRY.kind(name).body for name in REGISTRY]
    while waiting:
        inner = {part_of(field.hint) for field in fields_of(waiting.pop())} - {None} - found
        found |= inner
        waiting += inner
    return sorted(found, key=lambda part: part.__name__)


def vocabularies() -> list[type[Enum]]:
    """Closed vocabularies of all bodies and parts, by name."""
    structs = [*(REGISTRY.kind(name).body for name in REGISTRY), *parts()]
    found = {
        word for struct in structs for field in fields_of(struct) for word in _enums(field.hint)
    }
    return sorted(found, key=lambda words: words.__name__)


def _enums(hint: Any) -> Iterator[type[Enum]]:
    if isinstance(hint, type) and issubclass(hint, Enum):
        yield hint
    for argument in get_args(hint):
        yield from _enums(argument)


def _kind(kind: Kind) -> str:
    lines = [
        f"## {kind.name}\n",
        f"{_summary(kind.body)} About: {kind.about}.\n",
        *_table(kind.body, {
            path: ways for path, ways in kind.coarsenings.items() if "." not in path
        }),
    ]  # fmt: skip
    deeper = {path: ways for path, ways in kind.coarsenings.items() if "." in path}
    if deeper:
        each = "; ".join(f"`{path}` ({_ways(ways)})" for path, ways in deeper.items())
        lines.append(f"\nCoarser inside its parts: {each}.")
    lines.append(
        f"\n```{{literalinclude}} ../../src/cspo/records/bodies/examples/{kind.name}.json\n"
        ":language: json\n```\n"
    )
    return "\n".join(lines)


def _part(part: type[msgspec.Struct]) -> str:
    return "\n".join([f"### {part.__name__}\n", f"{_summary(part)}\n", *_table(part, None), ""])


def _vocabulary(words: type[Enum]) -> str:
    said = dict(_member_docs(words))
    lines = [f"### {words.__name__}\n", f"{_summary(words)}\n"]
    lines += [
        f"- `{word.value}`" + (f": {said[word.name]}" if word.name in said else "")
        for word in words
    ]
    return "\n".join([*lines, ""])


def _member_docs(words: type[Enum]) -> Iterator[tuple[str, str]]:
    """Members with the text that stands under them."""
    for name, text in re.findall(
        r'^    ([A-Z_0-9]+) = .*\n    """(.+?)"""',
        inspect.getsource(words),
        re.MULTILINE | re.DOTALL,
    ):
        yield name, " ".join(text.split())


def _table(
    struct: type[msgspec.Struct], coarser: dict[str, frozenset[Coarsening]] | None
) -> list[str]:
    said = meanings(struct)
    columns = ["field", "type", "unit", "meaning"] + ([] if coarser is None else ["coarser"])
    lines = [_row(columns), "|" + "---|" * len(columns)]
    for field in fields_of(struct):
        unit = unit_of(field.name)
        meaning = said.get(field.name, "")
        cells = [
            f"`{field.name}`",
            described(field.hint) + ("" if field.optional else ", required"),
            unit,
            " ".join(["" if meaning == f"{unit}." else meaning, *_conditions(field.hint)]).strip(),
        ]
        if coarser is not None:
            cells.append(_ways(coarser.get(field.name, frozenset())))
        lines.append(_row(cells))
    return lines


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("``", "`") for cell in cells) + " |"


def _ways(ways: frozenset[Coarsening]) -> str:
    return ", ".join(f"`{way.value}`" for way in Coarsening if way in ways)


def unit_of(name: str) -> str:
    """The unit that a field's name ends with; empty where it has none."""
    return next((unit for end, unit in UNITS.items() if f"_{name}".endswith(end)), "")


def _summary(thing: type) -> str:
    text = inspect.cleandoc(thing.__doc__ or "")
    return " ".join(text.split("\n\nParameters\n", 1)[0].split())


def meanings(struct: type[msgspec.Struct]) -> dict[str, str]:
    """What a docstring says of each parameter."""
    _, _, body = inspect.cleandoc(struct.__doc__ or "").partition("Parameters\n----------\n")
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


def described(hint: Any) -> str:
    """A type in the words of the page."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        notes = hint.__metadata__
        named = [note.name for note in notes if isinstance(note, Check) and note.name]
        bare = named[-1] if named else described(arguments[0])
        return bare.replace("list of", "column of", 1) if COLUMN in notes else bare
    if origin in {Union, types.UnionType}:
        (given,) = (each for each in arguments if each is not type(None))
        return f"{described(given)} or null"
    if origin is tuple:
        several = f"list of {described(arguments[0])}"
        return several if arguments[-1] is Ellipsis else f"{len(arguments)} numbers"
    name: str = hint.__name__
    return _PLAIN.get(name, f"[{name}](#{name.lower()})")


_PLAIN: Final = {"float": "number", "int": "integer", "str": "string", "bool": "true or false"}


def _conditions(hint: Any) -> Iterator[str]:
    """What a value must hold besides being of its type."""
    for note in getattr(hint, "__metadata__", ()):
        if isinstance(note, Check) and not note.name:
            yield f"{note.expected[0].upper()}{note.expected[1:]}."
    for argument in get_args(hint):
        yield from _conditions(argument)


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
