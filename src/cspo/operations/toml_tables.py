"""Reading a TOML file of tables that people write: values, and every fault with line and hint.

Whoever writes a policy is no programmer. So all faults of a file are found at
once, each names the table, the field and the line, what was expected, what
stands there, and how to mend it; and a word that nobody knows is refused and
never passed over, because a condition that is misspelled would be no condition.
"""

from __future__ import annotations

import difflib
import re
import tomllib
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    NamedTuple,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec

from cspo.errors import MalformedMessage, SourceError
from cspo.operations.toml_lines import TomlLines
from cspo.records.schema import part_of

__all__ = ["Fault", "TableForm", "TableReading", "first_of", "read_bytes"]

_MOST_BYTES: Final = 1_048_576
_LONG_KEY: Final = re.compile(
    r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){64}"""
)
"""No table goes so deep; tomllib takes a time that grows with the square of a key's parts."""
_AT: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_PATH: Final = re.compile(r"^(.*?)(?: - at `\$\.?([A-Za-z0-9_]*)(.*?)`)?$")


class Fault(NamedTuple):
    """What is wrong in one field of one table.

    Parameters
    ----------
    table : str
        Name of the table.
    at : int
        Which of its kind, from 0, in the order of the file.
    field : str
        The field; empty for the table itself.
    """

    table: str
    at: int
    field: str
    expected: str
    got: str
    hint: str


@dataclass(slots=True)
class TableReading:
    """What was read of a file.

    Parameters
    ----------
    values : dict
        By table: its values, those of all where it may stand more than once, or None.
    faults : list of Fault
        What is wrong; more may be added by whoever knows more.
    broken : MalformedMessage or None
        The file is no TOML at all.
    """

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    broken: MalformedMessage | None = None
    told: Callable[[Fault], MalformedMessage] | None = None

    def messages(self) -> list[MalformedMessage]:
        """All that is wrong, by line."""
        if self.broken is not None or self.told is None:
            return [] if self.broken is None else [self.broken]
        return sorted(map(self.told, self.faults), key=lambda each: each.line or 0)


T = TypeVar("T")
Make = Callable[[dict[str, Any], bytes], tuple[T, Iterable[Fault]]]


class TableForm:
    """Which tables a kind of file has.

    Parameters
    ----------
    action : str
        What is being done, as errors say it: ``"read release policy"``.
    tables : mapping
        The tables of a file: its class, and how often it stands there: ``"one"``,
        ``"one or none"``, ``"some"``, ``"any"``.
    """

    def __init__(self, action: str, tables: Mapping[str, tuple[type[msgspec.Struct], str]]) -> None:
        self.action = action
        self.tables = tables

    def read(self, data: bytes, name: str) -> TableReading:
        """The values of all tables, as far as they can be read; *name* is what errors call it."""
        text, found, broken = _toml(self.action, data, name)
        if broken is not None:
            return TableReading(broken=broken)
        reading = TableReading()
        reading.faults = [
            _unknown(key, 0, key, tuple(self.tables), "table")
            for key in found
            if key not in self.tables
        ]
        for table, (kind, often) in self.tables.items():
            reading.values[table] = _read_table(
                table, kind, often, found.get(table), reading.faults
            )
        lines = TomlLines(text)
        reading.told = lambda fault: self._told(fault, name, lines, found)
        return reading

    def load(self, path: Path, make: Make[T]) -> T:
        """What a file of this kind holds.

        Parameters
        ----------
        make : callable
            From the values of the tables and the bytes: what they make, and what is wrong with it.

        Raises
        ------
        MalformedMessage
            The first fault, with the number of others.
        SourceError
            Where the file can't be read.
        """
        return self.parse(read_bytes(self.action, path), path.name, make)

    def parse(self, data: bytes, name: str, make: Make[T]) -> T:
        """As `load`, of bytes; *name* is what errors call them."""
        made, faults = self.faults(data, name, make)
        if made is None or faults:
            raise first_of(faults)
        return made

    def faults(
        self, data: bytes, name: str, make: Make[T]
    ) -> tuple[T | None, list[MalformedMessage]]:
        """What it holds, as far as its tables can be read, and all that is wrong, by line."""
        reading = self.read(data, name)
        made = None
        if reading.broken is None and not reading.faults:
            made, wrong = make(reading.values, data)
            reading.faults.extend(wrong)
        return made, reading.messages()

    def _told(
        self, fault: Fault, name: str, lines: TomlLines, tables: dict[str, Any]
    ) -> MalformedMessage:
        place = f"[{fault.table}]"
        if not self.tables.get(fault.table, (None, "one"))[1].startswith("one"):
            rows = tables.get(fault.table)
            row = rows[fault.at] if isinstance(rows, list) and fault.at < len(rows) else {}
            which = row.get("number", row.get("id", "")) if isinstance(row, dict) else ""
            place = f"[{place}] {which}".rstrip()
        return MalformedMessage(
            self.action, name, expected=fault.expected, got=fault.got, hint=fault.hint,
            line=lines.of(fault.table, fault.at, fault.field),
            keyword=f"{place} {fault.field}".rstrip(),
        )  # fmt: skip


