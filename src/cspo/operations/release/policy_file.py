"""Reading a release policy: TOML to values, and every fault with its line and what to do.

Whoever writes a policy is no programmer. So all faults of a file are found at
once, each names the table, the field and the line, what was expected, what
stands there, and how to mend it; and a word that nobody knows is refused and
never passed over, because a condition that is misspelled would be no condition.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
import types
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import msgspec

from cspo.errors import MalformedMessage, SourceError
from cspo.markings.policy import CSPO_RULEBOOK, Rulebook
from cspo.operations.release.policy import (
    About,
    BackReleaseTable,
    Case,
    GroupTable,
    PartyTable,
    ProfileTable,
    ReleasePolicy,
    ReviewTable,
    Rule,
    SafetyTable,
)
from cspo.operations.release.policy_checks import Fault, faults_of
from cspo.operations.toml_lines import TomlLines
from cspo.records.kinds import Registry
from cspo.records.schema import part_of

__all__ = ["TABLES", "load_policy", "policy_faults", "read_policy"]

TABLES: Final[dict[str, tuple[type[msgspec.Struct], str]]] = {
    "policy": (About, "one"),
    "review": (ReviewTable, "one"),
    "party": (PartyTable, "some"),
    "group": (GroupTable, "any"),
    "profile": (ProfileTable, "any"),
    "rule": (Rule, "some"),
    "back_release": (BackReleaseTable, "any"),
    "safety": (SafetyTable, "one or none"),
    "case": (Case, "any"),
}
"""The tables of a file: its class, and how often it stands there."""

_FIELDS: Final = {
    "policy": "about",
    "party": "parties",
    "group": "groups",
    "profile": "profiles",
    "rule": "rules",
    "back_release": "back_releases",
    "case": "cases",
}
_MOST_BYTES: Final = 1_048_576
_AT: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_PATH: Final = re.compile(r"^(.*?)(?: - at `\$\.?([A-Za-z0-9_]*)(.*?)`)?$")
_ACTION: Final = "read release policy"


def load_policy(
    path: Path, *, kinds: Registry, rulebook: Rulebook = CSPO_RULEBOOK
) -> ReleasePolicy:
    """Read a policy from its file.

    Raises
    ------
    MalformedMessage
        The first fault, with the number of others; `policy_faults` gives all.
    SourceError
        Where the file can't be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(_ACTION, str(path), got=error.strerror or str(error)) from error
    return read_policy(data, path.name, kinds=kinds, rulebook=rulebook)


def read_policy(
    data: bytes, name: str, *, kinds: Registry, rulebook: Rulebook = CSPO_RULEBOOK
) -> ReleasePolicy:
    """Read a policy from bytes; *name* is what errors call it.

    Parameters
    ----------
    kinds : Registry
        The kinds of record that there are.

    Raises
    ------
    MalformedMessage
        The first fault, with the number of others; `policy_faults` gives all.
    """
    policy, faults = policy_faults(data, name, kinds=kinds, rulebook=rulebook)
    if policy is None or faults:
        first = faults[0]
        if len(faults) > 1:
            first.hint = f"{first.hint}; {len(faults) - 1} more faults in the file".lstrip("; ")
        raise first
    return policy


def policy_faults(
    data: bytes, name: str, *, kinds: Registry, rulebook: Rulebook = CSPO_RULEBOOK
) -> tuple[ReleasePolicy | None, list[MalformedMessage]]:
    """The policy, as far as its tables can be read, and all that is wrong with it, by line."""
    text, tables, fault = _toml(data, name)
    if fault is not None:
        return None, [fault]
    lines = TomlLines(text)
    faults = [_unknown(key, 0, key, tuple(TABLES), "table") for key in tables if key not in TABLES]
    parts: dict[str, Any] = {"digest": hashlib.sha256(data).hexdigest()}
    for table, (kind, often) in TABLES.items():
        parts[_FIELDS.get(table, table)] = _read_table(
            table, kind, often, tables.get(table), faults
        )
    policy = None
    if not faults:
        policy = ReleasePolicy(**parts)
        faults.extend(faults_of(policy, kinds=kinds, rulebook=rulebook))
    told = [_told(fault, name, lines, tables) for fault in faults]
    return policy, sorted(told, key=lambda fault: fault.line or 0)


def _toml(data: bytes, name: str) -> tuple[str, dict[str, Any], MalformedMessage | None]:
    if len(data) > _MOST_BYTES:
        return "", {}, MalformedMessage(
            _ACTION, name, expected=f"at most {_MOST_BYTES} bytes", got=f"{len(data)} bytes"
        )  # fmt: skip
    try:
        text = data.decode("utf-8")
        return text, tomllib.loads(text), None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return "", {}, MalformedMessage(
            _ACTION, name, expected="UTF-8 text", got=f"byte {data[error.start]:#04x}",
            hint="save the file as UTF-8", line=line,
        )  # fmt: skip
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = _AT.search(str(error))
        number = found[1] if found else None
        return "", {}, MalformedMessage(
            _ACTION, name, expected="TOML", got=_AT.sub("", str(error)),
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
    hint = get_type_hints(kind)[key]
    part = part_of(hint)
    if part is None or not within:
        return Fault(table, index, key, _in_words(hint), got, "see the reference")
    inner = get_type_hints(part)
    name = within.rpartition(".")[2]
    expected = f"{name}: {_in_words(inner[name])}" if name in inner else said
    fields = ", ".join(part.__struct_fields__)
    return Fault(table, index, key, expected, got, f"each is {{ {fields} }}, as far as needed")


def _in_words(hint: Any) -> str:
    """A type as the reader of a policy would call it."""
    origin, arguments = get_origin(hint), get_args(hint)
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


def _told(fault: Fault, name: str, lines: TomlLines, tables: dict[str, Any]) -> MalformedMessage:
    place = f"[{fault.table}]"
    if not TABLES.get(fault.table, (None, "one"))[1].startswith("one"):
        rows = tables.get(fault.table)
        row = rows[fault.at] if isinstance(rows, list) and fault.at < len(rows) else {}
        which = row.get("number", row.get("id", "")) if isinstance(row, dict) else ""
        place = f"[{place}] {which}".rstrip()
    return MalformedMessage(
        _ACTION, name, expected=fault.expected, got=fault.got, hint=fault.hint,
        line=lines.of(fault.table, fault.at, fault.field),
        keyword=f"{place} {fault.field}".rstrip(),
    )  # fmt: skip