def read_bytes(action: str, path: Path) -> bytes:
    """The bytes of a file.

    Raises
    ------
    SourceError
        Where it can't be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(action, str(path), got=error.strerror or str(error)) from error


def first_of(faults: list[MalformedMessage]) -> MalformedMessage:
    """The first fault, with the number of others in its hint."""
    first = faults[0]
    if len(faults) > 1:
        first.hint = f"{first.hint}; {len(faults) - 1} more faults in the file".lstrip("; ")
    return first


def _toml(
    action: str, data: bytes, name: str
) -> tuple[str, dict[str, Any], MalformedMessage | None]:
    if len(data) > _MOST_BYTES:
        return "", {}, MalformedMessage(
            action, name, expected=f"at most {_MOST_BYTES} bytes", got=f"{len(data)} bytes"
        )  # fmt: skip
    try:
        text = data.decode("utf-8")
        if long := _LONG_KEY.search(text):
            return "", {}, MalformedMessage(
                action, name, expected="keys of at most 64 parts", got=text[long.start() :][:40],
                line=text.count("\n", 0, long.start()) + 1,
            )  # fmt: skip
        return text, tomllib.loads(text), None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return "", {}, MalformedMessage(
            action, name, expected="UTF-8 text", got=f"byte {data[error.start]:#04x}",
            hint="save the file as UTF-8", line=line,
        )  # fmt: skip
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = _AT.search(str(error))
        number = found[1] if found else None
        return "", {}, MalformedMessage(
            action, name, expected="TOML", got=_AT.sub("", str(error)),
            hint="texts stand between quotation marks, lists between brackets",
            line=int(number) if number else data.count(b"\n") + 1,
        )  # fmt: skip


def _read_table(
    table: str, kind: type[msgspec.Struct], often: str, found: Any, faults: list[Fault]
) -> Any:
    """The values of one table, or of an array of them; what is wrong is put to *faults*."""
    single = often.startswith("one")
    header = f"[{table}]" if single else f"[[{table}]]"
    if found is None or found == []:
        if often in {"one", "some"}:
            faults.append(Fault(table, 0, "", f"a table {header}", "none", f"begin with {header}"))
        return None if single else ()
    rows = [found] if single else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        faults.append(Fault(table, 0, "", f"a table {header}", "something else", f"write {header}"))
        return None if single else ()
    read = tuple(_convert(table, index, kind, row, faults) for index, row in enumerate(rows))
    return read[0] if single else read


def _convert(
    table: str, index: int, kind: type[msgspec.Struct], row: dict[str, Any], faults: list[Fault]
) -> Any:
    known = kind.__struct_fields__
    strange = [key for key in row if key not in known]
    faults.extend(_unknown(table, index, key, known, "field") for key in strange)
    missing = [
        field.name
        for field in msgspec.structs.fields(kind)
        if field.required and field.name not in row
    ]
    faults.extend(
        Fault(table, index, key, f"a field {key}", "none", f"add {key} = ...") for key in missing
    )
    if strange or missing:
        return None
    try:
        return msgspec.convert(row, kind)
    except msgspec.ValidationError as error:
        faults.append(_mistyped(table, index, kind, row, str(error)))
        return None


def _unknown(table: str, index: int, key: str, known: tuple[str, ...], what: str) -> Fault:
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean {near[0]}?" if near else "take it out, or see the reference"
    return Fault(table, index, key, f"one of {', '.join(known)}", f"the {what} {key}", hint)


def _mistyped(
    table: str, index: int, kind: type[msgspec.Struct], row: dict[str, Any], message: str
) -> Fault:
    """What msgspec says, in the words of the file."""
    found = _PATH.match(message)
    said, key, within = (found[1], found[2] or "", found[3] or "") if found else (message, "", "")
    got = repr(row[key])[:80] if key in row else "nothing"
    if not key:
        return Fault(table, index, "", said, got, "see the reference")
    hint = get_type_hints(kind, include_extras=True)[key]
    part = part_of(hint)
    if part is None or not within:
        return Fault(table, index, key, _in_words(hint), got, "see the reference")
    inner = get_type_hints(part)
    name = within.rpartition(".")[2]
    expected = f"{name}: {_in_words(inner[name])}" if name in inner else said
    fields = ", ".join(part.__struct_fields__)
    return Fault(table, index, key, expected, got, f"each is {{ {fields} }}, as far as needed")


def _in_words(hint: Any) -> str:  # noqa: PLR0911 - a table of cases
    """A type as the reader of a policy would call it."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return " ".join([_in_words(arguments[0]), *map(_bounds, arguments[1:])]).rstrip()
    if origin is Literal:
        return "one of " + ", ".join(f'"{value}"' for value in arguments)
    if origin is types.UnionType:
        return " or ".join(_in_words(each) for each in arguments if each is not type(None))
    if origin is tuple:
        return f"a list, each {_in_words(arguments[0])}"
    if origin is dict:
        return "{ field = number, ... }"
    if isinstance(hint, type) and issubclass(hint, str) and hint is not str:
        return "one of " + ", ".join(f'"{value}"' for value in hint)  # type: ignore[attr-defined]
    names = {str: "a text between quotation marks", int: "a whole number", float: "a number",
             bool: "true or false"}  # fmt: skip
    return names.get(hint, "a date such as 2026-01-31" if hint.__name__ == "date" else "a table")


def _bounds(meta: Any) -> str:
    """What a number must be besides."""
    told = [
        f"{words} {value:g}"
        for words, value in (
            ("more than", meta.gt), ("from", meta.ge), ("less than", meta.lt), ("up to", meta.le),
        )
        if value is not None
    ]  # fmt: skip
    return " and ".join(told)
